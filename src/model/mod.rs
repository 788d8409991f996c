//! What was written ([`Catalog`]) and what ships ([`Metadata`]).
//!
//! The two differ: a section can be written in a channel file or taken over from a compiled data.json, and
//! only [`crate::pass::compile`] decides. Nothing here derives `Serialize`: the wire format is `emit`'s.

pub mod channel;
pub(crate) mod field;
pub mod image;
pub mod image_list;
pub(crate) mod kubernetes;
pub mod mirror;
pub mod os_image;
pub mod patch;
pub mod range;
pub mod regsync;
pub mod rke;
pub mod settings;
pub mod version;

mod catalog;
mod distribution;
mod line;
mod metadata;
mod platform;
mod rancher_range;
pub(crate) mod reader;
mod release_version;
mod rke_version;
mod table;
mod tag;

pub use catalog::{Catalog, DataJson};
pub use distribution::Distribution;
pub use line::RancherLine;
pub use metadata::{Counts, Metadata, Prime, PrimeRelease};
pub use platform::{Arch, Os, Platforms};
pub use rancher_range::RancherRange;
pub use release_version::ReleaseVersion;
pub use rke_version::RkeVersion;
pub use table::{Row, Table, Text};
pub use tag::{Tag, TagError};
