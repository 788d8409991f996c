//! One file to its key, and back to see that it is there.

use std::{thread, time::Duration};

use super::{progress::bar, step::Step};
use crate::{
    emit::Digest,
    publish::{Condition, Environment, Failure, File, Limits, PublicSite, Put, Store},
    report::Fate,
};

/// Where consumers read, to see what they get.
pub(super) struct Verify(PublicSite);

/// How often a site is read that does not have the file yet, and the pause between: a cache may need a moment to ask.
const READS: u32 = 4;
const PAUSE: Duration = Duration::from_secs(1);

impl Verify {
    pub(super) fn new(
        url: &str,
        insecure: bool,
        limits: Limits,
        environment: Environment<'_>,
    ) -> Result<Self, Failure> {
        Ok(Self(PublicSite::new(url, insecure, limits, environment)?))
    }

    /// Reads a file as consumers do, until it is the one that was published.
    fn check(&self, key: &str, file: &File) -> Result<(), Failure> {
        let mut reads = 0;
        loop {
            let served = self.0.get(key)?;
            reads += 1;
            match served {
                Some(served) if Digest::of(&served) == file.sha256 => return Ok(()),
                served if reads == READS => return Err(other_bytes(&self.0.address(key), file, served)),
                _ => thread::sleep(PAUSE),
            }
        }
    }
}

/// Puts a file where it is not yet, and reads it back.
pub(super) fn upload(
    store: &dyn Store,
    verify: Option<&Verify>,
    step: &Step,
    quiet: bool,
) -> Result<(), Failure> {
    let Step { key, file, there, .. } = step;
    let is_sent = step.fate(store) != Fate::Unchanged;
    if is_sent {
        let condition = there.as_ref().map_or(Condition::Absent, Condition::Same);
        let bar = bar(&file.name, file.bytes.len() as u64, quiet);
        let put = store.put(key, file, condition, &|bytes| bar.inc(bytes));
        bar.finish_and_clear();
        if put? == Put::Overtaken {
            let what = format!("{key}: somebody else has published since it was looked at; theirs stays");
            let help = "look at what is there now with `--dry-run`, and publish again if this build is to replace it";
            return Err(Failure::refused(what).help(help));
        }
    }
    let read = match verify {
        Some(verify) => verify.check(key, file),
        None if is_sent => read_back(store, key, file),
        // It has just been read.
        None => Ok(()),
    };
    read.map_err(|failure| if is_sent { failure.after_sending() } else { failure })
}

/// Whether the store has what was sent.
fn read_back(store: &dyn Store, key: &str, file: &File) -> Result<(), Failure> {
    match store.look(key)? {
        Some(seen) if seen.sha256 == file.sha256 => Ok(()),
        seen => Err(other_bytes(key, file, seen.map(|seen| seen.bytes))),
    }
}

fn other_bytes(shown: &str, sent: &File, served: Option<Vec<u8>>) -> Failure {
    let help = "somebody else publishes at the same time, or a cache does not ask: look at what is there";
    let Some(served) = served else {
        return Failure::refused(format!("{shown}: nothing is served")).help(help);
    };
    let what = format!(
        "{shown}: something else is served: {} bytes with sha256 {}, not {} bytes with {}",
        served.len(),
        Digest::of(&served),
        sent.bytes.len(),
        sent.sha256
    );
    Failure::refused(what).help(help)
}
