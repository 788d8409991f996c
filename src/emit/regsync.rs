//! regsync.yaml: what regsync (regclient) mirrors, as the template of upstream's `pkg/images` writes it.
//!
//! regsync reads YAML, and to YAML many a tag is no text: without quotes it takes `3.10` for `3.1` and `012` for `10`, and mirrors
//! nothing or something else. Upstream quotes none.

use std::sync::LazyLock;

use regex::Regex;

use crate::{
    consumer::Regsync,
    model::regsync::{TARGET, target_of},
    source::yaml::is_plain_string,
};

/// How tags are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegsyncStyle {
    /// In quotes where YAML would read something else than a text.
    Quoted,
    /// As upstream writes them: never in quotes.
    Upstream,
}

/// The whole file.
pub fn render_regsync(regsync: &Regsync<'_>, style: RegsyncStyle) -> String {
    let mut text = head();
    for (source, tags) in &regsync.sources {
        text += &entry(source, tags.keys().copied(), style);
    }
    text
}

/// A whole file for each source, by source.
pub fn render_regsync_split<'r>(
    regsync: &'r Regsync<'_>,
    style: RegsyncStyle,
) -> impl Iterator<Item = (&'r str, String)> {
    let files = regsync.sources.iter();
    files.map(move |(source, tags)| (source.as_str(), head() + &entry(source, tags.keys().copied(), style)))
}

/// What stands before the sources: who logs in where, and which kinds of manifests are copied.
fn head() -> String {
    let env = |name: &str| format!(r#"'{{{{ env "{name}" }}}}'"#);
    let (user, pass) = (env("REGISTRY_USERNAME"), env("REGISTRY_PASSWORD"));
    let mut head = format!(
        "version: 1\ncreds:\n  - registry: '{TARGET}'\n    user: {user}\n    pass: {pass}\ndefaults:\n  mediaTypes:\n"
    );
    for media_type in [
        "application/vnd.docker.distribution.manifest.v2+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.oci.image.index.v1+json",
    ] {
        head += &format!("    - {media_type}\n");
    }
    head + "sync:\n"
}

fn entry<'t>(source: &str, tags: impl Iterator<Item = &'t str>, style: RegsyncStyle) -> String {
    let target = target_of(source);
    let mut text = format!(
        "  - source: {source}\n    target: '{target}'\n    type: repository\n    tags:\n      allow:\n"
    );
    for tag in tags {
        let tag = if style == RegsyncStyle::Upstream || is_text(tag) { tag.to_owned() } else { quoted(tag) };
        text += &format!("        - {tag}\n");
    }
    text
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Whether every reader of YAML takes a text without quotes for a text: those of YAML 1.1 (yaml.v2, PyYAML, Ruby's Psych), those
/// of 1.2, and goccy/go-yaml, which regsync uses.
fn is_text(text: &str) -> bool {
    /// Integers and floats of all bases, with the separators and the minutes and seconds of YAML 1.1, and dates.
    static OTHER: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?i)^(?:[-+]?(?:[0-9][0-9_,]*(?:\.[0-9_]*)?|\.[0-9_]+)(?:e[-+]?[0-9_]+)?",
            r"|[-+]?0x[0-9a-f_,]+|[-+]?0o[0-7_,]+|[-+]?0b[01_,]+",
            r"|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?",
            r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[t\s].*)?",
            r"|y|n|yes|no|on|off|true|false|null|~|[-+]?\.inf|\.nan|=|<<)$",
        ))
        .ok()
    });
    is_plain_string(text) && OTHER.as_ref().is_some_and(|other| !other.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostic::Diagnostics,
        source::{Arena, Sources, yaml},
    };
    use proptest::prelude::*;

    fn with<'s>(tags: &[&'s str]) -> Regsync<'s> {
        let tags = tags.iter().map(|tag| (*tag, crate::consumer::MirroredTag::default())).collect();
        Regsync { sources: [("docker.io/rancher/a".to_owned(), tags)].into() }
    }

    /// The tags as sigs.k8s.io/yaml reads them; nothing for one that is no text to it.
    fn read_back(text: &str) -> Vec<Option<String>> {
        let mut sources = Sources::default();
        let file = sources.add("regsync.yaml", text);
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let node = yaml::parse(file, sources.text(file, &mut found).unwrap(), &arena, &mut found).unwrap();
        let entry = node.value.fields().value("sync").items()[0];
        let allow = entry.value.fields().value("tags").fields().value("allow");
        allow.items().iter().map(|tag| tag.value.as_str().map(str::to_owned)).collect()
    }

    #[test]
    fn quotes_are_where_a_tag_would_be_something_else() {
        for (tag, expected) in [
            ("3.6", "'3.6'"),
            ("3.10", "'3.10'"),
            ("012", "'012'"),
            ("0x1F", "'0x1F'"),
            ("0b11", "'0b11'"),
            ("0o17", "'0o17'"),
            ("1_000", "'1_000'"),
            ("1e3", "'1e3'"),
            ("1.", "'1.'"),
            ("null", "'null'"),
            ("Null", "'Null'"),
            ("yEs", "'yEs'"),
            ("2024-01-02", "'2024-01-02'"),
            ("20240102", "'20240102'"),
            ("1:30", "'1:30'"),
            ("~", "'~'"),
            ("it's #1", "'it''s #1'"),
            ("v1.2.3", "v1.2.3"),
            ("3.6.1", "3.6.1"),
            ("1.2-rc1", "1.2-rc1"),
            ("20240102-1", "20240102-1"),
            ("6.0.3.1.81c2369", "6.0.3.1.81c2369"),
            ("0x", "0x"),
            ("1e3a", "1e3a"),
            ("latest", "latest"),
            ("_1", "_1"),
        ] {
            let text = render_regsync(&with(&[tag]), RegsyncStyle::Quoted);
            assert!(text.ends_with(&format!("        - {expected}\n")), "{tag}: {text}");
            let text = render_regsync(&with(&[tag]), RegsyncStyle::Upstream);
            assert!(text.ends_with(&format!("        - {tag}\n")), "{tag}: {text}");
        }
    }

    #[test]
    fn nothing_to_mirror_is_a_sync_without_a_value() {
        assert!(render_regsync(&Regsync::default(), RegsyncStyle::Quoted).ends_with("+json\nsync:\n"));
    }

    #[test]
    fn a_file_of_one_source_is_the_whole_one_with_one_entry() {
        let mut regsync = with(&["v1", "v2"]);
        let one = render_regsync(&regsync, RegsyncStyle::Quoted);
        regsync.sources.insert("docker.io/rancher/b".to_owned(), [("v3", Default::default())].into());
        let split: Vec<_> = render_regsync_split(&regsync, RegsyncStyle::Quoted).collect();
        assert_eq!(split.len(), 2);
        assert_eq!(split[0], ("docker.io/rancher/a", one));
    }

    proptest! {
        #[test]
        fn every_tag_is_read_back(tags in proptest::collection::vec("[0-9A-Za-z_][0-9A-Za-z_.-]{0,9}|[0-9]{1,3}[.e_x][0-9a-f]{1,3}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", 1..20)) {
            let tags: std::collections::BTreeSet<&str> = tags.iter().map(String::as_str).collect();
            let tags: Vec<_> = tags.into_iter().collect();
            let back = read_back(&render_regsync(&with(&tags), RegsyncStyle::Quoted));
            let expected: Vec<_> = tags.iter().map(|tag| Some((*tag).to_owned())).collect();
            prop_assert_eq!(back, expected);
        }
    }
}
