//! Docker versions that RKE does not read, or does not find.
//!
//! RKE looks for the minor without a `v` (`hosts/tunnel.go`) and takes every entry apart into three parts
//! (`docker.IsSupportedDockerVersion`); it rejects every host where there is no entry, or one that it cannot take apart.

use std::collections::BTreeMap;

use super::{
    finding::{finding, finding_of_all, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule, words::names as names_of},
    model::{Table, Text, rke::minor_of},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let docker = subject_of.rke.docker_info.as_ref();
    let mut minors: BTreeMap<&str, Vec<Text<'_>>> = BTreeMap::new();
    for key in &subject_of.choices.keys {
        minors.entry(minor_of(key.value).trim_start_matches('v')).or_default().push(*key);
    }
    let lacks = |minor: &str| {
        let versions = docker.and_then(|docker| docker.get(minor));
        versions.is_none_or(|versions| versions.iter().flatten().next().is_none())
    };
    for (minor, keys) in minors.into_iter().filter(|(minor, _)| lacks(minor)) {
        let names: Vec<_> = keys.iter().map(|key| key.value).collect();
        let title = format!("there are no Docker versions for {}", names_of(&names));
        let help = format!("add them under `{minor}`, without a `v`");
        let about = names.iter().map(|name| subject("rke", name)).collect();
        // An entry without versions is the place to add them.
        let mut empty = docker.into_iter().flat_map(Table::rows).filter(|row| row.key.value == minor);
        let at = empty.next().map_or(keys[0].span, |row| row.key.span);
        diagnostics.report(finding_of_all(Rule::DockerInfo, about, title, at, &help));
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
