//! safetensors: the length of a header, the header as JSON, and the numbers, of
//! which the header tells each byte (<https://huggingface.co/docs/safetensors>).

use std::collections::HashMap;
use std::io::Read;

use serde::Deserialize;

use super::{Content, Flaw, bytes, compare};

/// A longer header is refused by the format's own readers too.
const LONGEST_HEADER: u64 = 100_000_000;

#[derive(Deserialize)]
struct Header {
    #[serde(rename = "__metadata__")]
    _metadata: Option<HashMap<String, String>>,
    #[serde(flatten)]
    tensors: HashMap<String, Tensor>,
}

#[derive(Deserialize)]
struct Tensor {
    dtype: String,
    shape: Vec<u64>,
    data_offsets: (u64, u64),
}

pub fn is_likely(head: &[u8], size: u64) -> bool {
    let length = head.first_chunk().map(|length| u64::from_le_bytes(*length));
    head.get(8) == Some(&b'{') && length.is_some_and(|length| length <= LONGEST_HEADER && length <= size)
}

pub fn check(content: &mut Content) -> Result<(), Flaw> {
    let size = content.size();
    let length = u64::from_le_bytes(bytes(&mut content.rest(0))?);
    if length > LONGEST_HEADER {
        return Flaw::told("has a header longer than safetensors allows");
    }
    if length > size - 8 {
        return Flaw::told("ends within its header");
    }
    let mut header = Vec::new();
    content.window(8, length).read_to_end(&mut header)?;
    let Ok(Header { tensors, .. }) = serde_json::from_slice(&header) else {
        return Flaw::told("has a header that is not the JSON of safetensors");
    };
    compare(8 + length + end_of(tensors.into_values().collect())?, size)
}

/// Where the numbers end, counted from the first of them.
fn end_of(mut tensors: Vec<Tensor>) -> Result<u64, Flaw> {
    tensors.sort_by_key(|tensor| tensor.data_offsets);
    let mut end = 0;
    for tensor in &tensors {
        let (from, to) = tensor.data_offsets;
        if from != end || to < from {
            return Flaw::told("has tensors that overlap, or bytes that belong to none");
        }
        if size_of(tensor).is_some_and(|size| size != to - from) {
            return Flaw::told("has a tensor whose shape does not fit its bytes");
        }
        end = to;
    }
    Ok(end)
}

/// In bytes; `None` for a kind of number that is newer than this.
fn size_of(tensor: &Tensor) -> Option<u64> {
    let bits = match &*tensor.dtype {
        "F4" => 4,
        "F6_E2M3" | "F6_E3M2" => 6,
        "BOOL" | "U8" | "I8" | "F8_E4M3" | "F8_E5M2" | "F8_E8M0" => 8,
        "U16" | "I16" | "F16" | "BF16" => 16,
        "U32" | "I32" | "F32" => 32,
        "U64" | "I64" | "F64" | "C64" => 64,
        _ => return None,
    };
    // What overflows is no size of a file.
    let count = tensor.shape.iter().try_fold(1_u64, |count, &length| count.checked_mul(length));
    Some(count.and_then(|count| count.checked_mul(bits)).map_or(u64::MAX, |bits| bits.div_ceil(8)))
}
