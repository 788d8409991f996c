//! The data.json that a build replaces.

use std::path::Path;

use super::report;
use crate::{
    diagnostic::{Diagnostics, Level},
    model::{
        Catalog, Counts,
        rke::{Named, RkeTable},
    },
    pass,
    repository::read_data_json,
    source::{Arena, Sources},
};

/// What is known of the file that is replaced.
#[derive(Debug)]
pub(super) enum Previous {
    /// There is none.
    None,
    /// It has this much.
    Counts(Counts),
    /// It cannot be read as a data.json.
    Unreadable {
        /// Why not.
        why: String,
        /// Whether it looks as if it had RKE tables.
        has_rke_tables: bool,
    },
}

impl Previous {
    /// Reads the file that is going to be replaced.
    pub(super) fn read(target: &Path) -> Self {
        // What is no file cannot be replaced, and might never end (a pipe).
        if !target.is_file() {
            return Self::None;
        }
        let mut sources = Sources::default();
        let file = match sources.load(target) {
            Ok(file) => file,
            Err(error) => return Self::Unreadable { why: error.to_string(), has_rke_tables: false },
        };
        let mut found = Diagnostics::default();
        sources.replace_invalid(file, &mut found);
        let arena = Arena::new();
        match read_data_json(&sources, file, &arena, &mut found) {
            Some(data) if !found.forbid() => {
                let catalog = Catalog { compiled: Some(data), ..Catalog::default() };
                Self::Counts(pass::compile(catalog, &arena, &mut found).counts())
            }
            _ => {
                let first = found.sorted().into_iter().find(|finding| finding.rule.level() == Level::Forbid);
                let why = first.map_or_else(String::new, |finding| report::sentence(&finding, &sources));
                let table = format!("\"{}\"", RkeTable::K8sVersionRKESystemImages.name());
                let has_rke_tables =
                    sources.file(file).bytes.windows(table.len()).any(|part| part == table.as_bytes());
                Self::Unreadable { why, has_rke_tables }
            }
        }
    }
}
