//! Object storage through the interface that S3 has and others took over.

use std::{io::Read, time::Duration};

use flate2::read::MultiGzDecoder;
use rusty_s3::{Map, S3Action};

use super::{
    access::{Access, Environment, Sign, is_loopback},
    address::Kind,
    client::{Answer, Asking, Client, Limits, MOST},
    failure::Failure,
    file::{File, SHA256, UPSTREAM_COMMIT, WITH},
    refusal::{is_about_bucket, refusal},
    store::{Condition, Dress, Put, Seen, Store},
};
use crate::emit::{Digest, gzip};

/// How long a signature holds; S3 takes one for a clock that is off by less.
const SIGNED_FOR: Duration = Duration::from_secs(15 * 60);

/// The metadata that kdm writes.
const METADATA: [&str; 3] = [SHA256, UPSTREAM_COMMIT, WITH];

/// A bucket, and what all keys in it begin with.
#[derive(Debug)]
pub struct BucketStore {
    access: Access,
    prefix: String,
    client: Client,
}

/// What a request carries besides its key.
#[derive(Default)]
struct With<'w> {
    /// Signed, where requests are.
    headers: Vec<(String, String)>,
    body: Option<&'w [u8]>,
    sent: Option<&'w dyn Fn(u64)>,
    /// Whether it must not be made a second time.
    is_once: bool,
}

/// The header that has what tells one state of an object from the next.
fn mark_of(kind: Kind) -> &'static str {
    match kind {
        Kind::S3 | Kind::Oss => "etag",
        Kind::Gcs => "x-goog-generation",
    }
}

/// What the names of metadata begin with.
fn prefix_of_metadata(kind: Kind) -> &'static str {
    match kind {
        // OSS has this name for metadata in its interface of S3's form.
        Kind::S3 | Kind::Oss => "x-amz-meta-",
        Kind::Gcs => "x-goog-meta-",
    }
}

/// The encoding in which a file is stored: Google unpacks it for who does not ask for gzip; the others hand it to everybody,
/// and Rancher's image build would take the packed bytes for a data.json.
fn encoding_for(kind: Kind) -> &'static str {
    match kind {
        Kind::Gcs => "gzip",
        Kind::S3 | Kind::Oss => "",
    }
}

/// The header with which a file takes only the place that is meant; nothing where the store has none.
fn condition_for(kind: Kind, condition: Condition<'_>) -> Option<(&'static str, String)> {
    match (kind, condition) {
        (Kind::S3, Condition::Absent) => Some(("if-none-match", "*".to_owned())),
        (Kind::S3, Condition::Same(seen)) => Some(("if-match", seen.mark.clone())),
        (Kind::Gcs, Condition::Absent) => Some(("x-goog-if-generation-match", "0".to_owned())),
        (Kind::Gcs, Condition::Same(seen)) => Some(("x-goog-if-generation-match", seen.mark.clone())),
        (Kind::Oss, Condition::Absent) => Some(("x-oss-forbid-overwrite", "true".to_owned())),
        // It answers 501 to `If-Match`.
        (Kind::Oss, Condition::Same(_)) => None,
    }
}

impl BucketStore {
    /// A bucket that is reached this way.
    ///
    /// # Errors
    ///
    /// When the proxy or the authorities in the environment cannot be used.
    pub fn new(
        access: Access,
        prefix: &str,
        limits: Limits,
        environment: Environment<'_>,
    ) -> Result<Self, Failure> {
        let client = Client::new(limits, is_loopback(access.bucket.base_url()), environment)?;
        Ok(Self { access, prefix: prefix.to_owned(), client })
    }

    /// How a key is shown.
    fn shown(&self, key: &str) -> String {
        format!("{}: {}{key}", self.access.host(), self.prefix)
    }

    /// Sends one request about a key.
    fn ask(&self, method: &'static str, key: &str, with: With<'_>) -> Result<Answer, Failure> {
        let object = format!("{}{key}", self.prefix);
        let bucket = &self.access.bucket;
        let With { mut headers, body, sent, is_once } = with;
        let signed = headers.clone();
        if let Sign::Token(token) = &self.access.sign {
            headers.push(("authorization".to_owned(), format!("Bearer {}", token.reveal())));
        }
        // Each try has a signature of its own time.
        let address = || {
            let Sign::Key(key) = &self.access.sign else { return bucket.object_url(&object).into() };
            let sign = |map: &mut Map<'_>| {
                signed.iter().for_each(|(name, value)| map.insert(name.clone(), value.clone()));
            };
            let url = match method {
                "HEAD" => bucket.head_object(Some(key), &object).sign(SIGNED_FOR),
                "GET" => bucket.get_object(Some(key), &object).sign(SIGNED_FOR),
                _ => {
                    let mut action = bucket.put_object(Some(key), &object);
                    sign(action.headers_mut());
                    action.sign(SIGNED_FOR)
                }
            };
            url.into()
        };
        let shown = self.shown(key);
        let sent = sent.unwrap_or(&|_| ());
        self.client.ask(&Asking { method, address: &address, shown: &shown, headers, body, sent, is_once })
    }

    /// What tells the state of an answer's object from the next.
    fn mark(&self, key: &str, answer: &Answer) -> Result<String, Failure> {
        let name = mark_of(self.access.kind);
        match answer.header(name).unwrap_or_default() {
            "" => {
                let what = format!("{}: the answer has no `{name}`", self.shown(key));
                let help = "without it nobody can say whether it is replaced in between: check the endpoint";
                Err(Failure::world(what).help(help))
            }
            mark => Ok(mark.to_owned()),
        }
    }

    fn seen(&self, key: &str, answer: Answer) -> Result<Seen, Failure> {
        let kind = self.access.kind;
        let mark = self.mark(key, &answer)?;
        let header = |name: &str| answer.header(name).unwrap_or_default().to_owned();
        let metadata = METADATA.into_iter().filter_map(|name| {
            let value = answer.header(&format!("{}{name}", prefix_of_metadata(kind)))?;
            Some((name.to_owned(), value.to_owned()))
        });
        let encoding = match kind {
            Kind::Gcs => header("x-goog-stored-content-encoding"),
            Kind::S3 | Kind::Oss => header("content-encoding"),
        };
        let dress = Dress {
            content_type: header("content-type"),
            cache_control: header("cache-control"),
            // What Google stores without packing is `identity`.
            encoding: if encoding == "identity" { String::new() } else { encoding },
            metadata: metadata.collect(),
        };
        let bytes = match answer.header("content-encoding") {
            Some("gzip") => self.unpacked(key, &answer.body)?,
            _ => answer.body,
        };
        Ok(Seen { mark, sha256: Digest::of(&bytes), bytes, dress })
    }

    fn unpacked(&self, key: &str, packed: &[u8]) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        let read = MultiGzDecoder::new(packed).take(MOST + 1).read_to_end(&mut bytes);
        let why = match read {
            Ok(read) if read as u64 <= MOST => return Ok(bytes),
            Ok(_) => format!("unpacked it has more than {} MB", MOST >> 20),
            Err(_) => "it is not the gzip that its headers say".to_owned(),
        };
        let failure = Failure::refused(format!("{}: {why}", self.shown(key)));
        Err(failure.help("look at who put it there; if it is to go, delete it first"))
    }

    /// Whether what is at a key is this file, whoever put it there.
    fn is_there(&self, key: &str, file: &File) -> Result<bool, Failure> {
        Ok(self.look(key)?.is_some_and(|now| self.has(&now, file)))
    }

    /// The same mark, asked for again without the bytes.
    fn is_still(&self, key: &str, before: &Seen) -> Result<bool, Failure> {
        let answer = self.ask("HEAD", key, With::default())?;
        match answer.status {
            200 => Ok(self.mark(key, &answer)? == before.mark),
            404 => Ok(false),
            _ => Err(refusal(&self.shown(key), self.access.kind, &answer)),
        }
    }
}

impl Store for BucketStore {
    fn look(&self, key: &str) -> Result<Option<Seen>, Failure> {
        let answer = self.ask("GET", key, With::default())?;
        match answer.status {
            200 => self.seen(key, answer).map(Some),
            404 if !is_about_bucket(&answer) => Ok(None),
            _ => Err(refusal(&self.shown(key), self.access.kind, &answer)),
        }
    }

    fn has(&self, seen: &Seen, file: &File) -> bool {
        seen.sha256 == file.sha256 && seen.dress == Dress::of(file, encoding_for(self.access.kind))
    }

    fn put(
        &self,
        key: &str,
        file: &File,
        condition: Condition<'_>,
        sent: &dyn Fn(u64),
    ) -> Result<Put, Failure> {
        let kind = self.access.kind;
        let condition_header = condition_for(kind, condition);
        // Without a condition it is looked at once more, so that the time in which another one can be run over is short; and
        // sent once, since a second try may come long after that look.
        let is_once = condition_header.is_none();
        if let (true, Condition::Same(before)) = (is_once, condition)
            && !self.is_still(key, before)?
        {
            return Ok(Put::Overtaken);
        }
        let encoding = encoding_for(kind);
        let packed = if encoding.is_empty() { None } else { Some(gzip(&file.bytes)) };
        let mut headers = vec![
            ("cache-control".to_owned(), file.cache_control.to_owned()),
            ("content-type".to_owned(), file.content_type.to_owned()),
        ];
        headers.extend((!encoding.is_empty()).then(|| ("content-encoding".to_owned(), encoding.to_owned())));
        headers.extend(condition_header.map(|(name, value)| (name.to_owned(), value)));
        let prefix = prefix_of_metadata(kind);
        headers.extend(file.metadata.iter().map(|(name, value)| (format!("{prefix}{name}"), value.clone())));
        let body = Some(packed.as_deref().unwrap_or(&file.bytes));
        let failure = match self.ask("PUT", key, With { headers, body, sent: Some(sent), is_once }) {
            Ok(answer) => match answer.status {
                200 | 201 => return Ok(Put::Done),
                // Ours may have been there before its answer was lost, or somebody else has the same.
                409 | 412 => {
                    return Ok(if self.is_there(key, file)? { Put::Done } else { Put::Overtaken });
                }
                // It was there when it was seen.
                404 if matches!(condition, Condition::Same(_)) && !is_about_bucket(&answer) => {
                    return Ok(Put::Overtaken);
                }
                ..500 => return Err(refusal(&self.shown(key), kind, &answer)),
                _ => refusal(&self.shown(key), kind, &answer),
            },
            Err(failure) => failure,
        };
        // The file may be there, though the store did not say so.
        if self.is_there(key, file).unwrap_or_default() {
            return Ok(Put::Done);
        }
        Err(failure.help("nobody can say whether it will be there; run kdm again, which looks first"))
    }

    fn unsafe_because(&self) -> Option<&'static str> {
        (self.access.kind == Kind::Oss).then_some(
            "OSS has no condition for replacing a file, and none for creating one where a bucket keeps versions",
        )
    }

    fn published_with(&self, _folder: &str, seen: &Seen) -> Result<Vec<String>, Failure> {
        Ok(seen.with())
    }
}
