//! `kdm init`: a repository that passes its own check.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{anyhow, bail};
use clap::{Args, ValueEnum};

use super::{
    generate::Generate,
    import::Import,
    outcome::Outcome,
    stale::root_option,
    terminal::{BOLD, Terminal},
    written::put_all,
};
use crate::{
    diagnostic::{Diagnostics, shown::shown, words::shell_word},
    model::{Distribution, RancherLine, RkeVersion, Table},
    pass,
    repository::{
        Arenas, DATA_JSON, MIRROR_LIST, PATCH, Place, Repository, SETTINGS, TREE, path_of, top_of, writable,
    },
    source::{Arena, LoadErrors, Sources, join},
};

/// Make a repository: channel files, settings, CI, and the build of them. No file that is there is changed.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 made, 1 the build has findings that stop it, 2 could not run.")]
pub(super) struct Init {
    /// The folder, which is made if it is not there [default: that of --root, else this one].
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,

    /// The line of Rancher that reads the build, as in v2.15.
    #[arg(long, value_name = "LINE", value_parser = line)]
    line: Option<RancherLine>,

    /// Take the channel files and the settings of this repository or revision, with --prime its patch, too, instead of starting with
    /// one release.
    #[arg(long, value_name = "PLACE")]
    from: Option<PathBuf>,

    /// Take RKE's tables from this checkout of upstream's or compiled data.json, as `kdm import` does.
    #[arg(long, value_name = "PATH")]
    rke_source: Option<PathBuf>,

    /// Begin an enterprise patch, with a version that stands on the newest one of RKE's tables.
    #[arg(long, requires = "rke_source")]
    prime: bool,

    /// Whose CI checks and publishes the repository.
    #[arg(long, value_name = "WHOSE", default_value = "github")]
    ci: Ci,
}

/// Where a repository is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Ci {
    Github,
    Gitlab,
    None,
}

impl Ci {
    /// The file that it reads.
    fn file(self) -> Option<&'static str> {
        match self {
            Self::Github => Some(".github/workflows/kdm.yml"),
            Self::Gitlab => Some(".gitlab-ci.yml"),
            Self::None => None,
        }
    }

    /// What is in it.
    fn text(self) -> &'static str {
        match self {
            Self::Github => include_str!("../../../ci/github.yml"),
            Self::Gitlab => include_str!("../../../ci/gitlab.yml"),
            Self::None => "",
        }
    }
}

/// The line of a new repository that names none.
const NEWEST: RancherLine = RancherLine::new(2, 15);

/// The starters, for a line.
const STARTERS: [(Distribution, &str); 2] = [
    (Distribution::K3s, include_str!("channels.yaml")),
    (Distribution::Rke2, include_str!("channels-rke2.yaml")),
];

const STARTER_PATCH: &str = include_str!("rancher-prime-patch.yaml");

/// Says that builds are merged as builds.
const ATTRIBUTES: &str = ".gitattributes";

fn line(text: &str) -> Result<RancherLine, String> {
    RancherLine::parse(text).ok_or_else(|| "a line is `vX.Y`, as in v2.15".to_owned())
}

impl Init {
    pub(super) fn run(&self, root: Option<&Path>, terminal: &Terminal) -> anyhow::Result<Outcome> {
        let folder = match (&self.folder, root) {
            (Some(folder), Some(root)) if folder != root => {
                bail!("`{}` and `--root {}` are two folders", folder.display(), root.display())
            }
            (Some(folder), _) => folder,
            (None, root) => root.unwrap_or(Path::new(".")),
        };
        if folder.exists() {
            writable(folder)?;
            if !folder.is_dir() {
                bail!("`{}` is not a folder", folder.display());
            }
        }
        // What cannot be read is said before anything is written.
        let newest = self.rke_source.as_deref().map(newest_version).transpose()?;
        let mut files = self.files(newest)?;
        refuse_what_is_there(folder, &files)?;
        for (name, bytes) in files.iter_mut().filter(|(name, _)| name == ATTRIBUTES) {
            let path = join(folder, name);
            let known = if path.exists() {
                Sources::default().read_bytes(&path).map_err(LoadErrors::from)?
            } else {
                Vec::new()
            };
            *bytes = with_lines(known, bytes);
        }
        put_all(folder, &files)?;
        let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
        let named = names.join(", ");
        terminal.say(&shown!("{BOLD}{}: a KDM repository{BOLD:#}: {named}\n", folder.display(); BOLD, named));

        let made = self.build(folder, terminal)?;
        self.say_next(folder, terminal);
        Ok(made)
    }

    /// Does what a user would do next, as far as that needs no decision.
    fn build(&self, folder: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        if let Some(source) = &self.rke_source
            && Import::of(source.clone()).run(folder, terminal)? != Outcome::Clean
        {
            let import = format!("kdm import {}", shell_word(&source.display().to_string()));
            say_not_built(folder, &[&import, "kdm generate"], terminal);
            return Ok(Outcome::Findings);
        }
        let made = Generate::plain().run(folder, terminal)?;
        if made != Outcome::Clean {
            say_not_built(folder, &["kdm generate"], terminal);
        }
        Ok(made)
    }

    /// The files by name, and their texts.
    fn files(&self, newest: Option<RkeVersion>) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
        let mut files = match &self.from {
            Some(place) => taken(Place::beside(Path::new("."), place), self.prime)?,
            None => starters(self.line.unwrap_or(NEWEST)),
        };
        let is_settled = files.iter().any(|(name, _)| name == SETTINGS);
        if let (Some(place), Some(_), true) = (&self.from, self.line, is_settled) {
            bail!(
                "`{}` has settings, which say its line; leave `--line` away, and change {SETTINGS} afterwards",
                place.display()
            );
        }
        // What a repository that is taken over says by itself need not be said again.
        let line = self.line.or(self.from.is_none().then_some(NEWEST));
        if let Some(line) = line.filter(|_| !is_settled) {
            let text = format!("# The settings of `kdm`: see `kdm schema kdm`.\nline: {line}\n");
            files.push((SETTINGS.to_owned(), text.into_bytes()));
        }
        let is_patched = files.iter().any(|(name, _)| name == PATCH);
        if let Some(newest) = newest.filter(|_| self.prime && !is_patched) {
            files.push((PATCH.to_owned(), patch(&newest).into_bytes()));
        }
        let of_ci = self.ci.file().map(|name| (name.to_owned(), self.ci.text().into()));
        files.extend(of_ci);
        let attributes = format!("{DATA_JSON} merge=kdm\n{MIRROR_LIST} merge=kdm\n");
        files.push((ATTRIBUTES.to_owned(), attributes.into_bytes()));
        Ok(files)
    }

    /// What is left to do by hand.
    fn say_next(&self, folder: &Path, terminal: &Terminal) {
        let word = || shell_word(&folder.display().to_string());
        let at = if folder == Path::new(".") { String::new() } else { format!("-C {} ", word()) };
        terminal.say(&shown!("next:\n"));
        if top_of(folder).is_none() {
            let line = self.line.or(self.from.is_none().then_some(NEWEST));
            let branch = line.map(|line| format!(" -b dev-{line}")).unwrap_or_default();
            terminal.say(&shown!("  git {at}init{branch}\n"; at, branch));
        }
        terminal.say(&shown!("  git {at}config merge.kdm.driver 'kdm merge-driver -- %O %A %B %P'\n"; at));
        if self.prime {
            terminal.say(&shown!("  the names of your images, in place of `example`, in {PATCH}\n"; PATCH));
        }
        if let Some(file) = self.ci.file() {
            terminal.say(&shown!("  the variables that the first lines of {file} name\n"; file));
        }
    }
}

/// Says that the files stay where what they say cannot be built, and what builds them once it can.
fn say_not_built(folder: &Path, commands: &[&str], terminal: &Terminal) {
    let at = root_option(folder);
    let commands: Vec<_> = commands.iter().map(|command| format!("`{command}{at}`")).collect();
    let help = format!("mend what is found, and run {}", commands.join(" and "));
    terminal.note("the files above are there, and what they say is not built", &help);
}

/// The newest version of the RKE tables in a place.
fn newest_version(source: &Path) -> anyhow::Result<RkeVersion> {
    let repository = Repository::load_only_tables(Place::beside(Path::new("."), source))?;
    let (mut arenas, mut found, arena) = (Arenas::default(), Diagnostics::default(), Arena::new());
    let catalog = repository.read(&mut arenas, &mut found);
    let rke = pass::compile(catalog, &arena, &mut found).rke.unwrap_or_default();
    let versions = Table::keys(rke.system_images.as_ref()).into_iter();
    let versions = versions.filter_map(|version| RkeVersion::parse(version.value));
    let newest = versions.filter(|version| !version.is_enterprise()).max_by_key(RkeVersion::rank);
    newest.ok_or_else(|| anyhow!("`{}` has no version of RKE that could be read", source.display()))
}

/// A patch with one version, which stands on that one.
fn patch(newest: &RkeVersion) -> String {
    let (major, minor, patch) = newest.kubernetes;
    let version = format!("v{major}.{minor}.{patch}-rancherprime1-1-1");
    STARTER_PATCH.replace("@VERSION@", &version).replace("@REFERENCE@", &newest.to_string())
}

/// The channel files of a place as they are, and its patch.
fn taken(place: Place<'_>, with_patch: bool) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let mut sources = Sources::default();
    let root = path_of(place, &mut sources)?;
    let names = Distribution::ALL.map(Distribution::channel_file).into_iter().chain([SETTINGS]);
    let names = names.chain(with_patch.then_some(PATCH));
    let mut files = Vec::new();
    for name in names {
        let path = join(&root, name);
        if sources.is_file(&path) {
            files.push((name.to_owned(), sources.read_bytes(&path).map_err(LoadErrors::from)?));
        }
    }
    if files.iter().all(|(name, _)| name != Distribution::K3s.channel_file()) {
        bail!("`{place}` is no KDM repository: it has no `{}`", Distribution::K3s.channel_file());
    }
    Ok(files)
}

/// Channel files with one release each.
fn starters(line: RancherLine) -> Vec<(String, Vec<u8>)> {
    let starters = STARTERS.map(|(distribution, text)| {
        let text = text.replace("@LINE@", &line.plain()).replace("@NEXT@", &line.after().plain());
        (distribution.channel_file().to_owned(), text.into_bytes())
    });
    starters.into()
}

/// Refuses if a file is there, except `.gitattributes`, to which lines are added.
fn refuse_what_is_there(folder: &Path, files: &[(String, Vec<u8>)]) -> anyhow::Result<()> {
    // What is made from them, too.
    let names = files.iter().map(|(name, _)| name.as_str()).filter(|name| *name != ATTRIBUTES);
    let names = names.chain([DATA_JSON, MIRROR_LIST, TREE]);
    let there: Vec<_> = names.filter(|name| fs::symlink_metadata(join(folder, name)).is_ok()).collect();
    if there.is_empty() {
        return Ok(());
    }
    let there = there.iter().map(|name| format!("`{}`", join(folder, name).display())).collect::<Vec<_>>();
    bail!("{} is there already; nothing is written: name another folder, or move it away", there.join(", "))
}

/// A text with more lines at its end: those that it has not.
fn with_lines(mut text: Vec<u8>, more: &[u8]) -> Vec<u8> {
    if text.is_empty() {
        return more.to_vec();
    }
    for line in more.split_inclusive(|byte| *byte == b'\n') {
        if !text.split_inclusive(|byte| *byte == b'\n').any(|known| known.trim_ascii() == line.trim_ascii()) {
            if !text.ends_with(b"\n") {
                text.push(b'\n');
            }
            text.extend(line);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_there_are_not_added_again() {
        let lines =
            |text: &str| String::from_utf8(with_lines(text.into(), b"a b\nc d\n")).unwrap_or_default();
        assert_eq!(lines(""), "a b\nc d\n");
        assert_eq!(lines("x\nc d"), "x\nc d\na b\n");
        assert_eq!(lines("c d\r\na b\n"), "c d\r\na b\n");
    }
}
