//! CIS tables that the scan of Rancher 2.4 to 2.6 cannot follow: it takes the parameters of the minor, else `default`,
//! then the benchmark that they name, and its `minKubernetesVersion` with `.0` after it as a version.

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule},
    model::{RancherLine, Table, Text},
};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let params = subject_of.rke.cis_config_params.as_ref();
    let benchmarks = subject_of.rke.cis_benchmark_version_info.as_ref();
    let mut report = |about: &str, title: String, at: Text<'_>, help: &str| {
        let about = subject("rke", &format!("cis {about}"));
        diagnostics.report(finding(Rule::Cis, &about, title, at.span, help));
    };
    if let Some(params) = params
        && let Some(first) = params.rows().first()
        && params.get("default").is_none()
    {
        let title = "there are no CIS parameters for minors that are not listed".to_owned();
        report("default", title, first.key, "add `default`");
    }
    for row in params.into_iter().flat_map(Table::rows) {
        let named = row.value.benchmark_version.filter(|named| !named.value.is_empty());
        match named {
            Some(named) if benchmarks.is_none_or(|benchmarks| benchmarks.get(named.value).is_none()) => {
                let title = format!("there is no benchmark `{}`", named.value);
                report(row.key.value, title, named, "name one of the benchmarks");
            }
            None => {
                let title = format!("the CIS parameters of `{}` name no benchmark", row.key.value);
                report(row.key.value, title, row.key, "write its `benchmarkVersion`");
            }
            Some(_) => {}
        }
    }
    for row in benchmarks.into_iter().flat_map(Table::rows) {
        let min = row.value.min_kubernetes_version.unwrap_or(Text { value: "", span: row.key.span });
        if min.value.starts_with('v') || RancherLine::parse(min.value).is_none() {
            let title = format!("`{}` is not a minor of Kubernetes", min.value);
            report(row.key.value, title, min, "write two numbers without a `v`, as in `1.15`");
        }
    }
}
