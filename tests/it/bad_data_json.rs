//! A data.json that cannot be what it is taken for.

use crate::{
    bad_input::{refused, repository, screen},
    support::Repository,
};

#[test]
fn conflicts_in_data_json() {
    let conflict =
        "<<<<<<< HEAD\n  \"default\": \"v1.26.x\"\n=======\n  \"default\": \"v1.25.x\"\n>>>>>>> theirs\n";
    let text = format!(
        "{{\n \"RancherDefaultK8sVersions\": {{\n{conflict} }},\n \"RKEDefaultK8sVersions\": {{\n{conflict} }}\n}}"
    );
    screen!(repository().with("rke.json", text));
}

#[test]
fn truncated_data_json() {
    let text = Repository::copy_of("small").read("rke.json");
    screen!(repository().with("rke.json", &text[..text.find("\"weave\"").unwrap()]));
}

#[test]
fn data_json_cut_inside_a_string() {
    let text = Repository::copy_of("small").read("rke.json");
    screen!(repository().with("rke.json", &text[..text.find("ServiceAccount").unwrap()]));
}

#[test]
fn wrong_types_in_data_json() {
    screen!(
        repository()
            .edit(
                "rke.json",
                "\"rancher/mirrored-coreos-etcd:v3.5.6\"",
                "[\"rancher/mirrored-coreos-etcd:v3.5.6\"]"
            )
            .edit("rke.json", "\"weave\": null", "\"weave\": \"v1\"")
            .edit("rke.json", "\"1.9\": []", "\"1.9\": [1.13]")
            .edit("rke.json", "\"managed\": true", "\"managed\": \"true\"")
            .edit("rke.json", "{\"this\": \"is replaced by channels.yaml\"}", "[]")
            .edit("rke.json", "\"alpine\": \"\"", "\"Etcd\": \"\"")
    );
}

#[test]
fn data_json_that_is_no_object() {
    screen!(repository().with("rke.json", "[]"));
}

#[test]
fn data_json_that_is_yaml() {
    screen!(repository(), "generate --rke-source channels.yaml");
}

#[test]
fn empty_data_json() {
    screen!(repository().with("rke.json", " \n"));
}

#[test]
fn deeply_nested_data_json() {
    screen!(repository().with("rke.json", format!("{{\"k3s\": {}", "[".repeat(200_000))));
}

#[test]
fn duplicate_key_in_data_json() {
    screen!(repository().edit("rke.json", "\"weave\": null", "\"weave\": null,\n    \"canal\": {}"));
}

#[test]
fn one_line_data_json_shows_the_spot_only() {
    let line = format!(
        "{{\"k3s\": {{\"x\": \"{}\"}}, \"rke2\": [é], \"y\": \"{}\"}}",
        "a".repeat(5_000),
        "b".repeat(5_000)
    );
    screen!(repository().with("rke.json", line));
}
