//! regsync.yaml as `kdm generate` writes it.

use super::mirrored::{Request, mirrored};
use crate::{
    consumer::{Mirroring, RegsyncCounts},
    diagnostic::{Diagnostic, Diagnostics, FileId, Rule},
    emit::{RegsyncStyle, render_regsync},
    model::{Metadata, Platforms, RancherLine, settings::Settings},
    repository::ListFiles,
    source::{Arena, Sources},
};

/// The regsync.yaml that goes with a build, where the settings say which images it mirrors.
pub(in crate::cli) fn of_build<'s>(
    metadata: &Metadata<'s>,
    settings: &Settings<'s>,
    line: Option<RancherLine>,
    (files, keep): &(ListFiles, Vec<FileId>),
    memory: (&'s Sources, &'s Arena),
    diagnostics: &mut Diagnostics,
) -> Option<(String, RegsyncCounts)> {
    let regsync = settings.regsync.as_ref()?;
    let Some((range, place)) = &regsync.rancher else {
        let title = "`regsync` names a folder of image lists, and no Ranchers that images are mirrored for";
        let place = regsync.image_lists.and_then(|folder| folder.span);
        let help = "add `rancher: \">=2.7.0 <2.10.0\"` to `regsync`";
        diagnostics.report(Diagnostic::new(Rule::ValueType, title).at(place, "").help(help));
        return None;
    };
    let platforms = &Platforms::upstream();
    let mirroring = Mirroring { prefixes: &settings.image_prefixes, all: false };
    let request = Request { range: (range, *place), platforms, mirroring, line, keep };
    let mirrors = mirrored(metadata, &request, files, memory, diagnostics);
    let style = if regsync.is_upstreams_style { RegsyncStyle::Upstream } else { RegsyncStyle::Quoted };
    Some((render_regsync(&mirrors, style), mirrors.counts()))
}
