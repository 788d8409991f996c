//! Whether a build may take the place of what is published.

use std::path::{Path, PathBuf};

use super::step::Step;
use crate::{
    cli::{
        candidate::{Candidate, Given, candidate},
        terminal::Terminal,
    },
    diagnostic::{Diagnostics, Policy, Purpose, Rule},
    diff::Build,
    lint,
    publish::{Address, Failure},
    repository::{Arenas, DATA_JSON, Place, Published, Repository, add_build, why_unreadable},
    source::Arena,
};

/// What is asked of a build.
pub(super) struct Gate<'g> {
    pub(super) root: &'g Path,
    pub(super) rke_source: Option<&'g PathBuf>,
    pub(super) target: &'g Published,
    pub(super) address: &'g Address,
    pub(super) allow: &'g [Rule],
}

/// What the gate says.
pub(super) struct Judgement {
    /// The commit of upstream's that the repository pins.
    pub(super) commit: Option<String>,
    /// Whether the build may be sent.
    pub(super) may_ship: bool,
}

impl Gate<'_> {
    /// Compares the build, which is the last of the files, with what is published, and says what it loses. A tag is not compared:
    /// it is never replaced.
    pub(super) fn judge(&self, steps: &[Step], terminal: &Terminal) -> anyhow::Result<Judgement> {
        let mut repository =
            Repository::load(Place::root(self.root), Place::beside_if(self.root, self.rke_source))?;
        let mut found = Diagnostics::default();
        let replaced = steps.last().filter(|step| !step.is_once);
        let replaced = replaced.and_then(|step| Some((step, step.there.as_ref()?)));
        let replaced = replaced.filter(|(step, there)| there.sha256 != step.file.sha256);
        let files = replaced.map(|(step, there)| {
            let name = format!("{}{}", self.address, step.key);
            let old = add_build(&name, there.bytes.clone(), &mut repository.sources, &mut found);
            // The very bytes that are sent, whatever has become of their sources.
            let new = add_build(DATA_JSON, step.file.bytes.clone(), &mut repository.sources, &mut found);
            (old, new, name)
        });
        let (mut arenas, arena, old_arena) = (Arenas::default(), Arena::new(), Arena::new());
        let judging = Policy { purpose: Purpose::Release, allowed: self.allow.to_vec(), ..Policy::default() };
        let given = Given { rke_source: self.rke_source.map(PathBuf::as_path), line: None };
        let Candidate { settings, line, policy, .. } =
            candidate(&repository, given, &mut arenas, &arena, judging, &mut Diagnostics::default());

        // A build of another line would change the defaults of all clusters of this one.
        if let Some(line) = line.filter(|line| *line != self.target.line()) {
            let what = format!(
                "the build is for Rancher {line}, and `{}` is of {}",
                self.target,
                self.target.line()
            );
            let help =
                "publish it as what it is; if it is for this line, say so with `line` in `data/kdm.yaml`";
            return Err(Failure::refused(what).help(help).into());
        }
        let commit = settings.upstream.as_ref().and_then(|pin| pin.commit);
        let commit = commit.map(|commit| commit.value.to_owned());

        // What is published must still be there.
        let Some((old, new, name)) = files else { return Ok(Judgement { commit, may_ship: true }) };
        let Some(old) = Build::read_file(&repository.sources, old, &old_arena, &mut found) else {
            let why = why_unreadable(found, &repository.sources);
            let what = format!("`{name}` is not a data.json that can be compared: {why}");
            let help = "look at who put it there; if it is to go, delete it first";
            return Err(Failure::refused(what).help(help).into());
        };
        let Some(new) = Build::read_file(&repository.sources, new, &arena, &mut found) else {
            let why = why_unreadable(found, &repository.sources);
            return Err(Failure::refused(format!("`{DATA_JSON}` cannot be compared: {why}")).into());
        };
        let mut lost = Diagnostics::default();
        lint::against(&[(name, old)], &new, line, &mut lost);
        let judged = policy.judge(lost);
        let stops = terminal.stopped(&judged, &repository.sources, "nothing is published");
        Ok(Judgement { commit, may_ship: !stops })
    }
}
