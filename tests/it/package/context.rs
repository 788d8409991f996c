//! The build context.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

use super::{fresh, said};
use crate::support::{Repository, commit, git};

/// All files of a folder: their names, times and bytes.
pub(super) fn files(folder: &Path) -> Vec<(String, u64, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            let time = fs::metadata(&path).unwrap().modified().unwrap();
            let time = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            if path.is_dir() {
                files.push((name + "/", time, Vec::new()));
                open.push(path);
            } else {
                files.push((name, time, fs::read(path).unwrap()));
            }
        }
    }
    files.sort();
    files
}

#[test]
fn several_lines_are_served_under_public_paths_and_their_settings_printed() {
    let repository = fresh().with("list.txt", "rancher/x:1\n");
    // What its repository says of its line counts before what its defaults name.
    let other = fresh().with("data/kdm.yaml", "line: v2.8\n").edit(
        "channels.yaml",
        "summary: A key",
        "summary: B key",
    );
    other.kdm("generate").assert().success();
    commit(&other, "other");
    git(other.path(), "branch -m release-v2.8");
    let command = format!(
        "package --tag v2.9-build20260130 --with list.txt --build release-v2.8={}@release-v2.8 --out image --url http://kdm.example.org/",
        other.path().display()
    );
    let first = said(&repository, &command);
    insta::assert_snapshot!(first);
    let names: Vec<_> = files(&repository.path().join("image")).into_iter().map(|(name, ..)| name).collect();
    insta::assert_snapshot!(names.join("\n"));
    let build = repository.read("data/data.json");
    for path in [
        "data.json",
        "kontainer-driver-metadata/release-v2.9/data.json",
        "kontainer-driver-metadata/tags/v2.9-build20260130/data.json",
    ] {
        assert_eq!(repository.read(&format!("image/html/{path}")), build, "{path}");
    }
    assert_eq!(
        repository.read("image/html/kontainer-driver-metadata/release-v2.8/data.json"),
        other.read("data/data.json")
    );
}

#[test]
fn two_runs_give_the_same_bytes_and_times() {
    let (one, two) = (fresh(), fresh());
    let command = "package --tag v2.9-build2026013002 --out image";
    assert!(said(&one, command).starts_with("exit code 0"));
    std::thread::sleep(Duration::from_millis(1100));
    assert!(said(&two, command).starts_with("exit code 0"));
    let all = files(&one.path().join("image"));
    assert_eq!(all, files(&two.path().join("image")));
    // 2026-01-30, and the second build of that day.
    assert!(
        all.iter().all(|(_, time, _)| *time == 1_769_731_200 + 2),
        "{:?}",
        all.iter().map(|file| file.1).collect::<Vec<_>>()
    );
    // What was there before goes.
    let two = two.with("image/html/old.json", "{}");
    let again = said(&two, command);
    assert!(again.starts_with("exit code 2") && again.contains("`html/old.json` is in it"), "{again}");
    let two = two
        .without("image/html/old.json")
        .with("image/html/kontainer-driver-metadata/release-v2.8/data.json", "{}");
    assert!(said(&two, command).starts_with("exit code 0"));
    assert_eq!(all, files(&two.path().join("image")));
}

#[test]
fn what_is_not_ours_keeps_its_time_and_rights() {
    let repository = fresh().with("mine", "mine").with("image/.kept", "kept");
    fs::remove_file(repository.path().join("image/.kept")).unwrap();
    let command = "package --tag v2.9-build20260130 --out image";
    assert!(said(&repository, command).starts_with("exit code 0"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let mine = repository.path().join("mine");
        fs::set_permissions(&mine, fs::Permissions::from_mode(0o600)).unwrap();
        symlink(repository.path().join("mine"), repository.path().join("image/.link")).unwrap();
        symlink("nothing", repository.path().join("image/.broken")).unwrap();
        let before = fs::metadata(&mine).unwrap().modified().unwrap();
        let again = said(&repository, command);
        assert!(again.starts_with("exit code 0"), "{again}");
        let after = fs::metadata(&mine).unwrap();
        assert_eq!((after.permissions().mode() & 0o777, after.modified().unwrap()), (0o600, before));
        assert!(fs::symlink_metadata(repository.path().join("image/.broken")).is_ok());
    }
}

#[test]
fn a_package_is_that_of_its_tag() {
    let repository = fresh();
    commit(&repository, "first");
    let command = "package --tag v2.9-build20260130 --out image";
    let none = said(&repository, command);
    assert!(
        none.starts_with("exit code 1")
            && none.contains("there is no tag `v2.9-build20260130` in this clone"),
        "{none}"
    );
    git(repository.path(), "tag v2.9-build20260130");
    assert!(said(&repository, command).starts_with("exit code 0"));
    let before = files(&repository.path().join("image"));
    // Somebody goes on, and packages the tag later.
    let repository = repository.edit("channels.yaml", "summary: A key", "summary: The key");
    repository.kdm("generate").assert().success();
    let changed = said(&repository, command);
    assert!(changed.starts_with("exit code 1") && changed.contains("is not as the tag"), "{changed}");
    commit(&repository, "second");
    insta::assert_snapshot!(hidden(&said(&repository, command)));
    let of_tag = said(&repository, &format!("{command} --root v2.9-build20260130"));
    assert!(of_tag.starts_with("exit code 0"), "{of_tag}");
    assert_eq!(files(&repository.path().join("image")), before);
}

/// A text without the commits in it, which differ from run to run.
fn hidden(text: &str) -> String {
    let is_commit = |word: &str| word.len() == 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = text.split_inclusive(|c: char| !c.is_ascii_alphanumeric());
    let hide = |word: &str| {
        let bare = word.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
        if is_commit(bare) { word.replace(bare, "COMMIT") } else { word.to_owned() }
    };
    words.map(hide).collect()
}

#[test]
fn the_time_is_that_of_the_environment_the_tag_or_its_commit() {
    let repository = fresh();
    let time = |repository: &Repository| files(&repository.path().join("image"))[0].1;
    let output = repository
        .kdm("package --tag v2.9-build20260130 --out image")
        .env("SOURCE_DATE_EPOCH", "1700000000")
        .output()
        .unwrap();
    assert!(output.status.success());
    assert_eq!(time(&repository), 1_700_000_000);
    let nobody = said(&repository, "package --tag v2.9.3 --out image");
    insta::assert_snapshot!(nobody);
    assert_eq!(time(&repository), 1_700_000_000);
    commit(&repository, "all");
    git(repository.path(), "tag v2.9.3");
    assert!(said(&repository, "package --tag v2.9.3 --out image").starts_with("exit code 0"));
    assert_eq!(time(&repository).to_string(), git(repository.path(), "log -1 --format=%ct"));
}

#[test]
#[cfg(unix)]
fn everybody_may_read_what_is_served() {
    use std::os::unix::fs::PermissionsExt;
    let repository = fresh();
    let kdm = assert_cmd::cargo::cargo_bin("kdm");
    let script = format!("umask 077 && {} package --tag v2.9-build20260130 --out image", kdm.display());
    let done = std::process::Command::new("sh")
        .args(["-c", &script])
        .current_dir(repository.path())
        .output()
        .unwrap();
    assert!(done.status.success());
    for (name, ..) in files(&repository.path().join("image")) {
        let mode =
            fs::metadata(repository.path().join("image").join(&name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, if name.ends_with('/') { 0o755 } else { 0o644 }, "{name}");
    }
}
