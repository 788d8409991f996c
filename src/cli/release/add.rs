//! `kdm release add`.

use anyhow::bail;
use clap::Args;

use super::{
    bounds::Bounds,
    change::Changes,
    common::{Common, words},
    given::minor,
    tables::{NewVersionOptions, Tables},
    work::{Branch, Work, all_refused, refuse_many, refused},
};
use crate::{
    edit::{
        NotEdited, Refusal,
        channels::{Addition, ChannelFile, Operation},
    },
    model::{Distribution, ReleaseVersion, RkeVersion, channel::ReleaseTable, field::Named},
};

/// Enter releases: each as its predecessor is, but for what the options say.
#[derive(Debug, Args)]
pub(super) struct Add {
    /// The versions, as in `v1.30.5+rke2r1`.
    #[arg(required = true, value_name = "VERSION")]
    versions: Vec<String>,

    /// Make it from this release instead of its predecessor.
    #[arg(long, value_name = "VERSION")]
    like: Option<String>,

    #[command(flatten)]
    bounds: Bounds,

    /// Write a comment above each.
    #[arg(long, value_name = "TEXT", value_parser = words)]
    comment: Option<String>,

    #[command(flatten)]
    changes: Changes,

    /// Give arguments and features to the releases of this minor only (repeat it).
    #[arg(long = "minor", value_name = "MINOR", value_parser = minor)]
    minors: Vec<(u64, u64)>,

    #[command(flatten)]
    common: Common,

    #[command(flatten)]
    rke: NewVersionOptions,
}

impl Work for Add {
    fn common(&self) -> &Common {
        &self.common
    }

    fn distributions(&self) -> anyhow::Result<Vec<Distribution>> {
        refuse_many(self.versions.len())?;
        self.refuse_idle()?;
        self.refuse_like_of_many()?;
        let of = |distribution: &Distribution| {
            self.parsed().any(|(number, _)| number.is_some_and(|number| number.distribution == *distribution))
        };
        let distributions: Vec<_> = Distribution::ALL.into_iter().filter(of).collect();
        // What is no version is refused with the way to write it.
        Ok(if distributions.is_empty() { vec![Distribution::K3s] } else { distributions })
    }

    fn tables(&self) -> anyhow::Result<Tables> {
        let of_rke: Vec<_> = self.versions.iter().filter_map(|version| RkeVersion::parse(version)).collect();
        if of_rke.is_empty() {
            return Ok(Tables::default());
        }
        if let Some(other) = self.versions.iter().find(|version| RkeVersion::parse(version).is_none()) {
            bail!("`{other}` is not a version of RKE, as the others are; enter it by a command of its own");
        }
        self.refuse_like_of_many()?;
        self.rke.operations(&of_rke, self.like.as_ref())
    }

    fn edit<'s>(
        &self,
        distribution: Distribution,
        mut file: ChannelFile<'s>,
        branch: &Branch,
        told: &mut Vec<String>,
    ) -> Result<ChannelFile<'s>, NotEdited> {
        let mut versions: Vec<_> = self
            .parsed()
            .filter(|(number, _)| {
                number.map_or(
                    self.parsed()
                        .find_map(|(number, _)| number)
                        .is_none_or(|first| first.distribution == distribution),
                    |number| number.distribution == distribution,
                )
            })
            .collect();
        // The lower minors first: they define the lists that the higher ones share.
        versions.sort_by(|(a, _), (b, _)| a.map(|number| number.rank()).cmp(&b.map(|number| number.rank())));
        let refusals: Vec<_> =
            versions.iter().filter_map(|(_, version)| file.may_add(version).err()).collect();
        if !refusals.is_empty() {
            return Err(all_refused(&file, refusals));
        }
        for (number, version) in &versions {
            file = self.add(number.as_ref(), version, file, branch, told)?;
        }
        let numbers: Vec<_> =
            versions.iter().filter_map(|(number, version)| Some(((*number)?, version.as_str()))).collect();
        if !branch.force {
            self.refuse_gap(&numbers, &file).map_err(|refusal| refused(&file, refusal))?;
        }
        Ok(file)
    }
}

impl Add {
    /// Refuses what is said twice, or of minors that no version is of: a slip would be lost without a word.
    fn refuse_idle(&self) -> anyhow::Result<()> {
        let mut seen = std::collections::BTreeSet::new();
        if let Some(again) = self.versions.iter().find(|version| !seen.insert(version.as_str())) {
            bail!("`{again}` is named twice");
        }
        let minors: Vec<_> = self.parsed().filter_map(|(number, _)| Some(number?.minor())).collect();
        self.changes.refuse_twice(Some(&minors))?;
        for (option, bounds) in [("--min", &self.bounds.min), ("--max", &self.bounds.max)] {
            let mut seen = std::collections::BTreeSet::new();
            if let Some(again) = bounds.iter().find(|bound| !seen.insert(bound.minor)) {
                bail!("`{option}` is said twice: `{}`", again.value);
            }
            let of = bounds.iter().filter_map(|bound| bound.minor);
            if let Some((major, minor)) = of.into_iter().find(|minor| !minors.contains(minor)) {
                bail!("`{option} {major}.{minor}:…`: no version of this command is of {major}.{minor}");
            }
        }
        if let Some((major, minor)) = self.minors.iter().find(|minor| !minors.contains(minor)) {
            bail!("`--minor {major}.{minor}`: no version of this command is of {major}.{minor}");
        }
        Ok(())
    }

    fn refuse_like_of_many(&self) -> anyhow::Result<()> {
        if self.like.is_some() && self.versions.len() > 1 {
            bail!("`--like` is for one version; run the command for each");
        }
        Ok(())
    }

    /// The versions, as far as they are some.
    fn parsed(&self) -> impl Iterator<Item = (Option<ReleaseVersion>, &String)> {
        self.versions.iter().map(|version| (ReleaseVersion::parse(version), version))
    }

    fn add<'s>(
        &self,
        number: Option<&ReleaseVersion>,
        version: &str,
        file: ChannelFile<'s>,
        branch: &Branch,
        told: &mut Vec<String>,
    ) -> Result<ChannelFile<'s>, NotEdited> {
        let mut addition = Addition {
            version: version.to_owned(),
            like: self.like.clone(),
            min: None,
            max: None,
            comment: self.comment.clone(),
            changes: Vec::new(),
            names: Vec::new(),
            round: branch.round.clone(),
        };
        let mut of_changes = Vec::new();
        let ready = file.may_add(version).and_then(|()| {
            let Some(number) = number else { return Ok(()) };
            let new = self.bounds.of_new(number, version, &file, branch)?;
            (addition.min, addition.max) = (new.min, new.max);
            let like = self.like.clone().or_else(|| Some(new.predecessor?.version)).unwrap_or_default();
            let arguments = self.minors.is_empty() || self.minors.contains(&number.minor());
            addition.changes = self.changes.of(&file, &like, number, arguments, &mut of_changes)?;
            Ok(())
        });
        ready.map_err(|refusal| refused(&file, refusal))?;
        let file = file.apply(&Operation::Add(addition), told)?;
        told.append(&mut of_changes);
        Ok(file)
    }

    /// An argument that a lower minor gets in this round and a higher one has not: RKE2's 1.29 of 2024 lacks four of them to this
    /// day.
    fn refuse_gap(&self, versions: &[(ReleaseVersion, &str)], file: &ChannelFile<'_>) -> Result<(), Refusal> {
        for (table, arguments) in [
            (ReleaseTable::ServerArgs, &self.changes.server_arg),
            (ReleaseTable::AgentArgs, &self.changes.agent_arg),
        ] {
            for argument in arguments {
                let has = |version: &str| {
                    file.table(version, table).is_some_and(|table| table.get(&argument.name).is_some())
                };
                let Some((_, with)) = versions.iter().find(|(_, version)| has(version)) else { continue };
                let without = versions
                    .iter()
                    .skip_while(|(_, version)| version != with)
                    .find(|(_, version)| !has(version));
                if let Some((number, without)) = without {
                    let (name, table) = (&argument.name, table.name());
                    let (major, minor) = number.minor();
                    let title = format!(
                        "`{with}` gets `{name}` in `{table}`, and `{without}`, a higher minor, does not have it"
                    );
                    let help = format!(
                        "give it to {major}.{minor} too, with `--minor {major}.{minor}`; if it really lacks it, say `--force`"
                    );
                    return Err(Refusal::new(title, help).because(
                        "a cluster that uses the argument loses it when it is upgraded to the higher minor",
                    ));
                }
            }
        }
        Ok(())
    }
}
