//! `kdm show`: what consumers make of a build.

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, Subcommand, ValueEnum};

use super::{outcome::Outcome, terminal::Terminal};
use crate::{
    consumer::{self, AskedRancher, Wanted},
    diagnostic::{Diagnostics, Policy, Span, words::first},
    diff::Build,
    model::{Metadata, Platforms, version::Version},
    pass,
    report::{Answers, render_answers, render_answers_json},
    repository::{Arenas, ListFiles, Place, Repository, load_build, load_image_lists},
    show::{Listed, NotFound, Question, answer},
    source::{Arena, Sources},
};

/// Show what a Rancher or an RKE does with a build, and where each part of it was written.
#[derive(Debug, Args)]
#[command(
    subcommand_negates_reqs = true,
    subcommand_value_name = "WHAT",
    subcommand_help_heading = "Other questions",
    after_help = "Exit codes: 0 answered, 1 nothing has this name, 2 could not run."
)]
pub(super) struct Show {
    #[command(subcommand)]
    what: Option<What>,

    /// A version of any distribution, as in v1.28.9-rancher1-1 or v1.30.5+rke2r1: its images, templates, options, bounds
    /// and arguments, and who offers it.
    #[arg(value_name = "VERSION", required = true)]
    version: Option<String>,

    /// Another version of the same distribution: show what differs.
    #[arg(value_name = "OTHER")]
    other: Option<String>,

    /// Name every version, where only the first, the last and the number are shown.
    #[arg(long, global = true)]
    all: bool,

    /// Read this build (a data.json, a repository or a revision) instead of the sources in the repository.
    #[arg(long, value_name = "PLACE", global = true, conflicts_with = "rke_source")]
    data: Option<PathBuf>,

    /// Take the RKE tables from elsewhere, as in `kdm generate`.
    #[arg(long, value_name = "PATH", global = true)]
    rke_source: Option<PathBuf>,

    /// How to print the answer: for people or for programs.
    #[arg(long, value_name = "FORMAT", default_value = "text", global = true)]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum What {
    /// What a Rancher offers of each distribution, the newest of each minor, its defaults, and why it hides the rest.
    Rancher {
        /// Its version, as in 2.9.2; a development build (2.9-head, or 2.9 alone) counts as 2.9.99, and `head` as that of the
        /// build's line.
        #[arg(value_name = "VERSION", value_parser = AskedRancher::parse)]
        version: AskedRancher,

        /// Another Rancher: show what differs.
        #[arg(value_name = "OTHER", value_parser = AskedRancher::parse)]
        other: Option<AskedRancher>,
    },
    /// The same for the RKE binary.
    Rke {
        /// Its version, as in 1.6.2; a development build counts as 1.6.99.
        #[arg(value_name = "VERSION", value_parser = whole_version)]
        version: String,
    },
    /// Which releases have an argument, and what it is there.
    Arg {
        /// Its name, as in etcd-arg.
        name: String,
    },
    /// Which releases have a chart, and in which version.
    Chart {
        /// Its name, as in rke2-canal.
        name: String,
    },
    /// Which version gets which template of an addon, with gaps and overlaps.
    Addon {
        /// Its name, as in canal.
        name: String,
    },
    /// Who needs an image, and in which field.
    Image {
        /// Its name, with or without its tag, or a part of it.
        name: String,

        /// A folder with the image lists of K3s, RKE2 and RFO releases, as in DIR/v1.30.5+k3s1/k3s-images.txt: who needs what
        /// they run, too.
        #[arg(long, value_name = "DIR")]
        image_lists: Option<PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

fn whole_version(text: &str) -> Result<String, String> {
    let number = text.strip_prefix('v').unwrap_or(text);
    match Version::parse(number) {
        Ok(_) => Ok(number.to_owned()),
        Err(error) => Err(format!("{error}; write all three numbers, as in 2.9.2")),
    }
}

impl Show {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        if self.what.is_some() && self.version.is_some() {
            bail!(
                "ask one question at a time: a version, or `rancher`, `rke`, `arg`, `chart`, `addon` or `image`"
            );
        }
        let question = match (&self.what, &self.version) {
            (Some(What::Rancher { version, other: None }), _) => Question::Rancher(version.clone()),
            (Some(What::Rancher { version, other: Some(other) }), _) => {
                Question::Ranchers(version.clone(), other.clone())
            }
            (Some(What::Arg { name }), _) => Question::Argument(name.clone()),
            (Some(What::Chart { name }), _) => Question::Chart(name.clone()),
            (Some(What::Rke { version }), _) => Question::Rke(version.clone()),
            (Some(What::Addon { name }), _) => Question::Addon(name.clone()),
            (Some(What::Image { name, .. }), _) => Question::Image(name.clone()),
            (None, Some(version)) => match &self.other {
                Some(other) => Question::Versions(version.clone(), other.clone()),
                None => Question::Version(version.clone()),
            },
            (None, None) => {
                bail!("name a version, or ask `rancher`, `rke`, `arg`, `chart`, `addon` or `image`")
            }
        };
        match &self.data {
            Some(place) => self.ask_data(root, place, &question, terminal),
            None => self.ask_sources(root, &question, terminal),
        }
    }

    /// The files of the lists that are asked, too.
    fn lists(&self, root: &Path, sources: &mut Sources) -> anyhow::Result<Option<ListFiles>> {
        let Some(What::Image { image_lists: Some(folder), .. }) = &self.what else { return Ok(None) };
        Ok(Some(load_image_lists(Place::beside(root, folder), sources)?))
    }

    /// Asks a build.
    fn ask_data(
        &self,
        root: &Path,
        place: &Path,
        question: &Question,
        terminal: &Terminal,
    ) -> anyhow::Result<Outcome> {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let place = load_build(Place::beside(root, place), &mut sources, &mut diagnostics)?;
        let files = self.lists(root, &mut sources)?;
        let mut arenas = Arenas::default();
        let build = Build::read(&sources, &place, &mut arenas, &mut diagnostics);
        let metadata = build.as_ref().map(|build| &build.metadata);
        let arena = Arena::new();
        let asked = Asked { metadata, files: files.as_ref(), sources: &sources, arena: &arena };
        self.say(question, asked, &|_| false, diagnostics, terminal)
    }

    /// Asks what the sources of a repository compile to.
    fn ask_sources(&self, root: &Path, question: &Question, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let mut repository =
            Repository::load(Place::root(root), Place::beside_if(root, self.rke_source.as_ref()))?;
        let files = self.lists(root, &mut repository.sources)?;
        let (mut arenas, arena) = (Arenas::default(), Arena::new());
        let mut diagnostics = Diagnostics::default();
        let catalog = repository.read(&mut arenas, &mut diagnostics);
        let metadata = pass::compile(catalog, &arena, &mut diagnostics);
        let sources = &repository.sources;
        let asked = Asked { metadata: Some(&metadata), files: files.as_ref(), sources, arena: &arena };
        self.say(question, asked, &|span| repository.is_of_patch(span), diagnostics, terminal)
    }

    fn say(
        &self,
        question: &Question,
        Asked { metadata, files, sources, arena }: Asked<'_, '_>,
        is_of_the_patch: &dyn Fn(Option<Span>) -> bool,
        mut diagnostics: Diagnostics,
        terminal: &Terminal,
    ) -> anyhow::Result<Outcome> {
        let lists = files.zip(metadata).map(|(files, metadata)| {
            let releases = consumer::releases_of(metadata);
            let releases = releases.iter().filter_map(Wanted::release);
            files.read(releases, &Platforms::all(), sources, &mut diagnostics)
        });
        // What else is wrong with the data is for `kdm check`; what cannot be read has no answer.
        let Some(metadata) = metadata.filter(|_| !diagnostics.forbid()) else {
            terminal.findings(&Policy::default().judge(diagnostics), sources);
            bail!("the data cannot be read, so there is no answer");
        };
        let listed = Listed { lists: lists.as_ref(), arena };
        match answer(question, metadata, listed, is_of_the_patch) {
            Ok(answers) => {
                let answers = Answers { answers: &answers, sources, names_all: self.all };
                match self.format {
                    Format::Text => terminal.print_styled(&render_answers(&answers)),
                    Format::Json => terminal.print(render_answers_json(&answers).as_bytes()),
                }
            }
            Err(not_found) => {
                say_not_found(&not_found, terminal);
                Ok(Outcome::Findings)
            }
        }
    }
}

/// What is asked, and what it was read from.
#[derive(Clone, Copy)]
struct Asked<'m, 's> {
    metadata: Option<&'m Metadata<'s>>,
    files: Option<&'m ListFiles>,
    sources: &'s Sources,
    arena: &'s Arena,
}

/// Reports that nothing has the name that was asked for, and what was probably meant.
fn say_not_found(NotFound { what, meant, ask }: &NotFound, terminal: &Terminal) {
    const SHOWN: usize = 12;
    const LONGEST: usize = 200;
    let what: String = what.chars().take(LONGEST).collect();
    let names = first(meant, SHOWN, |name| format!("`{name}`"));
    let meant = (!meant.is_empty()).then(|| format!("did you mean {names}?"));
    let ask = ask.as_ref().map(|question| format!("ask `kdm show {question}`"));
    let help = meant.or(ask);
    terminal.fail(&format!("there is no {what}"), help.as_deref());
}
