//! The build that an option names.

use anyhow::bail;

use crate::{
    diagnostic::Diagnostics,
    diff::Build,
    repository::{Arenas, BuildPlace, Place, why_unreadable},
    source::Sources,
};

/// The build of a place that is loaded.
pub(crate) fn read_build<'s>(
    place: Place<'_>,
    loaded: &'s BuildPlace,
    sources: &'s Sources,
    arenas: &'s mut Arenas,
    found: &mut Diagnostics,
) -> anyhow::Result<Build<'s>> {
    let Some(build) = Build::read(sources, loaded, arenas, found) else {
        let why = why_unreadable(std::mem::take(found), sources);
        bail!("`{place}` cannot be read as a build: {why}");
    };
    Ok(build)
}
