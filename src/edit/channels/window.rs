//! Which bounds a release gets. The form is `vX.Y.Z-alpha1` and `vX.Y.99`; of 293 patches that people entered 289 have the
//! minimum of their predecessor, and what differs in the maximum were typing errors or decisions that no file shows.

use super::Listed;
use crate::{
    edit::refusal::Refusal,
    model::{RancherLine, version::Version},
};

/// What is known of the branch.
#[derive(Debug, Clone, Copy)]
pub struct Windows {
    /// The line of the branch.
    pub line: Option<RancherLine>,
    /// Whether mistakes of judgement are written all the same.
    pub force: bool,
}

/// How a maximum is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Maximum {
    /// A bound.
    Given(String),
    /// That of the line.
    Line,
    /// That of the predecessor.
    Keep,
}

impl Maximum {
    /// Reads `line`, `keep`, or a bound.
    pub fn parse(text: &str) -> Self {
        match text {
            "line" => Self::Line,
            "keep" => Self::Keep,
            bound => Self::Given(bound.to_owned()),
        }
    }
}

impl Windows {
    /// The bounds of a release made from `predecessor`; the flag says whether that is a lower one of the same minor. `above` is the
    /// lowest that is there of its minor, where all are above it.
    ///
    /// # Errors
    ///
    /// When they cannot be known, or history shows them to be a mistake.
    pub fn of_new(
        &self,
        version: &str,
        predecessor: Option<(&Listed, bool)>,
        min: Option<&str>,
        max: Option<&Maximum>,
        above: Option<&str>,
    ) -> Result<(Option<String>, Option<String>), Refusal> {
        let old = predecessor.map(|(release, _)| release);
        let is_patch = predecessor.is_some_and(|(_, same)| same);
        let min = match min {
            Some(min) => Some(self.minimum(min, old.and_then(|old| old.min.as_deref()))?),
            None if !is_patch => return Err(first_of_minor(version, self.line, above)),
            None => old.and_then(|old| old.min.clone()),
        };
        let old_max = old.and_then(|old| old.max.clone());
        let max = match max {
            Some(max) => self.maximum(max, old_max.as_deref())?,
            None => match (self.line, &old_max) {
                (Some(line), Some(old_max))
                    if RancherLine::of_version(old_max) != Some(line) || *old_max != last(line) =>
                {
                    let of = old.map(|old| old.version.as_str()).unwrap_or_default();
                    return Err(undecided(version, of, old_max, line));
                }
                (Some(line), None) if min.is_some() => Some(last(line)),
                _ => old_max,
            },
        };
        self.refuse_empty(min.as_deref(), max.as_deref())?;
        Ok((min, max))
    }

    /// A minimum that people gave.
    ///
    /// # Errors
    ///
    /// When it is no version, or would hide the release from the candidates of its Rancher.
    pub fn minimum(&self, min: &str, old: Option<&str>) -> Result<String, Refusal> {
        let version = bound(min)?;
        if !version.is_pre_release() && old != Some(min) && !self.force {
            let help = format!("write `{min}-alpha1`; `--force` writes it as it is");
            return Err(Refusal::new(format!("the minimum `{min}` has no pre-release"), help)
                .because(format!("the alphas and candidates of {min} do not see the release; each of the six that were written so was mended within three weeks")));
        }
        Ok(min.to_owned())
    }

    /// A maximum that people gave; nothing if that of the predecessor is kept and it has none.
    ///
    /// # Errors
    ///
    /// When it is no version, or above the line.
    pub fn maximum(&self, max: &Maximum, old: Option<&str>) -> Result<Option<String>, Refusal> {
        match (max, self.line) {
            (Maximum::Keep, _) => Ok(old.map(str::to_owned)),
            (Maximum::Line, Some(line)) => Ok(Some(last(line))),
            (Maximum::Line, None) => Err(Refusal::new(
                "`--max line`: the line of this branch is not known",
                "say it with `--line v2.15`, or write `line: v2.15` into data/kdm.yaml",
            )),
            (Maximum::Given(max), line) => {
                bound(max)?;
                let own = RancherLine::of_version(max);
                if let Some(line) = line.filter(|line| own > Some(*line) && !self.force) {
                    let help = format!(
                        "write `{}`; if this branch is of another line, say so with `--line`",
                        last(line)
                    );
                    return Err(Refusal::new(
                        format!("the maximum `{max}` is above {line}, the line of this branch"),
                        help,
                    )
                    .because("in all of history this was a typing error, copied to the releases after it"));
                }
                Ok(Some(max.clone()))
            }
        }
    }

    /// Refuses a window in which no Rancher is.
    ///
    /// # Errors
    ///
    /// When the maximum is below the minimum.
    pub fn refuse_empty(&self, min: Option<&str>, max: Option<&str>) -> Result<(), Refusal> {
        let [low, high] = [min, max].map(|text| Version::parse_tolerant(text?).ok());
        if low > high && high.is_some() && !self.force {
            let title = format!(
                "from `{}` to `{}` there is no Rancher",
                min.unwrap_or_default(),
                max.unwrap_or_default()
            );
            return Err(Refusal::new(title, "give the other bound, too")
                .because("nobody would be offered the release"));
        }
        Ok(())
    }
}

/// The last Rancher of a line, as maximums name it.
pub fn last(line: RancherLine) -> String {
    format!("{line}.99")
}

fn bound(text: &str) -> Result<Version, Refusal> {
    let version = Version::parse_tolerant(text).ok().filter(|_| {
        text.starts_with('v')
            && text.matches('.').count() >= 2
            && !text.contains(['+', ' ', '\t', '\n', '\r'])
    });
    version.ok_or_else(|| {
        let right = format!("v{text}");
        let is_right = text.starts_with(|c: char| c.is_ascii_digit()) && Version::parse(text).is_ok();
        let help = if is_right {
            format!("write `{right}`")
        } else {
            "write it as `v2.15.0-alpha1` or `v2.15.99`".to_owned()
        };
        Refusal::new(format!("`{text}` is not the version of a Rancher"), help)
    })
}

fn first_of_minor(version: &str, line: Option<RancherLine>, above: Option<&str>) -> Refusal {
    let example = line.map_or("v2.15.0-alpha1".to_owned(), |line| format!("{line}.0-alpha1"));
    if let Some(above) = above {
        let title = format!("`{version}` is below `{above}`, the lowest release of its minor here");
        let help = format!(
            "is it the version that is meant? if it is, say from which Rancher on, as in `--min {example}`"
        );
        return Refusal::new(title, help);
    }
    Refusal::new(
        format!("`{version}` is the first release of its minor: from which Rancher on is it offered?"),
        format!("say it with `--min`, as in `--min {example}`"),
    )
    .because("the minimum of the minor below was copied four times, and had to be mended each time")
}

fn undecided(version: &str, of: &str, old: &str, line: RancherLine) -> Refusal {
    let own = RancherLine::of_version(old);
    let last = last(line);
    let (title, breaks) = if own > Some(line) {
        (
            format!(
                "`{of}`, which `{version}` is made from, ends with `{old}`, above {line}, the line of this branch"
            ),
            "such a maximum was always a mistake, and seven times it was copied on",
        )
    } else {
        (
            format!(
                "`{of}`, which `{version}` is made from, ends with `{old}`, and the line of this branch with `{last}`"
            ),
            "whether its minor has ended there is a decision, and no file says it",
        )
    };
    Refusal::new(
        title,
        format!("say `--max line` for `{last}`, `--max keep` for `{old}`, or `--max VERSION`"),
    )
    .because(breaks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(min: &str, max: &str) -> Listed {
        Listed { version: "v1.30.4+k3s1".into(), min: Some(min.into()), max: Some(max.into()) }
    }

    #[track_caller]
    fn check(
        old: Option<(&Listed, bool)>,
        min: Option<&str>,
        max: Option<&str>,
        expected: Option<(&str, &str)>,
    ) {
        let windows = Windows { line: RancherLine::parse("v2.9"), force: false };
        let max = max.map(Maximum::parse);
        let found = windows.of_new("v1.30.5+k3s1", old, min, max.as_ref(), None).ok();
        let expected = expected.map(|(min, max)| (Some(min.to_owned()), Some(max.to_owned())));
        assert_eq!(found, expected);
    }

    #[test]
    fn a_patch_has_the_window_of_its_predecessor_where_that_ends_with_the_line() {
        let old = release("v2.9.0-alpha1", "v2.9.99");
        check(Some((&old, true)), None, None, Some(("v2.9.0-alpha1", "v2.9.99")));
        let [closed, above] = ["v2.8.99", "v2.10.99"].map(|max| release("v2.7.0-alpha1", max));
        for other in [&closed, &above] {
            check(Some((other, true)), None, None, None);
            check(Some((other, true)), None, Some("line"), Some(("v2.7.0-alpha1", "v2.9.99")));
        }
        check(Some((&closed, true)), None, Some("keep"), Some(("v2.7.0-alpha1", "v2.8.99")));
        check(Some((&old, true)), None, Some("v2.10.99"), None);
        check(Some((&old, true)), None, Some("2.9.99"), None);
        check(Some((&old, true)), Some("v2.9.0"), None, None);
        check(Some((&old, true)), Some("v2.10.0-alpha1"), None, None);
        // What the predecessor has is not asked again.
        let released = release("v2.9.0", "v2.9.99");
        check(Some((&released, true)), Some("v2.9.0"), None, Some(("v2.9.0", "v2.9.99")));
    }

    #[test]
    fn the_first_of_a_minor_says_from_when_on() {
        let old = release("v2.7.0-alpha1", "v2.9.99");
        check(Some((&old, false)), None, None, None);
        check(Some((&old, false)), Some("v2.9.0-alpha1"), None, Some(("v2.9.0-alpha1", "v2.9.99")));
    }
}
