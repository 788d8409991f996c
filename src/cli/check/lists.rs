//! The image lists of releases, as a check looks at them.

use super::examine;
use crate::{
    consumer::{self, Wanted},
    diagnostic::{Diagnostics, Judged, Policy, Rule},
    lint,
    model::{Metadata, Platforms, RancherLine, RancherRange, settings::Settings},
    repository::{ListFiles, Place, Repository, load_image_lists},
    source::{LoadErrors, Sources},
};

/// The lists of the folder that is named, else of the one that the settings name.
pub(crate) fn load(
    repository: &mut Repository,
    named: Option<Place<'_>>,
) -> Result<Option<ListFiles>, LoadErrors> {
    match named {
        Some(folder) => load_image_lists(folder, &mut repository.sources).map(Some),
        None => Ok(repository.load_of_settings()?.map(|(lists, _)| lists)),
    }
}

/// Whether this check can find all that breaks a rule. What is gone from regsync.yaml is for `kdm regsync --against`.
fn looks_for(rule: Rule, with_lists: bool, compares: (bool, bool)) -> bool {
    let of_lists = !rule.is_of_mirrors() || (with_lists && rule != Rule::RegsyncRemoved);
    of_lists && examine::looks_for(rule, compares)
}

/// All that is found in a build, judged: with what its image lists show, and with exceptions that nothing needs. `compares` says
/// whether released builds and other lines were looked at.
pub(crate) fn judged(
    build: (&Metadata<'_>, &Settings<'_>, Option<RancherLine>),
    files: Option<&ListFiles>,
    sources: &Sources,
    policy: &Policy,
    (mut found, compares): (Diagnostics, (bool, bool)),
) -> Vec<Judged> {
    if let Some(files) = files {
        check(build, files, sources, &mut found);
    }
    let unused = policy.unused_exceptions(&found, |rule| looks_for(rule, files.is_some(), compares));
    found.report_all(unused);
    policy.judge(found)
}

/// Checks the lists of the releases that are mirrored; where nobody says which, of those that Ranchers of the line are offered.
fn check(
    (metadata, settings, line): (&Metadata<'_>, &Settings<'_>, Option<RancherLine>),
    files: &ListFiles,
    sources: &Sources,
    diagnostics: &mut Diagnostics,
) {
    let of_settings = settings.regsync.as_ref().and_then(|regsync| regsync.rancher.as_ref());
    let of_line = || line.and_then(|line| RancherRange::of_line(line).ok());
    let range = of_settings.map(|(range, _)| range.clone()).or_else(of_line);
    let wanted = match &range {
        Some(range) => range.versions(metadata, diagnostics),
        None => consumer::releases_of(metadata),
    };
    if let (Some((range, place)), Some(line)) = (of_settings, line) {
        lint::regsync_window(metadata, (range, *place), &wanted, line, diagnostics);
    }
    let platforms = Platforms::upstream();
    let releases = wanted.iter().filter_map(Wanted::release);
    let lists = files.read(releases, &platforms, sources, diagnostics);
    lint::image_lists(&wanted, &platforms, &lists, diagnostics);
    lint::image_list_charts(metadata, &wanted, &lists, diagnostics);
    lint::unknown_lists(files, metadata, diagnostics);
}
