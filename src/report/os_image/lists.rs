//! Lists of one line each: with tabs for pipes, and as comma-separated values.

use super::{Compared, NamedReleases, Wanted, verdict, why};
use crate::{
    consumer::os_image::{Roll, Row},
    diagnostic::Shown,
};

/// What stands for no image.
const NONE: &str = "-";

/// A list.
#[derive(Debug)]
pub struct List {
    header: Vec<&'static str>,
    rows: Vec<Vec<String>>,
}

impl List {
    /// With tabs between, and no header. What would break a line, or a terminal, is escaped.
    pub fn tsv(&self) -> String {
        let mut text = String::new();
        for row in &self.rows {
            let cells: Vec<_> = row.iter().map(|cell| Shown::data(cell).as_str().to_owned()).collect();
            text += &cells.join("\t");
            text.push('\n');
        }
        text
    }

    /// Comma-separated, with a header; in quotes where RFC 4180 asks for them, lines end with LF.
    pub fn csv(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Writing to memory does not fail.
        let _ = writer.write_record(&self.header);
        for row in &self.rows {
            let _ = writer.write_record(row.iter().map(|cell| Shown::data(cell).as_str().to_owned()));
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}

/// `NAME IMAGE`, by provider and version.
pub fn names_list(releases: &NamedReleases<'_, '_>) -> List {
    let rows = releases.iter().map(|(release, named)| {
        vec![release.name.value.to_owned(), named.image.clone().unwrap_or_else(|| NONE.to_owned())]
    });
    List { header: vec!["name", "image"], rows: rows.collect() }
}

/// `PROVIDER IMAGE NAMES`, with the artifact behind where one is asked for; or what is missing and what nobody needs any more:
/// `missing PROVIDER IMAGE NAMES` and `unneeded PROVIDER IMAGE`.
pub fn matrix_list(wanted: &Wanted<'_, '_>) -> List {
    let has_artifacts = wanted.matrix.rows.iter().any(|row| row.artifact.is_some());
    let artifact = has_artifacts.then_some("artifact");
    let of_row = |row: &Row| {
        let names = row.releases.join(",");
        [row.provider.name().to_owned(), row.image.clone(), names].into_iter().chain(row.artifact.clone())
    };
    let Some(Compared { missing, unneeded }) = &wanted.compared else {
        let header = ["provider", "image", "names"].into_iter().chain(artifact).collect();
        return List { header, rows: wanted.matrix.rows.iter().map(|row| of_row(row).collect()).collect() };
    };
    let missing = missing.iter().map(|row| ["missing".to_owned()].into_iter().chain(of_row(row)).collect());
    let unneeded = unneeded.iter().map(|one| {
        let provider = one.provider.map_or(NONE, |provider| provider.name()).to_owned();
        // Of what nobody needs only the list's own word is known.
        let (image, artifact) = match has_artifacts {
            true => (NONE.to_owned(), Some(one.what.to_owned())),
            false => (one.what.to_owned(), None),
        };
        ["unneeded".to_owned(), provider, image, NONE.to_owned()].into_iter().chain(artifact).collect()
    });
    let header = ["verdict", "provider", "image", "names"].into_iter().chain(artifact).collect();
    List { header, rows: missing.chain(unneeded).collect() }
}

/// `VERDICT OLD_IMAGE NEW_IMAGE WHY`, and where there may be several `OLD NEW`, the releases.
pub fn rolls_list(rolls: &[Roll<'_, '_>], several: bool) -> List {
    let image = |image: Option<&str>| image.unwrap_or(NONE).to_owned();
    let rows = rolls.iter().map(|roll| {
        let cells =
            [verdict(roll).to_owned(), image(roll.old_image), image(roll.new_image), why(&roll.changes)];
        let releases = [roll.old, roll.new].map(|release| release.name.value.to_owned());
        cells.into_iter().chain(releases.into_iter().filter(|_| several)).collect()
    });
    let releases = ["old", "new"].into_iter().filter(|_| several);
    let header = ["verdict", "old_image", "new_image", "why"].into_iter().chain(releases).collect();
    List { header, rows: rows.collect() }
}
