//! `kdm lines`: all branches at one look.

mod between;
mod compiled;
mod content;
mod line;
mod merge;
mod monthly;
mod offers;
mod pins;
mod progress;
mod select;

use std::{
    collections::BTreeSet,
    num::NonZero,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use anyhow::{anyhow, bail};
use clap::{Args, ValueEnum};

use self::{content::Contents, line::Newest, pins::Pins, progress::Progress, select::OfLine};
use super::{outcome::Outcome, terminal::Terminal};
use crate::{
    diagnostic::words::first,
    report::{Board, LineBoard, render_lines_board, render_lines_json, render_lines_markdown},
    repository::{Branch, STACK, branches},
};

/// Show the lines of a repository at one look: what is released, what waits, and what a line lacks.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 no line lacks what an older one has released, every branch can be compiled, and every build is that of its sources; 1 otherwise, and with --merge where there are conflicts; 2 could not run. Findings and months are shown and do not count."
)]
pub(super) struct Lines {
    /// The branches; without any all of `dev-vX.Y`, `release-vX.Y` and `dev-vX.Y-YYYY-MM-patches`, those of the remote where
    /// there is none here.
    #[arg(value_name = "BRANCH")]
    branches: Vec<String>,

    /// Show instead whether a branch can be merged into another one, and what that would change for its Ranchers; nothing is
    /// merged.
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"], conflicts_with_all = ["branches", "format"])]
    merge: Option<Vec<String>>,

    /// How to print it: for a terminal, for the tracking issue, or for a program (`kdm schema lines`).
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Markdown,
    Json,
}

impl Lines {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        if let Some(option) =
            self.branches.iter().chain(self.merge.iter().flatten()).find(|name| name.starts_with('-'))
        {
            bail!("`{option}` is not the name of a branch");
        }
        if !root.is_dir() {
            bail!("`{}` is not a folder; name that of a clone", root.display());
        }
        let here = root.display();
        let all = branches(root).map_err(|why| anyhow!("cannot read the branches of `{here}`: {why}"))?;
        if let Some([from, to]) = self.merge.as_deref() {
            return merge::run(root, &all, [from, to], terminal);
        }
        let pins = Pins::load(root, &all);
        let lines = select::select(all, &self.branches).map_err(|why| anyhow!("{why}"))?;
        let board = board(root, &lines, &pins, terminal)?;
        match self.format {
            Format::Text => terminal.print_styled(&render_lines_board(&board))?,
            Format::Markdown => terminal.print(render_lines_markdown(&board).as_bytes())?,
            Format::Json => terminal.print(render_lines_json(&board).as_bytes())?,
        };
        let left = board.left();
        if left.is_empty() {
            return Ok(Outcome::Clean);
        }
        terminal.fail(&format!("left to do: {}", first(&left, LEFT, String::clone)), None);
        Ok(Outcome::Findings)
    }
}

/// How much of what is left to do is named behind the board.
const LEFT: usize = 6;

/// The board of some lines, which are compiled side by side.
fn board(root: &Path, lines: &[OfLine], pins: &Pins, terminal: &Terminal) -> std::io::Result<Board> {
    let progress = Progress::of(lines.iter().map(OfLine::count).sum(), terminal.is_quiet());
    let contents = Contents::default();
    let made = side_by_side(lines, |of_line| {
        let made = line::board(root, of_line, pins, &contents);
        progress.step(of_line.mains().count());
        made
    })?;
    let (mut boards, newest): (Vec<LineBoard>, Vec<_>) = made.into_iter().unzip();

    // The months, which are many.
    let beginnings = side_by_side(lines, |of_line| {
        if of_line.monthly.is_empty() { BTreeSet::new() } else { monthly::beginnings(root, of_line) }
    })?;
    let months: Vec<(usize, &Branch)> = lines
        .iter()
        .enumerate()
        .flat_map(|(nth, of_line)| of_line.monthly.iter().map(move |branch| (nth, branch)))
        .collect();
    let made = side_by_side(&months, |&(nth, branch)| {
        let made = monthly::board(root, branch, &lines[nth], &beginnings[nth], &contents);
        progress.step(1);
        made
    })?;
    for ((nth, _), month) in months.iter().zip(made) {
        boards[*nth].monthly.push(month);
    }

    let newest: Vec<_> = newest.into_iter().flatten().collect();
    let pairs: Vec<&[Newest]> = newest.windows(2).collect();
    let between = side_by_side(&pairs, |pair| between::board(root, &pair[0], &pair[1]))?;
    Ok(Board { lines: boards, between })
}

/// Does the same with many things, on all cores; what comes of it in their order.
fn side_by_side<I: Sync, T: Send>(things: &[I], work: impl Fn(&I) -> T + Sync) -> std::io::Result<Vec<T>> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<T>>> = Mutex::new(things.iter().map(|_| None).collect());
    let work = || {
        loop {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(nth) else { break };
            let made = work(thing);
            done.lock().unwrap_or_else(PoisonError::into_inner)[nth] = Some(made);
        }
    };
    thread::scope(|scope| -> std::io::Result<()> {
        let threads = thread::available_parallelism().map_or(1, NonZero::get).min(things.len());
        let start = |_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let workers = (0..threads).map(start).collect::<Result<Vec<_>, _>>()?;
        for worker in workers {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
        Ok(())
    })?;
    Ok(done.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().flatten().collect())
}
