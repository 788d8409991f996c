//! What consumers are served: read as they read it, without credentials.

use url::Url;

use super::{
    access::secure,
    client::{Asking, Client},
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
    pub fn new(url: &str, insecure: bool, client: Client) -> Result<Self, Failure> {
        Ok(Self { url: secure(url, "--verify-url", insecure)?, client })
    }

    /// The address of a key.
    pub fn address(&self, key: &str) -> String {
        format!("{}/{key}", self.url.as_str().trim_end_matches('/'))
    }

    /// What is served for a key.
    ///
    /// # Errors
    ///
    /// When nothing is.
    pub fn get(&self, key: &str) -> Result<Vec<u8>, Failure> {
        let address = self.address(key);
        let asking = Asking {
            method: "GET",
            address: address.clone(),
            shown: &address,
            headers: Vec::new(),
            body: None,
            sent: &|_| (),
        };
        let answer = self.client.ask(&asking)?;
        match answer.status {
            200 => Ok(answer.body),
            status => {
                let what = format!("{address}: consumers are answered with status {status}");
                Err(Failure::world(what).help("check that the address is the one that has `kontainer-driver-metadata/`, and may be read"))
            }
        }
    }
}
