//! How far an upload is, for somebody who waits for it.

use std::io::{self, IsTerminal};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// From this size on an upload is worth a bar.
const WORTH_A_BAR: u64 = 256 << 10;

/// A bar on a terminal; elsewhere nothing, since a line a file is printed anyway.
pub(super) fn bar(name: &str, bytes: u64, quiet: bool) -> ProgressBar {
    if quiet || bytes < WORTH_A_BAR || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{msg} {bar:30} {bytes}/{total_bytes} {bytes_per_sec}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())).with_message(name.to_owned())
}
