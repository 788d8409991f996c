//! To a folder that a server shows.

use std::fs;

use super::{BRANCH, KEY, fresh, kdm, next, said};
use crate::support::Repository;

#[test]
fn a_folder_has_the_layout_of_a_bucket() {
    let (repository, site) = (fresh(), Repository::empty());
    let to = format!("publish --to file://{} ", site.path().display());
    let run =
        |repository: &Repository, arguments: &str| said(&mut kdm(repository, &[], &(to.clone() + arguments)));
    let branch = format!("--branch {BRANCH}");
    assert!(run(&repository, &branch).contains(&format!("{KEY}: created; ")));
    assert!(run(&repository, &branch).contains(&format!("{KEY}: unchanged; ")));
    assert!(run(&repository, "--tag v2.9.0").contains("tags/v2.9.0/data.json: created; "));
    let old = repository.read("data/data.json");
    let newer = next(repository);
    assert!(run(&newer, &branch).contains(&format!("{KEY}: replaced; ")));
    assert_eq!(site.read(KEY), newer.read("data/data.json"));
    let refused = run(&newer, "--tag v2.9.0");
    assert!(refused.starts_with("exit code 1") && refused.contains("a tag is published once"), "{refused}");
    let back = run(&newer, &format!("--rollback v2.9.0 {branch}"));
    assert!(back.starts_with("exit code 0") && back.contains("takes 1 k3s release away"), "{back}");
    assert_eq!(site.read(KEY), old);
}

#[test]
fn a_folder_that_is_not_there_is_not_made() {
    let (repository, site) = (fresh(), Repository::empty());
    let to = format!("publish --to file://{}/none --branch {BRANCH}", site.path().display());
    let refused = said(&mut kdm(&repository, &[], &to));
    assert!(refused.starts_with("exit code 2") && refused.contains("there is no folder"), "{refused}");
    assert!(!site.path().join("none").exists());
}

#[test]
#[cfg(unix)]
fn what_cannot_be_written_stays_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let (repository, site) = (fresh(), Repository::empty());
    let site = site.with(&format!("{KEY}/x"), "");
    let to = format!("publish --to file://{} --branch {BRANCH}", site.path().display());
    let refused = said(&mut kdm(&repository, &[], &to));
    assert!(refused.starts_with("exit code 2") && refused.contains("not a regular file"), "{refused}");
    let site = Repository::empty();
    fs::set_permissions(site.path(), fs::Permissions::from_mode(0o500)).unwrap();
    let refused = said(&mut kdm(
        &repository,
        &[],
        &format!("publish --to file://{} --branch {BRANCH}", site.path().display()),
    ));
    fs::set_permissions(site.path(), fs::Permissions::from_mode(0o700)).unwrap();
    // Root may write anywhere.
    assert!(refused.starts_with("exit code 2") || refused.starts_with("exit code 0"), "{refused}");
}

#[test]
fn a_tag_is_left_as_it_is_whatever_is_wrong() {
    let site = Repository::empty();
    let to = format!("publish --to file://{} --tag v2.9.0", site.path().display());
    let repository = fresh().with("list.txt", "x");
    let run = |repository: &Repository, arguments: &str| {
        said(&mut kdm(repository, &[], &format!("{to} {arguments}")))
    };
    assert!(run(&repository, "").starts_with("exit code 0"));
    // Neither beside another build, nor beside the same one, and a dry run says the same.
    for repository in [next(fresh().with("list.txt", "x")), repository] {
        for arguments in ["--with list.txt", "--with list.txt --dry-run"] {
            let refused = run(&repository, arguments);
            assert!(
                refused.starts_with("exit code 1") && refused.contains("a tag is published once"),
                "{refused}"
            );
            assert_eq!(
                super::servers::names_below(site.path()),
                ["kontainer-driver-metadata/tags/v2.9.0/data.json"]
            );
        }
    }
}

#[test]
fn what_is_published_under_a_tag_is_the_tags() {
    use crate::support::{commit, git};
    let site = Repository::empty();
    let to = format!("publish --to file://{} --tag v2.9.0", site.path().display());
    let repository = fresh();
    commit(&repository, "first");
    let none = said(&mut kdm(&repository, &[], &to));
    assert!(
        none.starts_with("exit code 1") && none.contains("there is no tag `v2.9.0` in this clone"),
        "{none}"
    );
    git(repository.path(), "tag v2.9.0");
    let of_tag = repository.read("data/data.json");
    let repository = next(repository);
    let changed = said(&mut kdm(&repository, &[], &to));
    assert!(
        changed.starts_with("exit code 1") && changed.contains("is not as the tag `v2.9.0` has it"),
        "{changed}"
    );
    commit(&repository, "second");
    let other = said(&mut kdm(&repository, &[], &to));
    assert!(other.starts_with("exit code 1") && other.contains("--root v2.9.0"), "{other}");
    assert!(super::servers::names_below(site.path()).is_empty());
    let done = said(&mut kdm(&repository, &[], &format!("{to} --root v2.9.0")));
    assert!(done.starts_with("exit code 0"), "{done}");
    assert_eq!(site.read("kontainer-driver-metadata/tags/v2.9.0/data.json"), of_tag);
}

#[test]
fn another_publisher_is_not_waited_for_without_end() {
    let (repository, site) = (fresh(), Repository::empty());
    let lock = fs::File::open(site.path()).unwrap();
    lock.lock().unwrap();
    let to = format!("publish --to file://{} --branch {BRANCH} --timeout 1", site.path().display());
    let waited = said(&mut kdm(&repository, &[], &to));
    assert!(
        waited.starts_with("exit code 2") && waited.contains("somebody else is publishing there"),
        "{waited}"
    );
}
