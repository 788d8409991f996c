//! Rules from a file.

use super::{
    Comparison, Provider, Template,
    rules::{Chart, Name, NamingRule, NamingRules},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, FileId, Rule, Span, shown::is_hostile, words::did_you_mean},
    model::{
        Text,
        field::{Named, named},
        reader::Reader,
    },
    source::{Arena, Node, Sources, Value, yaml},
};

/// What names images where no file does: the pattern that all providers have since August 2024.
pub const BUILT_IN: &str = r#"# How charts name node images since August 2024; the first rule that fits a release counts.
channel: stable
rules:
  - providers: [aks, eks]
    image: none
  - image: "flatcar-{channel}-{flatcar}-kube-{kubernetes}-tooling-{os-tooling}-gs"
"#;

const CHANNEL: &str = "stable";

named! {
    /// The parts of a file with rules.
    pub(crate) enum RulesPart {
        Channel = "channel",
        Rules = "rules",
    }
}

named! {
    /// The parts of a rule.
    pub(crate) enum NamingRulePart {
        Providers = "providers",
        With = "with",
        Without = "without",
        Charts = "charts",
        Image = "image",
    }
}

/// Reads rules; nothing where they cannot be used, which `diagnostics` says.
pub fn read_rules<'s>(
    file: FileId,
    sources: &'s Sources,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<NamingRules<'s>> {
    let mut found = Diagnostics::default();
    let node = yaml::parse_source(sources, file, arena, &mut found);
    for finding in found.iter_mut() {
        // What the rules of YAML say is said of channel files.
        finding.note = Some("no image can be named".into());
        if matches!(finding.rule, Rule::SecondDocument | Rule::DuplicateKey) {
            finding.rule = Rule::ValueType;
        }
    }
    let read = node.map(|node| {
        let (mut channel, mut rules) = (CHANNEL, Vec::new());
        let mut reader = Reader::of_own(&mut found);
        let mut has_rules = false;
        reader.parts(&node, |reader, part: RulesPart, node| match part {
            RulesPart::Channel => {
                let text = reader.text(node, part.name());
                let help = "write `stable`, or delete the key";
                if matches!(node.value, Value::Null | Value::String("")) {
                    report(reader, "`channel` is empty", text.span, help);
                } else if text
                    .value
                    .contains(|c: char| is_hostile(c) || c.is_whitespace() || "{}".contains(c))
                {
                    report(reader, "`channel` has a character that cannot be in a name", text.span, help);
                }
                channel = text.value;
            }
            RulesPart::Rules => {
                has_rules = !node.value.items().is_empty();
                let read = reader.list(node, part.name(), |reader, node| read_rule(reader, node, sources));
                rules = read.unwrap_or_default().into_iter().flatten().collect();
            }
        });
        (NamingRules::new(channel, rules), has_rules)
    });
    if matches!(&read, Some((_, false))) && found.iter().next().is_none() {
        let start = Span::new(file, 0, 0);
        let help =
            "write a list `rules`; `kdm os-image rules` prints the rules that are there without a file";
        report(&mut Reader::of_own(&mut found), "there are no rules in this file", Some(start), help);
    }
    let is_sound = !found.forbid();
    diagnostics.append(found);
    read.map(|(rules, _)| rules).filter(|_| is_sound)
}

fn report(reader: &mut Reader<'_>, title: impl Into<String>, span: Option<Span>, help: &str) {
    reader.report(Diagnostic::new(Rule::ValueType, title).at(span, "").help(help));
}

fn read_rule<'s>(reader: &mut Reader<'_>, node: &Node<'s>, sources: &Sources) -> Option<NamingRule<'s>> {
    let Value::Map(_) = node.value else {
        reader.mismatch(node, "a rule", "a map");
        return None;
    };
    let mut rule = NamingRule {
        span: node.span,
        providers: Vec::new(),
        with: Vec::new(),
        without: Vec::new(),
        charts: Vec::new(),
        image: None,
    };
    let mut names_image = false;
    reader.parts(node, |reader, part: NamingRulePart, node| match part {
        NamingRulePart::Providers => {
            let names = texts(reader, node, part);
            rule.providers = names.iter().filter_map(|name| read_provider(reader, *name)).collect();
        }
        NamingRulePart::With => rule.with = texts(reader, node, part),
        NamingRulePart::Without => rule.without = texts(reader, node, part),
        NamingRulePart::Charts => {
            let charts = reader.table(node, part.name(), |reader, node, _| read_comparison(reader, node));
            let charts = charts.unwrap_or_default().into_rows();
            rule.charts =
                charts.filter_map(|(name, of)| of.map(|comparison| Chart { name, comparison })).collect();
        }
        NamingRulePart::Image => {
            names_image = true;
            rule.image = read_image(reader, node, sources);
        }
    });
    if !names_image {
        let help = "write the name with its placeholders, or `none` for a provider without images of its own";
        report(reader, "this rule has no `image`", node.span, help);
    }
    Some(rule)
}

/// Names, of which there must be one.
fn texts<'s>(reader: &mut Reader<'_>, node: &Node<'s>, part: NamingRulePart) -> Vec<Text<'s>> {
    let name = part.name();
    let texts = reader.list(node, name, |reader, node| reader.text(node, name)).unwrap_or_default();
    let is_list = matches!(node.value, Value::List(_) | Value::Null);
    if is_list && (texts.is_empty() || texts.iter().any(|text| text.value.is_empty())) {
        report(reader, format!("a name is missing in `{name}`"), node.span, "write one, or delete the key");
    }
    texts
}

fn read_provider(reader: &mut Reader<'_>, name: Text<'_>) -> Option<Provider> {
    let provider = Provider::ALL.into_iter().find(|provider| provider.name() == name.value);
    if provider.is_none() && !name.value.is_empty() {
        let names = Provider::ALL.map(Provider::name);
        let help = match Provider::by_name(name.value) {
            Some(provider) => format!("that is the folder; write `{provider}`"),
            None => did_you_mean(name.value, names, &format!("write one of `{}`", names.join("`, `"))),
        };
        report(reader, format!("there is no provider `{}`", name.value), name.span, &help);
    }
    provider
}

fn read_comparison(reader: &mut Reader<'_>, node: &Node<'_>) -> Option<Comparison> {
    let text = reader.text(node, "charts");
    if !matches!(node.value, Value::String(_) | Value::Null) {
        return None;
    }
    let read = Comparison::parse(text.value);
    if let Err(why) = &read {
        let help = "write comparisons with whole versions, as in `>=1.3.3` or `>=1.0.0 <2.0.0`";
        report(reader, format!("this is not a comparison: {why}"), text.span, help);
    }
    read.ok()
}

fn read_image<'s>(reader: &mut Reader<'_>, node: &Node<'s>, sources: &Sources) -> Option<Name<'s>> {
    let text = reader.text(node, NamingRulePart::Image.name());
    let is_meant = |none: &str| text.value.trim().eq_ignore_ascii_case(none);
    if text.value != "none" && (is_meant("none") || is_meant("-")) {
        report(reader, "this is not the name of an image", text.span, "write `none` for no image");
        return None;
    }
    if text.value == "none" || !matches!(node.value, Value::String(_) | Value::Null) {
        return None;
    }
    match Template::of_image(text.value) {
        Ok(template) => Some((template, text)),
        Err(error) => {
            let span = text.span.map(|span| sources.inside(span, text.value, error.at.clone()));
            let help = "placeholders are `{channel}`, a component as in `{flatcar}`, and a number of its version as in `{flatcar.major}`; without an image write `none`";
            report(reader, error.to_string(), span, help);
            None
        }
    }
}
