//! Images that are named by a counter, of which only the first number counts.

use super::subject::{Checked, Releases, finding};
use crate::{
    diagnostic::{Diagnostic, Rule},
    model::os_image::{FLATCAR_VARIANT, OS_TOOLING},
};

pub(super) fn check(checked: &Checked<'_, '_>, _: &Releases<'_, '_>) -> Vec<Diagnostic> {
    let release = checked.release;
    let component = release.components.get(FLATCAR_VARIANT).filter(|_| checked.is_changed());
    let Some(component) = component else { return Vec::new() };
    let title = format!(
        "`{}` has the component `{FLATCAR_VARIANT}`, which `{OS_TOOLING}` replaced",
        release.name.value
    );
    let finding = finding(Rule::DeprecatedComponent, release, title, component.name.span);
    vec![finding.help(format!("take `{OS_TOOLING}` in new releases; old ones stay as they are"))]
}
