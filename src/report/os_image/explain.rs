//! Which rule names the image of a release, and why the others do not.

use crate::{
    consumer::os_image::{Named, Unnamed},
    diagnostic::{Place, Shown, shown::shown, words::names},
    model::os_image::{NamingRules, Release, Unfit},
    report::layout::{BOLD, WRONG, table},
    source::Sources,
};

/// The image of a release, then each rule up to the one that fits, with its place.
pub fn render_explained(
    release: &Release<'_>,
    named: Result<&Named<'_>, &Unnamed<'_>>,
    rules: &NamingRules<'_>,
    sources: &Sources,
) -> Shown {
    let name = release.name.value;
    let mut text = match named {
        Ok(Named { image: Some(image), .. }) => shown!("{BOLD}{name}{BOLD:#}: {image}\n"; BOLD, name, image),
        Ok(_) => shown!("{BOLD}{name}{BOLD:#}: no node image\n"; BOLD, name),
        Err(Unnamed::NoRule) => {
            shown!("{BOLD}{name}{BOLD:#}: {WRONG}no rule fits{WRONG:#}\n"; BOLD, WRONG, name)
        }
        Err(Unnamed::Missing(missing)) => {
            let missing = names(missing);
            shown!("{BOLD}{name}{BOLD:#}: {WRONG}has no {missing}{WRONG:#}\n"; BOLD, WRONG, name, missing)
        }
    };
    if release.identity.provider.is_none() {
        return text + "  releases of the old generation have no images of this kind; no rule is asked\n";
    }
    let mut rows = Vec::new();
    for (nth, rule) in rules.rules.iter().enumerate() {
        let unfit = rule.unfit(release);
        let verdict = if unfit.is_some() { "no" } else { "fits" };
        let why = match &unfit {
            Some(unfit) => said(unfit, release),
            None => rule.image.as_ref().map_or("none".to_owned(), |(_, text)| text.value.to_owned()),
        };
        let place = rule.span.map(|span| sources.place(span));
        let place = place.map(|Place { file, line, column, .. }| format!("{file}:{line}:{column}"));
        let place = place.unwrap_or_default();
        let number = format!("rule {}", nth + 1);
        rows.push(vec![Shown::data(&number), verdict.into(), Shown::data(&why), Shown::data(&place)]);
        if unfit.is_none() {
            break;
        }
    }
    text += table(2, &rows);
    match rules.rules.len() - rows.len() {
        0 => text,
        1 => text + "  1 more rule is not asked: the first one that fits counts\n",
        more => text + shown!("  {more} more rules are not asked: the first one that fits counts\n"; more),
    }
}

fn said(unfit: &Unfit<'_>, release: &Release<'_>) -> String {
    match unfit {
        Unfit::Provider(providers) => {
            let providers: Vec<_> = providers.iter().map(|provider| provider.name()).collect();
            let of = release.identity.provider.map_or("the old generation", |provider| provider.name());
            format!("it is for {}, and this release is of {of}", names(&providers))
        }
        Unfit::Lacks(component) => format!("it asks for `{component}`, which is not there"),
        Unfit::Has(component) => format!("it is for releases without `{component}`, which is there"),
        Unfit::Chart(comparison, chart, version) => {
            format!("it asks for `{chart}` {comparison}, and that is {version}")
        }
    }
}
