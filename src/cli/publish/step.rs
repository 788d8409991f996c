//! A file, its key, and what is there.

use crate::{
    publish::{Failure, File, Seen, Store},
    report::{BeforeJson, Fate, FileJson},
    repository::Published,
};

/// A file on its way: where to, and what is there.
pub(super) struct Step {
    pub(super) key: String,
    pub(super) file: File,
    pub(super) there: Option<Seen>,
    /// Whether what is there stays there.
    pub(super) is_once: bool,
}

impl Step {
    /// What becomes of what is at the key.
    pub(super) fn fate(&self, store: &dyn Store) -> Fate {
        match &self.there {
            None => Fate::Created,
            Some(there) if store.has(there, &self.file) => Fate::Unchanged,
            // The bytes are there, under whatever headers: a tag is left as it is.
            Some(there) if self.is_once && there.sha256 == self.file.sha256 => Fate::Unchanged,
            Some(_) if self.is_once => Fate::Refused,
            Some(_) => Fate::Replaced,
        }
    }
}

/// What is at the keys of files.
pub(super) fn look(store: &dyn Store, target: &Published, files: Vec<File>) -> Result<Vec<Step>, Failure> {
    let is_once = matches!(target, Published::Tag(_));
    let look = |file: File| {
        let key = target.key(&file.name);
        let there = store.look(&key)?;
        Ok(Step { key, file, there, is_once })
    };
    files.into_iter().map(look).collect()
}

/// The same steps, each file with the commit that the build's tables are of.
pub(super) fn dressed(steps: Vec<Step>, commit: Option<&str>) -> Vec<Step> {
    let dress = |step: Step| Step { file: step.file.with_upstream_commit(commit), ..step };
    steps.into_iter().map(dress).collect()
}

/// Why a tag is not touched at all: it has another file, or was published without one of these. None is put beside it then.
pub(super) fn refused(store: &dyn Store, steps: &[Step]) -> Option<Failure> {
    let help = "publish under the next tag, which `kdm tag` names";
    if let Some(step) = steps.iter().find(|step| step.fate(store) == Fate::Refused) {
        let what = format!("{}: there is another file under this tag, and a tag is published once", step.key);
        return Some(Failure::refused(what).help(help));
    }
    let is_published = steps.last().is_some_and(|build| build.is_once && build.there.is_some());
    let step = steps.iter().find(|step| is_published && step.there.is_none())?;
    let what = format!("{}: the tag was published without it, and a tag is published once", step.key);
    Some(Failure::refused(what).help(help))
}

/// The steps for people and programs; where something refuses them, all that would be sent is refused.
pub(super) fn files_json(store: &dyn Store, steps: &[Step], is_refused: bool) -> Vec<FileJson> {
    let file = |step: &Step| {
        let verdict = match step.fate(store) {
            Fate::Created | Fate::Replaced if is_refused => Fate::Refused,
            verdict => verdict,
        };
        let before =
            |there: &Seen| BeforeJson { bytes: there.bytes.len() as u64, sha256: there.sha256.clone() };
        FileJson {
            key: step.key.clone(),
            verdict,
            bytes: step.file.bytes.len() as u64,
            sha256: step.file.sha256.clone(),
            content_type: step.file.content_type,
            before: step.there.as_ref().map(before),
        }
    };
    steps.iter().map(file).collect()
}
