//! What RKE gives to the template of an addon.
//!
//! The structs of its `cluster/addons.go` and the maps of `cluster/network.go`: every field that some RKE from v1.0 to
//! v1.6 gives. A template that uses another one fails to execute where the data is a struct, and prints `<no value>` where
//! it is a map.

use crate::model::rke::ImageField;

/// The addons whose templates Rancher passes to its clusters (`rke_store.go`).
pub(crate) const DELIVERED: [&str; 8] =
    ["calico", "canal", "coreDNS", "flannel", "kubeDNS", "metricsServer", "nginxIngress", "weave"];

/// The data of an addon.
#[derive(Debug)]
pub struct AddonData {
    /// The addon, as in `canal`.
    pub addon: &'static str,
    /// Whether it is a Go struct: then an unknown field is an error wherever it stands.
    pub is_struct: bool,
    /// The fields that are not images, ascending.
    fields: &'static [&'static str],
    /// The fields that are images, and of which field of the version.
    images: &'static [(&'static str, ImageField)],
}

impl AddonData {
    /// The data of every addon of RKE.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        ADDONS.iter()
    }

    /// The data of one of RKE's own addons; nothing for another one.
    pub fn of(addon: &str) -> Option<&'static Self> {
        Self::all().find(|data| data.addon == addon)
    }

    /// The image that a field is.
    pub fn image(&self, field: &str) -> Option<ImageField> {
        self.images.iter().find(|(name, _)| *name == field).map(|(_, image)| *image)
    }

    /// Whether there is such a field.
    pub fn has(&self, field: &str) -> bool {
        self.fields.binary_search(&field).is_ok() || self.image(field).is_some()
    }

    /// All fields.
    pub fn fields(&self) -> impl Iterator<Item = &'static str> {
        self.fields.iter().copied().chain(self.images.iter().map(|(name, _)| *name))
    }
}

static ADDONS: [AddonData; 10] = [
    AddonData {
        addon: "aci",
        is_struct: false,
        fields: &[
            "AEP",
            "AccProvisionOperatorMemoryLimit",
            "AccProvisionOperatorMemoryRequest",
            "AciContainersControllerMemoryLimit",
            "AciContainersControllerMemoryRequest",
            "AciContainersHostMemoryLimit",
            "AciContainersHostMemoryRequest",
            "AciContainersMemoryLimit",
            "AciContainersMemoryRequest",
            "AciContainersOperatorMemoryLimit",
            "AciContainersOperatorMemoryRequest",
            "AciMultipod",
            "AciMultipodUbuntu",
            "AddExternalContractToDefaultEpg",
            "AddExternalSubnetsToRdconfig",
            "ApicConnectionRetryLimit",
            "ApicHosts",
            "ApicRefreshTickerAdjust",
            "ApicRefreshTime",
            "ApicSubscriptionDelay",
            "ApicUserCrt",
            "ApicUserKey",
            "ApicUserName",
            "CApic",
            "ClusterCIDR",
            "ControllerLogLevel",
            "DhcpDelay",
            "DhcpRenewMaxRetryCount",
            "DisableHppRendering",
            "DisablePeriodicSnatGlobalInfoSync",
            "DisableWaitForNetwork",
            "DropLogDisableEvents",
            "DropLogEnable",
            "DurationWaitForNetwork",
            "DynamicExternalSubnet",
            "EnableEndpointSlice",
            "EnableHppDirect",
            "EnableOpflexAgentReconnect",
            "EncapType",
            "EpRegistry",
            "GbpPodSubnet",
            "HostAgentLogLevel",
            "HppOptimization",
            "ImagePullPolicy",
            "ImagePullSecret",
            "InfraVlan",
            "InstallIstio",
            "IstioProfile",
            "KafkaBrokers",
            "KafkaClientCrt",
            "KafkaClientKey",
            "KubeAPIVlan",
            "L3Out",
            "L3OutExternalNetworks",
            "MTU",
            "MTUHeadRoom",
            "MaxNodesSvcGraph",
            "McastDaemonMemoryLimit",
            "McastDaemonMemoryRequest",
            "McastRangeEnd",
            "McastRangeStart",
            "MultusDisable",
            "NoPriorityClass",
            "NoWaitForServiceEpReadiness",
            "NodePodIfEnable",
            "NodeServiceIPEnd",
            "NodeServiceIPStart",
            "NodeSnatRedirectExclude",
            "NodeSubnet",
            "OVSMemoryLimit",
            "OVSMemoryRequest",
            "OpflexAgentLogLevel",
            "OpflexAgentMemoryLimit",
            "OpflexAgentMemoryRequest",
            "OpflexAgentOpflexAsyncjsonEnabled",
            "OpflexAgentOvsAsyncjsonEnabled",
            "OpflexAgentPolicyRetryDelayTimer",
            "OpflexAgentResetWaitDelay",
            "OpflexAgentStatistics",
            "OpflexClientSSL",
            "OpflexDeviceDeleteTimeout",
            "OpflexDeviceReconnectWaitTimeout",
            "OpflexMode",
            "OpflexOpensslCompat",
            "OpflexServerPort",
            "OpflexStartupEnabled",
            "OpflexStartupPolicyDuration",
            "OpflexStartupResolveAftConn",
            "OpflexSwitchSyncDelay",
            "OpflexSwitchSyncDynamic",
            "OverlayVRFName",
            "PBRTrackingNonSnat",
            "PodGateway",
            "PodIPEnd",
            "PodIPPool",
            "PodIPStart",
            "PodNetwork",
            "PodSubnet",
            "PodSubnetChunkSize",
            "RunGbpContainer",
            "RunOpflexServerContainer",
            "ServiceGraphEndpointAddDelay",
            "ServiceGraphEndpointAddServices",
            "ServiceGraphSubnet",
            "ServiceIPEnd",
            "ServiceIPPool",
            "ServiceIPStart",
            "ServiceMonitorInterval",
            "ServiceVlan",
            "SleepTimeSnatGlobalInfoSync",
            "SnatContractScope",
            "SnatNamespace",
            "SnatPortRangeEnd",
            "SnatPortRangeStart",
            "SnatPortsPerNode",
            "SriovEnable",
            "StaticExternalSubnet",
            "StaticServiceIPEnd",
            "StaticServiceIPPool",
            "StaticServiceIPStart",
            "SubnetDomainName",
            "SystemIdentifier",
            "TaintNotReadyNode",
            "Tenant",
            "Token",
            "TolerationSeconds",
            "UnknownMacUnicastAction",
            "UseAciAnywhereCRD",
            "UseAciCniPriorityClass",
            "UseClusterRole",
            "UseHostNetnsVolume",
            "UseOpflexServerVolume",
            "UsePrivilegedContainer",
            "UseSystemNodePriorityClass",
            "VRFName",
            "VRFTenant",
            "VmmController",
            "VmmDomain",
        ],
        images: &[
            ("AciCniDeployContainer", ImageField::AciCniDeployContainer),
            ("AciHostContainer", ImageField::AciHostContainer),
            ("AciOpflexContainer", ImageField::AciOpflexContainer),
            ("AciMcastContainer", ImageField::AciMcastContainer),
            ("AciOpenvSwitchContainer", ImageField::AciOpenvSwitchContainer),
            ("AciControllerContainer", ImageField::AciControllerContainer),
            ("AciGbpServerContainer", ImageField::AciGbpServerContainer),
            ("AciOpflexServerContainer", ImageField::AciOpflexServerContainer),
        ],
    },
    AddonData {
        addon: "calico",
        is_struct: false,
        fields: &[
            "CalicoKubeControllersPriorityClassName",
            "CalicoNodePriorityClassName",
            "CloudProvider",
            "ClusterCIDR",
            "FlexVolPluginDir",
            "KubeCfg",
            "MTU",
            "NodeSelector",
            "RBACConfig",
            "Tolerations",
            "UpdateStrategy",
        ],
        images: &[
            ("CNIImage", ImageField::CalicoCNI),
            ("NodeImage", ImageField::CalicoNode),
            ("Calicoctl", ImageField::CalicoCtl),
            ("ControllersImage", ImageField::CalicoControllers),
            ("FlexVolImg", ImageField::CalicoFlexVol),
        ],
    },
    AddonData {
        addon: "canal",
        is_struct: false,
        fields: &[
            "APIRoot",
            "CalicoKubeControllersPriorityClassName",
            "CanalInterface",
            "CanalPriorityClassName",
            "ClientCAPath",
            "ClientCertPath",
            "ClientKeyPath",
            "ClusterCIDR",
            "FlannelBackend",
            "FlexVolPluginDir",
            "KubeCfg",
            "MTU",
            "NodeSelector",
            "RBACConfig",
            "Tolerations",
            "UpdateStrategy",
        ],
        images: &[
            ("NodeImage", ImageField::CanalNode),
            ("CNIImage", ImageField::CanalCNI),
            ("ControllersImage", ImageField::CanalControllers),
            ("CanalFlannelImg", ImageField::CanalFlannel),
            ("FlexVolImg", ImageField::CanalFlexVol),
        ],
    },
    AddonData {
        addon: "coreDNS",
        is_struct: true,
        fields: &[
            "ClusterDNSServer",
            "ClusterDomain",
            "CoreDNSAutoscalerPriorityClassName",
            "CoreDNSPriorityClassName",
            "LinearAutoscalerParams",
            "NodeSelector",
            "RBACConfig",
            "ReverseCIDRs",
            "Tolerations",
            "UpdateStrategy",
            "UpstreamNameservers",
        ],
        images: &[
            ("CoreDNSImage", ImageField::CoreDNS),
            ("CoreDNSAutoScalerImage", ImageField::CoreDNSAutoscaler),
        ],
    },
    AddonData {
        addon: "flannel",
        is_struct: false,
        fields: &[
            "ClusterCIDR",
            "ClusterVersion",
            "FlannelBackend",
            "FlannelInterface",
            "KubeFlannelPriorityClassName",
            "NodeSelector",
            "RBACConfig",
            "UpdateStrategy",
        ],
        images: &[("Image", ImageField::Flannel), ("CNIImage", ImageField::FlannelCNI)],
    },
    AddonData {
        addon: "kubeDNS",
        is_struct: true,
        fields: &[
            "ClusterDNSServer",
            "ClusterDomain",
            "KubeDNSAutoscalerPriorityClassName",
            "KubeDNSPriorityClassName",
            "LinearAutoscalerParams",
            "NodeSelector",
            "RBACConfig",
            "ReverseCIDRs",
            "StubDomains",
            "Tolerations",
            "UpdateStrategy",
            "UpstreamNameservers",
        ],
        images: &[
            ("KubeDNSImage", ImageField::KubeDNS),
            ("KubeDNSSidecarImage", ImageField::KubeDNSSidecar),
            ("KubeDNSAutoScalerImage", ImageField::KubeDNSAutoscaler),
            ("DNSMasqImage", ImageField::DNSmasq),
        ],
    },
    AddonData {
        addon: "metricsServer",
        is_struct: true,
        fields: &[
            "MetricsServerPriorityClassName",
            "NodeSelector",
            "Options",
            "RBACConfig",
            "Replicas",
            "Tolerations",
            "UpdateStrategy",
            "Version",
        ],
        images: &[("MetricsServerImage", ImageField::MetricsServer)],
    },
    AddonData {
        addon: "nginxIngress",
        is_struct: true,
        fields: &[
            "DNSPolicy",
            "DefaultBackend",
            "DefaultHTTPBackendPriorityClassName",
            "DefaultIngressClass",
            "ExtraArgs",
            "ExtraEnvs",
            "ExtraVolumeMounts",
            "ExtraVolumes",
            "HTTPPort",
            "HTTPSPort",
            "NetworkMode",
            "NginxIngressControllerPriorityClassName",
            "NodeSelector",
            "Options",
            "RBACConfig",
            "Tolerations",
            "UpdateStrategy",
        ],
        images: &[
            ("IngressImage", ImageField::Ingress),
            ("IngressBackend", ImageField::IngressBackend),
            ("IngressWebhook", ImageField::IngressWebhook),
            ("AlpineImage", ImageField::Alpine),
        ],
    },
    AddonData {
        addon: "nodelocal",
        is_struct: true,
        fields: &[
            "ClusterDNSServer",
            "ClusterDomain",
            "IPAddress",
            "NodeLocalDNSPriorityClassName",
            "NodeSelector",
            "RBACConfig",
            "UpdateStrategy",
        ],
        images: &[("NodelocalImage", ImageField::Nodelocal)],
    },
    AddonData {
        addon: "weave",
        is_struct: false,
        fields: &[
            "ClusterCIDR",
            "MTU",
            "NodeSelector",
            "RBACConfig",
            "UpdateStrategy",
            "WeaveNetPriorityClassName",
            "WeavePassword",
        ],
        images: &[
            ("Image", ImageField::WeaveNode),
            ("CNIImage", ImageField::WeaveCNI),
            ("WeaveLoopbackImage", ImageField::Alpine),
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_ascend_and_images_are_not_among_them() {
        for data in &ADDONS {
            assert!(data.fields.is_sorted_by(|a, b| a < b), "{}", data.addon);
            assert!(data.images.iter().all(|(name, _)| !data.fields.contains(name)), "{}", data.addon);
        }
    }

    #[test]
    #[allow(clippy::unwrap_used)]
    fn an_image_is_that_of_the_addon() {
        let image = |addon, field| AddonData::of(addon).unwrap().image(field);
        assert_eq!(image("canal", "NodeImage"), Some(ImageField::CanalNode));
        assert_eq!(image("calico", "NodeImage"), Some(ImageField::CalicoNode));
        assert_eq!(image("weave", "WeaveLoopbackImage"), Some(ImageField::Alpine));
        assert_eq!(image("canal", "RBACConfig"), None);
        assert!(AddonData::of("canal").unwrap().has("RBACConfig"));
        assert!(AddonData::of("macvlan").is_none());
    }
}
