//! Which fields of its data a template uses.

use std::{collections::BTreeSet, ops::Range};

use super::{Base, Branch, Node, NodeKind, Pipeline, Templates, counted::Counted};

/// Blocks nested deeper than any real template are not walked, those of called templates included.
const DEEPEST: usize = 200;

/// Nor are templates that call each other more often than any real ones: each call is walked as if it stood there.
const MOST_NODES: usize = 50_000;

/// A field of the data of the whole template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use<'s> {
    /// Its name: of `.A.B` it is `A`.
    pub field: &'s str,
    /// Where, with its dot.
    pub at: Range<usize>,
    /// Whether its value, or something in it, is printed: `{{.A}}` and `{{.A.B}}`, not `{{if .A}}` and not `{{default "x" .A}}`.
    pub is_printed: bool,
    /// Whether it is in an `if` or `with` that asks for it.
    pub is_guarded: bool,
    /// Whether it is in an `if`, `with` or `range`, or in their `else`: not every cluster comes to it.
    pub is_conditional: bool,
}

/// The fields that a template uses, in their order in it; those of `define` where it is called with all
/// data. Nothing where it is nested too deep, or has too many calls.
pub fn uses<'s>(templates: &Templates<'s>) -> Option<Vec<Use<'s>>> {
    let mut walk = Walk {
        templates,
        uses: Vec::new(),
        asked: Counted::default(),
        called: Vec::new(),
        seen: BTreeSet::new(),
        blocks: 0,
        left: MOST_NODES,
    };
    if templates.depth > DEEPEST {
        return None;
    }
    let all = walk.nodes(templates.main, Scope { dot_is_data: true, dollar_is_data: true });
    all.map(|()| walk.uses)
}

/// What dot and `$` are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Scope {
    dot_is_data: bool,
    dollar_is_data: bool,
}

struct Walk<'t, 's> {
    templates: &'t Templates<'s>,
    uses: Vec<Use<'s>>,
    /// The fields that the blocks around ask for.
    asked: Counted<'s>,
    /// The templates that are being walked: one that calls itself says nothing new.
    called: Vec<&'s [u8]>,
    /// The calls that were walked: the same one in the same place of the same conditions says nothing new.
    seen: BTreeSet<(&'s [u8], Scope, bool, Vec<&'s str>)>,
    /// How many blocks are around.
    blocks: usize,
    /// How many nodes may still be walked.
    left: usize,
}

impl<'s> Walk<'_, 's> {
    /// Nothing where there is more than can be walked.
    fn nodes(&mut self, nodes: &'s [Node<'s>], scope: Scope) -> Option<()> {
        if self.blocks + self.called.len() > DEEPEST {
            return None;
        }
        for node in nodes {
            self.left = self.left.checked_sub(1)?;
            match &node.kind {
                NodeKind::Text(_) | NodeKind::Break | NodeKind::Continue => {}
                NodeKind::Action(pipeline) => self.pipeline(pipeline, scope, pipeline.variables.is_empty()),
                NodeKind::If(branch) => self.branch(branch, scope, scope)?,
                NodeKind::With(branch) => {
                    let dot_is_data = self.is_data(branch.pipeline, scope);
                    self.branch(branch, scope, Scope { dot_is_data, ..scope })?;
                }
                NodeKind::Range(branch) => {
                    self.branch(branch, scope, Scope { dot_is_data: false, ..scope })?;
                }
                NodeKind::Template { name, pipeline } => {
                    pipeline.iter().for_each(|pipeline| self.pipeline(pipeline, scope, false));
                    let is_data = pipeline.is_some_and(|pipeline| self.is_data(pipeline, scope));
                    let inner = Scope { dot_is_data: is_data, dollar_is_data: is_data };
                    if !self.called.contains(name)
                        && let Some(nodes) = self.templates.by_name.get(name)
                        && self.is_new(name, inner)
                    {
                        self.called.push(name);
                        self.nodes(nodes, inner)?;
                        self.called.pop();
                    }
                }
            }
        }
        Some(())
    }

    /// Whether a call was not walked in the same conditions.
    fn is_new(&mut self, name: &'s [u8], scope: Scope) -> bool {
        // What is called without the data uses none of it, whatever is asked around.
        let asked = if scope.dot_is_data { self.asked.distinct() } else { Vec::new() };
        self.left = self.left.saturating_sub(asked.len());
        self.seen.insert((name, scope, self.blocks > 0, asked))
    }

    fn branch(&mut self, branch: &Branch<'s>, scope: Scope, inner: Scope) -> Option<()> {
        let from = self.uses.len();
        self.pipeline(branch.pipeline, scope, false);
        let asked = self.asked.len();
        for used in &self.uses[from..] {
            self.asked.push(used.field);
        }
        self.blocks += 1;
        self.nodes(branch.then, inner)?;
        self.asked.truncate(asked);
        self.nodes(branch.otherwise, scope)?;
        self.blocks -= 1;
        Some(())
    }

    /// Whether the value of a pipeline is all of the data: `.` or `$`.
    fn is_data(&self, pipeline: &Pipeline<'_>, scope: Scope) -> bool {
        let [command] = pipeline.commands else { return false };
        let [operand] = command.operands else { return false };
        operand.fields.is_empty()
            && match operand.base {
                Base::Dot => scope.dot_is_data,
                Base::Variable("$") => scope.dollar_is_data,
                _ => false,
            }
    }

    fn pipeline(&mut self, pipeline: &'s Pipeline<'s>, scope: Scope, printed: bool) {
        let alone = matches!(pipeline.commands, [command] if command.operands.len() == 1);
        for operand in pipeline.commands.iter().flat_map(|command| command.operands) {
            let of_data = match operand.base {
                Base::Dot => scope.dot_is_data,
                Base::Variable("$") => scope.dollar_is_data,
                _ => false,
            };
            if let Base::Pipeline(inner) = operand.base {
                self.pipeline(inner, scope, printed && alone);
            }
            if let (true, Some(field)) = (of_data, operand.fields.first()) {
                self.uses.push(Use {
                    field: field.text,
                    at: field.at.clone(),
                    is_printed: printed && alone,
                    is_guarded: self.asked.contains(field.text),
                    is_conditional: self.blocks > 0,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;
    use crate::source::Arena;

    /// The uses of a template: `A` for one that is printed, `(A)` for another, `A?` for one that is asked for.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let arena = Arena::new();
        let parsed = parse("t", text, &arena, |name| name == "default").expect("it parses");
        let uses = uses(&parsed).expect("it is not deep");
        let said = uses.iter().map(|used| {
            assert_eq!(&text[used.at.clone()], format!(".{}", used.field));
            let name = if used.is_printed { used.field.to_owned() } else { format!("({})", used.field) };
            let name = if used.is_guarded { name + "?" } else { name };
            if used.is_conditional { format!("[{name}]") } else { name }
        });
        assert_eq!(said.collect::<Vec<_>>().join(" "), expected, "{text}");
    }

    #[test]
    fn dot_is_the_data_until_something_else_is() {
        check("{{.A}} {{.B.C}}", "A B");
        check("{{range .A}}{{.B}}{{$.C}}{{else}}{{.D}}{{end}}", "(A) [C] [D]");
        check("{{with .A}}{{.B}}{{end}}{{.C}}", "(A) C");
        check("{{with .}}{{.B}}{{end}}", "[B]");
        check("{{with $x := .A}}{{$x.B}}{{$.A}}{{end}}", "(A) [A?]");
    }

    #[test]
    fn a_field_that_is_asked_for_is_guarded() {
        check("{{if .A}}{{.A}}{{.B}}{{else}}{{.A}}{{end}}{{.A}}", "(A) [A?] [B] [A] A");
        check("{{if and .A (eq .B \"x\")}}{{if .C}}{{.B}}{{end}}{{end}}", "(A) (B) [(C)] [B?]");
    }

    #[test]
    fn what_goes_through_a_function_is_not_printed_itself() {
        check("{{default \"x\" .A}} {{.B | default \"x\"}} {{(.C)}} {{$x := .D}}", "(A) (B) C (D)");
    }

    #[test]
    fn calls_of_calls_end() {
        // Each one calls the next twice: of the same data, and of another condition each time.
        for (open, close) in [("", ""), ("{{if .A%}}", "{{end}}")] {
            let call = |nth: usize, times: usize| {
                let open = open.replace('%', &(2 * nth + times).to_string());
                format!("{open}{{{{template \"{}\" .}}}}{close}", nth + 1)
            };
            let define = |nth| format!("{{{{define \"{nth}\"}}}}{}{}{{{{end}}}}", call(nth, 0), call(nth, 1));
            let text = (0..40).map(define).collect::<String>();
            let text = format!("{text}{{{{define \"40\"}}}}{{{{.B}}}}{{{{end}}}}{{{{template \"0\" .}}}}");
            let arena = Arena::new();
            let parsed = parse("t", &text, &arena, |_| false).expect("it parses");
            assert_eq!(uses(&parsed).map(|uses| uses.len()), open.is_empty().then_some(1));
        }
    }

    #[test]
    fn definitions_count_where_they_are_called() {
        check("{{define \"a\"}}{{.A}}{{$.B}}{{end}}{{template \"a\" .}}", "A B");
        check("{{define \"a\"}}{{.A}}{{end}}{{template \"a\" .X}}{{template \"a\"}}", "(X)");
        check("{{define \"a\"}}{{.A}}{{template \"a\" .}}{{end}}{{template \"a\" $}}", "A");
        check("{{block \"a\" .}}{{.A}}{{end}}", "A");
    }
}
