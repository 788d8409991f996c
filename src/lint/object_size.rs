//! Texts that are too large for an object of Kubernetes. Rancher stores every template as one (`RkeAddon`), and etcd takes
//! requests of 1.5 MiB by default, of which the object is not all.

use super::{
    finding::{finding, subject},
    subject::Subject,
};
use crate::{
    diagnostic::{Diagnostics, Rule},
    model::Table,
};

/// In bytes; upstream's largest template has 256,822.
const LARGEST: usize = 1 << 20;

pub(super) fn check(subject_of: &Subject<'_, '_>, diagnostics: &mut Diagnostics) {
    let texts = subject_of.rke.texts();
    for row in texts.into_iter().flat_map(Table::rows).filter(|row| row.value.value.len() > LARGEST) {
        let title = format!("the template `{}` has {} bytes", row.key.value, row.value.value.len());
        let about = subject("rke", row.key.value);
        let help = "make it smaller than 1 MiB";
        diagnostics.report(finding(Rule::ObjectSize, &about, title, row.key.span, help));
    }
}
