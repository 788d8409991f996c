//! What the tests share: the golden data, a folder to work in, and the program.

#![allow(unreachable_pub)]

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use assert_cmd::Command;
use tempfile::TempDir;

/// The folder of golden data, or nothing and a loud word about it.
pub fn golden(what: &str) -> Option<PathBuf> {
    folder_in("KDM_GOLDEN", what)
}

/// A checkout of upstream's repository, or nothing and a loud word about it.
pub fn upstream(what: &str) -> Option<PathBuf> {
    folder_in("KDM_UPSTREAM", what)
}

fn folder_in(variable: &str, what: &str) -> Option<PathBuf> {
    match env::var_os(variable) {
        Some(folder) => {
            let folder = fs::canonicalize(&folder)
                .unwrap_or_else(|error| panic!("{variable} names {}: {error}", Path::new(&folder).display()));
            Some(folder)
        }
        None => {
            skipped(&format!("{variable} is not set"), what);
            None
        }
    }
}

/// Says that something is skipped, and why.
pub fn skipped(why: &str, what: &str) {
    // Not through the test's captured output: everybody is to see it.
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "\n*** SKIPPED, because {why}: {what} ***\n");
}

/// A folder that looks like a KDM repository and goes away with the test.
pub struct Repository {
    folder: TempDir,
}

impl Repository {
    /// A copy of `tests/repositories/NAME`.
    pub fn copy_of(name: &str) -> Self {
        let repository = Self::empty();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/repositories").join(name);
        copy(&from, repository.path());
        repository
    }

    /// A folder with nothing in it.
    pub fn empty() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    /// The same, with one more file.
    pub fn with(self, name: &str, contents: impl AsRef<[u8]>) -> Self {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
        self
    }

    /// The same, without a file.
    pub fn without(self, name: &str) -> Self {
        fs::remove_file(self.path().join(name)).unwrap();
        self
    }

    /// The same, with one place of a file changed.
    #[track_caller]
    pub fn edit(self, name: &str, from: &str, to: &str) -> Self {
        let text = self.read(name);
        assert_eq!(text.matches(from).count(), 1, "`{from}` stands once in {name}");
        self.with(name, text.replace(from, to))
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    /// The program, run in the repository.
    pub fn kdm(&self, arguments: &str) -> Command {
        let mut command = Command::cargo_bin("kdm").unwrap();
        command.current_dir(self.path()).env_remove("NO_COLOR").args(arguments.split_whitespace());
        command
    }

    /// What the user sees: the exit code and standard error.
    pub fn screen(&self, arguments: &str) -> String {
        let output = self.kdm(arguments).output().unwrap();
        assert!(output.stdout.is_empty(), "nothing goes to standard output");
        format!("exit code {}\n{}", output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    }

    /// The names of all files in `data/`.
    pub fn data_files(&self) -> Vec<String> {
        let Ok(folder) = fs::read_dir(self.path().join("data")) else { return Vec::new() };
        let mut names: Vec<_> =
            folder.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// The same with a release so long that writing takes a while, and what is written.
pub fn slow_to_write(repository: Repository) -> (Repository, String) {
    let summary = format!("summary: {} A key", "x".repeat(12_000_000));
    let repository = repository.edit("channels.yaml", "summary: A key", &summary);
    repository.kdm("generate --rke-source rke.json --out new.json").assert().success();
    let new = repository.read("new.json");
    fs::remove_file(repository.path().join("new.json")).unwrap();
    (repository, new)
}

/// Starts the program in a repository.
pub fn start(repository: &Repository, arguments: &str) -> std::process::Child {
    std::process::Command::new(assert_cmd::cargo::cargo_bin("kdm"))
        .args(arguments.split_whitespace())
        .current_dir(repository.path())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap()
}

/// Waits until the program writes its temporary file, or has ended; says whether it writes.
pub fn wait_for_temporary(repository: &Repository, child: &mut std::process::Child) -> bool {
    loop {
        if repository.data_files().iter().any(|name| name.ends_with(".tmp")) {
            return true;
        }
        std::thread::sleep(std::time::Duration::from_micros(200));
        if child.try_wait().unwrap().is_some() {
            return false;
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// Git, as somebody who has no settings of their own.
#[track_caller]
pub fn git(folder: &Path, arguments: &str) -> String {
    let output = std::process::Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(["-c", "user.name=n", "-c", "user.email=e@example.org", "-c", "init.defaultBranch=main"])
        .args(["-c", "commit.gpgSign=false", "-c", "protocol.file.allow=always"])
        .args(arguments.split_whitespace())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {arguments}: {said}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// Commits all that is in a folder, which is a repository of git from then on.
pub fn commit(repository: &Repository, title: &str) {
    if !repository.path().join(".git").exists() {
        git(repository.path(), "init --quiet");
    }
    git(repository.path(), "add --all");
    git(repository.path(), &format!("commit --quiet --allow-empty --message {title}"));
}
