//! `serve DIR`: a built site at an address on this machine, answered as GitHub Pages would. Prints the address once it answers.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use isitme::site::serve::{Options, start};

const USAGE: &str = "\
usage: serve DIR [--port N] [--base /PATH/] [--config FILE]
  --port N        the port on 127.0.0.1 (8080; 0 takes a free one)
  --base /PATH/   the path that the site was built for (/)
  --config FILE   answered instead of the site's own config.json";

struct Arguments {
    options: Options,
    config: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = match parse(std::env::args().skip(1)) {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("serve: {message}\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    match run(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("serve: {message}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
    let mut dir = None;
    let mut port = 8080;
    let mut base = String::from("/");
    let mut config = None;
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or(format!("{word} needs a value"));
        match word.as_str() {
            "--port" => {
                let text = value()?;
                port = text.parse().map_err(|_| format!("{text:?} is no port: a number up to 65535 is"))?;
            }
            "--base" => base = value()?,
            "--config" => config = Some(PathBuf::from(value()?)),
            _ if dir.is_none() && !word.starts_with('-') => dir = Some(PathBuf::from(word)),
            _ => return Err(format!("{word:?} is not understood")),
        }
    }
    let dir = dir.ok_or("which folder?")?;
    Ok(Arguments { options: Options { dir, port, base }, config })
}

fn run(Arguments { options, config }: Arguments) -> Result<(), String> {
    let port = options.port;
    let config = match config {
        Some(path) => Some(std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))?),
        None => None,
    };
    let server = start(options).map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => format!("port {port} is taken: stop the program that uses it, or choose another port"),
        io::ErrorKind::PermissionDenied => format!("port {port} may not be used by this account: choose one above 1023"),
        _ => error.to_string(),
    })?;
    if config.is_some() {
        server.replace("config.json", config);
    }
    println!("{}", server.url);
    io::stdout().flush().map_err(|error| error.to_string())?;
    loop {
        std::thread::park();
    }
}
