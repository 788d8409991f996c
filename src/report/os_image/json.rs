//! Names, matrices and rolls as JSON, and the matrix of a workflow.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Compared, NamedReleases, Wanted, verdict};
use crate::{
    consumer::os_image::{Roll, Row, Unneeded},
    model::os_image::{Provider, State, Step},
    report::json::{one, one_line, pretty},
};

/// What `kdm os-image name --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "The node images of releases", description = "")]
pub struct NamesJson<'n> {
    /// of this form: a program that knows it ignores what is added
    #[schemars(schema_with = "one")]
    version: u32,
    /// by provider and version
    releases: Vec<NameJson<'n>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct NameJson<'n> {
    name: &'n str,
    /// null for the old generation
    provider: Option<&'static str>,
    state: Option<&'static str>,
    /// null where the nodes have no image of this kind
    image: Option<&'n str>,
    /// the number of the rule that says so, from 1; null for the old generation
    rule: Option<usize>,
}

/// What `kdm os-image matrix --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "The node images that must have been built", description = "")]
pub struct MatrixJson<'m> {
    /// of this form: a program that knows it ignores what is added
    #[schemars(schema_with = "one")]
    version: u32,
    /// by provider and in the order in which people read names; the same name at two providers is two images
    images: Vec<ImageJson<'m>>,
    /// what is not in the list of `--have`; null without one
    missing: Option<Vec<ImageJson<'m>>>,
    /// what is in that list, and no release needs; null without one
    unneeded: Option<Vec<UnneededJson<'m>>>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ImageJson<'m> {
    provider: &'static str,
    image: &'m str,
    /// what `--artifact` makes of it; null without that
    artifact: Option<&'m str>,
    /// the releases that need it, by version
    releases: &'m [String],
    /// null where it is not in the name
    flatcar: Option<&'m str>,
    /// null where it is not in the name
    kubernetes: Option<&'m str>,
    /// null where it is not in the name
    os_tooling: Option<&'m str>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct UnneededJson<'m> {
    /// null where the list does not say
    provider: Option<&'static str>,
    /// the image, or with `--artifact` the artifact
    name: &'m str,
}

/// What `kdm os-image roll --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "Whether the node image is renamed", description = "")]
pub struct RollsJson<'r> {
    /// of this form: a program that knows it ignores what is added
    #[schemars(schema_with = "one")]
    version: u32,
    rolls: Vec<RollJson<'r>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RollJson<'r> {
    /// `roll` or `same`
    verdict: &'static str,
    /// how far the releases are apart: `patch`, `minor` or `major`; null where they are two states of one
    step: Option<&'static str>,
    old: SideJson<'r>,
    new: SideJson<'r>,
    /// the components behind it
    changes: Vec<ChangeJson<'r>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct SideJson<'r> {
    name: &'r str,
    /// null where the nodes have no image of this kind
    image: Option<&'r str>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ChangeJson<'r> {
    component: &'r str,
    /// null where it is new
    old: Option<&'r str>,
    /// null where it is gone
    new: Option<&'r str>,
}

/// A build matrix of GitHub Actions; its keys are those of a workflow.
#[derive(Serialize)]
struct WorkflowMatrix<'m> {
    include: Vec<WorkflowJob<'m>>,
}

#[derive(Serialize)]
struct WorkflowJob<'m> {
    image: &'m str,
    provider: &'static str,
    flatcar: Option<&'m str>,
    kubernetes: Option<&'m str>,
    os_tooling: Option<&'m str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    artifact: Option<&'m str>,
}

/// Releases and their images.
pub fn render_names_json(releases: &NamedReleases<'_, '_>) -> String {
    let releases = releases.iter().map(|(release, named)| NameJson {
        name: release.name.value,
        provider: release.identity.provider.map(Provider::name),
        state: release.state.map(State::name),
        image: named.image.as_deref(),
        rule: named.rule.map(|rule| rule + 1),
    });
    pretty(&NamesJson { version: 1, releases: releases.collect() })
}

/// What must have been built.
pub fn render_matrix_json(wanted: &Wanted<'_, '_>) -> String {
    let (missing, unneeded) = match &wanted.compared {
        Some(Compared { missing, unneeded }) => (
            Some(missing.iter().map(|row| image(row)).collect()),
            Some(unneeded.iter().map(unneeded_json).collect()),
        ),
        None => (None, None),
    };
    let images = wanted.matrix.rows.iter().map(image).collect();
    pretty(&MatrixJson { version: 1, images, missing, unneeded })
}

fn unneeded_json<'m>(one: &Unneeded<'m>) -> UnneededJson<'m> {
    UnneededJson { provider: one.provider.map(Provider::name), name: one.what }
}

fn image(row: &Row) -> ImageJson<'_> {
    let Row { provider, image, artifact, releases, made } = row;
    ImageJson {
        provider: provider.name(),
        image,
        artifact: artifact.as_deref(),
        releases,
        flatcar: made.flatcar.as_deref(),
        kubernetes: made.kubernetes.as_deref(),
        os_tooling: made.os_tooling.as_deref(),
    }
}

/// What must be built, as the matrix of a workflow in one line (`fromJSON`): all of it, or with a list of what exists what is
/// missing.
pub fn render_workflow_matrix(wanted: &Wanted<'_, '_>) -> String {
    let all = || wanted.matrix.rows.iter().collect::<Vec<_>>();
    let rows = wanted.compared.as_ref().map_or_else(all, |compared| compared.missing.clone());
    let include = rows.into_iter().map(|row| WorkflowJob {
        image: &row.image,
        provider: row.provider.name(),
        flatcar: row.made.flatcar.as_deref(),
        kubernetes: row.made.kubernetes.as_deref(),
        os_tooling: row.made.os_tooling.as_deref(),
        artifact: row.artifact.as_deref(),
    });
    one_line(&WorkflowMatrix { include: include.collect() })
}

/// Whether nodes roll.
pub fn render_rolls_json(rolls: &[Roll<'_, '_>]) -> String {
    let rolls = rolls.iter().map(|roll| RollJson {
        verdict: verdict(roll),
        step: roll.step().map(Step::name),
        old: SideJson { name: roll.old.name.value, image: roll.old_image },
        new: SideJson { name: roll.new.name.value, image: roll.new_image },
        changes: roll
            .changes
            .iter()
            .map(|change| ChangeJson { component: change.component, old: change.old, new: change.new })
            .collect(),
    });
    pretty(&RollsJson { version: 1, rolls: rolls.collect() })
}
