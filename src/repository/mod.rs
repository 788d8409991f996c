//! Which files there are, and what for: a KDM repository, a data.json, other lines, and the way from them to what was
//! written.

mod arenas;
mod around;
mod branch_name;
mod build;
mod build_file;
mod checkout;
mod committed;
mod files;
mod git;
mod image_lists;
mod layout;
mod lines;
mod load;
mod loading;
mod parse;
mod part;
mod place;
mod published;
mod read;
mod releases;
mod rke_source;
mod stray;
mod tree;

pub use arenas::Arenas;
pub use around::root_around;
pub use branch_name::Role;
pub use build::{BuildPlace, load_build, load_builds};
pub use build_file::{BuildFile, add_build, load_data_json, why_unreadable};
pub use committed::changed_since;
pub use files::{BuildFiles, Repository};
pub use git::{
    Began, Branch, FileConflict, Remotes, Revision, TagRef, began, branches, checked_out, distance, head,
    make_tag, merge_bases, own_commits, tag_commit, tag_time, tags,
};
pub use image_lists::{ListFiles, load_image_lists};
pub use layout::{DATA_JSON, MIRROR_LIST, PATCH, REGSYNC, SETTINGS, TREE};
pub(crate) use layout::{SYSTEM_IMAGES, TEMPLATE_SUFFIX, TEMPLATES};
pub use lines::{OtherLine, OtherLines};
pub(crate) use parse::STACK;
pub use parse::{read_settings, settings_of};
pub use place::{Place, commit_of, git_folder, is_repository, path_of, top_of, writable};
pub use published::{BUILD_NAME, BranchError, BranchName, Published, is_plain_name};
pub use read::null_tables;
pub use releases::{ReleaseFile, load_releases, load_releases_of_state};
pub use rke_source::{RkeSource, SourceKind};
pub(crate) use tree::{ChoicePart, CisPart, INTRODUCED, OptionsPart, VersionsPart};
