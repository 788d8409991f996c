//! The only door for a build, wherever it is named: a data.json, as Go's decoder would read it, or what compiles to one.

use std::{
    path::{Path, PathBuf},
    thread,
};

use super::{
    build_file::{BuildFile, load_data_json},
    files::BuildFiles,
    layout::DATA_JSON,
    part::Part,
    place::{Place, open},
    rke_source::RkeSource,
};
use crate::{
    diagnostic::Diagnostics,
    model::Distribution,
    source::{LoadError, LoadErrors, Sources, join},
};

/// A build that is at a place: a data.json, or the files that one is made from.
#[derive(Debug)]
pub enum BuildPlace {
    /// The data.json.
    File(BuildFile),
    /// Files that compile to it.
    Sources(Box<BuildFiles>),
}

impl BuildPlace {
    /// The data.json, if it is one.
    pub fn file(&self) -> Option<BuildFile> {
        match self {
            Self::File(file) => Some(*file),
            Self::Sources(_) => None,
        }
    }
}

/// Loads the build that a place has. Of a folder with sources that is what they compile to, whatever its data.json says; RKE
/// tables that it has in no other form are those of its data.json. A folder without sources has the build in its data.json.
///
/// # Errors
///
/// Every file that cannot be read, and a place that has no build.
pub fn load_build(
    place: Place<'_>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<BuildPlace, LoadErrors> {
    let path = open(place, sources)?.path;
    if !sources.is_folder(&path) {
        return Ok(BuildPlace::File(load_data_json(&path, sources, diagnostics)?));
    }
    let built = join(&path, DATA_JSON);
    if !sources.has_name(&join(&path, Distribution::K3s.channel_file())) {
        if sources.is_file(&built) {
            return Ok(BuildPlace::File(load_data_json(&built, sources, diagnostics)?));
        }
        // Without the folder that it has in a repository.
        let name = Path::new(DATA_JSON).file_name().unwrap_or_default();
        let beside = path.join(name);
        let instead = if sources.is_file(&beside) {
            format!("; name its `{}` itself", name.display())
        } else {
            String::new()
        };
        let reason = format!("there is neither a channel file nor a `{DATA_JSON}` in it{instead}");
        return Err(LoadError::new(&path, &reason).into());
    }
    Ok(BuildPlace::Sources(Box::new(BuildFiles::load_whole(path, sources)?)))
}

impl BuildFiles {
    /// Loads all that a build is made from, when nobody names tables for it: those that it has in no other form are those of its
    /// data.json, with what the patch has made of them.
    pub(super) fn load_whole(root: PathBuf, sources: &mut Sources) -> Result<Self, LoadErrors> {
        let channels = join(&root, Distribution::K3s.channel_file());
        if !sources.has_name(&channels) {
            return Err(LoadError::no_file(&channels).into());
        }
        let built = join(&root, DATA_JSON);
        let has_tables = RkeSource::own(&root, sources)?.is_some();
        let compiled = (!has_tables && sources.is_file(&built)).then_some(built);
        let mut files = Self::load_opened(root, compiled.as_deref(), sources)?;
        if compiled.is_some() {
            files.files.retain(|(part, _)| *part != Part::Patch);
        }
        Ok(Self { is_whole: true, ..files })
    }
}

/// Loads two builds at once.
///
/// # Errors
///
/// Of both as [`load_build`].
pub fn load_builds(
    places: [Place<'_>; 2],
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Result<[BuildPlace; 2], LoadErrors> {
    // Two files are read side by side; what is made from many is read on all cores later.
    let are_files = places.iter().all(|place| place.is_file_on_disk());
    if !are_files {
        let [one, other] = places.map(|place| load_build(place, sources, diagnostics));
        return match (one, other) {
            (Ok(one), Ok(other)) => Ok([one, other]),
            (one, other) => {
                let failed = [one.err(), other.err()].into_iter().flatten();
                Err(LoadErrors(failed.flat_map(|LoadErrors(errors)| errors).collect()))
            }
        };
    }
    let load = |place: Place<'_>| {
        let (mut own, mut found) = (Sources::default(), Diagnostics::default());
        let path = open(place, &mut own)?.path;
        load_data_json(&path, &mut own, &mut found).map(|_| (own, found))
    };
    let [one, other] = places;
    let loaded = thread::scope(|scope| {
        // Without a thread to spare they are read one after the other.
        let loading = thread::Builder::new().spawn_scoped(scope, || load(one));
        let second = load(other);
        let join = |loading: thread::ScopedJoinHandle<'_, _>| {
            loading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        [loading.map_or_else(|_| load(one), join), second]
    });
    let [one, other] = match loaded {
        [Ok(one), Ok(other)] => [one, other],
        failed => return Err(LoadErrors(failed.into_iter().filter_map(Result::err).collect())),
    };
    Ok([one, other].map(|(own, found)| {
        let moved = sources.take(own);
        diagnostics.report_all(found.sorted().into_iter().map(|finding| finding.moved(moved)));
        BuildPlace::File(BuildFile::of(moved))
    }))
}
