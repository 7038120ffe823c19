//! Files of age: a header of lines that ends with its MAC, then a nonce of 16
//! bytes and chunks with a tag of 16 bytes each; or all that in base64 between two lines.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bstr::ByteSlice;

use super::{File, codes};
use crate::finding::Finding;

const HEADER: &[u8] = b"age-encryption.org/v1";
const BEGIN: &[u8] = b"-----BEGIN AGE ENCRYPTED FILE-----";
const END: &[u8] = b"-----END AGE ENCRYPTED FILE-----";
const NONCE_AND_TAG: usize = 32;

/// What is wrong with a file that is age's by its name or its first line.
pub fn judge(file: &File) -> Option<Vec<Finding>> {
    let is_armored = file.bytes.starts_with(BEGIN);
    if !is_armored && !file.bytes.starts_with(HEADER) {
        let open = || file.finding(&codes::OPEN, "", format!("{} is named as if age had encrypted it", file.path));
        return file.path.ends_with(b".age").then(|| vec![open()]);
    }
    let bytes = if is_armored { without_armor(file.bytes) } else { Some(file.bytes.to_vec()) };
    let finding = match bytes.as_deref().and_then(payload) {
        Some(payload) if payload.len() > NONCE_AND_TAG => return Some(Vec::new()),
        Some(payload) if payload.len() == NONCE_AND_TAG => {
            file.finding(&codes::EMPTY, "", format!("{} is encrypted and empty", file.path))
        }
        _ => file.finding(&codes::DAMAGED, "", format!("{} is cut off: age can't decrypt it", file.path)),
    };
    Some(vec![finding])
}

fn without_armor(bytes: &[u8]) -> Option<Vec<u8>> {
    let inside = bytes.trim().strip_prefix(BEGIN)?.strip_suffix(END)?;
    STANDARD.decode(inside.lines().flatten().copied().collect::<Vec<u8>>()).ok()
}

/// What stands behind the header.
fn payload(bytes: &[u8]) -> Option<&[u8]> {
    let mac = bytes.find(b"\n--- ")? + 1;
    let end = bytes[mac..].find_byte(b'\n')?;
    Some(&bytes[mac + end + 1..])
}
