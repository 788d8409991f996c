//! `rancher-prime-patch.yaml`: a version of the enterprise build more. A month is one entry per minor at the top of the minor,
//! copied from the one below with both versions raised.

use crate::{
    diagnostic::{Diagnostics, FileId},
    edit::{
        page::Page,
        refusal::{NotEdited, Refusal},
        splice::{Splices, line_start},
    },
    model::{RkeVersion, field::Named, patch::ReleasePart},
    source::{
        Arena,
        yaml::{Form, WrittenId},
    },
};

/// A version of the enterprise build to enter.
#[derive(Debug, Clone)]
pub struct PatchAddition {
    /// The version.
    pub version: RkeVersion,
    /// The version that it stands on; that of the same numbers without one.
    pub reference: Option<String>,
    /// The version that it is made from; the newest of its minor without one.
    pub like: Option<String>,
    /// Its images: a field and an image.
    pub images: Vec<(String, String)>,
}

/// A release of the patch where it stands.
struct Entry<'s> {
    id: WrittenId,
    name: &'s str,
    version: Option<RkeVersion>,
    lines: std::ops::Range<usize>,
    column: usize,
}

/// The patch with a version more, and what was done.
///
/// # Errors
///
/// When it cannot be read, or the version is refused.
pub fn with_release(text: &str, addition: &PatchAddition) -> Result<(String, Vec<String>), NotEdited> {
    let (arena, mut found) = (Arena::new(), Diagnostics::default());
    let Some(page) = Page::read(FileId(0), text, &arena, &mut found) else {
        return Err(NotEdited::Unreadable(found));
    };
    let refused = |refusal| NotEdited::Refused { text: text.to_owned(), refusals: vec![refusal] };
    let mut splices = Splices::default();
    let told = add(&page, addition, &mut splices).map_err(refused)?;
    let odd = || refused(Refusal::odd(0..0, "the new text could not be read"));
    let new = splices.apply(text).ok_or_else(odd)?;
    let next = arena.alloc_str(&new);
    let next = Page::read(FileId(0), next, &arena, &mut Diagnostics::default()).ok_or_else(odd)?;
    // All that was there says what it said.
    let values = |page: &Page<'_>| -> Vec<String> {
        let entries = entries(page).unwrap_or_default();
        entries
            .into_iter()
            .filter(|entry| entry.name != addition.version.to_string())
            .map(|entry| super::channels::json(&page.written(entry.id).value))
            .collect()
    };
    if values(&page) != values(&next) {
        return Err(refused(Refusal::odd(0..0, "another release would change")));
    }
    Ok((new, told))
}

fn entries<'s>(page: &Page<'s>) -> Option<Vec<Entry<'s>>> {
    let list = page.document.pair(page.document.root?, "releases")?.value;
    let entry = |&id: &WrittenId| {
        let name = page.written(page.document.pair(id, ReleasePart::Version.name())?.value).value.as_str()?;
        let range = page.range(id);
        let start = line_start(page.text, range.start);
        let column = page.column(range.start);
        let dash = page.text[start..range.start].find('-')?;
        let lines = start..page.end_of_lines(range.end, dash);
        Some(Entry { id, name, version: RkeVersion::parse(name), lines, column })
    };
    Some(page.document.items(list).iter().filter_map(entry).collect())
}

fn add(page: &Page<'_>, addition: &PatchAddition, splices: &mut Splices) -> Result<Vec<String>, Refusal> {
    let version = addition.version.to_string();
    let entries = entries(page).unwrap_or_default();
    if let Some(entry) = entries.iter().find(|entry| entry.name == version) {
        return Err(Refusal::new(
            format!("`{version}` is there already"),
            "change it by hand, or raise its last number",
        )
        .at(page.range(entry.id).start..page.range(entry.id).start + 1, "here"));
    }
    let same = |entry: &&Entry<'_>| {
        entry.version.as_ref().is_some_and(|other| other.minor() == addition.version.minor())
    };
    let newest = |a: &&Entry<'_>, b: &&Entry<'_>| {
        a.version.as_ref().map(RkeVersion::rank).cmp(&b.version.as_ref().map(RkeVersion::rank))
    };
    let model = match &addition.like {
        Some(like) => entries.iter().find(|entry| entry.name == like),
        None => entries.iter().filter(same).max_by(newest),
    };
    let Some(model) = model else {
        let help = match &addition.like {
            Some(like) => crate::diagnostic::words::did_you_mean(
                like,
                entries.iter().map(|entry| entry.name),
                "name one that is in the patch",
            ),
            None => "say which one it is made from, with `--like VERSION`".to_owned(),
        };
        return Err(Refusal::new(
            format!("the patch has no release that `{version}` could be made from"),
            help,
        ));
    };
    let reference = addition.reference.clone().unwrap_or_else(|| {
        let numbers = addition.version.numbers[..2].to_vec();
        RkeVersion { kind: "rancher", numbers, ..addition.version.clone() }.to_string()
    });
    // The newest first, as far as the file shows it.
    let ranks: Vec<_> = entries.iter().filter_map(|entry| Some(entry.version.as_ref()?.rank())).collect();
    let descends = ranks.windows(2).all(|pair| pair[0] >= pair[1]);
    let dash = page.text[model.lines.start..].find('-').unwrap_or_default();
    let at = if descends { page.with_comments_above(model.lines.start, 0, dash) } else { model.lines.end };
    let block = block(page, model, &version, &reference, addition, at)?;
    let missing = if page.text[..at].ends_with('\n') || at == 0 { "" } else { page.newline };
    splices.insert(at, format!("{missing}{block}"));
    let mut told = vec![format!("`{version}` is made from `{}`", model.name)];
    if addition.reference.is_none()
        && page.document.pair(model.id, ReleasePart::ReferenceVersion.name()).is_some()
    {
        told.push(format!("it stands on `{reference}`"));
    }
    Ok(told)
}

/// The lines of the new release: those of another one, its versions and images in their places.
fn block(
    page: &Page<'_>,
    model: &Entry<'_>,
    version: &str,
    reference: &str,
    addition: &PatchAddition,
    at: usize,
) -> Result<String, Refusal> {
    let mut inner = Splices::default();
    let start = model.lines.start;
    let mut put = |id: WrittenId, text: String| {
        let range = page.range(id);
        inner.replace(range.start - start..page.text[..range.end].trim_end().len() - start, text);
    };
    for (part, new) in [(ReleasePart::Version, version), (ReleasePart::ReferenceVersion, reference)] {
        if let Some(pair) = page.document.pair(model.id, part.name()) {
            put(pair.value, page.requoted(pair.value, new));
        }
    }
    let images = page.document.pair(model.id, ReleasePart::SystemImages.name());
    let images = images.map(|pair| page.document.pairs(pair.value)).unwrap_or_default();
    let mut set = Vec::new();
    for (field, image) in &addition.images {
        let Some(pair) = images.iter().rev().find(|pair| pair.name == field) else {
            let help = crate::diagnostic::words::did_you_mean(
                field,
                images.iter().map(|pair| pair.name),
                "add it by hand",
            );
            return Err(Refusal::new(format!("`{}` does not replace the image `{field}`", model.name), help));
        };
        put(pair.value, page.requoted(pair.value, image));
        set.push(pair.value);
    }
    let done: Vec<WrittenId> = [ReleasePart::Version, ReleasePart::ReferenceVersion]
        .into_iter()
        .filter_map(|part| Some(page.document.pair(model.id, part.name())?.value))
        .chain(set)
        .collect();
    write_out(page, model, &done, at, &mut inner)?;
    let text = &page.text[model.lines.clone()];
    let mut block = inner
        .apply(text)
        .ok_or_else(|| Refusal::odd(page.range(model.id), "a release that cannot be copied"))?;
    // A comment is about what it stands at.
    let lines =
        block.split_inclusive('\n').filter(|line| !line.trim_start().starts_with('#') || model.column == 0);
    if !text.contains(": |") && !text.contains(": >") {
        block = lines.collect();
    }
    if !block.ends_with('\n') {
        block += page.newline;
    }
    Ok(block)
}

/// Names stay where they are: what has one is written out, and so is what uses one that is not above.
fn write_out(
    page: &Page<'_>,
    model: &Entry<'_>,
    done: &[WrittenId],
    at: usize,
    inner: &mut Splices,
) -> Result<(), Refusal> {
    let start = model.lines.start;
    for (id, written) in page.document.values.iter().enumerate() {
        let range = page.range(id);
        if !model.lines.contains(&range.start) || done.contains(&id) {
            continue;
        }
        if let Some(anchor) = written.anchor {
            let at = page.document.anchors.all()[anchor].at.range();
            let gap = usize::from(page.text[at.end..].starts_with(' '));
            inner.replace(at.start - start..at.end + gap - start, "");
        }
        if let Form::Alias(anchor) = written.form {
            let Some(definition) = page.definitions[anchor] else { continue };
            if page.range(definition).end <= at && !model.lines.contains(&page.range(definition).start) {
                continue;
            }
            let Form::Scalar = page.written(definition).form else {
                return Err(Refusal::odd(range, "a release that shares a map of its own"));
            };
            inner.replace(
                range.start - start..range.end - start,
                page.text[page.inner(definition)].to_owned(),
            );
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn addition(version: &str) -> PatchAddition {
        PatchAddition {
            version: RkeVersion::parse(version).unwrap(),
            reference: None,
            like: None,
            images: Vec::new(),
        }
    }

    #[test]
    fn a_release_goes_to_the_top_of_its_minor() {
        let old = "releases:\n  - version: v1.26.7-rancherent1-1-1\n    referenceVersion: v1.26.7-rancher1-1\n    systemImages:\n      alpine: &tools x:1\n      nginxProxy: *tools\n  - version: v1.25.12-rancherent1-1-1\n    referenceVersion: v1.25.12-rancher1-1\n";
        let (new, told) = with_release(old, &addition("v1.26.8-rancherent1-1-1")).unwrap();
        let block = "  - version: v1.26.8-rancherent1-1-1\n    referenceVersion: v1.26.8-rancher1-1\n    systemImages:\n      alpine: x:1\n      nginxProxy: x:1\n";
        assert_eq!(new, old.replacen("releases:\n", &format!("releases:\n{block}"), 1));
        assert_eq!(told.len(), 2);
        let images = vec![("alpine".to_owned(), "x:2".to_owned())];
        let (new, _) =
            with_release(old, &PatchAddition { images, ..addition("v1.26.8-rancherent1-1-1") }).unwrap();
        assert!(new.contains("      alpine: x:2\n      nginxProxy: x:1\n  - version: v1.26.7"), "{new}");
        for refused in ["v1.26.7-rancherent1-1-1", "v1.24.1-rancherent1-1-1"] {
            assert!(with_release(old, &addition(refused)).is_err(), "{refused}");
        }
    }
}
