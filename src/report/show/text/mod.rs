//! Answers for people.

mod consumer;
mod layout;

use std::fmt::Write as _;

use anstyle::Style;

use layout::{BOLD, DIM, WRONG, table};

use super::Answers;
use crate::{
    consumer::Consumer,
    diagnostic::{
        Span,
        words::{count, padded, visible, width as width_of},
    },
    diff::describe_value,
    model::{
        Text,
        channel::{MAX, MIN},
        field::Named,
    },
    show::{
        AddonAnswer, Answer, Argument, Comparison, Coverage, EntryAnswer, EntryRow, ImageAnswer, Layer,
        OptionAnswer, OptionsAnswer, Reach, ReleaseAnswer, RkeVersionAnswer, describe_entry,
    },
    source::compact,
};

/// All answers, one after the other.
pub fn render_answers(answers: &Answers<'_, '_, '_>) -> String {
    let texts = answers.answers.iter().map(|answer| match answer {
        Answer::RkeVersion(answer) => rke_version(answer, answers),
        Answer::Release(answer) => release(answer, answers),
        Answer::Consumer(answer) => consumer::consumer(answer, answers),
        Answer::Addon(answer) => addon(answer, answers),
        Answer::Image(answer) => image(answer, answers),
        Answer::Entry(answer) => entry(answer, answers),
        Answer::Comparison(answer) => comparison(answer),
    });
    texts.collect::<Vec<_>>().join("\n")
}

impl Answers<'_, '_, '_> {
    /// `FILE:LINE:COLUMN`.
    fn at(&self, span: Option<Span>) -> String {
        self.place(span)
            .map_or(String::new(), |place| format!("{}:{}:{}", place.file, place.line, place.column))
    }

    /// The first and the last of several names, and how many there are; with `--all` each.
    fn names(&self, names: &[&str]) -> String {
        match names {
            [] => "no version".to_owned(),
            [one] => (*one).to_owned(),
            _ if self.names_all => names.join(", "),
            [first, .., last] => format!("{}: {first} … {last}", names.len()),
        }
    }

    /// The same of versions.
    fn versions(&self, of: &[Text<'_>]) -> String {
        self.names(&of.iter().map(|version| version.value).collect::<Vec<_>>())
    }

    fn heading(&self, name: &str, what: &str, span: Option<Span>) -> String {
        format!("{BOLD}{}{BOLD:#}  {what}  {DIM}{}{DIM:#}\n", visible(name), visible(&self.at(span)))
    }
}

fn section(title: &str) -> String {
    format!("{BOLD}{title}{BOLD:#}\n")
}

fn rke_version(answer: &RkeVersionAnswer<'_, '_>, answers: &Answers<'_, '_, '_>) -> String {
    let RkeVersionAnswer { version, images, templates, options, bounds, ranchers, rkes, default_of, docker } =
        answer;
    let mut text = answers.heading(version.value, "rke", version.span);
    text += &format!("  offered by {}\n", reach("Rancher", ranchers));
    text += &format!("  offered by {}\n", reach("RKE", rkes));
    for (who, name) in [(Consumer::Rancher, "Rancher"), (Consumer::Rke, "RKE")] {
        let keys: Vec<_> = default_of.iter().filter(|(of, _)| *of == who).map(|(_, key)| key.value).collect();
        if !keys.is_empty() {
            let keys: Vec<_> = keys.iter().map(|key| format!("`{}`", visible(key))).collect();
            text += &format!("  default of {name}: {}\n", keys.join(", "));
        }
    }
    if !bounds.is_empty() {
        text += &section("bounds");
        let rows = bounds.iter().map(|bound| {
            let is_own = bound.key.value == version.value;
            let of = if is_own { "its own".to_owned() } else { format!("of {}", bound.key.value) };
            let read = if bound.is_read { "" } else { "not read there" }.to_owned();
            vec![bound.name.to_owned(), bound.bound.value.to_owned(), of, read, answers.at(bound.bound.span)]
        });
        text += &table(2, &rows.collect::<Vec<_>>());
    }
    text += &section("templates");
    let rows = templates.iter().flat_map(|addon| {
        let row = |template: String, range: String, at: String| {
            vec![addon.addon.value.to_owned(), template, range, at]
        };
        let rows: Vec<_> = match &addon.choices[..] {
            [] => vec![row("none".to_owned(), String::new(), answers.at(addon.addon.span))],
            choices => choices
                .iter()
                .map(|(range, template)| {
                    row(template.value.to_owned(), range.value.to_owned(), answers.at(range.span))
                })
                .collect(),
        };
        rows
    });
    text += &table(2, &rows.collect::<Vec<_>>());
    text += &section("images");
    let rows = images
        .iter()
        .map(|(field, image)| vec![field.name().to_owned(), image.value.to_owned(), answers.at(image.span)]);
    text += &table(2, &rows.collect::<Vec<_>>());
    for options in options {
        text += &self::options(options, version.value, answers);
    }
    let docker: Vec<_> = docker.iter().map(|version| version.value).collect();
    if !docker.is_empty() {
        text += &section("docker");
        text += &format!("  {}\n", docker.join(", "));
    }
    text
}

fn options(answer: &OptionsAnswer<'_>, version: &str, answers: &Answers<'_, '_, '_>) -> String {
    let of = if answer.key.value == version { "its own" } else { answer.key.value };
    let rows = answer.components.iter().flat_map(|(component, options)| {
        options.iter().map(move |OptionAnswer { option, value, layer }| {
            let layer = if *layer == Layer::Minor { "" } else { layer.name() };
            let name = format!("{component}.{}", option.value);
            let value_of = compact(&crate::source::Value::String(value.value));
            vec![name, value_of, layer.to_owned(), answers.at(value.span)]
        })
    });
    section(&format!("options for {}, {of}", answer.os)) + &table(2, &rows.collect::<Vec<_>>())
}

fn reach(who: &str, reach: &Reach<'_>) -> String {
    let Reach { min, max, deprecate } = reach;
    let shown = |bound: &Text<'_>| visible(bound.value).into_owned();
    let mut text = match (min, max) {
        (None, None) => format!("every {who}"),
        (Some(min), None) => format!("{who} {} and later", shown(min)),
        (None, Some(max)) => format!("{who} up to {}", shown(max)),
        (Some(min), Some(max)) => format!("{who} {} – {}", shown(min), shown(max)),
    };
    if max.is_some() {
        text += ", and kept above for clusters that have it";
    }
    if let Some(deprecate) = deprecate {
        text += &format!(", below {}", shown(deprecate));
    }
    text
}

fn release(answer: &ReleaseAnswer<'_>, answers: &Answers<'_, '_, '_>) -> String {
    let ReleaseAnswer { distribution, version, bounds, ranchers, default_of, tables, others, is_shadowed } =
        answer;
    let mut text = answers.heading(version.value, distribution.key(), version.span);
    if *is_shadowed {
        text += &format!("  {WRONG}Rancher takes another release of this version, above{WRONG:#}\n");
    }
    text += &match ranchers.ranchers() {
        Some(ranchers) => format!("  offered by Rancher {ranchers}\n"),
        None => format!("  {WRONG}offered by no Rancher{WRONG:#}\n"),
    };
    if let Some(ranchers) = default_of.releases() {
        text += &format!("  default of Rancher {ranchers}\n");
    }
    let rows = [MIN, MAX].into_iter().zip(bounds).map(|(name, bound)| {
        let value = bound.map_or("missing", |bound| bound.value);
        vec![name.to_owned(), value.to_owned(), bound.map_or(String::new(), |bound| answers.at(bound.span))]
    });
    text += &table(2, &rows.collect::<Vec<_>>());
    for table_of in tables {
        text += &format!("{BOLD}{}{BOLD:#}  {}\n", table_of.table.name(), table_of.entries.len());
        let rows = table_of.entries.iter().map(|Argument { name, place, value }| {
            let anchor = place
                .and_then(|place| answers.sources.anchor_around(place))
                .map_or(String::new(), |anchor| format!("&{anchor}"));
            vec![(*name).to_owned(), describe_value(&value.value), anchor, answers.at(*place)]
        });
        text += &table(2, &rows.collect::<Vec<_>>());
    }
    let rows = others
        .iter()
        .map(|(name, node)| vec![(*name).to_owned(), compact(&node.value), answers.at(node.span)]);
    text + &table(0, &rows.collect::<Vec<_>>())
}

/// An argument or a chart.
fn entry(EntryAnswer { name, rows, without }: &EntryAnswer<'_>, answers: &Answers<'_, '_, '_>) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}\n", visible(name));
    let row = |row: &EntryRow<'_>| {
        vec![
            row.distribution.key().to_owned(),
            row.table.name().to_owned(),
            describe_entry(row.table, &row.value.value),
            answers.versions(&row.versions),
            answers.at(row.place),
        ]
    };
    let missing = without.iter().map(|(distribution, table, versions)| {
        let versions = answers.versions(versions);
        vec![
            distribution.key().to_owned(),
            table.name().to_owned(),
            "none".to_owned(),
            versions,
            String::new(),
        ]
    });
    text += &table(2, &rows.iter().map(row).chain(missing).collect::<Vec<_>>());
    text
}

/// What differs between two answers.
fn comparison(Comparison { names: [one, other], rows }: &Comparison) -> String {
    let mut text = format!("{BOLD}{} → {}{BOLD:#}\n", visible(one), visible(other));
    if rows.is_empty() {
        return text + "  nothing differs\n";
    }
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "none".to_owned());
    let rows = rows.iter().map(|(name, [one, other])| {
        vec![name.clone(), format!("{} → {}", value(one), value(other)), String::new()]
    });
    text += &table(2, &rows.collect::<Vec<_>>());
    text
}

fn addon(answer: &AddonAnswer<'_>, answers: &Answers<'_, '_, '_>) -> String {
    let AddonAnswer { addon, minors, rows, gap, overlap, refused } = answer;
    let all: usize = minors.iter().map(|(_, count)| count).sum();
    let what = format!("{} over {}", count(rows.len(), "range"), count(all, "version"));
    let mut text = answers.heading(addon.value, &what, addon.span);
    // The picture: a column for each minor.
    let names = rows.iter().map(|row| row.template.value);
    let width = names.chain(["overlap"]).map(|name| width_of(&visible(name))).max().unwrap_or_default();
    let number = |minor: &str| minor.rsplit('.').next().unwrap_or_default().to_owned();
    let major = minors.first().and_then(|(minor, _)| minor.split('.').next()).unwrap_or_default();
    let _ = write!(text, "  {} ", padded(&format!("{major}."), width));
    for (minor, _) in minors {
        let _ = write!(text, "{:>3}", number(minor));
    }
    text.push('\n');
    let line = |name: &str, coverage: &Coverage<'_>, style: Style| {
        let cells = coverage.by_minor.iter().zip(minors).map(|(count, (_, all))| match *count {
            0 => "  ·",
            count if count == *all => " ██",
            _ => " ▐▌",
        });
        format!("  {} {style}{}{style:#}\n", padded(&visible(name), width), cells.collect::<String>())
    };
    for row in rows {
        text += &line(row.template.value, &row.versions, Style::new());
    }
    for (name, coverage) in [("gap", gap), ("overlap", overlap)] {
        if !coverage.versions.is_empty() {
            text += &line(name, coverage, WRONG);
        }
    }
    text += &format!("  {DIM}██ all versions of the minor, ▐▌ some{DIM:#}\n");
    let rows = rows.iter().map(|row| {
        let size = row.size.map_or("no text".to_owned(), |size| format!("{size} B"));
        vec![
            row.range.value.to_owned(),
            row.template.value.to_owned(),
            size,
            answers.versions(&row.versions.versions),
            answers.at(row.range.span),
        ]
    });
    text += &table(2, &rows.collect::<Vec<_>>());
    for range in refused {
        text += &format!(
            "  {WRONG}`{}` is not a range{WRONG:#}  {DIM}{}{DIM:#}\n",
            range.value,
            answers.at(range.span)
        );
    }
    for (name, coverage) in [("gap", gap), ("overlap", overlap)] {
        if !coverage.versions.is_empty() {
            let names: Vec<_> =
                coverage.versions.iter().map(|version| visible(version.value).into_owned()).collect();
            text += &format!("  {WRONG}{name}{WRONG:#}: {}\n", names.join(", "));
        }
    }
    text
}

fn image(answer: &ImageAnswer<'_>, answers: &Answers<'_, '_, '_>) -> String {
    let mut text = String::new();
    for (image, needs) in &answer.images {
        text += &format!("{BOLD}{}{BOLD:#}\n", visible(image));
        let rows = needs.iter().map(|need| {
            vec![need.field.to_owned(), answers.versions(&need.versions), answers.at(need.place)]
        });
        text += &table(2, &rows.collect::<Vec<_>>());
    }
    text
}
