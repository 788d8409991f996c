//! Characters that an image must not have in its name: <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateImage.html>,
//! the resource name rules of Azure (`galleries/images`), and RFC 1123 for the objects of the image-distribution-operator.

use crate::{
    diagnostic::{Diagnostic, Rule},
    model::{Text, os_image::Provider},
};

pub(super) fn check(provider: Provider, image: &str, release: Text<'_>) -> Option<Diagnostic> {
    let c = refused(provider, image)?;
    let title = format!("the node image `{image}` of `{}` has `{c}` in its name", release.value);
    let help = match provider {
        Provider::Aws => "letters, digits and `()[] ./-'@_` can be in the name of an AMI",
        Provider::Azure => {
            "letters, digits and `.-_` can be in the name of an image definition, letters and digits at its ends"
        }
        _ => {
            "lower-case letters, digits, `-` and `.` can be in the name of a NodeImage, letters and digits at its ends"
        }
    };
    Some(Diagnostic::new(Rule::NameCharacters, title).at(release.span, "").about(release.value).help(help))
}

/// The first character that cannot be there.
fn refused(provider: Provider, image: &str) -> Option<char> {
    let is_letter = |c: char| c.is_ascii_alphanumeric();
    let at_end = || image.chars().next().into_iter().chain(image.chars().last()).find(|c| !is_letter(*c));
    match provider {
        Provider::Aws => image.chars().find(|c| !is_letter(*c) && !"()[] ./-'@_".contains(*c)),
        Provider::Azure => image.chars().find(|c| !is_letter(*c) && !".-_".contains(*c)).or_else(at_end),
        Provider::Vsphere | Provider::CloudDirector | Provider::Proxmox => {
            let is_lower = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
            image.chars().find(|c| !is_lower(*c) && !".-".contains(*c)).or_else(at_end)
        }
        // Their images have no names here.
        Provider::Aks | Provider::Eks => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_provider_has_its_characters() {
        for (provider, image, expected) in [
            (Provider::Aws, "a-(1.2) [x]/'@_", None),
            (Provider::Aws, "1.2.3+gs1", Some('+')),
            (Provider::Azure, "a_b.C-1", None),
            (Provider::Azure, "a-", Some('-')),
            (Provider::Azure, "a b", Some(' ')),
            (Provider::Vsphere, "flatcar-stable-1.2.3-gs", None),
            (Provider::Vsphere, "flatcar-Stable", Some('S')),
            (Provider::CloudDirector, ".a", Some('.')),
            (Provider::Proxmox, "a_b", Some('_')),
            (Provider::Eks, "?", None),
        ] {
            assert_eq!(refused(provider, image), expected, "{provider} {image}");
        }
    }
}
