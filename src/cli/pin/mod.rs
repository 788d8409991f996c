//! `kdm pin`: the state of upstream's repository that an enterprise build is made from, and the step to a newer one.

mod effects;

use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};
use clap::Args;

use self::effects::Effects;
use super::{
    import::Import,
    outcome::Outcome,
    terminal::{BOLD, Terminal},
};
use crate::{
    diagnostic::{
        Diagnostics, Rule, Shown,
        shown::shown,
        words::{count, shell_word},
    },
    emit::render_tree,
    model::{RancherLine, settings::Pin as Pinned},
    pass,
    report::Screen,
    repository::{
        Arenas, Place, Remotes, Repository, SETTINGS, SourceKind, TREE, branches, checked_out, distance,
        git_folder, writable,
    },
    source::{Arena, join},
};

/// Show how far the pinned commit of upstream's repository is behind, and what a newer one would change.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 the newest is pinned, or (with --write) another one was, 1 there is something to take over, or findings, 2 could not run."
)]
pub(super) struct Pin {
    /// The state to pin: a commit or a branch of upstream's that this clone has, a checkout, or a revision of another clone
    /// (../kdm@dev-v2.9). Without it the branch of the pinned remote with the name of the one that is checked out here.
    #[arg(value_name = "COMMIT|BRANCH")]
    target: Option<PathBuf>,

    /// Import the tables of that state as data/rke, and pin it.
    #[arg(long)]
    write: bool,

    /// With --write: also where data/rke is not as `kdm import` wrote it; what people changed there is lost.
    #[arg(long, requires = "write")]
    force: bool,
}

impl Pin {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        if self.write {
            writable(root)?;
        }
        let own = Repository::load(Place::root(root), None)?;
        let settings = join(own.root(), SETTINGS);
        if own.rke_source().is_none_or(|source| source.kind != SourceKind::Tree) {
            bail!("`{}` has no tree of RKE's tables; `kdm import` writes one and pins it", root.display());
        }
        let mut effects = Effects::memory();
        let mut target_effects = Effects::memory();
        let before = Effects::of(&own, &mut effects);
        let Some(pinned) = &before.settings.upstream else {
            bail!("`{}` pins no commit; `kdm import` does, of a checkout or a revision", settings.display());
        };
        if before.is_unreadable {
            terminal.stopped(&before.judged, &own.sources, "nothing is compared");
            return Ok(Outcome::Findings);
        }
        let target = match &self.target {
            Some(target) => target.clone(),
            None => PathBuf::from(default_target(root, pinned, before.line)?),
        };

        // The same sources with the tables of the other state.
        let place = Place::beside(root, &target);
        let other = Repository::load(Place::root(root), Some(place))?;
        if other.rke_source().is_none_or(|source| source.kind != SourceKind::Go) {
            bail!("`{place}` is not a state of upstream's repository: it has no tables in Go");
        }
        let commit = other.revision().commit;
        let after = Effects::of(&other, &mut target_effects);
        let new: Vec<_> = after.since(&before).cloned().collect();
        let mut text = distance_of(pinned, commit.as_deref(), place);
        if after.is_unreadable {
            terminal.print_styled(&text)?;
            terminal.stopped(&new, &other.sources, "nothing is pinned before they are mended");
            return Ok(Outcome::Findings);
        }
        text += before.compared(&after, terminal);
        terminal.print_styled(&text)?;
        terminal.say(&Screen::new(&other.sources).render(&new));
        let is_same = commit.is_some() && commit.as_deref() == pinned.commit.map(|commit| commit.value);
        if self.write {
            let address = pinned.repository.map(|address| address.value.to_owned());
            return self.take_over(target, address, root, terminal);
        }
        let is_edited = before.judged.iter().any(|judged| judged.finding.rule == Rule::UpstreamEdited);
        if is_edited {
            let what = format!("`{}` was edited since it was imported", join(root, TREE).display());
            terminal.note(&what, "what an import would undo is among these changes");
        }
        if !is_same {
            let command = format!("kdm pin {} --write", shell_word(&target.to_string_lossy()));
            terminal.say(&shown!("  = help: `{command}` takes it over\n"; command));
        }
        Ok(if is_same && !is_edited { Outcome::Clean } else { Outcome::Findings })
    }

    /// Imports the tables of a state and pins it.
    fn take_over(
        &self,
        target: PathBuf,
        address: Option<String>,
        root: &Path,
        terminal: &Terminal,
    ) -> anyhow::Result<Outcome> {
        let tree = join(root, TREE);
        if !self.force && !is_as_imported(&tree)? {
            let what = format!("`{}` is not as `kdm import` wrote it, and is left as it is", tree.display());
            let help =
                "`--write --force` overwrites it; what people changed there, comments too, is then lost";
            terminal.fail(&what, Some(help));
            return Ok(Outcome::Findings);
        }
        let outcome = Import::pinning(target, address).run(root, terminal)?;
        if outcome == Outcome::Clean {
            terminal.say(&Shown::from("  = help: `kdm generate` compiles the tables now\n"));
        }
        Ok(outcome)
    }
}

/// Whether a tree is what an import of its tables writes, to the byte: then nothing in it is anybody's work.
fn is_as_imported(tree: &Path) -> anyhow::Result<bool> {
    let repository = Repository::load_only_tables(Place::root(tree))?;
    let (mut arenas, arena) = (Arenas::default(), Arena::new());
    let catalog = repository.read(&mut arenas, &mut Diagnostics::default());
    let rke = pass::compile(catalog, &arena, &mut Diagnostics::default()).rke.unwrap_or_default();
    let files = render_tree(&rke)?;
    Ok(files.iter().all(|(name, text)| std::fs::read(tree.join(name)).is_ok_and(|there| there == *text)))
}

/// How far the pinned commit is from another one.
fn distance_of(pinned: &Pinned<'_>, commit: Option<&str>, place: Place<'_>) -> Shown {
    let short = |commit: &str| commit.get(..8).unwrap_or(commit).to_owned();
    let old = pinned.commit.map(|commit| commit.value);
    let mut text = match old {
        Some(old) => shown!("pinned: {BOLD}{}{BOLD:#}\n", short(old); BOLD),
        None => Shown::from("pinned: a digest without a commit\n"),
    };
    let folder = git_folder(place);
    let said = match (old, commit) {
        (Some(old), Some(new)) if old == new => "the same".to_owned(),
        (Some(old), Some(new)) => {
            let [ahead, behind] = [distance(&folder, old, new), distance(&folder, new, old)];
            match (ahead, behind) {
                (Some(ahead), Some(0)) => format!("{}, {} ahead", short(new), count(ahead, "commit")),
                (Some(0), Some(behind)) => {
                    format!("{}, {} older than what is pinned", short(new), count(behind, "commit"))
                }
                (Some(ahead), Some(behind)) => {
                    format!(
                        "{}, {} that are not pinned, and without {behind} that are",
                        short(new),
                        count(ahead, "commit")
                    )
                }
                _ => format!("{}; that clone does not have the pinned commit", short(new)),
            }
        }
        (_, Some(new)) => short(new),
        (_, None) => "a state without a commit".to_owned(),
    };
    text += shown!("{}: {said}\n", place.to_string(); said);
    text
}

/// Upstream's branch: of the remote that has the pinned address, the one with the name of the branch that is checked out here, or
/// else the dev branch of the line.
fn default_target(root: &Path, pinned: &Pinned<'_>, line: Option<RancherLine>) -> anyhow::Result<String> {
    let Some(address) = pinned.repository.map(|address| address.value.to_owned()) else {
        bail!("the pin names no repository; name the state to look at, as in `kdm pin ../kdm@dev-v2.9`");
    };
    let all =
        branches(root).map_err(|why| anyhow!("cannot read the branches of `{}`: {why}", root.display()))?;
    let remotes = Remotes::load(root, &all);
    let Some(remote) = remotes.with_address(&address) else {
        bail!(
            "this clone has no remote for `{address}`; add it (`git remote add upstream {address}`, `git fetch upstream`), or name another clone, as in `kdm pin ../kdm@dev-v2.9`"
        );
    };
    let names = checked_out(root).into_iter().chain(line.map(|line| format!("dev-{line}")));
    let names: Vec<String> = names.collect();
    for name in &names {
        if let Some(branch) = remotes.branch(remote, name) {
            return Ok(branch.name.clone());
        }
    }
    bail!(
        "`{remote}` has no branch `{}` here; fetch it, or name another one, as in `kdm pin {remote}/dev-v2.9`",
        names.join("` or `")
    );
}
