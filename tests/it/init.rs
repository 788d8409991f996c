//! `kdm init`, and `kdm` alone in what it makes.

use std::{fs, path::Path};

use crate::support::{Repository, commit, golden};

/// What is printed on both streams, and the exit code.
#[track_caller]
fn says(repository: &Repository, arguments: &str) -> (Option<i32>, String) {
    let output = repository.kdm(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap()).concat();
    (output.status.code(), text)
}

/// The names of all files below a folder, sorted.
fn files(folder: &Path) -> Vec<String> {
    fn below(folder: &Path, top: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            match entry.is_dir() {
                true => below(&entry, top, found),
                false => found.push(entry.strip_prefix(top).unwrap().display().to_string()),
            }
        }
    }
    let mut found = Vec::new();
    below(folder, folder, &mut found);
    found.sort();
    found
}

#[test]
fn what_is_made_passes_its_own_check_and_is_fresh() {
    for (options, more) in [
        ("", ".github/workflows/kdm.yml"),
        ("--line v2.13 --ci gitlab", ".gitlab-ci.yml"),
        ("--line v3.0 --ci none", ""),
    ] {
        let repository = Repository::empty();
        let (code, said) = says(&repository, &format!("init new {options}"));
        assert_eq!(code, Some(0), "{said}");
        let new = repository.path().join("new");
        let mut expected: Vec<_> = [
            ".gitattributes",
            more,
            "channels-rke2.yaml",
            "channels.yaml",
            "data/data.json",
            "data/kdm.yaml",
        ]
        .into();
        expected.retain(|name| !name.is_empty());
        expected.sort_unstable();
        assert_eq!(files(&new), expected);
        let (code, said) = says(&repository, "check --root new");
        assert!(code == Some(0) && said.starts_with("nothing found; judged for Rancher v"), "{said}");
        repository.kdm("generate --check --root new").assert().success();
        // The next release is entered as in any other.
        repository.kdm("release add v1.36.3+k3s1 --generate --root new").assert().success();
        repository.kdm("generate --check --root new").assert().success();
    }
    assert_eq!(
        Repository::copy_of("small").kdm("init --line v2.9 elsewhere").output().unwrap().status.code(),
        Some(0),
        "a folder below another repository is one of its own"
    );
}

#[test]
fn what_cannot_be_built_is_there_and_said() {
    let broken = "releases:\n- version: v1\n  mniChannelServerVersion: x\n";
    let repository = Repository::empty().with("old/channels.yaml", broken);
    let (code, said) = says(&repository, "init new --from old --ci none");
    assert_eq!(code, Some(1), "{said}");
    assert!(said.starts_with("new: a KDM repository: channels.yaml"), "{said}");
    let note = "note: the files above are there, and what they say is not built\n  = help: mend what is found, and run";
    assert!(said.contains(&format!("{note} `kdm generate --root new`\nnext:\n  git -C new init")), "{said}");
    assert_eq!(repository.read("new/channels.yaml"), broken);
    assert!(!repository.path().join("new/data/data.json").exists());

    // Tables that cannot be imported come first.
    let repository = Repository::empty()
        .with("rke.json", "{\"K8sVersionRKESystemImages\": {\"v1.30.4-rancher1-1\": {\"etcd\": 1}}}");
    let (code, said) = says(&repository, "init new --rke-source rke.json --ci none");
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains(&format!("{note} `kdm import rke.json --root new` and `kdm generate --root new`\n")),
        "{said}"
    );
}

#[test]
fn channel_files_are_taken_over_as_they_are() {
    let repository = Repository::copy_of("sound").with("data/kdm.yaml", "line: v2.9\n");
    commit(&repository, "one");
    let old = repository.read("channels.yaml");
    let repository = repository.with("channels.yaml", "nonsense: [");
    let (code, said) = says(&repository, "init taken --from HEAD");
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(repository.read("taken/channels.yaml"), old, "of the revision, and not of the folder");
    assert_eq!(repository.read("taken/data/kdm.yaml"), "line: v2.9\n");
    repository.kdm("check --root taken").assert().success();
}

#[test]
fn no_file_that_is_there_is_changed() {
    let repository =
        Repository::empty().with("new/channels-rke2.yaml", "ours\n").with("new/.gitattributes", "*.md text");
    let (code, said) = says(&repository, "init new");
    assert_eq!(code, Some(2));
    assert!(said.contains("`new/channels-rke2.yaml` is there already; nothing is written"), "{said}");
    assert_eq!(files(&repository.path().join("new")), [".gitattributes", "channels-rke2.yaml"]);
    assert_eq!(repository.read("new/channels-rke2.yaml"), "ours\n");
    let built = Repository::empty().with("new/data/data.json", "{}");
    assert_eq!(says(&built, "init new").0, Some(2));
    assert_eq!(files(&built.path().join("new")), ["data/data.json"]);
    // Attributes have room for more.
    let repository = repository.without("new/channels-rke2.yaml");
    repository.kdm("init new").assert().success();
    assert_eq!(
        repository.read("new/.gitattributes"),
        "*.md text\ndata/data.json merge=kdm\ndata/mirror-list.txt merge=kdm\n"
    );
}

#[test]
fn what_cannot_be_made_is_said_and_nothing_is_left() {
    let repository = Repository::copy_of("small").with("file", "").with("none/x", "");
    for (arguments, said) in [
        ("init file", "file"),
        ("init new --from none", "`none` is no KDM repository: it has no `channels.yaml`"),
        ("init new --from nowhere", "`nowhere`"),
        ("init new --line 15", "a line is `vX.Y`, as in v2.15"),
        ("init new --prime", "--rke-source"),
        ("init new --prime --rke-source none", "it is neither a data.json nor a folder with RKE tables"),
        ("init new --rke-source nowhere.json", "nowhere.json"),
        ("init new --root other", "two folders"),
    ] {
        let (code, text) = says(&repository, arguments);
        assert!(code == Some(2) && text.contains(said), "kdm {arguments}: {code:?} {text}");
        assert!(!repository.path().join("new").exists(), "kdm {arguments}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/nowhere/else", repository.path().join("none/data")).unwrap();
        let (code, text) = says(&repository, "init none");
        assert_eq!(code, Some(2), "{text}");
        assert_eq!(files(&repository.path().join("none")).len(), 2, "{text}");
    }
}

#[test]
fn an_enterprise_build_of_upstreams_data_begins_with_a_patch() {
    let Some(golden) = golden("an enterprise build of dev-v2.9") else { return };
    let line = golden.join("lines/dev-v2.9");
    let repository = Repository::empty();
    let arguments =
        format!("init ours --prime --from {0} --rke-source {0}/data.json --ci none", line.display());
    let (code, said) = says(&repository, &arguments);
    assert_eq!(code, Some(0), "{said}");
    let patch = repository.read("ours/rancher-prime-patch.yaml");
    assert!(
        patch.contains("version: v1.30.5-rancherprime1-1-1\n    referenceVersion: v1.30.5-rancher1-1\n"),
        "{patch}"
    );
    for name in ["channels.yaml", "channels-rke2.yaml"] {
        assert_eq!(repository.read(&format!("ours/{name}")), fs::read_to_string(line.join(name)).unwrap());
    }
    repository.kdm("check --root ours").assert().success();
    repository.kdm("generate --check --root ours").assert().success();
    // The patch adds, and takes nothing away.
    let against = format!("check --quiet --root ours --against {}/data.json", line.display());
    repository.kdm(&against).assert().success();
}

#[test]
fn kdm_alone_says_what_is_to_be_done() {
    let nowhere = Repository::empty();
    let (code, said) = says(&nowhere, "");
    assert!(code == Some(0) && said.contains("kdm init my-kdm"), "{said}");

    let repository = Repository::empty();
    repository.kdm("init . --quiet").assert().success();
    let step = |repository: &Repository, command: &str| {
        let (code, said) = says(repository, "");
        assert_eq!(code, Some(0), "{said}");
        let first = said.split("next\n").nth(1).unwrap().lines().next().unwrap().trim().to_owned();
        assert!(first.starts_with(command), "{command}: {said}");
        said
    };
    let said = step(&repository, "kdm release add");
    assert!(said.contains("the build is fresh, and nothing stops a release"), "{said}");
    // A candidate, and a build that is not there.
    repository.kdm("release add v1.36.3-rc1+k3s1").assert().success();
    let said = step(&repository, "kdm check");
    assert!(said.contains("1 candidate") && said.contains("kdm release promote"), "{said}");
    assert!(said.contains("`data/data.json` is not what its sources compile to"), "{said}");
    repository.kdm("release promote").assert().success();
    let repository = repository.without("data/data.json");
    assert!(step(&repository, "kdm generate").contains("`data/data.json` is not there yet"));
    // What is wrong comes first.
    let repository =
        repository.edit("channels-rke2.yaml", "maxChannelServerVersion", "maxChanelServerVersion");
    assert!(step(&repository, "kdm check").contains("1 error"));
    let repository = repository.with("channels.yaml", "a: [");
    assert!(step(&repository, "kdm check").contains("error"));
    let (_, said) = says(&repository, "--root .");
    assert!(said.contains("next\n"), "{said}");
}
