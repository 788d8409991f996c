//! What the packages of rancher/rke export to the tables that are written in Go.
//!
//! The tables were first written against `github.com/rancher/types`; the names that they use stayed the same when
//! the packages moved to `github.com/rancher/rke/types` in 2020.

use std::sync::LazyLock;

use memchr::memmem::Finder;

use super::{Bound, CisBenchmark, CisParam, Component, ImageField, TEMPLATE_KEYS};
use crate::{
    model::field::GoField,
    source::go::{Export, Field, Library, Rewrite, Struct, Type},
};

/// The packages that tables may use.
pub(super) const LIBRARIES: [Library; 5] = [
    Library {
        paths: &["github.com/rancher/rke/types"],
        name: "types",
        exports: || structs([&K8S_VERSION_INFO, &SYSTEM_IMAGES, &SERVICES_OPTIONS]).collect(),
    },
    Library {
        paths: &["github.com/rancher/types/apis/management.cattle.io/v3"],
        name: "v3",
        exports: || {
            let rke = structs([&K8S_VERSION_INFO, &SYSTEM_IMAGES, &SERVICES_OPTIONS]);
            rke.chain(structs([&CIS_CONFIG_PARAMS, &CIS_BENCHMARK_VERSION_INFO])).collect()
        },
    },
    Library {
        paths: &["github.com/rancher/rke/types/kdm", "github.com/rancher/types/kdm"],
        name: "kdm",
        exports: || {
            let structs = structs([&CIS_CONFIG_PARAMS, &CIS_BENCHMARK_VERSION_INFO]);
            structs.chain(ADDONS.into_iter().map(|(go, addon)| (go, Export::Text(addon)))).collect()
        },
    },
    Library {
        paths: &["github.com/rancher/rke/types/image", "github.com/rancher/types/image"],
        name: "image",
        exports: || vec![("Mirror", Export::Rewrite(Rewrite(mirrored_name)))],
    },
    Library { paths: &["fmt"], name: "fmt", exports: || vec![("Sprintf", Export::Sprintf)] },
];

/// The constants of `types/kdm/kdm.go`.
const ADDONS: [(&str, &str); 11] = [
    ("Calico", "calico"),
    ("Canal", "canal"),
    ("Flannel", "flannel"),
    ("Weave", "weave"),
    ("Aci", "aci"),
    ("CoreDNS", "coreDNS"),
    ("KubeDNS", "kubeDNS"),
    ("MetricsServer", "metricsServer"),
    ("NginxIngress", "nginxIngress"),
    ("Nodelocal", "nodelocal"),
    ("TemplateKeys", TEMPLATE_KEYS),
];

pub(super) static SYSTEM_IMAGES: Struct =
    Struct { name: "RKESystemImages", fields: || fields::<ImageField>(|_| Type::String) };

pub(super) static SERVICES_OPTIONS: Struct =
    Struct { name: "KubernetesServicesOptions", fields: || fields::<Component>(|_| TEXTS) };

pub(super) static K8S_VERSION_INFO: Struct =
    Struct { name: "K8sVersionInfo", fields: || fields::<Bound>(|_| Type::String) };

pub(super) static CIS_CONFIG_PARAMS: Struct =
    Struct { name: "CisConfigParams", fields: || fields::<CisParam>(|_| Type::String) };

pub(super) static CIS_BENCHMARK_VERSION_INFO: Struct = Struct {
    name: "CisBenchmarkVersionInfo",
    fields: || {
        fields(|field| match field {
            CisBenchmark::Managed => Type::Bool,
            CisBenchmark::MinKubernetesVersion => Type::String,
            CisBenchmark::SkippedChecks | CisBenchmark::NotApplicableChecks => TEXTS,
        })
    },
};

/// `map[string]string`.
pub(super) const TEXTS: Type<'static> = Type::Map(&Type::String);

fn structs<const N: usize>(structs: [&'static Struct; N]) -> impl Iterator<Item = (&'static str, Export)> {
    structs.into_iter().map(|ty| (ty.name, Export::Struct(ty)))
}

fn fields<F: GoField>(ty: fn(F) -> Type<'static>) -> Vec<Field> {
    F::all().map(|field| Field { go: field.go_name(), json: field.name(), ty: ty(field) }).collect()
}

/// `image.Mirror` (rancher/rke `types/image/mirror.go`): the name under which Rancher mirrors an image. Each
/// replacement is made once, at the first place, one after the other.
pub(crate) fn mirrored_name(image: &str) -> String {
    if ["weaveworks", "noiro"].iter().any(|stays| image.starts_with(stays)) {
        return image.to_owned();
    }
    // Ten thousand names pass here, and hardly one of them has any of these in it.
    static FINDERS: LazyLock<[Finder<'static>; MIRRORS.len()]> =
        LazyLock::new(|| MIRRORS.map(|(from, _)| Finder::new(from)));
    let mut image = image.to_owned();
    for (finder, (from, to)) in FINDERS.iter().zip(MIRRORS) {
        if let Some(at) = finder.find(image.as_bytes()) {
            image.replace_range(at..at + from.len(), to);
        }
    }
    image
}

const MIRRORS: [(&str, &str); 14] = [
    ("gcr.io/google_containers", "rancher"),
    ("quay.io/coreos/", "rancher/coreos-"),
    ("quay.io/calico/", "rancher/calico-"),
    ("plugins/docker", "rancher/plugins-docker"),
    ("k8s.gcr.io/defaultbackend", "rancher/nginx-ingress-controller-defaultbackend"),
    ("k8s.gcr.io/k8s-dns-node-cache", "rancher/k8s-dns-node-cache"),
    // It appears twice in upstream's list: a name may have it twice.
    ("plugins/docker", "rancher/plugins-docker"),
    ("kibana", "rancher/kibana"),
    ("jenkins/", "rancher/jenkins-"),
    ("alpine/git", "rancher/alpine-git"),
    ("prom/", "rancher/prom-"),
    ("quay.io/pires", "rancher"),
    ("coredns/", "rancher/coredns-"),
    ("minio/", "rancher/minio-"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(image: &str, expected: &str) {
        assert_eq!(mirrored_name(image), expected);
    }

    #[test]
    fn images_are_mirrored_as_rke_does() {
        check("quay.io/coreos/etcd:v3.4.3", "rancher/coreos-etcd:v3.4.3");
        check("gcr.io/google_containers/pause:3.1", "rancher/pause:3.1");
        check("coredns/coredns:1.8.0", "rancher/coredns-coredns:1.8.0");
        check("weaveworks/weave-kube:2.6.4", "weaveworks/weave-kube:2.6.4");
        check("noiro/plugins/docker:1", "noiro/plugins/docker:1");
        check("rancher/hyperkube:v1.18.3-rancher2", "rancher/hyperkube:v1.18.3-rancher2");
    }

    #[test]
    fn a_replacement_is_made_at_the_first_place_only() {
        check("kibana/kibana:1", "rancher/kibana/kibana:1");
        // But this one appears twice in the list.
        check("plugins/docker/plugins/docker:1", "rancher/plugins-docker/rancher/plugins-docker:1");
        check("k8s.gcr.io/google_containers/pause:3.1", "k8s.rancher/pause:3.1");
    }

    #[test]
    fn fields_have_their_names_in_go() {
        let go = |ty: &Struct| {
            (ty.fields)().iter().map(|field| format!("{} {}", field.go, field.ty)).collect::<Vec<_>>()
        };
        assert_eq!(go(&SERVICES_OPTIONS)[1], "KubeAPI map[string]string");
        assert_eq!(go(&K8S_VERSION_INFO)[2], "DeprecateRKEVersion string");
        assert_eq!(go(&CIS_BENCHMARK_VERSION_INFO)[0], "Managed bool");
        assert_eq!((SYSTEM_IMAGES.fields)().len(), 41);
    }
}
