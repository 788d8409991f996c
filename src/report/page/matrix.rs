//! Which releases which Ranchers are offered: a row for each release, a column for all Ranchers that are told the same.

use maud::{Markup, html};

use super::{
    badge::Badges,
    link::{badge, link, text},
};
use crate::{
    consumer::{Consumer, DEVELOPMENT, DefaultVersion, asking},
    diff::Area,
    model::{range::VersionSet, rke::minor_of},
    show::{RkeOverview, SectionOverview},
};

/// How many columns people can read.
const MOST: usize = 60;

/// Ranchers that are told the same.
#[derive(Debug, Clone)]
struct Column {
    /// The Ranchers, for people.
    label: String,
    /// One of them.
    rancher: String,
}

/// The matrix of a distribution.
#[derive(Debug)]
pub(super) struct Matrix<'o> {
    area: Area,
    columns: Vec<Column>,
    /// Whether there are older Ranchers.
    is_cut: bool,
    rows: Vec<Row<'o>>,
}

/// A release.
#[derive(Debug)]
struct Row<'o> {
    version: &'o str,
    bounds: [String; 2],
    /// The columns in which it is offered, and whether by default.
    cells: Vec<Cell>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Hidden,
    Offered,
    Default,
}

impl<'o> Matrix<'o> {
    /// Of K3s, RKE2 or RFO.
    pub(super) fn of_section(section: &'o SectionOverview<'_>) -> Self {
        let shown =
            (0..section.turns.len()).filter_map(|turn| Some((turn, column(&section.ranchers(turn))?)));
        let (mut turns, mut columns): (Vec<_>, Vec<_>) = shown.unzip();
        let folded = columns.len().saturating_sub(MOST);
        turns.drain(..folded);
        columns.drain(..folded);
        let rows = section.releases.iter().map(|release| {
            let version = release.answer.version.value;
            let cell = |turn: &usize| {
                let default = section.answers[*turn].default;
                let is_default = default == DefaultVersion::Release(version) && !release.answer.is_shadowed;
                match release.seen {
                    Some((from, until)) if (from..until).contains(turn) && section.fault.is_none() => {
                        if is_default {
                            Cell::Default
                        } else {
                            Cell::Offered
                        }
                    }
                    _ => Cell::Hidden,
                }
            };
            let bounds = release.answer.bounds.map(|bound| bound.map_or("missing", |bound| bound.value));
            Row { version, bounds: bounds.map(text), cells: turns.iter().map(cell).collect() }
        });
        Self { area: Area::Section(section.distribution), rows: rows.collect(), columns, is_cut: folded > 0 }
    }

    /// Of RKE: from one Rancher to the next one that may be told something else, the newest first until there are enough.
    pub(super) fn of_rke(overview: &'o RkeOverview<'_, '_>) -> Self {
        let ranchers: Vec<_> = asking(&[overview.tables]).into_values().flatten().collect();
        let ranchers = ranchers.iter().rev().filter(|rancher| Consumer::Rancher.knows_rke(rancher));
        let turns = overview.turns();
        let told_at = |rancher: &str| {
            let place = overview.place(rancher);
            let rule = overview.tables.default_rule(Consumer::Rancher, rancher).map(|(_, value)| value.value);
            (turns.partition_point(|turn| *turn <= place), rule)
        };
        let mut columns: Vec<(Column, _, Vec<Cell>)> = Vec::new();
        let mut is_cut = false;
        for rancher in ranchers {
            let told = told_at(rancher);
            if let Some((column, ..)) = columns.last_mut().filter(|(_, last, _)| *last == told) {
                column.label = from(rancher, &column.label);
                continue;
            }
            is_cut = columns.len() == MOST;
            if is_cut {
                break;
            }
            let column = Column { label: rancher.clone(), rancher: rancher.clone() };
            columns.push((column, told, cells(overview, rancher)));
        }
        columns.reverse();
        let rows = overview.versions.iter().enumerate().map(|(nth, version)| {
            let reach = &version.answer.ranchers;
            let last = reach.max.or(reach.deprecate);
            let bounds =
                [reach.min, last].map(|bound| bound.map_or(String::new(), |bound| text(bound.value)));
            let cells = columns.iter().map(|(.., cells)| cells[nth]).collect();
            Row { version: version.answer.version.value, bounds, cells }
        });
        let rows = rows.collect();
        let columns = columns.into_iter().map(|(column, ..)| column).collect();
        Self { area: Area::Rke, rows, columns, is_cut }
    }

    /// The table.
    pub(super) fn render(&self, badges: &Badges<'_>) -> Markup {
        let area = self.area.name();
        html! {
            div.matrix {
                table {
                    caption {
                        (area) ": filled where a Rancher is offered the release, ★ where it is the default."
                        @if self.is_cut { " Older Ranchers are left out." }
                    }
                    thead { tr {
                        th scope="col" { "Release" } th scope="col" { "From" } th scope="col" { "To" }
                        @for column in &self.columns {
                            th scope="col" { a href=(link(&["offer", &column.rancher])) { (column.label) } }
                        }
                    } }
                    @for rows in self.rows.chunk_by(|one, other| minor_of(one.version) == minor_of(other.version)) {
                        tbody { @for row in rows { (row.render(self.area, badges)) } }
                    }
                }
            }
        }
    }
}

impl Row<'_> {
    fn render(&self, area: Area, badges: &Badges<'_>) -> Markup {
        html! {
            tr {
                // The script makes it a link to the card, which is nothing without it.
                th scope="row" { (text(self.version)) (badge(badges.get(area, self.version))) }
                td { (self.bounds[0]) }
                td { (self.bounds[1]) }
                @for cells in self.cells.chunk_by(|one, other| one == other) {
                    @let width = (cells.len() > 1).then_some(cells.len());
                    @match cells[0] {
                        Cell::Hidden => { td colspan=[width] {} }
                        Cell::Offered => { td.w colspan=[width] {} }
                        Cell::Default => { td.d colspan=[width] { "★" } }
                    }
                }
            }
        }
    }
}

/// What a Rancher makes of each version of RKE.
fn cells(overview: &RkeOverview<'_, '_>, rancher: &str) -> Vec<Cell> {
    let default = overview.default_of(rancher).and_then(|(.., version)| version).map(|version| version.value);
    let place = overview.place(rancher);
    let cells = overview.versions.iter().map(|version| match version.hidden_at(place) {
        Some(_) => Cell::Hidden,
        None if Some(version.answer.version.value) == default => Cell::Default,
        None => Cell::Offered,
    });
    cells.collect()
}

/// `2.7.0 – 2.7.4` of `2.7.4` or `2.7.1 – 2.7.4`.
fn from(first: &str, label: &str) -> String {
    let last = label.rsplit(' ').next().unwrap_or_default();
    format!("{first} – {last}")
}

/// The Ranchers of a turn, if there are any.
fn column(ranchers: &VersionSet) -> Option<Column> {
    let label = ranchers.ranchers()?;
    let (from, to) = ranchers.intervals().next()?;
    // A release of them: the last, since it has what the others have.
    let last =
        to.map_or_else(|| Some(from.first_release(DEVELOPMENT)), |to| to.last_release_below(DEVELOPMENT));
    let last = last.filter(|last| ranchers.contains(last));
    let rancher = last.unwrap_or_else(|| from.clone());
    Some(Column { label, rancher: rancher.to_string() })
}
