//! The names that the tables of releases have.

use std::collections::BTreeSet;

use crate::model::{Metadata, channel::ReleaseTable};

/// The names in some tables of all releases.
pub(super) fn names<'s>(tables: &[ReleaseTable], metadata: &Metadata<'s>) -> Vec<&'s str> {
    let releases = metadata.sections().flat_map(|(_, section)| section.releases());
    let names = releases.flat_map(|release| tables.iter().flat_map(|table| release.table(*table).entries()));
    let names: BTreeSet<_> = names.map(|entry| entry.key).collect();
    names.into_iter().collect()
}

/// What a word is called that the dashboard shows: an argument or a chart of some release.
pub(super) fn question_of(name: &str, metadata: &Metadata<'_>) -> Option<&'static str> {
    let has = |tables: &[ReleaseTable]| names(tables, metadata).binary_search(&name).is_ok();
    if has(&ReleaseTable::ARGUMENTS) {
        return Some("arg");
    }
    has(&[ReleaseTable::Charts]).then_some("chart")
}
