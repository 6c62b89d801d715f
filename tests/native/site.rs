//! Every page as it is prerendered.

use isitme::{
    core::{
        catalog::{Key, Standing, whole},
        route::Route,
        text::fnv1a,
    },
    site,
    view::part::prose::long,
};

fn html(route: Route, base: &str) -> String {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(site::render(route, base))
}

#[test]
fn every_page_has_one_heading_and_works_below_any_base() {
    for base in ["/", "/isitme/"] {
        for route in Route::all() {
            let page = html(route, base);
            assert_eq!(page.matches("<h1").count(), 1, "{route:?}");
            // What others embed leads to its own page alone.
            let link = if route.is_embed() { format!("href=\"{base}") } else { format!("href=\"{base}codes/\"") };
            assert!(page.contains(&link), "{route:?}");
            assert!(base == "/" || !page.contains("href=\"/codes"), "{route:?} leaves its base");
            assert!(!page.contains(" style="), "{route:?} has a style attribute");
            assert!(!page.contains("=\"javascript:"), "{route:?}");
        }
    }
}

#[test]
fn an_entry_reads_whole_without_a_program() {
    for route in Route::all() {
        let Some(entry) = route.entry() else { continue };
        let page = html(route, "/");
        for id in ["meaning", "causes", "checks", "owner", "developers", "search", "questions", "facts", "sources"] {
            assert!(page.contains(&format!("id=\"{id}\"")), "{route:?} has no {id}");
        }
        for cause in whole::of(entry).meanings.iter().flat_map(|meaning| &meaning.causes) {
            assert!(page.contains(&format!("id=\"cause-{}\"", cause.id)), "{route:?} has no cause {}", cause.id);
        }
    }
}

/// Whose meaning a number has, and how it stands, is said of the first meaning as of the others.
#[test]
fn every_meaning_has_its_emitter_and_its_mark() {
    let marks = [
        (Standing::LogOnly, "in logs only"),
        (Standing::Historic, "no longer in use"),
        (Standing::Myth, "never was a status code"),
        (Standing::Reported, "reported, not verified"),
    ];
    let mut seen = std::collections::BTreeSet::new();
    for entry in isitme::core::catalog::codes() {
        let html = long::of(entry.key).html;
        for (nth, meaning) in entry.meanings.iter().enumerate() {
            let mark = marks.iter().find(|own| own.0 == meaning.standing).map_or(String::new(), |own| {
                seen.insert((nth == 0, own.1));
                format!("<span class=\"unverified\">{}</span>", own.1)
            });
            let emitter = meaning.emitter.map(|own| own.replace('&', "&amp;").replace('\'', "&#39;"));
            let line = match (nth, &emitter) {
                (0, None) if mark.is_empty() => continue,
                (0, None) => format!("<h2 id=\"meaning-h\">What it means</h2>\n<p class=\"quiet\">{mark}</p>"),
                (0, Some(own)) => format!("</h2>\n<p class=\"quiet\">As used by {own}{}{mark}</p>", if mark.is_empty() { "" } else { " " }),
                (_, own) => {
                    format!("<h3>{}{}{mark}</h3>", own.as_deref().unwrap_or(""), if mark.is_empty() { "" } else { " " })
                }
            };
            assert!(html.contains(&line) || html.contains(&line.replace("&#39;", "'")), "{}: {line}", entry.label());
        }
    }
    assert_eq!(seen.len(), 7, "of all marks, first and further: {seen:?}");
}

/// Who names another as related is named there in turn: as related, or below it.
#[test]
fn a_one_way_link_is_seen_from_the_other_side() {
    let mut one_way = 0;
    for entry in isitme::core::catalog::entries() {
        for other in entry.related.iter().filter_map(|key| isitme::core::catalog::entry(*key)) {
            if other.related.contains(&entry.key) {
                continue;
            }
            one_way += 1;
            let html = long::of(other.key).html;
            let back = html.split_once("<summary>Pages that name this one as related</summary>").map_or("", |own| own.1);
            let back = back.split("</details>").next().unwrap_or("");
            let up = if other.code().is_some() { ".." } else { "../.." };
            let link = format!("href=\"{up}{}\"", Route::Entry(entry.key).path());
            assert!(back.contains(&link), "{} does not say that {} names it", other.label(), entry.label());
        }
    }
    assert!(one_way > 300, "{one_way} links are one-way");
}

/// What Bing does is said on every code's page, and from where.
#[test]
fn every_code_has_its_line_on_bing() {
    for entry in isitme::core::catalog::codes() {
        let html = long::of(entry.key).html;
        let line = html.split_once("<dt>Bing, apart</dt><dd>").and_then(|own| own.1.split_once("</dd>")).map_or("", |own| own.0);
        assert!(line.contains("Bing") && (line.contains("<a href=\"https://") || line.contains("not")), "{}: {line}", entry.label());
    }
}

#[test]
fn the_catalog_knows_the_hash_of_every_long_part() {
    for entry in isitme::core::catalog::entries() {
        assert_eq!(fnv1a(long::of(entry.key).html.as_bytes()), entry.long_hash, "{}", entry.name);
    }
}

#[test]
fn every_path_picture_is_one_sentence_aloud() {
    use isitme::view::part::way::{Station, sentence};
    let mut stations = [Station::Quiet; 8];
    stations[6] = Station::Maybe;
    stations[7] = Station::Suspect;
    assert_eq!(
        sentence(&stations),
        "The way from you to the site. Most suspect: the site's own server. Possible too: the site's front door (CDN, gateway)."
    );
}

/// What the README's pictures show is quoted in their alternative texts: where the site says other words by now, the picture is to be taken again, and its
/// text with it.
#[test]
fn the_pictures_of_the_readme_show_what_the_site_says() {
    let page = html(Route::Entry(Key::Code(502)), "/").replace("&#x27;", "'").replace("&#39;", "'");
    let verdict = concat!(include_str!("../../content/faults/en.toml"), include_str!("../../content/ui/en.toml"));
    let mut pictures = 0;
    for picture in include_str!("../../README.md").split("![").skip(1) {
        let (words, rest) = picture.split_once("](").expect("a picture has an address");
        let file = rest.split(')').next().expect("it ends");
        let shown = match file {
            "docs/pictures/502.png" => &page,
            "docs/pictures/diagnose.png" => verdict,
            _ => panic!("{file}: what does it show?"),
        };
        let quoted: Vec<&str> = words.split('"').skip(1).step_by(2).collect();
        assert!(quoted.len() > 1, "{file}: its text quotes nothing");
        for words in quoted {
            assert!(shown.contains(words), "{file} shows {words:?}, which the site no longer says: take it again");
        }
        pictures += 1;
    }
    assert_eq!(pictures, 2);
}
