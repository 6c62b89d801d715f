//! The signatures of `content/signatures`, as `build/signatures.rs` packs them: what each looks for, and what it proves.

use std::sync::OnceLock;

use crate::core::{
    packed::{Lines, number},
    path::Hop,
    recognise::{
        beside::Words,
        pattern::{ANY, END, LISTS, MORE, SEP, START, STATUS, hash, literal, lower, mix},
    },
};

static WORDS: &str = include_str!(concat!(env!("OUT_DIR"), "/signatures.txt"));
static PATTERNS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/patterns.bin"));
static ORDER: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/order.bin"));

/// A product that writes texts.
pub struct Product {
    /// As in the API.
    pub id: &'static str,
    /// As people write it.
    pub name: &'static str,
    /// Where it stands, if that is always the same.
    pub hop: Option<Hop>,
    /// What it sends always has a header of its own: a page without it, with headers, is a copy.
    pub always: bool,
}

/// Why something happened.
pub struct Cause {
    /// Its id.
    pub id: &'static str,
    /// In a sentence.
    pub text: &'static str,
    /// What the owner does next.
    pub fix: &'static str,
    /// Its fault's id.
    pub fault: &'static str,
    /// Its fault's id where the program that says so stands on the visitor's side; the same if empty.
    pub near: &'static str,
    /// Statuses that mean just this, with spaces between.
    pub codes: &'static str,
}

/// Where a signature stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the text of a page.
    Page,
    /// In a response's headers.
    Header,
    /// In a line of an access log.
    Access,
    /// In a line of an error log.
    ErrorLog,
    /// In what a program that asked says.
    Client,
    /// In a browser's own page.
    Browser,
    /// Anywhere.
    Words,
    /// In a line of a program's source or settings, which tells nobody's answer.
    Source,
}

/// One text to look for.
pub struct Sign {
    /// Its bytes, see [`super::pattern`].
    pub pattern: &'static [u8],
    /// Where the four bytes stand that are looked for.
    pub anchor: usize,
    /// Its place among those with a hole that takes anything, from 1; 0 without such a hole.
    pub open: u16,
    /// Signatures that say the same have the same number: together they count once.
    pub says: u16,
    /// Who writes it: places in [`Table::products`]; several where nothing tells them apart.
    pub products: Vec<u8>,
    /// Where it stands.
    pub place: Place,
    /// How strongly it proves that, 0 to 5.
    pub proves: u8,
    /// Only that the answer passed through the product.
    pub passed: bool,
    /// The last of several counts, as of the status lines of redirects.
    pub last: bool,
    /// It stands for what `spoken` finds.
    pub spoken: bool,
    /// It opens a log whose statuses `fields` finds.
    pub fields: bool,
    /// It is a name that the catalog has for its error.
    pub named: bool,
    /// It stands for what `near` finds.
    #[cfg_attr(feature = "api", allow(dead_code))]
    pub near: bool,
    /// Where the writer stands, where that is not the product's own place.
    pub hop: Option<Hop>,
    /// The code that it is about, or that the hole must hold.
    pub code: u16,
    /// How strongly it proves the code, 0 to 5.
    pub code_proves: u8,
    /// A place in [`Table::causes`].
    pub cause: Option<u8>,
    /// A place in [`Table::errors`], and the name that stands there.
    pub error: Option<u8>,
    /// What it says, for people.
    pub why: &'static str,
    /// The program that asked.
    pub client: &'static str,
    /// How far outside it stands: a tool is run, and the library that it uses stands inside.
    pub layer: u8,
    /// `product/name`: the product's own name for the error; `product/` with a hole for it.
    pub platform: &'static str,
    /// Which list of [`Table::unless`] has the words that must not stand beside it.
    pub unless: u8,
}

/// The four bytes of a signature that are looked for, and what stands around them.
#[derive(Clone, Copy, Default)]
pub struct Anchor {
    /// The four.
    pub four: u32,
    /// What stands before them and behind: a folded byte, or a hole; 0: whatever may.
    pub around: [u8; 2],
    /// The signature's place.
    pub sign: u16,
    /// How many of its bytes from the four on the signature before in its list has as well; [`WHOLE`] if the two look for the same.
    pub shared: u8,
}

/// The signature looks for just what the one before in its list does.
pub const WHOLE: u8 = u8::MAX;

/// All of it.
pub struct Table {
    /// The products.
    pub products: Vec<Product>,
    /// The causes.
    pub causes: Vec<Cause>,
    /// Errors without a code: id, and Chrome's name or the entry's own.
    pub errors: Vec<[&'static str; 2]>,
    /// For every number whether the catalog has it.
    codes: Vec<bool>,
    /// Folded words behind a number that counts them, and those that only look so; none in the API.
    pub counted: [Vec<&'static str>; 2],
    /// The signatures.
    pub signs: Vec<Sign>,
    /// How many of them have a hole that takes anything.
    pub open: u16,
    /// Words that must not stand beside signatures.
    pub unless: Words<'static>,
    /// What the reader shows, in the order of [`super::words::WORDS`].
    pub words: Vec<&'static str>,
    /// What tells every signature from most others, list by list.
    pub order: Vec<Anchor>,
    /// For every [`mix`] a bit: whether any of their four bytes has it. It is small enough to be at hand, and says no for most of a text.
    pub any: Vec<u32>,
    /// Where each list starts among them; then their number.
    pub lists: Vec<u16>,
}

impl Table {
    /// Whether the catalog has a number.
    pub fn has(&self, code: u16) -> bool {
        self.codes.get(usize::from(code)).is_some_and(|own| *own)
    }
}

/// What `build/signatures.rs` tells of every signature.
const COLUMNS: usize = 9;

/// The table; read when it is first used.
pub fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(read)
}

fn read() -> Table {
    let mut lines = Lines::at(WORDS, 0);
    let hop = |letter: u8| Hop::ALL.get(usize::from(letter.wrapping_sub(b'0'))).copied();
    let products = lines.list(|lines| {
        let (id, name, marks) = (lines.text(), lines.text(), lines.text().as_bytes());
        Product { id, name, hop: marks.first().and_then(|letter| hop(*letter)), always: marks.len() > 1 }
    });
    let causes = lines.list(|lines| Cause {
        id: lines.text(),
        text: lines.text(),
        fix: lines.text(),
        fault: lines.text(),
        near: lines.text(),
        codes: lines.text(),
    });
    let errors = lines.list(|lines| [lines.text(), lines.text()]);
    let mut codes = vec![false; 1000];
    for code in lines.text().split(' ') {
        if let Some(own) = codes.get_mut(number(code) as usize) {
            *own = true;
        }
    }
    let counted = [lines.text(), lines.text()];
    let counted = counted.map(|words| if super::SIGNATURES_ALONE { Vec::new() } else { words.split('|').collect() });
    let whys = lines.list(Lines::text);
    let unless = Words::new(lines.list(Lines::text));
    let words = lines.list(Lines::text);
    let columns = lines.columns(COLUMNS);
    let mut signs: Vec<Sign> = Vec::new();
    let mut anchors: Vec<Anchor> = Vec::new();
    let (mut says, mut next, mut why, mut open) = (0, 0, "", 0);
    for pattern in PATTERNS.split(|b| *b == b'\n') {
        // An empty line opens the next signature; see build/signatures.rs.
        let [anchor, pattern @ ..] = pattern else {
            // A sentence that no signature before has is the next one.
            let known = columns[5].get(says).copied().unwrap_or("");
            why = whys.get(if known.is_empty() { next } else { number(known) as usize }).copied().unwrap_or("");
            next += usize::from(known.is_empty());
            says += 1;
            continue;
        };
        let anchor = usize::from(anchor - b' ');
        let mut fields = columns.iter();
        let mut field = || fields.next().and_then(|column| column.get(says - 1)).copied().unwrap_or("");
        let owners = field();
        let marks = field().as_bytes();
        let mark = |nth: usize| marks.get(nth).copied().unwrap_or(b'-');
        let digit = |nth: usize| mark(nth).wrapping_sub(b'0').min(9);
        let place =
            [Place::Page, Place::Header, Place::Access, Place::ErrorLog, Place::Client, Place::Browser, Place::Words, Place::Source];
        let optional = |text: &str| (!text.is_empty()).then(|| number(text) as u8);
        let (code, cause, error) = (number(field()) as u16, optional(field()), optional(field()));
        field();
        let (layer, client) = field().split_at_checked(1).map_or((b'0', ""), |(layer, client)| (layer.as_bytes()[0], client));
        let takes_anything = pattern.iter().any(|b| matches!(*b, ANY | MORE));
        open += u16::from(takes_anything);
        signs.push(Sign {
            pattern,
            anchor,
            open: if takes_anything { open } else { 0 },
            says: says as u16,
            products: owners.split(',').filter(|own| !own.is_empty()).map(|own| number(own) as u8).collect(),
            place: place[usize::from(digit(0)).min(7)],
            proves: digit(1),
            code_proves: digit(2),
            passed: mark(3) == b'x',
            last: mark(3) == b'l',
            spoken: mark(3) == b's',
            fields: mark(3) == b'f',
            named: mark(3) == b'e',
            near: mark(3) == b'n',
            hop: hop(mark(4)),
            code,
            cause,
            error,
            why,
            client,
            layer: layer.wrapping_sub(b'0'),
            platform: field(),
            unless: number(field()) as u8,
        });
        let four = pattern[anchor..anchor + 4].iter().fold(0, |sum, b| sum << 8 | u32::from(lower(*b)));
        let beside = |at: usize| match pattern.get(at) {
            None | Some(&(..STATUS | START | END | SEP)) => 0,
            Some(b) if literal(*b) => lower(*b),
            Some(hole) => *hole,
        };
        anchors.push(Anchor { four, around: [beside(anchor.wrapping_sub(1)), beside(anchor + 4)], sign: anchors.len() as u16, shared: 0 });
    }
    // How many are in each list and those before it; then, backwards, each at its place.
    let mut lists = vec![0_u16; LISTS + 1];
    let mut any = vec![0; LISTS / 8];
    for own in &anchors {
        lists[hash(own.four) as usize] += 1;
        let mix = mix(own.four);
        any[mix as usize / 32] |= 1 << (mix % 32);
    }
    for at in 1..lists.len() {
        lists[at] += lists[at - 1];
    }
    let mut order = vec![Anchor::default(); anchors.len()];
    for own in anchors.into_iter().rev() {
        let place = &mut lists[hash(own.four) as usize];
        *place -= 1;
        order[usize::from(*place)] = own;
    }
    // What begins alike stands side by side; the build says where that is another order.
    let mut rest = ORDER;
    while let [low, high, places @ ..] = rest {
        let list = usize::from(*low) | usize::from(*high) << 8;
        let list = &mut order[usize::from(lists[list])..usize::from(lists[list + 1])];
        let before = list.to_vec();
        let own;
        (own, rest) = places.split_at(list.len());
        for (to, from) in list.iter_mut().zip(own) {
            *to = before[usize::from(*from)];
        }
    }
    for at in 1..order.len() {
        if order[at].four == order[at - 1].four {
            let [before, own] = [at - 1, at].map(|at| &signs[usize::from(order[at].sign)]);
            let shared = before.pattern[before.anchor..].iter().zip(&own.pattern[own.anchor..]).take_while(|(a, b)| a == b).count();
            let same = (before.anchor, before.pattern) == (own.anchor, own.pattern);
            order[at].shared = if same { WHOLE } else { shared.min(usize::from(WHOLE) - 1) as u8 };
        }
    }
    Table { products, causes, errors, codes, counted, signs, open, unless, words, order, any, lists }
}
