//! `kdm release line`.

use anyhow::bail;
use clap::Args;

use super::{
    common::Common,
    finish::Changed,
    given::minor,
    root::Root,
    work::{Branch, Work, refused},
};
use crate::{
    diagnostic::words::first,
    edit::{
        NotEdited, Refusal,
        channels::{ChannelFile, DefaultRule, Operation, window::last},
        with_line,
    },
    model::{Distribution, RancherLine, ReleaseVersion},
};

/// Make the branch that of the next line: the releases of the minors that it supports end with the new line, and its Ranchers have
/// a default.
#[derive(Debug, Args)]
pub(super) struct Line {
    /// The new line, as in `v2.16`.
    #[arg(value_parser = line)]
    to: RancherLine,

    /// The minors that it supports, as in `1.35,1.36`.
    #[arg(long, value_name = "MINORS", value_delimiter = ',', required = true, value_parser = minor)]
    minors: Vec<(u64, u64)>,

    /// The minor that its Ranchers take by default.
    #[arg(long, value_name = "MINOR", value_parser = minor)]
    default: Option<(u64, u64)>,

    #[command(flatten)]
    common: Common,
}

fn line(text: &str) -> Result<RancherLine, String> {
    RancherLine::parse(text).ok_or_else(|| "write it like `v2.16`".to_owned())
}

impl Work for Line {
    fn common(&self) -> &Common {
        &self.common
    }

    fn distributions(&self) -> anyhow::Result<Vec<Distribution>> {
        if let Some((major, minor)) = self.default.filter(|default| !self.minors.contains(default)) {
            bail!(
                "the default {major}.{minor} is not among the minors that {} supports; add it to `--minors`",
                self.to
            );
        }
        Ok(Distribution::ALL.to_vec())
    }

    fn next_line(&self) -> Option<RancherLine> {
        Some(self.to)
    }

    fn edit<'s>(
        &self,
        distribution: Distribution,
        mut file: ChannelFile<'s>,
        branch: &Branch,
        told: &mut Vec<String>,
    ) -> Result<ChannelFile<'s>, NotEdited> {
        let Some(old) = branch.line.filter(|old| *old < self.to) else {
            let title = match branch.line {
                Some(old) => format!("this branch is of {old} already, and {} is not after it", self.to),
                None => "the line that this branch was is not known".to_owned(),
            };
            return Err(refused(&file, Refusal::new(title, "say which it was with `--line v2.15`")));
        };
        let releases: Vec<_> = file
            .releases()
            .filter_map(|release| Some((ReleaseVersion::parse(&release.version)?, release)))
            .collect();
        let own = releases.iter().filter(|(version, _)| version.distribution == distribution);
        for (major, minor) in &self.minors {
            let is_there = |(version, _): &(ReleaseVersion, _)| version.minor() == (*major, *minor);
            if !own.clone().any(is_there) {
                told.push(format!("it has no release of {major}.{minor}"));
            }
        }
        let (open, closed): (Vec<_>, Vec<_>) = own
            .filter(|(version, _)| self.minors.contains(&version.minor()))
            .partition(|(_, release)| release.max.as_deref() == Some(last(old).as_str()));
        let closed: Vec<_> = closed
            .into_iter()
            .filter(|(_, release)| release.max.as_deref() != Some(last(self.to).as_str()))
            .collect();
        if !closed.is_empty() {
            let named = first(&closed, 3, |(version, _)| format!("`{version}`"));
            told.push(format!("{named} stay as they are: they do not end with `{}`", last(old)));
        }
        let versions: Vec<String> = open.iter().map(|(version, _)| version.to_string()).collect();
        if !versions.is_empty() {
            file = file.apply(&Operation::Window { versions, min: None, max: Some(last(self.to)) }, told)?;
        }
        if let Some((major, minor)) = self.default.filter(|_| file.has_defaults()) {
            let (first, last) = (self.to.to_string(), format!("{}.100-0", self.to));
            let range =
                format!(">= {}.0-0 < {}", first.trim_start_matches('v'), last.trim_start_matches('v'));
            let rule = DefaultRule { range, minor: format!("{major}.{minor}.x"), instead_of: None };
            file = file.apply(&Operation::Default(rule), told)?;
        }
        Ok(file)
    }

    fn others(&self, root: &Root, told: &mut Vec<String>) -> anyhow::Result<Vec<Changed>> {
        let Some((path, old, new)) = with_line(&root.path, self.to)? else { return Ok(Vec::new()) };
        told.push(format!("{}: `line` becomes `{}`", path.display(), self.to));
        Ok(vec![Changed { path, old, new }])
    }
}
