//! What consumers are served: read as they read it, without credentials.

use url::Url;

use super::{
    access::{Environment, is_loopback, secure},
    client::{Asking, Client, Limits},
    failure::Failure,
};

/// A site that has the folder `kontainer-driver-metadata/`.
#[derive(Debug)]
pub struct PublicSite {
    url: Url,
    client: Client,
}

impl PublicSite {
    /// A site at an address.
    ///
    /// # Errors
    ///
    /// When it is no address, or one that anybody could answer for.
    pub fn new(
        url: &str,
        insecure: bool,
        limits: Limits,
        environment: Environment<'_>,
    ) -> Result<Self, Failure> {
        let url = secure(url, "--verify-url", insecure)?;
        let client = Client::new(limits, is_loopback(&url), environment)?;
        Ok(Self { url, client })
    }

    /// The address of a key.
    pub fn address(&self, key: &str) -> String {
        format!("{}/{key}", self.url.as_str().trim_end_matches('/'))
    }

    /// What is served for a key; nothing where nothing is.
    ///
    /// # Errors
    ///
    /// When nobody can say.
    pub fn get(&self, key: &str) -> Result<Option<Vec<u8>>, Failure> {
        let address = self.address(key);
        let asking = Asking {
            method: "GET",
            address: &|| address.clone(),
            shown: &address,
            headers: Vec::new(),
            body: None,
            sent: &|_| (),
            is_once: false,
        };
        let answer = self.client.ask(&asking)?;
        match answer.status {
            200 => Ok(Some(answer.body)),
            404 => Ok(None),
            status => {
                let what = format!("{address}: consumers are answered with status {status}");
                let help = "check that `--verify-url` has `kontainer-driver-metadata/` below it, and may be read by everybody";
                Err(Failure::world(what).help(help))
            }
        }
    }
}
