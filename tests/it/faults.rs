//! What happens when the disk fails or the process dies at the worst moment: at each call of the system that writes, renames
//! or flushes, one after the other. `strace` makes the calls fail; without it this is skipped.

#![cfg(target_os = "linux")]

use std::process::{Command, Stdio};

use crate::{bad_input::OLD, support::Repository};

/// The calls that change what is on disk.
const CALLS: [(&str, &[&str]); 7] = [
    ("write", &[KILLED, FULL, BROKEN]),
    ("rename,renameat,renameat2", &[KILLED, FULL, BROKEN]),
    ("fsync,fdatasync", &[KILLED, FULL, BROKEN]),
    (REMOVING, &[KILLED, BROKEN]),
    ("mkdir,mkdirat", &[KILLED, FULL]),
    ("fchmod,fchmodat,chmod", &[KILLED, BROKEN]),
    (OPENING, &[BROKEN]),
];

const REMOVING: &str = "unlink,unlinkat,rmdir";
const OPENING: &str = "openat";

const KILLED: &str = "signal=KILL";
const FULL: &str = "error=ENOSPC";
const BROKEN: &str = "error=EIO";

/// A command and what it changes.
struct Case {
    make: fn() -> Repository,
    command: &'static str,
    /// What stands in the place of its target: all of it as one text.
    state: fn(&Repository) -> String,
    /// Files that it reads and that must stay as they are.
    kept: &'static [&'static str],
}

fn case_of_generate() -> Case {
    Case {
        make: || Repository::copy_of("small").with("data/data.json", OLD),
        command: "generate --rke-source rke.json",
        state: |repository| repository.read("data/data.json"),
        kept: &["channels.yaml", "rke.json"],
    }
}

fn case_of_import() -> Case {
    Case {
        make: || {
            let repository = Repository::copy_of("tree");
            repository.kdm("generate --out src.json").assert().success();
            repository
                .with("data/rke/docker.yaml", "\"1.26\": [old]\n")
                .with("data/rke/.hidden", "kept")
                .with("data/kdm.yaml", "upstream:\n  sha256: abc\n")
        },
        command: "import --force src.json",
        state: |repository| {
            let files = ["docker.yaml", "system-images/v1.26.yaml", "addons.yaml", ".hidden"];
            files.map(|file| repository.read(&format!("data/rke/{file}"))).join("\n")
        },
        kept: &["src.json", "channels.yaml"],
    }
}

fn case_of_merge() -> Case {
    Case {
        make: || {
            let lines = |name: &str| {
                (0..50).map(|nth| format!("rancher/{name}{nth} x/{nth} 1\n")).collect::<String>()
            };
            Repository::empty()
                .with("base", lines("a"))
                .with("ours", lines("a") + &lines("b"))
                .with("theirs", lines("a") + &lines("c"))
        },
        command: "merge-driver base ours theirs data/mirror-list.txt",
        state: |repository| repository.read("ours"),
        kept: &["base", "theirs"],
    }
}

/// Runs the command with a fault at the `nth` of some calls; its exit code, and whether the fault came.
fn with_fault(
    repository: &Repository,
    command: &str,
    calls: &str,
    fault: &str,
    nth: &str,
) -> (Option<i32>, bool) {
    let log = repository.path().join("strace.log");
    let output = Command::new("strace")
        .args(["-f", "-o", log.to_str().unwrap(), "-e", &format!("trace={calls}")])
        .args(["-e", &format!("inject={calls}:{fault}:when={nth}")])
        .arg(assert_cmd::cargo::cargo_bin("kdm"))
        .args(command.split(' '))
        .current_dir(repository.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    let text = std::fs::read_to_string(&log).unwrap();
    std::fs::remove_file(log).unwrap();
    (output.code(), text.contains("INJECTED") || text.contains("killed by SIGKILL"))
}

/// What a run has left beside its targets.
fn left_over(repository: &Repository) -> Vec<String> {
    let folders = ["", "data"].map(|folder| repository.path().join(folder));
    let entries = folders.iter().filter_map(|folder| folder.read_dir().ok()).flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    names.filter(|name| name.starts_with(".kdm-")).collect()
}

fn check(case: &Case) {
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        crate::support::skipped("there is no strace on this machine", case.command);
        return;
    }
    let Case { make, command, state, kept } = case;
    let repository = make();
    let old = state(&repository);
    repository.kdm(command).assert().success();
    let new = state(&repository);
    assert_ne!(old, new);
    let mut faults = 0;
    for (calls, of_calls) in CALLS {
        for fault in of_calls {
            for nth in 1.. {
                let what = format!("{command}: {fault} at {calls} {nth}");
                let repository = make();
                let before = kept.map_each(|file| repository.read(file));
                let (code, came) = with_fault(&repository, command, calls, fault, &nth.to_string());
                if !came {
                    assert_eq!(code, Some(0), "{what}");
                    break;
                }
                faults += 1;
                // A tree whose exchange needs two steps may be aside; the next run finds it there.
                let killed = code.is_none();
                if !killed || repository.path().join("data/rke").exists() || !command.starts_with("import") {
                    let now = state(&repository);
                    assert!(now == old || now == new, "{what}: half");
                    assert!(code != Some(0) || now == new, "{what}: it says that it is done");
                }
                assert_eq!(kept.map_each(|file| repository.read(file)), before, "{what}");
                // What cannot be opened or removed stays, and the user is told.
                if !killed && ![REMOVING, OPENING].contains(&calls) {
                    assert_eq!(left_over(&repository), [""; 0], "{what}");
                }
                // And the next run does its work.
                repository.kdm(command).assert().success();
                assert_eq!(state(&repository), new, "{what}: the run after it");
                assert_eq!(left_over(&repository), [""; 0], "{what}: the run after it");
            }
        }
    }
    assert!(faults > 10, "{faults} faults came");
}

trait MapEach {
    fn map_each<T>(&self, of: impl FnMut(&str) -> T) -> Vec<T>;
}

impl MapEach for &[&str] {
    fn map_each<T>(&self, mut of: impl FnMut(&str) -> T) -> Vec<T> {
        self.iter().map(|one| of(one)).collect()
    }
}

#[test]
fn a_build_is_whole_whatever_fails() {
    check(&case_of_generate());
}

#[test]
fn a_tree_is_whole_whatever_fails() {
    check(&case_of_import());
}

#[test]
fn a_merged_list_is_whole_whatever_fails() {
    check(&case_of_merge());
}

/// Where two names cannot change places in one step and the settings cannot be put, the tree goes back.
#[test]
fn a_tree_goes_back_where_its_settings_cannot_be_put() {
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        crate::support::skipped("there is no strace on this machine", "the way back");
        return;
    }
    let Case { make, command, state, .. } = case_of_import();
    for has_tree in [true, false] {
        let repository = make();
        let old = state(&repository);
        if !has_tree {
            std::fs::remove_dir_all(repository.path().join("data/rke")).unwrap();
        }
        let (code, came) = with_fault(&repository, command, "renameat,renameat2", BROKEN, "1+");
        assert!(came && code == Some(2), "{code:?}");
        match has_tree {
            true => assert_eq!(state(&repository), old),
            false => assert!(!repository.path().join("data/rke").exists()),
        }
        assert_eq!(left_over(&repository), [""; 0]);
    }
}
