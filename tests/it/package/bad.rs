//! What must not be packaged, and where nothing may be written.

use std::fs;

use super::{fresh, said};

#[test]
fn a_build_that_is_stale_or_of_another_line_is_not_packaged() {
    let repository = fresh().edit("channels.yaml", "summary: A key", "summary: The key");
    let stale = said(&repository, "package --tag v2.9-build20260130 --out image");
    assert!(stale.starts_with("exit code 1") && stale.contains("nothing is packaged"), "{stale}");
    let repository = fresh().with("broken.json", "{").with("empty.json", "").with("x.gz", "");
    for (arguments, why) in [
        ("--tag v2.10-build20260130", "is a build for Rancher v2.9, and `release-v2.10` is of v2.10"),
        ("--tag v2.9-build20260130 --build release-v2.8=data/data.json", "and `release-v2.8` is of v2.8"),
        ("--tag v2.9-build20260130 --build release-v2.8=broken.json", "cannot be read as a build"),
        ("--tag v2.9-build20260130 --build release-v2.8=empty.json", "cannot be read as a build"),
        ("--tag v2.9-build20260130 --build release-v2.8=none.json", "none.json"),
        ("--tag v2.9-build20260130 --build release-v2.8", "write BRANCH=PLACE"),
        ("--tag v2.9-build20260130 --build v2.8=x", "did you mean `release-v2.8`?"),
        (
            "--tag v2.9-build20260130 --build dev-v2.9=. --build dev-v2.9=.",
            "two builds are named for `dev-v2.9`",
        ),
        ("--tag v2.9-build20260130 --with x.gz", "cannot be served"),
        ("--tag v2.9-build20260130 --with data/data.json", "it has the same name"),
        ("--tag release-v2.9-build20260130", "did you mean `v2.9-build20260130`?"),
        ("--tag v2.9-build20260130 --oci x.tar", "--base"),
        ("--tag v2.9-build20260130 --oci channels.yaml --base data", "ends with `.tar`"),
        ("--tag v2.9-build20260130 --oci image/x.tar --base data", "outside of `--out`"),
        ("--tag v2.9-build20260130 --oci data/x.tar --base data", "and `--base`"),
        ("--tag v2.9-build00010101", "is before 1970"),
        ("--tag v2.9-build20260130 --url kdm.example.org", "`--url` is not an address"),
    ] {
        let said = said(&repository, &format!("package {arguments} --out image"));
        assert!(said.starts_with("exit code 2") && said.contains(why), "{arguments}: {said}");
        assert!(!repository.path().join("image").exists(), "{arguments}");
    }
}

#[test]
fn a_folder_that_has_something_else_stays_as_it_is() {
    let repository = fresh().with("other/notes.txt", "mine").with("empty/x", "");
    fs::remove_file(repository.path().join("empty/x")).unwrap();
    for (out, why) in [
        (".", "the repository is in it"),
        ("..", "the repository is in it"),
        ("other", "has files that `kdm package` has not made"),
        ("data", "has files that `kdm package` has not made"),
        ("channels.yaml", "it is not a folder"),
        (".git/refs/heads/x", "git's own folder"),
    ] {
        let said = said(&repository, &format!("package --tag v2.9-build20260130 --out {out}"));
        assert!(said.starts_with("exit code 2") && said.contains(why), "{out}: {said}");
    }
    assert_eq!(repository.read("other/notes.txt"), "mine");
    let said = said(&repository, "package --tag v2.9-build20260130 --out empty");
    assert!(said.starts_with("exit code 0"), "{said}");
}

#[test]
fn what_an_image_is_made_from_is_not_replaced_by_it() {
    let repository = fresh();
    assert!(said(&repository, "package --tag v2.9-build20260130 --out image").starts_with("exit code 0"));
    let repository = repository.with("image/list.txt", "x");
    let said = said(&repository, "package --tag v2.9-build20260130 --out image --with image/list.txt");
    assert!(
        said.starts_with("exit code 2") && said.contains("what the image is made from is in it"),
        "{said}"
    );
    assert_eq!(repository.read("image/list.txt"), "x");
    let output = repository
        .kdm("package --tag v2.9-build20260130 --out other")
        .args(["--base-image", "a\nRUN x"])
        .output();
    assert_eq!(output.unwrap().status.code(), Some(2));
    assert!(!repository.path().join("other").exists());
}
