//! `kdm lsp`: an editor is told while somebody writes. The Language Server Protocol on standard input and output.

mod actions;
mod asked;
mod client;
mod complete;
mod findings;
mod go_to;
mod hover;
mod server;
mod texts;

use std::{
    io::{self, IsTerminal},
    path::Path,
};

use anyhow::{Context, bail};
use clap::Args;
use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CompletionOptions, InitializeParams, InitializeResult, Save,
    ServerCapabilities, ServerInfo, TextDocumentSyncKind, TextDocumentSyncOptions,
};
use lsp_server::Connection;

use self::{client::Client, server::Server};
use super::{outcome::Outcome, version::VERSION};

/// Serve an editor over the Language Server Protocol: findings as you type, what a version, an alias, an argument or a chart is,
/// where it is defined, what could stand there, and mends.
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 the editor has ended it, 2 could not run.")]
pub(super) struct Lsp {
    /// Use standard input and output, as it does anyway.
    #[arg(long, hide = true)]
    stdio: bool,
}

impl Lsp {
    /// Serves until the editor has enough. `root` is the repository where one was named, else each file is one of the repository
    /// that it is in.
    pub(super) fn run(&self, root: Option<&Path>) -> anyhow::Result<Outcome> {
        if io::stdin().is_terminal() {
            bail!("`kdm lsp` speaks to an editor, which starts it: docs/src/editor.md says how");
        }
        let (connection, threads) = Connection::stdio();
        let (id, params) = connection.initialize_start().context("an editor begins with `initialize`")?;
        let params: InitializeParams = serde_json::from_value(params)
            .context("what the editor sent as `initialize` is not what the protocol has")?;
        let client = Client::of(&params.capabilities);
        let info = ServerInfo { name: "kdm".to_owned(), version: Some(VERSION.to_owned()) };
        let result = InitializeResult { capabilities: capabilities(), server_info: Some(info) };
        connection.initialize_finish(id, serde_json::to_value(result)?)?;
        let served = Server::new(&connection, client, root).serve();
        drop(connection);
        threads.join()?;
        served.map(|()| Outcome::Clean)
    }
}

/// What an editor may ask.
fn capabilities() -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::Incremental),
        save: Some(Save::Bool(true)),
        ..TextDocumentSyncOptions::default()
    };
    let completion = CompletionOptions {
        trigger_characters: Some(vec!["*".to_owned(), " ".to_owned()]),
        ..CompletionOptions::default()
    };
    let actions = CodeActionOptions {
        code_action_kinds: Some(vec![CodeActionKind::QuickFix]),
        ..CodeActionOptions::default()
    };
    ServerCapabilities {
        text_document_sync: Some(sync.into()),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        completion_provider: Some(completion),
        code_action_provider: Some(actions.into()),
        ..ServerCapabilities::default()
    }
}
