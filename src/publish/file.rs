//! A file on its way to consumers.

use crate::emit::Digest;

/// Upstream's own: everybody may keep a copy, and asks whether it is still the newest before using it. Rancher's setting names
/// one address for years, so a copy that is not asked about would hide a release for as long.
const CACHE_CONTROL: &str = "public,no-cache,proxy-revalidate";

/// A file as it is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name under the folder of the branch or tag.
    pub name: String,
    /// What consumers get.
    pub bytes: Vec<u8>,
    /// Its digest, in lower-case hexadecimal digits.
    pub sha256: String,
    /// What it is.
    pub content_type: &'static str,
    /// Who may keep a copy.
    pub cache_control: &'static str,
    /// What is kept beside it where the store can; names without a prefix.
    pub metadata: Vec<(&'static str, String)>,
}

/// The metadata that has the digest.
pub(super) const SHA256: &str = "sha256";

/// The metadata that has upstream's commit.
pub(super) const UPSTREAM_COMMIT: &str = "upstream-commit";

/// The metadata of a tag's data.json that has the names of the files published with it.
pub(super) const WITH: &str = "with";

impl File {
    /// A file with these bytes.
    pub fn new(name: &str, bytes: Vec<u8>) -> Self {
        let sha256 = Digest::of(&bytes);
        let metadata = vec![(SHA256, sha256.clone())];
        let content_type = content_type(name);
        Self { name: name.to_owned(), bytes, sha256, content_type, cache_control: CACHE_CONTROL, metadata }
    }

    /// The same, and the commit of upstream's that the build's tables are of.
    #[must_use]
    pub fn with_upstream_commit(mut self, commit: Option<&str>) -> Self {
        self.metadata.extend(commit.map(|commit| (UPSTREAM_COMMIT, commit.to_owned())));
        self
    }

    /// The same data.json, and the names of the files that go with it.
    #[must_use]
    pub fn with_names(mut self, names: &[String]) -> Self {
        if !names.is_empty() {
            self.metadata.push((WITH, names.join(",")));
        }
        self
    }
}

/// What a file is, by the end of its name.
fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "json" => "application/json",
        "html" => "text/html; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "yaml" | "yml" => "application/yaml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_its_digest_and_type() {
        let file = File::new("data.json", b"{}".to_vec());
        let file = file.with_upstream_commit(Some("7c2b")).with_names(&["a.txt".into()]);
        assert_eq!(file.content_type, "application/json");
        assert_eq!(file.sha256, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
        let names: Vec<_> = file.metadata.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["sha256", "upstream-commit", "with"]);
        assert_eq!(File::new("regsync.yaml", Vec::new()).content_type, "application/yaml");
        assert_eq!(File::new("list", Vec::new()).content_type, "application/octet-stream");
    }
}
