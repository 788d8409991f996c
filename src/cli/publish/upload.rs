//! One file to its key, and back to see that it is there.

use std::{thread, time::Duration};

use super::{progress::bar, step::Step};
use crate::{
    cli::terminal::Terminal,
    publish::{Client, Condition, Failure, File, PublicSite, Put, Store},
    report::{BeforeJson, Fate, FileJson},
};

/// Where consumers read, to see what they get.
pub(super) struct Verify(PublicSite);

/// How often a site is read that still has the old file, and the pause between: a cache may need a moment to ask.
const READS: u32 = 4;
const PAUSE: Duration = Duration::from_secs(1);

impl Verify {
    pub(super) fn new(url: &str, insecure: bool, client: Client) -> Result<Self, Failure> {
        Ok(Self(PublicSite::new(url, insecure, client)?))
    }

    /// Reads a file as consumers do, until it is the one that was published.
    fn check(&self, key: &str, file: &File) -> Result<(), Failure> {
        let mut reads = 0;
        loop {
            let served = File::new(&file.name, self.0.get(key)?);
            reads += 1;
            if served.sha256 == file.sha256 {
                return Ok(());
            }
            if reads == READS {
                return Err(other_bytes(&self.0.address(key), file, &served));
            }
            thread::sleep(PAUSE);
        }
    }
}

/// Puts a file where it is not yet, and reads it back.
pub(super) fn upload(
    store: &dyn Store,
    verify: Option<&Verify>,
    step: &Step,
    terminal: &Terminal,
    is_text: bool,
) -> Result<(), Failure> {
    let Step { key, file, there, .. } = step;
    let fate = fate(store, step);
    if fate == Fate::Refused {
        let what = format!("{key}: there is another file under this tag, and a tag is published once");
        return Err(Failure::refused(what).help("publish under the next tag, which `kdm tag` names"));
    }
    if fate != Fate::Unchanged {
        if there.is_some() && !store.is_safe_beside_others() && is_text {
            let what = format!("{key}: this store has no condition for replacing a file");
            terminal.note(&what, "see to it that nobody else publishes this branch at the same time");
        }
        let condition = there.as_ref().map_or(Condition::Absent, Condition::Same);
        let bar = bar(&file.name, file.bytes.len() as u64);
        let put = store.put(key, file, condition, &|bytes| bar.inc(bytes));
        bar.finish_and_clear();
        if put? == Put::Overtaken {
            let what = format!("{key}: somebody else has published since it was looked at; it is left alone");
            let help = "look at what is there now with `--dry-run`, and publish again if this build is to replace it";
            return Err(Failure::refused(what).help(help));
        }
    }
    let is_sent = fate != Fate::Unchanged;
    let read = match verify {
        Some(verify) => verify.check(key, file),
        None if is_sent => read_back(store, key, file),
        None => Ok(()),
    };
    read.map_err(|failure| if is_sent { failure.after_sending() } else { failure })
}

/// Whether the store has what was sent.
fn read_back(store: &dyn Store, key: &str, file: &File) -> Result<(), Failure> {
    let Some((_, bytes)) = store.get(key)? else {
        let failure = Failure::refused(format!("{key}: nothing is there"));
        return Err(failure.help("somebody has deleted it, or the store has lost it: publish again"));
    };
    let served = File::new(&file.name, bytes);
    if served.sha256 == file.sha256 { Ok(()) } else { Err(other_bytes(key, file, &served)) }
}

fn other_bytes(shown: &str, sent: &File, served: &File) -> Failure {
    let what = format!(
        "{shown}: something else is served: {} bytes with sha256 {}, not {} bytes with {}",
        served.bytes.len(),
        served.sha256,
        sent.bytes.len(),
        sent.sha256
    );
    Failure::refused(what)
        .help("somebody else publishes at the same time, or a cache does not ask: look at both")
}

/// What becomes of what is at a key.
fn fate(store: &dyn Store, Step { key: _, file, there, is_once }: &Step) -> Fate {
    match there {
        None => Fate::Created,
        Some(there) if store.has(there, file) => Fate::Unchanged,
        // The bytes are there, under whatever headers: a tag is left as it is.
        Some(there) if *is_once && there.sha256.as_ref() == Some(&file.sha256) => Fate::Unchanged,
        Some(_) if *is_once => Fate::Refused,
        Some(_) => Fate::Replaced,
    }
}

/// The steps for people and programs; where the gate refuses them, all that would be sent is refused.
pub(super) fn files_json(store: &dyn Store, steps: &[Step], is_refused: bool) -> Vec<FileJson> {
    let file = |step: &Step| {
        let verdict = match fate(store, step) {
            Fate::Created | Fate::Replaced if is_refused => Fate::Refused,
            verdict => verdict,
        };
        let before =
            |there: &crate::publish::Seen| BeforeJson { bytes: there.bytes, sha256: there.sha256.clone() };
        FileJson {
            key: step.key.clone(),
            verdict,
            bytes: step.file.bytes.len() as u64,
            sha256: step.file.sha256.clone(),
            content_type: step.file.content_type,
            before: step.there.as_ref().map(before),
        }
    };
    steps.iter().map(file).collect()
}
