//! The JSON Schemas: they are in the repository as the program prints them, and our own files keep to them.

use std::{fs, path::Path};

use kdm::{
    diagnostic::Diagnostics,
    schema::Schema,
    source::{Arena, Node, Sources, Value, yaml},
};
use serde_json::json;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn parsed(text: &str) -> serde_json::Value {
    let mut sources = Sources::default();
    let file = sources.add("file.yaml", text);
    let arena = Arena::new();
    let mut found = Diagnostics::default();
    json_of(&yaml::parse(file, sources.text(file, &mut found).unwrap(), &arena, &mut found).unwrap())
}

fn json_of(node: &Node<'_>) -> serde_json::Value {
    match node.value {
        Value::Null => json!(null),
        Value::Bool(value) => json!(value),
        Value::Number(number) => json!(number),
        Value::String(text) => json!(text),
        Value::List(items) => items.iter().map(json_of).collect(),
        Value::Map(map) => {
            map.entries().iter().map(|entry| (entry.key.to_owned(), json_of(&entry.node))).collect()
        }
    }
}

/// What a schema says of a file.
fn faults(schema: Schema, text: &str) -> Vec<String> {
    let schema: serde_json::Value = serde_json::from_str(&schema.render()).unwrap();
    assert!(jsonschema::meta::is_valid(&schema));
    let validator = jsonschema::validator_for(&schema).unwrap();
    validator.iter_errors(&parsed(text)).map(|error| format!("{}: {error}", error.instance_path)).collect()
}

#[test]
fn the_schemas_in_the_repository_are_what_is_printed() {
    for schema in Schema::ALL {
        let name = format!("schemas/{}.json", schema.name());
        let output =
            crate::support::Repository::empty().kdm(&format!("schema {}", schema.name())).output().unwrap();
        assert_eq!(
            String::from_utf8(output.stdout).unwrap(),
            fs::read_to_string(root().join(&name)).unwrap(),
            "{name}"
        );
    }
    let files = fs::read_dir(root().join("schemas")).unwrap().count();
    assert_eq!(files, Schema::ALL.len());
}

#[test]
fn our_own_files_name_their_schema_and_keep_to_it() {
    let mut files = vec![
        ("rancher-prime-patch.yaml".to_owned(), Schema::Patch, ""),
        ("channels.yaml".to_owned(), Schema::Channels, ""),
        ("channels-rke2.yaml".to_owned(), Schema::Channels, ""),
        ("channels-rfo.yaml".to_owned(), Schema::Channels, ""),
        ("data/rke/addons.yaml".to_owned(), Schema::Addons, "../../"),
        ("data/rke/service-options.yaml".to_owned(), Schema::ServiceOptions, "../../"),
        ("data/rke/versions.yaml".to_owned(), Schema::Versions, "../../"),
        ("data/rke/docker.yaml".to_owned(), Schema::Docker, "../../"),
        ("data/rke/cis.yaml".to_owned(), Schema::Cis, "../../"),
    ];
    for entry in fs::read_dir(root().join("data/rke/system-images")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        files.push((format!("data/rke/system-images/{name}"), Schema::SystemImages, "../../../"));
    }
    for (name, schema, up) in files {
        let text = fs::read_to_string(root().join(&name)).unwrap();
        let line = format!("# yaml-language-server: $schema={up}schemas/{}.json", schema.name());
        assert_eq!(text.lines().next(), Some(line.as_str()), "{name}");
        assert_eq!(faults(schema, &text), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn slips_are_seen() {
    let one = |schema, text| faults(schema, text).len();
    assert_eq!(
        one(Schema::Patch, "releases: [{version: v1.26.9-rancherprime1-1, systemImages: {etc: a}}]"),
        1
    );
    assert_eq!(one(Schema::Patch, "releases: [{referenceVersion: v1.26.9-rancher1-1}]"), 1);
    assert_eq!(one(Schema::Patch, "mirrorOptions: [{targetRegistry: a, regex: [{regexMatch: a}]}]"), 1);
    assert_eq!(one(Schema::Channels, "releases: [{version: 1.20}]"), 1);
    assert_eq!(one(Schema::Addons, "canal: [{versions: '>=1.0.0'}]"), 1);
    assert_eq!(one(Schema::Docker, "'1.26': [20]"), 1);
    assert_eq!(one(Schema::Kdm, "upstream: {sha256: abc}"), 1);
}
