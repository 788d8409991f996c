//! `docker.yaml`: the Docker versions that RKE accepts for a minor.

use super::{NotEditedTree, Tree};
use crate::{
    diagnostic::words::{did_you_mean, first},
    edit::{
        channels::{Whose, scalar},
        page::Page,
        refusal::Refusal,
        splice::{Splices, line_start},
    },
    source::yaml::{Form, Pair, WrittenId},
};

const FILE: &str = "docker.yaml";

impl Tree {
    pub(super) fn add_docker(
        &mut self,
        minor: &str,
        versions: &[String],
        whose: Option<Whose>,
    ) -> Result<Vec<String>, NotEditedTree> {
        self.edit(FILE, |page, splices| {
            let root = page.document.root;
            let pairs = root.map(|root| page.document.pairs(root)).unwrap_or_default();
            let Some(pair) = pairs.iter().find(|pair| pair.name == minor) else {
                let help = did_you_mean(minor, pairs.iter().map(|pair| pair.name), "a new minor gets its own with its first version");
                return Err(Refusal::new(format!("there are no Docker versions for `{minor}`"), help));
            };
            let list = page.defined(pair.value);
            let present: Vec<_> = page.written(list).value.items().iter().filter_map(|item| item.value.as_str()).collect();
            let new: Vec<&String> = versions.iter().filter(|version| !present.contains(&version.as_str())).collect();
            if new.is_empty() {
                return Ok(Vec::new());
            }
            let others: Vec<&str> = pairs.iter().filter(|other| other.name != minor && page.defined(other.value) == list).map(|other| other.name).collect();
            match whose {
                None if !others.is_empty() => {
                    let named = first(&others, 3, |minor| format!("`{minor}`"));
                    let help = "say `--shared` to add it to all of them, or `--own` to give this minor a list of its own";
                    return Err(Refusal::new(format!("the Docker versions of `{minor}` are those of {named}"), help).at(page.range(pair.value), "this list"));
                }
                Some(Whose::Own) if !others.is_empty() => own(page, pair, list, &new, splices)?,
                _ => append(page, list, &new, splices)?,
            }
            let named = first(&new, 3, |version| format!("`{version}`"));
            Ok(vec![format!("RKE accepts Docker {named} for {minor}")])
        })
    }
}

/// Adds versions at the end of a list.
fn append(page: &Page<'_>, list: WrittenId, new: &[&String], splices: &mut Splices) -> Result<(), Refusal> {
    let range = page.range(list);
    let Form::List { flow, items } = &page.written(list).form else {
        return Err(Refusal::odd(range, "Docker versions that are not a list"));
    };
    match items.last() {
        Some(last) if !flow => {
            let start = line_start(page.text, page.range(*last).start);
            let dash = &page.text[start..page.range(*last).start];
            let end = page.end_of_lines(page.range(*last).end, usize::MAX);
            let missing = if page.text[..end].ends_with('\n') { "" } else { page.newline };
            let lines: String =
                new.iter().map(|version| format!("{dash}{}{}", scalar(version), page.newline)).collect();
            splices.insert(end, format!("{missing}{lines}"));
        }
        Some(_) => {
            let items: String = new.iter().map(|version| format!(", {}", scalar(version))).collect();
            splices.insert(page.text[..range.end - 1].trim_end().len(), items);
        }
        None => return Err(Refusal::odd(range, "an empty list of Docker versions")),
    }
    Ok(())
}

/// Writes a list that is shared anew, with more versions.
fn own(
    page: &Page<'_>,
    pair: &Pair<'_>,
    list: WrittenId,
    new: &[&String],
    splices: &mut Splices,
) -> Result<(), Refusal> {
    if page.document.aliased(pair.value).is_none() {
        return Err(Refusal::odd(page.range(pair.value), "the others use the list of this minor"));
    }
    let items = page.written(list).value.items().iter().filter_map(|item| item.value.as_str());
    let items = items.chain(new.iter().map(|version| version.as_str())).map(scalar);
    splices.replace(page.range(pair.value), format!("[{}]", items.collect::<Vec<_>>().join(", ")));
    Ok(())
}
