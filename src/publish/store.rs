//! What a store can be asked.

use std::collections::BTreeMap;

use super::{
    failure::Failure,
    file::{File, SHA256, UPSTREAM_COMMIT, WITH},
};

/// What is at a key, as consumers get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What tells this state from the next one: an ETag, a generation, or a digest.
    pub(super) mark: String,
    /// The bytes, unpacked.
    pub bytes: Vec<u8>,
    /// Their digest. Metadata says one, too, which anybody may have written.
    pub sha256: String,
    /// Its headers and metadata.
    pub(super) dress: Dress,
}

/// The headers and metadata of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dress {
    pub(super) content_type: String,
    pub(super) cache_control: String,
    pub(super) encoding: String,
    /// By name, without the prefix of the store.
    pub(super) metadata: BTreeMap<String, String>,
}

impl Seen {
    fn metadata(&self, name: &str) -> Option<&str> {
        self.dress.metadata.get(name).map(String::as_str)
    }

    /// Whether it is another file than the one that was put there, by its own metadata.
    pub fn was_changed(&self) -> bool {
        self.metadata(SHA256).is_some_and(|sha256| sha256 != self.sha256)
    }

    /// The commit of upstream's in its metadata.
    pub fn upstream_commit(&self) -> Option<&str> {
        self.metadata(UPSTREAM_COMMIT)
    }

    /// The files that were published with it, by its metadata.
    pub(super) fn with(&self) -> Vec<String> {
        let names = self.metadata(WITH).unwrap_or_default().split(',');
        names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
    }
}

impl Dress {
    /// How a file is published.
    pub(super) fn of(file: &File, encoding: &str) -> Self {
        let metadata = file.metadata.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
        Self {
            content_type: file.content_type.to_owned(),
            cache_control: file.cache_control.to_owned(),
            encoding: encoding.to_owned(),
            metadata: metadata.collect(),
        }
    }
}

/// What must be at a key for a file to take its place.
#[derive(Debug, Clone, Copy)]
pub enum Condition<'s> {
    /// Nothing.
    Absent,
    /// What was seen there.
    Same(&'s Seen),
}

/// What came of putting a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// It is there.
    Done,
    /// The condition does not hold: somebody else was first.
    Overtaken,
}

/// Where files are published: each under a key, whole or not at all.
pub trait Store {
    /// What is at a key; nothing where nothing is.
    ///
    /// # Errors
    ///
    /// When it cannot be had, or not whole.
    fn look(&self, key: &str) -> Result<Option<Seen>, Failure>;

    /// Whether what was seen is this file, with its headers and metadata.
    fn has(&self, seen: &Seen, file: &File) -> bool;

    /// Puts a file where the condition holds; `sent` is told how many more bytes are on their way.
    ///
    /// # Errors
    ///
    /// When it cannot be put, or nobody can say whether it was.
    fn put(
        &self,
        key: &str,
        file: &File,
        condition: Condition<'_>,
        sent: &dyn Fn(u64),
    ) -> Result<Put, Failure>;

    /// What a publisher has to see to, because the store has no condition for it; nothing where it has.
    fn unsafe_because(&self) -> Option<&'static str>;

    /// The names of the files that a data.json was published with, which was seen in a folder of keys.
    ///
    /// # Errors
    ///
    /// When that cannot be known.
    fn published_with(&self, folder: &str, seen: &Seen) -> Result<Vec<String>, Failure>;
}
