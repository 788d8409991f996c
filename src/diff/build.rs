//! One side of a diff, and both.

use std::{
    collections::{BTreeMap, BTreeSet},
    io, thread,
};

use crate::{
    consumer::check_types,
    diagnostic::{Diagnostics, FileId},
    emit::values,
    model::{Metadata, field::Named, rke::RkeTable},
    pass,
    repository::{self, BuildFile, BuildFiles, BuildPlace, STACK},
    source::{Arena, Node, Sources, json},
};

/// What a data.json says, or would say.
#[derive(Debug)]
pub struct Build<'s> {
    /// As a value.
    pub root: Node<'s>,
    /// As consumers take it.
    pub metadata: Metadata<'s>,
    /// The JSON that the value's places are in, if that is where they are.
    pub(super) text: Option<&'s str>,
}

/// What a default and a template depend on: where one of them differs, all are needed.
const TOGETHER: [RkeTable; 4] = [
    RkeTable::K8sVersionRKESystemImages,
    RkeTable::K8sVersionInfo,
    RkeTable::RancherDefaultK8sVersions,
    RkeTable::RKEDefaultK8sVersions,
];

impl<'s> Build<'s> {
    /// The build of a place; nothing, and the findings, where it or a part of it cannot be read. What else is found in sources
    /// is left away: what they compile to is compared as it is.
    pub fn read(
        sources: &'s Sources,
        place: &'s BuildPlace,
        arenas: &'s mut repository::Arenas,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut found = Diagnostics::default();
        let build = Self::read_with_findings(sources, place, arenas, &mut found);
        if build.is_none() || place.file().is_some() {
            diagnostics.append(found);
        }
        build
    }

    /// The same, with all that is found in sources, too.
    pub fn read_with_findings(
        sources: &'s Sources,
        place: &'s BuildPlace,
        arenas: &'s mut repository::Arenas,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        match place {
            BuildPlace::File(file) => Self::read_file(sources, *file, arenas.first(), diagnostics),
            BuildPlace::Sources(files) => Self::compile(sources, files, arenas, diagnostics),
        }
    }

    /// What files compile to; nothing where no build can be made of them.
    fn compile(
        sources: &'s Sources,
        files: &'s BuildFiles,
        arenas: &'s mut repository::Arenas,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut found = Diagnostics::default();
        let (catalog, arena) = files.read(sources, arenas, &mut found);
        // A patch whose reference is gone would be a quietly smaller build.
        let metadata = (!found.forbid()).then(|| pass::compile(catalog, arena, &mut found));
        let metadata = metadata.filter(|_| !found.forbid());
        diagnostics.append(found);
        metadata.map(|metadata| Self::of(metadata, arena))
    }

    /// The build in a data.json; nothing, and the findings, where it has no value or a part of it has none.
    pub fn read_file(
        sources: &'s Sources,
        file: BuildFile,
        arena: &'s Arena,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let mut found = Diagnostics::default();
        let text = file.text(sources, &mut found);
        let root = file.value(sources, arena, &mut found);
        let build = text.zip(root).map(|(text, root)| Self::new(root, text, arena, &mut found));
        let whole = !found.forbid();
        diagnostics.append(found);
        build.filter(|_| whole)
    }

    fn new(root: Node<'s>, text: &'s str, arena: &'s Arena, diagnostics: &mut Diagnostics) -> Self {
        Self { root, metadata: pass::compiled(&root, arena, diagnostics), text: Some(text) }
    }

    /// The build that would ship.
    pub fn of(metadata: Metadata<'s>, arena: &'s Arena) -> Self {
        Self { root: values(&metadata, arena), metadata, text: None }
    }
}

/// The memory that two builds live in.
#[derive(Debug, Default)]
pub struct Arenas {
    keys: [Arena; 2],
    values: [Arena; 2],
    /// Where a build is made from many files.
    compiling: [repository::Arenas; 2],
}

/// The builds of two places.
///
/// # Errors
///
/// When no thread can be started.
pub fn read_both<'s>(
    sources: &'s Sources,
    places: &'s [BuildPlace; 2],
    arenas: &'s mut Arenas,
    diagnostics: &mut Diagnostics,
) -> io::Result<Option<[Build<'s>; 2]>> {
    if let [Some(old), Some(new)] = places.each_ref().map(BuildPlace::file) {
        return read_files(sources, [old, new], arenas, diagnostics);
    }
    let mut builds = Vec::new();
    for (place, arenas) in places.iter().zip(&mut arenas.compiling) {
        let build = Build::read(sources, place, arenas, diagnostics);
        // What channelserver cannot load is compared anyway.
        let of_file = build.iter().filter(|_| place.file().is_some());
        of_file
            .flat_map(|build| build.metadata.sections())
            .for_each(|(_, section)| check_types(section, diagnostics));
        builds.push(build);
    }
    let builds: Option<Vec<_>> = builds.into_iter().collect();
    Ok(builds.and_then(|builds| <[_; 2]>::try_from(builds).ok()))
}

/// The builds in two data.json, without what is the same text in both and not needed to judge the rest. Nothing where
/// one of them has no value; the findings say why.
///
/// # Errors
///
/// When no thread can be started.
fn read_files<'s>(
    sources: &'s Sources,
    files: [BuildFile; 2],
    arenas: &'s mut Arenas,
    diagnostics: &mut Diagnostics,
) -> io::Result<Option<[Build<'s>; 2]>> {
    let [old, new] = files;
    let [old_keys, new_keys] = &mut arenas.keys;
    let [old_values, new_values] = &mut arenas.values;
    // What is there,
    let mut found = [Diagnostics::default(), Diagnostics::default()];
    let [old_found, new_found] = &mut found;
    let inputs = [(old, old_keys, old_found), (new, new_keys, new_found)];
    let outlines = both(inputs, |(file, arena, found)| {
        let text = file.text(sources, found)?;
        let parts = json::outline(file.file(), text, arena, found);
        // What is not an object has no parts; reading it whole says so.
        Some((file.file(), text, parts))
    })?;
    found.into_iter().for_each(|found| diagnostics.append(found));
    let [Some(old), Some(new)] = outlines else { return Ok(None) };
    if diagnostics.forbid() {
        return Ok(None);
    }
    // and what of it differs.
    let wanted = wanted(&old, &new);
    let mut found = [Diagnostics::default(), Diagnostics::default()];
    let [old_found, new_found] = &mut found;
    let inputs = [(old, old_values, old_found), (new, new_values, new_found)];
    let builds = both(inputs, |((file, text, parts), arena, found)| {
        let arena: &'s Arena = arena;
        let root = match parts {
            Some(parts) => {
                let parts = parts.into_iter().filter(|part| wanted.contains(part.key));
                json::parse_parts(file, text, parts, arena, found)
            }
            None => json::parse(file, text, arena, found)?,
        };
        let build = Build::new(root, text, arena, found);
        // What channelserver cannot load is compared anyway.
        build.metadata.sections().for_each(|(_, section)| check_types(section, found));
        Some(build)
    })?;
    found.into_iter().for_each(|found| diagnostics.append(found));
    let [old, new] = builds;
    Ok(old.zip(new).map(|(old, new)| [old, new]))
}

type Outline<'s> = (FileId, &'s str, Option<Vec<json::Part<'s>>>);

/// The keys that differ, and those that are needed with them.
fn wanted<'s>((_, old_text, old): &Outline<'s>, (_, new_text, new): &Outline<'s>) -> BTreeSet<&'s str> {
    let values = |text: &'s str, parts: &Option<Vec<json::Part<'s>>>| {
        let mut values: BTreeMap<&'s str, Vec<&'s [u8]>> = BTreeMap::new();
        for part in parts.iter().flatten() {
            values.entry(part.key).or_default().push(&text.as_bytes()[part.value.range()]);
        }
        values
    };
    let (old, new) = (values(old_text, old), values(new_text, new));
    // A key that appears twice is kept: it is a finding.
    let differs =
        |key: &&str| old.get(key) != new.get(key) || old.get(key).is_some_and(|values| values.len() > 1);
    let mut wanted: BTreeSet<_> = old.keys().chain(new.keys()).copied().filter(differs).collect();
    let mut needing = TOGETHER.into_iter().chain([RkeTable::K8sVersionedTemplates]);
    if needing.any(|table| wanted.contains(table.name())) {
        wanted.extend(TOGETHER.map(Named::name));
    }
    wanted
}

/// Does the same with two things at once.
fn both<I: Send, T: Send>(inputs: [I; 2], work: impl Fn(I) -> T + Sync) -> io::Result<[T; 2]> {
    thread::scope(|scope| {
        let work = &work;
        let [one, other] = inputs
            .map(|input| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, move || work(input)));
        let join = |thread: thread::ScopedJoinHandle<'_, T>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        Ok([join(one?), join(other?)])
    })
}
