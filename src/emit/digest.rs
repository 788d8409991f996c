//! The SHA-256 of what is written.

use std::io::{self, Write};

use sha2::{Digest as _, Sha256};

/// Hashes what is written to it.
#[derive(Debug, Default, Clone)]
pub struct Digest(Sha256);

impl Digest {
    /// The digest of bytes, in lower-case hexadecimal digits.
    pub fn of(bytes: &[u8]) -> String {
        let mut digest = Self::default();
        digest.0.update(bytes);
        digest.finish()
    }

    /// The digest in lower-case hexadecimal digits.
    pub fn finish(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Write for Digest {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
