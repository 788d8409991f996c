//! `kdm release port`.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use clap::Args;

use super::{
    bounds::Bounds,
    common::Common,
    given::distribution_of,
    work::{Branch, MOST, Work, refused},
};
use crate::{
    diagnostic::{
        FileId,
        words::{count, did_you_mean, first},
    },
    edit::{
        NotEdited, Refusal,
        channels::{Addition, Change, ChannelFile, Given, Operation},
    },
    model::{Distribution, ReleaseVersion, channel::ReleaseTable, field::Named},
    repository::{Place, path_of},
    source::{Arena, LoadError, LoadErrors, Map, Sources, join},
};

/// Take over the releases that another line has and this one lacks, with the windows of this line.
#[derive(Debug, Args)]
pub(super) struct Port {
    /// The versions; without any, all that are missing in the minors that are here.
    #[arg(value_name = "VERSION")]
    versions: Vec<String>,

    /// The repository of the other line, or a revision of it.
    #[arg(long, value_name = "ROOT")]
    from: PathBuf,

    #[command(flatten)]
    bounds: Bounds,

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
            match self.load(distribution, &mut Sources::default()) {
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
        let Ok(id) = self.load(distribution, &mut sources) else {
            let path = join(&self.from, distribution.channel_file());
            told.push(format!("`{}` is not there", path.display()));
            return Ok(file);
        };
        let shown = sources.file(id).name.clone();
        let other = ChannelFile::read(&sources, id, &arena).map_err(|_| {
            let help = format!("`kdm check --root {}` says why", self.from.display());
            refused(&file, Refusal::new(format!("`{shown}` cannot be read"), help))
        })?;
        for version in
            self.missing(distribution, &file, &other, told).map_err(|refusal| refused(&file, refusal))?
        {
            match self.addition(&version, &file, &other, branch, told) {
                Ok(addition) => {
                    file = file.apply(&Operation::Add(addition), told)?;
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
    /// Loads a channel file of the other line.
    fn load(&self, distribution: Distribution, sources: &mut Sources) -> Result<FileId, LoadError> {
        let root = path_of(Place::root(&self.from), sources)?;
        sources.load(&join(&root, distribution.channel_file()))
    }

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
        let is_here: BTreeSet<String> = here.iter().map(ReleaseVersion::to_string).collect();
        let mut lowest: BTreeMap<(u64, u64), &ReleaseVersion> = BTreeMap::new();
        for version in &here {
            let of_minor = lowest.entry(version.minor()).or_insert(version);
            if version.rank() < of_minor.rank() {
                *of_minor = version;
            }
        }
        let mut missing = Vec::new();
        let mut without: BTreeMap<(u64, u64), usize> = BTreeMap::new();
        if self.versions.is_empty() {
            for version in there.iter().filter(|version| !is_here.contains(&version.to_string())) {
                let lowest = lowest.get(&version.minor());
                // What lies below all that is here was left out when the line began.
                if lowest.is_some_and(|lowest| version.rank() < lowest.rank()) {
                    continue;
                }
                if lowest.is_none() && self.bounds.min(version.minor()).is_none() {
                    *without.entry(version.minor()).or_default() += 1;
                    continue;
                }
                match version.candidate {
                    Some(_) => told.push(format!("`{version}` is skipped: it is a candidate")),
                    None => missing.push(*version),
                }
            }
        } else {
            let known: BTreeMap<String, &ReleaseVersion> =
                there.iter().map(|version| (version.to_string(), version)).collect();
            for text in self.versions.iter().filter(|version| distribution_of(version) == Some(distribution))
            {
                match known.get(text) {
                    Some(version) => missing.push(**version),
                    None => {
                        let names: Vec<String> = there.iter().map(ReleaseVersion::to_string).collect();
                        let help =
                            did_you_mean(text, names.iter().map(String::as_str), "name one that is there");
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
        let new = self.bounds.of_new(version, &text, file, branch)?;
        let like = new.predecessor.map(|release| release.version).unwrap_or_default();
        let base = other.table(&like, ReleaseTable::ServerArgs).map(|_| like.clone());
        let base = base.or_else(|| Some(other.predecessor_below(version)?.version));
        let table = |file: &ChannelFile<'_>, of: Option<&String>, table: ReleaseTable| match of {
            Some(of) => Given::of_map(file.table(of, table).unwrap_or(Map::EMPTY)),
            None => Vec::new(),
        };
        let mut addition = Addition {
            version: text.clone(),
            like: None,
            min: new.min,
            max: new.max,
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
            let [was, is, here] = [&old, &new, &own].map(|items| by_name(items));
            let is_new = |name: &str| was.get(name) != is.get(name);
            let set = new.iter().filter(|(name, _)| is_new(name)).cloned().collect();
            let is_gone =
                |name: &&String| !is.contains_key(name.as_str()) && here.contains_key(name.as_str());
            let remove = old.iter().map(|(name, _)| name).filter(is_gone).cloned().collect();
            let change = Change { set, remove };
            told.extend(kept(&text, part, (&here, &is), &change));
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
    let mut after = own.clone();
    for name in &change.remove {
        after.remove(name.as_str());
    }
    after.extend(by_name(&change.set));
    let names: BTreeSet<&str> = own.keys().chain(new.keys()).copied().collect();
    let kept: Vec<_> = names.into_iter().filter(|name| after.get(name) != new.get(name)).collect();
    let named = first(&kept, 3, |name| format!("`{name}`"));
    (!kept.is_empty()).then(|| {
        format!("`{version}`: {named} of `{}` as in this line, which is not as in the other", table.name())
    })
}

/// The items of a table, as JSON.
type Items<'t> = BTreeMap<&'t str, String>;

fn by_name(items: &[(String, Given)]) -> Items<'_> {
    items.iter().map(|(name, given)| (name.as_str(), given.json())).collect()
}
