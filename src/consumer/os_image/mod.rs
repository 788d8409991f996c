//! Who names node images, and what the names mean for pipelines and clusters: the charts' Helm templates
//! (`cluster.os.version` and its kin in giantswarm/cluster, `imageLookupParameters` in giantswarm/cluster-aws), and the operator
//! that brings images to installations (`getImageName` in giantswarm/image-distribution-operator `pkg/image`).

mod base;
mod existing;
mod matrix;
mod naming;
mod roll;
mod states;

pub use base::bases;
pub use existing::{Existing, NoImage, Unneeded};
pub use matrix::{Lacking, Made, Matrix, Row};
pub use naming::{Named, Unnamed, name};
pub use roll::{Change, Roll};
pub use states::{Fate, StateChange, States};

use std::cmp::Ordering;

/// The order in which people read names: numbers by their value, everything else by its bytes.
pub(crate) fn natural(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.as_bytes(), b.as_bytes());
    loop {
        let (number_a, number_b) = (digits(a), digits(b));
        let order = if !number_a.is_empty() && !number_b.is_empty() {
            (a, b) = (&a[number_a.len()..], &b[number_b.len()..]);
            let (value_a, value_b) = (significant(number_a), significant(number_b));
            let by_value = value_a.len().cmp(&value_b.len()).then_with(|| value_a.cmp(value_b));
            // `01` and `1` are two names.
            by_value.then_with(|| number_b.len().cmp(&number_a.len()))
        } else {
            match (a.split_first(), b.split_first()) {
                (None, None) => return Ordering::Equal,
                (None, Some(_)) => return Ordering::Less,
                (Some(_), None) => return Ordering::Greater,
                (Some((first_a, rest_a)), Some((first_b, rest_b))) => {
                    (a, b) = (rest_a, rest_b);
                    first_a.cmp(first_b)
                }
            }
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// The number that a text begins with.
fn digits(text: &[u8]) -> &[u8] {
    let length = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    &text[..length]
}

fn significant(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|byte| **byte == b'0').count();
    &digits[zeros..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_by_value() {
        let names = [
            "",
            "a",
            "kube-1.9",
            "kube-1.34.7-tooling",
            "kube-1.34.10-tooling",
            "kube-18446744073709551616",
            "kube-v1",
            "v01",
            "v1",
            "v1a",
        ];
        for (nth, name) in names.iter().enumerate() {
            for (other, with) in names.iter().enumerate() {
                assert_eq!(natural(name, with), nth.cmp(&other), "{name} {with}");
            }
        }
    }
}
