//! In which form findings are printed: the same for every command that checks.

use clap::ValueEnum;

use super::terminal::Terminal;
use crate::{
    diagnostic::Judged,
    report::{
        Findings, Screen, render_excepted, render_findings_json, render_github, render_lines, render_sarif,
    },
    source::Sources,
};

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FindingsFormat {
    /// For a terminal.
    Text,
    /// One per line, for editors and grep.
    Line,
    /// For a program (`kdm schema findings`).
    Json,
    /// As GitHub's annotations.
    Github,
    /// For code scanning.
    Sarif,
}

impl FindingsFormat {
    /// Prints findings to standard output.
    pub(super) fn print(
        self,
        found: &[Judged],
        sources: &Sources,
        terminal: &Terminal,
    ) -> anyhow::Result<()> {
        let findings = Findings { found, sources };
        match self {
            Self::Text => {
                let (excepted, others): (Vec<_>, Vec<_>) =
                    found.iter().cloned().partition(Judged::is_excepted);
                let screen = Screen::new(sources).render(&others);
                terminal.print_styled(&(screen + render_excepted(&excepted)))?;
            }
            Self::Line => drop(terminal.print(render_lines(&findings).as_str().as_bytes())?),
            Self::Json => drop(terminal.print(render_findings_json(&findings).as_bytes())?),
            Self::Github => drop(terminal.print(render_github(&findings).as_bytes())?),
            Self::Sarif => drop(terminal.print(render_sarif(&findings).as_bytes())?),
        }
        Ok(())
    }
}
