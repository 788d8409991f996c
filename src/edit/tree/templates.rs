//! `addons.yaml`: from a version on an addon has another template. The ranges are cut as sets, so that each version keeps
//! exactly one.

use super::{NewTemplate, NotEditedTree, Tree};
use crate::{
    diagnostic::words::did_you_mean,
    edit::{
        channels::scalar,
        page::Page,
        refusal::Refusal,
        splice::{Splices, line_start},
    },
    model::{
        RkeVersion,
        field::Named,
        range::{Range, VersionSet},
        version::Version,
    },
    repository::{ChoicePart, INTRODUCED},
    source::yaml::{Form, WrittenId},
};

const FILE: &str = "addons.yaml";

impl Tree {
    pub(super) fn cut_templates(
        &mut self,
        versions: &[RkeVersion],
        templates: &[NewTemplate],
    ) -> Result<Vec<String>, NotEditedTree> {
        let mut told = Vec::new();
        let minors = self.minors();
        for template in templates {
            let file = Self::template_file(&template.key);
            match (&template.text, self.text(&file)?) {
                (Some(text), Some(old)) if *text != old => {
                    let help = "give the new text a key of its own: clusters keep the text that they got under a key";
                    return self.refuse(
                        &file,
                        Refusal::new(format!("`{}` is a template with another text", template.key), help),
                    );
                }
                (Some(text), None) => self.create(&file, text.clone()),
                (None, None) => {
                    let help =
                        format!("give its text: `--template {}={}:FILE`", template.addon, template.key);
                    return self.refuse(
                        FILE,
                        Refusal::new(format!("there is no template `{}`", template.key), help),
                    );
                }
                _ => {}
            }
            let rows = self.edit(FILE, |page, splices| cut(page, versions, &minors, template, splices))?;
            told.push(format!("`{}` has the template `{}` in {rows}", template.addon, template.key));
        }
        Ok(told)
    }
}

/// The versions that have the new template: from each on, to the end of its minor; from the highest minor on, all.
fn taken(page: &Page<'_>, versions: &[RkeVersion], minors: &[(u64, u64)]) -> Result<VersionSet, Refusal> {
    let set = |version: &RkeVersion| {
        let refused =
            || Refusal::new(format!("`{version}` cannot be the bound of a range"), "write the range by hand");
        let text = version.to_string();
        let from = Version::parse(text.trim_start_matches('v')).map_err(|_| refused())?;
        let next = minors.iter().find(|minor| **minor > version.minor());
        let Some((major, minor)) = next else { return Ok(VersionSet::at_least(&from)) };
        let start = format!("{major}.{minor}.0-");
        // As the other ranges of the file begin this minor, or any.
        let suffix = |start: &str| {
            let at = page.text.find(start)? + start.len();
            let rest = &page.text[at..];
            Some(rest[..rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len())].to_owned())
        };
        let suffix = suffix(&start).or_else(|| suffix(".0-")).unwrap_or_else(|| "alpha".to_owned());
        let to = Version::parse(&format!("{start}{suffix}")).map_err(|_| refused())?;
        Ok(VersionSet::at_least(&from).intersection(&VersionSet::below(&to)))
    };
    Ok(VersionSet::union_of(versions.iter().map(set).collect::<Result<Vec<_>, Refusal>>()?))
}

/// Cuts the ranges of an addon; how many rows have the new template.
fn cut(
    page: &Page<'_>,
    versions: &[RkeVersion],
    minors: &[(u64, u64)],
    template: &NewTemplate,
    splices: &mut Splices,
) -> Result<String, Refusal> {
    let root = page.document.root;
    let addon = root
        .and_then(|root| page.document.pair(root, &template.addon))
        .filter(|pair| pair.name != INTRODUCED);
    let Some(addon) = addon else {
        let pairs = root.map(|root| page.document.pairs(root)).unwrap_or_default();
        let known = pairs.iter().map(|pair| pair.name).filter(|name| *name != INTRODUCED);
        let help = did_you_mean(&template.addon, known, "write its first range by hand");
        return Err(Refusal::new(format!("there is no addon `{}` in this file", template.addon), help));
    };
    let new = taken(page, versions, minors)?;
    let mut left = new.clone();
    let mut rows = 0;
    let items = page.document.items(addon.value);
    for &item in items {
        let text = |part: ChoicePart| {
            Some(page.written(page.document.pair(item, part.name())?.value).value.as_str()?.to_owned())
        };
        let (Some(range), Some(key)) = (text(ChoicePart::Versions), text(ChoicePart::Template)) else {
            return Err(Refusal::odd(page.range(item), "a choice without range or template"));
        };
        let old = Range::parse(&range)
            .map_err(|error| Refusal::odd(page.range(item), &format!("`{range}` is not a range: {error}")))?;
        let hit = old.set().intersection(&new);
        left = left.difference(&hit);
        if hit.is_empty() || key == template.key {
            rows += usize::from(!hit.is_empty());
            continue;
        }
        let pieces = [(old.set().difference(&new), &key), (hit, &template.key)];
        let mut pieces: Vec<(VersionSet, &String)> = pieces
            .iter()
            .flat_map(|(set, key)| intervals(set).into_iter().map(move |set| (set, *key)))
            .collect();
        pieces.sort_by(|(a, _), (b, _)| a.lower_bounds().next().cmp(&b.lower_bounds().next()));
        rows += pieces.iter().filter(|(_, key)| **key == template.key).count();
        replace(page, item, &pieces, splices)?;
    }
    if !left.is_empty() {
        let ranges = left.to_range().map(|range| range.text().to_owned()).unwrap_or_default();
        let help = "an addon that has no template there is new there: write its range by hand";
        return Err(Refusal::new(format!("`{}` has no template for `{ranges}`", template.addon), help)
            .at(addon.key.range(), "this addon"));
    }
    Ok(crate::diagnostic::words::count(rows, "range"))
}

fn intervals(set: &VersionSet) -> Vec<VersionSet> {
    let interval = |(from, to): (&Version, Option<&Version>)| match to {
        Some(to) => VersionSet::at_least(from).intersection(&VersionSet::below(to)),
        None => VersionSet::at_least(from),
    };
    set.intervals().map(interval).collect()
}

/// Writes the pieces of a choice in its place, each as it was written.
fn replace(
    page: &Page<'_>,
    item: WrittenId,
    pieces: &[(VersionSet, &String)],
    splices: &mut Splices,
) -> Result<(), Refusal> {
    let range = page.range(item);
    let start = line_start(page.text, range.start);
    let (true, Form::Map { flow, pairs }) =
        (page.text[start..range.start].trim() == "-", &page.written(item).form)
    else {
        return Err(Refusal::odd(range, "a choice that does not begin its line"));
    };
    let column = range.start - start;
    let mut rows = Vec::new();
    for (set, key) in pieces {
        let Some(versions) = set.to_range() else {
            return Err(Refusal::odd(range, "a range that cannot be cut"));
        };
        let value = |pair: &crate::source::yaml::Pair<'_>| match ChoicePart::by_name(pair.name) {
            Some(ChoicePart::Versions) => Some(in_quotes(page, pair.value, versions.text())),
            Some(ChoicePart::Template) => Some(page.requoted(pair.value, &scalar(key))),
            None => None,
        };
        let pairs = pairs.iter().map(|pair| {
            let value = value(pair).unwrap_or_else(|| page.text[page.inner(pair.value)].to_owned());
            format!("{}: {value}", pair.name)
        });
        let pairs: Vec<_> = pairs.collect();
        let between = format!("{}{}", page.newline, " ".repeat(column));
        rows.push(if *flow { format!("{{{}}}", pairs.join(", ")) } else { pairs.join(&between) });
    }
    let dash = &page.text[start..range.start];
    let end = page.text[..range.end].trim_end().len();
    splices.replace(range.start..end, rows.join(&format!("{}{dash}", page.newline)));
    Ok(())
}

/// A range in the quotes that another one has; it needs some.
fn in_quotes(page: &Page<'_>, id: WrittenId, range: &str) -> String {
    let quoted = page.requoted(id, range);
    if quoted.starts_with(['"', '\'']) { quoted } else { format!("\"{range}\"") }
}
