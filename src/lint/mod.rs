//! What must not ship, seen in what would, and shown where it was written.
//!
//! A lint only reports. Each is one file under `lint/` and one line in a table here; its rule is in the table of
//! [`crate::diagnostic::Rule`]. What is compared with released builds is [`against`]: its table is that of the kinds of
//! changes.

mod addon_template;
mod adjacent;
mod against;
mod all;
mod alpine_image;
mod app_default;
mod args_gap;
mod argument;
mod bound;
mod cause;
mod channel;
mod channel_key;
mod channel_type;
mod channel_unresolved;
mod chart;
mod chart_change;
mod cis;
mod default_candidate;
mod default_hidden;
mod default_key;
mod default_order;
mod default_unresolved;
mod docker_info;
mod entry_form;
mod feature_missing;
mod feature_version;
mod finding;
mod forgotten_image;
mod forward_port;
mod hyperkube_prefix;
mod image_family;
mod image_list;
mod image_list_chart;
mod image_missing;
mod image_prefix;
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
mod option;
pub mod os_image;
mod patch_current;
mod patch_order;
mod pin;
mod pre_release;
mod profile;
mod rancher_default;
mod range_bound;
mod range_overlap;
mod range_syntax;
mod regsync_window;
mod release_order;
mod release_version;
mod rke_default;
mod round;
mod scalar_changed;
mod service_options;
mod subject;
mod taken_over;
mod template_gap;
mod template_text;
mod unbounded;
mod version_form;
mod version_order;
mod window;
mod window_line;
mod window_newest;

pub use adjacent::adjacent;
pub use against::against;
pub use forward_port::LineVersions;
pub use image_list::{image_lists, unknown_lists};
pub use image_list_chart::image_list_charts;
pub use pin::pin;
pub use profile::profile;
pub use regsync_window::regsync_window;
pub use subject::Built;

use std::collections::BTreeSet;

use all::{Lint, all};
use cause::without_consequences;
use finding::whole;
use subject::Subject;

use crate::diagnostic::{Diagnostic, Diagnostics, Rule};

/// The lints that judge a value where it is.
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
const BEFORE_SHIPPING: [Lint; 44] = [
    addon_template::check,
    app_default::check,
    args_gap::check,
    argument::check,
    bound::check,
    channel::check,
    channel_key::check,
    channel_unresolved::check,
    chart::check,
    chart_change::check,
    cis::check,
    default_candidate::check,
    default_hidden::check,
    default_key::check,
    default_order::check,
    docker_info::check,
    entry_form::check,
    feature_missing::check,
    feature_version::check,
    image_family::check,
    image_missing::check,
    image_prefix::check,
    image_version::check,
    key_unused::check,
    lost_since_previous::check,
    message::check,
    object_name::check,
    object_size::check,
    option::check,
    pre_release::check,
    rancher_default::check,
    range_bound::check,
    release_order::check,
    release_version::check,
    round::check,
    scalar_changed::check,
    service_options::check,
    template_gap::check_missing,
    unbounded::check,
    version_form::check,
    version_order::check,
    window::check,
    window_line::check,
    window_newest::check,
];

/// Mistakes in what hides a release or a version are reported, although it is hidden.
const OF_WINDOWS: [Rule; 7] = [
    Rule::BoundSyntax,
    Rule::ReleaseVersion,
    Rule::UnknownKey,
    Rule::Window,
    Rule::WindowMax,
    Rule::WindowMin,
    Rule::WindowNewest,
];

/// Runs the lints; with `gaps` only those that what could not be read does not mislead.
pub fn run(build: Built<'_, '_>, gaps: bool, diagnostics: &mut Diagnostics) {
    let subject = Subject::of(build);
    OF_VALUES.iter().for_each(|lint| lint(&subject, diagnostics));
    if !gaps {
        OF_THE_WHOLE.iter().for_each(|lint| lint(&subject, diagnostics));
    }
    without_consequences(&subject, diagnostics);
}

/// Runs the lints that a build must pass before it ships, besides [`run`]. What no Rancher of the line, nor of the line
/// before, sees is nobody's loss, and what follows from another finding is not one of its own.
pub fn before_shipping(build: Built<'_, '_>, diagnostics: &mut Diagnostics) {
    let subject = Subject::of(build);
    let found = all(&BEFORE_SHIPPING, &subject);
    let unseen = build.line.map(|_| subject.unseen()).unwrap_or_default();
    diagnostics
        .report_all(found.sorted().into_iter().filter(|finding| !is_about_nothing_but(finding, &unseen)));
    without_consequences(&subject, diagnostics);
}

fn is_about_nothing_but(finding: &Diagnostic, unseen: &BTreeSet<String>) -> bool {
    let is_unseen = |subject: &String| unseen.contains(whole(subject));
    !finding.subjects.is_empty()
        && !OF_WINDOWS.contains(&finding.rule)
        && finding.subjects.iter().all(is_unseen)
}
