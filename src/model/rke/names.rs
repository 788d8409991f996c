//! The names of fields: each stands once, here or in `images.rs`, and a match over them has no rest. A variant is
//! named as the field in Go, and written as in JSON.

/// A field of a Go struct.
pub(crate) trait Named: Copy + 'static {
    /// All fields, in the order of the struct, which is the order on the wire.
    fn all() -> impl Iterator<Item = Self>;

    /// The key in data.json.
    fn name(self) -> &'static str;
}

/// A field whose variant here has its name in Go.
pub(crate) trait GoField: Named {
    /// The name in Go, as in `CalicoCNI`.
    fn go_name(self) -> &'static str;
}

macro_rules! named {
    ($(#[$doc:meta])* $visibility:vis enum $enum:ident { $($field:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[allow(missing_docs)] // the names say it all
        #[allow(clippy::enum_variant_names)] // and are upstream's
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

        impl $crate::model::rke::GoField for $enum {
            fn go_name(self) -> &'static str {
                match self { $(Self::$field => stringify!($field),)+ }
            }
        }
    };
}

pub(crate) use named;

named! {
    /// The RKE tables of upstream's `kdm.Data`.
    pub(crate) enum RkeTable {
        K8sVersionServiceOptions = "K8sVersionServiceOptions",
        K8sVersionRKESystemImages = "K8sVersionRKESystemImages",
        K8sVersionedTemplates = "K8sVersionedTemplates",
        K8sVersionInfo = "K8sVersionInfo",
        RancherDefaultK8sVersions = "RancherDefaultK8sVersions",
        RKEDefaultK8sVersions = "RKEDefaultK8sVersions",
        K8sVersionDockerInfo = "K8sVersionDockerInfo",
        K8sVersionWindowsServiceOptions = "K8sVersionWindowsServiceOptions",
        CisConfigParams = "CisConfigParams",
        CisBenchmarkVersionInfo = "CisBenchmarkVersionInfo",
    }
}

named! {
    /// The components of `KubernetesServicesOptions`.
    pub(crate) enum Component {
        Etcd = "etcd",
        KubeAPI = "kubeapi",
        Kubelet = "kubelet",
        Kubeproxy = "kubeproxy",
        KubeController = "kubeController",
        Scheduler = "scheduler",
    }
}

named! {
    /// The fields of `K8sVersionInfo`.
    pub(crate) enum Bound {
        MinRKEVersion = "minRKEVersion",
        MaxRKEVersion = "maxRKEVersion",
        DeprecateRKEVersion = "deprecateRKEVersion",
        MinRancherVersion = "minRancherVersion",
        MaxRancherVersion = "maxRancherVersion",
        DeprecateRancherVersion = "deprecateRancherVersion",
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
