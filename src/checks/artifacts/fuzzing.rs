//! What must hold whatever the input is.

use super::{Globs, records, weights};

pub use super::images::fuzzing::*;

/// A file is judged as a pickle, as what its bytes say, and as the one format
/// that is told by its name alone; nothing panics, nothing runs without end.
pub fn pickle(input: &[u8]) {
    for path in ["a.pkl", "a.onnx"] {
        let findings = weights::judge_bytes(path, input, &Globs::default()).expect("bytes in memory can be read");
        assert!(findings.len() < 4000, "more is said than is read");
    }
}

/// A file is held against the header of its own format, whichever its name promises. The first byte of the input
/// is the name.
pub fn formats(input: &[u8]) {
    const NAMES: [&str; 10] =
        ["a.safetensors", "a.gguf", "a.onnx", "a.h5", "a.npy", "a.npz", "a.pt", "a.bin", "a.joblib", "a.ckpt"];
    let Some((&name, bytes)) = input.split_first() else { return };
    let path = NAMES[usize::from(name) % NAMES.len()];
    let findings = weights::judge_bytes(path, bytes, &Globs::default()).expect("bytes in memory can be read");
    assert!(findings.len() < 4000 && findings.iter().all(|finding| finding.message.len() < 4000));
    weights::read_dvc(bytes);
    records::read_all(&String::from_utf8_lossy(bytes));
}
