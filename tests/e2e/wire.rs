//! The HTTP that `WebDriver` needs, over one short connection a command: keeps a whole HTTP stack out of the build.

use std::{
    fmt::Write as _,
    io::{self, Read as _, Write as _},
    net::TcpStream,
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use http::{Request, Response};
use thirtyfour::{
    error::{WebDriverError, WebDriverResult},
    session::http::{Body, HttpClient},
};

/// Longer than any command of the tests takes.
const LIMIT: Duration = Duration::from_secs(90);

/// The client.
pub struct Wire;

#[async_trait::async_trait]
impl HttpClient for Wire {
    async fn send(&self, request: Request<Body<'_>>) -> WebDriverResult<Response<Bytes>> {
        exchange(&request).map_err(|error| WebDriverError::RequestFailed(format!("{} {}: {error}", request.method(), request.uri())))
    }

    async fn new(&self) -> Arc<dyn HttpClient> {
        Arc::new(Wire)
    }
}

fn exchange(request: &Request<Body<'_>>) -> io::Result<Response<Bytes>> {
    let bad = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let uri = request.uri();
    let host = uri.authority().ok_or_else(|| bad("no host"))?.as_str();
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let body = match request.body() {
        Body::Empty => Vec::new(),
        Body::Json(value) => serde_json::to_vec(value)?,
    };
    let mut head =
        format!("{} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n", request.method(), body.len());
    for (name, value) in request.headers() {
        if name != http::header::CONNECTION {
            let _ = write!(head, "{name}: {}\r\n", value.to_str().map_err(|_| bad("a header that is no text"))?);
        }
    }
    head.push_str("\r\n");
    let mut stream = TcpStream::connect(host)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(LIMIT))?;
    stream.write_all(head.as_bytes())?;
    stream.write_all(&body)?;
    let (status, body) = read_answer(&mut stream)?;
    Response::builder().status(status).body(body.into()).map_err(|_| bad("not a status"))
}

/// The status and the body of one answer.
pub fn read_answer(stream: &mut TcpStream) -> io::Result<(u16, Vec<u8>)> {
    let bad = |what: &str| io::Error::new(io::ErrorKind::InvalidData, what.to_owned());
    let mut bytes = Vec::new();
    let mut chunk = [0; 16 * 1024];
    let mut wanted = None;
    loop {
        if let Some((end, length)) = wanted {
            if bytes.len() >= end + length {
                break;
            }
        } else if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..at]).to_ascii_lowercase();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
            wanted = Some((at + 4, length.unwrap_or(usize::MAX / 2)));
            continue;
        }
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(count) => bytes.extend_from_slice(&chunk[..count]),
            // A read with a time limit is not taken up again by the system after a machine was halted.
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let (end, _) = wanted.ok_or_else(|| bad("no head"))?;
    let status = std::str::from_utf8(bytes.get(9..12).unwrap_or(b"")).ok().and_then(|text| text.parse().ok());
    Ok((status.ok_or_else(|| bad("no status"))?, bytes.split_off(end)))
}

/// What a plain GET of an address on this machine answers.
pub fn get(url: &str) -> (u16, String) {
    let rest = url.strip_prefix("http://").expect("an http address");
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let mut stream = TcpStream::connect(host).unwrap_or_else(|error| panic!("{url}: {error}"));
    stream.set_read_timeout(Some(LIMIT)).expect("a time limit");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").expect("a request");
    let (status, body) = read_answer(&mut stream).unwrap_or_else(|error| panic!("{url}: {error}"));
    (status, String::from_utf8_lossy(&body).into_owned())
}
