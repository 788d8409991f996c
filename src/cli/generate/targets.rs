//! Where nothing is written: what the next build would be made from, and what would be lost.

use std::{collections::BTreeSet, path::Path};

use anyhow::bail;

use super::Generate;
use crate::{
    cli::target::{has_folder, is_reserved, tables_of},
    output::{target_of, within},
    repository::{DATA_JSON, MIRROR_LIST, REGSYNC, Repository},
    source::join,
};

impl Generate {
    /// Refuses to write where the build, or what is made beside it, would be lost.
    pub(super) fn refuse_targets(
        &self,
        repository: &Repository,
        root: &Path,
        target: &Path,
    ) -> anyhow::Result<()> {
        if self.out.is_none() && !repository.sources.is_mounted(target) {
            within(root, target)?;
            within(root, &join(root, MIRROR_LIST))?;
            within(root, &join(root, REGSYNC))?;
        }
        if repository.is_source(target) {
            bail!("cannot write `{}`: this build is made from it", target.display());
        }
        if self.out.is_some() && is_reserved(root, tables_of(repository), target) {
            bail!("cannot write `{}`: the next build would be made from it", target.display());
        }
        let beside = [("diff", &self.diff), ("page", &self.page)];
        let beside = beside.into_iter().filter_map(|(what, file)| Some((what, file.as_ref()?)));
        let targets = beside.clone().map(|(_, file)| target_of(file)).collect::<BTreeSet<_>>();
        if targets.len() < beside.clone().count() {
            bail!("`--diff` and `--page` name the same file");
        }
        beside.into_iter().try_for_each(|(what, file)| refuse_beside(what, file, repository, root, target))
    }
}

/// Refuses to write a diff or a page where a part of the build would be lost, or where there is no folder for it.
fn refuse_beside(
    what: &str,
    file: &Path,
    repository: &Repository,
    root: &Path,
    target: &Path,
) -> anyhow::Result<()> {
    if repository.is_source(file)
        || [target, &join(root, DATA_JSON)].map(target_of).contains(&target_of(file))
        || is_reserved(root, tables_of(repository), file)
    {
        bail!("cannot write the {what} to `{}`: it is part of the build", file.display());
    }
    has_folder(what, file)
}
