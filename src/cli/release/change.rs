//! What is to change in the tables of releases, as the options say it.

use std::{collections::BTreeSet, path::PathBuf};

use anyhow::bail;
use clap::Args;

use super::charts_from::charts_of;
use super::given::{Argument, Chart, Feature, argument, chart, feature};
use crate::{
    diagnostic::words::nearest,
    edit::{
        Refusal,
        channels::{Change, ChannelFile, Given},
    },
    model::{Distribution, ReleaseVersion, channel::ReleaseTable, field::Named},
    source::{Map, Value},
};

/// The options for arguments, charts and features.
#[derive(Debug, Clone, Args)]
pub(super) struct Changes {
    /// A chart of another version: `[MINOR:]NAME=[REPO:]VERSION` (repeat it).
    #[arg(long, value_name = "CHART", value_parser = chart)]
    pub(super) chart: Vec<Chart>,

    /// An argument of servers: `NAME=TYPE` or `NAME={type: …}` (repeat it).
    #[arg(long, value_name = "ARG", value_parser = argument)]
    pub(super) server_arg: Vec<Argument>,

    /// An argument of agents: `NAME=TYPE` or `NAME={type: …}` (repeat it).
    #[arg(long, value_name = "ARG", value_parser = argument)]
    pub(super) agent_arg: Vec<Argument>,

    /// A feature: `NAME=VERSION` (repeat it).
    #[arg(long, value_name = "FEATURE", value_parser = feature)]
    pub(super) feature: Vec<Feature>,

    /// A chart that goes (repeat it).
    #[arg(long, value_name = "NAME")]
    pub(super) no_chart: Vec<String>,

    /// An argument of servers that goes (repeat it).
    #[arg(long, value_name = "NAME")]
    pub(super) no_server_arg: Vec<String>,

    /// An argument of agents that goes (repeat it).
    #[arg(long, value_name = "NAME")]
    pub(super) no_agent_arg: Vec<String>,

    /// A feature that goes (repeat it).
    #[arg(long, value_name = "NAME")]
    pub(super) no_feature: Vec<String>,

    /// The charts of each version from its RKE2 sources: `DIR/VERSION/charts/chart_versions.yaml`.
    #[arg(long, value_name = "DIR")]
    pub(super) charts_from: Option<PathBuf>,
}

impl Changes {
    /// Whether nothing is to change.
    pub(super) fn is_empty(&self) -> bool {
        self.chart.is_empty()
            && self.server_arg.is_empty()
            && self.agent_arg.is_empty()
            && self.feature.is_empty()
            && self.no_chart.is_empty()
            && self.no_server_arg.is_empty()
            && self.no_agent_arg.is_empty()
            && self.no_feature.is_empty()
            && self.charts_from.is_none()
    }

    /// Refuses what is said twice, and what is said of minors that no version is of.
    ///
    /// # Errors
    ///
    /// When there is any.
    pub(super) fn refuse_twice(&self, minors: Option<&[(u64, u64)]>) -> anyhow::Result<()> {
        let arguments =
            |all: &[Argument]| all.iter().map(|argument| argument.name.clone()).collect::<Vec<_>>();
        let charts = self.chart.iter().map(|chart| match chart.minor {
            Some((major, minor)) => format!("{major}.{minor}:{}", chart.name),
            None => chart.name.clone(),
        });
        let features = self.feature.iter().map(|feature| feature.name.clone());
        let lists = [
            ("--server-arg", [arguments(&self.server_arg), self.no_server_arg.clone()].concat()),
            ("--agent-arg", [arguments(&self.agent_arg), self.no_agent_arg.clone()].concat()),
            ("--feature", features.chain(self.no_feature.iter().cloned()).collect()),
            ("--chart", charts.chain(self.no_chart.iter().cloned()).collect()),
        ];
        for (option, names) in lists {
            let mut seen = BTreeSet::new();
            if let Some(again) = names.iter().find(|name| !seen.insert(name.as_str())) {
                bail!("`{again}` is said twice with `{option}` or `{}`", option.replace("--", "--no-"));
            }
        }
        let of = self.chart.iter().filter_map(|chart| chart.minor);
        let idle = minors.and_then(|minors| of.into_iter().find(|minor| !minors.contains(minor)));
        if let Some((major, minor)) = idle {
            bail!("`--chart {major}.{minor}:…`: no version of this command is of {major}.{minor}");
        }
        Ok(())
    }

    /// What changes in the tables of a release that has those of `like`; arguments and features only with `arguments`.
    pub(super) fn of(
        &self,
        file: &ChannelFile<'_>,
        like: &str,
        version: &ReleaseVersion,
        arguments: bool,
        told: &mut Vec<String>,
    ) -> Result<Vec<(ReleaseTable, Change)>, Refusal> {
        let of_arguments = |set: &[Argument], remove: &[String]| match arguments {
            true => Change {
                set: set.iter().map(|argument| (argument.name.clone(), argument.value.clone())).collect(),
                remove: remove.to_vec(),
            },
            false => Change::default(),
        };
        let features = || match arguments {
            true => Change {
                set: self
                    .feature
                    .iter()
                    .map(|feature| (feature.name.clone(), Given::Text(feature.version.clone())))
                    .collect(),
                remove: self.no_feature.clone(),
            },
            false => Change::default(),
        };
        let mut changes = Vec::new();
        for table in ReleaseTable::all() {
            let change = match table {
                ReleaseTable::ServerArgs => of_arguments(&self.server_arg, &self.no_server_arg),
                ReleaseTable::AgentArgs => of_arguments(&self.agent_arg, &self.no_agent_arg),
                ReleaseTable::FeatureVersions => features(),
                ReleaseTable::Charts => self.charts(file, like, version, told)?,
            };
            if !change.is_empty() {
                changes.push((table, change));
            }
        }
        Ok(changes)
    }

    fn charts(
        &self,
        file: &ChannelFile<'_>,
        like: &str,
        version: &ReleaseVersion,
        told: &mut Vec<String>,
    ) -> Result<Change, Refusal> {
        let present = file.table(like, ReleaseTable::Charts).unwrap_or(Map::EMPTY);
        let mut set: Vec<(String, Given)> = Vec::new();
        if version.distribution == Distribution::K3s && present.entries().is_empty() {
            // K3s has no charts: those of the command are for the others.
            return Ok(Change::default());
        }
        if let Some(folder) = &self.charts_from {
            let charts = charts_of(folder, &version.to_string())?;
            for (name, chart) in &charts {
                match present.value(name).fields().value("repo") {
                    Value::String(repo) => set.push((name.clone(), chart_of(repo, chart))),
                    _ => told.push(format!("`{name}` is among the charts of `{version}`, and not in its list: add it with `--chart {name}=REPO:{chart}`, if dashboards should see it")),
                }
            }
            let names: BTreeSet<&str> = charts.iter().map(|(name, _)| name.as_str()).collect();
            for entry in present.entries().iter().filter(|entry| !names.contains(entry.key)) {
                told.push(format!("`{0}` is not among the charts of `{version}`, and stays: take it out with `--chart {0}=0.0.0`, as upstream does", entry.key));
            }
        }
        for chart in
            self.chart.iter().filter(|chart| chart.minor.is_none_or(|minor| minor == version.minor()))
        {
            let repo = match &chart.repo {
                Some(repo) => repo.clone(),
                None => repo_of(file, present, &chart.name)?,
            };
            set.retain(|(name, _)| *name != chart.name);
            set.push((chart.name.clone(), chart_of(&repo, &chart.version)));
        }
        Ok(Change { set, remove: self.no_chart.clone() })
    }
}

/// A chart as releases have it.
pub(super) fn chart_of(repo: &str, version: &str) -> Given {
    let text = |text: &str| Given::Text(text.to_owned());
    Given::Map(vec![("repo".to_owned(), text(repo)), ("version".to_owned(), text(version))])
}

/// The repository of a chart: where the release has it from, else the newest release that has it.
fn repo_of(file: &ChannelFile<'_>, present: Map<'_>, name: &str) -> Result<String, Refusal> {
    let repo = |charts: Map<'_>| match charts.value(name).fields().value("repo") {
        Value::String(repo) => Some(repo.to_owned()),
        _ => None,
    };
    let releases: Vec<_> = file.releases().collect();
    let tables =
        || releases.iter().rev().filter_map(|release| file.table(&release.version, ReleaseTable::Charts));
    if let Some(repo) = repo(present).or_else(|| tables().find_map(repo)) {
        return Ok(repo);
    }
    let known: BTreeSet<&str> =
        tables().flat_map(|charts| charts.entries().iter().map(|entry| entry.key)).collect();
    let help = match nearest(name, known) {
        Some(known) => {
            format!("did you mean `{known}`? a new chart needs its repository: `--chart {name}=REPO:VERSION`")
        }
        None => format!("a new chart needs its repository: `--chart {name}=REPO:VERSION`"),
    };
    Err(Refusal::new(format!("no release of this file has a chart `{name}`"), help))
}
