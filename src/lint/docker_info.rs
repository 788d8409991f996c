//! Docker versions that RKE does not read, or does not find.
//!
//! RKE looks for the minor without a `v` (`hosts/tunnel.go`) and takes every entry apart into three parts
//! (`docker.IsSupportedDockerVersion`); it rejects every host where there is no entry, or one that it cannot take apart.

use std::collections::BTreeSet;

use super::{Subject, finding, subject};
use crate::{
    diagnostic::{Diagnostics, Rule},
    model::{Table, rke::minor_of},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let docker = subject_of.rke.docker_info.as_ref();
    let mut asked = BTreeSet::new();
    for key in &subject_of.choices.keys {
        let minor = minor_of(key.value).trim_start_matches('v');
        if asked.insert(minor) && docker.is_none_or(|docker| docker.get(minor).is_none()) {
            let title = format!("there are no Docker versions for `{}`", key.value);
            let help = format!("add them under `{minor}`, without a `v`");
            diagnostics.report(finding(Rule::DockerInfo, &subject("rke", key.value), title, key.span, &help));
        }
    }
    for row in docker.into_iter().flat_map(Table::rows) {
        for version in row.value.iter().flatten() {
            // `strings.SplitN(version, ".", 3)`
            let parts: Vec<_> = version.value.splitn(3, '.').collect();
            let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            if parts.len() != 3 || !parts[..2].iter().all(is_number) {
                let title = format!("RKE cannot read the Docker version `{}`", version.value);
                let about = subject("rke", &format!("docker {}", row.key.value));
                let help = "write it in three parts, as in `24.0.x`";
                diagnostics.report(finding(Rule::DockerInfo, &about, title, version.span, help));
            }
        }
    }
}
