//! What a new minor takes from the minor below: the Docker versions that RKE accepts, and the options of its services.

use super::{
    NotEditedTree, Tree,
    versions::{insert, place},
};
use crate::{
    edit::{channels::scalar, page::Page, splice::Splices},
    model::{RkeVersion, field::Named, version::Version},
    repository::OptionsPart,
    source::yaml::{Form, Pair, WrittenId},
};

impl Tree {
    pub(super) fn take_from_below(&mut self, version: &RkeVersion) -> Result<Vec<String>, NotEditedTree> {
        let minor = version.minor_name();
        let mut told = Vec::new();
        // Docker versions go without the `v`.
        let docker = minor.trim_start_matches('v').to_owned();
        for (file, key) in [("docker.yaml", &docker), ("service-options.yaml", &minor)] {
            if self.text(file)?.is_none() {
                continue;
            }
            let below = self.edit(file, |page, splices| {
                let root = page.document.root;
                let tables: Vec<(String, WrittenId)> = if file == "docker.yaml" {
                    root.map(|root| (file.to_owned(), root)).into_iter().collect()
                } else {
                    let pair = |part: OptionsPart| {
                        Some((part.name().to_owned(), page.document.pair(root?, part.name())?.value))
                    };
                    OptionsPart::all().filter_map(pair).collect()
                };
                let taken = tables
                    .into_iter()
                    .filter_map(|(name, table)| Some((name, take(page, table, key, splices)?)));
                Ok(taken.collect::<Vec<_>>())
            })?;
            told.extend(below.into_iter().map(|(table, below)| format!("{table}: `{key}` is as `{below}`")));
        }
        Ok(told)
    }
}

/// Lets a minor have what the one below has; which one that is.
fn take(page: &Page<'_>, table: WrittenId, key: &str, splices: &mut Splices) -> Option<String> {
    if page.document.pair(table, key).is_some() {
        return None;
    }
    let Form::Map { flow: false, pairs } = &page.written(table).form else { return None };
    let number = |text: &str| Version::parse_tolerant(text).ok().filter(|version| !version.is_pre_release());
    let minors =
        pairs.iter().filter(|pair| number(pair.name).is_some() && pair.name.matches('.').count() == 1);
    let below = minors.filter(|pair| number(pair.name) < number(key)).max_by_key(|pair| number(pair.name))?;
    let name = reference(page, below, splices);
    let column = page.column(below.key.range().start);
    let quote = page.text[below.key.range()].chars().next().filter(|c| matches!(c, '"' | '\''));
    let key_text = quote.map_or_else(|| scalar(key), |quote| format!("{quote}{key}{quote}"));
    insert(
        page,
        table,
        place(page, table, key),
        vec![format!("{}{key_text}: *{name}", " ".repeat(column))],
        splices,
    );
    Some(below.name.to_owned())
}

/// The name of a value; one without gets one after its key.
pub(super) fn reference(page: &Page<'_>, pair: &Pair<'_>, splices: &mut Splices) -> String {
    if let Some(anchor) = page.anchor_of(pair.value) {
        return page.name_of(anchor).to_owned();
    }
    // The key of the table around it, if there is one.
    let before = &page.text[..pair.key.range().start];
    let is_key = |line: &&str| !line.starts_with([' ', '#']) && line.trim_end().ends_with(':');
    let table = before.lines().rev().find(is_key).filter(|_| page.column(pair.key.range().start) > 0);
    let minor = pair.name.trim_start_matches('v').replace('.', "-");
    let name = match table {
        Some(table) => format!("{}-{minor}", table.trim_end().trim_end_matches(':')),
        None => format!("v{minor}"),
    };
    let taken = |name: &str| page.document.anchors.all().iter().any(|anchor| anchor.name == name);
    let name = (1..)
        .map(|nth| if nth == 1 { name.clone() } else { format!("{name}-{nth}") })
        .find(|name| !taken(name))
        .unwrap_or(name);
    let range = page.range(pair.value);
    let colon = pair.key.range().end + page.text[pair.key.range().end..].find(':').unwrap_or_default() + 1;
    if page.text[colon..range.start].contains('\n') {
        splices.insert(colon, format!(" &{name}"));
    } else {
        splices.insert(range.start, format!("&{name} "));
    }
    name
}
