//! `kdm generate`: the main job.

mod page;
mod targets;

use std::{
    cell::LazyCell,
    io::{self, Write},
    path::{Path, PathBuf},
    thread,
};

use anyhow::{Context, anyhow};
use clap::Args;

use super::{
    candidate::{Candidate, Given, candidate, mirror_list},
    outcome::Outcome,
    previous::{Previous, sections_lost},
    regsync,
    rules::ALLOWABLE,
    summary::{self, Origins, STALE},
    target::output_at,
    terminal::Terminal,
};
use crate::{
    consumer::RegsyncCounts,
    diagnostic::{Diagnostic, Diagnostics, FileId, Judged, Policy, Rule, Shown, Span},
    diff::{self, Build},
    emit::{Limited, Repeated, most_repeated, values, write_data_json},
    model::Metadata,
    output::{self, Change, Output, Replacement, Written, target_of, write_aside},
    report::{Report, render_diff_markdown, render_diff_summary, render_notice_markdown},
    repository::{
        Arenas, DATA_JSON, ListFiles, MIRROR_LIST, Place, REGSYNC, Repository, STACK, TREE, null_tables,
        path_of, writable,
    },
    source::{Arena, Sources, describe, folder_of, join},
};

/// Compile the channel files and RKE tables of a repository into its data.json.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 written or up to date, 1 findings or (with --check) stale, 2 could not run."
)]
pub(super) struct Generate {
    /// Take the RKE tables from this tree, checkout of upstream's repository or compiled data.json (from the last
    /// two also every section without a channel file) instead of from the repository itself.
    #[arg(long, value_name = "PATH")]
    rke_source: Option<PathBuf>,

    /// Write to this file instead of data/data.json in the repository.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Do not write the build; fail when the file is not what would be written. `--diff` and `--page` are written all the same.
    #[arg(long)]
    check: bool,

    /// Write the differences from the replaced build to this file, as markdown for a comment on a pull request.
    #[arg(long, value_name = "FILE")]
    diff: Option<PathBuf>,

    /// Write a page of the build to this file, as `kdm page` does.
    #[arg(long, value_name = "FILE")]
    page: Option<PathBuf>,

    /// How many megabytes the build may have at most.
    #[arg(long, value_name = "MB", default_value_t = 64)]
    max_size: u64,

    /// Turn the errors of a rule into warnings (repeat it, or use commas).
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = ALLOWABLE, hide_possible_values = true)]
    allow: Vec<Rule>,

    /// What else is not done where findings stop it; then only those are shown.
    #[arg(skip)]
    instead: Option<&'static str>,
}

/// The image lists that the settings name, and the older regsync.yaml files that are kept.
type Lists = (ListFiles, Vec<FileId>);

/// What is made, and waits for its name.
pub(super) struct Made {
    /// The build first.
    pub(super) files: Vec<Written>,
    /// What there is to say of it.
    pub(super) told: Shown,
    /// Whether `--check` fails.
    pub(super) stale: bool,
}

impl Generate {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let Some(mut made) = self.make(root, Sources::default(), terminal)? else {
            return Ok(Outcome::Findings);
        };
        let mut replaced: Vec<&mut dyn Replacement> = made.files.iter_mut().map(|file| file as _).collect();
        terminal.told(&output::commit(&mut replaced)?);
        terminal.say(&made.told);
        if made.stale && terminal.is_quiet() {
            let stale = made.files.iter().filter(|written| written.change != Change::Unchanged);
            stale
                .for_each(|written| terminal.fail(&format!("`{}` is stale", written.name().display()), None));
        }
        Ok(if made.stale { Outcome::Findings } else { Outcome::Clean })
    }

    /// What `kdm generate` without options does.
    pub(super) fn plain() -> Self {
        Self {
            rke_source: None,
            out: None,
            check: false,
            diff: None,
            page: None,
            max_size: 64,
            allow: Vec::new(),
            instead: None,
        }
    }

    /// What `kdm generate --check` does before something else is done with the build, which is not done where findings stop it.
    pub(super) fn checking(rke_source: Option<PathBuf>, allow: &[Rule], undone: &'static str) -> Self {
        Self { rke_source, check: true, allow: allow.to_vec(), instead: Some(undone), ..Self::plain() }
    }

    /// Whether findings stop it, which are shown.
    fn stopped(&self, mut found: Vec<Judged>, sources: &Sources, undone: &str, terminal: &Terminal) -> bool {
        found.retain(|judged| self.instead.is_none() || judged.stops());
        terminal.stopped(&found, sources, undone)
    }

    /// Makes the files, each beside its target; nothing where findings stop that, which the user has been told. `sources` may
    /// have texts that are not on disk yet.
    pub(super) fn make(
        &self,
        root: &Path,
        own: Sources,
        terminal: &Terminal,
    ) -> anyhow::Result<Option<Made>> {
        if self.out.is_none() && !self.check {
            writable(root)?;
        }
        let (mut sources, mut arena) = (Sources::default(), Arena::new());
        let opened = path_of(Place::root(root), &mut sources)?;
        let target = self.out.clone().unwrap_or_else(|| join(&opened, DATA_JSON));

        // What a killed run has left is put right before it would seem to be gone.
        if !self.check {
            output::recover(folder_of(&target_of(&join(root, TREE))));
        }

        // The old file is read beside everything else.
        let (sources, arena) = (&mut sources, &mut arena);
        thread::scope(|scope| {
            let path = &target;
            let thread = thread::Builder::new().stack_size(STACK);
            let reading = thread.spawn_scoped(scope, move || Previous::read(path, sources, arena))?;
            let mut repository = Repository::load_into(
                own,
                Place::root(root),
                Place::beside_if(root, self.rke_source.as_ref()),
            )?;
            // A build elsewhere is only for looking at; what goes with the build stays with the real one.
            let lists = if self.out.is_none() { repository.load_of_settings()? } else { None };
            self.compiled((&repository, lists), root, &target, terminal, || {
                reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            })
        })
    }

    fn compiled<'p>(
        &self,
        (repository, lists): (&Repository, Option<Lists>),
        root: &Path,
        target: &Path,
        terminal: &Terminal,
        previous: impl FnOnce() -> Previous<'p>,
    ) -> anyhow::Result<Option<Made>> {
        self.refuse_targets(repository, root, target)?;
        let mut arenas = Arenas::default();
        let mut diagnostics = Diagnostics::default();

        // What was written becomes what ships, and is judged.
        let arena = Arena::new();
        let given = Given { rke_source: self.rke_source.as_deref(), line: None };
        let judging = Policy { allowed: self.allow.clone(), ..Policy::default() };
        let Candidate { mut metadata, settings, policy, line, .. } =
            candidate(repository, given, &mut arenas, &arena, judging, &mut diagnostics);
        // What `allow` excepts may ship; whether a file can be written is not asked there, but for the files of images.
        let policy = Policy { exceptions: policy.exceptions.of_rules(Rule::is_of_mirrors), ..policy };
        let undone = match self.instead {
            Some(undone) => undone.to_owned(),
            None => format!("nothing is written to `{}`", target.display()),
        };

        // With a patch the images to mirror go with it, and regsync.yaml where the settings say so. A build elsewhere is only
        // for looking at; they stay with the real one.
        let list = if policy.stops(&diagnostics) { None } else { mirror_list(&metadata, &mut diagnostics) };
        let list = list.filter(|_| self.out.is_none());
        let found = self.page.is_some().then(|| diagnostics.clone());
        let lists = lists.as_ref().filter(|_| !policy.stops(&diagnostics));
        let regsync = lists.and_then(|lists| {
            let sources = (&repository.sources, &arena);
            regsync::of_build(&metadata, &settings, line, lists, sources, &mut diagnostics)
        });
        if policy.stops(&diagnostics) {
            self.stopped(policy.judge(diagnostics), &repository.sources, &undone, terminal);
            return Ok(None);
        }

        // Without RKE tables it has the shape of the file that it replaces.
        let previous = LazyCell::new(previous);
        if metadata.rke.is_none() {
            metadata.rke = null_tables(previous.tables(), repository.requires_rke());
        }

        // It goes to the file, if it is of one moment of its sources.
        repository.sources.unchanged()?;
        let Some(written) = self.write_build(repository, target, &metadata)? else {
            diagnostics.report(self.too_large(&metadata, &arena, &repository.sources));
            self.stopped(policy.judge(diagnostics), &repository.sources, &undone, terminal);
            return Ok(None);
        };
        let (beside, of_beside) = self.write_beside(repository, list, regsync)?;
        let lists = lists.map(|(lists, _)| lists);
        let page = self.write_page((repository, &settings), &metadata, line, &written, lists, found)?;

        // The file takes its name unless that would lose what the old one has.
        let counts = metadata.counts();
        diagnostics.append(sections_lost(&counts, &previous, target));
        if self.stopped(policy.judge(diagnostics), &repository.sources, &undone, terminal) {
            return Ok(None);
        }
        let is_new = |written: &Written| written.change != Change::Unchanged;
        let stale = self.check && (is_new(&written) || beside.iter().any(is_new));
        let origins = Origins::of(&metadata, repository);
        let (changes, diff) = self.changes(metadata, &written, &previous, target, terminal)?;
        let mut told =
            summary::of_build(target, &written, self.check, &counts, &previous, &origins) + changes;
        if self.check && written.change != Change::Unchanged {
            told += Shown::from(STALE);
        }
        told += of_beside;
        let files = [written].into_iter().chain(beside).chain(diff).chain(page).collect();
        Ok(Some(Made { files, told, stale }))
    }

    /// The files that go with the build, and what there is to say of them.
    fn write_beside(
        &self,
        repository: &Repository,
        list: Option<String>,
        regsync: Option<(String, RegsyncCounts)>,
    ) -> anyhow::Result<(Vec<Written>, Shown)> {
        let (mut files, mut told) = (Vec::new(), Shown::new());
        if let Some(list) = list {
            let target = join(repository.root(), MIRROR_LIST);
            let written = self.write(repository, &target, |out| out.write_all(list.as_bytes()))?;
            told += summary::of_list(&target, list.lines().count(), &written, self.check);
            files.push(written);
        }
        let target = join(repository.root(), REGSYNC);
        if let Some((text, counts)) = regsync {
            let written = self.write(repository, &target, |out| out.write_all(text.as_bytes()))?;
            told += summary::of_regsync(&target, &counts, &written, self.check);
            if self.check && written.change != Change::Unchanged {
                told += Shown::from(STALE);
            }
            files.push(written);
        } else if self.out.is_none() && repository.sources.is_file(&target) {
            // In a checkout of upstream's its generator writes it, too.
            told += summary::no_regsync(&target, self.check);
        }
        Ok((files, told))
    }

    /// That the build is larger than it may be, and what makes it so.
    fn too_large(&self, metadata: &Metadata<'_>, arena: &Arena, sources: &Sources) -> Diagnostic {
        let title = format!("this build has more than {} MB", self.max_size);
        let finding = Diagnostic::new(Rule::OutputSize, title);
        let repeated = most_repeated(&values(metadata, arena)).filter(|repeated| repeated.bytes > 1 << 20);
        let Some(Repeated { span, times, bytes }) = repeated else {
            return finding
                .help("check that its sources are the right ones, or raise the limit with `--max-size`");
        };
        let name = sources.anchor_of(span).map(|name| format!("`{name}` ")).unwrap_or_default();
        let label = format!("{name}is in the build {times} times: about {} MB", bytes >> 20);
        let help = "remove aliases of it, or raise the limit with `--max-size`";
        finding.at(Span { end: span.start, ..span }, label).help(help)
    }

    /// What differs from the build that is replaced: its summary; and for a comment on a pull request, all of it in
    /// the file of `--diff`, which waits for its name.
    fn changes<'s>(
        &self,
        metadata: Metadata<'s>,
        written: &Written,
        previous: &Previous<'s>,
        target: &Path,
        terminal: &Terminal,
    ) -> anyhow::Result<(Shown, Option<Written>)> {
        let arena = Arena::new();
        let name = target.display().to_string();
        let mut page = match previous {
            Previous::Unreadable { .. } => render_notice_markdown(&name, "the old build cannot be read"),
            _ => render_notice_markdown(&name, "there is no old build to compare with"),
        };
        let mut summary = Shown::new();
        if written.change == Change::Unchanged {
            page = render_notice_markdown(&name, "no changes");
        } else if let Previous::Build(old) = previous {
            let new = Build::of(metadata, &arena);
            let changes = diff::compare(old, &new, &arena);
            let report = |tracked| Report { old: &name, new: &name, changes: &changes, tracked };
            summary = render_diff_summary(&report(&[]), terminal.width());
            // The page has the manifests and the tables of the month; it is made where somebody wants it.
            if self.diff.is_some() {
                page = render_diff_markdown(&report(&diff::tracking(old, &new)));
            }
        }
        let page = self.diff.as_ref().map(|file| Output::whole(file, page.as_bytes())).transpose()?;
        Ok((summary, page))
    }

    /// The build beside its target; nothing where it is too large.
    fn write_build(
        &self,
        repository: &Repository,
        target: &Path,
        metadata: &Metadata<'_>,
    ) -> anyhow::Result<Option<Written>> {
        let limit = self.max_size.saturating_mul(1 << 20);
        let mut exceeded = false;
        let written = self.write(repository, target, |out| {
            let mut out = Limited::new(out, limit);
            let made = write_data_json(metadata, &mut out).map(drop);
            exceeded = out.exceeded;
            made
        });
        if exceeded { Ok(None) } else { written.map(Some) }
    }

    fn write(
        &self,
        repository: &Repository,
        target: &Path,
        make: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> anyhow::Result<Written> {
        let output = output_at(&repository.sources, target, self.check)?;
        let output = write_aside(output, make)
            .map_err(|error| anyhow!(describe(&error)))
            .with_context(|| format!("cannot write `{}`", target.display()))?;
        Ok(output.finish()?)
    }
}
