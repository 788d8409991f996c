//! `kdm page`: what is in the file. What a browser makes of it is for `conformance/page`.

mod bad;
mod content;
mod golden;

use std::{fs, io::Read};

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::Value;

use crate::support::Repository;

/// The page that a command writes to `page.html`.
#[track_caller]
fn page(repository: &Repository, arguments: &str) -> String {
    repository.kdm(&format!("page {arguments} --out page.html")).assert().success();
    fs::read_to_string(repository.path().join("page.html")).unwrap()
}

/// What stands between two texts, of which the first stands once.
#[track_caller]
fn between<'p>(page: &'p str, start: &str, end: &str) -> &'p str {
    let (_, rest) = page.split_once(start).unwrap_or_else(|| panic!("there is no {start}"));
    rest.split_once(end).unwrap_or_else(|| panic!("there is no {end} after {start}")).0
}

/// A packed part of a page; nothing where it has none.
fn unpacked(page: &str, id: &str) -> Option<Value> {
    let (_, rest) = page.split_once(&format!("<script id=\"{id}\" type=\"text/plain\">"))?;
    let packed = BASE64_STANDARD.decode(rest.split_once("</script>").unwrap().0).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}
