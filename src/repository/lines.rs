//! Other lines of KDM data: what is written for the Ranchers beside those of this build.

use std::collections::BTreeMap;

use super::place::{Place, open};

use crate::{
    diagnostic::{Diagnostics, FileId},
    model::{
        Distribution, Metadata,
        channel::{ChannelData, Origin},
    },
    source::{Arena, LoadError, LoadErrors, Sources, join, yaml},
};

/// The channel files of other lines, in memory.
#[derive(Debug, Default)]
pub struct OtherLines {
    lines: Vec<(String, Vec<(Distribution, FileId)>)>,
}

/// What is written for another line.
#[derive(Debug)]
pub struct OtherLine<'s> {
    /// Its place, as the user named it.
    pub name: String,
    /// The build of its channel files.
    pub metadata: Metadata<'s>,
}

impl OtherLines {
    /// Loads the channel files that are in each of the places.
    ///
    /// # Errors
    ///
    /// Every place without `channels.yaml`, and every file that cannot be read.
    pub fn load(roots: &[Place<'_>], sources: &mut Sources) -> Result<Self, LoadErrors> {
        let mut lines = Self::default();
        let mut failed = Vec::new();
        for &place in roots {
            let root = match open(place, sources) {
                Ok(opened) => opened.path,
                Err(error) => {
                    failed.push(error);
                    continue;
                }
            };
            if !sources.is_folder(&root) {
                failed.push(LoadError::no_folder(&root));
                continue;
            }
            let mut files = Vec::new();
            for distribution in Distribution::ALL {
                match sources.load(&join(&root, distribution.channel_file())) {
                    Ok(file) => files.push((distribution, file)),
                    Err(error) if error.is_missing() && distribution != Distribution::K3s => {}
                    Err(error) => failed.push(error),
                }
            }
            lines.lines.push((place.to_string(), files));
        }
        LoadErrors::or(failed, lines)
    }

    /// Reads them. What cannot be read is missing, and a finding.
    pub fn read<'s>(
        &self,
        sources: &'s Sources,
        arena: &'s Arena,
        diagnostics: &mut Diagnostics,
    ) -> Vec<OtherLine<'s>> {
        let lines = self.lines.iter().map(|(name, files)| {
            let mut sections = BTreeMap::new();
            for (distribution, file) in files {
                let node = yaml::parse_source(sources, *file, arena, diagnostics);
                let section = node.and_then(|node| ChannelData::read(&node, Origin::Own, diagnostics));
                sections.extend(section.map(|section| (*distribution, section)));
            }
            OtherLine { name: name.clone(), metadata: Metadata::of_sections(sections) }
        });
        lines.collect()
    }
}
