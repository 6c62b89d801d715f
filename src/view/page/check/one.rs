//! One address: what is asked and of whom, then what this browser sees, what shows it and what it can't show.

use std::rc::Rc;

use yew::Event;

use super::{Act, Page, model::Model};
use crate::{
    core::{
        address::Address,
        config::Config,
        diagnose::{Case, Evidence, Symptom, print},
        probe::{
            Is, Outcome,
            dns::DnsIs,
            more::{Before, NGINX_ALWAYS, conclude_more, without_cors},
            told,
        },
        redact,
        text::{decimal, encode, fill, sort},
        ui::check_ui,
    },
    view::{
        el::{El, On, el},
        host::Store,
        part::{
            choice::tick,
            icon::{Shape, icon},
        },
    },
    web::{
        self,
        boxed::Opener,
        checks::{self, Found, Round},
        observe::{
            How,
            more::{HowMore, observe_more},
        },
    },
};

/// So many hosts of the ledger go into the copied text; the rest is counted.
const COPIED: usize = 20;

/// The check of one address.
#[derive(Clone, Default)]
pub(super) struct One {
    /// The invisible page was agreed to.
    pub boxed: bool,
    /// The visitor says that it is an API that lets other pages read its answers.
    pub api: bool,
    /// The step that runs now.
    pub step: Option<&'static str>,
    /// What the steps before the address itself found.
    pub found: Vec<(&'static str, Found)>,
    /// What the address answered.
    pub outcome: Option<Rc<Outcome>>,
    /// When.
    pub at: i64,
    /// The invisible page tells nothing in this browser.
    pub boxed_off: bool,
    /// It lets pages read its answers as a rule, and this one not.
    pub lost_cors: bool,
    /// The headers that this page may read.
    pub headers: Vec<(&'static str, String)>,
    /// What became of the last copy.
    pub told: &'static str,
}

/// The headers that this page may read.
fn headers(list: &[(&'static str, String)]) -> El {
    let lines = list.iter().map(|(name, value)| {
        el("div").key(name).kid(el("dt").kid(el("code").text(*name))).kid(el("dd").kid(el("code").text(redact::text(value))))
    });
    el("details").kid(el("summary").text(check_ui().one_headers)).kid(el("dl.facts").list(lines))
}

/// The panel, if the field holds one address.
pub(super) fn view(page: &Page) -> Option<El> {
    let t = check_ui();
    let model = page.model;
    let address = model.single()?;
    let config = model.config.clone()?;
    let one = &model.one;
    let busy = one.step.is_some();
    let mut hosts: Vec<String> =
        ["target", "internet", "dns"].iter().flat_map(|check| told::contacts(check, &config, Some(&address))).collect();
    sort(&mut hosts, |a, b| a < b);
    hosts.dedup();
    let seconds = (crate::core::probe::Observation::LIMIT_MS / 1000).to_string();
    let run = el("button.primary|type=button|id=run-one")
        .on(On::Click, page.does(start))
        .flag("disabled", busy || model.unread || model.undecided())
        .text(if one.outcome.is_some() { t.one_again } else { t.one_run })
        .kid(icon(Shape::Arrow));
    let stop = busy.then(|| el("button.button|type=button|id=stop-one").on(On::Click, page.act(|_| Act::StopOne)).text(t.one_stop));
    let panel = el("section.panel page-runs|aria-labelledby=one-h|id=one")
        .kid(el("h2|id=one-h").text(t.one_title))
        .kid(el("p").kid(el("code").text(address.href())))
        .kid(el("p").text(fill(
            // No name, nobody who looks it up.
            if address.ip().is_some() { t.one_contacts_ip } else { t.one_contacts },
            &[("hosts", &hosts.join(", "))],
        )))
        .kid(el("p.quiet").text(fill(t.one_does, &[("seconds", &seconds)])))
        .kid(tick(
            "api",
            one.api,
            t.one_api,
            busy,
            page.act(|event| {
                let on = web::dom::checked(event);
                Act::One(Box::new(move |one| one.api = on))
            }),
        ))
        .kid(tick(
            "boxed",
            one.boxed,
            t.one_boxed,
            busy,
            page.act(|event| {
                let on = web::dom::checked(event);
                Act::One(Box::new(move |one| one.boxed = on))
            }),
        ))
        .kid(el("p.quiet").text(if one.boxed_off { t.one_boxed_off } else { t.one_boxed_why }))
        .kid(el("p.call").kid(run).maybe(stop).maybe(model.undecided().then(|| el("span.quiet").text(t.check_query_choose))))
        .kid(steps(one))
        .maybe(one.outcome.as_ref().map(|outcome| outcome_card(page, &address, outcome)));
    Some(panel)
}

/// What runs, and what the steps before the address itself found.
fn steps(one: &One) -> El {
    let t = check_ui();
    let words = |step: &str| match step {
        "internet" => t.one_step_internet,
        "dns" => t.one_step_dns,
        "boxed" => t.one_step_boxed,
        _ => t.one_step_target,
    };
    let done = one.found.iter().map(|(step, found)| {
        let (spec, shape) = match found.answer {
            "works" | "resolves" => ("li.check good", Shape::Tick),
            "cant-tell" => ("li.check unsure", Shape::Unknown),
            _ => ("li.check bad", Shape::Cross),
        };
        let body = el("div").kid(el("p.check-title").text(words(step))).kid(el("p").text(found.why.clone()));
        el(spec).key(step).attr("data-step", *step).attr("data-answer", found.answer).kid(el("span.check-mark").kid(icon(shape))).kid(body)
    });
    let running = one.step.map(|step| el("p.says").text(t.one_running).text(": ").text(words(step)));
    el("div").kid(el("ul.checks").list(done)).kid(el("div|role=status|id=one-says").maybe(running))
}

/// The outcome, and where to go from it.
fn outcome_card(page: &Page, address: &Address, outcome: &Rc<Outcome>) -> El {
    let t = check_ui();
    let one = &page.model.one;
    let list = |words: &[&'static str]| el("ul").list(words.iter().enumerate().map(|(at, word)| el("li").key_at(at).text(*word)));
    let spec = match super::outcome::tone(outcome) {
        super::outcome::Tone::Good => "div.outcome good",
        super::outcome::Tone::Bad => "div.outcome bad",
        super::outcome::Tone::Unsure => "div.outcome unsure",
    };
    let code = outcome.status.map(|status| {
        el("a.button").attr("href", page.nav.to(&(status.to_string() + "/"))).text(fill(t.one_code_page, &[("code", &status.to_string())]))
    });
    let diagnose =
        el("a.primary").attr("href", page.nav.to(&diagnosis(address, one, outcome))).text(t.one_diagnose).kid(icon(Shape::Arrow));
    let copy = {
        let (text, store) = (as_text(address, outcome, one.at), page.dispatch.clone());
        el("button.button|type=button|id=copy-one").text(t.one_copy).on(On::Click, move |_| {
            let (text, store) = (text.clone(), store.clone());
            web::spawn(async move {
                let told = match web::clipboard::copy(&text, "outcome").await {
                    web::clipboard::Copied::Yes => t.one_copied,
                    web::clipboard::Copied::Selected => t.one_selected,
                };
                store.dispatch(Act::One(Box::new(move |one| one.told = told)));
            });
        })
    };
    el(spec)
        .id("outcome")
        .attr("data-is", outcome.is.id())
        .attr("data-status", outcome.status.map(|status| status.to_string()))
        .kid(el("h3|id=outcome-h|tabindex=-1").text(t.one_outcome))
        .kid(el("p.outcome-label").text(super::outcome::label(outcome)))
        .kid(el("p").text(outcome.why.clone()))
        .maybe(outcome.redirected_to.as_ref().map(|to| el("p").text(fill(t.one_redirected, &[("address", &redact::address(to))]))))
        .maybe(
            outcome.retry_after.map(|seconds| el("p").text(fill(t.one_retry, &[("time", &super::outcome::duration(f64::from(seconds)))]))),
        )
        .maybe(outcome.ms.map(|ms| el("p.quiet").text(fill(t.one_took, &[("time", &super::outcome::duration(f64::from(ms) / 1000.0))]))))
        .kid(el("h4").text(t.one_because))
        .kid(list(&outcome.because))
        .maybe(one.lost_cors.then(|| el("p").text(t.one_nginx).text(" ").kid(el("code").text(NGINX_ALWAYS))))
        .maybe((!one.headers.is_empty()).then(|| headers(&one.headers)))
        .kid(el("h4").text(t.one_cannot))
        .kid(list(&outcome.cannot_tell))
        .kid(el("p.call").kid(diagnose).maybe(code).kid(copy))
        .kid(el("p.says|role=status").text(one.told))
}

/// The address of the diagnosis with what was found.
pub(super) fn diagnosis(address: &Address, one: &One, outcome: &Outcome) -> String {
    let symptom = outcome.status.filter(|status| *status >= 400).map_or(Symptom::Unknown, Symptom::UnknownCode);
    let mut case = Case::new(symptom);
    case.url = Some(redact::address(&address.href()));
    let at = Some(one.at);
    for (check, found) in &one.found {
        case.evidence.extend(Evidence::new(check, found.answer, at));
    }
    case.evidence.extend(Evidence::new("target", outcome.answer(), at));
    String::from("diagnose/#case=") + &encode(&print(&case))
}

/// The outcome as plain text, without secrets.
fn as_text(address: &Address, outcome: &Outcome, at: i64) -> String {
    let t = check_ui();
    let mut out = redact::address(&address.href());
    for line in [crate::core::diagnose::iso(at), super::outcome::label(outcome), outcome.why.clone()] {
        out.push('\n');
        out.push_str(&line);
    }
    for (title, list) in [(t.one_because, &outcome.because), (t.one_cannot, &outcome.cannot_tell)] {
        out.push_str("\n\n");
        out.push_str(title);
        for line in list {
            out.push_str("\n- ");
            out.push_str(line);
        }
    }
    out.push_str("\n\n");
    out.push_str(t.ledger_title);
    let (lines, count) = super::ledger::lines(COPIED, &std::collections::HashMap::new());
    let more = count - lines.len();
    for line in lines {
        out.push_str("\n- ");
        out.push_str(&line.origin);
        out.push_str(" × ");
        out.push_str(&decimal(line.requests));
        for part in [&line.why, &line.learned] {
            if !part.is_empty() {
                out.push_str(": ");
                out.push_str(part);
            }
        }
    }
    if more > 0 {
        out.push_str("\n- ");
        out.push_str(&fill(t.ledger_more, &[("count", &decimal(more))]));
    }
    out.push('\n');
    out
}

/// Runs the check: the internet, the name, the address, and the invisible page where that was agreed to.
pub(super) fn start(store: &Store<Model>, _: &Event) {
    let model = store.now();
    let (Some(address), Some(config)) = (model.single(), model.config.clone()) else { return };
    if model.unread || model.undecided() {
        return;
    }
    let t = check_ui();
    model.stop.call();
    let (turn, boxed, api) = (model.stop.turn(), model.one.boxed, model.one.api);
    let earlier = model.earlier.clone();
    let base = web::platform::absolute(&model.base);
    let store = store.clone();
    for url in &config.controls {
        web::ledger::purpose(url, t.ledger_control);
    }
    for url in &config.resolvers {
        web::ledger::purpose(url, t.ledger_resolver);
    }
    web::ledger::purpose(&address.href(), t.ledger_target);
    let change = {
        let stop = model.stop.clone();
        let store = store.clone();
        move |change: Box<dyn FnOnce(&mut One)>| {
            let on = stop.turn() == turn;
            if on {
                store.dispatch(Act::One(change));
            }
            on
        }
    };
    change(Box::new(move |one| *one = One { boxed, api, step: Some("internet"), ..One::default() }));
    web::spawn(async move {
        let mut round = Round { base: String::new(), config, address: Some(address.clone()), control_ms: None, country: None };
        let mut name = None;
        for step in ["internet", "dns"] {
            if step == "dns" && address.ip().is_some() {
                continue;
            }
            if !change(Box::new(move |one| one.step = Some(step))) {
                return;
            }
            // Drawn before it begins: what it measures in milliseconds must not wait for that.
            web::clock::wait(50).await;
            let found = checks::run(step, &mut round).await;
            let (asked, why) =
                if step == "dns" { (&round.config.resolvers, t.ledger_resolver) } else { (&round.config.controls, t.ledger_control) };
            for url in asked {
                web::ledger::learned(url, why, &found.why);
            }
            if step == "dns" {
                name = DnsIs::from_id(found.answer);
            }
            let private = found.answer == "private-address";
            if !change(Box::new(move |one| one.found.push((step, found)))) {
                return;
            }
            if private {
                change(Box::new(move |one| {
                    one.step = None;
                    one.outcome = Some(Rc::new(Outcome {
                        why: check_ui().one_private.to_owned(),
                        ..Outcome::not_sent(crate::core::address::Refusal::Private)
                    }));
                    one.at = web::clock::now_ms();
                }));
                return;
            }
        }
        if boxed && !change(Box::new(|one| one.step = Some("boxed"))) {
            return;
        }
        let opener = if boxed { Opener::tested(&base).await } else { None };
        let boxed_off = boxed && opener.is_none();
        if !change(Box::new(move |one| {
            one.step = Some("target");
            one.boxed_off = boxed_off;
        })) {
            return;
        }
        web::clock::wait(50).await;
        // The name was looked up already.
        let config = Config { resolvers: Vec::new(), ..round.config.clone() };
        let how = HowMore { how: How { control_ms: round.control_ms, ..How::default() }, config: &config, opener: opener.as_ref() };
        let (mut lost_cors, mut headers) = (false, Vec::new());
        let outcome = match observe_more(&address, &how).await {
            Ok(mut seen) => {
                seen.more.name = name;
                headers.clone_from(&seen.observation.cors.headers);
                let outcome = conclude_more(&seen.observation, &seen.more);
                let before = match earlier.filter(|(href, outcome)| *href == address.href() && outcome.is == Is::Status) {
                    Some(_) => Some(Before::Read),
                    None => api.then_some(Before::Said),
                };
                match before.and_then(|before| without_cors(before, &seen.observation, &outcome)) {
                    Some(lost) => {
                        lost_cors = true;
                        lost
                    }
                    None => outcome,
                }
            }
            Err(never) => never,
        };
        web::ledger::learned(&address.href(), t.ledger_target, &super::outcome::label(&outcome));
        let outcome = Rc::new(outcome);
        if outcome.is == Is::Status {
            store.dispatch(Act::Earlier(address.href(), outcome.clone()));
        }
        if change(Box::new(move |one| {
            one.step = None;
            one.at = web::clock::now_ms();
            one.lost_cors = lost_cors;
            one.headers = headers;
            one.outcome = Some(outcome);
        })) {
            web::dom::focus_soon("outcome-h");
        }
    });
}

/// Whether the outcome is worth a watch: it may change.
pub(super) fn watchable(outcome: &Outcome) -> bool {
    outcome.is != Is::NotSent
}
