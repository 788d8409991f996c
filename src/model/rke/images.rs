//! System images by field.

use crate::{model::Text, source::Entry};

macro_rules! image_fields {
    ($($field:ident = $name:literal,)+) => {
        /// A field of upstream's `RKESystemImages`; the order is the struct's, which is the order on the wire.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs)] // the names say it all
        pub enum ImageField {
            $($field,)+
        }

        impl ImageField {
            /// All fields in wire order.
            pub const ALL: &[Self] = &[$(Self::$field),+];

            /// The names of all fields, in the same order.
            pub const NAMES: &[&'static str] = &[$($name),+];

            /// The key in data.json and in `rancher-prime-patch.yaml`.
            pub fn name(self) -> &'static str {
                match self { $(Self::$field => $name,)+ }
            }
        }
    };
}

image_fields! {
    Etcd = "etcd",
    Alpine = "alpine",
    NginxProxy = "nginxProxy",
    CertDownloader = "certDownloader",
    KubernetesServicesSidecar = "kubernetesServicesSidecar",
    Kubedns = "kubedns",
    Dnsmasq = "dnsmasq",
    KubednsSidecar = "kubednsSidecar",
    KubednsAutoscaler = "kubednsAutoscaler",
    Coredns = "coredns",
    CorednsAutoscaler = "corednsAutoscaler",
    Nodelocal = "nodelocal",
    Kubernetes = "kubernetes",
    Flannel = "flannel",
    FlannelCni = "flannelCni",
    CalicoNode = "calicoNode",
    CalicoCni = "calicoCni",
    CalicoControllers = "calicoControllers",
    CalicoCtl = "calicoCtl",
    CalicoFlexVol = "calicoFlexVol",
    CanalNode = "canalNode",
    CanalCni = "canalCni",
    CanalControllers = "canalControllers",
    CanalFlannel = "canalFlannel",
    CanalFlexVol = "canalFlexVol",
    WeaveNode = "weaveNode",
    WeaveCni = "weaveCni",
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
    AciOvsContainer = "aciOvsContainer",
    AciControllerContainer = "aciControllerContainer",
    AciGbpServerContainer = "aciGbpServerContainer",
    AciOpflexServerContainer = "aciOpflexServerContainer",
}

/// `RKESystemImages`: the images of one Kubernetes version. Go leaves empty ones out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SystemImages<'s> {
    /// The images that are there, in wire order.
    pub images: Vec<(ImageField, Text<'s>)>,
    /// Keys that Go does not know, as written.
    pub unknown: Vec<Entry<'s>>,
}
