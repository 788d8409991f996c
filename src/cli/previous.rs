//! The data.json that a build replaces.

use std::path::Path;

use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule, words::count},
    diff::Build,
    model::{
        Counts, Distribution,
        field::Named,
        rke::{Rke, RkeTable},
    },
    repository::{load_data_json, why_unreadable},
    source::{Arena, STANDARD_STREAM, Sources},
};

/// What is known of the file that is replaced.
#[derive(Debug)]
pub(super) enum Previous<'s> {
    /// There is none.
    None,
    /// Its contents.
    Build(Box<Build<'s>>),
    /// It cannot be read as a data.json.
    Unreadable {
        /// Why not.
        why: String,
        /// Whether it looks as if it had RKE tables.
        has_rke_tables: bool,
    },
}

impl<'s> Previous<'s> {
    /// Its RKE tables; nothing where there is no build that can be read.
    pub(super) fn tables(&self) -> Option<Option<&Rke<'s>>> {
        match self {
            Self::Build(build) => Some(build.metadata.rke.as_ref()),
            Self::Unreadable { .. } | Self::None => None,
        }
    }

    /// Reads the file that is going to be replaced.
    pub(super) fn read(target: &Path, sources: &'s mut Sources, arena: &'s Arena) -> Self {
        // Something that is not a file cannot be replaced, and might never end (a pipe).
        if target == Path::new(STANDARD_STREAM) || !sources.is_file(target) {
            return Self::None;
        }
        let mut found = Diagnostics::default();
        let file = match load_data_json(target, sources, &mut found) {
            Ok(file) => file,
            Err(error) => return Self::Unreadable { why: error.to_string(), has_rke_tables: false },
        };
        let sources: &'s Sources = sources;
        match Build::read_file(sources, file, arena, &mut found) {
            Some(build) => Self::Build(Box::new(build)),
            None => {
                let table = format!("\"{}\"", RkeTable::K8sVersionRKESystemImages.name());
                let mut parts = sources.file(file.file()).bytes().windows(table.len());
                let has_rke_tables = parts.any(|part| part == table.as_bytes());
                Self::Unreadable { why: why_unreadable(found, sources), has_rke_tables }
            }
        }
    }
}

/// If the build lacks a whole section that the file has, that is far more often an accident than intended: a truncated
/// channel file, a forgotten `--rke-source`.
pub(super) fn sections_lost(counts: &Counts, previous: &Previous<'_>, target: &Path) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let allow = format!("drop it with `--allow {}`", Rule::SectionLost);
    let mut lost = |what: String, help: String| {
        let title = format!("`{}` has {what}, and this build has none", target.display());
        diagnostics.report(Diagnostic::new(Rule::SectionLost, title).help(format!("{help}, or {allow}")));
    };
    let rke_help = || format!("keep them with `--rke-source {}`", target.display());
    match previous {
        Previous::Build(previous) => {
            let previous = previous.metadata.counts();
            if let (Some(versions @ 1..), None | Some(0)) = (previous.rke_versions, counts.rke_versions) {
                lost(format!("RKE tables with {}", count(versions, "version")), rke_help());
            } else {
                for (nth, table) in RkeTable::all().enumerate() {
                    if let (entries @ 1.., 0) = (previous.rke_tables[nth], counts.rke_tables[nth]) {
                        lost(
                            format!("{} in `{}`", count(entries, "entry"), table.name()),
                            "restore the source of the table".to_owned(),
                        );
                    }
                }
            }
            for (nth, distribution) in Distribution::ALL.into_iter().enumerate() {
                if let (Some(releases @ 1..), None | Some(0)) = (previous.releases[nth], counts.releases[nth])
                {
                    let what = format!("{} of `{}`", count(releases, "release"), distribution.key());
                    lost(what, format!("restore `{}`", distribution.channel_file()));
                }
            }
        }
        Previous::Unreadable { has_rke_tables: true, .. } if counts.rke_versions.is_none() => {
            lost("RKE tables, although it cannot be read".to_owned(), "correct it first".to_owned());
        }
        Previous::Unreadable { .. } | Previous::None => {}
    }
    diagnostics
}
