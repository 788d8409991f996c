//! `kdm release`: the monthly round without an editor.

mod add;
mod after;
mod bounds;
mod change;
mod channel;
mod charts_from;
mod commit;
mod common;
mod default;
mod finish;
mod given;
mod line;
mod port;
mod promote;
mod pull_request;
mod remove;
mod rename;
mod root;
mod round;
mod set;
mod stops;
mod tables;
mod unified;
mod work;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{outcome::Outcome, terminal::Terminal};
use work::Work;

/// Enter, promote, change and withdraw releases in the files that people write.
#[derive(Debug, Args)]
pub(super) struct Release {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    Add(add::Add),
    Promote(promote::Promote),
    Rename(rename::Rename),
    Remove(remove::Remove),
    Set(set::Set),
    Port(port::Port),
    Default(default::Default),
    Channel(channel::Channel),
    Line(line::Line),
}

impl Release {
    pub(super) fn run(&self, roots: &[PathBuf], terminal: &Terminal) -> anyhow::Result<Outcome> {
        let work: &dyn Work = match &self.what {
            What::Add(add) => add,
            What::Promote(promote) => promote,
            What::Rename(rename) => rename,
            What::Remove(remove) => remove,
            What::Set(set) => set,
            What::Port(port) => port,
            What::Default(default) => default,
            What::Channel(channel) => channel,
            What::Line(line) => line,
        };
        let tables = work.tables()?;
        if !tables.is_empty() {
            return tables.run(roots, work.common(), terminal);
        }
        work::run(work, roots, terminal)
    }
}
