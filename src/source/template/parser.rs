//! Actions and blocks, as parse.go of `text/template/parse` reads them.
//!
//! Nothing here recurses: blocks and parentheses that are open are kept in vectors, so that no template overflows the
//! stack, however deep it is nested.

use std::{collections::BTreeMap, mem, ops::Range};

use super::{
    counted::Counted,
    error::{Parsed, Place, Refusal, TemplateError},
    lexer::Lexer,
    literal,
    syntax::{Branch, Node, NodeKind, Pipeline, Templates, is_empty},
    token::{Keyword, Kind, Token},
};
use crate::source::Arena;

/// Reads the text of a template as `template.New(name).Funcs(functions).Parse(text)`.
///
/// `is_function` knows the functions beside those of `text/template` itself. The name counts only where the text
/// defines a template of the same name.
///
/// It needs the same small stack for every text: parentheses are refused where Go refuses them, 10,000 deep, and
/// blocks may be nested as deep as memory allows.
pub fn parse<'s>(
    name: &'s str,
    text: &'s str,
    arena: &'s Arena,
    is_function: impl Fn(&str) -> bool,
) -> Result<Templates<'s>, TemplateError> {
    let is_function = |name: &str| BUILT_IN.binary_search(&name).is_ok() || is_function(name);
    let mut parser = Parser {
        text,
        arena,
        lexer: Lexer::new(text, &is_function),
        ahead: Vec::new(),
        before: 0,
        is_function: &is_function,
        scope: Scope::default(),
        nodes: Vec::new(),
        open: Vec::new(),
        defined: BTreeMap::new(),
        depth: 0,
    };
    let main = parser.template()?;
    parser.define(name.as_bytes(), main, None)?;
    let by_name: BTreeMap<_, _> =
        parser.defined.into_iter().map(|(name, definition)| (name, definition.nodes)).collect();
    let main = by_name.get(name.as_bytes()).copied().unwrap_or(main);
    Ok(Templates { main, by_name, depth: parser.depth })
}

/// The functions of `text/template` itself (`builtins` in funcs.go).
const BUILT_IN: [&str; 19] = [
    "and", "call", "eq", "ge", "gt", "html", "index", "js", "le", "len", "lt", "ne", "not", "or", "print",
    "printf", "println", "slice", "urlquery",
];

pub(super) struct Parser<'s, 'f> {
    text: &'s str,
    pub(super) arena: &'s Arena,
    lexer: Lexer<'s>,
    /// Tokens that were given back, the next one last.
    ahead: Vec<Token>,
    /// The end of the last token that was taken.
    pub(super) before: usize,
    pub(super) is_function: &'f dyn Fn(&str) -> bool,
    pub(super) scope: Scope<'s>,
    /// What the innermost open block has so far.
    nodes: Vec<Node<'s>>,
    /// The blocks that are open, the innermost one last.
    open: Vec<Open<'s>>,
    defined: BTreeMap<&'s [u8], Definition<'s>>,
    depth: usize,
}

/// What is known at a place of a template. Each `{{define}}` and `{{block}}` has one of its own.
#[derive(Default)]
pub(super) struct Scope<'s> {
    /// The variables, without `$`.
    pub(super) variables: Counted<'s>,
    /// How many `{{range}}` are around it.
    ranges: usize,
}

struct Definition<'s> {
    nodes: &'s [Node<'s>],
    /// Where it has its name; nothing for the main template.
    at: Option<Range<usize>>,
}

/// A block that has no `{{end}}` yet.
struct Open<'s> {
    shape: Shape<'s>,
    /// Its `{{`.
    start: usize,
    keyword: Keyword,
    /// Where the keyword is.
    at: Range<usize>,
    /// What comes before it in the block around it.
    outside: Vec<Node<'s>>,
}

enum Shape<'s> {
    Template {
        name: &'s [u8],
        at: Range<usize>,
        /// Of a `{{block}}`.
        pipeline: Option<&'s Pipeline<'s>>,
        /// The scope around it.
        outside: Scope<'s>,
    },
    Branch(OpenBranch<'s>),
}

struct OpenBranch<'s> {
    pipeline: &'s Pipeline<'s>,
    /// How many variables there are outside of it.
    variables: usize,
    /// What comes before its `{{else}}`.
    then: Option<&'s [Node<'s>]>,
    /// Whether it began as `{{else if}}`: its `{{end}}` is that of the block around it as well.
    continues: bool,
}

impl<'s> Parser<'s, '_> {
    /// Reads to the end of the text.
    fn template(&mut self) -> Parsed<&'s [Node<'s>]> {
        loop {
            let token = self.next()?;
            match token.kind {
                Kind::Text => self.push(token.start, NodeKind::Text(self.text_of(token))),
                Kind::LeftDelimiter => self.action(token.start)?,
                Kind::End => break,
                _ => return self.unexpected(token, Place::Command),
            }
        }
        let continues = |open: &Open<'_>| matches!(&open.shape, Shape::Branch(branch) if branch.continues);
        match self.open.iter().rfind(|open| !continues(open)) {
            Some(open) => Refusal::Unclosed(open.keyword).at(open.at.clone()),
            None => Ok(self.list()),
        }
    }

    /// An action whose `{{` has been taken.
    fn action(&mut self, start: usize) -> Parsed<()> {
        let token = self.next_non_space()?;
        let Kind::Keyword(keyword) = token.kind else {
            self.give_back(token);
            let pipeline = self.pipeline(Place::Command, start)?;
            self.push(start, NodeKind::Action(pipeline));
            return Ok(());
        };
        let place = Place::Action(keyword);
        match keyword {
            Keyword::If | Keyword::Range | Keyword::With => self.branch(keyword, token, start, false)?,
            Keyword::Else => self.otherwise(token, start)?,
            Keyword::End => {
                self.end_of_action(place)?;
                self.close(token)?;
            }
            Keyword::Break | Keyword::Continue => {
                self.end_of_action(place)?;
                if self.scope.ranges == 0 {
                    return Refusal::OutsideRange(keyword).at(token.start..token.end);
                }
                let breaks = keyword == Keyword::Break;
                self.push(start, if breaks { NodeKind::Break } else { NodeKind::Continue });
            }
            Keyword::Template => {
                let (name, _) = self.template_name(place)?;
                let next = self.next_non_space()?;
                let pipeline = if next.kind == Kind::RightDelimiter {
                    None
                } else {
                    self.give_back(next);
                    Some(self.pipeline(place, start)?)
                };
                self.push(start, NodeKind::Template { name, pipeline });
            }
            Keyword::Block => {
                let (name, at) = self.template_name(place)?;
                let pipeline = Some(self.pipeline(place, start)?);
                let outside = mem::take(&mut self.scope);
                self.open(keyword, token, start, Shape::Template { name, at, pipeline, outside });
            }
            Keyword::Define if self.open.is_empty() => {
                let (name, at) = self.template_name(place)?;
                self.end_of_action(place)?;
                let outside = mem::take(&mut self.scope);
                self.open(keyword, token, start, Shape::Template { name, at, pipeline: None, outside });
            }
            Keyword::Define => return self.unexpected(token, Place::Command),
        }
        Ok(())
    }

    /// The beginning of `{{if}}`, `{{range}}` or `{{with}}`, after that word.
    fn branch(&mut self, keyword: Keyword, word: Token, start: usize, continues: bool) -> Parsed<()> {
        let variables = self.scope.variables.len();
        let pipeline = self.pipeline(Place::Action(keyword), start)?;
        self.scope.ranges += usize::from(keyword == Keyword::Range);
        let branch = OpenBranch { pipeline, variables, then: None, continues };
        self.open(keyword, word, start, Shape::Branch(branch));
        Ok(())
    }

    /// `{{else}}`, `{{else if}}` or `{{else with}}`, after the `else`.
    fn otherwise(&mut self, word: Token, start: usize) -> Parsed<()> {
        let next = self.next_non_space()?;
        let continuation = match next.kind {
            Kind::Keyword(keyword @ (Keyword::If | Keyword::With)) => Some(keyword),
            _ => {
                self.give_back(next);
                self.end_of_action(Place::Action(Keyword::Else))?;
                None
            }
        };
        let at = word.start..word.end;
        let nodes = self.list();
        let Some(Open { shape: Shape::Branch(branch), keyword, .. }) = self.open.last_mut() else {
            return Refusal::UnopenedElse.at(at);
        };
        if branch.then.is_some() {
            return Refusal::SecondElse.at(at);
        }
        branch.then = Some(nodes);
        self.scope.ranges -= usize::from(*keyword == Keyword::Range);
        match continuation {
            Some(other) if other != *keyword => {
                Refusal::ElseOfAnother(other, *keyword).at(word.start..next.end)
            }
            Some(keyword) => self.branch(keyword, next, start, true),
            None => Ok(()),
        }
    }

    /// `{{end}}`.
    fn close(&mut self, word: Token) -> Parsed<()> {
        loop {
            let Some(open) = self.open.pop() else {
                return Refusal::UnopenedEnd.at(word.start..word.end);
            };
            let nodes = self.list();
            self.nodes = open.outside;
            match open.shape {
                Shape::Template { name, at, pipeline, outside } => {
                    self.scope = outside;
                    self.define(name, nodes, Some(at))?;
                    if pipeline.is_some() {
                        self.push(open.start, NodeKind::Template { name, pipeline });
                    }
                    return Ok(());
                }
                Shape::Branch(OpenBranch { pipeline, variables, then, continues }) => {
                    self.scope.variables.truncate(variables);
                    if then.is_none() {
                        self.scope.ranges -= usize::from(open.keyword == Keyword::Range);
                    }
                    let (then, otherwise) = then.map_or((nodes, &[] as _), |then| (then, nodes));
                    let branch = Branch { pipeline, then, otherwise };
                    let kind = match open.keyword {
                        Keyword::Range => NodeKind::Range(branch),
                        Keyword::With => NodeKind::With(branch),
                        _ => NodeKind::If(branch),
                    };
                    self.push(open.start, kind);
                    if !continues {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Adds a template. One that is empty never stands against another of its name (`add`).
    fn define(&mut self, name: &'s [u8], nodes: &'s [Node<'s>], at: Option<Range<usize>>) -> Parsed<()> {
        match self.defined.get(name).filter(|other| !is_empty(other.nodes)) {
            None => {
                self.defined.insert(name, Definition { nodes, at });
                Ok(())
            }
            Some(_) if is_empty(nodes) => Ok(()),
            Some(other) => Refusal::Redefined(String::from_utf8_lossy(name).into_owned())
                .at(at.or_else(|| other.at.clone()).unwrap_or_default()),
        }
    }

    /// Begins a block.
    fn open(&mut self, keyword: Keyword, word: Token, start: usize, shape: Shape<'s>) {
        let outside = mem::take(&mut self.nodes);
        self.open.push(Open { shape, start, keyword, at: word.start..word.end, outside });
        self.reach(0);
    }

    /// Notes how deep a place is, `parentheses` deep in the innermost block.
    pub(super) fn reach(&mut self, parentheses: usize) {
        self.depth = self.depth.max(self.open.len() + parentheses);
    }

    fn push(&mut self, start: usize, kind: NodeKind<'s>) {
        self.nodes.push(Node { at: start..self.before, kind });
    }

    /// The nodes of a list that has ended.
    fn list(&mut self) -> &'s [Node<'s>] {
        self.arena.alloc_slice_fill_iter(mem::take(&mut self.nodes))
    }

    /// The name of a template, and where it is.
    fn template_name(&mut self, place: Place) -> Parsed<(&'s [u8], Range<usize>)> {
        let token = self.next_non_space()?;
        match token.kind {
            Kind::String | Kind::RawString => Ok((self.string(token)?, token.start..token.end)),
            _ => self.unexpected(token, place),
        }
    }

    /// What a string stands for.
    pub(super) fn string(&self, token: Token) -> Parsed<&'s [u8]> {
        let text = self.text_of(token);
        match literal::unquote(token, text, self.arena) {
            Some(value) => Ok(value),
            None => Refusal::Escape(text.to_owned()).at(token.start..token.end),
        }
    }

    fn end_of_action(&mut self, place: Place) -> Parsed<()> {
        let token = self.next_non_space()?;
        if token.kind == Kind::RightDelimiter { Ok(()) } else { self.unexpected(token, place) }
    }

    pub(super) fn unexpected<T>(&self, token: Token, place: Place) -> Parsed<T> {
        let found = self.text_of(token).to_owned();
        Refusal::Unexpected { found, place }.at(token.start..token.end)
    }

    pub(super) fn text_of(&self, token: Token) -> &'s str {
        &self.text[token.start..token.end]
    }

    pub(super) fn text_between(&self, start: usize, end: usize) -> &'s str {
        &self.text[start..end]
    }

    pub(super) fn next(&mut self) -> Parsed<Token> {
        let token = self.ahead.pop().map_or_else(|| self.lexer.next_token(), Ok)?;
        self.before = token.end;
        Ok(token)
    }

    /// Gives a token back; the last one of several first.
    pub(super) fn give_back(&mut self, token: Token) {
        self.ahead.push(token);
    }

    pub(super) fn next_non_space(&mut self) -> Parsed<Token> {
        loop {
            let token = self.next()?;
            if token.kind != Kind::Space {
                return Ok(token);
            }
        }
    }
}
