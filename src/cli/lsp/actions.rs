//! What can be done about a finding: its mends, and an exception.

use std::path::{Path, PathBuf};

use gen_lsp_types::{
    CodeAction, CodeActionKind, CreateFile, CreateFileOptions, DocumentChange, Edit,
    OptionalVersionedTextDocumentIdentifier, Range, TextDocumentEdit, TextDocumentIdentifier, TextEdit,
    WorkspaceEdit,
};

use super::{
    findings::Offer,
    texts::{Texts, range, uri_of},
};
use crate::{diagnostic::Exception, edit, editor::Positions, repository::SETTINGS, source::join};

/// Of how many findings an exception is offered at once.
const MOST_EXCEPTIONS: usize = 20;

/// What can be done in a range of a file with these findings.
pub(super) fn of(offers: &[Offer], asked: Range, texts: &Texts) -> Vec<CodeAction> {
    let touches = |range: &Range| range.start <= asked.end && asked.start <= range.end;
    let touched: Vec<_> = offers.iter().filter(|offer| touches(&offer.shown.range)).collect();
    let mut actions: Vec<_> = touched.iter().filter_map(|offer| mended(offer, texts)).collect();
    // Each is an edit of the whole settings; who asks for a whole file wants none of them.
    if touched.len() <= MOST_EXCEPTIONS {
        let exceptions = touched.iter().filter_map(|offer| Some((offer, offer.exception.as_ref()?)));
        actions.extend(
            exceptions.filter_map(|(offer, (root, exception))| excepted(offer, root, exception, texts)),
        );
    }
    actions
}

fn action(title: String, offer: &Offer, changes: Vec<DocumentChange>, is_preferred: bool) -> CodeAction {
    CodeAction {
        title,
        kind: Some(CodeActionKind::QuickFix),
        diagnostics: Some(vec![offer.shown.clone()]),
        is_preferred: Some(is_preferred),
        edit: Some(WorkspaceEdit { document_changes: Some(changes), ..WorkspaceEdit::default() }),
        ..CodeAction::default()
    }
}

/// Writes what is meant.
fn mended(offer: &Offer, texts: &Texts) -> Option<CodeAction> {
    let (_, _, text) = offer.mends.first()?;
    // They belong together: all of them, or none.
    let changes = offer.mends.iter().map(|(path, range, text)| changed(path, *range, text, texts));
    Some(action(format!("Write `{text}`"), offer, changes.collect::<Option<_>>()?, true))
}

/// Lets a finding through, by exactly what it is about.
fn excepted(offer: &Offer, root: &Path, exception: &Exception, texts: &Texts) -> Option<CodeAction> {
    let path: PathBuf = join(root, SETTINGS);
    // The edit is one of what is on disk.
    if texts.differs(&path) {
        return None;
    }
    let new = edit::with_exceptions(root, std::slice::from_ref(exception)).ok()??;
    let old = texts.text(&path);
    let mut changes = Vec::new();
    if old.is_none() {
        let options = CreateFileOptions { ignore_if_exists: Some(true), ..CreateFileOptions::default() };
        let create = CreateFile { uri: uri_of(&path)?, options: Some(options), annotation_id: None };
        changes.push(DocumentChange::CreateFile(create));
    }
    let old = old.unwrap_or_default();
    changes.extend(changed(&path, range(&Positions::of(&old), 0..old.len()), &new, texts));
    Some(action(format!("Except this in {SETTINGS}"), offer, changes, false))
}

fn changed(path: &Path, range: Range, text: &str, texts: &Texts) -> Option<DocumentChange> {
    let text_document = OptionalVersionedTextDocumentIdentifier {
        version: texts.version(path),
        text_document_identifier: TextDocumentIdentifier { uri: uri_of(path)? },
    };
    let edits = vec![Edit::TextEdit(TextEdit { range, new_text: text.to_owned() })];
    Some(DocumentChange::TextDocumentEdit(TextDocumentEdit { text_document, edits }))
}
