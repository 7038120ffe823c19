//! Gives each way of reading whose results are remembered a name that changes
//! whenever it could come to something else: the scan of secrets, and what is
//! taken from Python modules, and the look into weights.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    name("PRECHECK_SCAN", &["Cargo.lock", "src/checks/secrets", "src/git"])?;
    let weights = "src/checks/artifacts/weights";
    name("PRECHECK_WEIGHTS", &["Cargo.lock", "src/lfs.rs", weights, &format!("{weights}.rs")])?;
    let python = "src/checks/migrations/python";
    name("PRECHECK_PYTHON", &["Cargo.lock", "src/recall.rs", python, &format!("{python}.rs")])
}

fn name(variable: &str, sources: &[&str]) -> std::io::Result<()> {
    let mut files = Vec::new();
    for source in sources {
        println!("cargo::rerun-if-changed={source}");
        gather(Path::new(source), &mut files)?;
    }
    files.sort();
    let mut hasher = DefaultHasher::new();
    for file in files {
        std::fs::read(file)?.hash(&mut hasher);
    }
    println!("cargo::rustc-env={variable}={:016x}", hasher.finish());
    Ok(())
}

fn gather(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in std::fs::read_dir(path)? {
        gather(&entry?.path(), files)?;
    }
    Ok(())
}
