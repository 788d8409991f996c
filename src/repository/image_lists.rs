//! The image lists that K3s, RKE2 and RFO publish with each release, in a folder: never by a hidden download.

use std::{collections::BTreeMap, path::PathBuf};

use super::{
    files::Repository,
    place::{Place, open},
};
use crate::{
    diagnostic::{FileId, Span},
    model::{Distribution, Text},
    source::{LoadError, LoadErrors, join},
};

/// The lists of a folder.
#[derive(Debug)]
pub struct ImageLists {
    folder: PathBuf,
    files: BTreeMap<(Distribution, String, bool), FileId>,
}

impl ImageLists {
    /// The folder, as people name it.
    pub fn folder(&self) -> String {
        self.folder.display().to_string()
    }

    /// The name of a list among the files of a release; nothing where there is no such list.
    pub fn name(distribution: Distribution, windows: bool) -> Option<&'static str> {
        distribution.image_lists()[usize::from(windows)]
    }

    /// The list of a release.
    pub fn of(&self, distribution: Distribution, version: &str, windows: bool) -> Option<FileId> {
        self.files.get(&(distribution, version.to_owned(), windows)).copied()
    }

    /// The images in the text of a list, without the `docker.io/` that some have.
    pub fn images(file: FileId, text: &str) -> impl Iterator<Item = Text<'_>> {
        let mut at = 0;
        text.split_inclusive('\n').filter_map(move |line| {
            let start = at + (line.len() - line.trim_start().len());
            at += line.len();
            let line = line.trim();
            let span = Span::new(file, start, start + line.len());
            let value = line.strip_prefix("docker.io/").unwrap_or(line);
            (!line.is_empty() && !line.starts_with('#')).then_some(Text { value, span: Some(span) })
        })
    }
}

impl Repository {
    /// Loads the lists of a folder: `VERSION/k3s-images.txt` and so on.
    ///
    /// # Errors
    ///
    /// A path that is not a folder, or every file that cannot be read.
    pub fn load_image_lists(&mut self, place: Place<'_>) -> Result<ImageLists, LoadErrors> {
        let folder = open(place, &mut self.sources)?.path;
        if !self.sources.is_folder(&folder) {
            return Err(LoadError::no_folder(&folder).into());
        }
        let (versions, mut failed) = self.sources.entries(&folder);
        let mut lists = ImageLists { folder, files: BTreeMap::new() };
        for (version, path) in versions {
            if !self.sources.is_folder(&path) {
                if !self.sources.is_file(&path) {
                    failed.push(LoadError::new(&path, "it is a link to what is not there"));
                }
                continue;
            }
            for distribution in Distribution::ALL {
                for windows in [false, true] {
                    let Some(name) = ImageLists::name(distribution, windows) else { continue };
                    let file = join(&path, name);
                    match self.sources.load(&file) {
                        Ok(file) => {
                            lists.files.insert((distribution, version.clone(), windows), file);
                        }
                        Err(error) if error.is_missing() => {}
                        Err(error) => failed.push(error),
                    }
                }
            }
        }
        LoadErrors::or(failed, lists)
    }
}
