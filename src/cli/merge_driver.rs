//! `kdm merge-driver`: what git runs to merge data.json and mirror-list.txt.
//!
//! While it merges, git has not touched the working tree yet (its `ort` strategy works in memory), so there are no
//! merged channel files to generate from. What there is are three builds; merged value by value they are what the merged
//! sources compile to, unless both sides touched what the other one stands on. `kdm generate --check` tells.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::{Outcome, report, terminal::Terminal};
use crate::{
    diagnostic::{Diagnostics, FileId},
    diff::{self, Conflict},
    emit::{render_list, write_data_json},
    output::Output,
    pass,
    report::Screen,
    repository::MIRROR_LIST,
    source::{Arena, Sources, conflict, json},
};

/// Merge two builds of a data.json or mirror-list.txt, for git.
#[derive(Debug, Args)]
#[command(
    after_help = "In .gitattributes: data/data.json merge=kdm\nOnce a clone:      git config merge.kdm.driver 'kdm merge-driver %O %A %B %P'\n\nExit codes: 0 merged, 1 not merged (both sides changed the same, or a build cannot be read), 2 could not run; but for 0 the file is as it was."
)]
pub(super) struct MergeDriver {
    /// The build that both come from (%O).
    base: PathBuf,

    /// Our build (%A); the result is written to it.
    ours: PathBuf,

    /// Their build (%B).
    theirs: PathBuf,

    /// The path of the file in the repository (%P).
    path: String,
}

impl MergeDriver {
    pub(super) fn run(&self, terminal: &Terminal) -> anyhow::Result<Outcome> {
        // All three are read,
        let is_list = self.path.ends_with(MIRROR_LIST);
        let mut sources = Sources::default();
        let mut found = Diagnostics::default();
        let mut files = [FileId::default(); 3];
        for (file, path) in files.iter_mut().zip([&self.base, &self.ours, &self.theirs]) {
            *file = sources.load(path)?;
            if !is_list {
                sources.replace_invalid(*file, &mut found);
            }
        }

        // merged,
        let arena = Arena::new();
        let merged = if is_list {
            lists(&sources, files, &mut found)
        } else {
            builds(&sources, files, &arena, &mut found)
        };
        terminal.say(&Screen::new(&sources).render(&found.sorted()));
        let merged = match merged {
            Ok(merged) => merged,
            Err(conflicts) => {
                terminal.say(&report::not_merged(&self.path, &conflicts));
                return Ok(Outcome::Findings);
            }
        };

        // and the result takes the place of ours.
        let mut output = Output::new(&self.ours, false)?;
        std::io::Write::write_all(&mut output, &merged)
            .with_context(|| format!("cannot write `{}`", self.ours.display()))?;
        output.finish()?.commit()?;
        terminal.say(&report::merged(&self.path));
        Ok(Outcome::Clean)
    }
}

/// What was merged, or the places that both sides changed; none of them where something cannot be read.
type Merged<'s> = Result<Vec<u8>, Vec<Conflict<'s>>>;

fn builds<'s>(
    sources: &'s Sources,
    files: [FileId; 3],
    arena: &'s Arena,
    found: &mut Diagnostics,
) -> Merged<'s> {
    let [base, ours, theirs] = files;
    let mut read = |file| sources.text(file, found).and_then(|text| json::parse(file, text, arena, found));
    // Where both sides added the file, git gives an empty one as their base.
    let base = if sources.file(base).bytes.is_empty() { None } else { read(base) };
    let (ours, theirs) = (read(ours), read(theirs));
    let (false, Some(ours), Some(theirs)) = (found.forbid(), ours, theirs) else { return Err(Vec::new()) };
    let node = diff::merge(base, ours, theirs, arena)?;
    let metadata = pass::compiled(&node, arena, found);
    if found.forbid() {
        return Err(Vec::new());
    }
    // Writing to memory does not fail.
    write_data_json(&metadata, Vec::new()).map_err(|_| Vec::new())
}

fn lists<'s>(sources: &'s Sources, files: [FileId; 3], found: &mut Diagnostics) -> Merged<'s> {
    let texts = files.map(|file| {
        let text = sources.text(file, found)?;
        (!conflict::report(file, text, found)).then_some(text)
    });
    let [Some(base), Some(ours), Some(theirs)] = texts else { return Err(Vec::new()) };
    let lines = diff::merge_lists(base, ours, theirs)?;
    Ok(render_list(lines.into_iter().map(str::to_owned).collect()).into_bytes())
}
