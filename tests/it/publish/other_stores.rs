//! To stores that are not S3: Alibaba's, which has the bucket in the host and no condition for replacing, and Google's, which
//! counts generations and unpacks gzip. Neither can be had here; a small server does what their documentation says, and checks
//! each signature.

use std::{
    io::Read,
    sync::{Arc, Mutex},
};

use super::{
    BRANCH, KEY, fresh, kdm, next, said,
    servers::{self, Answered, Asked, SECRET, Server, answer, refusal},
};

/// The signature that a request should have, made again from what came.
fn signature(asked: &Asked, region: &str) -> String {
    let unescaped = |name: &str| asked.query(name).unwrap().replace("%2F", "/").replace("%3B", ";");
    let names = unescaped("X-Amz-SignedHeaders");
    let headers: Vec<_> = names
        .split(';')
        .filter(|name| *name != "host")
        .map(|name| (name, asked.header(name).unwrap_or_else(|| panic!("`{name}` is signed and not sent"))))
        .collect();
    let url = format!("http://{}{}", asked.header("host").unwrap(), asked.path.split('?').next().unwrap());
    let date: jiff::civil::DateTime =
        jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", asked.query("X-Amz-Date").unwrap()).unwrap();
    let method = match asked.method.as_str() {
        "PUT" => rusty_s3::Method::Put,
        "HEAD" => rusty_s3::Method::Head,
        _ => rusty_s3::Method::Get,
    };
    let signed = rusty_s3::signing::sign(
        &date.to_zoned(jiff::tz::TimeZone::UTC).unwrap().timestamp(),
        method,
        url.parse().unwrap(),
        servers::KEY,
        SECRET,
        None,
        region,
        asked.query("X-Amz-Expires").unwrap().parse().unwrap(),
        std::iter::empty::<(&str, &str)>(),
        headers.into_iter(),
    );
    signed.query_pairs().find(|(name, _)| name == "X-Amz-Signature").unwrap().1.into_owned()
}

/// An object with the headers it was put with.
#[derive(Default)]
struct Object {
    bytes: Vec<u8>,
    headers: Vec<(String, String)>,
    states: u32,
}

fn kept(asked: &Asked, prefix: &str) -> Vec<(String, String)> {
    let is_kept = |name: &str| name.starts_with(prefix) || matches!(name, "content-type" | "cache-control");
    asked.headers.iter().filter(|(name, _)| is_kept(name)).cloned().collect()
}

fn oss(object: &Mutex<Option<Object>>, asked: &Asked) -> Answered {
    if !asked.header("host").is_some_and(|host| host.starts_with("releases.")) {
        return refusal("403 Forbidden", "SecondLevelDomainForbidden");
    }
    if asked.query("X-Amz-Signature") != Some(&signature(asked, "cn-hangzhou")) {
        return refusal("403 Forbidden", "SignatureDoesNotMatch");
    }
    if ["if-match", "if-none-match"].iter().any(|name| asked.header(name).is_some()) {
        return refusal("501 Not Implemented", "NotImplemented");
    }
    let mut object = object.lock().unwrap();
    match (asked.method.as_str(), &mut *object) {
        ("PUT", Some(_)) if asked.header("x-oss-forbid-overwrite") == Some("true") => {
            refusal("409 Conflict", "FileAlreadyExists")
        }
        ("PUT", old) => {
            let states = old.as_ref().map_or(0, |old| old.states) + 1;
            *old = Some(Object { bytes: asked.body.clone(), headers: kept(asked, "x-amz-meta-"), states });
            answer("200 OK", &[], b"")
        }
        (_, None) => refusal("404 Not Found", "NoSuchKey"),
        (_, Some(object)) => read(object, ("etag", &format!("\"{}\"", object.states)), &object.bytes, asked),
    }
}

fn read(object: &Object, mark: (&str, &str), bytes: &[u8], asked: &Asked) -> Answered {
    let mut headers: Vec<_> =
        object.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    headers.push(mark);
    let mut whole = answer("200 OK", &headers, bytes)?;
    if asked.method == "HEAD" {
        whole.truncate(whole.len() - bytes.len());
    }
    Some(whole)
}

#[test]
fn oss_has_the_bucket_in_the_host_and_its_own_condition() {
    let object = Arc::new(Mutex::new(None));
    let there = Arc::clone(&object);
    let server = Server::start(move |asked| oss(&there, asked));
    let environment = [
        ("OSS_ACCESS_KEY_ID", servers::KEY.to_owned()),
        ("OSS_ACCESS_KEY_SECRET", SECRET.to_owned()),
        ("OSS_REGION", "cn-hangzhou".to_owned()),
        ("OSS_ENDPOINT", format!("http://localhost:{}", server.port)),
    ];
    let run = |repository: &_, arguments: &str| {
        said(&mut kdm(repository, &environment, &format!("publish --to oss://releases {arguments}")))
    };
    let repository = fresh();
    let branch = format!("--branch {BRANCH}");
    let created = run(&repository, &branch);
    assert!(created.starts_with("exit code 0") && created.contains(": created; "), "{created}");
    let again = run(&repository, &branch);
    assert!(
        again.contains(": unchanged; ")
            && server.methods().iter().filter(|method| *method == "PUT").count() == 1
    );
    let newer = next(repository);
    insta::assert_snapshot!(run(&newer, &branch));
    assert_eq!(object.lock().unwrap().as_ref().unwrap().bytes, newer.read("data/data.json").as_bytes());
    // A tag that another publisher creates first.
    let taken = Arc::new(Mutex::new(0));
    let count = Arc::clone(&taken);
    let server = Server::start(move |asked| {
        if asked.method == "PUT" {
            *count.lock().unwrap() += 1;
            return refusal("409 Conflict", "FileAlreadyExists");
        }
        refusal("404 Not Found", "NoSuchKey")
    });
    let mut environment = environment;
    environment[3].1 = format!("http://localhost:{}", server.port);
    let overtaken = said(&mut kdm(&newer, &environment, "publish --to oss://releases --tag v2.9.1"));
    assert!(
        overtaken.starts_with("exit code 1") && overtaken.contains("somebody else has published"),
        "{overtaken}"
    );
    assert_eq!(*taken.lock().unwrap(), 1, "what is refused is not tried again");
}

fn gcs(object: &Mutex<Option<Object>>, asked: &Asked) -> Answered {
    if asked.header("authorization") != Some(&format!("Bearer {SECRET}")) {
        return refusal("401 Unauthorized", "AuthenticationRequired");
    }
    assert!(
        !asked.headers.iter().any(|(name, _)| name.starts_with("x-amz-")),
        "one form of headers at a time"
    );
    let mut object = object.lock().unwrap();
    let generation = object.as_ref().map_or(0, |object| object.states);
    if asked.method == "PUT" {
        if asked.header("x-goog-if-generation-match") != Some(&generation.to_string()) {
            return refusal("412 Precondition Failed", "PreconditionFailed");
        }
        assert_eq!(asked.header("content-encoding"), Some("gzip"));
        let headers = kept(asked, "x-goog-meta-");
        *object = Some(Object { bytes: asked.body.clone(), headers, states: generation + 1 });
        return answer("200 OK", &[], b"");
    }
    let Some(object) = &mut *object else { return refusal("404 Not Found", "NoSuchKey") };
    // It unpacks for who does not ask for gzip.
    assert!(asked.header("accept-encoding").is_none_or(|encoding| !encoding.contains("gzip")));
    let mut bytes = Vec::new();
    flate2::read::GzDecoder::new(object.bytes.as_slice()).read_to_end(&mut bytes).unwrap();
    let mut shown = Object { headers: object.headers.clone(), ..Object::default() };
    shown.headers.push(("x-goog-stored-content-encoding".to_owned(), "gzip".to_owned()));
    read(&shown, ("x-goog-generation", &object.states.to_string()), &bytes, asked)
}

#[test]
fn gcs_counts_generations_and_unpacks_gzip() {
    let object = Arc::new(Mutex::new(None));
    let there = Arc::clone(&object);
    let server = Server::start(move |asked| gcs(&there, asked));
    let environment = [
        ("GOOGLE_OAUTH_ACCESS_TOKEN", SECRET.to_owned()),
        ("STORAGE_EMULATOR_HOST", format!("http://127.0.0.1:{}", server.port)),
    ];
    let run = |repository: &_| {
        said(&mut kdm(repository, &environment, &format!("publish --to gs://releases --branch {BRANCH}")))
    };
    let repository = fresh();
    assert!(run(&repository).contains(&format!("{KEY}: created; ")));
    assert!(run(&repository).contains(&format!("{KEY}: unchanged; ")));
    let newer = next(repository);
    assert!(run(&newer).contains(&format!("{KEY}: replaced; ")));
    assert_eq!(object.lock().unwrap().as_ref().unwrap().states, 2);
}
