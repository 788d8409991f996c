//! What is mirrored, for programs: each source with its tags, and what needs them.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    images::NeedJson,
    json::{one, pretty},
};
use crate::{consumer::Regsync, model::regsync::target_of};

/// What `kdm regsync --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What the registry mirrors", description = "")]
pub struct RegsyncJson<'r> {
    /// of this form: a program that knows it ignores what is added
    #[schemars(schema_with = "one")]
    version: u32,
    sources: Vec<SourceJson<'r>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SourceJson<'r> {
    /// the repository, with its registry
    source: &'r str,
    /// where to, with regsync's template for the registry
    target: String,
    tags: Vec<TagJson<'r>>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct TagJson<'r> {
    tag: &'r str,
    /// empty where only an older file has it
    needed_by: Vec<NeedJson<'r>>,
    /// the older file that has it, of those that `--keep` names
    kept_from: Option<&'r str>,
}

/// What is mirrored as JSON.
pub fn render_regsync_json(regsync: &Regsync<'_>) -> String {
    let sources = regsync.sources.iter().map(|(source, tags)| SourceJson {
        source,
        target: target_of(source),
        tags: tags
            .iter()
            .map(|(tag, mirrored)| TagJson {
                tag,
                needed_by: mirrored.needs.iter().map(NeedJson::of).collect(),
                kept_from: mirrored.kept,
            })
            .collect(),
    });
    pretty(&RegsyncJson { version: 1, sources: sources.collect() })
}
