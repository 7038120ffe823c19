//! ONNX: a `ModelProto` of protocol buffers. Its outermost fields are walked;
//! they must be those of a model, and end where the file ends
//! (<https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>).

use std::io::{BufReader, Read};

use super::{Content, Flaw, Window, bytes};

/// No model has so many outermost fields.
const MOST_FIELDS: usize = 1 << 20;

const GRAPH: u64 = 7;

pub fn check(content: &mut Content) -> Result<(), Flaw> {
    let size = content.size();
    let mut input = BufReader::new(content.rest(0));
    let (mut at, mut has_graph) = (0, false);
    for _ in 0..MOST_FIELDS {
        if at == size {
            return if has_graph { Ok(()) } else { Flaw::told("is a model of ONNX without a graph") };
        }
        let tag = number(&mut input, &mut at)?;
        let length = match (tag >> 3, tag & 7) {
            // Versions.
            (1 | 5, 0) => {
                number(&mut input, &mut at)?;
                0
            }
            // Names, graph, operators, metadata, training, functions, configuration.
            (2 | 3 | 4 | 6 | 7 | 8 | 14 | 20 | 25 | 26, 2) => number(&mut input, &mut at)?,
            _ => return Flaw::told("is no model of ONNX"),
        };
        has_graph |= tag >> 3 == GRAPH;
        if length > size.saturating_sub(at) {
            return Flaw::told(format!("is cut off: {} bytes are missing", length - size.saturating_sub(at)));
        }
        skip(&mut input, length)?;
        at += length;
    }
    Flaw::told("has more fields than a model of ONNX")
}

fn skip(input: &mut BufReader<Window>, length: u64) -> Result<(), Flaw> {
    // Not longer than the file, which the caller has seen to.
    Ok(input.seek_relative(i64::try_from(length).unwrap_or(i64::MAX))?)
}

/// A number in steps of seven bits, the lowest first.
fn number(input: &mut impl Read, at: &mut u64) -> Result<u64, Flaw> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let [byte] = bytes(input)?;
        *at += 1;
        number |= u64::from(byte & 0x7F) << shift;
        if byte & 0x80 == 0 {
            return Ok(number);
        }
    }
    Flaw::told("is no model of ONNX")
}
