//! `data/kdm.yaml` with another pin: only that part of the text changes, and comments stay.

use std::ops::Range;

use crate::{
    model::{
        field::Named,
        settings::{PinPart, SettingsPart},
    },
    source::yaml::is_plain_string,
};

/// A pin to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPin {
    /// The address of the repository.
    pub repository: Option<String>,
    /// The commit.
    pub commit: Option<String>,
    /// The SHA-256 of what the RKE tables compile to.
    pub sha256: String,
}

/// The settings with a pin, or without; `old` is where the key `upstream` and its value are in the old text, from
/// the first character to the last.
pub fn render_settings(text: &str, old: Option<Range<usize>>, pin: Option<&NewPin>) -> String {
    let mut block = pin.map(render_pin).unwrap_or_default();
    if text.contains("\r\n") {
        block = block.replace('\n', "\r\n");
    }
    match old {
        Some(old) => {
            let start = text[..old.start].rfind('\n').map_or(0, |newline| newline + 1);
            let end = text[old.end..].find('\n').map_or(text.len(), |newline| old.end + newline + 1);
            format!("{}{block}{}", &text[..start], &text[end..])
        }
        None if text.is_empty() || text.ends_with('\n') => format!("{text}{block}"),
        None => format!("{text}\n{block}"),
    }
}

fn render_pin(pin: &NewPin) -> String {
    let NewPin { repository, commit, sha256 } = pin;
    let mut block = format!("{}:\n", SettingsPart::Upstream.name());
    for part in PinPart::all() {
        let value = match part {
            PinPart::Repository => repository.as_ref(),
            PinPart::Commit => commit.as_ref(),
            PinPart::Sha256 => Some(sha256),
        };
        let Some(value) = value else { continue };
        let quote = if is_plain_string(value) { "" } else { "\"" };
        let value =
            if quote.is_empty() { value.clone() } else { value.replace('\\', "\\\\").replace('"', "\\\"") };
        block.push_str(&format!("  {}: {quote}{value}{quote}\n", part.name()));
    }
    block
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, upstream: &str, pin: Option<&str>, expected: &str) {
        let old = text.find(upstream).filter(|_| !upstream.is_empty()).map(|at| at..at + upstream.len());
        let pin = pin.map(|sha256| NewPin { repository: None, commit: None, sha256: sha256.to_owned() });
        assert_eq!(render_settings(text, old, pin.as_ref()), expected);
    }

    #[test]
    fn only_the_pin_changes() {
        check("", "", Some("ab"), "upstream:\n  sha256: ab\n");
        check("# why\nallow: []", "", Some("ab"), "# why\nallow: []\nupstream:\n  sha256: ab\n");
        let old = "upstream:\n  sha256: cd";
        let text = format!("# first\n{old}\n\n# next\nallow: [] # x\n");
        check(&text, old, Some("ab"), "# first\nupstream:\n  sha256: ab\n\n# next\nallow: [] # x\n");
        check(&text, old, None, "# first\n\n# next\nallow: [] # x\n");
        check(
            "upstream: {sha256: cd} # it\n",
            "upstream: {sha256: cd}",
            Some("ab"),
            "upstream:\n  sha256: ab\n",
        );
    }

    #[test]
    fn lines_end_as_they_did() {
        check("a: 1\r\n", "", Some("ab"), "a: 1\r\nupstream:\r\n  sha256: ab\r\n");
    }

    #[test]
    fn what_would_be_a_number_is_quoted() {
        check("", "", Some("123"), "upstream:\n  sha256: \"123\"\n");
        check("", "", Some("1e5"), "upstream:\n  sha256: \"1e5\"\n");
    }
}
