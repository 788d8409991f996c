//! Text in, values with byte spans out.
//!
//! Every consumer sees a channel file through Go's `sigs.k8s.io/yaml` and data.json through Go's
//! `encoding/json`. If the readers here take a value for anything else than those do, data.json differs
//! silently from what upstream's generator would have written. And because each value keeps the place that
//! wrote it, every later finding can point into the file that a person has to edit.

pub mod go;
pub mod json;
pub mod template;
pub mod yaml;

mod compact;
pub(crate) mod conflict;
mod content;
mod digits;
mod disk;
mod files;
mod inside;
mod lines;
mod load;
mod load_error;
pub(crate) mod scan;
mod value;

pub use compact::compact;
pub(crate) use content::Coming;
pub(crate) use digits::shortest;
pub(crate) use disk::{LARGEST, STANDARD_STREAM, read_small};
pub(crate) use files::{Mounted, There};
pub(crate) use load::folder_of;
pub use load::{SourceFile, Sources, join};
pub(crate) use load_error::describe;
pub use load_error::{LoadError, LoadErrors};
pub use value::{Entry, KeyKind, Map, Node, Value};

pub(crate) use value::{Clash, ClashKind, Entries};

/// The memory that the values of one source file live in.
pub type Arena = bumpalo::Bump;

/// How deep values may be nested, aliases expanded. Real files stay below 10; Go's readers stop at 10,000.
pub const MAX_DEPTH: usize = 1_000;
