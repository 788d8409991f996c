//! The shape of a data.json, as far as it matters for saying what belongs to what.
//!
//! Nothing is compared by this alone: what has no shape here is compared all the same, value by value.

/// How a value is compared with another one.
#[derive(Debug)]
pub(super) enum Shape {
    /// Key by key where both are maps, else as a whole.
    Any,
    /// A struct; fields that are not listed are [`Shape::Any`].
    Fields(&'static [(&'static str, Shape)]),
    /// A map of things of one kind; one that is missing or null is as good as empty.
    Table(Whose, &'static Shape),
    /// A list of things that are known by one of their fields; their order is compared apart.
    Keyed(Whose, &'static str, &'static Shape),
}

/// What the things in a table or list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Whose {
    /// Versions: the same change in many of them is one change.
    Versions,
    /// Parts of something.
    Parts,
}

use Shape::{Any, Fields, Keyed, Table};
use Whose::{Parts, Versions};

/// `kdm.Data`.
pub(super) static DATA: Shape = Fields(&[
    ("K8sVersionServiceOptions", Table(Versions, &OPTIONS)),
    ("K8sVersionRKESystemImages", Table(Versions, &Any)),
    ("K8sVersionedTemplates", Table(Parts, &TEXTS)),
    ("K8sVersionInfo", Table(Versions, &Any)),
    ("RancherDefaultK8sVersions", Table(Parts, &Any)),
    ("RKEDefaultK8sVersions", Table(Parts, &Any)),
    ("K8sVersionDockerInfo", Table(Versions, &Any)),
    ("K8sVersionWindowsServiceOptions", Table(Versions, &OPTIONS)),
    ("CisConfigParams", Table(Versions, &Any)),
    ("CisBenchmarkVersionInfo", Table(Parts, &BENCHMARK)),
    ("k3s", SECTION),
    ("rke2", SECTION),
    ("rfo", SECTION),
]);

/// `KubernetesServicesOptions`.
static OPTIONS: Shape = Fields(&[
    ("etcd", Table(Parts, &Any)),
    ("kubeapi", Table(Parts, &Any)),
    ("kubelet", Table(Parts, &Any)),
    ("kubeproxy", Table(Parts, &Any)),
    ("kubeController", Table(Parts, &Any)),
    ("scheduler", Table(Parts, &Any)),
]);

static BENCHMARK: Shape =
    Fields(&[("skippedChecks", Table(Parts, &Any)), ("notApplicableChecks", Table(Parts, &Any))]);

static TEXTS: Shape = Table(Parts, &Any);

const SECTION: Shape = Fields(&[
    ("appDefaults", Keyed(Parts, "appName", &APP_DEFAULT)),
    ("channels", Keyed(Parts, "name", &Any)),
    ("releases", Keyed(Versions, "version", &RELEASE)),
]);

static APP_DEFAULT: Shape = Fields(&[("defaults", Keyed(Parts, "appVersion", &Any))]);

static RELEASE: Shape = Fields(&[
    ("agentArgs", Table(Parts, &Any)),
    ("charts", Table(Parts, &Any)),
    ("featureVersions", Table(Parts, &Any)),
    ("messages", Keyed(Parts, "id", &Any)),
    ("serverArgs", Table(Parts, &Any)),
]);

impl Shape {
    /// The shape of what is under a key.
    pub(super) fn under(&self, key: &str) -> &'static Shape {
        match self {
            Any => &Any,
            Fields(fields) => fields.iter().find(|(name, _)| *name == key).map_or(&Any, |(_, shape)| shape),
            Table(_, shape) | Keyed(_, _, shape) => shape,
        }
    }
}
