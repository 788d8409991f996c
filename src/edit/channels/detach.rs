//! A list whose place is not there any more for those who use it: they keep what it means.

use super::{
    given::Given,
    name::renamed,
    style::Style,
    view::{List, Use, View},
};
use crate::{
    edit::{
        refusal::Refusal,
        splice::{Splices, line_start},
    },
    model::channel::ReleaseTable,
    source::yaml::WrittenId,
};

/// Points those who use an anchor at what it builds on, with what it adds; or lets the first of them define it. `stays` says who
/// needs nothing. The name under which the first of them took it over, if one did.
pub(super) fn detach(
    view: &View<'_>,
    anchor: usize,
    owner: &str,
    stays: &dyn Fn(&Use) -> bool,
    splices: &mut Splices,
) -> Result<Option<String>, Refusal> {
    let uses: Vec<&Use> = view.uses_of(anchor).filter(|one| !stays(one)).collect();
    let Some(id) = view.definitions[anchor].filter(|_| !uses.is_empty()) else { return Ok(None) };
    let name = view.name_of(anchor);
    if let Some(odd) = uses.iter().find(|one| one.is_one_of_several) {
        return Err(Refusal::odd(
            view.range(odd.id),
            &format!("`{name}` is one of several lists that are merged"),
        ));
    }
    // A name may have had the same value before; then that counts from here on.
    if let Some(older) = older(view, anchor)
        && uses.iter().all(|one| view.range(one.id).start > view.range(id).start)
    {
        let same = view.definitions[older]
            .is_some_and(|older| view.written(older).value.is_same(&view.written(id).value));
        let again = view.named_anchors(name).last() != Some(&anchor);
        if same && !again {
            return Ok(None);
        }
    }
    let base =
        view.base(id).filter(|base| uses.iter().all(|one| view.means(*base, view.range(one.id).start)));
    let merges = match view.list(id) {
        List::Own { merges, .. } => merges.len(),
        List::Alias(_) | List::Other => 0,
    };
    if merges > 0 && base.is_none() {
        written_out(view, &uses, id, splices);
        return Ok(None);
    }
    let own: Vec<_> = view.document.pairs(id).iter().filter(|pair| !pair.is_merge).copied().collect();
    if let Some(base) = base.filter(|_| own.is_empty()) {
        let base = view.name_of(base);
        uses.iter().for_each(|one| splices.replace(view.range(one.id), format!("*{base}")));
        return Ok(None);
    }
    let mut taken: Option<String> = None;
    for one in uses {
        match &taken {
            Some(new) if new == name => {}
            Some(new) => splices.replace(view.range(one.id), format!("*{new}")),
            None if one.is_merge => copy(view, one, base, &own, splices),
            None => {
                let user = one.entry.map_or("", |entry| view.entries[entry].version);
                let new = renamed(name, owner, user).filter(|new| view.named_anchors(new).is_empty());
                let new = new.unwrap_or_else(|| name.to_owned());
                splices.replace(view.range(one.id), format!("&{new}{}", moved(view, id, anchor, one)));
                taken = Some(new);
            }
        }
    }
    Ok(taken)
}

/// Writes all that a list means where it was used: what it builds on means something else there, or is not alone.
fn written_out(view: &View<'_>, uses: &[&Use], id: WrittenId, splices: &mut Splices) {
    let map = view.written(id).value.fields();
    for one in uses {
        let near = one.entry.unwrap_or_default();
        let style = Style::near(view, near, ReleaseTable::ServerArgs);
        let pairs = one.map.map(|map| view.document.pairs(map)).unwrap_or_default();
        let Some(pair) = pairs.iter().find(|pair| pair.value == one.id) else { continue };
        let outer = view.column(pair.key.range().start);
        let is_overridden =
            |name: &str| one.is_merge && pairs.iter().any(|pair| !pair.is_merge && pair.name == name);
        let column = if one.is_merge { outer } else { outer + style.item };
        let items = map.in_source_order().into_iter().filter(|entry| !is_overridden(entry.key));
        let lines = items.flat_map(|entry| {
            Given::of_value(&entry.node.value).block(entry.key, style.property, style.option, style.flow)
        });
        let lines: Vec<String> = lines.collect();
        let separator = format!("{}{}", view.newline, " ".repeat(column));
        if one.is_merge {
            splices.replace(pair.key.range().start..view.range(one.id).end, lines.join(&separator));
        } else {
            let blank = view.text[..view.range(one.id).start].trim_end_matches(' ').len();
            splices.replace(blank..view.range(one.id).end, format!("{separator}{}", lines.join(&separator)));
        }
    }
}

/// The anchor of the same name above.
fn older(view: &View<'_>, anchor: usize) -> Option<usize> {
    let named = view.named_anchors(view.name_of(anchor));
    named[..named.partition_point(|other| *other < anchor)].last().copied()
}

/// The text of a value behind its anchor, indented as it must be where another one uses it.
fn moved(view: &View<'_>, id: WrittenId, anchor: usize, one: &Use) -> String {
    let start = view.document.anchors.all()[anchor].at.range().end;
    let text = view.text[start..view.range(id).end].trim_end();
    let key = |at: usize| {
        view.text[line_start(view.text, at)..].chars().take_while(|c| matches!(c, ' ' | '-')).count()
    };
    let (from, to) = (key(start), key(view.range(one.id).start));
    reindented(text, from, to)
}

/// A text whose lines, but the first, are indented further or less far.
fn reindented(text: &str, from: usize, to: usize) -> String {
    let mut lines = text.split('\n');
    let mut new = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        new.push('\n');
        if line.trim().is_empty() {
            new += line;
        } else if to >= from {
            new += &format!("{}{line}", " ".repeat(to - from));
        } else {
            let spaces = line.len() - line.trim_start_matches(' ').len();
            new += &line[spaces.min(from - to)..];
        }
    }
    new
}

/// Writes what a list adds to its base where it was merged, but for what is overridden there.
fn copy(
    view: &View<'_>,
    one: &Use,
    base: Option<usize>,
    own: &[crate::source::yaml::Pair<'_>],
    splices: &mut Splices,
) {
    let Some(map) = one.map else { return };
    let pairs = view.document.pairs(map);
    let Some(merge) = pairs.iter().find(|pair| pair.value == one.id) else { return };
    let column = view.column(merge.key.range().start);
    let is_overridden = |name: &str| pairs.iter().any(|pair| !pair.is_merge && pair.name == name);
    let mut text = base.map(|base| format!("<<: *{}", view.name_of(base))).into_iter().collect::<Vec<_>>();
    for pair in own.iter().filter(|pair| !is_overridden(pair.name)) {
        let own = view.column(pair.key.range().start);
        let lines = view.lines_of(pair);
        // What stands above an item, and behind it, is about it.
        let item = match view.text[lines.start..pair.key.range().start].trim().is_empty() {
            true => view.with_comments_above(lines.start, 0, own) + own..lines.end,
            false => pair.key.range().start..view.range(pair.value).end,
        };
        let anchors =
            view.document.anchors.all().iter().filter(|anchor| item.contains(&anchor.at.range().start));
        // The anchor stays with the first who uses it.
        let mut without = Splices::default();
        for anchor in anchors {
            let at = anchor.at.range();
            let end = if view.text[at.end..].starts_with(' ') { at.end + 1 } else { at.end };
            without.replace(at.start - item.start..end - item.start, "");
        }
        let item_text = view.text[item.clone()].trim_end();
        let item_text = without.apply(item_text).unwrap_or_else(|| item_text.to_owned());
        text.push(reindented(&item_text, view.column(item.start), column));
    }
    let separator = format!("{}{}", view.newline, " ".repeat(column));
    splices.replace(merge.key.range().start..view.range(one.id).end, text.join(&separator));
}
