//! What the content checks report: a file, a line and a sentence. They collect problems and never stop at the first.

use std::{fmt, path::Path};

/// One thing that is wrong in the content.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Path from the content folder's parent, `content/codes/502/facts.toml`.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub text: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.text)
    }
}

/// All problems of a run.
#[derive(Debug, Default)]
pub struct Problems(pub Vec<Problem>);

/// A content file with its text, to turn byte offsets into lines.
#[derive(Debug, Clone)]
pub struct File {
    /// As problems name it.
    pub name: String,
    /// The whole text.
    pub text: String,
}

impl File {
    /// Reads a file below the content folder; a missing or unreadable one is a problem.
    pub fn read(content: &Path, relative: &str, problems: &mut Problems) -> Option<File> {
        let name = format!("content/{relative}");
        match std::fs::read_to_string(content.join(relative)) {
            Ok(text) => Some(File { name, text }),
            Err(error) => {
                problems.0.push(Problem { file: name, line: 1, text: format!("can't be read: {error}") });
                None
            }
        }
    }

    /// The line of a byte offset, from 1.
    pub fn line(&self, offset: usize) -> usize {
        self.text.as_bytes().iter().take(offset).filter(|&&byte| byte == b'\n').count() + 1
    }

    /// Reports a problem at a byte offset.
    pub fn at(&self, offset: usize, text: impl Into<String>, problems: &mut Problems) {
        problems.0.push(Problem { file: self.name.clone(), line: self.line(offset), text: text.into() });
    }

    /// Reports marks of Markdown in a text that is shown as it stands.
    pub fn plain(&self, offset: usize, text: &str, problems: &mut Problems) {
        let word = |part: &str| part.starts_with(char::is_alphanumeric) && part.ends_with(char::is_alphanumeric);
        if text.contains('`') || text.split('*').skip(1).step_by(2).any(word) {
            self.at(offset, "this text is shown as it stands: write it without * and `", problems);
        }
    }

    /// Parses the whole file as TOML; an error becomes a problem at its line.
    pub fn toml<T: serde::de::DeserializeOwned>(&self, problems: &mut Problems) -> Option<T> {
        self.toml_part(0, &self.text, problems)
    }

    /// Parses a part of the file that starts at `offset` as TOML.
    pub fn toml_part<T: serde::de::DeserializeOwned>(&self, offset: usize, part: &str, problems: &mut Problems) -> Option<T> {
        match toml::from_str(part) {
            Ok(value) => Some(value),
            Err(error) => {
                let at = offset + error.span().map_or(0, |span| span.start);
                self.at(at, error.message(), problems);
                None
            }
        }
    }
}
