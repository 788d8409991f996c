//! The charts of an RKE2 release, from its sources: `charts/chart_versions.yaml` of its tag, a list of `version` and
//! `filename: /charts/NAME.yaml`.

use std::path::Path;

use crate::{
    diagnostic::Diagnostics,
    edit::Refusal,
    repository::{Place, path_of},
    source::{Arena, Sources, join, yaml},
};

/// The names and versions in the list of a release.
pub(super) fn charts_of(folder: &Path, version: &str) -> Result<Vec<(String, String)>, Refusal> {
    let mut sources = Sources::default();
    let named = path_of(Place::root(folder), &mut sources).map(|folder| join(&folder, version));
    let named = named.map_err(|error| Refusal::new(error.to_string(), "name the folder of the lists"))?;
    let files = ["charts/chart_versions.yaml", "chart_versions.yaml"].map(|name| named.join(name));
    let shown = files[0].display().to_string();
    let Some(file) = files.iter().find_map(|path| sources.load(path).ok()) else {
        let help = "put the list of the tag there, or give the charts with `--chart`";
        return Err(Refusal::new(format!("the charts of `{version}` are not in `{shown}`"), help));
    };
    let (arena, mut found) = (Arena::new(), Diagnostics::default());
    let text = sources.text(file, &mut found);
    let list = text.and_then(|text| yaml::parse(file, text, &arena, &mut found)).filter(|_| !found.forbid());
    let unreadable = || {
        let help = "take it from the tag of the release as it is";
        Refusal::new(format!("`{}` is not a list of charts", sources.file(file).name), help)
    };
    let list = list.ok_or_else(unreadable)?;
    let chart = |item: &crate::source::Node<'_>| {
        let fields = item.value.fields();
        let name = Path::new(fields.value("filename").as_str()?).file_stem()?.to_str()?.to_owned();
        Some((name, fields.value("version").as_str()?.to_owned()))
    };
    let charts: Option<Vec<_>> =
        list.value.fields().value("charts").items().iter().chain(list.value.items()).map(chart).collect();
    charts.filter(|charts| !charts.is_empty()).ok_or_else(unreadable)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn charts_are_listed_by_file() {
        let folder = tempfile::tempdir().unwrap();
        let charts = folder.path().join("v1.30.5+rke2r1/charts");
        std::fs::create_dir_all(&charts).unwrap();
        let list = "- version: 1.16.104\n  filename: /charts/rke2-cilium.yaml\n  bootstrap: true\n";
        std::fs::write(charts.join("chart_versions.yaml"), list).unwrap();
        assert_eq!(
            charts_of(folder.path(), "v1.30.5+rke2r1").unwrap(),
            [("rke2-cilium".to_owned(), "1.16.104".to_owned())]
        );
        assert!(charts_of(folder.path(), "v1.30.6+rke2r1").is_err());
        std::fs::write(charts.join("chart_versions.yaml"), "- version: 1.20\n").unwrap();
        assert!(charts_of(folder.path(), "v1.30.5+rke2r1").is_err());
    }
}
