//! Upstream's own regsync.yaml of two lines, byte for byte, and every released file kept. Skipped, loudly, without
//! `KDM_GOLDEN`; the history needs `KDM_UPSTREAM_GIT`.

use std::{
    collections::BTreeSet,
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::support::{Repository, golden, skipped};

/// The arguments for a line of the golden data.
fn arguments(golden: &Path, line: &str, below: &str) -> Vec<String> {
    let path = |path: PathBuf| path.display().to_string();
    vec![
        "regsync".to_owned(),
        "--data".to_owned(),
        path(golden.join("lines").join(line).join("data.json")),
        "--image-lists".to_owned(),
        path(golden.join("regsync/image-lists")),
        "--rancher".to_owned(),
        format!(">=2.7.0 <{below}"),
    ]
}

#[test]
fn two_lines_are_upstreams_byte_for_byte() {
    let Some(golden) = golden("regsync.yaml of two lines of upstream's") else { return };
    for (line, below) in [("dev-v2.7", "2.8.0"), ("dev-v2.9", "2.10.0")] {
        let work = Repository::empty();
        let of = |more: &[&str]| {
            let mut command = work.kdm("");
            command.args(arguments(&golden, line, below)).args(more);
            let output = command.output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            String::from_utf8(output.stdout).unwrap()
        };
        let expected = fs::read_to_string(golden.join("lines").join(line).join("regsync.yaml")).unwrap();
        assert!(of(&["--style", "upstream"]) == expected, "{line} differs");
        // In quotes only what YAML takes for numbers.
        let quoted = of(&[]);
        let differ: Vec<_> = quoted.lines().zip(expected.lines()).filter(|(new, old)| new != old).collect();
        assert!(differ.iter().all(|(new, old)| *new == old.replace("- ", "- '") + "'"), "{differ:?}");
        assert_eq!(quoted.lines().count(), expected.lines().count());
        if line == "dev-v2.9" {
            assert_eq!(differ.len(), 3, "{differ:?}");
        }
        let own = golden.join("lines").join(line).join("regsync.yaml");
        of(&["--against", own.to_str().unwrap()]);
    }
}

/// The source and tag of every image of a file as upstream's template writes it.
fn images(text: &str) -> BTreeSet<(String, String)> {
    let (mut source, mut images) = (String::new(), BTreeSet::new());
    for line in text.lines() {
        if let Some(name) = line.trim_start().strip_prefix("- source: ") {
            name.clone_into(&mut source);
        } else if let Some(tag) = line.strip_prefix("        - ") {
            images.insert((source.clone(), tag.trim_matches('\'').to_owned()));
        }
    }
    images
}

#[test]
fn nothing_that_was_released_disappears() {
    let what = "50 historical regsync.yaml files, kept";
    let Some(golden) = golden(what) else { return };
    let Some(git) = env::var_os("KDM_UPSTREAM_GIT") else {
        return skipped("KDM_UPSTREAM_GIT is not set", what);
    };
    let run = |arguments: &[&str]| {
        let output = Command::new("git").arg("--git-dir").arg(&git).args(arguments).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let log = run(&["log", "--all", "--format=%H", "--", "regsync.yaml"]);
    let mut blobs: Vec<String> = Vec::new();
    for commit in log.lines() {
        let blob = run(&["rev-parse", "--verify", "--quiet", &format!("{commit}:regsync.yaml")]);
        let blob = blob.trim().to_owned();
        if !blob.is_empty() && !blobs.contains(&blob) {
            blobs.push(blob);
        }
        if blobs.len() == 50 {
            break;
        }
    }
    assert_eq!(blobs.len(), 50, "the history has fifty different files");
    for blob in blobs {
        let old = run(&["cat-file", "blob", &blob]);
        let work = Repository::empty().with("old.yaml", &old);
        let mut command = work.kdm("");
        command.args(arguments(&golden, "dev-v2.9", "2.10.0")).args([
            "--keep",
            "old.yaml",
            "--against",
            "old.yaml",
        ]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{blob}: {}", String::from_utf8_lossy(&output.stderr));
        let new = images(&String::from_utf8(output.stdout).unwrap());
        let lost: Vec<_> = images(&old).into_iter().filter(|image| !new.contains(image)).collect();
        assert!(lost.is_empty(), "{blob}: {lost:?}");
    }
}
