//! The report: copied as text, sent by mail, shared as a link that keeps the case in its fragment. Secrets are taken out, and can be put
//! back by hand.

use super::{Act, Page, own_links, radio};
use crate::{
    core::{
        diagnose::{Evidence, print},
        path::Party,
        redact,
        report::{self, About, Form},
        text::{encode, has},
        ui::ui,
    },
    view::{
        el::{El, On, el},
        part::{
            icon::{Shape, icon},
            right::right,
        },
    },
    web::{self, clipboard::Copied},
};

/// The section; hidden as long as there is nothing to report.
pub(super) fn view(page: &Page) -> El {
    let t = ui();
    let model = page.model;
    // When it failed is what others look for in their logs; where nobody saw that here, when it was looked at first.
    let timed = || model.case.evidence.iter().filter(|own| own.at.is_some());
    let fails = |own: &&Evidence| ["-error", "status-4", "status-5", "no-answer", "timed-out"].iter().any(|word| has(own.answer, word));
    let at = timed().rfind(fails).or(timed().next()).and_then(|own| own.at).unwrap_or(0);
    let ready = !model.case.evidence.is_empty();
    let to = match (model.report_to, page.verdict.party()) {
        (Some(to), _) => to,
        // Who has it in hand themselves may still ask the site's people.
        (None, Party::Visitor) => Party::SiteOwner,
        (None, party) => party,
    };
    let about = About {
        at,
        local: if at > 0 { web::clock::local(at) } else { String::new() },
        browser: model.platform.map_or_else(String::new, |own| own.say() + " (" + &web::platform::user_agent() + ")"),
        to: Some(to),
        form: model.report_form,
    };
    let outgoing = model.outgoing(model.report_whole);
    let text = if ready { report::report(&outgoing, page.verdict, &about) } else { String::new() };
    // A mail is read by a person.
    let mailed = if ready { report::report(&outgoing, page.verdict, &About { form: Form::Text, ..about }) } else { String::new() };
    let secrets = model.case.url.as_ref().is_some_and(|url| redact::address(url) != *url);
    let link = page.nav.to(&model.link(model.report_whole));
    let check_box =
        el("input|type=checkbox").checked(model.report_whole).on(On::Change, page.act(|event| Act::ReportWhole(web::dom::checked(event))));
    let choice = |party: Party, word: &'static str| radio(page, "report-to", to == party, word, false, move || Act::ReportTo(party));
    let form =
        |form: Form, word: &'static str| radio(page, "report-form", model.report_form == form, word, false, move || Act::ReportForm(form));
    let watch = model.sendable().map(|address| {
        let mut href = page.nav.to("check/?url=");
        // It goes to our own host as a query: without secrets, as every link.
        href.push_str(&encode(&redact::address(&address.href())));
        el("a.button|id=watch-it").attr("href", href).text(t.report_watch)
    });
    let copy_text = el("button.primary|type=button|id=copy-report")
        .on(On::Click, copy(page, text.clone(), "report-text", t.report_copied))
        .kid(icon(Shape::Copy))
        .text(t.report_copy);
    let copy_link = el("button.button|type=button|id=copy-link")
        .on(On::Click, copy(page, link.clone(), "report-link", t.report_link_copied))
        .text(t.report_link);
    let mut body = String::from("The verdict and what was wrong with it:\n\n\n```\n");
    body.push_str(&print(&model.outgoing(false)));
    body.push_str("```\n");
    let title = String::from("Verdict: ") + &report::symptom(model.case.symptom);
    el("section.part report|aria-labelledby=report-h|id=report")
        .flag("hidden", !ready)
        .kid(el("h2|id=report-h").text(t.report_title))
        .kid(el("p").text(t.report_lead))
        .kid(
            el("fieldset.role")
                .kid(el("legend").text(t.report_for))
                .kid(choice(Party::SiteOwner, t.party_site_owner))
                .kid(choice(Party::NetworkAdmin, t.party_network_admin))
                .kid(choice(Party::Provider, t.party_provider)),
        )
        .kid(
            el("fieldset.role")
                .kid(el("legend").text(t.report_as))
                .kid(form(Form::Text, t.report_as_text))
                .kid(form(Form::Markdown, t.report_as_markdown))
                .kid(form(Form::Json, t.report_as_json)),
        )
        .kid(el("label.choice").flag("hidden", !secrets).kid(check_box).kid(el("span").text(t.report_whole)))
        .kid(el("pre|id=report-text|tabindex=0|role=region").attr("aria-label", t.report_text).text(text.clone()))
        .kid(
            el("p.buttons")
                .kid(copy_text)
                .kid(el("a.button").attr("href", mail(page, to, &mailed)).text(t.report_mail))
                .kid(copy_link)
                .maybe(watch),
        )
        .maybe(own_links(page))
        .kid(el("p.says|role=status").text(model.told))
        .kid(el("p.quiet link-line").kid(el("code|id=report-link").text(link)))
        .kid(right(&title, &body))
}

/// A link that opens a mail with the report.
fn mail(page: &Page, to: Party, text: &str) -> String {
    // The site's own; whoever runs the visitor's network is somebody else.
    let contact = page.model.config.as_ref().and_then(|config| config.contact.as_deref()).filter(|_| to != Party::NetworkAdmin);
    let mut href = contact.filter(|contact| contact.starts_with("mailto:")).unwrap_or("mailto:").to_owned();
    href.push_str(if href.contains('?') { "&subject=" } else { "?subject=" });
    href.push_str(&encode(ui().report_subject));
    href.push_str(&encode(&report::symptom(page.model.case.symptom)));
    href.push_str("&body=");
    href.push_str(&encode(text));
    href
}

/// Copies a text (or the whole address of a path of ours) and says so.
fn copy(page: &Page, text: String, shown_by: &'static str, told: &'static str) -> impl Fn(yew::Event) + 'static {
    let dispatch = page.dispatch.clone();
    move |_| {
        let (text, dispatch) = (text.clone(), dispatch.clone());
        web::spawn(async move {
            let text = if shown_by == "report-link" { web::platform::absolute(&text) } else { text };
            let copied = web::clipboard::copy(&text, shown_by).await;
            dispatch.dispatch(Act::Told(if copied == Copied::Yes { told } else { ui().report_selected }));
        });
    }
}
