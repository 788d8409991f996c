//! What there is to say about a build beside its values.

use std::{
    io::{self, Write},
    path::Path,
};

use crate::{
    diagnostic::{Judged, Span},
    emit::{Digest, write_data_json},
    model::{Metadata, RancherLine},
    report::{Compared, Findings, Page, render_page},
    repository::Repository,
    source::Sources,
};

/// How large a data.json is.
pub(crate) enum Size<'p> {
    /// Of so many bytes, with this SHA-256.
    Known(String, u64),
    /// These bytes.
    Of(&'p [u8]),
    /// As large as what is written.
    Written,
}

/// A build beside its values.
pub(crate) struct About<'p> {
    /// Its name.
    pub(crate) name: &'p str,
    /// How large its data.json is.
    pub(crate) size: Size<'p>,
    /// The Ranchers that read it.
    pub(crate) line: Option<RancherLine>,
    /// The commit that its RKE tables are pinned to.
    pub(crate) upstream: Option<&'p str>,
    /// What `kdm check` finds.
    pub(crate) found: &'p [Judged],
    /// The files that it is in.
    pub(crate) sources: &'p Sources,
    /// The repository that it is the build of; nothing of a data.json.
    pub(crate) repository: Option<&'p Repository>,
}

impl About<'_> {
    /// The page of the build.
    pub(crate) fn page(
        &self,
        metadata: &Metadata<'_>,
        compared: Option<Compared<'_, '_>>,
        with_templates: bool,
    ) -> String {
        let Self { name, size, line, upstream, found, sources, repository } = self;
        let size = || match size {
            Size::Known(sha256, bytes) => (sha256.clone(), *bytes),
            Size::Of(bytes) => (Digest::of(bytes), bytes.len() as u64),
            Size::Written => size_of(metadata),
        };
        let is_of_the_patch =
            |span: Option<Span>| repository.is_some_and(|repository| repository.is_of_patch(span));
        let page = Page {
            name,
            metadata,
            size: &size,
            line: *line,
            upstream: *upstream,
            compared,
            findings: Findings { found, sources },
            with_templates,
        };
        render_page(&page, &is_of_the_patch)
    }
}

/// The name of a file in a page: without the `./` of the current folder.
pub(crate) fn shown_name(path: &Path) -> String {
    let name = path.display().to_string();
    name.strip_prefix("./").unwrap_or(&name).to_owned()
}

/// The SHA-256 and the size of what a build is written as.
fn size_of(metadata: &Metadata<'_>) -> (String, u64) {
    // Nothing that is only counted fails.
    let counted = write_data_json(metadata, Counted::default()).unwrap_or_default();
    (counted.digest.finish(), counted.bytes)
}

/// Counts and hashes what is written to it.
#[derive(Default)]
struct Counted {
    digest: Digest,
    bytes: u64,
}

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes += bytes.len() as u64;
        self.digest.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
