//! Names with placeholders: `flatcar-{channel}-{flatcar}-kube-{kubernetes}-tooling-{os-tooling}-gs`.

use std::{collections::BTreeSet, fmt, ops::Range};

use super::Release;
use crate::diagnostic::shown::is_hostile;

/// A name with placeholders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
    /// The components that it names, each once, in order.
    components: Vec<String>,
}

/// A part of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// As it is.
    Literal(String),
    /// What does not depend on components.
    Field(Field),
    /// The version of a component, or a number of it; and where the placeholder is in the text.
    Component(String, VersionPart, Range<usize>),
}

/// What does not depend on components.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// `{channel}`: of the operating system, as the rules say it.
    Channel,
    /// `{image}`: the name of the image; only in the name of an artifact.
    Image,
    /// `{provider}`: only in the name of an artifact.
    Provider,
}

/// How much of a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // the names say it all
pub enum VersionPart {
    Whole,
    Major,
    Minor,
    Patch,
}

/// Why a text is no template, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct TemplateError {
    /// What is wrong.
    pub what: String,
    /// The bytes of the text that are.
    pub at: Range<usize>,
}

/// The components that a name needs and a release does not have.
pub type Missing<'t> = Vec<&'t str>;

impl Template {
    /// A template of an image's name: `{channel}`, `{COMPONENT}`, and `{COMPONENT.major}`, `.minor` and `.patch`.
    ///
    /// # Errors
    ///
    /// Where a placeholder is none, and what else cannot be in a name.
    pub fn of_image(text: &str) -> Result<Self, TemplateError> {
        Self::parse(text, &[("channel", Field::Channel)])
    }

    /// A template of a file that an image is kept in, or of an object: `{image}` and `{provider}` as well.
    ///
    /// # Errors
    ///
    /// As [`Self::of_image`].
    pub fn of_artifact(text: &str) -> Result<Self, TemplateError> {
        let fields = [("channel", Field::Channel), ("image", Field::Image), ("provider", Field::Provider)];
        Self::parse(text, &fields)
    }

    fn parse(text: &str, fields: &[(&str, Field)]) -> Result<Self, TemplateError> {
        let failed = |what: &str, at: Range<usize>| Err(TemplateError { what: what.to_owned(), at });
        if text.trim().is_empty() {
            return failed("a name must not be empty", 0..text.len());
        }
        if let Some((at, c)) = text.char_indices().find(|(_, c)| is_hostile(*c)) {
            return failed(&format!("U+{:04X} cannot be in a name", u32::from(c)), at..at + c.len_utf8());
        }
        let mut parts = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let rest = &text[at..];
            let length = rest.find(['{', '}']).unwrap_or(rest.len());
            if length > 0 {
                parts.push(Part::Literal(rest[..length].to_owned()));
                at += length;
                continue;
            }
            let end = rest[1..].find(['{', '}']).filter(|end| rest.as_bytes()[1 + end] == b'}');
            let (Some(end), true) = (end, rest.starts_with('{')) else {
                return failed(&format!("this `{}` has no partner", &rest[..1]), at..at + 1);
            };
            let place = at..at + end + 2;
            parts.push(placeholder(&rest[1..=end], fields, place.clone())?);
            at = place.end;
        }
        let mut seen = BTreeSet::new();
        let names = parts.iter().filter_map(|part| match part {
            Part::Component(name, ..) => Some(name),
            Part::Literal(_) | Part::Field(_) => None,
        });
        let components = names.filter(|name| seen.insert(*name)).cloned().collect();
        Ok(Self { parts, components })
    }

    /// The parts, in order.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The components that it names, each once, in order.
    pub fn components(&self) -> impl Iterator<Item = &str> {
        self.components.iter().map(String::as_str)
    }

    /// Whether the whole version of a component is in the name.
    pub fn has_whole(&self, component: &str) -> bool {
        let is_whole =
            |part: &Part| matches!(part, Part::Component(name, VersionPart::Whole, _) if name == component);
        self.parts.iter().any(is_whole)
    }

    /// The name that it makes of a release.
    ///
    /// # Errors
    ///
    /// All components that the release does not have.
    pub fn render<'t, 'f>(
        &'t self,
        release: &Release<'_>,
        field: impl Fn(Field) -> &'f str,
    ) -> Result<String, Missing<'t>> {
        let missing: Vec<_> =
            self.components().filter(|name| !release.components.contains_key(name)).collect();
        if !missing.is_empty() {
            return Err(missing);
        }
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(literal) => text += literal,
                Part::Field(of) => text += field(*of),
                Part::Component(name, part, _) => {
                    let Some(component) = release.components.get(name.as_str()) else { continue };
                    let ((major, minor), patch) = (component.number.minor(), component.number.patch());
                    text += &match part {
                        VersionPart::Whole => component.version.value.to_owned(),
                        VersionPart::Major => major.to_string(),
                        VersionPart::Minor => minor.to_string(),
                        VersionPart::Patch => patch.to_string(),
                    };
                }
            }
        }
        Ok(text)
    }
}

fn placeholder(inner: &str, fields: &[(&str, Field)], at: Range<usize>) -> Result<Part, TemplateError> {
    if let Some((_, field)) = fields.iter().find(|(name, _)| *name == inner) {
        return Ok(Part::Field(*field));
    }
    let (name, part) = match inner.split_once('.') {
        None => (inner, Some(VersionPart::Whole)),
        Some((name, "major")) => (name, Some(VersionPart::Major)),
        Some((name, "minor")) => (name, Some(VersionPart::Minor)),
        Some((name, "patch")) => (name, Some(VersionPart::Patch)),
        Some((name, _)) => (name, None),
    };
    let is_name = !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    // What is a field somewhere is no component anywhere.
    let is_field = ["channel", "image", "provider"].contains(&name);
    match part.filter(|_| is_name && !is_field) {
        Some(part) => Ok(Part::Component(name.to_owned(), part, at)),
        None => Err(TemplateError { what: format!("there is no placeholder `{{{inner}}}`"), at }),
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts.iter().try_for_each(|part| match part {
            Part::Literal(text) => f.write_str(text),
            Part::Field(Field::Channel) => f.write_str("{channel}"),
            Part::Field(Field::Image) => f.write_str("{image}"),
            Part::Field(Field::Provider) => f.write_str("{provider}"),
            Part::Component(name, VersionPart::Whole, _) => write!(f, "{{{name}}}"),
            Part::Component(name, VersionPart::Major, _) => write!(f, "{{{name}.major}}"),
            Part::Component(name, VersionPart::Minor, _) => write!(f, "{{{name}.minor}}"),
            Part::Component(name, VersionPart::Patch, _) => write!(f, "{{{name}.patch}}"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_what_was_written() {
        for text in
            ["a", "{channel}", "flatcar-{channel}-{flatcar}-v{os-tooling.major}.{k8s.minor}{k8s.patch}-gs"]
        {
            assert_eq!(Template::of_image(text).unwrap().to_string(), text);
        }
        let artifact = "capv/{image}/{provider}-{kubernetes}.ova";
        assert_eq!(Template::of_artifact(artifact).unwrap().to_string(), artifact);
        let twice = Template::of_image("{b}{a}{b.major}").unwrap();
        assert_eq!(twice.components().collect::<Vec<_>>(), ["b", "a"]);
    }

    #[test]
    fn what_is_no_placeholder_is_refused_at_its_place() {
        for (text, what, at) in [
            ("", "a name must not be empty", 0..0),
            ("a{b", "this `{` has no partner", 1..2),
            ("a}b", "this `}` has no partner", 1..2),
            ("a{{b}}", "this `{` has no partner", 1..2),
            ("x{}", "there is no placeholder `{}`", 1..3),
            ("{a.b}", "there is no placeholder `{a.b}`", 0..5),
            ("{channel.major}", "there is no placeholder `{channel.major}`", 0..15),
            ("é{Flatcar}", "there is no placeholder `{Flatcar}`", 2..11),
            ("a\tb", "U+0009 cannot be in a name", 1..2),
        ] {
            assert_eq!(Template::of_image(text), Err(TemplateError { what: what.to_owned(), at }), "{text}");
        }
        // An image's name cannot have itself in it.
        assert!(Template::of_image("{image}").is_err());
        assert!(Template::of_artifact("{image.major}").is_err());
    }
}
