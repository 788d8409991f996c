//! `kdm os-image`: which images the nodes of releases boot.

mod check;
mod given;
mod loaded;
mod matrix;
mod name;
mod roll;
mod rules;
mod selection;
mod states;

use std::path::Path;

use clap::{Args, Subcommand};

use super::{outcome::Outcome, terminal::Terminal};

/// Name the node OS images of Giant Swarm's Releases, list what must have been built, and say whether nodes roll.
#[derive(Debug, Args)]
pub(super) struct OsImage {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Name(name::Name),
    Matrix(matrix::Matrix),
    Roll(Box<roll::Roll>),
    Check(check::Check),
    Rules(rules::Rules),
}

impl OsImage {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        match &self.command {
            Command::Name(name) => name.run(root, terminal),
            Command::Matrix(matrix) => matrix.run(root, terminal),
            Command::Roll(roll) => roll.run(root, terminal),
            Command::Check(check) => check.run(root, terminal),
            Command::Rules(rules) => rules.run(root, terminal),
        }
    }
}
