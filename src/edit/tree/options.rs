//! `service-options.yaml`: what the components of a minor are started with.

use super::{NotEditedTree, Tree, below::reference};
use crate::{
    diagnostic::words::did_you_mean,
    edit::{
        channels::{Whose, json, scalar},
        page::Page,
        refusal::Refusal,
        splice::Splices,
    },
    model::{field::Named, rke::Component},
    repository::OptionsPart,
    source::yaml::{Form, Pair, WrittenId},
};

const FILE: &str = "service-options.yaml";

/// An option of a component.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceOption {
    /// Whether it is that of Windows nodes.
    pub windows: bool,
    /// `kubeapi`, `kubelet` and so on.
    pub component: String,
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
}

impl Tree {
    pub(super) fn set_options(
        &mut self,
        minor: &str,
        options: &[ServiceOption],
        whose: Option<Whose>,
    ) -> Result<Vec<String>, NotEditedTree> {
        let mut told = Vec::new();
        for option in options {
            let before = self.edit(FILE, |page, _| Ok(others(page, minor, option)))?;
            let done = self.edit(FILE, |page, splices| set(page, minor, option, splices))?;
            let after = self.edit(FILE, |page, _| Ok(others(page, minor, option)))?;
            if before != after && whose != Some(Whose::Shared) {
                let help =
                    "say `--shared` to change all of them, or write a list of its own for the minor by hand";
                let title = format!("other minors have the options of `{}` from `{minor}`", option.component);
                return self.refuse(FILE, Refusal::new(title, help));
            }
            told.extend(done);
        }
        Ok(told)
    }
}

fn part(option: &ServiceOption) -> &'static str {
    if option.windows { OptionsPart::Windows.name() } else { OptionsPart::Linux.name() }
}

/// What the other minors and versions have.
fn others(page: &Page<'_>, minor: &str, option: &ServiceOption) -> Vec<String> {
    let root = page.document.root.map(|root| page.written(root).value.fields());
    let tables = root.iter().flat_map(|root| root.entries());
    let entries = tables
        .flat_map(|table| table.node.value.fields().entries().iter().map(move |entry| (table.key, entry)));
    let others = entries.filter(|(table, entry)| *table != part(option) || entry.key != minor);
    others.map(|(table, entry)| format!("{table} {} {}", entry.key, json(&entry.node.value))).collect()
}

fn set(
    page: &Page<'_>,
    minor: &str,
    option: &ServiceOption,
    splices: &mut Splices,
) -> Result<Option<String>, Refusal> {
    let ServiceOption { component, name, value, .. } = option;
    if Component::by_name(component).is_none() {
        let help = did_you_mean(component, Component::all().map(Named::name), "RKE knows no other");
        return Err(Refusal::new(format!("`{component}` is not a component"), help));
    }
    let table = page.document.root.and_then(|root| page.document.pair(root, part(option)));
    let pairs = table.map(|table| page.document.pairs(table.value)).unwrap_or_default();
    let Some(of) = pairs.iter().rev().find(|pair| pair.name == minor) else {
        let help = did_you_mean(
            minor,
            pairs.iter().map(|pair| pair.name),
            "a new minor gets its own with its first version",
        );
        return Err(Refusal::new(format!("there are no options of `{minor}` in `{}`", part(option)), help));
    };
    let options = page.written(of.value).value.fields().value(component).fields();
    if options.value(name).as_str() == Some(value) {
        return Ok(None);
    }
    let done = Some(format!("`{component}.{name}` of `{minor}` is `{value}`"));
    let column = page.column(of.key.range().start);
    let item = format!("{}: {}", scalar(name), scalar(value));
    let inherited =
        || page.document.pairs(page.defined(of.value)).iter().rev().find(|pair| pair.name == component);
    if page.document.aliased(of.value).is_some() {
        // Its own, on what it shares; and the component on that of the shared one.
        let minor_name = reference(page, of, splices);
        let mut lines = vec![(1, format!("<<: *{minor_name}")), (1, format!("{component}:"))];
        lines.extend(inherited().map(|pair| (2, format!("<<: *{}", reference(page, pair, splices)))));
        lines.push((2, item));
        block(page, of, column, &lines, splices);
        return Ok(done);
    }
    let Form::Map { flow: false, pairs } = &page.written(of.value).form else {
        return Err(Refusal::odd(page.range(of.value), "options between braces"));
    };
    let inner = pairs.first().map_or(column + 2, |pair| page.column(pair.key.range().start));
    let Some(pair) = pairs.iter().rev().find(|pair| !pair.is_merge && pair.name == component) else {
        if !options.entries().is_empty() {
            return Err(Refusal::odd(page.range(of.value), "the component comes from what is merged"));
        }
        let Some(last) = pairs.last() else {
            return Err(Refusal::odd(page.range(of.value), "a minor without options"));
        };
        let lines = [format!("{component}:"), format!("  {item}")];
        let lines: String =
            lines.iter().map(|line| format!("{}{line}{}", " ".repeat(inner), page.newline)).collect();
        splices.insert(page.lines_of(last).end, lines);
        return Ok(done);
    };
    if page.document.aliased(pair.value).is_some() {
        let shared = reference(page, pair, splices);
        block(page, pair, inner, &[(1, format!("<<: *{shared}")), (1, item)], splices);
        return Ok(done);
    }
    in_component(page, pair, name, value, splices)?;
    Ok(done)
}

/// Sets an option where its component is written.
fn in_component(
    page: &Page<'_>,
    pair: &Pair<'_>,
    name: &str,
    value: &str,
    splices: &mut Splices,
) -> Result<(), Refusal> {
    let Form::Map { flow, pairs } = &page.written(pair.value).form else {
        return Err(Refusal::odd(page.range(pair.value), "a component that is not a map"));
    };
    let old: Option<WrittenId> =
        pairs.iter().rev().find(|pair| !pair.is_merge && pair.name == name).map(|pair| pair.value);
    match (old, pairs.last()) {
        (Some(old), _) if page.written(old).anchor.is_none() => {
            splices.replace(page.range(old), scalar(value));
        }
        (Some(old), _) => return Err(Refusal::odd(page.range(old), "others use the value by its anchor")),
        (None, Some(_)) if *flow => {
            splices.insert(page.range(pair.value).end - 1, format!(", {}: {}", scalar(name), scalar(value)));
        }
        (None, Some(last)) => {
            let column = page.column(pairs[0].key.range().start);
            let line = format!("{}{}: {}{}", " ".repeat(column), scalar(name), scalar(value), page.newline);
            splices.insert(page.lines_of(last).end, line);
        }
        (None, None) => return Err(Refusal::odd(page.range(pair.value), "a component without options")),
    }
    Ok(())
}

/// A block in the place of an alias; lines by how deep they are below its key.
fn block(page: &Page<'_>, pair: &Pair<'_>, column: usize, lines: &[(usize, String)], splices: &mut Splices) {
    let lines =
        lines.iter().map(|(depth, line)| format!("{}{}{line}", page.newline, " ".repeat(column + 2 * depth)));
    let range = page.range(pair.value);
    let blank = page.text[..range.start].trim_end_matches(' ').len();
    splices.replace(blank..range.end, lines.collect::<String>());
}
