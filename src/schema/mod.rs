//! JSON Schemas: of the files that people write, so that editors complete and check them, and of what programs read.
//!
//! Names come from where the readers have them; what a schema cannot say (that ranges parse, that a reference is
//! there) is found by the compiler.

mod builders;

use builders::{
    by_key, closed, described, fields, form, list_of, map_of, open, options, parts, required, text,
};
use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Value, json};

use crate::{
    consumer::{SECTION, Type},
    diagnostic::{Level, Rule, Severity},
    model::{
        field::Named,
        os_image::{NamingRulePart, Provider, RulesPart},
        patch::{AppPart, DefaultPart, MirrorPart, PatchPart, ReleasePart, RulePart},
        rke::{Bound, CisBenchmark, CisParam, Component, ImageField},
        settings::{ExceptionPart, PinPart, RegsyncPart, SettingsPart},
    },
    report::{
        AnswersJson, DiffJson, FindingsJson, ImagesJson, LinesJson, PublishedJson, RegsyncJson,
        os_image::{MatrixJson, NamesJson, RollsJson},
    },
    repository::{ChoicePart, CisPart, INTRODUCED, OptionsPart, VersionsPart},
};

macro_rules! schemas {
    ($($(#[doc = $doc:literal])+ $schema:ident = $name:literal;)+) => {
        /// A schema by its name.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Schema {
            $($(#[doc = $doc])+ $schema,)+
        }

        impl Schema {
            /// All schemas.
            pub const ALL: &[Self] = &[$(Self::$schema),+];

            /// What it describes, in markdown.
            pub fn describes(self) -> &'static str {
                match self { $(Self::$schema => concat!($($doc),+),)+ }
            }

            /// Its name.
            pub fn name(self) -> &'static str {
                match self { $(Self::$schema => $name,)+ }
            }
        }
    };
}

schemas! {
    /// `rancher-prime-patch.yaml`.
    Patch = "patch";
    /// `channels.yaml`, `channels-rke2.yaml` and `channels-rfo.yaml`.
    Channels = "channels";
    /// `data/rke/system-images/*.yaml`.
    SystemImages = "system-images";
    /// `data/rke/addons.yaml`.
    Addons = "addons";
    /// `data/rke/service-options.yaml`.
    ServiceOptions = "service-options";
    /// `data/rke/versions.yaml`.
    Versions = "versions";
    /// `data/rke/docker.yaml`.
    Docker = "docker";
    /// `data/rke/cis.yaml`.
    Cis = "cis";
    /// `data/kdm.yaml`.
    Kdm = "kdm";
    /// What `kdm diff --format json` prints.
    Diff = "diff";
    /// What `kdm check --format json` prints.
    Findings = "findings";
    /// What `kdm show --format json` prints.
    Show = "show";
    /// What `kdm mirror-list --format json` prints.
    MirrorList = "mirror-list";
    /// What `kdm regsync --format json` prints.
    Regsync = "regsync";
    /// What `kdm lines --format json` prints.
    Lines = "lines";
    /// What `kdm publish --format json` prints.
    Publish = "publish";
    /// The rules of `kdm os-image --rules`.
    OsImageRules = "os-image-rules";
    /// What `kdm os-image name --format json` prints.
    OsImageNames = "os-image-names";
    /// What `kdm os-image matrix --format json` prints.
    OsImageMatrix = "os-image-matrix";
    /// What `kdm os-image roll --format json` prints.
    OsImageRolls = "os-image-rolls";
}

impl Schema {
    /// The schema as text.
    pub fn render(self) -> String {
        let (title, body) = match self {
            Self::Patch => {
                ("rancher-prime-patch.yaml: what the enterprise build adds to upstream's data", patch())
            }
            Self::Channels => ("Channel file of K3s, RKE2 or RFO", channels(&SECTION)),
            Self::SystemImages => (
                "System images of a Kubernetes minor",
                by_key("^v", "a full version", fields::<ImageField>(&text(), true)),
            ),
            Self::Addons => ("Which template an addon has for which versions", addons()),
            Self::ServiceOptions => {
                let options =
                    by_key("^v", "a full version or a minor", fields::<Component>(&options(), true));
                let options = parts(|part| match part {
                    OptionsPart::Linux | OptionsPart::Windows => options.clone(),
                });
                ("Arguments of the Kubernetes components", options)
            }
            Self::Versions => {
                let info = by_key("^v", "a full version or a minor", fields::<Bound>(&text(), true));
                let versions = parts(|part| match part {
                    VersionsPart::Info => info.clone(),
                    VersionsPart::RancherDefaults | VersionsPart::RkeDefaults => map_of(text()),
                });
                ("Which RKE and Rancher may use a version, and their defaults", versions)
            }
            Self::Docker => {
                ("Docker versions that RKE accepts, by Kubernetes minor", map_of(list_of(text())))
            }
            Self::Cis => ("CIS benchmarks of Rancher 2.4 to 2.6", cis()),
            Self::Kdm => ("Settings of kdm", settings()),
            Self::Diff => return of::<DiffJson<'_, '_>>(),
            Self::Findings => return of::<FindingsJson<'_>>(),
            Self::Show => return of::<AnswersJson<'_>>(),
            Self::MirrorList => return of::<ImagesJson<'_>>(),
            Self::Regsync => return of::<RegsyncJson<'_>>(),
            Self::Lines => return of::<LinesJson<'_>>(),
            Self::Publish => return of::<PublishedJson<'_>>(),
            Self::OsImageRules => ("Rules that name node images", os_image_rules()),
            Self::OsImageNames => return of::<NamesJson<'_>>(),
            Self::OsImageMatrix => return of::<MatrixJson<'_>>(),
            Self::OsImageRolls => return of::<RollsJson<'_>>(),
        };
        let mut schema = json!({"$schema": "http://json-schema.org/draft-07/schema#", "title": title});
        if let (Value::Object(schema), Value::Object(body)) = (&mut schema, body) {
            schema.extend(body);
        }
        format!("{schema:#}\n")
    }
}

/// The schema of a form that the program prints, from the structs that it is written from.
fn of<T: JsonSchema>() -> String {
    let schema = SchemaSettings::draft07().for_serialize().into_generator().into_root_schema_for::<T>();
    format!("{:#}\n", schema.as_value())
}

fn patch() -> Value {
    let default = parts(|part| match part {
        DefaultPart::AppVersion => described(text(), "a version range, as in `>= 2.7.5-0 < 2.8.0-0`"),
        DefaultPart::DefaultVersion => {
            described(form(r"^v?[0-9]+\.[0-9]+\.x$"), "a Kubernetes minor, as in `1.26.x`")
        }
        DefaultPart::RancherVersions => {
            described(list_of(text()), "exact Rancher versions that are not known yet")
        }
    });
    let app = parts(|part| match part {
        AppPart::AppName => json!({"const": "rancher"}),
        AppPart::Defaults => list_of(required(default.clone(), &["appVersion", "defaultVersion"])),
    });
    let rule = parts(|part| match part {
        RulePart::RegexMatch => described(text(), "a pattern of Go's regexp, for names without tag"),
        RulePart::RegexReplacement => described(text(), "the new name; `$1` or `${1}` is the first group"),
    });
    let mirror = parts(|part| match part {
        MirrorPart::TargetRegistry => {
            described(json!({"type": "string"}), "where images are copied to; empty for Docker Hub")
        }
        MirrorPart::Regex => list_of(required(rule.clone(), &["regexMatch", "regexReplacement"])),
    });
    let release = parts(|part| match part {
        ReleasePart::Version => {
            described(form(r"^v[0-9]+\.[0-9]+\.[0-9]+-rancher"), "as in `v1.26.9-rancherprime1-1-1`")
        }
        ReleasePart::ReferenceVersion => {
            described(text(), "the community version that the release starts from")
        }
        ReleasePart::MinChannelServerVersion => {
            described(text(), "the lowest Rancher that offers the release")
        }
        ReleasePart::MaxChannelServerVersion => {
            described(text(), "the highest Rancher that offers the release")
        }
        ReleasePart::ServiceOptions | ReleasePart::WindowsServiceOptions => {
            fields::<Component>(&options(), false)
        }
        ReleasePart::SystemImages => fields::<ImageField>(&text(), false),
        ReleasePart::AddonTemplates => described(options(), "addon → text of its template"),
    });
    parts(|part| match part {
        PatchPart::AppDefaults => list_of(required(app.clone(), &["appName"])),
        PatchPart::MirrorOptions => list_of(required(mirror.clone(), &["targetRegistry"])),
        PatchPart::Releases => list_of(required(release.clone(), &["version"])),
    })
}

/// The structs of rancher/channelserver `pkg/model`; what it does not know survives.
fn channels(of: &Type) -> Value {
    match of {
        Type::Any => json!({}),
        Type::Bool => json!({"type": ["boolean", "null"]}),
        Type::Integer => json!({"type": ["integer", "null"]}),
        Type::String => json!({"type": ["string", "null"]}),
        Type::Text => text(),
        Type::List(Type::String) => list_of(json!({"type": "string"})),
        Type::List(item) => list_of(channels(item)),
        Type::Map(value) => map_of(channels(value)),
        Type::Ignored(of) => channels(of),
        Type::Struct(of) => {
            let schema = open(of.fields.iter().map(|(name, of)| (*name, channels(of))));
            of.known_by.map_or_else(|| schema.clone(), |key| required(schema.clone(), &[key]))
        }
    }
}

fn addons() -> Value {
    let choice = parts(|part| match part {
        ChoicePart::Versions => {
            described(text(), "a version range; exactly one of an addon's may match a version")
        }
        ChoicePart::Template => described(text(), "the key of a template: its file without `.yaml.tmpl`"),
    });
    json!({
        "type": "object",
        "properties": {INTRODUCED: described(map_of(list_of(text())), "from which versions on an addon must have a template")},
        "additionalProperties": list_of(required(choice, &["versions", "template"])),
    })
}

fn cis() -> Value {
    let benchmark = CisBenchmark::all().map(|field| {
        let schema = match field {
            CisBenchmark::Managed => json!({"type": "boolean"}),
            CisBenchmark::MinKubernetesVersion => text(),
            CisBenchmark::SkippedChecks | CisBenchmark::NotApplicableChecks => map_of(text()),
        };
        (field.name(), schema)
    });
    let benchmark = open(benchmark);
    parts(|part| match part {
        CisPart::ConfigParams => map_of(fields::<CisParam>(&text(), true)),
        CisPart::Benchmarks => map_of(benchmark.clone()),
    })
}

fn os_image_rules() -> Value {
    let names = || list_of(text());
    let rule = parts(|part| match part {
        NamingRulePart::Providers => {
            let providers = json!({"enum": Provider::ALL.map(Provider::name)});
            described(list_of(providers), "releases of these providers; of every one where none is named")
        }
        NamingRulePart::With => described(names(), "components that must be there"),
        NamingRulePart::Without => described(names(), "components that must not be there"),
        NamingRulePart::Charts => described(
            map_of(text()),
            "component → what its version is compared with, by the precedence of semver: `>=1.0.0 <2.0.0`",
        ),
        NamingRulePart::Image => described(
            text(),
            "the name: `{channel}`, `{COMPONENT}`, `{COMPONENT.major}`, `.minor` and `.patch`; or `none`",
        ),
    });
    required(
        parts(|part| match part {
            RulesPart::Channel => described(text(), "what stands for `{channel}`; `stable` by default"),
            RulesPart::Rules => described(
                list_of(required(rule.clone(), &["image"])),
                "the first one that fits a release counts",
            ),
        }),
        &["rules"],
    )
}

fn settings() -> Value {
    let pin = parts(|part| match part {
        PinPart::Repository => text(),
        PinPart::Commit => form("^([0-9a-f]{40}|[0-9a-f]{64})$"),
        PinPart::Sha256 => form("^[0-9a-f]{64}$"),
    });
    // Readers of YAML 1.1 take `off` for false.
    let severities = Severity::ALL.map(|severity| json!(severity.name()));
    let severities =
        json!({"enum": severities.into_iter().chain([json!("warning"), json!(false)]).collect::<Vec<_>>()});
    let settable = Rule::ALL.iter().filter(|rule| rule.level() != Level::Forbid && !rule.is_of_os_images());
    let rules = settable.map(|rule| (rule.name(), described(severities.clone(), rule.breaks())));
    let rules = closed(rules);
    let exception = parts(|part| match part {
        ExceptionPart::Rule => described(text(), "the rule, as a finding names it in brackets"),
        ExceptionPart::At => described(
            json!({"anyOf": [text(), list_of(text())]}),
            "what the finding is about, as its help says it: `rke2 v1.27.16+rke2r1 serverArgs.debug`; fewer words match more",
        ),
        ExceptionPart::Reason => described(text(), "why the data is right"),
    });
    let regsync = parts(|part| match part {
        RegsyncPart::Rancher => described(
            text(),
            "the Ranchers whose images are mirrored, as in `>=2.7.0 <2.10.0`; it is never narrowed",
        ),
        RegsyncPart::ImageLists => described(
            text(),
            "the folder with the image lists of releases; with it `kdm generate` writes regsync.yaml, too",
        ),
        RegsyncPart::Keep => described(list_of(text()), "older regsync.yaml files whose tags are kept"),
        RegsyncPart::Style => json!({
            "enum": ["quoted", "upstream"],
            "description": "whether tags are in quotes where YAML would read something else (the default), or never",
        }),
    });
    parts(|part| match part {
        SettingsPart::Regsync => described(regsync.clone(), "what the registry mirrors"),
        SettingsPart::Upstream => described(
            required(pin.clone(), &["sha256"]),
            "where data/rke was imported from; written by `kdm import`",
        ),
        SettingsPart::Line => described(
            form(r"^v?[0-9]+\.[0-9]+$"),
            "the Ranchers that read the build, as in `v2.9`; by default the newest that its defaults name",
        ),
        SettingsPart::Rules => {
            described(rules.clone(), "how rules count here, as `kdm check --rules` lists them")
        }
        SettingsPart::ImagePrefixes => {
            described(list_of(text()), "what images of RKE may begin with besides `rancher/`")
        }
        SettingsPart::Allow => described(
            list_of(required(exception.clone(), &["rule", "at", "reason"])),
            "findings of `kdm check` that are let through",
        ),
    })
}
