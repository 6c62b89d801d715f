//! How each stack is run: the sample's file unchanged, in the smallest surroundings that its server accepts.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::server::{Written, kept, output, program, tool};

/// Whether a stack's server listens once or once for each code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ports {
    /// One port; the codes are below `/<code>/`.
    OneForAll,
    /// A port for each code, because the sample says where it listens.
    OneEach,
}

/// How a stack is run.
pub struct Runner {
    /// The version that is installed.
    pub version: fn() -> String,
    /// `tools.env` or a lock file says which version it is.
    pub pinned: bool,
    /// Where it listens.
    pub ports: Ports,
    /// A port of 127.0.0.1 in the words of the sample.
    pub listen: fn(u16) -> String,
    /// Writes what surrounds the samples in the folder; gives what is to be started.
    pub commands: fn(&Path, &[Written]) -> Vec<Command>,
}

/// The runner of a stack; none for Laravel, Spring Boot and ASP.NET Core. Debian 12 has a Laravel, 8.83.26, and the sample is written for 12; the others
/// it does not have. The registries of PHP, Java and .NET are not among those that the project uses.
pub fn runner(id: &str) -> Option<Runner> {
    let address = |port: u16| format!("127.0.0.1:{port}");
    let arguments = |port: u16| format!("{port}, \"127.0.0.1\"");
    let each = Runner { version: String::new, pinned: false, ports: Ports::OneEach, listen: address, commands: |_, _| Vec::new() };
    let one = Runner { ports: Ports::OneForAll, ..each };
    let runner = match id {
        "node" => Runner { version: || words(&["node", "--version"], 0), listen: arguments, commands: node, ..each },
        "express" => Runner { version: express_version, pinned: true, listen: arguments, commands: express, ..each },
        "fastapi" => Runner { version: || pip("fastapi"), pinned: true, commands: fastapi, ..one },
        "django" => Runner { version: || pip("django"), pinned: true, commands: django, ..one },
        "rails" => Runner { version: rails_version, commands: rails, ..one },
        "go" => Runner { version: || words(&["go", "version"], 2), commands: go, ..each },
        "axum" => Runner { version: axum_version, pinned: true, commands: axum, ..each },
        "nginx" => Runner { version: || words(&["nginx", "-v"], 2), commands: nginx, ..each },
        "apache" => Runner { version: || words(&["apache2", "-v"], 2), commands: apache, ..each },
        "haproxy" => Runner { version: || words(&["haproxy", "-v"], 2), commands: haproxy, ..each },
        "caddy" => Runner {
            version: || words(&["caddy", "version"], 0),
            listen: |port| format!("http://127.0.0.1:{port}"),
            commands: caddy,
            ..each
        },
        // A C compiler runs for each file.
        "varnish" => Runner { version: || words(&["varnishd", "-V"], 1), commands: varnish, ..each },
        _ => return None,
    };
    Some(runner)
}

/// The version in what a program says: digits and dots of the nth word, `nginx/1.22.1` or `(varnish-7.1.1`.
fn words(command: &[&str], nth: usize) -> String {
    let text = output(Command::new(program(command[0])).args(&command[1..]));
    let word = text.split_whitespace().nth(nth).unwrap_or("");
    let word = word.trim_start_matches(|c: char| !c.is_ascii_digit());
    word.split(|c: char| !c.is_ascii_digit() && c != '.').next().unwrap_or("").to_owned()
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

// -- Node.js, Express --------------------------------------------------------------------------------------------------------------------

/// One process that imports every sample.
fn node(folder: &Path, samples: &[Written]) -> Vec<Command> {
    let mut all = String::new();
    for own in samples {
        let _ = writeln!(all, "import \"./c{}/server.mjs\";", own.code.code);
    }
    write(&folder.join("all.mjs"), &all);
    let mut command = Command::new(program("node"));
    command.current_dir(folder).arg("all.mjs");
    vec![command]
}

fn express(folder: &Path, samples: &[Written]) -> Vec<Command> {
    std::os::unix::fs::symlink(tool("node_modules"), folder.join("node_modules")).expect("a link to the packages");
    node(folder, samples)
}

fn express_version() -> String {
    let package = fs::read_to_string(tool("node_modules/express/package.json")).expect("readable");
    let package: serde_json::Value = serde_json::from_str(&package).expect("JSON");
    package["version"].as_str().unwrap_or("").to_owned()
}

// -- FastAPI, Django ---------------------------------------------------------------------------------------------------------------------

fn pip(package: &str) -> String {
    let script = format!("import importlib.metadata; print(importlib.metadata.version('{package}'))");
    output(Command::new(tool("venv/bin/python")).args(["-c", &script])).trim().to_owned()
}

/// A program of the virtual environment.
fn python(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(tool("venv/bin/python"));
    command.current_dir(folder).env("PYTHONDONTWRITEBYTECODE", "1").args(arguments);
    command
}

/// Each sample's own application, mounted below its code.
fn fastapi(folder: &Path, samples: &[Written]) -> Vec<Command> {
    let codes: Vec<String> = samples.iter().map(|own| own.code.code.to_string()).collect();
    let all = format!(
        "import importlib\n\nfrom starlette.applications import Starlette\nfrom starlette.routing import Mount\n\n\
         app = Starlette(routes=[Mount(f\"/{{code}}\", importlib.import_module(f\"c{{code}}.main\").app) for code in [{}]])\n",
        codes.join(", ")
    );
    write(&folder.join("all.py"), &all);
    vec![python(folder, &["-m", "uvicorn", "--host", "127.0.0.1", "--port", &samples[0].port.to_string(), "all:app"])]
}

/// Each sample's views, in the urls of one project.
fn django(folder: &Path, samples: &[Written]) -> Vec<Command> {
    let codes: Vec<String> = samples.iter().map(|own| own.code.code.to_string()).collect();
    let settings = "SECRET_KEY = \"none\"\nALLOWED_HOSTS = [\"127.0.0.1\"]\nROOT_URLCONF = \"urls\"\n\
                    MIDDLEWARE = [\"django.middleware.common.CommonMiddleware\"]\n";
    let urls = format!(
        "import importlib\n\nfrom django.urls import path\n\n\
         urlpatterns = [path(f\"{{code}}/report\", importlib.import_module(f\"c{{code}}.views\").report) for code in [{}]]\n",
        codes.join(", ")
    );
    write(&folder.join("settings.py"), settings);
    write(&folder.join("urls.py"), &urls);
    let place = format!("127.0.0.1:{}", samples[0].port);
    vec![python(folder, &["-m", "django", "runserver", "--settings", "settings", "--noreload", "--skip-checks", &place])]
}

// -- Ruby on Rails -----------------------------------------------------------------------------------------------------------------------

fn rails_version() -> String {
    let script = "require 'action_controller/railtie'; print Rails::VERSION::STRING";
    output(Command::new(program("ruby")).args(["-r", "logger", "-e", script]))
}

/// Each sample's controller in a module of its own, since all have the same name.
fn rails(folder: &Path, samples: &[Written]) -> Vec<Command> {
    let codes: Vec<String> = samples.iter().map(|own| own.code.code.to_string()).collect();
    let config = format!(
        r#"require "logger"
require "action_controller/railtie"

class Site < Rails::Application
  config.root = __dir__
  config.eager_load = false
  config.secret_key_base = "none"
  config.logger = Logger.new($stderr)
  config.log_level = :error
end

class ApplicationController < ActionController::Base
end

Site.initialize!
Site.routes.draw do
  [{}].each do |code|
    file = File.join(__dir__, "c#{{code}}", "reports_controller.rb")
    own = Object.const_set("C#{{code}}", Module.new)
    own.module_eval(File.read(file), file)
    match "/#{{code}}/report", to: own::ReportsController.action(:show), via: :all
  end
end

run Site
"#,
        codes.join(", ")
    );
    write(&folder.join("config.ru"), &config);
    let mut command = Command::new(program("puma"));
    let place = format!("tcp://127.0.0.1:{}", samples[0].port);
    command.current_dir(folder).env("RAILS_ENV", "production").env("RACK_ENV", "production");
    command.args(["--bind", &place, "--threads", "1:2", "config.ru"]);
    vec![command]
}

// -- Go ----------------------------------------------------------------------------------------------------------------------------------

/// Each sample is a program; one build makes them all, with a cache that stays.
fn go(folder: &Path, samples: &[Written]) -> Vec<Command> {
    write(&folder.join("go.mod"), "module samples\n\ngo 1.19\n");
    let badly = output(Command::new(program("gofmt")).current_dir(folder).args(["-l", "."]));
    assert!(badly.trim().is_empty(), "gofmt would write these in another way: {badly}");
    let mut build = Command::new(program("go"));
    build.current_dir(folder).env("GOCACHE", kept("go-cache")).env("GOFLAGS", "-mod=mod").env("GOPROXY", "off").env("CGO_ENABLED", "0");
    build.args(["build", "-ldflags", "-s -w", "-o", "bin/", "./..."]);
    output(&mut build);
    samples.iter().map(|own| Command::new(folder.join("bin").join(format!("c{}", own.code.code)))).collect()
}

// -- axum --------------------------------------------------------------------------------------------------------------------------------

/// The project that names the version.
fn axum_project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/axum")
}

fn axum_version() -> String {
    let lock = fs::read_to_string(axum_project().join("Cargo.lock")).expect("readable");
    let mut lines = lock.lines().skip_while(|line| *line != "name = \"axum\"");
    lines.nth(1).and_then(|line| line.strip_prefix("version = \"")).map_or("", |line| line.trim_end_matches('"')).to_owned()
}

/// Starts a sample; one that can't listen ends the program.
const RUN: &str = "    pub fn run() {
        if let Err(error) = main() {
            eprintln!(\"{error}\");
            std::process::exit(1);
        }
    }
";

/// One program, each sample in a module of its own, its `main` in a thread of its own.
fn axum(folder: &Path, samples: &[Written]) -> Vec<Command> {
    let (mut modules, mut threads) = (String::new(), String::new());
    for own in samples {
        let code = own.code.code;
        let _ = writeln!(modules, "mod c{code} {{\n    include!(\"{}\");\n\n{RUN}}}", own.file.display());
        let _ = writeln!(threads, "    threads.push(std::thread::spawn(c{code}::run));");
    }
    let main = format!(
        "{modules}\nfn main() {{\n    let mut threads = Vec::new();\n{threads}    \
         threads.into_iter().for_each(|own| own.join().unwrap());\n}}\n"
    );
    // The places stay, and what others wrote is kept with what else the samples need, so that it is built once.
    let project = kept("axum-project");
    fs::create_dir_all(project.join("src")).expect("creatable");
    for name in ["Cargo.toml", "Cargo.lock"] {
        fs::copy(axum_project().join(name), project.join(name)).expect("copied");
    }
    write(&project.join("src/main.rs"), &main);
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join(".tools/samples/axum");
    let mut build = Command::new("cargo");
    build.current_dir(&project).env("CARGO_TARGET_DIR", &target).env("CARGO_PROFILE_DEV_DEBUG", "false");
    output(build.args(["build", "--quiet", "--locked"]));
    let program = folder.join("axum-samples");
    fs::copy(target.join("debug/axum-samples"), &program).expect("copied");
    // Two threads each are plenty.
    let mut command = Command::new(program);
    command.env("TOKIO_WORKER_THREADS", "1");
    vec![command]
}

// -- the edges: a process for each sample -------------------------------------------------------------------------------------------------

/// The sample included in a main configuration.
fn nginx(_: &Path, samples: &[Written]) -> Vec<Command> {
    let start = |own: &Written| {
        let at = own.folder.display();
        let mut temporary = String::new();
        for name in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
            let _ = writeln!(temporary, "  {name}_temp_path {at}/{name};");
        }
        let main = format!(
            "daemon off;\nmaster_process off;\npid {at}/pid;\nerror_log stderr;\nevents {{}}\n\
             http {{\n  access_log off;\n{temporary}  include {};\n}}\n",
            own.file.display()
        );
        write(&own.folder.join("main"), &main);
        let mut command = Command::new(program("nginx"));
        command.arg("-p").arg(&own.folder).args(["-e", "stderr", "-c"]).arg(own.folder.join("main"));
        command
    };
    samples.iter().map(start).collect()
}

/// The sample included in a main configuration; one process that neither forks nor leaves the terminal.
fn apache(_: &Path, samples: &[Written]) -> Vec<Command> {
    let modules = ["/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/lib/httpd/modules"];
    let modules = modules.into_iter().find(|folder| Path::new(folder).is_dir()).expect("a folder of Apache's modules");
    let start = |own: &Written| {
        let mut main = format!(
            "ServerRoot {}\nServerName localhost\nPidFile pid\nErrorLog /dev/stderr\nListen 127.0.0.1:{}\n",
            own.folder.display(),
            own.port
        );
        for name in ["mpm_event", "authz_core", "headers", "alias"] {
            let _ = writeln!(main, "LoadModule {name}_module {modules}/mod_{name}.so");
        }
        // For root, who may not serve.
        let _ = write!(main, "User nobody\nGroup nogroup\nInclude {}\n", own.file.display());
        write(&own.folder.join("main"), &main);
        let mut command = Command::new(program("apache2"));
        command.arg("-X").arg("-f").arg(own.folder.join("main"));
        command
    };
    samples.iter().map(start).collect()
}

/// The sample alone.
fn haproxy(_: &Path, samples: &[Written]) -> Vec<Command> {
    let start = |own: &Written| {
        let mut command = Command::new(program("haproxy"));
        command.arg("-db").arg("-f").arg(&own.file);
        command
    };
    samples.iter().map(start).collect()
}

/// The sample imported behind options that keep it on loopback and to itself.
fn caddy(_: &Path, samples: &[Written]) -> Vec<Command> {
    let start = |own: &Written| {
        let main = own.folder.join("main");
        write(&main, &format!("{{\n\tadmin off\n\tdefault_bind 127.0.0.1\n}}\nimport {}\n", own.file.display()));
        let mut command = Command::new(program("caddy"));
        command.env("XDG_DATA_HOME", &own.folder).env("XDG_CONFIG_HOME", &own.folder);
        command.args(["run", "--adapter", "caddyfile", "--config"]).arg(main);
        command
    };
    samples.iter().map(start).collect()
}

/// The sample alone. The process that serves ends with the one that we started.
fn varnish(_: &Path, samples: &[Written]) -> Vec<Command> {
    let start = |own: &Written| {
        let mut command = Command::new(program("varnishd"));
        command.args(["-F", "-j", "none", "-T", "none", "-s", "malloc,16M", "-p", "thread_pools=1", "-p", "thread_pool_min=5", "-a"]);
        command.arg(format!("127.0.0.1:{}", own.port)).arg("-f").arg(&own.file).arg("-n").arg(own.folder.join("work"));
        command
    };
    samples.iter().map(start).collect()
}
