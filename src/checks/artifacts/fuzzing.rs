//! What must hold whatever the input is.

use super::{Globs, weights};

/// A file is judged as a pickle, as what its bytes say, and as the one format
/// that is told by its name alone; nothing panics, nothing runs without end.
pub fn pickle(input: &[u8]) {
    for path in ["a.pkl", "a.onnx"] {
        let findings = weights::judge_bytes(path, input, &Globs::default()).expect("bytes in memory can be read");
        assert!(findings.len() < 4000, "more is said than is read");
    }
}
