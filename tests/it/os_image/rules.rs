//! Rules that name images.

use super::{printed, releases, said};

#[test]
fn the_rules_that_are_there_without_a_file_can_begin_one() {
    let repository = releases();
    let rules = printed(&repository, "rules");
    let repository = repository.with("begun.yaml", &rules);
    assert_eq!(printed(&repository, "rules --rules begun.yaml"), rules);
    let names = |rules: &str| said(&repository, &format!("name {rules} ."));
    assert_eq!(names(""), names("--rules begun.yaml"));
}

#[test]
fn an_explanation_says_which_rule_fits_and_why_others_do_not() {
    let repository = releases();
    insta::assert_snapshot!(printed(&repository, "rules --rules rules.yaml --explain capa/archived/v28.2.0"));
    insta::assert_snapshot!(printed(&repository, "rules --rules rules.yaml --explain vsphere/v34.5.0"));
    insta::assert_snapshot!(said(&repository, "rules --explain capa/archived/v28.1.0"));
    let repository = repository.with(
        "few.yaml",
        "rules:\n- without: [flatcar]\n  image: none\n- providers: [aws]\n  charts: {cluster-aws: '>=8.0.0', none: '>0.0.0'}\n  image: x\n",
    );
    insta::assert_snapshot!(said(&repository, "rules --rules few.yaml --explain capa/v34.5.0"));
    insta::assert_snapshot!(said(&repository, "name --rules few.yaml capa/v34.5.0"));
}

#[test]
fn faults_of_rules_have_their_places() {
    let repository = releases().with(
        "wrong.yaml",
        r#"chanel: stable
rules:
- providers: [capa, gcp, azur]
  image: "flatcar-{flatcar.build}-x"
- charts: {cluster-aws: ">=1.3", cluster-eks: 1, cluster-azure: ""}
  with: []
- image: "{flatcar"
  unless: x
- nothing
- image:
- image: [x]
"#,
    );
    insta::assert_snapshot!(said(&repository, "name --rules wrong.yaml eks"));
    for (text, expected) in [
        ("", "there are no rules in this file"),
        ("rules: []\n", "there are no rules in this file"),
        ("[]\n", "must be a map, and this is a list"),
        ("rules: {}\n", "must be a list, and this is a map"),
        ("channel:\nrules:\n- image: none\n", "`channel` is empty"),
        ("rules:\n- image: \"a\\u0007b\"\n", "U+0007 cannot be in a name"),
        ("rules: [\n", "error[yaml-syntax]"),
    ] {
        let text = said(&releases().with("wrong.yaml", text), "name --rules wrong.yaml eks");
        assert!(text.starts_with("exit code 1\nerror[") && text.contains(expected), "{text}");
        assert!(text.ends_with("error: 1 error; nothing is named\n"), "{text}");
    }
}

#[test]
fn a_misspelt_component_is_one_finding() {
    let repository = releases().with("slip.yaml", "rules:\n- image: \"x-{os-toling}-{flatcar}\"\n");
    insta::assert_snapshot!(said(&repository, "name --rules slip.yaml ."));
}
