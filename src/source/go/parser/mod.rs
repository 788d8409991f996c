//! Words to declarations.

mod words;

use std::collections::BTreeSet;

use super::{
    lexer::{Lexer, LexerPoint},
    syntax::{Declaration, File, Import, Meaning, Name, TypeName},
    token::{Kind, Token},
};
use crate::{
    diagnostic::{Diagnostic, Diagnostics, FileId, Rule, Span},
    source::Arena,
};

pub(super) type Parsed<T> = Result<T, Box<Diagnostic>>;

/// How deep expressions and types may be nested. Real ones stay below 6.
const MAX_NESTING: usize = 100;

pub(super) struct Parser<'s> {
    file: FileId,
    text: &'s str,
    pub(super) arena: &'s Arena,
    lexer: Lexer<'s>,
    /// The token that comes next.
    pub(super) next: Token,
    /// The end of the last token that was taken.
    pub(super) before: usize,
    depth: usize,
    /// Names that something is selected from.
    selected_from: BTreeSet<&'s str>,
}

/// A place to go back to, when what follows cannot be read.
struct ResumePoint {
    lexer: LexerPoint,
    next: Token,
    before: usize,
}

/// Reads a file; nothing when Go's parser refuses it.
pub(super) fn parse<'s>(
    file: FileId,
    text: &'s str,
    arena: &'s Arena,
    diagnostics: &mut Diagnostics,
) -> Option<File<'s>> {
    let mut lexer = Lexer::new(file, text);
    let next = lexer.next_token();
    let selected_from = BTreeSet::new();
    let mut parser = Parser { file, text, arena, lexer, next, before: 0, depth: 0, selected_from };
    let parsed = parser.file();
    let refused = parser.lexer.into_refused();
    let sound = refused.is_empty();
    diagnostics.report_all(refused);
    match parsed {
        Ok(file) => sound.then_some(file),
        Err(diagnostic) => {
            // After a broken word, faults that follow say nothing new.
            if sound {
                diagnostics.report(*diagnostic);
            }
            None
        }
    }
}

impl<'s> Parser<'s> {
    fn file(&mut self) -> Parsed<File<'s>> {
        while matches!(self.next.kind, Kind::LineEnd | Kind::Semicolon) {
            self.take();
        }
        if !self.is("package") {
            return Err(self.syntax("`package` and its name"));
        }
        self.refuse_build_constraint()?;
        self.take();
        let package = self.name("the name of the package")?;
        self.end_of_statement()?;
        let mut imports = Vec::new();
        while self.take_if("import") {
            self.group(|parser| {
                imports.push(parser.import()?);
                Ok(())
            })?;
            self.end_of_statement()?;
        }
        let mut declarations = Vec::new();
        while self.next.kind != Kind::End {
            self.declaration(&mut declarations)?;
        }
        for import in &mut imports {
            import.name = import.alias.map(|alias| alias.text).or_else(|| package_name(import.path.text));
            let is_used = |name| matches!(name, "_" | ".") || self.selected_from.contains(name);
            import.used = import.name.is_none_or(is_used);
        }
        Ok(File { package, imports, declarations })
    }

    /// A comment before the package clause that keeps the file out of some builds.
    fn refuse_build_constraint(&self) -> Parsed<()> {
        let mut at = 0;
        for line in self.text[..self.next.start].split_inclusive('\n') {
            let written = line.trim_start_matches('\u{feff}').trim();
            // `// +build` may have space before it, `//go:build` has none.
            let comment = written.strip_prefix("//");
            let constrains = |comment: &str| {
                let word = |text: &str, word| {
                    text.strip_prefix(word)
                        .is_some_and(|rest: &str| rest.is_empty() || rest.starts_with([' ', '\t']))
                };
                word(comment, "go:build") || word(comment.trim_start(), "+build")
            };
            if comment.is_some_and(constrains) {
                let span = Span::new(self.file, at, at + line.trim_end().len());
                return Err(Box::new(
                    Diagnostic::new(Rule::GoSubset, "a file for some builds only cannot be read here")
                        .at(span, "")
                        .help("delete the constraint, or the file"),
                ));
            }
            at += line.len();
        }
        Ok(())
    }

    fn import(&mut self) -> Parsed<Import<'s>> {
        let alias = match self.next.kind {
            Kind::Identifier => Some(self.name("a name")?),
            Kind::Operator if self.is(".") => {
                let token = self.take();
                Some(Name { text: ".", span: self.span(token.start, token.end) })
            }
            _ => None,
        };
        let token = self.next;
        if !matches!(token.kind, Kind::String | Kind::RawString) {
            return Err(self.syntax("the path of a package"));
        }
        self.take();
        let text = self.string_value(token)?;
        Ok(Import {
            alias,
            name: None,
            path: Name { text, span: self.span(token.start, token.end) },
            used: false,
        })
    }

    fn declaration(&mut self, declarations: &mut Vec<Declaration<'s>>) -> Parsed<()> {
        let start = self.next;
        match self.word() {
            "const" | "var" => {
                self.take();
                let constant = self.text_of(start) == "const";
                self.group(|parser| parser.value_specification(constant, declarations))?;
            }
            "func" => {
                self.take();
                if self.is("(") {
                    // A method: nothing that tables use.
                    self.skip_statement()?;
                } else {
                    let name = self.name("the name of the function")?;
                    let signature = self.resume_point();
                    let meaning = match self.function() {
                        Ok(meaning) => Ok(meaning),
                        Err(diagnostic) => {
                            self.resume(&signature);
                            self.skip_statement()?;
                            Err(diagnostic)
                        }
                    };
                    declarations.push(Declaration { name, constant: false, meaning });
                }
            }
            "type" => {
                self.take();
                self.group(|parser| {
                    let name = parser.name("the name of the type")?;
                    parser.skip_statement()?;
                    let meaning =
                        Err(parser.outside(name.span, "a type of its own", "the types of rancher/rke"));
                    declarations.push(Declaration { name, constant: false, meaning });
                    Ok(())
                })?;
            }
            "import" => return Err(self.syntax("`const`, `var` or `func`; imports come first")),
            _ => return Err(self.syntax("`const`, `var` or `func`")),
        }
        self.end_of_statement()
    }

    /// One specification, or several in brackets.
    fn group(&mut self, mut one: impl FnMut(&mut Self) -> Parsed<()>) -> Parsed<()> {
        if !self.take_if("(") {
            return one(self);
        }
        while !self.take_if(")") {
            one(self)?;
            if !self.is(")") {
                self.end_of_statement()?;
            }
        }
        Ok(())
    }

    /// `name, … T = value, …`.
    fn value_specification(&mut self, constant: bool, declarations: &mut Vec<Declaration<'s>>) -> Parsed<()> {
        let mut names = vec![self.name("a name")?];
        while self.take_if(",") {
            names.push(self.name("a name")?);
        }
        let first = names[0];
        let point = self.resume_point();
        match self.type_and_values(constant, first) {
            Ok((ty, values)) if values.len() == names.len() && (ty.is_none() || names.len() == 1) => {
                let mut ty = ty;
                for (name, value) in names.into_iter().zip(values) {
                    let meaning = Ok(Meaning::Value { constant, ty: ty.take(), value });
                    declarations.push(Declaration { name, constant, meaning });
                }
            }
            Ok(_) => {
                let several = self.outside(
                    first.span,
                    "several names with a type or a call",
                    "one name with its value",
                );
                declarations.extend(names.into_iter().map(|name| Declaration {
                    name,
                    constant,
                    meaning: Err(several.clone()),
                }));
            }
            Err(diagnostic) => {
                self.resume(&point);
                self.skip_statement()?;
                declarations.extend(names.into_iter().map(|name| Declaration {
                    name,
                    constant,
                    meaning: Err(diagnostic.clone()),
                }));
            }
        }
        Ok(())
    }

    #[allow(clippy::type_complexity)] // the type, and a value for each name
    fn type_and_values(
        &mut self,
        constant: bool,
        name: Name<'s>,
    ) -> Parsed<(Option<TypeName<'s>>, Vec<Option<super::syntax::Expression<'s>>>)> {
        let ty = if self.is("=") || self.at_end_of_statement() { None } else { Some(self.type_name()?) };
        let mut values = Vec::new();
        if self.take_if("=") {
            values.push(Some(self.expression()?));
            while self.take_if(",") {
                values.push(Some(self.expression()?));
            }
        } else if constant {
            return Err(self.outside(
                name.span,
                "a constant that repeats the value above it",
                "a constant with a value of its own",
            ));
        } else {
            values.push(None);
        }
        if self.at_end_of_statement() {
            Ok((ty, values))
        } else {
            Err(self.unexpected("the end of the line"))
        }
    }

    fn function(&mut self) -> Parsed<Meaning<'s>> {
        self.expect("(")?;
        if !self.is(")") {
            return Err(self.outside(
                self.span_of(self.next),
                "a function with parameters",
                "functions without parameters",
            ));
        }
        self.take();
        if self.is("{") || self.is("(") || self.at_end_of_statement() {
            let met = if self.is("(") { "several results" } else { "a function without a result" };
            return Err(self.outside(self.span_of(self.next), met, "functions with one result"));
        }
        let result = self.type_name()?;
        self.expect("{")?;
        let (body, end) = self.body()?;
        Ok(Meaning::Function { result, body, end })
    }

    /// Passes what is left of a declaration; brackets in it must match.
    fn skip_statement(&mut self) -> Parsed<()> {
        let mut open: Vec<Token> = Vec::new();
        loop {
            let token = self.next;
            match token.kind {
                Kind::LineEnd | Kind::Semicolon if open.is_empty() => return Ok(()),
                Kind::End => {
                    return match open.last() {
                        Some(bracket) => {
                            let span = self.span_of(*bracket);
                            let title = format!("this `{}` is not closed", self.text_of(*bracket));
                            Err(Box::new(
                                Diagnostic::new(Rule::GoSyntax, title)
                                    .at(span, "")
                                    .help("add the closing bracket"),
                            ))
                        }
                        None => Ok(()),
                    };
                }
                Kind::Keyword
                    if open.is_empty()
                        && matches!(self.word(), "const" | "var" | "type" | "import" | "package") =>
                {
                    return Err(self.syntax("the end of the line"));
                }
                Kind::Operator => match self.text_of(token) {
                    "(" | "[" | "{" => open.push(token),
                    closing @ (")" | "]" | "}") => {
                        // The end of the group that the declaration is in.
                        let Some(bracket) = open.pop() else { return Ok(()) };
                        let expected = match self.text_of(bracket) {
                            "(" => ")",
                            "[" => "]",
                            _ => "}",
                        };
                        if closing != expected {
                            let title = format!("expected `{expected}`, found `{closing}`");
                            return Err(Box::new(
                                Diagnostic::new(Rule::GoSyntax, title)
                                    .at(self.span_of(token), "")
                                    .at(self.span_of(bracket), "opened here")
                                    .help(format!("close it with `{expected}`")),
                            ));
                        }
                    }
                    _ => {}
                },
                _ => {}
            }
            self.take();
        }
    }

    fn resume_point(&self) -> ResumePoint {
        ResumePoint { lexer: self.lexer.point(), next: self.next, before: self.before }
    }

    /// Goes back to a point between declarations.
    fn resume(&mut self, point: &ResumePoint) {
        self.lexer.go_back_to(&point.lexer);
        (self.next, self.before, self.depth) = (point.next, point.before, 0);
    }
}

/// What the tables' part of Go is, for code outside of it.
const SUBSET: &str =
    "write it with literals, constants, `+`, functions without parameters, `x[key] = value` and `delete`";

/// The finding for something that is Go, but not of the tables' part.
pub(super) fn outside(span: impl Into<Option<Span>>, met: &str, understood: &str) -> Diagnostic {
    let title = format!("{met}: only {understood} can be read here");
    Diagnostic::new(Rule::GoSubset, title).at(span, "").help(SUBSET)
}

/// The name of a package as far as its path alone shows it: the standard library's, and what `facts` name.
fn package_name(path: &str) -> Option<&str> {
    let last = path.rsplit('/').next()?;
    let standard = path.split('/').next().is_some_and(|first| !first.contains('.'));
    let known = path.starts_with("github.com/rancher/rke/types");
    ((standard || known) && last.chars().all(|c| c.is_ascii_alphabetic())).then_some(last)
}
