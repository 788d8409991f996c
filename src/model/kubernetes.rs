//! What Kubernetes takes as the name of an object and as a label (`validation.IsDNS1123Subdomain` and
//! `IsQualifiedName` of apimachinery). Rancher makes one or the other of versions, addons and template keys.

/// The longest label.
pub(crate) const LABEL: usize = 63;

/// The longest name of an object.
pub(crate) const NAME: usize = 253;

/// A DNS-1123 subdomain.
pub(crate) fn is_name(name: &str, longest: usize) -> bool {
    let is_part = |part: &str| {
        let ends = [part.bytes().next(), part.bytes().next_back()];
        let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        ends.into_iter().all(|end| end.is_some_and(|byte| byte != b'-')) && part.bytes().all(inner)
    };
    name.len() <= longest && name.split('.').all(is_part)
}

/// The name of a label, without a prefix.
pub(crate) fn is_label(name: &str) -> bool {
    let ends = [name.bytes().next(), name.bytes().next_back()];
    name.len() <= LABEL
        && ends.into_iter().all(|end| end.is_some_and(|byte| byte.is_ascii_alphanumeric()))
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_kubernetes() {
        for (name, expected) in [
            ("v1.26.9-rancher1-1", true),
            ("rke-cis-1.5", true),
            ("v1.26.9-Rancher1", false),
            ("v1.26.9_rancher1", false),
            ("-v1", false),
            ("v1.", false),
            ("", false),
        ] {
            assert_eq!(is_name(name, NAME), expected, "{name}");
        }
        assert!(!is_name(&"a".repeat(64), LABEL) && is_name(&"a".repeat(63), LABEL));
    }

    #[test]
    fn labels_may_have_capitals() {
        for (name, expected) in [("coreDNS", true), ("my_addon.v1", true), ("addon-", false), ("a/b", false)]
        {
            assert_eq!(is_label(name), expected, "{name}");
        }
    }
}
