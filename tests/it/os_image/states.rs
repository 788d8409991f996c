//! What a pull request on a repository of Releases does to nodes.

use super::{release, releases, said};
use crate::support::{Repository, commit};

const COMPONENTS: &str = "cluster-aws 7.8.0, flatcar 4593.3.0, kubernetes 1.34.10, os-tooling 1.33.1";

/// A pull request: one release new, one edited, one gone, one archived.
fn changed() -> Repository {
    let repository = releases();
    commit(&repository, "all");
    let archived = repository.read("eks/v34.0.0/release.yaml").replace("active", "deprecated");
    repository
        .with("capa/v34.6.0/release.yaml", release("aws-34.6.0", COMPONENTS))
        .edit("azure/v34.4.0/release.yaml", "4459.2.4", "4593.2.2")
        .with("eks/archived/v34.0.0/release.yaml", archived)
        .without("eks/v34.0.0/release.yaml")
        .without("capa/v35.0.0-beta.1/release.yaml")
}

#[test]
fn a_comment_says_what_rolls_by_provider() {
    let repository = changed();
    insta::assert_snapshot!(said(&repository, "roll --base HEAD"));
    // In a folder, for a part of it, and against a folder.
    let of_part = said(&repository, "roll --base HEAD capa/v34.6.0");
    assert!(of_part.contains("### Node OS images: renamed in 1 of 1 release, nodes roll\n"), "{of_part}");
    assert!(
        of_part.contains("| `aws-34.6.0` new | `aws-34.5.0` |") && !of_part.contains("azure"),
        "{of_part}"
    );
    let mut in_folder = repository.kdm("os-image roll --base HEAD v34.6.0");
    let in_folder = in_folder.current_dir(repository.path().join("capa")).output().unwrap();
    assert_eq!(format!("exit code 1\n{}", String::from_utf8(in_folder.stdout).unwrap()), of_part);
    let by_root = said(&repository, "roll --base HEAD --root capa capa/v34.6.0");
    assert_eq!(by_root, of_part);
    let other = releases();
    let against =
        said(&repository, &format!("roll --format tsv --provider aws --base {}", other.path().display()));
    insta::assert_snapshot!(against, @"
    exit code 1
    roll	flatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs	flatcar-stable-4593.3.0-kube-1.34.10-tooling-1.33.1-gs	flatcar 4593.2.4 -> 4593.3.0	aws-34.5.0	aws-34.6.0
    ");
    assert!(
        said(&repository, "roll --base HEAD --forbid patch").starts_with("exit code 1\n"),
        "azure-34.4.0 is edited"
    );
    assert!(said(&repository, "roll --base HEAD --forbid patch --provider aws").starts_with("exit code 0\n"));
}

#[test]
fn without_a_change_it_says_so() {
    let repository = releases();
    commit(&repository, "all");
    assert_eq!(
        said(&repository, "roll --base HEAD"),
        "exit code 0\n### Node OS images: no release is new or changed since `HEAD`\n"
    );
    assert_eq!(said(&repository, "check --base HEAD"), "exit code 0\nnothing found in 0 releases\n");
    let first = repository.with("proxmox/v34.5.0/release.yaml", release("proxmox-34.5.0", COMPONENTS));
    insta::assert_snapshot!(said(&first, "roll --base HEAD"), @"
    exit code 0
    ### Node OS images: nothing to compare with; 1 release not compared

    **proxmox**

    | release | against | node OS image | components |
    |---|---|---|---|
    | `proxmox-34.5.0` new | – | there is no release before it | |

    To be built, if they are not there yet:

    - proxmox `flatcar-stable-4593.3.0-kube-1.34.10-tooling-1.33.1-gs` for `proxmox-34.5.0`
    ");
}

#[test]
fn history_is_no_error_and_what_is_compared_is() {
    // The releases of 2024 have no names without rules; nobody asks for them.
    let repository = changed();
    assert!(!said(&repository, "roll --base HEAD").contains("error"));
    let late =
        release("aws-28.1.1", "cluster-aws 1.0.3, flatcar 3815.2.5, kubernetes 1.28.11, os-tooling 1.0.0");
    let late = late.replace("2026-08", "2024-08");
    let text = said(&repository.with("capa/v28.1.1/release.yaml", late), "roll --base HEAD");
    assert!(text.starts_with("exit code 2\n"), "{text}");
    assert!(text.contains("error[missing-component]: `aws-28.1.0` has no component `os-tooling`"), "{text}");
}

#[test]
fn a_check_of_a_change_is_of_the_change() {
    let repository = changed();
    insta::assert_snapshot!(said(&repository, "check --base HEAD"));
    assert!(said(&repository, "check --base HEAD --provider aws").starts_with("exit code 0\n"));
    let allowed = said(&repository, "check --base HEAD --allow image-renamed");
    assert!(
        allowed.starts_with(
            "exit code 0
"
        ) && allowed.contains("warning[image-renamed]"),
        "{allowed}"
    );
}

#[test]
fn states_and_paths_that_are_not_there() {
    let repository = changed();
    for (arguments, expected) in [
        ("--base none", "error: cannot read `none`: there is no such file, and git knows no such revision\n"),
        ("--base HEAD nothing", "error: there is no `release.yaml` at `nothing` or below, in either state\n"),
        (
            "--base HEAD ../x",
            "error: `../x` is not a path below the root of the repository; with `--base` both states are looked at there\n",
        ),
        (
            "--base HEAD HEAD:capa",
            "error: there is no `release.yaml` at `HEAD:capa` or below, in either state\n",
        ),
        ("--base rules.yaml", "error: cannot read `rules.yaml`: it is not a folder\n"),
    ] {
        assert_eq!(said(&repository, &format!("roll {arguments}")), format!("exit code 2\n{expected}"));
    }
}

#[test]
fn a_change_that_cannot_be_read_is_an_error_and_no_release_is_gone() {
    let repository = changed();
    let broken = repository.read("capa/v34.5.0/release.yaml").replace("1.33.1", "v1.33.1");
    let repository = repository.with("capa/v34.5.0/release.yaml", broken);
    for arguments in
        ["roll --base HEAD", "roll --base HEAD --format json --forbid patch", "roll --base HEAD capa"]
    {
        let text = said(&repository, arguments);
        assert!(text.starts_with("exit code 2\n"), "{text}");
        assert!(text.contains("error[not-semver]: `os-tooling` has the version `v1.33.1`"), "{text}");
        assert!(!text.contains("Gone") && !text.contains("No release needs"), "{text}");
    }
    // A file that was broken before is no fault of the change.
    commit(&repository, "broken");
    assert!(said(&repository, "roll --base HEAD").starts_with("exit code 0\n"));
}

#[test]
fn a_folder_of_the_checkout_is_a_part_of_both_states() {
    let repository = changed();
    let run = |folder: &str, arguments: &str| {
        let mut command = repository.kdm(&format!("os-image {arguments}"));
        let output = command.current_dir(repository.path().join(folder)).output().unwrap();
        let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
        format!("exit code {}\n{out}{err}", output.status.code().unwrap())
    };
    let whole = run("", "roll --base HEAD capa");
    assert!(whole.contains("Gone: `aws-35.0.0-beta.1`"), "{whole}");
    assert_eq!(run("capa", "roll --base HEAD"), whole);
    assert_eq!(run("capa", "roll --base HEAD ."), whole);
    assert_eq!(
        run("capa/v34.6.0", "roll --base HEAD release.yaml"),
        run("", "roll --base HEAD capa/v34.6.0")
    );
    assert_eq!(run("eks", "check --base HEAD"), "exit code 0\nnothing found in 1 release\n");
    let refused = run("", "roll --base HEAD:capa capa");
    assert_eq!(
        refused,
        "exit code 2\nerror: `--base` takes a whole state: write `--base HEAD`, and `capa` as a PATH\n"
    );
}

#[test]
fn an_edit_is_no_step() {
    let text = said(&changed(), "roll --base HEAD --forbid minor --provider azure");
    assert!(
        text.contains("error[image-renamed]: `azure-34.4.0` names another node image than before"),
        "{text}"
    );
    let json = said(&changed(), "roll --base HEAD --format json --provider azure");
    assert!(json.contains("\"step\": null"), "{json}");
}

#[test]
fn what_was_there_before_is_not_reported_of_a_change() {
    let repository = releases().with("capa/v34.4.2/release.yaml", release("aws-34.4.0", COMPONENTS));
    let repository = repository
        .with("capa/v34.5.1/release.yaml", release("aws-34.5.1", &COMPONENTS.replace("1.34.10", "1.33.1")));
    commit(&repository, "all");
    assert_eq!(said(&repository, "check --base HEAD"), "exit code 0\nnothing found in 0 releases\n");
    let edited = repository.read("capa/v34.5.1/release.yaml").replace("active", "deprecated");
    let repository = repository.with("capa/v34.5.1/release.yaml", edited);
    assert_eq!(said(&repository, "check --base HEAD"), "exit code 0\nnothing found in 1 release\n");
}
