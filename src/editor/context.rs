//! What could stand where somebody is writing. The text there is not whole, so it is not parsed: the line says what is being
//! written, and the lines above it, by their indentation, where.

use crate::model::{channel::ReleaseTable, field::Named};

/// What could stand at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// `*name`.
    Alias {
        /// Behind `<<:`, where it must be one of a map.
        is_merged: bool,
    },
    /// The name of an argument.
    Argument,
    /// The name of a chart.
    Chart,
    /// The version of a chart.
    ChartVersion(String),
    /// The value of a key.
    Value(String),
}

/// A place where something is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// What could stand there.
    pub wanted: Wanted,
    /// The byte from which on that would be replaced.
    pub begins: usize,
    /// The byte behind the rest of the word, which the cursor may stand in.
    pub ends: usize,
    /// The quote that is open before the cursor.
    pub quote: Option<char>,
}

/// What ends a line for an editor.
const LINE_ENDS: [char; 2] = ['\n', '\r'];

/// What separates a line from its comment, and words from each other.
const BLANKS: [char; 2] = [' ', '\t'];

/// What could stand at a byte.
pub fn wanted(text: &str, offset: usize) -> Option<Place> {
    let (before, after) = text.split_at_checked(offset)?;
    let start = before.rfind(LINE_ENDS).map_or(0, |end| end + 1);
    let line = &before[start..];
    if comment(line, true).is_some() {
        return None;
    }
    let after = after.split(LINE_ENDS).next().unwrap_or_default();
    // Directly before a comment, what is written would take it in.
    if after.starts_with('#') {
        return None;
    }
    let word = line.rfind([' ', '\t', '[', ',', '{']).map_or(0, |at| at + 1);
    let length = name(after);
    let plain = |wanted| Some(Place { wanted, begins: start + word, ends: offset + length, quote: None });
    if line[word..].starts_with('*') {
        return plain(Wanted::Alias { is_merged: line.contains("<<:") });
    }
    if line.trim_start().starts_with("? ") {
        return None;
    }
    let mut keys = keys_above(&before[..start], indent(line));
    if let Some((key, value)) = line.trim_start_matches([' ', '-']).split_once(": ") {
        let value = without_properties(value.trim_start())?;
        // A collection, a block, or an anchor or a tag that would be lost.
        let others = if value.is_empty() { after } else { value };
        if others.starts_with(['{', '[', '|', '>', '&', '!']) {
            return None;
        }
        let quote = value.chars().next().filter(|first| ['"', '\''].contains(first));
        let open = &value[quote.map_or(0, char::len_utf8)..];
        if quote.is_some_and(|quote| closing(open, quote).is_some()) {
            return None;
        }
        let ends = offset + rest(after, quote, open.is_empty());
        let is_chart =
            key == "version" && keys.get(1).is_some_and(|table| table == ReleaseTable::Charts.name());
        let wanted =
            if is_chart { Wanted::ChartVersion(keys.remove(0)) } else { Wanted::Value(key.to_owned()) };
        return Some(Place { wanted, begins: offset - open.len(), ends, quote });
    }
    // A key stands before its colon, and before nothing else.
    let behind = after[length..].trim_start_matches(BLANKS);
    if !(behind.is_empty() || behind.starts_with([':', '#'])) {
        return None;
    }
    match ReleaseTable::by_name(keys.first()?)? {
        ReleaseTable::ServerArgs | ReleaseTable::AgentArgs => plain(Wanted::Argument),
        ReleaseTable::Charts => plain(Wanted::Chart),
        ReleaseTable::FeatureVersions => None,
    }
}

/// A value without its anchor and its tag; nothing while one of them is being written.
fn without_properties(mut value: &str) -> Option<&str> {
    while value.starts_with(['&', '!']) {
        value = value.split_once(BLANKS)?.1.trim_start();
    }
    Some(value)
}

/// Where a comment begins; at the first byte only behind a blank.
fn comment(line: &str, is_behind_blank: bool) -> Option<usize> {
    let is_comment = |at: usize| if at == 0 { is_behind_blank } else { line[..at].ends_with(BLANKS) };
    line.match_indices('#').map(|(at, _)| at).find(|at| is_comment(*at))
}

/// How much of a name a text begins with.
fn name(text: &str) -> usize {
    text.find(|letter: char| letter.is_whitespace() || ",:[]{}\"'#".contains(letter)).unwrap_or(text.len())
}

/// How much of a value the rest of a line begins with: to the end of an open quote, or, of a value that begins there, a quote.
fn rest(after: &str, open: Option<char>, is_first: bool) -> usize {
    let uncommented = &after[..comment(after, false).unwrap_or(after.len())];
    if let Some(quote) = open {
        return closing(after, quote).unwrap_or(uncommented.trim_end().len());
    }
    let quote = after.chars().next().filter(|first| is_first && ['"', '\''].contains(first));
    match quote.and_then(|quote| closing(&after[1..], quote)) {
        Some(at) => at + 2,
        None => uncommented.split([',', '}', ']']).next().unwrap_or_default().trim_end().len(),
    }
}

/// Where a quote that is open ends.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' && quote == '"' {
            letters.next();
        } else if letter == quote {
            // Two of them are one in a value.
            let is_doubled = quote == '\'' && letters.next_if(|(_, next)| *next == quote).is_some();
            if !is_doubled {
                return Some(at);
            }
        }
    }
    None
}

/// How far a line is indented; what begins a list counts, as its map begins behind it.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '-']).len()
}

/// The keys that a line with this indentation is below, the innermost first.
fn keys_above(above: &str, mut indentation: usize) -> Vec<String> {
    const MOST: usize = 8;
    let mut keys = Vec::new();
    for line in above.rsplit(LINE_ENDS) {
        let content = line.trim_start_matches([' ', '-']);
        let own = indent(line);
        if content.is_empty() || content.starts_with('#') || own >= indentation {
            continue;
        }
        let Some((key, _)) = content.split_once(':') else { continue };
        keys.push(key.to_owned());
        indentation = own;
        if own == 0 || keys.len() == MOST {
            break;
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(Wanted, &str)>) {
        let found = wanted(text, text.len());
        assert_eq!(found.map(|place| (place.wanted, &text[place.begins..])), expected, "{text:?}");
    }

    #[test]
    fn the_line_and_its_indentation_say_what_is_wanted() {
        let releases = "releases:\n- version: v1\n  ";
        check(&format!("{releases}serverArgs: *se"), Some((Wanted::Alias { is_merged: false }, "*se")));
        check(
            &format!("{releases}serverArgs:\n    <<: [*a, *"),
            Some((Wanted::Alias { is_merged: true }, "*")),
        );
        check(&format!("{releases}serverArgs: &x\n    a: {{}}\n    tls"), Some((Wanted::Argument, "tls")));
        check(
            &format!("{releases}serverArgs: &x\n    a:\n      type: bo"),
            Some((Wanted::Value("type".into()), "bo")),
        );
        check(&format!("{releases}charts:\n    rke2"), Some((Wanted::Chart, "rke2")));
        check(
            &format!("{releases}charts:\n    rke2-canal:\n      repo: x\n      version: v"),
            Some((Wanted::ChartVersion("rke2-canal".into()), "v")),
        );
        check(
            &format!("{releases}maxChannelServerVersion: "),
            Some((Wanted::Value("maxChannelServerVersion".into()), "")),
        );
        check("a:\n  appVersion: \">= 2.1", Some((Wanted::Value("appVersion".into()), ">= 2.1")));
        check("a:\n  type: 'bo", Some((Wanted::Value("type".into()), "bo")));
        check("releases:\r- version: v1\r  serverArgs:\r    tls", Some((Wanted::Argument, "tls")));
        check("releases:\r\n- version: v1\r\n  serverArgs:\r\r\n    tls", Some((Wanted::Argument, "tls")));
        check("a:\n  type: 'bo' ", None);
        check("a:\n  type: 'it''s", Some((Wanted::Value("type".into()), "it''s")));
        check("a:\n  type: \"a\\\"b", Some((Wanted::Value("type".into()), "a\\\"b")));
        check("a: '*b", Some((Wanted::Value("a".into()), "*b")));
        check("a: x\t# *b", None);
        check("releases:\n- vers", None);
        check("releases:\n  # a *", None);
        check("a: {b: c", None);
        check("a:\n  type: &b", None);
        check("a:\n  type: &b !!str bo", Some((Wanted::Value("type".into()), "bo")));
        check("", None);
    }

    #[test]
    fn what_stands_behind_the_place_is_of_it() {
        #[track_caller]
        fn check(line: &str, expected: &str) {
            for end in ["\n", "\r\n", "\r"] {
                let (before, after) = line.split_once('|').expect("a place");
                let before = format!("releases:\n- version: v1\n  {before}").replace('\n', end);
                let text = format!("{before}{after}{end}  next: x{end}");
                let place = wanted(&text, before.len()).expect("something could stand there");
                assert_eq!(&text[place.begins..place.ends], expected, "{line}");
            }
        }
        check("serverArgs: *se|rver", "*server");
        check("serverArgs: *|server # why", "*server");
        check("serverArgs: *| # why", "*");
        check("agentArgs: {<<: [*se|rver, *b]}", "*server");
        // A key keeps its colon.
        check("serverArgs:\n    tls|-san: {type: array}", "tls-san");
        check("serverArgs:\n    tls| # why", "tls");
        check("charts:\n    rke2|", "rke2");
        check("maxChannelServerVersion: v2|.9.99 # why", "v2.9.99");
        check("maxChannelServerVersion: v2|.9.99\t# why", "v2.9.99");
        check("maxChannelServerVersion: | # why", "");
        check("maxChannelServerVersion: 'v2|.9.99' # why", "v2.9.99");
        check("maxChannelServerVersion: 'v2|.9.99 # why", "v2.9.99");
        check("maxChannelServerVersion: |'v2.9 # 9' # why", "'v2.9 # 9'");
        check("maxChannelServerVersion: |", "");
        check("appVersion: \">= 2|.1 < 3\" # \"", ">= 2.1 < 3");
        check("appVersion: \"a|\\\"b\"", "a\\\"b");
        check("appVersion: 'a|''b'", "a''b");
        check("maxChannelServerVersion: &a v2|.9 # why", "v2.9");
        check("serverArgs:\n    tls| : {}", "tls");
        // A flow collection over several lines.
        check("serverArgs:\n    tls-san: {\n      type: ar|ray, default: x}", "array");
    }

    #[test]
    fn nothing_stands_where_it_would_break_what_is_there() {
        #[track_caller]
        fn check(line: &str) {
            let text = format!("releases:\n- version: v1\n  {line}\n");
            let offset = text.find('|').expect("a place");
            assert_eq!(wanted(&text.replacen('|', "", 1), offset), None, "{line}");
        }
        check("serverArgs:\n   | tls: x");
        check("serverArgs:\n    |- tls");
        check("serverArgs:\n    tls| san: x");
        check("serverArgs:\n    ? tls|\n");
        check("maxChannelServerVersion: |&a v2.9");
        check("maxChannelServerVersion: |{a: b}");
        check("maxChannelServerVersion: 'v2.9' |# why");
        check("maxChannelServerVersion: |# why");
        check("serverArgs:\n    |# why");
    }
}
