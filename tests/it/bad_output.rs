//! A build that cannot be written where it should go.

use std::fs;

use crate::bad_input::{OLD, refused, repository, screen};

#[test]
fn output_that_is_a_source() {
    screen!(repository(), "generate --rke-source rke.json --out ./channels.yaml");
}

#[test]
fn output_that_is_a_directory() {
    screen!(repository(), "generate --rke-source rke.json --out data");
}

#[test]
fn output_folder_that_is_a_file() {
    screen!(repository(), "generate --rke-source rke.json --out channels.yaml/data.json");
}

#[cfg(target_os = "linux")]
#[test]
fn output_folder_that_cannot_be_written() {
    // The superuser may write to any folder but this.
    screen!(repository(), "generate --rke-source rke.json --out /proc/self/data.json");
}

#[cfg(unix)]
#[test]
fn folder_that_is_read_only() {
    use std::os::unix::fs::PermissionsExt;
    let repository = repository();
    let folder = repository.path().join("data");
    let mode = |mode| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    mode(0o555);
    if fs::write(folder.join("probe"), "").is_ok() {
        eprintln!("SKIPPED, because the superuser may write everywhere: a read-only folder");
        fs::remove_file(folder.join("probe")).unwrap();
    } else {
        screen!(repository);
    }
    mode(0o755);
}

#[cfg(unix)]
#[test]
fn full_disk() {
    // A limit on the size of files is the full disk that needs no privileges.
    let repository = repository();
    let line = "summary: ".to_owned() + &"x".repeat(3_000_000);
    let repository = repository.edit("channels.yaml", "summary: A key", &format!("{line} A key"));
    let program = assert_cmd::cargo::cargo_bin("kdm");
    let output = std::process::Command::new("sh")
        .arg("-c")
        .arg(format!("ulimit -f 1000; exec '{}' generate --rke-source rke.json", program.display()))
        .current_dir(repository.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    insta::assert_snapshot!(String::from_utf8(output.stderr).unwrap());
    assert_eq!(repository.read("data/data.json"), OLD);
    assert_eq!(repository.data_files(), ["data.json"]);
}

#[cfg(unix)]
#[test]
fn kill_in_the_middle_of_writing() {
    let (repository, new) = crate::support::slow_to_write(repository());
    let mut in_the_middle = 0;
    for _ in 0..8 {
        fs::write(repository.path().join("data/data.json"), OLD).unwrap();
        let mut child = crate::support::start(&repository, "generate --rke-source rke.json");
        in_the_middle += usize::from(crate::support::wait_for_temporary(&repository, &mut child));
        child.kill().unwrap();
        child.wait().unwrap();
        let found = repository.read("data/data.json");
        assert!(found == OLD || found == new, "half a file");
    }
    assert!(in_the_middle > 0, "no run was caught while it wrote");
}
