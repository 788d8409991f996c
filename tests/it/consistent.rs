//! One meaning everywhere: options, exit codes, JSON, completions, manual pages, over all commands as clap has them.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    process::{Command as Process, Stdio},
};

use clap::Command;

use crate::support::{Repository, skipped};

/// All commands by the words that name them, without `kdm`.
fn commands() -> Vec<(String, Command)> {
    fn add(command: &Command, name: &str, all: &mut Vec<(String, Command)>) {
        for below in command.get_subcommands().filter(|below| !below.is_hide_set()) {
            let name = format!("{name} {}", below.get_name()).trim().to_owned();
            add(below, &name, all);
            all.push((name, below.clone()));
        }
    }
    let kdm = kdm::cli::command();
    let mut all = vec![(String::new(), kdm.clone())];
    add(&kdm, "", &mut all);
    all
}

/// The long options of a command that people are shown.
fn options(command: &Command) -> BTreeSet<String> {
    let shown = command.get_arguments().filter(|argument| !argument.is_hide_set());
    shown.filter_map(|argument| argument.get_long()).map(|long| format!("--{long}")).collect()
}

#[test]
fn an_option_means_the_same_in_every_command_that_has_it() {
    // What an option takes, and how it is written. `--format` and `--out` name other values where that is another thing: a folder.
    let known = BTreeMap::from([
        ("root", "DIR"),
        ("data", "PLACE"),
        ("rke-source", "PATH"),
        ("format", "FORMAT"),
        ("color", "WHEN"),
        ("image-lists", "DIR"),
        ("allow", "RULE"),
        ("page", "FILE"),
        ("diff", "FILE"),
        ("timeout", "SECONDS"),
    ]);
    let folders = ["package", "man", "reference"];
    for (name, command) in commands() {
        for argument in command.get_arguments() {
            let Some(long) = argument.get_long() else { continue };
            let value = argument.get_value_names().unwrap_or_default().join(" ");
            let takes = argument.get_action().takes_values();
            let flags = ["page", "diff"].contains(&long) && !takes;
            if let Some(expected) = known.get(long).filter(|_| !flags) {
                assert_eq!(value, *expected, "kdm {name} --{long}");
            }
            if long == "out" {
                assert_eq!(
                    value,
                    if folders.contains(&name.as_str()) { "DIR" } else { "FILE" },
                    "kdm {name}"
                );
            }
            if long == "quiet" {
                assert_eq!((argument.get_short(), argument.is_global_set()), (Some('q'), true), "kdm {name}");
            }
            let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
            assert!(!help.is_empty() && !help.ends_with('.'), "kdm {name} --{long}: {help:?}");
        }
        assert!(command.get_about().is_some(), "kdm {name} says what it is for");
        let has_codes =
            command.get_after_help().is_some_and(|help| help.to_string().contains("Exit codes: 0 "));
        let of_parent = name.contains(' ')
            || ["", "schema", "completions", "man", "release", "os-image"].contains(&name.as_str());
        assert!(has_codes || of_parent, "kdm {name} says its exit codes");
    }
}

#[test]
fn what_is_wrong_with_a_command_line_is_2_with_a_way_out() {
    let repository = Repository::empty();
    for (name, _) in commands() {
        let output = repository.kdm(&format!("{name} --no-such-option")).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "kdm {name}: {said}");
        assert!(output.stdout.is_empty() && said.starts_with("error: "), "kdm {name}: {said}");
        assert!(said.contains("--help") || said.contains("help:"), "kdm {name}: {said}");
    }
    assert!(commands().len() > 40);
}

/// Commands that answer in a small repository, with the exit code that they end with.
const ANSWERS: [(&str, i32); 14] = [
    ("generate --check --rke-source rke.json", 1),
    ("generate --rke-source rke.json --out other.json", 0),
    ("check --rke-source rke.json", 1),
    ("diff expected.json rke.json", 1),
    ("diff rke.json rke.json", 0),
    ("show v1.29.9+k3s1", 0),
    ("show --data expected.json rancher 2.9.2", 0),
    ("mirror-list --rke-source rke.json --format images", 0),
    ("page --out page.html", 0),
    ("schema kdm", 0),
    ("completions bash", 0),
    ("man", 0),
    ("import rke.json", 0),
    ("", 0),
];

#[test]
fn quiet_says_only_what_is_wrong_and_changes_no_exit_code() {
    for (arguments, code) in ANSWERS {
        let run = |quiet: &str| {
            let repository = Repository::copy_of("small");
            let output = repository.kdm(&format!("{arguments} {quiet}")).output().unwrap();
            let said = String::from_utf8(output.stderr).unwrap();
            (output.status.code().unwrap(), output.stdout.len(), said)
        };
        let (loud, _, _) = run("");
        let (quiet, printed, said) = run("--quiet");
        assert_eq!((loud, quiet, printed), (code, code, 0), "kdm {arguments}: {said}");
        // That two builds differ is the answer.
        let is_answer = code == 0 || arguments.starts_with("diff ");
        assert_eq!(said.is_empty(), is_answer, "kdm {arguments}: {said}");
    }
}

#[test]
fn a_dash_is_a_standard_stream() {
    let repository = Repository::copy_of("small");
    let expected = repository.read("expected.json");
    let output = repository.kdm("generate --rke-source rke.json --out -").output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), expected);
    assert!(!repository.path().join("-").exists());
    let page = repository.kdm("page --data expected.json --out -").output().unwrap().stdout;
    assert!(page.starts_with(b"<!DOCTYPE html>") && page.ends_with(b"</html>\n"), "only the page");
    let differences =
        repository.kdm("generate --rke-source rke.json --diff - --out x.json").output().unwrap().stdout;
    assert!(differences.starts_with(b"### `x.json`: "), "only the differences");
    for arguments in ["generate --check --out -", "man --out -", "package --tag v2.9.0 --out -"] {
        repository.kdm(arguments).assert().code(2).stdout("");
    }
    assert!(!repository.path().join("-").exists());
    // A build comes from there.
    for (arguments, words) in [
        ("diff - expected.json", "no changes"),
        ("show --data - rancher 2.9.2", "Rancher 2.9.2"),
        ("mirror-list --since - --rke-source rke.json", "of 4 releases"),
        ("page --data - --out -", "<!DOCTYPE html>"),
    ] {
        let mut command = repository.kdm(arguments);
        let output = command.write_stdin(expected.clone()).output().unwrap();
        let said =
            String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code().unwrap() < 2 && said.contains(words), "kdm {arguments}: {said}");
    }
    // A full disk is an error like any other.
    #[cfg(target_os = "linux")]
    {
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let status = Process::new(assert_cmd::cargo::cargo_bin("kdm"))
            .args(["generate", "--rke-source", "rke.json", "--out", "-"])
            .current_dir(repository.path())
            .stdout(full)
            .stderr(Stdio::null())
            .status();
        assert_eq!(status.unwrap().code(), Some(2));
    }
}

#[test]
fn json_of_every_command_has_a_schema() {
    let schemas = commands().into_iter().find(|(name, _)| name == "schema").unwrap().1;
    let names =
        schemas.get_arguments().find(|argument| argument.get_id() == "name").unwrap().get_possible_values();
    let names: BTreeSet<_> = names.iter().map(|value| value.get_name().to_owned()).collect();
    for (name, command) in commands() {
        let format = command.get_arguments().find(|argument| argument.get_long() == Some("format"));
        let values = format.map(clap::Arg::get_possible_values).unwrap_or_default();
        if !values.iter().any(|value| value.get_name() == "json") {
            continue;
        }
        let schema = match name.as_str() {
            "check" | "os-image check" => "findings".to_owned(),
            "os-image name" => "os-image-names".to_owned(),
            "os-image roll" => "os-image-rolls".to_owned(),
            name if name.starts_with("show ") => "show".to_owned(),
            name => name.replace(' ', "-"),
        };
        assert!(names.contains(&schema), "kdm {name} --format json: {schema} of {names:?}");
    }
}

#[test]
fn every_command_has_a_manual_page_with_all_its_options() {
    let repository = Repository::empty();
    repository.kdm("man --out pages").assert().success();
    for (name, command) in commands() {
        let file = format!("pages/kdm {name}.1").replace(' ', "-").replace("-.1", ".1");
        let page = repository.read(&file).replace("\\-", "-");
        for option in options(&command) {
            assert!(page.contains(&option), "{file} has no {option}");
        }
        let codes = command.get_after_help().is_some();
        assert_eq!(page.contains("\n.SH \"EXIT STATUS\"\nExit codes: 0 "), codes, "{file}");
        assert_eq!(page.contains("\n.SH ENVIRONMENT\nCredentials "), name == "publish", "{file}");
        assert_eq!(page.contains("\n.SH NOTES\nIn .gitattributes"), name == "merge-driver", "{file}");
        assert!(!page.contains("EXTRA"), "{file}");
    }
    let count = fs::read_dir(repository.path().join("pages")).unwrap().count();
    assert_eq!(count, commands().len());
    // The pages are replaced, and all or none.
    repository.kdm("man --out pages").assert().success();
    let output = repository.kdm("man release add").output().unwrap();
    assert_eq!(String::from_utf8(output.stdout).unwrap(), repository.read("pages/kdm-release-add.1"));
    repository.kdm("man no-such").assert().code(2);
}

/// What a shell offers for each command line, by the line.
fn offered(shell: &str, script: &str, lines: &[String]) -> Option<BTreeMap<String, BTreeSet<String>>> {
    if Process::new(shell).arg("--version").output().is_err() {
        skipped(&format!("there is no {shell}"), "whether it completes every option");
        return None;
    }
    let repository = Repository::empty();
    let completions = repository.kdm(&format!("completions {shell}")).output().unwrap().stdout;
    let repository =
        repository.with("_kdm", completions).with("lines", lines.join("\n") + "\n").with("script", script);
    let path = format!(
        "{}:{}",
        assert_cmd::cargo::cargo_bin("kdm").parent().unwrap().display(),
        std::env::var("PATH").unwrap()
    );
    let output = Process::new(shell)
        .args(if shell == "zsh" { vec!["-f", "script"] } else { vec!["script"] })
        .current_dir(repository.path())
        .env("HOME", repository.path())
        .env("TERM", "dumb")
        .env("PATH", path)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut offered: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut line = String::new();
    for word in text.lines() {
        match word.strip_prefix("LINE ") {
            Some(next) => line = next.to_owned(),
            None => drop(
                offered
                    .entry(line.clone())
                    .or_default()
                    .insert(word.split(['\t', ' ']).next().unwrap().to_owned()),
            ),
        }
    }
    assert!(!offered.is_empty(), "{shell}: {text}{}", String::from_utf8_lossy(&output.stderr));
    Some(offered)
}

const BASH: &str = r#"
source _kdm
while read -r line; do
  echo "LINE $line"
  read -ra COMP_WORDS <<< "$line"
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  COMPREPLY=()
  _kdm kdm "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
  printf '%s\n' "${COMPREPLY[@]}"
done < lines
"#;

const FISH: &str = r#"
source _kdm
while read -l line
  echo "LINE $line"
  complete -C "$line"
end < lines
"#;

/// A terminal of zsh's own, in which `compadd` writes down what it is given.
const ZSH: &str = r#"
zmodload zsh/zpty zsh/zselect
cat > startup <<'END'
PROMPT=
autoload -U compinit
fpath=($PWD $fpath)
compinit -u -D
compadd() {
  local -a found
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return $?; fi
  builtin compadd -A found "$@"
  print -rl -- $found >> offered
  builtin compadd "$@"
}
finish() { print END >> offered; zle kill-buffer; zle -R }
zle -N finish
bindkey '^X' finish
zstyle ':completion:*' list-prompt ''
LISTMAX=0
bindkey '^I' complete-word
print READY >> offered
END
zpty shell "zsh -f -i"
zpty -w shell "source startup"
repeat 1000; do [[ -e offered && $(<offered) == *READY* ]] && break; zselect -t 1; done
while read -r line; do
  : > offered
  zpty -w -n shell "$line"$'\t'$'\x18'
  repeat 300; do [[ $(<offered) == *END* ]] && break; zpty -r -t shell > /dev/null 2>&1; zselect -t 1; done
  echo "LINE $line"
  print -rl -- ${${(f)"$(<offered)"}:#END}
done < lines
zpty -d shell
"#;

#[test]
fn shells_complete_every_option_of_every_command() {
    let commands = commands();
    let lines: Vec<_> =
        commands.iter().map(|(name, _)| format!("kdm {name} --").replace("  ", " ")).collect();
    for (shell, script) in [("bash", BASH), ("fish", FISH), ("zsh", ZSH)] {
        let Some(offered) = offered(shell, script, &lines) else { continue };
        for ((name, command), line) in commands.iter().zip(&lines) {
            let found = offered.get(line).cloned().unwrap_or_default();
            for option in options(command) {
                let is_there = found.contains(&option) || found.contains(&format!("{option}="));
                assert!(is_there, "{shell} does not complete {option} of kdm {name}: {found:?}");
            }
        }
    }
}

#[test]
fn the_repository_is_found_from_inside_of_it() {
    let repository = Repository::copy_of("small").with("pkg/x/y", "");
    let inside = |folder: &str, arguments: &str| {
        let mut command = repository.kdm(arguments);
        command.current_dir(repository.path().join(folder)).output().unwrap()
    };
    let output = inside("pkg/x", "generate --rke-source ../../rke.json");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(repository.read("data/data.json"), repository.read("expected.json"));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("../../data/data.json: created"), "{said}");
    // What is named counts, and outside there is none.
    assert_eq!(inside("pkg/x", "generate --root .").status.code(), Some(2));
    let outside = Repository::empty();
    let said = String::from_utf8(outside.kdm("generate").output().unwrap().stderr).unwrap();
    assert!(said.contains("run kdm in the folder of a KDM repository"), "{said}");
}
