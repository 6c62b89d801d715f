//! The path picture: eight stations on one line from you to the site. Suspects glow, the broken link is a gap in the line, cleared
//! ones go quiet. Written once, and lying or standing by the styles alone; read aloud it is one sentence.

use crate::{
    core::{path::Hop, report, text::joined, ui::ui},
    view::el::{El, el},
};

/// What a station shows. Each state has a shape of its own besides its color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Station {
    /// Unlikely, or nobody looked: a small dot.
    Quiet,
    /// Shown to work: a ring with a tick.
    Cleared,
    /// Wrote what is read, and isn't suspected of more: a point in a ring.
    Wrote,
    /// May be it: a diamond.
    Maybe,
    /// A main suspect: a diamond with a glow.
    Suspect,
    /// This is where it breaks: a gap in the line and a cross.
    Broken,
}

impl Station {
    /// What it shows, in a word or two.
    pub fn word(self) -> &'static str {
        let t = ui();
        match self {
            Station::Quiet => t.station_quiet,
            Station::Cleared => t.station_cleared,
            Station::Wrote => t.station_wrote,
            Station::Maybe => t.station_maybe,
            Station::Suspect => t.station_suspect,
            Station::Broken => t.station_broken,
        }
    }
}

/// The states before any check, from the catalog's percents.
pub fn from_suspects(percents: &[u8; 8]) -> [Station; 8] {
    percents.map(|percent| match percent {
        25.. => Station::Suspect,
        8..25 => Station::Maybe,
        _ => Station::Quiet,
    })
}

/// The states of a verdict, from its probabilities. A hop counts as cleared only when something was checked.
pub fn from_verdict(p: &[f32; 8], confident: bool, top: Hop, checked: bool) -> [Station; 8] {
    let mut stations = p.map(|p| {
        if p >= 0.25 {
            Station::Suspect
        } else if p >= 0.08 {
            Station::Maybe
        } else if checked && p < 0.015 {
            Station::Cleared
        } else {
            Station::Quiet
        }
    });
    if confident && p[top.index()] >= 0.5 {
        stations[top.index()] = Station::Broken;
    }
    stations
}

/// A hop's name as it fits under a station.
pub fn short_name(hop: Hop) -> &'static str {
    let t = ui();
    match hop {
        Hop::Browser => t.station_browser,
        Hop::Device => t.station_device,
        Hop::LocalNetwork => t.station_local_network,
        Hop::Vpn => t.station_vpn,
        Hop::Dns => t.station_dns,
        Hop::Route => t.station_route,
        Hop::Edge => t.station_edge,
        Hop::Origin => t.station_origin,
    }
}

/// The picture as one sentence.
pub fn sentence(stations: &[Station; 8]) -> String {
    let t = ui();
    let names = |wanted: Station| -> String {
        let list: Vec<&str> = Hop::ALL.iter().zip(stations).filter(|(_, s)| **s == wanted).map(|(hop, _)| report::hop_name(*hop)).collect();
        match list.as_slice() {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [rest @ .., last] => joined(rest.iter(), ", ") + t.way_and + last,
        }
    };
    let mut out = String::from(t.way_from);
    for (state, lead) in [
        (Station::Broken, t.way_broken),
        (Station::Suspect, t.way_suspect),
        (Station::Maybe, t.way_maybe),
        (Station::Cleared, t.way_cleared),
        (Station::Wrote, t.way_wrote),
    ] {
        let names = names(state);
        if !names.is_empty() {
            out.push(' ');
            out.push_str(lead);
            out.push(' ');
            out.push_str(&names);
            out.push('.');
        }
    }
    out
}

/// The picture: texts, and shapes that the styles draw. Few elements, of few attributes: each is a call when a page is drawn.
pub fn way(stations: [Station; 8]) -> El {
    let t = ui();
    let row = el("div.row|aria-hidden=true")
        .kid(el("i").text(t.way_you))
        .list(Hop::ALL.iter().map(|hop| station(*hop, stations[hop.index()])))
        .kid(el("i").text(t.way_site));
    el("figure.way").kid(row).kid(el("figcaption|aria-live=polite").text(sentence(&stations)))
}

fn station(hop: Hop, state: Station) -> El {
    let own = el(match state {
        Station::Quiet => "div.st quiet",
        Station::Cleared => "div.st cleared",
        Station::Wrote => "div.st wrote",
        Station::Maybe => "div.st maybe",
        Station::Suspect => "div.st suspect",
        Station::Broken => "div.st broken",
    });
    let word = (state != Station::Quiet).then(|| el("b").text(state.word()));
    own.key(hop.id()).text(short_name(hop)).maybe(word)
}
