//! Names and matrices.

use crate::support::{Repository, commit, git};

use super::{printed, release, releases, said};

#[test]
fn every_release_is_named_by_provider_and_version() {
    insta::assert_snapshot!(printed(&releases(), "name --rules rules.yaml ."), @"
    v19.1.0	-
    aws-28.1.0	flatcar-stable-3815.2.5-kube-v1.28.11-alpha.1
    aws-28.2.0	flatcar-stable-3815.2.5-kube-1.28.11-tooling-1.20.0-gs
    aws-29.0.0	flatcar-stable-3815.2.5-kube-1.29.7-tooling-1.15.0-gs
    aws-34.4.0	flatcar-stable-4593.2.2-kube-1.34.7-tooling-1.31.0-gs
    aws-34.4.1	flatcar-stable-4593.2.2-kube-1.34.7-tooling-1.31.0-gs
    aws-34.5.0	flatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs
    aws-35.0.0-beta.1	flatcar-stable-4593.2.4-kube-1.35.7-tooling-1.33.1-gs
    azure-34.4.0	flatcar-stable-4459.2.4-kube-1.34.7-tooling-1.28.0-gs
    eks-33.0.0	-
    eks-34.0.0	-
    vsphere-27.0.0	flatcar-stable-3815.2.2-kube-v1.27.14-gs
    vsphere-34.5.0	flatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs
    ");
}

#[test]
fn places_are_files_folders_revisions_and_standard_input() {
    let repository = releases();
    commit(&repository, "all");
    // As in giantswarm/releases, where each release has a tag with the name of its folder.
    git(repository.path(), "tag eks/v34.0.0");
    let repository = repository.without("vsphere/v34.5.0/release.yaml");
    for (places, expected) in [
        ("eks", "eks-33.0.0\t-\neks-34.0.0\t-\n"),
        ("eks eks/v34.0.0 eks/v34.0.0/release.yaml", "eks-33.0.0\t-\neks-34.0.0\t-\n"),
        ("HEAD:eks/archived HEAD:azure/archived/v19.1.0/release.yaml", "v19.1.0\t-\neks-33.0.0\t-\n"),
        (
            "--provider vsphere --state active HEAD",
            "vsphere-34.5.0\tflatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs\n",
        ),
        ("--provider vsphere --state active", ""),
    ] {
        assert_eq!(printed(&repository, &format!("name {places}")), expected, "{places}");
    }
    let mut command = repository.kdm("os-image name -");
    let output = command.write_stdin(repository.read("eks/v34.0.0/release.yaml")).output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "eks-34.0.0\t-\n");
}

#[test]
fn what_is_not_asked_for_is_no_error() {
    // Without rules of 2024 the release with the hack has no name.
    let repository = releases();
    let text = said(&repository, "name capa/archived");
    assert!(text.starts_with("exit code 1\naws-28.2.0\t"), "{text}");
    assert!(text.contains(" --> capa/archived/v28.1.0/release.yaml:13:3\n"), "{text}");
    for selection in
        ["--state active,preview", "--provider eks,vsphere,aks", "--provider azure --state deprecated"]
    {
        assert!(
            said(&repository, &format!("name {selection} .")).starts_with("exit code 0\n"),
            "{selection}"
        );
        assert!(
            said(&repository, &format!("matrix {selection} .")).starts_with("exit code 0\n"),
            "{selection}"
        );
    }
    let mixed = repository
        .with("capa/v34.6.0/release.yaml", release("aws-34.6.0", "flatcar x").replace("active", "actve"));
    // Whether it is active cannot be told.
    let text = said(&mixed, "name --state active --provider aws .");
    assert!(text.contains("`actve` is not a state") && text.contains("not-semver"), "{text}");
    assert!(said(&mixed, "name --state active --provider eks .").starts_with("exit code 0\n"));
}

#[test]
fn other_forms_of_names() {
    let repository = releases();
    insta::assert_snapshot!(printed(&repository, "name --format csv eks capa/v34.5.0"), @"
    name,image
    aws-34.5.0,flatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs
    eks-33.0.0,-
    eks-34.0.0,-
    ");
    insta::assert_snapshot!(printed(&repository, "name --format text eks capa/v34.5.0 azure/archived"), @"
    v19.1.0     no node image                                           of the old generation
    aws-34.5.0  flatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs  rule 2
    eks-33.0.0  no node image                                           rule 1
    eks-34.0.0  no node image                                           rule 1
    ");
    insta::assert_snapshot!(printed(&repository, "name --format json eks/v34.0.0 capa/v34.5.0"));
}

#[test]
fn an_image_is_built_for_each_provider_and_serves_several_releases() {
    let repository = releases();
    insta::assert_snapshot!(printed(&repository, "matrix --rules rules.yaml ."), @"
    aws	flatcar-stable-3815.2.5-kube-1.28.11-tooling-1.20.0-gs	aws-28.2.0
    aws	flatcar-stable-3815.2.5-kube-1.29.7-tooling-1.15.0-gs	aws-29.0.0
    aws	flatcar-stable-3815.2.5-kube-v1.28.11-alpha.1	aws-28.1.0
    aws	flatcar-stable-4593.2.2-kube-1.34.7-tooling-1.31.0-gs	aws-34.4.0,aws-34.4.1
    aws	flatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs	aws-34.5.0
    aws	flatcar-stable-4593.2.4-kube-1.35.7-tooling-1.33.1-gs	aws-35.0.0-beta.1
    azure	flatcar-stable-4459.2.4-kube-1.34.7-tooling-1.28.0-gs	azure-34.4.0
    vsphere	flatcar-stable-3815.2.2-kube-v1.27.14-gs	vsphere-27.0.0
    vsphere	flatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs	vsphere-34.5.0
    ");
    insta::assert_snapshot!(printed(&repository, "matrix --state active --format text ."), @"
    aws: 2 images
      flatcar-stable-4593.2.2-kube-1.34.7-tooling-1.31.0-gs   aws-34.4.0, aws-34.4.1
      flatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs  aws-34.5.0
    azure: 1 image
      flatcar-stable-4459.2.4-kube-1.34.7-tooling-1.28.0-gs  azure-34.4.0
    vsphere: 1 image
      flatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs  vsphere-34.5.0
    ");
    // The names of the components of a fixed name are not those of the release.
    insta::assert_snapshot!(printed(&repository, "matrix --provider vsphere --rules rules.yaml --format github ."), @r#"{"include":[{"image":"flatcar-stable-3815.2.2-kube-v1.27.14-gs","provider":"vsphere","flatcar":null,"kubernetes":null,"os_tooling":null},{"image":"flatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs","provider":"vsphere","flatcar":"4593.2.4","kubernetes":"1.34.10","os_tooling":"1.33.1"}]}"#);
    assert_eq!(printed(&repository, "matrix --provider eks --format github ."), "{\"include\":[]}\n");
    insta::assert_snapshot!(printed(&repository, "matrix --state active --format csv ."), @r#"
    provider,image,names
    aws,flatcar-stable-4593.2.2-kube-1.34.7-tooling-1.31.0-gs,"aws-34.4.0,aws-34.4.1"
    aws,flatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs,aws-34.5.0
    azure,flatcar-stable-4459.2.4-kube-1.34.7-tooling-1.28.0-gs,azure-34.4.0
    vsphere,flatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs,vsphere-34.5.0
    "#);
}

#[test]
fn what_exists_is_compared_with_what_is_needed() {
    let repository = releases();
    let matrix = printed(&repository, "matrix --state active .");
    // What the command prints is a list of what exists.
    let repository = repository.with("built.tsv", &matrix);
    assert_eq!(printed(&repository, "matrix --state active --have built.tsv ."), "");
    let images = "# built\n\nflatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs\r\nazure old\nfoo\n";
    let repository = repository.with("images.txt", images);
    insta::assert_snapshot!(said(&repository, "matrix --state active --have images.txt ."), @"
    exit code 1
    missing	aws	flatcar-stable-4593.2.2-kube-1.34.7-tooling-1.31.0-gs	aws-34.4.0,aws-34.4.1
    missing	azure	flatcar-stable-4459.2.4-kube-1.34.7-tooling-1.28.0-gs	azure-34.4.0
    unneeded	-	foo	-
    unneeded	azure	old	-
    ");
    insta::assert_snapshot!(said(&repository, "matrix --provider vsphere --state active --have images.txt --format text ."), @"
    exit code 0
    all of 1 image that must have been built are there
    1 image in the list that no release needs
      foo
    ");
    insta::assert_snapshot!(said(&repository, "matrix --state active --have images.txt --format github ."), @r#"
    exit code 1
    {"include":[{"image":"flatcar-stable-4593.2.2-kube-1.34.7-tooling-1.31.0-gs","provider":"aws","flatcar":"4593.2.2","kubernetes":"1.34.7","os_tooling":"1.31.0"},{"image":"flatcar-stable-4459.2.4-kube-1.34.7-tooling-1.28.0-gs","provider":"azure","flatcar":"4459.2.4","kubernetes":"1.34.7","os_tooling":"1.28.0"}]}
    "#);
    insta::assert_snapshot!(said(&repository, "matrix --state active --have images.txt --format json ."));
    let empty =
        said(&repository.with("none.txt", ""), "matrix --provider vsphere --state active --have none.txt .");
    assert!(empty.contains("note: the list of what exists is empty"), "{empty}");
}

#[test]
fn artifacts_have_names_of_their_own() {
    let repository = releases();
    let arguments = "matrix --provider vsphere --state active --artifact capv/{image}/flatcar-{channel}-{flatcar}-kube-v{kubernetes}.ova .";
    let artifact = "capv/flatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs/flatcar-stable-4593.2.4-kube-v1.34.10.ova";
    assert_eq!(
        printed(&repository, arguments),
        format!(
            "vsphere\tflatcar-stable-4593.2.4-kube-1.34.10-tooling-1.33.1-gs\tvsphere-34.5.0\t{artifact}\n"
        )
    );
    let repository = repository.with("bucket.txt", format!("{artifact}\ncapv/old.ova\n"));
    assert_eq!(
        said(&repository, &format!("{arguments} --have bucket.txt")),
        "exit code 0\nunneeded\t-\t-\t-\tcapv/old.ova\n"
    );
    let text = said(
        &repository,
        "matrix --state active --artifact {image}-{containerd} eks/v34.0.0 vsphere/v34.5.0",
    );
    assert!(
        text.contains(
            "`vsphere-34.5.0` has no component `containerd`, and the name of its artifact needs it"
        ),
        "{text}"
    );
    assert!(!text.contains("eks"), "{text}");
    for (template, why) in [
        ("{image", "this `{` has no partner"),
        ("{Image}", "there is no placeholder `{Image}`"),
        ("", "a name must not be empty"),
    ] {
        let output = Repository::empty().kdm("os-image matrix --artifact").arg(template).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(2) && error.contains(why), "{error}");
    }
}

#[test]
fn a_workflow_takes_256_jobs() {
    let mut repository = Repository::empty();
    for nth in 0..257 {
        let text = release(
            &format!("aws-34.{nth}.0"),
            &format!("flatcar {nth}.0.0, kubernetes 1.34.1, os-tooling 1.0.0"),
        );
        repository = repository.with(&format!("capa/v34.{nth}.0/release.yaml"), text);
    }
    let text = said(&repository, "matrix --format github .");
    assert!(
        text.starts_with("exit code 2\nerror: the matrix of a workflow takes 256 jobs, and these are 257;"),
        "{text}"
    );
    assert_eq!(printed(&repository, "matrix .").lines().count(), 257);
}

#[test]
fn what_is_needed_is_never_listed_as_unneeded() {
    let repository = releases();
    let matrix = printed(&repository, "matrix --state active .");
    let broken = repository.read("azure/v34.4.0/release.yaml").replace("1.34.7", "v1.34.7");
    let repository = repository.with("have.tsv", matrix).with("azure/v34.4.0/release.yaml", broken);
    for arguments in ["--provider vsphere", ""] {
        let text = said(&repository, &format!("matrix --state active --have have.tsv {arguments} ."));
        assert!(!text.contains("unneeded\t"), "{text}");
        assert!(text.contains("note: what no release needs is not listed"), "{text}");
    }
}

#[test]
fn lists_of_something_else_are_refused() {
    let repository =
        releases().with("have.csv", printed(&releases(), "matrix --format csv --state active ."));
    let repository = repository.with("slip.txt", "awss flatcar-x\n");
    for (list, line) in
        [("have.csv", "line 1, `provider,image,names`"), ("slip.txt", "line 1, `awss flatcar-x`")]
    {
        let text = said(&repository, &format!("matrix --have {list} --state active ."));
        let expected = format!(
            "exit code 2\nerror: `{list}` is not a list of what exists: {line}, is not `IMAGE` or `PROVIDER IMAGE`\n"
        );
        assert_eq!(text, expected);
    }
    // What is printed with artifacts is a list of artifacts.
    let artifact = "--state active --artifact x/{image}.ova .";
    let repository = repository.with("have.tsv", printed(&releases(), &format!("matrix {artifact}")));
    assert_eq!(printed(&repository, &format!("matrix --have have.tsv {artifact}")), "");
}

#[test]
fn a_rule_for_others_is_not_asked_for_its_components() {
    let rules = "rules:\n- providers: [vsphere]\n  image: 'x-{containerd}'\n- image: none\n";
    let repository = releases().with("others.yaml", rules);
    assert_eq!(printed(&repository, "name --rules others.yaml eks/v34.0.0"), "eks-34.0.0\t-\n");
    assert!(
        said(&repository, "name --rules others.yaml .")
            .contains("no release here has a component `containerd`")
    );
}
