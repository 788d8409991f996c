//! From a repository to what would ship, judged: what `generate` and `check` have in common.

use std::path::Path;

use super::pin;
use crate::{
    consumer::{self, Origin, Selection},
    diagnostic::Diagnostics,
    emit::render_mirror_list,
    lint::{self, Built},
    model::{Metadata, RancherLine, settings::Settings},
    pass::{self},
    repository::{Arenas, Repository},
    source::Arena,
};

/// What would ship.
#[derive(Debug)]
pub(super) struct Compiled<'s> {
    /// The build.
    pub(super) metadata: Metadata<'s>,
    /// The settings of the repository.
    pub(super) settings: Settings<'s>,
    /// The Ranchers that read the build: what the settings say, else what its defaults name.
    pub(super) line: Option<RancherLine>,
    /// What is written for other lines.
    pub(super) adjacent: Vec<Metadata<'s>>,
    /// Whether something could not be read, so that what is missing may be there.
    pub(super) gaps: bool,
}

/// Reads what was written, turns it into what ships, and judges it. `explicit` is what `--rke-source` names.
pub(super) fn compile<'s>(
    repository: &'s Repository,
    explicit: Option<&Path>,
    arenas: &'s mut Arenas,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Compiled<'s> {
    let catalog = repository.read(arenas, diagnostics);
    // What cannot be read leaves a gap; then only what is there is judged, not what is missing.
    let gaps = diagnostics.forbid();
    if !gaps {
        pin::check(&catalog, repository, explicit, diagnostics);
    }
    let settings = catalog.settings.clone().unwrap_or_default();
    let adjacent = catalog.adjacent.values().cloned().map(Metadata::of_sections).collect();
    let metadata = pass::compile(catalog, arena, diagnostics);
    let line = settings.line.or_else(|| RancherLine::of(&metadata));
    let mut severities = line.map(lint::profile).unwrap_or_default();
    severities.extend(&settings.rules);
    diagnostics.weigh(severities);
    let built = Built { metadata: &metadata, sources: &repository.sources, line };
    lint::run(built, gaps, diagnostics);
    Compiled { metadata, settings, line, adjacent, gaps }
}

/// The list of images to mirror that goes with a patch.
pub(super) fn mirror_list(metadata: &Metadata<'_>, diagnostics: &mut Diagnostics) -> Option<String> {
    let prime = metadata.prime.as_ref()?;
    let selection = Selection { from: vec![Origin::Prime], ..Selection::default() };
    let images = consumer::images(metadata, &selection);
    Some(render_mirror_list(&consumer::mirror(images, &prime.patch.mirror_options, None, diagnostics)))
}
