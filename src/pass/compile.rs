//! Which part of data.json comes from where.

use crate::model::{Catalog, DataJson, Distribution, Metadata};

/// Decides on every part: a section comes from its channel file, and where that is missing from the compiled
/// data.json, as do the keys that nobody knows. The RKE tables are those that people wrote, or those of the data.json.
pub fn compile(catalog: Catalog<'_>) -> Metadata<'_> {
    let Catalog { mut channel_files, compiled, rke: written, settings: _ } = catalog;
    let DataJson { rke, mut sections, unknown } = compiled.unwrap_or_default();
    let rke = written.or(rke);
    let mut section = |distribution: Distribution| {
        channel_files.remove(&distribution).or_else(|| sections.remove(&distribution))
    };
    Metadata {
        rke,
        k3s: section(Distribution::K3s),
        rke2: section(Distribution::Rke2),
        rfo: section(Distribution::Rfo),
        unknown,
    }
}
