//! Versions that no bound keeps from any Rancher or RKE. Without an entry for the version or its minor both offer it,
//! however old they are.

use std::collections::BTreeMap;

use super::{
    finding::{finding_of_all, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule, words::names as names_of},
    model::{Text, rke::minor_of},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let info = subject_of.rke.version_info.as_ref();
    let has = |key: &str| info.is_some_and(|info| info.get(key).is_some());
    let mut minors: BTreeMap<&str, Vec<Text<'_>>> = BTreeMap::new();
    for key in &subject_of.choices.keys {
        let minor = minor_of(key.value);
        if !has(key.value) && !has(minor) && subject_of.is_offered(key.value) {
            minors.entry(minor).or_default().push(*key);
        }
    }
    for (minor, keys) in minors {
        let names: Vec<_> = keys.iter().map(|key| key.value).collect();
        let title = format!("there are no bounds for {}", names_of(&names));
        let help = format!("write under `{minor}` the first RKE and Rancher that can deploy it");
        let about = names.iter().map(|name| subject("rke", name)).collect();
        diagnostics.report(finding_of_all(Rule::Unbounded, about, title, keys[0].span, &help));
    }
}
