//! A distribution that every consumer expects and that is not there.
//!
//! Upstream's generator stops when it cannot open a channel file, and Rancher's refresh fails when no RKE2
//! release is left (`kontainerdrivermetadata/handler.go`). RFO is only in enterprise builds.

use super::subject::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::Distribution,
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for distribution in Distribution::ALL.into_iter().filter(|distribution| distribution.is_in_every_build())
    {
        if subject.metadata.section(distribution).is_none() {
            diagnostics.report(
                Diagnostic::new(
                    Rule::MissingSection,
                    format!(
                        "there is no `{}`, so data.json would have no `{}`",
                        distribution.channel_file(),
                        distribution.key()
                    ),
                )
                .help(format!(
                    "write `{}`, or name a data.json that has the section with `--rke-source`",
                    distribution.channel_file()
                )),
            );
        }
    }
}
