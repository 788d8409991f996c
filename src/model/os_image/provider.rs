//! Where clusters run.

use std::fmt;

/// A provider of Giant Swarm's releases (`SupportedProviders` of giantswarm/releases `sdk/api/v1alpha1`), in the order of their
/// names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // the names say it all
pub enum Provider {
    Aks,
    Aws,
    Azure,
    CloudDirector,
    Eks,
    Proxmox,
    Vsphere,
}

impl Provider {
    /// All of them.
    pub const ALL: [Self; 7] =
        [Self::Aks, Self::Aws, Self::Azure, Self::CloudDirector, Self::Eks, Self::Proxmox, Self::Vsphere];

    /// What the names of its releases begin with.
    pub fn name(self) -> &'static str {
        match self {
            Self::Aks => "aks",
            Self::Aws => "aws",
            Self::Azure => "azure",
            Self::CloudDirector => "cloud-director",
            Self::Eks => "eks",
            Self::Proxmox => "proxmox",
            Self::Vsphere => "vsphere",
        }
    }

    /// The folder that its releases are in.
    pub fn folder(self) -> &'static str {
        if self == Self::Aws { "capa" } else { self.name() }
    }

    /// The provider with a name, or with this name of a folder.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|provider| provider.name() == name || provider.folder() == name)
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
