//! The RKE tables: the ten keys of upstream's `kdm.Data` that RKE and Rancher's RKE1 controller read.
//!
//! The structs are those of rancher/rke `types` (`kdm.Data`, `RKESystemImages`, `KubernetesServicesOptions`,
//! `K8sVersionInfo`, `CisConfigParams`, `CisBenchmarkVersionInfo`), each with the keys that Go does not know:
//! they are kept and written again.

mod images;
mod introduced;
mod library;
mod names;
mod read;
mod read_go;
mod templates;

pub use images::{ImageField, SystemImages};
pub use introduced::Introduced;
pub(crate) use library::mirrored_name;
pub(crate) use names::{Bound, CisBenchmark, CisParam, Component, RkeTable};
pub(crate) use templates::TEMPLATE_KEYS;
pub use templates::Templates;

use super::{Row, Table, Text};
use crate::source::Entry;

/// `v1.20` of `v1.20.15-rancher1-1` (`GetTagMajorVersion` of rancher/rke `util`).
pub fn minor_of(version: &str) -> &str {
    version.match_indices('.').nth(1).map_or(version, |(at, _)| &version[..at])
}

/// All RKE tables. A table that is `None` is Go's nil map and written as `null`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rke<'s> {
    /// `K8sVersionServiceOptions`: by full version (`v1.20.15-rancher2-2`) or minor (`v1.20`).
    pub service_options: Option<Table<'s, ServiceOptions<'s>>>,
    /// `K8sVersionRKESystemImages`: by full version.
    pub system_images: Option<Table<'s, SystemImages<'s>>>,
    /// `K8sVersionedTemplates`.
    pub templates: Option<Templates<'s>>,
    /// `K8sVersionInfo`: by full version or minor.
    pub version_info: Option<Table<'s, VersionInfo<'s>>>,
    /// `RancherDefaultK8sVersions`: by Rancher version or `default`.
    pub rancher_defaults: Option<Table<'s, Text<'s>>>,
    /// `RKEDefaultK8sVersions`: by RKE version or `default`.
    pub rke_defaults: Option<Table<'s, Text<'s>>>,
    /// `K8sVersionDockerInfo`: the Docker versions by minor without the `v`.
    pub docker_info: Option<Table<'s, Option<Vec<Text<'s>>>>>,
    /// `K8sVersionWindowsServiceOptions`: as the service options.
    pub windows_service_options: Option<Table<'s, ServiceOptions<'s>>>,
    /// `CisConfigParams`: by minor or `default`.
    pub cis_config_params: Option<Table<'s, CisConfigParams<'s>>>,
    /// `CisBenchmarkVersionInfo`: by benchmark.
    pub cis_benchmark_version_info: Option<Table<'s, CisBenchmarkVersionInfo<'s>>>,
    /// From where on an addon must have a template. It does not ship.
    pub introduced: Introduced<'s>,
}

impl<'s> Rke<'s> {
    /// The addons and their ranges.
    pub(crate) fn addons(&self) -> &[Row<'s, Option<Table<'s, Text<'s>>>>] {
        self.templates.as_ref().map_or(&[], |templates| templates.addons.rows())
    }

    /// The texts of the templates, by key.
    pub(crate) fn texts(&self) -> Option<&Table<'s, Text<'s>>> {
        self.templates.as_ref()?.texts.as_ref()?.1.as_ref()
    }
}

impl Rke<'_> {
    /// No tables.
    pub const NONE: Self = Self {
        service_options: None,
        system_images: None,
        templates: None,
        version_info: None,
        rancher_defaults: None,
        rke_defaults: None,
        docker_info: None,
        windows_service_options: None,
        cis_config_params: None,
        cis_benchmark_version_info: None,
        introduced: Introduced::NONE,
    };

    /// Whether all tables are null, as upstream's generator wrote them for dev-v2.12 and dev-v2.13: the keys are there, since it
    /// still used rancher/rke's struct, and nothing is in them.
    pub fn is_null(&self) -> bool {
        *self == Rke { introduced: self.introduced.clone(), ..Rke::NONE }
    }

    /// The number of entries of each table, in the order of `RkeTable`.
    pub(crate) fn table_sizes(&self) -> [usize; 10] {
        fn size<T>(table: Option<&Table<'_, T>>) -> usize {
            table.map_or(0, |table| table.rows().len())
        }
        let Self {
            service_options,
            system_images,
            templates,
            version_info,
            rancher_defaults,
            rke_defaults,
            docker_info,
            windows_service_options,
            cis_config_params,
            cis_benchmark_version_info,
            introduced: _,
        } = self;
        [
            size(service_options.as_ref()),
            size(system_images.as_ref()),
            templates.as_ref().map_or(0, |templates| templates.joined().len()),
            size(version_info.as_ref()),
            size(rancher_defaults.as_ref()),
            size(rke_defaults.as_ref()),
            size(docker_info.as_ref()),
            size(windows_service_options.as_ref()),
            size(cis_config_params.as_ref()),
            size(cis_benchmark_version_info.as_ref()),
        ]
    }
}

/// `KubernetesServicesOptions`: option → value by component.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ServiceOptions<'s> {
    /// `etcd`.
    pub etcd: Option<Table<'s, Text<'s>>>,
    /// `kubeapi`.
    pub kubeapi: Option<Table<'s, Text<'s>>>,
    /// `kubelet`.
    pub kubelet: Option<Table<'s, Text<'s>>>,
    /// `kubeproxy`.
    pub kubeproxy: Option<Table<'s, Text<'s>>>,
    /// `kubeController`.
    pub kube_controller: Option<Table<'s, Text<'s>>>,
    /// `scheduler`.
    pub scheduler: Option<Table<'s, Text<'s>>>,
    /// Keys that Go does not know, as written.
    pub unknown: Vec<Entry<'s>>,
}

/// `K8sVersionInfo`: which RKE and Rancher versions may use a Kubernetes version. Go leaves empty ones out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct VersionInfo<'s> {
    /// `minRKEVersion`.
    pub min_rke_version: Option<Text<'s>>,
    /// `maxRKEVersion`.
    pub max_rke_version: Option<Text<'s>>,
    /// `deprecateRKEVersion`.
    pub deprecate_rke_version: Option<Text<'s>>,
    /// `minRancherVersion`.
    pub min_rancher_version: Option<Text<'s>>,
    /// `maxRancherVersion`.
    pub max_rancher_version: Option<Text<'s>>,
    /// `deprecateRancherVersion`.
    pub deprecate_rancher_version: Option<Text<'s>>,
    /// Keys that Go does not know, as written.
    pub unknown: Vec<Entry<'s>>,
}

/// `CisConfigParams`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CisConfigParams<'s> {
    /// `benchmarkVersion`; written even when it is empty.
    pub benchmark_version: Option<Text<'s>>,
    /// Keys that Go does not know, as written.
    pub unknown: Vec<Entry<'s>>,
}

/// `CisBenchmarkVersionInfo`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CisBenchmarkVersionInfo<'s> {
    /// `managed`.
    pub managed: bool,
    /// `minKubernetesVersion`; written even when it is empty.
    pub min_kubernetes_version: Option<Text<'s>>,
    /// `skippedChecks`.
    pub skipped_checks: Option<Table<'s, Text<'s>>>,
    /// `notApplicableChecks`.
    pub not_applicable_checks: Option<Table<'s, Text<'s>>>,
    /// Keys that Go does not know, as written.
    pub unknown: Vec<Entry<'s>>,
}

/// One component and its options.
pub(crate) type ComponentOptions<'o, 's> = (Component, Option<&'o Table<'s, Text<'s>>>);

impl<'s> ServiceOptions<'s> {
    /// The options by component, in the order of the struct.
    pub(crate) fn components(&self) -> [ComponentOptions<'_, 's>; 6] {
        let Self { etcd, kubeapi, kubelet, kubeproxy, kube_controller, scheduler, unknown: _ } = self;
        [
            (Component::Etcd, etcd.as_ref()),
            (Component::KubeAPI, kubeapi.as_ref()),
            (Component::Kubelet, kubelet.as_ref()),
            (Component::Kubeproxy, kubeproxy.as_ref()),
            (Component::KubeController, kube_controller.as_ref()),
            (Component::Scheduler, scheduler.as_ref()),
        ]
    }
}

impl<'s> VersionInfo<'s> {
    /// The bounds, in the order of the struct.
    pub(crate) fn bounds(&self) -> [(Bound, Option<&Text<'s>>); 6] {
        let Self {
            min_rke_version,
            max_rke_version,
            deprecate_rke_version,
            min_rancher_version,
            max_rancher_version,
            deprecate_rancher_version,
            unknown: _,
        } = self;
        [
            (Bound::MinRKEVersion, min_rke_version.as_ref()),
            (Bound::MaxRKEVersion, max_rke_version.as_ref()),
            (Bound::DeprecateRKEVersion, deprecate_rke_version.as_ref()),
            (Bound::MinRancherVersion, min_rancher_version.as_ref()),
            (Bound::MaxRancherVersion, max_rancher_version.as_ref()),
            (Bound::DeprecateRancherVersion, deprecate_rancher_version.as_ref()),
        ]
    }
}
