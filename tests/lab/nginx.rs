//! A real nginx on loopback, in front of upstreams that are down, talk nonsense, are slow or are healthy.

use std::{
    fmt::Write as _,
    fs,
    net::{Ipv4Addr, TcpListener, TcpStream},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use super::{BROKEN_HTTP, GARBAGE, Tcp, blurts, refused_port, silent};
use crate::process::{Process, Scratch, program};

/// A running nginx.
#[derive(Debug)]
pub struct Nginx {
    ports: Vec<u16>,
    // Ends before its folder goes.
    _process: Process,
    folder: Scratch,
}

impl Nginx {
    /// Starts one with these `location`s.
    pub fn start(locations: &str) -> Nginx {
        Nginx::on(1, locations)
    }

    /// The same on 127.0.0.1 and the addresses that follow it, so many in all.
    pub fn on(hosts: u8, locations: &str) -> Nginx {
        Nginx::run(1, |folder, ports| {
            let mut listens = String::new();
            for host in 1..=hosts {
                let _ = writeln!(listens, "    listen 127.0.0.{host}:{};", ports[0]);
            }
            config(folder, &format!("  server {{\n{listens}{locations}  }}\n"))
        })
    }

    /// Starts one that listens on so many ports; the function writes its configuration, given its folder and the ports.
    pub fn run(count: usize, config: impl Fn(&Path, &[u16]) -> String) -> Nginx {
        let folder = Scratch::new("nginx");
        let path = folder.path();
        // Its workers, where it has some, leave root.
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a folder that others may enter");
        for _ in 0..8 {
            // Taken and given back: if somebody else gets one in between, nginx says so and others are tried.
            let free: Vec<TcpListener> = (0..count).map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port")).collect();
            let ports: Vec<u16> = free.iter().map(|free| free.local_addr().expect("its own address").port()).collect();
            drop(free);
            fs::write(path.join("nginx.conf"), config(path, &ports)).expect("the configuration is written");
            let mut process = Process::start(
                Command::new(program(&["nginx"]))
                    .arg("-p")
                    .arg(path)
                    .arg("-e")
                    .arg(path.join("error.log"))
                    .arg("-c")
                    .arg(path.join("nginx.conf")),
                &path.join("output"),
            );
            let began = Instant::now();
            while began.elapsed() < Duration::from_secs(20) && !process.ended() {
                if ports.iter().all(|port| TcpStream::connect((Ipv4Addr::LOCALHOST, *port)).is_ok()) {
                    return Nginx { ports, _process: process, folder };
                }
                thread::sleep(Duration::from_millis(10));
            }
            let said: String = ["error.log", "output"].iter().filter_map(|name| fs::read_to_string(path.join(name)).ok()).collect();
            assert!(said.contains("in use"), "nginx did not start: {said}");
        }
        panic!("nginx found no free port");
    }

    /// Its ports, in the order in which the configuration got them.
    pub fn ports(&self) -> &[u16] {
        &self.ports
    }

    /// The origin, by number.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.ports[0])
    }

    /// The origin of one of its addresses, from 1.
    pub fn origin_of(&self, host: u8) -> String {
        format!("http://127.0.0.{host}:{}", self.ports[0])
    }

    /// The origin, by name.
    pub fn named_origin(&self) -> String {
        format!("http://localhost:{}", self.ports[0])
    }

    /// The lines of its log: method, path with query, status, cookie, referrer, origin. Written when a request has ended.
    pub fn log(&self) -> Vec<String> {
        fs::read_to_string(self.folder.path().join("access.log")).unwrap_or_default().lines().map(str::to_owned).collect()
    }
}

/// A whole configuration around these `server`s.
pub fn config(folder: &Path, servers: &str) -> String {
    let at = folder.display();
    let mut temporary = String::new();
    for name in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        let _ = writeln!(temporary, "  {name}_temp_path {at}/{name};");
    }
    format!(
        r#"# One process that is ended by its id: no daemon, no workers that could outlive it.
daemon off;
master_process off;
pid {at}/nginx.pid;
error_log {at}/error.log info;
events {{ worker_connections 1024; }}
http {{
  log_format lab '$request_method $request_uri [$status] cookie="$http_cookie" referer="$http_referer" origin="$http_origin"';
  access_log {at}/access.log lab;
{temporary}  default_type text/html;
  absolute_redirect off;
  proxy_read_timeout 120s;
  proxy_connect_timeout 5s;
{servers}}}
"#
    )
}

/// Requests by which the lab shows that it is right.
const SHOWN: usize = 6;

/// The situations that a site can be in, each below `/open/` (it lets other pages read its answers) and `/closed/` (it does not).
#[derive(Debug)]
pub struct Lab {
    /// The server in front of all of them.
    pub nginx: Nginx,
    /// Answers the browser itself with nonsense.
    pub garbage: Tcp,
    /// Nothing listens here.
    pub refused: u16,
    _upstreams: [Tcp; 2],
}

impl Lab {
    /// Starts it.
    pub fn start() -> Lab {
        let (broken, slow, refused) = (blurts(BROKEN_HTTP), silent(), refused_port());
        let mut locations = String::new();
        for (tree, header) in [("open", "add_header Access-Control-Allow-Origin * always;"), ("closed", "")] {
            let upstream =
                |name: &str, port: u16| format!("    location /{tree}/{name} {{ {header} proxy_pass http://127.0.0.1:{port}; }}\n");
            locations += &upstream("down", refused);
            locations += &upstream("garbage", broken.port());
            locations += &upstream("slow", slow.port());
            for (name, answer) in [
                ("healthy", "200 '<!doctype html><title>fine</title><p>fine'".to_owned()),
                ("missing", "404".to_owned()),
                ("moved", format!("302 /{tree}/healthy")),
            ] {
                let _ = writeln!(locations, "    location /{tree}/{name} {{ {header} return {answer}; }}");
            }
        }
        let lab = Lab { nginx: Nginx::start(&locations), garbage: blurts(GARBAGE), refused, _upstreams: [broken, slow] };
        // The lab shows what it claims to show.
        for (path, status) in [
            ("open/down", 502),
            ("closed/down", 502),
            ("open/garbage", 502),
            ("open/healthy", 200),
            ("open/missing", 404),
            ("open/moved", 302),
        ] {
            let (seen, _) = crate::wire::get(&format!("{}/{path}", lab.nginx.origin()));
            assert_eq!(seen, status, "the lab's {path}");
        }
        // A line is written a moment after its answer.
        let began = Instant::now();
        while lab.nginx.log().len() < SHOWN {
            assert!(began.elapsed() < Duration::from_secs(10), "nginx writes no log: {:?}", lab.nginx.log());
            thread::sleep(Duration::from_millis(5));
        }
        lab
    }

    /// The requests that came since the lab showed itself to be right.
    pub fn log(&self) -> Vec<String> {
        self.nginx.log().split_off(SHOWN)
    }
}
