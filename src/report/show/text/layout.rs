//! Columns and styles of answers.

use anstyle::{AnsiColor, Style};

use crate::diagnostic::words::{padded, visible, width as width_of};

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const WRONG: Style = AnsiColor::BrightRed.on_default().bold();

/// Lines whose columns are as wide as their widest entry, but for the few that would push the others away; the last
/// column is dimmed: a place.
pub(super) fn table(indent: usize, rows: &[Vec<String>]) -> String {
    const WIDEST: usize = 64;
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| visible(cell).into_owned()).collect()).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| width_of(cell));
        cells.filter(|width| *width <= WIDEST).max().unwrap_or_default()
    };
    let widths: Vec<_> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = " ".repeat(indent);
        for (nth, (cell, width)) in row.iter().zip(&widths).enumerate() {
            match nth + 1 == columns {
                true if cell.is_empty() => {}
                true => line += &format!("{DIM}{cell}{DIM:#}"),
                false => line += &format!("{}  ", padded(cell, *width)),
            }
        }
        text += line.trim_end();
        text.push('\n');
    }
    text
}
