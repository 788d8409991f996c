//! An editor, as far as its messages go.

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::Path,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};

/// A client that asks one thing after the other.
pub(super) struct Editor {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    next: u64,
    /// What was published, by address: the last of each.
    pub(super) published: Vec<(String, Value)>,
}

impl Editor {
    pub(super) fn start(folder: &Path) -> Self {
        Self::start_with(folder, json!({}))
    }

    /// One that can these things.
    pub(super) fn start_with(folder: &Path, capabilities: Value) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("kdm"))
            .arg("lsp")
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (to, from) = (child.stdin.take().unwrap(), BufReader::new(child.stdout.take().unwrap()));
        let mut editor = Self { child, to, from, next: 0, published: Vec::new() };
        let params = json!({"processId": null, "rootUri": null, "capabilities": capabilities});
        let told = editor.ask("initialize", params);
        assert_eq!(told["serverInfo"]["name"], "kdm");
        editor.tell("initialized", json!({}));
        editor
    }

    pub(super) fn send(&mut self, message: &Value) {
        let text = message.to_string();
        write!(self.to, "Content-Length: {}\r\n\r\n{text}", text.len()).unwrap();
        self.to.flush().unwrap();
    }

    pub(super) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    pub(super) fn read(&mut self) -> Value {
        let mut length = 0;
        loop {
            let mut line = String::new();
            assert!(self.from.read_line(&mut line).unwrap() > 0, "the server is gone");
            match line.trim().split_once(": ") {
                Some(("Content-Length", number)) => length = number.parse().unwrap(),
                Some(_) => {}
                None => break,
            }
        }
        let mut text = vec![0; length];
        self.from.read_exact(&mut text).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    pub(super) fn keep(&mut self, message: &Value) {
        if message["method"] == "textDocument/publishDiagnostics" {
            let uri = message["params"]["uri"].as_str().unwrap().to_owned();
            self.published.retain(|(known, _)| *known != uri);
            self.published.push((uri, message["params"].clone()));
        }
    }

    pub(super) fn answer(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let message = self.read();
            if message["id"] == id {
                return message;
            }
            self.keep(&message);
        }
    }

    #[track_caller]
    pub(super) fn ask(&mut self, method: &str, params: Value) -> Value {
        let message = self.answer(method, params);
        assert!(message.get("error").is_none(), "{message}");
        message["result"].clone()
    }

    pub(super) fn open(&mut self, path: &Path, text: &str) {
        let document = json!({"uri": uri(path), "languageId": "yaml", "version": 1, "text": text});
        self.tell("textDocument/didOpen", json!({"textDocument": document}));
    }

    pub(super) fn change(&mut self, path: &Path, version: u32, range: Value, text: &str) {
        let document = json!({"uri": uri(path), "version": version});
        let changes = json!([{"range": range, "text": text}]);
        self.tell("textDocument/didChange", json!({"textDocument": document, "contentChanges": changes}));
    }

    /// What is found in a version of a file.
    pub(super) fn findings(&mut self, path: &Path, version: u32) -> Vec<Value> {
        loop {
            let known = self.published.iter().find(|(known, _)| *known == uri(path));
            if let Some((_, params)) = known.filter(|(_, params)| params["version"] == version) {
                return params["diagnostics"].as_array().unwrap().clone();
            }
            let message = self.read();
            self.keep(&message);
        }
    }

    pub(super) fn at(&mut self, method: &str, path: &Path, line: usize, character: usize) -> Value {
        let mut params =
            json!({"textDocument": {"uri": uri(path)}, "position": {"line": line, "character": character}});
        if method == "references" {
            params["context"] = json!({"includeDeclaration": true});
        }
        self.ask(&format!("textDocument/{method}"), params)
    }

    pub(super) fn actions(&mut self, path: &Path, range: &Value) -> Vec<Value> {
        let params =
            json!({"textDocument": {"uri": uri(path)}, "range": range, "context": {"diagnostics": []}});
        self.ask("textDocument/codeAction", params).as_array().unwrap().clone()
    }

    pub(super) fn end(mut self) {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        assert!(self.child.wait().unwrap().success());
    }
}

/// The address of a file.
pub(super) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}
