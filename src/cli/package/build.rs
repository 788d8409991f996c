//! The builds that an image serves.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    str::FromStr,
};

use anyhow::bail;

use super::Package;
use crate::{
    cli::{
        candidate::policy_of,
        check::examine::examine_build,
        of_tag::is_of_tag,
        page::{About, Size},
        stale::fresh_build,
        terminal::Terminal,
        with::read_with,
    },
    diagnostic::{Diagnostics, Policy, Purpose},
    diff::Build,
    model::RancherLine,
    repository::{
        BUILD_NAME, BranchName, DATA_JSON, MIRROR_LIST, Place, Published, SETTINGS, add_build, path_of,
        settings_of, why_unreadable,
    },
    source::{Arena, Sources, join},
};

/// The name of a page beside a build.
pub(super) const PAGE_NAME: &str = "page.html";

/// What is not done where something is wrong with a build.
const UNDONE: &str = "nothing is packaged";

/// A build of a branch, where it is.
#[derive(Debug, Clone)]
pub(super) struct NamedBuild {
    branch: BranchName,
    pub(super) place: PathBuf,
}

impl FromStr for NamedBuild {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let Some((branch, place)) = text.split_once('=') else {
            return Err("write BRANCH=PLACE, as in `release-v2.8=origin/release-v2.8`".to_owned());
        };
        let branch = branch.parse().map_err(|error| format!("{error}"))?;
        if place.is_empty() {
            return Err("there is no place behind `=`".to_owned());
        }
        Ok(Self { branch, place: PathBuf::from(place) })
    }
}

/// A build, as it is served.
pub(super) struct ServedBuild {
    pub(super) bytes: Vec<u8>,
    /// The page of it, where one is wanted.
    pub(super) page: Option<String>,
}

/// All that is served.
pub(super) struct Lines {
    pub(super) builds: BTreeMap<BranchName, ServedBuild>,
    /// The branch whose build the tag names.
    pub(super) of_tag: BranchName,
    /// Files beside that, by name.
    pub(super) with: BTreeMap<String, Vec<u8>>,
}

impl Lines {
    /// Loads the builds; nothing, said to the user, where one must not be packaged.
    pub(super) fn load(package: &Package, root: &Path, terminal: &Terminal) -> anyhow::Result<Option<Self>> {
        let of_tag = BranchName::release(package.tag.line());
        let mut builds = BTreeMap::new();
        for NamedBuild { branch, place } in &package.build {
            if builds.insert(branch.clone(), read((root, place), branch, None, package.page)?).is_some() {
                bail!("two builds are named for `{branch}`");
            }
        }
        // That of the repository, if it is fresh.
        let is_own = !builds.contains_key(&of_tag);
        if is_own {
            if !is_of_tag(root, package.tag, UNDONE, terminal)? {
                return Ok(None);
            }
            let rke_source = package.rke_source.as_ref();
            let Some(build) = fresh_build(root, rke_source, &package.allow, UNDONE, terminal)? else {
                return Ok(None);
            };
            builds.insert(of_tag.clone(), read((root, root), &of_tag, Some(build), package.page)?);
        }
        let mut with: BTreeMap<_, _> = read_with(root, &package.with)?.into_iter().collect();
        if let (true, Some((name, list))) = (is_own, own_list(root)?) {
            with.entry(name).or_insert(list);
        }
        if package.page && with.contains_key(PAGE_NAME) {
            bail!("`--page` serves `{PAGE_NAME}`, and so would `--with`");
        }
        if let Some(packed) = with.keys().find(|name| name.ends_with(".gz")) {
            bail!(
                "`{packed}` cannot be served: nginx is given files of this kind for others, and hides them"
            );
        }
        Ok(Some(Self { builds, of_tag, with }))
    }
}

/// The mirror list that goes with the repository's build, if there is one; by its name for consumers.
fn own_list(root: &Path) -> anyhow::Result<Option<(String, Vec<u8>)>> {
    let mut sources = Sources::default();
    let path = join(&path_of(Place::root(root), &mut sources)?, MIRROR_LIST);
    if !sources.is_file(&path) {
        return Ok(None);
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Some((name, sources.read_bytes(&path)?)))
}

/// The data.json of a place, if it is one of the branch's line; `known` where it has been read.
fn read(
    (root, place): (&Path, &Path),
    branch: &BranchName,
    known: Option<Vec<u8>>,
    with_page: bool,
) -> anyhow::Result<ServedBuild> {
    let mut sources = Sources::default();
    // The repository itself is a place like any other, but that its root is where it begins.
    let opened = if place == root { Place::root(root) } else { Place::beside(root, place) };
    let path = path_of(opened, &mut sources)?;
    let is_repository = sources.is_folder(&path);
    let file = if is_repository { join(&path, DATA_JSON) } else { path.clone() };
    let bytes = known.map_or_else(|| sources.read_bytes(&file), Ok)?;
    let mut found = Diagnostics::default();
    let build = add_build(&file.display().to_string(), bytes.clone(), &mut sources, &mut found);
    // What the repository says of its line counts before what its defaults name.
    let settings = if is_repository && sources.is_file(&join(&path, SETTINGS)) {
        Some(sources.load(&join(&path, SETTINGS))?)
    } else {
        None
    };
    let (arena, of_settings) = (Arena::new(), Arena::new());
    let Some(build) = Build::read_file(&sources, build, &arena, &mut found) else {
        bail!("`{}` cannot be read as a build: {}", file.display(), why_unreadable(found, &sources));
    };
    let settings =
        settings.and_then(|file| settings_of(&sources, file, &of_settings, &mut Diagnostics::default()));
    let settings = settings.unwrap_or_default();
    let line = settings.line.or_else(|| RancherLine::of(&build.metadata));
    if let Some(line) = line.filter(|line| *line != branch.line()) {
        bail!(
            "`{}` is a build for Rancher {line}, and `{branch}` is of {}; if it is for that, name its repository, whose `data/kdm.yaml` says so with `line`",
            file.display(),
            branch.line()
        );
    }
    let page = with_page.then(|| {
        let judging = Policy { purpose: Purpose::Release, ..Policy::default() };
        let policy = policy_of(&settings, line, judging);
        examine_build((&build.metadata, &settings, line), &sources, &policy, &mut found);
        let about = About {
            // Two machines make the same image.
            name: &Published::Branch(branch.clone()).key(BUILD_NAME),
            size: Size::Of(&bytes),
            line,
            upstream: None,
            found: &policy.judge(found),
            sources: &sources,
            repository: None,
        };
        about.page(&build.metadata, None, true)
    });
    Ok(ServedBuild { bytes, page })
}
