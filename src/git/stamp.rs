use std::fmt;
use std::fs::Metadata;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Two writes within this time can leave the same times behind: so coarse are
/// the clocks of old and of remote file systems.
const COARSEST: Duration = Duration::from_secs(2);

/// What a file system says of a file, and that changes whenever its content can
/// have changed: a rename over it changes the inode, a write the times, a forged
/// time of modification the time of change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Stamp {
    device: u64,
    inode: u64,
    size: u64,
    /// Nanoseconds since 1970.
    modified: i128,
    changed: i128,
}

impl Stamp {
    /// Of the file, or symbolic link, that lies at `path` now.
    pub fn at(path: &Path) -> std::io::Result<Self> {
        path.symlink_metadata().map(|metadata| Self::of(&metadata))
    }

    /// Of a file that was looked at.
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            size: metadata.size(),
            modified: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
            changed: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
        }
    }

    /// Of a file that was looked at.
    #[cfg(not(unix))]
    pub fn of(metadata: &Metadata) -> Self {
        let modified = metadata.modified().map_or(0, since_1970);
        Self { device: 0, inode: 0, size: metadata.len(), modified, changed: modified }
    }

    /// In bytes.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Whether a write after `moment` is sure to leave another stamp.
    pub fn is_settled(&self, moment: SystemTime) -> bool {
        let coarsest = i128::try_from(COARSEST.as_nanos()).unwrap_or(i128::MAX);
        // Elsewhere nothing tells of a file that was put in the place of another.
        cfg!(unix) && since_1970(moment) - self.modified.max(self.changed) >= coarsest
    }
}

fn since_1970(time: SystemTime) -> i128 {
    time.duration_since(UNIX_EPOCH).map_or(0, |since| i128::try_from(since.as_nanos()).unwrap_or(i128::MAX))
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { device, inode, size, modified, changed } = self;
        write!(f, "{device}:{inode} {size} {modified} {changed}")
    }
}
