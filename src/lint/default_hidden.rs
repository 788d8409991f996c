//! Defaults of RKE that RKE itself drops.
//!
//! It takes the version by name and has no other where its own bounds hide it (`initK8sRKESystemImages`): `rke up`
//! without a version fails.

use super::{Subject, finding, subject};
use crate::{
    diagnostic::{Diagnostics, Rule},
    model::{
        RancherLine, Table,
        mcuadros::Rank,
        rke::{Consumer, Standing},
    },
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let rke = subject_of.rke;
    let offers = rke.offers(Consumer::Rke);
    // Whoever is not named takes `default`: the newest RKE that the bounds know, and its development builds.
    let infos = rke.version_info.iter().flat_map(Table::rows);
    let mins = infos.filter_map(|row| RancherLine::of_version(row.value.min_rke_version?.value));
    let Some(newest) = mins.max() else { return };
    for row in rke.rke_defaults.iter().flat_map(Table::rows) {
        let consumer = match row.key.value {
            "default" => format!("{newest}.99"),
            exact => exact.to_owned(),
        };
        let Some(offer) = offers.all().iter().find(|offer| offer.version.value == row.value.value) else {
            continue;
        };
        if let Standing::Hidden(limit) = offer.standing(&Rank::of(&consumer)) {
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
