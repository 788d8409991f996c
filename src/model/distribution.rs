//! The distributions whose releases are written in channel files.

/// Each row is all there is to say of a distribution; the order is that of data.json: `K3S` and `RKE2` end upstream's
/// `kdm.Data`, `rfo` comes after.
macro_rules! distributions {
    ($($(#[$doc:meta])* $name:ident = $key:literal in $file:literal,)+) => {
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

            /// Its channel file, in the root of the repository.
            pub fn channel_file(self) -> &'static str {
                match self { $(Self::$name => $file,)+ }
            }
        }
    };
}

distributions! {
    /// K3s.
    K3s = "k3s" in "channels.yaml",
    /// RKE2.
    Rke2 = "rke2" in "channels-rke2.yaml",
    /// RFO, Rancher for openEuler: only in the enterprise build, kept like RKE2.
    Rfo = "rfo" in "channels-rfo.yaml",
}
