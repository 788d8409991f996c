//! What a scalar is called as a key of a JSON object.
//!
//! `convertToJSONableObject` in sigs.k8s.io/yaml: strings, integers, floats and booleans have a name, null
//! and unsigned integers beyond int64 have none.

use super::{super::KeyKind, scalar::Scalar};
use crate::source::shortest;

/// The key, or what the scalar is when it cannot be one.
pub(super) fn key_of<'s>(scalar: &Scalar<'s>) -> Result<(KeyKind, std::borrow::Cow<'s, str>), &'static str> {
    match *scalar {
        Scalar::String(text) => Ok((KeyKind::String, text.into())),
        Scalar::Int(number) => Ok((KeyKind::Integer, number.to_string().into())),
        Scalar::Float(number) => Ok((KeyKind::Float, float_key(number).into())),
        Scalar::Bool(value) => Ok((KeyKind::Bool, if value { "true" } else { "false" }.into())),
        Scalar::Null => Err("null"),
        Scalar::Uint(_) => Err("an integer beyond 9223372036854775807"),
    }
}

/// Go's `strconv.FormatFloat(number, 'g', -1, 32)`, with YAML's names for the infinities. The 32 is the
/// reference's: a key `16777217.0` becomes `1.6777216e+07`.
#[allow(clippy::cast_possible_truncation)]
fn float_key(number: f64) -> String {
    let number = number as f32;
    if number.is_nan() {
        return ".nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let (negative, digits, exponent) = shortest(ryu::Buffer::new().format_finite(number));
    let sign = if negative { "-" } else { "" };
    // `fmtG` in Go's strconv/ftoa.go: "if precision was the shortest possible, use precision 6 for this
    // decision".
    match usize::try_from(exponent) {
        Ok(before @ 0..6) if digits.len() > before + 1 => {
            format!("{sign}{}.{}", &digits[..=before], &digits[before + 1..])
        }
        Ok(before @ 0..6) => format!("{sign}{digits}{}", "0".repeat(before + 1 - digits.len())),
        Err(_) if exponent >= -4 => {
            format!("{sign}0.{}{digits}", "0".repeat(usize::try_from(-exponent - 1).unwrap_or(0)))
        }
        _ => {
            let point = if digits.len() > 1 { "." } else { "" };
            let direction = if exponent < 0 { '-' } else { '+' };
            format!("{sign}{}{point}{}e{direction}{:02}", &digits[..1], &digits[1..], exponent.abs())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(number: f64, expected: &str) {
        assert_eq!(key_of(&Scalar::Float(number)), Ok((KeyKind::Float, expected.into())));
    }

    #[test]
    fn float_keys_are_formatted_as_the_reference_formats_them() {
        check(21.0, "21");
        check(1.5, "1.5");
        check(-0.0, "-0");
        check(100_000.0, "100000");
        check(123_456.5, "123456.5");
        check(1_000_000.0, "1e+06");
        check(1_234_567.5, "1.2345675e+06");
        check(16_777_217.0, "1.6777216e+07");
        check(20e20, "2e+21");
        check(0.0001, "0.0001");
        check(0.00001, "1e-05");
        check(1e300, ".inf");
        check(455_629.125, "455629.12");
        check(-0.5, "-0.5");
    }

    #[test]
    fn null_and_huge_integers_are_no_keys() {
        assert!(key_of(&Scalar::Null).is_err());
        assert!(key_of(&Scalar::Uint(u64::MAX)).is_err());
    }
}
