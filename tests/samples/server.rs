//! Starts a stack's server on loopback and ends it, by its id.

use std::{
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use isitme_content::stacks::{CodeParameters, Stack, sample_at};

use crate::stacks::{Ports, Runner};

/// A program that runs. Dropping it ends that one process.
struct Process(Child);

impl Process {
    fn ended(&mut self) -> bool {
        self.0.try_wait().ok().flatten().is_some()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if !self.ended() {
            self.0.kill().unwrap_or_else(|error| eprintln!("process {} could not be ended: {error}", self.0.id()));
        }
        self.0.wait().ok();
    }
}

/// A stack that serves.
pub struct Site {
    /// The port and the path of each code, in their order.
    pub places: Vec<(u16, String)>,
    /// Its files and its log.
    pub folder: PathBuf,
    processes: Vec<Process>,
}

impl Site {
    /// Ends it and removes its files.
    pub fn forget(self) {
        let Site { folder, processes, .. } = self;
        drop(processes);
        fs::remove_dir_all(folder).ok();
    }
}

/// The sample of one code, written.
pub struct Written<'a> {
    /// What it sends.
    pub code: &'a CodeParameters,
    /// A folder of its own with nothing else in it.
    pub folder: PathBuf,
    /// The sample's file in it.
    pub file: PathBuf,
    /// Where the server is to listen.
    pub port: u16,
}

/// Where a stack's files are kept while it runs.
pub fn kept(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("samples").join(name)
}

/// Writes the samples, starts what serves them and waits until every port answers. A port that somebody took meanwhile is tried anew.
pub fn start(stack: &Stack, codes: &[&CodeParameters], runner: &Runner) -> Site {
    let folder = kept(&stack.id);
    let mut said = String::new();
    for _ in 0..4 {
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        }
        let count = if runner.ports == Ports::OneForAll { 1 } else { codes.len() };
        let held: Vec<TcpListener> = (0..count).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port")).collect();
        let port = |nth: usize| held[nth.min(count - 1)].local_addr().expect("its own address").port();
        let written: Vec<Written> = codes
            .iter()
            .enumerate()
            .map(|(nth, code)| {
                let own = folder.join(format!("c{}", code.code));
                fs::create_dir_all(&own).unwrap_or_else(|error| panic!("{}: {error}", own.display()));
                let file = own.join(&stack.file);
                fs::write(&file, sample_at(stack, code, &(runner.listen)(port(nth)))).expect("the sample is written");
                Written { code, folder: own, file, port: port(nth) }
            })
            .collect();
        let commands = (runner.commands)(&folder, &written);
        let places = written
            .iter()
            .map(|own| {
                (own.port, if runner.ports == Ports::OneForAll { format!("/{}/report", own.code.code) } else { "/report".to_owned() })
            })
            .collect();
        // Held until here, so that nobody else is given them while something compiles.
        drop(held);
        let log = folder.join("log");
        let mut site =
            Site { places, processes: commands.into_iter().map(|command| spawn(command, &folder, &log)).collect(), folder: folder.clone() };
        if ready(&mut site) {
            return site;
        }
        said = fs::read_to_string(&log).unwrap_or_default();
        let lower = said.to_lowercase();
        assert!(lower.contains("in use") || lower.contains("eaddrinuse"), "{} does not start: {said}", stack.name);
    }
    panic!("{} found no free port: {said}", stack.name)
}

fn spawn(mut command: Command, folder: &Path, log: &Path) -> Process {
    let name = command.get_program().to_string_lossy().into_owned();
    let file = fs::OpenOptions::new().create(true).append(true).open(log).unwrap_or_else(|error| panic!("{}: {error}", log.display()));
    let errors = file.try_clone().expect("a second handle of the log");
    command.env("HOME", folder).stdin(Stdio::null()).stdout(file).stderr(errors);
    Process(command.spawn().unwrap_or_else(|error| panic!("{name} does not start: {error}")))
}

/// Waits for every port; false if a process ends before.
fn ready(site: &mut Site) -> bool {
    let began = Instant::now();
    let mut open = 0;
    while open < site.places.len() {
        if site.processes.iter_mut().any(Process::ended) {
            return false;
        }
        if TcpStream::connect((Ipv4Addr::LOCALHOST, site.places[open].0)).is_ok() {
            open += 1;
        } else {
            assert!(
                began.elapsed() < Duration::from_mins(1),
                "port {} stays closed: {}",
                site.places[open].0,
                fs::read_to_string(site.folder.join("log")).unwrap_or_default()
            );
            thread::sleep(Duration::from_millis(10));
        }
    }
    // One that could not listen, while somebody else answered on its port, ends a moment later.
    !site.processes.iter_mut().any(Process::ended)
}

/// A program by name: on PATH, or where Debian puts daemons. A missing one is a failure, never a skip.
pub fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin"), PathBuf::from("/usr/bin")]);
    let found = folders.map(|folder| folder.join(name)).find(|file| file.is_file());
    found.unwrap_or_else(|| panic!("{name} is not installed: `scripts/samples-setup` installs what the samples need"))
}

/// What `scripts/samples-setup` put into `.tools/samples`.
pub fn tool(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/samples").join(name);
    assert!(path.exists(), "{} is missing: run `scripts/samples-setup`", path.display());
    path
}

/// Runs something to its end; its output, both streams.
pub fn output(command: &mut Command) -> String {
    let name = command.get_program().to_string_lossy().into_owned();
    let done = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{name} does not start: {error}"));
    let text = format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{name} failed: {text}");
    text
}
