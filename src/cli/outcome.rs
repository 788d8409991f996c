//! How a command ends.

/// How a command ended; the number is the process's exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Everything is as it should be.
    Clean = 0,
    /// There are findings, or a file is stale.
    Findings = 1,
    /// The command could not do its work.
    Failed = 2,
}
