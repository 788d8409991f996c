//! What a change does to nodes, as a comment on its pull request.

use std::fmt::Write as _;

use super::{change, meaning};
use crate::{
    consumer::os_image::{Fate, Roll, Row, StateChange, States},
    diagnostic::words::{count, first},
    model::os_image::Provider,
    report::markdown::{code, escape},
};

/// How many releases a table names of a provider: a comment ends somewhere.
const ROWS: usize = 50;

/// How many releases a line names.
const NAMED: usize = 4;

/// The verdict, then a table for each provider, then what must be built and what nobody needs any more.
pub fn render_states_markdown(states: &States<'_, '_>) -> String {
    let mut text = format!("### Node OS images: {}\n", headline(states));
    for provider in Provider::ALL.into_iter().map(Some).chain([None]) {
        let of = |changed: &&StateChange<'_, '_>| changed.release.identity.provider == provider;
        let changed: Vec<_> = states.changed.iter().filter(of).collect();
        if !changed.is_empty() {
            table(&mut text, provider, &changed);
        }
    }
    images(&mut text, "To be built, if they are not there yet", &states.to_build());
    if let Some(removed) = &states.removed {
        if !removed.is_empty() {
            let names = first(removed, ROWS, |release| code(release.name.value));
            let _ = writeln!(text, "\nGone: {names}");
        }
        images(&mut text, "No release needs these any more", &states.not_needed());
    }
    text
}

fn headline(states: &States<'_, '_>) -> String {
    let compared = states.changed.iter().filter(|changed| changed.roll.is_some()).count();
    let rolling = states.changed.iter().filter(|changed| rolls(changed)).count();
    let releases = count(compared, "release");
    let verdict = match (states.changed.len(), compared, rolling) {
        (0, ..) => return format!("no release is new or changed since {}", code(&states.base)),
        (_, 0, _) => "nothing to compare with".to_owned(),
        (.., 0) => format!("unchanged in {releases}"),
        _ => format!("renamed in {rolling} of {releases}, nodes roll"),
    };
    match states.changed.len() - compared {
        0 => verdict,
        others => format!("{verdict}; {} not compared", count(others, "release")),
    }
}

fn rolls(changed: &StateChange<'_, '_>) -> bool {
    changed.roll.as_ref().is_some_and(Roll::rolls)
}

fn table(text: &mut String, provider: Option<Provider>, changed: &[&StateChange<'_, '_>]) {
    let _ = writeln!(text, "\n**{}**\n", provider.map_or("old generation", Provider::name));
    text.push_str("| release | against | node OS image | components |\n|---|---|---|---|\n");
    for changed in changed.iter().take(ROWS) {
        let StateChange { release, fate, old, roll } = changed;
        let name = cell(release.name.value);
        let what = if *fate == Fate::New { "new" } else { "edited" };
        let Some(roll) = roll else {
            let said = match old {
                None => "there is no release before it",
                Some(_) => "it cannot be named, or that one cannot",
            };
            let against = old.map_or_else(|| "–".to_owned(), |old| cell(old.name.value));
            let _ = writeln!(text, "| {name} {what} | {against} | {said} | |");
            continue;
        };
        let against = if *fate == Fate::New { cell(roll.old.name.value) } else { "before".to_owned() };
        let image = |image: Option<&str>| image.map_or_else(|| "no image".to_owned(), cell);
        let images = match (roll.rolls(), roll.new_image) {
            (false, None) => "no image".to_owned(),
            (false, Some(same)) => format!("{}: {}", meaning(roll), cell(same)),
            (true, new) => format!("**{}**: {} → {}", meaning(roll), image(roll.old_image), image(new)),
        };
        let changes = roll.changes.iter().map(|one| escape(&change(one, "→")));
        let _ = writeln!(
            text,
            "| {name} {what} | {against} | {images} | {} |",
            changes.collect::<Vec<_>>().join("<br>")
        );
    }
    if changed.len() > ROWS {
        let _ = writeln!(text, "\nand {} more", changed.len() - ROWS);
    }
}

/// Code in a cell of a table, which ends at a `|` even there.
fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}

fn images(text: &mut String, title: &str, rows: &[&Row]) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{title}:\n");
    for row in rows.iter().take(ROWS) {
        let names = first(&row.releases, NAMED, |name| code(name));
        let _ = writeln!(text, "- {} {} for {names}", row.provider, code(row.what()));
    }
    if rows.len() > ROWS {
        let _ = writeln!(text, "- and {} more", rows.len() - ROWS);
    }
}
