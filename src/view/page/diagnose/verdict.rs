//! The verdict so far: the path picture, whose problem it is, whether it fails now, what to do and why.

use super::{Page, own_links};
use crate::{
    core::{
        diagnose::{Fault, Now, Role, Symptom, Verdict, check, faults, of_hops},
        path::{Hop, Party},
        report,
        text::decimal,
        ui::ui,
    },
    view::{
        el::{El, On, el},
        page::entry::party_name,
        part::way::{Station, from_suspects, from_verdict, way},
    },
    web,
};

/// The verdict.
pub(super) fn view(page: &Page) -> El {
    let t = ui();
    let Page { model, verdict, .. } = page;
    let checked = model.case.evidence.iter().any(|own| own.answer != "cant-tell");
    let begun = checked || model.case.symptom != Symptom::Unknown;
    let because = of_hops(&model.case);
    let mut stations = if begun { from_verdict(&verdict.hops, verdict.confident, verdict.top, checked) } else { from_suspects(&[0; 8]) };
    // What no answer speaks against was not looked at, however unlikely it is.
    for (own, [_, against]) in stations.iter_mut().zip(&because) {
        if *own == Station::Cleared && against.is_empty() {
            *own = Station::Quiet;
        }
    }
    // One good try after an outage proves little, and is what the visitor came for.
    let works = begun && !verdict.confident && verdict.now == Now::WorksNow;
    // What is left could not change who should act, or nobody answers any more: then this is the answer, sure or not.
    let ends = checked && !verdict.confident && verdict.next.is_none();
    let headline = match (begun, verdict.confident, checked) {
        (false, ..) => t.verdict_nothing,
        (_, true, _) => verdict.action.title,
        _ if works => t.verdict_works,
        _ if ends => t.verdict_end,
        (_, _, true) => t.verdict_open,
        _ => t.verdict_start,
    };
    let sure = begun && verdict.confident;
    el(if sure { "section.verdict sure" } else { "section.verdict open" })
        .attr("aria-labelledby", "verdict-h")
        .id("verdict")
        .attr("data-top", verdict.top.id())
        .attr("data-now", verdict.now.id())
        .attr("data-action", verdict.action.id)
        .attr("data-party", verdict.party().id())
        .attr("data-confident", if verdict.confident { "yes" } else { "no" })
        .kid(el("h2.verdict-line|id=verdict-h|tabindex=-1|aria-live=polite").text(headline))
        .kid(way(stations).maybe(begun.then(|| hops(&because, &stations))))
        .maybe(checked.then(|| el("p").kid(el("strong").text(report::now(verdict.now)))))
        .maybe((sure || checked && !works && (ends || verdict.tells())).then(|| advice(page, sure)))
        .maybe(works.then(|| el("p.do").text(t.verdict_works_text)))
        .maybe(begun.then(|| who(page)))
        .maybe(if begun { own_links(page) } else { None })
        .maybe(begun.then(|| odds(verdict)))
        .maybe((!verdict.because.is_empty()).then(|| why(verdict)))
        .maybe(begun.then(|| cannot(verdict)))
}

/// What to do now.
fn advice(page: &Page, sure: bool) -> El {
    let t = ui();
    let verdict = page.verdict;
    // What an action's text says of the cause is one of several guesses then.
    let (lead, so) = if verdict.tells() { (t.verdict_likely_do, ". ") } else { (t.verdict_first_step, t.verdict_if_so) };
    let likely = if sure { None } else { Some(el("strong").text(lead).text(" ").text(verdict.action.title).text(so)) };
    el("p.do").maybe(likely).text(verdict.action.text)
}

/// Who can act, and what the other side does about the likeliest fault.
fn who(page: &Page) -> El {
    let t = ui();
    let Page { model, verdict, .. } = page;
    let owner = model.case.role == Role::Owner;
    let (other, name) = if owner { (Role::Visitor, t.verdict_visitor) } else { (Role::Owner, t.verdict_owner) };
    let acts = match verdict.party() {
        Party::Visitor if owner => t.verdict_the_visitor,
        Party::SiteOwner if owner => t.party_visitor,
        party => party_name(party),
    };
    let who =
        el("p.quiet|id=who").text(if verdict.confident { t.verdict_party } else { t.verdict_party_likely }).text(" ").text(acts).text(". ");
    match verdict.action_of(other) {
        Some(theirs) => who.text(name).text(" ").text(theirs.title).text("."),
        None => who,
    }
}

/// Over every station of the picture, what opens its reason below: what it shows, and which answer says so.
fn hops(because: &[[&'static str; 2]; 8], stations: &[Station; 8]) -> El {
    let items = Hop::ALL.iter().zip(stations).zip(because).map(|((hop, state), [for_it, against])| {
        let t = ui();
        let quiet = *state == Station::Quiet;
        let (word, why) = match (against.is_empty(), quiet || *state == Station::Cleared) {
            (_, false) if !for_it.is_empty() => (state.word(), *for_it),
            // What no answer says, the symptom's prior does.
            (true, false) => (state.word(), t.verdict_by_error),
            // Nobody looked: that nothing points there clears nothing.
            (true, true) => (t.station_unknown, t.verdict_by_none),
            _ => (state.word(), *against),
        };
        let says = |spec| el(spec).kid(el("strong").text(report::hop_name(*hop))).text(" · ").text(word);
        el("details")
            .key(hop.id())
            .attr("data-hop", hop.id())
            .attr("name", "station")
            .kid(says("summary"))
            .kid(says("p").kid(el("span.quiet").text(" · ").text(why)))
    });
    el("div.hops").on(On::Focus, web::dom::unfold).kid(el("p.quiet").text(ui().verdict_hops)).list(items)
}

/// The likeliest faults.
fn odds(verdict: &Verdict) -> El {
    let bar = |fault: &'static Fault, p: f32| {
        let percent = decimal(report::percent(p));
        let meter = el("meter|min=0|max=100").attr("value", percent.clone()).attr("aria-label", fault.title);
        let quiet = el("span.quiet").text(" · ").text(report::hop_name(fault.hop)).text(" · ").text(percent.clone()).text("\u{a0}%");
        el("li").key(fault.id).attr("data-fault", fault.id).kid(meter.text(percent)).kid(el("span").text(fault.title).kid(quiet))
    };
    let likely = verdict.faults.iter().take(4).filter(|(_, p)| *p >= 0.05);
    let bars = likely.filter_map(|(at, p)| Some(bar(faults().get(*at)?, *p)));
    el("div.odds").kid(el("h3").text(ui().verdict_likely)).kid(el("ul").list(bars))
}

fn why(verdict: &Verdict) -> El {
    let t = ui();
    let reasons = verdict.because.iter().enumerate().map(|(at, because)| {
        let quiet = el("span.quiet").text(" ").text(check(because.check).map_or("", |check| check.title));
        el("li").key_at(at).text(because.why).kid(quiet.text(if because.undo { t.verdict_undone } else { "" }))
    });
    el("div.why").kid(el("h3").text(t.verdict_because)).kid(el("ul").list(reasons))
}

fn cannot(verdict: &Verdict) -> El {
    el("details.cannot").kid(el("summary").text(ui().verdict_cannot)).kid(sentences(&verdict.cannot_show))
}

/// A list of sentences.
pub(super) fn sentences<T: AsRef<str>>(list: &[T]) -> El {
    el("ul").list(list.iter().enumerate().map(|(at, sentence)| el("li").key_at(at).text(sentence.as_ref().to_owned())))
}
