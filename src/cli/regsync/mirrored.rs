//! What of a build is mirrored: the same for `kdm regsync`, `kdm generate` and `kdm check`.

use crate::{
    consumer::{self, Mirroring, Regsync, Wanted},
    diagnostic::{Diagnostics, FileId, Span},
    lint,
    model::{
        Metadata, Platforms, RancherLine, RancherRange,
        regsync::{ReadFor, read_released},
    },
    repository::ListFiles,
    source::{Arena, Sources},
};

/// What is asked for.
pub(crate) struct Request<'r> {
    /// The Ranchers whose images are mirrored, and where that is written.
    pub(crate) range: (&'r RancherRange, Option<Span>),
    /// The nodes.
    pub(crate) platforms: &'r Platforms,
    /// Which images.
    pub(crate) mirroring: Mirroring<'r>,
    /// The Ranchers that read the build.
    pub(crate) line: Option<RancherLine>,
    /// The older files whose tags are kept.
    pub(crate) keep: &'r [FileId],
}

/// What is mirrored, and what is wrong with the lists that it is made from.
pub(crate) fn mirrored<'s>(
    metadata: &Metadata<'s>,
    request: &Request<'_>,
    files: &ListFiles,
    (sources, arena): (&'s Sources, &'s Arena),
    diagnostics: &mut Diagnostics,
) -> Regsync<'s> {
    let (range, _) = request.range;
    let wanted = range.versions(metadata, diagnostics);
    if let Some(line) = request.line {
        lint::regsync_window(metadata, request.range, &wanted, line, diagnostics);
    }
    let releases = wanted.iter().filter_map(Wanted::release);
    let lists = files.read(releases, request.platforms, sources, diagnostics);
    lint::image_lists(&wanted, request.platforms, &lists, diagnostics);
    lint::unknown_lists(files, metadata, diagnostics);
    let images = consumer::needed(&wanted, request.platforms, Some(&lists), arena);
    let mut regsync = Regsync::of(images, request.mirroring, arena, diagnostics);
    for file in request.keep {
        if let Some(released) = read_released(*file, sources, arena, ReadFor::Keeping, diagnostics) {
            regsync.keep(&released);
        }
    }
    regsync
}
