//! The lines that have a server send the page, from `content/ui/make.en.toml`.

use super::error_page::{Page, passes};
use crate::core::ui::make_ui;

/// A server, or what stands in front of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// nginx 1.18 or newer.
    Nginx,
    /// Apache HTTP Server 2.4.
    Apache,
    /// `HAProxy` 2.2 or newer.
    Haproxy,
    /// Caddy 2.
    Caddy,
    /// Cloudflare's custom error rules.
    Cloudflare,
    /// IIS 7 or newer.
    Iis,
}

impl Server {
    /// In the order in which they are shown.
    pub const ALL: [Server; 6] = [Server::Nginx, Server::Apache, Server::Haproxy, Server::Caddy, Server::Cloudflare, Server::Iis];

    /// The name that people know.
    pub const fn name(self) -> &'static str {
        match self {
            Server::Nginx => "nginx",
            Server::Apache => "Apache",
            Server::Haproxy => "HAProxy",
            Server::Caddy => "Caddy",
            Server::Cloudflare => "Cloudflare",
            Server::Iis => "IIS",
        }
    }

    /// The id of its part of the page.
    pub const fn id(self) -> &'static str {
        match self {
            Server::Nginx => "nginx",
            Server::Apache => "apache",
            Server::Haproxy => "haproxy",
            Server::Caddy => "caddy",
            Server::Cloudflare => "cloudflare",
            Server::Iis => "iis",
        }
    }

    /// The tests have run these lines in the program itself.
    pub const fn tested(self) -> bool {
        !matches!(self, Server::Cloudflare | Server::Iis)
    }

    /// Whether it can be told to send a page for a code: `HAProxy` has a list (configuration manual, section 4.2, *http-error*), Apache knows
    /// those of its own table (`ap_get_status_line`), Cloudflare sends none for what its own products answer below 400.
    pub fn can(self, code: u16) -> bool {
        match self {
            Server::Haproxy => [400, 401, 403, 404, 405, 407, 408, 410, 413, 425, 429, 500, 501, 502, 503, 504].contains(&code),
            Server::Apache => matches!(code, 400..=417 | 421..=424 | 426 | 428 | 429 | 431 | 451 | 500..=508 | 510 | 511),
            _ => true,
        }
    }

    /// The lines for a page.
    pub fn lines(self, page: &Page) -> String {
        let t = make_ui();
        let template = match self {
            Server::Nginx => t.install_nginx,
            Server::Apache => t.install_apache,
            Server::Haproxy => t.install_haproxy,
            Server::Caddy => t.install_caddy,
            Server::Cloudflare => t.install_cloudflare,
            Server::Iis => t.install_iis,
        };
        let template = if passes(page.code) { template.to_owned() } else { template.replace(" hdr Retry-After {wait}", "") };
        let mut out = String::new();
        for line in template.lines().filter(|line| passes(page.code) || !line.contains("{wait}")) {
            out.push_str(line);
            out.push('\n');
        }
        out.replace("{file}", &page.file_name()).replace("{wait}", &page.wait.to_string()).replace("{code}", &page.code.to_string())
    }

    /// What to know about it.
    pub fn note(self, page: &Page) -> String {
        let t = make_ui();
        let code = page.code.to_string();
        if !self.can(page.code) {
            return t.install_not_there.replace("{server}", self.name()).replace("{code}", &code);
        }
        let note = match self {
            Server::Nginx => t.install_nginx_note,
            Server::Apache => t.install_apache_note,
            Server::Haproxy => t.install_haproxy_note,
            Server::Caddy => t.install_caddy_note,
            Server::Cloudflare => t.install_cloudflare_note,
            Server::Iis => t.install_iis_note,
        };
        note.replace("{code}", &code)
    }
}
