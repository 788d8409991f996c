//! Longer and deeper texts.

use std::{fs, path::Path};

use crate::{
    Dimension,
    sources::{all, small},
};

pub(crate) const ALL: &[Dimension] = &[
    Dimension {
        name: "generate: length of a line of YAML",
        least: 500_000,
        make: long_line,
        command: "generate",
    },
    Dimension {
        name: "generate: length of a line of JSON",
        least: 1_000_000,
        make: long_json,
        command: "generate --rke-source new.json",
    },
    Dimension { name: "check: nested lists", least: 1_250, make: nested, command: "check" },
    Dimension { name: "check: conflict markers", least: 10_000, make: conflicts, command: "check" },
    Dimension { name: "check: bytes that are not UTF-8", least: 100_000, make: invalid, command: "check" },
    Dimension {
        name: "merge-driver: lines of a list",
        least: 5_000,
        make: lists,
        command: "merge-driver base ours theirs data/mirror-list.txt",
    },
    Dimension {
        name: "merge-driver: lines of a list that move",
        least: 5_000,
        make: moved,
        command: "merge-driver base ours theirs data/mirror-list.txt",
    },
    Dimension {
        name: "diff: lines of a manifest",
        least: 2_500,
        make: manifests,
        command: "diff --details old.json new.json",
    },
    Dimension {
        name: "mirror-list: lines of the image lists",
        least: 2_500,
        make: image_lists,
        command: "mirror-list --format images --image-lists lists",
    },
];

fn long_line(folder: &Path, count: usize) {
    small(folder);
    let text = fs::read_to_string(folder.join("channels.yaml")).unwrap();
    fs::write(folder.join("channels.yaml"), format!("x: '{}'\n{text}", "x ".repeat(count))).unwrap();
}

fn long_json(folder: &Path, count: usize) {
    small(folder);
    fs::write(folder.join("new.json"), format!("{{\"k3s\":{{\"x\":\"{}\"}}}}", "x".repeat(count))).unwrap();
}

fn nested(folder: &Path, count: usize) {
    small(folder);
    let text = fs::read_to_string(folder.join("channels.yaml")).unwrap();
    let deep = |nth: usize| format!("x{nth}: {}{}\n", "[".repeat(20), "]".repeat(20));
    fs::write(folder.join("channels.yaml"), all(count, deep) + &text).unwrap();
}

fn conflicts(folder: &Path, count: usize) {
    small(folder);
    fs::write(
        folder.join("channels.yaml"),
        all(count, |nth| format!("<<<<<<< a\na: {nth}\n=======\nb: {nth}\n>>>>>>> b\n")),
    )
    .unwrap();
}

fn invalid(folder: &Path, count: usize) {
    small(folder);
    fs::write(folder.join("channels.yaml"), b"a: \xff\n".repeat(count)).unwrap();
}

fn lists(folder: &Path, count: usize) {
    for (name, from, to) in [("base", "i", "y"), ("ours", "j", "o"), ("theirs", "k", "t")] {
        fs::write(folder.join(name), all(count, |nth| format!("rancher/{from}{nth} x/{to}{nth} 1\n")))
            .unwrap();
    }
}

fn moved(folder: &Path, count: usize) {
    for name in ["base", "ours", "theirs"] {
        fs::write(folder.join(name), all(count, |nth| format!("rancher/i{nth} {name}/i{nth} 1\n"))).unwrap();
    }
}

fn manifests(folder: &Path, count: usize) {
    let build = |word: &str| {
        let text = all(count, |nth| format!("{}: {nth}\\n", if nth % 7 == 0 { word } else { "same" }));
        format!(
            "{{\"K8sVersionedTemplates\":{{\"canal\":{{\">=1.0.0-0\":\"k\"}},\"templateKeys\":{{\"k\":\"{text}\"}}}}}}"
        )
    };
    fs::write(folder.join("old.json"), build("old")).unwrap();
    fs::write(folder.join("new.json"), build("new")).unwrap();
}

fn image_lists(folder: &Path, count: usize) {
    small(folder);
    for (version, name) in [
        ("v1.30.5+k3s1", "k3s-images.txt"),
        ("v1.30.5+rke2r1", "rke2-images-all.linux-amd64.txt"),
        ("v1.30.5+rke2r1", "rke2-images.windows-amd64.txt"),
    ] {
        let lists = folder.join("lists").join(version);
        fs::create_dir_all(&lists).unwrap();
        fs::write(lists.join(name), all(count, |nth| format!("docker.io/rancher/i{nth}:v1\n"))).unwrap();
    }
}
