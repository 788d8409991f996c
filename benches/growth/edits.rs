//! Files that `kdm release` edits.

use std::path::Path;

use crate::{Dimension, sources::with_releases};

pub(crate) const ALL: &[Dimension] = &[
    Dimension {
        name: "release add: releases that are there",
        least: 1_250,
        make: patches,
        command: "release add v9.9.9+k3s1 --min v2.9.0-alpha1 --line v2.9",
    },
    Dimension {
        name: "release set: bounds",
        least: 1_250,
        make: patches,
        command: "release set * --max v2.9.90 --of k3s --line v2.9",
    },
    Dimension {
        name: "release set: a list that all share",
        least: 1_250,
        make: patches,
        command: "release set * --server-arg new=string --of k3s --line v2.9",
    },
    Dimension {
        name: "release promote: candidates",
        least: 1_250,
        make: candidates,
        command: "release promote --line v2.9",
    },
    Dimension {
        name: "release remove: users of a list",
        least: 1_250,
        make: patches,
        command: "release remove v1.0.0+k3s1 --line v2.9",
    },
    Dimension {
        name: "release remove: lists of a release",
        least: 1_250,
        make: lists,
        command: "release remove v1.0.0+k3s1 --line v2.9",
    },
];

fn patches(folder: &Path, count: usize) {
    with_releases(folder, &file(count, ""));
}

fn candidates(folder: &Path, count: usize) {
    with_releases(folder, &file(count, "-rc1"));
}

/// Releases that share the list of the first one.
fn file(count: usize, candidate: &str) -> String {
    let release = |nth: usize| {
        let list = if nth == 0 { "&server-v1\n    debug:\n      type: boolean" } else { "*server-v1" };
        format!(
            "- version: v1.{}.{}{candidate}+k3s1\n  minChannelServerVersion: v2.9.0-alpha1\n  maxChannelServerVersion: v2.9.99\n  serverArgs: {list}\n",
            nth / 50,
            nth % 50
        )
    };
    (0..count).map(release).collect()
}

/// A release whose items have anchors, and one that uses them.
fn lists(folder: &Path, count: usize) {
    let items = (0..count).map(|nth| format!("    a{nth}: &a{nth}\n      type: boolean\n"));
    let uses = (0..count).map(|nth| format!("    b{nth}: *a{nth}\n"));
    let first = format!("- version: v1.0.0+k3s1\n  serverArgs:\n{}", items.collect::<String>());
    with_releases(
        folder,
        &format!("{first}- version: v1.0.1+k3s1\n  serverArgs:\n{}", uses.collect::<String>()),
    );
}
