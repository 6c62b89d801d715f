//! What two public resolvers say about a name (DNS over HTTPS, JSON form).

use crate::core::address::is_private_ip;

/// One resolver's answer to A and AAAA together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The response code (RFC 1035, RFC 6895): 0 no error, 2 server failure, 3 no such name, 5 refused.
    pub status: u16,
    /// The data of every A and AAAA record (types 1 and 28; CNAMEs left out).
    pub addresses: Vec<String>,
    /// The `TC` flag: records are missing.
    pub truncated: bool,
}

/// What the resolvers together say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DnsIs {
    /// The name has at least one public address.
    Resolves,
    /// Two resolvers say that the name does not exist.
    Nxdomain,
    /// Two resolvers could not get an answer from the name's own servers.
    Servfail,
    /// Every address of the name is private: nothing may be sent there.
    PrivateAddress,
    /// Resolvers unreachable, disagreeing, or no address at all.
    CantTell,
}

impl DnsIs {
    /// The outcome that gives this answer of the check `dns`.
    #[cfg(feature = "check")]
    pub fn from_id(id: &str) -> Option<DnsIs> {
        [DnsIs::Resolves, DnsIs::Nxdomain, DnsIs::Servfail, DnsIs::PrivateAddress, DnsIs::CantTell].into_iter().find(|is| is.id() == id)
    }

    /// The answer of the check `dns`.
    pub const fn id(self) -> &'static str {
        match self {
            DnsIs::Resolves => "resolves",
            DnsIs::Nxdomain => "nxdomain",
            DnsIs::Servfail => "servfail",
            DnsIs::PrivateAddress => "private-address",
            DnsIs::CantTell => "cant-tell",
        }
    }
}

/// What may be concluded from two resolvers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsOutcome {
    /// What they say.
    pub is: DnsIs,
    /// The outcome in a sentence.
    pub why: &'static str,
    /// What it does not show. Never empty.
    pub cannot_tell: Vec<&'static str>,
}

/// Stands for the status of a resolver that gave no readable answer.
const NONE: u16 = u16::MAX;

/// Reads the answers of two resolvers of *different* vendors; `None`: unreachable, or its answer could not be read.
pub fn conclude(first: Option<&Answer>, second: Option<&Answer>) -> DnsOutcome {
    let statuses = [first, second].map(|answer| answer.map_or(NONE, |answer| answer.status));
    let (mut public, mut private, mut truncated) = (false, false, false);
    for answer in [first, second].into_iter().flatten() {
        truncated |= answer.truncated;
        for ip in answer.addresses.iter().filter(|_| answer.status == 0) {
            let hidden = is_private_ip(ip);
            private |= hidden;
            public |= !hidden;
        }
    }

    let (is, why) = if public {
        if statuses.iter().any(|status| !matches!(*status, 0 | NONE)) {
            (DnsIs::Resolves, "One public resolver finds the name and another doesn't, so the name exists but may be filtered or unsteady.")
        } else {
            (DnsIs::Resolves, "The name has a public address.")
        }
    } else if private {
        (
            DnsIs::PrivateAddress,
            "The name leads to an address inside a private network or to nowhere, so no website can be reached there from the internet.",
        )
    } else if statuses == [3; 2] {
        (DnsIs::Nxdomain, "Two public resolvers say that this name does not exist: a typo, or the domain is gone.")
    } else if statuses == [2; 2] {
        (DnsIs::Servfail, "Two public resolvers get no usable answer from the servers responsible for this name.")
    } else if statuses == [NONE; 2] {
        (DnsIs::CantTell, "No public resolver could be reached.")
    } else if truncated {
        (DnsIs::CantTell, "The answer was cut short.")
    } else if statuses == [0; 2] {
        (DnsIs::CantTell, "The name exists, but no address for it was found.")
    } else if statuses.contains(&NONE) {
        (DnsIs::CantTell, "Only one of two public resolvers answered, and one alone could be wrong.")
    } else {
        (DnsIs::CantTell, "Two public resolvers disagree about this name.")
    };
    let cannot_tell = vec![match is {
        DnsIs::Resolves => "Whether your own device gets the same answer: it may ask another resolver.",
        DnsIs::Nxdomain => "Whether the name works inside a company network, and why the domain is gone.",
        DnsIs::Servfail => "Whether the domain's servers are down or its signatures (DNSSEC) are broken.",
        DnsIs::PrivateAddress => "Whether something answers there inside that network: nothing was sent to it.",
        DnsIs::CantTell => "Whether the name works.",
    }];
    DnsOutcome { is, why, cannot_tell }
}

#[cfg(test)]
mod tests {
    use super::{Answer, conclude};

    #[test]
    fn two_vendors() {
        let answer = |status: u16, addresses: &str| Answer {
            status,
            addresses: addresses.split_whitespace().map(String::from).collect(),
            truncated: false,
        };
        let (public, private, none) = (answer(0, "93.184.216.34 2606:2800::1"), answer(0, "192.168.1.7 fd00::1"), answer(0, ""));
        let (gone, broken, refused) = (answer(3, ""), answer(2, ""), answer(5, ""));
        let mixed = answer(0, "10.0.0.1 93.184.216.34");
        let nowhere = answer(0, "0.0.0.0 ::");
        let cut = Answer { truncated: true, ..none.clone() };
        for (first, second, expected) in [
            (Some(&public), Some(&public), "resolves"),
            (Some(&public), None, "resolves"),
            (Some(&public), Some(&gone), "resolves"),
            (Some(&public), Some(&broken), "resolves"),
            (Some(&mixed), Some(&private), "resolves"),
            (Some(&private), Some(&private), "private-address"),
            (Some(&private), None, "private-address"),
            (Some(&private), Some(&gone), "private-address"),
            (Some(&nowhere), Some(&nowhere), "private-address"),
            (Some(&gone), Some(&gone), "nxdomain"),
            (Some(&gone), None, "cant-tell"),
            (Some(&gone), Some(&broken), "cant-tell"),
            (Some(&gone), Some(&none), "cant-tell"),
            (Some(&broken), Some(&broken), "servfail"),
            (Some(&broken), None, "cant-tell"),
            (Some(&refused), Some(&refused), "cant-tell"),
            (Some(&none), Some(&none), "cant-tell"),
            (Some(&cut), Some(&cut), "cant-tell"),
            (None, None, "cant-tell"),
        ] {
            for (first, second) in [(first, second), (second, first)] {
                let outcome = conclude(first, second);
                assert_eq!(outcome.is.id(), expected, "{first:?} {second:?}");
                assert!(outcome.why.ends_with('.') && !outcome.cannot_tell.is_empty());
            }
        }
        // The data of a failed answer does not count.
        assert_eq!(conclude(Some(&answer(2, "10.0.0.1")), None).is.id(), "cant-tell");
    }
}
