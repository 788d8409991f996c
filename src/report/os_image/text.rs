//! Names, matrices and rolls for people.

use std::collections::BTreeMap;

use super::{Compared, NamedReleases, Wanted, change, meaning};
use crate::{
    consumer::os_image::{Roll, Row},
    diagnostic::{
        Shown,
        shown::shown,
        words::{count, first},
    },
    report::layout::{BOLD, DIM, WRONG, table},
};

/// How many releases a line names.
const NAMED: usize = 4;

/// Releases, their images, and which rule says so.
pub fn render_names_text(releases: &NamedReleases<'_, '_>) -> Shown {
    let rows = releases.iter().map(|(release, named)| {
        let rule = match named.rule {
            Some(rule) => format!("rule {}", rule + 1),
            None => "of the old generation".to_owned(),
        };
        let image = named.image.as_deref().map_or_else(|| Shown::from("no node image"), Shown::data);
        vec![Shown::data(release.name.value), image, Shown::data(&rule)]
    });
    table(0, &rows.collect::<Vec<_>>())
}

/// What must have been built, by provider; or what of it is missing, and what nobody needs any more.
pub fn render_matrix_text(wanted: &Wanted<'_, '_>) -> Shown {
    let Some(Compared { missing, unneeded }) = &wanted.compared else {
        return by_provider(wanted.matrix.rows.iter());
    };
    let total = count(wanted.matrix.rows.len(), "image");
    let mut text = match missing.len() {
        0 => shown!("{BOLD}all of {total} that must have been built are there{BOLD:#}\n"; BOLD, total),
        number => {
            let title = format!("{number} of {total} that must have been built are missing");
            shown!("{WRONG}{title}{WRONG:#}\n"; WRONG, title) + by_provider(missing.iter().copied())
        }
    };
    if !unneeded.is_empty() {
        let title = format!("{} in the list that no release needs", count(unneeded.len(), "image"));
        text += shown!("{BOLD}{title}{BOLD:#}\n"; BOLD, title);
        for one in unneeded {
            let at = one.provider.map(|provider| format!("{provider} ")).unwrap_or_default();
            text += shown!("  {at}{}\n", one.what; at);
        }
    }
    text
}

fn by_provider<'m>(rows: impl Iterator<Item = &'m Row>) -> Shown {
    let mut providers: BTreeMap<_, Vec<&Row>> = BTreeMap::new();
    rows.for_each(|row| providers.entry(row.provider).or_default().push(row));
    let mut text = Shown::new();
    for (provider, rows) in providers {
        let (provider, images) = (provider.name(), count(rows.len(), "image"));
        text += shown!("{BOLD}{provider}{BOLD:#}: {images}\n"; BOLD, provider, images);
        let lines = rows.into_iter().map(|row| {
            let names = first(&row.releases, NAMED, String::clone);
            vec![Shown::data(row.what()), Shown::data(&names)]
        });
        text += table(2, &lines.collect::<Vec<_>>());
    }
    text
}

/// Whether nodes roll between releases, and why.
pub fn render_rolls_text(rolls: &[Roll<'_, '_>]) -> Shown {
    let mut text = Shown::new();
    for roll in rolls {
        let style = if roll.rolls() { WRONG } else { BOLD };
        let meaning = meaning(roll);
        text += shown!("{style}{meaning}{style:#}\n"; style, meaning);
        let image = |image: Option<&str>| image.map_or_else(|| Shown::from("no node image"), Shown::data);
        text += table(
            2,
            &[
                vec![Shown::data(roll.old.name.value), image(roll.old_image), Shown::new()],
                vec![Shown::data(roll.new.name.value), image(roll.new_image), Shown::new()],
            ],
        );
        for changed in &roll.changes {
            let changed = change(changed, "->");
            text += shown!("  {DIM}{changed}{DIM:#}\n"; DIM, changed);
        }
    }
    text
}
