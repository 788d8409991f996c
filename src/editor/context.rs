//! What could stand where somebody is writing. The text there is not whole, so it is not parsed: the line says what is being
//! written, and the lines above it, by their indentation, where.

use crate::model::{channel::ReleaseTable, field::Named};

/// What could stand at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// `*name`.
    Alias,
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
    /// The byte behind what stands there already; not before the place itself.
    pub ends: usize,
    /// Whether it stands in quotes, which are open.
    pub is_quoted: bool,
}

/// What ends a line, for YAML as for an editor.
const LINE_ENDS: [char; 2] = ['\n', '\r'];

/// What could stand at a byte.
pub fn wanted(text: &str, offset: usize) -> Option<Place> {
    let (before, after) = text.split_at_checked(offset)?;
    let start = before.rfind(LINE_ENDS).map_or(0, |end| end + 1);
    let line = &before[start..];
    if line.contains(" #") || line.trim_start().starts_with('#') {
        return None;
    }
    let word =
        line.rfind([' ', '[', ',', '{', '*']).map_or(0, |at| at + usize::from(!line[at..].starts_with('*')));
    let begins = start + word;
    let plain = |wanted: Wanted| {
        let ends = offset + rest(after, &wanted);
        Some(Place { wanted, begins, ends, is_quoted: false })
    };
    if line[word..].starts_with('*') {
        return plain(Wanted::Alias);
    }
    let mut keys = keys_above(&before[..start], indent(line));
    if let Some((key, value)) = line.trim_start_matches([' ', '-']).split_once(": ") {
        if value.trim_start().starts_with(['{', '[']) {
            return None;
        }
        let value = value.trim_start();
        let open = value.strip_prefix(['"', '\'']);
        let (begins, is_quoted) = (offset - open.unwrap_or(value).len(), open.is_some());
        let ends = offset + rest_of_value(after, value.chars().next().filter(|_| is_quoted));
        let is_chart =
            key == "version" && keys.get(1).is_some_and(|table| table == ReleaseTable::Charts.name());
        let wanted =
            if is_chart { Wanted::ChartVersion(keys.remove(0)) } else { Wanted::Value(key.to_owned()) };
        return Some(Place { wanted, begins, ends, is_quoted });
    }
    match ReleaseTable::by_name(keys.first()?)? {
        ReleaseTable::ServerArgs | ReleaseTable::AgentArgs => plain(Wanted::Argument),
        ReleaseTable::Charts => plain(Wanted::Chart),
        ReleaseTable::FeatureVersions => None,
    }
}

/// How much of a name stands behind a place; a key has its colon.
fn rest(after: &str, wanted: &Wanted) -> usize {
    let name = after.find(|letter: char| letter.is_whitespace() || ",:[]{}".contains(letter));
    let name = name.unwrap_or(after.len());
    let is_key = matches!(wanted, Wanted::Argument | Wanted::Chart) && after[name..].starts_with(':');
    name + usize::from(is_key)
}

/// How much of a value stands behind a place, up to the quote that ends it or to a comment.
fn rest_of_value(after: &str, quote: Option<char>) -> usize {
    let line = after.split(LINE_ENDS).next().unwrap_or_default();
    match quote {
        Some(quote) => line.find(quote).unwrap_or(line.len()),
        None => line.split(" #").next().unwrap_or_default().trim_end().len(),
    }
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
        check(&format!("{releases}serverArgs: *se"), Some((Wanted::Alias, "*se")));
        check(&format!("{releases}serverArgs:\n    <<: [*a, *"), Some((Wanted::Alias, "*")));
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
        check("a:\r\r\n  type: bo", Some((Wanted::Value("type".into()), "bo")));
        check("releases:\r- version: v1\r  serverArgs:\r    tls", Some((Wanted::Argument, "tls")));
        check("releases:\n- vers", None);
        check("releases:\n  # a *", None);
        check("a: {b: c", None);
        check("", None);
    }

    #[test]
    fn what_stands_behind_the_place_is_of_it() {
        #[track_caller]
        fn check(line: &str, expected: &str) {
            let (before, after) = line.split_once('|').expect("a place");
            let releases = format!("releases:\n- version: v1\n  {before}");
            let text = format!("{releases}{after}\n  next: x\n");
            let place = wanted(&text, releases.len()).expect("something could stand there");
            assert_eq!(&text[place.begins..place.ends], expected, "{line}");
        }
        check("serverArgs: *se|rver", "*server");
        check("agentArgs: {<<: [*se|rver, *b]}", "*server");
        check("serverArgs:\n    tls|-san: {type: array}", "tls-san:");
        check("charts:\n    rke2|", "rke2");
        check("maxChannelServerVersion: v2|.9.99 # why", "v2.9.99");
        check("maxChannelServerVersion: 'v2|.9.99' # why", "v2.9.99");
        check("maxChannelServerVersion: |", "");
        check("appVersion: \">= 2|.1 < 3", ">= 2.1 < 3");
    }
}
