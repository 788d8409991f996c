//! From the values of a data.json or of the tree to the RKE tables.

use super::{
    Bound, CisBenchmark, CisBenchmarkVersionInfo, CisConfigParams, CisParam, Component, ImageField, Rke,
    RkeTable, ServiceOptions, SystemImages, Templates, VersionInfo,
};
use crate::{
    model::{field::Named, reader::Reader},
    source::Node,
};

impl<'s> Rke<'s> {
    /// Reads one table.
    pub(crate) fn read_table(&mut self, reader: &mut Reader<'_>, table: RkeTable, node: &Node<'s>) {
        let name = table.name();
        match table {
            RkeTable::K8sVersionServiceOptions => {
                self.service_options = reader.table(node, name, ServiceOptions::read)
            }
            RkeTable::K8sVersionRKESystemImages => {
                self.system_images = reader.table(node, name, SystemImages::read)
            }
            RkeTable::K8sVersionedTemplates => {
                self.templates = reader.table(node, name, Reader::texts).map(Templates::split)
            }
            RkeTable::K8sVersionInfo => self.version_info = reader.table(node, name, VersionInfo::read),
            RkeTable::RancherDefaultK8sVersions => self.rancher_defaults = reader.texts(node, name),
            RkeTable::RKEDefaultK8sVersions => self.rke_defaults = reader.texts(node, name),
            RkeTable::K8sVersionDockerInfo => {
                self.docker_info = reader.table(node, name, |reader, node, name| {
                    reader.list(node, name, |reader, item| reader.text(item, name))
                });
            }
            RkeTable::K8sVersionWindowsServiceOptions => {
                self.windows_service_options = reader.table(node, name, ServiceOptions::read);
            }
            RkeTable::CisConfigParams => {
                self.cis_config_params = reader.table(node, name, CisConfigParams::read);
            }
            RkeTable::CisBenchmarkVersionInfo => {
                self.cis_benchmark_version_info = reader.table(node, name, CisBenchmarkVersionInfo::read);
            }
        }
    }
}

impl<'s> ServiceOptions<'s> {
    /// Reads the options of one version.
    pub(crate) fn read(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> Self {
        let mut options = Self::default();
        options.unknown = reader.fields(node, name, |reader, component: Component, node| {
            let table = reader.texts(node, component.name());
            match component {
                Component::Etcd => options.etcd = table,
                Component::KubeAPI => options.kubeapi = table,
                Component::Kubelet => options.kubelet = table,
                Component::Kubeproxy => options.kubeproxy = table,
                Component::KubeController => options.kube_controller = table,
                Component::Scheduler => options.scheduler = table,
            }
        });
        options
    }
}

impl<'s> SystemImages<'s> {
    /// Reads the images of one version.
    pub(crate) fn read(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> Self {
        let mut images = Vec::new();
        let unknown = reader.fields(node, name, |reader, field: ImageField, node| {
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
        let mut info = Self::default();
        info.unknown = reader.fields(node, name, |reader, bound: Bound, node| {
            let version = Some(reader.text(node, bound.name()));
            match bound {
                Bound::MinRKEVersion => info.min_rke_version = version,
                Bound::MaxRKEVersion => info.max_rke_version = version,
                Bound::DeprecateRKEVersion => info.deprecate_rke_version = version,
                Bound::MinRancherVersion => info.min_rancher_version = version,
                Bound::MaxRancherVersion => info.max_rancher_version = version,
                Bound::DeprecateRancherVersion => info.deprecate_rancher_version = version,
            }
        });
        info
    }
}

impl<'s> CisConfigParams<'s> {
    fn read(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> Self {
        let mut params = Self::default();
        params.unknown = reader.fields(node, name, |reader, field: CisParam, node| match field {
            CisParam::BenchmarkVersion => params.benchmark_version = Some(reader.text(node, field.name())),
        });
        params
    }
}

impl<'s> CisBenchmarkVersionInfo<'s> {
    fn read(reader: &mut Reader<'_>, node: &Node<'s>, name: &str) -> Self {
        let mut info = Self::default();
        info.unknown = reader.fields(node, name, |reader, field: CisBenchmark, node| {
            let name = field.name();
            match field {
                CisBenchmark::Managed => info.managed = reader.bool(node, name),
                CisBenchmark::MinKubernetesVersion => {
                    info.min_kubernetes_version = Some(reader.text(node, name))
                }
                CisBenchmark::SkippedChecks => info.skipped_checks = reader.texts(node, name),
                CisBenchmark::NotApplicableChecks => info.not_applicable_checks = reader.texts(node, name),
            }
        });
        info
    }
}
