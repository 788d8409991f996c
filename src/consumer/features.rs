//! The feature version of encryption key rotation: the only one that a consumer reads.
//!
//! `pkg/capr/planner/encryptionkeyrotation.go` of Rancher reads it strictly (`semver.Make`) and rotates the keys of a
//! cluster where its major is 2. Upstream's validation (`pkg/validation`) demands it of every K3s and RKE2 release from
//! v1.25.11 on, but for four that were released without it.

use crate::model::version::{Version, VersionError};

/// Its key in `featureVersions`.
pub(crate) const FEATURE: &str = "encryption-key-rotation";

/// From here on every release has it.
const SINCE: (u64, u64, u64) = (1, 25, 11);

/// Released without it.
const LET_OFF: [(u64, u64, u64); 4] = [(1, 30, 12), (1, 31, 8), (1, 32, 4), (1, 33, 0)];

/// Whether a release must have it (`validateEncryptedKeyRotation` of upstream's validation).
pub(crate) fn is_demanded(release: &Version) -> bool {
    number(release) >= SINCE && !is_let_off(release)
}

/// Whether a release was released without it on purpose (rancher/rke2#8236); the patch after it has it again.
pub(crate) fn is_let_off(release: &Version) -> bool {
    LET_OFF.contains(&number(release))
}

fn number(release: &Version) -> (u64, u64, u64) {
    let (major, minor) = release.minor();
    (major, minor, release.patch())
}

/// The feature version as the planner reads it (`encryptionkeyrotation.go`).
///
/// # Errors
///
/// When it is not a version, which is an error of the planner as well.
pub(crate) fn parse(version: &str) -> Result<Version, VersionError> {
    Version::parse(version)
}

/// Whether Rancher rotates keys at this version (`encryptionkeyrotation.go`: its major is 2).
pub(crate) fn rotates(version: &str) -> bool {
    parse(version).is_ok_and(|version| version.minor().0 == 2)
}
