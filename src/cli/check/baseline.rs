//! `--write-baseline`: what is found today becomes exceptions, so that only what is new stops anybody.

use std::path::Path;

use crate::{
    cli::{
        outcome::Outcome,
        terminal::{BOLD, Terminal},
    },
    diagnostic::{Diagnostic, Exception, Judged, Level, shown::shown, words::count},
    edit,
    output::{Output, within},
    repository::SETTINGS,
    source::{Sources, join},
};

/// The exception that lets a finding through and nothing else; nothing where there is none.
pub(crate) fn exception(finding: &Diagnostic) -> Option<Exception> {
    // With a `*` at its end it would except more than this finding.
    let has_names =
        !finding.subjects.is_empty() && finding.subjects.iter().all(|subject| !subject.ends_with('*'));
    let is_exceptable = finding.rule.is_exceptable() && finding.rule.level() != Level::Forbid && has_names;
    is_exceptable.then(|| Exception {
        span: None,
        rule: finding.rule,
        at: finding.subjects.clone(),
        reason: format!("baseline: {}", finding.title),
    })
}

/// Writes the exceptions; what cannot be excepted is shown, and stays an error.
pub(super) fn write(
    root: &Path,
    found: &[Judged],
    sources: &Sources,
    terminal: &Terminal,
) -> anyhow::Result<Outcome> {
    let open: Vec<_> = found.iter().filter(|judged| !judged.is_excepted()).collect();
    let (mut exceptions, mut others) = (Vec::new(), Vec::new());
    for judged in open {
        match exception(&judged.finding) {
            Some(exception) => exceptions.push(exception),
            None => others.push(judged),
        }
    }
    let target = join(root, SETTINGS);
    within(root, &target)?;
    if let Some(text) = edit::with_exceptions(root, &exceptions)? {
        terminal.told(&Output::whole(&target, text.as_bytes())?.commit()?);
    }
    let left: Vec<_> = others.into_iter().cloned().collect();
    terminal.print_styled(&crate::report::Screen::new(sources).render(&left))?;
    let stopping = left.iter().filter(|judged| judged.stops()).count();
    let (written, left) = (count(exceptions.len(), "exception"), count(left.len(), "finding"));
    terminal.say(&shown!(
        "{BOLD}{}: {written} written{BOLD:#}; {left} left that no exception lets through\n",
        target.display(); BOLD, written, left
    ));
    Ok(if stopping > 0 { Outcome::Findings } else { Outcome::Clean })
}
