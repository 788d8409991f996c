//! `kdm regsync`: what the registry mirrors.

mod mirrored;
mod of_build;
mod plain;
mod split;

use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::{Args, ValueEnum};

pub(super) use of_build::of_build;

use self::{
    mirrored::{Request, mirrored},
    plain::{UrlForm, images, urls},
};
use super::{
    candidate::{Given, candidate},
    data::read_build,
    mirror_list::{arch, os},
    outcome::Outcome,
    rules::ALLOWABLE_OF_CHECK,
    summary,
    target::output_at,
    terminal::Terminal,
};
use crate::{
    consumer::{Mirroring, Regsync as Mirrors},
    diagnostic::{Diagnostics, FileId, Policy, Rule, Span, shown::shown, words::shell_word},
    emit::{RegsyncStyle, render_regsync, render_regsync_split},
    model::{
        Arch, Metadata, Os, Platforms, RancherLine, RancherRange,
        regsync::{ReadFor, read_released},
        settings::Settings,
    },
    output::{self, Output, Replacement, target_of},
    report::render_regsync_json,
    repository::{
        Arenas, DATA_JSON, ListFiles, MIRROR_LIST, Place, REGSYNC, Repository, SETTINGS, TREE, load_build,
        load_image_lists, path_of,
    },
    source::{Arena, LoadErrors, STANDARD_STREAM, Sources, join},
};

/// Print the regsync.yaml that mirrors the images of a build, from its data and the image lists of its releases.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit codes: 0 printed, written or up to date, 1 findings or (with --check) stale, 2 could not run."
)]
pub(super) struct Regsync {
    /// Take this build (a data.json, a repository or a revision) instead of the sources in the repository, and not the
    /// repository's settings.
    #[arg(long, value_name = "PLACE", conflicts_with = "rke_source")]
    data: Option<PathBuf>,

    /// A folder with the image lists of K3s, RKE2 and RFO releases, as in DIR/v1.30.5+k3s1/k3s-images.txt; nothing is
    /// downloaded.
    #[arg(long, value_name = "DIR")]
    image_lists: Option<PathBuf>,

    /// The Ranchers whose images are mirrored, as in ">=2.7.0 <2.10.0"; by default what `regsync` in data/kdm.yaml says.
    #[arg(long, value_name = "RANGE", value_parser = RancherRange::parse)]
    rancher: Option<RancherRange>,

    /// Keep all tags that this older regsync.yaml has (repeat it).
    #[arg(long, value_name = "OLD")]
    keep: Vec<PathBuf>,

    /// Fail where an image or tag of this older regsync.yaml is gone, as upstream's validation does (repeat it).
    #[arg(long, value_name = "OLD")]
    against: Vec<PathBuf>,

    /// What images may begin with besides `rancher/` (repeat it, or use commas).
    #[arg(long, value_name = "PREFIX", value_delimiter = ',')]
    image_prefix: Vec<String>,

    /// Mirror the images of Weave and ACI, too, which upstream does not.
    #[arg(long)]
    all_images: bool,

    /// Images for nodes with these operating systems (repeat it, or use commas).
    #[arg(long, value_name = "OS", value_delimiter = ',', default_value = "linux,windows", value_parser = os())]
    os: Vec<Os>,

    /// Lists for nodes with these architectures (repeat it, or use commas).
    #[arg(long, value_name = "ARCH", value_delimiter = ',', default_value = "amd64", value_parser = arch())]
    arch: Vec<Arch>,

    /// What to print: the file that regsync reads, one name:tag per line, or everything with reasons.
    #[arg(long, value_name = "FORMAT", default_value = "regsync")]
    format: Format,

    /// Write tags in quotes where YAML would read something else, or never, as upstream does.
    #[arg(long, value_name = "STYLE")]
    style: Option<Style>,

    /// Write a whole file for each source, DIR/SOURCE/split-regsync.yaml.
    #[arg(long, value_name = "DIR", conflicts_with = "out")]
    split: Option<PathBuf>,

    /// Write to this file instead of standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Write nothing; fail when the file (regsync.yaml in the repository, or that of --out or --split) is stale.
    #[arg(long)]
    check: bool,

    /// Print the addresses of all lists that are missing, one a line, or as a configuration of curl that fetches them.
    #[arg(long, value_name = "FORM", num_args = 0..=1, require_equals = true, default_missing_value = "lines", conflicts_with_all = ["out", "split", "check", "format"])]
    print_urls: Option<UrlForm>,

    /// Take the RKE tables from elsewhere, as in `kdm generate`.
    #[arg(long, value_name = "PATH")]
    rke_source: Option<PathBuf>,

    /// Turn the errors of a rule into warnings (repeat it, or use commas).
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = ALLOWABLE_OF_CHECK, hide_possible_values = true)]
    allow: Vec<Rule>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Regsync,
    Images,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Style {
    Quoted,
    Upstream,
}

/// The texts besides those of the build.
struct Loaded {
    lists: Option<ListFiles>,
    keep: Vec<FileId>,
    against: Vec<FileId>,
}

/// A build, and how its repository wants it mirrored and judged.
struct Asked<'m, 's> {
    metadata: &'m Metadata<'s>,
    settings: &'m Settings<'s>,
    policy: Policy,
    line: Option<RancherLine>,
    /// Where regsync.yaml is.
    root: Option<PathBuf>,
}

impl Regsync {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        if self.check && self.format != Format::Regsync && self.out.is_none() {
            bail!("`--check` compares regsync.yaml; name the file of another form with `--out`");
        }
        if self.split.is_some() && self.format != Format::Regsync {
            bail!("`--split` writes files for regsync; leave `--format` away");
        }
        match &self.data {
            Some(place) => self.of_data(root, place, terminal),
            None => self.of_sources(root, terminal),
        }
    }

    fn of_data(&self, root: &Path, place: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        self.refuse_target(&[place.to_owned()], |_| false)?;
        let (mut sources, mut found) = (Sources::default(), Diagnostics::default());
        let place = Place::beside(root, place);
        let build = load_build(place, &mut sources, &mut found)?;
        let loaded = self.load(root, None, &mut sources)?;
        let (mut arenas, arena) = (Arenas::default(), Arena::new());
        let build = read_build(place, &build, &sources, &mut arenas, &mut found, terminal)?;
        let line = RancherLine::of(&build.metadata);
        let policy = Policy { allowed: self.allow.clone(), ..Policy::default() };
        let (metadata, settings) = (&build.metadata, &Settings::default());
        let asked = Asked { metadata, settings, policy, line, root: None };
        self.answer(&asked, &loaded, (&sources, &arena), found, terminal)
    }

    fn of_sources(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let mut repository =
            Repository::load(Place::root(root), Place::beside_if(root, self.rke_source.as_ref()))?;
        let built = [DATA_JSON, MIRROR_LIST, TREE, SETTINGS].map(|name| join(root, name));
        self.refuse_target(&built, |path| repository.is_source(path))?;
        let of_settings = if self.image_lists.is_none() { repository.load_of_settings()? } else { None };
        if let Some((lists, keep)) = &of_settings {
            let kept = keep.iter().map(|file| PathBuf::from(&repository.sources.file(*file).name));
            let inputs: Vec<_> = kept.chain([PathBuf::from(lists.folder())]).collect();
            // The file itself may be kept, and grows.
            let own = target_of(&join(root, REGSYNC));
            let inputs: Vec<_> = inputs.into_iter().filter(|input| target_of(input) != own).collect();
            self.refuse_target(&inputs, |_| false)?;
        }
        let loaded = self.load(root, of_settings, &mut repository.sources)?;
        let (mut arenas, arena) = (Arenas::default(), Arena::new());
        let mut found = Diagnostics::default();
        let given = Given { rke_source: self.rke_source.as_deref(), line: None };
        let judging = Policy { allowed: self.allow.clone(), ..Policy::default() };
        let candidate = candidate(&repository, given, &mut arenas, &arena, judging, &mut found);
        // What stops a build stops this, too; what else is found is for `kdm generate` and `kdm check`.
        found.retain(|finding| candidate.policy.is_error(finding));
        let root = Some(repository.root().to_owned());
        let (metadata, settings) = (&candidate.metadata, &candidate.settings);
        let asked = Asked { metadata, settings, policy: candidate.policy, line: candidate.line, root };
        self.answer(&asked, &loaded, (&repository.sources, &arena), found, terminal)
    }

    /// Refuses to write where what the file is made from would be lost.
    fn refuse_target(&self, inputs: &[PathBuf], is_source: impl Fn(&Path) -> bool) -> anyhow::Result<()> {
        let out = self.out.as_ref().filter(|out| *out != Path::new(STANDARD_STREAM));
        let Some(target) = out.or(self.split.as_ref()) else { return Ok(()) };
        let resolved = target_of(target);
        let folders = self.image_lists.iter().chain(inputs).map(|input| target_of(input));
        if is_source(target) || folders.into_iter().any(|input| resolved.starts_with(input)) {
            bail!("cannot write `{}`: regsync.yaml is made from it", target.display());
        }
        Ok(())
    }

    /// Loads the lists and the older files.
    fn load(
        &self,
        root: &Path,
        of_settings: Option<(ListFiles, Vec<FileId>)>,
        sources: &mut Sources,
    ) -> Result<Loaded, LoadErrors> {
        let (lists, mut keep) = of_settings.map_or((None, Vec::new()), |(lists, keep)| (Some(lists), keep));
        let lists = match &self.image_lists {
            Some(folder) => Some(load_image_lists(Place::beside(root, folder), sources)?),
            None => lists,
        };
        let (mut against, mut failed) = (Vec::new(), Vec::new());
        for (paths, files) in [(&self.keep, &mut keep), (&self.against, &mut against)] {
            for path in paths {
                let loaded = path_of(Place::beside(root, path), sources).and_then(|path| sources.load(&path));
                match loaded {
                    Ok(file) => files.push(file),
                    Err(error) => failed.push(error),
                }
            }
        }
        if failed.is_empty() { Ok(Loaded { lists, keep, against }) } else { Err(LoadErrors(failed)) }
    }

    /// The Ranchers whose images are mirrored, and where that is written.
    fn range<'r>(&'r self, asked: &'r Asked<'_, '_>) -> Option<(&'r RancherRange, Option<Span>)> {
        let of_settings = asked.settings.regsync.as_ref().and_then(|regsync| regsync.rancher.as_ref());
        let of_settings = of_settings.map(|(range, place)| (range, *place));
        self.rancher.as_ref().map(|range| (range, None)).or(of_settings)
    }

    fn answer<'s>(
        &self,
        asked: &Asked<'_, 's>,
        loaded: &Loaded,
        (sources, arena): (&'s Sources, &'s Arena),
        mut found: Diagnostics,
        terminal: &Terminal,
    ) -> anyhow::Result<Outcome> {
        let undone = if self.out.is_some() || self.split.is_some() {
            "nothing is written"
        } else {
            "nothing is printed"
        };
        if asked.policy.stops(&found) {
            terminal.stopped(&asked.policy.judge(found), sources, undone);
            return Ok(Outcome::Findings);
        }
        let Some(range) = self.range(asked) else {
            let help = "name them with `--rancher '>=2.7.0 <2.10.0'`, or with `regsync: {rancher: …}` in `data/kdm.yaml`";
            terminal.fail("nobody says for which Ranchers images are mirrored", Some(help));
            return Ok(Outcome::Failed);
        };
        let platforms = Platforms { os: self.os.clone(), arch: self.arch.clone() };
        if let Some(form) = self.print_urls {
            let lists = loaded.lists.as_ref();
            let list = urls(asked.metadata, range.0, &platforms, (lists, sources), form);
            return terminal.print(list.as_bytes());
        }
        let Some(files) = &loaded.lists else {
            let help = "name a folder with the lists of the releases with `--image-lists DIR`; `--print-urls` prints where they are to be had";
            terminal.fail(
                "the images that releases run are in lists of their own, and no folder with them is named",
                Some(help),
            );
            return Ok(Outcome::Failed);
        };

        // What is mirrored, and whether something of what was is gone.
        let prefixes: Vec<_> =
            asked.settings.image_prefixes.iter().chain(&self.image_prefix).cloned().collect();
        let mirroring = Mirroring { prefixes: &prefixes, all: self.all_images };
        let request =
            Request { range, platforms: &platforms, mirroring, line: asked.line, keep: &loaded.keep };
        let regsync = mirrored(asked.metadata, &request, files, (sources, arena), &mut found);
        for file in &loaded.against {
            if let Some(released) = read_released(*file, sources, arena, ReadFor::Comparing, &mut found) {
                regsync.removed(&released, &mut found);
            }
        }
        let style = self.style_for(asked.settings);
        if let Some(folder) = &self.split {
            let files = render_regsync_split(&regsync, style).map(|(source, text)| (source.to_owned(), text));
            let split = split::Split::of(folder, files.collect(), &mut found)?;
            if terminal.stopped(&asked.policy.judge(found), sources, undone) {
                return Ok(Outcome::Findings);
            }
            return split.write(self.check, terminal);
        }
        if terminal.stopped(&asked.policy.judge(found), sources, undone) {
            return Ok(Outcome::Findings);
        }
        let text = match self.format {
            Format::Regsync => render_regsync(&regsync, style),
            Format::Images => images(&regsync),
            Format::Json => render_regsync_json(&regsync),
        };
        self.write(&text, &regsync, asked.root.as_deref(), sources, terminal)
    }

    fn style_for(&self, settings: &Settings<'_>) -> RegsyncStyle {
        match (self.style, &settings.regsync) {
            (Some(Style::Upstream), _) => RegsyncStyle::Upstream,
            (None, Some(settings)) if settings.is_upstreams_style => RegsyncStyle::Upstream,
            _ => RegsyncStyle::Quoted,
        }
    }

    /// Prints, writes or compares.
    fn write(
        &self,
        text: &str,
        regsync: &Mirrors<'_>,
        root: Option<&Path>,
        sources: &Sources,
        terminal: &Terminal,
    ) -> anyhow::Result<Outcome> {
        let target = match (&self.out, root) {
            (Some(file), _) => file.clone(),
            (None, Some(root)) if self.check => join(root, REGSYNC),
            (None, None) if self.check => {
                bail!("with `--data`, name the file that `--check` compares with `--out`")
            }
            (None, _) => return terminal.print(text.as_bytes()),
        };
        sources.unchanged()?;
        let output =
            if self.check { output_at(sources, &target, true)? } else { Output::new(&target, false)? };
        let mut written = output.all(text.as_bytes())?;
        terminal.told(&output::commit(&mut [&mut written as &mut dyn Replacement])?);
        let mut told = summary::of_regsync(&target, &regsync.counts(), &written, self.check);
        let stale = self.check && written.change != output::Change::Unchanged;
        if stale {
            let file = shell_word(&target.display().to_string());
            told += shown!("  = help: write it with `--out {file}` instead of `--check`, and commit the result\n"; file);
        }
        terminal.say(&told);
        Ok(if stale { Outcome::Findings } else { Outcome::Clean })
    }
}
