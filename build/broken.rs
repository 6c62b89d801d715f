//! A copy of content/ for the tests to break: what the build says of a mistake is checked on real content, and that stays as it is.

use std::{
    fs,
    path::{Path, PathBuf},
    process,
};

/// The real content.
pub fn content() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("content")
}

/// A copy of some folders of the content, gone when dropped.
pub struct Broken(pub PathBuf);

impl Broken {
    /// `name` tells apart the copies of tests that run at once; `""` as a folder is the whole content.
    pub fn new(name: &str, folders: &[&str]) -> Broken {
        let root = std::env::temp_dir().join(format!("isitme-content-{}-{name}", process::id()));
        let _ = fs::remove_dir_all(&root);
        for folder in folders {
            copy(&content().join(folder), &root.join(folder));
        }
        Broken(root)
    }

    /// Replaces the first `from` in a file.
    ///
    /// # Panics
    /// Where there is none: such a test would test nothing.
    pub fn change(&self, file: &str, from: &str, to: &str) {
        let path = self.0.join(file);
        let text = fs::read_to_string(&path).expect("the file is there");
        assert!(text.contains(from), "{file} does not contain {from:?}");
        fs::write(&path, text.replacen(from, to, 1)).expect("writable");
    }
}

impl Drop for Broken {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("creatable");
    for item in fs::read_dir(from).expect("readable").flatten() {
        let target = to.join(item.file_name());
        if item.path().is_dir() {
            copy(&item.path(), &target);
        } else {
            fs::copy(item.path(), target).expect("copyable");
        }
    }
}
