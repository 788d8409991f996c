//! `kdm publish`: from the branch to the people who fetch it.

mod gate;
mod progress;
mod rollback;
mod step;
mod upload;

use std::{
    env,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::bail;
use clap::{ArgGroup, Args, ValueEnum};

use self::{
    gate::{Gate, Judgement},
    step::{Step, dressed, files_json, look, refused},
    upload::{Verify, upload},
};
use super::{
    of_tag::is_of_tag, outcome::Outcome, rules::ALLOWABLE_OF_CHECK, stale::fresh_build, terminal::Terminal,
    with::read_with,
};
use crate::{
    diagnostic::{Rule, shown::shown},
    model::Tag,
    publish::{Access, Address, BucketStore, Failure, File, FolderStore, Limits, Store},
    report::{FileJson, PublishedJson, render_published, render_published_json},
    repository::{BUILD_NAME, BranchName, Published},
};

/// Publish the build where Rancher fetches it, if it is fresh and loses nothing of what is there. The one command that touches
/// the network.
#[derive(Debug, Args)]
#[command(
    group = ArgGroup::new("as").required(true).args(["branch", "tag"]),
    after_help = "Credentials come from the environment: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, \
                  AWS_ENDPOINT_URL for s3; OSS_ACCESS_KEY_ID, OSS_ACCESS_KEY_SECRET, OSS_REGION, OSS_ENDPOINT for oss; \
                  GOOGLE_OAUTH_ACCESS_TOKEN for gs.\n\n\
                  Exit codes: 0 published or unchanged, 1 refused (stale, something released is lost, somebody else was first, \
                  something else is served than was sent), 2 could not run."
)]
pub(super) struct Publish {
    /// The storage: s3://BUCKET[/PREFIX], gs://BUCKET[/PREFIX], oss://BUCKET[/PREFIX] or file:///DIR. Keys begin with
    /// kontainer-driver-metadata/ below it.
    // As text: what is wrong with it must not be shown with what somebody wrote into it.
    #[arg(long, value_name = "ADDRESS")]
    to: String,

    /// Publish as the newest build of this branch.
    #[arg(long, value_name = "BRANCH")]
    branch: Option<BranchName>,

    /// Publish under this tag, once and for all: the build of its commit, which is checked out or the root.
    #[arg(long, value_name = "TAG")]
    tag: Option<Tag>,

    /// Put what this tag has back under the branch.
    #[arg(long, value_name = "TAG", requires = "branch", conflicts_with_all = ["tag", "with", "allow"])]
    rollback: Option<Tag>,

    /// Publish this file, too, under its own name and before data.json (repeat it).
    #[arg(long, value_name = "FILE")]
    with: Vec<PathBuf>,

    /// Send nothing, and print what would be done.
    #[arg(long)]
    dry_run: bool,

    /// Read back from this address instead of the storage: the one that has kontainer-driver-metadata/ for consumers.
    #[arg(long, value_name = "URL")]
    verify_url: Option<String>,

    /// How to print what is published.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// How many seconds nothing may come from the other side.
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,

    /// Let http:// to another machine through.
    #[arg(long)]
    insecure: bool,

    /// Take the RKE tables from elsewhere, as in `kdm generate`.
    #[arg(long, value_name = "PATH", conflicts_with = "rollback")]
    rke_source: Option<PathBuf>,

    /// Turn the errors of a rule into warnings (repeat it, or use commas).
    #[arg(long, value_name = "RULE", value_delimiter = ',', value_parser = ALLOWABLE_OF_CHECK, hide_possible_values = true)]
    allow: Vec<Rule>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Publish {
    pub(super) fn run(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        self.published(root, terminal).or_else(|error| match error.downcast::<Failure>() {
            Ok(failure) => {
                terminal.fail(&failure.to_string(), failure.what_to_do());
                Ok(if failure.is_refusal() { Outcome::Findings } else { Outcome::Failed })
            }
            Err(error) => Err(error),
        })
    }

    fn published(&self, root: &Path, terminal: &Terminal) -> anyhow::Result<Outcome> {
        // What is meant, and whether we may ask for it at all.
        let address: Address = self.to.parse()?;
        let target = match (&self.branch, self.tag) {
            (Some(branch), _) => Published::Branch(branch.clone()),
            (None, Some(tag)) => Published::Tag(tag),
            (None, None) => bail!("name what is published with `--branch` or `--tag`"),
        };
        let (limits, environment) = (self.limits(), &|name: &str| env::var(name).ok());
        let verify =
            self.verify_url.as_deref().map(|url| Verify::new(url, self.insecure, limits, environment));
        let verify = verify.transpose()?;
        let store: Box<dyn Store> = match &address {
            Address::Folder(folder) => Box::new(FolderStore::new(folder, limits.silence)?),
            Address::Bucket { kind, bucket, prefix } => {
                let access = Access::of(*kind, bucket, environment, self.insecure)?;
                Box::new(BucketStore::new(access, prefix, limits, environment)?)
            }
        };
        let (store, verify) = (&*store, verify.as_ref());
        if let Some(tag) = self.rollback {
            return self.roll_back(tag, &address, &target, (store, verify), terminal);
        }

        // The build, if it is what its sources say; that of a tag, if it is the tag's.
        if let Published::Tag(tag) = &target
            && !is_of_tag(root, *tag, "nothing is published", terminal)?
        {
            return Ok(Outcome::Findings);
        }
        let Some(files) = self.files(root, &target, terminal)? else { return Ok(Outcome::Findings) };

        // What is there now, and whether the build may take its place.
        let steps = look(store, &target, files)?;
        let rke_source = self.rke_source.as_ref();
        let gate = Gate { root, rke_source, target: &target, address: &address, allow: &self.allow };
        let Judgement { commit, may_ship } = gate.judge(&steps, terminal)?;
        let steps = dressed(steps, commit.as_deref());
        if !may_ship {
            self.print(&address, &target, &files_json(store, &steps, true), terminal)?;
            return Ok(Outcome::Findings);
        }
        self.send(&address, &target, (store, verify), &steps, terminal)
    }

    /// Sends what is not there yet, or says what would be sent.
    fn send(
        &self,
        address: &Address,
        target: &Published,
        (store, verify): (&dyn Store, Option<&Verify>),
        steps: &[Step],
        terminal: &Terminal,
    ) -> anyhow::Result<Outcome> {
        let refused = refused(store, steps);
        let files = files_json(store, steps, refused.is_some());
        if self.dry_run || refused.is_some() {
            let printed = self.print(address, target, &files, terminal)?;
            return refused.map_or(Ok(printed), |failure| Err(failure.into()));
        }
        if let Some(why) = store.unsafe_because() {
            terminal.note(why, "see to it that nobody else publishes this at the same time");
        }
        // Whoever stops reading, or cannot, does not split a publication.
        let is_text = self.format == Format::Text;
        let mut printed = Ok(Outcome::Clean);
        for (step, line) in steps.iter().zip(&files) {
            upload(store, verify, step, terminal.is_quiet())?;
            if is_text {
                printed = printed.and(terminal.print_styled(&render_published(line, false)));
            }
        }
        if !is_text {
            printed = self.print(address, target, &files, terminal);
        }
        let (target, address) = (target.to_string(), address.to_string());
        terminal.say(&shown!("{target} is published at {address}\n"; target, address));
        printed
    }

    fn print(
        &self,
        address: &Address,
        target: &Published,
        files: &[FileJson],
        terminal: &Terminal,
    ) -> anyhow::Result<Outcome> {
        if self.format == Format::Text {
            for file in files {
                terminal.print_styled(&render_published(file, self.dry_run))?;
            }
            return Ok(Outcome::Clean);
        }
        let (to, published_as, tag) =
            (address.to_string(), target.to_string(), self.rollback.map(|tag| tag.to_string()));
        let published = PublishedJson {
            version: 1,
            to: &to,
            published_as: &published_as,
            rolled_back_to: tag.as_deref(),
            dry_run: self.dry_run,
            files,
        };
        terminal.print(render_published_json(&published).as_bytes())
    }

    fn limits(&self) -> Limits {
        Limits { silence: Duration::from_secs(self.timeout), retries: 3 }
    }

    /// The files, data.json last; nothing, said to the user, where they are not what the sources compile to.
    fn files(
        &self,
        root: &Path,
        target: &Published,
        terminal: &Terminal,
    ) -> anyhow::Result<Option<Vec<File>>> {
        let undone = "nothing is published";
        let Some(build) = fresh_build(root, self.rke_source.as_ref(), &self.allow, undone, terminal)? else {
            return Ok(None);
        };
        let with = read_with(root, &self.with)?.into_iter();
        let mut files: Vec<_> = with.map(|(name, bytes)| File::new(&name, bytes)).collect();
        let mut file = File::new(BUILD_NAME, build);
        // From a tag all of it can be put back.
        if let Published::Tag(_) = target {
            let names: Vec<_> = files.iter().map(|file| file.name.clone()).collect();
            file = file.with_names(&names);
        }
        files.push(file);
        Ok(Some(files))
    }
}
