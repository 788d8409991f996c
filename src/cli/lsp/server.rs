//! The messages of an editor, one after the other; between them what has changed is checked.

use std::{
    collections::{BTreeMap, BTreeSet},
    panic::{self, AssertUnwindSafe},
    path::{Component, Path, PathBuf},
    time::{Duration, Instant},
};

use gen_lsp_types::{
    CodeActionParams, CompletionParams, DefinitionParams, DidChangeTextDocumentParams,
    DidChangeWatchedFilesParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, FileEvent, HoverParams, MessageType, PublishDiagnosticsParams,
    ReferenceParams, ShowMessageParams, TextDocumentPositionParams,
};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use serde::{Serialize, de::DeserializeOwned};

use super::{
    actions,
    asked::Asked,
    client::{Client, watch},
    complete, findings,
    findings::Offer,
    go_to, hover,
    texts::{Texts, path_of, uri_of},
};
use crate::{editor::Names, repository::root_around};

/// What is known between two messages.
pub(super) struct Server<'c> {
    connection: &'c Connection,
    client: Client,
    /// The repository that was named for all files.
    root: Option<PathBuf>,
    texts: Texts,
    /// The repositories in which something has changed since they were checked.
    changed: BTreeSet<PathBuf>,
    /// The files of each repository for which the editor shows something.
    shown: BTreeMap<PathBuf, BTreeSet<PathBuf>>,
    /// What can be done about what is shown, by file.
    offers: BTreeMap<PathBuf, Vec<Offer>>,
    /// The names of each text when it could last be read.
    names: BTreeMap<PathBuf, Names>,
}

const CODE_ACTION: &str = "textDocument/codeAction";

/// How long nothing more is written before it is checked; the next message of many is there sooner.
const PAUSE: Duration = Duration::from_millis(10);

/// How long what has changed waits while messages come one after the other.
const LONGEST: Duration = Duration::from_millis(500);

/// What is said of a panic.
const DEFECT: &str = "this is a defect of kdm: please report it with the smallest text that shows it";

impl<'c> Server<'c> {
    pub(super) fn new(connection: &'c Connection, client: Client, root: Option<&Path>) -> Self {
        Self {
            connection,
            client,
            root: root.and_then(absolute),
            texts: Texts::default(),
            changed: BTreeSet::new(),
            shown: BTreeMap::new(),
            offers: BTreeMap::new(),
            names: BTreeMap::new(),
        }
    }

    /// Serves until the editor has enough, or is gone.
    pub(super) fn serve(mut self) -> anyhow::Result<()> {
        if self.client.can_watch {
            self.send(Message::Request(watch()))?;
        }
        let mut waiting = None;
        loop {
            // What has been typed meanwhile comes first: only the last state is worth a check, but some state must be.
            let message = if self.changed.is_empty() {
                waiting = None;
                self.connection.receiver.recv().ok()
            } else if waiting.get_or_insert_with(Instant::now).elapsed() > LONGEST {
                waiting = None;
                self.check_next()?;
                continue;
            } else {
                match self.connection.receiver.recv_timeout(PAUSE) {
                    Ok(message) => Some(message),
                    Err(error) if error.is_timeout() => {
                        self.check_next()?;
                        continue;
                    }
                    Err(_) => None,
                }
            };
            match message {
                Some(Message::Request(request)) => {
                    if self.connection.handle_shutdown(&request)? {
                        return Ok(());
                    }
                    // What can be done is about what is found in the text as it is now.
                    while request.method == CODE_ACTION && !self.changed.is_empty() {
                        self.check_next()?;
                    }
                    let response = self.answer(request);
                    self.send(Message::Response(response))?;
                }
                Some(Message::Notification(notification)) => self.take(notification),
                Some(Message::Response(_)) => {}
                None => return Ok(()),
            }
        }
    }

    fn send(&self, message: Message) -> anyhow::Result<()> {
        self.connection.sender.send(message).map_err(|_| anyhow::anyhow!("the editor is gone"))
    }

    /// Takes what the editor says of its texts and of the files.
    fn take(&mut self, notification: Notification) {
        fn of<P: DeserializeOwned>(notification: Notification) -> Option<P> {
            serde_json::from_value(notification.params).ok()
        }
        if notification.method == "workspace/didChangeWatchedFiles" {
            let events = of::<DidChangeWatchedFilesParams>(notification).map(|params| params.changes);
            return self.take_files(&events.unwrap_or_default());
        }
        let path = match notification.method.as_str() {
            "textDocument/didOpen" => of::<DidOpenTextDocumentParams>(notification).and_then(
                |DidOpenTextDocumentParams { text_document }| {
                    let path = path_of(&text_document.uri)?;
                    self.texts.open(path.clone(), text_document.text, text_document.version);
                    Some(path)
                },
            ),
            "textDocument/didChange" => of::<DidChangeTextDocumentParams>(notification).and_then(|params| {
                let path = path_of(&params.text_document.text_document_identifier.uri)?;
                self.texts.change(&path, params.content_changes, params.text_document.version);
                Some(path)
            }),
            "textDocument/didClose" => of::<DidCloseTextDocumentParams>(notification).and_then(|params| {
                let path = path_of(&params.text_document.uri)?;
                self.texts.close(&path);
                self.names.remove(&path);
                Some(path)
            }),
            "textDocument/didSave" => of::<DidSaveTextDocumentParams>(notification)
                .and_then(|params| path_of(&params.text_document.uri)),
            _ => None,
        };
        self.changed.extend(path.and_then(|path| self.root_of(&path)));
    }

    /// What something else has changed on disk is checked again where the editor has a text open or shows something.
    fn take_files(&mut self, events: &[FileEvent]) {
        let mut roots: BTreeSet<_> = self.texts.paths().filter_map(|path| self.root_of(path)).collect();
        roots.extend(self.shown.iter().filter(|(_, files)| !files.is_empty()).map(|(root, _)| root.clone()));
        let paths = events.iter().filter_map(|event| path_of(&event.uri));
        // An open text counts before its file.
        for path in paths.filter(|path| self.texts.version(path).is_none()) {
            // The innermost one: a repository can stand in another.
            self.changed.extend(roots.iter().rfind(|root| path.starts_with(root)).cloned());
        }
    }

    /// The repository of a file.
    fn root_of(&self, path: &Path) -> Option<PathBuf> {
        self.root.clone().or_else(|| root_around(path.parent()?))
    }

    /// Checks a repository in which something has changed, and shows what is found.
    fn check_next(&mut self) -> anyhow::Result<()> {
        let Some(root) = self.changed.pop_first() else { return Ok(()) };
        // A defect that one state of a text shows must not end the session.
        let found = panic::catch_unwind(AssertUnwindSafe(|| findings::of(&root, &self.texts)));
        let Ok(mut found) = found else {
            let params = ShowMessageParams { kind: MessageType::Error, message: DEFECT.to_owned() };
            return self
                .send(Message::Notification(Notification::new("window/showMessage".to_owned(), params)));
        };
        // That nothing is found in an open text is said, too.
        for path in self.texts.paths().filter(|path| self.root_of(path).as_ref() == Some(&root)) {
            found.entry(path.clone()).or_default();
        }
        let before = self.shown.remove(&root).unwrap_or_default();
        let now: BTreeSet<_> = found.keys().cloned().collect();
        let gone = before.difference(&now).map(|path| (path.clone(), Vec::new()));
        for (path, offers) in gone.chain(found) {
            let Some(uri) = uri_of(&path) else { continue };
            let version = self.texts.version(&path);
            let diagnostics = offers.iter().map(|offer| offer.shown.clone()).collect();
            let params = PublishDiagnosticsParams { uri, version, diagnostics };
            self.offers.insert(path, offers);
            let method = "textDocument/publishDiagnostics".to_owned();
            self.send(Message::Notification(Notification::new(method, params)))?;
        }
        self.shown.insert(root, now);
        Ok(())
    }

    /// Answers a question.
    fn answer(&mut self, request: Request) -> Response {
        let id = request.id.clone();
        let answered = panic::catch_unwind(AssertUnwindSafe(|| self.answered(request)));
        match answered {
            Ok(Ok(value)) => Response::new_ok(id, value),
            Ok(Err((code, why))) => Response::new_err(id, code as i32, why),
            Err(_) => Response::new_err(id, ErrorCode::InternalError as i32, DEFECT.to_owned()),
        }
    }

    fn answered(&mut self, request: Request) -> Result<serde_json::Value, (ErrorCode, String)> {
        let Request { method, params, .. } = request;
        match method.as_str() {
            "textDocument/hover" => {
                let params: HoverParams = read(params)?;
                let asked = self.asked(params.text_document_position_params);
                written(asked.and_then(|asked| hover::hover(&asked, &self.texts)))
            }
            "textDocument/definition" => {
                let params: DefinitionParams = read(params)?;
                let asked = self.asked(params.text_document_position_params);
                written(asked.map(|asked| go_to::definition(&asked, &self.texts)))
            }
            "textDocument/references" => {
                let params: ReferenceParams = read(params)?;
                let asked = self.asked(params.text_document_position_params);
                let with_definition = params.context.include_declaration;
                written(asked.map(|asked| go_to::references(&asked, with_definition)))
            }
            "textDocument/completion" => {
                let params: CompletionParams = read(params)?;
                let asked = self.asked(params.text_document_position_params);
                written(asked.map(|asked| {
                    let known = self.names.remove(&asked.path).unwrap_or_default();
                    let names = complete::names(&asked, known);
                    let items = complete::items(&asked, &names, self.client.can_choose);
                    self.names.insert(asked.path, names);
                    items
                }))
            }
            CODE_ACTION => {
                let params: CodeActionParams = read(params)?;
                let path = path_of(&params.text_document.uri);
                let offers = path.as_ref().and_then(|path| self.offers.get(path));
                let actions =
                    offers.map(|offers| actions::of(offers, params.range, &self.texts)).unwrap_or_default();
                written(Some(actions))
            }
            _ => Err((ErrorCode::MethodNotFound, format!("kdm does not answer `{method}`"))),
        }
    }

    /// The text and the place that a question is about.
    fn asked(&self, params: TextDocumentPositionParams) -> Option<Asked> {
        let path = path_of(&params.text_document.uri)?;
        let text = self.texts.text(&path)?;
        let root = self.root_of(&path)?;
        Some(Asked::new(path, root, text, params.position))
    }
}

/// A folder as editors name it: from the root on, and without `..`.
fn absolute(folder: &Path) -> Option<PathBuf> {
    let goes_up = folder.components().any(|part| part == Component::ParentDir);
    if goes_up { std::fs::canonicalize(folder).ok() } else { std::path::absolute(folder).ok() }
}

fn read<P: DeserializeOwned>(params: serde_json::Value) -> Result<P, (ErrorCode, String)> {
    serde_json::from_value(params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

fn written<A: Serialize>(answer: Option<A>) -> Result<serde_json::Value, (ErrorCode, String)> {
    serde_json::to_value(answer).map_err(|error| (ErrorCode::InternalError, error.to_string()))
}
