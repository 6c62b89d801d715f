//! Whether a public name leads into a private network, asked once for each host before it is contacted: a link on somebody's page must not make a browser
//! knock at the visitor's router.

use std::{cell::RefCell, collections::HashMap};

use super::{clock, lookup, observe::more};
use crate::core::{address::Address, probe::more::private_name};

/// How often it is looked whether somebody else's question has its answer, in milliseconds.
const LOOK: i32 = 50;

/// What the resolvers said, by host.
#[derive(Debug, Default)]
pub struct Inside {
    resolvers: Vec<String>,
    /// `None`: being asked.
    known: RefCell<HashMap<String, Option<bool>>>,
}

impl Inside {
    /// With these resolvers. With none nobody is asked, and nothing is known.
    pub fn new(resolvers: &[String]) -> Inside {
        Inside { resolvers: resolvers.to_vec(), known: RefCell::default() }
    }

    /// Whether every address that the resolvers give for its name is a private one. Where they say nothing, that is not known, and it is `false`.
    pub async fn leads(&self, address: &Address) -> bool {
        // The host that this page came from is being asked anyway.
        let own = super::platform::absolute("");
        if self.resolvers.is_empty() || !more::has_public_name(address) || address.origin() == own {
            return false;
        }
        loop {
            let known = self.known.borrow().get(address.host()).copied();
            match known {
                Some(Some(leads)) => return leads,
                Some(None) => clock::wait(LOOK).await,
                None => break,
            }
        }
        let tell = |answer| {
            self.known.borrow_mut().insert(address.host().to_owned(), answer);
        };
        tell(None);
        let leads = private_name(&lookup::look_up(&self.resolvers, address).await).is_some();
        tell(Some(leads));
        leads
    }
}
