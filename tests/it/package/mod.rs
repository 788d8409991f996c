//! `kdm package`: what it writes, and what a real nginx makes of it.

mod bad;
mod context;
mod nginx;
#[cfg(feature = "oci")]
mod oci;

use crate::support::Repository;

/// A repository whose build is fresh.
fn fresh() -> Repository {
    let repository = Repository::copy_of("small").without("rke.json").without("expected.json");
    repository.kdm("generate").assert().success();
    repository
}

/// A run, and what it says.
#[track_caller]
fn said(repository: &Repository, arguments: &str) -> String {
    let output = repository.kdm(arguments).env_remove("SOURCE_DATE_EPOCH").output().unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    format!("exit code {}\n{out}{err}", output.status.code().unwrap())
}
