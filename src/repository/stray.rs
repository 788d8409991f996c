//! Files with a name that is close to one that is read: nothing reads them, and what they say is not in the build.

use std::path::Path;

use super::layout::{MIRROR_LIST, PATCH, SETTINGS};
use crate::{
    diagnostic::{Diagnostic, Rule, Weight},
    model::Distribution,
    source::{Sources, join},
};

/// How many letters a name may be away from one that is not there.
const LETTERS: usize = 2;

/// Finds them in the root and in `data`.
pub(super) fn stray_files(root: &Path, has_patch: bool, sources: &Sources) -> Vec<Diagnostic> {
    let channels = Distribution::ALL.map(Distribution::channel_file);
    let known: Vec<&str> = channels.into_iter().chain([PATCH, SETTINGS]).collect();
    let mut found = Vec::new();
    for folder in ["", "data"] {
        for name in names(&if folder.is_empty() { root.to_owned() } else { join(root, folder) }, sources) {
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if known.contains(&path.as_str()) {
                continue;
            }
            if let Some(meant) = known
                .iter()
                .find(|known| is_close(&name, known, &|known| sources.has_name(&join(root, known))))
            {
                let title = format!("nothing reads `{path}`");
                let help = format!("did you mean `{meant}`? if not, give it another name");
                found.push(Diagnostic::new(Rule::StrayFile, title).help(help));
            }
        }
    }
    if !has_patch && sources.is_file(&join(root, MIRROR_LIST)) {
        let title = format!("there is a `{MIRROR_LIST}`, and no `{PATCH}` that it is made from");
        let finding = Diagnostic::new(Rule::StrayFile, title).weighing(Weight::Warns);
        found.push(finding.help("restore the patch, or delete the list: nobody keeps it up to date"));
    }
    found
}

/// The names of the files in a folder, ascending; links are none.
fn names(folder: &Path, sources: &Sources) -> Vec<String> {
    // The root may be the empty path: `.` without its name.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let (entries, _) = sources.entries(folder);
    entries
        .into_iter()
        .filter(|(_, path)| sources.is_file(path) && !sources.is_link(path))
        .map(|(name, _)| name)
        .collect()
}

/// Whether a name is the one of a known file with another ending or other dashes; or, where that is not there, a letter or
/// two away from it.
fn is_close(name: &str, known: &str, is_there: &dyn Fn(&str) -> bool) -> bool {
    let file = known.rsplit('/').next().unwrap_or(known);
    let stem = |name: &str| {
        let lower = name.to_lowercase();
        let stem = lower.strip_suffix(".yaml").or_else(|| lower.strip_suffix(".yml"))?;
        Some(stem.replace('_', "-"))
    };
    let (Some(own), Some(other)) = (stem(name), stem(file)) else { return false };
    own == other
        || (strsim::osa_distance(&own, &other) <= LETTERS && !is_there(known) && own.len() > LETTERS * 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_ending_is_close_and_a_copy_is_not() {
        for (name, known, expected) in [
            ("rancher-prime-patch.yml", PATCH, true),
            ("rancher_prime_patch.yaml", PATCH, true),
            ("rancher-prime-pach.yaml", PATCH, true),
            ("rancher-prime-patch.yaml.orig", PATCH, false),
            ("kdm.yaml", SETTINGS, true),
            ("kdm.yml", SETTINGS, true),
            ("channels-rke2.yml", "channels-rke2.yaml", true),
            ("regsync.yaml", SETTINGS, false),
        ] {
            assert_eq!(is_close(name, known, &|_| false), expected, "{name}");
        }
    }
}
