//! Names that are longer than what they name may have.

use crate::{
    diagnostic::{Diagnostic, Rule, Weight},
    model::{Text, os_image::Provider},
};

/// The length of a label of Kubernetes; `capvcd-` before a name and `-arm64` in it come on top.
const LABEL: usize = 63;

pub(super) fn check(provider: Provider, image: &str, release: Text<'_>) -> Option<Diagnostic> {
    let length = length(provider, image);
    let most = most(provider);
    let title = |what: &str| {
        format!("the node image `{image}` of `{}` has {length} characters, {what}", release.value)
    };
    let (title, weight) = match most {
        Some(most) if length > most => (title(&format!("and {provider} takes {most}")), Weight::OfRule),
        _ if length >= LABEL => {
            (title("and with `capvcd-` or `-arm64` it is too long for a label of Kubernetes"), Weight::Warns)
        }
        _ => return None,
    };
    let finding = Diagnostic::new(Rule::NameTooLong, title).at(release.span, "").about(release.value);
    let finding = match weight {
        Weight::Warns => {
            finding.because("who labels an object with it, or with the object's name, is refused")
        }
        _ => finding,
    };
    Some(finding.weighing(weight).help("shorten the versions that are in it, or the template in the rules"))
}

/// How long it is where it goes: vSphere writes `%`, `/` and `\` as `%25`, `%2f` and `%5c`.
fn length(provider: Provider, image: &str) -> usize {
    let escaped = |c: char| if provider == Provider::Vsphere && "%/\\".contains(c) { 3 } else { 1 };
    image.chars().map(escaped).sum()
}

/// How many characters a provider takes; that of cloud-director is not documented, and taken to be that of vSphere.
fn most(provider: Provider) -> Option<usize> {
    match provider {
        Provider::Aws => Some(128),
        Provider::Azure | Provider::Vsphere | Provider::CloudDirector => Some(80),
        // The name of an object, less `capmox-`.
        Provider::Proxmox => Some(253 - 7),
        Provider::Aks | Provider::Eks => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_length(provider: Provider, length: usize, expected: Option<Weight>) {
        let release = Text { value: "x-1.0.0", span: None };
        let found = check(provider, &"a".repeat(length), release);
        assert_eq!(found.map(|finding| finding.weight), expected, "{provider} {length}");
    }

    #[test]
    fn each_provider_has_its_length() {
        check_length(Provider::Aws, 62, None);
        check_length(Provider::Aws, 63, Some(Weight::Warns));
        check_length(Provider::Aws, 128, Some(Weight::Warns));
        check_length(Provider::Aws, 129, Some(Weight::OfRule));
        check_length(Provider::Vsphere, 81, Some(Weight::OfRule));
        check_length(Provider::Proxmox, 246, Some(Weight::Warns));
        check_length(Provider::Proxmox, 247, Some(Weight::OfRule));
        assert_eq!(length(Provider::Vsphere, "a/%"), 7);
    }
}
