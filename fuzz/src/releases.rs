//! Releases and rules: what is named is one line, and no place is outside of its text.

use kdm::{
    consumer::os_image::{Existing, Matrix, name},
    diagnostic::{Diagnostics, Policy},
    lint::os_image::{Checked, Releases, releases, unknown_placeholders, unnamed},
    model::os_image::{read_release, read_rules},
    report::{
        Screen,
        os_image::{
            Compared, Wanted, matrix_list, names_list, render_explained, render_matrix_text,
            render_names_json,
        },
    },
    source::{Arena, Sources, json},
};

use crate::{is_harmless, parts};

/// A release, rules, and a list of images that exist.
pub fn release(data: &[u8]) {
    let parts = parts(data);
    let part = |nth: usize| parts.get(nth).copied().unwrap_or_default();
    let mut sources = Sources::default();
    let (file, rules) =
        (sources.add("capa/v1.0.0/release.yaml", part(0)), sources.add("rules.yaml", part(1)));
    let (arena, mut found) = (Arena::new(), Diagnostics::default());
    let rules = read_rules(rules, &sources, &arena, &mut found);
    let read = read_release(file, &sources, &arena);
    found.append(read.found);
    found.append(read.beside);
    if let (Some(release), Some(rules)) = (&read.release, &rules) {
        let named = name(release, rules);
        is_harmless(render_explained(release, named.as_ref(), rules, &sources).as_str());
        let unknown = unknown_placeholders(rules, &[release], |_| true, &sources, &mut found);
        match named {
            Err(why) => unnamed(release, &why, &unknown, &mut found),
            Ok(named) => {
                let both = [(release, named.clone())];
                let line = names_list(&both).tsv();
                assert_eq!((line.matches('\n').count(), line.matches('\t').count()), (1, 1), "{line:?}");
                is_json(&render_names_json(&both));
                let (matrix, _) = Matrix::of(&both, rules, None);
                if let Some(existing) =
                    std::str::from_utf8(part(2)).ok().and_then(|list| Existing::parse(list, false).ok())
                {
                    let compared = Compared {
                        missing: existing.missing(&matrix),
                        unneeded: existing.unneeded(&matrix, |_| true),
                    };
                    is_harmless(
                        render_matrix_text(&Wanted { matrix: &matrix, compared: Some(compared) }).as_str(),
                    );
                }
                // What is printed is a list of what exists.
                let printed = matrix_list(&Wanted { matrix: &matrix, compared: None }).tsv();
                if matrix
                    .rows
                    .iter()
                    .all(|row| !row.image.contains(char::is_whitespace) && !printed.contains('\\'))
                {
                    let existing = Existing::parse(&printed, false).expect("what is printed is a list");
                    assert!(existing.missing(&matrix).is_empty(), "{printed}");
                }
                let checked =
                    Checked { release, named: Some(named), base: None, before: None, is_asked: true };
                releases(&Releases { all: vec![checked], rules, sources: &sources }, &mut found);
            }
        }
    }
    for span in found.iter().flat_map(|finding| &finding.labels).map(|label| label.span) {
        assert!(span.range().end <= sources.file(span.file).bytes().len(), "a place outside of the text");
    }
    is_harmless(Screen::new(&sources).render(&Policy::default().judge(found)).as_str());
}

fn is_json(text: &str) {
    let mut sources = Sources::default();
    let file = sources.add("names.json", text);
    let (arena, mut found) = (Arena::new(), Diagnostics::default());
    let text = sources.text(file, &mut found).expect("it is UTF-8");
    json::parse(file, text, &arena, &mut found).expect("it is JSON");
    assert!(!found.forbid());
}
