//! What is checked, and how findings about it are made.

use crate::{
    consumer::os_image::{Change, Named, Roll},
    diagnostic::{Diagnostic, Rule, Span, words::first},
    model::os_image::{NamingRules, Release},
    source::Sources,
};

/// A Release that is checked.
#[derive(Debug)]
pub struct Checked<'r, 's> {
    /// The Release.
    pub release: &'r Release<'s>,
    /// Its image; nothing where it cannot be named, which is reported elsewhere.
    pub named: Option<Named<'r>>,
    /// The release that it was made from, by its number among all.
    pub base: Option<usize>,
    /// What it was in the state that it is compared with, and its image there.
    pub before: Option<(&'r Release<'s>, Option<Named<'r>>)>,
    /// Whether it is looked at, or only there for others.
    pub is_asked: bool,
}

/// All Releases that are checked, and what names their images.
#[derive(Debug)]
pub struct Releases<'r, 's> {
    /// By provider and version.
    pub all: Vec<Checked<'r, 's>>,
    /// The rules.
    pub rules: &'r NamingRules<'r>,
    /// Their files.
    pub sources: &'r Sources,
}

impl<'r, 's> Checked<'r, 's> {
    /// Whether it has other components than in the state that it is compared with: what is said of those was said before.
    pub(super) fn is_changed(&self) -> bool {
        self.before.as_ref().is_none_or(|(before, _)| !self.release.has_components_of(before))
    }

    /// The release that it was made from, where that has not been looked at before.
    pub(super) fn base(&self, releases: &'r Releases<'r, 's>) -> Option<&'r Checked<'r, 's>> {
        self.base.filter(|_| self.is_changed()).map(|base| &releases.all[base])
    }

    /// What has changed since the base; nothing where there is none, or where either cannot be named.
    pub(super) fn roll(&'r self, releases: &'r Releases<'r, 's>) -> Option<Roll<'r, 's>> {
        let base = self.base(releases)?;
        let (old, new) = ((base.release, base.named.as_ref()?), (self.release, self.named.as_ref()?));
        Some(Roll::between(old, new, releases.rules))
    }
}

/// A finding about a Release.
pub(super) fn finding(rule: Rule, release: &Release<'_>, title: String, span: Option<Span>) -> Diagnostic {
    Diagnostic::new(rule, title).at(span.or(release.name.span), "").about(release.name.value)
}

/// Where a component is; where it is not there, the list that it is not in.
pub(super) fn place(release: &Release<'_>, component: &str) -> Option<Span> {
    let component = release.components.get(component).map(|component| component.version.span);
    component.unwrap_or(release.list)
}

/// Changes as people say them: `flatcar` 4593.2.2 instead of 4593.2.1.
pub(super) fn said(changes: &[Change<'_>]) -> String {
    const NAMED: usize = 4;
    first(changes, NAMED, |Change { component, old, new }| match (old, new) {
        (Some(old), Some(new)) => format!("`{component}` {new} instead of {old}"),
        (None, Some(new)) => format!("`{component}` {new} (new)"),
        (old, None) => format!("no `{component}` any more (it was {})", old.unwrap_or_default()),
    })
}
