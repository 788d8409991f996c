//! Whole repositories: the same files give the same build twice, whatever is in them, and git gives a commit or nothing.

use std::{fs, path::Path};

use kdm::{
    diagnostic::{Diagnostics, Policy},
    emit::write_data_json,
    lint::{self, Built},
    model::RancherLine,
    pass,
    report::Screen,
    repository::{Arenas, Place, Repository},
    source::Arena,
};

use crate::{is_harmless, parts};

/// The files of an input, one part for each.
const FILES: [&str; 12] = [
    "channels.yaml",
    "channels-rke2.yaml",
    "rancher-prime-patch.yaml",
    "data/kdm.yaml",
    "data/rke/system-images/v1.26.yaml",
    "data/rke/addons.yaml",
    "data/rke/templates/canal-v1.yaml.tmpl",
    "data/rke/versions.yaml",
    "data/rke/service-options.yaml",
    "data/rke/docker.yaml",
    "data/rke/cis.yaml",
    "channels-rfo.yaml",
];

fn write(root: &Path, files: &[&str], data: &[u8]) {
    for (file, part) in files.iter().zip(parts(data)) {
        // An empty part is a file that is not there.
        if !part.is_empty() {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, part).unwrap();
        }
    }
}

pub fn repository(data: &[u8]) {
    let folder = tempfile::tempdir_in("/dev/shm").unwrap();
    write(folder.path(), &FILES, data);
    let Ok(repository) = Repository::load(Place::root(folder.path()), None) else { return };
    let [one, other] = [(); 2].map(|()| {
        let (mut arenas, arena, mut found) = (Arenas::default(), Arena::new(), Diagnostics::default());
        let catalog = repository.read(&mut arenas, &mut found);
        let gaps = found.forbid();
        let settings = catalog.settings.clone().unwrap_or_default();
        let metadata = pass::compile(catalog, &arena, &mut found);
        let line = settings.line.or_else(|| RancherLine::of(&metadata));
        let policy = Policy { exceptions: settings.allow.clone(), ..Policy::default() };
        let built = Built {
            metadata: &metadata,
            sources: &repository.sources,
            line,
            image_prefixes: &[],
            policy: &policy,
        };
        lint::run(built, gaps, &mut found);
        if !gaps {
            lint::before_shipping(built, &mut found);
        }
        let judged = policy.judge(found);
        let screen = Screen::new(&repository.sources).render(&judged);
        is_harmless(screen.as_str());
        (screen, write_data_json(&metadata, Vec::new()).unwrap())
    });
    assert!(one == other, "the same files, another build");
}

pub fn git(data: &[u8]) {
    const FILES: [&str; 5] =
        [".git/HEAD", ".git/refs/heads/main", ".git/packed-refs", ".git/config", ".git/commondir"];
    let folder = tempfile::tempdir_in("/dev/shm").unwrap();
    write(folder.path(), &FILES, data);
    fs::write(folder.path().join("secret"), "5ec3e75ec3e75ec3e75ec3e75ec3e75ec3e75ec3").unwrap();
    for (name, text) in
        [("k8s_rke_system_images.go", "package rke\n"), ("templates/t.go", "package templates\n")]
    {
        let path = folder.path().join("rke").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let Ok(repository) = Repository::load_only_tables(Place::root(folder.path())) else { return };
    let found = repository.revision();
    if let Some(commit) = found.commit {
        assert!([40, 64].contains(&commit.len()) && commit.bytes().all(|byte| byte.is_ascii_hexdigit()));
        assert!(!commit.starts_with("5ec3e7"), "it leads outside of git");
    }
    if let Some(address) = found.repository {
        let secret = address.split_once("://").filter(|(scheme, _)| scheme.starts_with("http"));
        assert!(secret.is_none_or(|(_, rest)| !rest.contains('@')), "{address}");
        is_harmless(&address);
    }
}
