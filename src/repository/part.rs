//! What the files of a build are for.

use crate::model::{Distribution, channel::Origin};

/// What a file is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// The channel file of a distribution.
    Channels(Distribution, Origin),
    /// A compiled data.json.
    DataJson,
    /// A file of the tree `data/rke`.
    Tree(TreePart),
    /// `data/kdm.yaml`.
    Settings,
    /// `rancher-prime-patch.yaml`.
    Patch,
    /// A file of upstream's Go code.
    Go(Package),
}

/// A file of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TreePart {
    /// The images of the minor that the file is named after.
    SystemImages(String),
    Addons,
    ServiceOptions,
    Versions,
    Docker,
    Cis,
}

impl TreePart {
    /// The files of the tree's own folder.
    pub(super) const FILES: [(&'static str, Self); 5] = [
        ("addons.yaml", Self::Addons),
        ("service-options.yaml", Self::ServiceOptions),
        ("versions.yaml", Self::Versions),
        ("docker.yaml", Self::Docker),
        ("cis.yaml", Self::Cis),
    ];
}

/// An upstream Go package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Package {
    /// All tables but that of the templates.
    Tables,
    /// The templates and the ranges that choose them.
    Templates,
}
