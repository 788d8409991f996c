//! From a repository to what would ship, and everything that is found on the way: what `generate` and `check` have in
//! common.

use std::path::Path;

use crate::{
    consumer::{self, Origin, Selection},
    diagnostic::{Diagnostics, Policy},
    emit::{render_mirror_list, write_data_json},
    lint::{self, Built},
    model::{Metadata, Os, Platforms, RancherLine, settings::Settings},
    pass,
    repository::{Arenas, DATA_JSON, MIRROR_LIST, Repository},
    source::{Arena, join},
};

/// What would ship.
#[derive(Debug)]
pub(super) struct Candidate<'s> {
    /// The build.
    pub(super) metadata: Metadata<'s>,
    /// The settings of the repository.
    pub(super) settings: Settings<'s>,
    /// The Ranchers that read the build: what the settings say, else what its defaults name.
    pub(super) line: Option<RancherLine>,
    /// How rules count in this repository, where they have a severity of their own.
    pub(super) policy: Policy,
    /// Whether something could not be read, so that what is missing may be there.
    pub(super) gaps: bool,
}

/// What the command knows of a build besides its files.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Given<'g> {
    /// What `--rke-source` names.
    pub(crate) rke_source: Option<&'g Path>,
    /// The line that the branch is of, by its name; what the settings say counts before it.
    pub(crate) line: Option<RancherLine>,
}

/// Reads what was written, turns it into what ships, and looks at it. `judging` is what findings are judged for, and what the
/// command line lets through.
pub(super) fn candidate<'s>(
    repository: &'s Repository,
    given: Given<'_>,
    arenas: &'s mut Arenas,
    arena: &'s Arena,
    judging: Policy,
    diagnostics: &mut Diagnostics,
) -> Candidate<'s> {
    let catalog = repository.read(arenas, diagnostics);
    // What cannot be read leaves a gap; then only what is there is judged, not what is missing.
    let gaps = diagnostics.forbid();
    if !gaps {
        lint::pin(&catalog, repository, given.rke_source, diagnostics);
    }
    let settings = catalog.settings.clone().unwrap_or_default();
    let metadata = pass::compile(catalog, arena, diagnostics);
    let line = settings.line.or(given.line).or_else(|| RancherLine::of(&metadata));
    let policy = policy_of(&settings, line, judging);
    let image_prefixes = &settings.image_prefixes;
    let built =
        Built { metadata: &metadata, sources: &repository.sources, line, image_prefixes, policy: &policy };
    lint::run(built, gaps, diagnostics);
    Candidate { metadata, settings, line, policy, gaps }
}

/// How findings count where the settings of a repository and its line say so, too.
pub(super) fn policy_of(settings: &Settings<'_>, line: Option<RancherLine>, judging: Policy) -> Policy {
    let mut severities = line.map(lint::profile).unwrap_or_default();
    severities.extend(&settings.rules);
    Policy { severities, exceptions: settings.allow.clone(), ..judging }
}

/// The list of images to mirror that goes with a patch.
pub(super) fn mirror_list(metadata: &Metadata<'_>, diagnostics: &mut Diagnostics) -> Option<String> {
    let prime = metadata.prime.as_ref()?;
    let selection = Selection { from: vec![Origin::Prime], ..Selection::default() };
    // Of the patch, whose names the files have: none is made.
    let none = Arena::new();
    let wanted = consumer::selected(metadata, &selection);
    let images = consumer::needed(&wanted, &Platforms::of(Os::Linux), None, &none);
    Some(render_mirror_list(&consumer::mirror(images, &prime.patch.mirror_options, None, diagnostics)))
}

/// The generated files that are not what is made here. Of those in a revision nothing is read: git knows a file by its digest.
pub(super) fn stale_files(metadata: &Metadata<'_>, repository: &Repository) -> Vec<&'static str> {
    let made = write_data_json(metadata, Vec::new()).ok();
    let list = mirror_list(metadata, &mut Diagnostics::default()).map(String::into_bytes);
    let made = [(DATA_JSON, made), (MIRROR_LIST, list)].into_iter();
    let made = made.filter_map(|(name, made)| Some((name, made?)));
    let is_stale =
        |(name, made): &(&str, Vec<u8>)| !repository.sources.has_bytes(&join(repository.root(), name), made);
    made.filter(is_stale).map(|(name, _)| name).collect()
}
