//! The objects of a repository, through one `git cat-file --batch`: what is asked for is read ahead, and each blob once.
//!
//! A crate that reads objects itself comes with 54 others (gix-odb 0.87, which knows no names of revisions; gix 0.90 with 166).

use std::{
    collections::{BTreeMap, VecDeque},
    fmt,
    io::{self, BufRead, BufReader, Read, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Stdio},
    sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError, Weak},
    thread,
};

use super::run::{git, output, why_not};
use crate::source::{Coming, LARGEST};

/// How many requests are with git at a time: it always has work, and what is asked for in between does not wait long.
const AHEAD: usize = 4;

/// A name that is longer is not one; and git, which may wait for us to read, must not have to be waited for.
const LONGEST: usize = 4 << 10;

/// How often in a row git is started again after something that it ended with: a clone may lack much. Then all that waits is
/// answered with the last reason.
const MOST_ENDS: usize = 32;

/// An object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    /// Its name: hexadecimal digits.
    pub(super) id: String,
    /// `commit`, `tree`, `blob` or `tag`.
    pub(super) kind: String,
    pub(super) bytes: Vec<u8>,
}

/// What git answers: an object, nothing where there is none of the name, or why it cannot answer.
type Answer = Result<Option<Object>, String>;

/// What waits for an answer. One that is dropped unanswered gets an error: nobody waits for ever.
enum Waiting {
    Any(Arc<OnceLock<Answer>>),
    Blob(Arc<Coming>),
}

struct Request {
    name: String,
    waiting: Waiting,
}

impl Request {
    fn answer(&self, answer: Answer) {
        match &self.waiting {
            Waiting::Any(slot) => drop(slot.set(answer)),
            Waiting::Blob(coming) => coming.arrive(match answer {
                Ok(Some(object)) if object.kind == "blob" => Ok(object.bytes),
                Ok(Some(object)) => {
                    Err(format!("the object {} is not a file but a {}", object.id, object.kind))
                }
                Ok(None) => Err(missing(&self.name)),
                Err(reason) => Err(reason),
            }),
        }
    }
}

impl Drop for Request {
    fn drop(&mut self) {
        self.answer(Err("git stopped".to_owned()));
    }
}

/// That an object is not there, though something names it.
pub(super) fn missing(id: &str) -> String {
    format!("the object {id} is not in this clone, which is partial, shallow or damaged")
}

/// What git is to be asked.
#[derive(Default)]
struct Queue {
    /// The requests, and whether nobody can add one any more.
    requests: Mutex<(VecDeque<Request>, bool)>,
    changed: Condvar,
}

impl Queue {
    fn lock(&self) -> MutexGuard<'_, (VecDeque<Request>, bool)> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Nothing is added any more; what is there is dropped, and thereby answered.
    fn close(&self) {
        let mut state = self.lock();
        state.1 = true;
        state.0.clear();
        drop(state);
        self.changed.notify_all();
    }

    /// Trees and names go before blobs: what is asked for next depends on them.
    fn add(&self, request: Request) {
        let mut state = self.lock();
        if state.1 {
            // It is dropped, and thereby answered.
            return;
        }
        match request.waiting {
            Waiting::Any(_) => state.0.push_front(request),
            Waiting::Blob(_) => state.0.push_back(request),
        }
        self.changed.notify_one();
    }

    /// The next request; where there is none, nothing, or (with `waits`) what comes next. Nothing at the end, too.
    fn next(&self, waits: bool) -> Option<Request> {
        let mut state = self.lock();
        loop {
            match state.0.pop_front() {
                Some(request) => return Some(request),
                None if state.1 || !waits => return None,
                None => state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }
}

/// The objects of a repository.
pub(super) struct Objects {
    folder: PathBuf,
    queue: Arc<Queue>,
    /// The blobs that somebody still has.
    blobs: Mutex<BTreeMap<String, Weak<Coming>>>,
}

impl fmt::Debug for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Objects").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl Objects {
    /// Those of the repository that a folder is in. The same folder has one process of git for the whole run, which ends with
    /// its input.
    ///
    /// # Errors
    ///
    /// When git cannot be run.
    pub(super) fn of(folder: &Path) -> Result<Arc<Self>, String> {
        static ALL: Mutex<BTreeMap<PathBuf, Arc<Objects>>> = Mutex::new(BTreeMap::new());
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(objects) = all.get(folder) {
            return Ok(Arc::clone(objects));
        }
        let objects = Arc::new(Self::start(folder)?);
        all.insert(folder.to_owned(), Arc::clone(&objects));
        Ok(objects)
    }

    fn start(folder: &Path) -> Result<Self, String> {
        let queue = Arc::new(Queue::default());
        let asked = Arc::clone(&queue);
        let talk = Talk::begin(folder)?;
        let thread = thread::Builder::new().spawn(move || talk.run(&asked));
        thread.map_err(|error| format!("no thread can be started to read from git: {error}"))?;
        Ok(Self { folder: folder.to_owned(), queue, blobs: Mutex::default() })
    }

    /// The folder in which git runs.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Asks for what a name names, in git's own syntax.
    ///
    /// # Errors
    ///
    /// When git cannot answer.
    pub(super) fn get(&self, name: &str) -> Answer {
        // A line is a request: what does not fit into one has no answer. Git takes a CR at its end for a part of the break.
        if name.len() > LONGEST || name.contains(['\n', '\r', '\0']) {
            return Ok(None);
        }
        let slot = Arc::new(OnceLock::new());
        self.queue.add(Request { name: name.to_owned(), waiting: Waiting::Any(Arc::clone(&slot)) });
        slot.wait().clone()
    }

    /// A blob, which is on its way when this returns.
    pub(super) fn blob(&self, id: &str) -> Arc<Coming> {
        let mut blobs = self.blobs.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(blob) = blobs.get(id).and_then(Weak::upgrade) {
            return blob;
        }
        let blob = Arc::new(Coming::default());
        blobs.insert(id.to_owned(), Arc::downgrade(&blob));
        self.queue.add(Request { name: id.to_owned(), waiting: Waiting::Blob(Arc::clone(&blob)) });
        blob
    }
}

/// Lets git write ahead of who reads: with the usual 64 KB it stops and goes for each part of a file.
fn widen(pipe: &ChildStdout) {
    #[cfg(target_os = "linux")]
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, 256 << 10);
    #[cfg(not(target_os = "linux"))]
    let _ = pipe;
}

/// Closes a queue.
struct ClosedAtTheEnd<'q>(&'q Queue);

impl Drop for ClosedAtTheEnd<'_> {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// The talk with one process of git.
struct Talk {
    child: Child,
    /// Closed at the end, which ends the process.
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    folder: PathBuf,
}

impl Talk {
    fn begin(folder: &Path) -> Result<Self, String> {
        let mut command = git(folder);
        command.args(["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| why_not(&error))?;
        let (Some(input), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err("git has no input or output".to_owned());
        };
        widen(&answers);
        Ok(Self { child, input: Some(input), output: BufReader::new(answers), folder: folder.to_owned() })
    }

    /// As long as git can be started.
    fn run(mut self, asked: &Queue) {
        // However this ends, nobody waits for an answer of a thread that is gone.
        let _guard = ClosedAtTheEnd(asked);
        let mut with_git: VecDeque<Request> = VecDeque::new();
        let mut ends = 0;
        while let Some((request, error)) = self.answer_all(asked, &mut with_git, &mut ends) {
            ends += 1;
            // Git ends with what it cannot answer; what was asked behind it is asked again.
            let why = why_it_stopped(&self.folder, &request.name).unwrap_or_else(|| error.to_string());
            request.answer(Err(why.clone()));
            if ends == MOST_ENDS {
                ends = 0;
                with_git.extend(std::iter::from_fn(|| asked.next(false)));
                with_git.drain(..).for_each(|request| request.answer(Err(why.clone())));
            }
            match Self::begin(&self.folder) {
                Ok(next) => self = next,
                Err(_) => return,
            }
            with_git.iter().for_each(|request| self.ask(request));
        }
    }

    /// Answers until the end of the questions, or the end of git: then with the request that it did not answer.
    fn answer_all(
        &mut self,
        asked: &Queue,
        with_git: &mut VecDeque<Request>,
        ends: &mut usize,
    ) -> Option<(Request, io::Error)> {
        loop {
            while with_git.len() < AHEAD {
                let Some(request) = asked.next(with_git.is_empty()) else { break };
                self.ask(&request);
                with_git.push_back(request);
            }
            let request = with_git.pop_front()?;
            match self.answer(&request.name) {
                Ok(answer) => {
                    *ends = 0;
                    request.answer(answer);
                }
                Err(error) => return Some((request, error)),
            }
        }
    }

    fn ask(&mut self, request: &Request) {
        // Where git is gone, its answer will be missing.
        let line = format!("{}\n", request.name);
        let _ = self.input.as_mut().map(|input| input.write_all(line.as_bytes()));
    }

    /// Reads one answer: `ID KIND SIZE`, and as many bytes as that; or `NAME missing`.
    fn answer(&mut self, name: &str) -> io::Result<Answer> {
        let mut line = Vec::new();
        if (&mut self.output).take(LONGEST as u64 * 2).read_until(b'\n', &mut line)? == 0 {
            return Err(io::Error::other("git stopped and does not say why"));
        }
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_end_matches('\n');
        match line.strip_prefix(name) {
            Some(" missing" | " submodule") => return Ok(Ok(None)),
            Some(" ambiguous") => {
                return Ok(Err("several objects have names that begin so; write more of it".to_owned()));
            }
            _ => {}
        }
        let parts: Vec<_> = line.split(' ').collect();
        let strange =
            || io::Error::other(format!("git prints `{}`", line.chars().take(80).collect::<String>()));
        let [id, kind, size] = parts[..] else { return Err(strange()) };
        let size: u64 = size.parse().map_err(|_| strange())?;
        if size > LARGEST {
            return Err(io::Error::other(format!("the object {id} has more than {} MB", LARGEST >> 20)));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
        (&mut self.output).take(size).read_to_end(&mut bytes)?;
        let mut end = [0];
        self.output.read_exact(&mut end)?;
        Ok(Ok(Some(Object { id: id.to_owned(), kind: kind.to_owned(), bytes })))
    }
}

impl Drop for Talk {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What git says when it is asked for an object once more, by itself.
fn why_it_stopped(folder: &Path, name: &str) -> Option<String> {
    let asked = output(folder, &["rev-parse", "--git-dir"])
        .and_then(|_| output(folder, &["cat-file", "-t", "--", name]));
    let why = asked.err()?;
    Some(if why.contains("promisor") { missing(name) } else { why })
}
