//! Which nodes images are for.

/// An operating system of nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Os {
    /// Linux.
    Linux,
    /// Windows.
    Windows,
}

/// An architecture of nodes, as Go names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Arch {
    /// The one that upstream mirrors images of.
    Amd64,
    /// 64-bit ARM.
    Arm64,
    /// IBM Z.
    S390x,
}

impl Os {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Linux, Self::Windows];

    /// The name, as Go writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Windows => "windows",
        }
    }
}

impl Arch {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Amd64, Self::Arm64, Self::S390x];

    /// The name, as Go writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Amd64 => "amd64",
            Self::Arm64 => "arm64",
            Self::S390x => "s390x",
        }
    }
}

/// The nodes that images are wanted for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platforms {
    /// Their operating systems.
    pub os: Vec<Os>,
    /// Their architectures. Only lists know one: a repository has all of them under one tag.
    pub arch: Vec<Arch>,
}

impl Platforms {
    /// Nodes of one operating system, of the architecture that upstream mirrors.
    pub fn of(os: Os) -> Self {
        Self { os: vec![os], arch: vec![Arch::Amd64] }
    }

    /// The nodes that upstream's regsync.yaml is for (`getImages` of its `pkg/images`).
    pub fn upstream() -> Self {
        Self { os: Os::ALL.to_vec(), arch: vec![Arch::Amd64] }
    }

    /// Whether something is for one of them; without an architecture it is for all.
    pub fn include(&self, os: Os, arch: Option<Arch>) -> bool {
        self.os.contains(&os) && arch.is_none_or(|arch| self.arch.contains(&arch))
    }

    /// All nodes.
    pub fn all() -> Self {
        Self { os: Os::ALL.to_vec(), arch: Arch::ALL.to_vec() }
    }
}
