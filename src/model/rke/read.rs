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

impl<'s> Rke<'s> {
    /// Reads the table with the index `field` of [`FIELDS`].
    pub(crate) fn read_table(&mut self, reader: &mut Reader<'_>, field: usize, node: &Node<'s>) {
        let name = FIELDS[field];
        match field {
            0 => self.service_options = reader.table(node, name, ServiceOptions::read),
            1 => self.system_images = reader.table(node, name, SystemImages::read),
            2 => self.versioned_templates = reader.table(node, name, Reader::texts),
            3 => self.version_info = reader.table(node, name, VersionInfo::read),
            4 => self.rancher_defaults = reader.texts(node, name),
            5 => self.rke_defaults = reader.texts(node, name),
            6 => {
                self.docker_info = reader.table(node, name, |reader, node, name| {
                    reader.list(node, name, |reader, item| reader.text(item, name))
                });
            }
            7 => self.windows_service_options = reader.table(node, name, ServiceOptions::read),
            8 => self.cis_config_params = reader.table(node, name, CisConfigParams::read),
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
    fn read(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> Self {
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
