//! The bytes of a file, which may still be on their way.

use std::sync::{Arc, OnceLock};

/// The bytes of a file that something else reads meanwhile.
#[derive(Debug, Default)]
pub(crate) struct Coming(OnceLock<Result<Vec<u8>, String>>);

impl Coming {
    /// They are here, or the reason why they will not be; what came first counts.
    pub(crate) fn arrive(&self, bytes: Result<Vec<u8>, String>) {
        let _ = self.0.set(bytes);
    }

    /// Bytes that are here already, or will never be.
    pub(crate) fn arrived(bytes: Result<Vec<u8>, String>) -> Arc<Self> {
        let coming = Self::default();
        coming.arrive(bytes);
        Arc::new(coming)
    }

    /// Waits for them.
    pub(crate) fn wait(&self) -> &Result<Vec<u8>, String> {
        self.0.wait()
    }
}

/// The bytes of a file.
#[derive(Debug)]
pub(super) enum Content {
    Here(Vec<u8>),
    Coming(Arc<Coming>),
}

impl Content {
    /// The bytes, waited for where they are not here yet; none where they cannot be read.
    pub(super) fn bytes(&self) -> &[u8] {
        match self {
            Self::Here(bytes) => bytes,
            Self::Coming(coming) => coming.wait().as_deref().unwrap_or_default(),
        }
    }

    /// Why they cannot be read, if so.
    pub(super) fn failure(&self) -> Option<&str> {
        match self {
            Self::Here(_) => None,
            Self::Coming(coming) => coming.wait().as_ref().err().map(String::as_str),
        }
    }
}
