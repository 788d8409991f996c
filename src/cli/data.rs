//! The build that an option names: a command that cannot read it shows all that is wrong with it, and ends.

use anyhow::bail;

use super::terminal::Terminal;
use crate::{
    diagnostic::{Diagnostics, Policy},
    diff::Build,
    repository::{Arenas, BuildPlace, Place},
    source::Sources,
};

/// Reads the build of a place that is loaded, with all that is found in it.
pub(crate) fn read_build<'s>(
    place: Place<'_>,
    loaded: &'s BuildPlace,
    sources: &'s Sources,
    arenas: &'s mut Arenas,
    found: &mut Diagnostics,
    terminal: &Terminal,
) -> anyhow::Result<Build<'s>> {
    let Some(build) = Build::read_with_findings(sources, loaded, arenas, found) else {
        terminal.findings(&Policy::default().judge(std::mem::take(found)), sources);
        bail!("`{place}` cannot be read as a build");
    };
    Ok(build)
}
