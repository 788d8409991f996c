//! Finding the few bytes that matter in long text.

const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);

/// The offset of the first control character or byte in `stops`, or the length.
///
/// Templates are texts of up to 250 kB with an escape every forty bytes, and every byte of an 11 MB data.json
/// passes here twice; so eight bytes are looked at together.
pub(crate) fn run<const N: usize>(bytes: &[u8], stops: [u8; N]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    for (nth, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // A borrow can mark a byte wrongly only above one that is marked rightly, and the lowest is taken.
        let control = word.wrapping_sub(ONES * 0x20) & !word;
        let found = stops.iter().fold(control, |found, &stop| {
            let zero_where_equal = word ^ (ONES * u64::from(stop));
            found | (zero_where_equal.wrapping_sub(ONES) & !zero_where_equal)
        }) & HIGH;
        if found != 0 {
            return nth * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    let passed = bytes.len() - rest.len();
    let stop = rest.iter().position(|byte| *byte < 0x20 || stops.contains(byte));
    stop.map_or(bytes.len(), |length| passed + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_stop_is_found_among_all_bytes_at_all_places() {
        for length in 0..26 {
            for at in 0..length {
                for byte in 0..=255 {
                    for neighbour in [b'a', 0x80, 0xff, b'!', b'#', b'"'] {
                        let mut bytes = vec![neighbour; length];
                        bytes[at] = byte;
                        let slow = bytes.iter().position(|byte| *byte < 0x20 || b"\"\\\xe2".contains(byte));
                        assert_eq!(run(&bytes, *b"\"\\\xe2"), slow.unwrap_or(length), "{bytes:?}");
                    }
                }
            }
        }
    }
}
