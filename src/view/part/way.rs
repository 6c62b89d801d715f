//! The path picture: eight stations on one line from you to the site. Suspects glow, the broken link is a gap in the line, cleared
//! ones go quiet. Drawn once, lying and standing, used everywhere; read aloud it is one sentence.

use yew::prelude::*;

use crate::core::{path::Hop, ui::ui};

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

/// A hop's name for people.
pub fn hop_name(hop: Hop) -> &'static str {
    let t = ui();
    match hop {
        Hop::Browser => t.hop_browser,
        Hop::Device => t.hop_device,
        Hop::LocalNetwork => t.hop_local_network,
        Hop::Vpn => t.hop_vpn,
        Hop::Dns => t.hop_dns,
        Hop::Route => t.hop_route,
        Hop::Edge => t.hop_edge,
        Hop::Origin => t.hop_origin,
    }
}

/// A hop's name as it fits under a station.
fn short_name(hop: Hop) -> &'static str {
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
        let list: Vec<&str> = Hop::ALL.iter().zip(stations).filter(|(_, s)| **s == wanted).map(|(hop, _)| hop_name(*hop)).collect();
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

/// Properties of [`Way`].
#[derive(PartialEq, Properties)]
pub struct WayProps {
    /// The eight stations, from you to the site.
    pub stations: [Station; 8],
}

/// The picture.
#[component]
pub fn Way(props: &WayProps) -> Html {
    html! {
        <figure class="way">
            { drawing(&props.stations, false) }
            { drawing(&props.stations, true) }
            <figcaption>{ sentence(&props.stations) }</figcaption>
        </figure>
    }
}

/// Lying (wide screens) or standing (phones).
fn drawing(stations: &[Station; 8], standing: bool) -> Html {
    let t = ui();
    let at = |index: usize| if standing { (28, 34 + 40 * index as i32) } else { (60 + 86 * index as i32, 40) };
    let (view_box, width, height, class) =
        if standing { ("0 0 280 348", "280", "348", "tall") } else { ("0 0 722 96", "722", "96", "wide") };
    let line = |from: (i32, i32), to: (i32, i32), class: &'static str, key: String| {
        html! { <line {key} x1={from.0.to_string()} y1={from.1.to_string()} x2={to.0.to_string()} y2={to.1.to_string()} {class} /> }
    };
    let mut lines = Vec::new();
    for index in 0..7 {
        let (from, to) = (at(index), at(index + 1));
        // The link before a broken station is the gap.
        let broken = stations[index + 1] == Station::Broken || (index == 0 && stations[0] == Station::Broken);
        if broken {
            let part = |a: i32, b: i32, n: i32| a + (b - a) * n / 10;
            let (one, two) = ((part(from.0, to.0, 3), part(from.1, to.1, 3)), (part(from.0, to.0, 7), part(from.1, to.1, 7)));
            lines.push(line(from, one, "track", format!("{index}a")));
            lines.push(line(two, to, "track lost", format!("{index}b")));
        } else {
            lines.push(line(from, to, "track", format!("{index}")));
        }
    }
    html! {
        <svg class={class} viewBox={view_box} {width} {height} aria-hidden="true" focusable="false">
            <g class="tracks">{ for lines }</g>
            <text class="end" x={if standing { "28" } else { "60" }} y={if standing { "12" } else { "14" }} text-anchor="middle">{ t.way_you }</text>
            <text class="end" x={if standing { "28" } else { "662" }} y={if standing { "344" } else { "14" }} text-anchor="middle">{ t.way_site }</text>
            { for Hop::ALL.iter().map(|hop| {
                let (x, y) = at(hop.index());
                station(*hop, stations[hop.index()], x, y, standing)
            }) }
        </svg>
    }
}

fn station(hop: Hop, state: Station, x: i32, y: i32, standing: bool) -> Html {
    let t = ui();
    let (class, word) = match state {
        Station::Quiet => ("st quiet", ""),
        Station::Cleared => ("st cleared", t.station_cleared),
        Station::Maybe => ("st maybe", t.station_maybe),
        Station::Suspect => ("st suspect", t.station_suspect),
        Station::Broken => ("st broken", t.station_broken),
    };
    let diamond = |r: i32| format!("M{x} {}L{} {y}L{x} {}L{} {y}Z", y - r, x + r, y + r, x - r);
    let shape = match state {
        Station::Quiet => html! { <circle cx={x.to_string()} cy={y.to_string()} r="4" /> },
        Station::Cleared => html! { <><circle cx={x.to_string()} cy={y.to_string()} r="8" /><path d={format!("M{} {}l3 3 5-6", x - 4, y)} /></> },
        Station::Maybe => html! { <path d={diamond(8)} /> },
        Station::Suspect => html! { <><circle class="glow" cx={x.to_string()} cy={y.to_string()} r="18" /><path d={diamond(10)} /></> },
        Station::Broken => html! {
            <><circle class="glow" cx={x.to_string()} cy={y.to_string()} r="18" /><circle cx={x.to_string()} cy={y.to_string()} r="11" />
            <path d={format!("M{} {}l8 8m0-8l-8 8", x - 4, y - 4)} /></>
        },
    };
    let (label_x, label_y, word_y, anchor) = if standing { (x + 28, y - 1, y + 14, "start") } else { (x, y + 34, y + 50, "middle") };
    let label_y = if standing && word.is_empty() { y + 5 } else { label_y };
    html! {
        <g {class} key={hop.id()}>
            { shape }
            <text class="name" x={label_x.to_string()} y={label_y.to_string()} text-anchor={anchor}>{ short_name(hop) }</text>
            if !word.is_empty() {
                <text class="word" x={label_x.to_string()} y={word_y.to_string()} text-anchor={anchor}>{ word }</text>
            }
        </g>
    }
}
