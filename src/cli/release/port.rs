//! `kdm release port`.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use clap::Args;

use super::{
    common::Common,
    given::{Bound, bound, bound_for},
    remove::distribution_of,
    work::{Branch, MOST, Work, refused},
};
use crate::{
    diagnostic::words::{count, did_you_mean, first},
    edit::{
        NotEdited, Refusal,
        channels::{
            Addition, Change, ChannelFile, Given, Operation,
            window::{Maximum, Windows},
        },
    },
    model::{Distribution, ReleaseVersion, channel::ReleaseTable, field::Named},
    source::{Arena, LoadErrors, Map, Sources, join},
};

/// Take over the releases that another line has and this one lacks, with the windows of this line.
#[derive(Debug, Args)]
pub(super) struct Port {
    /// The versions; without any, all that are missing in the minors that are here.
    #[arg(value_name = "VERSION")]
    versions: Vec<String>,

    /// The repository of the other line.
    #[arg(long, value_name = "ROOT")]
    from: PathBuf,

    /// The lowest Rancher, `[MINOR:]vX.Y.Z-alpha1`; needed for the first release of a minor.
    #[arg(long, value_name = "RANCHER", value_parser = bound)]
    min: Vec<Bound>,

    /// The highest Rancher, `[MINOR:]vX.Y.99`, `line` or `keep`; needed where the predecessor's here is not that of the line.
    #[arg(long, value_name = "RANCHER", value_parser = bound)]
    max: Vec<Bound>,

    #[command(flatten)]
    common: Common,
}

impl Work for Port {
    fn common(&self) -> &Common {
        &self.common
    }

    fn distributions(&self) -> anyhow::Result<Vec<Distribution>> {
        if let Some(wrong) = self.versions.iter().find(|version| distribution_of(version).is_none()) {
            anyhow::bail!("`{wrong}` is not the version of a release; write it like `v1.30.5+k3s1`");
        }
        let is_named =
            |one: &Distribution| self.versions.iter().any(|version| distribution_of(version) == Some(*one));
        // What cannot be read is said once, and not for each file.
        for distribution in Distribution::ALL {
            match Sources::default().load(&join(&self.from, distribution.channel_file())) {
                Err(error)
                    if !error.is_missing()
                        || distribution == Distribution::K3s
                            && (self.versions.is_empty() || is_named(&distribution)) =>
                {
                    return Err(LoadErrors::from(error).into());
                }
                _ => {}
            }
        }
        Ok(Distribution::ALL.into_iter().filter(|one| self.versions.is_empty() || is_named(one)).collect())
    }

    fn edit<'s>(
        &self,
        distribution: Distribution,
        mut file: ChannelFile<'s>,
        branch: &Branch,
        told: &mut Vec<String>,
    ) -> Result<ChannelFile<'s>, NotEdited> {
        let (mut sources, arena) = (Sources::default(), Arena::new());
        let path = join(&self.from, distribution.channel_file());
        let Ok(id) = sources.load(&path) else {
            told.push(format!("`{}` is not there", path.display()));
            return Ok(file);
        };
        let shown = path.display().to_string();
        let other = ChannelFile::read(&sources, id, &arena).map_err(|_| {
            let help = format!("`kdm check --root {}` says why", self.from.display());
            refused(&file, Refusal::new(format!("`{shown}` cannot be read"), help))
        })?;
        for version in
            self.missing(distribution, &file, &other, told).map_err(|refusal| refused(&file, refusal))?
        {
            match self.addition(&version, &file, &other, branch, told) {
                Ok(addition) => {
                    let (next, more) = file.apply(&Operation::Add(addition))?;
                    file = next;
                    told.extend(more);
                }
                Err(refusal) if self.versions.is_empty() => {
                    told.push(format!("`{version}` is skipped: {}", refusal.title()));
                }
                Err(refusal) => return Err(refused(&file, refusal)),
            }
        }
        Ok(file)
    }
}

impl Port {
    /// The versions to port, the lowest first.
    fn missing(
        &self,
        distribution: Distribution,
        file: &ChannelFile<'_>,
        other: &ChannelFile<'_>,
        told: &mut Vec<String>,
    ) -> Result<Vec<ReleaseVersion>, Refusal> {
        let numbers = |file: &ChannelFile<'_>| -> Vec<ReleaseVersion> {
            file.releases().filter_map(|release| ReleaseVersion::parse(&release.version)).collect()
        };
        let (here, there) = (numbers(file), numbers(other));
        let mut missing = Vec::new();
        let mut without: BTreeMap<(u64, u64), usize> = BTreeMap::new();
        if self.versions.is_empty() {
            for version in there.iter().filter(|version| !here.contains(version)) {
                let lowest = here
                    .iter()
                    .filter(|other| other.minor() == version.minor())
                    .min_by(|a, b| a.rank().cmp(&b.rank()));
                // What lies below all that is here was left out when the line began.
                if lowest.is_some_and(|lowest| version.rank() < lowest.rank()) {
                    continue;
                }
                if lowest.is_none() && bound_for(&self.min, version.minor()).is_none() {
                    *without.entry(version.minor()).or_default() += 1;
                    continue;
                }
                match version.candidate {
                    Some(_) => told.push(format!("`{version}` is skipped: it is a candidate")),
                    None => missing.push(*version),
                }
            }
        } else {
            for text in self.versions.iter().filter(|version| distribution_of(version) == Some(distribution))
            {
                match there.iter().find(|version| version.to_string() == *text) {
                    Some(version) => missing.push(*version),
                    None => {
                        let known: Vec<String> = there.iter().map(ReleaseVersion::to_string).collect();
                        let help =
                            did_you_mean(text, known.iter().map(String::as_str), "name one that is there");
                        return Err(Refusal::new(
                            format!("there is no `{text}` in `{}`", self.from.display()),
                            help,
                        ));
                    }
                }
            }
        }
        for ((major, minor), releases) in without {
            let releases = count(releases, "release");
            told.push(format!("{releases} of {major}.{minor} skipped: this line has none; take them with `--min {major}.{minor}:RANCHER`"));
        }
        missing.sort_by_key(ReleaseVersion::rank);
        if missing.len() > MOST {
            let title = format!("{} releases are missing, more than {MOST}", missing.len());
            return Err(Refusal::new(title, "is it the right repository? name the ones that are meant"));
        }
        Ok(missing)
    }

    /// A release of the other line as it is entered here: as the predecessor here is, with what the other line has changed since
    /// that one.
    fn addition(
        &self,
        version: &ReleaseVersion,
        file: &ChannelFile<'_>,
        other: &ChannelFile<'_>,
        branch: &Branch,
        told: &mut Vec<String>,
    ) -> Result<Addition, Refusal> {
        let text = version.to_string();
        file.may_add(&text)?;
        let predecessor = file.predecessor(version);
        let windows = Windows { line: branch.line, force: branch.force };
        let max = bound_for(&self.max, version.minor()).map(Maximum::parse);
        let before = predecessor.as_ref().map(|(release, same)| (release, *same));
        let (min, max) = windows.of_new(
            &text,
            before,
            bound_for(&self.min, version.minor()),
            max.as_ref(),
            file.lowest_above(version).as_deref(),
        )?;
        let like = predecessor.map(|(release, _)| release.version).unwrap_or_default();
        let base = other.table(&like, ReleaseTable::ServerArgs).map(|_| like.clone());
        let base = base.or_else(|| Some(other.predecessor_below(version)?.version));
        let table = |file: &ChannelFile<'_>, of: Option<&String>, table: ReleaseTable| match of {
            Some(of) => Given::of_map(file.table(of, table).unwrap_or(Map::EMPTY)),
            None => Vec::new(),
        };
        let mut addition = Addition {
            version: text.clone(),
            like: None,
            min,
            max,
            comment: None,
            changes: Vec::new(),
            names: Vec::new(),
            round: branch.round.clone(),
        };
        for part in ReleaseTable::all() {
            let [old, new, own] = [
                table(other, base.as_ref(), part),
                table(other, Some(&text), part),
                table(file, Some(&like), part),
            ];
            let value = |table: &[(String, Given)], name: &str| {
                table.iter().find(|(other, _)| other == name).map(|(_, given)| given.json())
            };
            let set =
                new.iter().filter(|(name, given)| value(&old, name) != Some(given.json())).cloned().collect();
            let is_gone = |name: &str| value(&new, name).is_none() && value(&own, name).is_some();
            let remove = old.iter().map(|(name, _)| name.clone()).filter(|name| is_gone(name)).collect();
            let change = Change { set, remove };
            told.extend(kept(&text, part, (&own, &new), &change));
            if !change.is_empty() {
                addition.changes.push((part, change));
            }
            addition.names.extend(other.list_name(&text, part).map(|name| (part, name)));
        }
        if other.has_messages(&text) {
            told.push(format!(
                "`{text}`: its messages stay behind: write them by hand, if they are meant here, too"
            ));
        }
        Ok(addition)
    }
}

/// What a table has as in this line, and not as in the other.
fn kept(version: &str, table: ReleaseTable, (own, new): (&Items, &Items), change: &Change) -> Option<String> {
    let value = |table: &Items, name: &str| {
        table.iter().find(|(other, _)| other == name).map(|(_, given)| given.json())
    };
    let after = |name: &str| match change.set.iter().find(|(other, _)| other == name) {
        Some((_, given)) => Some(given.json()),
        None => value(own, name).filter(|_| !change.remove.iter().any(|removed| removed == name)),
    };
    let names: BTreeSet<&str> = own.iter().chain(new).map(|(name, _)| name.as_str()).collect();
    let kept: Vec<_> = names.into_iter().filter(|name| after(name) != value(new, name)).collect();
    let named = first(&kept, 3, |name| format!("`{name}`"));
    (!kept.is_empty()).then(|| {
        format!("`{version}`: {named} of `{}` as in this line, which is not as in the other", table.name())
    })
}

/// The items of a table.
type Items = Vec<(String, Given)>;
