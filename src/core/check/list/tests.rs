//! Lists as people have them, and what must come out.

use super::{How, Kind, LIMIT, List, decode, lines, read};
use crate::core::{
    address::Address,
    check::{href::Href, why::Why},
};
use proptest::prelude::*;

fn href(text: &str) -> Href {
    Href::from(&Address::parse(text).unwrap())
}

fn based(base: &str) -> How {
    How { base: Some(href(base)), ..How::default() }
}

fn of(kind: Kind) -> How {
    How { kind: Some(kind), ..How::default() }
}

/// `line address [text]`, then `line ? text: why`, then counts that are not 0.
fn told(list: &List) -> String {
    let mut out = Vec::new();
    for item in &list.items {
        out.push(format!("{} {}{}", item.line, item.href, item.text.as_ref().map_or(String::new(), |text| format!(" [{text}]"))));
    }
    out.extend(list.sitemaps.iter().map(|href| format!("sitemap {href}")));
    out.extend(list.bad.iter().map(|bad| format!("{} ? {}: {}", bad.line, bad.text, bad.why.id())));
    for (name, count) in [("again", list.duplicates), ("over", list.over), ("ignored", list.ignored), ("bad over", list.bad_over)] {
        if count > 0 {
            out.push(format!("{count} {name}"));
        }
    }
    out.join("\n")
}

#[track_caller]
fn gives(text: &str, how: &How, kind: Kind, expected: &[&str]) -> List {
    let list = read(text, how);
    assert_eq!((list.kind, told(&list).as_str()), (kind, expected.join("\n").as_str()), "{text}");
    list
}

#[test]
fn a_space_in_a_name_is_named_as_that() {
    gives(
        "https://exa mple.com/\nhttps://a.example.com/x broken since Monday\nhttps://intranet and more",
        &How::default(),
        Kind::Text,
        &["2 https://a.example.com/x", "1 ? https://exa mple.com/: has-spaces", "3 ? https://intranet and more: single-label"],
    );
}

#[test]
fn a_column_of_what_is_never_asked_is_not_the_one() {
    let list = gives(
        "server,page\nhttp://10.0.0.1/,https://a.example.com/\nhttp://10.0.0.2/,\nhttp://10.0.0.3/,https://b.example.com/",
        &How::default(),
        Kind::Csv,
        &["2 https://a.example.com/", "4 https://b.example.com/", "1 ignored"],
    );
    assert_eq!(list.columns.iter().map(|column| column.addresses).collect::<Vec<_>>(), [3, 2]);
}

#[test]
fn lines_of_text() {
    gives(
        "\u{feff}https://example.com/a\r\nHTTPS://Example.com/a#top\r\n\r\n  example.com/b  \r\n- www.example.com\r\n* <https://example.com/c>,\r\n\
         1. \"example.com/d\";\r\n[x] example.org\r\n\u{2022} localhost.example.net:8080/x\r\nb\u{fc}cher.de\r\n# not yet\r\nhttps://example.com/\u{fc}?q=\u{fc}",
        &How::default(),
        Kind::Text,
        &[
            "1 https://example.com/a",
            "4 https://example.com/b",
            "5 https://www.example.com/",
            "6 https://example.com/c",
            "7 https://example.com/d",
            "8 https://example.org/",
            "9 https://localhost.example.net:8080/x",
            "10 https://bücher.de/",
            "12 https://example.com/ü?q=ü",
            "1 again",
            "1 ignored",
        ],
    );
}

/// Every mistake is named with its line and its reason.
#[test]
fn bad_lines() {
    gives(
        "https://a.de/\nhttps://b.de/\nhtp://c.de/\nhttps://\nhttps://exa_mple..com/\nhttps://d.de:99999/x\nhttps://1.2.3.400/\nhttps://[::g]/\nintranet\n\
         /about\nexample.com/my page\nbob@example.com\nindex.html\nhttps//e.de\nnothing here\nhttp://f.de/\nhttps://u:p@g.de/\nhttps://localhost/\n\
         https://10.0.0.1/x\nhttps://intranet/\nprinter.local\nhttps://example.com:25/\nftp://h.de/\nmailto:a@b.de\n5.3\n502\n...\nexample.com.\n",
        &How::default(),
        Kind::Text,
        &[
            "1 https://a.de/",
            "2 https://b.de/",
            // The colon was not hit.
            "14 https://e.de/",
            "28 https://example.com/",
            "3 ? htp://c.de/: scheme",
            "4 ? https://: no-host",
            "5 ? https://exa_mple..com/: not-an-address",
            "6 ? https://d.de:99999/x: bad-port-number",
            "7 ? https://1.2.3.400/: bad-ip",
            "8 ? https://[::g]/: bad-ip",
            "9 ? intranet: not-an-address",
            "10 ? /about: relative",
            "11 ? example.com/my page: has-spaces",
            "12 ? bob@example.com: not-an-address",
            "13 ? index.html: not-an-address",
            "15 ? nothing here: no-address",
            "16 ? http://f.de/: http-from-https",
            "17 ? https://u:p@g.de/: credentials",
            "18 ? https://localhost/: loopback",
            "19 ? https://10.0.0.1/x: private-address",
            "20 ? https://intranet/: single-label",
            "21 ? printer.local: local-name",
            "22 ? https://example.com:25/: bad-port",
            "23 ? ftp://h.de/: scheme",
            "24 ? mailto:a@b.de: scheme",
            "25 ? 5.3: not-an-address",
            "26 ? 502: not-an-address",
            "1 ignored",
        ],
    );
    let long = format!("https://{}/", "a".repeat(5000));
    let list = read(&long, &How::default());
    assert_eq!(list.bad[0].text.chars().count(), 201);
    let list = read("http://127.0.0.1:8080/\nhttp://a.de/", &How { allow_loopback: true, ..How::default() });
    assert_eq!(told(&list), "1 http://127.0.0.1:8080/\n2 ? http://a.de/: http-from-https");
    let list = read("http://a.de/", &How { page_is_https: false, ..How::default() });
    assert_eq!(told(&list), "1 http://a.de/");
}

/// Where an address ends, amid words and within program text.
#[test]
fn amid_words() {
    for (text, expected) in [
        ("See https://a.de/x. Or (https://a.de/y), \"https://a.de/z\"!", "https://a.de/x https://a.de/y https://a.de/z"),
        ("https://a.de/x.", "https://a.de/x"),
        ("https://en.wikipedia.org/wiki/Rust_(video_game)?", "https://en.wikipedia.org/wiki/Rust_(video_game)"),
        ("(see https://en.wikipedia.org/wiki/Rust_(video_game))", "https://en.wikipedia.org/wiki/Rust_(video_game)"),
        ("https://a.de/x,https://b.de/y;https://c.de|HTTP://d.de", "https://a.de/x https://b.de/y https://c.de/ http://d.de/"),
        ("https://a.de/x,1;y=2|z", "https://a.de/x,1;y=2|z"),
        ("https://web.archive.org/web/2020/https://a.de/x", "https://web.archive.org/web/2020/https://a.de/x"),
        ("https://a.de/?u=https://b.de/&v=1", "https://a.de/?u=https://b.de/&v=1"),
        ("['https://a.de/x', 'https://b.de/y']", "https://a.de/x https://b.de/y"),
        (r#"{"url":"https:\/\/a.de\/x","n":1}"#, "https://a.de/x"),
        (r#""https://a.de/x\nhttps://b.de/\"""#, "https://a.de/x https://b.de/"),
        ("[url=https://a.de/x]text[/url]", "https://a.de/x"),
        ("\\href{https://a.de/x}{text}", "https://a.de/x"),
        ("https://a.de/x[]=1&y[0]=2", "https://a.de/x[]=1&y[0]=2"),
        ("https://[2001:db8::1]:444/x", "https://[2001:db8::1]:444/x"),
        ("**https://a.de/x** ~~https://b.de/y~~ _https://c.de/_", "https://a.de/x https://b.de/y https://c.de/"),
        ("„https://a.de/x“ «https://b.de/y»", "https://a.de/x https://b.de/y"),
        ("详见https://a.de/x。（https://b.de/y）", "https://a.de/x https://b.de/y"),
        ("view-source:https://a.de/x", "https://a.de/x"),
        ("GET https://a.de/x HTTP/1.1", "https://a.de/x"),
        ("<p>Visit https://a.de/x</p>", "https://a.de/x"),
        ("example.com, example.org example.net;a.de", "https://example.com/ https://example.org/ https://example.net/ https://a.de/"),
        ("Look at www.example.com/x, please", "https://www.example.com/x"),
        ("look at example.com please", ""),
        ("//example.com/x", "https://example.com/x"),
        ("// example", ""),
        ("https:\\\\example.com\\x", "https://example.com/x"),
        ("https:/example.com/x", "https://example.com/x"),
        ("> quoted.example.com", "https://quoted.example.com/"),
        ("3) example.com.", "https://example.com/"),
        ("1.1.1.1", "https://1.1.1.1/"),
        ("- [ ] example.com", "https://example.com/"),
        ("*.example.com", ""),
        ("x://a", ""),
        ("http", ""),
        ("://", ""),
    ] {
        let how = How { page_is_https: false, ..of(Kind::Text) };
        let found: Vec<String> = read(text, &how).items.iter().map(|item| item.href.to_string()).collect();
        assert_eq!(found.join(" "), expected, "{text}");
    }
}

/// In a list a dot at the end is the address's; amid sentences it is not. Lines of prose are no mistakes, lines of words in a list are.
#[test]
fn lists_and_prose() {
    gives(
        "https://de.wikipedia.org/wiki/Et_al.\nhttps://a.de/b!\nhttps://a.de/c?\n",
        &How::default(),
        Kind::Text,
        &["1 https://de.wikipedia.org/wiki/Et_al.", "2 https://a.de/b!", "3 https://a.de/c?"],
    );
    gives(
        "Hello,\n\nwe moved the shop. The new one is at https://shop.a.de/x.\nPlease check it, and\nthe old one (www.a.de/old), too.\nBest\nAnna\n",
        &How::default(),
        Kind::Text,
        &["3 https://shop.a.de/x", "5 https://www.a.de/old", "4 ignored"],
    );
    gives("https://a.de/\nexa mple.com/x", &How::default(), Kind::Text, &["1 https://a.de/", "2 ? exa mple.com/x: no-address"]);
    gives(
        "\"Landing page\"\n\"https://a.de/\"\nurl\n\"https://b.de/\"\n",
        &How::default(),
        Kind::Text,
        &["2 https://a.de/", "4 https://b.de/", "3 ? url: not-an-address", "1 ignored"],
    );
    gives("Nothing to see here.\nNor here.", &How::default(), Kind::Text, &["2 ignored"]);
    gives("", &How::default(), Kind::Text, &[]);
    gives("\u{feff} \n\t\n", &How::default(), Kind::Text, &[]);
}

#[test]
fn paths_of_a_known_site() {
    gives(
        "/about\n/shop/?page=2\n../x\n?y\n//b.de/z\nexample.com\n",
        &based("https://a.de/dir/page"),
        Kind::Text,
        &[
            "1 https://a.de/about",
            "2 https://a.de/shop/?page=2",
            "3 https://a.de/x",
            "4 https://a.de/dir/page?y",
            "5 https://b.de/z",
            "6 https://example.com/",
        ],
    );
}

#[test]
fn limits() {
    let text: Vec<String> = (0..LIMIT + 5).map(|n| format!("https://a.de/{n}\n")).collect();
    let list = read(&text.concat().repeat(2), &How::default());
    assert_eq!((list.items.len(), list.over, list.duplicates, list.bad_over), (LIMIT, 5, LIMIT + 5, 0));
    let list = read(&"/x\n".repeat(30), &How { limit: 10, ..How::default() });
    assert_eq!((list.items.len(), list.bad.len(), list.bad_over), (0, 10, 20));
    assert_eq!(list.bad[9].line, 10);
}

/// Google Search Console, pages export.
#[test]
fn csv_with_a_header() {
    let list = gives(
        "Top pages,Clicks,Impressions,CTR,Position\r\nhttps://www.a.de/,1203,40102,3%,4.21\r\n\"https://www.a.de/x,y?q=\"\"1\"\"\",20,900,2.22%,9\r\n\
         https://www.a.de/,1,1,1%,1\r\n,1,1,1%,1\r\nnot an address,1,1,1%,1\r\n\r\n",
        &How::default(),
        Kind::Csv,
        &["2 https://www.a.de/", "3 https://www.a.de/x,y?q=%221%22", "6 ? not an address: no-address", "1 again", "1 ignored"],
    );
    assert_eq!(list.column, Some(0));
    let columns: Vec<(&str, usize)> = list.columns.iter().map(|column| (&*column.name, column.addresses)).collect();
    assert_eq!(columns, [("Top pages", 3), ("Clicks", 0), ("Impressions", 0), ("CTR", 0), ("Position", 0)]);
}

/// Screaming Frog, all inlinks; the column that is named for it counts, and the visitor's pick counts more.
#[test]
fn csv_with_several_columns_of_addresses() {
    let text = "\"Type\",\"Source\",\"Destination\",\"Anchor\",\"Status Code\"\n\
        \"Hyperlink\",\"https://a.de/\",\"https://a.de/gone\",\"Read,\nmore\",\"404\"\n\
        \"Hyperlink\",\"https://a.de/x\",\"https://b.de/\",\"say \"\"hi\"\"\",\"200\"\n";
    let list = gives(text, &How::default(), Kind::Csv, &["2 https://a.de/gone", "4 https://b.de/"]);
    assert_eq!((list.column, &*list.columns[2].name, list.columns[2].addresses), (Some(2), "Destination", 2));
    let list = gives(text, &How { column: Some(1), ..How::default() }, Kind::Csv, &["2 https://a.de/", "4 https://a.de/x"]);
    assert_eq!(list.column, Some(1));
    gives(text, &How { column: Some(99), ..How::default() }, Kind::Csv, &["2 https://a.de/gone", "4 https://b.de/"]);
    gives(text, &How { column: Some(3), ..How::default() }, Kind::Csv, &["2 ? Read,\nmore: no-address", "4 ? say \"hi\": no-address"]);
}

#[test]
fn csv_of_all_sorts() {
    for (text, expected) in [
        // Excel in German, and pasted from a sheet.
        ("url;titel;wert\nhttps://a.de/x;Erste, die;1,5\nhttps://a.de/y;Zweite;2,0\n", "2 https://a.de/x\n3 https://a.de/y"),
        ("sep=;\nurl;n\nhttps://a.de/x;1\n", "3 https://a.de/x"),
        ("https://a.de/x\tFirst\t200\nhttps://a.de/y\tSecond, and\t404\n", "1 https://a.de/x\n2 https://a.de/y"),
        ("id|site\n1|example.com\n2|example.org/x y\n", "2 https://example.com/\n3 ? example.org/x y: has-spaces"),
        // Without a header.
        ("1,https://a.de/x\n2,https://a.de/y\n", "1 https://a.de/x\n2 https://a.de/y"),
        // Google Analytics 4: comments above the header, paths instead of addresses.
        (
            "# ----------------------------------------\n# Pages and screens, all users\n# ----------------------------------------\n\nPage path,Views\n/,10\n/shop/,7\n",
            "6 https://site.de/\n7 https://site.de/shop/",
        ),
        // A table of Markdown or of a terminal.
        (
            "| url | code |\n|---|---|\n| https://a.de/x | 200 |\n| <https://a.de/y> | 404 |\n",
            "3 https://a.de/x\n4 https://a.de/y\n1 ignored",
        ),
        // Short and long rows, a stray quote, a field that goes on after its quote.
        (
            "url,note\nhttps://a.de/x,\"5\" pipe\nhttps://a.de/y\nhttps://a.de/z,1,2\n,\n\nhttps://a.de/\",x\n",
            "2 https://a.de/x\n3 https://a.de/y\n4 https://a.de/z\n7 https://a.de/%22",
        ),
        ("url,note\n\"https://a.de/x\n,1\nhttps://a.de/y,2\n", "2 https://a.de/x\n4 https://a.de/y\n1 ignored"),
        ("a,url\n\"x\ny\r\nz\",https://a.de/1\n\n\"\",\"https://a.de/2\"\n", "2 https://a.de/1\n6 https://a.de/2"),
        (
            "url,n\n=HYPERLINK(\"https://a.de/x\"),1\nhttps://a.de/my page,1\nhttps://b.de https://c.de,1\n",
            "2 https://a.de/x\n4 https://b.de/\n4 https://c.de/\n3 ? https://a.de/my page: has-spaces",
        ),
    ] {
        let list = read(text, &How { kind: Some(Kind::Csv), ..based("https://site.de/") });
        assert_eq!(told(&list), expected, "{text}");
    }
    // What looks like a table and is none: several addresses a line, or commas within addresses here and there.
    gives(
        "https://a.de/x,https://b.de/y\nhttps://c.de/,https://d.de/\n",
        &How::default(),
        Kind::Text,
        &["1 https://a.de/x", "1 https://b.de/y", "2 https://c.de/", "2 https://d.de/"],
    );
    gives("https://a.de/x,1\nhttps://a.de/y\n", &How::default(), Kind::Text, &["1 https://a.de/x,1", "2 https://a.de/y"]);
    gives("https://a.de/x, see\n", &How::default(), Kind::Text, &["1 https://a.de/x"]);
    for text in ["url;n\nhttps://a.de/x;1\n", "https://a.de/x\t1\nhttps://a.de/y\t2\n", "id|site\n1|example.com\n2|example.org\n"] {
        assert_eq!(read(text, &How::default()).kind, Kind::Csv, "{text}");
    }
}

#[test]
fn markdown() {
    gives(
        "# Links <https://a.de/auto>\n\n* [Inline *one*](https://a.de/1 \"Title\") and [two](<https://a.de/2 b>), `[no](https://a.de/no)`\n\
         * [![Badge](https://img.de/no.svg)](https://a.de/3) ![Image](https://img.de/no.png)\n\
         * [ref][r], [relative](docs/x.md), [anchor](#top), [mail](mailto:a@b.de), [paren](https://a.de/4_(x)), [empty]()\n\
         * Bare https://a.de/5. And www.a.de/6, not foo@www.a.de!\n\
         * [broken](https://a.de/my page) \\[no](https://a.de/7)\n\n\
         ```sh\ncurl https://a.de/no\n[no](https://a.de/no)\n```\n\
         ~~~\nhttps://a.de/no\n```\n~~~\n\n\
         <!-- https://a.de/no\n\n[no](https://a.de/no) -->\n\
         <p align=\"center\"><a href=\"https://a.de/8?a=1&amp;b=2\"><img src=\"https://img.de/no.png\"></a></p>\n\n\
         [r]: https://a.de/9 'Title'\n[Other ref]:\n  <https://a.de/10>\n[^1]: A footnote, https://a.de/11\n> [q]: /root\n\
         [over\nlines](https://a.de/12)\n\n[no link] (https://a.de/13)\n``a ` b https://a.de/no`` `open https://a.de/14\n",
        &How::default(),
        Kind::Markdown,
        &[
            "1 https://a.de/auto",
            "3 https://a.de/1 [Inline one]",
            "3 https://a.de/2%20b [two]",
            "4 https://a.de/3 [Badge]",
            "5 https://a.de/4_(x) [paren]",
            "6 https://a.de/5",
            "6 https://www.a.de/6",
            "7 https://a.de/7",
            "21 https://a.de/8?a=1&b=2",
            "23 https://a.de/9 [r]",
            "24 https://a.de/10 [Other ref]",
            "26 https://a.de/11",
            "29 https://a.de/12 [over lines]",
            "31 https://a.de/13",
            "32 https://a.de/14",
            "5 ? docs/x.md: relative",
            "7 ? https://a.de/my page: has-spaces",
            "27 ? /root: relative",
            "2 ignored",
        ],
    );
    gives(
        "[a](../x.md)\r\n[b](y.md#z)\r\n[over\r\nlines](z \"t\")\r\n\r\n[c]: //b.de/c\r\n",
        &based("https://a.de/docs/"),
        Kind::Markdown,
        &["1 https://a.de/x.md [a]", "2 https://a.de/docs/y.md [b]", "4 https://a.de/docs/z [over lines]", "6 https://b.de/c [c]"],
    );
}

#[test]
fn html() {
    let text = "<ul>\n<li><a href=\"/a\">A</a>\n<li><A HREF='https://b.de/?x&amp;y'>B &amp; co</A> <a href=\"#c\">C</a><a href='tel:1'>D</a>\n\
        <li><a href=\"https://10.0.0.1/\">Inside</a></ul><!-- <a href=/no> -->";
    gives(
        text,
        &How::default(),
        Kind::Html,
        &["3 https://b.de/?x&y [B & co]", "2 ? /a: relative", "4 ? https://10.0.0.1/: private-address", "2 ignored"],
    );
    gives(
        text,
        &based("https://a.de/x/y"),
        Kind::Html,
        &["2 https://a.de/a [A]", "3 https://b.de/?x&y [B & co]", "4 ? https://10.0.0.1/: private-address", "2 ignored"],
    );
    gives("<!doctype html><base href=//c.de/x/><a href=y>Y</a>", &based("https://a.de/"), Kind::Html, &["1 https://c.de/x/y [Y]"]);
    gives("<!DOCTYPE html><base href=https://c.de/x/><a href=y>Y</a>", &How::default(), Kind::Html, &["1 https://c.de/x/y [Y]"]);
    // Bookmarks, as all browsers export them.
    gives(
        "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=UTF-8\">\n<TITLE>Bookmarks</TITLE>\n\
         <H1>Bookmarks</H1>\n<DL><p>\n    <DT><A HREF=\"https://a.de/\" ADD_DATE=\"1\" ICON=\"data:image/png;base64,x\">A</A>\n\
             <DT><A HREF=\"javascript:1\">Tool</A>\n</DL><p>\n",
        &How::default(),
        Kind::Html,
        &["6 https://a.de/ [A]", "1 ignored"],
    );
}

/// sitemaps.org's own example, and what is seen in the wild.
#[test]
fn sitemaps() {
    gives(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?xml-stylesheet type=\"text/xsl\" href=\"//a.de/sitemap.xsl\"?>\n\
         <!-- by hand -->\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:image=\"http://www.google.com/schemas/sitemap-image/1.1\"\n\
           xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n\
         <url><loc>https://www.a.de/catalog?item=12&amp;desc=vacation_hawaii</loc><changefreq>weekly</changefreq></url>\n\
         <url>\n<loc>\n  https://www.a.de/b\n</loc><image:image><image:loc>https://img.de/no.png</image:loc></image:image>\n\
           <xhtml:link rel=\"alternate\" hreflang=\"de\" href=\"https://www.a.de/no\"/></url>\n\
         <url><loc><![CDATA[https://www.a.de/c?x=1&y=2]]></loc></url>\n\
         <url><loc>https://www.a.de/d?a=1&copy=2</loc></url><url><loc>https://www.a.de/\u{fc} x</loc></url>\n\
         <url><loc>/relative</loc></url><url><loc></loc></url><url><loc/></url>\n<url><loc>http://www.a.de/</loc></url>\n\
         <url><loc>https://www.a.de/b</loc></url>\n<loc>https://www.a.de/no</loc>\n</urlset>\n",
        &based("https://x.de/"),
        Kind::Sitemap,
        &[
            "6 https://www.a.de/catalog?item=12&desc=vacation_hawaii",
            "8 https://www.a.de/b",
            "12 https://www.a.de/c?x=1&y=2",
            "13 https://www.a.de/d?a=1&copy=2",
            "13 https://www.a.de/%C3%BC%20x",
            "14 ? /relative: relative",
            "14 ? : no-address",
            "15 ? http://www.a.de/: http-from-https",
            "1 again",
        ],
    );
    gives(
        "<sm:urlset xmlns:sm=\"http://www.sitemaps.org/schemas/sitemap/0.9\"><sm:url><sm:loc>https://a.de/&#x41;</sm:loc></sm:url></sm:urlset>",
        &How::default(),
        Kind::Sitemap,
        &["1 https://a.de/A"],
    );
    gives(
        "<?xml version=\"1.0\"?>\n<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n\
         <sitemap><loc>https://a.de/sitemap1.xml.gz</loc><lastmod>2004-10-01</lastmod></sitemap>\n\
         <sitemap><loc>https://a.de/sitemap2.xml</loc></sitemap><sitemap><loc>https://a.de/sitemap2.xml</loc></sitemap>\n\
         <sitemap><loc>https://localhost/x.xml</loc></sitemap></sitemapindex>",
        &How::default(),
        Kind::SitemapIndex,
        &["sitemap https://a.de/sitemap1.xml.gz", "sitemap https://a.de/sitemap2.xml", "5 ? https://localhost/x.xml: loopback", "1 again"],
    );
}

#[test]
fn feeds() {
    gives(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel><title>News</title><link>https://a.de/</link>\n\
         <atom:link href=\"https://a.de/feed\" rel=\"self\"/>\n<item><title>One &amp; two</title><link>https://a.de/1?x&amp;y</link>\
         <guid>https://a.de/?p=1</guid><enclosure url=\"https://a.de/no.mp3\"/></item>\n<item><link><![CDATA[ https://a.de/2 ]]></link>\
         <title><![CDATA[Two]]></title></item>\n<item><title>None</title></item></channel></rss>",
        &How::default(),
        Kind::Feed,
        &["3 https://a.de/1?x&y [One & two]", "4 https://a.de/2 [Two]", "1 ignored"],
    );
    gives(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Blog</title><link href=\"https://a.de/\"/>\n<entry><title type=\"html\">Post</title>\
         <link rel=\"edit\" href=\"https://a.de/no\"/><link href=\"/post?a&amp;b\"/><link rel=\"alternate\" href=\"/other\"/></entry></feed>",
        &based("https://a.de/feed"),
        Kind::Feed,
        &["2 https://a.de/post?a&b [Post]"],
    );
    gives(
        "<rdf:RDF xmlns:rdf=\"x\" xmlns=\"http://purl.org/rss/1.0/\"><channel rdf:about=\"x\"><title>T</title><link>https://a.de/no</link></channel>\n\
         <item rdf:about=\"y\"><title>Y</title><link>https://a.de/y</link></item></rdf:RDF>",
        &How::default(),
        Kind::Feed,
        &["2 https://a.de/y [Y]"],
    );
}

#[test]
fn what_it_is() {
    for (text, kind) in [
        ("https://a.de/\nhttps://b.de/", Kind::Text),
        ("<https://a.de/>\n<https://b.de/>", Kind::Text),
        ("[1] https://a.de/", Kind::Text),
        ("a[i](x", Kind::Text),
        ("<urls><a>https://a.de/</a></urls>", Kind::Text),
        ("<p>https://a.de/</p>", Kind::Text),
        ("[\"https://a.de/\",\n\"https://b.de/\"]", Kind::Text),
        ("text [a](b) text", Kind::Markdown),
        ("  [a]: https://a.de/", Kind::Markdown),
        ("<p align=center>\n<a href=\"x\">y</a>\n</p>\n\n[a](b)", Kind::Markdown),
        ("<p>Text <a class=x\nhref=y>z</a>", Kind::Html),
        ("Text, then <area shape=rect href=x>", Kind::Html),
        ("\n <!-- x --><html lang=en>", Kind::Html),
        ("<!DOCTYPE html>", Kind::Html),
        ("<?xml version='1.0'?><!DOCTYPE html><html xmlns='x'/>", Kind::Html),
        ("<urlset>", Kind::Sitemap),
        ("<!-- x --><ns:urlset/>", Kind::Sitemap),
        ("<sitemapindex/>", Kind::SitemapIndex),
        ("<rss/>", Kind::Feed),
        ("url,html\nhttps://a.de/,\"<a href=\"\"x\"\">y</a>\"\n", Kind::Csv),
    ] {
        assert_eq!(read(text, &How::default()).kind, kind, "{text}");
    }
    // The visitor knows better.
    for kind in Kind::ALL {
        assert_eq!(read("https://a.de/,1\nhttps://b.de/,2\n", &of(kind)).kind, kind);
        assert!(!kind.id().contains(' ') && !kind.title().is_empty());
    }
}

#[test]
fn no_text() {
    for text in ["PK\u{3}\u{4}\u{14}\0", "%PDF-1.7\nhttps://a.de/", "\u{1f}\u{fffd}\u{8}\0", "a\0https://a.de/"] {
        let list = read(text, &How::default());
        assert_eq!((list.items.len(), list.bad.len(), list.bad[0].why), (0, 1, Why::NotText), "{text:?}");
    }
}

#[test]
fn files() {
    let text = "https://a.de/\u{fc}\u{1f600}\r\n";
    let le = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let be = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    for bytes in [
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        [&b"\xff\xfe"[..], &le(text)].concat(),
        [&b"\xfe\xff"[..], &be(text)].concat(),
        le(text),
    ] {
        assert_eq!(decode(&bytes), text, "{bytes:?}");
    }
    assert_eq!(decode(b"a\xfcb"), "a\u{fffd}b");
    assert_eq!(decode(b""), "");
    assert_eq!(decode(b"\xff\xfea"), "");
    assert_eq!(decode(b"\0\0\0\0"), "\0\0\0\0");
}

#[test]
fn numbered() {
    let found: Vec<(u32, &str)> = lines("a\r\nb\rc\n\nd\n").collect();
    assert_eq!(found, [(1, "a"), (2, "b"), (3, "c"), (4, ""), (5, "d"), (6, "")]);
}

const PIECES: [&str; 74] = [
    "https://a.de/",
    "https://",
    "http://b.de/x",
    "example.com",
    "www.a.de",
    "/path",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    ",",
    ";",
    "|",
    "\"",
    "\"\"",
    "'",
    "(",
    ")",
    "[",
    "]",
    "](",
    "](https://a.de/ x",
    "]: ",
    "<",
    ">",
    "<a href='",
    "'>",
    "</a>",
    "<!--",
    "-->",
    "`",
    "``",
    "```",
    "~~~",
    "\\",
    "!",
    "![",
    "#",
    "# ",
    "*",
    "- ",
    "1. ",
    ".",
    ":",
    "://",
    "&amp;",
    "&",
    "ü",
    "。",
    "\u{feff}",
    "<urlset>",
    "<sitemapindex>",
    "<rss>",
    "<url>",
    "<loc>",
    "</loc>",
    "</url>",
    "<sitemap>",
    "</sitemap>",
    "<item>",
    "<link>",
    "</link>",
    "</item>",
    "<title>",
    "<![CDATA[",
    "]]>",
    "url,n\n",
    "sep=;\n",
    "x",
    "words ",
    "{",
    "\0",
];

/// Kinds to be told that it is, and to be recognized.
fn hows() -> Vec<How> {
    let mut hows: Vec<How> = Kind::ALL.into_iter().map(of).collect();
    hows.extend([How::default(), based("https://base.de/x/y?z"), How { column: Some(1), limit: 3, ..of(Kind::Csv) }]);
    hows
}

proptest! {
    #[test]
    fn any_text(text in any::<String>(), pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..40)) {
        for text in [text, pieces.concat()] {
            let last = lines(text.trim_start_matches('\u{feff}')).count() as u32;
            for how in hows() {
                let list = read(&text, &how);
                let mut seen = std::collections::BTreeSet::new();
                for item in &list.items {
                    prop_assert!(seen.insert(item.href.as_str()) && (1..=last).contains(&item.line), "{:?} {:?}", text, item);
                    prop_assert_eq!(item.href.address().map(|address| address.refusal(true, false)), Ok(None));
                }
                prop_assert!(list.items.len() <= how.limit && list.bad.len() <= how.limit && list.sitemaps.len() <= how.limit);
                for bad in &list.bad {
                    prop_assert!(bad.text.len() <= 203 && (1..=last).contains(&bad.line), "{:?} {:?}", text, bad);
                }
                prop_assert!(list.column.is_none_or(|column| column < list.columns.len()));
            }
        }
    }

    /// A list comes out as it went in, whatever it is written as.
    #[test]
    fn every_address_is_found(paths in prop::collection::vec("[a-z0-9/_~%=.-]{0,10}[a-z0-9/]", 2..20), end in prop::sample::select(vec!["\n", "\r\n", "\r"])) {
        let addresses: Vec<String> = paths.iter().enumerate().map(|(n, path)| format!("https://example.com/{n}/{}", path.replace('%', ""))).collect();
        let wrap = |before: &str, between: &str, after: &str| {
            let rows: Vec<String> = addresses.iter().map(|address| format!("{between}{address}{after}")).collect();
            [before, &rows.join(end)].concat()
        };
        for (text, kind) in [
            (wrap("", "", ""), Kind::Text),
            (wrap("", "- <", ">,"), Kind::Text),
            (wrap("", "See ", ". And"), Kind::Text),
            (wrap(&["id;url;n", end].concat(), "1;", ";\"x;\"\"y\"\"\""), Kind::Csv),
            (wrap(&["n\turl", end].concat(), "x\t", ""), Kind::Csv),
            (wrap("", "* [x](", ")"), Kind::Markdown),
            (wrap("<html>", "<a href='", "'>x</a>"), Kind::Html),
            (wrap("<urlset>", "<url><loc>", "</loc></url>"), Kind::Sitemap),
            (wrap("<rss>", "<item><link>", "</link></item>"), Kind::Feed),
        ] {
            let list = read(&text, &How::default());
            prop_assert_eq!(list.kind, kind, "{}", text);
            prop_assert!(list.bad.is_empty(), "{} {:?}", text, list.bad);
            let dots = addresses.iter().any(|address| address.contains("/."));
            // Links and cells are written as browsers write them.
            if !dots || kind == Kind::Text {
                let found: Vec<String> = list.items.iter().map(|item| item.href.to_string()).collect();
                prop_assert_eq!(&found, &addresses, "{}", text);
                let first = u32::from(kind == Kind::Csv) + 1;
                prop_assert!(list.items.iter().zip(first..).all(|(item, line)| item.line == line));
            }
        }
    }
}

/// The time that this thread has had a processor, in seconds: other work on a busy machine does not count. Elsewhere than on Linux, the clock's.
fn worked() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let on_processor = told.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    on_processor.map_or_else(
        || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64()),
        |nanoseconds| nanoseconds / 1e9,
    )
}

/// Linear time: what could be slow, at two lengths, read as everything.
#[test]
fn a_long_text_takes_its_length_in_time() {
    let pairs = [
        "[a](b ",
        "[a](<",
        "[a](b \"",
        "[a](b (",
        "](",
        "<a b='",
        "<a b=\"c",
        "`a``b",
        "<!-- ",
        "a,\"b",
        "\"\",\"",
        "[![a](b)](c)",
        "https://a.de/(",
        "((",
        "[a]: ",
    ];
    for piece in PIECES.into_iter().chain(pairs) {
        for how in hows() {
            let time = |length: usize| {
                let text = piece.repeat(length / piece.len());
                let times = (0..2).map(|_| {
                    let began = worked();
                    let _ = read(&text, &how);
                    worked() - began
                });
                times.fold(f64::MAX, f64::min)
            };
            let (short, long) = (time(1 << 10), time(1 << 13));
            assert!(long < short.max(0.002) * 40.0, "{piece:?} {:?}: {short} s for 1 KB, {long} s for 8 KB", how.kind);
        }
    }
}
