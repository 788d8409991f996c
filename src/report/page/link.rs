//! Links inside of a page, and names in it.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::badge::Badge;
use crate::diagnostic::shown::visible;

/// The fragment that leads to a view: everything but letters, digits and `-._~` is percent-encoded, and `+` so `%2B`, since
/// some readers of links take a plain one for a space.
pub(super) fn link(parts: &[&str]) -> String {
    let mut link = "#".to_owned();
    for part in parts {
        link.push('/');
        for byte in part.bytes() {
            match byte {
                b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                    link.push(char::from(byte))
                }
                _ => drop(write!(link, "%{byte:02X}")),
            }
        }
    }
    link
}

/// The name of a release that leads to its card, and what a difference does to it.
pub(super) fn release(area: &str, version: &str, of: Option<Badge>) -> Markup {
    html! { a href=(link(&[area, version])) { (text(version)) } (badge(of)) }
}

/// What a difference does to something, in a word.
pub(super) fn badge(of: Option<Badge>) -> Markup {
    html! { @if let Some(of) = of { " " b class=(format!("badge {}", of.word())) { (of.word()) } } }
}

/// Text of people's, on one line.
pub(super) fn text(text: &str) -> String {
    visible(text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plus_and_a_slash_are_no_part_of_a_link() {
        assert_eq!(link(&["k3s", "v1.30.5+k3s1"]), "#/k3s/v1.30.5%2Bk3s1");
        assert_eq!(link(&["image", "rancher/pause:3.6"]), "#/image/rancher%2Fpause%3A3.6");
        assert_eq!(link(&["k3s", "\"><é"]), "#/k3s/%22%3E%3C%C3%A9");
    }
}
