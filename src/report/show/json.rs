//! Answers for programs.

use serde_json::{Map, Value, json};

use super::Answers;
use crate::{
    consumer::{Consumer, DefaultVersion},
    diagnostic::Span,
    model::{Text, range::VersionSet, rke::Named},
    show::{
        AddonAnswer, Answer, Argument, ConsumerAnswer, Coverage, HiddenRelease, ImageAnswer, OptionAnswer,
        Reach, ReleaseAnswer, RkeOffers, RkeVersionAnswer, SectionOffers,
    },
    source::{self},
};

/// The number of this form; another one means other keys.
const VERSION: u64 = 1;

/// The answers as one JSON object.
pub fn render_answers_json(answers: &Answers<'_, '_, '_>) -> String {
    let all = answers.answers.iter().map(|answer| match answer {
        Answer::RkeVersion(answer) => rke_version(answer, answers),
        Answer::Release(answer) => release(answer, answers),
        Answer::Consumer(answer) => consumer(answer, answers),
        Answer::Addon(answer) => addon(answer, answers),
        Answer::Image(answer) => image(answer, answers),
    });
    let value = json!({"version": VERSION, "answers": all.collect::<Vec<_>>()});
    format!("{value:#}\n")
}

impl Answers<'_, '_, '_> {
    fn json_place(&self, span: Span) -> Value {
        self.place(span).map_or(
            Value::Null,
            |place| json!({"file": place.file, "line": place.line, "column": place.column}),
        )
    }

    fn text(&self, text: Text<'_>) -> Value {
        json!({"value": text.value, "place": self.json_place(text.span)})
    }
}

fn names(texts: &[Text<'_>]) -> Vec<String> {
    texts.iter().map(|text| text.value.to_owned()).collect()
}

fn ranchers(set: &VersionSet) -> Value {
    set.ranchers().map_or(Value::Null, Value::String)
}

fn rke_version(answer: &RkeVersionAnswer<'_, '_>, answers: &Answers<'_, '_, '_>) -> Value {
    let RkeVersionAnswer { version, images, templates, options, bounds, ranchers, rkes, default_of, docker } =
        answer;
    let reach = |Reach { min, max, deprecate }: &Reach<'_>| {
        let value = |bound: &Option<Text<'_>>| bound.map(|bound| bound.value.to_owned());
        json!({"min": value(min), "max": value(max), "deprecate": value(deprecate)})
    };
    let default_of = |who: Consumer| {
        default_of
            .iter()
            .filter(|(of, _)| *of == who)
            .map(|(_, key)| key.value.to_owned())
            .collect::<Vec<_>>()
    };
    let images: Map<_, _> =
        images.iter().map(|(field, image)| (field.name().to_owned(), answers.text(*image))).collect();
    let templates = templates.iter().map(|addon| {
        let choices = addon.choices.iter().map(
            |(range, template)| json!({"template": template.value, "range": range.value, "place": answers.json_place(range.span)}),
        );
        (addon.addon.value.to_owned(), Value::Array(choices.collect()))
    });
    let options = options.iter().map(|of| {
        let components = of.components.iter().map(|(component, options)| {
            let options = options.iter().map(|OptionAnswer { option, value, layer }| {
                let value = json!({"value": value.value, "layer": layer.name(), "place": answers.json_place(value.span)});
                (option.value.to_owned(), value)
            });
            ((*component).to_owned(), Value::Object(options.collect()))
        });
        (of.os.to_owned(), json!({"key": of.key.value, "components": components.collect::<Map<_, _>>()}))
    });
    let bounds = bounds.iter().map(|bound| {
        json!({
            "name": bound.name,
            "value": bound.bound.value,
            "key": bound.key.value,
            "read": bound.is_read,
            "place": answers.json_place(bound.bound.span),
        })
    });
    json!({
        "kind": "rke-version",
        "version": version.value,
        "place": answers.json_place(version.span),
        "ranchers": reach(ranchers),
        "rkes": reach(rkes),
        "defaultOf": {"ranchers": default_of(Consumer::Rancher), "rkes": default_of(Consumer::Rke)},
        "bounds": bounds.collect::<Vec<_>>(),
        "templates": templates.collect::<Map<_, _>>(),
        "images": images,
        "options": options.collect::<Map<_, _>>(),
        "docker": names(docker),
    })
}

fn release(answer: &ReleaseAnswer<'_>, answers: &Answers<'_, '_, '_>) -> Value {
    let ReleaseAnswer {
        distribution,
        version,
        bounds,
        ranchers: seen_by,
        default_of,
        tables,
        others,
        is_shadowed,
    } = answer;
    let mut value = json!({
        "kind": "release",
        "distribution": distribution.key(),
        "version": version.value,
        "place": answers.json_place(version.span),
        "min": bounds[0].map(|bound| answers.text(bound)),
        "max": bounds[1].map(|bound| answers.text(bound)),
        "ranchers": ranchers(seen_by),
        "defaultOf": default_of.releases(),
        "shadowed": is_shadowed,
        "others": others.iter().map(|(name, node)| ((*name).to_owned(), plain(&node.value))).collect::<Map<_, _>>(),
    });
    for table in tables {
        let entries = table.entries.iter().map(|Argument { name, place, value }| {
            let argument = json!({
                "value": plain(&value.value),
                "anchor": answers.sources.anchor_around(*place),
                "place": answers.json_place(*place),
            });
            ((*name).to_owned(), argument)
        });
        value[table.name] = Value::Object(entries.collect());
    }
    value
}

/// A value as data.json has it.
fn plain(value: &source::Value<'_>) -> Value {
    serde_json::from_str(&source::compact(value)).unwrap_or(Value::Null)
}

fn consumer(answer: &ConsumerAnswer<'_>, answers: &Answers<'_, '_, '_>) -> Value {
    let ConsumerAnswer { consumer, version, sections, rke } = answer;
    let hidden = |hidden: &[HiddenRelease<'_>]| {
        let hidden = hidden.iter().map(|HiddenRelease { version, reason, bound }| {
            json!({"version": version.value, "reason": reason.name(), "bound": bound.map(|bound| answers.text(bound))})
        });
        hidden.collect::<Vec<_>>()
    };
    let sections = sections.iter().map(|of| {
        let SectionOffers { distribution, offered, current, default, rule, hidden: not_offered } = of;
        let (default, source) = match default {
            DefaultVersion::Release(version) => (Some(*version), "appDefaults"),
            DefaultVersion::Channel(version) => (*version, "channel"),
        };
        let rule = rule.map(|rule| {
            let text = |text: Option<Text<'_>>| text.map(|text| text.value.to_owned());
            json!({
                "appVersion": text(rule.app_version),
                "defaultVersion": text(rule.default_version),
                "place": answers.json_place(rule.span),
            })
        });
        let value = json!({
            "offered": names(offered),
            "current": names(current),
            "default": default,
            "defaultFrom": source,
            "rule": rule,
            "hidden": hidden(not_offered),
        });
        (distribution.key().to_owned(), value)
    });
    let rke = rke.as_ref().map(|RkeOffers { offered, current, default, hidden: not_offered }| {
        let default_rule =
            default.map(|(key, value, _)| json!({"key": key.value, "value": answers.text(value)}));
        json!({
            "offered": names(offered),
            "current": names(current),
            "default": default.and_then(|(.., leads_to)| leads_to).map(|version| version.value.to_owned()),
            "defaultRule": default_rule,
            "hidden": hidden(not_offered),
        })
    });
    json!({
        "kind": match consumer {
            Consumer::Rancher => "rancher",
            Consumer::Rke => "rke",
        },
        "version": version,
        "distributions": sections.collect::<Map<_, _>>(),
        "rke": rke,
    })
}

fn addon(answer: &AddonAnswer<'_>, answers: &Answers<'_, '_, '_>) -> Value {
    let AddonAnswer { addon, minors: _, rows, gap, overlap, refused } = answer;
    let versions = |coverage: &Coverage<'_>| names(&coverage.versions);
    let ranges = rows.iter().map(|row| {
        json!({
            "range": row.range.value,
            "template": row.template.value,
            "bytes": row.size,
            "versions": versions(&row.versions),
            "place": answers.json_place(row.range.span),
        })
    });
    json!({
        "kind": "addon",
        "addon": addon.value,
        "ranges": ranges.collect::<Vec<_>>(),
        "gap": versions(gap),
        "overlap": versions(overlap),
        "refused": names(refused),
    })
}

fn image(answer: &ImageAnswer<'_>, answers: &Answers<'_, '_, '_>) -> Value {
    let images = answer.images.iter().map(|(image, needs)| {
        let needs = needs.iter().map(|need| {
            json!({"field": need.field, "versions": names(&need.versions), "place": answers.json_place(need.place)})
        });
        (image.clone(), Value::Array(needs.collect()))
    });
    json!({"kind": "image", "images": images.collect::<Map<_, _>>()})
}
