//! The path picture: eight stations on one line from you to the site. Suspects glow, the broken link is a gap in the line, cleared
//! ones go quiet. Drawn once, lying and standing, used everywhere; read aloud it is one sentence.

use crate::{
    core::{
        path::Hop,
        report,
        text::{decimal, joined},
        ui::ui,
    },
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

/// The picture.
pub fn way(stations: [Station; 8]) -> El {
    el("figure.way")
        .kid(drawing(stations, false))
        .kid(drawing(stations, true))
        .kid(el("figcaption|aria-live=polite").text(sentence(&stations)))
}

/// Lying (wide screens) or standing (phones). Few elements, of few attributes: each is a call when a page is drawn, twice on every entry's.
fn drawing(stations: [Station; 8], standing: bool) -> El {
    let t = ui();
    let at = |index: usize| if standing { (28, 34 + 40 * index) } else { (60 + 86 * index, 40) };
    let place = |index: usize| {
        let (x, y) = at(index);
        decimal(x) + " " + &decimal(y)
    };
    // The link before a broken station is the gap: what is left of it on both sides.
    let (link, before, over, lost) = if standing { ("v40", "v12", "m0 28", "m0 28v12") } else { ("h86", "h25", "m61 0", "m60 0h26") };
    let mut track = String::from("M") + &place(0);
    let mut gap = None;
    for index in 0..7 {
        if stations[index + 1] == Station::Broken || (index == 0 && stations[0] == Station::Broken) {
            track.push_str(before);
            track.push_str(over);
            gap = Some(String::from("M") + &place(index) + lost);
        } else {
            track.push_str(link);
        }
    }
    let (spec, x, y, end_x, end_y) = if standing {
        ("svg.tall|viewBox=0 0 280 348|aria-hidden=true", "28", "12", "28", "344")
    } else {
        ("svg.wide|viewBox=0 0 722 96|aria-hidden=true", "60", "14", "662", "14")
    };
    let end = |x: &'static str, y: &'static str, word: &'static str| el("text.end").attr("x", x).attr("y", y).text(word);
    let station = |hop: &Hop| {
        let own = String::from("translate(") + &place(hop.index()) + ")";
        station(*hop, stations[hop.index()], standing).attr("transform", own)
    };
    el(spec)
        .kid(el("g.tracks").kid(el("path.track").attr("d", track)).maybe(gap.map(|gap| el("path.track lost").attr("d", gap))))
        .kid(end(x, y, t.way_you))
        .kid(end(end_x, end_y, t.way_site))
        .list(Hop::ALL.iter().map(station))
}

/// A station around 0, 0.
fn station(hop: Hop, state: Station, standing: bool) -> El {
    let spec = match state {
        Station::Quiet => "g.st quiet",
        Station::Cleared => "g.st cleared",
        Station::Wrote => "g.st wrote",
        Station::Maybe => "g.st maybe",
        Station::Suspect => "g.st suspect",
        Station::Broken => "g.st broken",
    };
    let circle = |spec: &'static str, r: &'static str| el(spec).attr("r", r);
    let stroke = |d: &'static str| el("path").attr("d", d);
    let word = if state == Station::Quiet { "" } else { state.word() };
    let g = el(spec).key(hop.id());
    let g = match state {
        Station::Quiet => g.kid(circle("circle", "4")),
        Station::Cleared => g.kid(circle("circle", "8")).kid(stroke("M-4 0l3 3 5-6")),
        Station::Wrote => g.kid(circle("circle.glow", "12")).kid(circle("circle", "6")),
        Station::Maybe => g.kid(stroke("M0-8l8 8-8 8-8-8z")),
        Station::Suspect => g.kid(circle("circle.glow", "18")).kid(stroke("M0-10l10 10-10 10-10-10z")),
        Station::Broken => g.kid(circle("circle.glow", "18")).kid(circle("circle", "11")).kid(stroke("M-4-4l8 8m0-8l-8 8")),
    };
    let (name_y, word_y) = match (standing, word) {
        (false, _) => ("34", "50"),
        (true, "") => ("5", ""),
        (true, _) => ("-1", "14"),
    };
    let label =
        |spec: &'static str, y: &'static str, word: &'static str| el(spec).attr("x", standing.then_some("28")).attr("y", y).text(word);
    g.kid(label("text.name", name_y, short_name(hop))).maybe((!word.is_empty()).then(|| label("text.word", word_y, word)))
}
