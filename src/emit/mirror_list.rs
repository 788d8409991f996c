//! Image lists for image-tool and hangar.
//!
//! Their reader silently reads a line as something else when it has a TAB, a fourth column or a digest, so
//! what is written is the safe form: LF, one space between fields, unique lines, comments only at the top.

use super::version_sort;
use crate::consumer::Mirrored;

/// Which name of an image a list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The one that it is copied from.
    Source,
    /// The one that it is copied to.
    Destination,
}

/// `SOURCE DEST TAG`, a line for each copy.
pub fn render_mirror_list(images: &[Mirrored<'_, '_>]) -> String {
    let copies = images.iter().flat_map(|image| &image.copies);
    let lines = copies.map(|copy| format!("{} {} {}", copy.source, copy.destination, copy.tag)).collect();
    render_list(lines)
}

/// `name:tag`, a line for each image.
pub fn render_images(images: &[Mirrored<'_, '_>], side: Side) -> String {
    let lines = match side {
        Side::Source => images.iter().map(|image| image.needed.image.value.to_owned()).collect(),
        Side::Destination => {
            let copies = images.iter().flat_map(|image| &image.copies);
            copies.map(|copy| format!("{}:{}", copy.destination, copy.tag)).collect()
        }
    };
    render_list(lines)
}

/// Lines in the order of `LC_ALL=C sort -V`, each once.
pub fn render_list(mut lines: Vec<String>) -> String {
    lines.sort_by(|a, b| version_sort::compare(a, b));
    lines.dedup();
    lines.into_iter().fold(String::new(), |list, line| list + &line + "\n")
}
