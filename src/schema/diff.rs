//! The form of a diff in JSON.

use serde_json::{Value, json};

use super::builders::{described, list_of, open, required};
use crate::{
    diff::{Area, Kind, Weight},
    model::Distribution,
};

/// What `kdm diff --format json` prints.
pub(super) fn schema() -> Value {
    let text = || json!({"type": "string"});
    let number = || json!({"type": "integer", "minimum": 0});
    let names = |names: Vec<&str>| json!({"enum": names});
    let weights = Weight::ALL.map(Weight::name).to_vec();
    let either = |what| described(json!({}), what);

    let item = open([
        ("path", described(text(), "where in data.json; `[*]` stands for each of the versions")),
        ("label", described(text(), "the part's name for people")),
        ("old", either("what the old build has; not there where it has nothing. Of a window: min and max")),
        ("new", either("what the new build has; not there where it has nothing")),
        ("diff", described(text(), "how the two manifests of a template differ, as a unified diff")),
    ]);
    let change = open([
        ("kind", names(Kind::ALL.iter().map(|kind| kind.name()).collect())),
        ("weight", names(weights.clone())),
        ("area", names(Area::ALL.map(Area::name).to_vec())),
        ("title", described(text(), "the kind in words")),
        ("hits", described(text(), "whom it hits, and how; not there where nobody is")),
        (
            "versions",
            described(
                list_of(text()),
                "the versions that all the items are in; empty where it is not about versions",
            ),
        ),
        ("items", list_of(required(item, &["path"]))),
    ]);
    let step = open([
        ("name", text()),
        ("old", either("what the release before it has")),
        ("new", either("what the release has")),
    ]);
    let release = open([
        ("distribution", names(Distribution::ALL.map(Distribution::key).to_vec())),
        ("version", text()),
        ("new", described(json!({"type": "boolean"}), "false where only the window is")),
        ("minChannelServerVersion", text()),
        ("maxChannelServerVersion", text()),
        ("previous", described(text(), "the release before it in the new build, which it is compared with")),
        ("charts", list_of(required(step.clone(), &["name"]))),
        ("arguments", list_of(required(step, &["name"]))),
    ]);
    let required_of_release = ["distribution", "version", "new", "charts", "arguments"];
    let parts = [
        (
            "version",
            described(json!({"const": 1}), "of this form: a program that knows it ignores what is added"),
        ),
        ("old", described(text(), "the name of the old build")),
        ("new", described(text(), "the name of the new build")),
        ("summary", required(open(Weight::ALL.map(|weight| (weight.name(), number()))), &weights)),
        ("changes", list_of(required(change, &["kind", "weight", "area", "title", "versions", "items"]))),
        (
            "releases",
            described(
                list_of(required(release, &required_of_release)),
                "the releases that are new, or whose window is, compared with the ones before them",
            ),
        ),
    ];
    required(open(parts), &["version", "old", "new", "summary", "changes", "releases"])
}
