//! `kdm package`: the nginx image for sites without the internet.

mod build;
#[cfg(feature = "oci")]
mod oci;

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{anyhow, bail};
use clap::Args;

use self::build::{Lines, NamedBuild, PAGE_NAME};
use super::{outcome::Outcome, terminal::Terminal};
use crate::{
    diagnostic::{
        Rule,
        shown::shown,
        words::{count, thousands},
    },
    emit::{Files, MADE_BY, Served, render_image_context, render_metadata_config},
    model::Tag,
    output::{self, FileChange, Replacement, StagedFolder, stamp, target_of},
    repository::{BUILD_NAME, Published, tag_time},
    source::describe,
};

/// The image that the served files are put into. Its tag never moves to another version of nginx.
const BASE: &str = "docker.io/library/nginx:1.30.5-alpine";

/// Write the build context of an nginx image that serves builds under the paths of releases.rancher.com; print Rancher's setting for
/// each.
#[derive(Debug, Args)]
#[command(
    after_help = "All files have one time: that of SOURCE_DATE_EPOCH, else the day in the tag, else the time of the commit that the \
                  tag is of.\n\nExit codes: 0 written, 1 the build is stale or not that of the tag, 2 could not run."
)]
pub(super) struct Package {
    /// The tag that the image is of.
    #[arg(long, value_name = "TAG")]
    tag: Tag,

    /// Serve this build (a data.json, a repository or a revision) as that of a branch, as in release-v2.8=origin/release-v2.8
    /// (repeat it); by default that of the repository, as the release branch of the tag's line.
    #[arg(long, value_name = "BRANCH=PLACE")]
    build: Vec<NamedBuild>,

    /// Serve this file, too, beside the build of the tag's line (repeat it).
    #[arg(long, value_name = "FILE")]
    with: Vec<PathBuf>,

    /// Serve a page of each build, too, as page.html beside it.
    #[arg(long)]
    page: bool,

    /// The folder to write the context to: a new one, an empty one, or one that was written by `kdm package`.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,

    /// The image that the files are put into; its health check takes one with wget, as those of Alpine have it.
    #[arg(long, value_name = "IMAGE", default_value = BASE, value_parser = image_name)]
    base_image: String,

    /// The address under which Rancher reaches the image, for the settings that are printed.
    #[arg(long, value_name = "URL", default_value = "http://HOST:8080")]
    url: String,

    /// Write the image itself, too, as an OCI archive for skopeo and crane.
    #[arg(long, value_name = "FILE", requires = "base")]
    oci: Option<PathBuf>,

    /// The OCI image layout of an nginx image that `--oci` puts the files on, as `skopeo copy docker://… oci:DIR` writes it.
    #[arg(long, value_name = "DIR", requires = "oci")]
    base: Option<PathBuf>,

    /// Take the RKE tables of the repository from elsewhere, as in `kdm generate`.
    #[arg(long, value_name = "PATH")]
    rke_source: Option<PathBuf>,

    /// Turn the errors of a rule into warnings (repeat it, or use commas).
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = super::rules::ALLOWABLE, hide_possible_values = true)]
    allow: Vec<Rule>,
}

impl Package {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        self.refuse_targets(root)?;
        if !self.url.starts_with("http://") && !self.url.starts_with("https://") {
            bail!("`--url` is not an address, which is `http://HOST` or `https://HOST`");
        }
        let time = self.time(root)?;

        // The builds, and where each is served.
        let Some(lines) = Lines::load(self, root, terminal)? else { return Ok(Outcome::Findings) };
        let mut served = Served::default();
        for (branch, build) in &lines.builds {
            served.add(&[Published::Branch(branch.clone()).key(BUILD_NAME)], &build.bytes);
            if let Some(page) = &build.page {
                served.add(&[Published::Branch(branch.clone()).key(PAGE_NAME)], page.as_bytes());
            }
        }
        let of_tag = &lines.builds[&lines.of_tag];
        let places = [Published::Tag(self.tag), Published::Branch(lines.of_tag.clone())];
        served.add(&[BUILD_NAME.to_owned(), places[0].key(BUILD_NAME)], &of_tag.bytes);
        if let Some(page) = &of_tag.page {
            served.add(&[places[0].key(PAGE_NAME)], page.as_bytes());
        }
        for (name, bytes) in &lines.with {
            served.add(&places.each_ref().map(|place| place.key(name)), bytes);
        }
        let context = render_image_context(served, &self.tag.to_string(), &self.base_image);

        // They are written, each file with the same time.
        let mut staged = StagedFolder::write(&self.out, &context)?;
        if let Some(name) = stranger(&staged.changes) {
            let out = self.out.display();
            bail!(
                "cannot write to `{out}`: `{name}` is in it, which `kdm package` has not made; move it, or name a new folder"
            );
        }
        stamp(staged.path(), &context, time)?;
        let mut archive = self.archive(&context, time)?;
        let mut replaced: Vec<&mut dyn Replacement> = vec![&mut staged];
        replaced.extend(archive.as_mut().map(|(written, _)| written as &mut dyn Replacement));
        terminal.told(&output::commit(&mut replaced)?);
        self.tell(&context, archive.map(|(_, images)| images), terminal);

        // Rancher's setting for each line.
        let url = self.url.trim_end_matches('/');
        let settings = lines.builds.keys().map(|branch| {
            let key = Published::Branch(branch.clone()).key(BUILD_NAME);
            render_metadata_config(&format!("{url}/{key}")) + "\n"
        });
        terminal.print(settings.collect::<String>().as_bytes())
    }

    /// Says what was written, and what the lines on standard output are.
    fn tell(&self, context: &Files, images: Option<usize>, terminal: &Terminal) {
        let bytes = thousands(context.values().map(|bytes| bytes.len() as u64).sum());
        let files = count(context.len(), "file");
        let out = self.out.display();
        terminal.say(&shown!("{out}: {files}, {bytes} bytes\n"; out, files, bytes));
        if let (Some(file), Some(images)) = (&self.oci, images) {
            let (file, images) = (file.display(), count(images, "image"));
            terminal.say(&shown!("{file}: {images}\n"; file, images));
        }
        terminal.say(&shown!("the setting `rke-metadata-config` for each branch:\n"));
    }

    #[cfg(feature = "oci")]
    fn archive(&self, context: &Files, time: u64) -> anyhow::Result<Option<(output::Written, usize)>> {
        let (Some(file), Some(base)) = (&self.oci, &self.base) else { return Ok(None) };
        oci::write(file, base, context, (&self.tag.to_string(), time)).map(Some)
    }

    #[cfg(not(feature = "oci"))]
    fn archive(&self, _context: &Files, _time: u64) -> anyhow::Result<Option<(output::Written, usize)>> {
        match self.oci {
            Some(_) => bail!("this kdm was built without `--oci`; build it with `--features oci`"),
            None => Ok(None),
        }
    }

    /// Refuses to write where something else than a context would be lost.
    fn refuse_targets(&self, root: &Path) -> anyhow::Result<()> {
        let out = target_of(&self.out);
        let cannot = |why: &str| Err(anyhow!("cannot write to `{}`: {why}", self.out.display()));
        let inputs = self
            .build
            .iter()
            .map(|build| build.place.as_path())
            .chain(self.with.iter().map(PathBuf::as_path));
        let inputs = inputs.chain(self.base.as_deref()).filter(|input| input.exists()).map(target_of);
        if target_of(root).starts_with(&out) {
            return cannot("the repository is in it");
        }
        if inputs.into_iter().any(|input| input.starts_with(&out)) {
            return cannot("what the image is made from is in it");
        }
        if is_of_git(&out) {
            return cannot("it is in git's own folder");
        }
        if out.exists() && !out.is_dir() {
            return cannot("it is not a folder");
        }
        if out.exists() {
            let is_empty = fs::read_dir(&out).map(|mut entries| entries.next().is_none());
            let is_empty = is_empty.or_else(|error| cannot(&describe(&error)).map(|()| false))?;
            let dockerfile = fs::read_to_string(out.join("Dockerfile")).unwrap_or_default();
            if !is_empty && !dockerfile.starts_with(MADE_BY) {
                return cannot("it has files that `kdm package` has not made; name a new folder");
            }
        }
        let Some(archive) = &self.oci else { return Ok(()) };
        let (file, base) = (target_of(archive), self.base.as_deref().map(target_of));
        let is_archive = archive.extension().is_some_and(|extension| extension == "tar");
        if !is_archive
            || file.starts_with(&out)
            || base.is_some_and(|base| file.starts_with(base))
            || is_of_git(&file)
        {
            let shown = archive.display();
            bail!(
                "cannot write `{shown}`: name a file that ends with `.tar`, outside of `--out` and `--base`"
            );
        }
        Ok(())
    }

    /// The time of all files, in seconds since 1970.
    fn time(&self, root: &Path) -> anyhow::Result<u64> {
        if let Some(time) = env::var("SOURCE_DATE_EPOCH").ok().filter(|time| !time.is_empty()) {
            // A layer has room for so many seconds, 8^11; nginx and HTTP for less.
            let time = time.parse().ok().filter(|seconds| *seconds < 1 << 33);
            return time.ok_or_else(|| anyhow!("SOURCE_DATE_EPOCH is not a number of seconds since 1970"));
        }
        if let Some((day, number)) = self.tag.day() {
            let start = day.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp().as_second();
            let start =
                u64::try_from(start).map_err(|_| anyhow!("the day of `{}` is before 1970", self.tag))?;
            // Two builds of a day are two states of one path.
            return Ok(start + u64::from(number));
        }
        tag_time(root, &self.tag.to_string()).ok_or_else(|| {
            anyhow!(
                "the files need a time, and `{}` has no day in it; make that tag here, of which the time is taken, or set SOURCE_DATE_EPOCH",
                self.tag
            )
        })
    }
}

/// Whether a path is in git's own folder.
fn is_of_git(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str() == ".git")
}

/// A file that would go, and is none that a package has.
fn stranger(changes: &[(FileChange, String)]) -> Option<&str> {
    let is_served = |name: &str| {
        name.starts_with("html/kontainer-driver-metadata/") || name.starts_with("html/data.json")
    };
    let gone = changes.iter().filter(|(change, _)| *change == FileChange::Removed);
    gone.map(|(_, name)| name.as_str()).find(|name| !is_served(name))
}

/// The name of an image, as a Dockerfile has it in a line of its own.
fn image_name(text: &str) -> Result<String, &'static str> {
    let is_name = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    if is_name { Ok(text.to_owned()) } else { Err("the name of an image has no spaces, and something in it") }
}
