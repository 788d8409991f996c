//! From the files of a build to what was written.

use super::{arenas::Arenas, files::BuildFiles, parse::Parsed, part::Part, rke_source::SourceKind};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
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
            match &mut catalog.compiled {
                // A section without its file is gone.
                Some(compiled) => compiled.sections.clear(),
                None if catalog.rke.is_none() && self.requires_rke => catalog.rke = Some(Rke::default()),
                None => {}
            }
        }
        (catalog, arena)
    }
}
