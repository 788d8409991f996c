//! The addresses of hosts. A name below `localhost` is this machine (RFC 6761, 6.3), which not every system's resolver knows:
//! a store on loopback that has its buckets in host names is reached by them, and never another machine that a server of
//! names gives them to.

use std::net::{Ipv4Addr, SocketAddr};

use ureq::{
    Error,
    config::Config,
    http::Uri,
    unversioned::{
        resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver},
        transport::NextTimeout,
    },
};

/// The system's resolver, but for names below `localhost`.
#[derive(Debug, Default)]
pub(super) struct LoopbackResolver(DefaultResolver);

/// Whether a name is `localhost` or below it.
pub(super) fn is_below_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

impl Resolver for LoopbackResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        if !uri.host().is_some_and(is_below_localhost) {
            return self.0.resolve(uri, config, timeout);
        }
        let port = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let mut addresses = self.empty();
        addresses.push(SocketAddr::from((Ipv4Addr::LOCALHOST, uri.port_u16().unwrap_or(port))));
        Ok(addresses)
    }
}
