//! Releases, of which the images of nodes are named.

use std::{fmt::Write as _, fs, path::Path};

use crate::Dimension;

pub(crate) const ALL: &[Dimension] = &[
    Dimension {
        name: "os-image name: components",
        least: 6_250,
        make: |folder, count| fs::write(folder.join("release.yaml"), release(count, "", count)).unwrap(),
        command: "os-image name release.yaml",
    },
    Dimension {
        name: "os-image check: components without versions",
        least: 6_250,
        make: |folder, count| {
            let text = release(0, &"  - {name: a, verison: 1.0.0}\n".repeat(count), 0);
            fs::write(folder.join("release.yaml"), text).unwrap();
        },
        command: "os-image check release.yaml",
    },
    Dimension {
        name: "os-image check: the same component",
        least: 6_250,
        make: |folder, count| {
            let text = release(0, &"  - {name: a, version: 1.0.0}\n".repeat(count), 0);
            fs::write(folder.join("release.yaml"), text).unwrap();
        },
        command: "os-image check release.yaml",
    },
    Dimension { name: "os-image check: releases", least: 250, make: releases, command: "os-image check ." },
    Dimension { name: "os-image roll: releases", least: 250, make: releases, command: "os-image roll ." },
    Dimension {
        name: "os-image matrix: images that exist",
        least: 25_000,
        make: |folder, count| {
            let mut list = String::new();
            for nth in 0..count {
                let _ = writeln!(list, "aws flatcar-stable-{nth}");
            }
            fs::write(folder.join("have.txt"), list).unwrap();
            fs::write(folder.join("release.yaml"), release(0, "", 0)).unwrap();
        },
        command: "os-image matrix --have have.txt .",
    },
    Dimension {
        name: "os-image name: rules",
        least: 2_500,
        make: |folder, count| {
            let mut rules = String::from("rules:\n");
            for nth in 0..count {
                let _ = writeln!(rules, "- with: [x-{nth}]\n  image: \"x-{{flatcar}}\"");
            }
            rules += "- image: none\n";
            fs::write(folder.join("rules.yaml"), rules).unwrap();
            fs::write(folder.join("release.yaml"), release(0, "", 0)).unwrap();
        },
        command: "os-image name --rules rules.yaml release.yaml",
    },
    Dimension {
        name: "os-image name: unknown placeholders",
        least: 2_500,
        make: placeholders,
        command: "os-image name --rules rules.yaml release.yaml",
    },
];

/// One rule whose name has components that nobody has, and a release with as many others.
fn placeholders(folder: &Path, count: usize) {
    let names: String = (0..count).map(|nth| format!("{{x-{nth}}}")).collect();
    fs::write(folder.join("rules.yaml"), format!("rules:\n- image: \"{names}\"\n")).unwrap();
    fs::write(folder.join("release.yaml"), release(count, "", 0)).unwrap();
}

fn releases(folder: &Path, count: usize) {
    for nth in 0..count {
        let folder = folder.join(format!("capa/v34.{nth}.0"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("release.yaml"), release(0, "", nth)).unwrap();
    }
}

/// A release with so many components more; younger releases have lower versions.
fn release(count: usize, more: &str, minor: usize) -> String {
    let mut text = format!(
        "apiVersion: release.giantswarm.io/v1alpha1\nkind: Release\nmetadata: {{name: aws-34.{minor}.0}}\nspec:\n  state: active\n  date: 2026-01-01T00:00:00Z\n  components:\n  - {{name: flatcar, version: {minor}.0.0}}\n  - {{name: kubernetes, version: 1.34.1}}\n  - {{name: os-tooling, version: 1.0.0}}\n"
    );
    for nth in 0..count {
        let _ = writeln!(text, "  - {{name: c-{nth}, version: 1.{nth}.0}}");
    }
    text + more
}
