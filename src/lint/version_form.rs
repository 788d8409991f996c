//! Versions of RKE without `-rancher`.
//!
//! Rancher cuts each current version there and reads what comes before it as the Kubernetes version
//! (`getSupportedK8sVersion` of its cluster store); one that it cannot read ends the translation for all.

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::diagnostic::{Diagnostics, Rule};

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    for key in &subject_of.choices.keys {
        // What is not a version at all is `version-key`.
        let number = key.value.split_once("-rancher").map(|(number, _)| number);
        if number.is_none_or(|number| number.contains('-')) {
            let title = format!("`{}` has no `-rancher` after its numbers", key.value);
            let help = "write it as `v1.26.9-rancher1-1`";
            let about = subject("rke", key.value);
            diagnostics.report(finding(Rule::VersionForm, &about, title, key.span, help));
        }
    }
}
