//! Which addons RKE deploys at all.

use std::sync::LazyLock;

use crate::model::{range::Range, version::Version};

/// The addons that RKE refuses, and on which versions: `isWeaveSupportedK8sVersion` of its `cluster/validation.go` (since
/// v1.6; upstream took the images away). It refuses no other one by version.
const REFUSED: [(&str, &str); 1] = [("weave", ">=1.30.0-rancher0")];

static RANGES: LazyLock<Vec<(&str, Range)>> = LazyLock::new(|| {
    let parsed = REFUSED.iter().filter_map(|(addon, range)| Some((*addon, Range::parse(range).ok()?)));
    parsed.collect()
});

/// Whether RKE refuses clusters of a version (with its `v`) with an addon: then nothing needs its template or images.
pub(crate) fn is_refused(addon: &str, version: &str) -> bool {
    let mut ranges = RANGES.iter().filter(|(refused, _)| *refused == addon);
    ranges.any(|(_, range)| {
        version
            .strip_prefix('v')
            .and_then(|version| Version::parse(version).ok())
            .is_some_and(|version| range.contains(&version))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weave_ends_with_1_30() {
        assert_eq!(RANGES.len(), REFUSED.len());
        for (addon, version, expected) in [
            ("weave", "v1.29.9-rancher1-1", false),
            ("weave", "v1.30.0-rancher1-1", true),
            ("weave", "v1.30.4-rancher1-1", true),
            ("canal", "v1.30.4-rancher1-1", false),
        ] {
            assert_eq!(is_refused(addon, version), expected, "{addon} {version}");
        }
    }
}
