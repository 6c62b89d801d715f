//! What the one field (*Error, code or web address*) makes of what stands in it: what it offers and says while one types, and where Enter leads.
//! How it looks is `view::part::field`.

use super::{
    address::Address,
    catalog::Key,
    platforms::numbered,
    route::Route,
    search::search,
    text::{decimal, encode, fill},
    typed::{self, Reading},
    ui::ui,
};

/// More results than this help nobody.
const RESULTS: usize = 6;
/// Longer than this is no search, but a text to be read.
const SEARCH: usize = 80;
/// In more than this nothing is looked for while one types.
const OFFER: usize = 200;

/// Where Enter leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// To a path below the base, with what follows it.
    Go(String),
    /// To the page that says what a text says.
    Read,
    /// Nowhere, and why.
    Say(String),
}

/// What the field answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The pages to offer, best first.
    pub offers: Vec<Route>,
    /// The line under the field while one types: what the text is taken for.
    pub says: String,
    /// Where Enter leads.
    pub next: Next,
}

impl Answer {
    /// What a field answers in which nothing stands. Reads nothing: every start page begins with it.
    ///
    /// ```
    /// use isitme::core::field::{Answer, answer};
    /// assert_eq!(Answer::empty(), answer(" "));
    /// ```
    pub fn empty() -> Answer {
        Answer { offers: Vec::new(), says: String::new(), next: Next::Say(ui().field_empty.to_owned()) }
    }
}

/// Reads what stands in the field.
///
/// ```
/// use isitme::core::field::{Next, answer};
/// assert_eq!(answer("bad gatway").next, Next::Go("/502/".to_owned()));
/// assert_eq!(answer("example.com").next, Next::Go("diagnose/?url=example.com".to_owned()));
/// ```
pub fn answer(text: &str) -> Answer {
    let t = ui();
    let reading = typed::read(text);
    let hits = match reading {
        // The page comes with an empty field, before the search is ready; what holds the words of an address has nothing to do with it.
        Reading::Empty | Reading::Address(_) | Reading::Addresses(_) | Reading::Both(..) => Vec::new(),
        _ if text.len() > OFFER => Vec::new(),
        _ => search(text, RESULTS),
    };
    let mut offers: Vec<Route> = hits.iter().map(|hit| hit.route).collect();
    let (mut says, trimmed) = (String::new(), text.trim());
    let next = match reading {
        Reading::Empty => Next::Say(t.field_empty.to_owned()),
        Reading::Entry(entry) => lead(&mut offers, Route::Entry(entry.key)),
        Reading::UnknownCode(code) => {
            let next = known(&mut offers, &decimal(code), t.field_unknown_code);
            if let Next::Say(words) = &next {
                words.clone_into(&mut says);
            }
            next
        }
        Reading::NotACode(number) => known(&mut offers, &number, t.field_not_a_code),
        Reading::Addresses(count) => {
            says = fill(t.field_addresses, &[("count", &decimal(count))]);
            Next::Say(says.clone())
        }
        Reading::Address(address) => {
            t.field_is_address.clone_into(&mut says);
            diagnose("", &address)
        }
        Reading::Both(seen, address) => {
            t.field_is_address.clone_into(&mut says);
            diagnose(&seen, &address)
        }
        Reading::Codes(codes) => {
            t.field_codes.clone_into(&mut says);
            offers = codes.iter().map(|code| Route::Entry(Key::Code(*code))).collect();
            offers.truncate(RESULTS);
            Next::Go(compare(&codes))
        }
        Reading::Words if trimmed.len() > SEARCH || trimmed.contains('\n') => {
            t.field_text.clone_into(&mut says);
            Next::Read
        }
        Reading::Words => match hits.first() {
            Some(hit) if hit.weak => Next::Say(t.field_choose.to_owned()),
            Some(hit) => Next::Go(hit.route.path()),
            None => Next::Say(t.field_nothing.to_owned()),
        },
    };
    if says.is_empty() && !offers.is_empty() {
        says = fill(t.field_count, &[("count", &decimal(offers.len()))]);
    }
    Answer { offers, says, next }
}

/// To a page, which is offered first.
fn lead(offers: &mut Vec<Route>, route: Route) -> Next {
    offers.retain(|own| *own != route);
    offers.insert(0, route);
    offers.truncate(RESULTS);
    Next::Go(route.path())
}

/// Where a number leads that is no code: to what is called so. Pages that only tell of it (a port, a year) are offered; if there is none, that is said.
fn known(offers: &mut Vec<Route>, number: &str, unknown: &'static str) -> Next {
    match numbered(number) {
        Some(at) => lead(offers, Route::Platform(at)),
        None if search(number, RESULTS).iter().any(|hit| hit.holds(number)) => Next::Say(ui().field_choose.to_owned()),
        None => Next::Say(fill(unknown, &[("number", number)])),
    }
}

/// To the diagnosis of an address, and of what was seen there.
fn diagnose(seen: &str, address: &str) -> Next {
    if let Err(error) = Address::parse(address) {
        return Next::Say(error.say().to_owned());
    }
    let mut path = String::from("diagnose/?");
    if !seen.is_empty() {
        path.push_str("code=");
        path.push_str(&encode(seen));
        path.push('&');
    }
    path.push_str("url=");
    path.push_str(&encode(address));
    Next::Go(path)
}

/// Where codes are compared.
fn compare(codes: &[u16]) -> String {
    let mut path = Route::Compare(0).path();
    let mut lead = "?codes=";
    for code in codes {
        path.push_str(lead);
        path.push_str(&decimal(*code));
        lead = ",";
    }
    path
}
