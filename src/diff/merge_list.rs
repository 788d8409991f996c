//! Merging two mirror lists that come from one: lines are added and removed.

use std::collections::{BTreeMap, BTreeSet};

use super::Conflict;
use crate::source::Value;

/// The lines that both sides made of `base`, in no order that means anything.
///
/// # Errors
///
/// Every image that both copy to another place than before, and not to the same.
pub fn merge_lists<'s>(
    base: &'s str,
    ours: &'s str,
    theirs: &'s str,
) -> Result<Vec<&'s str>, Vec<Conflict<'s>>> {
    // The carriage return of a last line without a newline is not part of its tag.
    let lines = |list: &'s str| list.lines().map(|line| line.trim_end_matches('\r')).collect::<BTreeSet<_>>();
    let [base, ours, theirs] = [base, ours, theirs].map(lines);
    // Where one side alone copies an image to; of several places the first.
    let moved = |side: &BTreeSet<&'s str>, other: &BTreeSet<&'s str>| {
        let only = side.iter().rev().filter(|line| !base.contains(**line) && !other.contains(**line));
        only.map(|line| (image(line), *line)).collect::<BTreeMap<_, _>>()
    };
    let (by_us, by_them) = (moved(&ours, &theirs), moved(&theirs, &ours));
    let gone = base.iter().filter(|line| !ours.contains(**line) && !theirs.contains(**line));
    let conflicts: Vec<_> = gone
        .filter_map(|line| {
            let image = image(line);
            let (ours, theirs) = (by_us.get(&image)?, by_them.get(&image)?);
            let [ours, theirs] = [ours, theirs].map(|line| Some(Value::String(line)));
            Some(Conflict { path: image.0.to_owned(), ours, theirs })
        })
        .collect();
    if !conflicts.is_empty() {
        return Err(conflicts);
    }
    let kept = |line: &&&str| !base.contains(**line) || (ours.contains(**line) && theirs.contains(**line));
    Ok(ours.union(&theirs).filter(kept).copied().collect())
}

/// The source and the tag of `SOURCE DEST TAG`.
fn image(line: &str) -> (&str, &str) {
    let first = line.split(' ').next().unwrap_or_default();
    (first, line.rsplit(' ').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base: &str, ours: &str, theirs: &str, expected: Result<&[&str], &[&str]>) {
        let merged = merge_lists(base, ours, theirs)
            .map_err(|conflicts| conflicts.into_iter().map(|conflict| conflict.path).collect::<Vec<_>>());
        let expected =
            expected.map(<[_]>::to_vec).map_err(|paths| paths.iter().map(ToString::to_string).collect());
        assert_eq!(merged, expected);
    }

    #[test]
    fn lines_come_and_go() {
        check("a x 1\nb x 1\n", "b x 1\nc x 1\n", "a x 1\nb x 1\nd x 1\n", Ok(&["b x 1", "c x 1", "d x 1"]));
        // Both moved it to the same place, or one of them did.
        check("a x 1\n", "a y 1\n", "a y 1\n", Ok(&["a y 1"]));
        check("a x 1\n", "a y 1\n", "a x 1\n", Ok(&["a y 1"]));
        check("a x 1\n", "a x 1\nb x 1\r", "a x 1\n", Ok(&["a x 1", "b x 1"]));
        // Of another tag it is another image.
        check("a x 1\n", "a y 2\n", "a z 3\n", Ok(&["a y 2", "a z 3"]));
    }

    #[test]
    fn an_image_that_both_copy_elsewhere_is_a_conflict() {
        check("a x 1\nb x 1\n", "a y 1\nb x 1\n", "a z 1\nb x 1\n", Err(&["a"]));
    }
}
