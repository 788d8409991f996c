//! The image lists that K3s, RKE2 and RFO publish with each release: an image a line.
//!
//! Upstream's `getImagesFromURL` (`pkg/images`) cuts `docker.io/` from the front and passes over empty lines, nothing else:
//! a line that ends in CR would be a tag that ends in CR, which no registry has.

use std::collections::BTreeMap;

use super::{
    Arch, Distribution, Os, Platforms, Text,
    image::{Image, ImageFault},
};
use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Rule, Span, words::count};

/// The lists of the releases that were asked for.
#[derive(Debug, Default)]
pub struct ImageLists<'s> {
    /// The folder that they are from, as people name it.
    pub folder: String,
    /// Those of each release.
    pub of: BTreeMap<(Distribution, &'s str), Vec<ImageList<'s>>>,
}

/// The list of a release for nodes of one kind.
#[derive(Debug)]
pub struct ImageList<'s> {
    /// The operating system of the nodes.
    pub os: Os,
    /// Their architecture; nothing where one list is for all.
    pub arch: Option<Arch>,
    /// The name of the file.
    pub name: String,
    /// The file.
    pub file: FileId,
    /// The images, without the `docker.io/` that most lines have.
    pub images: Vec<Text<'s>>,
    /// Whether it has no line with anything in it.
    pub is_empty: bool,
}

impl<'s> ImageLists<'s> {
    /// The lists of a release for some nodes.
    pub fn of<'l>(
        &'l self,
        distribution: Distribution,
        version: &'s str,
        platforms: &'l Platforms,
    ) -> impl Iterator<Item = &'l ImageList<'s>> + use<'l, 's> {
        let lists = self.of.get(&(distribution, version)).map_or(&[][..], Vec::as_slice);
        lists.iter().filter(|list| platforms.include(list.os, list.arch))
    }
}

/// Reads the images of a list; `about` is the release, as exceptions name it.
pub fn read_image_list<'s>(
    file: FileId,
    text: &'s str,
    about: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<Text<'s>> {
    let (mut images, mut at) = (Vec::new(), 0);
    let mut forms = Forms::default();
    for whole in text.split_inclusive('\n') {
        let start = at;
        at += whole.len();
        let line = whole.strip_suffix('\n').unwrap_or(whole);
        let (line, start) = match line.strip_prefix('\u{feff}').filter(|_| start == 0) {
            Some(rest) => {
                forms.add("begins with a byte order mark", Span::new(file, 0, '\u{feff}'.len_utf8()));
                (rest, '\u{feff}'.len_utf8())
            }
            None => (line, start),
        };
        let line = match line.strip_suffix('\r') {
            Some(rest) => {
                let end = start + line.len();
                forms.add("has lines that end in CR LF", Span::new(file, end - 1, end));
                rest
            }
            None => line,
        };
        let trimmed = line.trim();
        let start = start + (line.len() - line.trim_start().len());
        let span = Span::new(file, start, start + trimmed.len());
        if trimmed.len() != line.len() {
            forms.add("has space around images", span);
        }
        if trimmed.is_empty() {
            continue;
        }
        if trimmed.starts_with('#') {
            forms.add("has comments", span);
            continue;
        }
        let value = trimmed.strip_prefix("docker.io/").unwrap_or(trimmed);
        match Image::parse(value) {
            Ok(_) => images.push(Text { value, span: Some(span) }),
            Err(fault) => diagnostics.report(no_image(trimmed, fault, span).about(about)),
        }
    }
    diagnostics.report_all(forms.findings().map(|finding| finding.about(about)));
    images
}

/// What else than images a list has, each kind with its first place and how often.
#[derive(Debug, Default)]
struct Forms(BTreeMap<&'static str, (Option<Span>, usize)>);

impl Forms {
    fn add(&mut self, what: &'static str, span: Span) {
        let entry = self.0.entry(what).or_insert((Some(span), 0));
        entry.1 += 1;
    }

    fn findings(self) -> impl Iterator<Item = Diagnostic> {
        self.0.into_iter().map(|(what, (span, times))| {
            let times = if times > 1 { format!(" ({})", count(times, "line")) } else { String::new() };
            Diagnostic::new(Rule::ImageListForm, format!("this image list {what}{times}"))
                .at(span, "")
                .help("take the list as the release published it; kdm reads the images without it")
        })
    }
}

/// That a line is no image.
fn no_image(line: &str, fault: ImageFault, span: Span) -> Diagnostic {
    let help = match fault {
        ImageFault::NoTag | ImageFault::TwoTags => "write `name:tag`, one image a line",
        ImageFault::Digest => "write the tag: a list of tags is what is mirrored",
        ImageFault::Port => "write the image as Docker Hub has it, `name:tag`",
        ImageFault::Tag => {
            "a tag has letters, digits, `_`, `.` and `-`, at most 128, and begins with none of the last two"
        }
        ImageFault::Name => "a name has small letters and digits, with `.`, `_`, `-` and `/` between them",
    };
    let shown: String = line.chars().take(100).collect();
    Diagnostic::new(Rule::ImageListEntry, format!("`{shown}` is no image: {fault}")).at(span, "").help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    #[track_caller]
    fn check(text: &str, images: &[&str], findings: &[&str]) {
        let mut sources = Sources::default();
        let file = sources.add("k3s-images.txt", text);
        let mut found = Diagnostics::default();
        let text = sources.text(file, &mut found).unwrap();
        let read: Vec<_> =
            read_image_list(file, text, "k3s v1", &mut found).iter().map(|image| image.value).collect();
        assert_eq!(read, images);
        let said = found.iter().map(|finding| {
            let place = sources.place(finding.labels[0].span);
            format!("{} {}:{} {}", finding.rule, place.line, place.column, finding.title.as_str())
        });
        assert_eq!(said.collect::<Vec<_>>(), findings);
    }

    #[test]
    fn a_line_is_an_image_without_docker_io() {
        check("docker.io/rancher/a:1\n\nrancher/b:2", &["rancher/a:1", "rancher/b:2"], &[]);
        check("", &[], &[]);
        check("ghcr.io/x/y:1\n", &["ghcr.io/x/y:1"], &[]);
    }

    #[test]
    fn what_upstream_would_take_into_a_name_is_said_once() {
        check(
            "\u{feff}rancher/a:1\r\nrancher/b:2\r\n",
            &["rancher/a:1", "rancher/b:2"],
            &[
                "image-list-form 1:1 this image list begins with a byte order mark",
                "image-list-form 1:13 this image list has lines that end in CR LF (2 lines)",
            ],
        );
        check(
            "# images\n rancher/a:1\n",
            &["rancher/a:1"],
            &[
                "image-list-form 1:1 this image list has comments",
                "image-list-form 2:2 this image list has space around images",
            ],
        );
    }

    #[test]
    fn what_is_no_image_is_found_at_its_line() {
        check(
            "rancher/a:1\nrancher/foo\nregistry:5000/rancher/foo:v1\ndocker.io/rancher/foo:v1@sha256:00\n",
            &["rancher/a:1"],
            &[
                "image-list-entry 2:1 `rancher/foo` is no image: it has no tag",
                "image-list-entry 3:1 `registry:5000/rancher/foo:v1` is no image: it names a registry with a port",
                "image-list-entry 4:1 `docker.io/rancher/foo:v1@sha256:00` is no image: it has a digest",
            ],
        );
    }
}
