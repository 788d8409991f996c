//! Versions of RKE: in the tree `data/rke`, and in the patch of the enterprise build.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use clap::Args;

use super::{
    common::Common,
    finish::{Changed, Edited, finish},
    root::Root,
    stops::{Stops, stopped},
};
use crate::{
    cli::{outcome::Outcome, terminal::Terminal},
    edit::{
        channels::Whose,
        patch::{PatchAddition, with_release},
        tree::{Defaults, NewTemplate, RkeAddition, ServiceOption, Tree, TreeOperation},
    },
    model::RkeVersion,
    repository::PATCH,
    source::{LoadErrors, Sources, join},
};

/// The options for versions of RKE.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Versions of RKE")]
pub(super) struct TableOptions {
    /// An image: `FIELD=IMAGE:TAG`, or `REPOSITORY=TAG` for all fields that have it (repeat it).
    #[arg(long, value_name = "IMAGE", value_parser = image)]
    pub(super) image: Vec<(String, String)>,

    /// A field that has no image any more (repeat it).
    #[arg(long, value_name = "FIELD")]
    pub(super) no_image: Vec<String>,

    /// The lowest RKE that offers the version or the new minor.
    #[arg(long, value_name = "RKE")]
    pub(super) min_rke: Option<String>,

    /// The highest RKE that offers it.
    #[arg(long, value_name = "RKE")]
    pub(super) max_rke: Option<String>,

    /// The lowest Rancher that offers it.
    #[arg(long, value_name = "RANCHER")]
    pub(super) min_rancher: Option<String>,

    /// The highest Rancher that offers it.
    #[arg(long, value_name = "RANCHER")]
    pub(super) max_rancher: Option<String>,

    /// A template that an addon has from these versions on: `ADDON=KEY`, or `ADDON=KEY:FILE` for a new text (repeat it).
    #[arg(long, value_name = "TEMPLATE", value_parser = template)]
    pub(super) template: Vec<(String, String, Option<PathBuf>)>,

    /// RKE takes the version by default.
    #[arg(long)]
    pub(super) rke_default: bool,

    /// Rancher takes its minor by default.
    #[arg(long)]
    pub(super) rancher_default: bool,

    /// These Ranchers take its minor by default, as in `2.9.1,2.9.2`.
    #[arg(long, value_name = "RANCHERS", value_delimiter = ',')]
    pub(super) ranchers: Vec<String>,

    /// An option of a component of the minor, `[windows:]COMPONENT.OPTION=VALUE` (repeat it).
    #[arg(long, value_name = "OPTION", value_parser = service_option)]
    pub(super) option: Vec<ServiceOption>,

    /// A Docker version that RKE accepts for the minor (repeat it).
    #[arg(long, value_name = "VERSION")]
    pub(super) docker: Vec<String>,
}

/// The options for new versions of RKE.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Versions of RKE")]
pub(super) struct NewVersionOptions {
    #[command(flatten)]
    pub(super) options: TableOptions,

    /// The community version that a version of the enterprise build stands on.
    #[arg(long, value_name = "VERSION")]
    pub(super) reference: Option<String>,
}

fn image(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((field, image))
            if !field.is_empty() && !image.is_empty() && !image.contains(char::is_whitespace) =>
        {
            Ok((field.to_owned(), image.to_owned()))
        }
        _ => Err("write it like `etcd=rancher/mirrored-coreos-etcd:v3.5.9`, or `rancher/rke-tools=v0.1.97`"
            .to_owned()),
    }
}

fn service_option(text: &str) -> Result<ServiceOption, String> {
    let (windows, rest) = text.strip_prefix("windows:").map_or((false, text), |rest| (true, rest));
    let parts = rest.split_once('=').and_then(|(of, value)| Some((of.split_once('.')?, value)));
    match parts {
        Some(((component, name), value))
            if !component.is_empty() && !name.is_empty() && !value.contains(char::is_control) =>
        {
            let [component, name, value] = [component, name, value].map(str::to_owned);
            Ok(ServiceOption { windows, component, name, value })
        }
        _ => Err("write it like `kubeapi.audit-log-maxage=30`, or `windows:kubelet.event-qps=5`".to_owned()),
    }
}

fn template(text: &str) -> Result<(String, String, Option<PathBuf>), String> {
    let (addon, rest) = text.split_once('=').unwrap_or((text, ""));
    let (key, file) =
        rest.split_once(':').map_or((rest, None), |(key, file)| (key, Some(PathBuf::from(file))));
    let sound = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    if !sound(addon) || !sound(key) || key.starts_with('.') {
        return Err("write it like `calico=calico-v1.26.9`, or `calico=KEY:FILE`".to_owned());
    }
    Ok((addon.to_owned(), key.to_owned(), file))
}

impl TableOptions {
    /// Fields and their images; an empty one for those that have none any more.
    pub(super) fn images(&self) -> Vec<(String, String)> {
        let gone = self.no_image.iter().map(|field| (field.clone(), String::new()));
        self.image.iter().cloned().chain(gone).collect()
    }

    /// Who takes a version by default.
    pub(super) fn defaults(&self) -> Defaults {
        Defaults { rke: self.rke_default, rancher: self.rancher_default, ranchers: self.ranchers.clone() }
    }

    /// What giving addons other templates from some versions on comes to.
    ///
    /// # Errors
    ///
    /// When the text of a template cannot be read.
    pub(super) fn templates(&self, versions: &[RkeVersion]) -> anyhow::Result<Option<TreeOperation>> {
        let mut templates = Vec::new();
        for (addon, key, file) in &self.template {
            let text = file
                .as_ref()
                .map(|file| Sources::default().read_text(file))
                .transpose()
                .map_err(LoadErrors::from)?;
            templates.push(NewTemplate { addon: addon.clone(), key: key.clone(), text });
        }
        Ok((!templates.is_empty())
            .then(|| TreeOperation::Templates { versions: versions.to_vec(), templates }))
    }

    /// What accepting more Docker versions comes to.
    pub(super) fn docker_of(
        &self,
        (major, minor): (u64, u64),
        whose: Option<Whose>,
    ) -> Option<TreeOperation> {
        let versions = self.docker.clone();
        (!versions.is_empty()).then(|| TreeOperation::Docker {
            minor: format!("{major}.{minor}"),
            versions,
            whose,
        })
    }

    /// What other options of components come to.
    pub(super) fn options_of(
        &self,
        (major, minor): (u64, u64),
        whose: Option<Whose>,
    ) -> Option<TreeOperation> {
        let options = self.option.clone();
        (!options.is_empty()).then(|| TreeOperation::Options {
            minor: format!("v{major}.{minor}"),
            options,
            whose,
        })
    }

    /// Whether nothing is said of RKE's tables.
    pub(super) fn is_empty(&self) -> bool {
        self.images().is_empty()
            && self.bounds().is_empty()
            && self.defaults() == Defaults::default()
            && self.template.is_empty()
            && self.docker.is_empty()
            && self.option.is_empty()
    }

    /// Names and values of the bounds.
    pub(super) fn bounds(&self) -> Vec<(String, String)> {
        let all = [
            ("minRKEVersion", &self.min_rke),
            ("maxRKEVersion", &self.max_rke),
            ("minRancherVersion", &self.min_rancher),
            ("maxRancherVersion", &self.max_rancher),
        ];
        all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect()
    }
}

impl NewVersionOptions {
    /// What entering some versions comes to.
    ///
    /// # Errors
    ///
    /// When the text of a template cannot be read.
    pub(super) fn operations(
        &self,
        versions: &[RkeVersion],
        like: Option<&String>,
    ) -> anyhow::Result<Tables> {
        let mut tables = Tables::default();
        let mut sorted: Vec<_> = versions.to_vec();
        sorted.sort_by_key(RkeVersion::rank);
        for version in &sorted {
            if version.is_enterprise() {
                tables.patch.push(PatchAddition {
                    version: version.clone(),
                    reference: self.reference.clone(),
                    like: like.cloned(),
                    images: self.options.images(),
                });
                continue;
            }
            tables.tree.push(TreeOperation::Add(RkeAddition {
                version: version.clone(),
                like: like.cloned(),
                images: self.options.images(),
                bounds: self.options.bounds(),
                defaults: self.options.defaults(),
            }));
        }
        let of_rke: Vec<_> = sorted.iter().filter(|version| !version.is_enterprise()).cloned().collect();
        tables.tree.extend(self.options.templates(&of_rke)?);
        let minors: BTreeSet<_> = of_rke.iter().map(RkeVersion::minor).collect();
        for minor in minors {
            tables.tree.extend(self.options.docker_of(minor, Some(Whose::Own)));
            tables.tree.extend(self.options.options_of(minor, Some(Whose::Own)));
        }
        Ok(tables)
    }
}

/// What a command does to versions of RKE.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) tree: Vec<TreeOperation>,
    pub(super) patch: Vec<PatchAddition>,
}

impl Tables {
    /// Whether it does nothing to them.
    pub(super) fn is_empty(&self) -> bool {
        self.tree.is_empty() && self.patch.is_empty()
    }

    /// Does it in all roots, and writes what comes of it.
    pub(super) fn run(
        &self,
        roots: &[PathBuf],
        common: &Common,
        terminal: &Terminal,
    ) -> anyhow::Result<Outcome> {
        let roots = Root::load_all(roots, common, &[], None)?;
        let (mut edited, mut stops) = (Vec::new(), Stops::default());
        let mut trees = Vec::new();
        for root in &roots {
            let mut of_root = Edited {
                root,
                changed: Vec::new(),
                told: Vec::new(),
                is_tables: true,
                is_elsewhere: false,
                line: root.line,
            };
            let mut tree = Tree::of(&root.path);
            for operation in &self.tree {
                match tree.apply(operation) {
                    Ok(told) => of_root.told.extend(told),
                    Err(not) => {
                        let name = not.path.display().to_string();
                        // What it was read from, if that is what is wrong.
                        let bytes = std::fs::read(&not.path).unwrap_or_default();
                        let (sources, found) = stopped(&name, &bytes, not.why);
                        stops.report(&sources, found, terminal);
                    }
                }
            }
            let changed = tree.changed().into_iter();
            of_root.changed.extend(changed.map(|(path, old, new)| Changed { path, old, new }));
            self.patch_of(&root.path, &mut of_root, &mut stops, terminal)?;
            edited.push(of_root);
            trees.push(tree);
        }
        if stops.stop(terminal) {
            return Ok(Outcome::Findings);
        }
        for tree in &trees {
            tree.sources.unchanged()?;
        }
        finish(&edited, common, "RKE1", terminal)
    }

    fn patch_of(
        &self,
        root: &Path,
        of_root: &mut Edited<'_>,
        stops: &mut Stops,
        terminal: &Terminal,
    ) -> anyhow::Result<()> {
        if self.patch.is_empty() {
            return Ok(());
        }
        let path = join(root, PATCH);
        let old = Sources::default().read_text(&path).map_err(LoadErrors::from)?;
        let mut new = old.clone();
        for addition in &self.patch {
            match with_release(&new, addition) {
                Ok((next, told)) => {
                    new = next;
                    of_root.told.extend(told);
                }
                Err(not) => {
                    let (sources, found) = stopped(&path.display().to_string(), old.as_bytes(), not);
                    stops.report(&sources, found, terminal);
                }
            }
        }
        if new != old {
            of_root.changed.push(Changed { path, old, new });
        }
        Ok(())
    }
}
