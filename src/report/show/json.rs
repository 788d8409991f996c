//! Answers for programs, in the form of `kdm schema show`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Answers;
use crate::{
    consumer::{Consumer, DefaultVersion},
    diagnostic::Span,
    model::{Text, field::Named},
    report::json::{Plain, one, pretty},
    show::{
        AddonAnswer, Answer, Argument, ConsumerAnswer, HiddenRelease, ImageAnswer, OptionAnswer, Reach,
        ReleaseAnswer, RkeOffers, RkeVersionAnswer, SectionOffers,
    },
};

/// What `kdm show --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What consumers make of a build", description = "")]
pub struct AnswersJson<'a> {
    /// of this form: a program that knows it ignores what is added
    #[schemars(schema_with = "one")]
    version: u32,
    /// one answer; several where a version is of several distributions
    answers: Vec<AnswerJson<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
enum AnswerJson<'a> {
    RkeVersion(RkeVersionJson<'a>),
    Release(ReleaseJson<'a>),
    Rancher(ConsumerJson<'a>),
    Rke(ConsumerJson<'a>),
    Addon(AddonJson<'a>),
    Image(ImageJson<'a>),
}

/// where something was written
#[derive(Debug, Serialize, JsonSchema)]
struct PlaceJson {
    file: String,
    /// from 1
    line: usize,
    /// from 1, in characters
    column: usize,
}

#[derive(Debug, Serialize, JsonSchema)]
struct TextJson<'a> {
    value: &'a str,
    place: Option<PlaceJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RkeVersionJson<'a> {
    version: &'a str,
    place: Option<PlaceJson>,
    /// the Ranchers that offer it
    ranchers: ReachJson<'a>,
    /// the RKEs that offer it
    rkes: ReachJson<'a>,
    default_of: DefaultOfJson<'a>,
    bounds: Vec<BoundJson<'a>>,
    /// addon → the ranges that match; one is right, none or several are not
    templates: BTreeMap<&'a str, Vec<TemplateJson<'a>>>,
    /// field → image
    images: BTreeMap<&'static str, TextJson<'a>>,
    /// `linux` and `windows`
    options: BTreeMap<&'static str, OptionsJson<'a>>,
    /// the Docker versions that its hosts may have
    docker: Vec<&'a str>,
}

/// from where to where consumers offer a version
#[derive(Debug, Serialize, JsonSchema)]
struct ReachJson<'a> {
    min: Option<&'a str>,
    max: Option<&'a str>,
    deprecate: Option<&'a str>,
}

/// the keys of the defaults that lead to it
#[derive(Debug, Serialize, JsonSchema)]
struct DefaultOfJson<'a> {
    ranchers: Vec<&'a str>,
    rkes: Vec<&'a str>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct BoundJson<'a> {
    name: &'static str,
    value: &'a str,
    /// the version or minor that has it
    key: &'a str,
    /// whether its consumer looks at it there
    read: bool,
    place: Option<PlaceJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct TemplateJson<'a> {
    template: &'a str,
    range: &'a str,
    place: Option<PlaceJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct OptionsJson<'a> {
    /// the key under which RKE finds them
    key: &'a str,
    /// component → option → value
    components: BTreeMap<&'static str, BTreeMap<&'a str, OptionJson<'a>>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct OptionJson<'a> {
    value: &'a str,
    /// `minor`, `exact` or `patch`
    layer: &'static str,
    place: Option<PlaceJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ReleaseJson<'a> {
    distribution: &'static str,
    version: &'a str,
    place: Option<PlaceJson>,
    min: Option<TextJson<'a>>,
    max: Option<TextJson<'a>>,
    /// the Ranchers that see it
    ranchers: Option<String>,
    /// the Ranchers that take it by default
    default_of: Option<String>,
    /// whether Rancher takes another release of this version
    shadowed: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    server_args: Option<BTreeMap<&'a str, ArgumentJson<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    agent_args: Option<BTreeMap<&'a str, ArgumentJson<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    charts: Option<BTreeMap<&'a str, ArgumentJson<'a>>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feature_versions: Option<BTreeMap<&'a str, ArgumentJson<'a>>>,
    /// what else it has, as written
    others: BTreeMap<&'a str, Plain<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ArgumentJson<'a> {
    value: Plain<'a>,
    /// the YAML anchor that it stands behind
    anchor: Option<&'a str>,
    place: Option<PlaceJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ConsumerJson<'a> {
    version: &'a str,
    distributions: BTreeMap<&'static str, SectionJson<'a>>,
    /// the versions of RKE, where the build has its tables
    rke: Option<RkeOffersJson<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct SectionJson<'a> {
    offered: Vec<&'a str>,
    /// the newest of each minor
    current: Vec<&'a str>,
    default: Option<&'a str>,
    /// `appDefaults` or `channel`
    default_from: &'static str,
    /// the rule of `appDefaults` that counts
    rule: Option<RuleJson<'a>>,
    hidden: Vec<HiddenJson<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RuleJson<'a> {
    app_version: Option<&'a str>,
    default_version: Option<&'a str>,
    place: Option<PlaceJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct HiddenJson<'a> {
    version: &'a str,
    /// `below-min`, `above-max`, `kept`, `deprecated` or `no-window`
    reason: &'static str,
    bound: Option<TextJson<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RkeOffersJson<'a> {
    offered: Vec<&'a str>,
    /// the newest of each minor
    current: Vec<&'a str>,
    default: Option<&'a str>,
    /// the entry of the defaults that counts
    default_rule: Option<DefaultRuleJson<'a>>,
    hidden: Vec<HiddenJson<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DefaultRuleJson<'a> {
    key: &'a str,
    value: TextJson<'a>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct AddonJson<'a> {
    addon: &'a str,
    ranges: Vec<RangeJson<'a>>,
    /// the versions that no range matches
    gap: Vec<&'a str>,
    /// the versions that several ranges match
    overlap: Vec<&'a str>,
    /// ranges that cannot be read
    refused: Vec<&'a str>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct RangeJson<'a> {
    range: &'a str,
    template: &'a str,
    /// of its text; null where there is none
    bytes: Option<usize>,
    versions: Vec<&'a str>,
    place: Option<PlaceJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ImageJson<'a> {
    /// `name:tag` → who needs it
    images: BTreeMap<&'a str, Vec<ImageNeedJson<'a>>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct ImageNeedJson<'a> {
    field: &'static str,
    versions: Vec<&'a str>,
    place: Option<PlaceJson>,
}

/// The answers as one JSON object.
pub fn render_answers_json(answers: &Answers<'_, '_, '_>) -> String {
    let all = answers.answers.iter().map(|answer| match answer {
        Answer::RkeVersion(answer) => AnswerJson::RkeVersion(answers.rke_version(answer)),
        Answer::Release(answer) => AnswerJson::Release(answers.release(answer)),
        Answer::Consumer(answer) => match answer.consumer {
            Consumer::Rancher => AnswerJson::Rancher(answers.consumer(answer)),
            Consumer::Rke => AnswerJson::Rke(answers.consumer(answer)),
        },
        Answer::Addon(answer) => AnswerJson::Addon(answers.addon(answer)),
        Answer::Image(answer) => AnswerJson::Image(answers.image(answer)),
    });
    pretty(&AnswersJson { version: 1, answers: all.collect() })
}

fn names<'a>(texts: &'a [Text<'_>]) -> Vec<&'a str> {
    texts.iter().map(|text| text.value).collect()
}

impl<'a> ReachJson<'a> {
    fn of(Reach { min, max, deprecate }: &'a Reach<'_>) -> Self {
        let value = |bound: &'a Option<Text<'_>>| bound.as_ref().map(|bound| bound.value);
        Self { min: value(min), max: value(max), deprecate: value(deprecate) }
    }
}

impl<'a> Answers<'a, '_, '_> {
    fn json_place(&self, span: Option<Span>) -> Option<PlaceJson> {
        self.place(span).map(|place| PlaceJson { file: place.file, line: place.line, column: place.column })
    }

    fn text<'t>(&self, text: &'t Text<'_>) -> TextJson<'t> {
        TextJson { value: text.value, place: self.json_place(text.span) }
    }

    fn rke_version<'r>(&self, answer: &'r RkeVersionAnswer<'_, '_>) -> RkeVersionJson<'r> {
        let RkeVersionAnswer {
            version,
            images,
            templates,
            options,
            bounds,
            ranchers,
            rkes,
            default_of,
            docker,
        } = answer;
        let default_of = |who: Consumer| {
            let keys = default_of.iter().filter(|(of, _)| *of == who);
            keys.map(|(_, key)| key.value).collect()
        };
        let bounds = bounds.iter().map(|bound| BoundJson {
            name: bound.name,
            value: bound.bound.value,
            key: bound.key.value,
            read: bound.is_read,
            place: self.json_place(bound.bound.span),
        });
        let templates = templates.iter().map(|addon| {
            let choices = addon.choices.iter().map(|(range, template)| TemplateJson {
                template: template.value,
                range: range.value,
                place: self.json_place(range.span),
            });
            (addon.addon.value, choices.collect())
        });
        let options = options.iter().map(|of| {
            let components = of.components.iter().map(|(component, options)| {
                let options = options.iter().map(|OptionAnswer { option, value, layer }| {
                    let place = self.json_place(value.span);
                    (option.value, OptionJson { value: value.value, layer: layer.name(), place })
                });
                (*component, options.collect())
            });
            (of.os, OptionsJson { key: of.key.value, components: components.collect() })
        });
        RkeVersionJson {
            version: version.value,
            place: self.json_place(version.span),
            ranchers: ReachJson::of(ranchers),
            rkes: ReachJson::of(rkes),
            default_of: DefaultOfJson {
                ranchers: default_of(Consumer::Rancher),
                rkes: default_of(Consumer::Rke),
            },
            bounds: bounds.collect(),
            templates: templates.collect(),
            images: images.iter().map(|(field, image)| (field.name(), self.text(image))).collect(),
            options: options.collect(),
            docker: names(docker),
        }
    }

    fn release<'r>(&self, answer: &'r ReleaseAnswer<'_>) -> ReleaseJson<'r>
    where
        'a: 'r,
    {
        let ReleaseAnswer {
            distribution,
            version,
            bounds: [min, max],
            ranchers,
            default_of,
            tables,
            others,
            is_shadowed,
        } = answer;
        let table = |name: &str| {
            let table = tables.iter().find(|table| table.name == name)?;
            let entries = table.entries.iter().map(|Argument { name, place, value }| {
                let argument = ArgumentJson {
                    value: Plain(value.value),
                    anchor: place.and_then(|place| self.sources.anchor_around(place)),
                    place: self.json_place(*place),
                };
                (*name, argument)
            });
            Some(entries.collect())
        };
        ReleaseJson {
            distribution: distribution.key(),
            version: version.value,
            place: self.json_place(version.span),
            min: min.as_ref().map(|bound| self.text(bound)),
            max: max.as_ref().map(|bound| self.text(bound)),
            ranchers: ranchers.ranchers(),
            default_of: default_of.releases(),
            shadowed: *is_shadowed,
            server_args: table("serverArgs"),
            agent_args: table("agentArgs"),
            charts: table("charts"),
            feature_versions: table("featureVersions"),
            others: others.iter().map(|(name, node)| (*name, Plain(node.value))).collect(),
        }
    }

    fn hidden<'r>(&self, hidden: &'r [HiddenRelease<'_>]) -> Vec<HiddenJson<'r>> {
        let hidden = hidden.iter().map(|HiddenRelease { version, reason, bound }| HiddenJson {
            version: version.value,
            reason: reason.name(),
            bound: bound.as_ref().map(|bound| self.text(bound)),
        });
        hidden.collect()
    }

    fn consumer<'r>(&self, answer: &'r ConsumerAnswer<'_>) -> ConsumerJson<'r> {
        let ConsumerAnswer { consumer: _, version, sections, rke } = answer;
        let sections = sections.iter().map(|of| {
            let SectionOffers { distribution, offered, current, default, rule, hidden } = of;
            let (default, default_from) = match default {
                DefaultVersion::Release(version) => (Some(*version), "appDefaults"),
                DefaultVersion::Channel(version) => (*version, "channel"),
            };
            let rule = rule.as_ref().map(|rule| RuleJson {
                app_version: rule.app_version.map(|text| text.value),
                default_version: rule.default_version.map(|text| text.value),
                place: self.json_place(rule.span),
            });
            let (offered, current, hidden) = (names(offered), names(current), self.hidden(hidden));
            (distribution.key(), SectionJson { offered, current, default, default_from, rule, hidden })
        });
        let rke = rke.as_ref().map(|RkeOffers { offered, current, default, hidden }| RkeOffersJson {
            offered: names(offered),
            current: names(current),
            default: default.as_ref().and_then(|(.., leads_to)| leads_to.map(|version| version.value)),
            default_rule: default
                .as_ref()
                .map(|(key, value, _)| DefaultRuleJson { key: key.value, value: self.text(value) }),
            hidden: self.hidden(hidden),
        });
        ConsumerJson { version, distributions: sections.collect(), rke }
    }

    fn addon<'r>(&self, answer: &'r AddonAnswer<'_>) -> AddonJson<'r> {
        let AddonAnswer { addon, minors: _, rows, gap, overlap, refused } = answer;
        let ranges = rows.iter().map(|row| RangeJson {
            range: row.range.value,
            template: row.template.value,
            bytes: row.size,
            versions: names(&row.versions.versions),
            place: self.json_place(row.range.span),
        });
        AddonJson {
            addon: addon.value,
            ranges: ranges.collect(),
            gap: names(&gap.versions),
            overlap: names(&overlap.versions),
            refused: names(refused),
        }
    }

    fn image<'r>(&self, ImageAnswer { images }: &'r ImageAnswer<'_>) -> ImageJson<'r> {
        let images = images.iter().map(|(image, needs)| {
            let needs = needs.iter().map(|need| ImageNeedJson {
                field: need.field,
                versions: names(&need.versions),
                place: self.json_place(need.place),
            });
            (image.as_str(), needs.collect())
        });
        ImageJson { images: images.collect() }
    }
}
