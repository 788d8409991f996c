//! From what was written to what ships. Nothing else turns the one into the other.

mod compile;
mod images;
mod mirror;
mod prime;
mod ranges;

pub use compile::{compile, compiled};
pub use images::{Need, NeededImage, Origin, Selection, images, release_images, releases};
pub use mirror::{Copy, Mirrored, mirror};
