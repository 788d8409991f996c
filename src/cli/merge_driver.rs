//! `kdm merge-driver`: what git runs to merge data.json and mirror-list.txt.
//!
//! While it merges, git has not touched the working tree yet (its `ort` strategy works in memory), so there are no
//! merged channel files to generate from. What there is are three builds; merged value by value they are what the merged
//! sources compile to, unless both sides touched what the other one stands on. `kdm generate --check` tells.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use anyhow::Context;
use clap::Args;

use super::{Outcome, report, terminal::Terminal};
use crate::{
    diagnostic::{Diagnostics, Screen},
    diff::{self, Conflict},
    emit::{Output, render_list, write_data_json},
    model::{Catalog, DataJson},
    pass,
    repository::MIRROR_LIST,
    source::{Arena, Sources, Value, compact, json},
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
        let merged =
            if self.path.ends_with(MIRROR_LIST) { self.lists(terminal) } else { self.builds(terminal) };
        let Some(merged) = merged? else { return Ok(Outcome::Findings) };
        let mut output = Output::new(&self.ours, false)?;
        std::io::Write::write_all(&mut output, &merged)
            .with_context(|| format!("cannot write `{}`", self.ours.display()))?;
        output.finish()?.commit()?;
        terminal.say(&report::merged(&self.path));
        Ok(Outcome::Clean)
    }

    /// The merged data.json; nothing where it cannot be merged.
    fn builds(&self, terminal: &Terminal) -> anyhow::Result<Option<Vec<u8>>> {
        let mut sources = Sources::default();
        let mut found = Diagnostics::default();
        let mut files = Vec::new();
        for path in [&self.base, &self.ours, &self.theirs] {
            let file = sources.load(path)?;
            sources.replace_invalid(file, &mut found);
            files.push(file);
        }
        let arena = Arena::new();
        let mut nodes = Vec::new();
        for (nth, file) in files.into_iter().enumerate() {
            // Where both sides added the file, git gives an empty one as their base.
            let is_new = nth == 0 && sources.file(file).bytes.is_empty();
            let text = sources.text(file, &mut found);
            let node = text.filter(|_| !is_new).and_then(|text| json::parse(file, text, &arena, &mut found));
            nodes.push(node);
        }
        let (base, ours, theirs) = (nodes[0], nodes[1], nodes[2]);
        let readable = !found.forbid();
        terminal.say(&Screen::new(&sources).render(&found.sorted()));
        let (true, Some(ours), Some(theirs)) = (readable, ours, theirs) else {
            terminal.say(&report::not_merged(&self.path, &[]));
            return Ok(None);
        };
        let node = match diff::merge(base, ours, theirs, &arena) {
            Ok(node) => node,
            Err(conflicts) => {
                let value = |value: &Option<Value<'_>>| value.as_ref().map_or("gone".to_owned(), compact);
                let said = |Conflict { path, ours, theirs }: &Conflict<'_>| {
                    (path.clone(), value(ours), value(theirs))
                };
                terminal
                    .say(&report::not_merged(&self.path, &conflicts.iter().map(said).collect::<Vec<_>>()));
                return Ok(None);
            }
        };
        let mut found = Diagnostics::default();
        let compiled = Some(DataJson::read(&node, &mut found));
        let metadata = pass::compile(Catalog { compiled, ..Catalog::default() }, &arena, &mut found);
        if found.forbid() {
            terminal.say(&Screen::new(&sources).render(&found.sorted()));
            terminal.say(&report::not_merged(&self.path, &[]));
            return Ok(None);
        }
        Ok(Some(write_data_json(&metadata, Vec::new())?))
    }

    /// The merged list: lines are added and removed, and sorted again. Nothing where it cannot be merged.
    fn lists(&self, terminal: &Terminal) -> anyhow::Result<Option<Vec<u8>>> {
        let lines = |path: &PathBuf| -> anyhow::Result<BTreeSet<String>> {
            let mut sources = Sources::default();
            let file = sources.load(path)?;
            let text = sources.text(file, &mut Diagnostics::default());
            let text = text.with_context(|| format!("`{}` is not UTF-8", path.display()))?;
            Ok(text.lines().map(str::to_owned).collect())
        };
        let (base, ours, theirs) = (lines(&self.base)?, lines(&self.ours)?, lines(&self.theirs)?);
        let is_marker =
            |line: &String| ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|marker| line.starts_with(marker));
        if [&base, &ours, &theirs].into_iter().flatten().any(is_marker) {
            let what = (
                "conflict markers".to_owned(),
                "in one of the lists".to_owned(),
                "resolve them first".to_owned(),
            );
            terminal.say(&report::not_merged(&self.path, &[what]));
            return Ok(None);
        }
        // One image that both copy to another place than before, and not to the same.
        let key = |line: &str| {
            let fields: Vec<_> = line.split(' ').collect();
            fields.first().zip(fields.last()).map(|(source, tag)| (source.to_string(), tag.to_string()))
        };
        let moved = |side: &BTreeSet<String>, other: &BTreeSet<String>| -> BTreeMap<_, String> {
            let added = side.difference(&base).filter(|line| !other.contains(*line));
            added.filter_map(|line| Some((key(line)?, line.clone()))).collect()
        };
        let gone: BTreeSet<_> =
            base.iter().filter(|line| !ours.contains(*line) && !theirs.contains(*line)).collect();
        let gone: BTreeSet<_> = gone.into_iter().filter_map(|line| key(line)).collect();
        let (our_moves, their_moves) = (moved(&ours, &theirs), moved(&theirs, &ours));
        let conflicts: Vec<_> = our_moves
            .iter()
            .filter(|(image, _)| gone.contains(image))
            .filter_map(|(image, ours)| {
                Some((image.0.clone(), ours.clone(), their_moves.get(image)?.clone()))
            })
            .collect();
        if !conflicts.is_empty() {
            terminal.say(&report::not_merged(&self.path, &conflicts));
            return Ok(None);
        }
        let kept = |line: &&String| !base.contains(*line) || (ours.contains(*line) && theirs.contains(*line));
        Ok(Some(render_list(ours.union(&theirs).filter(kept).cloned().collect()).into_bytes()))
    }
}
