//! From answers to their form.

use super::{
    super::Answers, AddonJson, ArgumentJson, BoundJson, ConsumerJson, DefaultOfJson, DefaultRuleJson,
    EntryJson, EntryRowJson, FaultJson, HiddenJson, ImageJson, ImageNeedJson, OptionJson, OptionsJson,
    PlaceJson, RangeJson, ReachJson, ReleaseJson, RkeOffersJson, RkeVersionJson, RuleJson, SectionJson,
    TemplateJson, TextJson, WithoutJson,
};
use crate::{
    consumer::{Consumer, DefaultVersion},
    diagnostic::Span,
    model::{Text, channel::ReleaseTable, field::Named},
    report::json::Plain,
    show::{
        AddonAnswer, Argument, ConsumerAnswer, EntryAnswer, HiddenRelease, ImageAnswer, OptionAnswer, Reach,
        ReleaseAnswer, RkeOffers, RkeVersionAnswer, SectionOffers,
    },
};

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

    pub(super) fn rke_version<'r>(&self, answer: &'r RkeVersionAnswer<'_, '_>) -> RkeVersionJson<'r> {
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

    pub(super) fn release<'r>(&self, answer: &'r ReleaseAnswer<'_>) -> ReleaseJson<'r>
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
        let table = |wanted: ReleaseTable| {
            let table = tables.iter().find(|answer| answer.table == wanted)?;
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
            server_args: table(ReleaseTable::ServerArgs),
            agent_args: table(ReleaseTable::AgentArgs),
            charts: table(ReleaseTable::Charts),
            feature_versions: table(ReleaseTable::FeatureVersions),
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

    pub(super) fn consumer<'r>(&self, answer: &'r ConsumerAnswer<'_>) -> ConsumerJson<'r> {
        let ConsumerAnswer { consumer: _, version, sections, rke, line } = answer;
        let sections = sections.iter().map(|of| {
            let SectionOffers { distribution, offered, current, default, rule, hidden, fault, menu } = of;
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
            let fault = fault.as_ref().map(|(why, place)| FaultJson { why, place: self.json_place(*place) });
            let menu = names(menu);
            let section = SectionJson { offered, current, default, default_from, rule, hidden, fault, menu };
            (distribution.key(), section)
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
        ConsumerJson {
            version,
            distributions: sections.collect(),
            rke,
            other_line: line.map(|line| line.to_string()),
        }
    }

    pub(super) fn addon<'r>(&self, answer: &'r AddonAnswer<'_>) -> AddonJson<'r> {
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

    pub(super) fn entry<'r>(
        &self,
        EntryAnswer { name, rows, without }: &'r EntryAnswer<'_>,
    ) -> EntryJson<'r> {
        let rows = rows.iter().map(|row| EntryRowJson {
            distribution: row.distribution.key(),
            table: row.table.name(),
            value: Plain(row.value.value),
            versions: names(&row.versions),
            place: self.json_place(row.place),
        });
        let without = without.iter().map(|(distribution, table, versions)| WithoutJson {
            distribution: distribution.key(),
            table: table.name(),
            versions: names(versions),
        });
        EntryJson { name, rows: rows.collect(), without: without.collect() }
    }

    pub(super) fn image<'r>(&self, ImageAnswer { images }: &'r ImageAnswer<'_>) -> ImageJson<'r> {
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
