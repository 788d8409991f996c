//! The order of `LC_ALL=C sort -V`, in which people keep image lists and compare them.
//!
//! It is that of lines which begin with a letter or digit and have no `~`, as those of image lists: for hidden files
//! and `~` the versions of coreutils differ.

use std::cmp::Ordering;

/// Compares two lines: gnulib's `filevercmp`, and by bytes where that sees no difference.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    file_version(a.as_bytes(), b.as_bytes()).then_with(|| a.cmp(b))
}

fn file_version(a: &[u8], b: &[u8]) -> Ordering {
    let (stem_a, stem_b) = (stem(a), stem(b));
    // Without endings in either, or with the same stem, endings count.
    let whole = stem_a == a && stem_b == b;
    if !whole {
        let stems = revision(stem_a, stem_b);
        if stems.is_ne() {
            return stems;
        }
    }
    revision(a, b)
}

/// A name without its endings: `(\.[A-Za-z][A-Za-z0-9]*)*$`.
fn stem(name: &[u8]) -> &[u8] {
    let mut end = 0;
    let mut at = 0;
    // As `file_prefixlen`: walks over what could be endings and falls back behind what is none.
    while at < name.len() {
        at += 1;
        end = at;
        while at + 1 < name.len() && name[at] == b'.' && name[at + 1].is_ascii_alphabetic() {
            at += 2;
            while at < name.len() && name[at].is_ascii_alphanumeric() {
                at += 1;
            }
        }
    }
    &name[..end]
}

/// `verrevcmp`: digits by their value, other characters in an order where letters come first.
fn revision(a: &[u8], b: &[u8]) -> Ordering {
    let (mut i, mut j) = (0, 0);
    let is_digit = |text: &[u8], at: usize| text.get(at).is_some_and(u8::is_ascii_digit);
    while i < a.len() || j < b.len() {
        while (i < a.len() && !is_digit(a, i)) || (j < b.len() && !is_digit(b, j)) {
            let order = weight(a.get(i)).cmp(&weight(b.get(j)));
            if order.is_ne() {
                return order;
            }
            i += 1;
            j += 1;
        }
        while a.get(i) == Some(&b'0') {
            i += 1;
        }
        while b.get(j) == Some(&b'0') {
            j += 1;
        }
        let mut first = Ordering::Equal;
        while is_digit(a, i) && is_digit(b, j) {
            first = first.then(a[i].cmp(&b[j]));
            i += 1;
            j += 1;
        }
        if is_digit(a, i) {
            return Ordering::Greater;
        }
        if is_digit(b, j) {
            return Ordering::Less;
        }
        if first.is_ne() {
            return first;
        }
    }
    Ordering::Equal
}

/// The rank of what is not a digit; the end of a text is lowest.
fn weight(byte: Option<&u8>) -> i32 {
    match byte {
        None => -1,
        Some(byte) if byte.is_ascii_digit() => 0,
        Some(byte) if byte.is_ascii_alphabetic() => i32::from(*byte),
        Some(byte) => i32::from(*byte) + 256,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn ascending(lines: &[&str]) {
        for pair in lines.windows(2) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{} < {}", pair[0], pair[1]);
        }
    }

    #[test]
    fn lines_are_sorted_as_sort_does() {
        ascending(&["rancher/a b v1.9", "rancher/a b v1.10", "rancher/a b v1.10.1", "rancher/b b v1.0"]);
        ascending(&["a 1.0", "a 1.0-rancher1", "a 1.0-rancher10"]);
        ascending(&["", "a", "a.txt", "a1"]);
        ascending(&["a001", "a01", "a1", "a2"]);
    }
}
