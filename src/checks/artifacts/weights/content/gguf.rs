//! GGUF: a magic word, a version, and how many tensors and entries there are
//! (<https://github.com/ggml-org/ggml/blob/master/docs/gguf.md>).

use super::{Content, Flaw, bytes};

pub const MAGIC: &[u8] = b"GGUF";

/// The least that the description of a tensor, or an entry, takes.
const LEAST: u64 = 13;

pub fn check(content: &mut Content) -> Result<(), Flaw> {
    let size = content.size();
    let mut head = content.rest(4);
    let version = u32::from_le_bytes(bytes(&mut head)?);
    let counts = match version {
        1 => [u32::from_le_bytes(bytes(&mut head)?).into(), u32::from_le_bytes(bytes(&mut head)?).into()],
        2 | 3 => [u64::from_le_bytes(bytes(&mut head)?), u64::from_le_bytes(bytes(&mut head)?)],
        // Written on a machine that puts the highest byte first.
        _ if matches!(version.swap_bytes(), 1..=3) => return Ok(()),
        _ => return Flaw::told(format!("has version {version} of GGUF, which there is not")),
    };
    match counts.iter().try_fold(0_u64, |all, count| all.checked_add(count.checked_mul(LEAST)?)) {
        Some(least) if least <= size => Ok(()),
        _ => Flaw::told("is too short for the tensors that its header counts"),
    }
}
