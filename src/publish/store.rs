//! What a store can be asked.

use super::{
    failure::Failure,
    file::{File, UPSTREAM_COMMIT},
};

/// What is at a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// What tells this state from the next one: an ETag, a generation, or a digest.
    pub(super) mark: String,
    /// How many bytes consumers get, where the store says it.
    pub bytes: Option<u64>,
    /// The digest in its metadata.
    pub sha256: Option<String>,
    /// The files that were published with it, by its metadata.
    pub with: Vec<String>,
    /// Whether it is published as this file would be: its headers and all metadata.
    pub(super) dress: Dress,
}

/// The headers and metadata of what is at a key.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Dress {
    pub(super) content_type: String,
    pub(super) cache_control: String,
    pub(super) encoding: String,
    pub(super) metadata: Vec<(String, String)>,
}

impl Seen {
    /// The commit of upstream's in its metadata.
    pub fn upstream_commit(&self) -> Option<&str> {
        let named = self.dress.metadata.iter().find(|(name, _)| name == UPSTREAM_COMMIT);
        named.map(|(_, commit)| commit.as_str())
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
    /// When that cannot be known.
    fn look(&self, key: &str) -> Result<Option<Seen>, Failure>;

    /// The same, with the bytes that consumers get.
    ///
    /// # Errors
    ///
    /// When they cannot be had, or not whole.
    fn get(&self, key: &str) -> Result<Option<(Seen, Vec<u8>)>, Failure>;

    /// Whether what was seen is this file, as it would be put.
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

    /// Whether what was seen can be replaced without running into somebody else who replaces it.
    fn is_safe_beside_others(&self) -> bool;

    /// The names of the files that a data.json which was seen at a key was published with.
    ///
    /// # Errors
    ///
    /// When that cannot be known.
    fn published_with(&self, folder: &str, seen: &Seen) -> Result<Vec<String>, Failure>;
}
