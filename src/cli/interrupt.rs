//! Ctrl-C and friends: nothing is left behind.

use crate::output;

/// What shells give for a process that SIGINT ended; the other signals are not told apart.
const INTERRUPTED: i32 = 130;

/// From here on an interrupted run removes its temporary file.
pub(super) fn clean_up_on_interrupt() {
    // Without a handler an interrupted run leaves a temporary file, and the target is whole anyway.
    let _ = ctrlc::set_handler(|| {
        output::remove_temporary();
        std::process::exit(INTERRUPTED);
    });
}
