//! Real data of upstream's, with the answers of the reference. Skipped, loudly, without `KDM_GOLDEN`.

use std::{fs, path::Path};

use crate::support::{Repository, golden};
use kdm::{
    diagnostic::{Diagnostics, Level},
    emit::json::{JsonWriter, Layout},
    source::{Arena, Sources, yaml},
};
use sha2::{Digest, Sha256};

const LINES: [&str; 3] = ["dev-v2.5", "dev-v2.7", "dev-v2.9"];

/// `generate` over a line's channel files and its own compiled RKE tables, into a file.
#[track_caller]
fn generate(line: &Path, rke_source: &Path) -> Vec<u8> {
    let work = Repository::empty();
    let mut command = work.kdm("generate --out out.json");
    command.arg("--root").arg(line).arg("--rke-source").arg(rke_source).assert().success();
    fs::read(work.path().join("out.json")).unwrap()
}

#[test]
fn every_line_is_compiled_to_upstreams_bytes() {
    let Some(golden) = golden("the three lines of upstream's") else { return };
    for line in LINES {
        let line = golden.join("lines").join(line);
        let expected = fs::read(line.join("data.json")).unwrap();
        let found = generate(&line, &line.join("data.json"));
        assert!(found == expected, "{} differs", line.display());
    }
}

#[test]
fn a_section_without_a_channel_file_comes_from_the_compiled_data() {
    let Some(golden) = golden("a line without channel files") else { return };
    for line in LINES {
        let compiled = golden.join("lines").join(line).join("data.json");
        let found = generate(Repository::empty().path(), &compiled);
        assert!(found == fs::read(&compiled).unwrap(), "{line} differs");
    }
}

#[test]
fn every_channel_file_has_the_values_of_the_reference_or_is_refused_with_a_place() {
    let Some(golden) = golden("81 historical channel files") else { return };
    let folder = golden.join("yaml");
    let table = fs::read_to_string(folder.join("expected.tsv")).unwrap();
    let mut read = 0;
    let mut refused = 0;
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let columns: Vec<_> = row.split('\t').collect();
        let [name, answer, expected] = columns[..] else { panic!("{row}") };
        match (answer, compact_json(&folder.join(name))) {
            ("OK", Ok(json)) => {
                assert_eq!(hex(&Sha256::digest(&json)), expected, "{name}");
                let whole = folder.join(name.replace(".yaml", ".expected.json"));
                if whole.exists() {
                    assert!(json.trim_ascii_end() == fs::read(whole).unwrap().trim_ascii_end(), "{name}");
                }
                read += 1;
            }
            ("ERR", Err(lines)) => {
                assert!(!lines.is_empty(), "{name} is refused without a place");
                // The reference counts the line that it has just begun, or the one before.
                if let Some(line) =
                    expected.strip_prefix("yaml: line ").and_then(|rest| rest.split(':').next())
                {
                    let line: usize = line.parse().unwrap();
                    assert!(
                        lines.iter().any(|found| (line - 1..=line + 1).contains(found)),
                        "{name}: {lines:?}"
                    );
                }
                refused += 1;
            }
            ("OK", Err(lines)) => panic!("{name} is refused at lines {lines:?}"),
            _ => panic!("{name} is read, but the reference says: {expected}"),
        }
    }
    assert_eq!((read, refused), (69, 12));
}

/// The value as Go's `json.Marshal` writes it, or the lines of the findings.
fn compact_json(path: &Path) -> Result<Vec<u8>, Vec<usize>> {
    let mut sources = Sources::default();
    let file = sources.load(path).unwrap();
    let arena = Arena::new();
    let mut found = Diagnostics::default();
    let node = sources.text(file, &mut found).and_then(|text| yaml::parse(file, text, &arena, &mut found));
    match node.filter(|_| !found.forbid()) {
        Some(node) => {
            let mut json = JsonWriter::new(Vec::new(), Layout::Compact);
            json.node(&node).unwrap();
            Ok(json.finish().unwrap())
        }
        None => Err(found
            .sorted()
            .iter()
            .filter(|finding| finding.rule.level() == Level::Forbid)
            .map(|finding| sources.place(finding.labels[0].span).line)
            .collect()),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
