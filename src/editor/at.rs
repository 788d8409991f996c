//! What stands at a place of a text.

use crate::{
    diagnostic::Span,
    model::{ReleaseVersion, RkeVersion, channel::ReleaseTable, field::Named},
    source::yaml::{Anchor, Document, Form, Pair, WrittenId},
};

/// What stands at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<'s> {
    /// The words there.
    pub span: Span,
    /// What they are.
    pub at: At<'s>,
}

/// What words can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At<'s> {
    /// `*name` or `&name`: the number of the anchor among those of the text.
    Anchor(usize),
    /// A version of any distribution.
    Version(&'s str),
    /// The name of an argument.
    Argument(&'s str),
    /// The name of a chart.
    Chart(&'s str),
}

/// What stands at a byte; nothing where that is nothing that kdm knows more of.
pub fn at<'s>(document: &Document<'s>, offset: usize) -> Option<Found<'s>> {
    let anchors = document.anchors.all().iter().enumerate();
    let mut anchors = anchors.map(|(nth, anchor)| (nth, name_of(anchor)));
    if let Some((nth, span)) = anchors.find(|(_, span)| holds(*span, offset)) {
        return Some(Found { span, at: At::Anchor(nth) });
    }
    // What is below has been found by its place; the root has not.
    let root = document.root.filter(|root| holds(document.values[*root].span, offset))?;
    below(document, root, offset, &mut Vec::new())
}

/// `&name`, without a tag that may stand behind it.
fn name_of(anchor: &Anchor) -> Span {
    let start = anchor.at.range().start;
    Span::new(anchor.at.file, start, start + 1 + anchor.name.len())
}

/// The keys and values of all maps.
fn pairs<'d, 's>(document: &'d Document<'s>) -> impl Iterator<Item = &'d Pair<'s>> {
    let maps = document.values.iter().filter_map(|value| match &value.form {
        Form::Map { pairs, .. } => Some(pairs),
        _ => None,
    });
    maps.flatten()
}

/// Whether a place holds a byte; the one behind it counts, where a cursor stands that has just written it.
fn holds(span: Span, offset: usize) -> bool {
    span.range().start <= offset && offset <= span.range().end
}

fn below<'s>(
    document: &Document<'s>,
    id: WrittenId,
    offset: usize,
    keys: &mut Vec<&'s str>,
) -> Option<Found<'s>> {
    let written = &document.values[id];
    match &written.form {
        Form::Scalar => Some(Found { span: written.span, at: version(written.value.as_str()?)? }),
        Form::Alias(anchor) => Some(Found { span: written.span, at: At::Anchor(*anchor) }),
        Form::List { items, .. } => {
            let item = items.iter().find(|item| holds(document.values[**item].span, offset))?;
            below(document, *item, offset, keys)
        }
        Form::Map { pairs, .. } => {
            if let Some(pair) = pairs.iter().find(|pair| holds(pair.key, offset)) {
                return Some(Found { span: pair.key, at: key(pair.name, keys)? });
            }
            let pair = pairs.iter().find(|pair| holds(document.values[pair.value].span, offset))?;
            keys.push(pair.name);
            below(document, pair.value, offset, keys)
        }
    }
}

/// What a key is, below these keys.
fn key<'s>(name: &'s str, keys: &[&str]) -> Option<At<'s>> {
    let table = keys.last().and_then(|table| ReleaseTable::by_name(table));
    match table {
        Some(ReleaseTable::ServerArgs | ReleaseTable::AgentArgs) => Some(At::Argument(name)),
        Some(ReleaseTable::Charts) => Some(At::Chart(name)),
        _ => version(name),
    }
}

fn version(text: &str) -> Option<At<'_>> {
    let is_version = ReleaseVersion::parse(text).is_some() || RkeVersion::parse(text).is_some();
    is_version.then_some(At::Version(text))
}

/// Where an anchor is written, and all aliases that mean it.
pub fn anchor_and_aliases(document: &Document<'_>, anchor: usize) -> (Option<Span>, Vec<Span>) {
    let written = document.anchors.all().get(anchor).map(name_of);
    let aliases =
        document.values.iter().filter(|value| matches!(value.form, Form::Alias(nth) if nth == anchor));
    (written, aliases.map(|value| value.span).collect())
}

/// Where a version is defined: the `version` of a release, or a key.
pub fn defined(document: &Document<'_>, version: &str) -> Option<Span> {
    pairs(document).find_map(|pair| {
        let value = &document.values[pair.value];
        let is_release = pair.name == "version" && value.value.as_str() == Some(version);
        if is_release { Some(value.span) } else { (pair.name == version).then_some(pair.key) }
    })
}

/// Where a version is named.
pub fn mentioned(document: &Document<'_>, version: &str) -> Vec<Span> {
    let values = document.values.iter().filter(|value| matches!(value.form, Form::Scalar));
    let values = values.filter(|value| value.value.as_str() == Some(version)).map(|value| value.span);
    let keys = pairs(document).filter(|pair| pair.name == version).map(|pair| pair.key);
    let mut spans: Vec<_> = values.chain(keys).collect();
    spans.sort();
    spans
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::{
        diagnostic::{Diagnostics, FileId},
        source::{Arena, yaml},
    };

    const TEXT: &str = "\
channels:
- {name: default, latest: v1.36.2+k3s1}
releases:
- version: v1.36.1+k3s1
  serverArgs: &server
    tls-san: {type: array}
  charts: {rke2-canal: {repo: x}}
- version: v1.36.2+k3s1
  serverArgs:
    <<: *server
    debug: {type: boolean}
system: {v1.26.9-rancher1-1: {etcd: x}}
";

    #[track_caller]
    fn check(place: &str, expected: Option<(&str, At<'_>)>) {
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let (_, document) = yaml::document(FileId::default(), TEXT, &arena, &mut found).unwrap();
        let (before, after) = place.split_once('|').unwrap();
        let start = TEXT.find(&format!("{before}{after}")).expect("the place is there") + before.len();
        let found = at(&document, start).map(|found| (&TEXT[found.span.range()], found.at));
        assert_eq!(found, expected, "{place}");
    }

    #[test]
    fn what_stands_at_a_place_is_known_by_where_it_is() {
        check("latest: v1.3|6.2", Some(("v1.36.2+k3s1", At::Version("v1.36.2+k3s1"))));
        check("|v1.36.1+k3s1", Some(("v1.36.1+k3s1", At::Version("v1.36.1+k3s1"))));
        check("&ser|ver", Some(("&server", At::Anchor(0))));
        check("*server|\n", Some(("*server", At::Anchor(0))));
        check("tls|-san", Some(("tls-san", At::Argument("tls-san"))));
        check("deb|ug", Some(("debug", At::Argument("debug"))));
        check("rke2-c|anal", Some(("rke2-canal", At::Chart("rke2-canal"))));
        check("v1.26|.9-rancher1-1", Some(("v1.26.9-rancher1-1", At::Version("v1.26.9-rancher1-1"))));
        check("type: ar|ray", None);
        check("serverA|rgs", None);
    }

    #[test]
    fn nothing_stands_outside_of_a_text_that_is_one_word() {
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let text = " v1.36.2+k3s1\n\n";
        let (_, document) = yaml::document(FileId::default(), text, &arena, &mut found).unwrap();
        assert!(at(&document, 1).is_some() && at(&document, 13).is_some());
        assert!(
            at(&document, 0).is_none() && at(&document, 14).is_none() && at(&document, text.len()).is_none()
        );
    }

    #[test]
    fn a_version_is_defined_by_its_release_or_its_key() {
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let (_, document) = yaml::document(FileId::default(), TEXT, &arena, &mut found).unwrap();
        let line = |span: Span| TEXT[..span.range().start].matches('\n').count() + 1;
        assert_eq!(defined(&document, "v1.36.2+k3s1").map(line), Some(8));
        assert_eq!(defined(&document, "v1.26.9-rancher1-1").map(line), Some(12));
        assert_eq!(defined(&document, "v1.36.3+k3s1"), None);
        let lines: Vec<_> = mentioned(&document, "v1.36.2+k3s1").into_iter().map(line).collect();
        assert_eq!(lines, [2, 8]);
    }

    #[test]
    fn an_anchor_has_its_aliases() {
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let (_, document) = yaml::document(FileId::default(), TEXT, &arena, &mut found).unwrap();
        let (anchor, aliases) = anchor_and_aliases(&document, 0);
        assert_eq!(&TEXT[anchor.unwrap().range()], "&server");
        assert_eq!(aliases.iter().map(|alias| &TEXT[alias.range()]).collect::<Vec<_>>(), ["*server"]);
    }
}
