//! The image lists that K3s, RKE2 and RFO publish with each release, in a folder: never by a hidden download.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{
    files::Repository,
    parse::settings_of,
    part::Part,
    place::{Place, open},
};
use crate::{
    diagnostic::{Diagnostics, FileId},
    model::{
        Arch, Distribution, Os, Platforms,
        image_list::{ImageList, ImageLists, read_image_list},
    },
    source::{Arena, LoadError, LoadErrors, Sources, join},
};

/// The files of a folder with lists, as in `v1.30.5+k3s1/k3s-images.txt`.
#[derive(Debug)]
pub struct ListFiles {
    folder: PathBuf,
    /// The folders in it, whether they are versions or not, each with its lists.
    versions: BTreeMap<String, Vec<ListFile>>,
}

/// A list.
#[derive(Debug)]
struct ListFile {
    distribution: Distribution,
    os: Os,
    /// Nothing where one list is for all.
    arch: Option<Arch>,
    name: String,
    file: FileId,
}

impl ListFiles {
    /// The folder, as people name it.
    pub fn folder(&self) -> String {
        self.folder.display().to_string()
    }

    /// The folders that have a list of a distribution, with the first of its files.
    pub fn versions(&self) -> impl Iterator<Item = (&str, Distribution, FileId)> {
        self.versions.iter().flat_map(|(version, lists)| {
            Distribution::ALL.into_iter().filter_map(move |distribution| {
                let first = lists.iter().find(|list| list.distribution == distribution)?;
                Some((version.as_str(), distribution, first.file))
            })
        })
    }

    /// Reads the lists of releases, for some nodes.
    pub fn read<'s>(
        &self,
        releases: impl IntoIterator<Item = (Distribution, &'s str)>,
        platforms: &Platforms,
        sources: &'s Sources,
        diagnostics: &mut Diagnostics,
    ) -> ImageLists<'s> {
        let mut lists = ImageLists { folder: self.folder(), of: BTreeMap::new() };
        for (distribution, version) in releases {
            let files = self.versions.get(version).into_iter().flatten();
            let files = files
                .filter(|list| list.distribution == distribution && platforms.include(list.os, list.arch));
            if lists.of.contains_key(&(distribution, version)) {
                continue;
            }
            let read = files.map(|&ListFile { os, arch, ref name, file, .. }| {
                // One that is no text is there all the same.
                let text = sources.text(file, diagnostics);
                let about = format!("{} {version}", distribution.key());
                let is_blank = |c: char| c.is_whitespace() || c == '\u{feff}';
                let is_empty = text.is_some_and(|text| text.trim_matches(is_blank).is_empty());
                let images = text.map(|text| read_image_list(file, text, &about, diagnostics));
                ImageList { os, arch, name: name.clone(), file, images: images.unwrap_or_default(), is_empty }
            });
            let read: Vec<_> = read.collect();
            lists.of.insert((distribution, version), read);
        }
        lists
    }
}

impl Repository {
    /// Loads the lists of the folder that `regsync` in `data/kdm.yaml` names, and the regsync.yaml files whose tags are kept;
    /// nothing where no folder is named.
    ///
    /// # Errors
    ///
    /// As [`load_image_lists`], and every kept file that cannot be read.
    pub fn load_of_settings(&mut self) -> Result<Option<(ListFiles, Vec<FileId>)>, LoadErrors> {
        let settings = self.files.files.iter().find(|(part, _)| *part == Part::Settings);
        let Some(file) = settings.map(|(_, file)| *file) else { return Ok(None) };
        let (arena, mut unused) = (Arena::new(), Diagnostics::default());
        let named = settings_of(&self.sources, file, &arena, &mut unused).and_then(|settings| {
            let regsync = settings.regsync?;
            Some((
                regsync.image_lists?.value.to_owned(),
                regsync.keep.iter().map(|kept| kept.value.to_owned()).collect(),
            ))
        });
        let Some((folder, keep)): Option<(String, Vec<String>)> = named else { return Ok(None) };
        let root = self.files.root.clone();
        // What somebody else's change names is read in the repository only, links followed.
        let mut sources = Within { sources: &mut self.sources, folder: Some(root.clone()) };
        let lists = load_lists_in(join(&root, &folder), &mut sources)?;
        let (mut kept, mut failed) = (Vec::new(), Vec::new());
        for path in keep {
            match sources.load(&join(&root, &path)) {
                Ok(file) => kept.push(file),
                Err(error) => failed.push(error),
            }
        }
        LoadErrors::or(failed, Some((lists, kept)))
    }
}

/// Loads the lists of a folder: `VERSION/k3s-images.txt` and so on.
///
/// # Errors
///
/// A path that is not a folder, or every file that cannot be read.
pub fn load_image_lists(place: Place<'_>, sources: &mut Sources) -> Result<ListFiles, LoadErrors> {
    let folder = open(place, sources)?.path;
    load_lists_in(folder, &mut Within { sources, folder: None })
}

/// Sources of which only what is in a folder is loaded, if there is one.
struct Within<'s> {
    sources: &'s mut Sources,
    folder: Option<PathBuf>,
}

impl Within<'_> {
    fn load(&mut self, path: &Path) -> Result<FileId, LoadError> {
        if self.folder.as_ref().is_some_and(|folder| !self.sources.is_inside(path, folder)) {
            return Err(LoadError::new(path, "it is a link that leads out of the repository"));
        }
        self.sources.load(path)
    }
}

fn load_lists_in(folder: PathBuf, within: &mut Within<'_>) -> Result<ListFiles, LoadErrors> {
    let sources = &*within.sources;
    if !sources.is_folder(&folder) {
        return Err(LoadError::no_folder(&folder).into());
    }
    let (entries, mut failed) = sources.entries(&folder);
    let mut versions = BTreeMap::new();
    for (version, path) in entries {
        if within.sources.is_folder(&path) {
            versions.insert(version, lists_in(&path, within, &mut failed));
        } else if !within.sources.is_file(&path) {
            failed.push(LoadError::new(&path, "it is a link to what is not there"));
        }
    }
    LoadErrors::or(failed, ListFiles { folder, versions })
}

/// The lists of a release.
fn lists_in(folder: &Path, within: &mut Within<'_>, failed: &mut Vec<LoadError>) -> Vec<ListFile> {
    let (entries, not_listed) = within.sources.entries(folder);
    failed.extend(not_listed);
    let mut lists = Vec::new();
    for (name, path) in entries {
        let Some((distribution, os, arch)) = of_name(&name) else { continue };
        match within.load(&path) {
            Ok(file) => lists.push(ListFile { distribution, os, arch, name, file }),
            Err(error) => failed.push(error),
        }
    }
    lists
}

/// Which list has a name.
fn of_name(name: &str) -> Option<(Distribution, Os, Option<Arch>)> {
    Distribution::ALL.into_iter().find_map(|distribution| {
        Os::ALL.into_iter().find_map(|os| {
            let is_one = |arch: &Arch| distribution.image_list(os, *arch).as_deref() == Some(name);
            let mut archs = Arch::ALL.into_iter().filter(is_one);
            let arch = archs.next()?;
            Some((distribution, os, archs.next().is_none().then_some(arch)))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_known_by_their_names() {
        let of = |name| of_name(name);
        assert_eq!(of("k3s-images.txt"), Some((Distribution::K3s, Os::Linux, None)));
        let arm = Some((Distribution::Rke2, Os::Linux, Some(Arch::Arm64)));
        assert_eq!(of("rke2-images-all.linux-arm64.txt"), arm);
        let windows = Some((Distribution::Rfo, Os::Windows, Some(Arch::Amd64)));
        assert_eq!(of("rfo-images.windows-amd64.txt"), windows);
        assert_eq!(of("rke2-images.linux-amd64.txt"), None);
    }
}
