//! Answers for people.

mod consumer;

use anstyle::Style;

use super::Answers;
use crate::{
    consumer::Consumer,
    diagnostic::{Shown, Span, shown::shown, words::count},
    diff::describe_value,
    model::{
        Text,
        channel::{MAX, MIN},
        field::Named,
    },
    report::layout::{BOLD, DIM, WRONG, table},
    show::{
        AddonAnswer, Answer, Argument, Comparison, Coverage, EntryAnswer, EntryRow, ImageAnswer, Layer,
        OptionAnswer, OptionsAnswer, Reach, ReleaseAnswer, RkeVersionAnswer, describe_entry,
    },
    source::compact,
};

/// All answers, one after the other.
pub fn render_answers(answers: &Answers<'_, '_, '_>) -> Shown {
    let texts = answers.answers.iter().map(|answer| match answer {
        Answer::RkeVersion(answer) => rke_version(answer, answers),
        Answer::Release(answer) => release(answer, answers),
        Answer::Consumer(answer) => consumer::consumer(answer, answers),
        Answer::Addon(answer) => addon(answer, answers),
        Answer::Image(answer) => image(answer, answers),
        Answer::Entry(answer) => entry(answer, answers),
        Answer::Comparison(answer) => comparison(answer),
    });
    Shown::join(texts, "\n")
}

impl Answers<'_, '_, '_> {
    /// `FILE:LINE:COLUMN`.
    fn at(&self, span: Option<Span>) -> Shown {
        self.place(span)
            .map_or(Shown::new(), |place| shown!("{}:{}:{}", place.file, place.line, place.column))
    }

    /// The first and the last of several names, and how many there are; with `--all` each.
    fn names(&self, names: &[&str]) -> Shown {
        match names {
            [] => Shown::from("no version"),
            [one] => Shown::data(one),
            _ if self.names_all => Shown::data(&names.join(", ")),
            [first, .., last] => shown!("{}: {first} … {last}", names.len(); first, last),
        }
    }

    /// The same of versions.
    fn versions(&self, of: &[Text<'_>]) -> Shown {
        self.names(&of.iter().map(|version| version.value).collect::<Vec<_>>())
    }

    fn heading(&self, name: &str, what: &str, span: Option<Span>) -> Shown {
        shown!(
            "{BOLD}{}{BOLD:#}  {what}  {DIM}{}{DIM:#}\n",
            name, &self.at(span); BOLD, what, DIM
        )
    }
}

fn section(title: &str) -> Shown {
    shown!("{BOLD}{title}{BOLD:#}\n"; BOLD, title)
}

fn rke_version(answer: &RkeVersionAnswer<'_, '_>, answers: &Answers<'_, '_, '_>) -> Shown {
    let RkeVersionAnswer { version, images, templates, options, bounds, ranchers, rkes, default_of, docker } =
        answer;
    let mut text = answers.heading(version.value, "rke", version.span);
    text += shown!("  offered by {}\n", reach("Rancher", ranchers));
    text += shown!("  offered by {}\n", reach("RKE", rkes));
    for (who, name) in [(Consumer::Rancher, "Rancher"), (Consumer::Rke, "RKE")] {
        let keys: Vec<_> = default_of.iter().filter(|(of, _)| *of == who).map(|(_, key)| key.value).collect();
        if !keys.is_empty() {
            let keys = Shown::join(keys.iter().map(|key| shown!("`{key}`"; key)), ", ");
            text += shown!("  default of {name}: {keys}\n"; name, keys);
        }
    }
    if !bounds.is_empty() {
        text += section("bounds");
        let rows = bounds.iter().map(|bound| {
            let is_own = bound.key.value == version.value;
            let of = if is_own { Shown::from("its own") } else { shown!("of {}", bound.key.value) };
            let read = Shown::from(if bound.is_read { "" } else { "not read there" });
            vec![
                Shown::data(bound.name),
                Shown::data(bound.bound.value),
                of,
                read,
                answers.at(bound.bound.span),
            ]
        });
        text += table(2, &rows.collect::<Vec<_>>());
    }
    text += section("templates");
    let rows = templates.iter().flat_map(|addon| {
        let row = |template: Shown, range: Shown, at: Shown| {
            vec![Shown::data(addon.addon.value), template, range, at]
        };
        let rows: Vec<_> = match &addon.choices[..] {
            [] => vec![row(Shown::from("none"), Shown::new(), answers.at(addon.addon.span))],
            choices => choices
                .iter()
                .map(|(range, template)| {
                    row(Shown::data(template.value), Shown::data(range.value), answers.at(range.span))
                })
                .collect(),
        };
        rows
    });
    text += table(2, &rows.collect::<Vec<_>>());
    text += section("images");
    let rows = images.iter().map(|(field, image)| {
        vec![Shown::data(field.name()), Shown::data(image.value), answers.at(image.span)]
    });
    text += table(2, &rows.collect::<Vec<_>>());
    for options in options {
        text += self::options(options, version.value, answers);
    }
    let docker: Vec<_> = docker.iter().map(|version| version.value).collect();
    if !docker.is_empty() {
        text += section("docker");
        text += shown!("  {}\n", docker.join(", "));
    }
    text
}

fn options(answer: &OptionsAnswer<'_>, version: &str, answers: &Answers<'_, '_, '_>) -> Shown {
    let of = if answer.key.value == version { "its own" } else { answer.key.value };
    let rows = answer.components.iter().flat_map(|(component, options)| {
        options.iter().map(move |OptionAnswer { option, value, layer }| {
            let layer = if *layer == Layer::Minor { "" } else { layer.name() };
            let name = shown!("{component}.{}", option.value; component);
            let value_of = Shown::data(&compact(&crate::source::Value::String(value.value)));
            vec![name, value_of, Shown::data(layer), answers.at(value.span)]
        })
    });
    section(&format!("options for {}, {of}", answer.os)) + table(2, &rows.collect::<Vec<_>>())
}

/// From where to where consumers offer a version.
pub(in crate::report) fn reach(who: &str, reach: &Reach<'_>) -> Shown {
    let Reach { min, max, deprecate } = reach;
    let [from, to] = [min, max].map(|bound| Shown::data(bound.map_or("", |bound| bound.value)));
    let mut text = match (min, max) {
        (None, None) => shown!("every {who}"; who),
        (Some(_), None) => shown!("{who} {from} and later"; who, from),
        (None, Some(_)) => shown!("{who} up to {to}"; who, to),
        (Some(_), Some(_)) => shown!("{who} {from} – {to}"; who, from, to),
    };
    if max.is_some() {
        text += ", and kept above for clusters that have it";
    }
    if let Some(deprecate) = deprecate {
        text += shown!(", below {}", deprecate.value);
    }
    text
}

fn release(answer: &ReleaseAnswer<'_>, answers: &Answers<'_, '_, '_>) -> Shown {
    let ReleaseAnswer { distribution, version, bounds, ranchers, default_of, tables, others, is_shadowed } =
        answer;
    let mut text = answers.heading(version.value, distribution.key(), version.span);
    if *is_shadowed {
        text += shown!("  {WRONG}Rancher takes another release of this version, above{WRONG:#}\n"; WRONG);
    }
    text += match ranchers.ranchers() {
        Some(ranchers) => shown!("  offered by Rancher {ranchers}\n"; ranchers),
        None => shown!("  {WRONG}offered by no Rancher{WRONG:#}\n"; WRONG),
    };
    if let Some(ranchers) = default_of.releases() {
        text += shown!("  default of Rancher {ranchers}\n"; ranchers);
    }
    let rows = [MIN, MAX].into_iter().zip(bounds).map(|(name, bound)| {
        let value = bound.map_or("missing", |bound| bound.value);
        vec![
            Shown::data(name),
            Shown::data(value),
            bound.map_or(Shown::new(), |bound| answers.at(bound.span)),
        ]
    });
    text += table(2, &rows.collect::<Vec<_>>());
    for table_of in tables {
        text += shown!("{BOLD}{}{BOLD:#}  {}\n", table_of.table.name(), table_of.entries.len(); BOLD);
        let rows = table_of.entries.iter().map(|Argument { name, place, value }| {
            let anchor = place
                .and_then(|place| answers.sources.anchor_around(place))
                .map_or(Shown::new(), |anchor| shown!("&{anchor}"; anchor));
            vec![Shown::data(name), Shown::data(&describe_value(&value.value)), anchor, answers.at(*place)]
        });
        text += table(2, &rows.collect::<Vec<_>>());
    }
    let rows = others.iter().map(|(name, node)| {
        vec![Shown::data(name), Shown::data(&compact(&node.value)), answers.at(node.span)]
    });
    text + table(0, &rows.collect::<Vec<_>>())
}

/// An argument or a chart.
fn entry(EntryAnswer { name, rows, without }: &EntryAnswer<'_>, answers: &Answers<'_, '_, '_>) -> Shown {
    let mut text = shown!("{BOLD}{}{BOLD:#}\n", name; BOLD);
    let row = |row: &EntryRow<'_>| {
        vec![
            Shown::data(row.distribution.key()),
            Shown::data(row.table.name()),
            Shown::data(&describe_entry(row.table, &row.value.value)),
            answers.versions(&row.versions),
            answers.at(row.place),
        ]
    };
    let missing = without.iter().map(|(distribution, table, versions)| {
        let versions = answers.versions(versions);
        vec![
            Shown::data(distribution.key()),
            Shown::data(table.name()),
            Shown::from("none"),
            versions,
            Shown::new(),
        ]
    });
    text += table(2, &rows.iter().map(row).chain(missing).collect::<Vec<_>>());
    text
}

/// What differs between two answers.
fn comparison(Comparison { names: [one, other], rows }: &Comparison) -> Shown {
    let mut text = shown!("{BOLD}{} → {}{BOLD:#}\n", one, other; BOLD);
    if rows.is_empty() {
        return text + "  nothing differs\n";
    }
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    let rows = rows.iter().map(|(name, [one, other])| {
        vec![Shown::data(name), shown!("{} → {}", value(one), value(other)), Shown::new()]
    });
    text += table(2, &rows.collect::<Vec<_>>());
    text
}

fn addon(answer: &AddonAnswer<'_>, answers: &Answers<'_, '_, '_>) -> Shown {
    let AddonAnswer { addon, minors, rows, gap, overlap, refused } = answer;
    let all: usize = minors.iter().map(|(_, count)| count).sum();
    let what = format!("{} over {}", count(rows.len(), "range"), count(all, "version"));
    let mut text = answers.heading(addon.value, &what, addon.span);
    // The picture: a column for each minor.
    let names = rows.iter().map(|row| row.template.value);
    let width = names.chain(["overlap"]).map(|name| Shown::data(name).width()).max().unwrap_or_default();
    let number = |minor: &'_ str| Shown::data(minor.rsplit('.').next().unwrap_or_default());
    let major = minors.first().and_then(|(minor, _)| minor.split('.').next()).unwrap_or_default();
    text += shown!("  {} ", shown!("{major}."; major).padded(width));
    for (minor, _) in minors {
        text += shown!("{:>3}", number(minor));
    }
    text += "\n";
    let line = |name: &str, coverage: &Coverage<'_>, style: Style| {
        let cells = coverage.by_minor.iter().zip(minors).map(|(count, (_, all))| match *count {
            0 => "  ·",
            count if count == *all => " ██",
            _ => " ▐▌",
        });
        shown!("  {} {style}{}{style:#}\n", Shown::data(name).padded(width), cells.collect::<String>(); style)
    };
    for row in rows {
        text += line(row.template.value, &row.versions, Style::new());
    }
    for (name, coverage) in [("gap", gap), ("overlap", overlap)] {
        if !coverage.versions.is_empty() {
            text += line(name, coverage, WRONG);
        }
    }
    text += shown!("  {DIM}██ all versions of the minor, ▐▌ some{DIM:#}\n"; DIM);
    let rows = rows.iter().map(|row| {
        let size = row.size.map_or(Shown::from("no text"), |size| shown!("{size} B"; size));
        vec![
            Shown::data(row.range.value),
            Shown::data(row.template.value),
            size,
            answers.versions(&row.versions.versions),
            answers.at(row.range.span),
        ]
    });
    text += table(2, &rows.collect::<Vec<_>>());
    for range in refused {
        text += shown!(
            "  {WRONG}`{}` is not a range{WRONG:#}  {DIM}{}{DIM:#}\n",
            range.value, answers.at(range.span); WRONG, DIM
        );
    }
    for (name, coverage) in [("gap", gap), ("overlap", overlap)] {
        if !coverage.versions.is_empty() {
            let versions = coverage.versions.iter().map(|version| Shown::data(version.value));
            let versions = Shown::join(versions, ", ");
            text += shown!("  {WRONG}{name}{WRONG:#}: {versions}\n"; WRONG, name, versions);
        }
    }
    text
}

fn image(answer: &ImageAnswer<'_>, answers: &Answers<'_, '_, '_>) -> Shown {
    let mut text = Shown::new();
    for (image, needs) in &answer.images {
        text += shown!("{BOLD}{}{BOLD:#}\n", image; BOLD);
        let rows = needs.iter().map(|need| {
            vec![Shown::data(need.field), answers.versions(&need.versions), answers.at(need.place)]
        });
        text += table(2, &rows.collect::<Vec<_>>());
    }
    text
}
