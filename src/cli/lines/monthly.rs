//! Monthly branches: what they brought, and whether that is still in the branches that people read.

use std::{collections::BTreeSet, path::Path};

use super::{content::Contents, select::OfLine};
use crate::{
    diff::{Brought, Fate},
    report::{Merged, Monthly},
    repository::{Began, Branch, began, own_commits},
};

/// The commits with which the months of a line may begin: those of its branches themselves.
pub(super) fn beginnings(root: &Path, of_line: &OfLine) -> BTreeSet<String> {
    of_line.mains().flat_map(|main| own_commits(root, &main.commit)).collect()
}

/// What the board says of a monthly branch, beside the dev and the release branch of its line.
pub(super) fn board(
    root: &Path,
    branch: &Branch,
    of_line: &OfLine,
    beginnings: &BTreeSet<String>,
    contents: &Contents,
) -> Monthly {
    let mut monthly = Monthly {
        name: branch.name.clone(),
        commit: branch.commit.clone(),
        unknown: None,
        versions: Vec::new(),
        templates: Vec::new(),
        into: Vec::new(),
    };
    let own = match contents.of(root, &branch.commit, &branch.name) {
        Ok(own) => own,
        Err(why) => return Monthly { unknown: Some(format!("it cannot be compiled: {why}")), ..monthly },
    };
    let mut of_month = Brought::default();
    // A month may be made from the one before it.
    let others = of_line.monthly.iter().filter(|other| other.commit != branch.commit);
    let ends: BTreeSet<String> = others.map(|other| other.commit.clone()).collect();
    monthly.unknown = match began(root, &branch.commit, &[beginnings, &ends]) {
        Began::At(base) => match contents.of(root, &base, &base) {
            Ok(base) => {
                of_month = own.things.brought_since(&base.things);
                None
            }
            Err(why) => Some(format!("the commit where it began cannot be compiled: {why}")),
        },
        Began::Within => {
            Some("it was merged as it is: its commits are those of the branches below".to_owned())
        }
        Began::Unknown if beginnings.is_empty() => {
            Some("name the dev and the release branch of its line, too, to compare it".to_owned())
        }
        Began::Unknown => Some("this clone does not have the commit where it began".to_owned()),
    };
    for main in of_line.mains() {
        // One that cannot be read says so itself.
        let Ok(there) = contents.of(root, &main.commit, &main.name) else { continue };
        let Fate { lacks, differs, windows } = own.things.fate_in(&of_month, &there.things);
        let same_rke = there.rke == own.rke;
        monthly.into.push(Merged { branch: main.name.clone(), lacks, differs, windows, same_rke });
    }
    Monthly { versions: of_month.versions, templates: of_month.templates, ..monthly }
}
