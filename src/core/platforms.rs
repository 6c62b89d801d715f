//! What platforms call their own errors inside pages and logs, in short: Cloudflare 1020, Heroku H12, IIS 500.19. The whole of each stands on
//! its page (`/cloudflare/1020/`). And the pages that are documents only: guides, owner's lists, products. All are known by name here, so that
//! the search finds them and links are recognized.

use std::sync::OnceLock;

use super::{
    packed::{Lines, number},
    path::{Hop, Party},
    text::{slug, title},
};

/// A page that is a document and nothing more.
#[derive(Debug, PartialEq, Eq)]
pub struct Page {
    /// Its address without the slashes at both ends: `guides/broken-links`.
    pub slug: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// What people also type, with semicolons between.
    pub keywords: &'static str,
}

/// One error of a platform.
#[derive(Debug)]
pub struct Platform {
    /// The product's place among [`products`].
    pub product: u8,
    /// As printed.
    pub name: &'static str,
    /// In a few words; empty where the name in small letters is it, `=` where the name is.
    title: &'static str,
    /// The HTTP status codes that go with it, with spaces between.
    pub status: &'static str,
    /// More words that people type for it.
    pub keywords: &'static str,
    /// Where it breaks.
    pub hop: Hop,
    /// Who can act.
    pub party: Party,
}

/// What only a platform error's page and the API say of it.
#[cfg(feature = "whole")]
#[derive(Debug)]
pub struct Rest {
    /// What it means.
    pub means: &'static str,
    /// What the one who can act does.
    pub fix: &'static str,
    /// What a visitor can do, or empty.
    pub visitor: &'static str,
    /// Read in a primary source by ourselves.
    pub verified: bool,
}

/// A product: its id in addresses, and its name.
#[derive(Debug, Clone, Copy)]
pub struct Product {
    /// In addresses: `azure-front-door`.
    pub id: &'static str,
    /// For people.
    pub name: &'static str,
}

struct Names {
    pages: &'static [Page],
    products: &'static [Product],
    platforms: Vec<Platform>,
}

fn names() -> &'static Names {
    static NAMES: OnceLock<Names> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut lines = Lines::at(NAMES_TABLE, 0);
        let pages = lines.list(|lines| Page { slug: lines.text(), heading: lines.text(), keywords: lines.text() }).leak();
        let products = lines.list(|lines| Product { id: lines.text(), name: lines.text() }).leak();
        let columns = lines.columns(6);
        let mut platforms = Vec::new();
        for (product, count) in columns[0].iter().enumerate() {
            for _ in 0..number(count) {
                let text = |column: usize| columns[column].get(platforms.len()).copied().unwrap_or("");
                // A letter each for the hop and the party.
                let marks = text(3).as_bytes();
                let mark = |at: usize| usize::from(marks.get(at).map_or(0, |mark| mark.wrapping_sub(b'a')));
                platforms.push(Platform {
                    product: product as u8,
                    name: text(1),
                    title: text(2),
                    status: text(4),
                    keywords: text(5),
                    hop: Hop::ALL[mark(0) % 8],
                    party: Party::ALL[mark(1) % 4],
                });
            }
        }
        Names { pages, products, platforms }
    })
}

/// Every page that is a document only.
pub fn pages() -> &'static [Page] {
    names().pages
}

/// Every product, by id.
pub fn products() -> &'static [Product] {
    names().products
}

/// Every error of every platform, by product.
pub fn platforms() -> &'static [Platform] {
    &names().platforms
}

/// The place of a page.
pub fn page(slug: &str) -> Option<u16> {
    pages().iter().position(|page| page.slug == slug).map(|at| at as u16)
}

/// The place of a platform's error by the product's id or name and the error's name, whatever their case.
pub fn platform(product: &str, name: &str) -> Option<u16> {
    let product = products().iter().position(|own| own.id.eq_ignore_ascii_case(product) || own.name.eq_ignore_ascii_case(product))?;
    let wanted = slug(name);
    // `SH` is `SH (abort)`, and not `sH (timeout)`.
    let bare = |own: &Platform| super::text::cut(own.name, " (").map_or(own.name, |cut| cut.0) == name;
    let found = |fits: &dyn Fn(&Platform) -> bool| platforms().iter().position(|own| usize::from(own.product) == product && fits(own));
    let place = found(&|own| own.name == name).or_else(|| found(&bare)).or_else(|| found(&|own| slug(own.name) == wanted));
    place.map(|at| at as u16)
}

/// The place of the one error whose name is this number, or ends in it: Cloudflare's 1020, `ERR_NGROK_3200`, Heroku's L14. `None` where there are
/// several.
pub fn numbered(number: &str) -> Option<u16> {
    let mut all =
        (0..).zip(platforms()).filter(|(_, own)| own.name.rsplit([' ', '_']).next().is_some_and(|last| last.eq_ignore_ascii_case(number)));
    all.next().filter(|_| all.next().is_none()).map(|(at, _)| at)
}

impl Platform {
    /// The product.
    pub fn product(&self) -> Product {
        products()[usize::from(self.product)]
    }

    /// In a few words.
    pub fn title(&self) -> String {
        match self.title {
            "" => title(self.name),
            "=" => self.name.to_owned(),
            own => own.to_owned(),
        }
    }

    /// The words of the title that are not the name's.
    pub const fn own_title(&self) -> &'static str {
        self.title
    }

    /// `Cloudflare 1020`.
    pub fn label(&self) -> String {
        let mut out = self.product().name.to_owned();
        out.push(' ');
        out.push_str(self.name);
        out
    }

    /// The rest.
    #[cfg(feature = "whole")]
    pub fn rest(&self) -> Rest {
        let at = platforms().iter().position(|own| std::ptr::eq(own, self)).unwrap_or(0);
        let mut lines = PLATFORM_RESTS.lines().skip(4 * at);
        let mut next = || lines.next().unwrap_or("");
        Rest { means: next(), fix: next(), visitor: next(), verified: next() == "1" }
    }

    /// The address of its page, `/cloudflare/1020/`.
    pub fn path(&self) -> String {
        let mut out = String::from("/");
        out.push_str(self.product().id);
        out.push('/');
        out.push_str(&slug(self.name));
        out.push('/');
        out
    }
}

include!(concat!(env!("OUT_DIR"), "/names.rs"));
