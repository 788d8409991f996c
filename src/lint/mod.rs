//! What must not ship, seen in what would, and shown where it was written.
//!
//! A lint only reports. Each is one file under `lint/` and one line in a table here; its rule stands in the table of
//! [`crate::diagnostic::Rule`]. What is held against released builds is [`against`]: its table is that of the kinds of
//! changes.

mod against;
mod alpine_image;
mod app_default;
mod argument;
mod channel;
mod channel_type;
mod default_unresolved;
mod feature_missing;
mod forgotten_image;
mod hyperkube_prefix;
mod image_tag;
mod incomplete_release;
mod lost_since_previous;
mod message;
mod mirror_unused;
mod missing_section;
mod missing_version;
mod missing_version_info;
mod not_delivered;
mod patch_current;
mod patch_order;
mod pre_release;
mod range_overlap;
mod range_syntax;
mod release_order;
mod release_version;
mod rke_default;
mod taken_over;
mod template_gap;
mod template_text;
mod window;

pub use against::against;

use crate::{
    diagnostic::{Diagnostics, Rule},
    model::{
        Metadata,
        rke::{Rke, choice::Choices},
    },
};

/// What the lints look at.
struct Subject<'m, 's> {
    metadata: &'m Metadata<'s>,
    rke: &'m Rke<'s>,
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
const BEFORE_SHIPPING: [Lint; 10] = [
    app_default::check,
    argument::check,
    channel::check,
    feature_missing::check,
    lost_since_previous::check,
    message::check,
    pre_release::check,
    release_order::check,
    release_version::check,
    window::check,
];

/// Runs the lints; with `gaps` only those that what could not be read does not mislead.
pub fn run(metadata: &Metadata<'_>, gaps: bool, diagnostics: &mut Diagnostics) {
    with_subject(metadata, |subject| {
        OF_VALUES.iter().for_each(|lint| lint(subject, diagnostics));
        if !gaps {
            OF_THE_WHOLE.iter().for_each(|lint| lint(subject, diagnostics));
        }
    });
}

/// Runs the lints that a build must pass before it ships, besides [`run`].
pub fn before_shipping(metadata: &Metadata<'_>, diagnostics: &mut Diagnostics) {
    with_subject(metadata, |subject| BEFORE_SHIPPING.iter().for_each(|lint| lint(subject, diagnostics)));
}

fn with_subject<'s>(metadata: &Metadata<'s>, run: impl FnOnce(&Subject<'_, 's>)) {
    let none = Rke::default();
    let rke = metadata.rke.as_ref().unwrap_or(&none);
    run(&Subject { metadata, rke, choices: Choices::of(rke) });
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

/// Names as the end of a sentence: the first three, of the others the number.
fn versions(keys: &[&str]) -> String {
    const NAMED: usize = 3;
    let named: Vec<_> = keys.iter().take(NAMED).map(|key| format!("`{key}`")).collect();
    match keys.len().checked_sub(NAMED).filter(|&more| more > 0) {
        Some(more) => format!("{} and {more} more", named.join(", ")),
        None => named.join(", "),
    }
}
