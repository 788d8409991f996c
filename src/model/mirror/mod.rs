//! Mirror rules: under which name an image is copied, and where to.
//!
//! They were designed for Go's `regexp`; a rule that means something else here copies images to names that no
//! cluster asks for.

mod class;
mod error;
mod expand;
mod names;
mod pattern;
mod patterns;
#[cfg(test)]
mod tests;
mod translate;

pub use error::PatternError;
pub use pattern::Pattern;
pub use patterns::Patterns;

use super::Text;
use crate::diagnostic::Span;

/// An entry of `mirrorOptions`.
#[derive(Debug)]
pub struct MirrorOption<'s> {
    /// Where it is.
    pub span: Option<Span>,
    /// `targetRegistry`: where images are copied to; empty for Docker Hub.
    pub target_registry: Text<'s>,
    /// `regex`: the first rule that matches a name renames it.
    pub rules: Vec<MirrorRule<'s>>,
}

/// A rule for names of images.
#[derive(Debug)]
pub struct MirrorRule<'s> {
    /// Where it is.
    pub span: Option<Span>,
    /// `regexMatch`.
    pub matches: Text<'s>,
    /// The same, parsed.
    pub pattern: Pattern,
    /// `regexReplacement`.
    pub replacement: Text<'s>,
}

impl MirrorOption<'_> {
    /// The rule that renames a repository, by its place among the rules, and the new name; nothing when none
    /// matches.
    pub fn rename(&self, repository: &str) -> Option<(usize, String)> {
        let (nth, rule) = self.rules.iter().enumerate().find(|(_, rule)| rule.pattern.matches(repository))?;
        Some((nth, rule.pattern.replace_all(repository, rule.replacement.value)))
    }
}

/// Whether a text is the host of a registry as hangar tells one from the first part of a name: letters, digits, `-` and
/// `.`, with a point, or a port, or `localhost`.
pub fn is_registry(text: &str) -> bool {
    let (host, port) = text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_port =
        |port: &str| port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port);
    host.split('.').all(label)
        && port.is_none_or(is_port)
        && (host.contains('.') || port.is_some() || host == "localhost")
}

/// An image cut before its tag: the colon behind the last slash. Nothing when it has no tag.
pub fn split_tag(image: &str) -> Option<(&str, &str)> {
    let name = image.rfind('/').map_or(0, |slash| slash + 1);
    let colon = image[name..].find(':')? + name;
    Some((&image[..colon], &image[colon + 1..]))
}
