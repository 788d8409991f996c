//! `kdm publish`: to a real S3 server, to one of our own that does what real ones do on bad days, and to a folder.

mod bad;
mod folder;
mod golden;
mod other_stores;
mod real;
mod servers;

use assert_cmd::Command;

use self::servers::SECRET;
use crate::support::Repository;

/// The build of the small repository is of this branch.
const BRANCH: &str = "release-v2.9";
const KEY: &str = "kontainer-driver-metadata/release-v2.9/data.json";

/// A repository whose build is fresh.
fn fresh() -> Repository {
    let repository = Repository::copy_of("small").without("rke.json").without("expected.json");
    repository.kdm("generate").assert().success();
    repository
}

/// The same with one more release of K3s.
fn next(repository: Repository) -> Repository {
    let release = "releases:\n  - version: v1.28.15+k3s1\n    minChannelServerVersion: v2.8.3-alpha1\n    maxChannelServerVersion: v2.9.99\n    serverArgs: {}\n    agentArgs: {}\n    featureVersions: {}\n";
    let repository = repository.edit("channels.yaml", "releases:\n", release);
    repository.kdm("generate").assert().success();
    repository
}

/// The program with an environment that has nothing else of stores.
fn kdm(repository: &Repository, environment: &[(&'static str, String)], arguments: &str) -> Command {
    let mut command = repository.kdm(arguments);
    for (name, _) in std::env::vars() {
        if ["AWS_", "OSS_", "GS_", "GOOGLE_", "HTTP", "http", "ALL_PROXY", "SSL_"]
            .iter()
            .any(|with| name.starts_with(with))
        {
            command.env_remove(name);
        }
    }
    command.envs(environment.iter().map(|(name, value)| (*name, value)));
    command
}

/// All that a run says, after a look at whether it has said a secret.
#[track_caller]
fn said(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let [stdout, stderr] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    for shown in [&stdout, &stderr] {
        assert!(!shown.contains(SECRET) && !shown.contains("X-Amz-Signature"), "a secret is shown: {shown}");
        assert!(!shown.contains("a defect of kdm"), "{shown}");
    }
    format!("exit code {}\n{stdout}{stderr}", output.status.code().unwrap())
}
