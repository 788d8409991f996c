//! The rules of `kdm check` on what would ship: for each an edit of a sound repository that offends, with its place. Every
//! rule runs on every case, and what each finds is kept, so that none finds what is another's.

use std::{collections::BTreeSet, fmt::Write as _, fs, path::Path};

use crate::{
    os_image::offences,
    support::{Repository, golden},
};
use kdm::diagnostic::Rule;

use cases::CASES;
use elsewhere::elsewhere;
use slips::SLIPS;

mod cases;
mod elsewhere;
mod slips;

/// What a command finds: rules with their places.
fn found_by(repository: &Repository, command: &str) -> Vec<(String, String)> {
    let output = repository.kdm(command).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut found: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if let Some((_, rest)) =
            line.split_once('[').filter(|(level, _)| ["error", "warning"].contains(level))
        {
            found.push((rest.split(']').next().unwrap().to_owned(), String::new()));
        } else if let Some((_, place)) = line.split_once("--> ")
            && let Some((_, at)) = found.last_mut().filter(|(_, at)| at.is_empty())
        {
            place.clone_into(at);
        }
    }
    found
}

/// What `kdm check` finds.
fn found(repository: &Repository) -> Vec<(String, String)> {
    found_by(repository, "check")
}

/// A sound line, of which one thing is changed. The CIS tables count, although no Rancher of the line reads them.
fn edited(file: &str, from: &str, to: &str) -> Repository {
    let repository = Repository::copy_of("sound").with("data/kdm.yaml", "rules: {cis: error}\n");
    let text = repository.read(file);
    let at = text.rfind(from).unwrap_or_else(|| panic!("{file} has no {from}"));
    let text = format!("{}{to}{}", &text[..at], &text[at + from.len()..]);
    repository.with(file, text)
}

#[test]
fn a_line_as_it_should_be_offends_nobody() {
    assert_eq!(found(&edited("channels.yaml", "channels:", "channels:")), []);
}

#[test]
fn every_rule_finds_its_offence_at_its_place() {
    let (mut all, mut missed) = (String::new(), Vec::new());
    for (rule, file, from, to, place) in CASES.iter().chain(SLIPS) {
        let found = found(&edited(file, from, to));
        let in_file = place.starts_with(|c: char| c.is_ascii_digit());
        let place = if in_file { format!("{file}:{place}") } else { (*place).to_owned() };
        let expected = ((*rule).to_owned(), place);
        let _ = writeln!(all, "{file}: {from:?} → {to:?}");
        for (rule, place) in &found {
            let _ = writeln!(all, "    {rule} {place}");
        }
        if !found.contains(&expected) {
            missed.push(format!("{from} → {to}: {expected:?} is not in {found:?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    insta::assert_snapshot!(all);
}

#[test]
fn an_empty_default_is_passed_over_as_rancher_does() {
    let defaults = "  2.9.0: v1.29.x\n  default: v1.29.x";
    let repository = edited("data/rke/versions.yaml", defaults, "  2.9.0: \"\"\n  default: v1.30.x");
    let output = repository.kdm("check").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    // Rancher 2.9.0 takes `default`, too.
    assert!(text.contains("[rancher-default]: Rancher `2.9.0`, "), "{text}");
}

#[test]
fn rules_that_need_more_than_a_line_find_their_offence_at_its_place() {
    for (rule, repository, command, place) in elsewhere().into_iter().chain(offences()) {
        let found = found_by(&repository, command);
        let expected = (rule.to_owned(), place.to_owned());
        assert!(found.contains(&expected), "{command}: {expected:?} is not in {found:?}");
    }
}

#[test]
fn every_rule_has_a_case_that_offends() {
    // Each of these has been found at its place.
    let mut found: BTreeSet<String> =
        CASES.iter().chain(SLIPS).map(|(rule, ..)| (*rule).to_owned()).collect();
    found.extend(elsewhere().into_iter().chain(offences()).map(|(rule, ..)| rule.to_owned()));
    // The others have a screen, with the released builds and lines that they need: the rule, and below it where.
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
    let snapshots =
        ["snapshots", "os_image/snapshots"].map(|folder| fs::read_dir(tests.join(folder)).unwrap());
    for entry in snapshots.into_iter().flatten() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let lines: Vec<_> = text.lines().collect();
        for pair in lines.windows(2) {
            let rule = pair[0].split_once('[').and_then(|(level, rest)| {
                ["error", "warning"].contains(&level).then(|| rest.split(']').next())?
            });
            let is_placed = pair[1].trim_start().strip_prefix("--> ").is_some_and(|place| {
                place.rsplitn(3, ':').take(2).all(|number| number.parse::<usize>().is_ok())
            });
            found.extend(rule.filter(|_| is_placed).map(str::to_owned));
        }
    }
    // These are about what is in no file.
    let nowhere = [Rule::SectionLost, Rule::MissingSection, Rule::StrayFile, Rule::Unreadable];
    let without = Rule::ALL.iter().filter(|rule| !nowhere.contains(rule) && !found.contains(rule.name()));
    assert_eq!(without.map(|rule| rule.name()).collect::<Vec<_>>(), [""; 0]);
}

#[test]
fn upstreams_lines_break_the_rules_that_they_are_known_to_break() {
    let Some(golden) = golden("the rules over three lines") else { return };
    for line in ["dev-v2.5", "dev-v2.7", "dev-v2.9"] {
        let root = golden.join("lines").join(line);
        let repository = Repository::empty();
        let mut command = repository.kdm("check");
        command.arg("--rke-source").arg(root.join("data.json")).arg("--root").arg(&root);
        let text = String::from_utf8(command.output().unwrap().stdout).unwrap();
        let titles = text.lines().filter(|line| line.starts_with("error") || line.starts_with("warning"));
        insta::assert_snapshot!(format!("rules_{line}"), titles.collect::<Vec<_>>().join("\n"));
    }
}
