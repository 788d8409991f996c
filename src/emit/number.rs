//! Numbers as Go's `encoding/json` writes a float64.

use std::io::{self, Write};

use crate::source::shortest;

/// `floatEncoder` in Go's encode.go: ES6 format, so exponents only below 1e-6 and from 1e21 on, and those
/// without leading zeros.
pub(super) fn write(number: f64, out: &mut Vec<u8>) -> io::Result<()> {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        // Exact, and by far the most.
        return write!(out, "{number}");
    }
    let (negative, digits, exponent) = shortest(ryu::Buffer::new().format_finite(number));
    if negative {
        out.push(b'-');
    }
    if !(-6..21).contains(&exponent) {
        write!(out, "{}", &digits[..1])?;
        if digits.len() > 1 {
            write!(out, ".{}", &digits[1..])?;
        }
        return write!(out, "e{}{}", if exponent < 0 { '-' } else { '+' }, exponent.abs());
    }
    write_plain(&digits, exponent, out)
}

/// The digits with the point in its place: the first digit counts 10 to the power of `exponent`.
fn write_plain(digits: &str, exponent: i32, out: &mut Vec<u8>) -> io::Result<()> {
    let before = usize::try_from(exponent + 1).unwrap_or(0);
    if before == 0 {
        let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
        write!(out, "0.{}{digits}", "0".repeat(zeros))
    } else if before >= digits.len() {
        write!(out, "{digits}{}", "0".repeat(before - digits.len()))
    } else {
        write!(out, "{}.{}", &digits[..before], &digits[before..])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(number: f64, expected: &str) {
        let mut out = Vec::new();
        write(number, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn numbers_look_as_go_writes_them() {
        check(0.0, "0");
        check(-0.0, "-0");
        check(511.0, "511");
        check(1.2, "1.2");
        check(-12.5, "-12.5");
        check(9_007_199_254_740_993.0, "9007199254740992");
        check(1e20, "100000000000000000000");
        check(1e21, "1e+21");
        check(1.5e300, "1.5e+300");
        check(0.1, "0.1");
        check(0.000_012, "0.000012");
        check(0.000_001, "0.000001");
        check(0.000_000_9, "9e-7");
        check(-1.25e-9, "-1.25e-9");
        check(5e-324, "5e-324");
    }

    #[allow(clippy::excessive_precision)] // that is the point
    #[test]
    fn a_tie_goes_to_the_even_digit() {
        check(70_784_892_419_196.125, "70784892419196.12");
        check(1_912_210_726_912_886.25, "1912210726912886.2");
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_the_same_number(bits in proptest::prelude::any::<u64>()) {
            let number = f64::from_bits(bits);
            if number.is_finite() {
                let mut out = Vec::new();
                write(number, &mut out).unwrap();
                let text = String::from_utf8(out).unwrap();
                proptest::prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), bits, "{}", text);
            }
        }
    }
}
