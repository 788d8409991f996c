//! What stops a command: all that was found in all its files.

use std::collections::BTreeSet;

use crate::{
    cli::terminal::Terminal,
    diagnostic::{Diagnostics, Policy, Shown, words::count},
    edit::NotEdited,
    source::Sources,
};

/// What stops a command, in all its files.
#[derive(Default)]
pub(super) struct Stops {
    count: usize,
    /// What was said without a place: it is the same for the other files.
    said: BTreeSet<String>,
}

impl Stops {
    /// Whether the command is stopped, which is said.
    pub(super) fn stop(&self, terminal: &Terminal) -> bool {
        if self.count > 0 {
            terminal.fail(&format!("{}; nothing is written", count(self.count, "error")), None);
        }
        self.count > 0
    }

    /// Reports what stops it in one file.
    pub(super) fn report(&mut self, sources: &Sources, mut found: Diagnostics, terminal: &Terminal) {
        found.retain(|finding| !finding.labels.is_empty() || self.said.insert(finding.title.to_string()));
        let judged = Policy::default().judge(found);
        self.count += judged.iter().filter(|judged| judged.stops()).count();
        terminal.findings(&judged, sources);
    }
}

/// What stopped an edit, and the texts that it is about.
pub(super) type Stopped = (Sources, Diagnostics);

/// What is to be said of a file that was not edited.
pub(super) fn stopped(name: &str, bytes: &[u8], why: NotEdited) -> Stopped {
    let (mut sources, mut found) = (Sources::default(), Diagnostics::default());
    match why {
        NotEdited::Unreadable(findings) => {
            let file = sources.add(name, bytes);
            found.report_all(findings.sorted().into_iter().map(|finding| finding.moved(file)));
        }
        NotEdited::Refused { text, refusals } => {
            let file = sources.add(name, text);
            for refusal in &refusals {
                let mut finding = refusal.finding(file);
                if finding.labels.is_empty() {
                    finding.title = Shown::data(&format!("{name}: ")) + finding.title;
                }
                found.report(finding);
            }
        }
    }
    (sources, found)
}
