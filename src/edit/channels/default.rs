//! Which minor a Rancher takes by default: `appDefaults`.

use super::{given::scalar, outcome::Edit, view::View};
use crate::{
    diagnostic::words::did_you_mean,
    edit::{
        refusal::Refusal,
        splice::{line_end, line_start},
    },
    model::range::Range,
    source::yaml::{Form, WrittenId},
};

/// A range of Ranchers and the minor that they take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefaultRule {
    /// `>= 2.9.0-0 < 2.9.100-0`.
    pub range: String,
    /// `1.30.x`.
    pub minor: String,
    /// The range of the rule that it replaces.
    pub instead_of: Option<String>,
}

/// Whether a file has rules for Rancher.
pub(super) fn has_rules(view: &View<'_>) -> bool {
    rules(view).is_some()
}

/// The ranges, and what they take.
pub(super) fn listed<'s>(view: &View<'s>) -> Vec<(&'s str, &'s str)> {
    let items = rules(view).map(|list| view.document.items(list)).unwrap_or_default();
    let text = |item: WrittenId, key: &str| view.written(view.document.pair(item, key)?.value).value.as_str();
    items
        .iter()
        .filter_map(|item| Some((text(*item, "appVersion")?, text(*item, "defaultVersion")?)))
        .collect()
}

/// The list of the rules for Rancher.
fn rules(view: &View<'_>) -> Option<WrittenId> {
    let apps = view.document.pair(view.document.root?, "appDefaults")?.value;
    let is_rancher = |app: &&WrittenId| {
        let name = view.document.pair(**app, "appName").map(|pair| view.written(pair.value).value);
        name.and_then(|name| name.as_str()) == Some("rancher")
    };
    let rancher = view.document.items(apps).iter().find(is_rancher)?;
    Some(view.document.pair(*rancher, "defaults")?.value)
}

pub(super) fn set(view: &View<'_>, rule: &DefaultRule) -> Result<Edit, Refusal> {
    if let Err(error) = Range::parse(&rule.range) {
        let help = "write it like `>= 2.9.0-0 < 2.9.100-0`";
        return Err(Refusal::new(format!("`{}` is not a range of Ranchers: {error}", rule.range), help));
    }
    let mut edit = Edit { touches_defaults: true, ..Edit::default() };
    let items = rules(view).map(|list| view.document.items(list).to_vec()).unwrap_or_default();
    let value = |item: WrittenId, key: &str| {
        let id = view.document.pair(item, key)?.value;
        Some((id, view.written(id).value.as_str()?))
    };
    let find = |range: &str| {
        items.iter().copied().find(|item| value(*item, "appVersion").is_some_and(|(_, old)| same(old, range)))
    };
    let found = match &rule.instead_of {
        Some(old) => Some(find(old).ok_or_else(|| unknown(view, old, &items))?),
        None => find(&rule.range),
    };
    let Some(item) = found else {
        append(view, rule, items.last().copied(), &mut edit)?;
        edit.told.push(format!("`{}` takes `{}`", rule.range, rule.minor));
        return Ok(edit);
    };
    for (key, new) in [("appVersion", &rule.range), ("defaultVersion", &rule.minor)] {
        if let Some((id, old)) = value(item, key).filter(|(_, old)| old != new) {
            edit.splices.replace(view.inner(id), view.requoted(id, new));
            edit.told.push(format!("`{old}` becomes `{new}`"));
        }
    }
    Ok(edit)
}

/// Whether two ranges are the same but for blanks.
fn same(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
}

fn unknown(view: &View<'_>, range: &str, items: &[WrittenId]) -> Refusal {
    let known = items
        .iter()
        .filter_map(|item| view.written(view.document.pair(*item, "appVersion")?.value).value.as_str());
    let known: Vec<_> = known.collect();
    let help = did_you_mean(
        range,
        known.iter().copied(),
        &match &known[..] {
            [] => "leave `--instead-of` out".to_owned(),
            known => format!("the last one is `{}`", known[known.len() - 1]),
        },
    );
    Refusal::new(format!("no default is for `{range}`"), help)
}

/// A rule at the end, written as the last one is.
fn append(
    view: &View<'_>,
    rule: &DefaultRule,
    last: Option<WrittenId>,
    edit: &mut Edit,
) -> Result<(), Refusal> {
    let Some(last) = last else { return begin(view, rule, edit) };
    let range = view.range(last);
    let Form::Map { flow: false, pairs } = &view.written(last).form else {
        return Err(Refusal::odd(range, "a default between braces"));
    };
    let mut text = String::new();
    let start = line_start(view.text, range.start);
    let end = line_end(view.text, view.text[..range.end].trim_end().len());
    let dash = view.text[start..range.start].to_owned();
    if dash.trim() != "-" {
        return Err(Refusal::odd(range, "a default that does not begin its line"));
    }
    let column = range.start - start;
    for (nth, pair) in pairs.iter().enumerate() {
        let before = if nth == 0 { dash.clone() } else { " ".repeat(column) };
        let separator = &view.text[pair.key.range().end..view.range(pair.value).start];
        let value = match pair.name {
            "appVersion" => view.requoted(pair.value, &rule.range),
            "defaultVersion" => view.requoted(pair.value, &rule.minor),
            _ => view.text[view.inner(pair.value)].to_owned(),
        };
        text += &format!("{before}{}{separator}{value}{}", pair.name, view.newline);
    }
    let missing = if view.text[..end].ends_with('\n') { "" } else { view.newline };
    edit.splices.insert(end, format!("{missing}{text}"));
    Ok(())
}

/// The first rule of a file, before its releases.
fn begin(view: &View<'_>, rule: &DefaultRule, edit: &mut Edit) -> Result<(), Refusal> {
    let releases = view.document.root.and_then(|root| view.document.pair(root, "releases"));
    let has_apps = view.document.root.and_then(|root| view.document.pair(root, "appDefaults")).is_some();
    let Some(releases) = releases.filter(|_| !has_apps) else {
        let help = "write the first default by hand; the next ones are written like it";
        return Err(Refusal::new(
            "there is no list of defaults for Rancher that one could be added to",
            help,
        ));
    };
    let dash = " ".repeat(view.entries.first().and_then(|entry| entry.dash).unwrap_or(2));
    let (range, minor) = (scalar(&rule.range), scalar(&rule.minor));
    let lines = [
        "appDefaults:".to_owned(),
        format!("{dash}- appName: rancher"),
        format!("{dash}  defaults:"),
        format!("{dash}  {dash}- appVersion: {range}"),
        format!("{dash}  {dash}  defaultVersion: {minor}"),
    ];
    let at = line_start(view.text, releases.key.range().start);
    edit.splices.insert(at, lines.map(|line| line + view.newline).concat());
    Ok(())
}
