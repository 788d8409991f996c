//! Where consumers fetch a build: object storage, or a folder that a server shows.
//!
//! What is replaced here is what every Rancher of a line reads next, and there is no way to call it back. So a file replaces
//! only the one that was looked at, data.json comes after all that it names, and what the store then serves is read again.

mod access;
mod address;
mod bucket;
mod client;
mod failure;
mod file;
mod folder;
mod refusal;
mod resolver;
mod secret;
mod site;
mod store;

pub use access::{Access, Environment};
pub use address::{Address, Kind};
pub use bucket::BucketStore;
pub use client::Limits;
pub use failure::Failure;
pub use file::File;
pub use folder::FolderStore;
pub use site::PublicSite;
pub use store::{Condition, Put, Seen, Store};
