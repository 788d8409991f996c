//! The major of a release is the minor of its Kubernetes.

use super::subject::{Checked, Releases, finding};
use crate::{
    diagnostic::{Diagnostic, Rule},
    model::os_image::KUBERNETES,
};

pub(super) fn check(checked: &Checked<'_, '_>, _: &Releases<'_, '_>) -> Vec<Diagnostic> {
    let release = checked.release;
    if !checked.is_changed() {
        return Vec::new();
    }
    let (Some(kubernetes), Some(_)) = (release.components.get(KUBERNETES), release.identity.provider) else {
        return Vec::new();
    };
    let ((major, _), (_, minor)) = (release.identity.version.minor(), kubernetes.number.minor());
    if major == minor {
        return Vec::new();
    }
    let title = format!(
        "`{}` has Kubernetes {}, and its number says 1.{major}",
        release.name.value, kubernetes.version.value
    );
    let finding = finding(Rule::MinorMismatch, release, title, kubernetes.version.span);
    let finding = finding.at(release.name.span, "the release");
    vec![finding.help(format!("write a Kubernetes 1.{major}.x, or make it a release {minor}.x.y"))]
}
