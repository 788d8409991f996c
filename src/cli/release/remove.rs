//! `kdm release remove`.

use anyhow::bail;
use clap::Args;

use super::{
    common::{Common, words},
    given::distribution_of,
    tables::Tables,
    work::{Branch, Work, refuse_many},
};
use crate::{
    edit::{
        NotEdited,
        channels::{ChannelFile, Operation},
        tree::TreeOperation,
    },
    model::{Distribution, RkeVersion},
};

/// Withdraw releases; those that use their lists keep what they have.
#[derive(Debug, Args)]
pub(super) struct Remove {
    /// The versions.
    #[arg(required = true, value_name = "VERSION")]
    versions: Vec<String>,

    /// Leave a comment in the place of each.
    #[arg(long, value_name = "TEXT", value_parser = words)]
    comment: Option<String>,

    #[command(flatten)]
    common: Common,
}

impl Work for Remove {
    fn common(&self) -> &Common {
        &self.common
    }

    fn distributions(&self) -> anyhow::Result<Vec<Distribution>> {
        refuse_many(self.versions.len())?;
        let mut seen = std::collections::BTreeSet::new();
        if let Some(again) = self.versions.iter().find(|version| !seen.insert(version.as_str())) {
            bail!("`{again}` is named twice");
        }
        if let Some(wrong) = self.versions.iter().find(|version| distribution_of(version).is_none()) {
            bail!(
                "`{wrong}` is not the version of a release; write it as it is in the file, like `v1.30.5+k3s1`"
            );
        }
        let of =
            |one: &Distribution| self.versions.iter().any(|version| distribution_of(version) == Some(*one));
        Ok(Distribution::ALL.into_iter().filter(of).collect())
    }

    fn tables(&self) -> anyhow::Result<Tables> {
        let versions: Vec<_> =
            self.versions.iter().filter_map(|version| RkeVersion::parse(version)).collect();
        if !versions.is_empty() && versions.len() < self.versions.len() {
            bail!("versions of RKE are withdrawn by a command of their own");
        }
        let tree = versions.into_iter().map(|version| TreeOperation::Remove { version }).collect();
        Ok(Tables { tree, patch: Vec::new() })
    }

    fn edit<'s>(
        &self,
        distribution: Distribution,
        mut file: ChannelFile<'s>,
        _: &Branch,
        told: &mut Vec<String>,
    ) -> Result<ChannelFile<'s>, NotEdited> {
        for version in self.versions.iter().filter(|version| distribution_of(version) == Some(distribution)) {
            let operation = Operation::Remove { version: version.clone(), comment: self.comment.clone() };
            file = file.apply(&operation, told)?;
        }
        Ok(file)
    }
}
