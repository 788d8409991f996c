//! JSON as Go writes it: `json.MarshalIndent(v, "", " ")`, and `json.Marshal`.
//!
//! What differs from other writers: `<`, `>` and `&` are escaped, U+2028 and U+2029 too, an empty list or map
//! stays on one line, and nothing follows the last bracket.

use std::io::{self, Write};

use super::number;
use crate::source::{Entry, Node, Value, scan::run};

/// How much is collected before it goes out.
const CHUNK: usize = 1 << 17;

/// Where line breaks go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One value a line, indented by one space a level.
    Indented,
    /// All on one line.
    Compact,
}

/// A JSON text on its way out. Nothing is held back but a chunk of it.
#[derive(Debug)]
pub struct JsonWriter<W: Write> {
    out: W,
    chunk: Vec<u8>,
    layout: Layout,
    depth: usize,
    /// Nothing stands yet between the innermost bracket and here.
    empty: bool,
}

impl<W: Write> JsonWriter<W> {
    /// A text that goes to `out`.
    pub fn new(out: W, layout: Layout) -> Self {
        Self { out, chunk: Vec::new(), layout, depth: 0, empty: true }
    }

    /// Sends the rest.
    ///
    /// # Errors
    ///
    /// When `out` fails; so do all methods below.
    pub fn finish(mut self) -> io::Result<W> {
        self.out.write_all(&self.chunk)?;
        self.out.flush()?;
        Ok(self.out)
    }

    /// A map whose entries `content` writes.
    pub fn map(&mut self, content: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        self.nested([b'{', b'}'], content)
    }

    /// A list whose items `content` writes, each after a call of [`Self::item`].
    pub fn list(&mut self, content: impl FnOnce(&mut Self) -> io::Result<()>) -> io::Result<()> {
        self.nested([b'[', b']'], content)
    }

    /// Begins an entry of a map; its value must follow.
    pub fn key(&mut self, key: &str) -> io::Result<()> {
        self.item()?;
        self.string(key)?;
        self.chunk.push(b':');
        if self.layout == Layout::Indented {
            self.chunk.push(b' ');
        }
        Ok(())
    }

    /// Begins an item of a list; its value must follow.
    pub fn item(&mut self) -> io::Result<()> {
        if !std::mem::replace(&mut self.empty, false) {
            self.chunk.push(b',');
        }
        self.break_line();
        if self.chunk.len() >= CHUNK { self.send() } else { Ok(()) }
    }

    /// `null`.
    pub fn null(&mut self) -> io::Result<()> {
        self.chunk.extend_from_slice(b"null");
        Ok(())
    }

    /// `true` or `false`.
    pub fn bool(&mut self, value: bool) -> io::Result<()> {
        self.chunk.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    /// A number.
    pub fn number(&mut self, value: f64) -> io::Result<()> {
        number::write(value, &mut self.chunk)
    }

    /// A string in quotes, escaped.
    pub fn string(&mut self, text: &str) -> io::Result<()> {
        self.chunk.push(b'"');
        escape(text.as_bytes(), &mut self.chunk);
        self.chunk.push(b'"');
        Ok(())
    }

    /// A value as it is; keys of maps ascending, as Go writes a `map[string]interface{}`.
    pub fn node(&mut self, node: &Node<'_>) -> io::Result<()> {
        match node.value {
            Value::Null => self.null(),
            Value::Bool(value) => self.bool(value),
            Value::Number(value) => self.number(value),
            Value::String(text) => self.string(text),
            Value::List(items) => self.list(|json| {
                items.iter().try_for_each(|item| {
                    json.item()?;
                    json.node(item)
                })
            }),
            Value::Map(map) => self.map(|json| map.entries().iter().try_for_each(|entry| json.entry(entry))),
        }
    }

    /// A key and its value as they are.
    pub fn entry(&mut self, entry: &Entry<'_>) -> io::Result<()> {
        self.key(entry.key)?;
        self.node(&entry.node)
    }

    fn nested(
        &mut self,
        [open, close]: [u8; 2],
        content: impl FnOnce(&mut Self) -> io::Result<()>,
    ) -> io::Result<()> {
        self.chunk.push(open);
        self.depth += 1;
        self.empty = true;
        content(self)?;
        self.depth -= 1;
        if !std::mem::replace(&mut self.empty, false) {
            self.break_line();
        }
        self.chunk.push(close);
        Ok(())
    }

    fn break_line(&mut self) {
        if self.layout == Layout::Indented {
            self.chunk.push(b'\n');
            self.chunk.resize(self.chunk.len() + self.depth, b' ');
        }
    }

    fn send(&mut self) -> io::Result<()> {
        self.out.write_all(&self.chunk)?;
        self.chunk.clear();
        Ok(())
    }
}

/// Bytes that, besides control characters, do not stand for themselves in a string. 0xE2 begins U+2028 and U+2029, among others.
const SPECIAL: [u8; 6] = *b"\"\\<>&\xe2";

/// `appendString` in Go's encode.go with `escapeHTML`, as Go ≤ 1.21 has it: `\b` and `\f` have no short form.
fn escape(text: &[u8], out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut from = 0;
    loop {
        let at = from + run(&text[from..], SPECIAL);
        out.extend_from_slice(&text[from..at]);
        if at == text.len() {
            return;
        }
        from = at + 1;
        match text[at] {
            byte @ (b'"' | b'\\') => out.extend_from_slice(&[b'\\', byte]),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            0xe2 => match text[at..] {
                [_, 0x80, last @ (0xa8 | 0xa9), ..] => {
                    out.extend_from_slice(if last == 0xa8 { b"\\u2028" } else { b"\\u2029" });
                    from = at + 3;
                }
                _ => out.push(0xe2),
            },
            byte => {
                out.extend_from_slice(b"\\u00");
                out.extend_from_slice(&[HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut out = Vec::new();
        escape(text.as_bytes(), &mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn strings_are_escaped_as_go_escapes_them() {
        check("plain é 語 \u{7f}", "plain é 語 \u{7f}");
        check(">=1.8.0 <1.9 & \"x\" \\", r#"\u003e=1.8.0 \u003c1.9 \u0026 \"x\" \\"#);
        check("a\nb\r\tc", r"a\nb\r\tc");
        check("\u{0}\u{8}\u{c}\u{1f}", r"\u0000\u0008\u000c\u001f");
        check("\u{2027}\u{2028}\u{2029}\u{202a}–", "\u{2027}\\u2028\\u2029\u{202a}–");
        check("", "");
    }

    #[test]
    fn empty_lists_and_maps_stay_on_one_line() {
        let mut json = JsonWriter::new(Vec::new(), Layout::Indented);
        json.map(|json| {
            json.key("list")?;
            json.list(|_| Ok(()))?;
            json.key("map")?;
            json.map(|_| Ok(()))?;
            json.key("items")?;
            json.list(|json| {
                json.item()?;
                json.null()?;
                json.item()?;
                json.bool(true)
            })
        })
        .unwrap();
        let text = String::from_utf8(json.finish().unwrap()).unwrap();
        assert_eq!(text, "{\n \"list\": [],\n \"map\": {},\n \"items\": [\n  null,\n  true\n ]\n}");
    }
}
