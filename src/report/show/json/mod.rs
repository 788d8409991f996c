//! Answers for programs, in the form of `kdm schema show`.

mod fill;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::Answers;
use crate::{
    consumer::Consumer,
    report::json::{Plain, one, pretty},
    show::{Answer, Comparison},
};

/// What `kdm show --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(title = "What consumers make of a build", description = "")]
pub struct AnswersJson<'a> {
    /// of this form; programs must ignore keys that they do not know
    #[schemars(schema_with = "one")]
    version: u32,
    /// one answer; several if several distributions have the version
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
    Entry(EntryJson<'a>),
    Comparison(ComparisonJson<'a>),
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
    /// whether its consumer reads it there
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
    /// the YAML anchor that it is in
    anchor: Option<&'a str>,
    place: Option<PlaceJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct ConsumerJson<'a> {
    version: &'a str,
    distributions: BTreeMap<&'static str, SectionJson<'a>>,
    /// the versions of RKE, where the build has its tables and the consumer reads them
    rke: Option<RkeOffersJson<'a>>,
    /// the line that the build is for, where the consumer is of another one
    other_line: Option<String>,
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
    /// why channelserver cannot load the section, so that nothing is offered
    fault: Option<FaultJson<'a>>,
    /// what the dashboard's menu shows, newest first
    menu: Vec<&'a str>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FaultJson<'a> {
    why: &'a str,
    place: Option<PlaceJson>,
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

/// an argument or a chart over all releases
#[derive(Debug, Serialize, JsonSchema)]
struct EntryJson<'a> {
    name: &'a str,
    rows: Vec<EntryRowJson<'a>>,
    /// the releases that do not have it, of the distributions in which some have
    without: Vec<WithoutJson<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct EntryRowJson<'a> {
    distribution: &'static str,
    /// `serverArgs`, `agentArgs` or `charts`
    table: &'static str,
    value: Plain<'a>,
    versions: Vec<&'a str>,
    place: Option<PlaceJson>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct WithoutJson<'a> {
    distribution: &'static str,
    table: &'static str,
    versions: Vec<&'a str>,
}

/// what differs between two answers of one kind
#[derive(Debug, Serialize, JsonSchema)]
struct ComparisonJson<'a> {
    names: &'a [String; 2],
    differences: Vec<DifferenceJson<'a>>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct DifferenceJson<'a> {
    name: &'a str,
    /// null where it is not there
    values: &'a [Option<String>; 2],
}

impl<'a> ComparisonJson<'a> {
    fn of(Comparison { names, rows }: &'a Comparison) -> Self {
        let differences = rows.iter().map(|(name, values)| DifferenceJson { name, values });
        Self { names, differences: differences.collect() }
    }
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
        Answer::Entry(answer) => AnswerJson::Entry(answers.entry(answer)),
        Answer::Comparison(answer) => AnswerJson::Comparison(ComparisonJson::of(answer)),
    });
    pretty(&AnswersJson { version: 1, answers: all.collect() })
}
