//! A release more.

use super::{
    name::Names,
    outcome::Edit,
    table::{Change, Planned},
    view::{Entry, View},
};
use crate::{
    edit::{
        refusal::Refusal,
        splice::{Splices, line_end},
    },
    model::{
        ReleaseVersion,
        channel::{MAX, MIN, ReleaseTable},
        field::Named,
    },
    source::yaml::Form,
};

/// A release to add.
#[derive(Debug, Clone)]
pub struct Addition {
    /// Its version.
    pub version: String,
    /// The release that it is made from; its predecessor without one.
    pub like: Option<String>,
    /// Its lowest Rancher; none, if the release that it is made from has none.
    pub min: Option<String>,
    /// Its highest Rancher; likewise.
    pub max: Option<String>,
    /// A comment above it, without `#`.
    pub comment: Option<String>,
    /// What differs in its tables.
    pub changes: Vec<(ReleaseTable, Change)>,
    /// What new lists are called, if the name is free.
    pub names: Vec<(ReleaseTable, String)>,
    /// The round, where lists are named after it.
    pub round: String,
}

/// The release that a new one is made from without `--like`, and behind which it stands: the highest lower one of its minor,
/// else of the minors below. Of 293 patches and 22 first releases that people entered, 312 are there. The flag says whether
/// it is of the same minor.
pub(super) fn predecessor(entries: &[Entry<'_>], version: &ReleaseVersion) -> Option<(usize, bool)> {
    let numbers = || entries.iter().enumerate().filter_map(|(nth, entry)| Some((nth, entry.number?)));
    let highest = |of: &dyn Fn(&ReleaseVersion) -> bool| {
        let fitting =
            numbers().filter(|(_, number)| number.distribution == version.distribution && of(number));
        fitting.max_by(|(_, a), (_, b)| a.rank().cmp(&b.rank())).map(|(nth, _)| nth)
    };
    let own = highest(&|number| number.minor() == version.minor() && number.rank() < version.rank());
    let below = || highest(&|number| number.minor() < version.minor());
    own.map(|nth| (nth, true)).or_else(|| below().map(|nth| (nth, false)))
}

/// The lowest release above one: it stands before it where there is none below.
pub(super) fn successor(entries: &[Entry<'_>], version: &ReleaseVersion) -> Option<usize> {
    let numbers = entries.iter().enumerate().filter_map(|(nth, entry)| Some((nth, entry.number?)));
    let above = numbers
        .filter(|(_, number)| number.distribution == version.distribution && number.rank() > version.rank());
    above.min_by(|(_, a), (_, b)| a.rank().cmp(&b.rank())).map(|(nth, _)| nth)
}

/// Refuses a version that cannot be entered: no version, of another distribution, there already, or a candidate of which is there.
pub(super) fn refuse_version(view: &View<'_>, version: &str) -> Result<ReleaseVersion, Refusal> {
    let Some(number) = ReleaseVersion::parse(version) else {
        let right = format!("v{}", version.trim_start_matches(['v', 'V']));
        let help = match ReleaseVersion::parse(&right) {
            Some(_) => format!("write `{right}`"),
            None => {
                "write it as `v1.30.5+k3s1`, `v1.30.5+rke2r1`, `v1.30.5+rfor1`, or with `-rc1` before the `+`"
                    .to_owned()
            }
        };
        return Err(Refusal::new(format!("`{version}` is not the version of a release"), help));
    };
    if view.entries.is_empty() {
        return Err(no_model(version));
    }
    let place = |nth: usize| view.pair(nth, "version").map(|pair| view.range(pair.value)).unwrap_or_default();
    if let Some(nth) = view.find(version) {
        return Err(Refusal::new(
            format!("`{version}` is there already"),
            "change it with `kdm release set`",
        )
        .at(place(nth), "here")
        .because("Rancher takes the first of two entries, and nobody sees which one that is"));
    }
    let is_candidate = |entry: &Entry<'_>| {
        entry.number.is_some_and(|other| other.candidate.is_some() && other.release() == number.release())
    };
    if let Some(nth) = view.entries.iter().position(is_candidate) {
        let there = view.entries[nth].version;
        let help = match number.candidate {
            None => format!("`kdm release promote {there}` makes the release of it"),
            Some(next) => format!("`kdm release promote {there} --rc {next}` makes the next candidate of it"),
        };
        return Err(Refusal::new(
            format!("`{there}`, a candidate of `{}`, is there", number.release()),
            help,
        )
        .at(place(nth), "here")
        .because("the candidate would stay beside the release, and users be offered both"));
    }
    let released = number.release();
    if let Some(nth) =
        view.entries.iter().position(|entry| number.candidate.is_some() && entry.number == Some(released))
    {
        let help = format!("`kdm release rename {released} {version}`, if it has not been released");
        return Err(Refusal::new(format!("`{released}`, whose candidate `{version}` is, is there"), help)
            .at(place(nth), "here"));
    }
    Ok(number)
}

pub(super) fn add(view: &View<'_>, addition: &Addition) -> Result<Edit, Refusal> {
    let number = refuse_version(view, &addition.version)?;
    let before = predecessor(&view.entries, &number).map(|(nth, _)| nth);
    let after = successor(&view.entries, &number);
    let like = match &addition.like {
        Some(like) => view.named(like)?,
        None => before.or(after).ok_or_else(|| no_model(&addition.version))?,
    };
    let at = match (before, after) {
        (Some(before), _) => behind(view, before, &number),
        (None, Some(after)) => above(view, after),
        (None, None) => view.entries[like].lines.end,
    };
    let model = &view.entries[like];
    let place = before.or(after).unwrap_or(like);
    if model.dash.is_none() || view.entries[place].dash.is_none() {
        return Err(Refusal::odd(view.range(model.id), "a release between braces"));
    }
    let names = Names::of(view, &addition.round).preferring(&addition.names);
    let mut splices = Splices::default();
    let entry = text_of(view, like, at, addition, &names, &mut splices)?;
    let gap = view.newline.repeat(blank_lines(view, place));
    let text = if before.is_some() || after.is_none() {
        let missing = if view.text[..at].ends_with('\n') || at == 0 { "" } else { view.newline };
        format!("{missing}{gap}{entry}")
    } else {
        format!("{entry}{gap}")
    };
    splices.insert(at, text);
    let mut told = vec![format!("`{}` is made from `{}`", addition.version, model.version)];
    if let Some(before) = before.filter(|before| *before != like) {
        told.push(format!("and stands behind `{}`", view.entries[before].version));
    }
    Ok(Edit { splices, named: vec![addition.version.clone()], told: vec![told.join(" ")], ..Edit::default() })
}

fn no_model(version: &str) -> Refusal {
    Refusal::new(
        format!("there is no release that `{version}` could be made from"),
        "write the first one by hand: its arguments and charts cannot be guessed",
    )
}

/// Where a release goes behind another one: above the comments that follow, which belong to what is below them; but the first of a
/// minor below those that speak of it.
fn behind(view: &View<'_>, before: usize, version: &ReleaseVersion) -> usize {
    let end = view.entries[before].lines.end;
    if view.entries[before].number.is_some_and(|number| number.minor() == version.minor())
        || before + 1 < view.entries.len()
    {
        return end;
    }
    let (major, minor) = version.minor();
    let (mut at, mut last) = (end, end);
    while at < view.text.len() {
        let next = line_end(view.text, at);
        let line = view.text[at..next].trim();
        if line.starts_with('#') && line.contains(&format!("{major}.{minor}.")) {
            last = next;
        } else if !line.is_empty() {
            break;
        }
        at = next;
    }
    last
}

/// Where the lines of a release begin: with the comments right above it.
fn above(view: &View<'_>, nth: usize) -> usize {
    let entry = &view.entries[nth];
    let floor = nth.checked_sub(1).map_or(0, |above| view.entries[above].lines.end);
    view.with_comments_above(entry.lines.start, floor, entry.dash.unwrap_or_default())
}

/// How many blank lines stand between releases near one.
fn blank_lines(view: &View<'_>, nth: usize) -> usize {
    let blank = |from: usize, to: usize| {
        let lines = view.text[from..to].lines();
        lines.take_while(|line| line.trim().is_empty()).count()
    };
    let entries = &view.entries;
    match nth.checked_sub(1) {
        Some(above) if entries[above].lines.end <= entries[nth].lines.start => {
            blank(entries[above].lines.end, entries[nth].lines.start)
        }
        _ => match entries.get(nth + 1) {
            Some(below) if entries[nth].lines.end <= below.lines.start => {
                blank(entries[nth].lines.end, below.lines.start)
            }
            _ => 0,
        },
    }
}

/// The lines of a new release: the keys of its model in their order, its own version and bounds, and its tables.
fn text_of(
    view: &View<'_>,
    like: usize,
    at: usize,
    addition: &Addition,
    names: &Names<'_>,
    splices: &mut Splices,
) -> Result<String, Refusal> {
    let model = &view.entries[like];
    let (dash, column) = (model.dash.unwrap_or_default(), model.column);
    let mut blocks: Vec<(String, Vec<String>)> = Vec::new();
    let change_of =
        |table: ReleaseTable| addition.changes.iter().find(|(of, _)| *of == table).map(|(_, change)| change);
    let planned = |table: ReleaseTable| Planned {
        view,
        names,
        table,
        from: view.table(like, table),
        near: like,
        at,
        version: &addition.version,
    };
    for pair in view.document.pairs(model.id) {
        let key = pair.name;
        let separator = &view.text[pair.key.range().end..view.range(pair.value).start];
        let separator = if separator.contains('\n') { ": " } else { separator };
        let lines = match key {
            "version" => vec![format!("{key}{separator}{}", view.requoted(pair.value, &addition.version))],
            MIN | MAX => {
                let bound = if key == MIN { &addition.min } else { &addition.max };
                let bound = bound.iter().map(|bound| view.requoted(pair.value, bound));
                bound.map(|bound| format!("{key}{separator}{bound}")).collect()
            }
            // They speak of one release.
            "messages" => continue,
            _ => match ReleaseTable::by_name(key) {
                Some(table) => match change_of(table) {
                    Some(change) => planned(table).changed(change, true, splices)?,
                    None => planned(table).same(splices)?,
                },
                None => copied(view, pair)?,
            },
        };
        blocks.push((key.to_owned(), lines));
    }
    for (key, value) in [(MIN, &addition.min), (MAX, &addition.max)] {
        if let Some(value) = value
            && !blocks.iter().any(|(other, _)| other == key)
        {
            place(view, &mut blocks, key, vec![format!("{key}: {value}")]);
        }
    }
    for (table, change) in &addition.changes {
        if view.table(like, *table).is_none() && !change.is_empty() {
            place(view, &mut blocks, table.name(), planned(*table).changed(change, true, splices)?);
        }
    }
    let mut text =
        addition.comment.as_deref().map(|comment| view.commented(dash, comment)).unwrap_or_default();
    for (nth, line) in blocks.iter().flat_map(|(_, lines)| lines).enumerate() {
        let indent = if nth == 0 { dash } else { column };
        text += &" ".repeat(indent);
        if nth == 0 {
            text += &format!("-{}", " ".repeat(column.saturating_sub(dash + 1).max(1)));
        }
        text += line;
        text += view.newline;
    }
    Ok(text)
}

/// Puts the lines of a key among those of others: as in a release of the file that has the key, else where upstream has it.
pub(super) fn place(view: &View<'_>, blocks: &mut Vec<(String, Vec<String>)>, key: &str, lines: Vec<String>) {
    let keys: Vec<&str> = blocks.iter().map(|(key, _)| key.as_str()).collect();
    let nth = place_of(view, &keys, key);
    blocks.insert(nth, (key.to_owned(), lines));
}

/// Before which of some keys another one goes.
pub(super) fn place_of(view: &View<'_>, keys: &[&str], key: &str) -> usize {
    const USUAL: [&str; 7] = ["version", MIN, MAX, "serverArgs", "agentArgs", "charts", "featureVersions"];
    let model = (0..view.entries.len()).rev().find(|nth| view.pair(*nth, key).is_some());
    let order: Vec<&str> = match model {
        Some(nth) => view.document.pairs(view.entries[nth].id).iter().map(|pair| pair.name).collect(),
        None => USUAL.to_vec(),
    };
    let rank = order.iter().position(|other| *other == key).unwrap_or(order.len());
    let last = keys
        .iter()
        .rposition(|other| order.iter().position(|name| name == other).is_some_and(|other| other < rank));
    last.map_or(0, |last| last + 1)
}

/// A key that no program of ours knows, as it is written.
fn copied(view: &View<'_>, pair: &crate::source::yaml::Pair<'_>) -> Result<Vec<String>, Refusal> {
    let range = pair.key.range().start..view.text[..view.range(pair.value).end].trim_end().len();
    let has_anchor =
        view.document.anchors.all().iter().any(|anchor| range.contains(&anchor.at.range().start));
    match (&view.written(pair.value).form, view.written(pair.value).anchor) {
        (_, Some(anchor)) => Ok(vec![format!("{}: *{}", pair.name, view.name_of(anchor))]),
        (Form::Scalar | Form::Alias(_), None) | (_, None) if !has_anchor => {
            let column = view.column(range.start);
            let lines = view.text[range].lines();
            Ok(lines
                .map(|line| line.strip_prefix(&" ".repeat(column)).unwrap_or(line).trim_end().to_owned())
                .collect())
        }
        _ => Err(Refusal::odd(range, "an anchor in a key that kdm does not know")),
    }
}
