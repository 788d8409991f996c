//! `kdm page`: a build as one HTML file.

mod about;

use std::{
    io::{IsTerminal, stdout},
    path::{Path, PathBuf},
};

use anyhow::bail;
use clap::Args;

pub(super) use about::{About, Size, shown_name};

use super::{
    candidate::Given,
    check::{
        examine::{examine_alone, examine_build},
        lists::{self, judged},
    },
    outcome::Outcome,
    previous::Previous,
    target::{has_folder, is_reserved, tables_of},
    terminal::Terminal,
};
use crate::{
    diagnostic::{Diagnostics, Judged, Policy, Purpose, shown::shown, words::thousands},
    diff::{self, Build},
    model::{Metadata, RancherLine, settings::Settings},
    output::{self, Output, target_of},
    report::Compared,
    repository::{Arenas, BuildPlace, DATA_JSON, Place, Repository, load_build, null_tables},
    source::{Arena, STANDARD_STREAM, Sources, join},
};

/// Show a build as one HTML file that works without network: what each Rancher is offered, releases, templates, images, findings.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 written, 1 the sources cannot be read as a build, 2 could not run.")]
pub(super) struct Page {
    /// Show this build (a data.json, a repository or a revision) instead of the sources in the repository.
    #[arg(long, value_name = "PLACE", conflicts_with = "rke_source")]
    data: Option<PathBuf>,

    /// Show what differs from this build, too (a data.json, a repository or a revision).
    #[arg(long, value_name = "PLACE")]
    against: Option<PathBuf>,

    /// Write to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Leave out the texts of templates, a third of the page of a line with RKE.
    #[arg(long)]
    no_templates: bool,

    /// Take the RKE tables from elsewhere, as in `kdm generate`.
    #[arg(long, value_name = "PATH")]
    rke_source: Option<PathBuf>,
}

impl Page {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        if self.out.is_none() && stdout().is_terminal() {
            bail!(
                "the page is for a browser; name a file with `--out page.html`, or send it on with `> page.html`"
            );
        }
        match &self.data {
            Some(place) => self.of_data(root, place, terminal),
            None => self.of_sources(root, terminal),
        }
    }

    /// The page of a build that is somewhere.
    fn of_data(&self, root: &Path, place: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        self.refuse_target(root, None, |_| false)?;
        let (mut sources, mut found) = (Sources::default(), Diagnostics::default());
        let opened = load_build(Place::beside(root, place), &mut sources, &mut found)?;
        let against = self.load_against(root, &mut sources)?;
        let (mut arenas, mut old_arenas, arena) = (Arenas::default(), Arenas::default(), Arena::new());
        let Some(build) = Build::read(&sources, &opened, &mut arenas, &mut found) else {
            return Ok(unreadable(found, &sources, terminal));
        };
        let old = self.read_against(&sources, against.as_ref(), &mut old_arenas, terminal)?;
        let line = RancherLine::of(&build.metadata);
        let policy = Policy { purpose: Purpose::Release, ..Policy::default() };
        examine_build((&build.metadata, &Settings::default(), line), &sources, &policy, &mut found);
        let about = About {
            name: &place.display().to_string(),
            size: opened.file().map_or(Size::Written, |file| Size::Of(sources.file(file.file()).bytes())),
            line,
            upstream: None,
            found: &policy.judge(found),
            sources: &sources,
            repository: None,
        };
        let compared = old.as_ref().map(|old| self.compared(old, &build, &arena));
        self.finish(&about, &build.metadata, compared, terminal)
    }

    /// The page of what the sources of a repository compile to.
    fn of_sources(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let mut repository =
            Repository::load(Place::root(root), Place::beside_if(root, self.rke_source.as_ref()))?;
        self.refuse_target(root, tables_of(&repository), |path| repository.is_source(path))?;
        let lists = lists::load(&mut repository, None)?;
        let against = self.load_against(root, &mut repository.sources)?;
        let (mut arenas, mut old_arenas, arena) = (Arenas::default(), Arenas::default(), Arena::new());
        let given = Given { rke_source: self.rke_source.as_deref(), line: None };
        let mut examined = examine_alone(&repository, given, (&mut arenas, &arena));
        let sources = &repository.sources;
        if examined.found.forbid() {
            return Ok(unreadable(examined.found, sources, terminal));
        }
        let old = self.read_against(sources, against.as_ref(), &mut old_arenas, terminal)?;
        // Without RKE tables it has the shape of the file that it replaces.
        let target = join(repository.root(), DATA_JSON);
        let (mut own, previous_arena) = (Sources::default(), Arena::new());
        if examined.metadata.rke.is_none() {
            let previous = Previous::read(&target, &mut own, &previous_arena);
            examined.metadata.rke = null_tables(previous.tables(), repository.requires_rke());
        }
        let about = About {
            name: &shown_name(&target),
            size: Size::Written,
            line: examined.line,
            upstream: examined.settings.upstream.as_ref().and_then(|pin| pin.commit).map(|text| text.value),
            found: &judged(
                (&examined.metadata, &examined.settings, examined.line),
                lists.as_ref(),
                sources,
                &examined.policy,
                (examined.found, (false, false)),
            ),
            sources,
            repository: Some(&repository),
        };
        let Some(old) = &old else { return self.finish(&about, &examined.metadata, None, terminal) };
        let build = Build::of(examined.metadata, &arena);
        self.finish(&about, &build.metadata, Some(self.compared(old, &build, &arena)), terminal)
    }

    fn load_against(&self, root: &Path, sources: &mut Sources) -> anyhow::Result<Option<BuildPlace>> {
        let Some(place) = &self.against else { return Ok(None) };
        // What is wrong with it, but for what makes it unreadable, is for `kdm diff`.
        Ok(Some(load_build(Place::beside(root, place), sources, &mut Diagnostics::default())?))
    }

    /// The build to compare with.
    fn read_against<'s>(
        &self,
        sources: &'s Sources,
        against: Option<&'s BuildPlace>,
        arenas: &'s mut Arenas,
        terminal: &Terminal,
    ) -> anyhow::Result<Option<Build<'s>>> {
        let Some(place) = against else { return Ok(None) };
        let mut found = Diagnostics::default();
        match Build::read(sources, place, arenas, &mut found) {
            Some(build) => Ok(Some(build)),
            None => {
                terminal.findings(&Policy::default().judge(found), sources);
                bail!("the build to compare with cannot be read");
            }
        }
    }

    /// What differs from the build to compare with.
    fn compared<'p, 's>(
        &'p self,
        old: &'p Build<'s>,
        build: &Build<'s>,
        arena: &'s Arena,
    ) -> Compared<'p, 's> {
        Compared {
            old_name: self.against.iter().map(|place| place.display().to_string()).collect(),
            old: &old.metadata,
            changes: diff::compare(old, build, arena),
            tracked: diff::tracking(old, build),
        }
    }

    /// Writes the page.
    fn finish(
        &self,
        about: &About<'_>,
        metadata: &Metadata<'_>,
        compared: Option<Compared<'_, '_>>,
        terminal: &Terminal,
    ) -> anyhow::Result<Outcome> {
        about.sources.unchanged()?;
        let page = about.page(metadata, compared, !self.no_templates);
        let Some(file) = &self.out else { return terminal.print(page.as_bytes()) };
        let mut written = Output::whole(file, page.as_bytes())?;
        terminal.told(&output::commit(&mut [&mut written])?);
        let (name, bytes) = (file.display(), thousands(page.len() as u64));
        terminal.say(&shown!("{name}: {bytes} bytes\n"; name, bytes));
        Ok(Outcome::Clean)
    }

    /// Refuses to write where what a build is made from would be lost.
    fn refuse_target(
        &self,
        root: &Path,
        tables: Option<&Path>,
        is_source: impl Fn(&Path) -> bool,
    ) -> anyhow::Result<()> {
        let named = self.out.as_ref().filter(|out| *out != Path::new(STANDARD_STREAM));
        let Some(file) = named else { return Ok(()) };
        let target = target_of(file);
        let is_of = |place: &Path| {
            target_of(place) == target
                || target_of(&join(place, DATA_JSON)) == target
                || is_reserved(place, tables, file)
        };
        let mut named = [&self.data, &self.against, &self.rke_source].into_iter().flatten();
        if is_source(file) || is_of(root) || named.any(|place| is_of(place)) {
            bail!("cannot write the page to `{}`: it is part of a build", file.display());
        }
        has_folder("page", file)
    }
}

/// Reports why there is no build.
fn unreadable(found: Diagnostics, sources: &Sources, terminal: &Terminal) -> Outcome {
    let mut found = Policy::default().judge(found);
    found.retain(Judged::stops);
    terminal.stopped(&found, sources, "there is no page of what cannot be read");
    Outcome::Findings
}
