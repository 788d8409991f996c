//! `kdm os-image`: names of node images, what must have been built, and whether nodes roll.

mod bad;
mod check;
mod golden;
mod lists;
mod roll;
mod rules;
mod states;
mod upstream;

pub(crate) use check::offences;

use crate::support::Repository;

/// A small repository of Releases, in the layout of giantswarm/releases.
fn releases() -> Repository {
    Repository::copy_of("releases")
}

/// A Release with these components, as in `cluster-aws 1.3.3, flatcar 1.2.3`.
fn release(name: &str, components: &str) -> String {
    let components = components.split(", ").map(|component| {
        let (name, version) = component.split_once(' ').unwrap();
        format!("  - name: {name}\n    version: {version}\n")
    });
    let components: String = components.collect();
    format!(
        "apiVersion: release.giantswarm.io/v1alpha1\nkind: Release\nmetadata:\n  name: {name}\nspec:\n  components:\n{components}  date: 2026-08-01T00:00:00Z\n  state: active\n"
    )
}

/// What a run prints: its exit code, standard output and standard error.
#[track_caller]
fn said(repository: &Repository, arguments: &str) -> String {
    let output = repository.kdm(&format!("os-image {arguments}")).output().unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    format!("exit code {}\n{out}{err}", output.status.code().unwrap())
}

/// Standard output of a run that finds nothing.
#[track_caller]
fn printed(repository: &Repository, arguments: &str) -> String {
    let output = repository.kdm(&format!("os-image {arguments}")).output().unwrap();
    let [out, err] = [output.stdout, output.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    assert_eq!((output.status.code(), err.as_str()), (Some(0), ""), "{arguments}");
    out
}
