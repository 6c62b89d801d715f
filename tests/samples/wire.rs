//! One request on a connection of its own, byte by byte, so that nothing between hides what the server sent.

use std::{
    collections::BTreeSet,
    io::{Read as _, Write as _},
    net::{Ipv4Addr, TcpStream},
    time::Duration,
};

/// A whole answer.
pub struct Answer {
    /// Status line and headers as they came.
    pub head: String,
    /// The number of the status line.
    pub status: Option<u16>,
    /// The body without its chunks.
    pub body: Vec<u8>,
}

impl Answer {
    /// The values of a header, one for each line of it.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(':'));
        lines.filter(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim()).collect()
    }
}

/// The members of a list header, in lower case.
pub fn members(value: &str) -> BTreeSet<String> {
    value.split(',').map(|member| member.trim().to_ascii_lowercase()).collect()
}

/// Asks, and reads until the server closes or the announced length is there.
pub fn ask(port: u16, method: &str, path: &str, close: bool) -> Result<Answer, String> {
    let whole = exchange(port, method, path, close).map_err(|error| format!("{method} {path} on port {port}: {error}"))?;
    let end = whole.windows(4).position(|four| four == b"\r\n\r\n").ok_or("the answer has no end of its headers")?;
    let head = String::from_utf8_lossy(&whole[..end]).into_owned();
    let mut parts = head.lines().next().unwrap_or("").splitn(3, ' ');
    let status =
        parts.next().filter(|version| version.starts_with("HTTP/1.")).and_then(|_| parts.next()).and_then(|text| text.parse().ok());
    let mut answer = Answer { head, status, body: whole[end + 4..].to_vec() };
    if answer.headers("Transfer-Encoding").iter().any(|own| own.eq_ignore_ascii_case("chunked")) {
        answer.body = without_chunks(&answer.body).ok_or("the chunks of the body are broken")?;
    }
    Ok(answer)
}

fn exchange(port: u16, method: &str, path: &str, close: bool) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let length = if method == "GET" { "" } else { "Content-Length: 0\r\n" };
    let close = if close { "Connection: close\r\n" } else { "" };
    write!(stream, "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: */*\r\n{close}{length}\r\n")?;
    let mut whole = Vec::new();
    let mut chunk = [0; 4096];
    // A server whose Connection header says something else does not close at once.
    while !is_whole(&whole) {
        match stream.read(&mut chunk)? {
            0 => break,
            count => whole.extend_from_slice(&chunk[..count]),
        }
    }
    Ok(whole)
}

/// As many bytes as Content-Length says, or a last chunk.
fn is_whole(bytes: &[u8]) -> bool {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return false };
    let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
    let field = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    match (field("content-length:").and_then(|length| length.parse::<usize>().ok()), field("transfer-encoding:")) {
        (Some(length), _) => bytes.len() >= end + 4 + length && length > 0,
        (None, Some("chunked")) => bytes.ends_with(b"\r\n0\r\n\r\n"),
        _ => false,
    }
}

fn without_chunks(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let line = rest.windows(2).position(|two| two == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..line]).ok()?.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[line + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size + 2..)?;
    }
}
