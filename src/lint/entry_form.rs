//! Entries that upstream's scripts do not see.
//!
//! They read the *text* of a channel file with awk and grep: `- version: vX.Y.Z+…` without quotes, and both bounds on the
//! lines after. An entry among others of that form that is written in another way is left out of the images to mirror and of
//! the comparison with the release branch, and no parser minds.

use super::{
    finding::{finding, part, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule, Span},
    model::channel::{ChannelData, MAX, MIN, Origin, Release},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        if section.origin != Origin::Own || !is_written_so(subject_of, section) {
            continue;
        }
        for release in section.releases().filter(|release| subject_of.is_seen(release)) {
            let Some(version) = release.version().filter(|version| !version.value.is_empty()) else {
                continue;
            };
            if let Some((span, what)) = strange(subject_of, release) {
                let title = format!("upstream's scripts do not see `{}`: {what}", version.value);
                let about = part(&subject(distribution.key(), version.value), "form");
                let help = "write `- version: vX.Y.Z` without quotes, and the two bounds on the next lines";
                diagnostics.report(finding(Rule::EntryForm, &about, title, span, help));
            }
        }
    }
}

/// Whether a file is one that such scripts read: most of its entries have the form.
fn is_written_so(subject_of: &Subject<'_, '_>, section: &ChannelData<'_>) -> bool {
    let all = section.releases().count();
    let strange = section.releases().filter(|release| strange(subject_of, release).is_some()).count();
    strange * 2 <= all
}

/// What the scripts do not expect of an entry, and where.
fn strange(subject_of: &Subject<'_, '_>, release: &Release<'_>) -> Option<(Option<Span>, &'static str)> {
    let version = release.map.get("version")?;
    let span = version.node.span?;
    let bytes = &subject_of.sources.file(span.file).bytes;
    let start = bytes[..span.range().start.min(bytes.len())]
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |at| at + 1);
    let text = String::from_utf8_lossy(bytes.get(start..)?.get(..LOOKED_AT.min(bytes.len() - start))?);
    let mut lines = text.lines().map(str::trim);
    let first = lines.next().unwrap_or_default();
    let written = first.strip_prefix("- version: ");
    if written.is_none_or(|written| !written.starts_with('v')) {
        let what = if first.starts_with("- version:") {
            "its version is in quotes"
        } else {
            "it does not begin with its version"
        };
        return Some((Some(span), what));
    }
    let bounds: Vec<_> = lines.filter(|line| !line.starts_with('#')).take(2).collect();
    for (key, line) in [MIN, MAX].into_iter().zip(&bounds) {
        let place = release.map.get(key).and_then(|entry| entry.key_span);
        match line.strip_prefix(key).and_then(|rest| rest.strip_prefix(": ")) {
            Some(value) if value.starts_with('v') => {}
            Some(_) => return Some((place, "a bound is in quotes, or has no `v`")),
            None => return Some((place.or(Some(span)), "its bounds do not follow its version")),
        }
    }
    None
}

/// How many bytes of an entry are looked at: its first lines.
const LOOKED_AT: usize = 400;
