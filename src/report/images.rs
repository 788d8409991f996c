//! A list of images for programs: each with its copies, the rules behind them, and what needs it.

use schemars::JsonSchema;
use serde::Serialize;

use super::json::{one, pretty};
use crate::consumer::{Copy, Mirrored, Need};

/// What `kdm mirror-list --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Images to mirror", description = "")]
pub struct ImagesJson<'i> {
    /// of this form: a program that knows it ignores what is added
    #[schemars(schema_with = "one")]
    version: u32,
    images: Vec<ImageJson<'i>>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ImageJson<'i> {
    /// as `name:tag`, under the name that it is pulled by
    image: &'i str,
    /// where it is copied to; empty if it needs no copy
    copies: Vec<CopyJson<'i>>,
    needed_by: Vec<NeedJson<'i>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct CopyJson<'i> {
    /// as `[registry/]name:tag`
    destination: String,
    /// the rule of `mirrorOptions` that gave the name
    rule: Option<RuleJson<'i>>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RuleJson<'i> {
    regex_match: &'i str,
    regex_replacement: &'i str,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct NeedJson<'i> {
    /// `prime`, `rke`, or a distribution
    from: &'static str,
    version: &'i str,
    /// the field of the system images, or what the image of a release does
    field: &'static str,
    /// on which nodes
    os: Vec<&'static str>,
}

/// The images as JSON.
pub fn render_images_json(images: &[Mirrored<'_, '_>]) -> String {
    let images = images.iter().map(|Mirrored { needed, copies }| ImageJson {
        image: needed.image.value,
        copies: copies.iter().map(CopyJson::of).collect(),
        needed_by: needed.needs.iter().map(NeedJson::of).collect(),
    });
    pretty(&ImagesJson { version: 1, images: images.collect() })
}

impl<'i> CopyJson<'i> {
    fn of(Copy { source: _, destination, tag, rule }: &'i Copy<'_, '_>) -> Self {
        let rule = rule.map(|(regex_match, regex_replacement)| RuleJson { regex_match, regex_replacement });
        Self { destination: format!("{destination}:{tag}"), rule }
    }
}

impl<'i> NeedJson<'i> {
    pub(super) fn of(Need { origin, version, role, os, place: _ }: &Need<'i>) -> Self {
        let os = os.iter().map(|os| os.name()).collect();
        Self { from: origin.name(), version: version.value, field: role.name(), os }
    }
}
