//! `kdm lsp` in a kdm that was built without what it takes.

use std::{ffi::OsString, path::Path};

use anyhow::bail;
use clap::Args;

use super::outcome::Outcome;

/// Serve an editor; this kdm was built without that.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(super) struct Lsp {
    /// Whatever it is asked for.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    arguments: Vec<OsString>,
}

impl Lsp {
    pub(super) fn run(&self, _root: Option<&Path>) -> anyhow::Result<Outcome> {
        bail!("this kdm was built without `lsp`; build it with `--features lsp`")
    }
}
