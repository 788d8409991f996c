//! The file around the views: its head, its parts in order, its foot.

use base64::{Engine, prelude::BASE64_STANDARD};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};

use super::{
    badge::Badges,
    defaults::defaults,
    link::{link, text},
    matrix::Matrix,
    offer::offer,
    subject::Page,
};
use crate::{
    consumer::AskedRancher,
    diagnostic::words::{count, thousands},
    show::Overview,
};

const STYLE: &str = include_str!("style.css");

/// The script, in the order in which its parts need each other.
const SCRIPT: &str = concat!(
    "\"use strict\";\n",
    include_str!("script/element.js"),
    include_str!("script/version.js"),
    include_str!("script/data.js"),
    include_str!("script/offer.js"),
    include_str!("script/card.js"),
    include_str!("script/lines.js"),
    include_str!("script/addon.js"),
    include_str!("script/image.js"),
    include_str!("script/difference.js"),
    include_str!("script/finding.js"),
    include_str!("script/search.js"),
    include_str!("script/keys.js"),
    include_str!("script/view.js"),
);

/// Views that only the script fills.
const FILLED: [(&str, &str); 4] =
    [("addon", "Addons"), ("image", "Images"), ("diff", "Difference"), ("findings", "Findings")];

/// What is made beside the views.
#[derive(Debug)]
pub(super) struct Parts {
    /// What the script reads, packed.
    pub(super) data: String,
    /// The texts of templates, packed, where the page has them.
    pub(super) texts: Option<String>,
    /// The SHA-256 of the build, and the number of its bytes.
    pub(super) size: (String, u64),
}

/// The whole file.
pub(super) fn shell(
    page: &Page<'_, '_, '_>,
    overview: &Overview<'_, '_>,
    badges: &Badges<'_>,
    parts: &Parts,
) -> String {
    let title = match page.line {
        Some(line) => format!("Kubernetes of Rancher {}", line.plain()),
        None => "Kubernetes of a build".to_owned(),
    };
    let (style, script) = (bare(STYLE), bare(SCRIPT));
    let has_rke = overview.rke.is_some();
    let filled = FILLED.into_iter().filter(|(id, _)| match *id {
        "addon" => has_rke,
        "diff" => page.compared.is_some(),
        _ => true,
    });
    let filled: Vec<_> = filled.collect();
    let views = [("offer", "Offer"), ("matrix", "Matrix"), ("defaults", "Defaults")];
    let whole = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy(&style, &script));
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { (title) }
                style { (PreEscaped(&style)) }
            }
            body {
                a.skip href="#main" { "Skip to the view" }
                header {
                    h1 { (title) }
                    p.build { (text(page.name)) @if let Some(compared) = &page.compared { " against " (text(&compared.old_name)) } }
                    nav aria-label="Views" { ul {
                        @for (id, name) in views.iter().chain(&filled) { li { a href=(link(&[id])) { (name) } } }
                    } }
                    // The script makes the field; without it nothing answers.
                    search id="search" hidden {}
                }
                main id="main" tabindex="-1" {
                    (offer_view(page, overview, badges))
                    (matrix_view(overview, badges))
                    section id="/defaults" {
                        h2 { "Defaults" }
                        (defaults(page, overview))
                    }
                    section id="/card" hidden {}
                    @for (id, name) in &filled {
                        section id=(format!("/{id}")) {
                            h2 { (name) }
                            p.script { "This view needs JavaScript." }
                        }
                    }
                }
                (foot(page, &parts.size))
                script id="data" type="text/plain" { (parts.data) }
                @if let Some(texts) = &parts.texts { script id="texts" type="text/plain" { (texts) } }
                script { (PreEscaped(&script)) }
            }
        }
    };
    without_end_tags(whole.into_string()) + "\n"
}

/// Without the ends of cells, rows and items, which HTML allows to be left out: a fifth of the matrix. In data there is no `<`, nor are
/// there such tags in the script.
fn without_end_tags(html: String) -> String {
    ["</td>", "</th>", "</tr>", "</li>"].into_iter().fold(html, |html, tag| html.replace(tag, ""))
}

/// The style and the script without what is for those who read them here: comments of whole lines, and indents.
fn bare(text: &str) -> String {
    let lines = text.lines().map(str::trim_start).filter(|line| !line.is_empty() && !line.starts_with("// "));
    lines.collect::<Vec<_>>().join("\n")
}

/// Nothing is loaded, and nothing runs but our own script; a text can never become markup.
fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'",
        hash(script),
        hash(style)
    )
}

fn offer_view(page: &Page<'_, '_, '_>, overview: &Overview<'_, '_>, badges: &Badges<'_>) -> Markup {
    let newest = AskedRancher::Newest.of_line(page.line);
    html! {
        section id="/offer" {
            h2 { "What Rancher " span id="rancher" { (newest.as_deref().unwrap_or("?")) } " offers" }
            p id="other-line" hidden {}
            div id="offered" {
                @match newest {
                    Some(newest) => { (offer(&newest, overview, badges)) }
                    None => { p { "The build names no Rancher." } }
                }
            }
        }
    }
}

fn matrix_view(overview: &Overview<'_, '_>, badges: &Badges<'_>) -> Markup {
    html! {
        section id="/matrix" {
            h2 { "Matrix" }
            @for section in &overview.sections {
                section.dist id=(format!("/matrix/{}", section.distribution.key())) {
                    h3 { (section.distribution.key()) }
                    (Matrix::of_section(section).render(badges))
                }
            }
            @if let Some(rke) = &overview.rke {
                section.dist id="/matrix/rke" { h3 { "rke" } (Matrix::of_rke(rke).render(badges)) }
            }
        }
    }
}

fn foot(page: &Page<'_, '_, '_>, (sha256, bytes): &(String, u64)) -> Markup {
    let counts = page.metadata.counts();
    let releases = page
        .metadata
        .sections()
        .map(|(distribution, section)| format!("{} {}", section.releases().count(), distribution.key()));
    let rke = counts.rke_versions.map(|versions| format!("{versions} rke"));
    let all: Vec<_> = releases.chain(rke).collect();
    html! {
        footer {
            dl {
                div { dt { "Build" } dd { (text(page.name)) } }
                div { dt { "Size" } dd { (thousands(*bytes)) " bytes; " (all.join(", ")) } }
                div { dt { "SHA-256" } dd { code { (sha256) } } }
                @if let Some(commit) = page.upstream {
                    div { dt { "RKE tables of" } dd { code { (text(commit)) } } }
                }
                div { dt { "Findings" } dd { (count(page.findings.found.len(), "finding")) } }
                div { dt { "Made by" } dd { "kdm " (env!("CARGO_PKG_VERSION")) } }
            }
            p.link id="link" {}
        }
    }
}
