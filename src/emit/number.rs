//! Numbers as Go's `encoding/json` writes a float64.

use std::io::{self, Write};

/// `floatEncoder` in Go's encode.go: ES6 format, so exponents only below 1e-6 and from 1e21 on, and those
/// without leading zeros. The shortest digits that read back as the same number are the same in both
/// languages.
pub(super) fn write(number: f64, out: &mut Vec<u8>) -> io::Result<()> {
    let magnitude = number.abs();
    if magnitude == 0.0 || (1e-6..1e21).contains(&magnitude) {
        return write!(out, "{number}");
    }
    let shortest = format!("{number:e}");
    match shortest.split_once('e') {
        Some((digits, exponent)) if !exponent.starts_with('-') => write!(out, "{digits}e+{exponent}"),
        _ => write!(out, "{shortest}"),
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
        check(9_007_199_254_740_993.0, "9007199254740992");
        check(1e20, "100000000000000000000");
        check(1e21, "1e+21");
        check(1.5e300, "1.5e+300");
        check(0.000_001, "0.000001");
        check(0.000_000_9, "9e-7");
        check(-1.25e-9, "-1.25e-9");
        check(5e-324, "5e-324");
    }
}
