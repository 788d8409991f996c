//! Image lists that are missing, empty, or of another release; and lists of releases that the build does not have.
//!
//! A list is downloaded by hand into a folder named after its release, and every release's files have the same names: a list
//! in the wrong folder is a list like any other, until a cluster without a network does not start.

use std::collections::{BTreeMap, BTreeSet};

use super::finding::subject;
use crate::{
    consumer::{MissingList, Wanted, missing_lists},
    diagnostic::{
        Diagnostic, Diagnostics, Rule, Span,
        words::{names as names_of, nearest},
    },
    model::{
        Distribution, Metadata, Os, Platforms,
        image::Image,
        image_list::{ImageList, ImageLists},
    },
    repository::ListFiles,
};

/// Reports what is wrong with the lists of releases that are wanted.
pub fn image_lists(
    wanted: &[Wanted<'_, '_>],
    platforms: &Platforms,
    lists: &ImageLists<'_>,
    diagnostics: &mut Diagnostics,
) {
    for missing in missing_lists(wanted, platforms, lists) {
        diagnostics.report(missing_list(&missing, &lists.folder));
    }
    for ((distribution, version), lists) in &lists.of {
        let about = subject(distribution.key(), version);
        for list in lists.iter().filter(|list| list.is_empty) {
            let title = format!("the image list of `{version}` has nothing in it");
            let start = Span::new(list.file, 0, 0);
            let help = format!("fetch `{}` again", list.name);
            diagnostics.report(
                Diagnostic::new(Rule::ImageListMissing, title).at(start, "").help(help).about(about.clone()),
            );
        }
        for list in lists.iter().filter(|list| !list.images.is_empty()) {
            if let Some(finding) = of_another_release(list, distribution.key(), version) {
                diagnostics.report(finding.about(about.clone()));
            }
        }
    }
}

fn missing_list(missing: &MissingList<'_>, folder: &str) -> Diagnostic {
    let version = missing.version.value;
    let title = match missing.names.len() {
        1 => format!("there is no image list for `{version}`"),
        _ => format!("there are no image lists for `{version}`"),
    };
    let addresses: Vec<_> = missing.addresses().collect();
    let folder = format!("{}/{version}", folder.trim_end_matches('/'));
    let help = if addresses.is_empty() {
        format!("put the release's {} into `{folder}`", names_of(&missing.names))
    } else {
        format!("put the release's {} into `{folder}`: {}", names_of(&missing.names), addresses.join(", "))
    };
    let about = subject(missing.distribution.key(), version);
    Diagnostic::new(Rule::ImageListMissing, title).at(missing.version.span, "").help(help).about(about)
}

/// Lists name the image that has the release itself, `rancher/rke2-runtime`, and its tag is the release's: the same as that of
/// the images that upgrade and install it, which are in no list. Those of K3s do not name it.
fn of_another_release(list: &ImageList<'_>, key: &str, version: &str) -> Option<Diagnostic> {
    let runtime = format!("{key}-runtime");
    let tag = version.replace('+', "-");
    let tag = if list.os == Os::Windows { tag + "-windows-" } else { tag };
    let is_own = |image: &Image<'_>| match list.os {
        Os::Windows => image.tag.starts_with(&tag),
        Os::Linux => image.tag == tag,
    };
    let images = list.images.iter().filter_map(|text| Some((text, Image::parse(text.value).ok()?)));
    let runtimes: Vec<_> =
        images.filter(|(_, image)| image.repository.rsplit('/').next() == Some(runtime.as_str())).collect();
    let other = match &runtimes[..] {
        _ if runtimes.iter().any(|(_, image)| is_own(image)) => return None,
        [(text, _), ..] => Some(*text),
        // Of RFO it is not known which images its lists have.
        [] if key == "rke2" => None,
        [] => return None,
    };
    let name = &list.name;
    let (title, span) = match other {
        Some(other) => {
            (format!("`{name}` of `{version}` has `{}`: it is of another release", other.value), other.span)
        }
        None => (
            format!(
                "`{name}` of `{version}` has no `rancher/{runtime}`: it is not the whole list of a release"
            ),
            list.images.first().and_then(|image| image.span),
        ),
    };
    let help = format!("fetch the `{name}` of `{version}`");
    Some(Diagnostic::new(Rule::ImageListOther, title).at(span, "").help(help))
}

/// Reports lists in folders that are no release of the build.
pub fn unknown_lists(files: &ListFiles, metadata: &Metadata<'_>, diagnostics: &mut Diagnostics) {
    let versions: BTreeMap<_, BTreeSet<&str>> = metadata
        .sections()
        .map(|(distribution, section)| {
            let versions = section.releases().filter_map(|release| release.version());
            (distribution, versions.map(|version| version.value).collect())
        })
        .collect();
    // Only a release with the same digits can be meant.
    let mut by_digits: BTreeMap<(Distribution, String), Vec<&str>> = BTreeMap::new();
    for (distribution, known) in &versions {
        for version in known {
            by_digits.entry((*distribution, digits(version))).or_default().push(version);
        }
    }
    // A folder that several lines take their lists from has releases of all of them: that is one thing to say.
    let mut others = Vec::new();
    let none = BTreeSet::new();
    for (folder, distribution, file) in files.versions() {
        let known = versions.get(&distribution).unwrap_or(&none);
        if known.contains(folder) {
            continue;
        }
        let start = Span::new(file, 0, 0);
        let about = subject(distribution.key(), folder);
        let alike = by_digits.get(&(distribution, digits(folder)));
        match alike.and_then(|alike| nearest(folder, alike.iter().copied())) {
            Some(meant) => {
                let title = format!(
                    "`{folder}` is no release of `{}`, and these are image lists",
                    distribution.key()
                );
                let finding = Diagnostic::new(Rule::ImageListUnknown, title).at(start, "").about(about);
                diagnostics.report(finding.help(format!("did you mean `{meant}`?")));
            }
            None => others.push((folder, start, about)),
        }
    }
    let Some((first, start, _)) = others.first() else { return };
    let title = match others.len() {
        1 => format!("the image lists of `{first}` are of a release that this build does not have"),
        _ => {
            let folders: Vec<_> = others.iter().map(|(folder, ..)| *folder).collect();
            format!("there are image lists of releases that this build does not have: {}", names_of(&folders))
        }
    };
    let finding = Diagnostic::new(Rule::ImageListUnknown, title).at(*start, "");
    let finding = finding.help("remove the folders when no line has their releases");
    diagnostics.report(others.into_iter().fold(finding, |finding, (.., about)| finding.about(about)));
}

/// What a folder and the release that it is meant for have in common: `v1.30.4` is no slip of `v1.30.5`.
fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
