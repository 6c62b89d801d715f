//! A small canvas for the pictures that the site is shown with elsewhere: text as outlines of our own fonts, shapes, and PNG with a palette.
//!
//! Text is set here, so that what a test measures is what is drawn: advance widths and pair kerning (OpenType `kern`), nothing else.

use std::{collections::HashMap, io::Write as _};

use flate2::{Compression, Crc, write::ZlibEncoder};
use tiny_skia::{Color, FillRule, LineCap, Paint, Path, PathBuilder, Pixmap, PremultipliedColorU8, Rect, Stroke, Transform};
use ttf_parser::{
    Face, GlyphId, OutlineBuilder,
    gpos::{PairAdjustment, PositioningSubtable},
};

/// A font of the pictures.
pub struct Font {
    face: Face<'static>,
    /// The lookups of `kern`.
    pairs: Vec<PairAdjustment<'static>>,
}

impl Font {
    /// Titles.
    pub fn semibold() -> Font {
        Font::read(include_bytes!("fonts/LibertinusSerif-Semibold.otf"))
    }

    /// What stands beside them.
    pub fn regular() -> Font {
        Font::read(include_bytes!("fonts/LibertinusSerif-Regular.otf"))
    }

    /// Both ends of the way.
    pub fn italic() -> Font {
        Font::read(include_bytes!("fonts/LibertinusSerif-Italic.otf"))
    }

    fn read(bytes: &'static [u8]) -> Font {
        let face = Face::parse(bytes, 0).expect("a font of our own");
        let mut pairs = Vec::new();
        if let Some(table) = face.tables().gpos {
            let kern = table.features.into_iter().filter(|feature| feature.tag == ttf_parser::Tag::from_bytes(b"kern"));
            let mut lookups: Vec<u16> = kern.flat_map(|feature| feature.lookup_indices).collect();
            lookups.sort_unstable();
            lookups.dedup();
            for lookup in lookups.into_iter().filter_map(|at| table.lookups.get(at)) {
                pairs.extend(lookup.subtables.into_iter::<PositioningSubtable>().filter_map(|own| match own {
                    PositioningSubtable::Pair(pair) => Some(pair),
                    _ => None,
                }));
            }
        }
        Font { face, pairs }
    }

    fn scale(&self, size: f32) -> f32 {
        size / f32::from(self.face.units_per_em())
    }

    /// By how much the second glyph comes nearer to the first, in the font's units.
    fn kern(&self, first: GlyphId, second: GlyphId) -> i16 {
        let of = |pair: &PairAdjustment<'static>| {
            let (own, _) = match pair {
                PairAdjustment::Format1 { coverage, sets } => sets.get(coverage.get(first)?)?.get(second)?,
                PairAdjustment::Format2 { coverage, classes, matrix } => {
                    coverage.get(first)?;
                    matrix.get((classes.0.get(first), classes.1.get(second)))?
                }
            };
            Some(own.x_advance)
        };
        self.pairs.iter().find_map(of).unwrap_or(0)
    }

    /// The glyphs of a text and where each begins, in the font's units; and the whole width. A character that the font lacks is `Err`.
    fn set(&self, text: &str) -> Result<(Vec<(GlyphId, f32)>, f32), char> {
        let (mut glyphs, mut x, mut before) = (Vec::new(), 0.0, None);
        for c in text.chars() {
            let glyph = self.face.glyph_index(c).ok_or(c)?;
            if let Some(before) = before {
                x += f32::from(self.kern(before, glyph));
            }
            glyphs.push((glyph, x));
            x += f32::from(self.face.glyph_hor_advance(glyph).unwrap_or(0));
            before = Some(glyph);
        }
        Ok((glyphs, x))
    }

    /// The first character of a text that the font has no shape for.
    pub fn lacks(&self, text: &str) -> Option<char> {
        self.set(text).err()
    }

    /// How wide a text is at a size, both in pixels.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        self.set(text).map_or(f32::INFINITY, |(_, width)| width * self.scale(size))
    }

    /// A text in lines that are no wider than `width`, as few as there can be and as even as they can be. `None`: a word is wider than that.
    pub fn wrap(&self, text: &str, size: f32, width: f32) -> Option<Vec<String>> {
        let lines = self.greedy(text, size, width)?;
        // The narrowest that needs no line more, to four pixels.
        let (mut low, mut high) = (width / lines.len() as f32, width);
        let mut best = lines;
        while high - low > 4.0 {
            let middle = f32::midpoint(low, high);
            match self.greedy(text, size, middle) {
                Some(even) if even.len() <= best.len() => {
                    best = even;
                    high = middle;
                }
                _ => low = middle,
            }
        }
        Some(best)
    }

    fn greedy(&self, text: &str, size: f32, width: f32) -> Option<Vec<String>> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}")).filter(|line| self.width(line, size) <= width);
            match (longer, lines.last_mut()) {
                (Some(longer), Some(line)) => *line = longer,
                _ if self.width(word, size) > width => return None,
                _ => lines.push(word.to_owned()),
            }
        }
        Some(lines)
    }

    /// The largest size, of `sizes` from large to small, at which a text fits into so many lines of that width.
    pub fn fit(&self, text: &str, sizes: std::ops::RangeInclusive<u16>, most: usize, width: f32) -> Option<(f32, Vec<String>)> {
        sizes.rev().find_map(|size| {
            let lines = self.wrap(text, f32::from(size), width).filter(|lines| lines.len() <= most)?;
            Some((f32::from(size), lines))
        })
    }
}

/// An outline in the font's units, upwards, as a path in pixels, downwards.
struct Outline {
    path: PathBuilder,
    at: (f32, f32),
    scale: f32,
}

impl Outline {
    fn to(&self, x: f32, y: f32) -> (f32, f32) {
        (self.at.0 + x * self.scale, self.at.1 - y * self.scale)
    }
}

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.to(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.to(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.to(x1, y1), self.to(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2), (x, y)) = (self.to(x1, y1), self.to(x2, y2), self.to(x, y));
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

/// Where a text stands against its point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// Its middle is there.
    Middle,
}

/// What is drawn on.
pub struct Canvas {
    pixels: Pixmap,
    /// Where every line of text is, in pixels.
    pub written: Vec<Rect>,
}

/// `#0b4f5c`.
pub fn color(hex: &str) -> Option<Color> {
    let number = u32::from_str_radix(hex.strip_prefix('#').filter(|own| own.len() == 6)?, 16).ok()?;
    let [_, r, g, b] = number.to_be_bytes();
    Some(Color::from_rgba8(r, g, b, 255))
}

fn paint(color: Color) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color(color);
    paint
}

impl Canvas {
    /// A sheet of one color, in pixels.
    ///
    /// # Panics
    /// If a side is 0.
    pub fn new(width: u32, height: u32, paper: Color) -> Canvas {
        let mut pixels = Pixmap::new(width, height).expect("a size above 0");
        pixels.fill(paper);
        Canvas { pixels, written: Vec::new() }
    }

    /// Fills a path.
    pub fn fill(&mut self, path: &Path, color: Color, transform: Transform) {
        self.pixels.fill_path(path, &paint(color), FillRule::Winding, transform, None);
    }

    /// Draws a path's line.
    pub fn stroke(&mut self, path: &Path, color: Color, width: f32, transform: Transform) {
        let stroke = Stroke { width, line_cap: LineCap::Round, ..Stroke::default() };
        self.pixels.stroke_path(path, &paint(color), &stroke, transform, None);
    }

    /// A straight line.
    pub fn line(&mut self, from: (f32, f32), to: (f32, f32), color: Color, width: f32) {
        let mut path = PathBuilder::new();
        path.move_to(from.0, from.1);
        path.line_to(to.0, to.1);
        if let Some(path) = path.finish() {
            self.stroke(&path, color, width, Transform::identity());
        }
    }

    /// A disc.
    pub fn disc(&mut self, at: (f32, f32), radius: f32, color: Color) {
        if let Some(path) = PathBuilder::from_circle(at.0, at.1, radius) {
            self.fill(&path, color, Transform::identity());
        }
    }

    /// A ring.
    pub fn ring(&mut self, at: (f32, f32), radius: f32, color: Color, width: f32) {
        if let Some(path) = PathBuilder::from_circle(at.0, at.1, radius) {
            self.stroke(&path, color, width, Transform::identity());
        }
    }

    /// A square on its corner; a line around it where `line` is given.
    pub fn diamond(&mut self, at: (f32, f32), half: f32, inside: Color, line: Option<(Color, f32)>) {
        let mut path = PathBuilder::new();
        path.move_to(at.0, at.1 - half);
        path.line_to(at.0 + half, at.1);
        path.line_to(at.0, at.1 + half);
        path.line_to(at.0 - half, at.1);
        path.close();
        if let Some(path) = path.finish() {
            self.fill(&path, inside, Transform::identity());
            if let Some((color, width)) = line {
                self.stroke(&path, color, width, Transform::identity());
            }
        }
    }

    /// Writes one line, its baseline at the point; gives its width.
    pub fn text(&mut self, font: &Font, text: &str, size: f32, at: (f32, f32), anchor: Anchor, color: Color) -> f32 {
        let Ok((glyphs, units)) = font.set(text) else { return 0.0 };
        let (scale, width) = (font.scale(size), units * font.scale(size));
        // A J hangs over to the left of where it stands: what begins at a point has no ink before it.
        let hang = glyphs.first().and_then(|own| font.face.glyph_bounding_box(own.0)).map_or(0.0, |own| f32::from(own.x_min.min(0)));
        let x = if anchor == Anchor::Middle { at.0 - width / 2.0 } else { at.0 - hang * scale };
        let mut outline = Outline { path: PathBuilder::new(), at, scale };
        for (glyph, offset) in glyphs {
            outline.at.0 = x + offset * scale;
            font.face.outline_glyph(glyph, &mut outline);
        }
        if let Some(path) = outline.path.finish() {
            self.written.push(path.bounds());
            self.fill(&path, color, Transform::identity());
        }
        width
    }

    /// The picture as PNG. Opaque and of few colors, so that it gets a palette: colors that nobody can tell apart become the most frequent of
    /// them. With a clear part it keeps every color.
    ///
    /// # Panics
    /// Never: what is packed in memory is always written.
    pub fn png(&self) -> Vec<u8> {
        let (width, height) = (self.pixels.width(), self.pixels.height());
        let pixels = self.pixels.pixels();
        let clear = pixels.iter().any(|pixel| pixel.alpha() < 255);
        let (mut rows, mut palette) = (Vec::new(), Vec::new());
        if clear {
            for row in pixels.chunks(width as usize) {
                rows.push(0);
                for own in row.iter().map(PremultipliedColorU8::demultiply) {
                    rows.extend([own.red(), own.green(), own.blue(), own.alpha()]);
                }
            }
        } else {
            let colors: Vec<[u8; 3]> = pixels.iter().map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]).collect();
            let (table, of) = few(&colors);
            for row in colors.chunks(width as usize) {
                rows.push(0);
                let mut last = ([0; 3], of[&[0; 3]]);
                for own in row {
                    if *own != last.0 {
                        last = (*own, of[own]);
                    }
                    rows.push(last.1);
                }
            }
            palette = table.concat();
        }
        let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
        let packed = packer.write_all(&rows).and_then(|()| packer.finish()).expect("memory takes every byte");
        let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut head = [width.to_be_bytes(), height.to_be_bytes()].concat();
        // Bits a channel, kind of color (6: with alpha, 3: palette), and the one way there is to pack, to filter and to order.
        head.extend([8, if clear { 6 } else { 3 }, 0, 0, 0]);
        chunk(&mut out, *b"IHDR", &head);
        if !palette.is_empty() {
            chunk(&mut out, *b"PLTE", &palette);
        }
        chunk(&mut out, *b"IDAT", &packed);
        chunk(&mut out, *b"IEND", &[]);
        out
    }
}

/// At most 256 colors, and which of them stands for each.
fn few(colors: &[[u8; 3]]) -> (Vec<[u8; 3]>, HashMap<[u8; 3], u8>) {
    let mut counts: HashMap<[u8; 3], usize> = HashMap::from([([0; 3], 0)]);
    for run in colors.chunk_by(|a, b| a == b) {
        *counts.entry(run[0]).or_default() += run.len();
    }
    let mut own: Vec<([u8; 3], usize)> = counts.into_iter().collect();
    // The most frequent first; the same order in every run.
    own.sort_unstable_by_key(|(color, count)| (usize::MAX - count, *color));
    for step in [1_u8, 2, 4, 8, 16, 32, 64] {
        let (mut table, mut places, mut of) = (Vec::new(), HashMap::new(), HashMap::new());
        for (color, _) in &own {
            let place = *places.entry(color.map(|part| part / step)).or_insert_with(|| {
                table.push(*color);
                table.len() - 1
            });
            of.insert(*color, place.min(255) as u8);
        }
        if table.len() <= 256 {
            return (table, of);
        }
    }
    unreachable!("4 steps a channel are 64 colors")
}

/// A part of a PNG file: its length, its name, what is in it, and a check sum of name and contents.
fn chunk(out: &mut Vec<u8>, name: [u8; 4], data: &[u8]) {
    out.extend((data.len() as u32).to_be_bytes());
    out.extend(name);
    out.extend(data);
    let mut crc = Crc::new();
    crc.update(&name);
    crc.update(data);
    out.extend(crc.sum().to_be_bytes());
}
