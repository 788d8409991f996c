//! What a scalar is called as a key of a JSON object.
//!
//! `convertToJSONableObject` in sigs.k8s.io/yaml: strings, integers, floats and booleans have a name, null
//! and unsigned integers beyond int64 have none.

use super::super::KeyKind;
use super::scalar::Scalar;

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
    let shortest = format!("{number:e}");
    let (digits, exponent) = shortest.split_once('e').unwrap_or((&shortest, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    // `fmtG` in Go's strconv/ftoa.go: "if precision was the shortest possible, use precision 6 for this
    // decision".
    if (-4..6).contains(&exponent) {
        format!("{number}")
    } else {
        format!("{digits}e{}{:02}", if exponent < 0 { '-' } else { '+' }, exponent.abs())
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
    }

    #[test]
    fn null_and_huge_integers_are_no_keys() {
        assert!(key_of(&Scalar::Null).is_err());
        assert!(key_of(&Scalar::Uint(u64::MAX)).is_err());
    }
}
