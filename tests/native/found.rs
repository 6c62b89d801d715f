//! What search engines, chats, devices and programs get: titles, descriptions, addresses, structured data, social pictures, icons, lists, redirects.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Read as _,
    path::Path,
    sync::OnceLock,
};

use isitme::{
    core::{
        catalog,
        catalog::Key,
        route::{Route, UNKEPT},
    },
    site::{
        self, Options, icons,
        page::Shell,
        picture::{Canvas, Font, color},
        redirects, social,
    },
};
use serde_json::Value;
use url::Url;

const ROOT: &str = "https://example.github.io/isitme/";

fn options(origin: Option<&str>) -> Options {
    Options {
        staging: Path::new(env!("CARGO_MANIFEST_DIR")).join("static"),
        base: "/isitme/".to_owned(),
        origin: origin.map(str::to_owned),
    }
}

fn shell() -> Shell {
    let head = "<title>@@TITLE@@</title>@@POLICY@@@@HEAD@@<link href=\"@@BASE@@icon.svg\" rel=\"icon\"><script src=app.js></script><link rel=modulepreload href=app.js>\
                <link rel=preload href=app.wasm><link rel=stylesheet href=style.css><link rel=stylesheet href=more.css>@@APP@@";
    Shell::from_trunk(head, "/isitme/", &site::Modules::default(), |_| Ok::<_, String>("p{}".to_owned())).unwrap()
}

/// Every text of the site as it is published, by its path.
fn published() -> &'static BTreeMap<String, String> {
    static TEXTS: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    TEXTS.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(site::texts(&shell(), &options(Some("https://example.github.io")))).0
    })
}

/// Every page but those that only lead on, that stand in for others, or that others embed.
fn pages() -> impl Iterator<Item = (&'static str, &'static str)> {
    let html =
        published().iter().filter(|(path, text)| !path.ends_with("/more.html") && text.contains("<main") && !redirects::is_redirect(text));
    let html = html.filter(|(path, _)| *path != UNKEPT && (!path.starts_with("/embed/") || path.starts_with("/embed/builder/")));
    html.map(|(path, text)| (path.strip_suffix("index.html").unwrap_or(path), text.as_str()))
}

fn between<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    text.split(open).skip(1).filter_map(|rest| rest.split(close).next()).collect()
}

fn one<'a>(path: &str, text: &'a str, open: &str) -> &'a str {
    let found = between(text, open, "\"");
    assert_eq!(found.len(), 1, "{path}: {open} stands {} times", found.len());
    found[0]
}

/// The text of escaped HTML.
fn plain(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#x27;", "'").replace("&amp;", "&")
}

fn is_day(text: &str) -> bool {
    let parts: Vec<u32> = text.split('-').filter_map(|part| part.parse().ok()).collect();
    text.len() == 10 && matches!(parts[..], [2020..=2100, 1..=12, 1..=31])
}

#[test]
fn everything_leads_somewhere() {
    let mut pictures: BTreeSet<String> = social::cards().into_keys().collect();
    pictures.extend(["/apple-touch-icon.png", "/isitme.js", "/isitme.d.ts"].map(str::to_owned));
    site::check(published(), &pictures, &options(Some("https://example.github.io"))).unwrap();
    // It would be seen.
    pictures.remove("/social/502.png");
    let wrong = site::check(published(), &pictures, &options(Some("https://example.github.io"))).unwrap_err();
    assert_eq!(wrong.0.len(), 1, "{wrong}");
    assert!(wrong.0[0].contains("social/502.png"), "{wrong}");
}

#[test]
fn a_page_is_named_once_and_in_a_size_that_is_shown() {
    let (mut titles, mut descriptions, mut addresses, mut long) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), Vec::new());
    for (path, html) in pages() {
        let titled = between(html, "<title>", "</title>");
        assert_eq!(titled.len(), 1, "{path}");
        let (title, description) = (plain(titled[0]), plain(one(path, html, "<meta name=\"description\" content=\"")));
        // One error's own name has 71.
        assert!((10..=65).contains(&title.chars().count()) || title == LONGEST, "{path}: {title}");
        assert!((50..=160).contains(&description.chars().count()), "{path}: {} characters: {description}", description.chars().count());
        assert_eq!(plain(one(path, html, "<meta property=\"og:title\" content=\"")), title);
        assert_eq!(plain(one(path, html, "<meta property=\"og:description\" content=\"")), description);
        if title.chars().count() > 60 {
            long.push(path);
        }
        assert!(titles.insert(title.clone()), "{path}: {title} twice");
        assert!(descriptions.insert(description.clone()), "{path}: {description} twice");
        if path == "/404.html" {
            assert!(
                html.contains("<meta name=\"robots\" content=\"noindex\">")
                    && !html.contains("rel=\"canonical\"")
                    && !html.contains("og:image")
            );
            continue;
        }
        assert!(!html.contains("<meta name=\"robots\""), "{path}");
        let address = one(path, html, "<link rel=\"canonical\" href=\"");
        assert_eq!(address, format!("{ROOT}{}", &path[1..]), "{path}");
        assert_eq!(one(path, html, "<meta property=\"og:url\" content=\""), address);
        assert!(addresses.insert(address), "{address} twice");
        let card = social::card(Route::parse(path).unwrap());
        assert_eq!(one(path, html, "<meta property=\"og:image\" content=\""), format!("{ROOT}{}", &card.path[1..]));
        assert_eq!(plain(one(path, html, "<meta property=\"og:image:alt\" content=\"")), card.alt);
        assert_eq!(one(path, html, "<meta name=\"twitter:card\" content=\""), "summary_large_image");
    }
    assert_eq!(titles.len(), Route::all().filter(|route| !route.is_embed()).count());
    // Search results cut a title at about 60 characters: what is longer has its words in front, and there are no more of them than there were.
    println!("{} titles have more than 60 characters: {long:?}", long.len());
    assert!(long.len() <= LONG_TITLES, "{} titles have more than 60 characters: {long:?}", long.len());
}

/// The name of an error that leaves no room for anything else.
const LONGEST: &str = "byte_range_caching_retrieval_from_backend_failed_after_partial_response";

/// How many titles are longer than what search results show.
const LONG_TITLES: usize = 6;

/// Type and property: what it may hold. `is`: the type itself and what it is a kind of.
fn vocabulary() -> BTreeMap<(&'static str, &'static str), BTreeSet<&'static str>> {
    let lines = include_str!("data/schema-org.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let mut words = line.split(' ');
            ((words.next().unwrap(), words.next().unwrap()), words.collect())
        })
        .collect()
}

/// Every property is one of its type's, and holds what that may hold.
fn valid(path: &str, node: &Value, words: &BTreeMap<(&'static str, &'static str), BTreeSet<&'static str>>) {
    let kind = node["@type"].as_str().unwrap_or_else(|| panic!("{path}: {node} has no type"));
    assert!(words.contains_key(&(kind, "is")), "{path}: {kind} is not in tests/native/data/schema-org.txt");
    for (name, value) in node.as_object().unwrap().iter().filter(|(name, _)| *name != "@type") {
        let may = words.get(&(kind, name.as_str())).unwrap_or_else(|| panic!("{path}: {kind} has no property {name}"));
        let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        assert!(!list.is_empty(), "{path}: {kind} {name} is empty");
        for value in list {
            let fits = match value {
                Value::Object(own) => {
                    valid(path, value, words);
                    let is = &words[&(own["@type"].as_str().unwrap(), "is")];
                    !is.is_disjoint(may)
                }
                Value::Number(number) => number.is_u64() && may.contains("Integer"),
                Value::String(text) => {
                    let is_url = Url::parse(text).is_ok_and(|url| url.scheme() == "https");
                    let kinds = ["Text", "Language"].iter().any(|kind| may.contains(kind));
                    // The address of a thing stands for it.
                    !text.trim().is_empty() && (kinds || (may.contains("Date") && is_day(text)) || is_url)
                }
                _ => false,
            };
            assert!(fits, "{path}: {kind} {name} may hold {may:?}, and not {value}");
        }
    }
}

/// The nodes of a page's structured data.
fn nodes(path: &str, html: &str) -> Vec<Value> {
    let blocks = between(html, "<script type=\"application/ld+json\">", "</script>");
    assert!(blocks.len() <= 1, "{path}");
    let Some(block) = blocks.first() else { return Vec::new() };
    let data: Value = serde_json::from_str(block).unwrap_or_else(|error| panic!("{path}: {error}"));
    assert_eq!(data["@context"], "https://schema.org");
    assert_eq!(data.as_object().unwrap().len(), 2, "{path}");
    data["@graph"].as_array().unwrap().clone()
}

#[test]
fn structured_data_is_of_the_vocabulary_and_complete() {
    let words = vocabulary();
    let mut seen = BTreeMap::<String, usize>::new();
    for (path, html) in pages() {
        for node in nodes(path, html) {
            valid(path, &node, &words);
            let text = |at: &str| {
                node.pointer(at).and_then(Value::as_str).filter(|text| !text.is_empty()).unwrap_or_else(|| panic!("{path}: {at} in {node}"))
            };
            let kind = text("/@type");
            *seen.entry(kind.to_owned()).or_default() += 1;
            match kind {
                "WebSite" => assert_eq!((path, text("/name"), text("/url")), ("/", "isitme", ROOT)),
                "TechArticle" => {
                    assert!(text("/headline").chars().count() <= 110, "{path}");
                    assert_eq!(plain(between(html, "<title>", "</title>")[0]), text("/headline"));
                    assert_eq!(plain(one(path, html, "<meta property=\"og:image\" content=\"")), text("/image"));
                    assert_eq!((text("/author/@type"), text("/author/name"), text("/author/url")), ("Organization", "isitme", ROOT));
                    let dated = !(path.starts_with("/compare/") || path.ends_with("/code/"));
                    assert!(!dated || node.get("dateModified").is_some() || UNDATED.contains(&path), "{path} has no date");
                }
                "BreadcrumbList" => {
                    let items = node["itemListElement"].as_array().unwrap();
                    assert!(items.len() >= 2, "{path}");
                    for (at, item) in items.iter().enumerate() {
                        assert_eq!(item["position"], at + 1, "{path}");
                        assert!(item["name"].as_str().is_some_and(|name| !name.is_empty()), "{path}");
                        let address = item.get("item").and_then(Value::as_str);
                        if at + 1 == items.len() {
                            assert_eq!(address, None, "{path}: the last is the page itself");
                        } else {
                            let below = address.and_then(|address| address.strip_prefix(ROOT)).unwrap_or_else(|| panic!("{path}: {item}"));
                            let file = format!("/{below}index.html");
                            assert!(published().contains_key(&file), "{path}: {file} is no page");
                        }
                    }
                }
                "FAQPage" => {
                    for question in node["mainEntity"].as_array().unwrap() {
                        let asked = question["name"].as_str().unwrap();
                        assert!(!asked.is_empty() && !question["acceptedAnswer"]["text"].as_str().unwrap().is_empty(), "{path}");
                        assert!(html.contains("id=\"questions\""), "{path}: what is asked must stand on the page");
                    }
                }
                other => panic!("{path}: {other} is unknown here"),
            }
        }
    }
    let entries = catalog::keys().count();
    let trails = Route::all().filter(|route| !route.is_embed()).count() - 2;
    assert_eq!((seen["WebSite"], seen["FAQPage"], seen["BreadcrumbList"]), (1, entries, trails), "{seen:?}");
    assert!(seen["TechArticle"] > 1000, "{seen:?}");
}

/// Documents that are about the site itself, or lists of others.
const UNDATED: [&str; 5] = ["/about/", "/accessibility/", "/offline/", "/guides/", "/owners/"];

#[test]
#[should_panic(expected = "Question has no property acceptedAnswers")]
fn a_misspelled_property_is_seen() {
    let node = serde_json::json!({"@type": "Question", "name": "Is it?", "acceptedAnswers": {"@type": "Answer", "text": "It is."}});
    valid("/", &node, &vocabulary());
}

#[test]
#[should_panic(expected = "may hold")]
fn a_date_that_is_none_is_seen() {
    valid("/", &serde_json::json!({"@type": "TechArticle", "dateModified": "2026-13-01"}), &vocabulary());
}

#[test]
fn the_sitemap_has_every_page_that_may_be_found() {
    let map = &published()["/sitemap.xml"];
    assert!(
        map.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n")
    );
    assert!(map.ends_with("</urlset>\n") && map.len() < 50 << 20);
    let listed: Vec<&str> = between(map, "<loc>", "</loc>");
    assert!(listed.len() <= 50_000);
    for address in &listed {
        assert!(Url::parse(address).is_ok_and(|url| url.as_str() == *address) && address.len() < 2048, "{address}");
        assert!(!address.contains(['&', '\'', '"', '<', '>']), "{address}");
    }
    let found: BTreeSet<String> =
        pages().filter(|(path, _)| *path != "/404.html").map(|(path, _)| format!("{ROOT}{}", &path[1..])).collect();
    assert_eq!(listed.len(), found.len());
    assert_eq!(listed.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(), found);
    let days = between(map, "<lastmod>", "</lastmod>");
    let wrong: Vec<_> = days.iter().filter(|day| !is_day(day)).collect();
    assert!(days.len() > 1000 && wrong.is_empty(), "{} days, of which are none: {wrong:?}", days.len());
    assert_eq!(published()["/robots.txt"], format!("User-agent: *\nAllow: /\n\nSitemap: {ROOT}sitemap.xml\n"));
}

#[test]
fn old_addresses_of_every_code_lead_on() {
    let mut count = 0;
    for code in catalog::codes().filter_map(catalog::Entry::code) {
        for path in redirects::paths(code) {
            let html = published().get(&format!("{path}index.html")).unwrap_or_else(|| panic!("{path} is not there"));
            assert_ne!(Route::parse(&path).map(Route::path).as_ref(), Some(&path), "{path} is a page of its own");
            assert!(redirects::is_redirect(html) && html.len() < 700, "{path}");
            let to = one(&path, html, "<meta http-equiv=\"refresh\" content=\"0; url=");
            let own = Url::parse(ROOT).unwrap().join(&path[1..]).unwrap();
            assert_eq!(own.join(to).unwrap().as_str(), format!("{ROOT}{code}/"), "{path}");
            assert_eq!(one(&path, html, "<a href=\""), to);
            assert_eq!(one(&path, html, "<link rel=\"canonical\" href=\""), format!("{ROOT}{code}/"));
            assert!(html.contains("content=\"noindex\"") && html.contains("default-src 'none'") && !html.contains("<script"), "{path}");
            count += 1;
        }
    }
    assert_eq!(published().values().filter(|text| redirects::is_redirect(text)).count(), count);
    for path in ["/code/502/", "/codes/502/", "/status/502/", "/http-502/", "/errors/502/"] {
        assert!(redirects::paths(502).any(|own| own == path), "{path}");
    }
    // Without an origin they work all the same.
    assert!(redirects::files(None)["/code/502/index.html"].contains("<link rel=\"canonical\" href=\"../../502/\">"));
}

/// Width and height of a PNG, whether it has a palette, and its bytes without the packing.
fn png(bytes: &[u8]) -> (u32, u32, bool, Vec<u8>) {
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    let (mut at, mut packed) = (8, Vec::new());
    while at < bytes.len() {
        let length = number(at) as usize;
        let mut crc = flate2::Crc::new();
        crc.update(&bytes[at + 4..at + 8 + length]);
        assert_eq!(crc.sum(), number(at + 8 + length), "a part's check sum");
        if &bytes[at + 4..at + 8] == b"IDAT" {
            packed.extend_from_slice(&bytes[at + 8..at + 8 + length]);
        }
        at += length + 12;
    }
    let mut rows = Vec::new();
    flate2::read::ZlibDecoder::new(&packed[..]).read_to_end(&mut rows).unwrap();
    (number(16), number(20), bytes[25] == 3, rows)
}

#[test]
fn every_social_picture_keeps_its_words_apart_and_inside() {
    let press = social::Press::default();
    let cards = social::cards();
    assert!(cards.len() > catalog::keys().count());
    for (path, card) in &cards {
        // One pixel is enough to know where everything would be.
        let mut canvas = Canvas::new(1, 1, color("#ffffff").unwrap());
        press.draw(card, &mut canvas).unwrap_or_else(|misfit| panic!("{path}: {misfit}"));
        // The sign, both ends and eight stations.
        assert!(canvas.written.len() > 11, "{path}");
        for (nth, own) in canvas.written.iter().enumerate() {
            let inside = own.left() >= social::MARGIN - 1.0 && own.right() <= social::WIDTH as f32 - social::MARGIN + 1.0;
            assert!(inside && own.top() >= 40.0 && own.bottom() <= social::HEIGHT as f32 - 30.0, "{path}: line {nth} is at {own:?}");
            for other in &canvas.written[..nth] {
                assert!(own.intersect(other).is_none(), "{path}: line {nth} at {own:?} is over the one at {other:?}");
            }
        }
        assert!(!card.alt.is_empty() && card.alt.chars().count() <= 420, "{path}: {}", card.alt);
    }
    let bytes = press.print(&cards["/social/502.png"]).unwrap().png();
    let (width, height, palette, rows) = png(&bytes);
    assert_eq!((width, height, palette), (1200, 630, true));
    assert_eq!(rows.len(), 1201 * 630);
    assert!(bytes.len() < 40_000, "{} bytes", bytes.len());
}

#[test]
fn a_text_is_wrapped_by_its_measure() {
    let font = Font::semibold();
    let text = "Strict on purpose: the site, or your network.";
    let whole = font.width(text, 50.0);
    assert!((font.width(text, 100.0) - 2.0 * whole).abs() < 0.1);
    assert_eq!(font.wrap(text, 50.0, whole + 1.0).unwrap(), [text]);
    let lines = font.wrap(text, 50.0, whole * 0.7).unwrap();
    assert_eq!(lines.join(" "), text);
    assert_eq!(lines.len(), 2);
    let widths: Vec<f32> = lines.iter().map(|line| font.width(line, 50.0)).collect();
    assert!(widths.iter().all(|width| *width <= whole * 0.7) && widths[0].max(widths[1]) < whole * 0.62, "uneven: {widths:?} of {whole}");
    assert_eq!(font.wrap("ERR_CONNECTION_REFUSED", 50.0, 100.0), None, "a word is not broken");
    assert!(font.width("AVAVAV", 50.0) < 3.0 * (font.width("A", 50.0) + font.width("V", 50.0)) - 10.0, "no kerning");
    assert_eq!(font.lacks("a ★"), Some('★'));
}

#[test]
fn the_manifest_works_below_any_base() {
    let files = icons::files().unwrap();
    for base in ["/", "/isitme/"] {
        let manifest: Value = serde_json::from_str(&icons::manifest(base)).unwrap();
        let address = Url::parse("https://example.org").unwrap().join(base).unwrap().join("manifest.webmanifest").unwrap();
        let path = |value: &Value| {
            let own = address.join(value.as_str().unwrap()).unwrap();
            own.path().strip_prefix(base).map_or_else(|| panic!("{own} is not below {base}"), |rest| format!("/{rest}"))
        };
        assert_eq!(path(&manifest["start_url"]), "/");
        assert_eq!(path(&manifest["scope"]), "/");
        // Read against the origin: W3C Web Application Manifest, `id`.
        assert_eq!(manifest["id"], base);
        assert_eq!(manifest["display"], "standalone");
        for icon in manifest["icons"].as_array().unwrap() {
            let file = path(&icon["src"]);
            if file == "/icon.svg" {
                continue;
            }
            let (width, height, _, _) = png(&files[&file]);
            assert_eq!(icon["sizes"], format!("{width}x{height}"), "{file}");
        }
        let shortcuts: Vec<_> = manifest["shortcuts"].as_array().unwrap().iter().map(|own| Route::parse(&path(&own["url"]))).collect();
        assert_eq!(shortcuts, [Some(Route::Diagnose), Some(Route::Read), Some(Route::Check), Some(Route::Codes)]);
        let share = &manifest["share_target"];
        assert_eq!(Route::parse(&path(&share["action"])), Some(Route::Read));
        assert_eq!((&share["method"], &share["enctype"]), (&"POST".into(), &"multipart/form-data".into()));
    }
    let sizes: BTreeMap<&str, (u32, u32, bool)> =
        files.iter().map(|(path, bytes)| (path.as_str(), png(bytes))).map(|(path, own)| (path, (own.0, own.1, own.2))).collect();
    // A palette means that nothing shines through: what a system cuts itself must fill its square.
    let wanted = [
        ("/apple-touch-icon.png", (180, 180, true)),
        ("/icon-192.png", (192, 192, false)),
        ("/icon-512.png", (512, 512, false)),
        ("/icon-maskable.png", (512, 512, true)),
    ];
    assert_eq!(sizes, BTreeMap::from(wanted));
    // Outside the middle 80 % a maskable icon shows its ground alone.
    let (side, _, _, rows) = png(&files["/icon-maskable.png"]);
    for (at, place) in rows.iter().enumerate() {
        let (x, y) = (at % (side as usize + 1), at / (side as usize + 1));
        let away = |own: usize| (own as f32 - side as f32 / 2.0).abs();
        if x > 0 && away(x).hypot(away(y)) > side as f32 * 0.4 {
            assert_eq!(*place, rows[1], "at {x}, {y}");
        }
    }
}

#[test]
fn llms_txt_is_as_proposed_and_its_links_lead_somewhere() {
    let text = &published()["/llms.txt"];
    let mut lines = text.lines().filter(|line| !line.is_empty());
    assert_eq!(lines.next(), Some("# isitme"));
    assert!(lines.next().is_some_and(|line| line.starts_with("> ")));
    assert_eq!(text.matches("\n# ").count(), 0);
    assert!(!text.contains('{') && !text.contains("\n\n\n"), "a list is missing");
    let mut listed = BTreeSet::new();
    let mut section = false;
    for line in lines {
        section |= line.starts_with("## ");
        if let Some(item) = line.strip_prefix("- ") {
            let (name, rest) = item.strip_prefix('[').and_then(|item| item.split_once("](")).unwrap_or_else(|| panic!("{line}"));
            let (address, note) = rest.split_once("): ").unwrap_or_else(|| panic!("{line}"));
            assert!(section && !name.is_empty() && note.len() > 10, "{line}");
            let path = address.strip_prefix(ROOT).unwrap_or_else(|| panic!("{line}"));
            let file = if path.is_empty() || path.ends_with('/') { format!("/{path}index.html") } else { format!("/{path}") };
            assert!(published().contains_key(&file) || file.starts_with("/isitme."), "{line}");
            assert!(listed.insert(address), "{line} twice");
        } else {
            assert!(!section || line.starts_with("## "), "{line}");
        }
    }
    for key in catalog::keys() {
        assert!(listed.contains(format!("{ROOT}{}", &Route::Entry(key).path()[1..]).as_str()), "{key:?} is not listed");
    }
    // Where the origin is unknown, links are relative to the file.
    let here = site::lists::llms(&options(None));
    assert!(here.contains("](502/): ") && here.contains("](./): ") && !here.contains("](/"), "{}", &here[..2000]);
}

#[test]
fn without_an_origin_nothing_names_an_address_it_cannot_know() {
    let (shell, route) = (shell(), Route::Entry(Key::Code(502)));
    let html = shell.page(route, "", &options(None));
    for unwanted in ["canonical", "og:url", "og:image", "twitter:card", "BreadcrumbList", "http://example", "https://example"] {
        assert!(!html.contains(unwanted), "{unwanted}");
    }
    assert!(html.contains("href=\"/isitme/manifest.webmanifest\"") && html.contains("href=\"/isitme/apple-touch-icon.png\""));
    assert_eq!(site::lists::robots(None), "User-agent: *\nAllow: /\n");
    let words = vocabulary();
    for node in nodes("/502/", &html) {
        valid("/502/", &node, &words);
    }
}
