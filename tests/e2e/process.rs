//! Programs and folders that a test starts or makes, and that end with it.

use std::{
    collections::HashMap,
    ffi::OsStr,
    fs,
    io::{BufRead as _, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    sync::mpsc,
    thread,
    time::Duration,
};

/// A folder that is gone when the test is over.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// A new one.
    pub fn new(what: &str) -> Scratch {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("isitme-e2e-{what}-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Scratch(path)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A browser may still be writing its last file.
        for _ in 0..20 {
            if fs::remove_dir_all(&self.0).is_ok() || !self.0.exists() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
}

/// A program that a test started. Dropping it ends that one process, by its id.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
}

impl Process {
    /// Starts it with its output in `log`; nothing of ours goes to the terminal.
    pub fn start(command: &mut Command, log: &Path) -> Process {
        let name = command.get_program().to_string_lossy().into_owned();
        let file = fs::OpenOptions::new().create(true).append(true).open(log).unwrap_or_else(|error| panic!("{}: {error}", log.display()));
        let errors = file.try_clone().expect("a second handle of the log");
        let child = command
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(errors)
            .spawn()
            .unwrap_or_else(|error| panic!("{name} does not start: {error}"));
        Process { name, child }
    }

    /// Starts it and waits for the line of its output that `read` understands. A program that ends instead is started again: some choose a port
    /// that is taken when they come to use it.
    pub fn start_and_read<T: Send + 'static>(command: &mut Command, log: &Path, read: fn(&str) -> Option<T>) -> (Process, T) {
        let name = command.get_program().to_string_lossy().into_owned();
        for _ in 0..5 {
            let file =
                fs::OpenOptions::new().create(true).append(true).open(log).unwrap_or_else(|error| panic!("{}: {error}", log.display()));
            let spawned = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(file).spawn();
            let mut child = spawned.unwrap_or_else(|error| panic!("{name} does not start: {error}"));
            let output = child.stdout.take().expect("a piped output");
            let process = Process { name: name.clone(), child };
            let (sender, receiver) = mpsc::channel();
            thread::spawn(move || {
                // Goes on reading after the line was found, so that the program is never stopped by a full pipe.
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    if let Some(value) = read(&line) {
                        sender.send(value).ok();
                    }
                }
            });
            if let Ok(value) = receiver.recv_timeout(Duration::from_secs(30)) {
                return (process, value);
            }
        }
        panic!("{name} did not say that it is ready: {}", fs::read_to_string(log).unwrap_or_default())
    }

    /// The time on a CPU that it and all that it started have used; Linux counts it in hundredths of a second (proc(5), `/proc/pid/stat`).
    pub fn used(&self) -> Duration {
        let mut seen: HashMap<u32, (u32, u64)> = HashMap::new();
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            let Ok(text) = fs::read_to_string(entry.path().join("stat")) else { continue };
            // The name, in brackets, may hold spaces and brackets.
            let Some((_, rest)) = text.rsplit_once(')') else { continue };
            let fields: Vec<u64> = rest.split_whitespace().map(|field| field.parse().unwrap_or(0)).collect();
            if let [_, parent, ..] = fields[..]
                && let Some([user, system]) = fields.get(11..13)
            {
                seen.insert(pid, (u32::try_from(parent).unwrap_or(0), user + system));
            }
        }
        let ours = |mut pid: u32| {
            while pid != self.child.id() {
                match seen.get(&pid) {
                    Some(&(parent, _)) => pid = parent,
                    None => return false,
                }
            }
            true
        };
        Duration::from_millis(seen.iter().filter(|(pid, _)| ours(**pid)).map(|(_, (_, ticks))| ticks * 10).sum())
    }

    /// It has ended by itself.
    pub fn ended(&mut self) -> bool {
        self.child.try_wait().ok().flatten().is_some()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if !self.ended() {
            self.child.kill().unwrap_or_else(|error| eprintln!("{} could not be ended: {error}", self.name));
        }
        self.child.wait().ok();
    }
}

/// A program by the first of its names that is installed: on PATH, among the project's own tools, or where Debian puts daemons. A missing one
/// is a failure, never a skip.
pub fn program(names: &[&str]) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let own = [root.join(".tools/bin"), PathBuf::from("/usr/sbin"), PathBuf::from("/usr/bin")];
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).chain(own).collect();
    for name in names {
        if let Some(found) = folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file()) {
            return found;
        }
    }
    panic!(
        "{} is not installed. The end-to-end tests need it: `scripts/setup test` installs it, and so does `make test`.",
        names.join(" or ")
    )
}

/// A command with the visitor's world set: a language, a time zone, a home of its own.
pub fn command(program: impl AsRef<OsStr>, home: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home.join("config"))
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env("XDG_DATA_HOME", home.join("data"))
        .env("XDG_RUNTIME_DIR", home)
        .env("LANG", "en_US.UTF-8")
        .env("LANGUAGE", "en")
        .env("TZ", "Europe/Berlin");
    command
}
