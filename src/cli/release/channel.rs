//! `kdm release channel`.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Args;

use super::{
    common::Common,
    given::distribution_of,
    work::{Branch, Work},
};
use crate::edit::{
    NotEdited,
    channels::{ChannelFile, Operation},
};
use crate::model::Distribution;

/// Let a channel name another release.
#[derive(Debug, Args)]
pub(super) struct Channel {
    /// The channel, as in `default` or `stable`.
    name: String,

    /// The release.
    version: String,

    /// A file of channels elsewhere, as the channel server has: `channel.yaml` of K3s.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,

    #[command(flatten)]
    common: Common,
}

impl Work for Channel {
    fn common(&self) -> &Common {
        &self.common
    }

    fn distributions(&self) -> anyhow::Result<Vec<Distribution>> {
        match distribution_of(&self.version) {
            Some(distribution) => Ok(vec![distribution]),
            None => bail!("`{}` is not the version of a release; write it like `v1.30.5+k3s1`", self.version),
        }
    }

    fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    fn edit<'s>(
        &self,
        _: Distribution,
        file: ChannelFile<'s>,
        _: &Branch,
        told: &mut Vec<String>,
    ) -> Result<ChannelFile<'s>, NotEdited> {
        let operation = Operation::Channel { name: self.name.clone(), version: self.version.clone() };
        file.apply(&operation, told)
    }
}
