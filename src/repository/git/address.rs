//! Addresses of repositories.

/// An address without what may be secret, because the pin is committed: `https://user:token@host/path?token` without the user
/// and what is asked for, `git@host:path` as it is. Nothing for one in a form of its own, in which a secret may be anywhere.
pub(super) fn without_secrets(url: &str) -> Option<String> {
    const NOT_SECRET: &str = "git";
    let plain = url.split(['?', '#', ';']).next().unwrap_or_default();
    let (scheme, rest) = match plain.split_once("://") {
        Some((scheme, rest)) => (format!("{scheme}://"), rest),
        None => (String::new(), plain),
    };
    let end = if scheme.is_empty() { rest.find([':', '/']) } else { rest.find('/') };
    let (host, path) = rest.split_at(end.unwrap_or(rest.len()));
    let host = match host.rsplit_once('@') {
        Some((user, _)) if user == NOT_SECRET && !scheme.starts_with("http") => host,
        Some((_, host)) => host,
        None => host,
    };
    let is_known = ["", "https://", "http://", "ssh://", "git://", "file://"].contains(&scheme.as_str());
    (is_known && !path.contains('@') && !plain.is_empty()).then(|| format!("{scheme}{host}{path}"))
}

/// What is the same in all addresses of a repository: `https://github.com/a/b.git`, `git@github.com:a/b`.
pub(super) fn same_address(url: &str) -> String {
    let plain = url.split_once("://").map_or(url, |(_, rest)| rest);
    let plain = plain.split_once('@').map_or(plain, |(_, rest)| rest);
    let plain = plain.trim_end_matches('/');
    plain.strip_suffix(".git").unwrap_or(plain).replacen(':', "/", 1).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_has_several_addresses() {
        let one = same_address("https://github.com/rancher/kontainer-driver-metadata.git");
        for other in [
            "git@github.com:rancher/kontainer-driver-metadata",
            "ssh://git@github.com/rancher/kontainer-driver-metadata.git",
            "https://github.com/Rancher/kontainer-driver-metadata/",
        ] {
            assert_eq!(same_address(other), one);
        }
        assert_ne!(same_address("https://github.com/cnrancher/kontainer-driver-metadata"), one);
    }
}
