//! Ranges of Ranchers whose images a registry mirrors.

use super::{
    RancherLine,
    range::{Range, VersionSet},
    version::Version,
};

/// A range of Ranchers without gaps: from one on, and below another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RancherRange {
    range: Range,
    from: Version,
    to: Option<Version>,
}

impl RancherRange {
    /// Reads a range, as in `>=2.7.0 <2.10.0`.
    ///
    /// # Errors
    ///
    /// What must be written instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let range =
            Range::parse(text).map_err(|error| format!("{error}; write a range like `>=2.7.0 <2.10.0`"))?;
        let mut intervals = range.set().intervals();
        let Some((from, to)) = intervals.next() else {
            return Err(
                "no Rancher is in this range; write the lower end first, as in `>=2.7.0 <2.10.0`".to_owned()
            );
        };
        if intervals.next().is_some() {
            return Err("this range has a gap; write one with two ends, as in `>=2.7.0 <2.10.0`".to_owned());
        }
        let (from, to) = (from.clone(), to.cloned());
        drop(intervals);
        Ok(Self { range, from, to })
    }

    /// The Ranchers of a line.
    ///
    /// # Errors
    ///
    /// As [`Self::parse`].
    pub fn of_line(line: RancherLine) -> Result<Self, String> {
        Self::parse(&format!(">={} <{}", line.release(0), line.after().release(0)))
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        self.range.text()
    }

    /// The Ranchers in it.
    pub fn set(&self) -> &VersionSet {
        self.range.set()
    }

    /// The first one.
    pub fn from(&self) -> &Version {
        &self.from
    }

    /// Whether all of it is below a version.
    pub fn ends_before(&self, min: &Version) -> bool {
        self.to.as_ref().is_some_and(|to| min >= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_has_two_ends_and_no_gap() {
        for (text, said) in [
            (">=2.10.0 <2.7.0", "no Rancher is in this range"),
            (">=2.7.0 <2.8.0 || >=2.9.0", "this range has a gap"),
            ("2.7", "write a range like"),
        ] {
            let error = RancherRange::parse(text).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
    }
}
