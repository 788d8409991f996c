//! `kdm lsp`, spoken to as an editor speaks.

mod editor;

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use self::editor::{Editor, uri};
use crate::support::{Repository, golden};

fn range(line: usize, from: usize, to: usize) -> Value {
    json!({"start": {"line": line, "character": from}, "end": {"line": line, "character": to}})
}

/// The line and the column, from 0, where a text first stands.
#[track_caller]
fn place(text: &str, part: &str) -> (usize, usize) {
    let at = text.find(part).unwrap_or_else(|| panic!("{part} is there"));
    let line = text[..at].matches('\n').count();
    (line, at - text[..at].rfind('\n').map_or(0, |newline| newline + 1))
}

fn small() -> (Repository, PathBuf, String) {
    let repository = Repository::copy_of("sound").with("data/kdm.yaml", "line: v2.9\n");
    let path = repository.path().join("channels-rke2.yaml");
    let text = repository.read("channels-rke2.yaml");
    (repository, path, text)
}

#[test]
fn findings_come_while_somebody_writes_and_go_when_they_are_mended() {
    let (repository, path, text) = small();
    let mut editor = Editor::start(repository.path());
    editor.open(&path, &text);
    let (line, column) = place(&text, "minChannelServerVersion");
    editor.change(&path, 2, range(line, column, column + 3), "mni");
    let found = editor.findings(&path, 2);
    let misspelt = found.iter().find(|finding| finding["code"] == "unknown-key").expect("it is found");
    assert_eq!(misspelt["range"]["start"], json!({"line": line, "character": column}));
    assert_eq!(misspelt["severity"], 1);
    let message = misspelt["message"].as_str().unwrap();
    assert!(message.contains("help: did you mean `minChannelServerVersion`?"), "{message}");

    // Its mend, and an exception, which is an edit of another file.
    let actions = editor.actions(&path, &misspelt["range"]);
    let titles: Vec<_> = actions.iter().map(|action| action["title"].as_str().unwrap().to_owned()).collect();
    assert!(titles.contains(&"Write `minChannelServerVersion`".to_owned()), "{titles:?}");
    let mend = actions.iter().find(|action| action["title"] == "Write `minChannelServerVersion`").unwrap();
    let edit = &mend["edit"]["documentChanges"][0];
    assert_eq!(edit["textDocument"], json!({"uri": uri(&path), "version": 2}));
    assert_eq!(edit["edits"][0]["range"], range(line, column, column + "minChannelServerVersion".len()));
    let excepting = actions.iter().find(|action| action["title"] == "Except this in data/kdm.yaml").unwrap();
    let settings = excepting["edit"]["documentChanges"][0]["edits"][0]["newText"].as_str().unwrap();
    assert!(settings.starts_with("line: v2.9\n") && settings.contains("rule: unknown-key"), "{settings}");

    // Applied, nothing is left.
    let new = edit["edits"][0]["newText"].as_str().unwrap().to_owned();
    editor.change(&path, 3, edit["edits"][0]["range"].clone(), &new);
    assert_eq!(editor.findings(&path, 3), [Value::Null; 0]);
    // What is on disk is as it was.
    assert_eq!(repository.read("channels-rke2.yaml"), text);
    editor.end();
}

#[test]
fn a_place_says_what_it_is_and_where_that_is_defined() {
    let (repository, path, text) = small();
    let mut editor = Editor::start(repository.path());
    editor.open(&path, &text);
    let alias = text.lines().position(|line| line.contains("serverArgs: *")).expect("an alias");
    let column = text.lines().nth(alias).unwrap().find('*').unwrap();
    let hover = editor.at("hover", &path, alias, column + 2);
    let said = hover["contents"]["value"].as_str().unwrap();
    assert!(said.starts_with("`&") && said.contains("used ") && said.contains("type: "), "{said}");
    let definition = editor.at("definition", &path, alias, column + 2);
    let line = definition[0]["range"]["start"]["line"].as_u64().unwrap();
    assert!(
        text.lines().nth(usize::try_from(line).unwrap()).unwrap().contains("serverArgs: &"),
        "{definition}"
    );
    let references = editor.at("references", &path, alias, column + 2);
    assert!(references.as_array().unwrap().len() > 1, "{references}");

    let (line, column) = place(&text, "v1.");
    let hover = editor.at("hover", &path, line, column + 1);
    let said = hover["contents"]["value"].as_str().unwrap();
    assert!(said.contains("offered by Rancher") && said.contains("  channels-rke2.yaml:"), "{said}");
    // Nothing is known of a word in a comment.
    assert_eq!(editor.at("hover", &path, 0, 0), Value::Null);
    editor.end();
}

#[test]
fn what_can_stand_at_a_place_is_offered_while_the_text_is_not_whole() {
    let (repository, path, text) = small();
    let mut editor = Editor::start(repository.path());
    let alias = text.lines().position(|line| line.contains("serverArgs: *")).unwrap();
    let column = text.lines().nth(alias).unwrap().find('*').unwrap();
    editor.open(&path, &text);
    let end = text.lines().nth(alias).unwrap().chars().count();
    editor.change(&path, 2, range(alias, column + 1, end), "");
    let offered = editor.at("completion", &path, alias, column + 1);
    let first = &offered[0];
    assert_eq!(first["textEdit"]["range"], range(alias, column, column + 1));
    assert!(first["textEdit"]["newText"].as_str().unwrap().starts_with('*'), "{offered}");
    editor.end();
}

#[test]
fn what_stands_behind_the_place_is_replaced_or_kept_as_the_editor_can() {
    let (repository, path, text) = small();
    let alias = text.lines().position(|line| line.contains("serverArgs: *")).unwrap();
    let line = text.lines().nth(alias).unwrap();
    let (column, end) = (line.find('*').unwrap(), line.chars().count());
    let mut editor = Editor::start(repository.path());
    editor.open(&path, &text);
    let edit = editor.at("completion", &path, alias, column + 2)[0]["textEdit"].clone();
    assert_eq!(edit["range"], range(alias, column, end));
    editor.end();

    let can = json!({"textDocument": {"completion": {"completionItem": {"insertReplaceSupport": true}}}});
    let mut editor = Editor::start_with(repository.path(), can);
    editor.open(&path, &text);
    let edit = editor.at("completion", &path, alias, column + 2)[0]["textEdit"].clone();
    assert_eq!(edit["insert"], range(alias, column, column + 2));
    assert_eq!(edit["replace"], range(alias, column, end));
    // A key that has its colon keeps it.
    let (line, column) = place(&text, "    tls-san:");
    let edit = editor.at("completion", &path, line, column + 6)[0]["textEdit"].clone();
    assert_eq!(edit["replace"], range(line, column + 4, column + "    tls-san".len()));
    assert!(!edit["newText"].as_str().unwrap().contains(':'), "{edit}");
    editor.end();
}

#[test]
fn what_another_program_writes_is_checked_again() {
    let (repository, path, text) = small();
    let can = json!({"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": true}}});
    let mut editor = Editor::start_with(repository.path(), can);
    let asked = editor.read();
    assert_eq!(asked["method"], "client/registerCapability");
    let registration = &asked["params"]["registrations"][0];
    assert_eq!(registration["method"], "workspace/didChangeWatchedFiles");
    let watched = registration["registerOptions"]["watchers"][0]["globPattern"].as_str().unwrap();
    let parts = ["channels.yaml", "data.json", "a.go", "a.tmpl", "k3s-images.txt"];
    for kind in parts.map(|name| name.rsplit('.').next().unwrap()) {
        assert!(watched.contains(kind), "{watched}");
    }
    editor.send(&json!({"jsonrpc": "2.0", "id": asked["id"], "result": null}));

    editor.open(&path, &text);
    assert_eq!(editor.findings(&path, 1), [Value::Null; 0]);
    // Another file breaks.
    let other = repository.path().join("channels.yaml");
    std::fs::write(&other, repository.read("channels.yaml").replacen("type: boolean", "type: bool", 1))
        .unwrap();
    let elsewhere = json!({"uri": "file:///elsewhere/channels.yaml", "type": 1});
    let changes = json!([elsewhere, {"uri": uri(&other), "type": 2}, {"uri": "untitled:x", "type": 3}]);
    editor.tell("workspace/didChangeWatchedFiles", json!({"changes": changes}));
    // An answer of this kind comes when everything is checked.
    editor.actions(&other, &range(0, 0, 0));
    let (_, shown) = editor.published.iter().find(|(known, _)| *known == uri(&other)).unwrap();
    assert!(
        shown["diagnostics"].as_array().unwrap().iter().any(|finding| finding["code"] == "arg-type"),
        "{shown}"
    );
    assert!(editor.published.iter().all(|(known, _)| !known.contains("elsewhere")), "{:?}", editor.published);
    editor.end();
}

#[test]
fn bad_messages_and_texts_end_nothing() {
    let (repository, path, _) = small();
    let mut editor = Editor::start(repository.path());
    // No file, not in a repository, no text, nonsense.
    editor.tell(
        "textDocument/didOpen",
        json!({"textDocument": {"uri": "untitled:x", "languageId": "", "version": 1, "text": ""}}),
    );
    editor.tell("textDocument/didChange", json!({"nonsense": true}));
    editor.tell("$/unknown", json!(null));
    editor.open(Path::new("/nowhere/channels.yaml"), "a: *b");
    editor.open(&path, "a: [\n\u{0}\"\n*");
    assert!(!editor.findings(&path, 1).is_empty());
    let error = editor.answer("textDocument/hover", json!({"x": 1}));
    assert_eq!(error["error"]["code"], -32602);
    let error = editor.answer("textDocument/foldingRange", json!({}));
    assert_eq!(error["error"]["code"], -32601);
    for (line, character) in [(0, 0), (0, 99), (99, 0), (2, 1)] {
        for method in ["hover", "definition", "references", "completion"] {
            editor.at(method, &path, line, character);
        }
    }
    // Beyond the end, and backwards.
    let wild = json!({"start": {"line": 9, "character": 9}, "end": {"line": 0, "character": 0}});
    editor.change(&path, 2, wild, "x: 1\n");
    editor.findings(&path, 2);
    editor.end();
}

#[test]
fn a_repository_is_one_whichever_of_its_files_is_opened_first() {
    let (repository, path, text) = small();
    let mut editor = Editor::start(repository.path());
    let settings = repository.path().join("data/kdm.yaml");
    editor.open(&settings, "line: v2.9\nrules: {unknown-key: off}\n");
    assert_eq!(editor.findings(&settings, 1), [Value::Null; 0]);
    // Both texts count at once.
    editor.open(&path, &text.replacen("minChannelServerVersion", "minChanelServerVersion", 1));
    assert!(editor.findings(&path, 1).iter().all(|finding| finding["code"] != "unknown-key"));
    editor.change(&settings, 2, range(1, 0, 25), "");
    editor.findings(&settings, 2);
    editor.change(&path, 2, range(0, 0, 0), "");
    assert!(editor.findings(&path, 2).iter().any(|finding| finding["code"] == "unknown-key"));
    assert!(editor.published.iter().all(|(uri, _)| !uri.contains("..")), "{:?}", editor.published);
    // What is closed is what it is on disk.
    editor.tell("textDocument/didClose", json!({"textDocument": {"uri": uri(&path)}}));
    editor.change(&settings, 3, range(0, 0, 0), "");
    assert_eq!(editor.findings(&settings, 3), [Value::Null; 0]);
    while editor.published.iter().any(|(_, params)| params["diagnostics"] != json!([])) {
        let message = editor.read();
        editor.keep(&message);
    }
    editor.end();
}

#[test]
fn an_exception_makes_the_settings_where_there_are_none() {
    let repository = Repository::copy_of("sound");
    let path = repository.path().join("channels.yaml");
    let text = repository.read("channels.yaml").replacen("type: boolean", "type: bool", 1);
    let mut editor = Editor::start(repository.path());
    editor.open(&path, &text);
    let found = editor.findings(&path, 1);
    let wrong = found.iter().find(|finding| finding["code"] == "arg-type").expect("it is found");
    let actions = editor.actions(&path, &wrong["range"]);
    let mend = actions.iter().find(|action| action["title"] == "Write `boolean`").expect("it has a mend");
    assert_eq!(mend["isPreferred"], true);
    let excepting = actions.iter().find(|action| action["title"] == "Except this in data/kdm.yaml").unwrap();
    let changes = &excepting["edit"]["documentChanges"];
    assert_eq!(
        (&changes[0]["kind"], &changes[0]["uri"]),
        (&json!("create"), &json!(uri(&repository.path().join("data/kdm.yaml"))))
    );
    assert!(changes[1]["edits"][0]["newText"].as_str().unwrap().starts_with("allow:\n"), "{changes}");
    editor.end();
}

#[test]
fn a_line_of_upstreams_is_checked_as_kdm_check_does() {
    let Some(golden) = golden("`kdm lsp` on dev-v2.9") else { return };
    let repository = Repository::empty();
    for name in ["channels.yaml", "channels-rke2.yaml"] {
        std::fs::copy(golden.join("lines/dev-v2.9").join(name), repository.path().join(name)).unwrap();
    }
    let path = repository.path().join("channels-rke2.yaml");
    let text = repository.read("channels-rke2.yaml");
    let mut editor = Editor::start(repository.path());
    editor.open(&path, &text);
    let found = editor.findings(&path, 1);
    let output = repository.kdm("check --format json").output().unwrap();
    let checked: Value = serde_json::from_slice(&output.stdout).unwrap();
    let checked = checked["findings"].as_array().unwrap().iter();
    let checked = checked.filter(|finding| finding["places"][0]["file"] == "channels-rke2.yaml");
    let place = |rule: &Value, line: u64, column: u64| (rule.as_str().unwrap().to_owned(), line, column);
    let mut checked: Vec<_> = checked
        .map(|finding| {
            let at = &finding["places"][0];
            place(&finding["rule"], at["line"].as_u64().unwrap(), at["column"].as_u64().unwrap())
        })
        .collect();
    let mut found: Vec<_> = found
        .iter()
        .map(|finding| {
            let at = &finding["range"]["start"];
            place(&finding["code"], at["line"].as_u64().unwrap() + 1, at["character"].as_u64().unwrap() + 1)
        })
        .collect();
    checked.sort();
    found.sort();
    assert_eq!(found, checked);
    assert!(!found.is_empty());
    editor.end();
}
