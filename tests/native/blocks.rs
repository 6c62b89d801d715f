//! What owners paste: every block of the content that is a command is one for the shell, and every piece of a configuration of nginx or `HAProxy` is one for
//! these programs, where they are installed. Nothing is run.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use isitme_content::broken::content;

/// A fenced block: where it stands, its language, its text without the indent of the list that it is in.
struct Block {
    place: String,
    language: String,
    text: String,
}

fn files(folder: &Path, all: &mut Vec<PathBuf>) {
    for item in fs::read_dir(folder).expect("readable").flatten() {
        let path = item.path();
        if path.is_dir() {
            files(&path, all);
        } else if path.extension().is_some_and(|own| own == "md") {
            all.push(path);
        }
    }
}

fn blocks() -> Vec<Block> {
    let mut all = Vec::new();
    files(&content(), &mut all);
    all.sort();
    let mut blocks: Vec<Block> = Vec::new();
    for path in all {
        let whole = fs::read_to_string(&path).expect("readable");
        let mut open: Option<usize> = None;
        for (nth, line) in whole.lines().enumerate() {
            let bare = line.trim_start();
            match (open, bare.strip_prefix("```")) {
                (None, Some(language)) => {
                    open = Some(line.len() - bare.len());
                    let place = format!("{}:{}", path.display(), nth + 1);
                    blocks.push(Block { place, language: language.to_owned(), text: String::new() });
                }
                (Some(_), Some("")) => open = None,
                (Some(indent), _) => {
                    let own = blocks.last_mut().expect("it is open");
                    own.text.push_str(line.get(indent..).unwrap_or(""));
                    own.text.push('\n');
                }
                _ => {}
            }
        }
    }
    blocks
}

fn of<'a>(blocks: &'a [Block], language: &'a str) -> impl Iterator<Item = &'a Block> {
    blocks.iter().filter(move |own| own.language == language)
}

/// A folder of its own, gone when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("isitme-blocks-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("creatable");
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).ok();
    }
}

/// A program on PATH, or where Debian puts daemons.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]).map(|folder| folder.join(name)).find(|file| file.is_file())
}

#[test]
fn commands_are_for_the_shell() {
    let blocks = blocks();
    let folder = Folder::new("sh");
    let mut count = 0;
    for (nth, own) in of(&blocks, "sh").enumerate() {
        fs::write(folder.0.join(format!("{nth:04}")), &own.text).expect("writable");
        count += 1;
    }
    assert!(count > 500, "{count} blocks");
    // One shell for all of them.
    let script = "for file in *; do said=$(bash -n \"$file\" 2>&1) || { echo \"$file $said\"; continue; }; [ -z \"$said\" ] || echo \"$file $said\"; done";
    let output = Command::new("bash").args(["-c", script]).current_dir(&folder.0).output().expect("bash");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let wrong: Vec<String> = said
        .lines()
        .map(|line| {
            let nth = line.get(..4).and_then(|nth| nth.parse().ok());
            format!("{}: {line}", nth.and_then(|nth| of(&blocks, "sh").nth(nth)).map_or("", |own| own.place.as_str()))
        })
        .collect();
    assert!(wrong.is_empty() && output.status.success(), "{}", wrong.join("\n"));
}

/// What is wrong with a block in the best of the surroundings, each of which is what comes before and after it. What only this machine lacks is no fault:
/// files, a newer version, what another block defines.
fn fault(block: &str, around: &[(&str, &str)], lacks: &[&str], check: &dyn Fn(&str) -> Result<(), String>) -> Option<String> {
    let mut all = Vec::new();
    for (before, after) in around {
        match check(&format!("{before}{block}{after}")) {
            Ok(()) => return None,
            Err(said) if lacks.iter().any(|own| said.contains(own)) => return None,
            Err(said) => all.push(said),
        }
    }
    Some(all.join("\n"))
}

fn faults(blocks: &[Block], language: &str, around: &[(&str, &str)], lacks: &[&str], check: &dyn Fn(&str) -> Result<(), String>) {
    let mut wrong = Vec::new();
    for own in of(blocks, language) {
        // A block may hold pieces for two places, with an empty line between.
        let pieces = || own.text.split("\n\n").all(|piece| fault(piece, around, lacks, check).is_none());
        if let Some(said) = fault(&own.text, around, lacks, check)
            && !pieces()
        {
            wrong.push(format!("{}\n{said}", own.place));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The first line that says what is wrong.
fn checked(command: &mut Command, fine: &[i32], marks: &str) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output().expect("it starts");
    if output.status.code().is_some_and(|code| fine.contains(&code)) {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(said.lines().find(|line| line.contains(marks)).unwrap_or(&said).to_owned())
}

#[test]
fn pieces_of_nginx_are_for_nginx() {
    let Some(nginx) = program("nginx") else { return };
    let folder = Folder::new("nginx");
    let main = folder.0.join("main");
    let head = "events {}\nhttp {\n";
    let server = format!("{head}server {{ listen 127.0.0.1:8099;\n");
    let location = format!("{server}location /isitme/ {{\n");
    let around = [(head, "\n}"), (&server, "\n}}"), (&location, "\n}}}"), ("", ""), ("events {}\n", "")];
    let lacks = [
        "No such file",
        "cannot load certificate",
        "no \"ssl_certificate\" is defined",
        "zone \"media\" is unknown",
        "zero size shared memory zone",
        "unknown directive \"early_hints\"",
        "invalid parameter \"quic\"",
        "unknown directive \"http2\"",
        "host not found",
        "\" variable",
    ];
    faults(&blocks(), "nginx", &around, &lacks, &|text| {
        fs::write(&main, format!("pid {}/pid;\n{text}", folder.0.display())).expect("writable");
        checked(Command::new(&nginx).arg("-t").arg("-p").arg(&folder.0).args(["-e", "stderr", "-c"]).arg(&main), &[0], "[emerg]")
    });
}

#[test]
fn pieces_of_haproxy_are_for_haproxy() {
    let Some(haproxy) = program("haproxy") else { return };
    let folder = Folder::new("haproxy");
    let main = folder.0.join("main");
    let around = [
        ("", ""),
        ("defaults\n    mode http\n", ""),
        ("frontend isitme\n    mode http\n    bind 127.0.0.1:8099\n", ""),
        ("backend isitme\n    mode http\n", ""),
    ];
    let lacks = [
        "failed to open pattern file",
        "unable to stat SSL certificate",
        "unable to load SSL certificate",
        "No such file",
        "failed to open",
        "error opening file",
    ];
    faults(&blocks(), "haproxy", &around, &lacks, &|text| {
        fs::write(&main, text).expect("writable");
        // 2: right, and listening nowhere.
        checked(Command::new(&haproxy).arg("-c").arg("-f").arg(&main), &[0, 2], "[ALERT]")
    });
}
