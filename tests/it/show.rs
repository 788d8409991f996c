//! `kdm show`: what consumers make of a small line and of real ones.

use std::{collections::BTreeMap, process::Output};

use crate::support::{Repository, golden};
use serde_json::Value;

fn ask(repository: &Repository, question: &str) -> Output {
    repository.kdm(&format!("show {question}")).output().unwrap()
}

/// What is printed and said, and the exit code.
fn screen(repository: &Repository, question: &str) -> String {
    let output = ask(repository, question);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    format!("exit code {}\n{}{}", output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn sound() -> Repository {
    Repository::copy_of("sound")
}

/// The sound line with what `show` has to explain.
fn strange() -> Repository {
    sound()
        .edit("data/rke/addons.yaml", "<1.29.0-rancher0", "<1.29.2-rancher1-1")
        .edit(
            "data/rke/addons.yaml",
            "\">=1.28.0-rancher0\"\n    template: coredns",
            "\">=1.29.0-rancher0\"\n    template: coredns",
        )
        .edit("channels.yaml", "minChannelServerVersion: v2.9.0-alpha1", "minChannelServerVersion: v2.9")
        .edit(
            "data/rke/versions.yaml",
            "v1.29: {min",
            "v1.29: {deprecateRancherVersion: 2.9.5, maxRancherVersion: 2.9.3, min",
        )
}

#[test]
fn a_version_of_rke_has_its_images_templates_options_and_bounds() {
    insta::assert_snapshot!(screen(&sound(), "v1.29.2-rancher1-1"));
}

#[test]
fn a_release_has_its_window_its_arguments_and_their_anchors() {
    insta::assert_snapshot!(screen(&sound(), "v1.29.1+k3s1"));
}

#[test]
fn a_rancher_offers_some_and_hides_others() {
    insta::assert_snapshot!("sound", screen(&sound(), "rancher 2.8.5"));
    insta::assert_snapshot!("strange", screen(&strange(), "rancher v2.9.4"));
    insta::assert_snapshot!("too_old", screen(&sound(), "rancher 2.7.0-rc1"));
}

#[test]
fn rke_offers_some_and_hides_others() {
    insta::assert_snapshot!(screen(&sound(), "rke 1.5.3"));
}

#[test]
fn an_addon_is_a_picture_with_its_gaps_and_overlaps() {
    insta::assert_snapshot!("canal", screen(&strange(), "addon canal"));
    insta::assert_snapshot!("dns", screen(&strange(), "addon coreDNS"));
}

#[test]
fn an_image_is_found_by_its_name_or_a_part_of_it() {
    insta::assert_snapshot!("whole", screen(&sound(), "image rancher/rke-tools:v0.1.96"));
    insta::assert_snapshot!("part", screen(&sound(), "image mirrored-calico-node"));
    insta::assert_snapshot!("release", screen(&sound(), "image rancher/k3s-upgrade"));
}

#[test]
fn a_near_miss_is_answered() {
    for (question, meant) in [
        ("v1.29.2-rancher1-2", "`v1.29.2-rancher1-1`"),
        ("1.29.1", "`v1.29.1-rancher1-1`, `v1.29.1+k3s1`, `v1.29.1+rke2r1`"),
        ("v1.28", "`v1.28.1-rancher1-1`, `v1.28.1+k3s1`, `v1.28.1+rke2r1`"),
        ("v1.29.1+k3s11", "`v1.29.1+k3s1`"),
        ("addon canel", "`canal`"),
        ("addon x", "`canal`, `coreDNS`"),
        ("image hyperkueb", "`hyperkube`"),
        ("image rancher/rke-tols", "`rancher/rke-tools`"),
    ] {
        let output = ask(&sound(), question);
        let text = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{question}: {text}");
        assert!(text.contains(meant), "{question}: {text}");
    }
    assert_eq!(
        screen(&sound(), "image nothing-like-it"),
        "exit code 1\nerror: there is no image `nothing-like-it`\n"
    );
}

#[test]
fn a_data_json_is_asked_without_its_sources() {
    let repository = sound();
    repository.kdm("generate --out /dev/null").assert().code(2);
    repository.kdm("generate --out build.json").assert().success();
    let data = Repository::empty().with("build.json", repository.read("build.json"));
    for question in ["v1.29.2-rancher1-1", "v1.29.1+rke2r1", "rancher 2.9.3", "rke 1.6.2", "addon canal"] {
        let answer = |repository: &Repository, option: &str| {
            let output = ask(repository, &format!("{question} --format json {option}"));
            let mut answer: Value = serde_json::from_slice(&output.stdout).unwrap();
            without_places(&mut answer);
            answer
        };
        assert_eq!(answer(&data, "--data build.json"), answer(&repository, ""), "{question}");
    }
}

/// The same without what is only known of the sources.
fn without_places(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove("place");
            map.remove("anchor");
            map.values_mut().for_each(without_places);
        }
        Value::Array(items) => items.iter_mut().for_each(without_places),
        _ => {}
    }
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let refused = |question: &str| {
        let output = ask(&sound(), question);
        (output.status.code().unwrap(), output.stdout.len())
    };
    for question in [
        "",
        "rancher 2.x",
        "rancher x",
        "rke",
        "--data missing.json rancher 2.9.0",
        "--data channels.yaml rancher 2.9.0",
    ] {
        assert_eq!(refused(question), (2, 0), "{question}");
    }
    let broken = sound().edit("channels.yaml", "agentArgs: *agent\n", "agentArgs: *agent-9\n");
    insta::assert_snapshot!(screen(&broken, "rancher 2.9.0"));
    // Without tables of RKE the rest is answered all the same.
    let k3s = Repository::empty().with("channels.yaml", sound().read("channels.yaml"));
    insta::assert_snapshot!("no_tables", screen(&k3s, "rancher 2.9.0"));
    assert_eq!(screen(&k3s, "addon canal"), "exit code 1\nerror: there is no addon `canal`\n");
}

#[test]
fn an_empty_default_counts_for_rke_and_a_deprecated_version_is_nothing_else() {
    let bounds = "{\"minRKEVersion\": \"1.6.0\", \"deprecateRKEVersion\": \"1.5.0\"}";
    let data = format!(
        "{{\"K8sVersionRKESystemImages\": {{\"v1.29.1-rancher1-1\": {{}}, \"v1.29.2-rancher1-1\": {{}}}},
        \"K8sVersionInfo\": {{\"v1.29.2-rancher1-1\": {bounds}}},
        \"RKEDefaultK8sVersions\": {{\"1.5.3\": \"\", \"default\": \"v1.29.1-rancher1-1\"}},
        \"RancherDefaultK8sVersions\": {{\"2.9.3\": \"\", \"default\": \"v1.29.x\"}}}}"
    );
    let repository = Repository::empty().with("build.json", &data);
    let answer = |question: &str| {
        let output = ask(&repository, &format!("{question} --data build.json --format json"));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()["answers"][0]["rke"].clone()
    };
    let (rke, rancher) = (answer("rke 1.5.3"), answer("rancher 2.9.3"));
    assert_eq!((&rke["default"], &rke["defaultRule"]["key"]), (&Value::Null, &"1.5.3".into()));
    assert_eq!(rke["hidden"][0]["reason"], "deprecated");
    assert_eq!(answer("rke 1.4.9")["hidden"][0]["reason"], "below-min");
    assert_eq!(rancher["default"], "v1.29.2-rancher1-1");
    assert_eq!(rancher["defaultRule"]["key"], "default");
}

/// Defaults, newest versions and numbers of what is offered, of Ranchers over real lines. They were looked at against what
/// RKE's and channelserver's own code says (`conformance/show`).
#[test]
fn real_lines_offer_what_their_consumers_say() {
    let Some(golden) = golden("kdm show on real lines") else { return };
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    for (line, rancher) in [
        ("dev-v2.5", "2.5.7"),
        ("dev-v2.7", "2.6.3"),
        ("dev-v2.7", "2.7.11"),
        ("dev-v2.9", "2.8.2"),
        ("dev-v2.9", "2.9.2"),
    ] {
        let file = golden.join("lines").join(line).join("data.json");
        let repository = Repository::empty();
        let mut command = repository.kdm("show --format json --data");
        let output = command.arg(&file).args(["rancher", rancher]).output().unwrap();
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        let answer = &answer["answers"][0];
        for (name, of) in
            answer["distributions"].as_object().unwrap().iter().chain([(&"rke".to_owned(), &answer["rke"])])
        {
            let counts = ["offered", "hidden"].map(|list| of[list].as_array().unwrap().len());
            let newest = of["current"].as_array().unwrap().last().unwrap();
            said.insert(
                format!("{line} {rancher} {name}"),
                format!("{counts:?} newest {newest} default {}", of["default"]),
            );
        }
    }
    insta::assert_snapshot!(said.iter().map(|(of, what)| format!("{of}: {what}\n")).collect::<String>());
}

#[test]
fn a_rancher_is_asked_for_as_people_write_it() {
    let first = |question: &str| screen(&sound(), question).lines().nth(1).unwrap_or_default().to_owned();
    for question in ["rancher 2.9", "rancher v2.9-head", "rancher 2.9-main", "rancher head", "rancher dev"] {
        assert_eq!(first(question), "Rancher 2.9.99", "{question}");
    }
    assert_eq!(first("rancher v2.9.1"), "Rancher 2.9.1");
    assert!(screen(&sound(), "rancher 2.8.3").contains("this build is for Rancher v2.9"));
}

#[test]
fn a_section_that_does_not_load_offers_nothing_and_says_why() {
    let broken = sound().edit("channels.yaml", "version: 1.0.0}", "version: 25}");
    insta::assert_snapshot!(screen(&broken, "rancher 2.9.0"));
    let json: serde_json::Value =
        serde_json::from_slice(&ask(&broken, "rancher 2.9.0 --format json").stdout).unwrap();
    let k3s = &json["answers"][0]["distributions"]["k3s"];
    assert_eq!((&k3s["offered"], &k3s["fault"]["place"]["line"]), (&serde_json::json!([]), &19.into()));
}

#[test]
fn rancher_has_no_rke_since_2_12() {
    let text = screen(&sound(), "rancher 2.12.0");
    assert!(text.contains("rke  none: Rancher 2.12 and later have no RKE1"), "{text}");
    let repository = sound();
    let output = repository.kdm("mirror-list --from rke --rancher 2.12.0 --format images").output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(String::from_utf8(output.stderr).unwrap().contains("have no RKE1"));
}

#[test]
fn arguments_charts_and_differences_are_answered() {
    let repository = sound().edit(
        "channels.yaml",
        "serverArgs: *server",
        "serverArgs: {<<: *server, debug: {type: string}}",
    );
    for question in
        ["arg debug", "chart traefik", "v1.28.1+k3s1 v1.29.1+k3s1", "rancher 2.8.5 2.9.2", "arg debug --all"]
    {
        insta::assert_snapshot!(format!("show {question}"), screen(&repository, question));
    }
    let json = ask(&repository, "v1.28.1+k3s1 v1.29.1+k3s1 --format json");
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["answers"][0]["kind"], "comparison");
}

#[test]
fn another_question_is_led_to() {
    for (name, question) in [
        ("2.9.2", "rancher 2.9.2"),
        ("canal", "addon canal"),
        ("tls-san", "arg tls-san"),
        ("traefik", "chart traefik"),
    ] {
        let text = screen(&sound(), name);
        assert!(text.contains(&format!("ask `kdm show {question}`")), "{text}");
    }
    assert!(screen(&sound(), "v1.29.x").contains("did you mean `v1.29.1-rancher1-1`"));
}
