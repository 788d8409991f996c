//! What a state of upstream's tables makes of a repository.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    cli::{
        candidate::Given,
        check::examine::{Examined, examine_alone},
        terminal::Terminal,
    },
    consumer::choice::Choices,
    diagnostic::{Judged, Shown, shown::shown},
    diff::{self, Build},
    model::{RancherLine, settings::Settings},
    report::{Report, render_diff_summary},
    repository::{Arenas, Repository},
    source::Arena,
};

/// The memory of one state.
pub(super) type Memory = (Arenas, Arena);

/// What a repository compiles to with some tables, and what is found then.
pub(super) struct Effects<'s> {
    pub(super) settings: Settings<'s>,
    pub(super) line: Option<RancherLine>,
    /// Whether something cannot be read, so that nothing is compared.
    pub(super) is_unreadable: bool,
    pub(super) judged: Vec<Judged>,
    build: Build<'s>,
}

impl<'s> Effects<'s> {
    pub(super) fn memory() -> Memory {
        (Arenas::default(), Arena::new())
    }

    pub(super) fn of(repository: &'s Repository, (arenas, arena): &'s mut Memory) -> Self {
        let examined = examine_alone(repository, Given::default(), (arenas, arena));
        let Examined { found, settings, policy, line, metadata } = examined;
        let is_unreadable = found.forbid();
        Self { settings, line, is_unreadable, judged: policy.judge(found), build: Build::of(metadata, arena) }
    }

    /// The findings that another state does not have.
    pub(super) fn since<'e>(&'e self, before: &'e Self) -> impl Iterator<Item = &'e Judged> {
        let key = |judged: &'e Judged| (judged.finding.rule, judged.finding.title.as_str());
        let known: BTreeSet<_> = before.judged.iter().map(key).collect();
        self.judged.iter().filter(move |judged| !judged.is_excepted() && !known.contains(&key(judged)))
    }

    /// What the step to another state changes: in the build, and in the releases of the patch.
    pub(super) fn compared(&self, after: &Self, terminal: &Terminal) -> Shown {
        let arena = Arena::new();
        let changes = diff::compare(&self.build, &after.build, &arena);
        if changes.is_empty() {
            return Shown::from("  the build stays the same\n");
        }
        let report = Report { old: "pinned", new: "upstream", changes: &changes, tracked: &[] };
        render_diff_summary(&report, terminal.width()) + self.of_patch(after)
    }

    /// The releases of the patch that get another template.
    fn of_patch(&self, after: &Self) -> Shown {
        let (before, after) = (self.templates(), after.templates());
        let mut text = Shown::new();
        let pairs: BTreeSet<_> = before.keys().chain(after.keys()).collect();
        for pair @ (version, addon) in pairs {
            let [old, new] =
                [&before, &after].map(|templates| templates.get(pair).copied().unwrap_or("none"));
            if old != new {
                text += shown!("  patch {version}: {addon} {old} → {new}\n"; version, addon, old, new);
            }
        }
        text
    }

    /// The template of each addon that a release of the patch gets.
    fn templates(&self) -> BTreeMap<(&'s str, &'s str), &'s str> {
        let metadata = &self.build.metadata;
        let (Some(rke), Some(prime)) = (&metadata.rke, &metadata.prime) else { return BTreeMap::new() };
        let versions = prime.versions();
        let choices = Choices::of(rke);
        let mut templates = BTreeMap::new();
        for addon in &choices.addons {
            for (version, matching) in choices.keys.iter().zip(choices.matches(addon)) {
                if let Some(choice) = matching.first().filter(|_| versions.contains(version.value)) {
                    templates.insert((version.value, addon.name.value), choice.template.value);
                }
            }
        }
        templates
    }
}
