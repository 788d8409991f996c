//! A Release in the folder of another one.

use super::subject::{Checked, Releases, finding};
use crate::{
    diagnostic::{Diagnostic, Rule},
    model::os_image::Provider,
};

pub(super) fn check(checked: &Checked<'_, '_>, releases: &Releases<'_, '_>) -> Vec<Diagnostic> {
    let release = checked.release;
    let path = &releases.sources.file(release.file).name;
    let Some((provider, version)) = folders(path) else { return Vec::new() };
    let identity = &release.identity;
    // The old generation has no such chart: the provider was forgotten.
    let is_forgotten = identity.provider.is_none()
        && provider.is_some_and(|of| release.components.contains_key(format!("cluster-{of}").as_str()));
    let is_of_provider = identity.provider.is_none_or(|of| provider.is_none_or(|folder| of == folder));
    if is_of_provider && !is_forgotten && identity.version.to_string() == version {
        return Vec::new();
    }
    let expected = match identity.provider.or(provider.filter(|_| is_forgotten)) {
        Some(of) => format!("{}-{version}", provider.unwrap_or(of)),
        None => format!("v{version}"),
    };
    let title = format!("`{}` is in the folder of `{expected}`", release.name.value);
    let help = format!("write `{expected}`, or move the file");
    vec![finding(Rule::NameMismatch, release, title, None).help(help)]
}

/// The provider and the version that folders name: `capa/archived/v34.5.0/release.yaml`, of which the first ones may be left out
/// by who stands in them; nothing where they name none.
fn folders(path: &str) -> Option<(Option<Provider>, &str)> {
    let mut folders = path.rsplit(['/', ':']).skip(1);
    let version = folders.next()?.strip_prefix('v')?;
    let mut above = folders.next();
    if above == Some("archived") {
        above = folders.next();
    }
    let provider = above.map(|above| Provider::ALL.into_iter().find(|provider| provider.folder() == above));
    // A folder that is none of a provider is somebody's own.
    if provider == Some(None) {
        return None;
    }
    Some((provider.flatten(), version))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_name_releases() {
        let of = |path| {
            let name = |provider: Option<Provider>| provider.map_or("?", Provider::name);
            folders(path).map(|(provider, version)| format!("{} {version}", name(provider)))
        };
        assert_eq!(of("v1.0.0/release.yaml").as_deref(), Some("? 1.0.0"));
        assert_eq!(of("archived/v1.0.0/release.yaml").as_deref(), Some("? 1.0.0"));
        assert_eq!(of("releases/capa/v34.5.0/release.yaml").as_deref(), Some("aws 34.5.0"));
        assert_eq!(of("HEAD:eks/archived/v34.0.0/release.yaml").as_deref(), Some("eks 34.0.0"));
        for none in ["release.yaml", "bad/v-prefix.yaml", "capa/next/release.yaml", "kvm/v1.0.0/release.yaml"]
        {
            assert_eq!(of(none), None, "{none}");
        }
    }
}
