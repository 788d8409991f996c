//! The image as an archive, on a small base of our own, and what skopeo makes of it.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::{Value, json};

use super::{fresh, said};
use crate::support::{Repository, skipped};

fn sha256(bytes: &[u8]) -> String {
    let mut digest = kdm::emit::Digest::default();
    digest.write_all(bytes).unwrap();
    digest.finish()
}

/// An image layout with an image of each platform: a layer, and a configuration that knows more than the specification.
fn base(repository: &Repository, platforms: &[&str]) -> PathBuf {
    let folder = repository.path().join("base");
    let blobs = folder.join("blobs/sha256");
    fs::create_dir_all(&blobs).unwrap();
    let add = |media_type: &str, bytes: &[u8]| {
        fs::write(blobs.join(sha256(bytes)), bytes).unwrap();
        json!({"mediaType": media_type, "digest": format!("sha256:{}", sha256(bytes)), "size": bytes.len()})
    };
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_ustar();
    header.set_size(5);
    header.set_mode(0o644);
    tar.append_data(&mut header, "etc/nginx/mime.types", &b"types"[..]).unwrap();
    let tar = tar.into_inner().unwrap();
    let layer = add("application/vnd.oci.image.layer.v1.tar+gzip", &kdm::emit::gzip(&tar));
    let manifests = platforms.iter().map(|architecture| {
        let config = json!({
            "architecture": architecture, "os": "linux",
            "config": {"Env": ["NGINX_VERSION=1.30.5"], "Cmd": ["nginx"], "StopSignal": "SIGQUIT", "Labels": {"maintainer": "n"}, "Healthcheck": {"Test": ["NONE"]}},
            "rootfs": {"type": "layers", "diff_ids": [format!("sha256:{}", sha256(&tar))]},
            "history": [{"created_by": "base"}],
        });
        let config = add("application/vnd.oci.image.config.v1+json", config.to_string().as_bytes());
        let manifest = json!({"schemaVersion": 2, "config": config, "layers": [layer]});
        let mut manifest = add("application/vnd.oci.image.manifest.v1+json", manifest.to_string().as_bytes());
        manifest["platform"] = json!({"architecture": architecture, "os": "linux"});
        manifest
    });
    let mut manifests: Vec<_> = manifests.collect();
    if let [one] = &mut manifests[..] {
        one.as_object_mut().unwrap().remove("platform");
    } else {
        let index = json!({"schemaVersion": 2, "manifests": manifests});
        manifests = vec![add("application/vnd.oci.image.index.v1+json", index.to_string().as_bytes())];
    }
    fs::write(folder.join("oci-layout"), r#"{"imageLayoutVersion": "1.0.0"}"#).unwrap();
    fs::write(folder.join("index.json"), json!({"schemaVersion": 2, "manifests": manifests}).to_string())
        .unwrap();
    folder
}

const COMMAND: &str = "package --tag v2.9-build20260130 --out image --oci image.tar --base base";

/// The files of an archive.
fn unpacked(archive: &Path) -> std::collections::BTreeMap<String, Vec<u8>> {
    let mut archive = tar::Archive::new(fs::File::open(archive).unwrap());
    let entries = archive.entries().unwrap().map(|entry| {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().display().to_string();
        let mut bytes = Vec::new();
        std::io::copy(&mut entry, &mut bytes).unwrap();
        (name, bytes)
    });
    entries.collect()
}

fn blob(files: &std::collections::BTreeMap<String, Vec<u8>>, descriptor: &Value) -> Vec<u8> {
    let digest = descriptor["digest"].as_str().unwrap().strip_prefix("sha256:").unwrap();
    let bytes = files[&format!("blobs/sha256/{digest}")].clone();
    assert_eq!((sha256(&bytes).as_str(), descriptor["size"].as_u64()), (digest, Some(bytes.len() as u64)));
    bytes
}

#[test]
fn an_archive_has_the_base_and_what_is_served_on_top() {
    let repository = fresh();
    base(&repository, &["amd64"]);
    insta::assert_snapshot!(said(&repository, COMMAND));
    let files = unpacked(&repository.path().join("image.tar"));
    let index: Value = serde_json::from_slice(&files["index.json"]).unwrap();
    assert_eq!(
        index["manifests"][0]["annotations"]["org.opencontainers.image.ref.name"],
        "v2.9-build20260130"
    );
    let manifest: Value = serde_json::from_slice(&blob(&files, &index["manifests"][0])).unwrap();
    let config: Value = serde_json::from_slice(&blob(&files, &manifest["config"])).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&config).unwrap());
    let layers = manifest["layers"].as_array().unwrap();
    assert_eq!(layers.len(), 2);
    let mut layer = Vec::new();
    let packed = blob(&files, &layers[1]);
    std::io::copy(&mut flate2::read::GzDecoder::new(packed.as_slice()), &mut layer).unwrap();
    assert_eq!(config["rootfs"]["diff_ids"][1], format!("sha256:{}", sha256(&layer)));
    let mut names = Vec::new();
    for entry in tar::Archive::new(layer.as_slice()).entries().unwrap() {
        let entry = entry.unwrap();
        let header = entry.header();
        assert_eq!((header.mtime().unwrap(), header.uid().unwrap()), (1_769_731_200, 0));
        names.push(format!("{:o} {}", header.mode().unwrap(), entry.path().unwrap().display()));
    }
    insta::assert_snapshot!(names.join("\n"));
}

#[test]
fn two_runs_give_the_same_archive_for_all_platforms() {
    let archives = [fresh(), fresh()].map(|repository| {
        base(&repository, &["amd64", "arm64"]);
        let said = said(&repository, COMMAND);
        assert!(said.starts_with("exit code 0") && said.contains("image.tar: 2 images"), "{said}");
        fs::read(repository.path().join("image.tar")).unwrap()
    });
    assert!(archives[0] == archives[1], "the archives differ");
}

#[test]
fn skopeo_takes_the_archive() {
    let what = "whether skopeo takes an archive";
    if Command::new("skopeo").arg("--version").output().is_err() {
        skipped("there is no skopeo", what);
        return;
    }
    let repository = fresh();
    base(&repository, &["amd64", "arm64"]);
    assert!(said(&repository, COMMAND).starts_with("exit code 0"));
    // It checks every digest that it copies.
    let done = Command::new("skopeo")
        .args([
            "--insecure-policy",
            "copy",
            "--all",
            "oci-archive:image.tar:v2.9-build20260130",
            "oci:copied:x",
        ])
        .env("TMPDIR", repository.path())
        .current_dir(repository.path())
        .output()
        .unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let done = Command::new("skopeo")
        .args(["--override-arch", "arm64", "inspect", "--config", "oci:copied:x"])
        .current_dir(repository.path())
        .output()
        .unwrap();
    let config: Value = serde_json::from_slice(&done.stdout).unwrap();
    assert_eq!((&config["architecture"], &config["config"]["User"]), (&json!("arm64"), &json!("101:101")));
}

/// The same base with another configuration.
fn configured(base: &Path, config: &Value) {
    let blobs = base.join("blobs/sha256");
    let text = config.to_string();
    fs::write(blobs.join(sha256(text.as_bytes())), &text).unwrap();
    let config = json!({"mediaType": "application/vnd.oci.image.config.v1+json", "digest": format!("sha256:{}", sha256(text.as_bytes())), "size": text.len()});
    let manifest = json!({"schemaVersion": 2, "config": config, "layers": []}).to_string();
    fs::write(blobs.join(sha256(manifest.as_bytes())), &manifest).unwrap();
    let manifest = json!({"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": format!("sha256:{}", sha256(manifest.as_bytes())), "size": manifest.len()});
    fs::write(base.join("index.json"), json!({"schemaVersion": 2, "manifests": [manifest]}).to_string())
        .unwrap();
}

/// What is done to a base, and what is said of it then.
type Spoiled = (fn(&Path), &'static str);

fn spoils() -> [Spoiled; 9] {
    [
        (|base| fs::remove_dir_all(base).unwrap(), "there is no folder `base`"),
        (
            |base| fs::remove_file(base.join("oci-layout")).unwrap(),
            "the base has no `oci-layout` that can be read",
        ),
        (
            |base| fs::write(base.join("oci-layout"), r#"{"imageLayoutVersion": "2.0.0"}"#).unwrap(),
            "another version",
        ),
        (
            |base| fs::write(base.join("index.json"), "{").unwrap(),
            "the base has index.json that cannot be read",
        ),
        (
            |base| fs::write(base.join("index.json"), r#"{"schemaVersion": 2, "manifests": []}"#).unwrap(),
            "has no image",
        ),
        (
            |base| {
                for entry in fs::read_dir(base.join("blobs/sha256")).unwrap() {
                    let path = entry.unwrap().path();
                    let other: Vec<u8> = fs::read(&path).unwrap().into_iter().rev().collect();
                    fs::write(path, other).unwrap();
                }
            },
            "with other bytes than those of this name",
        ),
        (
            |base| {
                let index = fs::read_to_string(base.join("index.json")).unwrap();
                let mut index: Value = serde_json::from_str(&index).unwrap();
                index["manifests"][0]["size"] = json!(u64::MAX);
                fs::write(base.join("index.json"), index.to_string()).unwrap();
            },
            "of another size than its index says",
        ),
        (
            |base| {
                let digest = "../../../../etc/passwd";
                let index = json!({"schemaVersion": 2, "manifests": [{"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": format!("sha256:{digest}"), "size": 1}]});
                fs::write(base.join("index.json"), index.to_string()).unwrap();
            },
            "the base has",
        ),
        (
            |base| {
                configured(
                    base,
                    &json!({"architecture": "amd64", "os": "linux", "config": {"Labels": "x"}, "rootfs": []}),
                )
            },
            "a configuration",
        ),
    ]
}

#[test]
fn a_base_that_is_none_is_said_and_nothing_is_written() {
    for (spoil, why) in spoils() {
        let repository = fresh();
        spoil(&base(&repository, &["amd64"]));
        let said = said(&repository, COMMAND);
        assert!(said.starts_with("exit code 2") && said.contains(why), "{why}: {said}");
        assert!(
            !repository.path().join("image.tar").exists() && !repository.path().join("image").exists(),
            "{why}"
        );
    }
}
