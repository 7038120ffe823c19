//! What a file is by its first bytes, and what its name says that it is.

use bstr::{BStr, ByteSlice};

use super::{gguf, hdf5, npy, safetensors};
use crate::git::RepoPath;

/// What a file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Safetensors,
    Gguf,
    Hdf5,
    Npy,
    Zip,
    Pickle,
    Zlib,
    Gzip,
    /// Packed in a way of which only the first bytes are known.
    Closed(&'static str),
    /// Not to be told: text pickles and ONNX, too, begin like nothing in particular.
    Unknown,
}

impl Kind {
    pub fn of(head: &[u8], size: u64) -> Self {
        const CLOSED: [(&[u8], &str); 9] = [
            (b"BZh", "packed by bzip2"),
            (b"\xFD7zXZ\0", "packed by xz"),
            (b"\x5D\0", "packed by LZMA"),
            (b"\x28\xB5\x2F\xFD", "packed by zstd"),
            (b"\x04\x22\x4D\x18", "packed by LZ4"),
            (b"7z\xBC\xAF\x27\x1C", "packed by 7z"),
            (b"Rar!\x1A\x07", "packed by RAR"),
            (b"ZF0x", "packed by an old joblib"),
            (b"\x1F\x9D", "packed by compress"),
        ];
        match head {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Self::Zip,
            [0x1F, 0x8B, ..] => Self::Gzip,
            [0x80, 0..=5, ..] => Self::Pickle,
            // Window of 32 KiB, and a check sum over both bytes.
            [0x78, second, ..] if (0x7800 | u16::from(*second)) % 31 == 0 && second & 0x20 == 0 => Self::Zlib,
            _ if head.starts_with(gguf::MAGIC) => Self::Gguf,
            _ if head.starts_with(hdf5::SIGNATURE) => Self::Hdf5,
            _ if head.starts_with(npy::MAGIC) => Self::Npy,
            _ if head.get(257..262) == Some(b"ustar") => Self::Closed("a tar"),
            _ if safetensors::is_likely(head, size) => Self::Safetensors,
            _ => CLOSED
                .iter()
                .find(|(magic, _)| head.starts_with(magic))
                .map_or(Self::Unknown, |(_, what)| Self::Closed(what)),
        }
    }

    /// What the manifest calls it; `by_name` is what it would be called by its name alone.
    pub fn format(self, by_name: &'static str) -> &'static str {
        match (self, by_name) {
            (Self::Safetensors, _) => "safetensors",
            (Self::Gguf, _) => "gguf",
            (Self::Hdf5, _) => "hdf5",
            (Self::Npy, _) => "numpy",
            (Self::Pickle, "joblib") => "joblib",
            (Self::Pickle, _) => "pickle",
            // These alone do not show in the first bytes.
            (Self::Unknown, "onnx" | "pickle" | "joblib")
            | (Self::Zip | Self::Zlib | Self::Gzip | Self::Closed(_), _) => by_name,
            (Self::Unknown, _) => "unknown",
        }
    }

    pub fn shown(self) -> &'static str {
        match self {
            Self::Safetensors => "safetensors",
            Self::Gguf => "GGUF",
            Self::Hdf5 => "HDF5",
            Self::Npy => "an array of numpy",
            Self::Zip => "a zip",
            Self::Pickle => "a pickle",
            Self::Zlib => "what zlib has packed",
            Self::Gzip => "what gzip has packed",
            Self::Closed(what) => what,
            Self::Unknown => "nothing that is known",
        }
    }
}

/// What the manifest calls a file of which nothing is known but its name.
pub fn format_by_name(path: &BStr) -> &'static str {
    let name = path.rsplit_str("/").next().unwrap_or_default();
    let extension = name.rsplit_once_str(".").map(|(_, extension)| extension.to_ascii_lowercase());
    match extension.as_deref() {
        Some(b"pt" | b"pth" | b"ckpt") => "pytorch",
        Some(b"safetensors") => "safetensors",
        Some(b"onnx") => "onnx",
        Some(b"gguf") => "gguf",
        Some(b"h5" | b"hdf5") => "hdf5",
        Some(b"npy" | b"npz") => "numpy",
        Some(b"pkl" | b"pickle") => "pickle",
        Some(b"joblib") => "joblib",
        _ => "unknown",
    }
}

/// Whether a name is one that weights have.
pub fn is_of_weights(path: &BStr) -> bool {
    format_by_name(path) != "unknown" || path.to_ascii_lowercase().ends_with(b".bin")
}

/// What a name says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Named {
    Torch,
    Pickle,
    Safetensors,
    Gguf,
    Onnx,
    Hdf5,
    Npy,
    Npz,
    /// Nothing in particular.
    Anything,
}

impl Named {
    pub fn of(path: &RepoPath) -> Self {
        let extension = path.rsplit_once_str(".").map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some(b"pt" | b"pth") => Self::Torch,
            Some(b"pkl" | b"pickle" | b"joblib") => Self::Pickle,
            Some(b"safetensors") => Self::Safetensors,
            Some(b"gguf") => Self::Gguf,
            Some(b"onnx") => Self::Onnx,
            Some(b"h5" | b"hdf5") => Self::Hdf5,
            Some(b"npy") => Self::Npy,
            Some(b"npz") => Self::Npz,
            _ => Self::Anything,
        }
    }

    /// Whether a file of this name may be of that kind.
    pub fn fits(self, kind: Kind) -> bool {
        match self {
            Self::Anything => true,
            Self::Torch => matches!(kind, Kind::Zip | Kind::Pickle | Kind::Closed("a tar")),
            Self::Pickle => matches!(kind, Kind::Zip | Kind::Pickle | Kind::Zlib | Kind::Gzip | Kind::Closed(_)),
            Self::Safetensors => kind == Kind::Safetensors,
            Self::Gguf => kind == Kind::Gguf,
            Self::Onnx => kind == Kind::Unknown,
            Self::Hdf5 => kind == Kind::Hdf5,
            Self::Npy => kind == Kind::Npy,
            Self::Npz => kind == Kind::Zip,
        }
    }

    pub fn shown(self) -> &'static str {
        match self {
            Self::Torch => "PyTorch",
            Self::Pickle => "a pickle",
            Self::Safetensors => "safetensors",
            Self::Gguf => "GGUF",
            Self::Onnx => "ONNX",
            Self::Hdf5 => "HDF5",
            Self::Npy | Self::Npz => "numpy",
            Self::Anything => "weights",
        }
    }
}
