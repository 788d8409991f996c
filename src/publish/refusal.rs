//! What a store says when it refuses, and what to do about it.

use jiff::{SignedDuration, Timestamp, fmt::rfc2822::DateTimeParser};

use super::{address::Kind, client::Answer, failure::Failure};

/// From here on a store takes a signature for one of another time; S3 draws the line at 15 minutes.
const CLOCK: SignedDuration = SignedDuration::from_mins(5);

/// How much of what a store says is shown.
const LONGEST: usize = 60;

/// A failure for an answer that is neither the object nor that there is none. What the answer says in sentences is left out: it
/// has the request in it, signature and all.
pub(super) fn refusal(shown: &str, kind: Kind, answer: &Answer) -> Failure {
    let status = answer.status;
    if (300..400).contains(&status) {
        return redirected(shown, answer);
    }
    let body = String::from_utf8_lossy(&answer.body);
    let code = between(&body, "<Code>", "</Code>").unwrap_or_default();
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).take(LONGEST).collect();
    let said = if code.is_empty() { format!("status {status}") } else { format!("status {status}, {code}") };
    let failure = Failure::world(format!("{shown}: the store refuses it: {said}"));
    if let Some(off) = clock_off(answer).filter(|_| matches!(status, 400 | 401 | 403)) {
        let direction = if off.is_negative() { "behind" } else { "ahead of" };
        // A second passes on the way.
        let minutes = (off.abs() + SignedDuration::from_secs(30)).as_mins();
        return failure.help(format!(
            "the clock of this machine is {minutes} minutes {direction} the store's, and signatures hold for a short time: set the clock"
        ));
    }
    let help = match (code.as_str(), status) {
        ("NoSuchBucket", _) => {
            "there is no such bucket: check the name in `--to`, the region and the endpoint"
        }
        ("SignatureDoesNotMatch", _) => "the secret is not that of the key: set both again",
        ("InvalidAccessKeyId" | "XAdminUserNotFound", _) => {
            "the store knows no such key: set it again, or it was deleted"
        }
        ("ExpiredToken" | "TokenRefreshRequired", _) => "the temporary credentials are over: get new ones",
        ("SecondLevelDomainForbidden", _) => {
            "this store takes the bucket in the name of the host only: publish with `oss://`"
        }
        ("NotImplemented", _) | (_, 501) if kind == Kind::S3 => {
            "the store does not know the condition under which kdm replaces a file; Alibaba's is reached with `oss://`"
        }
        (_, 401) => "the store does not know who we are: set the credentials again",
        (_, 403) => {
            "the credentials may not do this: reading, writing and (so that a missing file is not taken for a forbidden one) listing is what it takes"
        }
        (_, 400) => "the store does not understand the request: check the region and the endpoint",
        (_, 500..) => "it is a fault of the store: try again later",
        _ => "check the bucket, the region and the endpoint",
    };
    failure.help(help)
}

fn redirected(shown: &str, answer: &Answer) -> Failure {
    let failure = Failure::world(format!(
        "{shown}: the store answers that it is elsewhere (status {}), and credentials are not sent on to another address",
        answer.status
    ));
    let is_region = |region: &&str| {
        region.len() < LONGEST && region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    match answer.header("x-amz-bucket-region").filter(is_region) {
        Some(region) => failure.help(format!("the bucket is in `{region}`: set AWS_REGION to it")),
        None => failure.help("name the right endpoint and region in the environment"),
    }
}

/// Whether an answer says that there is no such bucket, and not only no such key.
pub(super) fn is_about_bucket(answer: &Answer) -> bool {
    String::from_utf8_lossy(&answer.body).contains("NoSuchBucket")
}

/// How far our clock is ahead of the store's, where that is much.
fn clock_off(answer: &Answer) -> Option<SignedDuration> {
    let theirs = DateTimeParser::new().parse_timestamp(answer.header("date")?).ok()?;
    let off = Timestamp::now().duration_since(theirs);
    (off.abs() > CLOCK).then_some(off)
}

fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<&'t str> {
    let start = text.find(before)? + before.len();
    text[start..].split(after).next()
}
