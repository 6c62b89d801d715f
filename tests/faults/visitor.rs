//! The visitor: a person who met an error, asks isitme and does what it asks for. They see what their browser shows and have what is on their
//! desk; what is broken they don't know, and this file has no way to learn it (a test of `main.rs` reads it for that).

use std::time::{Duration, Instant};

use serde_json::Value;

use super::device::{Class, Device, Shows, Sight};
use super::net::Way;
use crate::browser::Browser;

/// What the visitor came for, and how they are.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The address.
    pub address: String,
    /// Words of the page that they want.
    pub wanted: String,
    /// The site's name and front page.
    pub host: String,
    /// The same.
    pub front: String,
    /// Words of its front page.
    pub front_words: String,
    /// Where isitme is.
    pub isitme: String,
    /// They paste what they see, instead of typing its name.
    pub pastes: bool,
    /// They tried more than once before they came, until it failed.
    pub tries: u32,
}

/// One question and what was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The check.
    pub check: String,
    /// With the change taken back.
    pub undo: bool,
    /// The answer.
    pub answer: String,
    /// What was seen, in a line.
    pub saw: String,
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Story {
    /// What was seen first.
    pub first: String,
    /// What isitme was told.
    pub told: String,
    /// How: `pasted`, `typed` or `offline` (isitme did not load any more, and was open before).
    pub how: String,
    /// What the page's checks found, by id.
    pub page: Vec<(String, String)>,
    /// The visitor's own steps.
    pub steps: Vec<Step>,
    /// The verdict's data.
    pub verdict: Value,
    /// The case as isitme keeps it.
    pub case: String,
    /// Seconds from opening isitme to the end.
    pub seconds: f32,
}

const RUNS: Duration = Duration::from_secs(150);
const MOST: usize = 25;

/// The address is tried until it fails: nobody comes without an error.
pub fn meet(device: &mut Device, plan: &Plan) -> Result<Sight, String> {
    let mut last = None;
    for _ in 0..plan.tries {
        let sight = device.open_patiently(&plan.address, &plan.wanted);
        if !sight.works() {
            return Ok(sight);
        }
        last = Some(sight);
    }
    Err(format!("the fault did not show: {last:?}"))
}

/// Two looks compared as a person does.
fn compare(first: &Sight, now: &Sight, same_browser: bool) -> &'static str {
    match (&first.shows, &now.shows) {
        (_, Shows::Page) => "works",
        (Shows::Code(before), Shows::Code(after)) => {
            if before == after {
                "same-error"
            } else {
                "other-error"
            }
        }
        // Who gave up waiting has seen no other error.
        (Shows::Own(before), _) if now.endless() && !matches!(before, Class::Certificate | Class::Blocked) => "same-error",
        // Another browser has other words for it.
        (Shows::Own(before), Shows::Own(after)) => {
            let vague = |class: &Class| {
                matches!(class, Class::Other | Class::Timeout | Class::Reset | Class::Refused | Class::Offline | Class::Name)
            };
            if before == after || (!same_browser && vague(before) && vague(after)) { "same-error" } else { "other-error" }
        }
        (before, after) => {
            if before == after {
                "same-error"
            } else {
                "other-error"
            }
        }
    }
}

/// Opens the diagnosis as a person does and tells it what was seen.
fn tell(device: &mut Device, plan: &Plan, first: &Sight, story: &mut Story) -> Result<(), String> {
    let fresh = device.open_isitme(&if plan.pastes { plan.isitme.clone() } else { format!("{}diagnose/", plan.isitme) });
    let w = device.isitme();
    w.settle();
    let typed = |w: &Browser| {
        w.put("#symptom", &first.code());
        w.settle();
        let says = w.text("#symptom-says");
        if !says.is_empty() && !says.starts_with("Read as ") {
            // It doesn't know the name: the words then.
            w.put("#symptom", &first.heading);
            w.settle();
        }
        w.put("#address", &plan.address);
    };
    if fresh && plan.pastes {
        story.how = String::from("pasted");
        story.told.clone_from(&first.text);
        let text = if first.text.contains('\n') { first.text.clone() } else { format!("{}\n", first.text) };
        w.put("#field", &text);
        w.settle();
        w.press(&[thirtyfour::Key::Enter]);
        // To what the text reads as, or, where it is short, to the page about the error. Where nothing can be made of it there is no way on but by hand.
        let began = Instant::now();
        let mut link = None;
        while began.elapsed() < Duration::from_secs(8) && link.is_none() {
            link = [".answer-to a.primary", "p.call a.primary[href*='/diagnose/?code=']"]
                .into_iter()
                .find(|link| w.url() != plan.isitme && w.shown(link));
            if w.text("#said").contains("Nothing we can tell") {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        if let Some(link) = link {
            w.click(link);
            w.until("the diagnosis", || w.url().contains("/diagnose/").then_some(()));
            w.until("its form", || w.shown("#address").then_some(()));
            w.settle();
            w.put("#address", &plan.address);
        } else {
            story.how = String::from("pasted in vain, typed");
            w.ready(&format!("{}diagnose/", plan.isitme));
            typed(w);
        }
    } else {
        story.how = String::from(if fresh { "typed" } else { "offline" });
        story.told = first.code();
        typed(w);
    }
    w.settle();
    if w.value("#address") != plan.address {
        return Err(format!("isitme has the address {:?}", w.value("#address")));
    }
    Ok(())
}

/// Clicks on *run all checks* and waits; gives their answers.
fn run(w: &Browser) -> Vec<(String, String)> {
    w.until_js("the checks can be started", "const run = document.getElementById('run'); return !!run && !run.disabled");
    w.js("const old = document.getElementById('contacted'); if (old) old.dataset.old = ''", vec![]);
    w.click("#run");
    w.within(RUNS, "the checks end", || w.shown("#contacted:not([data-old])").then_some(()));
    let found = w.js("return [...document.querySelectorAll('.checks > li')].map(li => [li.id.slice(6), li.dataset.answer || ''])", vec![]);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    found.as_array().into_iter().flatten().map(|pair| (text(&pair[0]), text(&pair[1]))).collect()
}

/// What one does to find out; the answer's id. `None`: that can't be done here.
fn act(device: &mut Device, plan: &Plan, first: &Sight, check: &str, undo: bool, saw: &mut String) -> Option<String> {
    let again = |device: &mut Device, saw: &mut String| {
        let sight = device.open(&plan.address, &plan.wanted);
        *saw = line(&sight);
        Some(compare(first, &sight, true).to_owned())
    };
    let look = |sight: Option<Sight>, same_browser: bool, saw: &mut String| {
        let sight = sight?;
        *saw = line(&sight);
        Some(compare(first, &sight, same_browser).to_owned())
    };
    if undo {
        // Back to what it was before the change; then the same address again.
        match check {
            "vpn-off" | "other-network" => device.go(device.usual()),
            "extensions-off" => {
                device.extensions(true);
            }
            _ => {}
        }
        return again(device, saw);
    }
    match check {
        "reload" => again(device, saw),
        "hard-reload" => {
            let sight = device.hard_reload(&plan.wanted);
            look(sight, true, saw)
        }
        "private-window" => {
            let sight = device.private(&plan.address, &plan.wanted, first);
            look(Some(sight), true, saw)
        }
        "other-browser" => {
            let sight = device.other_browser(&plan.address, &plan.wanted, first);
            look(sight, false, saw)
        }
        "other-device" => {
            let sight = device.other_device(&plan.address, &plan.wanted, first);
            look(sight, false, saw)
        }
        "clear-site-data" => {
            device.clear_site(&plan.host);
            again(device, saw)
        }
        "extensions-off" => {
            if device.extensions(false) {
                again(device, saw)
            } else {
                None
            }
        }
        "other-network" if device.has.network => {
            device.go(Way::Mobile);
            again(device, saw)
        }
        "vpn-off" if device.has.vpn => {
            device.go(Way::Home);
            again(device, saw)
        }
        "flush-dns" => {
            device.flush_names();
            again(device, saw)
        }
        "set-clock" => {
            device.set_clock();
            again(device, saw)
        }
        "sign-in-again" => {
            if device.sign_in() {
                again(device, saw)
            } else {
                None
            }
        }
        "wait" => {
            std::thread::sleep(Duration::from_secs(3));
            again(device, saw)
        }
        "other-page" => {
            let sight = device.open(&plan.front, &plan.front_words);
            *saw = line(&sight);
            Some(if sight.works() { "works" } else { "fails" }.to_owned())
        }
        "other-site" => {
            let sight = device.open("https://www.wikipedia.org/", "The Free Encyclopedia");
            *saw = line(&sight);
            Some(if sight.works() { "works" } else { "fails" }.to_owned())
        }
        "wifi-login" => {
            let sight = device.open("http://detectportal.firefox.com/", "success");
            *saw = line(&sight);
            let login = sight.form || sight.text.to_lowercase().contains("sign in to the wi-fi");
            Some(if login && !sight.works() { "login-shown" } else { "no-login" }.to_owned())
        }
        "certificate" => {
            let name = Device::signed_by(&plan.host)?;
            saw.clone_from(&name);
            let known = if name.contains("Lab-Authority") { "issuer-known" } else { "issuer-unknown" };
            Some(if name.contains("Company") { "organisation" } else { known }.to_owned())
        }
        // There is none for this site.
        "status-page" => Some("none-found".to_owned()),
        _ => None,
    }
}

/// A look in a line.
fn line(sight: &Sight) -> String {
    let mut text: String = sight.text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.len() > 90 {
        text = text.chars().take(90).collect();
    }
    format!("{:?}: {text}", sight.shows)
}

/// The answer's id as the page offers it: a VPN or extensions that nobody has are told by the words that the page has for that, if any.
fn offered(w: &Browser, wanted: Option<String>) -> Result<String, String> {
    let list =
        w.js("return [...document.querySelectorAll('#turn .answer')].map(b => [b.dataset.answer, b.textContent.toLowerCase()])", vec![]);
    let list: Vec<(String, String)> = list
        .as_array()
        .into_iter()
        .flatten()
        .map(|pair| (pair[0].as_str().unwrap_or_default().to_owned(), pair[1].as_str().unwrap_or_default().to_owned()))
        .collect();
    let has = |id: &str| list.iter().any(|(own, _)| own == id);
    match wanted {
        Some(id) if has(&id) => Ok(id),
        Some(id) if id == "other-error" && has("same-error") => Ok("same-error".to_owned()),
        _ if has("cant-tell") => Ok("cant-tell".to_owned()),
        _ => list.last().map(|(id, _)| id.clone()).ok_or_else(|| "the page offers no answer".to_owned()),
    }
}

/// Asks isitme and does what it asks for, until it asks nothing more.
pub fn ask(device: &mut Device, plan: &Plan, first: &Sight) -> Result<Story, String> {
    let began = Instant::now();
    let mut story = Story { first: line(first), ..Story::default() };
    tell(device, plan, first, &mut story)?;
    story.page = run(device.isitme());
    // What was changed for a check and is to be taken back.
    let mut changed: Option<String> = None;
    for _ in 0..MOST {
        let w = device.isitme();
        w.settle();
        let Some(check) = w.attribute("#turn", "data-check") else { break };
        if !w.shown("#turn .answer") {
            break;
        }
        let undo = w.attribute("#turn", "data-undo").is_some();
        let given = |w: &Browser| w.js("return document.querySelectorAll('#given .given-list > li').length", vec![]);
        let before = given(w);
        // After a change that helped things stay as they are until the page says otherwise.
        if w.shown("#held")
            && let Some(own) = changed.take()
        {
            restore(device, &own);
        }
        let mut saw = String::new();
        let answer = act(device, plan, first, &check, undo, &mut saw);
        let done = answer.is_some();
        if done && undo {
            changed = changed.filter(|own| *own != check);
        } else if done && ["vpn-off", "other-network", "extensions-off"].contains(&check.as_str()) {
            // What didn't help is taken back as the steps say.
            if answer.as_deref() == Some("works") {
                changed = Some(check.clone());
            } else {
                restore(device, &check);
            }
        }
        let w = device.isitme();
        let nothing = !done && ["vpn-off", "extensions-off"].contains(&check.as_str());
        let answer = if nothing { without(w) } else { answer };
        let answer = offered(w, answer)?;
        w.click(&format!("#turn .answer[data-answer='{answer}']"));
        story.steps.push(Step { check: check.clone(), undo, answer, saw });
        w.until(&format!("the answer is noted ({:?})", story.steps.last()), || (given(w) != before).then_some(()));
    }
    if let Some(own) = changed {
        restore(device, &own);
    }
    let w = device.isitme();
    story.verdict = w.js("return Object.assign({}, document.getElementById('verdict').dataset)", vec![]);
    let url = w.url();
    story.case = decoded(url.split_once("#case=").map_or("", |(_, case)| case));
    story.seconds = began.elapsed().as_secs_f32();
    if story.steps.len() >= MOST {
        return Err(format!("{MOST} answers and still questions: {:#?}", story.steps));
    }
    Ok(story)
}

/// The answer that says that there is no such thing here, where the page has one.
fn without(w: &Browser) -> Option<String> {
    let id = w.js(
        "const b = [...document.querySelectorAll('#turn .answer')].find(b => / no (vpn|extension|proxy)/i.test(b.textContent)); return b ? b.dataset.answer : null",
        vec![],
    );
    id.as_str().map(str::to_owned)
}

fn restore(device: &mut Device, check: &str) {
    if check == "extensions-off" {
        device.extensions(true);
    } else {
        device.go(device.usual());
    }
}

/// Percent-decoded.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let hex = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3).and_then(|hex| u8::from_str_radix(hex, 16).ok())).flatten();
        out.push(hex.unwrap_or(bytes[at]));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The list that every page about an error prints, in its order; and whom it leads to if that helps.
pub const LIST: [&str; 8] =
    ["reload", "clear-site-data", "other-browser", "private-window", "extensions-off", "vpn-off", "other-network", "flush-dns"];

/// Works through the list until the page loads; gives the steps.
pub fn follow_list(device: &mut Device, plan: &Plan, first: &Sight) -> (Vec<Step>, f32) {
    let began = Instant::now();
    let mut steps = Vec::new();
    for check in LIST {
        let mut saw = String::new();
        let answer = act(device, plan, first, check, false, &mut saw);
        let answer = answer.unwrap_or_else(|| "cant-tell".to_owned());
        let done = answer == "works";
        if !done && answer != "cant-tell" && ["vpn-off", "other-network", "extensions-off"].contains(&check) {
            restore(device, check);
        }
        steps.push(Step { check: check.to_owned(), undo: false, answer, saw });
        if done {
            break;
        }
    }
    (steps, began.elapsed().as_secs_f32())
}
