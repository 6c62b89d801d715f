//! The shared language: the way from the visitor to the site, and who can act on it.

/// A stretch of the way from the visitor to the site where things can break, in that order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Hop {
    /// Cache, cookies, extensions, service worker, and what the visitor asks for.
    Browser,
    /// Clock, security software, the device's own name lookup.
    Device,
    /// Router, Wi-Fi login, company filter.
    LocalNetwork,
    /// A VPN or proxy that the visitor uses.
    Vpn,
    /// From the name to the address: the visitor's resolver and the site's zone.
    Dns,
    /// The provider, peering, blocking.
    Route,
    /// CDN, load balancer, gateway.
    Edge,
    /// The application and what is behind it.
    Origin,
}

impl Hop {
    /// All eight, from the visitor to the site.
    pub const ALL: [Hop; 8] = [Hop::Browser, Hop::Device, Hop::LocalNetwork, Hop::Vpn, Hop::Dns, Hop::Route, Hop::Edge, Hop::Origin];

    /// The stable name used in data, links and the JavaScript API.
    pub const fn id(self) -> &'static str {
        match self {
            Hop::Browser => "browser",
            Hop::Device => "device",
            Hop::LocalNetwork => "local-network",
            Hop::Vpn => "vpn",
            Hop::Dns => "dns",
            Hop::Route => "route",
            Hop::Edge => "edge",
            Hop::Origin => "origin",
        }
    }

    /// The hop of that name.
    pub fn from_id(id: &str) -> Option<Hop> {
        Hop::ALL.into_iter().find(|hop| hop.id() == id)
    }

    /// Its place on the way, 0 (browser) to 7 (origin).
    pub const fn index(self) -> usize {
        self as usize
    }
}

/// Who can act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Party {
    /// The person who sees the error.
    Visitor,
    /// Whoever runs the Wi-Fi, the company network, the VPN or the internet line.
    NetworkAdmin,
    /// The people behind the site.
    SiteOwner,
    /// The site's CDN or host.
    Provider,
}

impl Party {
    /// All four.
    pub const ALL: [Party; 4] = [Party::Visitor, Party::NetworkAdmin, Party::SiteOwner, Party::Provider];

    /// The stable name used in data, links and the JavaScript API.
    pub const fn id(self) -> &'static str {
        match self {
            Party::Visitor => "visitor",
            Party::NetworkAdmin => "network-admin",
            Party::SiteOwner => "site-owner",
            Party::Provider => "provider",
        }
    }

    /// The party of that name.
    pub fn from_id(id: &str) -> Option<Party> {
        Party::ALL.into_iter().find(|party| party.id() == id)
    }
}

/// Who runs a check. Always visible: it is the point of the whole product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Runner {
    /// This page runs it, after a click.
    Page,
    /// The visitor does it by hand.
    Visitor,
    /// Only the site's people can.
    Owner,
}

impl Runner {
    /// All three.
    pub const ALL: [Runner; 3] = [Runner::Page, Runner::Visitor, Runner::Owner];

    /// The stable name used in data, links and the JavaScript API.
    pub const fn id(self) -> &'static str {
        match self {
            Runner::Page => "page",
            Runner::Visitor => "visitor",
            Runner::Owner => "owner",
        }
    }

    /// The runner of that name.
    pub fn from_id(id: &str) -> Option<Runner> {
        Runner::ALL.into_iter().find(|runner| runner.id() == id)
    }
}
