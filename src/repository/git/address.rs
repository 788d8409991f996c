//! Addresses of repositories.

/// What is the same in all addresses of a repository: `https://github.com/a/b.git`, `git@github.com:a/b`.
pub fn same_address(url: &str) -> String {
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
