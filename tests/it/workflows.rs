//! The workflows in `ci/`: whether each line of kdm's is one that kdm takes, and whether a secret is in a command.

use std::{fs, path::Path};

use crate::support::Repository;

const FILES: [&str; 2] = ["ci/github.yml", "ci/gitlab.yml"];

fn read(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

/// The commands of kdm's in a workflow: the words of each, and the options that a script adds to them.
fn commands(text: &str) -> Vec<(String, Vec<String>)> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let lines = lines.filter_map(|line| {
        let (_, rest) = line.split_once("bin/kdm\" ").or_else(|| line.split_once("kdm "))?;
        let command = rest.split_whitespace().next()?;
        command
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
            .then(|| (command.to_owned(), rest.to_owned()))
    });
    let options = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ';'));
        words.filter(|word| word.starts_with("--") && word.len() > 2).map(str::to_owned).collect()
    };
    lines.map(|(command, rest)| (command, options(&rest))).collect()
}

#[test]
fn kdm_takes_what_the_workflows_ask_of_it() {
    let repository = Repository::empty();
    for file in FILES {
        let text = read(file);
        let found = commands(&text);
        let names: Vec<_> = found.iter().map(|(name, _)| name.as_str()).collect();
        for wanted in ["generate", "check", "diff", "publish", "package"] {
            assert!(names.contains(&wanted), "{file} has no `kdm {wanted}`: {names:?}");
        }
        for (command, options) in found
            .iter()
            .filter(|(name, _)| ["generate", "check", "diff", "publish", "package"].contains(&name.as_str()))
        {
            let help = repository.kdm(&format!("{command} --help")).output().unwrap();
            let help = String::from_utf8(help.stdout).unwrap();
            for option in options {
                assert!(
                    help.contains(&format!("{option} ")) || help.contains(&format!("{option}\n")),
                    "{file}: kdm {command} has no {option}"
                );
            }
        }
        // Those that a script adds.
        let help = String::from_utf8(repository.kdm("publish --help").output().unwrap().stdout).unwrap();
        for added in ["--branch", "--tag", "--with", "--verify-url"] {
            assert!(text.contains(added) && help.contains(added), "{file}: {added}");
        }
    }
}

#[test]
fn no_secret_is_in_a_command_line() {
    // A list of processes shows commands to everybody; what is printed by the shell itself, into a pipe, is in none.
    for file in FILES {
        for line in read(file).lines().filter(|line| !line.trim_start().starts_with('#')) {
            for secret in ["PASSWORD", "SECRET", "TOKEN"] {
                let reads = line.contains(&format!("${secret}"))
                    || line.split('$').skip(1).any(|rest| {
                        rest.split(|c: char| !c.is_ascii_uppercase() && c != '_')
                            .next()
                            .unwrap()
                            .contains(secret)
                    });
                let is_fine = line.contains("printf ") || line.contains("- if:");
                assert!(!reads || is_fine, "{file}: {line}");
            }
        }
    }
}

#[test]
fn actions_are_pinned_and_rights_are_few() {
    let text = read("ci/github.yml");
    for line in text.lines().filter(|line| line.contains("uses: ")) {
        let (_, digest) = line.split_once('@').unwrap();
        assert!(digest.split(' ').next().is_some_and(|digest| digest.len() == 40), "{line}");
    }
    assert!(text.contains("\npermissions: {}\n"), "no right but what a job asks for");
}
