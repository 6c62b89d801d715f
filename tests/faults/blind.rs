//! The visitor can't see what is broken: what they do (`visitor.rs`) and what they have at hand (`device.rs`) name nothing that knows. And while visitors are
//! at work, the file that holds the truth is empty for this program and all that it starts: see `main.rs`.

/// Fails where one of the two names the truth, what makes it, or a way to read a file of this program.
///
/// The types say it, too: a `Plan` holds addresses and words, a `Device` holds networks and a browser, and nothing else reaches the visitor.
pub fn visitor_is_blind() {
    for (name, text) in [("visitor.rs", include_str!("visitor.rs")), ("device.rs", include_str!("device.rs"))] {
        for (nth, line) in text.lines().enumerate() {
            // A comment, and not the middle of an address.
            let comment = if line.trim_start().starts_with("//") { Some(0) } else { line.find(" //") };
            let code = line[..comment.unwrap_or(line.len())].to_lowercase().replace("default", "").replace("the fault did not show", "");
            // Nothing else is started that could look into a file.
            assert!(!code.contains("command::new") || code.contains("[\"curl\"]"), "{name}:{}: {}", nth + 1, line.trim());
            for word in [
                "truth",
                "breaks",
                "judge",
                "scene",
                "lane",
                "job",
                "fault",
                "toml",
                "include_str",
                "read_to_string",
                "fs::read",
                "file::",
                "openoptions",
                "env!",
            ] {
                assert!(!code.contains(word), "{name}:{}: the visitor knows {word:?}: {}", nth + 1, line.trim());
            }
        }
    }
}
