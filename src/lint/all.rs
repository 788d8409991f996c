//! Lints on all cores: none of them sees what another one found.

use std::{
    num::NonZero,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use super::subject::Subject;
use crate::{diagnostic::Diagnostics, repository::STACK};

/// Looks at one aspect and reports what is wrong with it.
pub(super) type Lint = fn(&Subject<'_, '_>, &mut Diagnostics);

/// What all the lints find, in their order.
pub(super) fn all(lints: &[Lint], subject: &Subject<'_, '_>) -> Diagnostics {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut found = Vec::new();
        loop {
            let nth = next.fetch_add(1, Ordering::Relaxed);
            let Some(lint) = lints.get(nth) else { return found };
            let mut of_lint = Diagnostics::default();
            lint(subject, &mut of_lint);
            found.push((nth, of_lint));
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).clamp(1, lints.len().clamp(1, 8));
    let mut found = thread::scope(|scope| {
        // A thread that cannot be started is not missed: the others take its lints.
        let others: Vec<_> = (1..threads)
            .filter_map(|_| thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work).ok())
            .collect();
        let mut found = work();
        for other in others {
            found.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        found
    });
    found.sort_by_key(|(nth, _)| *nth);
    let mut all = Diagnostics::default();
    found.into_iter().for_each(|(_, of_lint)| all.append(of_lint));
    all
}
