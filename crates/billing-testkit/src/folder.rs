//! What a folder holds, for tests that look for traces.

use std::path::{Path, PathBuf};

/// Every file below `folder`, with what it holds.
pub fn files_below(folder: &Path) -> std::io::Result<Vec<(PathBuf, Vec<u8>)>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_file() {
                found.push((entry.path(), std::fs::read(entry.path())?));
            }
        }
    }
    Ok(found)
}

/// The files below `folder` that hold `needle` anywhere.
pub fn files_with(folder: &Path, needle: &[u8]) -> std::io::Result<Vec<PathBuf>> {
    assert!(!needle.is_empty(), "an empty needle is found everywhere");
    let holds = |bytes: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    Ok(files_below(folder)?
        .into_iter()
        .filter_map(|(path, bytes)| holds(&bytes).then_some(path))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_needle_is_found_in_the_depth_and_nowhere_else() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("deep")).unwrap();
        std::fs::write(folder.path().join("deep/a"), b"xxneedlexx").unwrap();
        std::fs::write(folder.path().join("b"), b"need le").unwrap();
        let found = files_with(folder.path(), b"needle").unwrap();
        assert_eq!(found, [folder.path().join("deep/a")]);
    }
}
