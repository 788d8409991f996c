//! Image lists for image-tool and hangar.
//!
//! Their reader takes a line for something else without a word when it has a TAB, a fourth column or a digest, so
//! what is written is the safe form: LF, one space between fields, unique lines, comments only at the top.

use std::io::{self, Write};

use super::{
    json::{JsonWriter, Layout},
    version_sort,
};
use crate::consumer::{Mirrored, Need};

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

/// Each image with its copies, the rules behind them, and what needs it.
///
/// # Errors
///
/// When `out` fails.
pub fn write_images_json<W: Write>(images: &[Mirrored<'_, '_>], out: W) -> io::Result<W> {
    let mut json = JsonWriter::new(out, Layout::Indented);
    json.map(|json| {
        json.key("images")?;
        json.list(|json| {
            for Mirrored { needed, copies } in images {
                json.item()?;
                json.map(|json| {
                    json.key("image")?;
                    json.string(needed.image.value)?;
                    json.key("copies")?;
                    json.list(|json| {
                        for copy in copies {
                            json.item()?;
                            json.map(|json| {
                                json.key("destination")?;
                                json.string(&format!("{}:{}", copy.destination, copy.tag))?;
                                json.key("rule")?;
                                match copy.rule {
                                    Some((matches, replacement)) => json.map(|json| {
                                        json.key("regexMatch")?;
                                        json.string(matches)?;
                                        json.key("regexReplacement")?;
                                        json.string(replacement)
                                    }),
                                    None => json.null(),
                                }
                            })?;
                        }
                        Ok(())
                    })?;
                    json.key("neededBy")?;
                    json.list(|json| {
                        needed.needs.iter().try_for_each(|Need { origin, version, field }| {
                            json.item()?;
                            json.map(|json| {
                                json.key("from")?;
                                json.string(origin.name())?;
                                json.key("version")?;
                                json.string(version)?;
                                json.key("field")?;
                                json.string(field)
                            })
                        })
                    })
                })?;
            }
            Ok(())
        })
    })?;
    let mut out = json.finish()?;
    out.write_all(b"\n")?;
    Ok(out)
}
