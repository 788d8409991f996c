//! Texts to values, on all cores.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use super::{arenas::Arenas, build_file::BuildFile, files::BuildFiles, part::Part};
use crate::{
    diagnostic::{Diagnostics, FileId},
    model::{reader::Reader, settings::Settings},
    source::{Arena, Node, Sources, go, yaml},
};

/// Enough for values nested [`crate::source::MAX_DEPTH`] deep, in a build without optimisation, too.
pub(crate) const STACK: usize = 16 << 20;

/// What a file says.
pub(super) enum Parsed<'s> {
    /// YAML or JSON.
    Value(Node<'s>),
    /// Go.
    Go(go::File<'s>),
}

impl BuildFiles {
    /// What each file says, in the order of the files; nothing for one that cannot be read. And an arena for what
    /// follows from it.
    pub(super) fn parse<'s>(
        &'s self,
        sources: &'s Sources,
        arenas: &'s mut Arenas,
        diagnostics: &mut Diagnostics,
    ) -> (Vec<Option<Parsed<'s>>>, &'s Arena) {
        let mut order: Vec<_> = (0..self.files.len()).collect();
        let file = |nth: usize| sources.file(self.files[nth].1);
        // The largest first, so that it is not the last to be done; those that are on their way as they come.
        if !order.iter().any(|&nth| file(nth).is_coming()) {
            order.sort_by_key(|&nth| std::cmp::Reverse(file(nth).bytes().len()));
        }
        let next = AtomicUsize::new(0);
        let mut all: Vec<_> = self.files.iter().map(|_| None).collect();
        let (own, others) = arenas.split();
        let own = &*own;
        thread::scope(|scope| {
            let (order, next) = (&order, &next);
            // A thread that cannot be started is not missed: the others take its files.
            let workers: Vec<_> = others
                .iter_mut()
                .filter_map(|arena| {
                    let thread = thread::Builder::new().stack_size(STACK);
                    thread.spawn_scoped(scope, move || self.work(sources, arena, order, next)).ok()
                })
                .collect();
            let worked = self.work(sources, own, order, next);
            let others = workers
                .into_iter()
                .map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            // In the order of the files, whichever thread took which.
            let mut found: Vec<_> = std::iter::once(worked).chain(others).flatten().collect();
            found.sort_by_key(|(nth, ..)| *nth);
            for (nth, parsed, found) in found {
                all[nth] = parsed;
                diagnostics.append(found);
            }
        });
        (all, own)
    }

    /// Reads one file after the other, as long as there are any.
    fn work<'s>(
        &self,
        sources: &'s Sources,
        arena: &'s Arena,
        order: &[usize],
        next: &AtomicUsize,
    ) -> Worked<'s> {
        let mut worked = Vec::new();
        while let Some(&nth) = order.get(next.fetch_add(1, Ordering::Relaxed)) {
            let (part, file) = &self.files[nth];
            let mut found = Diagnostics::default();
            let parsed = parse(sources, part, *file, arena, &mut found);
            worked.push((nth, parsed, found));
        }
        worked
    }
}

/// What some files say, by the place of the file, with the findings.
type Worked<'s> = Vec<(usize, Option<Parsed<'s>>, Diagnostics)>;

fn parse<'s>(
    sources: &'s Sources,
    part: &Part,
    file: FileId,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<Parsed<'s>> {
    match part {
        Part::Channels(..) | Part::Settings | Part::Patch | Part::Tree(_) => {
            yaml::parse_source(sources, file, arena, diagnostics).map(Parsed::Value)
        }
        Part::DataJson => BuildFile::of(file).value(sources, arena, diagnostics).map(Parsed::Value),
        Part::Go(_) => go::parse(file, sources.text(file, diagnostics)?, arena, diagnostics).map(Parsed::Go),
    }
}

/// The settings in `data/kdm.yaml`, as far as they can be read.
pub fn settings_of<'s>(
    sources: &'s Sources,
    file: FileId,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<Settings<'s>> {
    let node = read_settings(sources, file, arena, diagnostics)?;
    Some(Settings::read(&mut Reader::of_own(diagnostics), &node))
}

/// Reads `data/kdm.yaml` as a value; nothing, and the findings, when it has none.
pub fn read_settings<'s>(
    sources: &'s Sources,
    file: FileId,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<Node<'s>> {
    yaml::parse_source(sources, file, arena, diagnostics)
}
