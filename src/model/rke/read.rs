//! From the values of a data.json to the RKE tables.

use super::{
    CisBenchmarkVersionInfo, CisConfigParams, ImageField, Rke, ServiceOptions, SystemImages, VersionInfo,
};
use crate::{model::reader::Reader, source::Node};

/// The keys of the RKE tables, in the order of upstream's `kdm.Data`.
pub(crate) const FIELDS: [&str; 10] = [
    "K8sVersionServiceOptions",
    "K8sVersionRKESystemImages",
    "K8sVersionedTemplates",
    "K8sVersionInfo",
    "RancherDefaultK8sVersions",
    "RKEDefaultK8sVersions",
    "K8sVersionDockerInfo",
    "K8sVersionWindowsServiceOptions",
    "CisConfigParams",
    "CisBenchmarkVersionInfo",
];

/// The places of the tables in [`FIELDS`].
pub(crate) mod field {
    pub(crate) const SERVICE_OPTIONS: usize = 0;
    pub(crate) const SYSTEM_IMAGES: usize = 1;
    pub(crate) const VERSIONED_TEMPLATES: usize = 2;
    pub(crate) const VERSION_INFO: usize = 3;
    pub(crate) const RANCHER_DEFAULTS: usize = 4;
    pub(crate) const RKE_DEFAULTS: usize = 5;
    pub(crate) const DOCKER_INFO: usize = 6;
    pub(crate) const WINDOWS_SERVICE_OPTIONS: usize = 7;
    pub(crate) const CIS_CONFIG_PARAMS: usize = 8;
    pub(crate) const CIS_BENCHMARK_VERSION_INFO: usize = 9;
}

impl<'s> Rke<'s> {
    /// Reads one table; `field` is its place in [`FIELDS`].
    pub(crate) fn read_table(&mut self, reader: &mut Reader<'_>, field: usize, node: &Node<'s>) {
        let name = FIELDS[field];
        match field {
            field::SERVICE_OPTIONS => self.service_options = reader.table(node, name, ServiceOptions::read),
            field::SYSTEM_IMAGES => self.system_images = reader.table(node, name, SystemImages::read),
            field::VERSIONED_TEMPLATES => self.versioned_templates = reader.table(node, name, Reader::texts),
            field::VERSION_INFO => self.version_info = reader.table(node, name, VersionInfo::read),
            field::RANCHER_DEFAULTS => self.rancher_defaults = reader.texts(node, name),
            field::RKE_DEFAULTS => self.rke_defaults = reader.texts(node, name),
            field::DOCKER_INFO => {
                self.docker_info = reader.table(node, name, |reader, node, name| {
                    reader.list(node, name, |reader, item| reader.text(item, name))
                });
            }
            field::WINDOWS_SERVICE_OPTIONS => {
                self.windows_service_options = reader.table(node, name, ServiceOptions::read)
            }
            field::CIS_CONFIG_PARAMS => {
                self.cis_config_params = reader.table(node, name, CisConfigParams::read)
            }
            _ => self.cis_benchmark_version_info = reader.table(node, name, CisBenchmarkVersionInfo::read),
        }
    }
}

impl<'s> ServiceOptions<'s> {
    fn read(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> Self {
        const FIELDS: [&str; 6] = ["etcd", "kubeapi", "kubelet", "kubeproxy", "kubeController", "scheduler"];
        let mut options = Self::default();
        options.unknown = reader.fields(node, name, &FIELDS, |reader, field, node| {
            let table = reader.texts(node, FIELDS[field]);
            match field {
                0 => options.etcd = table,
                1 => options.kubeapi = table,
                2 => options.kubelet = table,
                3 => options.kubeproxy = table,
                4 => options.kube_controller = table,
                _ => options.scheduler = table,
            }
        });
        options
    }
}

impl<'s> SystemImages<'s> {
    /// Reads the images of one version.
    pub(crate) fn read(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> Self {
        let mut images = Vec::new();
        let unknown = reader.fields(node, name, ImageField::NAMES, |reader, field, node| {
            let field = ImageField::ALL[field];
            let image = reader.text(node, field.name());
            if !image.value.is_empty() {
                images.push((field, image));
            }
        });
        images.sort_by_key(|(field, _)| *field);
        Self { images, unknown }
    }
}

impl<'s> VersionInfo<'s> {
    fn read(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> Self {
        const FIELDS: [&str; 6] = [
            "minRKEVersion",
            "maxRKEVersion",
            "deprecateRKEVersion",
            "minRancherVersion",
            "maxRancherVersion",
            "deprecateRancherVersion",
        ];
        let mut info = Self::default();
        info.unknown = reader.fields(node, name, &FIELDS, |reader, field, node| {
            let text = Some(reader.text(node, FIELDS[field]));
            match field {
                0 => info.min_rke_version = text,
                1 => info.max_rke_version = text,
                2 => info.deprecate_rke_version = text,
                3 => info.min_rancher_version = text,
                4 => info.max_rancher_version = text,
                _ => info.deprecate_rancher_version = text,
            }
        });
        info
    }
}

impl<'s> CisConfigParams<'s> {
    fn read(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> Self {
        const FIELDS: [&str; 1] = ["benchmarkVersion"];
        let mut params = Self::default();
        params.unknown = reader.fields(node, name, &FIELDS, |reader, field, node| {
            params.benchmark_version = Some(reader.text(node, FIELDS[field]));
        });
        params
    }
}

impl<'s> CisBenchmarkVersionInfo<'s> {
    fn read(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> Self {
        const FIELDS: [&str; 4] = ["managed", "minKubernetesVersion", "skippedChecks", "notApplicableChecks"];
        let mut info = Self::default();
        info.unknown = reader.fields(node, name, &FIELDS, |reader, field, node| match field {
            0 => info.managed = reader.bool(node, FIELDS[field]),
            1 => info.min_kubernetes_version = Some(reader.text(node, FIELDS[field])),
            2 => info.skipped_checks = reader.texts(node, FIELDS[field]),
            _ => info.not_applicable_checks = reader.texts(node, FIELDS[field]),
        });
        info
    }
}
