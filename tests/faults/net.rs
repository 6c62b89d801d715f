//! The networks: one set of namespaces for each lane, each with addresses that look public though nothing leaves this machine.
//!
//! ```text
//! visitor ─eth0─┐                          ┌─ wan ── world: the site, other sites, isitme, resolvers
//!               ├─ home (NAT, router's DNS) ┘         │         │
//! second ─eth0──┘                                     │         │
//! visitor ─mob0───────── mobile ──────────────────────┘         │
//! visitor ─tun0─────────── vpn (NAT to an exit of its own) ─────┘
//! ```

use std::{
    fs::File,
    io::Write as _,
    net::Ipv4Addr,
    os::fd::AsFd as _,
    process::{Command, Stdio},
    thread,
};

use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};

use crate::process::program;

/// A network namespace.
#[derive(Debug)]
pub struct Space {
    name: String,
    file: File,
}

/// Runs a program and gives what it says; a failure is the lab's.
pub fn tool(words: &str) -> String {
    feed(words, "")
}

/// The same with a text as its input.
pub fn feed(words: &str, input: &str) -> String {
    let mut parts = words.split(' ');
    let name = parts.next().unwrap_or_default();
    let mut child = Command::new(program(&[name]))
        .args(parts)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{words}: {error}"));
    child.stdin.take().expect("an input").write_all(input.as_bytes()).unwrap_or_else(|error| panic!("{words}: {error}"));
    let out = child.wait_with_output().unwrap_or_else(|error| panic!("{words}: {error}"));
    assert!(out.status.success(), "{words}\n{input}\n{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8_lossy(&out.stdout).into_owned()
}

impl Space {
    fn new(lane: usize, role: &str) -> Space {
        let name = format!("isitme-{}-{lane}-{role}", std::process::id());
        tool(&format!("ip netns add {name}"));
        tool(&format!("ip -n {name} link set lo up"));
        let file = File::open(format!("/run/netns/{name}")).unwrap_or_else(|error| panic!("{name}: {error}"));
        let space = Space { name, file };
        space.within(|| {
            // A person's system gives up a connection after a quarter of a minute to two minutes; here after 15 seconds, which is longer than the page waits.
            for (name, value) in
                [("tcp_syn_linear_timeouts", "0"), ("tcp_syn_retries", "3"), ("ip_forward", "1"), ("ip_unprivileged_port_start", "1")]
            {
                std::fs::write(format!("/proc/sys/net/ipv4/{name}"), value).ok();
            }
        });
        space
    }

    /// `ip` in it.
    pub fn ip(&self, words: &str) {
        tool(&format!("ip -n {} {words}", self.name));
    }

    /// The same, where it may be so already.
    pub fn try_ip(&self, words: &str) {
        let _ = Command::new(program(&["ip"])).args(["-n", &self.name]).args(words.split(' ')).output();
    }

    /// Rules of `nft` in it.
    pub fn rules(&self, rules: &str) {
        self.within(|| {
            feed("nft -f -", rules);
        });
    }

    /// Takes this thread into it, with every thread and program that it starts.
    pub fn enter(&self) {
        move_into_link_name_space(self.file.as_fd(), Some(LinkNameSpaceType::Network))
            .unwrap_or_else(|error| panic!("{}: {error}", self.name));
    }

    /// Runs something in it, on a thread of its own.
    pub fn within<T: Send>(&self, run: impl FnOnce() -> T + Send) -> T {
        let name = thread::current().name().unwrap_or("lane").to_owned();
        thread::scope(|scope| {
            let own = thread::Builder::new().name(name).spawn_scoped(scope, || {
                self.enter();
                run()
            });
            own.expect("a thread").join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }
}

impl Drop for Space {
    fn drop(&mut self) {
        let _ = Command::new(program(&["ip"])).args(["netns", "delete", &self.name]).output();
    }
}

/// Which way the visitor's device takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The router at home.
    Home,
    /// A telephone's mobile data.
    Mobile,
    /// The VPN.
    Vpn,
}

/// The address that the world sees of each.
pub const HOME: Ipv4Addr = Ipv4Addr::new(84, 20, 30, 42);
/// See [`HOME`].
pub const MOBILE: Ipv4Addr = Ipv4Addr::new(77, 111, 240, 6);
/// See [`HOME`].
pub const VPN: Ipv4Addr = Ipv4Addr::new(185, 65, 134, 66);

/// The resolvers of each.
pub const ISP_DNS: Ipv4Addr = Ipv4Addr::new(80, 10, 246, 2);
/// See [`ISP_DNS`].
pub const MOBILE_DNS: Ipv4Addr = Ipv4Addr::new(80, 67, 169, 12);
/// See [`ISP_DNS`].
pub const VPN_DNS: Ipv4Addr = Ipv4Addr::new(185, 222, 222, 222);
/// The router's forwarder.
pub const ROUTER: Ipv4Addr = Ipv4Addr::new(192, 168, 1, 1);

/// All namespaces of a lane.
#[derive(Debug)]
pub struct Net {
    /// Everything that is out there.
    pub world: Space,
    /// The router at home.
    pub home: Space,
    /// The visitor's device.
    pub visitor: Space,
    /// Another device at home.
    pub second: Space,
    /// The VPN's exit.
    pub vpn: Space,
}

impl Net {
    /// Makes them; `hosts` are the addresses in the world.
    pub fn new(lane: usize, hosts: &[Ipv4Addr]) -> Net {
        let space = |role| Space::new(lane, role);
        let net = Net { world: space("world"), home: space("home"), visitor: space("visitor"), second: space("second"), vpn: space("vpn") };
        for host in hosts {
            net.world.ip(&format!("address add {host}/32 dev lo"));
        }
        let cable = |one: &Space, end: &str, other: &Space, other_end: &str| {
            tool(&format!("ip link add {end} netns {} type veth peer name {other_end} netns {}", one.name, other.name));
            one.ip(&format!("link set {end} up"));
            other.ip(&format!("link set {other_end} up"));
        };
        cable(&net.home, "wan", &net.world, "to-home");
        cable(&net.vpn, "wan", &net.world, "to-vpn");
        cable(&net.visitor, "mob0", &net.world, "to-mobile");
        cable(&net.visitor, "tun0", &net.vpn, "tun");
        net.home.ip("link add br0 type bridge");
        cable(&net.visitor, "eth0", &net.home, "lan1");
        cable(&net.second, "eth0", &net.home, "lan2");
        for port in ["lan1", "lan2"] {
            net.home.ip(&format!("link set {port} master br0"));
        }
        net.home.ip("link set br0 up");
        net.home.ip(&format!("address add {ROUTER}/24 dev br0"));
        net.home.ip(&format!("address add {HOME}/30 dev wan"));
        net.world.ip("address add 84.20.30.41/30 dev to-home");
        net.vpn.ip(&format!("address add {VPN}/30 dev wan"));
        net.world.ip("address add 185.65.134.65/30 dev to-vpn");
        net.vpn.ip("address add 10.8.0.1/24 dev tun");
        net.visitor.ip("address add 10.8.0.2/24 dev tun0");
        net.visitor.ip(&format!("address add {MOBILE}/30 dev mob0"));
        net.world.ip("address add 77.111.240.5/30 dev to-mobile");
        net.vpn.ip("route add default via 185.65.134.65");
        net.second.ip("address add 192.168.1.21/24 dev eth0");
        net.second.ip(&format!("route add default via {ROUTER}"));
        for space in [&net.home, &net.vpn] {
            space.rules("table ip nat { chain out { type nat hook postrouting priority srcnat; oifname \"wan\" masquerade; }; }");
        }
        // Connections of an interface that went down are over, and whoever still writes to one hears so at once.
        let over: String = [("eth0", "192.168.1.20".to_owned()), ("tun0", "10.8.0.2".to_owned()), ("mob0", MOBILE.to_string())]
            .iter()
            .map(|(device, address)| format!("ip saddr {address} oifname != {device} meta l4proto tcp reject with tcp reset; "))
            .collect();
        net.visitor.rules(&format!("table ip over {{ chain out {{ type filter hook output priority 0; {over} }}; }}"));
        net.calm();
        net
    }

    /// Takes every fault away.
    pub fn calm(&self) {
        for space in [&self.world, &self.home, &self.visitor, &self.second, &self.vpn] {
            space.rules("table ip fault {}; delete table ip fault;");
        }
        self.home.within(|| {
            tool("iptables -F FORWARD");
        });
        self.home.ip("link set wan up");
        self.home.ip("route replace default via 84.20.30.41");
    }
}
