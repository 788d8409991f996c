//! Every console block of the README and the book is run: what a page shows is what the program prints.
//!
//! A block runs in a folder of its own. What that is, and what is done in it before, says a comment above the block:
//!
//! ```text
//! <!-- console: SCENE [on DATE]
//! commands of the shell
//! -->
//! ```
//!
//! Without one it is a copy of this repository. `...` stands for any lines, `[..]` for any words. `KDM_BOOK=overwrite` writes
//! what is printed into the pages.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use snapbox::{Data, IntoData, filter::NormalizeToExpected};
use tempfile::TempDir;

use crate::support::{golden, skipped};

/// A block of a page.
struct Block {
    /// The line of its fence, from 1.
    line: usize,
    scene: String,
    date: Option<String>,
    setup: String,
    /// Each command, with the lines that it prints, and where those are in the page.
    commands: Vec<(String, String, std::ops::Range<usize>)>,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The console blocks of a page.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let lines: Vec<_> = text.split_inclusive('\n').collect();
    let starts = lines.iter().scan(0, |at, line| {
        *at += line.len();
        Some(*at - line.len())
    });
    let starts: Vec<usize> = starts.collect();
    let mut nth = 0;
    while nth < lines.len() {
        if lines[nth].trim_end() != "```console" {
            nth += 1;
            continue;
        }
        let (scene, date, setup) = comment_above(&lines[..nth]);
        let mut block = Block { line: nth + 1, scene, date, setup, commands: Vec::new() };
        nth += 1;
        while lines[nth].trim_end() != "```" {
            let command =
                lines[nth].strip_prefix("$ ").unwrap_or_else(|| panic!("line {} is a command", nth + 1));
            let mut command = command.trim_end().to_owned();
            nth += 1;
            while command.ends_with('\\') {
                command += &format!("\n{}", lines[nth].trim_end());
                nth += 1;
            }
            let begins = starts[nth];
            while lines[nth].trim_end() != "```" && !lines[nth].starts_with("$ ") {
                nth += 1;
            }
            let range = begins..starts[nth];
            block.commands.push((command, text[range.clone()].to_owned(), range));
        }
        blocks.push(block);
    }
    blocks
}

/// The scene, the date and the commands of the comment above a block.
fn comment_above(lines: &[&str]) -> (String, Option<String>, String) {
    let end = lines.iter().rposition(|line| !line.trim().is_empty());
    let text = end.filter(|end| lines[*end].trim_end().ends_with("-->")).map(|end| {
        let start = lines[..=end].iter().rposition(|line| line.starts_with("<!-- ")).unwrap();
        lines[start..=end].concat()
    });
    let text =
        text.as_deref().and_then(|text| text.trim().strip_prefix("<!-- console: ")?.strip_suffix("-->"));
    let Some(text) = text else { return ("repository".to_owned(), None, String::new()) };
    let (first, setup) = text.split_once('\n').unwrap_or((text, ""));
    let (scene, date) =
        first.trim().split_once(" on ").map_or((first.trim(), None), |(scene, date)| (scene, Some(date)));
    (scene.to_owned(), date.map(str::to_owned), setup.to_owned())
}

/// Git that has the same author, time and settings wherever it runs, so that commits have the same names.
fn as_always(command: &mut Command) -> &mut Command {
    command
        .envs([("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_GLOBAL", "/dev/null")])
        .envs([("GIT_AUTHOR_NAME", "n"), ("GIT_AUTHOR_EMAIL", "n@example.org")])
        .envs([("GIT_COMMITTER_NAME", "n"), ("GIT_COMMITTER_EMAIL", "n@example.org")])
        .envs([("GIT_AUTHOR_DATE", "2026-01-31T12:00:00Z"), ("GIT_COMMITTER_DATE", "2026-01-31T12:00:00Z")])
}

/// A folder as a scene has it; nothing where the recorded data for it is not there.
fn folder(scene: &str, page: &str) -> Option<TempDir> {
    let folder = TempDir::new().unwrap();
    let take = |from: &Path, names: &[&str]| {
        for name in names {
            let status = Command::new("cp").arg("-r").arg(from.join(name)).arg(folder.path()).status();
            assert!(status.unwrap().success(), "{name}");
        }
    };
    let recorded = || golden(&format!("the blocks of {page} on upstream's data"));
    match scene {
        "empty" => {}
        "repository" | "both" => {
            if scene == "both" {
                take(&recorded()?.join("lines"), &["dev-v2.7", "dev-v2.9"]);
            }
            let own =
                ["channels.yaml", "channels-rke2.yaml", "channels-rfo.yaml", "rancher-prime-patch.yaml"];
            take(root(), &own);
            take(root(), &["data", "schemas", ".gitattributes"]);
        }
        "lines" => {
            let golden = recorded()?;
            take(&golden.join("lines"), &["dev-v2.7", "dev-v2.9"]);
            std::os::unix::fs::symlink(golden.join("regsync/image-lists"), folder.path().join("lists"))
                .unwrap();
        }
        "prime" => {
            let golden = recorded()?;
            take(&golden.join("lines"), &["dev-v2.7"]);
            take(&golden.join("lines/dev-v2.7"), &["channels.yaml", "channels-rke2.yaml"]);
            take(&golden.join("prime"), &["rancher-prime-patch.yaml"]);
        }
        "checkout" => {
            let to = folder.path().join("kontainer-driver-metadata");
            let from = root().join("tests/repositories/checkout");
            assert!(Command::new("cp").arg("-r").args([from, to.clone()]).status().unwrap().success());
            let script = "git init --quiet && git add --all && git commit --quiet --message tables";
            let made = as_always(Command::new("bash").args(["-c", script]).current_dir(&to)).status();
            assert!(made.unwrap().success());
        }
        "lines-2026" => take(&recorded()?.join("lines-2026"), &["dev-v2.12", "dev-v2.15"]),
        "os-images" => take(&recorded()?.join("os-images"), &["rules.yaml", "releases", "bad"]),
        other => panic!("{page}: there is no scene `{other}`"),
    }
    let status = Command::new("chmod").args(["-R", "u+w"]).arg(folder.path()).status();
    assert!(status.unwrap().success());
    Some(folder)
}

/// What separates the outputs of commands.
const MARK: &str = "\u{1}\n";

/// What the commands of a block print, one after the other; nothing where that cannot be tried here.
fn run(block: &Block, page: &str) -> Option<Vec<String>> {
    let folder = folder(&block.scene, page)?;
    let real = fs::canonicalize(folder.path()).unwrap();
    let here = format!("{}/", real.display());
    let setup = format!("set -e\n{}\nset +e\n", block.setup.replace("/work/", &here));
    let mut script = format!("({setup}) >/dev/null 2>&1 || echo 'the scene cannot be set'\nexec 2>&1\n");
    for (command, ..) in &block.commands {
        script += &format!("printf '\\001\\n'\n{}\n", command.replace("/work/", &here));
    }
    let program = assert_cmd::cargo::cargo_bin("kdm");
    let mut shell = match &block.date {
        Some(date) => {
            let mut shell = Command::new("faketime");
            if shell.arg("--version").output().is_err() {
                skipped("there is no faketime", &format!("{page}:{}", block.line));
                return None;
            }
            let mut shell = Command::new("faketime");
            shell.arg(format!("{date} 12:00:00")).arg("bash");
            shell
        }
        None => Command::new("bash"),
    };
    let path = format!("{}:{}", program.parent().unwrap().display(), env::var("PATH").unwrap());
    let output = as_always(&mut shell)
        .arg("-c")
        .arg(script)
        .current_dir(&real)
        .stdin(Stdio::null())
        .env("PATH", path)
        .env("LC_ALL", "C.UTF-8")
        .env("TZ", "UTC")
        .env_remove("KDM_GOLDEN")
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap().replace(&here, "/work/");
    let printed = printed.replace(&real.display().to_string(), "/work");
    let mut printed = printed.split(MARK);
    let before = printed.next().unwrap();
    assert_eq!(before, "", "{page}:{}: {}", block.line, String::from_utf8_lossy(&output.stderr));
    Some(printed.map(str::to_owned).collect())
}

/// What is printed, with the wildcards of the page where it fits.
fn fitted(printed: &str, expected: &str) -> String {
    let printed: String = printed.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    let data = NormalizeToExpected::new().redact().normalize(printed.into_data(), &Data::text(expected));
    data.render().unwrap()
}

/// Runs all blocks of a page.
fn check(page: &str) {
    let path = root().join(page);
    let mut text = fs::read_to_string(&path).unwrap();
    let blocks = blocks(&text);
    let mut wrong = Vec::new();
    let mut edits = Vec::new();
    for block in &blocks {
        let Some(printed) = run(block, page) else { continue };
        assert_eq!(printed.len(), block.commands.len(), "{page}:{}", block.line);
        for ((command, expected, range), printed) in block.commands.iter().zip(&printed) {
            let fitted = fitted(printed, expected);
            if fitted != *expected {
                wrong.push(format!(
                    "{page}:{}: $ {command}\n--- the page\n{expected}--- printed\n{fitted}",
                    block.line
                ));
                edits.push((range.clone(), fitted));
            }
        }
    }
    if env::var("KDM_BOOK").is_ok_and(|value| value == "overwrite") {
        for (range, new) in edits.into_iter().rev() {
            text.replace_range(range, &new);
        }
        fs::write(path, text).unwrap();
        return;
    }
    assert!(wrong.is_empty(), "{}\nwrite what is printed with KDM_BOOK=overwrite", wrong.join("\n"));
}

macro_rules! pages {
    ($($test:ident = $page:literal;)+) => {
        /// All pages that people have written.
        const PAGES: &[&str] = &[$($page),+];

        $(#[test]
        fn $test() {
            check($page);
        })+
    };
}

pages! {
    readme = "README.md";
    asking = "docs/src/asking.md";
    begin = "docs/src/begin.md";
    compiling = "docs/src/compiling.md";
    editor = "docs/src/editor.md";
    enterprise = "docs/src/enterprise.md";
    house = "docs/src/house.md";
    many_lines = "docs/src/many-lines.md";
    mirroring = "docs/src/mirroring.md";
    monthly_round = "docs/src/monthly-round.md";
    os_images = "docs/src/os-images.md";
    promises = "docs/src/promises.md";
    publishing = "docs/src/publishing.md";
    pull_request = "docs/src/pull-request.md";
}

#[test]
fn all_pages_are_run_and_are_in_the_table_of_contents() {
    let source = root().join("docs/src");
    let summary = fs::read_to_string(source.join("SUMMARY.md")).unwrap();
    let mut listed: Vec<_> =
        summary.split("](").skip(1).map(|rest| rest.split(')').next().unwrap().to_owned()).collect();
    let mut there = Vec::new();
    for folder in ["", "reference"] {
        for entry in fs::read_dir(source.join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".md") && name != "SUMMARY.md" {
                there.push(PathBuf::from(folder).join(name).display().to_string());
            }
        }
    }
    there.sort();
    listed.sort();
    assert_eq!(there, listed);
    let run: Vec<_> = PAGES.iter().filter_map(|page| page.strip_prefix("docs/src/")).collect();
    let written = there.iter().filter(|page| !page.starts_with("reference/"));
    assert_eq!(written.filter(|page| !run.contains(&page.as_str())).count(), 0, "all of {there:?} are run");
}

#[test]
fn the_reference_is_what_the_program_writes() {
    let folder = TempDir::new().unwrap();
    let output = assert_cmd::Command::cargo_bin("kdm")
        .unwrap()
        .args(["reference", "--out"])
        .arg(folder.path())
        .output();
    assert!(output.unwrap().status.success());
    let read = |folder: &Path| {
        let mut pages: Vec<_> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.file_name().unwrap().to_owned(), fs::read_to_string(path).unwrap()))
            .collect();
        pages.sort();
        pages
    };
    let (written, kept) = (read(folder.path()), read(&root().join("docs/src/reference")));
    for (written, kept) in written.iter().zip(&kept) {
        assert_eq!(written, kept, "kdm reference --out docs/src/reference");
    }
    assert_eq!(written.len(), kept.len());
}

#[test]
fn links_lead_somewhere() {
    for page in PAGES {
        let path = root().join(page);
        let text = fs::read_to_string(&path).unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            if link.contains("://") {
                continue;
            }
            let target = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            let there = fs::read_to_string(&target);
            assert!(target.exists(), "{page}: {link}");
            let slug = |line: &str| {
                let plain = line.trim_start_matches('#').trim().to_lowercase();
                let kept = plain.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
                kept.map(|c| if c == ' ' { '-' } else { c }).collect::<String>()
            };
            let mut titles = there.iter().flat_map(|text| text.lines()).filter(|line| line.starts_with('#'));
            assert!(anchor.is_empty() || titles.any(|line| slug(line) == anchor), "{page}: {link}");
        }
    }
}
