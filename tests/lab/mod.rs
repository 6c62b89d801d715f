//! The fault lab: real servers on loopback that fail in real ways, and the two kinds of helpers that the page's checks ask (control hosts,
//! resolvers). Everything here ends when it is dropped.

pub mod desk;
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
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
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
        // Wakes the thread that waits for a connection.
        if let (Ok(_), Some(accepting)) = (TcpStream::connect(self.address), self.accepting.take()) {
            accepting.join().ok();
        }
    }
}

/// Reads a request's head.
fn head(stream: &mut TcpStream) -> io::Result<String> {
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
