//! Two states of a repository of Releases.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Component, Path, PathBuf},
};

use anyhow::bail;

use super::{
    given::Given,
    loaded::{Loaded as Files, Releases},
    selection::Selection,
};
use crate::{
    consumer::os_image::{Fate, Matrix, Named, Roll, StateChange, States, bases},
    diagnostic::{Diagnostics, FileId},
    model::os_image::{NamingRules, Release},
    repository::{Place, ReleaseFile, load_releases_of_state, top_of},
    source::Arena,
};

/// The files of both states.
#[derive(Debug)]
pub(super) struct Loaded {
    /// Those of the newer state, with the rules.
    pub(super) files: Files,
    before: Vec<ReleaseFile>,
    /// What is asked for, from the top on.
    asked: Vec<PathBuf>,
}

impl Loaded {
    /// Loads both states whole: what a release was made from may be anywhere. In a folder of a checkout only what is in it is asked
    /// for.
    pub(super) fn of(root: &Path, given: &Given, base: &Path) -> anyhow::Result<Self> {
        let text = base.to_string_lossy();
        if let Some((state, inside)) =
            text.split_once(':').filter(|(_, inside)| !inside.is_empty() && !base.exists())
        {
            bail!("`--base` takes a whole state: write `--base {state}`, and `{inside}` as a PATH");
        }
        // A revision has everything from the top on.
        let (top, below) = top_of(root).filter(|_| !base.is_dir()).unzip();
        let below = below.unwrap_or_default();
        let mut asked = Vec::new();
        for path in &given.paths {
            let Some(inside) = inside(root, path) else {
                let path = path.display();
                bail!(
                    "`{path}` is not a path below the root of the repository; with `--base` both states are looked at there"
                );
            };
            asked.push(below.join(inside));
        }
        if asked.is_empty() {
            asked.push(below);
        }
        let mut files = Files::of(top.as_deref().unwrap_or(root), &[], given.rules.as_deref())?;
        let before = load_releases_of_state(Place::beside(root, base), &mut files.sources)?;
        let loaded = Self { files, before, asked };
        for (path, given) in loaded.asked.iter().zip(&given.paths) {
            let mut all = loaded.files.files.iter().chain(&loaded.before);
            if !all.any(|file| file.inside.starts_with(path)) {
                bail!("there is no `release.yaml` at `{}` or below, in either state", given.display());
            }
        }
        Ok(loaded)
    }

    /// Reads both.
    pub(super) fn read<'s>(&'s self, selection: &Selection, arena: &'s Arena) -> Read<'s> {
        let is_asked = |file: &ReleaseFile| self.is_asked(file);
        let after = self.files.read(&self.files.files, selection, is_asked, arena);
        let before = self.files.read(&self.before, selection, is_asked, arena);
        Read { before, after }
    }

    fn is_asked(&self, file: &ReleaseFile) -> bool {
        self.asked.iter().any(|path| file.inside.starts_with(path))
    }

    /// Whether two files say the same.
    fn is_same(&self, one: FileId, other: FileId) -> bool {
        self.files.sources.file(one).bytes() == self.files.sources.file(other).bytes()
    }

    /// The files of the newer state that the older one does not have so.
    pub(super) fn changed_files(&self) -> BTreeSet<FileId> {
        let bytes = |file: &ReleaseFile| self.files.sources.file(file.file).bytes();
        let before: BTreeMap<_, _> = self.before.iter().map(|file| (&file.inside, bytes(file))).collect();
        let is_new = |file: &&ReleaseFile| before.get(&file.inside) != Some(&bytes(file));
        let is_asked = |file: &&ReleaseFile| self.is_asked(file);
        self.files.files.iter().filter(is_asked).filter(is_new).map(|file| file.file).collect()
    }
}

/// The path that something has in the repository; nothing where it is not of it.
fn inside(root: &Path, path: &Path) -> Option<PathBuf> {
    let path = if root == Path::new(".") { path } else { path.strip_prefix(root).ok()? };
    let mut inside = PathBuf::new();
    for part in path.components() {
        match part {
            Component::Normal(name) => inside.push(name),
            Component::CurDir => {}
            Component::ParentDir | Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(inside)
}

/// The Releases of both states.
#[derive(Debug)]
pub(super) struct Read<'s> {
    pub(super) before: Releases<'s>,
    pub(super) after: Releases<'s>,
}

/// Their images, and what has changed.
#[derive(Debug)]
pub(super) struct Compared<'r, 's> {
    /// Of each release of the newer state.
    pub(super) after: Vec<Option<Named<'r>>>,
    /// The base of each of them.
    pub(super) bases: Vec<Option<usize>>,
    /// Those of the older state, by name.
    pub(super) before: BTreeMap<&'r str, (&'r Release<'s>, Option<Named<'r>>)>,
}

impl<'s> Read<'s> {
    /// Names both states. That a release has no name is reported where it is new or changed, or what such a one is compared with.
    pub(super) fn named<'r>(
        &'r self,
        loaded: &Loaded,
        rules: &'r NamingRules<'_>,
        found: &mut Diagnostics,
    ) -> Compared<'r, 's> {
        let before: BTreeMap<_, _> =
            self.before.all.iter().map(|release| (release.name.value, release)).collect();
        let all: Vec<_> = self.after.all.iter().collect();
        let bases = bases(&all);
        let mut asked = BTreeSet::new();
        for (nth, release) in all.iter().enumerate().filter(|(_, release)| self.after.counts(release)) {
            let was = before.get(release.name.value);
            if was.is_some_and(|was| loaded.is_same(was.file, release.file)) {
                continue;
            }
            asked.insert(release.file);
            asked.extend(was.map(|was| was.file));
            asked.extend(bases[nth].filter(|_| was.is_none()).map(|base| all[base].file));
        }
        let is_asked = |release: &Release<'_>| asked.contains(&release.file);
        let both: Vec<_> = all.iter().copied().chain(before.values().copied()).collect();
        let mut after = loaded.files.names(&both, rules, is_asked, found);
        let names = after.split_off(all.len());
        let before = before.into_iter().zip(names).map(|((name, release), named)| (name, (release, named)));
        Compared { after, bases, before: before.collect() }
    }
}

impl<'r, 's> Compared<'r, 's> {
    /// What is new or changed, and what must be built for it.
    pub(super) fn states(
        &'r self,
        read: &'r Read<'s>,
        base: &Path,
        rules: &'r NamingRules<'_>,
    ) -> States<'r, 's> {
        let all = &read.after.all;
        let mut changed = Vec::new();
        for (nth, release) in all.iter().enumerate().filter(|(_, release)| read.after.counts(release)) {
            let named = self.after[nth].as_ref();
            let (fate, old) = match self.before.get(release.name.value) {
                Some((old, _)) if release.has_components_of(old) => continue,
                Some((old, old_named)) => (Fate::Edited, Some((*old, old_named.as_ref()))),
                None => (Fate::New, self.bases[nth].map(|base| (&all[base], self.after[base].as_ref()))),
            };
            let roll = old.and_then(|(old, old_named)| {
                Some(Roll::between((old, old_named?), (release, named?), rules))
            });
            changed.push(StateChange { release, fate, old: old.map(|(old, _)| old), roll });
        }
        let names: BTreeSet<_> = all.iter().map(|release| release.name.value).collect();
        let gone = read.before.all.iter().filter(|release| read.before.counts(release));
        let removed = gone.filter(|release| !names.contains(release.name.value)).collect();
        let removed = Some(removed).filter(|_| read.after.are_sound() && read.before.are_sound());
        let after = all.iter().zip(&self.after).filter(|(release, _)| read.after.counts(release));
        let after: Vec<_> = after.filter_map(|(release, named)| Some((release, named.clone()?))).collect();
        let before = self.before.values().filter(|(release, _)| read.before.counts(release));
        let before: Vec<_> = before.filter_map(|(release, named)| Some((*release, named.clone()?))).collect();
        States {
            base: base.display().to_string(),
            changed,
            removed,
            before: Matrix::of(&before, rules, None).0,
            after: Matrix::of(&after, rules, None).0,
        }
    }
}
