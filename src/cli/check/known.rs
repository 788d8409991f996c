//! What was found before a change: in another folder, or in a build.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use super::examine::{Compared, examine, examine_build};
use crate::{
    cli::candidate::Given,
    diagnostic::{Diagnostic, Diagnostics, Judged, Policy, Purpose, Rule},
    diff::Build,
    model::{RancherLine, settings::Settings},
    repository::{Arenas, Place, Repository, is_repository, load_build},
    source::{Arena, Sources},
};

/// The findings of a place, and what follows from them: by rule, and by what they are about. Lines and words may differ.
pub(super) struct Known {
    /// Whether each was an error.
    subjects: BTreeMap<(Rule, String), bool>,
}

impl Known {
    /// Looks at a repository, with the same released builds and lines, or at a data.json.
    pub(super) fn of(
        place: Place<'_>,
        root: &Path,
        against: &[PathBuf],
        line: &[PathBuf],
    ) -> anyhow::Result<Self> {
        if !is_repository(place)? {
            return Self::of_build(place);
        }
        let mut repository = Repository::load(place, None)?;
        let mut found = Diagnostics::default();
        let loading = Compared::load(root, against, line, &mut repository.sources, &mut found)?;
        let (mut old_arenas, old_arena) = (Vec::new(), Arena::new());
        let (mut arenas, arena) = (Arenas::default(), Arena::new());
        let others = loading.read(&repository.sources, (&mut old_arenas, &old_arena), &mut found);
        let judging = Policy { keeps_consequences: true, ..Policy::default() };
        let examined = examine(&repository, Given::default(), (&mut arenas, &arena), &others, judging, found);
        Ok(Self::new(examined.found, &examined.policy, &repository.sources, repository.root()))
    }

    fn of_build(place: Place<'_>) -> anyhow::Result<Self> {
        let (mut sources, mut found, mut arenas) =
            (Sources::default(), Diagnostics::default(), Arenas::default());
        let build = load_build(place, &mut sources, &mut found)?;
        let sources = &sources;
        let policy = Policy { purpose: Purpose::Release, keeps_consequences: true, ..Policy::default() };
        if let Some(build) = Build::read(sources, &build, &mut arenas, &mut found) {
            let line = RancherLine::of(&build.metadata);
            examine_build((&build.metadata, &Settings::default(), line), sources, &policy, &mut found);
        }
        Ok(Self::new(found, &policy, sources, place.named()))
    }

    fn new(found: Diagnostics, policy: &Policy, sources: &Sources, root: &Path) -> Self {
        let mut subjects = BTreeMap::new();
        for finding in found.iter() {
            for key in keys(finding, sources, root) {
                *subjects.entry(key).or_default() |= policy.is_error(finding);
            }
        }
        Self { subjects }
    }

    /// What is known, by rule and by what it is about.
    pub(super) fn subjects(&self) -> BTreeSet<(Rule, String)> {
        self.subjects.keys().cloned().collect()
    }

    /// The findings that are not known, and how many are.
    pub(super) fn without(&self, found: Vec<Judged>, sources: &Sources, root: &Path) -> (Vec<Judged>, usize) {
        let all = found.len();
        let is_new = |judged: &Judged| {
            // What has become an error is new.
            let is_known =
                |key| self.subjects.get(key).is_some_and(|was_error| *was_error || !judged.stops());
            !keys(&judged.finding, sources, root).iter().all(is_known)
        };
        let new: Vec<_> = found.into_iter().filter(is_new).collect();
        let known = all - new.len();
        (new, known)
    }
}

/// What a finding is about; where it does not say, its file and its words.
fn keys(finding: &Diagnostic, sources: &Sources, root: &Path) -> Vec<(Rule, String)> {
    if !finding.subjects.is_empty() {
        return finding.subjects.iter().map(|subject| (finding.rule, subject.clone())).collect();
    }
    let file = finding.labels.first().map(|label| sources.file(label.span.file).name.clone());
    let file = file.unwrap_or_default();
    let file = Path::new(&file).strip_prefix(root).map_or(file.clone(), |path| path.display().to_string());
    vec![(finding.rule, format!("{file}: {}", finding.title))]
}
