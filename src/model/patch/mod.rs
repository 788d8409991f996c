//! `rancher-prime-patch.yaml`: what the enterprise build adds to upstream's data.
//!
//! Rancher Prime and open-source Rancher read the same result, so a patch adds versions and never changes the
//! meaning of what upstream has.

mod names;
mod read;

use super::{
    Text,
    mirror::MirrorOption,
    range::Range,
    rke::{ServiceOptions, SystemImages},
    version::Version,
};
pub(crate) use names::{AppPart, DefaultPart, MirrorPart, PatchPart, ReleasePart, RulePart};

use crate::diagnostic::Span;

/// What the patch file says.
#[derive(Debug, Default)]
pub struct Patch<'s> {
    /// `appDefaults`, those of Rancher: which Kubernetes minor a Rancher version takes by default.
    pub app_defaults: Vec<AppDefault<'s>>,
    /// `mirrorOptions`: rules for the names of images.
    pub mirror_options: Vec<MirrorOption<'s>>,
    /// `releases`, in the order they were written.
    pub releases: Vec<Release<'s>>,
}

/// A default of Rancher's.
#[derive(Debug)]
pub struct AppDefault<'s> {
    /// Where it is.
    pub span: Option<Span>,
    /// `appVersion`: the Rancher versions.
    pub app_version: Text<'s>,
    /// The same, parsed.
    pub range: Range,
    /// `defaultVersion` as Rancher compares it: `v1.20.x`.
    pub default_version: Text<'s>,
    /// `rancherVersions`: exact versions that are not among upstream's keys, without a `v`.
    pub rancher_versions: Vec<Text<'s>>,
}

/// An RKE version of the patch.
#[derive(Debug)]
pub struct Release<'s> {
    /// Where it is.
    pub span: Option<Span>,
    /// `version`, as in `v1.20.15-rancherprime1-1`.
    pub version: Text<'s>,
    /// The same, parsed.
    pub parsed: Version,
    /// `referenceVersion`: the community version that it starts from.
    pub reference: Option<Text<'s>>,
    /// `minChannelServerVersion`, without a `v`.
    pub min_rancher_version: Option<Text<'s>>,
    /// `maxChannelServerVersion`, without a `v`.
    pub max_rancher_version: Option<Text<'s>>,
    /// `serviceOptions`: what to change of them.
    pub service_options: Option<ServiceOptions<'s>>,
    /// `windowsServiceOptions`: what to change of them.
    pub windows_service_options: Option<ServiceOptions<'s>>,
    /// `systemImages`: all of them, or what differs from those of the reference.
    pub system_images: SystemImages<'s>,
    /// `addonTemplates`: addon → text.
    pub addon_templates: Vec<(Text<'s>, Text<'s>)>,
}
