//! Throws broken texts at the recognizer for a minute: pieces of the corpus, cut, repeated, mixed and damaged. It must not panic, must give the same answer for the
//! same text, and every place that it names must be one. `ISITME_FUZZ_SECONDS` says how long, `ISITME_FUZZ_SEED` repeats a run. What it finds is written to
//! `target/fuzz.txt`; it belongs into tests/native/recognise.rs.

use std::{
    fs,
    panic::catch_unwind,
    path::Path,
    process::ExitCode,
    time::{Duration, Instant, SystemTime},
};

use rustix::time::{ClockId, clock_gettime};

use isitme::core::{
    finding::Group,
    recognise::{headline, read, shown},
};

/// Pieces that mean something here, or to something that reads text.
const PIECES: [&str; 30] = [
    "502",
    " ",
    "\n",
    "\r\n",
    "<",
    ">",
    "</",
    "<!--",
    "&",
    "&#",
    "&#x1F600;",
    "\\u00",
    "\\\"",
    "\u{1b}[",
    "\u{1b}[31m",
    "…",
    "\u{1}",
    "\0",
    "\u{feff}",
    "é",
    "🙂",
    "\u{202e}",
    "{",
    "}",
    "\"",
    "HTTP/1.1 ",
    "cf-ray: ",
    "five oh ",
    "[error] 1#1: ",
    "status",
];

/// xorshift64*: the same seed gives the same texts everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % most.max(1)
    }

    fn place(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn part<'a>(&mut self, text: &'a str) -> &'a str {
        let (a, b) = (self.place(text), self.place(text));
        &text[a.min(b)..a.max(b)]
    }

    fn text(&mut self, corpus: &[String]) -> String {
        let mut text = corpus[self.below(corpus.len())].clone();
        for _ in 0..self.below(8) {
            let at = self.place(&text);
            match self.below(7) {
                0 => text.truncate(at),
                1 => text.insert_str(at, PIECES[self.below(PIECES.len())]),
                2 => {
                    let other = &corpus[self.below(corpus.len())];
                    let part = self.part(other).to_owned();
                    text.insert_str(at, &part);
                }
                3 => {
                    let part = self.part(&text).to_owned();
                    text = part.repeat(1 + self.below(4));
                }
                4 => text = text.replacen(|c: char| c.is_whitespace(), PIECES[self.below(PIECES.len())], 1 + self.below(20)),
                5 => text = text.chars().map(|c| if self.below(40) == 0 { char::from(self.below(128) as u8) } else { c }).collect(),
                _ => text = text.split_inclusive('\n').rev().collect(),
            }
            if text.len() > 200_000 {
                let at = self.place(&text[..100_000]);
                text.truncate(at);
            }
        }
        text
    }
}

/// What this thread has computed so far. The clock on the wall goes on while other work, which comes before this, keeps the machine.
fn computed() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec as u64, now.tv_nsec as u32)
}

/// What is wrong with the answer, if anything.
fn wrong(text: &str) -> Option<String> {
    let began = computed();
    let found = read(text);
    let took = computed().saturating_sub(began);
    if found != read(text) {
        return Some("two answers for one text".to_owned());
    }
    for (finding, _) in found.each().chain([(&found.finding, &Group::default())]) {
        for own in &finding.because {
            if own.start >= own.end || text.get(own.start..own.end).is_none() {
                return Some(format!("{}..{} is no place in the text", own.start, own.end));
            }
        }
    }
    let _ = (headline(text), shown(text));
    // Generous: what shares a core with other work is slower.
    let most = Duration::from_secs(1) + Duration::from_micros(20 * text.len() as u64);
    (took > most).then(|| format!("{} bytes took {took:?}", text.len()))
}

fn main() -> ExitCode {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse().ok());
    let seconds = number("ISITME_FUZZ_SECONDS").unwrap_or(60);
    let clock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(1, |time| time.as_nanos() as u64);
    let seed = number("ISITME_FUZZ_SEED").unwrap_or(clock | 1);
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut corpus = Vec::new();
    for folder in ["seen/lab", "seen/told", "seen/nothing"] {
        let list = fs::read_dir(root.join("tests/corpus").join(folder)).into_iter().flatten().flatten();
        let mut files: Vec<_> = list.map(|file| file.path()).collect();
        files.sort();
        corpus.extend(files.into_iter().filter_map(|file| fs::read_to_string(file).ok()));
    }
    assert!(!corpus.is_empty(), "the corpus is missing");
    let mut random = Random(seed);
    let (began, mut count) = (Instant::now(), 0_u64);
    while began.elapsed() < Duration::from_secs(seconds) {
        let text = random.text(&corpus);
        count += 1;
        let found = catch_unwind(|| wrong(&text)).unwrap_or_else(|_| Some("a panic".to_owned()));
        if let Some(what) = found {
            let file = root.join("target/fuzz.txt");
            let kept = fs::write(&file, &text).map_or_else(|error| error.to_string(), |()| file.display().to_string());
            eprintln!("fuzz: {what}, in text {count} of seed {seed}: {kept}");
            return ExitCode::FAILURE;
        }
    }
    println!("fuzz: {count} texts in {seconds} s, seed {seed}: nothing wrong");
    ExitCode::SUCCESS
}
