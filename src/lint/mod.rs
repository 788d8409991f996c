//! What must not ship, seen in what would, and shown where it was written.
//!
//! A lint only reports. Each is one file under `lint/` and one line in a table here; its rule stands in the table of
//! [`crate::diagnostic::Rule`]. What is held against released builds is [`against`]: its table is that of the kinds of
//! changes.

mod addon_template;
mod adjacent;
mod against;
mod alpine_image;
mod app_default;
mod argument;
mod bound;
mod channel;
mod channel_type;
mod channel_unresolved;
mod chart;
mod cis;
mod default_candidate;
mod default_hidden;
mod default_key;
mod default_unresolved;
mod docker_info;
mod feature_missing;
mod feature_version;
mod forgotten_image;
mod hyperkube_prefix;
mod image_missing;
mod image_tag;
mod image_version;
mod incomplete_release;
mod key_unused;
mod lost_since_previous;
mod message;
mod mirror_unused;
mod missing_section;
mod missing_version;
mod missing_version_info;
mod not_delivered;
mod object_name;
mod object_size;
mod patch_current;
mod patch_order;
mod pre_release;
mod profile;
mod rancher_default;
mod range_bound;
mod range_overlap;
mod range_syntax;
mod release_order;
mod release_version;
mod rke_default;
mod scalar_changed;
mod service_options;
mod taken_over;
mod template_gap;
mod template_text;
mod unbounded;
mod version_form;
mod version_order;
mod window;
mod window_line;

pub use adjacent::adjacent;
pub use against::against;
pub use profile::profile;

use std::collections::BTreeSet;

use crate::{
    consumer::{Consumer, choice::Choices},
    diagnostic::{Allowed, Diagnostic, Diagnostics, Level, Rule, Severity, Span},
    model::{
        Metadata, RancherLine,
        channel::{ChannelData, Release},
        rke::{Rke, minor_of},
    },
    source::Sources,
};

/// What would ship.
#[derive(Debug, Clone, Copy)]
pub struct Built<'m, 's> {
    /// The build.
    pub metadata: &'m Metadata<'s>,
    /// The files that it was read from.
    pub sources: &'m Sources,
    /// The Ranchers that read it, as far as they are known.
    pub line: Option<RancherLine>,
}

/// What the lints look at.
struct Subject<'m, 's> {
    metadata: &'m Metadata<'s>,
    sources: &'m Sources,
    rke: &'m Rke<'s>,
    /// The Ranchers that read the build, as far as they are known.
    line: Option<RancherLine>,
    /// The versions of RKE that their clusters can have.
    offered: BTreeSet<&'s str>,
    choices: Choices<'s>,
}

/// Looks at one aspect and reports what is wrong with it.
type Lint = fn(&Subject<'_, '_>, &mut Diagnostics);

/// The lints that judge a value where it stands.
const OF_VALUES: [Lint; 6] = [
    channel_type::check,
    hyperkube_prefix::check,
    image_tag::check,
    not_delivered::check,
    patch_order::check,
    range_syntax::check,
];

/// The lints that judge how values fit together; they would mistake a value that could not be read for one that
/// is missing.
const OF_THE_WHOLE: [Lint; 14] = [
    alpine_image::check,
    default_unresolved::check,
    forgotten_image::check,
    incomplete_release::check,
    mirror_unused::check,
    patch_current::check,
    missing_section::check,
    missing_version::check,
    missing_version_info::check,
    rke_default::check,
    taken_over::check,
    range_overlap::check,
    template_gap::check,
    template_text::check,
];

/// The lints of `kdm check`: what upstream's generator does not stop on, and what must not be released.
const BEFORE_SHIPPING: [Lint; 34] = [
    addon_template::check,
    app_default::check,
    argument::check,
    bound::check,
    channel::check,
    channel_unresolved::check,
    chart::check,
    cis::check,
    default_candidate::check,
    default_hidden::check,
    default_key::check,
    docker_info::check,
    feature_missing::check,
    feature_version::check,
    image_missing::check,
    image_version::check,
    key_unused::check,
    lost_since_previous::check,
    message::check,
    object_name::check,
    object_size::check,
    pre_release::check,
    rancher_default::check,
    range_bound::check,
    release_order::check,
    release_version::check,
    scalar_changed::check,
    service_options::check,
    template_gap::check_missing,
    unbounded::check,
    version_form::check,
    version_order::check,
    window::check,
    window_line::check,
];

/// What is wrong with what hides a release or a version is told, although it is hidden.
const OF_WINDOWS: [Rule; 5] =
    [Rule::BoundSyntax, Rule::ReleaseVersion, Rule::Window, Rule::WindowMax, Rule::WindowMin];

/// Runs the lints; with `gaps` only those that what could not be read does not mislead.
pub fn run(build: Built<'_, '_>, gaps: bool, diagnostics: &mut Diagnostics) {
    let subject = Subject::of(build);
    OF_VALUES.iter().for_each(|lint| lint(&subject, diagnostics));
    if !gaps {
        OF_THE_WHOLE.iter().for_each(|lint| lint(&subject, diagnostics));
    }
}

/// Runs the lints that a build must pass before it ships, besides [`run`]. What no Rancher of the line sees, nor the one
/// before, breaks nobody: of that only errors are told, and they stop nothing.
pub fn before_shipping(build: Built<'_, '_>, diagnostics: &mut Diagnostics) {
    let line = build.line;
    let subject = Subject::of(build);
    let mut found = Diagnostics::default();
    BEFORE_SHIPPING.iter().for_each(|lint| lint(&subject, &mut found));
    diagnostics.raise(|finding| template_gap::stops_a_release(&subject, finding));
    let Some(line) = line else { return diagnostics.append(found) };
    let unseen = subject.unseen();
    let is_unseen = |finding: &Diagnostic| {
        !finding.subjects.is_empty()
            && !OF_WINDOWS.contains(&finding.rule)
            && finding.subjects.iter().all(|subject| unseen.contains(subject))
    };
    for mut finding in found.sorted() {
        if is_unseen(&finding) {
            let severity = diagnostics.severity(finding.rule);
            if severity.map_or(finding.rule.level() == Level::Warn, |severity| severity != Severity::Error) {
                continue;
            }
            finding.allowed = Some(Allowed::Unseen(line.to_string()));
        }
        diagnostics.report(finding);
    }
}

impl<'m, 's> Subject<'m, 's> {
    fn of(Built { metadata, sources, line }: Built<'m, 's>) -> Self {
        static NONE: Rke<'static> = Rke::NONE;
        let rke = metadata.rke.as_ref().unwrap_or(&NONE);
        let choices = Choices::of(rke);
        let offered = match line {
            Some(line) => rke.offers(Consumer::Rancher).in_line(line).map(|version| version.value).collect(),
            None => choices.keys.iter().map(|key| key.value).collect(),
        };
        Self { metadata, sources, rke, line, offered, choices }
    }

    /// Whether a version or one of a minor is offered by some Rancher of the line.
    fn is_offered(&self, version_or_minor: &str) -> bool {
        let minor = minor_of(version_or_minor) == version_or_minor;
        self.offered.contains(version_or_minor)
            || (minor && self.offered.iter().any(|version| minor_of(version) == version_or_minor))
    }

    fn is_seen(&self, release: &Release<'_>) -> bool {
        is_seen(release, self.line)
    }

    /// The releases that some Rancher of the line sees, then the others: what several share is said of one that counts.
    fn seen_first(&self, section: &ChannelData<'s>) -> impl Iterator<Item = Release<'s>> {
        let (seen, others): (Vec<_>, Vec<_>) = section.releases().partition(|release| self.is_seen(release));
        seen.into_iter().chain(others)
    }

    /// The releases and versions that no Rancher of the line offers, as findings name them.
    fn unseen(&self) -> BTreeSet<String> {
        let releases = self.metadata.sections().flat_map(|(distribution, section)| {
            let names = |seen: bool| {
                let releases = section.releases().filter(move |release| self.is_seen(release) == seen);
                releases
                    .filter_map(|release| release.version())
                    .map(|version| version.value)
                    .collect::<BTreeSet<_>>()
            };
            let hidden = &names(false) - &names(true);
            hidden.into_iter().map(move |name| subject(distribution.key(), name)).collect::<Vec<_>>()
        });
        let keys = self.choices.keys.iter().filter(|key| !self.offered.contains(key.value));
        releases.chain(keys.map(|key| subject("rke", key.value))).collect()
    }
}

/// Whether some Rancher of a line sees a release. One without a window is hidden by mistake.
fn is_seen(release: &Release<'_>, line: Option<RancherLine>) -> bool {
    let window = release.window();
    line.is_none_or(|line| window.set().is_empty() || !window.set().intersection(&line.ranchers()).is_empty())
}

/// What a finding is about, as `allow` in `data/kdm.yaml` names it.
fn subject(area: &str, name: &str) -> String {
    format!("{area} {name}").trim_end().to_owned()
}

/// How to let a finding through.
fn exception(rule: Rule, subject: &str) -> String {
    format!(
        "if it is right, except it in `data/kdm.yaml`: `allow: [{{rule: {rule}, at: {subject}, reason: …}}]`"
    )
}

/// A finding about something that `allow` can except: what to do, and how to let it through.
fn finding(rule: Rule, about: &str, title: String, at: Span, help: &str) -> Diagnostic {
    finding_of_all(rule, vec![about.to_owned()], title, at, help)
}

/// The same about several things: who excepts it excepts them all.
fn finding_of_all(rule: Rule, about: Vec<String>, title: String, at: Span, help: &str) -> Diagnostic {
    let help = format!("{help}; {}", exception(rule, &in_common(&about)));
    let diagnostic = Diagnostic::new(rule, title).at(at, "").help(help);
    about.into_iter().fold(diagnostic, Diagnostic::about)
}

/// What stands for all of these in `allow`: with a `*` where they differ.
fn in_common(subjects: &[String]) -> String {
    let Some((first, others)) = subjects.split_first() else { return String::new() };
    let same = |other: &String| {
        first.char_indices().zip(other.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at)
    };
    let shortest = subjects.iter().map(String::len).min().unwrap_or_default();
    match others.iter().map(|other| same(other).unwrap_or(shortest)).min() {
        Some(length) if others.iter().any(|other| other != first) => format!("{}*", &first[..length]),
        _ => first.clone(),
    }
}

/// Names as the end of a sentence: the first three, of the others the number.
fn versions(keys: &[&str]) -> String {
    const NAMED: usize = 3;
    let named: Vec<_> = keys.iter().take(NAMED).map(|key| format!("`{key}`")).collect();
    match keys.len().checked_sub(NAMED).filter(|&more| more > 0) {
        Some(more) => format!("{} and {more} more", named.join(", ")),
        None => named.join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_subjects_are_excepted_by_what_they_have_in_common() {
        for (subjects, expected) in [
            (&["rke2 v1.27.16+rke2r1"][..], "rke2 v1.27.16+rke2r1"),
            (&["rke2 v1.27.16+rke2r1", "rke2 v1.27.16+rke2r2"], "rke2 v1.27.16+rke2r*"),
            (&["rke v1.3", "rke v1.30"], "rke v1.3*"),
            (&["k3s a", "k3s a"], "k3s a"),
            (&["k3s é", "k3s ü"], "k3s *"),
            (&[], ""),
        ] {
            let subjects: Vec<_> = subjects.iter().map(|subject| (*subject).to_owned()).collect();
            assert_eq!(in_common(&subjects), expected);
        }
    }
}
