//! Tags of a build: `v2.9.3` in step with Rancher, `v2.9-build20260130` on its own, as GC-KDM's design has them.
//!
//! Whoever mirrors a tag looks for these two forms and no others: a tag of a third form is published and never found.

use std::{cmp::Ordering, fmt, str::FromStr};

use jiff::civil::Date;

use super::RancherLine;

/// A tag, by its parts. Its order is that of its kind; tags of two kinds have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    line: RancherLine,
    kind: TagKind,
}

/// Of which kind a tag is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum TagKind {
    /// `vX.Y.Z`: the build that Rancher X.Y.Z ships.
    WithRancher(u64),
    /// `vX.Y-buildYYYYMMDD[NN]`: a build on its own; `0` for none.
    Alone(Date, u8),
}

/// Why a text is no tag; its sentence has the right form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}; a tag is `vX.Y.Z` or `vX.Y-buildYYYYMMDD[NN]`{}", meant.as_ref().map(|tag| format!(": did you mean `{tag}`?")).unwrap_or_default())]
pub struct TagError {
    why: String,
    meant: Option<String>,
}

/// What stands between the line and the date.
const BUILD: &str = "-build";

/// How many builds of a line a day can have besides the first.
const MOST_OF_A_DAY: u8 = 99;

impl Tag {
    /// The tag of a build that a Rancher ships.
    pub fn with_rancher(line: RancherLine, patch: u64) -> Self {
        Self { line, kind: TagKind::WithRancher(patch) }
    }

    /// The next tag of a build on its own, after those that there are, of this day or of that of the newest if that is later;
    /// nothing where the day has all that it can have.
    pub fn next_alone(line: RancherLine, today: Date, others: &[Self]) -> Option<Self> {
        let days = others.iter().filter(|tag| tag.line == line).filter_map(|tag| Some(tag.day()?.0));
        let day = days.chain([today]).max().unwrap_or(today);
        let of_day = others.iter().filter(|tag| tag.line == line).filter_map(|tag| match tag.kind {
            TagKind::Alone(date, number) if date == day => Some(number),
            _ => None,
        });
        let number = of_day.max().map_or(Some(0), |last| (last < MOST_OF_A_DAY).then_some(last + 1))?;
        Some(Self { line, kind: TagKind::Alone(day, number) })
    }

    /// The next tag in step with Rancher, after those that there are; nothing after the highest number.
    pub fn next_with_rancher(line: RancherLine, others: &[Self]) -> Option<Self> {
        let patches = others.iter().filter(|tag| tag.line == line).filter_map(|tag| match tag.kind {
            TagKind::WithRancher(patch) => Some(patch),
            TagKind::Alone(..) => None,
        });
        let next = patches.max().map_or(Some(0), |last: u64| last.checked_add(1));
        next.map(|patch| Self::with_rancher(line, patch))
    }

    /// The line that the build is of.
    pub fn line(self) -> RancherLine {
        self.line
    }

    /// The day in its name, and which build of the day it is; nothing for one in step with Rancher.
    pub fn day(self) -> Option<(Date, u8)> {
        match self.kind {
            TagKind::Alone(date, number) => Some((date, number)),
            TagKind::WithRancher(_) => None,
        }
    }

    /// Whether it is in step with a Rancher.
    pub fn is_with_rancher(self) -> bool {
        self.day().is_none()
    }
}

impl PartialOrd for Tag {
    /// By line, and in a line by (date, number) or by Rancher's patch; never by the text: `v2.9-build2026013001` is before
    /// `v2.9-build20260131`.
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        let within = match (self.kind, other.kind) {
            (TagKind::WithRancher(one), TagKind::WithRancher(other)) => one.cmp(&other),
            (TagKind::Alone(day, number), TagKind::Alone(other, of_other)) => {
                (day, number).cmp(&(other, of_other))
            }
            _ => return None,
        };
        Some(self.line.cmp(&other.line).then(within))
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line;
        match self.kind {
            TagKind::WithRancher(patch) => write!(f, "{line}.{patch}"),
            TagKind::Alone(date, 0) => write!(f, "{line}{BUILD}{}", date.strftime("%Y%m%d")),
            TagKind::Alone(date, number) => write!(f, "{line}{BUILD}{}{number:02}", date.strftime("%Y%m%d")),
        }
    }
}

impl FromStr for Tag {
    type Err = TagError;

    fn from_str(text: &str) -> Result<Self, TagError> {
        read(text).map_err(|why| TagError { why, meant: meant(text) })
    }
}

/// Reads a tag, or says why it is none.
fn read(text: &str) -> Result<Tag, String> {
    let Some(rest) = text.strip_prefix('v') else { return Err("it does not begin with `v`".to_owned()) };
    if let Some((line, build)) = rest.split_once(BUILD) {
        let line = line_of(line)?;
        let digits = build.bytes().all(|byte| byte.is_ascii_digit());
        if !digits || !matches!(build.len(), 8 | 10) {
            let why = "behind `-build` there are eight digits of a date, or ten with a number from 01 to 99";
            return Err(why.to_owned());
        }
        let date = Date::strptime("%Y%m%d", &build[..8]);
        let date = date.map_err(|_| format!("there is no day `{}`", &build[..8]))?;
        let number = match &build[8..] {
            "" => 0,
            "00" => return Err("the numbers of a day are 01 to 99, and the first build has none".to_owned()),
            number => number.parse().map_err(|_| "a number has two digits".to_owned())?,
        };
        return Ok(Tag { line, kind: TagKind::Alone(date, number) });
    }
    let Some((line, patch)) = rest.rsplit_once('.').filter(|(line, _)| line.contains('.')) else {
        return Err("it has neither a third number nor `-build` and a date".to_owned());
    };
    Ok(Tag::with_rancher(line_of(line)?, number(patch)?))
}

fn line_of(text: &str) -> Result<RancherLine, String> {
    let Some((major, minor)) = text.split_once('.') else {
        return Err(format!("`{text}` is not a line, which is two numbers"));
    };
    Ok(RancherLine::new(number(major)?, number(minor)?))
}

/// A number as tags have it.
fn number(text: &str) -> Result<u64, String> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number =
        text.parse().ok().filter(|_| is_number).ok_or_else(|| format!("`{text}` is not a number"))?;
    if text.len() > 1 && text.starts_with('0') {
        Err(format!("`{text}` begins with a zero"))
    } else {
        Ok(number)
    }
}

/// The tag that a slip was meant to be, if that can be seen.
fn meant(text: &str) -> Option<String> {
    // Read without a meaning of its own: the slips of a slip would be looked at three times each.
    let parsed = |text: &str| read(text).ok().map(|tag| tag.to_string());
    let bare = text.trim().trim_start_matches("refs/tags/");
    let bare = bare.strip_prefix("release-").or_else(|| bare.strip_prefix("dev-")).unwrap_or(bare);
    let bare =
        if bare.starts_with(|c: char| c.is_ascii_digit()) { format!("v{bare}") } else { bare.to_owned() };
    let split = bare.replace("-build-", BUILD).replace('_', "-");
    // A date with dashes, or a number behind one.
    let joined = split.split_once(BUILD).map(|(line, rest)| {
        let digits: String = rest.chars().filter(char::is_ascii_digit).collect();
        format!("{line}{BUILD}{digits}")
    });
    let candidates = [Some(bare.clone()), Some(split), joined];
    candidates
        .into_iter()
        .flatten()
        .filter(|candidate| candidate != text)
        .find_map(|candidate| parsed(&candidate))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[track_caller]
    fn tag(text: &str) -> Tag {
        text.parse().unwrap()
    }

    #[test]
    fn a_slip_is_looked_at_once() {
        // Each of these was taken away twice, and then each of those that were left.
        let text = "release-dev-\t".repeat(1_000);
        assert!(text.parse::<Tag>().unwrap_err().meant.is_none());
    }

    #[test]
    fn tags_have_two_forms() {
        for text in
            ["v2.7.0", "v2.10.12", "v2.7-build20230210", "v2.7-build2023021001", "v2.7-build2023021099"]
        {
            assert_eq!(tag(text).to_string(), text);
        }
        assert!(tag("v2.7.2").is_with_rancher() && !tag("v2.7-build20230210").is_with_rancher());
        assert_eq!(tag("v2.10-build20230210").line(), RancherLine::new(2, 10));
    }

    #[test]
    fn another_form_is_refused_with_the_right_one() {
        for (text, why, meant) in [
            ("release-v2.7-build20230210", "begin with `v`", Some("v2.7-build20230210")),
            ("2.7.2", "begin with `v`", Some("v2.7.2")),
            ("refs/tags/v2.7.2", "begin with `v`", Some("v2.7.2")),
            ("v2.7-build2023-02-10", "eight digits", Some("v2.7-build20230210")),
            ("v2.7-build20230210-1", "eight digits", None),
            ("v2.7-build20230210-01", "eight digits", Some("v2.7-build2023021001")),
            ("v2.7-build20230230", "no day `20230230`", None),
            ("v2.7-build2023021000", "01 to 99", None),
            ("v2.07-build20230210", "`07` begins with a zero", None),
            ("v2.7.02", "`02` begins with a zero", None),
            ("v2.7", "third number", None),
            ("v2.7.2-rc1", "`2-rc1` is not a number", None),
            ("v2.7.2.1", "`7.2` is not a number", None),
            ("", "begin with `v`", None),
            ("v2.7-build２０２３０２１０", "eight digits", None),
            ("v99999999999999999999.1.1", "is not a number", None),
        ] {
            let error = text.parse::<Tag>().unwrap_err();
            assert!(error.why.contains(why), "{text}: {error}");
            assert_eq!(error.meant.as_deref(), meant, "{text}");
        }
    }

    #[test]
    fn the_order_is_that_of_days_and_numbers() {
        let days =
            ["v2.7-build20230210", "v2.7-build2023021001", "v2.7-build2023021002", "v2.7-build20230211"];
        for pair in days.windows(2) {
            assert!(tag(pair[0]) < tag(pair[1]), "{pair:?}");
        }
        assert!(tag("v2.7.9") < tag("v2.7.10") && tag("v2.9.1") < tag("v2.10.0"));
        assert_eq!(tag("v2.7.9").partial_cmp(&tag("v2.7-build20230210")), None);
    }

    #[test]
    fn the_next_tag_is_behind_all_others_of_its_kind() {
        let line = RancherLine::new(2, 7);
        let day = Date::constant(2023, 2, 10);
        let mut others = vec![tag("v2.8-build20230210"), tag("v2.7-build20230209")];
        for expected in ["v2.7-build20230210", "v2.7-build2023021001", "v2.7-build2023021002"] {
            let next = Tag::next_alone(line, day, &others).unwrap();
            assert_eq!(next.to_string(), expected);
            others.push(next);
        }
        others.push(tag("v2.7-build2023021099"));
        assert_eq!(Tag::next_alone(line, day, &others), None);
        // Somebody ahead of us has tagged tomorrow.
        let ahead = [tag("v2.7-build20230211")];
        assert_eq!(Tag::next_alone(line, day, &ahead), Some(tag("v2.7-build2023021101")));
        assert_eq!(Tag::next_with_rancher(line, &others), Some(tag("v2.7.0")));
        others.extend([tag("v2.7.9"), tag("v2.7.10"), tag("v2.8.30")]);
        assert_eq!(Tag::next_with_rancher(line, &others), Some(tag("v2.7.11")));
        others.push(tag("v2.7.18446744073709551615"));
        assert_eq!(Tag::next_with_rancher(line, &others), None);
    }
}
