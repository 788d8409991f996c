//! Two files are the same Release.

use std::collections::BTreeMap;

use super::{
    name_mismatch,
    subject::{Checked, Releases},
};
use crate::diagnostic::{Diagnostic, Rule, words::count};

pub(super) fn check(releases: &Releases<'_, '_>) -> Vec<Diagnostic> {
    let mut files: BTreeMap<&str, Vec<&Checked<'_, '_>>> = BTreeMap::new();
    // The name of an old one does not say its provider: it was there once for aws, and once for azure.
    for checked in releases.all.iter().filter(|checked| checked.release.identity.provider.is_some()) {
        files.entry(checked.release.name.value).or_default().push(checked);
    }
    let twice = files.into_iter().filter(|(_, same)| same.len() > 1);
    let is_asked = |same: &[&Checked<'_, '_>]| same.iter().any(|checked| checked.is_asked);
    // A copy in a folder of its own, whose name was forgotten, is reported as that.
    let is_copy = |same: &[&Checked<'_, '_>]| {
        same.iter().any(|checked| !name_mismatch::check(checked, releases).is_empty())
    };
    let found = twice.filter(|(_, same)| is_asked(same) && !is_copy(same)).map(|(name, same)| {
        let title = format!("`{name}` is in {}", count(same.len(), "file"));
        let mut finding = Diagnostic::new(Rule::ReleaseTwice, title).about(name);
        // Archived ones come first.
        for checked in same.iter().rev() {
            finding = finding.at(checked.release.name.span, "");
        }
        finding.help("delete all but one of them, or correct the name of those that were copied")
    });
    found.collect()
}
