//! A component is older than in the release before.

use super::subject::{Checked, Releases, finding, place};
use crate::{
    diagnostic::{Diagnostic, Rule},
    model::os_image::COMPONENTS,
};

/// What the charts of clusters are named.
const CHART: &str = "cluster-";

pub(super) fn check(checked: &Checked<'_, '_>, releases: &Releases<'_, '_>) -> Vec<Diagnostic> {
    let new = checked.release;
    let (Some(base), Some(provider)) = (checked.base(releases), new.identity.provider) else {
        return Vec::new();
    };
    let old = base.release;
    let chart = format!("{CHART}{provider}");
    let looked_at = COMPONENTS.into_iter().chain([chart.as_str()]);
    let lower = looked_at.filter_map(|name| {
        let (now, before) = (new.components.get(name)?, old.components.get(name)?);
        (now.number < before.number).then(|| {
            let title = format!(
                "`{}` has `{name}` {}, and `{}` before it has {}",
                new.name.value, now.version.value, old.name.value, before.version.value
            );
            let finding = finding(Rule::Downgrade, new, title, place(new, name));
            let finding = finding.at(before.version.span, "the newer one");
            finding.help("take the newer version, or let it through with `--allow downgrade`")
        })
    });
    lower.collect()
}
