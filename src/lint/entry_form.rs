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
    model::channel::{MAX, MIN, Origin, Release},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        if section.origin != Origin::Own {
            continue;
        }
        let strange: Vec<_> =
            section.releases().map(|release| (release, strange(subject_of, release))).collect();
        // A file that such scripts read has the form in most of its entries.
        if strange.iter().filter(|(_, strange)| strange.is_some()).count() * 2 > strange.len() {
            continue;
        }
        for (release, strange) in strange {
            let version = release.version().filter(|version| !version.value.is_empty());
            if let (Some(version), Some((span, what))) = (version, strange)
                && subject_of.is_seen(release)
            {
                let title = format!("upstream's scripts do not see `{}`: {what}", version.value);
                let about = part(&subject(distribution.key(), version.value), "form");
                let help = "write `- version: vX.Y.Z` without quotes, and the two bounds on the next lines";
                diagnostics.report(finding(Rule::EntryForm, &about, title, span, help));
            }
        }
    }
}

/// What the scripts do not expect of an entry, and where.
fn strange(subject_of: &Subject<'_, '_>, release: &Release<'_>) -> Option<(Option<Span>, &'static str)> {
    let version = release.map.get("version")?;
    let span = version.node.span?;
    let bytes = subject_of.sources.file(span.file).bytes();
    let at = span.range().start.min(bytes.len());
    let before = &bytes[at.saturating_sub(LOOKED_AT)..at];
    let start = before.iter().rposition(|&byte| byte == b'\n').map_or(0, |newline| newline + 1);
    let start = at - before.len() + start;
    let lines = bytes.get(start..)?.split(|&byte| byte == b'\n');
    let mut lines =
        lines.map(|line| String::from_utf8_lossy(&line[..line.len().min(LOOKED_AT)]).trim().to_owned());
    let first = lines.next().unwrap_or_default();
    let Some(written) = first.strip_prefix("- version: ").map(str::trim_start) else {
        return Some((Some(span), "it does not begin with its version"));
    };
    if !written.starts_with('v') {
        let is_quoted = written.starts_with(['"', '\'']);
        return Some((
            Some(span),
            if is_quoted { "its version is in quotes" } else { "its version has no `v`" },
        ));
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

/// How many bytes of a line are looked at.
const LOOKED_AT: usize = 200;
