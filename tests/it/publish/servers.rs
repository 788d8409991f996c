//! The stores that builds are published to: a real S3 server, and one of our own that does what the real ones do not.

use std::{
    env,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::support::skipped;

/// The key and the secret of all servers here.
pub(super) const KEY: &str = "kdm-test-key";
pub(super) const SECRET: &str = "hunter2-never-printed";

/// A real S3 server (versitygw), with a bucket `releases`.
pub(super) struct S3 {
    child: Child,
    pub(super) port: u16,
    folder: TempDir,
}

impl S3 {
    /// Starts one; nothing, and a loud word, where KDM_S3_SERVER does not name its program.
    pub(super) fn start(what: &str) -> Option<Self> {
        let Some(program) = env::var_os("KDM_S3_SERVER") else {
            skipped("KDM_S3_SERVER does not name versitygw", what);
            return None;
        };
        let folder = TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join("releases")).unwrap();
        // A port that somebody else takes in between is another one the next time.
        for _ in 0..5 {
            let port = free_port();
            let mut child = Command::new(&program)
                .args(["--port", &format!("127.0.0.1:{port}"), "posix"])
                .arg(folder.path())
                .envs([("ROOT_ACCESS_KEY", KEY), ("ROOT_SECRET_KEY", SECRET)])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            let until = Instant::now() + Duration::from_secs(30);
            while Instant::now() < until && child.try_wait().unwrap().is_none() {
                if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                    return Some(Self { child, port, folder });
                }
                thread::sleep(Duration::from_millis(20));
            }
            let _ = child.kill();
            let _ = child.wait();
        }
        panic!("versitygw does not start");
    }

    /// The object at a key, as it lies on the server's disk.
    pub(super) fn path(&self, key: &str) -> PathBuf {
        self.folder.path().join("releases").join(key)
    }

    pub(super) fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for S3 {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(super) fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

/// A request as it came.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) method: String,
    /// With the query.
    pub(super) path: String,
    /// Their names in small letters.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Asked {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// What the query has under a name.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.path.split_once('?')?.1.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
    }
}

/// What is answered: all that goes over the line; nothing for none at all.
pub(super) type Answered = Option<Vec<u8>>;

/// A server whose answers are a function.
pub(super) struct Server {
    pub(super) port: u16,
    pub(super) asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    pub(super) fn start(answer: impl Fn(&Asked) -> Answered + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (asked, answer) = (Arc::new(Mutex::new(Vec::new())), Arc::new(answer));
        let all = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (answer, all) = (Arc::clone(&answer), Arc::clone(&all));
                thread::spawn(move || serve(stream, &*answer, &all));
            }
        });
        Self { port, asked }
    }

    /// The methods of all requests so far.
    pub(super) fn methods(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|asked| asked.method.clone()).collect()
    }
}

fn serve(stream: TcpStream, answer: &dyn Fn(&Asked) -> Answered, all: &Mutex<Vec<Asked>>) {
    let mut writing = stream.try_clone().unwrap();
    let mut reading = BufReader::new(stream);
    while let Some(asked) = read(&mut reading, &mut writing) {
        all.lock().unwrap().push(asked.clone());
        match answer(&asked) {
            Some(bytes) => {
                if writing.write_all(&bytes).is_err() || !is_whole(&bytes, &asked.method) {
                    return;
                }
            }
            // It goes on listening, and says nothing.
            None => thread::sleep(Duration::from_secs(60)),
        }
    }
}

/// Whether an answer has all that it says, so that the connection goes on.
fn is_whole(bytes: &[u8], method: &str) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap_or("0");
    method == "HEAD" || length.parse() == Ok(body.len())
}

fn read(reading: &mut BufReader<TcpStream>, writing: &mut TcpStream) -> Option<Asked> {
    let mut line = String::new();
    reading.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let mut parts = line.split_whitespace();
    let (method, path) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = String::new();
        reading.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(": ") else { break };
        headers.push((name.to_ascii_lowercase(), value.to_owned()));
    }
    let mut asked = Asked { method, path, headers, body: Vec::new() };
    if asked.header("expect").is_some() {
        writing.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").ok()?;
    }
    let length = asked.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    asked.body = vec![0; length];
    reading.read_exact(&mut asked.body).ok()?;
    Some(asked)
}

/// An answer with a body; for HEAD the caller leaves the body out and keeps its length.
pub(super) fn answer(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Answered {
    let mut text = format!("HTTP/1.1 {status}\r\n");
    for (name, value) in headers {
        text += &format!("{name}: {value}\r\n");
    }
    let mut bytes = format!("{text}content-length: {}\r\n\r\n", body.len()).into_bytes();
    bytes.extend_from_slice(body);
    Some(bytes)
}

/// A body that says why, as S3 does.
pub(super) fn refusal(status: &str, code: &str) -> Answered {
    answer(
        status,
        &[],
        format!("<Error><Code>{code}</Code><Message>with {SECRET} in it</Message></Error>").as_bytes(),
    )
}

/// The environment that leads to a server.
pub(super) fn environment(endpoint: &str) -> Vec<(&'static str, String)> {
    vec![
        ("AWS_ACCESS_KEY_ID", KEY.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
        ("AWS_ENDPOINT_URL", endpoint.to_owned()),
    ]
}

/// A folder's files with what is in them, without what the server keeps for itself.
pub(super) fn names_below(folder: &Path) -> Vec<String> {
    let mut names = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                names.push(path.strip_prefix(folder).unwrap().display().to_string());
            }
        }
    }
    names.retain(|name| !name.starts_with('.'));
    names.sort();
    names
}
