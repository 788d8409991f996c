//! A regsync.yaml that was released: the tags of each source, as they are meant.
//!
//! A tag without quotes may be a number to YAML: upstream's own check (`getImageTags` of `pkg/validation`) takes `3.6` for no
//! tag at all, and regsync `3.10` for `3.1`. What is read here is the text that stands there.

use super::{
    Text,
    image::{Image, is_repository, is_tag},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, FileId, Rule, Span, Weight},
    source::{Arena, Entry, Node, Sources, Value, yaml},
};

/// The host of the registry that images are copied to, from the environment of regsync.
pub const TARGET: &str = r#"{{ env "REGISTRY_ENDPOINT" }}"#;

/// Where a source is copied to: its name behind the host, at the registry of the environment.
pub fn target_of(source: &str) -> String {
    let name = source.split_once('/').map_or(source, |(_, name)| name);
    format!("{TARGET}/{name}")
}

/// The sources and tags of a file.
#[derive(Debug)]
pub struct Released<'s> {
    /// The file, as people name it.
    pub name: &'s str,
    /// Its sources, in its order.
    pub sources: Vec<ReleasedSource<'s>>,
}

/// A source that is mirrored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReleasedSource<'s> {
    /// The repository, with its registry: `docker.io/rancher/pause`.
    pub source: Text<'s>,
    /// Its tags.
    pub tags: Vec<Text<'s>>,
}

/// What an older file is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadFor {
    /// All of it goes into the new file: what cannot is an error.
    Keeping,
    /// The new file must have all of it: what cannot be compared is a warning.
    Comparing,
}

/// Reads a regsync.yaml; nothing where it is none.
pub fn read_released<'s>(
    file: FileId,
    sources: &'s Sources,
    arena: &'s Arena,
    purpose: ReadFor,
    diagnostics: &mut Diagnostics,
) -> Option<Released<'s>> {
    let text = sources.text(file, diagnostics)?;
    let node = yaml::parse(file, text, arena, diagnostics)?;
    let mut reader = Reader { text, purpose, diagnostics };
    let mut released = Released { name: &sources.file(file).name, sources: Vec::new() };
    let Some(sync) = node.value.fields().get("sync") else {
        let help = "name a file that upstream's generator or `kdm regsync` has written";
        let start = Span::new(file, 0, 0);
        let finding = Diagnostic::new(Rule::RegsyncEntry, "there is no `sync` in this file").at(start, "");
        reader.diagnostics.report(finding.help(help));
        return None;
    };
    match sync.node.value {
        Value::List(entries) => {
            released.sources.extend(entries.iter().filter_map(|entry| reader.entry(entry)))
        }
        Value::Null => {}
        _ => reader.fault(sync.node.span, "`sync` must be a list".to_owned(), "write a list of sources"),
    }
    Some(released)
}

struct Reader<'d, 's> {
    text: &'s str,
    purpose: ReadFor,
    diagnostics: &'d mut Diagnostics,
}

impl<'s> Reader<'_, 's> {
    fn entry(&mut self, node: &Node<'s>) -> Option<ReleasedSource<'s>> {
        const SOURCE: &str = "write the repository to copy from, as in `docker.io/rancher/pause`";
        let fields = node.value.fields();
        let Some(source) = fields.get("source") else {
            self.fault(node.span, "this entry has no `source`".to_owned(), SOURCE);
            return None;
        };
        let text = self.scalar(&source.node);
        let (source, tags) = match fields.value("type").as_str() {
            Some("repository") => (text, self.tags(&source.node, fields.get("tags"))),
            Some("image") => {
                // The tag stands in the source.
                let image = Image::parse(text.value).ok();
                let part = |value| Text { value, span: text.span };
                let name = image.map_or(text, |image| part(image.repository));
                (name, Some(image.map(|image| part(image.tag)).into_iter().collect()))
            }
            kind => {
                let title = match kind {
                    Some(kind) => format!("an entry of the type `{kind}` names no repository"),
                    None => "this entry has no `type`".to_owned(),
                };
                let place = fields.get("type").map_or(node.span, |kind| kind.node.span);
                self.loss(place, title, "write an entry of the type `repository` for each of them");
                return None;
            }
        };
        let is_hosted = source.value.split_once('/').is_some_and(|(host, _)| host.contains('.'));
        if !is_hosted || !is_repository(source.value) {
            let title = format!("`{}` is no repository", source.value);
            self.fault(source.span, title, SOURCE);
            return None;
        }
        self.target(fields.get("target"), source, text.value);
        if self.purpose == ReadFor::Keeping {
            self.more(fields.entries());
        }
        Some(ReleasedSource { source, tags: tags? })
    }

    /// The tags of a repository; nothing where that are all.
    fn tags(&mut self, source: &Node<'s>, tags: Option<&Entry<'s>>) -> Option<Vec<Text<'s>>> {
        let of_map = tags.filter(|tags| !matches!(tags.node.value, Value::Null | Value::Map(_)));
        let allow = tags.and_then(|tags| tags.node.value.fields().get("allow"));
        let of_list = allow.filter(|allow| !matches!(allow.node.value, Value::Null | Value::List(_)));
        if let Some(wrong) = of_map.or(of_list) {
            let title = format!("`{}` is not a {}", wrong.key, if of_map.is_some() { "map" } else { "list" });
            self.fault(wrong.node.span, title, "write the tags as a list under `tags.allow`");
            return None;
        }
        let allow = allow.map_or(&[][..], |allow| allow.node.value.items());
        if allow.is_empty() {
            let title = "this entry mirrors every tag of its source".to_owned();
            self.loss(source.span, title, "write its tags under `tags.allow`");
            // That the source is there can be asked.
            return (self.purpose == ReadFor::Comparing).then(Vec::new);
        }
        let mut read = Vec::with_capacity(allow.len());
        for node in allow {
            let tag = self.scalar(node);
            if is_tag(tag.value) {
                read.push(tag);
            } else {
                let shown: String = tag.value.chars().take(100).collect();
                self.loss(node.span, format!("`{shown}` is no tag"), "write each tag out, in quotes");
            }
        }
        Some(read)
    }

    /// Where it is copied to must be where the new file copies it.
    fn target(&mut self, target: Option<&Entry<'s>>, source: Text<'s>, whole: &str) {
        let Text { value: source, span: place } = source;
        let tag = whole.strip_prefix(source).unwrap_or_default();
        let expected = target_of(source) + tag;
        let text = target.map(|target| self.scalar(&target.node));
        if text.is_none_or(|text| text.value != expected) {
            let span = text.map_or(place, |text| text.span);
            let title = match text {
                Some(_) => format!("`{source}` is copied to another target"),
                None => format!("`{source}` has no `target`"),
            };
            self.loss(span, title, &format!("write `{expected}`, or keep it in a file of its own"));
        }
    }

    /// What else an entry says is not in the new file.
    fn more(&mut self, entries: &[Entry<'s>]) {
        let tags = entries.iter().filter(|entry| entry.key == "tags");
        let tags =
            tags.flat_map(|tags| tags.node.value.fields().entries()).filter(|entry| entry.key != "allow");
        let known = ["source", "target", "type", "tags"];
        for entry in entries.iter().filter(|entry| !known.contains(&entry.key)).chain(tags) {
            let title = format!("`{}` is not kept", entry.key);
            let finding = Diagnostic::new(Rule::RegsyncEntry, title).at(entry.key_span, "");
            self.diagnostics
                .report(finding.weighing(Weight::Warns).help("regsync.yaml has sources and tags only"));
        }
    }

    /// A scalar as the text that it was written as.
    fn scalar(&self, node: &Node<'s>) -> Text<'s> {
        let written = match node.value {
            Value::String(text) => Some(text),
            Value::Null | Value::Bool(_) | Value::Number(_) => {
                node.span.and_then(|span| self.text.get(span.range()))
            }
            Value::List(_) | Value::Map(_) => None,
        };
        Text { value: written.unwrap_or_default(), span: node.span }
    }

    /// What is wrong with a file, whatever it is read for.
    fn fault(&mut self, span: Option<Span>, title: String, help: &str) {
        self.diagnostics.report(Diagnostic::new(Rule::RegsyncEntry, title).at(span, "").help(help));
    }

    /// What is lost, or not compared.
    fn loss(&mut self, span: Option<Span>, title: String, help: &str) {
        let (weight, what) = match self.purpose {
            ReadFor::Keeping => (Weight::OfRule, "cannot be kept"),
            ReadFor::Comparing => (Weight::Warns, "is not compared"),
        };
        let finding = Diagnostic::new(Rule::RegsyncEntry, format!("{title}; it {what}")).at(span, "");
        self.diagnostics.report(finding.weighing(weight).help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(purpose: ReadFor, entries: &str, expected: &[(&str, &[&str])], findings: &[&str]) {
        let mut sources = Sources::default();
        let file = sources.add("old.yaml", format!("sync:\n{entries}"));
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let read = read_released(file, &sources, &arena, purpose, &mut found).unwrap();
        let read: Vec<_> = read
            .sources
            .iter()
            .map(|one| (one.source.value, one.tags.iter().map(|tag| tag.value).collect::<Vec<_>>()))
            .collect();
        let expected: Vec<_> = expected.iter().map(|(source, tags)| (*source, tags.to_vec())).collect();
        assert_eq!(read, expected, "{entries}");
        let said = found.iter().map(|finding| {
            let line = sources.place(finding.labels[0].span).line;
            format!("{line} {}", finding.title.as_str())
        });
        assert_eq!(said.collect::<Vec<_>>(), findings);
    }

    fn repository(tags: &str) -> String {
        format!(
            "- source: docker.io/rancher/a\n  target: '{TARGET}/rancher/a'\n  type: repository\n  tags: {{allow: [{tags}]}}\n"
        )
    }

    #[test]
    fn tags_are_read_as_they_are_written() {
        let tags = ["3.10", "012", "1e3", "null", "0x1F", "1_000", "2024-01-02", "yes", "3.6"];
        for purpose in [ReadFor::Keeping, ReadFor::Comparing] {
            check(purpose, &repository(&tags.join(", ")), &[("docker.io/rancher/a", &tags)], &[]);
            check(purpose, &repository("'3.6', \"012\""), &[("docker.io/rancher/a", &["3.6", "012"])], &[]);
        }
    }

    #[test]
    fn what_is_no_tag_is_said() {
        check(
            ReadFor::Keeping,
            &repository("v1, ~, '1:30', 'v1\\..*', [v2]"),
            &[("docker.io/rancher/a", &["v1"])],
            &[
                "5 `~` is no tag; it cannot be kept",
                "5 `1:30` is no tag; it cannot be kept",
                "5 `v1\\..*` is no tag; it cannot be kept",
                "5 `` is no tag; it cannot be kept",
            ],
        );
    }

    #[test]
    fn entries_of_other_forms() {
        let image =
            format!("- {{source: 'docker.io/rancher/a:1', target: '{TARGET}/rancher/a:1', type: image}}\n");
        check(ReadFor::Keeping, &image, &[("docker.io/rancher/a", &["1"])], &[]);
        let every =
            format!("- {{source: docker.io/rancher/a, target: '{TARGET}/rancher/a', type: repository}}\n");
        check(
            ReadFor::Keeping,
            &every,
            &[],
            &["2 this entry mirrors every tag of its source; it cannot be kept"],
        );
        check(
            ReadFor::Comparing,
            &every,
            &[("docker.io/rancher/a", &[])],
            &["2 this entry mirrors every tag of its source; it is not compared"],
        );
        check(
            ReadFor::Comparing,
            "- {source: registry.example.com, type: registry}\n- {type: image}\n- 5\n",
            &[],
            &[
                "2 an entry of the type `registry` names no repository; it is not compared",
                "3 this entry has no `source`",
                "4 this entry has no `source`",
            ],
        );
    }

    #[test]
    fn another_target_and_other_fields_are_not_kept() {
        let entry = repository("v1").replace("rancher/a'", "mirror/a'").replace("allow", "deny: [x], allow");
        check(
            ReadFor::Keeping,
            &(entry.clone() + "  platforms: [linux/amd64]\n"),
            &[("docker.io/rancher/a", &["v1"])],
            &[
                "3 `docker.io/rancher/a` is copied to another target; it cannot be kept",
                "6 `platforms` is not kept",
                "5 `deny` is not kept",
            ],
        );
        check(
            ReadFor::Comparing,
            &entry,
            &[("docker.io/rancher/a", &["v1"])],
            &["3 `docker.io/rancher/a` is copied to another target; it is not compared"],
        );
    }

    #[test]
    fn a_file_without_sources() {
        check(ReadFor::Keeping, "", &[], &[]);
        let mut sources = Sources::default();
        let file = sources.add("old.yaml", "version: 1\n");
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        assert!(read_released(file, &sources, &arena, ReadFor::Keeping, &mut found).is_none());
        assert_eq!(found.iter().count(), 1);
    }
}
