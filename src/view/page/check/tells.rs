//! What a browser can tell about an address, and the command line that tells more. Reads whole without JavaScript.

use super::Page;
use crate::{
    core::ui::check_ui,
    view::el::{El, On, el},
    web,
};

/// One request an address, its status before it; POSIX shell. The last line counts without its end, too, and lines may end as on Windows; brackets and braces
/// are no patterns.
const SH: &str = "tr -d '\\r' < addresses.txt | while read -r url || [ -n \"$url\" ]; do printf '%s %s\\n' \"$(curl -gs -o /dev/null -m 10 -w '%{http_code}' \"$url\")\" \"$url\"; done";
/// The same for PowerShell; `curl.exe` comes with Windows 10 and 11.
const POWERSHELL: &str = "Get-Content addresses.txt | ForEach-Object { \"$(curl.exe -gs -o NUL -m 10 -w '%{http_code}' $_) $_\" }";

/// The part.
pub(super) fn view(page: &Page) -> El {
    let t = check_ui();
    let line = |term: &'static str, says: &'static str| el("div").kid(el("dt").text(term)).kid(el("dd").text(says));
    let command = |id: &'static str, title: &'static str, text: &'static str| {
        let store = page.dispatch.clone();
        let copy = el("button.plain|type=button").text(t.tells_shell_copy).on(On::Click, move |_| {
            let store = store.clone();
            web::spawn(async move {
                let told = match web::clipboard::copy(text, id).await {
                    web::clipboard::Copied::Yes => t.one_copied,
                    web::clipboard::Copied::Selected => t.one_selected,
                };
                store.dispatch(super::Act::Command(told));
            });
        });
        el("div").kid(el("h4").text(title)).kid(el("pre|tabindex=0").kid(el("code").id(id).text(text))).kid(copy)
    };
    el("section.part|aria-labelledby=tells-h")
        .kid(el("h2|id=tells-h").text(t.tells_title))
        .kid(el("p").text(t.tells_lead))
        .kid(
            el("dl.facts")
                .kid(line(t.tells_exact, t.tells_exact_says))
                .kid(line(t.tells_answered, t.tells_answered_says))
                .kid(line(t.tells_nothing, t.tells_nothing_says))
                .kid(line(t.tells_never, t.tells_never_says)),
        )
        .kid(el("h3|id=curl").text(t.tells_shell_title))
        .kid(el("p").text(t.tells_shell_lead))
        .kid(command("curl-sh", t.tells_shell_sh, SH))
        .kid(command("curl-windows", t.tells_shell_windows, POWERSHELL))
        .kid(el("p.says|role=status").text(page.model.command))
}

#[cfg(all(test, unix))]
mod tests {
    use std::{
        io::Write,
        process::{Command, Stdio},
    };

    /// The line as a shell runs it, with a `curl` that tells what it was asked for.
    #[test]
    fn every_line_is_asked_as_it_stands() {
        let list = "https://a.example/x[1].html\r\nhttps://b.example/{x,y}\r\n  https://c.example/\\d";
        // No file is needed to tell what becomes of its lines.
        let line = super::SH.replace(" < addresses.txt", "");
        assert_ne!(line, super::SH);
        let script = format!("curl() {{ case $1 in -gs) shift 7; printf '<%s>' \"$@\";; esac; }}\n{line}");
        let mut shell = Command::new("sh").args(["-c", &script]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a shell");
        shell.stdin.take().expect("piped").write_all(list.as_bytes()).expect("it reads");
        let told = String::from_utf8(shell.wait_with_output().expect("an end").stdout).expect("text");
        let lines: Vec<&str> = told.lines().collect();
        assert_eq!(
            lines,
            [
                "<https://a.example/x[1].html> https://a.example/x[1].html",
                "<https://b.example/{x,y}> https://b.example/{x,y}",
                "<https://c.example/\\d> https://c.example/\\d"
            ]
        );
    }
}
