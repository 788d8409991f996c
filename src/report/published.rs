//! What is published where: a line a file for people, and JSON for programs.

use schemars::JsonSchema;
use serde::Serialize;

use super::json::{one, pretty};
use crate::diagnostic::{Shown, shown::shown, words::thousands};

/// What `kdm publish --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(title = "A build that is published", description = "")]
pub struct PublishedJson<'p> {
    /// of this form: a program that knows it ignores what is added
    #[schemars(schema_with = "one")]
    pub(crate) version: u32,
    /// the storage, as in `s3://BUCKET/PREFIX/`
    pub(crate) to: &'p str,
    /// the branch or the tag that it is published as
    pub(crate) published_as: &'p str,
    /// the tag that is put back; null where the build is new
    pub(crate) rolled_back_to: Option<&'p str>,
    /// whether this is what would be sent, by `--dry-run`
    pub(crate) dry_run: bool,
    /// in the order in which they are sent; data.json is the last
    pub(crate) files: &'p [FileJson],
}

/// A file, and what becomes of what is at its key.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FileJson {
    /// the whole key, without the prefix of the storage
    pub(crate) key: String,
    pub(crate) verdict: Fate,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
    pub(crate) content_type: &'static str,
    /// what is there before; null where nothing is
    pub(crate) before: Option<BeforeJson>,
}

/// What is at a key before.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct BeforeJson {
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
}

/// What becomes of what is at a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Fate {
    /// there is nothing yet
    Created,
    /// another file is there
    Replaced,
    /// it is there already
    Unchanged,
    /// it may not be sent; findings say why
    Refused,
}

impl Fate {
    fn words(self, dry_run: bool) -> &'static str {
        match (self, dry_run) {
            (Self::Created, false) => "created",
            (Self::Created, true) => "would be created",
            (Self::Replaced, false) => "replaced",
            (Self::Replaced, true) => "would be replaced",
            (Self::Unchanged, _) => "unchanged",
            (Self::Refused, _) => "refused",
        }
    }
}

/// A line about a file.
pub fn render_published(file: &FileJson, dry_run: bool) -> Shown {
    let FileJson { key, verdict, bytes, sha256, content_type: _, before } = file;
    let (state, bytes) = (verdict.words(dry_run), thousands(*bytes));
    let before = match before {
        Some(before) if *verdict != Fate::Unchanged && before.sha256 == *sha256 => {
            "; only its headers differ".to_owned()
        }
        Some(BeforeJson { bytes, sha256 }) if *verdict != Fate::Unchanged => {
            format!("; before: {} bytes, sha256 {sha256}", thousands(*bytes))
        }
        _ => String::new(),
    };
    shown!("{key}: {state}; {bytes} bytes, sha256 {sha256}{before}\n"; key, state, bytes, sha256, before)
}

/// All of it as JSON.
pub fn render_published_json(published: &PublishedJson<'_>) -> String {
    pretty(published)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_becomes_of_a_key() {
        let before = BeforeJson { bytes: 1200, sha256: "7c2b".into() };
        let file = FileJson {
            key: "a/data.json".into(),
            verdict: Fate::Replaced,
            bytes: 280_680,
            sha256: "bc6c".into(),
            content_type: "application/json",
            before: Some(before),
        };
        let line = |file: &FileJson, dry_run| render_published(file, dry_run).as_str().to_owned();
        assert_eq!(
            line(&file, false),
            "a/data.json: replaced; 280,680 bytes, sha256 bc6c; before: 1,200 bytes, sha256 7c2b\n"
        );
        assert_eq!(
            line(&file, true),
            "a/data.json: would be replaced; 280,680 bytes, sha256 bc6c; before: 1,200 bytes, sha256 7c2b\n"
        );
        let again = FileJson { sha256: "7c2b".into(), ..file.clone() };
        assert_eq!(
            line(&again, false),
            "a/data.json: replaced; 280,680 bytes, sha256 7c2b; only its headers differ\n"
        );
        let same = FileJson { verdict: Fate::Unchanged, ..file };
        assert_eq!(line(&same, true), "a/data.json: unchanged; 280,680 bytes, sha256 bc6c\n");
    }
}
