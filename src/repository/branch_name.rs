//! What a branch of a KDM repository is for, by its name.

use crate::model::RancherLine;

/// What a branch is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// `dev-vX.Y`: what the next release will have.
    Dev,
    /// `release-vX.Y`: what is released.
    Release,
    /// `dev-vX.Y-YYYY-MM-patches`: the RKE versions of a month.
    Monthly,
}

impl Role {
    /// The line and the role of a branch, by its name without a remote; nothing for one of another form.
    pub fn of(name: &str) -> Option<(RancherLine, Self)> {
        if let Some(line) = name.strip_prefix("release-") {
            return Some((line_of(line)?, Self::Release));
        }
        let rest = name.strip_prefix("dev-")?;
        let Some((line, month)) = rest.split_once('-') else { return Some((line_of(rest)?, Self::Dev)) };
        let (year, month) = month.strip_suffix("-patches")?.split_once('-')?;
        let digits =
            |text: &str, many: usize| text.len() == many && text.bytes().all(|byte| byte.is_ascii_digit());
        (digits(year, 4) && digits(month, 2)).then_some((line_of(line)?, Self::Monthly))
    }
}

fn line_of(text: &str) -> Option<RancherLine> {
    text.starts_with('v').then(|| RancherLine::parse(text))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_what_branches_are_for() {
        for (name, expected) in [
            ("dev-v2.9", Some(Role::Dev)),
            ("release-v2.10", Some(Role::Release)),
            ("dev-v2.9-2024-07-patches", Some(Role::Monthly)),
            ("dev-v2.9-2024-07", None),
            ("dev-v2.9-0724-patches", None),
            ("dev-v2.9-2024-07-aci-patches", None),
            ("dev-2.9", None),
            ("dev-v2", None),
            ("release-rke-v1.3.11", None),
            ("main", None),
        ] {
            assert_eq!(Role::of(name).map(|(_, role)| role), expected, "{name}");
        }
    }
}
