//! What a scalar means: YAML 1.1 as yaml.v2 understands it.
//!
//! The trap of this file: `version: 1.20` is the number 1.2, `y` is a boolean, `012` is ten. A port of
//! `resolve` in yaml.v2's resolve.go, with the Go functions it calls (`strconv.ParseInt` with base 0,
//! `strconv.ParseFloat`) for the inputs that reach them there.

/// A resolved scalar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Scalar<'s> {
    Null,
    Bool(bool),
    Int(i64),
    /// Beyond the range of `i64`.
    Uint(u64),
    Float(f64),
    String(&'s str),
}

/// Why a scalar has no value here.
#[derive(Debug, PartialEq)]
pub(super) enum TagError {
    /// The text is not of the tagged type; it is this.
    Mismatch(&'static str),
    /// A tag whose values are not read here.
    Unsupported,
}

const STANDARD: &str = "tag:yaml.org,2002:";

/// Resolves a scalar without a tag: `plain` is libyaml's *plain implicit*, false for quoted text.
pub(super) fn resolve_untagged(text: &str, plain: bool) -> Scalar<'_> {
    if plain { resolve(text) } else { Scalar::String(text) }
}

/// Resolves a scalar with a tag, quoted or not.
///
/// # Errors
///
/// When the reference refuses it (`cannot decode !!str ... as a !!int`), and for `!!binary` and
/// `!!timestamp`, which no channel file has and which are not worth guessing at.
pub(super) fn resolve_tagged<'s>(tag: &str, text: &'s str) -> Result<Scalar<'s>, TagError> {
    let Some(name) = tag.strip_prefix(STANDARD) else {
        // `resolvableTag`: a custom tag leaves the text as it is.
        return Ok(Scalar::String(text));
    };
    let resolved = match name {
        "str" => return Ok(Scalar::String(text)),
        "bool" | "int" | "float" | "null" => resolve(text),
        "binary" | "timestamp" => return Err(TagError::Unsupported),
        _ => return Ok(Scalar::String(text)),
    };
    match (name, resolved) {
        ("bool", Scalar::Bool(_))
        | ("null", Scalar::Null)
        | ("int", Scalar::Int(_) | Scalar::Uint(_))
        | ("float", Scalar::Float(_)) => Ok(resolved),
        #[allow(clippy::cast_precision_loss)] // so does the reference: `float64(v)`
        ("float", Scalar::Int(number)) => Ok(Scalar::Float(number as f64)),
        _ => Err(TagError::Mismatch(match resolved {
            Scalar::Null => "null",
            Scalar::Bool(_) => "a boolean",
            Scalar::Int(_) | Scalar::Uint(_) => "an integer",
            Scalar::Float(_) => "a float",
            Scalar::String(_) => "a string",
        })),
    }
}

fn resolve(text: &str) -> Scalar<'_> {
    // The first byte is a hint in the reference (`resolveTable`); every word of its map begins with one of
    // these, and nothing else is ever a number.
    match text.bytes().next() {
        None => Scalar::Null,
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => {
            word(text).unwrap_or(Scalar::String(text))
        }
        Some(b'.') => word(text).or_else(|| separated_float(text)).unwrap_or(Scalar::String(text)),
        Some(b'0'..=b'9' | b'+' | b'-') => {
            word(text).or_else(|| number(text)).unwrap_or(Scalar::String(text))
        }
        Some(_) => Scalar::String(text),
    }
}

fn word(text: &str) -> Option<Scalar<'static>> {
    Some(match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
            Scalar::Bool(true)
        }
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => {
            Scalar::Bool(false)
        }
        "~" | "null" | "Null" | "NULL" => Scalar::Null,
        ".nan" | ".NaN" | ".NAN" => Scalar::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Scalar::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => Scalar::Float(f64::NEG_INFINITY),
        _ => return None,
    })
}

fn number(text: &str) -> Option<Scalar<'static>> {
    let plain = text.replace('_', "");
    integer(&plain).or_else(|| float(&plain)).or_else(|| signed_binary(&plain))
}

/// `strconv.ParseInt(plain, 0, 64)`, then `strconv.ParseUint(plain, 0, 64)`.
fn integer(plain: &str) -> Option<Scalar<'static>> {
    let (negative, digits) = match plain.as_bytes().first()? {
        b'-' => (true, &plain[1..]),
        b'+' => (false, &plain[1..]),
        _ => (false, plain),
    };
    let magnitude = magnitude(digits)?;
    match i64::try_from(if negative { -i128::from(magnitude) } else { i128::from(magnitude) }) {
        Ok(number) => Some(Scalar::Int(number)),
        // ParseUint takes no sign.
        Err(_) if digits.len() == plain.len() => Some(Scalar::Uint(magnitude)),
        Err(_) => None,
    }
}

/// Digits with Go's base prefixes: `0x`, `0b`, `0o`, and a bare `0` for octal.
fn magnitude(digits: &str) -> Option<u64> {
    let (radix, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    // `from_str_radix` takes a sign, Go does not here.
    if digits.starts_with(['+', '-']) { None } else { u64::from_str_radix(digits, radix).ok() }
}

/// `yamlStyleFloat`, `^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$`, then `strconv.ParseFloat`, which
/// refuses what overflows: `1e400` stays a string.
fn float(plain: &str) -> Option<Scalar<'static>> {
    let unsigned = plain.strip_prefix(['+', '-']).unwrap_or(plain);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent))),
        None => (unsigned, None),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let shaped = digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|exponent| !exponent.is_empty() && digits(exponent));
    let value: f64 = if shaped { plain.parse().ok()? } else { return None };
    value.is_finite().then_some(Scalar::Float(value))
}

/// After a leading point the reference calls `strconv.ParseFloat` as it is, which takes `_` between digits only.
fn separated_float(text: &str) -> Option<Scalar<'static>> {
    let digit = |at: Option<usize>| at.and_then(|at| text.as_bytes().get(at)).is_some_and(u8::is_ascii_digit);
    let between_digits = |at: usize| digit(at.checked_sub(1)) && digit(Some(at + 1));
    text.match_indices('_').all(|(at, _)| between_digits(at)).then(|| float(&text.replace('_', "")))?
}

/// A leftover of the reference: after `0b` it parses the rest as a signed number, so `0b-101` is -5.
fn signed_binary(plain: &str) -> Option<Scalar<'static>> {
    let digits = plain.strip_prefix("0b")?;
    i64::from_str_radix(digits, 2).ok().map(Scalar::Int)
}

/// Where a double-quoted text has `\/`, which only newer YAML knows.
pub(super) fn escaped_slash(quoted: &str) -> Option<usize> {
    let mut bytes = quoted.bytes().enumerate();
    while let Some((at, byte)) = bytes.next() {
        if byte == b'\\' && bytes.next().is_some_and(|(_, escaped)| escaped == b'/') {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Scalar<'_>) {
        assert_eq!(resolve(text), expected, "{text}");
    }

    #[track_caller]
    fn string(text: &str) {
        check(text, Scalar::String(text));
    }

    #[test]
    fn words_of_yaml_1_1_are_booleans_and_nulls() {
        for text in ["y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"] {
            check(text, Scalar::Bool(true));
        }
        for text in ["n", "N", "no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"] {
            check(text, Scalar::Bool(false));
        }
        for text in ["", "~", "null", "Null", "NULL"] {
            check(text, Scalar::Null);
        }
        for text in ["yEs", "nULL", "tRUE", "yes ", "<<", "none"] {
            string(text);
        }
    }

    #[test]
    fn integers_have_the_bases_of_go_and_yaml_1_1() {
        check("012", Scalar::Int(10));
        check("0777", Scalar::Int(511));
        check("0o12", Scalar::Int(10));
        check("0x1F", Scalar::Int(31));
        check("-0x1F", Scalar::Int(-31));
        check("0b101", Scalar::Int(5));
        check("-0b101", Scalar::Int(-5));
        check("0b-101", Scalar::Int(-5));
        check("1_000", Scalar::Int(1000));
        check("+12", Scalar::Int(12));
        check("0", Scalar::Int(0));
        check("-0", Scalar::Int(0));
        check("-9223372036854775808", Scalar::Int(i64::MIN));
        check("18446744073709551615", Scalar::Uint(u64::MAX));
        check("18446744073709551616", Scalar::Float(18_446_744_073_709_551_616.0));
    }

    #[test]
    fn floats_are_what_the_reference_calls_floats() {
        check("1.20", Scalar::Float(1.2));
        check("08", Scalar::Float(8.0));
        check(".5", Scalar::Float(0.5));
        check(".7_2", Scalar::Float(0.72));
        check(".2e9_1", Scalar::Float(2e90));
        check("-.5", Scalar::Float(-0.5));
        check("1.", Scalar::Float(1.0));
        check("1e3", Scalar::Float(1000.0));
        check("1_0.5", Scalar::Float(10.5));
        check("1e-400", Scalar::Float(0.0));
        check("-.inf", Scalar::Float(f64::NEG_INFINITY));
    }

    #[test]
    fn everything_else_is_a_string() {
        for text in [
            "1e400",
            "1:30",
            "2001-01-01",
            "1.2.3",
            "v1.20",
            "-",
            "+",
            ".",
            "._5",
            ".5__0",
            ".5_",
            "0x",
            "0xg",
            "1e",
            "1e+",
            "--1",
            "+-1",
            "0x-1",
            "inf",
            "nan",
            "0b2",
            "0b+-1",
            "1 2",
            "é",
        ] {
            string(text);
        }
    }

    #[test]
    fn tags_hold_or_are_refused() {
        let tagged = |name: &str, text: &'static str| resolve_tagged(&format!("{STANDARD}{name}"), text);
        assert_eq!(tagged("str", "12"), Ok(Scalar::String("12")));
        assert_eq!(tagged("float", "1"), Ok(Scalar::Float(1.0)));
        assert_eq!(tagged("int", "1.5"), Err(TagError::Mismatch("a float")));
        assert_eq!(tagged("int", "x"), Err(TagError::Mismatch("a string")));
        assert_eq!(tagged("null", ""), Ok(Scalar::Null));
        assert_eq!(tagged("binary", "aGk="), Err(TagError::Unsupported));
        assert_eq!(resolve_tagged("!mine", "12"), Ok(Scalar::String("12")));
    }
}
