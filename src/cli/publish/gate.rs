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
    publish::{Address, Failure, Store},
    repository::{Arenas, Place, Published, Repository, add_build, why_unreadable},
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

/// The bytes of the data.json that is replaced; nothing where there is none, or it is the same. A tag that has another build is
/// refused here: whoever mirrors it has what it had.
pub(super) fn published(store: &dyn Store, steps: &[Step]) -> Result<Option<(String, Vec<u8>)>, Failure> {
    let Some(Step { key, file, there: Some(there), .. }) = steps.last() else { return Ok(None) };
    if there.sha256.as_ref() == Some(&file.sha256) {
        return Ok(None);
    }
    let Some((seen, bytes)) = store.get(key)? else { return Ok(None) };
    if seen != *there {
        let what = format!("{key}: it was replaced while it was looked at");
        return Err(
            Failure::refused(what).help("somebody else is publishing; run kdm again when they are done")
        );
    }
    Ok(Some((key.clone(), bytes)))
}

impl Gate<'_> {
    /// Compares the build with what is published, and says what it loses.
    pub(super) fn judge(
        &self,
        published: Option<(String, Vec<u8>)>,
        terminal: &Terminal,
    ) -> anyhow::Result<Judgement> {
        let mut repository =
            Repository::load(Place::root(self.root), Place::beside_if(self.root, self.rke_source))?;
        let mut found = Diagnostics::default();
        let old = published.map(|(key, bytes)| {
            let name = format!("{}{key}", self.address);
            (add_build(&name, bytes, &mut repository.sources, &mut found), name)
        });
        let (mut arenas, arena, old_arena) = (Arenas::default(), Arena::new(), Arena::new());
        let judging = Policy { purpose: Purpose::Release, allowed: self.allow.to_vec(), ..Policy::default() };
        let given = Given { rke_source: self.rke_source.map(PathBuf::as_path), line: None };
        let Candidate { metadata, settings, line, policy, .. } =
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
        let commit =
            settings.upstream.as_ref().and_then(|pin| pin.commit).map(|commit| commit.value.to_owned());

        // What is published must still be there.
        let Some((file, name)) = old else { return Ok(Judgement { commit, may_ship: true }) };
        let Some(old) = Build::read_file(&repository.sources, file, &old_arena, &mut found) else {
            let why = why_unreadable(found, &repository.sources);
            let what = format!("`{name}` is no data.json that can be compared: {why}");
            let help = "look at who put it there; where it is to go, delete it first";
            return Err(Failure::refused(what).help(help).into());
        };
        let mut lost = Diagnostics::default();
        lint::against(&[(name, old)], &Build::of(metadata, &arena), line, &mut lost);
        let judged = policy.judge(lost);
        let stops = terminal.stopped(&judged, &repository.sources, "nothing is published");
        Ok(Judgement { commit, may_ship: !stops })
    }
}
