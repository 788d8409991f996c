//! Defaults of RKE that RKE itself drops.
//!
//! It takes the version by name and has no other where its own bounds hide it (`initK8sRKESystemImages`): `rke up`
//! without a version fails.

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    consumer::{Consumer, DEVELOPMENT, mcuadros::Rank, rke_line},
    diagnostic::{Diagnostics, Rule},
    model::{RancherLine, Table},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let rke = subject_of.rke;
    let offers = rke.offers(Consumer::Rke);
    let none = Table::EMPTY;
    let defaults = rke.rke_defaults.as_ref().unwrap_or(&none);
    if defaults.get("default").is_none()
        && let Some(first) =
            defaults.rows().first().map(|row| row.key).or(subject_of.choices.keys.first().copied())
    {
        let title = "RKE has no `default` for versions that are not listed".to_owned();
        let help = "add `default` to RKE's defaults";
        diagnostics.report(finding(
            Rule::DefaultHidden,
            &subject("rke", "default default"),
            title,
            first.span,
            help,
        ));
    }
    // An RKE that is not named takes `default`: the one that reads this line, else the newest that the bounds know; and its
    // development builds.
    let infos = rke.version_info.iter().flat_map(Table::rows);
    let bounds = infos.flat_map(|row| [row.value.min_rke_version, row.value.deprecate_rke_version]);
    let newest = bounds.flatten().filter_map(|bound| RancherLine::of_version(bound.value)).max();
    let newest = subject_of.line.and_then(rke_line).or(newest);
    for row in defaults.rows() {
        let consumer = match (row.key.value, newest) {
            ("default", Some(newest)) => format!("{newest}.{DEVELOPMENT}"),
            ("default", None) => continue,
            (exact, _) => exact.to_owned(),
        };
        if let Some(Err(limit)) = offers.by_name(row.value.value, &Rank::of(&consumer)) {
            let title = format!(
                "RKE {consumer} takes `{}` by default, and its bound `{}` hides it",
                row.value.value, limit.bound.value
            );
            let about = subject("rke", &format!("default {}", row.key.value));
            let help = "name a version that this RKE offers";
            diagnostics.report(
                finding(Rule::DefaultHidden, &about, title, row.value.span, help)
                    .at(limit.bound.span, "this bound"),
            );
        }
    }
}
