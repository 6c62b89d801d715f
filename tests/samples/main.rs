//! The samples of `content/stacks/`, run: each stack's real server, its real file, a raw request for every code that the stack's pages show.
//!
//! `scripts/samples-setup` installs what this needs. `cargo test --test samples`, or one stack: `cargo test --test samples nginx`.
//! The text that runs is the text of the page but for one thing: where it listens. A server that fails leaves its files in
//! `target/tmp/samples/`.

mod server;
mod stacks;
mod wire;

use std::{collections::BTreeSet, panic, path::Path, process::ExitCode, sync::Arc};

use isitme_content::{
    problem::Problems,
    stacks::{CodeParameters, Samples, Stack, sample, suits},
};
use libtest_mimic::{Arguments, Failed, Trial};
use wire::Answer;

fn main() -> ExitCode {
    // What a panic says is part of the failure that is shown.
    panic::set_hook(Box::new(|_| {}));
    let mut problems = Problems::default();
    let samples = Arc::new(isitme_content::stacks::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("content"), &mut problems));
    let problems: Vec<String> = problems.0.iter().map(ToString::to_string).collect();
    let mut trials = vec![
        Trial::test("content", move || if problems.is_empty() { Ok(()) } else { Err(problems.join("\n").into()) }),
        Trial::test("coverage", {
            let samples = samples.clone();
            move || coverage(&samples)
        }),
    ];
    for stack in &samples.stacks {
        let Some(runner) = stacks::runner(&stack.id) else { continue };
        let (samples, stack) = (samples.clone(), stack.clone());
        trials.push(Trial::test(stack.id.clone(), move || run(&samples, &stack, &runner)));
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

/// What says that it was run is run, and every stack shows at least these codes.
fn coverage(samples: &Samples) -> Result<(), Failed> {
    let mut wrong = Vec::new();
    for stack in &samples.stacks {
        if stack.verified_by_run != stacks::runner(&stack.id).is_some() {
            wrong.push(format!("{}: verified-by-run = {}, and this test says otherwise", stack.id, stack.verified_by_run));
        }
        let codes: &[u16] = if stack.edge { &[301, 404, 410, 429, 503] } else { &[200, 204, 301, 401, 404, 405, 429, 503] };
        let shown: BTreeSet<u16> = samples.codes.iter().filter(|code| suits(stack, code)).map(|code| code.code).collect();
        wrong.extend(codes.iter().filter(|code| !shown.contains(code)).map(|code| format!("{} shows no {code}", stack.id)));
        for other in samples.stacks.iter().filter(|other| other.id > stack.id && other.edge == stack.edge) {
            if let Some(code) = samples.codes.iter().find(|code| suits(stack, code) && sample(stack, code) == sample(other, code)) {
                wrong.push(format!("{} and {} show the same file for {}", stack.id, other.id, code.code));
            }
        }
    }
    if samples.stacks.iter().filter(|stack| stack.verified_by_run).count() < 11 {
        wrong.push("fewer than 11 stacks are run".to_owned());
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

/// Starts a stack with the samples of its codes and asks for each.
fn run(samples: &Samples, stack: &Stack, runner: &stacks::Runner) -> Result<(), Failed> {
    let installed = (runner.version)();
    let own = stack.version.split('.').count();
    if installed.split('.').take(own).ne(stack.version.split('.')) {
        let text = format!("{} {installed} is installed, the page says {}", stack.name, stack.version);
        if runner.pinned {
            return Err(text.into());
        }
        // A system brings the version that it brings. The samples run with it all the same.
        eprintln!("note: {text}");
    }
    let codes: Vec<&CodeParameters> = samples.codes.iter().filter(|code| suits(stack, code)).collect();
    let site = server::start(stack, &codes, runner);
    let mut wrong = Vec::new();
    for (code, (port, path)) in codes.iter().zip(&site.places) {
        let method = if stack.edge { "GET" } else { &code.method };
        // Asked to close, some servers say so in place of what the sample says.
        let close = !code.headers.iter().any(|(name, _)| name == "Connection");
        let (said, answer) = match wire::ask(*port, method, path, close) {
            Ok(answer) => (faults(stack, code, *port, &answer), answer.head),
            Err(error) => (vec![error], String::new()),
        };
        if !said.is_empty() {
            wrong.push(format!(
                "{} {}: {}\n--- the sample\n{}--- its answer\n{answer}\n",
                stack.id,
                code.code,
                said.join("; "),
                sample(stack, code)
            ));
        }
    }
    if wrong.is_empty() {
        site.forget();
        return Ok(());
    }
    Err(format!("{}\n--- files and logs: {}", wrong.join("\n"), site.folder.display()).into())
}

/// What is wrong with an answer.
fn faults(stack: &Stack, code: &CodeParameters, port: u16, answer: &Answer) -> Vec<String> {
    let mut wrong = Vec::new();
    let status_line = answer.head.lines().next().unwrap_or("");
    if answer.status != Some(code.code) {
        wrong.push(format!("the status line is {status_line:?}"));
    }
    for (name, value) in &code.headers {
        let found = answer.headers(name);
        let right = match name.as_str() {
            // Some write a path as a whole address.
            "Location" => found.len() == 1 && (found[0] == *value || found[0] == format!("http://127.0.0.1:{port}{value}")),
            // A server may add to these.
            "Allow" | "Cache-Control" | "Vary" | "Connection" => wire::members(value).is_subset(&wire::members(&found.join(","))),
            _ => found == [value.as_str()],
        };
        if !right {
            wrong.push(format!("{name} is {found:?}, not {value:?}"));
        }
    }
    match &code.body {
        Some(body) => {
            if !String::from_utf8_lossy(&answer.body).contains(body.as_str()) {
                wrong.push(format!("the body is {:?}", String::from_utf8_lossy(&answer.body)));
            }
            // FastAPI's errors are JSON, an ErrorDocument of Apache's is HTML.
            let own_type = stack.id == "apache" || (stack.id == "fastapi" && code.code >= 400);
            if !own_type && !answer.headers("Content-Type").iter().any(|own| own.starts_with(&code.media_type)) {
                wrong.push(format!("Content-Type is {:?}", answer.headers("Content-Type")));
            }
        }
        // A redirect may bring a text of the server's own.
        None if code.redirects() => {}
        None if answer.body.is_empty() => {}
        None => wrong.push(format!("there is a body: {:?}", String::from_utf8_lossy(&answer.body))),
    }
    wrong
}
