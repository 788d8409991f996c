//! The distributions whose releases are written in channel files.

/// Each row is all there is to say of a distribution; the order is that of data.json: `K3S` and `RKE2` end upstream's
/// `kdm.Data`, `rfo` comes after.
macro_rules! distributions {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $suffix:literal in $file:literal, $kept:ident, $lists:expr;)+) => {
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

            /// The names of its image lists among the files of a release, for Linux and Windows nodes.
            pub(crate) fn image_lists(self) -> [Option<&'static str>; 2] {
                match self { $(Self::$name => $lists,)+ }
            }
        }
    };
}

distributions! {
    /// K3s.
    K3s = "k3s", "+k3s" in "channels.yaml", Always, [Some("k3s-images.txt"), None];
    /// RKE2.
    Rke2 = "rke2", "+rke2r" in "channels-rke2.yaml", Always,
        [Some("rke2-images-all.linux-amd64.txt"), Some("rke2-images.windows-amd64.txt")];
    /// RFO, Rancher for openEuler: only in the enterprise build, kept like RKE2.
    Rfo = "rfo", "+rfor" in "channels-rfo.yaml", Sometimes,
        [Some("rfo-images-all.linux-amd64.txt"), Some("rfo-images.windows-amd64.txt")];
}
