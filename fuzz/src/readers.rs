//! Texts: what is read is written and read again as the same, twice the same, and no place is outside of the text.

use std::collections::BTreeSet;

use kdm::{
    consumer::Regsync,
    diagnostic::Diagnostics,
    emit::{
        RegsyncStyle,
        json::{JsonWriter, Layout},
        render_regsync,
    },
    model::{
        Tag,
        image::Image,
        image_list::read_image_list,
        mirror::Patterns,
        range::Range,
        regsync::{ReadFor, read_released},
    },
    publish::Address,
    report::Screen,
    repository::{BranchName, Published},
    source::{Arena, Node, Sources, go, json, template},
};

use crate::is_harmless;

/// Reads a text, shows the findings, and writes and reads again what was read.
fn read(
    name: &str,
    data: &[u8],
    parse: for<'s> fn(kdm::diagnostic::FileId, &'s str, &'s Arena, &mut Diagnostics) -> Option<Node<'s>>,
) {
    let mut sources = Sources::default();
    let file = sources.add(name, data);
    let (arena, mut found) = (Arena::new(), Diagnostics::default());
    let Some(text) = sources.text(file, &mut found) else { return };
    let node = parse(file, text, &arena, &mut found);
    for label in found.iter().flat_map(|finding| &finding.labels) {
        assert!(label.span.range().end <= text.len(), "a place outside of the text");
    }
    let refused = found.forbid();
    let judged = kdm::diagnostic::Policy::default().judge(found);
    is_harmless(Screen::new(&sources).render(&judged).as_str());
    let Some(node) = node.filter(|_| !refused) else { return };
    let mut writer = JsonWriter::new(Vec::new(), Layout::Compact);
    writer.node(&node).unwrap();
    let written = writer.finish().unwrap();
    // An alias makes much of little.
    if written.len() > 1 << 22 {
        return;
    }
    let mut again = Sources::default();
    let file = again.add("again.json", written);
    let mut found = Diagnostics::default();
    let text = again.text(file, &mut found).expect("it is UTF-8");
    let same = json::parse(file, text, &arena, &mut found).expect("what was written is read");
    assert!(same.value.is_same(&node.value), "{text}");
}

pub fn yaml(data: &[u8]) {
    read("channels.yaml", data, kdm::source::yaml::parse);
}

pub fn json(data: &[u8]) {
    read("data.json", data, json::parse);
}

/// The sources and tags of a regsync.yaml.
fn released(
    sources: &Sources,
    file: kdm::diagnostic::FileId,
    found: &mut Diagnostics,
) -> Option<(String, BTreeSet<(String, String)>)> {
    let arena = Arena::new();
    let released = read_released(file, sources, &arena, ReadFor::Keeping, found)?;
    let mut regsync = Regsync::default();
    regsync.keep(&released);
    let images = regsync
        .sources
        .iter()
        .flat_map(|(source, tags)| tags.keys().map(move |tag| (source.clone(), (*tag).to_owned())));
    Some((render_regsync(&regsync, RegsyncStyle::Quoted), images.collect()))
}

/// An older regsync.yaml and an image list: what is kept is read again as the same.
pub fn regsync(data: &[u8]) {
    let mut sources = Sources::default();
    let file = sources.add("regsync.yaml", data);
    let mut found = Diagnostics::default();
    if let Some((written, images)) = released(&sources, file, &mut found) {
        let mut again = Sources::default();
        let file = again.add("again.yaml", written);
        let mut fresh = Diagnostics::default();
        let same = released(&again, file, &mut fresh).map(|(_, images)| images);
        assert_eq!(same, Some(images));
    }
    if let Some(text) = sources.text(file, &mut found) {
        for image in read_image_list(file, text, "k3s v1", &mut found) {
            assert!(Image::parse(image.value).is_ok(), "{}", image.value);
        }
    }
    let judged = kdm::diagnostic::Policy::default().judge(found);
    is_harmless(Screen::new(&sources).render(&judged).as_str());
}

/// Names that decide where a build is published: what is read is written as the same, and leads nowhere else.
pub fn names(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(tag) = text.parse::<Tag>() {
        assert_eq!(tag.to_string(), text);
    }
    if let Ok(branch) = text.parse::<BranchName>() {
        assert_eq!(branch.to_string(), text);
        assert_eq!(Published::Branch(branch).folder().matches('/').count(), 2);
    }
    if let Ok(address) = text.parse::<Address>() {
        let again: Address = address.to_string().parse().unwrap();
        assert_eq!(again, address);
    }
}

pub fn go(data: &[u8]) {
    let mut sources = Sources::default();
    let file = sources.add("a.go", data);
    let (arena, mut found) = (Arena::new(), Diagnostics::default());
    let Some(text) = sources.text(file, &mut found) else { return };
    let once = go::parse(file, text, &arena, &mut found).is_some();
    let mut again = Diagnostics::default();
    assert_eq!(go::parse(file, text, &arena, &mut again).is_some(), once);
    for label in found.iter().flat_map(|finding| &finding.labels) {
        assert!(label.span.range().end <= text.len(), "a place outside of the text");
    }
    assert!(found.sorted() == again.sorted(), "another reading");
}

pub fn range(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(range) = Range::parse(text) else { return };
    let set = range.set();
    assert!(set.complement().complement() == *set);
    assert!(set.intersection(&set.complement()).is_empty());
    assert!(set.union(&set.complement()) == kdm::model::range::VersionSet::all());
    if let Some(written) = set.to_range() {
        let again = Range::parse(written.text()).expect("what is written is a range");
        assert!(again.set() == set, "{text} → {}", written.text());
    }
}

pub fn pattern(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut lines = text.splitn(3, '\n');
    let pattern = lines.next().unwrap_or_default();
    let Ok(pattern) = Patterns::default().parse(pattern) else { return };
    let (replacement, image) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let once = pattern.replace_all(image, replacement);
    assert_eq!(once, pattern.replace_all(image, replacement));
    assert!(pattern.matches(image) || once == image, "what does not match stays");
}

pub fn template(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let arena = Arena::new();
    let is_function = |name: &str| ["default", "toYaml"].contains(&name);
    match template::parse("main", text, &arena, is_function) {
        Ok(parsed) => {
            for used in template::uses(&parsed).into_iter().flatten() {
                assert!(text[used.at].ends_with(used.field));
            }
        }
        Err(error) => assert!(text.get(error.at.clone()).is_some(), "{:?} is outside of the text", error.at),
    }
}
