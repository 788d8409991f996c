//! `kdm generate` on a small repository that looks like a real one.

use std::{fs, io::Write, time::Duration};

use crate::support::{Repository, golden};

const SMALL: &str = "generate --rke-source rke.json";

fn small() -> Repository {
    Repository::copy_of("small")
}

#[test]
fn data_json_has_the_expected_bytes() {
    let repository = small();
    repository.kdm(SMALL).assert().success().stdout("");
    assert_eq!(repository.read("data/data.json"), repository.read("expected.json"));
}

#[test]
fn without_rke_tables_only_the_distributions_are_written() {
    let repository = small();
    repository.kdm("generate").assert().success();
    let data: serde_json::Value = serde_json::from_str(&repository.read("data/data.json")).unwrap();
    let keys: Vec<_> = data.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["k3s", "rke2", "rfo"]);
}

#[test]
fn the_summary_tells_what_was_written_and_how_the_counts_changed() {
    let repository = small();
    insta::assert_snapshot!("created", repository.screen(SMALL));
    insta::assert_snapshot!("unchanged", repository.screen(SMALL));
    let repository = repository.without("channels-rfo.yaml").edit(
        "channels.yaml",
        "releases:\n",
        "releases:\n  - version: v1.27.16+k3s1\n    minChannelServerVersion: v2.8.0-alpha1\n    maxChannelServerVersion: v2.9.99\n",
    );
    insta::assert_snapshot!(
        "replaced",
        repository.screen("generate --rke-source rke.json --allow section-lost")
    );
}

#[test]
fn what_differs_from_the_build_that_is_replaced_is_told_and_written_for_a_comment() {
    let repository = small();
    let page = |repository: &Repository| repository.read("diff.md");
    repository.kdm("generate --rke-source rke.json --diff diff.md").assert().success();
    assert_eq!(page(&repository), "### `data/data.json`: there is no old build to compare with\n");
    repository.kdm("generate --rke-source rke.json --diff diff.md").assert().success();
    assert_eq!(page(&repository), "### `data/data.json`: no changes\n");
    let repository = repository
        .edit("channels.yaml", "cluster-cidr: {type: string}", "cidr: {type: string}")
        .edit("channels-rke2.yaml", "version: 1.29.006", "version: 1.29.007");
    let old = repository.read("data/data.json");
    insta::assert_snapshot!(
        "diff_stale",
        repository.screen("generate --rke-source rke.json --diff diff.md --check")
    );
    assert_eq!(repository.read("data/data.json"), old);
    let in_check = page(&repository);
    insta::assert_snapshot!(
        "diff_replaced",
        repository.screen("generate --rke-source rke.json --diff diff.md")
    );
    assert_eq!(page(&repository), in_check);
    insta::assert_snapshot!("diff_markdown", in_check);
    let repository = repository.with("data/data.json", "{");
    repository.kdm("generate --rke-source rke.json --diff diff.md").assert().success();
    assert_eq!(page(&repository), "### `data/data.json`: the old build cannot be read\n");
    let parts = [
        "channels.yaml",
        "data/data.json",
        "data/kdm.yaml",
        "./data/mirror-list.txt",
        "rancher-prime-patch.yaml",
    ];
    for part in parts.into_iter().chain(["nowhere/diff.md"]) {
        repository.kdm("generate --rke-source rke.json --diff").arg(part).assert().code(2);
    }
    assert_eq!(repository.data_files(), ["data.json"]);
}

#[test]
fn an_old_file_that_cannot_be_read_is_replaced_all_the_same() {
    let repository = small().with("data/data.json", "{\n<<<<<<< HEAD\n}");
    insta::assert_snapshot!(repository.screen(SMALL));
    assert_eq!(repository.read("data/data.json"), repository.read("expected.json"));
}

#[test]
fn check_writes_nothing_and_says_what_is_stale() {
    let repository = small();
    insta::assert_snapshot!("check_missing", repository.screen("generate --rke-source rke.json --check"));
    assert!(repository.data_files().is_empty());

    repository.kdm(SMALL).assert().success();
    insta::assert_snapshot!("check_fresh", repository.screen("generate --rke-source rke.json --check"));

    let repository = repository.edit("channels-rke2.yaml", "version: 1.29.006", "version: 1.29.007");
    let before = repository.read("data/data.json");
    insta::assert_snapshot!("check_stale", repository.screen("generate --rke-source rke.json --check"));
    assert_eq!(repository.read("data/data.json"), before);
    assert_eq!(repository.data_files(), ["data.json"]);

    // Longer and shorter than what would be written.
    for text in [before.clone() + "\n", before[..before.len() - 1].to_owned(), String::new()] {
        let repository = small().with("data/data.json", &text);
        repository.kdm("generate --rke-source rke.json --check").assert().code(1);
        repository.kdm(SMALL).assert().success();
        assert_eq!(repository.read("data/data.json"), before);
    }
}

#[test]
fn two_runs_another_locale_and_another_folder_give_the_same_bytes() {
    let repository = small();
    repository.kdm("generate --rke-source rke.json --out first.json").assert().success();
    repository
        .kdm("generate --rke-source rke.json --out second.json")
        .env("LC_ALL", "tr_TR.UTF-8")
        .env("TZ", "Asia/Kathmandu")
        .assert()
        .success();
    let elsewhere = Repository::empty();
    elsewhere
        .kdm("generate --out third.json")
        .arg("--root")
        .arg(repository.path())
        .arg("--rke-source")
        .arg(repository.path().join("rke.json"))
        .assert()
        .success();
    assert_eq!(repository.read("first.json"), repository.read("second.json"));
    assert_eq!(repository.read("first.json"), elsewhere.read("third.json"));
}

#[test]
fn an_unchanged_file_is_not_touched() {
    let repository = small();
    repository.kdm(SMALL).assert().success();
    let path = repository.path().join("data/data.json");
    let long_ago = fs::metadata(&path).unwrap().modified().unwrap() - Duration::from_secs(1_000_000);
    fs::File::options().write(true).open(&path).unwrap().set_modified(long_ago).unwrap();
    repository.kdm(SMALL).assert().success();
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), long_ago);
}

#[cfg(unix)]
#[test]
fn a_replaced_file_keeps_its_permissions_and_a_link_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let repository = small().with("elsewhere/real.json", "{}").with("data/placeholder", "");
    let real = repository.path().join("elsewhere/real.json");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    let link = repository.path().join("data/data.json");
    symlink("../elsewhere/real.json", &link).unwrap();
    repository.kdm(SMALL).assert().success();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(fs::read(&real).unwrap(), repository.read("expected.json").into_bytes());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
}

#[cfg(unix)]
#[test]
fn a_new_file_can_be_read_by_everybody_whom_the_umask_lets() {
    use std::os::unix::fs::PermissionsExt;
    let repository = small();
    repository.kdm(SMALL).assert().success();
    let plain = repository.path().join("plain");
    fs::write(&plain, "").unwrap();
    let mode = |path| fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode(repository.path().join("data/data.json")), mode(plain));
}

#[test]
fn colours_are_said_with_the_flag_only() {
    let repository = small().with("channels.yaml", "releases: *x\n");
    let stderr =
        |arguments: &str| String::from_utf8(repository.kdm(arguments).output().unwrap().stderr).unwrap();
    assert!(stderr("generate --color always").contains("\u{1b}["));
    assert!(!stderr("generate --color never").contains('\u{1b}'));
    assert!(!stderr("generate").contains('\u{1b}'), "not in a pipe");
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_success() {
    let program = assert_cmd::cargo::cargo_bin("kdm");
    for arguments in ["completions bash", "man"] {
        let script = format!("'{}' {arguments} | true; exit ${{PIPESTATUS[0]}}", program.display());
        let output = std::process::Command::new("bash").arg("-c").arg(script).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{arguments}: {output:?}");
    }
    // Nobody listens to what is said, either.
    let repository = small();
    let script = format!("'{}' {SMALL} >&- 2>&-", program.display());
    let status = std::process::Command::new("bash")
        .arg("-c")
        .arg(script)
        .current_dir(repository.path())
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(repository.read("data/data.json"), repository.read("expected.json"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_nothing_behind() {
    let (repository, _) = crate::support::slow_to_write(small());
    const TRIES: usize = 200;
    // What runs in the background of a script is started to ignore Ctrl-C, and so is what it starts.
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    let signal = if ignored & 0b10 == 0 { "INT" } else { "TERM" };
    let mut in_the_middle = 0;
    // A busy machine may finish the file before the signal comes; then it is tried again.
    for nth in 0..TRIES {
        if nth >= 8 && in_the_middle > 0 {
            break;
        }
        let _ = fs::remove_file(repository.path().join("data/data.json"));
        // It waits for the number of a process: to start a program for the signal would take longer than the file.
        let mut killer = std::process::Command::new("bash")
            .args(["-c", &format!("read -r pid && kill -{signal} \"$pid\"")])
            .stdin(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let mut child = crate::support::start(&repository, SMALL);
        let caught = crate::support::wait_for_temporary(&repository, &mut child);
        writeln!(killer.stdin.take().unwrap(), "{}", child.id()).unwrap();
        let _ = killer.wait();
        let status = child.wait().unwrap();
        in_the_middle += usize::from(caught && status.code() == Some(130));
        let left: Vec<_> = repository.data_files().into_iter().filter(|name| name != "data.json").collect();
        assert!(left.is_empty(), "{left:?}");
    }
    assert!(in_the_middle > 0, "no run was caught while it wrote");
}

#[cfg(unix)]
#[test]
fn a_link_to_nothing_stays_a_link() {
    let repository = small().with("data/placeholder", "").with("elsewhere/placeholder", "");
    let link = repository.path().join("data/data.json");
    std::os::unix::fs::symlink("../elsewhere/new.json", &link).unwrap();
    repository.kdm(SMALL).assert().success();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(repository.read("elsewhere/new.json"), repository.read("expected.json"));
}

#[test]
fn this_repository_is_fresh() {
    let root = env!("CARGO_MANIFEST_DIR");
    Repository::empty().kdm("generate --check").arg("--root").arg(root).assert().success();
}

/// Adds a key to every object in which Go would ignore it: all but the maps, whose keys are data.
fn add_unknown_keys(value: &mut serde_json::Value, path: &[&str], added: &mut usize) {
    let serde_json::Value::Object(object) = value else {
        if let serde_json::Value::Array(items) = value {
            for item in items {
                add_unknown_keys(item, path, added);
            }
        }
        return;
    };
    for (key, value) in object.iter_mut() {
        let mut path = path.to_vec();
        path.push(key);
        add_unknown_keys(value, &path, added);
    }
    let is_struct = match path {
        [] => true,
        ["k3s" | "rke2" | "rfo", ..] => true,
        [table, _version] => {
            !table.contains("Templates") && !table.contains("Default") && !table.contains("Docker")
        }
        _ => false,
    };
    if is_struct {
        *added += 1;
        object.insert(
            format!("zUnknown{added}"),
            serde_json::json!({"a": [1, "x", null, {"b": true}], "n": *added}),
        );
    }
}

#[test]
fn unknown_keys_survive_at_every_level() {
    let Some(golden) = golden("unknown keys in the three lines of upstream's") else { return };
    for (line, least) in [("dev-v2.5", 300), ("dev-v2.7", 8_000), ("dev-v2.9", 10_000)] {
        let text = fs::read_to_string(golden.join("lines").join(line).join("data.json")).unwrap();
        let mut data: serde_json::Value = serde_json::from_str(&text).unwrap();
        let mut added = 0;
        add_unknown_keys(&mut data, &[], &mut added);
        assert!(added > least, "{added} keys were added to {line}");
        let repository = Repository::empty().with("in.json", data.to_string());
        repository.kdm("generate --rke-source in.json --out out.json").assert().success();
        let found: serde_json::Value = serde_json::from_str(&repository.read("out.json")).unwrap();
        assert!(found == data, "{line} lost something");
    }
}

#[test]
fn the_keys_of_rke_stay_null_where_they_are() {
    let with = |repository: Repository| {
        repository.kdm("generate").assert().success();
        repository.read("data/data.json").contains("\"K8sVersionInfo\": null")
    };
    let repository = || {
        Repository::empty()
            .with("channels.yaml", Repository::copy_of("sound").read("channels.yaml"))
            .with("channels-rke2.yaml", Repository::copy_of("sound").read("channels-rke2.yaml"))
    };
    assert!(!with(repository()));
    // As the file in place has them, or as the generator of the checkout would write them.
    assert!(with(repository().with("go.mod", "module x\n\nrequire (\n\tgithub.com/rancher/rke v1.8.0\n)\n")));
    let tables = ["K8sVersionServiceOptions", "K8sVersionRKESystemImages", "K8sVersionInfo"];
    let nulls: Vec<_> = tables.iter().map(|table| format!("\"{table}\": null")).collect();
    assert!(with(repository().with("data/data.json", format!("{{{}}}", nulls.join(", ")))));
    // There is nothing to import from such a file.
    let repository = repository().with("data/data.json", format!("{{{}}}", nulls.join(", ")));
    let screen = repository.screen("import data/data.json");
    assert!(screen.contains("has no RKE tables: there is nothing to import"), "{screen}");
}
