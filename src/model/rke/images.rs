//! System images by field.

use crate::{
    model::{Text, field::named},
    source::Entry,
};

named! {
    /// A field of upstream's `RKESystemImages`; its names are also those of `rancher-prime-patch.yaml`.
    pub enum ImageField {
        Etcd = "etcd",
        Alpine = "alpine",
        NginxProxy = "nginxProxy",
        CertDownloader = "certDownloader",
        KubernetesServicesSidecar = "kubernetesServicesSidecar",
        KubeDNS = "kubedns",
        DNSmasq = "dnsmasq",
        KubeDNSSidecar = "kubednsSidecar",
        KubeDNSAutoscaler = "kubednsAutoscaler",
        CoreDNS = "coredns",
        CoreDNSAutoscaler = "corednsAutoscaler",
        Nodelocal = "nodelocal",
        Kubernetes = "kubernetes",
        Flannel = "flannel",
        FlannelCNI = "flannelCni",
        CalicoNode = "calicoNode",
        CalicoCNI = "calicoCni",
        CalicoControllers = "calicoControllers",
        CalicoCtl = "calicoCtl",
        CalicoFlexVol = "calicoFlexVol",
        CanalNode = "canalNode",
        CanalCNI = "canalCni",
        CanalControllers = "canalControllers",
        CanalFlannel = "canalFlannel",
        CanalFlexVol = "canalFlexVol",
        WeaveNode = "weaveNode",
        WeaveCNI = "weaveCni",
        PodInfraContainer = "podInfraContainer",
        Ingress = "ingress",
        IngressBackend = "ingressBackend",
        IngressWebhook = "ingressWebhook",
        MetricsServer = "metricsServer",
        WindowsPodInfraContainer = "windowsPodInfraContainer",
        AciCniDeployContainer = "aciCniDeployContainer",
        AciHostContainer = "aciHostContainer",
        AciOpflexContainer = "aciOpflexContainer",
        AciMcastContainer = "aciMcastContainer",
        AciOpenvSwitchContainer = "aciOvsContainer",
        AciControllerContainer = "aciControllerContainer",
        AciGbpServerContainer = "aciGbpServerContainer",
        AciOpflexServerContainer = "aciOpflexServerContainer",
    }
}

impl<'s> SystemImages<'s> {
    /// The image of a field; nothing where it is missing or empty.
    pub fn image(&self, field: ImageField) -> Option<Text<'s>> {
        let image = self.images.iter().find(|(other, _)| *other == field).map(|(_, image)| *image);
        image.filter(|image| !image.value.is_empty())
    }
}

/// `RKESystemImages`: the images of one Kubernetes version. Go leaves empty ones out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SystemImages<'s> {
    /// The images that are there, in wire order.
    pub images: Vec<(ImageField, Text<'s>)>,
    /// Keys that Go does not know, as written.
    pub unknown: Vec<Entry<'s>>,
}
