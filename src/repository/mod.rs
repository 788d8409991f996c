//! Which files there are, and what for: a KDM repository, a data.json, other lines, and the way from them to what was
//! written.

mod build;
mod checkout;
mod files;
mod git;
mod image_lists;
mod layout;
mod lines;
mod load;
mod loading;
mod parse;
mod part;
mod read;
mod rke_source;
mod stray;
mod tree;

pub use build::{BuildFile, add_build, load_build, load_builds, why_unreadable};
pub use files::Repository;
pub use git::Revision;
pub use image_lists::ImageLists;
pub use layout::{DATA_JSON, MIRROR_LIST, PATCH, SETTINGS, TREE};
pub(crate) use layout::{SYSTEM_IMAGES, TEMPLATE_SUFFIX, TEMPLATES};
pub use lines::{OtherLine, OtherLines};
pub(crate) use parse::STACK;
pub use parse::{Arenas, read_settings, settings_of};
pub use rke_source::{RkeSource, SourceKind};
pub(crate) use tree::{ChoicePart, CisPart, INTRODUCED, OptionsPart, VersionsPart};
