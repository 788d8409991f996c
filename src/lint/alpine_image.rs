//! An alpine image of RKE's default version that is not rancher/rke-tools. RKE replaces the tag of every
//! `rancher/rke-tools` by that of its default version's alpine image (`GetDefaultRKETools`).

use super::subject::Subject;
use crate::{
    diagnostic::{Diagnostic, Diagnostics, Rule},
    model::rke::ImageField,
};

pub(super) fn check(subject: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let (Some(defaults), Some(images)) = (&subject.rke.rke_defaults, &subject.rke.system_images) else {
        return;
    };
    let Some(images) = defaults.get("default").and_then(|version| images.get(version.value)) else { return };
    let alpine = images.images.iter().find(|(field, _)| *field == ImageField::Alpine);
    if let Some((_, alpine)) = alpine.filter(|(_, image)| !image.value.contains("rancher/rke-tools")) {
        let title = format!("the alpine image of RKE's default version is `{}`", alpine.value);
        diagnostics.report(
            Diagnostic::new(Rule::AlpineImage, title)
                .at(alpine.span, "")
                .help("choose a default version of RKE whose alpine image is `rancher/rke-tools`"),
        );
    }
}
