//! Text that a screen may show: what comes from data, file names, arguments, git or settings is in it escaped, not obeyed.
//!
//! kdm runs over pull requests of strangers. A line break in a key of theirs would begin a line of its own in a log, which
//! GitHub runs as a workflow command; an escape sequence would change the terminal; a character that turns the direction, or
//! has no width, would show other text than there is. So a screen and a log take a [`Shown`], and there is no way to make one but
//! to escape: by [`Shown::data`], by [`shown!`] whose arguments are escaped, or of words that are in the program. The forms of
//! machines have doors of their own: `report::json::pretty`, `report::markdown`, and `property` and `data` of
//! `report::findings::github`.

use std::{
    borrow::Cow,
    fmt::{self, Display, Write as _},
    ops::{Add, AddAssign},
};

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

/// Text for a screen; see the module.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shown(String);

impl Shown {
    /// No text.
    pub const fn new() -> Self {
        Self(String::new())
    }

    /// What comes from outside of the program, escaped.
    pub fn data(text: &str) -> Self {
        Self(visible(text).into_owned())
    }

    /// What another library lays out from parts that went through here: its line breaks and colours stay, everything else is
    /// escaped once more. Source lines are among its parts as they are.
    pub fn laid_out(text: &str) -> Self {
        let mut shown = String::with_capacity(text.len());
        for (nth, line) in text.split('\n').enumerate() {
            if nth > 0 {
                shown.push('\n');
            }
            let mut rest = line;
            while let Some(at) = rest.find('\u{1b}') {
                let (before, sequence) = rest.split_at(at);
                shown.push_str(&Self::data(before).0);
                let length = color(sequence).unwrap_or(0);
                shown.push_str(&sequence[..length]);
                rest = &sequence[length..];
                if length == 0 {
                    shown.push_str(&visible("\u{1b}"));
                    rest = &sequence[1..];
                }
            }
            shown.push_str(&Self::data(rest).0);
        }
        Self(shown)
    }

    /// So many spaces.
    pub fn spaces(columns: usize) -> Self {
        Self(" ".repeat(columns))
    }

    /// The text, as a screen gets it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many columns it takes: two for most characters of Chinese, Japanese and Korean.
    pub fn width(&self) -> usize {
        self.0.width()
    }

    /// The same with spaces after it, up to a number of columns.
    #[must_use]
    pub fn padded(&self, columns: usize) -> Self {
        Self(format!("{}{}", self.0, " ".repeat(columns.saturating_sub(self.width()))))
    }

    /// The same without spaces at its end.
    #[must_use]
    pub fn trim_end(&self) -> Self {
        Self(self.0.trim_end().to_owned())
    }

    /// Several of them, with words of the program between.
    pub fn join(parts: impl IntoIterator<Item = Self>, between: &'static str) -> Self {
        let mut joined = Self::new();
        for (nth, part) in parts.into_iter().enumerate() {
            if nth > 0 {
                joined.0.push_str(between);
            }
            joined.0.push_str(&part.0);
        }
        joined
    }

    /// For [`shown!`].
    #[doc(hidden)]
    pub fn of(parts: fmt::Arguments<'_>) -> Self {
        let mut text = String::new();
        // Writing to a String does not fail.
        let _ = text.write_fmt(parts);
        Self(text)
    }
}

/// [`Shown`] in the form of `format!`: the words are those of the program, the arguments are escaped unless they are shown
/// text already, styles or numbers. Variables that the words name are listed after a `;`: named in the words alone they would
/// go past the escaping, which does not compile.
macro_rules! shown {
    ($format:literal $(, $part:expr)* $(; $($name:ident),+)?) => {
        $crate::diagnostic::Shown::of(format_args!(
            concat!($format)
            $(, $crate::diagnostic::Part::part(&$part))*
            $($(, $name = $crate::diagnostic::Part::part(&$name))+)?
        ))
    };
}
pub(crate) use shown;

/// What may stand in a [`Shown`].
pub trait Part {
    /// Itself, escaped if it may come from outside.
    fn part(&self) -> impl Display;
}

/// What keeps its own width and precision: numbers, styles, shown text.
struct AsItIs<'t, T: ?Sized>(&'t T);

impl<T: Display + ?Sized> Display for AsItIs<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

struct Escaped<'t>(Cow<'t, str>);

impl Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

macro_rules! as_they_are {
    ($($type:ty),+) => {
        $(impl Part for $type {
            fn part(&self) -> impl Display {
                AsItIs(self)
            }
        })+
    };
}
as_they_are!(Shown, Style, usize, u64, u32, u16, i64);

impl Part for str {
    fn part(&self) -> impl Display {
        Escaped(visible(self))
    }
}

impl Part for String {
    fn part(&self) -> impl Display {
        Escaped(visible(self))
    }
}

impl Part for Cow<'_, str> {
    fn part(&self) -> impl Display {
        Escaped(visible(self))
    }
}

impl Part for std::path::Display<'_> {
    fn part(&self) -> impl Display {
        Escaped(Cow::Owned(visible(&self.to_string()).into_owned()))
    }
}

impl<T: Part + ?Sized> Part for &T {
    fn part(&self) -> impl Display {
        (**self).part()
    }
}

impl Display for Shown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

/// Words of the program. Nothing from outside lives as long as it.
impl From<&'static str> for Shown {
    fn from(words: &'static str) -> Self {
        Self(words.to_owned())
    }
}

impl AddAssign<&'static str> for Shown {
    fn add_assign(&mut self, words: &'static str) {
        self.0.push_str(words);
    }
}

impl AddAssign<&Shown> for Shown {
    fn add_assign(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }
}

impl AddAssign for Shown {
    fn add_assign(&mut self, other: Self) {
        self.0.push_str(&other.0);
    }
}

impl<T> Add<T> for Shown
where
    Self: AddAssign<T>,
{
    type Output = Self;

    fn add(mut self, other: T) -> Self {
        self += other;
        self
    }
}

/// How a workflow command of GitHub's older form begins, anywhere in a line (`ActionCommand.TryParse` of its runner); the
/// newer one begins a line.
pub(crate) const COMMAND: &str = "##[";

/// A text without the characters that a terminal, a log or a page would obey, or would not show.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hostile) && !text.contains(COMMAND) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        if is_hostile(c) {
            shown.extend(c.escape_default());
        } else if text[at..].starts_with("#[") && shown.ends_with('#') {
            shown.push_str("\\u{23}");
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

/// Control characters (C0, DEL, C1), what ends a line or turns its direction, and what takes no room: `Cc`, `Zl`, `Zp`,
/// `Bidi_Control` and `Default_Ignorable_Code_Point` of Unicode 16 (DerivedCoreProperties.txt), and the interlinear
/// annotations.
pub(crate) fn is_hostile(c: char) -> bool {
    c.is_control()
        || (c >= '\u{ad}'
            && matches!(c,
                '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'))
}

/// How long the sequence at the start of a text is, if it does nothing but choose colours (SGR).
fn color(text: &str) -> Option<usize> {
    let parameters = text.strip_prefix("\u{1b}[")?;
    let end = parameters.find(|c: char| !c.is_ascii_digit() && c != ';')?;
    parameters[end..].starts_with('m').then_some("\u{1b}[".len() + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_the_data_commands_a_screen() {
        for (text, expected) in [
            ("a b – é 日本", "a b – é 日本"),
            ("a\u{1b}[2J\n\u{202e}b\u{9b}\u{7f}", r"a\u{1b}[2J\n\u{202e}b\u{9b}\u{7f}"),
            ("a\tb\r", r"a\tb\r"),
            ("a\u{200b}\u{2028}\u{feff}\u{e0041}\u{ad}", r"a\u{200b}\u{2028}\u{feff}\u{e0041}\u{ad}"),
        ] {
            assert_eq!(Shown::data(text).as_str(), expected);
            assert_eq!(shown!("{}", text).as_str(), expected);
            let owned = text.to_owned();
            assert_eq!(shown!("{owned}"; owned).as_str(), expected);
        }
        assert_eq!(Shown::data("##[error]a #[b] ###[c]").as_str(), r"#\u{23}[error]a #[b] ##\u{23}[c]");
    }

    #[test]
    fn words_styles_and_numbers_stay() {
        let bold = Style::new().bold();
        let name = Shown::data("a\n");
        let text = shown!("{bold}{name}{bold:#}: {:<3}|{:>3}\n", "x", 7_usize; bold, name);
        assert_eq!(text.as_str(), "\u{1b}[1ma\\n\u{1b}[0m: x  |  7\n");
    }

    #[test]
    fn what_is_laid_out_keeps_lines_and_colours_and_nothing_else() {
        let text =
            "\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m: a\n\u{1b}]0;T\u{7}\u{1b}[2Jb\u{1b}\u{200b}\u{1b}[1";
        let expected =
            "\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m: a\n\\u{1b}]0;T\\u{7}\\u{1b}[2Jb\\u{1b}\\u{200b}\\u{1b}[1";
        assert_eq!(Shown::laid_out(text).as_str(), expected);
    }

    #[test]
    fn columns_are_those_of_a_terminal() {
        assert_eq!(Shown::data("日本").padded(6).as_str(), "日本  ");
        assert_eq!(Shown::data("abcdef").padded(3).as_str(), "abcdef");
    }
}
