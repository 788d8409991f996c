//! `kdm release promote`.

use clap::Args;

use super::{
    common::Common,
    given::minor,
    work::{Branch, Work, refused},
};
use crate::{
    diagnostic::words::did_you_mean,
    edit::{
        NotEdited, Refusal,
        channels::{ChannelFile, Operation},
    },
    model::{Distribution, ReleaseVersion},
};

/// Make releases of the candidates in the files, or the next candidates.
#[derive(Debug, Args)]
pub(super) struct Promote {
    /// Only these: a candidate, its release, or a minor like `1.30`.
    #[arg(value_name = "VERSION|MINOR")]
    which: Vec<String>,

    /// Make candidate N of them instead of the release.
    #[arg(long, value_name = "N")]
    rc: Option<u64>,

    #[command(flatten)]
    common: Common,
}

impl Work for Promote {
    fn common(&self) -> &Common {
        &self.common
    }

    fn distributions(&self) -> anyhow::Result<Vec<Distribution>> {
        let named = self
            .which
            .iter()
            .filter_map(|text| ReleaseVersion::parse(text))
            .map(|version| version.distribution);
        let named: Vec<_> = named.collect();
        let of = |distribution: &Distribution| {
            named.len() < self.which.len() || named.is_empty() || named.contains(distribution)
        };
        Ok(Distribution::ALL.into_iter().filter(of).collect())
    }

    fn edit<'s>(
        &self,
        distribution: Distribution,
        file: ChannelFile<'s>,
        _: &Branch,
        told: &mut Vec<String>,
    ) -> Result<ChannelFile<'s>, NotEdited> {
        let candidates = file.releases().filter_map(|release| ReleaseVersion::parse(&release.version));
        let candidates: Vec<_> = candidates.filter(|version| version.candidate.is_some()).collect();
        let mut pairs = Vec::new();
        self.refuse_unknown(distribution, &candidates).map_err(|refusal| refused(&file, refusal))?;
        let minors: Vec<_> = candidates.iter().map(ReleaseVersion::minor).collect();
        let has = |of: (u64, u64)| minors.contains(&of);
        for candidate in candidates {
            let is_named = self.which.is_empty() || self.which.iter().any(|text| is_meant(text, &candidate));
            if !is_named {
                continue;
            }
            let next = ReleaseVersion { candidate: self.rc, ..candidate };
            if next == candidate {
                told.push(format!("`{candidate}` stays"));
                continue;
            }
            if self.rc.is_some_and(|rc| Some(rc) < candidate.candidate) {
                let title =
                    format!("`{candidate}` is a later candidate than rc{}", self.rc.unwrap_or_default());
                let help = "name the ones that are meant, or go back with `kdm release rename`";
                return Err(refused(&file, Refusal::new(title, help)));
            }
            pairs.push((candidate.to_string(), next.to_string()));
        }
        for text in self.which.iter().filter(|text| minor(text).is_ok_and(|of| !has(of))) {
            told.push(format!("it has no candidate of {text}"));
        }
        if pairs.is_empty() {
            return Ok(file);
        }
        file.apply(&Operation::Rename { versions: pairs, comment: None, force: false }, told)
    }
}

impl Promote {
    /// Refuses what is no candidate of a distribution.
    fn refuse_unknown(
        &self,
        distribution: Distribution,
        candidates: &[ReleaseVersion],
    ) -> Result<(), Refusal> {
        let names: Vec<_> = candidates.iter().map(ReleaseVersion::to_string).collect();
        for text in &self.which {
            let version = ReleaseVersion::parse(text);
            if version.is_some_and(|version| version.distribution != distribution) {
                continue;
            }
            let is_of_none = || !candidates.iter().any(|candidate| is_meant(text, candidate));
            if version.is_some() && is_of_none() || version.is_none() && minor(text).is_err() {
                let or = if names.is_empty() {
                    "there is no candidate in this file"
                } else {
                    "name a candidate of the file, or a minor"
                };
                let help = did_you_mean(text, names.iter().map(String::as_str), or);
                return Err(Refusal::new(format!("`{text}` is not a candidate in this file"), help));
            }
        }
        Ok(())
    }
}

/// Whether a text names a candidate: itself, its release, or its minor.
fn is_meant(text: &str, candidate: &ReleaseVersion) -> bool {
    let version = ReleaseVersion::parse(text);
    minor(text).ok() == Some(candidate.minor())
        || version.is_some_and(|version| version == *candidate || version == candidate.release())
}
