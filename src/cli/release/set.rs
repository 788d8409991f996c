//! `kdm release set`.

use anyhow::bail;
use clap::Args;

use super::{
    change::Changes,
    common::Common,
    given::{distribution, distribution_of, minor},
    tables::{TableOptions, Tables},
    work::{Branch, Work, refused},
};
use crate::{
    edit::{
        NotEdited, Refusal,
        channels::{ChannelFile, Listed, Operation, Whose, window::Maximum},
        tree::{Defaults, TreeOperation},
    },
    model::{Distribution, ReleaseVersion, RkeVersion},
};

/// Change bounds, arguments, charts or features of releases that are there.
#[derive(Debug, Args)]
pub(super) struct Set {
    /// Which: a version, a minor (`1.28`), all from a patch on (`1.28.9..`), or `*`.
    selector: String,

    /// The lowest Rancher.
    #[arg(long, value_name = "RANCHER")]
    min: Option<String>,

    /// The highest Rancher, or `line`.
    #[arg(long, value_name = "RANCHER")]
    max: Option<String>,

    #[command(flatten)]
    changes: Changes,

    /// Change the lists of these releases alone.
    #[arg(long, conflicts_with = "shared")]
    own: bool,

    /// Change the lists of all releases that share them.
    #[arg(long)]
    shared: bool,

    /// Of this distribution alone, where the selector does not say it: k3s, rke2 or rfo.
    #[arg(long = "of", value_name = "DISTRIBUTION", value_parser = distribution)]
    of: Option<Distribution>,

    #[command(flatten)]
    common: Common,

    #[command(flatten)]
    rke: TableOptions,
}

/// Which releases are meant.
enum Selector {
    All,
    Version(String),
    Minor((u64, u64)),
    From((u64, u64, u64)),
}

impl Selector {
    fn parse(text: &str) -> Option<Self> {
        if text == "*" {
            return Some(Self::All);
        }
        if distribution_of(text).is_some() {
            return Some(Self::Version(text.to_owned()));
        }
        if let Some(from) = text.strip_suffix("..") {
            let numbers: Vec<u64> = from
                .trim_start_matches('v')
                .split('.')
                .map(|part| part.parse().ok())
                .collect::<Option<_>>()?;
            return match numbers[..] {
                [major, minor, patch] => Some(Self::From((major, minor, patch))),
                _ => None,
            };
        }
        minor(text).ok().map(Self::Minor)
    }

    fn takes(&self, version: &str) -> bool {
        let number = || ReleaseVersion::parse(version);
        match self {
            Self::All => true,
            Self::Version(one) => one == version,
            Self::Minor(minor) => number().is_some_and(|number| number.minor() == *minor),
            Self::From((major, minor, patch)) => number()
                .is_some_and(|number| number.minor() == (*major, *minor) && number.kubernetes.2 >= *patch),
        }
    }
}

impl Work for Set {
    fn common(&self) -> &Common {
        &self.common
    }

    fn distributions(&self) -> anyhow::Result<Vec<Distribution>> {
        let Some(selector) = Selector::parse(&self.selector) else {
            bail!("`{}` selects no release: write a version, `1.28`, `1.28.9..` or `*`", self.selector);
        };
        self.changes.refuse_twice(None)?;
        let charts = !self.changes.chart.is_empty() || !self.changes.no_chart.is_empty();
        let of = self.of.or(distribution_of(&self.selector));
        if charts && of == Some(Distribution::K3s) {
            bail!("K3s has no charts of its own in its releases");
        }
        if self.min.is_none() && self.max.is_none() && self.changes.is_empty() {
            bail!("nothing is to change: say what, as in `--max v2.9.99` or `--chart NAME=VERSION`");
        }
        Ok(match (&selector, self.of) {
            (Selector::Version(version), _) => distribution_of(version).into_iter().collect(),
            (_, Some(one)) => vec![one],
            (_, None) => Distribution::ALL.to_vec(),
        })
    }

    fn tables(&self) -> anyhow::Result<Tables> {
        let rke = &self.rke;
        let version = RkeVersion::parse(&self.selector);
        if version.is_none() && rke.is_empty() {
            return Ok(Tables::default());
        }
        let minor = minor(&self.selector).ok();
        let of_version =
            !rke.images().is_empty() || !rke.template.is_empty() || rke.defaults() != Defaults::default();
        let (Some(of), true) =
            (version.as_ref().map(RkeVersion::minor).or(minor), version.is_some() || !of_version)
        else {
            bail!(
                "`{}` is not a version of RKE: write it like `v1.26.9-rancher1-1`, or a minor for bounds and Docker versions",
                self.selector
            );
        };
        let named = version.as_ref().map_or_else(|| format!("v{}.{}", of.0, of.1), RkeVersion::to_string);
        let mut tree = Vec::new();
        if !rke.images().is_empty() {
            tree.push(TreeOperation::Images { version: named.clone(), images: rke.images() });
        }
        if !rke.bounds().is_empty() {
            tree.push(TreeOperation::Bounds { of: named, bounds: rke.bounds() });
        }
        if let Some(version) = version {
            tree.extend(rke.templates(std::slice::from_ref(&version))?);
            tree.push(TreeOperation::Defaults { version, defaults: rke.defaults() });
        }
        tree.extend(rke.docker_of(of, self.whose()));
        tree.extend(rke.options_of(of, self.whose()));
        if rke.is_empty() {
            bail!(
                "nothing is to change: say what, as in `--image FIELD=IMAGE:TAG` or `--max-rancher 2.8.99`"
            );
        }
        Ok(Tables { tree, patch: Vec::new() })
    }

    fn edit<'s>(
        &self,
        _: Distribution,
        mut file: ChannelFile<'s>,
        branch: &Branch,
        told: &mut Vec<String>,
    ) -> Result<ChannelFile<'s>, NotEdited> {
        let Some(selector) = Selector::parse(&self.selector) else { return Ok(file) };
        let selected: Vec<Listed> =
            file.releases().filter(|release| selector.takes(&release.version)).collect();
        let versions: Vec<String> = selected.iter().map(|release| release.version.clone()).collect();
        if versions.is_empty() {
            if let Selector::Version(version) = &selector {
                file.must_have(version).map_err(|refusal| refused(&file, refusal))?;
            }
            told.push(format!("`{}` selects no release of this file", self.selector));
            return Ok(file);
        }
        if self.min.is_some() || self.max.is_some() {
            let window = self.window(&selected, branch).map_err(|refusal| refused(&file, refusal))?;
            let operation = Operation::Window { versions: versions.clone(), min: window.0, max: window.1 };
            file = file.apply(&operation, told)?;
        }
        let whose = self.whose();
        if self.changes.is_empty() {
            return Ok(file);
        }
        let Some(number) = ReleaseVersion::parse(&versions[0]) else {
            let title = format!("`{}` is not a version that kdm can read", versions[0]);
            return Err(refused(&file, Refusal::new(title, "correct it first, with `kdm release rename`")));
        };
        let changes = self
            .changes
            .of(&file, &versions[0], &number, true, told)
            .map_err(|refusal| refused(&file, refusal))?;
        for (table, change) in changes {
            let operation = Operation::Table {
                versions: versions.clone(),
                table,
                change,
                whose,
                round: branch.round.clone(),
            };
            file = file.apply(&operation, told)?;
        }
        Ok(file)
    }
}

impl Set {
    fn whose(&self) -> Option<Whose> {
        match (self.own, self.shared) {
            (true, _) => Some(Whose::Own),
            (_, true) => Some(Whose::Shared),
            _ => None,
        }
    }

    fn window(
        &self,
        selected: &[Listed],
        branch: &Branch,
    ) -> Result<(Option<String>, Option<String>), Refusal> {
        let windows = branch.windows();
        let all_have = |bound: &dyn Fn(&Listed) -> Option<&str>, value: &str| {
            selected.iter().all(|release| bound(release) == Some(value))
        };
        let min = match &self.min {
            Some(min) => {
                let old = all_have(&|release| release.min.as_deref(), min).then_some(min.as_str());
                Some(windows.minimum(min, old)?)
            }
            None => None,
        };
        let max = match self.max.as_deref().map(Maximum::parse) {
            Some(max) => windows.maximum(&max, None)?,
            None => None,
        };
        for release in selected {
            let min = min.as_deref().or(release.min.as_deref());
            let max = max.as_deref().or(release.max.as_deref());
            windows.refuse_empty(min, max)?;
        }
        Ok((min, max))
    }
}
