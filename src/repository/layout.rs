//! The paths of a repository: each is written once, here.

/// The build.
pub const DATA_JSON: &str = "data/data.json";

/// What the enterprise build adds to upstream's data.
pub const PATCH: &str = "rancher-prime-patch.yaml";

/// The list of images to mirror, which goes with a patch.
pub const MIRROR_LIST: &str = "data/mirror-list.txt";

/// What the registry mirrors.
pub const REGSYNC: &str = "regsync.yaml";

/// The settings of a repository.
pub const SETTINGS: &str = "data/kdm.yaml";

/// The tree of RKE tables.
pub const TREE: &str = "data/rke";

/// The folder of the tree with one file per Kubernetes minor.
pub(crate) const SYSTEM_IMAGES: &str = "system-images";

/// The folder of the tree with the texts of templates, and the package of upstream's that has them.
pub(crate) const TEMPLATES: &str = "templates";

/// How the name of a template's file goes on after the key.
pub(crate) const TEMPLATE_SUFFIX: &str = ".yaml.tmpl";

/// Where upstream's repository has its tables: in `rke` until 2023, in `pkg/rke` since; none since dev-v2.12.
pub(super) const GO_TABLES: [&str; 2] = ["pkg/rke", "rke"];
