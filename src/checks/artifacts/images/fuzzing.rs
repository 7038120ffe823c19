//! What must hold whatever an archive of images is.

use std::io::Write as _;

use bstr::ByteSlice;

use super::archives::images_of_tar;
use super::reference::Reference;

/// A file is read as an archive of images or refused, and a name is one or none.
pub fn images(input: &[u8]) {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(input).expect("written");
    let _ = images_of_tar(file.path(), "app");
    let text = input.to_str_lossy();
    if let Some(reference) = Reference::parse(&text) {
        let again = Reference::parse(&reference.to_string()).expect("what is written is read");
        assert_eq!(again.to_string(), reference.to_string());
    }
}

/// A tar file of the files of an input, which no made-up bytes would be.
pub fn layout(input: &[u8]) {
    let mut archive = Vec::new();
    for (path, bytes) in crate::fuzzing::files(input) {
        archive.extend(member(&path, &bytes));
    }
    archive.extend([0; 1024]);
    images(&archive);
}

fn member(path: &str, bytes: &[u8]) -> Vec<u8> {
    let mut header = [0_u8; 512];
    header[..path.len()].copy_from_slice(path.as_bytes());
    header[124..135].copy_from_slice(format!("{:011o}", bytes.len()).as_bytes());
    header[148..156].copy_from_slice(b"        ");
    header[156] = b'0';
    header[257..263].copy_from_slice(b"ustar\0");
    let sum: u32 = header.iter().map(|&byte| u32::from(byte)).sum();
    header[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let padding = vec![0; bytes.len().next_multiple_of(512) - bytes.len()];
    [&header, bytes, &padding].concat()
}
