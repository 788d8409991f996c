//! `kdm release default`.

use anyhow::bail;
use clap::Args;

use super::{
    common::Common,
    given::{distribution, minor},
    work::{Branch, Work},
};
use crate::{
    edit::{
        NotEdited,
        channels::{ChannelFile, DefaultRule, Operation},
    },
    model::{Distribution, range::Range},
};

/// Say which minor a range of Ranchers takes by default, in the files of all distributions.
#[derive(Debug, Args)]
pub(super) struct Default {
    /// The Ranchers, as in `>= 2.15.0-0 < 2.15.100-0`.
    range: String,

    /// The minor, as in `1.36`.
    minor: String,

    /// Change the default of this range, instead of adding one.
    #[arg(long, value_name = "RANGE")]
    instead_of: Option<String>,

    /// Of this distribution alone: k3s, rke2 or rfo.
    #[arg(long = "of", value_name = "DISTRIBUTION", value_parser = distribution)]
    of: Option<Distribution>,

    #[command(flatten)]
    common: Common,
}

impl Work for Default {
    fn common(&self) -> &Common {
        &self.common
    }

    fn distributions(&self) -> anyhow::Result<Vec<Distribution>> {
        self.rule()?;
        Ok(self.of.map_or(Distribution::ALL.to_vec(), |one| vec![one]))
    }

    fn edit<'s>(
        &self,
        _: Distribution,
        file: ChannelFile<'s>,
        _: &Branch,
        told: &mut Vec<String>,
    ) -> Result<ChannelFile<'s>, NotEdited> {
        if !file.has_defaults() && self.instead_of.is_some() {
            told.push("it has no defaults, and stays as it is".to_owned());
            return Ok(file);
        }
        let Ok(rule) = self.rule() else { return Ok(file) };
        file.apply(&Operation::Default(rule), told)
    }
}

impl Default {
    fn rule(&self) -> anyhow::Result<DefaultRule> {
        let Ok((major, minor)) = minor(self.minor.trim_end_matches(".x")) else {
            bail!("`{}` is not a minor of Kubernetes: write it like `1.36`", self.minor);
        };
        let minor = format!("{major}.{minor}.x");
        let range = self.range.split_whitespace().collect::<Vec<_>>().join(" ");
        let read = Range::parse(&range);
        let is_sound = range.chars().all(|c| c.is_ascii_alphanumeric() || "<>=!|.- ".contains(c));
        if read.as_ref().is_ok_and(|range| range.set().is_empty()) {
            bail!("no Rancher is in `{range}`");
        }
        if !is_sound {
            bail!("`{range}` is not a range of Ranchers; write it like `>= 2.15.0-0 < 2.15.100-0`");
        }
        if let Err(error) = read {
            bail!(
                "`{}` is not a range of Ranchers: {error}; write it like `>= 2.15.0-0 < 2.15.100-0`",
                self.range
            );
        }
        Ok(DefaultRule { range, minor, instead_of: self.instead_of.clone() })
    }
}
