//! What an editor says that it can do.

use gen_lsp_types::{
    ClientCapabilities, DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, Registration,
    RegistrationParams,
};
use lsp_server::Request;

/// What of it makes a difference here.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Client {
    /// Its user chooses whether what is completed is inserted or replaces what stands there.
    pub(super) can_choose: bool,
    /// It tells of files that something else changes, if it is asked to.
    pub(super) can_watch: bool,
}

impl Client {
    pub(super) fn of(capabilities: &ClientCapabilities) -> Self {
        let item = || capabilities.text_document.as_ref()?.completion.as_ref()?.completion_item.as_ref();
        let files = || capabilities.workspace.as_ref()?.did_change_watched_files.as_ref();
        Self {
            can_choose: item().and_then(|item| item.insert_replace_support).unwrap_or_default(),
            can_watch: files().and_then(|files| files.dynamic_registration).unwrap_or_default(),
        }
    }
}

/// What asks an editor to tell of the files that a check reads.
pub(super) fn watch() -> Request {
    let watcher =
        FileSystemWatcher { glob_pattern: "**/*.{yaml,yml,json,go,tmpl,txt}".to_owned().into(), kind: None };
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: vec![watcher] };
    let registration = Registration {
        id: "files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(options).ok(),
    };
    let params = RegistrationParams { registrations: vec![registration] };
    Request::new("files".to_owned().into(), "client/registerCapability".to_owned(), params)
}
