//! Social pictures: what a link to a page looks like in a chat or a feed. 1200 by 630 pixels in the look of the pages: the code or the title, the
//! answer, and the way with its suspects. The colors are those of static/style.css, the words those of the page.

use std::collections::BTreeMap;

use tiny_skia::Color;

use super::picture::{Anchor, Canvas, Font, color};
use crate::{
    core::{
        catalog::{self, Entry, Key},
        path::Hop,
        route::Route,
        ui::ui,
    },
    view::part::way::{Station, from_suspects, sentence, short_name},
};

/// Pixels; what the large card of every consumer is cut from.
pub const WIDTH: u32 = 1200;
/// Pixels.
pub const HEIGHT: u32 = 630;
/// Nothing is written beyond it, on either side.
pub const MARGIN: f32 = 80.0;
/// What is free for words, in pixels.
const INSIDE: f32 = WIDTH as f32 - 2.0 * MARGIN;

const STYLE: &str = include_str!("../../static/style.css");

/// A color of the style sheet, as it is on light paper.
fn token(name: &str) -> Color {
    let lead = format!("--{name}: ");
    let hex = STYLE.split(&lead).nth(1).and_then(|rest| rest.split(';').next());
    hex.and_then(color).unwrap_or_else(|| panic!("static/style.css has no color --{name}"))
}

/// A page's picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Its address below the base, with the slash.
    pub path: String,
    /// The picture in words.
    pub alt: String,
    number: Option<u16>,
    title: String,
    /// What browsers call it.
    called: Option<&'static str>,
    answer: String,
    stations: [Station; 8],
}

/// What a page that is about all errors shows, as the start page does: a case in which it is found out.
const FOUND: [Station; 8] = {
    let mut stations = [Station::Cleared; 8];
    stations[6] = Station::Maybe;
    stations[7] = Station::Broken;
    stations
};

/// The picture of a route.
pub fn card(route: Route) -> Card {
    let t = ui();
    let own = |name: &str, title: &str, answer: &str| Card {
        path: format!("/social/{name}.png"),
        alt: format!("{title}{} {}", if title.ends_with(['.', '?']) { "" } else { "." }, sentence(&FOUND)),
        number: None,
        title: title.to_owned(),
        called: None,
        answer: answer.to_owned(),
        stations: FOUND,
    };
    match route {
        Route::Entry(key) => catalog::entry(key).map_or_else(general, of_entry),
        Route::Home => own("home", t.home_title, t.home_lead),
        Route::Diagnose => own("diagnose", t.diagnose_title, ""),
        Route::Read => own("read", t.read_title, ""),
        Route::Codes => own("codes", t.codes_title, ""),
        Route::Compare(0) => own("compare", t.compare_title, ""),
        Route::Check
        | Route::ErrorPage
        | Route::Builder
        | Route::Compare(_)
        | Route::Page(_)
        | Route::Platform(_)
        | Route::Samples(_)
        | Route::Embed(_)
        | Route::NotFound => general(),
    }
}

/// The picture of every page that has none of its own.
fn general() -> Card {
    let title = ui().home_head_title;
    let title = title.strip_prefix("isitme: ").unwrap_or(title);
    let mut first = title.chars();
    let title = first.next().map_or(String::new(), |c| c.to_uppercase().collect::<String>() + first.as_str() + ".");
    Card {
        path: "/social/isitme.png".to_owned(),
        alt: format!("{title} {}", sentence(&FOUND)),
        number: None,
        title,
        called: None,
        answer: String::new(),
        stations: FOUND,
    }
}

fn of_entry(entry: &'static Entry) -> Card {
    let stations = entry.meanings.first().map_or([Station::Quiet; 8], |meaning| from_suspects(&meaning.weighed().suspects));
    let name = match entry.key {
        Key::Code(code) => code.to_string(),
        Key::Error(id) => id.to_owned(),
    };
    Card {
        path: format!("/social/{name}.png"),
        alt: format!("{}. {} {}", entry.label(), entry.answer, sentence(&stations)),
        number: entry.code(),
        title: entry.name.to_owned(),
        called: entry.aliases.iter().map(|alias| alias.name).find(|name| name.contains('_') && !name.contains(' ')),
        answer: entry.answer.to_owned(),
        stations,
    }
}

/// Every picture that a page names, once.
pub fn cards() -> BTreeMap<String, Card> {
    Route::all().map(card).map(|card| (card.path.clone(), card)).collect()
}

/// The fonts and colors of all pictures.
pub struct Press {
    semibold: Font,
    regular: Font,
    italic: Font,
}

impl Default for Press {
    fn default() -> Self {
        Press { semibold: Font::semibold(), regular: Font::regular(), italic: Font::italic() }
    }
}

/// A text that does not fit, or that the fonts lack a character of.
#[derive(Debug)]
pub struct Misfit(String);

impl std::fmt::Display for Misfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl Press {
    /// Draws a picture.
    pub fn print(&self, card: &Card) -> Result<Canvas, Misfit> {
        let mut canvas = Canvas::new(WIDTH, HEIGHT, token("paper"));
        self.draw(card, &mut canvas)?;
        Ok(canvas)
    }

    /// Draws a picture on a sheet, which may be smaller than it: where the lines of text are is noted all the same.
    pub fn draw(&self, card: &Card, canvas: &mut Canvas) -> Result<(), Misfit> {
        self.mark(canvas);
        match card.number {
            Some(number) => self.code(canvas, card, &number.to_string())?,
            None => self.title(canvas, card)?,
        }
        self.way(canvas, &card.stations);
        Ok(())
    }

    fn fit(font: &Font, text: &str, sizes: std::ops::RangeInclusive<u16>, most: usize, width: f32) -> Result<(f32, Vec<String>), Misfit> {
        if let Some(c) = font.lacks(text) {
            return Err(Misfit(format!("the font has no {c:?}, of {text:?}: docs/MAINTENANCE.md says how to put it in")));
        }
        let told = || Misfit(format!("{text:?} does not fit into {most} lines of {width} pixels at {} pixels", sizes.start()));
        font.fit(text, sizes.clone(), most, width).ok_or_else(told)
    }

    /// The site's sign, as at the top of every page.
    fn mark(&self, canvas: &mut Canvas) {
        let accent = token("accent");
        let (x, y) = (MARGIN, 88.0);
        canvas.disc((x + 10.0, y), 10.0, accent);
        for from in [30.0, 46.0] {
            canvas.line((x + from, y), (x + from + 7.0, y), accent, 5.0);
        }
        canvas.ring((x + 73.0, y), 8.0, accent, 5.0);
        canvas.text(&self.semibold, "isitme", 44.0, (x + 102.0, y + 13.0), Anchor::Start, token("ink"));
    }

    fn lines(canvas: &mut Canvas, font: &Font, (size, lines): (f32, Vec<String>), mut at: (f32, f32), lead: f32, color: Color) {
        for line in lines {
            canvas.text(font, &line, size, at, Anchor::Start, color);
            at.1 += size * lead;
        }
    }

    /// The number with its name below, the answer beside them.
    fn code(&self, canvas: &mut Canvas, card: &Card, number: &str) -> Result<(), Misfit> {
        let (accent, soft, ink) = (token("accent"), token("soft"), token("ink"));
        let (size, base) = (200.0, 292.0);
        let wide = canvas.text(&self.semibold, number, size, (MARGIN - 6.0, base), Anchor::Start, accent);
        // Some names are sentences: those get a third line.
        let width = wide.max(330.0);
        let name = Self::fit(&self.semibold, &card.title, 28..=40, 2, width)
            .or_else(|_| Self::fit(&self.semibold, &card.title, 20..=28, 3, width))?;
        Self::lines(canvas, &self.semibold, name, (MARGIN, base + 56.0), 1.15, soft);
        let left = MARGIN + width + 56.0;
        let answer = Self::fit(&self.semibold, &card.answer, 44..=76, 3, WIDTH as f32 - MARGIN - left)?;
        // Its capitals begin where the digits begin; both are 0.65 of their size.
        let top = base - 0.65 * size + 0.65 * answer.0;
        Self::lines(canvas, &self.semibold, answer, (left, top), 1.14, ink);
        Ok(())
    }

    /// A title over the whole width, the answer below.
    fn title(&self, canvas: &mut Canvas, card: &Card) -> Result<(), Misfit> {
        let (accent, soft, ink) = (token("accent"), token("soft"), token("ink"));
        let alone = card.answer.is_empty();
        // The larger the better, as long as the way below keeps its room.
        for percent in (50..=100).rev().step_by(5) {
            let part = |size: u16| size * percent / 100;
            let most = if alone { 3 } else { 2 };
            let Some(title) = self.semibold.fit(&card.title, 40..=part(if alone { 96 } else { 84 }), most, INSIDE) else { continue };
            let called = card.called.map(|called| Self::fit(&self.regular, called, 22..=32, 1, INSIDE)).transpose()?;
            let Some(answer) = self.semibold.fit(&card.answer, 32..=part(56), 2, INSIDE) else { continue };
            let first = 166.0 + 0.65 * title.0;
            // From baseline to baseline.
            let below = first + title.0 * 1.1 * (title.1.len() as f32 - 1.0);
            let called_at = below + called.as_ref().map_or(0.0, |called| called.0 + 24.0);
            let answer_at = called_at + 26.0 + answer.0;
            let last = answer_at + answer.0 * 1.15 * (answer.1.len() as f32 - 1.0);
            if !alone && last > 412.0 {
                continue;
            }
            Self::lines(canvas, &self.semibold, title, (MARGIN, first), 1.1, accent);
            if let Some(called) = called {
                Self::lines(canvas, &self.regular, called, (MARGIN, called_at), 1.0, soft);
            }
            Self::lines(canvas, &self.semibold, answer, (MARGIN, answer_at), 1.15, ink);
            return Ok(());
        }
        let lacks = self.semibold.lacks(&(card.title.clone() + &card.answer));
        Err(Misfit(format!(
            "{:?} with {:?} does not fit above the way, or the font lacks a character of them: {lacks:?}",
            card.title, card.answer
        )))
    }

    /// The row of stations, as `view::part::way` draws it lying.
    fn way(&self, canvas: &mut Canvas, stations: &[Station; 8]) {
        let (ink, soft, paper) = (token("ink"), token("soft"), token("paper"));
        let t = ui();
        let y = 496.0;
        let at = |index: usize| (MARGIN + 62.0 + (INSIDE - 124.0) / 7.0 * index as f32, y);
        for (index, next) in stations.iter().enumerate().skip(1) {
            let (from, to) = (at(index - 1), at(index));
            let part = |share: f32| (from.0 + (to.0 - from.0) * share, y);
            // The link before a broken station is the gap.
            if *next == Station::Broken {
                canvas.line(from, part(0.35), soft, 3.0);
                for share in [0.48, 0.57, 0.66] {
                    canvas.disc(part(share), 1.8, soft);
                }
            } else {
                canvas.line(from, to, soft, 3.0);
            }
        }
        canvas.text(&self.italic, t.way_you, 27.0, (at(0).0, y - 40.0), Anchor::Middle, soft);
        canvas.text(&self.italic, t.way_site, 27.0, (at(7).0, y - 40.0), Anchor::Middle, soft);
        for (hop, state) in Hop::ALL.into_iter().zip(stations) {
            let at = at(hop.index());
            let (font, label, word) = match state {
                Station::Suspect => {
                    canvas.disc(at, 30.0, token("glow"));
                    canvas.diamond(at, 17.0, token("maybe"), None);
                    (&self.semibold, ink, token("maybe"))
                }
                Station::Maybe => {
                    canvas.disc(at, 15.0, paper);
                    canvas.diamond(at, 13.0, paper, Some((token("maybe"), 3.2)));
                    (&self.regular, ink, token("maybe"))
                }
                Station::Cleared | Station::Wrote => {
                    canvas.disc(at, 13.0, paper);
                    canvas.ring(at, 13.0, token("good"), 2.6);
                    for (from, to) in [((-6.5, 0.0), (-1.6, 5.0)), ((-1.6, 5.0), (6.5, -4.8))] {
                        canvas.line((at.0 + from.0, y + from.1), (at.0 + to.0, y + to.1), token("good"), 2.8);
                    }
                    (&self.regular, ink, token("good"))
                }
                Station::Broken => {
                    canvas.disc(at, 30.0, token("bad-glow"));
                    canvas.disc(at, 18.0, token("bad"));
                    for way in [1.0, -1.0] {
                        canvas.line((at.0 - 6.5, y - 6.5 * way), (at.0 + 6.5, y + 6.5 * way), paper, 3.6);
                    }
                    (&self.semibold, ink, token("bad"))
                }
                Station::Quiet => {
                    canvas.disc(at, 12.0, paper);
                    canvas.disc(at, 7.0, soft);
                    (&self.regular, soft, soft)
                }
            };
            canvas.text(font, short_name(hop), 28.0, (at.0, y + 58.0), Anchor::Middle, label);
            if *state != Station::Quiet {
                canvas.text(&self.semibold, state.word(), 24.0, (at.0, y + 88.0), Anchor::Middle, word);
            }
        }
    }
}

/// Every picture as a file.
pub fn files() -> Result<BTreeMap<String, Vec<u8>>, Vec<String>> {
    let cards: Vec<(String, Card)> = cards().into_iter().collect();
    let print = |cards: &[(String, Card)]| -> Vec<Result<(String, Vec<u8>), String>> {
        let press = Press::default();
        let one = |(path, card): &(String, Card)| match press.print(card) {
            Ok(canvas) => Ok((path.clone(), canvas.png())),
            Err(misfit) => Err(format!("{path}: {misfit}")),
        };
        cards.iter().map(one).collect()
    };
    let (first, second) = cards.split_at(cards.len() / 2);
    let drawn = std::thread::scope(|scope| {
        let other = scope.spawn(|| print(second));
        let mut drawn = print(first);
        drawn.extend(other.join().unwrap_or_else(|_| vec![Err("the second half of the social pictures was not drawn".to_owned())]));
        drawn
    });
    let (files, wrong): (Vec<_>, Vec<_>) = drawn.into_iter().partition(Result::is_ok);
    if wrong.is_empty() { Ok(files.into_iter().flatten().collect()) } else { Err(wrong.into_iter().filter_map(Result::err).collect()) }
}
