//! Commits as upstream's etiquette wants them: the sources, and then what was generated. With the user's git.

use std::{
    io,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use anyhow::{Context, anyhow, bail};

/// The title of the commit of what was generated.
const GENERATED: &str = "go generate";

/// A repository whose index is clean, where the files of a command can be committed.
pub(super) struct Commits {
    root: PathBuf,
}

fn git(root: &Path, arguments: &[&str], paths: &[PathBuf]) -> anyhow::Result<Output> {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(arguments);
    if !paths.is_empty() {
        command.arg("--").args(paths);
    }
    match command.output() {
        Ok(output) => Ok(output),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            Err(anyhow!("`--commit` needs git, and there is none on this machine"))
        }
        Err(error) => Err(error).context("cannot run git"),
    }
}

/// What git says, without the line break behind it.
fn said(output: &Output) -> String {
    let text = if output.stderr.is_empty() { &output.stdout } else { &output.stderr };
    let text = String::from_utf8_lossy(text);
    let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("; ")
}

impl Commits {
    /// Looks whether the files can be committed without anything else.
    ///
    /// # Errors
    ///
    /// Without git or a repository, in the middle of a merge or rebase, when something is staged, and when one of the files has
    /// changes that are not committed.
    pub(super) fn prepare(root: &Path, files: &[PathBuf]) -> anyhow::Result<Self> {
        let shown = root.display();
        let inside = git(root, &["rev-parse", "--git-dir"], &[])?;
        if !inside.status.success() {
            bail!("cannot commit in `{shown}`: it is in no git repository");
        }
        let folder = root.join(said(&inside));
        for (mark, what) in [
            ("MERGE_HEAD", "merge"),
            ("CHERRY_PICK_HEAD", "cherry-pick"),
            ("REVERT_HEAD", "revert"),
            ("rebase-merge", "rebase"),
            ("rebase-apply", "rebase"),
        ] {
            if folder.join(mark).exists() {
                bail!(
                    "cannot commit in `{shown}`: it is in the middle of a {what}; finish or abort it first"
                );
            }
        }
        if !git(root, &["diff", "--cached", "--quiet"], &[])?.status.success() {
            bail!("cannot commit in `{shown}`: something is staged already; commit or unstage it first");
        }
        let files: Vec<PathBuf> = files.iter().map(|file| absolute(file)).collect();
        let changed = git(root, &["status", "--porcelain", "--untracked-files=no"], &files)?;
        let changed =
            String::from_utf8_lossy(&changed.stdout).lines().next().map(|line| line[2..].trim().to_owned());
        if let Some(changed) = changed {
            bail!(
                "cannot commit in `{shown}`: `{changed}` has changes of its own; commit or stash them first"
            );
        }
        Ok(Self { root: root.to_owned() })
    }

    /// Commits the sources, and then what was generated; what was committed, as sentences.
    ///
    /// # Errors
    ///
    /// When git refuses, as a hook may.
    pub(super) fn commit(
        &self,
        title: &str,
        body: &str,
        sources: &[PathBuf],
        generated: &[PathBuf],
    ) -> anyhow::Result<Vec<String>> {
        let message = if body.is_empty() { title.to_owned() } else { format!("{title}\n\n{body}") };
        let mut told = Vec::new();
        for (message, files) in [(message.as_str(), sources), (GENERATED, generated)] {
            let files: Vec<PathBuf> = files.iter().map(|file| absolute(file)).collect();
            if files.is_empty() {
                continue;
            }
            let run = |arguments: &[&str]| -> anyhow::Result<()> {
                let output = git(&self.root, arguments, &files)?;
                if !output.status.success() {
                    // What is staged would stop the next run.
                    let _ = git(&self.root, &["reset", "--quiet"], &files);
                    let before = if told.is_empty() { "" } else { ", and the sources are committed" };
                    bail!(
                        "git does not commit in `{}`: {}; the files are written{before}",
                        self.root.display(),
                        said(&output)
                    );
                }
                Ok(())
            };
            run(&["add"])?;
            if git(&self.root, &["diff", "--cached", "--quiet"], &files)?.status.success() {
                continue;
            }
            run(&["commit", "--quiet", "-m", message])?;
            let title = message.lines().next().unwrap_or_default();
            let head = said(&git(&self.root, &["rev-parse", "--short", "HEAD"], &[])?);
            told.push(format!("`{}`: committed {head}, `{title}`", self.root.display()));
        }
        Ok(told)
    }
}

/// A path that means the same in the root.
fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
