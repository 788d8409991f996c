//! `kdm release rename`.

use anyhow::bail;
use clap::Args;

use super::{
    common::{Common, words},
    given::{distribution, distribution_of},
    tables::Tables,
    work::{Branch, Work},
};
use crate::{
    edit::{
        NotEdited,
        channels::{ChannelFile, Operation},
        tree::TreeOperation,
    },
    model::{Distribution, ReleaseVersion, RkeVersion},
};

/// Give a release another version: `r1` becomes `r2`, a patch the next one. Lists named after it follow. Or a list another name.
#[derive(Debug, Args)]
pub(super) struct Rename {
    /// The version that is there, or with `--of` the name of a list.
    from: String,

    /// What it becomes.
    to: String,

    /// FROM and TO are names of lists in the file of this distribution: k3s, rke2 or rfo.
    #[arg(long = "of", value_name = "DISTRIBUTION", value_parser = distribution)]
    of: Option<Distribution>,

    /// Write a comment above it.
    #[arg(long, value_name = "TEXT", value_parser = words, conflicts_with = "of")]
    comment: Option<String>,

    #[command(flatten)]
    common: Common,
}

impl Work for Rename {
    fn common(&self) -> &Common {
        &self.common
    }

    fn distributions(&self) -> anyhow::Result<Vec<Distribution>> {
        if let Some(one) = self.of {
            return Ok(vec![one]);
        }
        let to = ReleaseVersion::parse(&self.to);
        if let (Some(to), Some(of)) = (to, distribution_of(&self.from))
            && to.distribution != of
        {
            bail!("`{}` is a release of {}, and cannot become `{to}`", self.from, of.key());
        }
        match to {
            Some(to) => Ok(vec![to.distribution]),
            None => bail!(
                "`{}` is not the version of a release; write it as `v1.30.5+k3s1` or `v1.30.5-rc1+rke2r1`",
                self.to
            ),
        }
    }

    fn tables(&self) -> anyhow::Result<Tables> {
        let (Some(from), Some(to)) = (RkeVersion::parse(&self.from), RkeVersion::parse(&self.to)) else {
            return Ok(Tables::default());
        };
        Ok(Tables { tree: vec![TreeOperation::Rename { from, to }], patch: Vec::new() })
    }

    fn edit<'s>(
        &self,
        _: Distribution,
        file: ChannelFile<'s>,
        branch: &Branch,
        told: &mut Vec<String>,
    ) -> Result<ChannelFile<'s>, NotEdited> {
        let (from, to) = (self.from.clone(), self.to.clone());
        let operation = match self.of {
            Some(_) => Operation::RenameList { from, to },
            None => Operation::Rename {
                versions: vec![(from, to)],
                comment: self.comment.clone(),
                force: branch.force,
            },
        };
        file.apply(&operation, told)
    }
}
