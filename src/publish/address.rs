//! Where a build is published: `s3://BUCKET/PREFIX`, `gs://…`, `oss://…` or `file:///DIR`.

use std::{fmt, path::PathBuf, str::FromStr};

/// A kind of object storage, by what it makes of conditions and addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Amazon's, and servers that do the same.
    S3,
    /// Google's.
    Gcs,
    /// Alibaba's, which knows no condition but "create only".
    Oss,
}

impl Kind {
    /// What its addresses begin with.
    fn scheme(self) -> &'static str {
        match self {
            Self::S3 => "s3",
            Self::Gcs => "gs",
            Self::Oss => "oss",
        }
    }
}

/// A place that holds published files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// Object storage.
    Bucket {
        /// What it does.
        kind: Kind,
        /// The name of the bucket.
        bucket: String,
        /// What all keys begin with; empty, or with `/` at its end.
        prefix: String,
    },
    /// A folder on disk, of which a server or a mirror takes the files.
    Folder(PathBuf),
}

/// Why a text is no address. The text itself is left out: somebody may have written a secret into it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`--to` is not an address: {0}; one is `s3://BUCKET[/PREFIX]`, `gs://BUCKET[/PREFIX]`, `oss://BUCKET[/PREFIX]` or `file:///DIR`"
)]
pub struct AddressError(String);

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let error = |why: &str| AddressError(why.to_owned());
        let Some((scheme, rest)) = text.split_once("://") else {
            return Err(error("there is no `://` in it"));
        };
        if scheme == "file" {
            return match rest.starts_with('/') {
                true => Ok(Self::Folder(PathBuf::from(rest))),
                false => Err(error("after `file://` comes an absolute path")),
            };
        }
        let Some(kind) = [Kind::S3, Kind::Gcs, Kind::Oss].into_iter().find(|kind| kind.scheme() == scheme)
        else {
            return Err(error("kdm knows no storage of this kind"));
        };
        if rest.contains('@') {
            return Err(error(
                "a key does not belong into an address, where logs show it; it comes from the environment",
            ));
        }
        let (bucket, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let of_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '_');
        let is_name = (3..=222).contains(&bucket.len())
            && bucket.chars().all(of_name)
            && !bucket.starts_with(['-', '.']);
        if !is_name {
            return Err(error(
                "the name of a bucket has small letters, digits, `-`, `_` and `.`, three at least",
            ));
        }
        let prefix = prefix.strip_suffix('/').unwrap_or(prefix);
        let of_prefix = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '~' | '+' | '=');
        let is_part =
            |part: &str| !part.is_empty() && part != "." && part != ".." && part.chars().all(of_prefix);
        if !prefix.is_empty() && !prefix.split('/').all(is_part) {
            return Err(error("the parts of a prefix have letters, digits, `-`, `_`, `.`, `~`, `+` and `=`"));
        }
        let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
        Ok(Self::Bucket { kind, bucket: bucket.to_owned(), prefix })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bucket { kind, bucket, prefix } => write!(f, "{}://{bucket}/{prefix}", kind.scheme()),
            Self::Folder(folder) => {
                write!(f, "file://{}/", folder.display().to_string().trim_end_matches('/'))
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_written_with_one_slash_at_the_end() {
        for (text, expected) in [
            ("s3://releases", "s3://releases/"),
            ("s3://releases/", "s3://releases/"),
            ("gs://a.b_c/x/y/", "gs://a.b_c/x/y/"),
            ("oss://charts-rancher/rke2=1", "oss://charts-rancher/rke2=1/"),
            ("file:///srv/kdm/", "file:///srv/kdm/"),
        ] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), expected);
        }
    }

    #[test]
    fn what_is_no_address_is_not_shown_again() {
        for (text, why) in [
            ("releases", "there is no `://`"),
            ("http://releases/x", "no storage"),
            ("S3://releases", "no storage"),
            ("s3://AKIA:hunter2@releases", "does not belong"),
            ("s3://", "three at least"),
            ("s3://ab", "three at least"),
            ("s3://Releases", "small letters"),
            ("s3://releases/a//b", "parts of a prefix"),
            ("s3://releases/../other", "parts of a prefix"),
            ("s3://releases?x=hunter2", "small letters"),
            ("s3://releases/a?x=hunter2", "parts of a prefix"),
            ("file://srv/kdm", "absolute path"),
        ] {
            let error = text.parse::<Address>().unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
            assert!(!error.contains("hunter2"), "{error}");
        }
    }
}
