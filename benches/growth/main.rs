//! How the time of a command grows with what people give it: four times as much may take six times as long at most, in each
//! dimension. What grows with the square takes sixteen times.
//!
//! `cargo bench --bench growth [PART OF A NAME]` measures the time of the processor, not that of the clock, and tries again
//! where it fails, because a machine that does something else is no fault of ours.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

mod branches;
mod builds;
mod edits;
mod releases;
mod sources;
mod texts;

use std::{
    env, fs,
    path::Path,
    process::{Command, ExitCode},
};

/// Four times as much may take so many times as long.
const MOST: f64 = 6.0;

/// The seconds after which a run is ended, and what `timeout` then gives.
const LONGEST: usize = 30;
const TIMED_OUT: i32 = 124;

/// How often a dimension may fail before it has failed.
const TRIES: usize = 5;

/// What can be more or less of.
pub(crate) struct Dimension {
    /// What it is called.
    name: &'static str,
    /// The least of it: a sixteenth of the most.
    least: usize,
    /// Makes a folder with so much of it.
    make: fn(&Path, usize),
    /// What is run there.
    command: &'static str,
}

fn main() -> ExitCode {
    let wanted = env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let all = branches::ALL
        .iter()
        .chain(builds::ALL)
        .chain(sources::ALL)
        .chain(texts::ALL)
        .chain(edits::ALL)
        .chain(releases::ALL);
    let mut failed = Vec::new();
    for dimension in all.filter(|one| wanted.as_ref().is_none_or(|wanted| one.name.contains(wanted))) {
        if !(0..TRIES).any(|_| measure(dimension)) {
            failed.push(dimension.name);
        }
    }
    if failed.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("more than {MOST} times as long for four times as much: {}", failed.join(", "));
    ExitCode::FAILURE
}

/// Measures a dimension; whether it grows as it should.
fn measure(dimension: &Dimension) -> bool {
    let Dimension { name, least, make, command } = dimension;
    let times = [1, 4, 16].map(|times| {
        let folder = tempfile::tempdir().unwrap();
        make(folder.path(), least * times);
        seconds(folder.path(), command)
    });
    let growth = times[2] / times[1];
    let [one, four, sixteen] = times.map(|time| time * 1000.0);
    println!("{name:<44} {least:>8}: {one:7.0} {four:7.0} {sixteen:7.0} ms  ×{growth:.1}");
    growth.is_finite() && growth <= MOST
}

/// The seconds that a command takes of the processors.
fn seconds(folder: &Path, command: &str) -> f64 {
    let script = format!("TIMEFORMAT='%U %S'; time timeout {LONGEST} \"$@\" >/dev/null 2>said");
    let output = Command::new("bash")
        .args(["-c", script.as_str(), "bash", env!("CARGO_BIN_EXE_kdm")])
        .args(command.split(' '))
        .current_dir(folder)
        .env("LC_ALL", "C")
        .output()
        .unwrap();
    if output.status.code() == Some(TIMED_OUT) {
        return f64::INFINITY;
    }
    let said = fs::read_to_string(folder.join("said")).unwrap();
    // A run that could not do its work was not measured.
    assert!(output.status.code().is_some_and(|code| code < 2), "kdm {command}: {said}");
    let text = String::from_utf8(output.stderr).unwrap();
    text.split_whitespace().map(|number| number.parse::<f64>().unwrap()).sum()
}
