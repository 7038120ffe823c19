//! A number of bytes, as people say it.

/// `4.2 GiB`, rounded down to a tenth.
pub fn shown(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["KiB", "MiB", "GiB", "TiB", "PiB"];
    let (mut tenths, mut unit) = (bytes.saturating_mul(10), None);
    for name in UNITS {
        if tenths < 10_240 {
            break;
        }
        tenths /= 1024;
        unit = Some(name);
    }
    match unit {
        Some(unit) => format!("{}.{} {unit}", tenths / 10, tenths % 10),
        None => format!("{bytes} bytes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_units_of_1024() {
        for (bytes, words) in [(0, "0 bytes"), (1023, "1023 bytes"), (1024, "1.0 KiB"), (4_509_715_661, "4.2 GiB")] {
            assert_eq!(shown(bytes), words);
        }
    }
}
