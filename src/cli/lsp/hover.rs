//! What stands at a place, in the words of `kdm show`.

use gen_lsp_types::{Hover, MarkupContent, MarkupKind};

use super::{asked::Asked, texts::Texts};
use crate::{
    diagnostic::{Diagnostics, words::count},
    editor::{At, Found, anchor_and_aliases, at, lines_of},
    pass,
    report::{Answers, render_answers},
    repository::{Arenas, Place, Repository},
    show::{Listed, Question, answer},
    source::{Arena, Sources, yaml::Document},
};

/// How many lines fit beside a text.
const LINES: usize = 24;

/// What to show for a place.
pub(super) fn hover(asked: &Asked, texts: &Texts) -> Option<Hover> {
    let arena = Arena::new();
    let document = asked.document(&arena)?;
    let Found { span, at } = at(&document, asked.offset)?;
    let text = match at {
        At::Anchor(anchor) => of_anchor(&document, anchor, asked)?,
        At::Version(version) => in_block(&short(&ask(asked, texts, &Question::Version(version.to_owned()))?)),
        At::Argument(name) => in_block(&ask(asked, texts, &Question::Argument(name.to_owned()))?),
        At::Chart(name) => in_block(&ask(asked, texts, &Question::Chart(name.to_owned()))?),
    };
    let contents = MarkupContent { kind: MarkupKind::Markdown, value: text };
    Some(Hover { contents: contents.into(), range: Some(asked.range(span)) })
}

/// What an anchor is the name of, and how often it is used.
fn of_anchor(document: &Document<'_>, anchor: usize, asked: &Asked) -> Option<String> {
    let named = document.anchors.all().get(anchor)?;
    let (_, aliases) = anchor_and_aliases(document, anchor);
    let value = document.values.iter().find(|value| value.anchor == Some(anchor))?;
    let line = asked.range(value.span).start.line + 1;
    let head = format!("`&{}` of line {line}, used {}\n", named.name, count(aliases.len(), "time"));
    Some(head + &in_block(&lines_of(&value.value).join("\n")))
}

/// What `kdm show` answers; nothing where the repository cannot be read, or has no answer.
fn ask(asked: &Asked, texts: &Texts, question: &Question) -> Option<String> {
    let repository =
        Repository::load_into(Sources::over(texts.over()), Place::root(&asked.root), None).ok()?;
    let (mut arenas, arena) = (Arenas::default(), Arena::new());
    let mut found = Diagnostics::default();
    let metadata = pass::compile(repository.read(&mut arenas, &mut found), &arena, &mut found);
    if found.forbid() {
        return None;
    }
    let listed = Listed { lists: None, arena: &arena };
    let answers = answer(question, &metadata, listed, &|span| repository.is_of_patch(span)).ok()?;
    let answers = Answers { answers: &answers, sources: &repository.sources, names_all: false };
    let text = anstream::adapter::strip_str(render_answers(&answers).as_str()).to_string();
    // Files are named from the repository on.
    Some(text.replace(&format!("{}/", asked.root.display()), ""))
}

/// Of an answer about a version its head, and how much is in its tables.
fn short(text: &str) -> String {
    let (mut lines, mut tables) = (Vec::new(), Vec::new());
    for line in text.lines() {
        let is_table = !line.starts_with(' ') && !lines.is_empty();
        if is_table {
            tables.push(line.split_whitespace().collect::<Vec<_>>().join(" "));
        } else if tables.is_empty() {
            lines.push(line.to_owned());
        }
    }
    if !tables.is_empty() {
        lines.push(format!("  {}", tables.join(", ")));
    }
    lines.join("\n")
}

/// Text in the form that it has, as long as there is room.
fn in_block(text: &str) -> String {
    let lines: Vec<_> = text.lines().collect();
    let more = lines.len().saturating_sub(LINES);
    let shown = lines[..lines.len() - more].join("\n").replace("```", "` ` `");
    let more = if more > 0 { format!("\n… and {more} more") } else { String::new() };
    format!("```text\n{shown}{more}\n```\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_version_only_the_head_is_shown() {
        let text = "v1 k3s\n  offered\n  min  v2\nserverArgs  2\n  a  {}\n  b  {}\ncharts  1\n  c  {}\n";
        assert_eq!(short(text), "v1 k3s\n  offered\n  min  v2\n  serverArgs 2, charts 1");
    }

    #[test]
    fn a_block_is_short_and_stays_one() {
        assert_eq!(in_block("a\n```\nb"), "```text\na\n` ` `\nb\n```\n");
        assert!(in_block(&"x\n".repeat(30)).contains("… and 6 more"));
    }
}
