//! `kdm pin`: the step of an enterprise build to a newer state of upstream's repository.

use std::fs;

use crate::support::{Repository, commit, git};

const TEMPLATES: &str = "pkg/rke/templates/templates.go";
const IMAGES: &str = "pkg/rke/k8s_rke_system_images.go";
const PATCH: &str = "releases:
  - version: v1.26.9-rancherprime1-1-1
    referenceVersion: v1.26.9-rancher1-1
";

/// Upstream's repository, and an enterprise build whose tables are those of its first commit.
fn both() -> (Repository, Repository) {
    let upstream = Repository::copy_of("checkout");
    commit(&upstream, "one");
    git(upstream.path(), "branch --move dev-v2.9");
    git(upstream.path(), &format!("remote add origin {}", upstream.path().display()));
    let own = Repository::copy_of("sound").with("rancher-prime-patch.yaml", PATCH);
    fs::remove_dir_all(own.path().join("data/rke")).unwrap();
    own.kdm(&format!("import {}@dev-v2.9", upstream.path().display())).assert().success();
    own.kdm("generate").assert().success();
    commit(&own, "pinned");
    git(own.path(), "branch --move dev-v2.9");
    git(own.path(), &format!("remote add upstream {}", upstream.path().display()));
    git(own.path(), "fetch --quiet upstream");
    (upstream, own)
}

/// One more commit of upstream's, known to the other repository.
#[track_caller]
fn upstream_goes_on(upstream: Repository, own: &Repository, file: &str, from: &str, to: &str) -> Repository {
    let upstream = upstream.edit(file, from, to);
    commit(&upstream, "next");
    git(own.path(), "fetch --quiet upstream");
    upstream
}

/// What the command prints on both streams, without commits and the names of folders; and its exit code.
fn says(own: &Repository, upstream: &Repository, arguments: &str) -> String {
    let output = own.kdm(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap()).join("");
    let text = text.replace(&upstream.path().display().to_string(), "UPSTREAM");
    let is_commit = |word: &str| word.len() >= 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = text.split_inclusive([' ', '\n', ',']).map(|word| {
        let bare = word.trim_end_matches([' ', '\n', ',']);
        if is_commit(bare) { word.replace(bare, "COMMIT") } else { word.to_owned() }
    });
    format!("exit code {}\n{}", output.status.code().unwrap(), words.collect::<String>())
}

#[test]
fn the_step_to_the_newest_state_is_shown_and_taken() {
    let (upstream, own) = both();
    insta::assert_snapshot!("nothing_to_take_over", says(&own, &upstream, "pin"));
    let upstream = upstream_goes_on(
        upstream,
        &own,
        TEMPLATES,
        "\">=1.26.0-rancher0\":                  canalv326",
        "\">=1.26.0-rancher0\":                  canalv325",
    );
    insta::assert_snapshot!("a_template_moves", says(&own, &upstream, "pin"));
    // The build and the pin are as they were.
    own.kdm("generate --check").assert().success();
    assert!(git(own.path(), "status --porcelain").is_empty());
    let upstream =
        upstream_goes_on(upstream, &own, IMAGES, "\"v1.26.9-rancher1-1\"", "\"v1.26.10-rancher1-1\"");
    insta::assert_snapshot!("a_reference_goes", says(&own, &upstream, "pin"));
    // A state between is named.
    let said = says(&own, &upstream, "pin upstream/dev-v2.9~1 --write");
    assert!(said.starts_with("exit code 0\n"), "{said}");
    let pinned = git(upstream.path(), "rev-parse HEAD~1");
    assert!(own.read("data/kdm.yaml").contains(&pinned));
    own.kdm("generate").assert().success();
    // And another clone, as well as its folder.
    for place in [format!("{}@dev-v2.9", upstream.path().display()), upstream.path().display().to_string()] {
        let said = says(&own, &upstream, &format!("pin {place}"));
        assert!(said.contains("COMMIT, 1 commit ahead\n"), "{said}");
    }
    let said = says(&own, &upstream, "pin upstream/dev-v2.9~2");
    assert!(said.contains("upstream/dev-v2.9~2: COMMIT, 1 commit older than what is pinned\n"), "{said}");
}

#[test]
fn the_address_of_upstream_stays_beside_our_own() {
    let (upstream, own) = both();
    git(own.path(), "remote add origin https://example.org/ours.git");
    let upstream = upstream_goes_on(upstream, &own, IMAGES, "coreos/etcd:v3.5.4", "coreos/etcd:v3.5.5");
    let address = format!("repository: {}", upstream.path().display());
    for target in ["", "upstream/dev-v2.9~1", &git(upstream.path(), "rev-parse HEAD")] {
        let said = says(&own, &upstream, &format!("pin {target} --write"));
        assert!(said.starts_with("exit code 0\n"), "{said}");
        assert!(own.read("data/kdm.yaml").contains(&address), "{}", own.read("data/kdm.yaml"));
    }
    assert!(says(&own, &upstream, "pin").contains("upstream/dev-v2.9: the same\n"));
}

#[test]
fn what_people_wrote_into_the_tree_is_not_overwritten() {
    let (upstream, own) = both();
    let cis = own.read("data/rke/cis.yaml") + "# precious\n";
    let own = own.with("data/rke/cis.yaml", &cis);
    let said = says(&own, &upstream, "pin --write");
    assert!(
        said.contains("error: `data/rke` is not as `kdm import` wrote it, and is left as it is\n"),
        "{said}"
    );
    assert_eq!(own.read("data/rke/cis.yaml"), cis);
    own.kdm("pin --write --force").assert().success();
    assert_ne!(own.read("data/rke/cis.yaml"), cis);
}

mod bad_input {
    use super::*;

    #[test]
    fn what_cannot_be_pinned_says_why() {
        let (upstream, own) = both();
        let screen = |repository: &Repository, arguments: &str| says(repository, &upstream, arguments);
        insta::assert_snapshot!("pin_nothing_there", screen(&own, "pin none"));
        insta::assert_snapshot!("pin_no_tables", screen(&own, "pin HEAD"));
        insta::assert_snapshot!("pin_of_a_revision", screen(&own, "pin --write --root HEAD"));
        // What a pull request puts into the pin is no option of git's.
        let commit = git(own.path(), "rev-parse upstream/dev-v2.9");
        let settings = own.read("data/kdm.yaml");
        let mark = own.path().join("mark");
        let own =
            own.with("data/kdm.yaml", settings.replace(&commit, &format!("--output={}", mark.display())));
        assert!(
            screen(&own, "pin upstream/dev-v2.9").contains("a commit must be 40 or 64 hexadecimal digits")
        );
        assert!(fs::read_dir(own.path()).unwrap().all(|entry| !entry.unwrap().path().starts_with(&mark)));
        let own = own.with("data/kdm.yaml", settings);
        git(own.path(), "remote remove upstream");
        insta::assert_snapshot!("pin_no_remote", screen(&own, "pin"));
        let own = own.with("data/kdm.yaml", "line: v2.9\n");
        insta::assert_snapshot!("pin_no_pin", screen(&own, "pin"));
        insta::assert_snapshot!("pin_no_tree", screen(&Repository::copy_of("checkout"), "pin"));
    }
}
