//! The code that servers send a status with: what `content/stacks/` says is sound, and every mistake in it is named with its place.

use isitme_content::{
    broken,
    problem::Problems,
    stacks::{Samples, Send, Stack, read, sample, sample_at, suits},
};

use crate::template::{Node, Quote, parse};

fn samples() -> Samples {
    let mut problems = Problems::default();
    let samples = read(&broken::content(), &mut problems);
    let texts: Vec<String> = problems.0.iter().map(ToString::to_string).collect();
    assert!(texts.is_empty(), "{}", texts.join("\n"));
    samples
}

fn shown(samples: &Samples, stack: &str, code: u16) -> String {
    let stack = samples.stacks.iter().find(|own| own.id == stack).expect("a stack");
    let code = samples.codes.iter().find(|own| own.code == code).expect("a code");
    assert!(suits(stack, code));
    sample(stack, code)
}

#[test]
fn the_content_is_sound() {
    let samples = samples();
    let ids: Vec<&str> = samples.stacks.iter().map(|stack| stack.id.as_str()).collect();
    assert_eq!(
        ids,
        [
            "aspnet-core",
            "axum",
            "django",
            "express",
            "fastapi",
            "go",
            "laravel",
            "node",
            "rails",
            "spring-boot",
            "apache",
            "caddy",
            "haproxy",
            "nginx",
            "varnish"
        ]
    );
    for code in &samples.codes {
        let suited: Vec<&Stack> = samples.stacks.iter().filter(|stack| suits(stack, code)).collect();
        assert_eq!(suited.is_empty(), code.send == Send::Never, "{}", code.code);
        assert_eq!(code.why.is_empty(), code.send != Send::Never, "{}", code.code);
        for stack in suited {
            let text = sample(stack, code);
            assert!(text.contains(&code.code.to_string()) || !stack.constants.is_empty(), "{} {}", stack.id, code.code);
            for (name, value) in &code.headers {
                let written = value.replace('"', "\\\"");
                let there = text.contains(value.as_str()) || text.contains(&written);
                assert!(there, "{} {}: {name}: {value} is missing in\n{text}", stack.id, code.code);
                let named = text.contains(name.as_str()) || (code.redirects() && name == "Location");
                assert!(named, "{} {}: {name} is missing in\n{text}", stack.id, code.code);
            }
            assert_eq!(sample(stack, code), text);
        }
    }
}

#[test]
fn samples_read_as_written_by_hand() {
    let samples = samples();
    assert_eq!(
        shown(&samples, "express", 503),
        r#"import express from "express";

const app = express();

app.get("/report", (req, res) => {
  res.set("Retry-After", "120");
  res.status(503).type("text/plain").send("We are busy. Try again in two minutes.");
});

app.listen(3000);
"#
    );
    assert_eq!(
        shown(&samples, "nginx", 301),
        "server {\n    listen 80;\n    server_name example.com;\n\n    location = /report {\n        \
         add_header Cache-Control max-age=3600 always;\n        return 301 /new-address;\n    }\n}\n"
    );
    assert_eq!(
        shown(&samples, "fastapi", 204),
        "from fastapi import FastAPI, Response\n\napp = FastAPI()\n\n\n@app.get(\"/report\")\ndef report():\n    \
         return Response(status_code=204)\n"
    );
    assert!(shown(&samples, "spring-boot", 201).contains("@PostMapping(\"/report\")"));
    assert!(shown(&samples, "go", 401).contains("Set(\"WWW-Authenticate\", `Bearer realm=\"reports\"`)"));
    assert!(shown(&samples, "django", 401).contains("'Bearer realm=\"reports\"'"));
    assert!(shown(&samples, "axum", 401).contains("\"Bearer realm=\\\"reports\\\"\""));
    assert!(shown(&samples, "varnish", 407).contains("= {\"Basic realm=\"proxy\"\"};"));
}

#[test]
fn only_the_place_to_listen_differs() {
    let samples = samples();
    for stack in samples.stacks.iter().filter(|stack| !stack.listen.is_empty()) {
        let code = samples.codes.iter().find(|code| code.code == 503).expect("a code");
        let elsewhere = sample_at(stack, code, "@@");
        assert_eq!(elsewhere.matches("@@").count(), 1, "{}", stack.id);
        assert_eq!(elsewhere.replace("@@", &stack.listen), sample(stack, code), "{}", stack.id);
    }
}

#[test]
fn templates_are_read_or_refused() {
    assert_eq!(parse("a{{status}}\n").map(|nodes| nodes.len()), Ok(3));
    // Lines of sections alone vanish; those with anything else stay.
    let nodes = parse("{{#body}}\n  {{^type}} {{/type}}\nx\n{{/body}}\n").expect("a template");
    assert!(matches!(&nodes[..], [Node::Section { nodes, .. }] if nodes[1..] == [Node::Text("x\n".to_owned())]), "{nodes:?}");
    assert_eq!(
        parse("{{{#body}}x{{/body}}}").map(|nodes| (nodes[0].clone(), nodes[2].clone())),
        Ok((Node::Text("{".into()), Node::Text("}".into())))
    );
    for (text, at, says) in [
        ("a\n{{statsu}}", 2, "is no placeholder"),
        ("{{#bodies}}", 0, "is no placeholder"),
        ("x {{status", 2, "has no }}"),
        ("{{#body}}", 0, "is not closed"),
        ("{{#body}}{{/type}}", 9, "closes nothing"),
        ("{{/body}}", 0, "closes nothing"),
        ("{{value}}", 0, "inside {{#header}} only"),
        ("{{#last}}{{/last}}", 0, "can't stand here"),
        ("{{#header}}{{#header}}{{/header}}{{/header}}", 11, "can't stand here"),
        ("{{^header}}{{/header}}", 0, "can't stand here"),
    ] {
        let (offset, said) = parse(text).expect_err(text);
        assert!(offset == at && said.contains(says), "{text}: {offset} {said}");
    }
}

#[test]
fn texts_get_the_quotes_of_the_stack() {
    for (quote, plain, quoted) in [
        (Quote::Double, "\"a b\"", "\"a\\\"b\""),
        (Quote::Either, "\"a b\"", "'a\"b'"),
        (Quote::Single, "'a b'", "'a\"b'"),
        (Quote::Backtick, "\"a b\"", "`a\"b`"),
        (Quote::Long, "\"a b\"", "{\"a\"b\"}"),
    ] {
        assert_eq!((quote.literal("a b", true), quote.literal("a\"b", true)), (plain.to_owned(), quoted.to_owned()));
        assert_eq!(quote.literal("/a-b", true), "/a-b");
        assert_ne!(quote.literal("/a-b", false), "/a-b");
    }
}

/// What `read` says after one replacement in one file.
fn after(name: &str, file: &str, from: &str, to: &str) -> Vec<String> {
    let copy = broken::Broken::new(&format!("stacks-{name}"), &["stacks", "codes/404"]);
    copy.change(file, from, to);
    let mut problems = Problems::default();
    read(&copy.0, &mut problems);
    problems.0.iter().map(ToString::to_string).collect()
}

#[test]
fn mistakes_are_named_with_file_and_line() {
    let codes = "stacks/codes.toml";
    let nginx = "stacks/nginx.toml";
    for (nth, (file, from, to, says)) in [
        (codes, "codes = [404]", "codes = [4040]", "404 is missing"),
        (codes, "codes = [404]", "codes = [403]", "403 is given twice"),
        (codes, "codes = [404]", "codes = [404, 4041]", "stands alone"),
        (codes, "phrase = \"Not Found\"", "phrase = \"Not There\"", "names it Not Found"),
        (codes, "phrase = \"Not Found\"\n", "", "phrase is missing"),
        (codes, "\nsend = \"app\"", "\nsend = \"all\"", "not one of app, edge, never"),
        (codes, "send = \"edge\"", "send = \"never\"", "needs `why`"),
        (codes, "why = \"0 is", "wy = \"0 is", "unknown field"),
        (codes, "no server can send it.", "no server can send it!", "ends with a period"),
        (codes, "method = \"POST\"", "method = \"GET\"", "not one of POST, PUT"),
        (codes, "body = \"Everything works.\"", "body = \"It's fine.\"", "body has at most"),
        (codes, "body = \"Everything works.\"", "body = true", "a short text, or false"),
        (codes, "body = \"Everything works.\"", "body = false", "200 needs a body"),
        (codes, "body = \"Everything works.\"\n", "", "body is missing"),
        (codes, "phrase = \"No Content\"\nbody = false", "phrase = \"No Content\"\nbody = \"Nothing.\"", "204 has no body"),
        (codes, "headers = [[\"Allow\", \"POST\"]]\n", "", "405 needs the header Allow"),
        (codes, "[[\"Allow\", \"POST\"]]", "[[\"Allow\", \"$POST\"]]", "plain characters"),
        (codes, "[[\"Allow\", \"POST\"]]", "[[\"Allow\", \"POST\"], [\"allow\", \"PUT\"]]", "given twice"),
        (codes, "[[\"Allow\", \"POST\"]]", "[[\"Allow\", \"POST\"], [\"Content-Length\", \"0\"]]", "the template's business"),
        (codes, "phrase = \"Bad Gateway\"", "phrase = \"Bad Gateway\"\nedge = true", "leave it out elsewhere"),
        (codes, "type = \"application/xml\"", "type = \"xml\"", "a media type"),
        (nginx, "id = \"nginx\"", "id = \"engine\"", "stands in the file nginx.toml"),
        (nginx, "kind = \"edge\"", "kind = \"proxy\"", "not one of app, edge"),
        (nginx, "quote = \"either\"", "quote = \"any\"", "not one of double"),
        (nginx, "with `nginx -t`", "with `nginx -t", "in backquotes"),
        (nginx, "file = \"example", "file = \"conf.d/example", "without folders"),
        (nginx, "bare = true", "bar = true", "unknown field"),
        (nginx, "listen = \"80\"\n", "", "needs the key listen"),
        (nginx, "return {{status}}", "return {{number}}", "{{number}} is no placeholder"),
        (nginx, "return {{status}}", "return", "neither {{status}} nor"),
        (nginx, "{{#body}} {{body}}{{/body}};", ";", "has no {{body}}"),
        (nginx, "        return", "        \n        return", "a blank at the end of a line"),
        ("stacks/go.toml", "404 = \"http.StatusNotFound\"\n", "", "[constants] has no 404"),
        ("stacks/go.toml", "404 = \"http.StatusNotFound\"\n", "4040 = \"x\"\n", "4040 is not in content/stacks/codes.toml"),
        ("stacks/django.toml", "\n426 = ", "\n4260 = ", "[without] 4260 is not in"),
    ]
    .into_iter()
    .enumerate()
    {
        let problems = after(&nth.to_string(), file, from, to);
        let found = problems.iter().find(|problem| problem.contains(says));
        let found = found.unwrap_or_else(|| panic!("{from:?} → {to:?}: expected {says:?}, got {problems:#?}"));
        let line: usize = found.split(':').nth(1).and_then(|line| line.parse().ok()).expect("a line");
        assert!(found.starts_with(&format!("content/{file}:")), "{found}");
        let whole = std::fs::read_to_string(broken::content().join(file)).expect("readable");
        let near = whole[..whole.find(from).unwrap_or(0)].matches('\n').count() + 1;
        let whole_file = ["is missing: content", "the sample for", "needs the key", "has no {{", "neither {{", "[constants]"];
        if !whole_file.iter().any(|text| found.contains(text)) {
            assert!(line.abs_diff(near) <= 8, "{found} should be near line {near}");
        }
    }
}
