//! Ctrl-C and friends: nothing is left behind.

use crate::output;

/// What shells give for a process that SIGINT ended; the other signals are not told apart.
const INTERRUPTED: i32 = 130;

/// From here on an interrupted run removes its temporary files, and a file above the limit of `ulimit -f` fails like one on
/// a full disk. What the caller of kdm ignores (`nohup`, a job in the background) stays ignored.
#[cfg(unix)]
pub(super) fn clean_up_on_interrupt() {
    use signal_hook::{
        consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ},
        iterator::Signals,
    };
    let ignored = ignored();
    let handled = [SIGINT, SIGTERM, SIGHUP, SIGXFSZ].into_iter().filter(|signal| !ignored.contains(signal));
    // Without a handler an interrupted run leaves a temporary file for the next one, and the target is whole anyway.
    let Ok(mut signals) = Signals::new(handled) else { return };
    let waiting = std::thread::Builder::new().spawn(move || {
        // The write that is too large fails by itself.
        let mut ending = signals.forever().filter(|signal| *signal != SIGXFSZ);
        // A run that has done its work ends by itself, unless it is asked twice.
        if ending.next().is_some() && (output::remove_temporary() || ending.next().is_some()) {
            std::process::exit(INTERRUPTED);
        }
    });
    drop(waiting);
}

/// From here on an interrupted run would remove its temporary files; on this system the next one does.
#[cfg(not(unix))]
pub(super) fn clean_up_on_interrupt() {}

/// The signals that this process was started to ignore, where the system says so.
#[cfg(unix)]
fn ignored() -> Vec<i32> {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
    (1..=64).filter(|signal| mask & (1 << (signal - 1)) != 0).collect()
}

/// Waits for the end of the process where it is being interrupted: it ends in the thread that removes its files.
pub(super) fn wait_if_interrupted() {
    while output::is_interrupted() {
        std::thread::park();
    }
}
