//! Go's regular expressions in the syntax of the `regex` crate.
//!
//! `regexp/syntax` of Go, with its `Perl` flags, decides what a pattern is; what comes out says the same to the
//! crate, with every class, anchor and repetition written out, so that nothing is left to the crate's own dialect.

use super::{
    class::{self, Class},
    error::PatternError,
};

/// The translated pattern and the names of its groups, the whole match first.
#[derive(Debug)]
pub(super) struct Translated {
    pub(super) text: String,
    pub(super) groups: Vec<Option<String>>,
}

/// Go allows 1,000 levels of groups, the crate 250.
const MAX_GROUPS: usize = 200;
/// `maxRepeat`… of a pattern's repetitions, nested ones multiplied.
const MAX_REPEAT: usize = 1_000;

pub(super) fn translate(pattern: &str) -> Result<Translated, PatternError> {
    let mut translator = Translator {
        pattern,
        at: 0,
        flags: Flags::default(),
        groups: vec![None],
        open: Vec::new(),
        current: Branches::default(),
    };
    translator.run()?;
    let text = translator.current.join();
    Ok(Translated { text, groups: translator.groups })
}

/// The flags of a pattern, as in `(?imsU)`.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Flags {
    pub(super) fold: bool,
    multi_line: bool,
    dot_newline: bool,
    swap_greed: bool,
}

/// Something that a repetition can follow.
#[derive(Debug)]
struct Atom {
    text: String,
    /// How often its inner part is repeated at most, nested repetitions multiplied.
    repeat: usize,
}

/// The alternatives of a group; the last one is being read.
#[derive(Debug, Default)]
struct Branches {
    done: Vec<Vec<Atom>>,
    atoms: Vec<Atom>,
}

impl Branches {
    fn repeat(&self) -> usize {
        self.done.iter().flatten().chain(&self.atoms).map(|atom| atom.repeat).max().unwrap_or(1)
    }

    fn join(&self) -> String {
        let mut text = String::new();
        for branch in &self.done {
            branch.iter().for_each(|atom| text.push_str(&atom.text));
            text.push('|');
        }
        self.atoms.iter().for_each(|atom| text.push_str(&atom.text));
        text
    }
}

struct Open {
    outer: Branches,
    flags: Flags,
    capture: bool,
    at: usize,
}

struct Translator<'p> {
    pattern: &'p str,
    at: usize,
    flags: Flags,
    groups: Vec<Option<String>>,
    open: Vec<Open>,
    current: Branches,
}

impl Translator<'_> {
    fn run(&mut self) -> Result<(), PatternError> {
        let mut after_repeat = false;
        while let Some(c) = self.rest().chars().next() {
            let start = self.at;
            let mut repeated = false;
            match c {
                '(' => self.group()?,
                ')' => self.close()?,
                '|' => {
                    self.at += 1;
                    let atoms = std::mem::take(&mut self.current.atoms);
                    self.current.done.push(atoms);
                }
                '^' => self.anchor(if self.flags.multi_line { "(?m:^)" } else { r"\A" }),
                '$' => self.anchor(if self.flags.multi_line { "(?m:$)" } else { r"\z" }),
                '.' => self.anchor(if self.flags.dot_newline { "(?s:.)" } else { r"[^\n]" }),
                '[' => {
                    let (length, class) =
                        class::parse(self.rest(), self.flags.fold).map_err(|error| error.at(start))?;
                    self.push(class.text());
                    self.at += length;
                }
                '*' | '+' | '?' => {
                    let (min, max) =
                        [(0, None), (1, None), (0, Some(1))][usize::from(c != '*') + usize::from(c == '?')];
                    self.at += 1;
                    self.repeat(start, min, max, after_repeat)?;
                    repeated = true;
                }
                '{' => match repetition(self.rest()) {
                    Some((length, min, max)) => {
                        self.at += length;
                        if min > MAX_REPEAT || max.is_some_and(|max| max > MAX_REPEAT || max < min) {
                            return Err(PatternError::new(
                                start..self.at,
                                "a repetition is at most 1000, and its maximum at least its minimum",
                            ));
                        }
                        self.repeat(start, min, max, after_repeat)?;
                        repeated = true;
                    }
                    None => self.literal('{'),
                },
                '\\' => self.escape()?,
                c => self.literal(c),
            }
            after_repeat = repeated;
        }
        match self.open.last() {
            Some(open) => Err(PatternError::new(open.at..open.at + 1, "this group is not closed")),
            None => Ok(()),
        }
    }

    fn rest(&self) -> &str {
        &self.pattern[self.at..]
    }

    fn push(&mut self, text: String) {
        self.current.atoms.push(Atom { text, repeat: 1 });
    }

    fn anchor(&mut self, text: &str) {
        self.at += 1;
        self.push(text.to_owned());
    }

    fn literal(&mut self, c: char) {
        self.at += c.len_utf8();
        self.push(Class::of(c, c).folded(self.flags.fold).text());
    }

    fn group(&mut self) -> Result<(), PatternError> {
        let start = self.at;
        if self.open.len() == MAX_GROUPS {
            return Err(PatternError::new(start..start + 1, "groups are nested more than 200 levels deep"));
        }
        let mut capture = true;
        let flags = self.flags;
        if let Some(named) = self.rest().strip_prefix("(?P<") {
            let Some(length) = named.find('>') else {
                return Err(PatternError::new(
                    start..self.pattern.len(),
                    "the name of this group does not end",
                ));
            };
            let name = &named[..length];
            let end = start + 4 + length + 1;
            if name.is_empty() || !name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric()) {
                return Err(PatternError::new(start..end, "the name of a group has letters, digits and `_`"));
            }
            self.groups.push(Some(name.to_owned()));
            self.at = end;
        } else if self.rest().starts_with("(?") {
            let end = self.flags()?;
            if end == ')' {
                return Ok(());
            }
            capture = false;
        } else {
            self.groups.push(None);
            self.at += 1;
        }
        let outer = std::mem::take(&mut self.current);
        self.open.push(Open { outer, flags, capture, at: start });
        Ok(())
    }

    /// `(?flags)` or `(?flags:`; gives the last character.
    fn flags(&mut self) -> Result<char, PatternError> {
        let start = self.at;
        let mut flags = self.flags;
        let (mut set, mut any) = (true, false);
        for (offset, c) in self.rest().char_indices().skip(2) {
            let fault = |end| {
                PatternError::new(
                    start..end,
                    "there is no such group in Go; its flags are `i`, `m`, `s` and `U`",
                )
            };
            let end = start + offset + c.len_utf8();
            match c {
                'i' => flags.fold = set,
                'm' => flags.multi_line = set,
                's' => flags.dot_newline = set,
                'U' => flags.swap_greed = set,
                '-' if set => {
                    (set, any) = (false, false);
                    continue;
                }
                ':' | ')' if set || any => {
                    self.at = end;
                    self.flags = flags;
                    return Ok(c);
                }
                _ => return Err(fault(end)),
            }
            any = true;
        }
        Err(PatternError::new(start..self.pattern.len(), "this group is not closed"))
    }

    fn close(&mut self) -> Result<(), PatternError> {
        let Some(open) = self.open.pop() else {
            return Err(PatternError::new(self.at..self.at + 1, "there is no group to close"));
        };
        self.at += 1;
        let inner = std::mem::replace(&mut self.current, open.outer);
        // Flags that were set inside of it end with it. What `(?i:` sets began after the outer ones were kept.
        self.flags = open.flags;
        let text = format!("({}{})", if open.capture { "" } else { "?:" }, inner.join());
        self.current.atoms.push(Atom { text, repeat: inner.repeat() });
        Ok(())
    }

    fn repeat(
        &mut self,
        start: usize,
        min: usize,
        max: Option<usize>,
        after_repeat: bool,
    ) -> Result<(), PatternError> {
        let lazy = self.rest().starts_with('?');
        self.at += usize::from(lazy);
        let place = start..self.at;
        if after_repeat {
            return Err(PatternError::new(
                place,
                "a repetition cannot be repeated; put the first one into a group",
            ));
        }
        let Some(atom) = self.current.atoms.pop() else {
            return Err(PatternError::new(place, "there is nothing to repeat before this"));
        };
        let braces =
            !matches!((min, max), (0 | 1, None) | (0, Some(1))) || self.pattern[start..].starts_with('{');
        let turns = if braces { max.unwrap_or(min).max(1) } else { 1 };
        // `repeatIsValid` does not look into what is repeated no times.
        let repeat = if max == Some(0) { 1 } else { turns.saturating_mul(atom.repeat) };
        if repeat > MAX_REPEAT {
            return Err(PatternError::new(place, "nested repetitions repeat more than 1000 times together"));
        }
        let max = max.map(|max| max.to_string()).unwrap_or_default();
        let lazy = if lazy == self.flags.swap_greed { "" } else { "?" };
        let text = format!("(?:{}){{{min},{max}}}{lazy}", atom.text);
        self.current.atoms.push(Atom { text, repeat });
        Ok(())
    }

    fn escape(&mut self) -> Result<(), PatternError> {
        let start = self.at;
        if let Some(quoted) = self.rest().strip_prefix(r"\Q") {
            let length = quoted.find(r"\E").unwrap_or(quoted.len());
            let text = quoted[..length].to_owned();
            self.at += 2;
            text.chars().for_each(|c| self.literal(c));
            self.at += if self.rest().starts_with(r"\E") { 2 } else { 0 };
            return Ok(());
        }
        let assertion = match self.rest().as_bytes().get(1) {
            Some(b'A') => r"\A",
            Some(b'z') => r"\z",
            Some(b'b') => r"(?-u:\b)",
            Some(b'B') => r"(?-u:\B)",
            _ => "",
        };
        if !assertion.is_empty() {
            self.at += 2;
            self.push(assertion.to_owned());
            return Ok(());
        }
        let (length, class) = class::escape(self.rest(), self.flags.fold).map_err(|error| error.at(start))?;
        self.at += length;
        self.push(class.text());
        Ok(())
    }
}

/// `{n}`, `{n,}` or `{n,m}` at the start of a text: its length and numbers. Anything else is a literal brace.
fn repetition(text: &str) -> Option<(usize, usize, Option<usize>)> {
    let inside = &text[1..text.find('}')?];
    let number = |digits: &str| {
        let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let leading_zero = digits.len() > 1 && digits.starts_with('0');
        // More digits than fit are too many turns, too.
        (plain && !leading_zero).then(|| digits.parse().unwrap_or(usize::MAX))
    };
    let (min, max) = match inside.split_once(',') {
        None => (number(inside)?, Some(number(inside)?)),
        Some((min, "")) => (number(min)?, None),
        Some((min, max)) => (number(min)?, Some(number(max)?)),
    };
    Some((inside.len() + 2, min, max))
}
