//! Images as `repository:tag`, parsed once.

/// The longest tag that a registry takes.
const LONGEST_TAG: usize = 128;

/// An image: where it is, without its tag, and the tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Image<'s> {
    /// The name, as in `rancher/pause`; with the host of a registry where it has one.
    pub repository: &'s str,
    /// The tag.
    pub tag: &'s str,
}

/// Why a text is no image with exactly one tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ImageFault {
    /// It has none, or an empty one.
    #[error("it has no tag")]
    NoTag,
    /// It has two.
    #[error("it has two tags")]
    TwoTags,
    /// It has a digest.
    #[error("it has a digest")]
    Digest,
    /// The host has a port.
    #[error("it names a registry with a port")]
    Port,
    /// The tag is one that no registry takes.
    #[error("its tag is none that a registry takes")]
    Tag,
    /// The name is one that no registry takes.
    #[error("its name is none that a registry takes")]
    Name,
}

impl<'s> Image<'s> {
    /// Reads `repository:tag`, as upstream's `unique` (`pkg/images`) takes it: exactly one `:`; and name and tag as registries
    /// take them (the grammar of `github.com/distribution/reference`).
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub fn parse(text: &'s str) -> Result<Self, ImageFault> {
        if text.contains('@') {
            return Err(ImageFault::Digest);
        }
        let (repository, tag) = text.split_once(':').ok_or(ImageFault::NoTag)?;
        if tag.contains('/') {
            return Err(ImageFault::Port);
        }
        if tag.is_empty() {
            return Err(ImageFault::NoTag);
        }
        if tag.contains(':') {
            return Err(ImageFault::TwoTags);
        }
        if !is_repository(repository) {
            return Err(ImageFault::Name);
        }
        if is_tag(tag) { Ok(Self { repository, tag }) } else { Err(ImageFault::Tag) }
    }

    /// The host of the registry that it names; nothing for Docker Hub's.
    pub fn registry(&self) -> Option<&'s str> {
        let (host, _) = self.repository.split_once('/')?;
        (host.contains('.') || host == "localhost").then_some(host)
    }
}

/// Whether a registry takes a text as a tag.
pub fn is_tag(text: &str) -> bool {
    text.len() <= LONGEST_TAG
        && text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

/// Whether a registry takes a text as a name without a tag: parts of small letters and digits, with separators inside.
pub fn is_repository(text: &str) -> bool {
    const LONGEST: usize = 255;
    let is_letter = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let is_part = |part: &str| {
        let bytes = part.as_bytes();
        bytes.first().is_some_and(is_letter)
            && bytes.last().is_some_and(is_letter)
            && bytes.iter().all(|byte| is_letter(byte) || matches!(byte, b'_' | b'.' | b'-'))
    };
    text.len() <= LONGEST && text.split('/').all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Result<(&str, &str), ImageFault>) {
        assert_eq!(Image::parse(text).map(|image| (image.repository, image.tag)), expected, "{text}");
    }

    #[test]
    fn an_image_has_exactly_one_tag() {
        check("rancher/mirrored-pause:3.6", Ok(("rancher/mirrored-pause", "3.6")));
        check("ghcr.io/x/y:1", Ok(("ghcr.io/x/y", "1")));
        check("rancher/foo", Err(ImageFault::NoTag));
        check("rancher/foo:", Err(ImageFault::NoTag));
        check("rancher/foo:a:b", Err(ImageFault::TwoTags));
        check("rancher/foo:v1@sha256:00", Err(ImageFault::Digest));
        check("registry:5000/rancher/foo:v1", Err(ImageFault::Port));
        check("registry:5000/rancher/foo", Err(ImageFault::Port));
        check("rancher/foo:v1 ", Err(ImageFault::Tag));
        check("rancher/foo:-v1", Err(ImageFault::Tag));
        check(&format!("rancher/foo:{}", "1".repeat(129)), Err(ImageFault::Tag));
        check("Rancher/foo:v1", Err(ImageFault::Name));
        check("rancher//foo:v1", Err(ImageFault::Name));
        check(":v1", Err(ImageFault::Name));
        check("", Err(ImageFault::NoTag));
    }

    #[test]
    fn a_host_is_told_from_the_first_part_of_a_name() {
        let registry = |text| Image::parse(text).unwrap().registry();
        assert_eq!(registry("ghcr.io/x/y:1"), Some("ghcr.io"));
        assert_eq!(registry("rancher/y:1"), None);
        assert_eq!(registry("localhost/y:1"), Some("localhost"));
        assert_eq!(registry("y.z:1"), None);
    }
}
