//! A real build of 11 MB to a real S3 server.

use std::{fs, time::Instant};

use super::{
    kdm,
    real::sha256_of,
    said,
    servers::{S3, environment},
};
use crate::support::{Repository, golden};

#[test]
fn a_real_build_arrives_whole_and_is_read_back() {
    let what = "publishing a real build";
    let (Some(golden), Some(s3)) = (golden(what), S3::start(what)) else { return };
    let line = golden.join("lines/dev-v2.9");
    let mut repository = Repository::empty();
    for name in ["channels.yaml", "channels-rke2.yaml"] {
        repository = repository.with(name, fs::read(line.join(name)).unwrap());
    }
    let build = fs::read_to_string(line.join("data.json")).unwrap();
    let repository = repository.with("data/data.json", &build);
    let command = format!(
        "publish --to s3://releases --branch dev-v2.9 --rke-source {}",
        line.join("data.json").display()
    );
    let start = Instant::now();
    let created = said(&mut kdm(&repository, &environment(&s3.endpoint()), &command));
    let expected = format!(
        "exit code 0\nkontainer-driver-metadata/dev-v2.9/data.json: created; 11,215,022 bytes, sha256 {}\ndev-v2.9 is published at s3://releases/\n",
        sha256_of(&build)
    );
    assert_eq!(created, expected, "after {:?}", start.elapsed());
    assert_eq!(fs::read_to_string(s3.path("kontainer-driver-metadata/dev-v2.9/data.json")).unwrap(), build);
    let again = said(&mut kdm(&repository, &environment(&s3.endpoint()), &command));
    assert_eq!(again, expected.replace("created", "unchanged"));
    // Upstream's build of another line under this branch.
    let other = command.replace("--branch dev-v2.9", "--branch dev-v2.8");
    let refused = said(&mut kdm(&repository, &environment(&s3.endpoint()), &other));
    assert!(
        refused.starts_with("exit code 1") && refused.contains("the build is for Rancher v2.9"),
        "{refused}"
    );
}
