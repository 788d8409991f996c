//! The tree `data/rke`: versions of RKE are entered and changed as upstream's people do it in its Go tables.
//!
//! Measured on 52 rounds of 119 versions (`facts/release.md`, 16): a version is a copy of its predecessor's images, in 44 of 111
//! with another hyperkube image alone; 43 rounds set defaults; 29 cut the ranges of a template; a new minor takes Docker versions
//! and options of the minor below.

mod below;
mod docker;
mod images;
mod options;
mod templates;
mod versions;

pub use options::ServiceOption;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use super::{page::Page, refusal::Refusal, splice::Splices};
use crate::{
    diagnostic::{Diagnostics, FileId},
    edit::{NotEdited, channels::Whose},
    model::RkeVersion,
    repository::{SYSTEM_IMAGES, TEMPLATE_SUFFIX, TEMPLATES, TREE},
    source::{Arena, LoadError, Sources, join},
};

/// Who takes a version, or its minor, by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Defaults {
    /// RKE takes the version.
    pub rke: bool,
    /// Rancher takes its minor.
    pub rancher: bool,
    /// These Ranchers take its minor, exactly.
    pub ranchers: Vec<String>,
}

/// A version of RKE to enter.
#[derive(Debug, Clone)]
pub struct RkeAddition {
    /// The version.
    pub version: RkeVersion,
    /// The version that it is made from; its predecessor without one.
    pub like: Option<String>,
    /// Its images: a field and an image, or a repository and a tag for all fields that have it. A field with an empty image
    /// has none.
    pub images: Vec<(String, String)>,
    /// The Ranchers and RKEs that offer it, where that is said of the version or of a new minor: names and values.
    pub bounds: Vec<(String, String)>,
    /// Who takes it by default.
    pub defaults: Defaults,
}

/// A template that an addon has from some versions on.
#[derive(Debug, Clone)]
pub struct NewTemplate {
    /// The addon.
    pub addon: String,
    /// The key of the template.
    pub key: String,
    /// Its text; nothing for one that is in the tree.
    pub text: Option<String>,
}

/// Something to do in the tree.
#[derive(Debug, Clone)]
pub enum TreeOperation {
    /// A version more.
    Add(RkeAddition),
    /// A version has other images.
    Images {
        /// The version.
        version: String,
        /// As in [`RkeAddition::images`].
        images: Vec<(String, String)>,
    },
    /// A version gets another name: it never shipped.
    Rename {
        /// The version.
        from: RkeVersion,
        /// Its new name.
        to: RkeVersion,
    },
    /// A version less.
    Remove {
        /// The version.
        version: RkeVersion,
    },
    /// Bounds of a version or a minor.
    Bounds {
        /// The version, or a minor like `v1.26`.
        of: String,
        /// Names and values.
        bounds: Vec<(String, String)>,
    },
    /// A version, or its minor, is taken by default.
    Defaults {
        /// The version.
        version: RkeVersion,
        /// By whom.
        defaults: Defaults,
    },
    /// RKE accepts more Docker versions for a minor.
    Docker {
        /// The minor, without `v`.
        minor: String,
        /// The versions, as in `26.1.x`.
        versions: Vec<String>,
        /// Whose list.
        whose: Option<Whose>,
    },
    /// Components of a minor are started with other options.
    Options {
        /// The minor, as in `v1.26`.
        minor: String,
        /// The options.
        options: Vec<ServiceOption>,
        /// Whether those of other minors may change with it.
        whose: Option<Whose>,
    },
    /// Addons have other templates from some versions on, each to the end of its minor.
    Templates {
        /// The versions.
        versions: Vec<RkeVersion>,
        /// The templates.
        templates: Vec<NewTemplate>,
    },
}

/// A tree whose files are edited in memory.
pub struct Tree {
    root: PathBuf,
    /// What was read, to see whether it changes meanwhile.
    pub sources: Sources,
    texts: BTreeMap<PathBuf, Text>,
}

/// A file of the tree, as it was and as it will be; a new one was nothing.
struct Text {
    old: Option<String>,
    new: String,
}

/// Why the tree was not edited, and in which file.
#[derive(Debug)]
pub struct NotEditedTree {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub why: NotEdited,
}

impl Tree {
    /// The tree of a repository.
    pub fn of(root: &Path) -> Self {
        Self { root: join(root, TREE), sources: Sources::default(), texts: BTreeMap::new() }
    }

    /// The files that change: path, old text, new text.
    pub fn changed(&self) -> Vec<(PathBuf, String, String)> {
        let changed = self.texts.iter().filter(|(_, text)| text.old.as_ref() != Some(&text.new));
        changed
            .map(|(path, text)| (path.clone(), text.old.clone().unwrap_or_default(), text.new.clone()))
            .collect()
    }

    /// Does something; what was done, as sentences.
    ///
    /// # Errors
    ///
    /// When it is refused, or a file cannot be read.
    pub fn apply(&mut self, operation: &TreeOperation) -> Result<Vec<String>, NotEditedTree> {
        match operation {
            TreeOperation::Add(addition) => self.add(addition),
            TreeOperation::Images { version, images } => self.set_images(version, images),
            TreeOperation::Rename { from, to } => self.rename(from, to),
            TreeOperation::Remove { version } => self.remove(version),
            TreeOperation::Bounds { of, bounds } => self.set_bounds(of, bounds),
            TreeOperation::Defaults { version, defaults } => self.set_defaults(version, defaults),
            TreeOperation::Docker { minor, versions, whose } => self.add_docker(minor, versions, *whose),
            TreeOperation::Options { minor, options, whose } => self.set_options(minor, options, *whose),
            TreeOperation::Templates { versions, templates } => self.cut_templates(versions, templates),
        }
    }

    fn path(&self, file: &str) -> PathBuf {
        join(&self.root, file)
    }

    /// The file of the images of a minor.
    fn images_file(version: &RkeVersion) -> String {
        format!("{SYSTEM_IMAGES}/{}.yaml", version.minor_name())
    }

    /// The file of the text of a template.
    fn template_file(key: &str) -> String {
        format!("{TEMPLATES}/{key}{TEMPLATE_SUFFIX}")
    }

    /// The minors that have images, ascending.
    fn minors(&self) -> Vec<(u64, u64)> {
        let folder = std::fs::read_dir(self.path(SYSTEM_IMAGES));
        let names =
            folder.into_iter().flatten().filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let minor = |name: String| {
            let (major, minor) = name.strip_suffix(".yaml")?.strip_prefix('v')?.split_once('.')?;
            Some((major.parse().ok()?, minor.parse().ok()?))
        };
        let mut minors: Vec<_> = names.filter_map(minor).collect();
        minors.extend(self.texts.keys().filter_map(|path| minor(path.file_name()?.to_str()?.to_owned())));
        minors.sort_unstable();
        minors.dedup();
        minors
    }

    /// The text of a file as it is by now; nothing where there is none.
    fn text(&mut self, file: &str) -> Result<Option<String>, NotEditedTree> {
        let path = self.path(file);
        if let Some(text) = self.texts.get(&path) {
            return Ok(Some(text.new.clone()));
        }
        let id = match self.sources.load(&path) {
            Ok(id) => id,
            Err(error) if error.is_missing() => return Ok(None),
            Err(error) => return Err(unreadable(path, &error)),
        };
        let mut found = Diagnostics::default();
        let Some(text) = self.sources.text(id, &mut found).map(str::to_owned) else {
            return Err(NotEditedTree { path, why: NotEdited::Unreadable(found) });
        };
        self.texts.insert(path, Text { old: Some(text.clone()), new: text.clone() });
        Ok(Some(text))
    }

    /// A file that is not there yet.
    fn create(&mut self, file: &str, text: String) {
        self.texts.insert(self.path(file), Text { old: None, new: text });
    }

    /// Edits a file that is there. What comes out can be read.
    fn edit<T>(
        &mut self,
        file: &str,
        make: impl FnOnce(&Page<'_>, &mut Splices) -> Result<T, Refusal>,
    ) -> Result<T, NotEditedTree> {
        let path = self.path(file);
        let Some(text) = self.text(file)? else {
            let help = "`data/rke` is a tree of RKE tables; `kdm import` makes one of upstream's";
            let refusal = Refusal::new(format!("there is no `{}`", path.display()), help);
            return Err(refused(path, String::new(), refusal));
        };
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let Some(page) = Page::read(FileId(0), &text, &arena, &mut found) else {
            return Err(NotEditedTree { path, why: NotEdited::Unreadable(found) });
        };
        let mut splices = Splices::default();
        let made =
            make(&page, &mut splices).map_err(|refusal| refused(path.clone(), text.clone(), refusal))?;
        let odd =
            || refused(path.clone(), text.clone(), Refusal::odd(0..0, "the new text could not be read"));
        let new = splices.apply(&text).ok_or_else(odd)?;
        if new != text && Page::read(FileId(0), &new, &arena, &mut Diagnostics::default()).is_none() {
            return Err(odd());
        }
        if let Some(of) = self.texts.get_mut(&path) {
            of.new = new;
        }
        Ok(made)
    }

    fn refuse<T>(&self, file: &str, refusal: Refusal) -> Result<T, NotEditedTree> {
        let path = self.path(file);
        let text = self.texts.get(&path).map(|text| text.new.clone()).unwrap_or_default();
        Err(refused(path, text, refusal))
    }
}

fn refused(path: PathBuf, text: String, refusal: Refusal) -> NotEditedTree {
    NotEditedTree { path, why: NotEdited::Refused { text, refusals: vec![refusal] } }
}

fn unreadable(path: PathBuf, error: &LoadError) -> NotEditedTree {
    refused(path, String::new(), Refusal::new(error.to_string(), "make it readable"))
}
