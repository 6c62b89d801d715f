//! Names: what each resolver of the world answers, and the small resolver on each device that forwards to the network's and keeps what it heard,
//! as systemd's does.

use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddr, UdpSocket},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

/// What a resolver says about a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// Its address.
    At(Ipv4Addr),
    /// It does not exist.
    Gone,
    /// The resolver failed.
    Failed,
}

/// Locks, whatever happened to whoever held it.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A resolver's knowledge.
#[derive(Debug, Default)]
pub struct View(Mutex<HashMap<String, Says>>);

impl View {
    /// From now on it says that.
    pub fn set(&self, name: &str, says: Says) {
        lock(&self.0).insert(name.to_owned(), says);
    }

    /// What it says.
    pub fn ask(&self, name: &str) -> Option<Says> {
        lock(&self.0).get(&name.to_ascii_lowercase()).copied()
    }

    /// Forgets everything.
    pub fn clear(&self) {
        lock(&self.0).clear();
    }
}

/// What is true, and what single resolvers make of it.
#[derive(Debug, Default)]
pub struct Names {
    /// What those who own the names say.
    pub truth: View,
    /// What the provider's resolver says instead.
    pub provider: View,
}

impl Names {
    fn public(&self, name: &str) -> Says {
        self.truth.ask(name).unwrap_or(Says::Gone)
    }

    /// What a public resolver, or that of another network, says.
    pub fn at_large(&self, name: &str) -> Says {
        self.public(name)
    }

    /// What the provider's resolver says.
    pub fn at_home(&self, name: &str) -> Says {
        self.provider.ask(name).unwrap_or_else(|| self.public(name))
    }
}

/// A DNS server on a thread of its own; it ends when it is dropped.
#[derive(Debug)]
pub struct Server(Arc<AtomicBool>);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// Starts a loop that hands every packet to a function, in the namespace that the thread is in.
fn serve(address: Ipv4Addr, answer: impl Fn(&UdpSocket, Vec<u8>, SocketAddr) + Send + 'static) -> Server {
    let socket = UdpSocket::bind((address, 53)).unwrap_or_else(|error| panic!("{address}:53: {error}"));
    socket.set_read_timeout(Some(Duration::from_millis(300))).expect("a time limit");
    let stopped = Arc::new(AtomicBool::new(false));
    let own = stopped.clone();
    thread::Builder::new()
        .name("lab".to_owned())
        .spawn(move || {
            let mut bytes = [0; 2048];
            while !own.load(Ordering::SeqCst) {
                if let Ok((count, from)) = socket.recv_from(&mut bytes) {
                    answer(&socket, bytes[..count].to_vec(), from);
                }
            }
        })
        .expect("a thread");
    Server(stopped)
}

/// A resolver that answers by a function.
pub fn resolver(address: Ipv4Addr, says: impl Fn(&str) -> Says + Send + 'static) -> Server {
    serve(address, move |socket, query, from| {
        if let Some((name, kind, end)) = question(&query) {
            socket.send_to(&reply(&query[..end], kind, says(&name)), from).ok();
        }
    })
}

/// The name, the type, and where the question ends (RFC 1035, section 4.1).
fn question(query: &[u8]) -> Option<(String, u16, usize)> {
    let (mut name, mut at) = (String::new(), 12);
    loop {
        let length = usize::from(*query.get(at)?);
        at += 1;
        if length == 0 {
            break;
        }
        if !name.is_empty() {
            name.push('.');
        }
        name.push_str(&String::from_utf8_lossy(query.get(at..at + length)?).to_ascii_lowercase());
        at += length;
    }
    let kind = u16::from_be_bytes([*query.get(at)?, *query.get(at + 1)?]);
    Some((name, kind, at + 4))
}

fn reply(question: &[u8], kind: u16, says: Says) -> Vec<u8> {
    let address = match says {
        Says::At(address) if kind == 1 => Some(address),
        _ => None,
    };
    let code = match says {
        Says::At(_) => 0,
        Says::Failed => 2,
        Says::Gone => 3,
    };
    let mut out = question.to_vec();
    out[2] = 0x81;
    out[3] = 0x80 | code;
    out[4..12].copy_from_slice(&[0, 1, 0, u8::from(address.is_some()), 0, 0, 0, 0]);
    if let Some(address) = address {
        // A pointer to the question's name, type A, class IN, a short life.
        out.extend_from_slice(&[0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 1, 0, 4]);
        out.extend_from_slice(&address.octets());
    }
    out
}

/// The resolver of a device.
#[derive(Debug)]
pub struct Stub {
    /// The network's resolver.
    pub upstream: Mutex<Ipv4Addr>,
    /// What it still keeps.
    pub kept: View,
}

/// Where it listens.
pub const STUB: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 53);

/// Starts the resolver of the device that this thread is on.
pub fn stub(upstream: Ipv4Addr) -> (Arc<Stub>, Server) {
    let stub = Arc::new(Stub { upstream: Mutex::new(upstream), kept: View::default() });
    let own = stub.clone();
    let server = serve(STUB, move |socket, query, from| {
        let Some((name, kind, end)) = question(&query) else { return };
        if let Some(says) = own.kept.ask(&name) {
            socket.send_to(&reply(&query[..end], kind, says), from).ok();
            return;
        }
        let (upstream, socket) = (*lock(&own.upstream), socket.try_clone());
        thread::spawn(move || {
            let Ok(outward) = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)) else { return };
            outward.set_read_timeout(Some(Duration::from_secs(2))).ok();
            let mut bytes = [0; 2048];
            for _ in 0..2 {
                // Without a way out nothing is sent, and a network may say so.
                if outward.send_to(&query, (upstream, 53)).is_err() {
                    break;
                }
                if let (Ok(count), Ok(socket)) = (outward.recv(&mut bytes), &socket) {
                    socket.send_to(&bytes[..count], from).ok();
                    return;
                }
            }
            if let Ok(socket) = socket {
                socket.send_to(&reply(&query[..end], kind, Says::Failed), from).ok();
            }
        });
    });
    (stub, server)
}
