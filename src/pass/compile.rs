//! Which part of data.json comes from where.

use super::prime;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::{Catalog, DataJson, Distribution, Metadata},
    source::{Arena, Node},
};

/// What a compiled data.json says, as it is.
pub fn compiled<'s>(root: &Node<'s>, arena: &'s Arena, diagnostics: &mut Diagnostics) -> Metadata<'s> {
    let compiled = Some(DataJson::read(root, diagnostics));
    compile(Catalog { compiled, ..Catalog::default() }, arena, diagnostics)
}

/// Decides on every part: a section comes from its channel file, and where that is missing from the compiled
/// data.json, as do the keys that no consumer knows. The RKE tables are those that people wrote, or those of the
/// data.json, with the patch on top.
pub fn compile<'s>(catalog: Catalog<'s>, arena: &'s Arena, diagnostics: &mut Diagnostics) -> Metadata<'s> {
    let Catalog { mut channel_files, compiled, rke: written, patch, settings: _ } = catalog;
    let DataJson { rke, mut sections, unknown } = compiled.unwrap_or_default();
    let mut rke = written.or(rke);
    let mut section = |distribution: Distribution| {
        channel_files.remove(&distribution).or_else(|| sections.remove(&distribution))
    };
    let prime = patch.and_then(|patch| match &mut rke {
        Some(rke) => Some(prime::apply(rke, patch, arena, diagnostics)),
        None => {
            if let Some(release) = patch.releases.first() {
                diagnostics.report(
                    Diagnostic::new(Rule::PatchReference, "the patch needs RKE tables, and there are none")
                        .at(release.version.span, "")
                        .help("import them with `kdm import`, or name them with `--rke-source`"),
                );
            }
            None
        }
    });
    Metadata {
        rke,
        k3s: section(Distribution::K3s),
        rke2: section(Distribution::Rke2),
        rfo: section(Distribution::Rfo),
        unknown,
        prime,
    }
}
