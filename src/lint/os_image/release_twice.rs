//! Two files are the same Release.

use std::collections::BTreeMap;

use super::subject::{Releases, finding};
use crate::{
    diagnostic::{Diagnostic, Rule},
    model::os_image::Release,
};

pub(super) fn check(releases: &Releases<'_, '_>) -> Vec<Diagnostic> {
    let mut seen: BTreeMap<&str, &Release<'_>> = BTreeMap::new();
    let mut found = Vec::new();
    for checked in &releases.all {
        let release = checked.release;
        match seen.get(release.name.value) {
            Some(other) => {
                let title = format!("`{}` is in two files", release.name.value);
                let finding =
                    finding(Rule::ReleaseTwice, release, title, None).at(other.name.span, "the other one");
                found
                    .push(finding.help("delete one of them, or correct the name of the one that was copied"));
            }
            None => _ = seen.insert(release.name.value, release),
        }
    }
    found
}
