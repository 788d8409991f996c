//! Input that was found to stop, fool or slow kdm: each of its kind once.

use std::fs;

use crate::{
    bad_input::{OLD, refused, repository},
    support::Repository,
};

/// What a command says, whatever its exit code.
fn said(repository: &Repository, arguments: &str) -> (i32, String) {
    let output = repository.kdm(arguments).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code().expect("it is not killed"), String::from_utf8(text).unwrap())
}

/// A data.json with one template of weave.
fn with_template(text: &str) -> Repository {
    let build = serde_json::json!({
        "K8sVersionedTemplates": {"weave": {">=1.0.0": "k"}, "templateKeys": {"k": text}},
    });
    Repository::copy_of("sound").with("evil.json", build.to_string())
}

#[test]
fn an_alias_that_makes_a_build_too_large_is_named() {
    let text = format!("s: &s '{}'\nz: [{}]\n", "x".repeat(100_000), "*s,".repeat(20));
    let channels = repository().read("channels.yaml");
    let repository = repository().with("channels.yaml", text + &channels);
    insta::assert_snapshot!(refused(&repository, "generate --rke-source rke.json --max-size 1"));
    repository.kdm("generate --rke-source rke.json --max-size 3").assert().success();
}

#[test]
fn more_values_than_any_real_file_has_are_refused() {
    let zeros = format!("{{\"k3s\": {{\"x\": [{}0]}}}}", "0,".repeat(5_000_000));
    let repository = repository().with("many.json", zeros);
    insta::assert_snapshot!(refused(&repository, "generate --rke-source many.json"));
    let (code, text) = said(&repository.with("channels.yaml", "- a\n".repeat(2_000_001)), "check");
    assert!(code == 1 && text.contains("error[too-many]: more than 2,000,000 values"), "{text}");
}

#[test]
fn patterns_share_a_bound_of_memory() {
    let rules = (0..100).map(|nth| format!("  - {{regexMatch: '\\pL{{180}}{nth}', regexReplacement: x}}\n"));
    let patch =
        format!("mirrorOptions:\n- targetRegistry: r.example.com\n  regex:\n{}", rules.collect::<String>());
    let repository = Repository::copy_of("sound").with("rancher-prime-patch.yaml", patch);
    let (code, text) = said(&repository, "generate --check");
    assert!(
        code == 1
            && text
                .contains("error[value-type]: this pattern is too large, by itself or with those before it"),
        "{text}"
    );
}

#[test]
fn templates_that_double_and_nest_end_in_a_finding() {
    let doubling = (0..40)
        .map(|nth| {
            let call = format!("{{{{template \"{}\" .}}}}", nth + 1);
            format!("{{{{define \"{nth}\"}}}}{call}{call}{{{{end}}}}")
        })
        .collect::<String>();
    let doubling = doubling + "{{define \"40\"}}{{.MTU}}{{end}}{{template \"0\" .}}";
    let (_, text) = said(&with_template(&doubling), "check --rke-source evil.json --rule template-syntax");
    assert!(!text.contains("too many to follow"), "the same call says nothing new: {text}");
    let nested = (0..198)
        .map(|nth| {
            let (open, close) = ("{{if .}}".repeat(190), "{{end}}".repeat(190));
            format!("{{{{define \"{nth}\"}}}}{open}{{{{template \"{}\" .}}}}{close}{{{{end}}}}", nth + 1)
        })
        .collect::<String>();
    let nested = nested + "{{define \"198\"}}x{{end}}{{template \"0\" .}}";
    let (code, text) = said(&with_template(&nested), "check --rke-source evil.json --rule template-syntax");
    assert_eq!(code, 1);
    assert!(text.contains("the blocks and calls of the template `k` are too many to follow"), "{text}");
}

#[test]
fn a_block_scalar_at_the_end_of_the_settings_has_its_place() {
    let settings = format!("upstream:\n  sha256: {}\n  repository: |\n    x", "a".repeat(64));
    let repository = Repository::copy_of("sound").with("data/kdm.yaml", settings);
    repository.kdm("generate --out src.json").assert().success();
    repository.kdm("import --force src.json").assert().success();
    assert_eq!(repository.read("data/kdm.yaml"), "");
}

#[test]
fn a_line_that_ends_with_a_carriage_return_alone_is_not_changed() {
    let settings = "line: v2.9\rrules: {window: warn}\r";
    let repository = Repository::copy_of("checkout").with("data/kdm.yaml", settings);
    let (code, text) = said(&repository, "import .");
    assert_eq!((code, text.contains("ends with CR alone")), (2, true), "{text}");
    assert_eq!(repository.read("data/kdm.yaml"), settings);
}

#[test]
fn a_name_of_65_536_characters_is_a_row() {
    let key = "k".repeat(65_536);
    let build = serde_json::json!({
        "K8sVersionRKESystemImages": {"v1.26.9-rancher1-1": {"etcd": "a:b"}},
        "K8sVersionedTemplates": {"canal": {">=1.0.0-0": key}, "templateKeys": {key: "x"}},
    });
    let repository = Repository::empty().with("evil.json", build.to_string());
    let (code, text) = said(&repository, "show --data evil.json addon canal");
    assert_eq!(code, 0, "{}", &text[..200]);
}

#[test]
fn the_largest_numbers_do_not_wrap() {
    let most = u64::MAX;
    let build = |patch: u64| {
        serde_json::json!({
            "K8sVersionRKESystemImages": {format!("v1.{most}.{patch}-rancher1-1"): {"etcd": "a:b"}},
            "K8sVersionInfo": {format!("v1.{most}"): {"maxRancherVersion": format!("{most}.{most}.{patch}")}},
            "RancherDefaultK8sVersions": {"default": format!("v1.{most}.x"), format!("{most}.{most}.{most}"): "v1.2.x"},
            "k3s": {"appDefaults": [{"appName": "rancher", "defaults": [
                {"appVersion": format!(">= 2.{most}.0-0"), "defaultVersion": format!("1.{most}.x")},
            ]}], "releases": [{
                "version": format!("v1.{most}.{patch}+k3s{most}"), "minChannelServerVersion": format!("v2.{most}.0"),
                "maxChannelServerVersion": format!("v{most}.{most}.99"),
            }]},
        })
        .to_string()
    };
    let repository =
        Repository::copy_of("sound").with("old.json", build(most)).with("new.json", build(most - 1));
    for arguments in [
        "diff old.json new.json",
        "check --rke-source new.json --against old.json",
        "show --data new.json rancher 2.9.2",
    ] {
        let (code, text) = said(&repository, arguments);
        assert!(code < 2, "{arguments}: {text}");
    }
}

#[test]
fn values_nested_deeply_are_shown_whole() {
    let deep = "[".repeat(900) + "1" + &"]".repeat(900);
    let build = format!(
        "{{\"k3s\":{{\"releases\":[{{\"version\":\"v1.30.5+k3s1\",\"serverArgs\":{{\"a\":{{\"default\":{deep}}}}}}}]}}}}"
    );
    let repository = Repository::empty().with("evil.json", build);
    let (code, text) = said(&repository, "show --data evil.json v1.30.5+k3s1 --format json");
    let compact: String = text.split_whitespace().collect();
    assert!(code == 0 && compact.contains(&deep), "{text}");
}

#[test]
fn a_build_is_not_written_among_its_sources() {
    for out in [
        "data/rke/new.yaml",
        "data/rke/sub/new.yaml",
        "data/kdm.yaml",
        "rancher-prime-patch.yaml",
        "channels-rfo.yaml",
    ] {
        for arguments in [format!("generate --out {out}"), format!("generate --diff {out}")] {
            let repository = Repository::copy_of("sound");
            let (code, text) = said(&repository, &arguments);
            assert_eq!(code, 2, "{arguments}: {text}");
            assert!(
                text.contains("cannot write") && !repository.path().join(out).exists(),
                "{arguments}: {text}"
            );
        }
    }
    let repository =
        Repository::copy_of("sound").with("data/rke/cis.yaml", "configParams: {}\nbenchmarks: {}\n");
    let (code, text) = said(&repository, "generate --out data/rke/cis.yaml");
    assert_eq!((code, text.contains("this build is made from it")), (2, true), "{text}");
}

#[cfg(unix)]
mod files {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;

    /// A pipe with nobody at its other end.
    fn pipe(repository: &Repository, name: &str) {
        let path = repository.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        assert!(std::process::Command::new("mkfifo").arg(path).status().unwrap().success());
    }

    #[test]
    fn a_broken_link_is_not_the_absence_of_a_file() {
        for name in ["rancher-prime-patch.yaml", "channels-rfo.yaml", "data/kdm.yaml"] {
            let repository = Repository::copy_of("sound");
            symlink("nowhere", repository.path().join(name)).unwrap();
            for arguments in ["generate", "check", "show v1.26.9-rancher1-1"] {
                let (code, text) = said(&repository, arguments);
                let expected = format!("cannot read `{name}`: it is a link to what is not there");
                assert!(code == 2 && text.contains(&expected), "{arguments}: {text}");
            }
        }
    }

    #[test]
    fn what_is_no_file_is_not_waited_for() {
        let repository = Repository::copy_of("sound");
        repository.kdm("generate --out src.json").assert().success();
        let places = [
            ("data/rke/.hidden", "import --force src.json"),
            ("data/rke/docker.yaml", "generate"),
            ("channels.yaml", "check"),
            ("go.mod", "generate --check"),
            ("data/data.json", "generate"),
            ("lists/v1.28.14+k3s1/k3s-images.txt", "mirror-list --release-images lists"),
            ("old.json", "diff old.json src.json"),
            ("old.json", "show --data old.json rancher 2.9.2"),
        ];
        for (name, arguments) in places {
            let repository = Repository::copy_of("sound").with("src.json", repository.read("src.json"));
            let _ = fs::remove_file(repository.path().join(name));
            pipe(&repository, name);
            let mut child = crate::support::start(&repository, arguments);
            let mut ended = None;
            for _ in 0..1_000 {
                ended = child.try_wait().unwrap();
                if ended.is_some() {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            let _ = child.kill();
            assert!(ended.is_some_and(|status| status.code().is_some()), "{arguments} waits for {name}");
        }
    }

    #[test]
    fn a_hidden_link_stays_a_link_and_a_device_is_not_read() {
        let repository = Repository::copy_of("sound").with("secret", "secret");
        repository.kdm("generate --out src.json").assert().success();
        symlink("../../secret", repository.path().join("data/rke/.link")).unwrap();
        let docker = repository.path().join("data/rke/docker.yaml");
        fs::remove_file(&docker).unwrap();
        symlink("/dev/zero", &docker).unwrap();
        repository.kdm("import --force src.json").assert().success();
        assert!(fs::symlink_metadata(repository.path().join("data/rke/.link")).unwrap().is_symlink());
        assert!(fs::symlink_metadata(&docker).unwrap().is_file());
    }

    #[test]
    fn names_may_be_as_long_as_the_file_system_has_them() {
        for length in [244, 255] {
            let name = "a".repeat(length);
            let repository = Repository::copy_of("sound");
            repository.kdm(&format!("generate --out {name}")).assert().success();
            assert!(repository.path().join(name).is_file());
        }
    }

    #[test]
    fn a_read_only_file_is_not_replaced_and_a_second_name_is_told() {
        let repository = repository();
        let target = repository.path().join("data/data.json");
        fs::set_permissions(&target, fs::Permissions::from_mode(0o444)).unwrap();
        insta::assert_snapshot!(refused(&repository, "generate --rke-source rke.json"));
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
        fs::hard_link(&target, repository.path().join("other.json")).unwrap();
        let (code, text) = said(&repository, "generate --rke-source rke.json");
        assert!(
            code == 0 && text.contains("other names of the old file (hard links) keep its contents"),
            "{text}"
        );
        assert_eq!(fs::metadata(&target).unwrap().mode() & 0o777, 0o640);
        assert_eq!(repository.read("other.json"), OLD);
    }

    #[test]
    fn git_does_not_lead_outside_of_git() {
        let repository = Repository::copy_of("checkout");
        let secret = repository.path().join("secret");
        fs::write(&secret, "deadbeef".repeat(5)).unwrap();
        let repository =
            repository.with(".git/HEAD", format!("ref: {}\n", secret.display())).with("out/README", "");
        repository.kdm("import --root out .").assert().success();
        assert!(!repository.read("out/data/kdm.yaml").contains("deadbeef"));
    }

    #[test]
    fn two_builds_at_once_are_not_mixed() {
        let build = |name: &str| {
            let channels = repository().read("channels.yaml");
            let text = format!("{channels}aaa: {}\nzzz: {name}\n", name.repeat(200_000));
            repository().with("channels.yaml", text)
        };
        let (one, other) = (build("a"), build("b"));
        let out = Repository::empty();
        let path = out.path().join("out.json");
        let arguments = format!("generate --rke-source rke.json --out {}", path.display());
        let alone = [&one, &other].map(|repository| {
            repository.kdm(&arguments).assert().success();
            fs::read(&path).unwrap()
        });
        for _ in 0..10 {
            let mut running = [&one, &other].map(|repository| crate::support::start(repository, &arguments));
            assert!(running.iter_mut().all(|child| child.wait().unwrap().success()));
            assert!(alone.contains(&fs::read(&path).unwrap()), "half of each");
            let left = out.path().read_dir().unwrap().count();
            assert_eq!(left, 1, "something is left beside it");
        }
    }

    #[test]
    fn an_interrupted_merge_leaves_nothing_behind() {
        let lines = |name: &str| {
            (0..40_000).map(|nth| format!("rancher/{name}{nth} x/{nth} 1\n")).collect::<String>()
        };
        let (base, ours, theirs) = (lines("a"), lines("b"), lines("c"));
        let repository =
            Repository::empty().with("base", base).with("theirs", theirs).with("data/placeholder", "");
        let command = "merge-driver base data/ours theirs data/mirror-list.txt";
        for _ in 0..4 {
            fs::write(repository.path().join("data/ours"), &ours).unwrap();
            let mut child = crate::support::start(&repository, command);
            crate::support::wait_for_temporary(&repository, &mut child);
            let pid = child.id().to_string();
            let _ = std::process::Command::new("kill")
                .args(["-TERM", &pid])
                .stderr(std::process::Stdio::null())
                .status();
            let code = child.wait().unwrap().code();
            assert!(matches!(code, Some(0 | 130)), "{code:?}");
            let is_old = repository.read("data/ours") == ours;
            assert!(code == Some(0) || is_old, "half a list");
            assert_eq!(repository.data_files(), ["ours", "placeholder"]);
        }
    }

    #[test]
    fn a_tree_that_a_killed_run_left_aside_comes_back() {
        let repository = Repository::copy_of("sound");
        repository.kdm("generate").assert().success();
        let build = repository.read("data/data.json");
        let [tree, aside] = ["data/rke", "data/.kdm-abcdef.old/rke"].map(|name| repository.path().join(name));
        fs::create_dir_all(aside.parent().unwrap()).unwrap();
        fs::rename(&tree, &aside).unwrap();
        let (code, _) = said(&repository, "generate --check");
        assert!(code != 0 && aside.exists(), "a look changes nothing");
        repository.kdm("generate").assert().success();
        assert_eq!(repository.read("data/data.json"), build);
        assert!(tree.is_dir() && !aside.exists());
    }

    #[test]
    fn a_link_that_leads_out_of_the_repository_is_not_followed() {
        let outside = Repository::empty().with("precious", "text");
        let precious = outside.path().join("precious");
        for (name, arguments) in [
            ("data/data.json", "generate"),
            ("data/mirror-list.txt", "generate"),
            ("data/kdm.yaml", "check --write-baseline"),
            ("data/kdm.yaml", "import --force src.json"),
        ] {
            let repository = Repository::copy_of("sound");
            repository.kdm("generate --out src.json").assert().success();
            let path = repository.path().join(name);
            let _ = fs::remove_file(&path);
            fs::write(&precious, "line: v2.9\n").unwrap();
            symlink(&precious, &path).unwrap();
            let (code, text) = said(&repository, arguments);
            assert_eq!(code, 2, "{arguments}: {text}");
            assert!(text.contains("it is a link that leads out of the repository"), "{text}");
            assert_eq!(fs::read_to_string(&precious).unwrap(), "line: v2.9\n");
        }
    }

    #[test]
    fn a_pipe_in_the_place_of_a_folder_is_not_waited_for() {
        let repository = Repository::copy_of("sound");
        fs::remove_dir_all(repository.path().join("data")).unwrap();
        pipe(&repository, "data");
        let (code, text) = said(&repository, "generate");
        assert_eq!(code, 2, "{text}");
    }
}
