//! `kdm publish` in a kdm that was built without what it takes.

use std::{ffi::OsString, path::Path};

use anyhow::bail;
use clap::Args;

use super::{outcome::Outcome, terminal::Terminal};

/// Publish the build where Rancher fetches it; this kdm was built without that.
#[derive(Debug, Args)]
#[command(disable_help_flag = true)]
pub(super) struct Publish {
    /// Whatever it is asked for.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    arguments: Vec<OsString>,
}

impl Publish {
    pub(super) fn run(&self, _root: &Path, _terminal: &Terminal) -> anyhow::Result<Outcome> {
        bail!(
            "this kdm was built without `publish`, the one command that touches the network; build it with `--features publish`"
        )
    }
}
