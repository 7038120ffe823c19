//! HDF5: a signature, and a superblock that says where the file ends
//! (<https://support.hdfgroup.org/documentation/hdf5/latest/_f_m_t3.html>).

use std::io::Read;

use super::{Content, Flaw, bytes};

pub const SIGNATURE: &[u8] = b"\x89HDF\r\n\x1a\n";

pub fn check(content: &mut Content) -> Result<(), Flaw> {
    let size = content.size();
    let mut block = content.rest(8);
    let [version] = bytes(&mut block)?;
    // The size of an address, and how many bytes stand before the first.
    let (width, before) = match version {
        0 | 1 => {
            let [_, _, _, _, width, ..] = bytes::<15>(&mut block)?;
            (width, if version == 0 { 0 } else { 4 })
        }
        2 | 3 => (bytes::<3>(&mut block)?[0], 0),
        _ => return Flaw::told(format!("has version {version} of HDF5's superblock, which there is not")),
    };
    if !matches!(width, 2 | 4 | 8) {
        return Flaw::told("has addresses of a size that HDF5 does not have");
    }
    // Base and one more address stand before the end of the file.
    let mut addresses = vec![0; before + 3 * usize::from(width)];
    block.read_exact(&mut addresses)?;
    let end =
        addresses[before + 2 * usize::from(width)..].iter().rev().fold(0, |end, &byte| end << 8 | u64::from(byte));
    if end > size { Flaw::told(format!("is cut off: {} bytes are missing", end - size)) } else { Ok(()) }
}
