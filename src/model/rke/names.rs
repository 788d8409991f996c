//! The names of the fields of the RKE tables, but for the images.

use crate::model::field::named;

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
