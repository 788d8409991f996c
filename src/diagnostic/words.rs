//! Words that every room needs: counts, lists that are cut short, and near misses.

/// `1 rule`, `2 rules`, `1 entry`, `2 entries`.
pub fn count(count: usize, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        (_, None) if noun.ends_with('s') => format!("{count} {noun}es"),
        _ => format!("{count} {noun}s"),
    }
}

/// `11,215,022`.
pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (nth, digit) in digits.chars().enumerate() {
        if nth > 0 && (digits.len() - nth).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Says at the end of a list how many parts are not in it.
pub fn and_more(parts: &mut Vec<String>, more: usize) {
    match parts.last_mut().filter(|_| more > 0) {
        Some(last) => *last += &format!(" and {more} more"),
        None if more > 0 => parts.push(format!("{more} of them")),
        None => {}
    }
}

/// The first `most` parts, and how many there are besides.
pub fn first<T>(parts: &[T], most: usize, show: impl FnMut(&T) -> String) -> String {
    let mut shown: Vec<_> = parts.iter().take(most).map(show).collect();
    and_more(&mut shown, parts.len().saturating_sub(most));
    shown.join(", ")
}

/// Names in backticks: the first three, of the others the number.
pub fn names<T: AsRef<str>>(names: &[T]) -> String {
    const NAMED: usize = 3;
    first(names, NAMED, |name| format!("`{}`", name.as_ref()))
}

/// The candidate that is closest to `name`, if one is close enough to be a slip of the fingers: at most a
/// third of its letters added, dropped, swapped or mistyped, letter case ignored. Ties go to the earlier candidate.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    // Nobody mistypes a name that long, and the effort grows with the square of the length.
    const LONGEST: usize = 100;
    if name.len() > LONGEST {
        return None;
    }
    let lower = name.to_lowercase();
    let (length, letters) = (lower.chars().count(), letters(&lower));
    let found =
        candidates.into_iter().filter(|candidate| candidate.len() <= LONGEST).filter_map(|candidate| {
            let most = candidate.chars().count().max(3) / 3;
            // What must differ by the number of letters, and of each letter, without looking at their order.
            if candidate.chars().count().abs_diff(length) > most {
                return None;
            }
            let other = candidate.to_lowercase();
            let apart: usize =
                self::letters(&other).iter().zip(&letters).map(|(a, b)| usize::from(a.abs_diff(*b))).sum();
            if apart > 2 * most {
                return None;
            }
            let distance = strsim::osa_distance(&lower, &other);
            (distance <= most).then_some((distance, candidate))
        });
    found.min_by_key(|&(distance, _)| distance).map(|(_, candidate)| candidate)
}

/// How often each byte of a text comes, of bytes that are alike in their last five bits together: an edit of a letter changes
/// two of these numbers by one for each of its bytes.
fn letters(text: &str) -> [u8; 32] {
    let mut counts = [0_u8; 32];
    for byte in text.bytes().filter(u8::is_ascii) {
        let count = &mut counts[usize::from(byte & 31)];
        *count = count.saturating_add(1);
    }
    counts
}

/// A word of a command that people may copy: as it is where a shell takes it so, else in quotes.
pub fn shell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@+,=^%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// The known name that was probably meant, as a question; else what to do about a name that resembles none of them.
pub fn did_you_mean<'c>(name: &str, known: impl IntoIterator<Item = &'c str>, or: &str) -> String {
    nearest(name, known).map_or_else(|| or.to_owned(), |known| format!("did you mean `{known}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, expected: Option<&str>) {
        assert_eq!(nearest(name, ["serverArgs", "agentArgs", "charts", "version"]), expected);
    }

    #[test]
    fn slips_are_recognised() {
        check("serverargs", Some("serverArgs"));
        check("severArgs", Some("serverArgs"));
        check("verison", Some("version"));
        check("harts", Some("charts"));
    }

    #[test]
    fn other_words_are_not() {
        check("messages", None);
        check("", None);
    }

    #[test]
    fn lists_are_cut_and_counted() {
        assert_eq!(names(&["a"]), "`a`");
        assert_eq!(names(&["a", "b", "c", "d", "e"]), "`a`, `b`, `c` and 2 more");
        assert_eq!(first(&[1, 2], 0, i32::to_string), "2 of them");
        assert_eq!(
            [count(1, "entry"), count(2, "entry"), count(0, "rule")],
            ["1 entry", "2 entries", "0 rules"]
        );
    }
}
