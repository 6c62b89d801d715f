//! The path picture: eight stations on one line from you to the site. Suspects glow, the broken link is a gap in the line, cleared
//! ones go quiet. Drawn once, lying and standing, used everywhere; read aloud it is one sentence.

use crate::{
    core::{path::Hop, report, ui::ui},
    view::el::{El, el},
};

/// What a station shows. Each state has a shape of its own besides its color.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Station {
    /// Nothing points here: a small dot.
    Quiet,
    /// Shown to work: a ring with a tick.
    Cleared,
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
            [rest @ .., last] => rest.join(", ") + t.way_and + last,
        }
    };
    let mut out = String::from(t.way_from);
    for (state, lead) in [
        (Station::Broken, t.way_broken),
        (Station::Suspect, t.way_suspect),
        (Station::Maybe, t.way_maybe),
        (Station::Cleared, t.way_cleared),
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
        .kid(el("figcaption").attr("aria-live", "polite").text(sentence(&stations)))
}

type Point = (i32, i32);

/// Lying (wide screens) or standing (phones).
fn drawing(stations: [Station; 8], standing: bool) -> El {
    let t = ui();
    let at = |index: usize| if standing { (28, 34 + 40 * index as i32) } else { (60 + 86 * index as i32, 40) };
    let mut lines = Vec::new();
    for index in 0..7 {
        let (from, to) = (at(index), at(index + 1));
        // The link before a broken station is the gap.
        let broken = stations[index + 1] == Station::Broken || (index == 0 && stations[0] == Station::Broken);
        if broken {
            let part = |a: i32, b: i32, n: i32| a + (b - a) * n / 10;
            let (one, two) = ((part(from.0, to.0, 3), part(from.1, to.1, 3)), (part(from.0, to.0, 7), part(from.1, to.1, 7)));
            lines.push(line("line.track", from, one).key_at(index * 2));
            lines.push(line("line.track lost", two, to).key_at(index * 2 + 1));
        } else {
            lines.push(line("line.track", from, to).key_at(index * 2));
        }
    }
    let (spec, view_box, width, height, x, y, end_x, end_y) = if standing {
        ("svg.tall", "0 0 280 348", "280", "348", "28", "12", "28", "344")
    } else {
        ("svg.wide", "0 0 722 96", "722", "96", "60", "14", "662", "14")
    };
    let end = |x: &'static str, y: &'static str, word: &'static str| {
        el("text.end").attr("x", x).attr("y", y).attr("text-anchor", "middle").text(word)
    };
    el(spec)
        .attr("viewBox", view_box)
        .attr("width", width)
        .attr("height", height)
        .attr("aria-hidden", "true")
        .attr("focusable", "false")
        .kid(el("g.tracks").list(lines.into_iter()))
        .kid(end(x, y, t.way_you))
        .kid(end(end_x, end_y, t.way_site))
        .list(Hop::ALL.iter().map(|hop| station(*hop, stations[hop.index()], at(hop.index()), standing)))
}

fn line(spec: &'static str, from: Point, to: Point) -> El {
    number(number(number(number(el(spec), "x1", from.0), "y1", from.1), "x2", to.0), "y2", to.1)
}

fn number(el: El, name: &'static str, value: i32) -> El {
    el.attr(name, value.to_string())
}

fn circle(spec: &'static str, (x, y): Point, r: i32) -> El {
    number(number(number(el(spec), "cx", x), "cy", y), "r", r)
}

/// A stroke that starts at a point.
fn stroke((x, y): Point, rest: &'static str) -> El {
    let mut d = String::from("M");
    d.push_str(&x.to_string());
    d.push(' ');
    d.push_str(&y.to_string());
    d.push_str(rest);
    el("path").attr("d", d)
}

fn station(hop: Hop, state: Station, (x, y): Point, standing: bool) -> El {
    let spec = match state {
        Station::Quiet => "g.st quiet",
        Station::Cleared => "g.st cleared",
        Station::Maybe => "g.st maybe",
        Station::Suspect => "g.st suspect",
        Station::Broken => "g.st broken",
    };
    let word = if state == Station::Quiet { "" } else { state.word() };
    let g = el(spec).key(hop.id());
    let g = match state {
        Station::Quiet => g.kid(circle("circle", (x, y), 4)),
        Station::Cleared => g.kid(circle("circle", (x, y), 8)).kid(stroke((x - 4, y), "l3 3 5-6")),
        Station::Maybe => g.kid(stroke((x, y - 8), "l8 8l-8 8l-8-8z")),
        Station::Suspect => g.kid(circle("circle.glow", (x, y), 18)).kid(stroke((x, y - 10), "l10 10l-10 10l-10-10z")),
        Station::Broken => {
            g.kid(circle("circle.glow", (x, y), 18)).kid(circle("circle", (x, y), 11)).kid(stroke((x - 4, y - 4), "l8 8m0-8l-8 8"))
        }
    };
    let (label_x, label_y, word_y, anchor) = if standing { (x + 28, y - 1, y + 14, "start") } else { (x, y + 34, y + 50, "middle") };
    let label_y = if standing && word.is_empty() { y + 5 } else { label_y };
    let label = |spec: &'static str, y: i32, word: &'static str| {
        number(number(el(spec), "x", label_x), "y", y).attr("text-anchor", anchor).text(word)
    };
    g.kid(label("text.name", label_y, short_name(hop))).maybe((!word.is_empty()).then(|| label("text.word", word_y, word)))
}
