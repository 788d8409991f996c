//! Where a generated file goes: to disk, or for a comparison only, to where a revision has it.

use std::path::Path;

use crate::{
    output::Output,
    source::{LoadErrors, Sources},
};

/// An output that replaces a file; with `check`, or where the file is in a revision, it only says whether it would.
pub(super) fn output_at(sources: &Sources, target: &Path, check: bool) -> anyhow::Result<Output> {
    if !sources.is_mounted(target) {
        return Ok(Output::new(target, check)?);
    }
    let old = sources.is_file(target).then(|| sources.read_bytes(target)).transpose();
    Ok(Output::compared(target, old.map_err(LoadErrors::from)?.as_deref())?)
}
