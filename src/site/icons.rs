//! What a device keeps of the site: its icons as PNG, made from static/icon.svg, and the manifest that names them. Every address in the manifest is
//! relative to it, so that it works wherever the site lies.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use tiny_skia::{Color, Path, PathBuilder, Rect, Transform};

use super::picture::{Canvas, color};
use crate::{
    core::{route::Route, ui::ui},
    view::head,
};

const ICON: &str = include_str!("../../static/icon.svg");
/// The sides of the icon's own square.
const SIDE: f32 = 32.0;
/// Paper on light, as the meta tags of index.html have it.
const PAPER: &str = "#fbfaf6";

/// A shape of the icon.
#[derive(Debug)]
struct Shape {
    path: Path,
    fill: Option<Color>,
    stroke: Option<(Color, f32)>,
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

fn number(tag: &str, name: &str) -> Result<f32, String> {
    attribute(tag, name).and_then(|value| value.parse().ok()).ok_or_else(|| format!("<{tag}> has no number {name}"))
}

/// The commands that an icon of straight lines needs: `M`, `m`, `L`, `l`, `H`, `h`, `V`, `v`, `Z`, `z` (SVG 2, section 9.3).
fn path(data: &str) -> Result<Path, String> {
    let mut spaced = String::new();
    for c in data.chars() {
        match c {
            'a'..='z' | 'A'..='Z' => spaced.extend([' ', c, ' ']),
            ',' => spaced.push(' '),
            '-' => spaced.extend([' ', '-']),
            c => spaced.push(c),
        }
    }
    let mut words = spaced.split_whitespace().peekable();
    let (mut out, mut at, mut first) = (PathBuilder::new(), (0.0, 0.0), (0.0, 0.0));
    while let Some(command) = words.next() {
        let back = command.chars().all(char::is_lowercase);
        let from = if back { at } else { (0.0, 0.0) };
        let mut next = || words.next().and_then(|word| word.parse::<f32>().ok()).ok_or_else(|| format!("{data}: {command} lacks a number"));
        match command.to_ascii_lowercase().as_str() {
            "m" | "l" => at = (from.0 + next()?, from.1 + next()?),
            "h" => at.0 = from.0 + next()?,
            "v" => at.1 = from.1 + next()?,
            "z" => {
                out.close();
                at = first;
                continue;
            }
            other => return Err(format!("{data}: {other} is not drawn here")),
        }
        if command.eq_ignore_ascii_case("m") {
            first = at;
            out.move_to(at.0, at.1);
        } else {
            out.line_to(at.0, at.1);
        }
    }
    out.finish().ok_or_else(|| format!("{data}: an empty path"))
}

/// A rectangle with round corners, as four lines and four curves.
fn rounded(x: f32, y: f32, width: f32, height: f32, r: f32) -> Option<Path> {
    // Where the handles of a quarter of a circle stand.
    let k = r * 0.447_715;
    let (right, bottom) = (x + width, y + height);
    let mut out = PathBuilder::new();
    out.move_to(x + r, y);
    out.line_to(right - r, y);
    out.cubic_to(right - k, y, right, y + k, right, y + r);
    out.line_to(right, bottom - r);
    out.cubic_to(right, bottom - k, right - k, bottom, right - r, bottom);
    out.line_to(x + r, bottom);
    out.cubic_to(x + k, bottom, x, bottom - k, x, bottom - r);
    out.line_to(x, y + r);
    out.cubic_to(x, y + k, x + k, y, x + r, y);
    out.close();
    out.finish()
}

/// The shapes of an SVG of rectangles, circles and straight lines. Anything else is an error, so that no icon is drawn in part.
fn shapes(svg: &str) -> Result<Vec<Shape>, String> {
    let mut shapes = Vec::new();
    for tag in svg.split('<').filter_map(|part| part.split('>').next()).map(|tag| tag.trim().trim_end_matches('/')) {
        let name = tag.split(' ').next().unwrap_or("");
        let path = match name {
            "" | "/svg" => continue,
            "svg" if attribute(tag, "viewBox") == Some("0 0 32 32") => continue,
            "rect" => {
                let start = |name| number(tag, name).unwrap_or(0.0);
                rounded(start("x"), start("y"), number(tag, "width")?, number(tag, "height")?, start("rx"))
            }
            "circle" => PathBuilder::from_circle(number(tag, "cx")?, number(tag, "cy")?, number(tag, "r")?),
            "path" => Some(path(attribute(tag, "d").unwrap_or(""))?),
            _ => return Err(format!("static/icon.svg: <{tag}> is not drawn here")),
        };
        let own = |name: &str| match attribute(tag, name) {
            None | Some("none") => Ok(None),
            Some(hex) => color(hex).map(Some).ok_or_else(|| format!("static/icon.svg: {name}={hex} is not a color like #0b4f5c")),
        };
        let stroke = own("stroke")?.map(|color| Ok::<_, String>((color, number(tag, "stroke-width")?))).transpose()?;
        let path = path.ok_or_else(|| format!("static/icon.svg: <{tag}> is empty"))?;
        // Without `fill` SVG fills in black; an icon that means that must say so.
        shapes.push(Shape { path, fill: own("fill")?, stroke });
    }
    Ok(shapes)
}

/// How an icon uses its square.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// As it is, with its round corners.
    AsIs,
    /// The ground fills the square, for systems that cut it themselves; the sign takes so many percent of its size.
    Full(u8),
}

fn icon(shapes: &[Shape], side: u32, cut: Cut) -> Result<Vec<u8>, String> {
    let scale = side as f32 / SIDE;
    let (ground, rest) = shapes.split_first().ok_or("static/icon.svg is empty")?;
    let mut canvas = Canvas::new(side, side, Color::TRANSPARENT);
    let mut draw = |own: &Shape, transform| {
        if let Some(color) = own.fill {
            canvas.fill(&own.path, color, transform);
        }
        if let Some((color, width)) = own.stroke {
            canvas.stroke(&own.path, color, width, transform);
        }
    };
    let whole = Transform::from_scale(scale, scale);
    let inner = match cut {
        Cut::AsIs => {
            draw(ground, whole);
            whole
        }
        Cut::Full(percent) => {
            let square = Rect::from_xywh(0.0, 0.0, SIDE, SIDE).map(PathBuilder::from_rect).ok_or("no square")?;
            draw(&Shape { path: square, fill: ground.fill, stroke: None }, whole);
            let part = f32::from(percent) / 100.0;
            whole.pre_translate(SIDE / 2.0 * (1.0 - part), SIDE / 2.0 * (1.0 - part)).pre_scale(part, part)
        }
    };
    for own in rest {
        draw(own, inner);
    }
    Ok(canvas.png())
}

/// Name, size, use, purpose in the manifest (`None`: it does not stand there). What is maskable keeps within the middle 80 % (W3C Web Application
/// Manifest, section *Icon masks*): the sign is 86 % of the icon wide, 69 % when drawn at 80 %.
const ICONS: [(&str, u32, Cut, Option<&str>); 4] = [
    ("icon-192.png", 192, Cut::AsIs, Some("any")),
    ("icon-512.png", 512, Cut::AsIs, Some("any")),
    ("icon-maskable.png", 512, Cut::Full(80), Some("maskable")),
    ("apple-touch-icon.png", 180, Cut::Full(90), None),
];

/// The icons, by their path.
pub fn files() -> Result<BTreeMap<String, Vec<u8>>, Vec<String>> {
    let shapes = shapes(ICON).map_err(|problem| vec![problem])?;
    let one = |(name, side, cut, _): &(&str, u32, Cut, _)| icon(&shapes, *side, *cut).map(|png| (format!("/{name}"), png));
    ICONS.iter().map(one).collect::<Result<_, _>>().map_err(|problem| vec![problem])
}

/// The manifest (W3C Web Application Manifest; `share_target`: W3C Web Share Target). `base` is the site's path: what identifies an application is
/// read against the origin, not against the manifest, so that alone is whole. What is shared is posted to `/read/`, which only a service
/// worker can take.
pub fn manifest(base: &str) -> String {
    let t = ui();
    let mut icons: Vec<Value> = ICONS
        .iter()
        .filter_map(|(name, side, _, purpose)| {
            Some(json!({"src": name, "sizes": format!("{side}x{side}"), "type": "image/png", "purpose": (*purpose)?}))
        })
        .collect();
    icons.insert(0, json!({"src": "icon.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}));
    let shortcut = |name: &str, route: Route| json!({"name": name, "description": head::head(route).description, "url": &route.path()[1..], "icons": [{"src": "icon-192.png", "sizes": "192x192"}]});
    let value = json!({
        "id": base,
        "name": t.home_head_title,
        "short_name": "isitme",
        "description": t.home_head_description,
        "lang": "en",
        "dir": "ltr",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["utilities"],
        "icons": icons,
        "shortcuts": [
            shortcut(t.shell_diagnose, Route::Diagnose),
            shortcut(t.shell_read, Route::Read),
            shortcut(t.shell_check, Route::Check),
            shortcut(t.shell_codes, Route::Codes),
        ],
        "share_target": {
            "action": &Route::Read.path()[1..],
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {
                "title": "title",
                "text": "text",
                "url": "url",
                "files": [{"name": "file", "accept": ["text/plain", "text/html", ".log", ".har", "application/json"]}],
            },
        },
    });
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_icon_is_drawn_whole_or_not_at_all() {
        assert_eq!(shapes(ICON).expect("the icon").len(), 4);
        for wrong in [
            "<svg viewBox=\"0 0 16 16\">",
            "<ellipse/>",
            "<path d=\"M0 0a3 3\"/>",
            "<rect width=\"3\"/>",
            "<circle cx=\"1\" cy=\"1\" r=\"1\" fill=\"red\"/>",
        ] {
            assert!(shapes(wrong).is_err(), "{wrong}");
        }
        let lines = path("M9 16h5M18,16l5-2z").expect("a path");
        let bounds = lines.bounds();
        assert_eq!((bounds.left(), bounds.top(), bounds.right(), bounds.bottom()), (9.0, 14.0, 23.0, 16.0));
    }
}
