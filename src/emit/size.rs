//! How large a build may be, and what makes one too large.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use crate::{
    diagnostic::Span,
    source::{Node, Value},
};

/// Passes on so many bytes and refuses what comes after them.
#[derive(Debug)]
pub struct Limited<W> {
    inner: W,
    left: u64,
    /// Whether something was refused.
    pub exceeded: bool,
}

impl<W: Write> Limited<W> {
    /// Passes on up to `limit` bytes.
    pub fn new(inner: W, limit: u64) -> Self {
        Self { inner, left: limit, exceeded: false }
    }
}

impl<W: Write> Write for Limited<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(left) = self.left.checked_sub(bytes.len() as u64) else {
            self.exceeded = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        };
        self.left = left;
        self.inner.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A value that stands in a build several times, because an alias repeats it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Repeated {
    /// Where it was written.
    pub span: Span,
    /// How often it is in the build.
    pub times: u64,
    /// About how many bytes it takes, all copies together.
    pub bytes: u64,
}

/// The value whose copies take the most bytes; nothing where no value has copies.
pub fn most_repeated(root: &Node<'_>) -> Option<Repeated> {
    let mut found = BTreeMap::new();
    add(root, &mut found);
    let repeated = found.into_values().filter(|one: &Repeated| one.times > 1);
    repeated.max_by_key(|one| one.bytes)
}

/// Counts a value and what is in it; returns its bytes.
fn add(node: &Node<'_>, found: &mut BTreeMap<Span, Repeated>) -> u64 {
    // What JSON puts around a value.
    const AROUND: u64 = 4;
    let bytes = AROUND
        + match node.value {
            Value::String(text) => text.len() as u64,
            Value::List(items) => items.iter().map(|item| add(item, found)).sum(),
            Value::Map(map) => {
                map.entries().iter().map(|entry| entry.key.len() as u64 + add(&entry.node, found)).sum()
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        };
    if let Some(span) = node.span {
        let one = found.entry(span).or_insert(Repeated { span, times: 0, bytes: 0 });
        one.times += 1;
        one.bytes += bytes;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        diagnostic::Diagnostics,
        source::{Arena, Sources, yaml},
    };

    #[track_caller]
    fn check(text: &str, expected: Option<(&str, u64)>) {
        let mut sources = Sources::default();
        let file = sources.add("channels.yaml", text);
        let (arena, mut found) = (Arena::new(), Diagnostics::default());
        let root = yaml::parse(file, text, &arena, &mut found).unwrap();
        let repeated = most_repeated(&root);
        assert_eq!(repeated.map(|one| (&text[one.span.range()], one.times)), expected);
    }

    #[test]
    fn the_value_with_the_most_copies_is_found() {
        check("a: 1\nb: 1\n", None);
        check("a: &a xxxxxxxxxx\nb: &b [*a, *a]\nc: &c y\nd: [*c, *c, *c, *c]\n", Some(("xxxxxxxxxx", 3)));
        check("a: &a [xxxxxxxxxx]\nb: *a\nc: *a\n", Some(("&a [xxxxxxxxxx]", 3)));
    }

    #[test]
    fn what_is_above_the_limit_is_refused() {
        let mut out = Limited::new(Vec::new(), 3);
        assert!(out.write_all(b"abc").is_ok() && !out.exceeded);
        assert!(out.write_all(b"d").is_err() && out.exceeded);
        assert_eq!(out.inner, b"abc");
    }
}
