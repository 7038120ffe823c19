use std::io::Write;

use ::zip::write::SimpleFileOptions;
use ::zip::{CompressionMethod, ZipWriter};
use flate2::write::{GzEncoder, ZlibEncoder};

use super::*;
use crate::checks::artifacts::Globs;

const UNSAFE: &[u8] = b"\x80\x02cos\nsystem\nX\x02\0\0\0id\x85R.";
const STATE_DICT: &[u8] = b"\x80\x02ccollections\nOrderedDict\n)R.";

/// What is said of a file: codes, and the sentences.
fn judged(path: &str, bytes: &[u8]) -> (Vec<&'static str>, String) {
    let findings = look(&path.into(), &mut Content::of_bytes(bytes.to_vec()), &Globs::default()).unwrap().findings;
    let codes = findings.iter().map(|finding| finding.code.id.trim_start_matches("artifacts/")).collect();
    (codes, findings.iter().map(|finding| finding.message.as_str()).collect::<Vec<_>>().join("\n"))
}

fn codes(path: &str, bytes: &[u8]) -> Vec<&'static str> {
    judged(path, bytes).0
}

fn zip_of(method: CompressionMethod, members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, content) in members {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn torch(pickle: &[u8]) -> Vec<u8> {
    zip_of(CompressionMethod::Stored, &[("a/data.pkl", pickle), ("a/data/0", &[0x80; 64]), ("a/version", b"3\n")])
}

/// With the bytes `from`, wherever they stand, replaced.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8], nth: usize) -> Vec<u8> {
    let at = bytes.windows(from.len()).enumerate().filter(|(_, part)| *part == from).nth(nth).unwrap().0;
    [&bytes[..at], to, &bytes[at + from.len()..]].concat()
}

fn safetensors(header: &str, data: usize) -> Vec<u8> {
    [&(header.len() as u64).to_le_bytes(), header.as_bytes(), &vec![0; data]].concat()
}

fn npy(header: &str, data: &[u8]) -> Vec<u8> {
    [b"\x93NUMPY\x01\0", &u16::try_from(header.len()).unwrap().to_le_bytes()[..], header.as_bytes(), data].concat()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn an_unsafe_pickle_is_refused_whatever_it_is_packed_in() {
    let legacy = [
        b"\x80\x02\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19.\x80\x02M\xE9\x03.\x80\x02}.",
        UNSAFE,
        b"\x80\x02].",
        &[0xFF; 40],
    ]
    .concat();
    for (path, bytes) in [
        ("a.pkl", UNSAFE.to_vec()),
        ("a.bin", UNSAFE.to_vec()),
        ("a.ckpt", b"cos\nsystem\n(S'id'\ntR.".to_vec()),
        ("a.pth", legacy),
        ("a.pt", torch(UNSAFE)),
        ("a.pt", zip_of(CompressionMethod::Deflated, &[("a/data.pkl", UNSAFE)])),
        ("a.pt", zip_of(CompressionMethod::Stored, &[("a/data.pkl", STATE_DICT), ("a/constants.pkl", UNSAFE)])),
        ("a.pt", zip_of(CompressionMethod::Stored, &[("a/data.pkl", STATE_DICT), ("a/extra/more.pkl", UNSAFE)])),
        ("a.joblib", gzip(UNSAFE)),
        ("a.joblib", zlib(UNSAFE)),
        ("a.joblib", [gzip(b"\x80\x02}."), gzip(UNSAFE)].concat()),
        ("a.joblib", [zlib(b"\x80\x02}."), zlib(UNSAFE)].concat()),
        ("a.npy", npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", UNSAFE)),
        ("a.npy", npy("{'descr': '|' 'O', 'fortran_order': False, 'shape': (1,), }", UNSAFE)),
        ("a.npy", npy("{'descr': [('x', 'obj''ect')], 'fortran_order': False, 'shape': (1,), }", UNSAFE)),
        ("a.npz", zip_of(CompressionMethod::Deflated, &[("x.npy", &npy("{'descr': '|O', 'shape': ()}", UNSAFE))])),
    ] {
        let (codes, said) = judged(path, &bytes);
        assert_eq!(codes, ["unsafe-pickle"], "{path}: {said}");
        assert!(said.contains(path) && said.contains("`os.system` (byte "), "{said}");
    }
    assert_eq!(codes("a.onnx", UNSAFE), ["wrong-format", "unsafe-pickle"]);
    assert_eq!(codes("a.safetensors", &torch(UNSAFE)), ["wrong-format", "unsafe-pickle"]);
}

#[test]
fn what_is_weights_and_a_pickle_at_once_is_refused() {
    let tar = [b"\x80\x02B\0\x01\0\0".as_slice(), &[0; 250], b"ustar0", &UNSAFE[2..]].concat();
    let gguf = [b"GGUF\x03\0\0\0\0", UNSAFE].concat();
    // The length of the header is a text of 16 bytes, and texts lead through it into the numbers.
    let behind = r#"":{"dtype":"U8","shape":[200],"data_offsets":[0,200]}}"#;
    let hops = format!("U~{}", "x".repeat(126)).repeat(33);
    let header = format!("{{\"________{}{behind}", &hops[..0x1055 - 10 - behind.len()]);
    let mut safetensors = safetensors(&header, 200);
    assert_eq!(codes("a.safetensors", &safetensors), [""; 0]);
    let numbers = 8 + header.len() + 53;
    safetensors[numbers..numbers + UNSAFE.len() - 2].copy_from_slice(&UNSAFE[2..]);
    for (path, bytes) in [("a.bin", &gguf), ("a.gguf", &gguf), ("a.pt", &tar), ("a.ckpt", &safetensors)] {
        let (codes, said) = judged(path, bytes);
        assert!(codes.contains(&"unsafe-pickle"), "{path}: {said}");
    }
}

#[test]
fn a_zip_of_which_two_stories_can_be_told_is_refused() {
    let zip = torch(STATE_DICT);
    assert_eq!(codes("a.pt", &zip), [""; 0]);
    let twin = zip_of(CompressionMethod::Stored, &[("a/data.pkl", STATE_DICT), ("a/datb.pkl", STATE_DICT)]);
    let end = zip.windows(4).rposition(|word| word == b"PK\x05\x06").unwrap();
    let first_header = b"PK\x03\x04\x0A\0\0\0";
    for (bytes, words) in [
        (replaced(&zip, b"data.pkl", b"dath.pkl", 0), "two stories: a/data.pkl"),
        (replaced(&zip, b"data.pkl", b"dath.pkl", 1), "two stories: a/dath.pkl"),
        (replaced(&replaced(&twin, b"datb", b"data", 0), b"datb", b"data", 0), "two members of the name a/data.pkl"),
        (replaced(&zip, first_header, b"PK\x03\x04\x0A\0\x01\0", 0), "encrypted member: a/data.pkl"),
        (zip[..end].to_vec(), "the directory at the end of a zip is missing"),
        (zip[..end + 9].to_vec(), "cut off within the end"),
        ([&zip, b"more".as_slice()].concat(), "bytes behind its end"),
        ([b"PK\x03\x04", zip.as_slice()].concat(), "not where it says"),
        (zip_of(CompressionMethod::Stored, &[("a/b", b"c")]), "without the data.pkl"),
    ] {
        let (codes, said) = judged("a.pt", &bytes);
        assert_eq!(codes.first(), Some(&"broken-weights"), "{words}: {said}");
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[test]
fn what_can_not_be_looked_into_is_a_warning() {
    for (path, bytes) in [
        ("a.joblib", b"BZh91AY&SY".as_slice()),
        ("a.joblib", b"\xFD7zXZ\0\0"),
        ("a.pkl", b"\x80\x02}.\xFF\xFF"),
        ("a.pt", &zip_of(CompressionMethod::Stored, &[("data.pkl", b"}."), ("x.pth", &torch(STATE_DICT))])),
    ] {
        assert_eq!(codes(path, bytes), ["unread-weights"], "{path}");
    }
}

#[test]
fn what_breaks_off_is_refused() {
    for (path, bytes, code) in [
        ("a.pkl", b"\x80\x04}".to_vec(), "broken-pickle"),
        ("a.joblib", gzip(b"\x80\x04}.")[..12].to_vec(), "broken-pickle"),
        ("a.pt", b"no pickle at all".to_vec(), "wrong-format"),
        ("a.pkl", vec![7; 100], "wrong-format"),
        ("a.gguf", b"gguf".to_vec(), "broken-weights"),
        ("a.h5", b"hdf".to_vec(), "broken-weights"),
        ("a.npz", npy("{'descr': '<f8', 'shape': (), }", &[0; 8]), "wrong-format"),
    ] {
        assert_eq!(codes(path, &bytes), [code], "{path}");
    }
    assert_eq!(codes("a.bin", &[7; 100]), [""; 0], "any bytes may be weights");
}

#[test]
fn safetensors_must_account_for_every_byte() {
    let header = r#"{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]},"a":{"dtype":"F16","shape":[2,1],"data_offsets":[0,4]}}"#;
    assert_eq!(codes("a.safetensors", &safetensors(header, 12)), [""; 0]);
    for (bytes, words) in [
        (safetensors(header, 9), "cut off: 3 bytes are missing"),
        (safetensors(header, 13), "has 1 bytes behind its end"),
        (safetensors(&header.replace("[4,12]", "[3,12]"), 12), "overlap"),
        (safetensors(&header.replace("[2,1]", "[2,2]"), 12), "shape does not fit"),
        (safetensors(&header.replace("[2,1]", "[9223372036854775807,9]"), 12), "shape does not fit"),
        (safetensors(&header.replace("shape", "form"), 12), "not the JSON of safetensors"),
        (safetensors(header, 12)[..40].to_vec(), "does not begin as safetensors"),
    ] {
        let (codes, said) = judged("a.safetensors", &bytes);
        assert_eq!(codes, ["broken-weights"], "{words}");
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn other_formats_are_held_against_their_own_headers() {
    let gguf = |version: u32, tensors: u64| {
        [b"GGUF", &version.to_le_bytes()[..], &tensors.to_le_bytes(), &0_u64.to_le_bytes(), &[0; 40]].concat()
    };
    let hdf5 = |end: u64| {
        let head = b"\x89HDF\r\n\x1a\n\0\0\0\0\0\x08\x08\0\x04\0\x10\0\0\0\0\0";
        [head, &[0; 8][..], &[0xFF; 8], &end.to_le_bytes(), &[0xFF; 8], &[0; 40]].concat()
    };
    let onnx = b"\x08\x08\x12\x07pytorch\x3A\x04\x0A\x02ab\x42\x04\x0A\0\x10\x11";
    let plain = npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", &[0; 24]);
    for (path, bytes, words) in [
        ("a.gguf", gguf(3, 1), ""),
        ("a.gguf", gguf(3, 1 << 40), "too short for the tensors"),
        ("a.gguf", gguf(77, 1), "has version 77"),
        ("a.h5", hdf5(96), ""),
        ("a.h5", hdf5(100), "cut off: 4 bytes are missing"),
        ("a.onnx", onnx.to_vec(), ""),
        ("a.onnx", onnx[..15].to_vec(), "cut off: 2 bytes are missing"),
        ("a.onnx", b"\x08\x08".to_vec(), "without a graph"),
        ("a.onnx", b"onnx".to_vec(), "is no model of ONNX"),
        ("a.npy", plain.clone(), ""),
        ("a.npy", plain[..plain.len() - 1].to_vec(), "cut off: 1 bytes are missing"),
        ("a.onnx", plain, "holds an array of numpy, not ONNX"),
    ] {
        let (_, said) = judged(path, &bytes);
        assert!(if words.is_empty() { said.is_empty() } else { said.contains(words) }, "{path} {words}: {said}");
    }
}

#[test]
fn models_in_all_that_they_are_packed_in_are_silent() {
    for (path, bytes) in [
        ("a.pt", torch(STATE_DICT)),
        ("a.bin", torch(STATE_DICT)),
        ("a.joblib", zlib(STATE_DICT)),
        ("a.joblib", gzip(STATE_DICT)),
        ("a.pkl", STATE_DICT.to_vec()),
        ("a.npz", zip_of(CompressionMethod::Stored, &[("x.npy", &npy("{'descr': '<f8', 'shape': (), }", &[0; 8]))])),
    ] {
        assert_eq!(judged(path, &bytes), (vec![], String::new()), "{path}");
    }
}

#[test]
fn a_format_is_told_by_the_content_and_by_the_name_where_that_does_not_say() {
    let tensors = safetensors(r#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}"#, 2);
    let legacy = b"\x80\x02\x8A\x0A\x6C\xFC\x9C\x46\xF9\x20\x6A\xA8\x50\x19.";
    let arrays = zip_of(CompressionMethod::Stored, &[("x.npy", &npy("{'descr': '<i2', 'shape': (1,)}", &[0; 2]))]);
    for (path, bytes, format) in [
        ("a.bin", tensors, "safetensors"),
        ("a.bin", torch(STATE_DICT), "pytorch"),
        ("a.ckpt", legacy.to_vec(), "pytorch"),
        ("a.dat", arrays, "numpy"),
        ("a.pt", STATE_DICT.to_vec(), "pickle"),
        ("a.joblib", STATE_DICT.to_vec(), "joblib"),
        ("a.joblib", zlib(STATE_DICT), "joblib"),
        ("a.onnx", b"\x08\x08\x3A\0".to_vec(), "onnx"),
        ("a.bin", vec![7; 100], "unknown"),
        ("a.ckpt", vec![7; 100], "unknown"),
        ("a.bin", gzip(STATE_DICT), "unknown"),
    ] {
        let looked = look(&path.into(), &mut Content::of_bytes(bytes), &Globs::default()).unwrap();
        assert_eq!(looked.format, format, "{path}");
    }
}
