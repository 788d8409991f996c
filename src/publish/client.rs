//! One request at a time, and again where that can help.

use std::{
    io::{self, Read},
    thread,
    time::Duration,
};

use ureq::{
    Agent, Body, Error, Proxy, SendBody,
    http::{HeaderMap, Request, Response},
    tls::{PemItem, RootCerts, TlsConfig, parse_pem},
    unversioned::transport::DefaultConnector,
};

use super::{access::Environment, failure::Failure, resolver::LoopbackResolver};
use crate::{diagnostic::words::count, source::describe};

/// How patient we are.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long nothing may come from the other side.
    pub silence: Duration,
    /// How often a request is made again that came to nothing.
    pub retries: u32,
}

/// How long the first pause before another try is; each next one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(10);

/// How long one request may take with its body, however much it moves.
const WHOLE: Duration = Duration::from_secs(15 * 60);

/// What is read of an answer; a build has 64 MB at most.
pub(super) const MOST: u64 = 256 << 20;

/// From this size on the store says first whether it wants the body: one that refuses it need not take it.
const ASK_FIRST: usize = 64 << 10;

/// Where the environment has a proxy, as `ureq` looks for it.
const PROXIES: [&str; 6] =
    ["ALL_PROXY", "all_proxy", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];

/// What sends requests.
#[derive(Debug)]
pub(super) struct Client {
    agent: Agent,
    limits: Limits,
}

/// A request. Its address has a signature in it, so that `shown` is what people see.
pub(super) struct Asking<'a> {
    pub(super) method: &'static str,
    /// Made anew for each try.
    pub(super) address: &'a dyn Fn() -> String,
    pub(super) shown: &'a str,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Option<&'a [u8]>,
    /// Called with how many more bytes are on their way.
    pub(super) sent: &'a dyn Fn(u64),
    /// Whether it must not be made a second time.
    pub(super) is_once: bool,
}

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// A header, where it is text.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Why a try came to nothing.
struct Lost {
    why: String,
    /// Whether another one may do better.
    is_passing: bool,
}

impl Client {
    /// A client. The environment names a proxy, which requests to this machine (`is_local`) do not take, and a file with the
    /// authorities that are believed instead of Mozilla's (SSL_CERT_FILE).
    ///
    /// # Errors
    ///
    /// When one of them cannot be used.
    pub(super) fn new(limits: Limits, is_local: bool, environment: Environment<'_>) -> Result<Self, Failure> {
        let set = |name: &&str| environment(name).is_some_and(|value| !value.is_empty());
        let proxy = if is_local { None } else { Proxy::try_from_env() };
        if let (false, None, Some(name)) = (is_local, &proxy, PROXIES.into_iter().find(|name| set(name))) {
            let what = format!("{name} is not the address of a proxy that kdm can use");
            return Err(Failure::world(what).help("set it to `http://HOST:PORT`, or unset it"));
        }
        let certificates = environment("SSL_CERT_FILE").filter(|path| !path.is_empty());
        let roots = certificates.as_deref().map(authorities).transpose()?.unwrap_or(RootCerts::WebPki);
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // Credentials are for the host that was named. What it passes on to may be anybody's.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(proxy)
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(limits.silence))
            .timeout_per_read(Some(limits.silence))
            .timeout_per_write(Some(limits.silence))
            .timeout_global(Some(WHOLE))
            .user_agent(concat!("kdm/", env!("CARGO_PKG_VERSION")))
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        let agent = Agent::with_parts(config, DefaultConnector::default(), LoopbackResolver::default());
        Ok(Self { agent, limits })
    }

    /// Asks, and asks again where there was no answer or the server had a fault of its own, if the request may be made twice: as
    /// one that reads, or has a condition with it.
    pub(super) fn ask(&self, asking: &Asking<'_>) -> Result<Answer, Failure> {
        let mut pause = FIRST_PAUSE;
        let retries = if asking.is_once { 0 } else { self.limits.retries };
        for tries_left in (0..=retries).rev() {
            let lost = match self.once(asking) {
                Ok(answer) if !is_fault_of_server(answer.status) || tries_left == 0 => return Ok(answer),
                Ok(_) => None,
                Err(lost) => Some(lost),
            };
            if let Some(Lost { why, .. }) = lost.filter(|lost| tries_left == 0 || !lost.is_passing) {
                let help =
                    "check the endpoint, the network and the proxy in the environment, and run kdm again";
                return Err(Failure::world(format!("{}: {why}", asking.shown)).help(help));
            }
            thread::sleep(pause);
            pause *= 2;
        }
        Err(Failure::world(format!("{}: no answer", asking.shown)))
    }

    fn once(&self, asking: &Asking<'_>) -> Result<Answer, Lost> {
        let mut request = Request::builder().method(asking.method).uri((asking.address)());
        for (name, value) in &asking.headers {
            request = request.header(name, value);
        }
        let not_a_request = |_| Lost { why: "the request cannot be sent".to_owned(), is_passing: false };
        let response = match asking.body {
            None => self.agent.run(request.body(()).map_err(not_a_request)?),
            Some(body) => {
                request = request.header("content-length", body.len());
                if body.len() > ASK_FIRST {
                    request = request.header("expect", "100-continue");
                }
                let mut reader = Counting { body, sent: asking.sent };
                let body = SendBody::from_reader(&mut reader);
                self.agent.run(request.body(body).map_err(not_a_request)?)
            }
        };
        let response = response.map_err(|error| self.why(&error))?;
        self.read(response, asking.method == "HEAD")
    }

    fn read(&self, response: Response<Body>, is_head: bool) -> Result<Answer, Lost> {
        let (parts, mut body) = response.into_parts();
        let body = match is_head {
            true => Vec::new(),
            false => body.with_config().limit(MOST).read_to_vec().map_err(|error| self.why(&error))?,
        };
        Ok(Answer { status: parts.status.as_u16(), headers: parts.headers, body })
    }

    /// Why there is no answer, in words that have no address in them.
    fn why(&self, error: &Error) -> Lost {
        let seconds = usize::try_from(self.limits.silence.as_secs()).unwrap_or(usize::MAX);
        let passing = |why: String| Lost { why, is_passing: true };
        let lasting = |why: String| Lost { why, is_passing: false };
        match error {
            Error::Timeout(ureq::Timeout::Connect) => {
                passing(format!("no connection within {} seconds", CONNECT.as_secs()))
            }
            Error::Timeout(ureq::Timeout::Global) => {
                lasting(format!("not done within {} minutes", WHOLE.as_secs() / 60))
            }
            Error::Timeout(_) => passing(format!("nothing came for {}", count(seconds, "second"))),
            Error::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                passing("the connection was cut in the middle of the answer".to_owned())
            }
            Error::Io(error) => passing(describe(error)),
            Error::HostNotFound => passing("there is no host of this name".to_owned()),
            Error::ConnectionFailed => passing("there is no connection".to_owned()),
            Error::Tls(why) => lasting(format!("the connection is not safe: {why}")),
            Error::Rustls(why) => lasting(format!("the connection is not safe: {why}")),
            Error::BodyExceedsLimit(_) => lasting(format!("it has more than {} MB", MOST >> 20)),
            Error::InvalidProxyUrl => {
                lasting("the address of the proxy in the environment is not valid".to_owned())
            }
            Error::ConnectProxyFailed(_) => passing("the proxy does not connect".to_owned()),
            Error::Protocol(_) | Error::LargeResponseHeader(..) => {
                lasting("what came is not HTTP".to_owned())
            }
            _ => lasting("the request failed".to_owned()),
        }
    }
}

/// Whether a status says that the same request may do better later.
fn is_fault_of_server(status: u16) -> bool {
    matches!(status, 429 | 500 | 502..=504)
}

/// The authorities in a file of certificates.
fn authorities(path: &str) -> Result<RootCerts, Failure> {
    let failed = |why: &str| Failure::world(format!("SSL_CERT_FILE names `{path}`, {why}"));
    let text = std::fs::read(path)
        .map_err(|error| failed(&format!("which cannot be read: {}", describe(&error))))?;
    let items = parse_pem(&text).collect::<Result<Vec<_>, _>>().map_err(|_| failed("which is not in PEM"))?;
    let certificates = items.into_iter().filter_map(|item| match item {
        PemItem::Certificate(certificate) => Some(certificate),
        _ => None,
    });
    let certificates: Vec<_> = certificates.collect();
    if certificates.is_empty() {
        Err(failed("which has no certificate in it"))
    } else {
        Ok(certificates.into())
    }
}

/// A body that tells how much of it is on its way.
struct Counting<'a> {
    body: &'a [u8],
    sent: &'a dyn Fn(u64),
}

impl Read for Counting<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.body.read(buffer)?;
        (self.sent)(read as u64);
        Ok(read)
    }
}
