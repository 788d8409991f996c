//! The names of the parts of a patch.

use crate::model::field::named;

named! {
    /// The parts of the file.
    pub(crate) enum PatchPart {
        AppDefaults = "appDefaults",
        MirrorOptions = "mirrorOptions",
        Releases = "releases",
    }
}

named! {
    /// The parts of the defaults of an app.
    pub(crate) enum AppPart {
        AppName = "appName",
        Defaults = "defaults",
    }
}

named! {
    /// The parts of a default.
    pub(crate) enum DefaultPart {
        AppVersion = "appVersion",
        DefaultVersion = "defaultVersion",
        RancherVersions = "rancherVersions",
    }
}

named! {
    /// The parts of a mirror option.
    pub(crate) enum MirrorPart {
        TargetRegistry = "targetRegistry",
        Regex = "regex",
    }
}

named! {
    /// The parts of a mirror rule.
    pub(crate) enum RulePart {
        RegexMatch = "regexMatch",
        RegexReplacement = "regexReplacement",
    }
}

named! {
    /// The parts of a release.
    pub(crate) enum ReleasePart {
        Version = "version",
        ReferenceVersion = "referenceVersion",
        MinChannelServerVersion = "minChannelServerVersion",
        MaxChannelServerVersion = "maxChannelServerVersion",
        ServiceOptions = "serviceOptions",
        WindowsServiceOptions = "windowsServiceOptions",
        SystemImages = "systemImages",
        AddonTemplates = "addonTemplates",
    }
}
