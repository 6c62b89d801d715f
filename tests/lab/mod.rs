//! The fault lab: real servers on loopback that fail in real ways, and the two kinds of helpers that the page's checks ask (control hosts,
//! resolvers). Everything here ends when it is dropped.

pub mod desk;
pub mod faults;
pub mod nginx;

use std::{
    io::{self, Read as _, Write as _},
    net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

/// A TCP server in this process: every connection gets its own thread.
#[derive(Debug)]
pub struct Tcp {
    address: SocketAddr,
    stopped: Arc<AtomicBool>,
    accepting: Option<JoinHandle<()>>,
}

impl Tcp {
    /// Starts one on a free port of 127.0.0.1.
    pub fn start(answer: impl Fn(TcpStream, &AtomicBool) + Send + Sync + 'static) -> Tcp {
        Tcp::on((Ipv4Addr::LOCALHOST, 0).into(), answer)
    }

    /// Starts one at an address of this machine, or of the network namespace that the thread is in.
    pub fn on(address: SocketAddr, answer: impl Fn(TcpStream, &AtomicBool) + Send + Sync + 'static) -> Tcp {
        // One that was there before may take a moment to go.
        let mut tries = 0;
        let listener = loop {
            match TcpListener::bind(address) {
                Ok(listener) => break listener,
                Err(error) => assert!(error.kind() == io::ErrorKind::AddrInUse && tries < 60, "{address}: {error}"),
            }
            tries += 1;
            thread::sleep(Duration::from_millis(50));
        };
        let address = listener.local_addr().expect("its own address");
        let stopped = Arc::new(AtomicBool::new(false));
        let accepting = thread::Builder::new().name("lab".to_owned()).spawn({
            let (stopped, answer) = (stopped.clone(), Arc::new(answer));
            move || {
                for stream in listener.incoming() {
                    if stopped.load(Ordering::SeqCst) {
                        return;
                    }
                    let (stopped, answer) = (stopped.clone(), answer.clone());
                    if let Ok(stream) = stream {
                        thread::Builder::new().name("lab".to_owned()).spawn(move || answer(stream, &stopped)).ok();
                    }
                }
            }
        });
        let accepting = accepting.expect("a thread");
        Tcp { address, stopped, accepting: Some(accepting) }
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Tcp {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::SeqCst);
        // Wakes the thread that waits for a connection. Dropped in another namespace, it ends with the next one.
        let woken = TcpStream::connect_timeout(&self.address, Duration::from_secs(3));
        if let (Ok(_), Some(accepting)) = (woken, self.accepting.take()) {
            accepting.join().ok();
        }
    }
}

/// Answers with what other pages may read, and closes.
pub fn readable(stream: &mut TcpStream, status: &str, kind: &str, body: &str) {
    let length = if status.starts_with("204") { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    let head = format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{length}Access-Control-Allow-Origin: *\r\nConnection: close\r\n\r\n");
    stream.write_all((head + body).as_bytes()).ok();
}

/// Reads a request's head, and what has come with it.
pub fn head(stream: &mut TcpStream) -> io::Result<String> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    while !bytes.windows(4).any(|window| window == b"\r\n\r\n") {
        match stream.read(&mut chunk)? {
            0 => break,
            count => bytes.extend_from_slice(&chunk[..count]),
        }
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Takes a request and answers it with these bytes, whatever they are.
pub fn blurts(bytes: &'static [u8]) -> Tcp {
    Tcp::start(move |mut stream, _| {
        head(&mut stream).ok();
        stream.write_all(bytes).ok();
        stream.shutdown(Shutdown::Write).ok();
        // Closing with unread bytes would be a reset.
        let mut rest = [0; 256];
        while stream.read(&mut rest).is_ok_and(|count| count > 0) {}
    })
}

/// Takes a request and stays silent.
pub fn silent() -> Tcp {
    Tcp::start(|mut stream, stopped| {
        head(&mut stream).ok();
        stream.set_read_timeout(Some(Duration::from_millis(200))).ok();
        let mut rest = [0; 256];
        while !stopped.load(Ordering::SeqCst) {
            match stream.read(&mut rest) {
                Ok(0) => return,
                Ok(_) => {}
                Err(error) if matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut) => {}
                Err(_) => return,
            }
        }
    })
}

/// Waits until something has come, without taking it.
fn arrived(stream: &TcpStream) {
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok();
    stream.peek(&mut [0; 1]).ok();
}

/// Takes nothing of what comes and closes: the system answers unread bytes with a reset. Over https that is a reset on the client's hello.
pub fn resets() -> Tcp {
    Tcp::start(|stream, _| arrived(&stream))
}

/// Reads what comes first and closes in good order, without a word. Over https that is the client's hello.
pub fn closes() -> Tcp {
    Tcp::start(|mut stream, _| {
        stream.set_read_timeout(Some(Duration::from_secs(10))).ok();
        // A client's hello may come in two pieces; what is left unread would make the close a reset.
        let mut bytes = [0; 16 * 1024];
        let first = stream.read(&mut bytes).unwrap_or(0);
        if bytes[0] == 0x16 && first > 5 {
            let whole = 5 + usize::from(u16::from_be_bytes([bytes[3], bytes[4]]));
            let mut have = first;
            while have < whole {
                match stream.read(&mut bytes) {
                    Ok(0) | Err(_) => break,
                    Ok(more) => have += more,
                }
            }
        }
    })
}

/// Answers with these bytes, waits until they are there, and resets the connection.
pub fn breaks_off(bytes: &'static [u8]) -> Tcp {
    Tcp::start(move |mut stream, _| {
        arrived(&stream);
        stream.write_all(bytes).ok();
        // A reset takes along what has not arrived yet, and nothing tells when it has.
        thread::sleep(Duration::from_millis(150));
    })
}

/// Takes a request and answers it with these bytes after a while.
pub fn slow(bytes: &'static [u8], after: Duration) -> Tcp {
    Tcp::start(move |mut stream, _| {
        head(&mut stream).ok();
        thread::sleep(after);
        stream.write_all(bytes).ok();
    })
}

/// Bytes that no browser can take for HTTP.
pub const GARBAGE: &[u8] = b"\x00\x01\x02 this is no HTTP \xff\xfe\r\n\r\n";

/// Bytes that begin like HTTP, so that a gateway does not take them for HTTP/0.9, and then break it.
pub const BROKEN_HTTP: &[u8] = b"HTTP/1.1 200 OK\r\nContent\x00Length: what\r\n\r\n\x01\x02";

/// A port on which nothing listens: below the range from which the system gives ports out, and not one that browsers refuse by themselves.
pub fn refused_port() -> u16 {
    (600..=620)
        .chain(830..=860)
        .filter(|port| *port != 601)
        .find(|port| {
            TcpStream::connect_timeout(&(Ipv4Addr::LOCALHOST, *port).into(), Duration::from_millis(500))
                .is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
        })
        .expect("a port below 1024 that refuses")
}

/// A server that lets other pages read its answers and counts: after two requests it answers 429 with `Retry-After: 1`, until that second is over; then it
/// answers everything.
#[derive(Debug)]
pub struct Limited {
    server: Tcp,
    hasty: Arc<std::sync::atomic::AtomicUsize>,
}

impl Limited {
    /// Its port.
    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// Requests that came during the pause that it had asked for.
    pub fn hasty(&self) -> usize {
        self.hasty.load(Ordering::SeqCst)
    }
}

/// Starts one.
pub fn limited() -> Limited {
    let hasty = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let state = std::sync::Mutex::new((0_u32, None::<std::time::Instant>));
    let server = Tcp::start({
        let hasty = hasty.clone();
        move |mut stream, _| {
            if head(&mut stream).is_err() {
                return;
            }
            let mut own = state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            own.0 += 1;
            let refused = match own.1 {
                None if own.0 <= 2 => false,
                None => {
                    own.1 = Some(std::time::Instant::now());
                    true
                }
                Some(began) => {
                    let since = began.elapsed();
                    // What was on its way when the first refusal was sent could not know.
                    if since > Duration::from_millis(500) && since < Duration::from_millis(950) {
                        hasty.fetch_add(1, Ordering::SeqCst);
                    }
                    since < Duration::from_millis(950)
                }
            };
            drop(own);
            let (status, more) = if refused { ("429 Too Many Requests", "Retry-After: 1\r\n") } else { ("200 OK", "") };
            let answer = format!(
                "HTTP/1.1 {status}\r\nAccess-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: Retry-After\r\n{more}Content-Length: 2\r\nConnection: close\r\n\r\nok"
            );
            stream.write_all(answer.as_bytes()).ok();
        }
    });
    Limited { server, hasty }
}
