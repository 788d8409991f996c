//! The names of fields: each stands once, here or in `images.rs`, and a match over them has no rest.

/// A field of a Go struct.
pub(crate) trait Named: Copy + 'static {
    /// All fields, in the order of the struct, which is the order on the wire.
    fn all() -> impl Iterator<Item = Self>;

    /// The key in data.json.
    fn name(self) -> &'static str;
}

macro_rules! named {
    ($(#[$doc:meta])* $visibility:vis enum $enum:ident { $($field:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs)] // the names say it all
        $visibility enum $enum {
            $($field,)+
        }

        impl $crate::model::rke::Named for $enum {
            fn all() -> impl Iterator<Item = Self> {
                [$(Self::$field),+].into_iter()
            }

            fn name(self) -> &'static str {
                match self { $(Self::$field => $name,)+ }
            }
        }
    };
}

pub(crate) use named;

named! {
    /// The RKE tables of upstream's `kdm.Data`.
    pub(crate) enum RkeTable {
        ServiceOptions = "K8sVersionServiceOptions",
        SystemImages = "K8sVersionRKESystemImages",
        VersionedTemplates = "K8sVersionedTemplates",
        VersionInfo = "K8sVersionInfo",
        RancherDefaults = "RancherDefaultK8sVersions",
        RkeDefaults = "RKEDefaultK8sVersions",
        DockerInfo = "K8sVersionDockerInfo",
        WindowsServiceOptions = "K8sVersionWindowsServiceOptions",
        CisConfigParams = "CisConfigParams",
        CisBenchmarkVersionInfo = "CisBenchmarkVersionInfo",
    }
}

named! {
    /// The components of `KubernetesServicesOptions`.
    pub(crate) enum Component {
        Etcd = "etcd",
        Kubeapi = "kubeapi",
        Kubelet = "kubelet",
        Kubeproxy = "kubeproxy",
        KubeController = "kubeController",
        Scheduler = "scheduler",
    }
}

named! {
    /// The fields of `K8sVersionInfo`.
    pub(crate) enum Bound {
        MinRke = "minRKEVersion",
        MaxRke = "maxRKEVersion",
        DeprecateRke = "deprecateRKEVersion",
        MinRancher = "minRancherVersion",
        MaxRancher = "maxRancherVersion",
        DeprecateRancher = "deprecateRancherVersion",
    }
}

named! {
    /// The fields of `CisConfigParams`.
    pub(crate) enum CisParam {
        BenchmarkVersion = "benchmarkVersion",
    }
}

named! {
    /// The fields of `CisBenchmarkVersionInfo`.
    pub(crate) enum CisBenchmark {
        Managed = "managed",
        MinKubernetesVersion = "minKubernetesVersion",
        SkippedChecks = "skippedChecks",
        NotApplicableChecks = "notApplicableChecks",
    }
}
