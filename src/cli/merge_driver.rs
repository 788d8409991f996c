//! `kdm merge-driver`: what git runs to merge data.json and mirror-list.txt.
//!
//! While it merges, git has not touched the working tree yet (its `ort` strategy works in memory), so there are no
//! merged channel files to generate from. What there is are three builds; merged value by value they are what the merged
//! sources compile to, unless one side changed what the other depends on. `kdm generate --check` shows it.

use std::path::PathBuf;

use clap::Args;

use super::{
    outcome::Outcome,
    terminal::{BOLD, Terminal},
};
use crate::{
    diagnostic::{Diagnostics, FileId, Policy, shown::shown},
    diff::{self, Conflict},
    emit::{render_list, write_data_json},
    output::Output,
    pass,
    repository::{BuildFile, MIRROR_LIST, load_data_json},
    source::{Arena, Sources, Value, compact, conflict},
};

/// Merge two builds of a data.json or mirror-list.txt, for git.
#[derive(Debug, Args)]
#[command(
    after_help = "In .gitattributes: data/data.json merge=kdm\nOnce per clone:    git config merge.kdm.driver 'kdm merge-driver -- %O %A %B %P'\n\nExit codes: 0 merged, 1 not merged (both sides changed the same, or a build cannot be read), 2 could not run; except with 0 the file stays as it was."
)]
pub(super) struct MergeDriver {
    /// The build that both come from (%O).
    base: PathBuf,

    /// Our build (%A); the result is written to it.
    ours: PathBuf,

    /// Their build (%B).
    theirs: PathBuf,

    /// The path of the file in the repository (%P).
    #[arg(allow_hyphen_values = true)]
    path: PathBuf,
}

impl MergeDriver {
    pub(super) fn run(&self, terminal: &Terminal) -> anyhow::Result<Outcome> {
        // All three are read,
        let mut sources = Sources::default();
        let mut found = Diagnostics::default();
        let arena = Arena::new();
        let paths = [&self.base, &self.ours, &self.theirs];
        let merged = if self.path.ends_with(MIRROR_LIST) {
            let files = paths.map(|path| sources.load(path));
            let [base, ours, theirs] = files;
            lists(&sources, [base?, ours?, theirs?], &mut found)
        } else {
            let files = paths.map(|path| load_data_json(path, &mut sources, &mut found));
            let [base, ours, theirs] = files;
            builds(&sources, [base?, ours?, theirs?], &arena, &mut found)
        };
        terminal.findings(&Policy::default().judge(found), &sources);

        // merged,
        let merged = match merged {
            Ok(merged) => merged,
            Err(conflicts) => {
                self.say_conflicts(&conflicts, terminal);
                return Ok(Outcome::Findings);
            }
        };

        // and the result takes the place of ours.
        terminal.told(&Output::whole(&self.ours, &merged)?.commit()?);
        terminal.say(&shown!(
            "{BOLD}{}: merged{BOLD:#}; `kdm generate --check` says whether the merged sources give the same\n",
            self.path.display(); BOLD
        ));
        Ok(Outcome::Clean)
    }

    /// What was not merged: the places that both sides changed, with what each has.
    fn say_conflicts(&self, conflicts: &[Conflict<'_>], terminal: &Terminal) {
        const SHOWN: usize = 10;
        const LONGEST: usize = 60;
        let short = |side: &Option<Value<'_>>| -> String {
            let value = side.as_ref().map_or("gone".to_owned(), compact);
            value.chars().take(LONGEST).collect()
        };
        terminal.fail(&format!("`{}` is not merged, ours is kept", self.path.display()), None);
        for Conflict { path, ours, theirs } in conflicts.iter().take(SHOWN) {
            terminal.say(
                &shown!("  both changed {path}: ours {}, theirs {}\n", short(ours), short(theirs); path),
            );
        }
        if conflicts.len() > SHOWN {
            terminal.say(&shown!("  ... and {} more\n", conflicts.len() - SHOWN));
        }
        terminal.say(&"  = help: merge the sources, run `kdm generate` and add the result\n".into());
    }
}

/// What was merged, or the places that both sides changed; none of them where something cannot be read.
type Merged<'s> = Result<Vec<u8>, Vec<Conflict<'s>>>;

fn builds<'s>(
    sources: &'s Sources,
    files: [BuildFile; 3],
    arena: &'s Arena,
    found: &mut Diagnostics,
) -> Merged<'s> {
    let [base, ours, theirs] = files;
    let mut read = |file: BuildFile| file.value(sources, arena, found);
    // Where both sides added the file, git gives an empty one as their base.
    let base = if sources.file(base.file()).bytes().is_empty() { None } else { read(base) };
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
