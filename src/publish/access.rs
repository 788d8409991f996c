//! Who we are to a store, and where it is: from the environment, as CI keeps it, and never from the command line, which
//! everybody on the machine can read.

use rusty_s3::{Bucket, Credentials, UrlStyle};
use url::Url;

use super::{address::Kind, failure::Failure, secret::Secret};

/// What the environment says under a name.
pub type Environment<'e> = &'e dyn Fn(&str) -> Option<String>;

/// The way to a bucket.
#[derive(Debug, Clone)]
pub struct Access {
    pub(super) kind: Kind,
    pub(super) bucket: Bucket,
    pub(super) sign: Sign,
}

/// How requests show who we are.
#[derive(Clone)]
pub(super) enum Sign {
    /// Signed with a key (AWS's signature, version 4).
    Key(Credentials),
    /// With a token in a header.
    Token(Secret),
}

impl std::fmt::Debug for Sign {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Key(_) => "Key(secret)",
            Self::Token(_) => "Token(secret)",
        })
    }
}

/// The names under which the environment has a key.
struct Names {
    id: &'static str,
    secret: &'static str,
    token: &'static str,
}

const AWS: Names =
    Names { id: "AWS_ACCESS_KEY_ID", secret: "AWS_SECRET_ACCESS_KEY", token: "AWS_SESSION_TOKEN" };
const OSS: Names =
    Names { id: "OSS_ACCESS_KEY_ID", secret: "OSS_ACCESS_KEY_SECRET", token: "OSS_SESSION_TOKEN" };

/// A token of Google's, as `gcloud auth print-access-token` prints it and its action for workflows gives it.
const GOOGLE_TOKEN: &str = "GOOGLE_OAUTH_ACCESS_TOKEN";

impl Access {
    /// The way to a bucket, as the environment has it. `insecure` lets `http://` to another machine through.
    ///
    /// # Errors
    ///
    /// What is missing or wrong in the environment, by name and never by value.
    pub fn of(
        kind: Kind,
        bucket: &str,
        environment: Environment<'_>,
        insecure: bool,
    ) -> Result<Self, Failure> {
        let (sign, (endpoint, of), region, style) = match kind {
            Kind::S3 => {
                let region = first(environment, &["AWS_REGION", "AWS_DEFAULT_REGION"]);
                let endpoint = first(environment, &["AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"]);
                let is_amazons = endpoint.is_none();
                // A name with a dot has no certificate below Amazon's.
                let style =
                    if is_amazons && !bucket.contains('.') { UrlStyle::VirtualHost } else { UrlStyle::Path };
                let region = match (region, is_amazons) {
                    (Some((region, _)), _) => region,
                    // What S3's relatives take where they have no regions.
                    (None, false) => "us-east-1".to_owned(),
                    (None, true) => {
                        return Err(not_set("AWS_REGION", "the region of the bucket, as in `eu-central-1`"));
                    }
                };
                let amazons = (format!("https://s3.{region}.amazonaws.com"), "AWS_REGION");
                (Sign::Key(key(&AWS, environment)?), endpoint.unwrap_or(amazons), region, style)
            }
            Kind::Oss => {
                let (endpoint, region) = oss(environment)?;
                (Sign::Key(key(&OSS, environment)?), endpoint, region, UrlStyle::VirtualHost)
            }
            Kind::Gcs => {
                let google = ("https://storage.googleapis.com".to_owned(), "STORAGE_EMULATOR_HOST");
                // As Google's own libraries, which take a host alone, too.
                let emulator = first(environment, &["STORAGE_EMULATOR_HOST"]).map(|(host, name)| {
                    (if host.contains("://") { host } else { format!("http://{host}") }, name)
                });
                let endpoint = emulator.unwrap_or(google);
                (google_sign(environment)?, endpoint, "auto".to_owned(), UrlStyle::Path)
            }
        };
        let is_region =
            !region.is_empty() && region.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !is_region {
            return Err(Failure::world(format!("`{region}` is not the name of a region")));
        }
        let endpoint = secure(&endpoint, of, insecure)?;
        let bucket = Bucket::new(endpoint, style, bucket.to_owned(), region).map_err(|error| {
            Failure::world(format!("{of} has no address that a bucket can be below: {error}"))
        })?;
        Ok(Self { kind, bucket, sign })
    }

    /// The host that requests go to.
    pub(super) fn host(&self) -> String {
        let url = self.bucket.base_url();
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        url.host_str().unwrap_or_default().to_owned() + &port
    }
}

/// The address of OSS and its region; one can be had from the other.
fn oss(environment: Environment<'_>) -> Result<((String, &'static str), String), Failure> {
    let region = first(environment, &["OSS_REGION"]).map(|(region, _)| region);
    let endpoint = first(environment, &["OSS_ENDPOINT"]);
    let of_endpoint = |endpoint: &str| {
        let host = endpoint.split("://").last()?.split(['/', ':']).next()?;
        let label = host.split('.').find_map(|label| label.strip_prefix("oss-"))?;
        let region = label.strip_suffix("-internal").unwrap_or(label);
        (!region.starts_with("accelerate")).then(|| region.to_owned())
    };
    match (endpoint, region) {
        (Some((endpoint, of)), region) => {
            let region = region.or_else(|| of_endpoint(&endpoint));
            let region = region
                .ok_or_else(|| not_set("OSS_REGION", "the region of the bucket, as in `cn-hangzhou`"))?;
            let endpoint = if endpoint.contains("://") { endpoint } else { format!("https://{endpoint}") };
            Ok(((endpoint, of), region))
        }
        // https://help.aliyun.com/en/oss/developer-reference/use-aws-sdks-to-access-oss
        (None, Some(region)) => Ok(((format!("https://s3.oss-{region}.aliyuncs.com"), "OSS_REGION"), region)),
        (None, None) => Err(not_set("OSS_REGION", "the region of the bucket, as in `cn-hangzhou`")),
    }
}

fn google_sign(environment: Environment<'_>) -> Result<Sign, Failure> {
    if let Some((token, name)) = first(environment, &[GOOGLE_TOKEN]) {
        return Ok(Sign::Token(Secret::new(clean(name, token)?)));
    }
    let help = if environment("GOOGLE_APPLICATION_CREDENTIALS").is_some() {
        "kdm does not read the file of GOOGLE_APPLICATION_CREDENTIALS; `gcloud auth application-default print-access-token` makes a token of it"
    } else {
        "`gcloud auth print-access-token` prints one, and Google's action for workflows gives one"
    };
    Err(Failure::world(format!("no credentials: {GOOGLE_TOKEN} is not set")).help(help))
}

/// A key, whole.
fn key(names: &Names, environment: Environment<'_>) -> Result<Credentials, Failure> {
    let value = |name| environment(name).filter(|value| !value.is_empty());
    let token = value(names.token);
    let (id, secret) = match (value(names.id), value(names.secret)) {
        (Some(id), Some(secret)) => (clean(names.id, id)?, clean(names.secret, secret)?),
        (id, secret) => {
            let (missing, what) = match (id, secret) {
                (None, None) => (format!("{} and {} are", names.id, names.secret), "no credentials"),
                (None, _) => (format!("{} is", names.id), "half of the credentials"),
                _ => (format!("{} is", names.secret), "half of the credentials"),
            };
            let is_empty = [names.id, names.secret]
                .into_iter()
                .any(|name| environment(name).is_some_and(|v| v.is_empty()));
            let help = if is_empty {
                "one of them is set and empty: a workflow gives no secrets to a pull request of a fork, and an empty text for a name that it does not know"
            } else {
                "credentials come from the environment only; in CI, from its secrets"
            };
            return Err(Failure::world(format!("{what}: {missing} not set")).help(help));
        }
    };
    Ok(match token {
        Some(token) => Credentials::new_with_token(id, secret, clean(names.token, token)?),
        None => Credentials::new(id, secret),
    })
}

/// A value without what slips in when it is pasted.
fn clean(name: &str, value: String) -> Result<String, Failure> {
    if value.contains(|c: char| c.is_whitespace() || c.is_control()) {
        let what = format!("{name} has a space or a line break in it");
        return Err(Failure::world(what).help("set it again, without one"));
    }
    Ok(value)
}

/// The first of these names that is set, and to something.
fn first(environment: Environment<'_>, names: &[&'static str]) -> Option<(String, &'static str)> {
    names
        .iter()
        .find_map(|name| environment(name).filter(|value| !value.is_empty()).map(|value| (value, *name)))
}

fn not_set(name: &str, what: &str) -> Failure {
    Failure::world(format!("{name} is not set")).help(format!("set it to {what}"))
}

/// An address that credentials may be sent to, and that has none in it; `of` is where it comes from.
pub(super) fn secure(address: &str, of: &str, insecure: bool) -> Result<Url, Failure> {
    let Ok(url) = Url::parse(address) else {
        let what = format!("{of} is not an address, which is `https://HOST`");
        return Err(Failure::world(what));
    };
    if !url.username().is_empty()
        || url.password().is_some()
        || url.query().is_some()
        || url.fragment().is_some()
    {
        let what = format!("{of} has more than a host in it, which could be a secret");
        return Err(
            Failure::world(what).help("leave only `https://HOST`; credentials have names of their own")
        );
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if insecure || is_loopback(&url) => Ok(url),
        "http" => {
            let host = url.host_str().unwrap_or_default();
            let what = format!(
                "{of} is `http://{host}`: everybody between here and there could read and change what is sent"
            );
            Err(Failure::world(what).help("use `https://`, or let it through with `--insecure`"))
        }
        _ => Err(Failure::world(format!("{of} is not an address, which is `https://HOST`"))),
    }
}

/// Whether an address is of this machine; see [`super::resolver`] for names below `localhost`.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => super::resolver::is_below_localhost(name),
        None => false,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const SECRET: &str = "hunter2hunter2";

    fn of(kind: Kind, set: &[(&str, &str)]) -> Result<Access, Failure> {
        let environment =
            |name: &str| set.iter().find(|(other, _)| *other == name).map(|(_, value)| (*value).to_owned());
        Access::of(kind, "releases", &environment, false)
    }

    #[track_caller]
    fn check(kind: Kind, set: &[(&str, &str)], expected: &str) {
        let said = match of(kind, set) {
            Ok(access) => {
                assert!(!format!("{access:?}").contains(SECRET), "no secret is shown");
                format!("{} {}", access.bucket.base_url(), access.bucket.region())
            }
            Err(failure) => {
                assert!(!failure.is_refusal());
                format!("{failure}; {}", failure.what_to_do().unwrap_or_default())
            }
        };
        assert!(said.contains(expected), "{said}");
        assert!(!said.contains(SECRET), "{said}");
    }

    #[test]
    fn stores_are_where_their_providers_have_them() {
        let aws =
            [("AWS_ACCESS_KEY_ID", "k"), ("AWS_SECRET_ACCESS_KEY", SECRET), ("AWS_REGION", "eu-central-1")];
        check(Kind::S3, &aws, "https://releases.s3.eu-central-1.amazonaws.com/ eu-central-1");
        let other = [&aws[..2], &[("AWS_ENDPOINT_URL", "http://127.0.0.1:7070")]].concat();
        check(Kind::S3, &other, "http://127.0.0.1:7070/releases/ us-east-1");
        let oss = [("OSS_ACCESS_KEY_ID", "k"), ("OSS_ACCESS_KEY_SECRET", SECRET)];
        let of_region = [&oss[..], &[("OSS_REGION", "cn-hangzhou")]].concat();
        check(Kind::Oss, &of_region, "https://releases.s3.oss-cn-hangzhou.aliyuncs.com/ cn-hangzhou");
        let of_endpoint = [&oss[..], &[("OSS_ENDPOINT", "s3.oss-cn-beijing-internal.aliyuncs.com")]].concat();
        check(
            Kind::Oss,
            &of_endpoint,
            "https://releases.s3.oss-cn-beijing-internal.aliyuncs.com/ cn-beijing",
        );
        let accelerated = [&oss[..], &[("OSS_ENDPOINT", "https://s3.oss-accelerate.aliyuncs.com")]].concat();
        check(Kind::Oss, &accelerated, "OSS_REGION is not set");
        check(
            Kind::Gcs,
            &[("GOOGLE_OAUTH_ACCESS_TOKEN", SECRET)],
            "https://storage.googleapis.com/releases/ auto",
        );
    }

    #[test]
    fn what_is_missing_is_said_by_name() {
        check(
            Kind::S3,
            &[("AWS_REGION", "x")],
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set; credentials come",
        );
        check(
            Kind::S3,
            &[("AWS_REGION", "x"), ("AWS_SECRET_ACCESS_KEY", SECRET)],
            "half of the credentials: AWS_ACCESS_KEY_ID is not set",
        );
        check(
            Kind::S3,
            &[("AWS_REGION", "x"), ("AWS_ACCESS_KEY_ID", "k"), ("AWS_SECRET_ACCESS_KEY", "")],
            "of a fork",
        );
        check(
            Kind::S3,
            &[("AWS_ACCESS_KEY_ID", "k"), ("AWS_SECRET_ACCESS_KEY", SECRET)],
            "AWS_REGION is not set",
        );
        check(
            Kind::S3,
            &[("AWS_REGION", "x"), ("AWS_ACCESS_KEY_ID", "k"), ("AWS_SECRET_ACCESS_KEY", "hunter2hunter2\n")],
            "line break",
        );
        check(Kind::Oss, &[], "OSS_REGION is not set");
        check(Kind::Gcs, &[], "GOOGLE_OAUTH_ACCESS_TOKEN is not set; `gcloud auth print");
        check(Kind::Gcs, &[("GOOGLE_APPLICATION_CREDENTIALS", "/x.json")], "does not read the file");
    }

    #[test]
    fn credentials_go_nowhere_where_they_can_be_read() {
        let with = |endpoint: &'static str| {
            [("AWS_ACCESS_KEY_ID", "k"), ("AWS_SECRET_ACCESS_KEY", SECRET), ("AWS_ENDPOINT_URL", endpoint)]
        };
        check(
            Kind::S3,
            &with("http://s3.example.org"),
            "use `https://`, or let it through with `--insecure`",
        );
        check(Kind::S3, &with("https://k:hunter2hunter2@s3.example.org"), "could be a secret");
        check(Kind::S3, &with("https://s3.example.org?x=hunter2hunter2"), "could be a secret");
        check(Kind::S3, &with("s3.example.org"), "not an address");
        check(Kind::S3, &with("ftp://s3.example.org"), "not an address");
        check(Kind::S3, &with("http://[::1]:7070"), "http://[::1]:7070/releases/");
        check(Kind::S3, &with("http://s3.localhost:7070"), "http://s3.localhost:7070/releases/");
        check(Kind::S3, &with("http://localhost.example.org"), "--insecure");
    }
}
