//! The shortest digits of a float.
//!
//! Go and ryu round a tie to the even digit; Rust's own formatting rounds it up, so `70784892419196.125` would
//! end in `.13`.

/// Sign, digits without a point, and the exponent of the first digit, from ryu's form: `1.5e-7`, `0.1`, `12.0`.
pub(crate) fn shortest(text: &str) -> (bool, String, i32) {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |text| (true, text));
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    let digits = all.trim_start_matches('0');
    if digits.is_empty() {
        return (negative, "0".to_owned(), 0);
    }
    let leading = i32::try_from(all.len() - digits.len()).unwrap_or(0);
    let whole = i32::try_from(whole.len()).unwrap_or(0);
    let exponent = exponent.parse().unwrap_or(0) + whole - 1 - leading;
    (negative, digits.trim_end_matches('0').to_owned(), exponent)
}
