//! Object storage through the interface that S3 has and others took over.

use std::time::Duration;

use flate2::read::MultiGzDecoder;
use rusty_s3::{Map, S3Action};

use super::{
    access::{Access, Sign},
    address::Kind,
    client::{Answer, Asking, Client},
    failure::Failure,
    file::{File, SHA256, UPSTREAM_COMMIT, WITH},
    refusal::refusal,
    store::{Condition, Dress, Put, Seen, Store},
};
use crate::emit::gzip;

/// How long a signature holds: for all tries of one request.
const SIGNED_FOR: Duration = Duration::from_secs(15 * 60);

/// The metadata that kdm writes, in the order in which it is compared.
const METADATA: [&str; 3] = [SHA256, WITH, UPSTREAM_COMMIT];

/// A bucket, and what all keys in it begin with.
#[derive(Debug)]
pub struct BucketStore {
    access: Access,
    prefix: String,
    client: Client,
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
    pub fn new(access: Access, prefix: &str, client: Client) -> Self {
        Self { access, prefix: prefix.to_owned(), client }
    }

    /// Sends one request about a key. `headers` are signed.
    fn ask(
        &self,
        method: &'static str,
        key: &str,
        headers: Vec<(String, String)>,
        body: Option<&[u8]>,
        sent: &dyn Fn(u64),
    ) -> Result<Answer, Failure> {
        let object = format!("{}{key}", self.prefix);
        let bucket = &self.access.bucket;
        let shown = format!("{}: {object}", self.access.host());
        let mut headers = headers;
        let address = match &self.access.sign {
            Sign::Token(token) => {
                headers.push(("authorization".to_owned(), format!("Bearer {}", token.reveal())));
                bucket.object_url(&object)
            }
            Sign::Key(key) => {
                let signed = |map: &mut Map<'_>| {
                    headers.iter().for_each(|(name, value)| map.insert(name.clone(), value.clone()));
                };
                match method {
                    "HEAD" => bucket.head_object(Some(key), &object).sign(SIGNED_FOR),
                    "GET" => bucket.get_object(Some(key), &object).sign(SIGNED_FOR),
                    _ => {
                        let mut action = bucket.put_object(Some(key), &object);
                        signed(action.headers_mut());
                        action.sign(SIGNED_FOR)
                    }
                }
            }
        };
        self.client.ask(&Asking { method, address: address.into(), shown: &shown, headers, body, sent })
    }

    /// Why a request was refused.
    fn refused(&self, key: &str, answer: &Answer) -> Failure {
        refusal(&format!("{}: {}{key}", self.access.host(), self.prefix), self.access.kind, answer)
    }

    fn seen(&self, answer: &Answer) -> Seen {
        let kind = self.access.kind;
        let header = |name: &str| answer.header(name).unwrap_or_default().to_owned();
        let metadata =
            |name: &str| answer.header(&format!("{}{name}", prefix_of_metadata(kind))).map(str::to_owned);
        let encoding = match kind {
            Kind::Gcs => header("x-goog-stored-content-encoding"),
            Kind::S3 | Kind::Oss => header("content-encoding"),
        };
        // What Google stores without packing is `identity`.
        let encoding = if encoding == "identity" { String::new() } else { encoding };
        let bytes = answer
            .header("content-length")
            .and_then(|text| text.parse().ok())
            .filter(|_| encoding.is_empty());
        let with = metadata(WITH).unwrap_or_default();
        Seen {
            mark: header(mark_of(kind)),
            bytes,
            sha256: metadata(SHA256),
            with: with.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect(),
            dress: Dress {
                content_type: header("content-type"),
                cache_control: header("cache-control"),
                encoding,
                metadata: METADATA
                    .into_iter()
                    .filter_map(|name| Some((name.to_owned(), metadata(name)?)))
                    .collect(),
            },
        }
    }
}

impl Store for BucketStore {
    fn look(&self, key: &str) -> Result<Option<Seen>, Failure> {
        let answer = self.ask("HEAD", key, Vec::new(), None, &|_| ())?;
        match answer.status {
            200 => Ok(Some(self.seen(&answer))),
            // An answer to HEAD has no body that says why: whether the key is missing, or the bucket.
            _ => Ok(self.get(key)?.map(|(seen, _)| seen)),
        }
    }

    fn get(&self, key: &str) -> Result<Option<(Seen, Vec<u8>)>, Failure> {
        let answer = self.ask("GET", key, Vec::new(), None, &|_| ())?;
        let is_missing_key =
            answer.status == 404 && !String::from_utf8_lossy(&answer.body).contains("NoSuchBucket");
        if is_missing_key {
            return Ok(None);
        }
        if answer.status != 200 {
            return Err(self.refused(key, &answer));
        }
        let seen = self.seen(&answer);
        if answer.header("content-encoding") != Some("gzip") {
            return Ok(Some((seen, answer.body)));
        }
        let mut bytes = Vec::new();
        let unpacked = std::io::copy(&mut MultiGzDecoder::new(answer.body.as_slice()), &mut bytes);
        unpacked.map_err(|_| {
            Failure::refused(format!(
                "{}: {}{key} is not the gzip that it says",
                self.access.host(),
                self.prefix
            ))
        })?;
        Ok(Some((seen, bytes)))
    }

    fn has(&self, seen: &Seen, file: &File) -> bool {
        let is_as_long = seen.bytes.is_none_or(|bytes| bytes == file.bytes.len() as u64);
        is_as_long && seen.dress == Dress::of(file, encoding_for(self.access.kind))
    }

    fn put(
        &self,
        key: &str,
        file: &File,
        condition: Condition<'_>,
        sent: &dyn Fn(u64),
    ) -> Result<Put, Failure> {
        let kind = self.access.kind;
        // A store without conditions is asked once more, so that the time in which another one can be run over is short.
        if let (Kind::Oss, Condition::Same(before)) = (kind, condition)
            && self.look(key)?.is_none_or(|now| now.mark != before.mark)
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
        headers.extend(condition_for(kind, condition).map(|(name, value)| (name.to_owned(), value)));
        let metadata =
            |(name, value): &(&str, String)| (format!("{}{name}", prefix_of_metadata(kind)), value.clone());
        headers.extend(file.metadata.iter().map(metadata));
        let answer = self.ask("PUT", key, headers, Some(packed.as_deref().unwrap_or(&file.bytes)), sent)?;
        match answer.status {
            200 | 201 => Ok(Put::Done),
            // Ours may have been there before its answer was lost, or somebody else has the same.
            409 | 412 => match self.look(key)? {
                Some(now) if self.has(&now, file) => Ok(Put::Done),
                _ => Ok(Put::Overtaken),
            },
            // It was there when it was seen.
            404 if matches!(condition, Condition::Same(_)) && !is_about_bucket(&answer) => Ok(Put::Overtaken),
            _ => Err(self.refused(key, &answer)),
        }
    }

    fn is_safe_beside_others(&self) -> bool {
        self.access.kind != Kind::Oss
    }

    fn published_with(&self, _folder: &str, seen: &Seen) -> Result<Vec<String>, Failure> {
        Ok(seen.with.clone())
    }
}

fn is_about_bucket(answer: &Answer) -> bool {
    String::from_utf8_lossy(&answer.body).contains("NoSuchBucket")
}
