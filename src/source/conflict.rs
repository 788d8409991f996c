//! Lines that `git merge` left behind.
//!
//! 27 commits of upstream's history have them in data.json. A reader that only says "expected a key" there
//! makes people look for a missing comma.

use crate::diagnostic::{Diagnostic, Diagnostics, FileId, Rule, Span};

/// Reports every conflict in a text that could not be read, and says whether there was one. Only called when
/// reading failed: a block scalar may hold such lines legitimately.
pub(crate) fn report(file: FileId, text: &str, diagnostics: &mut Diagnostics) -> bool {
    let mut open: Option<Span> = None;
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let span = Span::new(file, at, at + line.trim_end().len());
        at += line.len();
        if line.starts_with("<<<<<<< ") {
            found.extend(open.replace(span).map(|start| conflict(start, None)));
        } else if line.starts_with(">>>>>>> ") {
            found.push(match open.take() {
                Some(start) => conflict(start, Some(span)),
                None => lone(span),
            });
        } else if line.trim_end() == "=======" && open.is_none() {
            found.push(lone(span));
        }
    }
    found.extend(open.map(|start| conflict(start, None)));
    let any = !found.is_empty();
    found.into_iter().for_each(|conflict| diagnostics.report(conflict));
    any
}

fn lone(span: Span) -> Diagnostic {
    Diagnostic::new(Rule::ConflictMarker, "a line that a merge conflict left behind")
        .at(span, "")
        .help("delete it")
}

fn conflict(start: Span, end: Option<Span>) -> Diagnostic {
    let diagnostic =
        Diagnostic::new(Rule::ConflictMarker, "unresolved merge conflict").at(start, "begins here");
    match end {
        Some(end) => diagnostic.at(end, "ends here"),
        None => diagnostic,
    }
    .help("resolve it; for a generated file take one whole side (`git checkout --ours -- FILE`) and generate it again")
}
