//! Windows that hide a release.
//!
//! channelserver drops a release whose bounds are missing or no versions, hangar one whose bounds have no leading `v`, and
//! Rancher's image export one whose bounds lack three numbers. All do so silently.

use super::{
    finding::{RELEASES, finding, part, subject},
    subject::Subject,
};
use crate::{
    consumer::strict_bound,
    diagnostic::{Diagnostics, Rule},
    model::{
        RancherLine,
        channel::{MAX, MIN},
    },
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for (distribution, section) in subject_of.metadata.sections() {
        if let Some(line) = subject_of.line
            && distribution.is_in_every_build()
            && section.releases().next().is_some()
            && section.releases().all(|release| !subject_of.is_seen(release))
        {
            let about = subject(distribution.key(), RELEASES);
            let title = format!("no Rancher of {line} sees any release of `{}`", distribution.key());
            let help = "correct the windows, or set the `line` of the build in `data/kdm.yaml`";
            diagnostics.report(finding(Rule::Window, &about, title, section.span, help));
        }
        for release in section.releases() {
            let Some(version) = release.version() else { continue };
            let about = subject(distribution.key(), version.value);
            let mut report = |title: String, span, of: &str, help: &str| {
                diagnostics.report(finding(Rule::Window, &part(&about, of), title, span, help));
            };
            let mut bounds = [None, None];
            for (nth, (key, bound)) in [MIN, MAX].into_iter().zip(release.bounds()).enumerate() {
                let Some(bound) = bound.filter(|bound| !bound.value.is_empty()) else {
                    // Of a wrong type it is `channel-type`.
                    if release.map.get(key).is_none_or(|entry| entry.node.value == crate::source::Value::Null)
                    {
                        let title = format!("`{}` has no `{key}`", version.value);
                        report(title, version.span, key, "write both bounds");
                    }
                    continue;
                };
                match strict_bound(bound.value) {
                    Some(parsed) => bounds[nth] = Some((bound, parsed)),
                    None => {
                        let title = format!("`{}` is not a bound of a window", bound.value);
                        let help = "write a `v` and three numbers, as in `v2.9.0-alpha1`";
                        report(title, bound.span, key, help);
                    }
                }
            }
            if let [Some((min, lowest)), Some((max, highest))] = &bounds
                && lowest > highest
            {
                let title = format!("no Rancher is above `{}` and below `{}`", min.value, max.value);
                let is_beyond = |bound: &str| {
                    let of_bound = RancherLine::of_version(bound);
                    of_bound.zip(subject_of.line).is_some_and(|(of_bound, line)| of_bound > line)
                };
                let at = if is_beyond(min.value) { min.span } else { max.span };
                report(title, at, "window", "swap them, or correct one");
            }
        }
    }
}
