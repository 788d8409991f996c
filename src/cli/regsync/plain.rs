//! What is printed besides regsync.yaml: images, and the addresses of lists.

use clap::ValueEnum;

use crate::{
    consumer::{Regsync, Wanted, missing_lists},
    diagnostic::Diagnostics,
    emit::render_list,
    model::{Metadata, Platforms, RancherRange, image_list::ImageLists},
    repository::ListFiles,
    source::Sources,
};

/// How addresses are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum UrlForm {
    Lines,
    Curl,
}

/// `name:tag`, a line for each image, of Docker Hub without its host.
pub(super) fn images(regsync: &Regsync<'_>) -> String {
    let images = regsync.sources.iter().flat_map(|(source, tags)| {
        let name = source.strip_prefix("docker.io/").unwrap_or(source);
        tags.keys().map(move |tag| format!("{name}:{tag}"))
    });
    render_list(images.collect())
}

/// The addresses of the lists that are missing.
pub(super) fn urls(
    metadata: &Metadata<'_>,
    range: &RancherRange,
    platforms: &Platforms,
    (files, sources): (Option<&ListFiles>, &Sources),
    form: UrlForm,
) -> String {
    let mut unsaid = Diagnostics::default();
    let wanted = range.versions(metadata, &mut unsaid);
    let releases = wanted.iter().filter_map(Wanted::release);
    let lists = match files {
        Some(files) => files.read(releases, platforms, sources, &mut unsaid),
        None => ImageLists { folder: "image-lists".to_owned(), ..ImageLists::default() },
    };
    let mut text = String::new();
    for missing in missing_lists(&wanted, platforms, &lists) {
        for (address, name) in missing.addresses().zip(&missing.names) {
            text += &match form {
                UrlForm::Lines => format!("{address}\n"),
                UrlForm::Curl => {
                    let file =
                        format!("{}/{}/{name}", lists.folder.trim_end_matches('/'), missing.version.value);
                    let quoted = |text: &str| text.replace('\\', "\\\\").replace('"', "\\\"");
                    format!("url = \"{}\"\noutput = \"{}\"\n", quoted(&address), quoted(&file))
                }
            };
        }
    }
    text
}
