//! From the files of a build to what was written.

use std::collections::BTreeMap;

use super::{arenas::Arenas, files::BuildFiles, parse::Parsed, part::Part, rke_source::SourceKind};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule, shown::shown, words::count},
    model::{
        Catalog, DataJson, channel::ChannelData, patch::Patch, reader::Reader, rke::Rke, settings::Settings,
    },
    source::{Arena, Sources, Value, go},
};

impl BuildFiles {
    /// Reads the files, which are among these sources. And gives an arena for what is made of them.
    pub fn read<'s>(
        &'s self,
        sources: &'s Sources,
        arenas: &'s mut Arenas,
        diagnostics: &mut Diagnostics,
    ) -> (Catalog<'s>, &'s Arena) {
        diagnostics.report_all(self.found.iter().cloned());
        let (parsed, arena) = self.parse(sources, arenas, diagnostics);
        let mut catalog = Catalog::default();
        let mut parts = Vec::new();
        let mut packages: [Vec<&go::File<'s>>; 2] = Default::default();
        let mut whole = true;
        for ((part, file), parsed) in self.files.iter().zip(&parsed) {
            match (part, parsed) {
                (Part::Channels(distribution, origin), Some(Parsed::Value(node))) => {
                    let data = ChannelData::read(node, *origin, diagnostics);
                    catalog.channel_files.extend(data.map(|data| (*distribution, data)));
                }
                (Part::DataJson, Some(Parsed::Value(node))) => {
                    catalog.compiled = Some(DataJson::read(node, diagnostics));
                }
                (Part::Settings, Some(Parsed::Value(node))) => {
                    catalog.settings = Some(Settings::read(&mut Reader::of_own(diagnostics), node));
                }
                (Part::Patch, Some(Parsed::Value(node))) => {
                    if node.value == Value::Null {
                        let title = "there is no data in this file";
                        let finding = Diagnostic::new(Rule::EmptyFile, title).at(node.span, "");
                        let help =
                            "restore its contents, or delete the file if there is nothing of ours any more";
                        let breaks = "every version of the enterprise build vanishes from data.json";
                        diagnostics.report(finding.because(breaks).help(help));
                    }
                    catalog.patch = Some(Patch::read(&mut Reader::of_own(diagnostics), node, arena));
                }
                (Part::Tree(part), Some(Parsed::Value(node))) => parts.push((part, *file, *node)),
                (Part::Go(package), Some(Parsed::Go(file))) => packages[*package as usize].push(file),
                // Without all of its files a package would seem to lack names.
                (Part::Go(_), None) => whole = false,
                _ => {}
            }
        }
        catalog.rke = match self.rke.as_ref().map(|source| source.kind) {
            Some(SourceKind::Tree) => Some(self.read_tree(&parts, sources, diagnostics)),
            Some(SourceKind::Go) if whole => {
                let [tables, templates] = packages;
                Some(Rke::read_go(tables, templates, arena, diagnostics))
            }
            Some(SourceKind::Go) => Some(Rke::default()),
            Some(SourceKind::Compiled) | None => None,
        };
        if self.is_whole {
            let compiled = catalog.compiled.take();
            let tables = compiled.as_ref().and_then(|data| data.rke.as_ref());
            if tables.is_some_and(|rke| !rke.is_null()) {
                // As with `--rke-source data/data.json`; but a section without its file is gone.
                catalog.compiled = compiled.map(|data| DataJson { sections: BTreeMap::new(), ..data });
            } else if catalog.rke.is_none() {
                let previous = compiled.as_ref().map(|data| data.rke.as_ref());
                catalog.rke = null_tables(previous, self.requires_rke);
            }
        }
        one_for_all_unreadable(diagnostics);
        (catalog, arena)
    }
}

/// Where git cannot hand over one file, it is rarely the only one, and always for the same reason.
fn one_for_all_unreadable(diagnostics: &mut Diagnostics) {
    let is_one = |finding: &Diagnostic| finding.rule == Rule::Unreadable;
    let more = diagnostics.iter().filter(|finding| is_one(finding)).count().saturating_sub(1);
    if more == 0 {
        return;
    }
    let mut seen = false;
    diagnostics.retain(|finding| !is_one(finding) || !std::mem::replace(&mut seen, true));
    for finding in diagnostics.iter_mut().filter(|finding| is_one(finding)) {
        let title = finding.title.clone();
        finding.title = shown!("{title}; and {} more", count(more, "file"); title);
    }
}

/// What a build without RKE tables has for them: null tables where the build that it replaces has those, and where there is none
/// if the repository's generator uses rancher/rke's struct. `previous` are the tables of that build; nothing where there is no
/// build.
pub fn null_tables<'s>(previous: Option<Option<&Rke<'_>>>, requires_rke: bool) -> Option<Rke<'s>> {
    let has_null = match previous {
        Some(Some(rke)) => rke.is_null() || requires_rke,
        Some(None) => false,
        None => requires_rke,
    };
    has_null.then(Rke::default)
}
