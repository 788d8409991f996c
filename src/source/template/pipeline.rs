//! What is inside an action: pipelines, commands and operands, as parse.go of `text/template/parse` reads them.

use std::mem;

use super::{
    MAX_PARENTHESES,
    error::{Parsed, Place, Refusal},
    literal,
    parser::Parser,
    syntax::{Base, Command, Name, Operand, Pipeline},
    token::{Keyword, Kind, Token},
};

/// A pipeline that has not ended yet.
struct Open<'s> {
    place: Place,
    /// The `{{` or `(` before it.
    opened: usize,
    variables: Vec<Name<'s>>,
    assigns: bool,
    commands: Vec<Command<'s>>,
    /// Those of the command that it is in; none between two commands.
    operands: Vec<Operand<'s>>,
}

impl<'s> Parser<'s, '_> {
    /// Reads a pipeline and the `}}` that ends it; `opened` is the `{{` before it.
    pub(super) fn pipeline(&mut self, place: Place, opened: usize) -> Parsed<&'s Pipeline<'s>> {
        let mut current = self.begin(place, opened)?;
        let mut outer = Vec::new();
        loop {
            let token = self.next_non_space()?;
            let mut ends = if token.kind == Kind::LeftParenthesis {
                if outer.len() == MAX_PARENTHESES {
                    return Refusal::TooDeep.at(token.start..token.end);
                }
                let inner = self.begin(Place::Parentheses, token.start)?;
                outer.push(mem::replace(&mut current, inner));
                self.reach(outer.len());
                continue;
            } else if let Some((base, field)) = self.base(token)? {
                self.operand(&mut current, base, token.start, field)?
            } else if !current.operands.is_empty() {
                self.separator(&mut current, token)?
            } else {
                self.expect_end(&current, token)?
            };
            while ends {
                let opened = current.opened;
                let pipeline = self.finish(current)?;
                let Some(around) = outer.pop() else { return Ok(pipeline) };
                current = around;
                ends = self.operand(&mut current, Base::Pipeline(pipeline), opened, None)?;
            }
        }
    }

    /// Reads what a pipeline declares or assigns.
    fn begin(&mut self, place: Place, opened: usize) -> Parsed<Open<'s>> {
        let (commands, operands) = (Vec::new(), Vec::new());
        let mut variables: Vec<Name<'s>> = Vec::new();
        let mut assigns = false;
        loop {
            let variable = self.next_non_space()?;
            if variable.kind != Kind::Variable {
                self.give_back(variable);
                break;
            }
            let after = self.next()?;
            let next = if after.kind == Kind::Space { self.next_non_space()? } else { after };
            if !matches!(next.kind, Kind::Assign | Kind::Declare | Kind::Comma) {
                // An operand. The space counts: `$x.A` is one, `$x .A` are two.
                self.give_back(next);
                if after.kind == Kind::Space {
                    self.give_back(after);
                }
                self.give_back(variable);
                break;
            }
            let text = self.text_of(variable);
            variables.push(Name { text, at: variable.start..variable.end });
            self.scope.variables.push(text);
            if next.kind != Kind::Comma {
                assigns = next.kind == Kind::Assign;
                break;
            }
            if place != Place::Action(Keyword::Range) {
                return Refusal::TooManyVariables(place).at(next.start..next.end);
            }
            let second = self.next_non_space()?;
            // `{{range $x, $y}}` declares `$x`, and goes through the `$y` that there is.
            let goes_on = matches!(second.kind, Kind::Variable | Kind::RightDelimiter);
            if variables.len() == 2 || !goes_on {
                return Refusal::RangeVariables.at(second.start..second.end);
            }
            self.give_back(second);
        }
        Ok(Open { place, opened, variables, assigns, commands, operands })
    }

    /// The fields of an operand, and what follows it; whether the pipeline ends there.
    fn operand(
        &mut self,
        pipeline: &mut Open<'s>,
        base: Base<'s>,
        start: usize,
        field: Option<Name<'s>>,
    ) -> Parsed<bool> {
        let base_end = self.before;
        let mut fields = Vec::from_iter(field);
        let is_field = !fields.is_empty();
        let mut end = base_end;
        let after = loop {
            let token = self.next()?;
            if token.kind != Kind::Field {
                break token;
            }
            if base.is_value() && !is_field {
                let value = self.text_between(start, base_end).to_owned();
                return Refusal::NoFields(value).at(token.start..token.end);
            }
            fields.push(self.field(token));
            end = token.end;
        };
        let fields = self.arena.alloc_slice_fill_iter(fields);
        pipeline.operands.push(Operand { at: start..end, base, fields });
        self.separator(pipeline, after)
    }

    /// What is between two operands; whether the pipeline ends there.
    fn separator(&mut self, pipeline: &mut Open<'s>, token: Token) -> Parsed<bool> {
        match token.kind {
            Kind::Space => return Ok(false),
            Kind::Pipe | Kind::RightDelimiter | Kind::RightParenthesis => {}
            _ => return self.unexpected(token, Place::Operand),
        }
        let operands = mem::take(&mut pipeline.operands);
        let start = operands.first().map_or(token.start, |operand| operand.at.start);
        let end = operands.last().map_or(token.start, |operand| operand.at.end);
        let operands = self.arena.alloc_slice_fill_iter(operands);
        pipeline.commands.push(Command { at: start..end, operands });
        if token.kind == Kind::Pipe { Ok(false) } else { self.expect_end(pipeline, token) }
    }

    /// The end of a pipeline, where no command follows. `{{a |}}` has one as well.
    fn expect_end(&self, pipeline: &Open<'s>, token: Token) -> Parsed<bool> {
        let end = match pipeline.place {
            Place::Parentheses => Kind::RightParenthesis,
            _ => Kind::RightDelimiter,
        };
        if token.kind == end { Ok(true) } else { self.unexpected(token, pipeline.place) }
    }

    /// A pipeline whose end has been taken (`checkPipeline`).
    fn finish(&self, pipeline: Open<'s>) -> Parsed<&'s Pipeline<'s>> {
        let Open { place, opened, variables, assigns, commands, operands: _ } = pipeline;
        let (Some(first), Some(last)) = (commands.first(), commands.last()) else {
            return Refusal::MissingValue(place).at(opened..self.before);
        };
        for (nth, command) in commands.iter().enumerate().skip(1) {
            let value =
                command.operands.first().filter(|first| first.base.is_value() && first.fields.is_empty());
            if let Some(value) = value {
                let found = self.text_between(value.at.start, value.at.end).to_owned();
                return Refusal::NotExecutable { stage: nth + 1, found }.at(value.at.clone());
            }
        }
        let start = variables.first().map_or(first.at.start, |variable| variable.at.start);
        Ok(self.arena.alloc(Pipeline {
            at: start..last.at.end,
            variables: self.arena.alloc_slice_fill_iter(variables),
            assigns,
            commands: self.arena.alloc_slice_fill_iter(commands),
        }))
    }

    /// What an operand begins with, and its field where that is the beginning; nothing when the token begins no
    /// operand (`term`).
    fn base(&self, token: Token) -> Parsed<Option<(Base<'s>, Option<Name<'s>>)>> {
        let (text, at) = (self.text_of(token), token.start..token.end);
        let base = match token.kind {
            Kind::Identifier if (self.is_function)(text) => Base::Function(text),
            Kind::Identifier => return Refusal::NoFunction(text.to_owned()).at(at),
            Kind::Variable if text == "$" || self.scope.variables.contains(text) => Base::Variable(text),
            Kind::Variable => return Refusal::NoVariable(text.to_owned()).at(at),
            Kind::Field => return Ok(Some((Base::Dot, Some(self.field(token))))),
            Kind::Dot => Base::Dot,
            Kind::Nil => Base::Nil,
            Kind::Bool => Base::Bool(text == "true"),
            Kind::Number | Kind::Complex | Kind::Character => match literal::refused_number(token, text) {
                Some(refusal) => return refusal.at(at),
                None => Base::Number,
            },
            Kind::String | Kind::RawString => Base::String(self.string(token)?),
            _ => return Ok(None),
        };
        Ok(Some((base, None)))
    }

    fn field(&self, token: Token) -> Name<'s> {
        Name { text: &self.text_of(token)[1..], at: token.start..token.end }
    }
}
