//! Which Ranchers there are.
//!
//! A build is asked by releases, candidates and development builds. Rancher compares itself as `X.Y.Z` without a `v`,
//! and a development build passes for the patch 99 of its minor (`settings.GetRancherVersion`, `pkg/channelserver`), so a
//! minor has nothing above that.

use crate::model::{range::VersionSet, version::Version};

/// The patch that a development build passes for; no release is above it.
pub(crate) const DEVELOPMENT: u64 = 99;

impl VersionSet {
    /// The Rancher releases in the set, for people: `2.7.0 – 2.7.4, 2.9.0 and later`. Nothing where there are only
    /// pre-releases.
    pub fn releases(&self) -> Option<String> {
        let texts: Vec<_> = self.intervals().filter_map(|(from, to)| releases(from, to)).collect();
        (!texts.is_empty()).then(|| texts.join(", "))
    }

    /// The same, and where there are only candidates (`-alpha1`, `-rc1`) the range that they are in. Nothing where no
    /// Rancher has ever had such a version.
    pub fn ranchers(&self) -> Option<String> {
        self.releases().or_else(|| {
            let candidates = |(from, _): (&Version, _)| {
                let release = from.first_release(DEVELOPMENT).to_string();
                ["alpha1", "rc1"]
                    .into_iter()
                    .filter_map(move |name| Version::parse(&format!("{release}-{name}")).ok())
            };
            let is_there = self.intervals().flat_map(candidates).any(|candidate| self.contains(&candidate));
            self.to_range().filter(|_| is_there).map(|range| range.text().to_owned())
        })
    }
}

/// The releases in an interval, for people.
fn releases(from: &Version, to: Option<&Version>) -> Option<String> {
    let first = from.first_release(DEVELOPMENT);
    let is_lowest = *from == Version::lowest();
    let Some(to) = to else {
        return Some(if is_lowest { "of any version".to_owned() } else { format!("{first} and later") });
    };
    let last = to.last_release_below(DEVELOPMENT)?;
    if is_lowest {
        return Some(format!("up to {last}"));
    }
    match first.cmp(&last) {
        std::cmp::Ordering::Less => Some(format!("{first} – {last}")),
        std::cmp::Ordering::Equal => Some(first.to_string()),
        std::cmp::Ordering::Greater => None,
    }
}
