//! A KDM repository: its files, and the way from them to a [`Catalog`].

use std::{collections::BTreeMap, path::Path, thread};

use crate::{
    diagnostic::Diagnostics,
    model::{Catalog, DataJson, Distribution, channel::ChannelData},
    source::{Arena, FileId, LoadError, Sources, join, json, yaml},
};

/// The files of a build, in memory.
#[derive(Debug)]
pub struct Repository {
    /// Their texts: the channel files in the order of data.json, then the compiled data.json.
    pub sources: Sources,
    channel_files: BTreeMap<Distribution, FileId>,
    compiled: Option<FileId>,
}

/// The memory that the values of a build live in.
#[derive(Debug, Default)]
pub struct Arenas {
    channel_files: [Arena; Distribution::ALL.len()],
    compiled: Arena,
}

impl Repository {
    /// Loads the channel files in `root` that are there, and the compiled data.json if one is named.
    ///
    /// # Errors
    ///
    /// A `root` that is no folder, or every file that cannot be read: a channel file may be missing, but not `channels.yaml` when no
    /// compiled data.json can stand in for it.
    pub fn load(root: &Path, compiled: Option<&Path>) -> Result<Self, Vec<LoadError>> {
        if !root.is_dir() {
            return Err(vec![LoadError::no_folder(root)]);
        }
        let mut repository =
            Self { sources: Sources::default(), channel_files: BTreeMap::new(), compiled: None };
        let mut failed = Vec::new();
        for distribution in Distribution::ALL {
            match repository.sources.load(&join(root, distribution.channel_file())) {
                Ok(file) => {
                    repository.channel_files.insert(distribution, file);
                }
                Err(error) => {
                    let optional = distribution != Distribution::K3s || compiled.is_some();
                    if !(optional && error.is_missing()) {
                        failed.push(error);
                    }
                }
            }
        }
        if let Some(path) = compiled {
            match repository.sources.load(path) {
                Ok(file) => repository.compiled = Some(file),
                Err(error) => failed.push(error),
            }
        }
        if failed.is_empty() { Ok(repository) } else { Err(failed) }
    }

    /// Reads the files, each on a thread of its own.
    pub fn read<'s>(&'s self, arenas: &'s mut Arenas, diagnostics: &mut Diagnostics) -> Catalog<'s> {
        let Arenas { channel_files, compiled } = arenas;
        thread::scope(|scope| {
            let readers: Vec<_> = Distribution::ALL
                .into_iter()
                .zip(channel_files)
                .filter_map(|(distribution, arena)| {
                    let file = *self.channel_files.get(&distribution)?;
                    Some((distribution, scope.spawn(move || self.read_channel_file(file, arena))))
                })
                .collect();
            let compiled = self.compiled.map(|file| {
                let (data, found) = self.read_data_json(file, compiled);
                diagnostics.append(found);
                data
            });
            let mut catalog = Catalog { compiled: compiled.flatten(), ..Catalog::default() };
            for (distribution, reader) in readers {
                let (data, found) = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                diagnostics.append(found);
                catalog.channel_files.extend(data.map(|data| (distribution, data)));
            }
            catalog
        })
    }

    fn read_channel_file<'s>(
        &'s self,
        file: FileId,
        arena: &'s Arena,
    ) -> (Option<ChannelData<'s>>, Diagnostics) {
        let mut found = Diagnostics::default();
        let data = self
            .sources
            .text(file, &mut found)
            .and_then(|text| yaml::parse(file, text, arena, &mut found))
            .and_then(|node| ChannelData::read(&node, &mut found));
        (data, found)
    }

    fn read_data_json<'s>(&'s self, file: FileId, arena: &'s Arena) -> (Option<DataJson<'s>>, Diagnostics) {
        let mut found = Diagnostics::default();
        let data = read_data_json(&self.sources, file, arena, &mut found);
        (data, found)
    }

    /// The compiled data.json.
    pub fn compiled(&self) -> Option<FileId> {
        self.compiled
    }
}

/// Reads a data.json; nothing, and the findings, when it has no value.
pub fn read_data_json<'s>(
    sources: &'s Sources,
    file: FileId,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<DataJson<'s>> {
    let text = sources.text(file, diagnostics)?;
    let node = json::parse(file, text, arena, diagnostics)?;
    Some(DataJson::read(&node, diagnostics))
}
