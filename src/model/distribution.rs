//! The distributions whose releases are written in channel files.

use super::{Arch, Os};

/// Each row is all there is to say of a distribution; the order is that of data.json: `K3S` and `RKE2` end upstream's
/// `kdm.Data`, `rfo` comes after.
macro_rules! distributions {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $suffix:literal in $file:literal, $kept:ident, $lists:expr, $files:expr;)+) => {
        /// A Kubernetes distribution with a channel file of its own and a section in data.json.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Distribution {
            $($(#[$doc])* $name,)+
        }

        impl Distribution {
            /// All of them, in the order of data.json.
            pub const ALL: [Self; [$($key),+].len()] = [$(Self::$name),+];

            /// Its key in data.json; channelserver gets it as `--config-key`.
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)+ }
            }

            /// What its versions have before their last number, as in `v1.30.5+rke2r1`. RFO's published releases are versions of RKE2
            /// rebuilt.
            pub fn suffix(self) -> &'static str {
                match self { $(Self::$name => $suffix,)+ }
            }

            /// Its channel file, in the root of the repository.
            pub fn channel_file(self) -> &'static str {
                match self { $(Self::$name => $file,)+ }
            }

            /// Whether every build has it (`Always`), or only some do (`Sometimes`).
            pub fn is_in_every_build(self) -> bool {
                match self { $(Self::$name => stringify!($kept) == "Always",)+ }
            }

            /// The names of its image lists among the files of a release, for Linux and Windows nodes, and whether every release
            /// has them; `{arch}` stands for the architecture.
            fn image_lists(self) -> [Option<(&'static str, bool)>; 2] {
                match self { $(Self::$name => $lists,)+ }
            }

            /// Where the files of its releases are fetched from, before `/VERSION/FILE`; nothing where nobody says.
            pub fn download(self) -> Option<&'static str> {
                match self { $(Self::$name => $files,)+ }
            }
        }
    };
}

impl Distribution {
    /// The list of the images of nodes of one kind, by its name among the files of a release; nothing where there are no such
    /// nodes.
    pub fn image_list(self, os: Os, arch: Arch) -> Option<String> {
        let (name, _) = self.image_lists()[os as usize]?;
        // Windows nodes have one architecture.
        let is_there = os == Os::Linux || arch == Arch::Amd64;
        is_there.then(|| name.replace("{arch}", arch.name()))
    }

    /// Whether every release publishes its list for nodes with this operating system.
    pub fn always_lists(self, os: Os) -> bool {
        self.image_lists()[os as usize].is_some_and(|(_, always)| always)
    }
}

distributions! {
    /// K3s.
    K3s = "k3s", "+k3s" in "channels.yaml", Always, [Some(("k3s-images.txt", true)), None],
        Some("https://github.com/k3s-io/k3s/releases/download");
    /// RKE2.
    Rke2 = "rke2", "+rke2r" in "channels-rke2.yaml", Always,
        [Some(("rke2-images-all.linux-{arch}.txt", true)), Some(("rke2-images.windows-amd64.txt", true))],
        Some("https://github.com/rancher/rke2/releases/download");
    /// RFO, Rancher for openEuler: only in the enterprise build, kept like RKE2.
    Rfo = "rfo", "+rfor" in "channels-rfo.yaml", Sometimes,
        [Some(("rfo-images-all.linux-{arch}.txt", true)), Some(("rfo-images.windows-amd64.txt", false))],
        None;
}
