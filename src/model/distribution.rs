//! The distributions whose releases are written in channel files.

/// A Kubernetes distribution with a channel file of its own and a section in data.json.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Distribution {
    /// K3s.
    K3s,
    /// RKE2.
    Rke2,
    /// RFO, Rancher for openEuler: only in the enterprise build, kept like RKE2.
    Rfo,
}

impl Distribution {
    /// All of them, in the order of data.json: `K3S` and `RKE2` end upstream's `kdm.Data`, `rfo` comes after.
    pub const ALL: [Self; 3] = [Self::K3s, Self::Rke2, Self::Rfo];

    /// Its key in data.json; channelserver is told it as `--config-key`.
    pub fn key(self) -> &'static str {
        match self {
            Self::K3s => "k3s",
            Self::Rke2 => "rke2",
            Self::Rfo => "rfo",
        }
    }

    /// Its channel file, in the root of the repository.
    pub fn channel_file(self) -> &'static str {
        match self {
            Self::K3s => "channels.yaml",
            Self::Rke2 => "channels-rke2.yaml",
            Self::Rfo => "channels-rfo.yaml",
        }
    }
}
