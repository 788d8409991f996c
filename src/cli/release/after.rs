//! What `kdm check` would say of the channel files before and after an edit: the findings that the edit adds.

use std::{collections::BTreeMap, path::PathBuf, thread};

use super::root::Root;
use crate::{
    cli::{candidate::Given, check::examine::examine_alone, terminal::Terminal},
    diagnostic::{Diagnostics, Exceptions, Judged, Policy, Purpose, shown::shown, words::count},
    diff::Build,
    lint::{self, Built},
    model::RancherLine,
    report::Screen,
    repository::{Arenas, OtherLines, Place, Repository, STACK},
    source::{Arena, Sources},
};

/// One side of an edit.
pub(super) struct Side {
    sources: Sources,
    lines: OtherLines,
}

impl Side {
    /// The channel files of a root, some with other texts; nothing where they are not all there.
    pub(super) fn load(root: &Root, texts: BTreeMap<PathBuf, String>) -> Option<Self> {
        let mut sources = Sources::over(texts);
        let lines = OtherLines::load(&[Place::root(&root.path)], &mut sources).ok()?;
        Some(Self { sources, lines })
    }

    /// The build of them.
    pub(super) fn build<'s>(&'s self, arena: &'s Arena, found: &mut Diagnostics) -> Option<Build<'s>> {
        let line = self.lines.read(&self.sources, arena, found).into_iter().next()?;
        Some(Build::of(line.metadata, arena))
    }

    /// What is found in it, as a branch of a line.
    fn findings(&self, root: &Root, line: Option<RancherLine>) -> Findings {
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let Some(read) = self.lines.read(&self.sources, &arena, &mut found).into_iter().next() else {
            return Findings::default();
        };
        let metadata = &read.metadata;
        let line = line.or_else(|| RancherLine::of(metadata));
        let mut severities = line.map(lint::profile).unwrap_or_default();
        severities.extend(&root.severities);
        let exceptions = root.exceptions.clone();
        let policy = Policy { severities, exceptions, purpose: Purpose::Release, ..Policy::default() };
        let built = Built { metadata, sources: &self.sources, line, image_prefixes: &[], policy: &policy };
        lint::run(built, found.forbid(), &mut found);
        // What stops a build is not excepted.
        let building =
            Policy { purpose: Purpose::Build, exceptions: Exceptions::default(), ..policy.clone() };
        let mut of_build = Diagnostics::default();
        of_build.report_all(found.iter().cloned());
        if !found.forbid() {
            lint::before_shipping(built, &mut found);
        }
        Findings { release: policy.judge(found), build: building.judge(of_build) }
    }
}

/// What is found in one side: as `kdm check` judges it, and as `kdm generate` does.
#[derive(Default)]
struct Findings {
    release: Vec<Judged>,
    build: Vec<Judged>,
}

/// What `kdm check` finds in all of a repository, some files with other texts; and the texts.
fn whole(root: &Root, texts: BTreeMap<PathBuf, String>) -> Option<(Vec<Judged>, Sources)> {
    let repository = Repository::load_into(Sources::over(texts), Place::root(&root.path), None).ok()?;
    let (mut arenas, arena) = (Arenas::default(), Arena::new());
    let examined = examine_alone(&repository, Given::default(), (&mut arenas, &arena));
    let judged = examined.policy.judge(examined.found);
    Some((judged, repository.sources))
}

/// Says how many findings an edit of RKE's tables adds, with the first.
pub(super) fn tell_whole(root: &Root, texts: BTreeMap<PathBuf, String>, terminal: &Terminal) {
    if let Some(((before, _), (after, sources))) = whole(root, BTreeMap::new()).zip(whole(root, texts)) {
        tell_new(root, &before, after, &sources, terminal);
    }
}

/// Says what `kdm generate` would stop on that it did not stop on before, unless it is forced; else how many findings an edit
/// of channel files adds, with the first. The branch may be of another line afterwards. Whether it is stopped.
pub(super) fn tell(
    root: &Root,
    (before, after): (&Side, &Side),
    line: Option<RancherLine>,
    force: bool,
    terminal: &Terminal,
) -> bool {
    let (old, new) = thread::scope(|scope| {
        let old =
            thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || before.findings(root, root.line));
        let new = after.findings(root, line);
        let join = |old: thread::ScopedJoinHandle<'_, Findings>| {
            old.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        // Without a thread to spare they are made one after the other.
        (old.map_or_else(|_| before.findings(root, root.line), join), new)
    });
    let mut stopping = beyond(&old.build, new.build);
    stopping.retain(Judged::stops);
    if !force && terminal.stopped(&stopping, &after.sources, "nothing is written") {
        return true;
    }
    tell_new(root, &old.release, new.release, &after.sources, terminal);
    false
}

fn tell_new(root: &Root, before: &[Judged], new: Vec<Judged>, sources: &Sources, terminal: &Terminal) {
    let mut new = beyond(before, new);
    let name = root.path.display().to_string();
    if new.is_empty() {
        terminal.say(&shown!("{name}: `kdm check` finds nothing new\n"; name));
        return;
    }
    let stopping = new.iter().filter(|judged| judged.stops()).count();
    let all = count(new.len(), "finding");
    let stop = match (new.len(), stopping) {
        (1, 0) => "which would stop no release".to_owned(),
        (1, _) => "which would stop a release".to_owned(),
        (_, 0) => "none of which would stop a release".to_owned(),
        (all, stopping) if all == stopping => "each of which would stop a release".to_owned(),
        (_, stopping) => format!("{stopping} of which would stop a release"),
    };
    terminal.say(&shown!("{name}: this edit adds {all}, {stop}; the first:\n"; name, all, stop));
    new.sort_by_key(|judged| !judged.stops());
    new.truncate(1);
    terminal.say(&Screen::new(sources).render(&new));
}

/// The findings that were not there before.
fn beyond(before: &[Judged], mut new: Vec<Judged>) -> Vec<Judged> {
    // Words tell findings apart, not places: an edit moves what is below it.
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for judged in before {
        *known.entry(identity(judged)).or_default() += 1;
    }
    new.retain(|judged| match known.get_mut(&identity(judged)) {
        Some(left) if *left > 0 => {
            *left -= 1;
            false
        }
        _ => true,
    });
    new
}

fn identity(judged: &Judged) -> String {
    format!("{} {}", judged.finding.rule, judged.finding.title)
}
