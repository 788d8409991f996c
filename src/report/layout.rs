//! Columns and styles of answers.

use anstyle::{AnsiColor, Style};

use crate::diagnostic::{Shown, shown::shown};

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const WRONG: Style = AnsiColor::BrightRed.on_default().bold();

/// Lines whose columns are as wide as their widest entry, but for the few that would push the others away; the last
/// column is dimmed: a place.
pub(super) fn table(indent: usize, rows: &[Vec<Shown>]) -> Shown {
    const WIDEST: usize = 64;
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(Shown::width);
        cells.filter(|width| *width <= WIDEST).max().unwrap_or_default()
    };
    let widths: Vec<_> = (0..columns).map(width).collect();
    let mut text = Shown::new();
    for row in rows {
        let mut line = Shown::spaces(indent);
        for (nth, (cell, width)) in row.iter().zip(&widths).enumerate() {
            match nth + 1 == columns {
                true if cell.is_empty() => {}
                true => line += shown!("{DIM}{cell}{DIM:#}"; DIM, cell),
                false => line += cell.padded(*width) + "  ",
            }
        }
        text += line.trim_end() + "\n";
    }
    text
}
