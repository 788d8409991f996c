//! A release less: those who use its lists keep what they have.

use super::{
    detach::detach,
    outcome::Edit,
    view::{Use, View},
};
use crate::edit::{refusal::Refusal, splice::line_end};

pub(super) fn remove(view: &View<'_>, version: &str, comment: Option<&str>) -> Result<Edit, Refusal> {
    let nth = view.named(version)?;
    let entry = &view.entries[nth];
    let (Some(dash), true) = (entry.dash, view.entries.len() > 1) else {
        let range = view.range(entry.id);
        return Err(match entry.dash {
            None => Refusal::odd(range, "a release between braces"),
            Some(_) => Refusal::new(
                format!("`{version}` is the only release of this file"),
                "delete the file, if there is nothing to offer any more",
            )
            .because("every Rancher that refreshes would lose the distribution"),
        });
    };
    let mut edit = Edit { named: vec![version.to_owned()], ..Edit::default() };
    let lines = entry.lines.clone();
    let inside = |one: &Use| lines.contains(&view.range(one.id).start);
    // Where what was moved as a whole ends: what has a name in it went with it.
    let mut moved = 0;
    for anchor in view.anchors_in(&lines) {
        let written = &view.document.anchors.all()[anchor];
        let at = written.at.range().start;
        if at < moved {
            continue;
        }
        let users = view.uses_of(anchor).filter(|one| !inside(one));
        let users: Vec<_> = users.map(|one| one.entry).collect();
        let Some(first) = users.first() else { continue };
        let taken = detach(view, anchor, version, &inside, &mut edit.splices)?;
        let first = first.map_or("another part of the file", |entry| view.entries[entry].version);
        let others = users.len() - 1;
        let more = if others == 0 { String::new() } else { format!(" and {others} more") };
        edit.told.push(format!("what used its list `{}` keeps its meaning: `{first}`{more}", written.name));
        if taken.is_some()
            && let Some(id) = view.definitions[anchor]
        {
            moved = view.range(id).end.max(moved);
        }
    }
    // Its blank lines go with it: those below, or for the last release those above.
    let mut range = lines;
    let above =
        nth.checked_sub(1).map(|above| view.entries[above].lines.end).filter(|end| *end <= range.start);
    let blank = |from: usize, to: usize| view.text[from..to].trim().is_empty();
    let next = line_end(view.text, range.end);
    if let Some(above) = above.filter(|above| *above < range.start && blank(*above, range.start)) {
        range.start = above;
    } else if next < view.text.len() && range.end < next && blank(range.end, next) {
        range.end = next;
    }
    let comment = comment.map(|text| view.commented(dash, text));
    edit.splices.replace(range, comment.unwrap_or_default());
    edit.told.insert(0, format!("`{version}` goes"));
    Ok(edit)
}
