//! `kdm mirror-list`: the images to mirror.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use anyhow::Context;
use clap::{
    Args, ValueEnum,
    builder::{PossibleValuesParser, TypedValueParser},
};

use super::{data::read_build, outcome::Outcome, rules::ALLOWABLE, terminal::Terminal};
use crate::{
    consumer::{self, AskedRancher, Consumer, Mirrored, Origin, Selection, Wanted},
    diagnostic::{Diagnostics, Policy, Rule, words::count},
    emit::{Side, render_images, render_mirror_list},
    lint,
    model::{
        Arch, Distribution, Metadata, Os, Platforms, RancherLine,
        mirror::{MirrorOption, is_registry, split_tag},
        range::Range,
    },
    pass,
    report::render_images_json,
    repository::{Arenas, ListFiles, Place, Repository, load_build, load_image_lists},
    source::{Arena, LoadErrors, Sources},
};

/// Print the images that a repository's releases need, and where they are copied to.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 printed (with --since also if nothing is new), 1 findings or an empty list, 2 could not run."
)]
pub(super) struct MirrorList {
    /// Take this build (a data.json, a repository or a revision) instead of the sources in the repository.
    #[arg(long, value_name = "PLACE", conflicts_with = "rke_source")]
    data: Option<PathBuf>,

    /// What to print: SOURCE DEST TAG for image-tool and hangar, one name:tag per line, or everything with reasons.
    #[arg(long, value_name = "FORMAT", default_value = "image-tool")]
    format: Format,

    /// With --format images: print the names that images are copied from, or to.
    #[arg(long, value_name = "SIDE", default_value = "source")]
    side: WhichSide,

    /// Whose images (repeat it, or use commas); by default those of the patch, or all if there is no patch.
    #[arg(long, value_name = "WHOSE", value_delimiter = ',', value_parser = whose())]
    from: Vec<Whose>,

    /// Only versions in this range, as in ">=1.26.0-0 <1.28.0-0".
    #[arg(long, value_name = "RANGE", value_parser = parse_range)]
    k8s: Option<Range>,

    /// Only versions that this Rancher offers.
    #[arg(long, value_name = "VERSION", value_parser = AskedRancher::parse)]
    rancher: Option<AskedRancher>,

    /// Only the newest patch of each minor, of what the other options select.
    #[arg(long)]
    newest: bool,

    /// Only images for nodes with this operating system.
    #[arg(long, value_name = "OS", default_value = "linux", value_parser = os())]
    os: Os,

    /// With --image-lists: images for nodes with these architectures (repeat it, or use commas).
    #[arg(long, value_name = "ARCH", value_delimiter = ',', default_value = "amd64", value_parser = arch())]
    arch: Vec<Arch>,

    /// Copy images that no rule renames under their own names to this registry, or below a project of it.
    #[arg(long, value_name = "HOST[/PROJECT]", value_parser = parse_registry)]
    target_registry: Option<String>,

    /// A folder with the image lists of K3s, RKE2 and RFO releases, as in DIR/v1.30.5+k3s1/k3s-images.txt.
    #[arg(long, value_name = "DIR")]
    image_lists: Option<PathBuf>,

    /// Only images that this older build (a data.json, a repository or a revision) does not need.
    #[arg(long, value_name = "OLD")]
    since: Option<PathBuf>,

    /// Take the RKE tables from elsewhere, as in `kdm generate`.
    #[arg(long, value_name = "PATH")]
    rke_source: Option<PathBuf>,

    /// Turn the errors of a rule into warnings (repeat it, or use commas).
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = ALLOWABLE, hide_possible_values = true)]
    allow: Vec<Rule>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    ImageTool,
    Images,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WhichSide {
    Source,
    Dest,
}

/// Where images are from; nothing for everywhere.
type Whose = Option<Origin>;

fn whose() -> impl TypedValueParser<Value = Whose> {
    let named = |name: &str| Origin::all().find(|origin| origin.name() == name);
    PossibleValuesParser::new(Origin::all().map(Origin::name).chain(["all"])).map(move |name| named(&name))
}

/// Takes the name of an operating system.
pub(super) fn os() -> impl TypedValueParser<Value = Os> {
    let named = |name: &str| Os::ALL.into_iter().find(|os| os.name() == name);
    PossibleValuesParser::new(Os::ALL.map(Os::name))
        .try_map(move |name| named(&name).ok_or("there is no such operating system"))
}

/// Takes the name of an architecture.
pub(super) fn arch() -> impl TypedValueParser<Value = Arch> {
    let named = |name: &str| Arch::ALL.into_iter().find(|arch| arch.name() == name);
    PossibleValuesParser::new(Arch::ALL.map(Arch::name))
        .try_map(move |name| named(&name).ok_or("there is no such architecture"))
}

fn parse_range(text: &str) -> Result<Range, String> {
    Range::parse(text).map_err(|error| error.to_string())
}

fn parse_registry(text: &str) -> Result<String, String> {
    let (host, projects) = text.split_once('/').map_or((text, ""), |(host, projects)| (host, projects));
    let plain = |part: &str| {
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
        !part.is_empty() && part.chars().all(is_plain)
    };
    if is_registry(host) && (host.len() == text.len() || projects.split('/').all(plain)) {
        Ok(text.to_owned())
    } else {
        Err("it is not a host like `registry.example.com`, or a host and a project like `registry.example.com/mirror`".to_owned())
    }
}

impl MirrorList {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        match &self.data {
            Some(place) => self.of_data(root, Place::beside(root, place), terminal),
            None => self.of_sources(root, terminal),
        }
    }

    fn of_data(&self, root: &Path, place: Place<'_>, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let (mut sources, mut found, mut arenas) =
            (Sources::default(), Diagnostics::default(), Arenas::default());
        let build = load_build(place, &mut sources, &mut found)?;
        let files = self.lists(root, &mut sources)?;
        let build = read_build(place, &build, &sources, &mut arenas, &mut found, terminal)?;
        self.answer(root, &build.metadata, (files.as_ref(), &sources), found, terminal)
    }

    fn of_sources(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let mut repository =
            Repository::load(Place::root(root), Place::beside_if(root, self.rke_source.as_ref()))?;
        let files = self.lists(root, &mut repository.sources)?;
        let (mut arenas, arena) = (Arenas::default(), Arena::new());
        let mut found = Diagnostics::default();
        let catalog = repository.read(&mut arenas, &mut found);
        let metadata = pass::compile(catalog, &arena, &mut found);
        self.answer(root, &metadata, (files.as_ref(), &repository.sources), found, terminal)
    }

    fn lists(&self, root: &Path, sources: &mut Sources) -> Result<Option<ListFiles>, LoadErrors> {
        let folder = Place::beside_if(root, self.image_lists.as_ref());
        folder.map(|folder| load_image_lists(folder, sources)).transpose()
    }

    fn answer(
        &self,
        root: &Path,
        metadata: &Metadata<'_>,
        (files, sources): (Option<&ListFiles>, &Sources),
        mut diagnostics: Diagnostics,
        terminal: &Terminal,
    ) -> anyhow::Result<Outcome> {
        let arena = Arena::new();

        // Of what channelserver cannot load nothing is offered, and a list of it would be of nothing.
        metadata.sections().for_each(|(_, section)| consumer::check_types(section, &mut diagnostics));
        // What is selected, and what is new of it, is copied.
        let selection = self.selection(metadata)?;
        let platforms = &self.platforms();
        let wanted = consumer::selected(metadata, &selection);
        let releases = || wanted.iter().filter_map(Wanted::release);
        let lists = files.map(|files| {
            let lists = files.read(releases(), platforms, sources, &mut diagnostics);
            lint::image_lists(&wanted, platforms, &lists, &mut diagnostics);
            lists
        });
        let mut images = consumer::needed(&wanted, platforms, lists.as_ref(), &arena);
        let none = Vec::new();
        let options = metadata.prime.as_ref().map_or(&none, |prime| &prime.patch.mirror_options);
        if let Some(old) = &self.since {
            let (mut known, old_releases) = images_of(Place::beside(root, old), terminal)?;
            // A release that was there before had its list then, too.
            let there = releases().filter(|(distribution, version)| {
                old_releases.contains(&(*distribution, (*version).to_owned()))
            });
            let listed = there.flat_map(|(distribution, version)| {
                lists.iter().flat_map(move |lists| lists.of(distribution, version, platforms))
            });
            known.extend(listed.flat_map(|list| &list.images).map(|image| image.value.to_owned()));
            images.retain(|image| !is_known(image.image.value, options, &known));
        }
        let mirrored = consumer::mirror(images, options, self.target_registry.as_deref(), &mut diagnostics);
        let policy = Policy { allowed: self.allow.clone(), ..Policy::default() };
        if terminal.stopped(&policy.judge(diagnostics), sources, "nothing is printed") {
            return Ok(Outcome::Findings);
        }

        // And printed.
        let list = self.render(&mirrored);
        if mirrored.is_empty() && self.since.is_none() {
            self.say_nothing_selected(&wanted, &selection, metadata, terminal);
            return Ok(Outcome::Findings);
        }
        if lists.is_none() {
            say_what_lacks(releases().count(), self.os, terminal);
        }
        let needs_rules = self.format == Format::ImageTool || self.side == WhichSide::Dest;
        if list.is_empty() && needs_rules && !mirrored.is_empty() && self.target_registry.is_none() {
            let why = if options.is_empty() {
                "there are no `mirrorOptions` that say where images are copied to"
            } else {
                "the `mirrorOptions` copy no image to another name"
            };
            let help =
                "name a registry with `--target-registry HOST`, or print the images with `--format images`";
            terminal.fail(&format!("the list is empty: {why}"), Some(help));
            return Ok(Outcome::Findings);
        }
        terminal.print(&list)
    }

    fn selection(&self, metadata: &Metadata<'_>) -> anyhow::Result<Selection> {
        let from = match &self.from[..] {
            [] => metadata.prime.iter().map(|_| Origin::Prime).collect(),
            // `all` among them is all of them.
            from => from.iter().copied().collect::<Option<Vec<_>>>().unwrap_or_default(),
        };
        let rancher = self.rancher.as_ref().map(|asked| {
            let version = asked.of_line(RancherLine::of(metadata));
            version
                .context("the data does not say which line it is for: name a version of Rancher, as in 2.9")
        });
        Ok(Selection { from, k8s: self.k8s.clone(), rancher: rancher.transpose()?, newest: self.newest })
    }

    /// Reports that no image is selected.
    fn say_nothing_selected(
        &self,
        wanted: &[Wanted<'_, '_>],
        selection: &Selection,
        metadata: &Metadata<'_>,
        terminal: &Terminal,
    ) {
        let releases = wanted.iter().filter_map(Wanted::release).count();
        let is_gone = |rancher: &String| !Consumer::Rancher.knows_rke(rancher);
        let is_all = selection.from.is_empty() && selection.k8s.is_none() && selection.rancher.is_none();
        let (what, help) = if releases > 0 && self.image_lists.is_none() {
            let what = format!("those of {} are in lists of their own", count(releases, "release"));
            (what, Some("name a folder with their lists with `--image-lists DIR`"))
        } else if is_all {
            (format!("no version needs one for nodes with {}", self.os.name()), None)
        } else {
            let what = "no version matches `--from`, `--k8s`, `--rancher` and `--os`".to_owned();
            let help = if selection.rancher.as_ref().is_some_and(is_gone) {
                Some("Rancher 2.12 and later have no RKE1")
            } else if selection.from.contains(&Origin::Prime) && metadata.prime.is_none() {
                Some("which versions are those of a patch only its repository says: name that with `--root`")
            } else {
                None
            };
            (what, help)
        };
        terminal.fail(&format!("no image is selected: {what}"), help);
    }

    fn platforms(&self) -> Platforms {
        Platforms { arch: self.arch.clone(), ..Platforms::of(self.os) }
    }

    fn render(&self, images: &[Mirrored<'_, '_>]) -> Vec<u8> {
        match (self.format, self.side) {
            (Format::ImageTool, _) => render_mirror_list(images).into_bytes(),
            (Format::Images, WhichSide::Source) => render_images(images, Side::Source).into_bytes(),
            (Format::Images, WhichSide::Dest) => render_images(images, Side::Destination).into_bytes(),
            (Format::Json, _) => render_images_json(images).into_bytes(),
        }
    }
}

/// Says that the images that releases run are in lists of their own.
fn say_what_lacks(releases: usize, os: Os, terminal: &Terminal) {
    if releases > 0 {
        let what = match os {
            Os::Linux => "only the images that upgrade and install them are listed",
            Os::Windows => "no image is listed",
        };
        let help = "name a folder with their lists with `--image-lists DIR`";
        terminal.note(&format!("of {}, {what}", count(releases, "release")), help);
    }
}

/// The releases of a data.json.
type Releases = BTreeSet<(Distribution, String)>;

/// All images of a data.json, and its releases.
fn images_of(old: Place<'_>, terminal: &Terminal) -> anyhow::Result<(BTreeSet<String>, Releases)> {
    let (mut sources, mut found) = (Sources::default(), Diagnostics::default());
    let place = load_build(old, &mut sources, &mut found)?;
    let mut arenas = Arenas::default();
    let metadata = read_build(old, &place, &sources, &mut arenas, &mut found, terminal)?.metadata;
    let arena = Arena::new();
    let wanted = consumer::selected(&metadata, &Selection::default());
    let images = consumer::needed(&wanted, &Platforms::all(), None, &arena);
    let releases = wanted.iter().filter_map(Wanted::release);
    let releases = releases.map(|(distribution, version)| (distribution, version.to_owned())).collect();
    Ok((images.iter().map(|image| image.image.value.to_owned()).collect(), releases))
}

/// Whether an older data.json needs an image: under its own name, or under the one that the rules give it there.
fn is_known(image: &str, options: &[MirrorOption<'_>], known: &BTreeSet<String>) -> bool {
    known.contains(image)
        || split_tag(image).is_some_and(|(name, tag)| {
            let renamed = options.iter().find_map(|option| option.rename(name));
            renamed.is_some_and(|(_, name)| known.contains(&format!("{name}:{tag}")))
        })
}
