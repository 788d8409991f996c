//! All that is found in a repository: by itself, against what was released, and beside other lines.

use std::path::{Path, PathBuf};

use crate::{
    cli::candidate::{Candidate, Given, candidate, mirror_list},
    diagnostic::{Diagnostics, Policy, Purpose, Rule},
    diff::{Build, Kind},
    lint::{self, Built},
    model::{Metadata, RancherLine, settings::Settings},
    repository::{Arenas, BuildPlace, OtherLines, Place, Repository, load_build},
    source::{Arena, LoadErrors, Sources},
};

/// The files that a build is compared with.
pub(super) struct Compared {
    released: Vec<(String, BuildPlace)>,
    lines: OtherLines,
}

/// What a build is compared with: each under the name that the user gave it.
#[derive(Default)]
pub(crate) struct Others<'s> {
    /// Released builds.
    released: Vec<(String, Build<'s>)>,
    /// Other lines.
    lines: Vec<(String, Build<'s>)>,
}

impl Compared {
    /// Loads released builds and other lines.
    pub(super) fn load(
        root: &Path,
        against: &[PathBuf],
        line: &[PathBuf],
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> anyhow::Result<Self> {
        let lines = OtherLines::load(
            &line.iter().map(|place| Place::beside(root, place)).collect::<Vec<_>>(),
            sources,
        )?;
        let (mut released, mut failed) = (Vec::new(), Vec::new());
        for path in against {
            let place = Place::beside(root, path);
            match load_build(place, sources, diagnostics) {
                Ok(build) => released.push((place.to_string(), build)),
                Err(LoadErrors(errors)) => failed.extend(errors),
            }
        }
        Ok(Self { released: LoadErrors::or(failed, released)?, lines })
    }

    /// Reads them; what cannot be read is a finding.
    pub(super) fn read<'s>(
        &'s self,
        sources: &'s Sources,
        (arenas, arena): (&'s mut Vec<Arenas>, &'s Arena),
        diagnostics: &mut Diagnostics,
    ) -> Others<'s> {
        arenas.resize_with(self.released.len(), Arenas::default);
        let released = self.released.iter().zip(arenas).filter_map(|((name, place), arenas)| {
            Some((name.clone(), Build::read(sources, place, arenas, diagnostics)?))
        });
        let released = released.collect();
        let lines = self.lines.read(sources, arena, diagnostics).into_iter();
        let lines = lines.map(|line| (line.name, Build::of(line.metadata, arena))).collect();
        Others { released, lines }
    }
}

/// What was found, and how the repository wants it judged.
pub(crate) struct Examined<'s> {
    pub(crate) found: Diagnostics,
    pub(crate) settings: Settings<'s>,
    pub(crate) policy: Policy,
    pub(crate) line: Option<RancherLine>,
    /// What would ship.
    pub(crate) metadata: Metadata<'s>,
}

/// Everything that is found. `judging` is how findings are judged besides what the repository says.
pub(crate) fn examine<'s>(
    repository: &'s Repository,
    given: Given<'_>,
    (arenas, arena): (&'s mut Arenas, &'s Arena),
    others: &Others<'s>,
    judging: Policy,
    mut found: Diagnostics,
) -> Examined<'s> {
    let judging = Policy { purpose: Purpose::Release, ..judging };
    let Candidate { mut metadata, settings, line, policy, gaps } =
        candidate(repository, given, arenas, arena, judging, &mut found);
    let built = Built {
        metadata: &metadata,
        sources: &repository.sources,
        line,
        image_prefixes: &settings.image_prefixes,
        policy: &policy,
    };
    if !gaps {
        lint::before_shipping(built, &mut found);
    }
    mirror_list(&metadata, &mut found);
    // What could not be read would seem to be gone.
    let has_others = !others.released.is_empty() || !others.lines.is_empty();
    if has_others && !found.forbid() {
        let own = Build::of(metadata, arena);
        lint::against(&others.released, &own, line, &mut found);
        for (name, other) in &others.lines {
            lint::adjacent(other, name, &own, line, &mut found);
        }
        metadata = own.metadata;
    }
    Examined { found, settings, policy, line, metadata }
}

/// The same of a repository by itself, as it wants to be judged.
pub(crate) fn examine_alone<'s>(
    repository: &'s Repository,
    given: Given<'_>,
    memory: (&'s mut Arenas, &'s Arena),
) -> Examined<'s> {
    examine(repository, given, memory, &Others::default(), Policy::default(), Diagnostics::default())
}

/// All that is found in a build of which nothing but its values is known.
pub(crate) fn examine_build(
    (metadata, settings, line): (&Metadata<'_>, &Settings<'_>, Option<RancherLine>),
    sources: &Sources,
    policy: &Policy,
    found: &mut Diagnostics,
) {
    let built = Built { metadata, sources, line, image_prefixes: &settings.image_prefixes, policy };
    lint::run(built, false, found);
    lint::before_shipping(built, found);
}

/// Whether this check can find all that breaks a rule; only then an exception that nothing needs is idle. Some rules are
/// found in comparisons: with released builds, and with other lines.
pub(super) fn looks_for(rule: Rule, (with_released, with_lines): (bool, bool)) -> bool {
    match rule {
        Rule::LineDiffers => with_lines,
        Rule::ReleaseDropped => with_released,
        Rule::RoundDiffers => with_released && with_lines,
        _ => with_released || Kind::ALL.iter().all(|kind| kind.rule() != Some(rule)),
    }
}
