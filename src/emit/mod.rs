//! The bytes that other programs read: data.json, the lists of images, regsync.yaml, and the tree of RKE tables.

pub mod json;

mod data_json;
mod digest;
mod image;
mod mirror_list;
mod number;
mod regsync;
mod sink;
mod size;
mod tree;
mod values;
pub(crate) mod version_sort;

pub use data_json::{rke_digest, write_data_json, write_rke_tables};
pub use digest::Digest;
#[cfg(feature = "oci")]
pub use image::{Base, OciError, write_oci_archive};
pub use image::{MADE_BY, Served, gzip, gzip_quickly, render_image_context, render_metadata_config};
pub use mirror_list::{Side, render_images, render_list, render_mirror_list};
pub use regsync::{RegsyncStyle, render_regsync, render_regsync_split};
pub use size::{Limited, Repeated, most_repeated};
pub use tree::{Files, TreeError, render_tree};
pub use values::values;
