//! `/about/`: how it works, what it does with data, and every host that can ever be contacted, and when.

use yew::prelude::*;

use crate::{
    core::{config::Config, ui::ui},
    view::{
        el::{On, el, group},
        host::Hooks,
        nav::Nav,
        part::{right::repository, table::wide_table_with_head},
    },
    web,
};

/// The page.
pub fn about(hooks: &mut Hooks, nav: &Nav) -> Html {
    let t = ui();
    let config = hooks.kept(Config::default());
    let slash = hooks.kept(true);
    let (own_config, own_slash, base) = (config.clone(), slash.clone(), nav.base.clone());
    hooks.change(
        None,
        Box::new(move || {
            own_slash.set(web::storage::get(web::history::SLASH_KEY).as_deref() != Some("off"));
            web::spawn(async move { own_config.set(web::config::load(&base).await) });
            None
        }),
    );
    let toggle = {
        let slash = slash.clone();
        move |event: Event| {
            let on = web::dom::checked(&event);
            if on {
                web::storage::remove(web::history::SLASH_KEY);
            } else {
                web::storage::set(web::history::SLASH_KEY, "off");
            }
            slash.set(on);
        }
    };
    let hosts = |urls: &[String]| urls.iter().map(|url| Config::host(url)).collect::<Vec<_>>().join(", ");
    let row = |who: String, when: &'static str, learns: &'static str| {
        el("tr").key(when).kid(el("th").attr("scope", "row").text(who)).kid(el("td").text(when)).kid(el("td").text(learns))
    };
    let column = |title: &'static str| el("th").attr("scope", "col").text(title);
    let part = |title: &'static str| el("section.part").kid(el("h2").text(title));
    let brief = |title: &'static str, words: &'static str| part(title).kid(el("p").text(words));
    let head = el("tr").kid(column(t.about_hosts_who)).kid(column(t.about_hosts_when)).kid(column(t.about_hosts_learns));
    let rows = el("tbody")
        .kid(row(t.about_host_target.to_owned(), t.about_host_target_when, t.about_host_target_learns))
        .kid(row(hosts(&config.controls), t.about_host_control_when, t.about_host_control_learns))
        .kid(row(hosts(&config.resolvers), t.about_host_resolver_when, t.about_host_resolver_learns));
    let check_box = el("input").attr("type", "checkbox").id("slash").checked(*slash).on(On::Change, toggle);
    let source = el("a").attr("href", repository()).attr("rel", "noopener noreferrer").text(repository());
    group()
        .kid(el("h1").text(t.about_title))
        .kid(el("p.lead").text(t.about_lead))
        .kid(brief(t.about_explain_title, t.about_explain))
        .kid(brief(t.about_check_title, t.about_check))
        .kid(brief(t.about_ask_title, t.about_ask))
        .kid(
            part(t.about_privacy_title)
                .id("privacy")
                .kid(el("p").text(t.about_privacy_load))
                .kid(el("p").text(t.about_privacy_kept))
                .kid(el("h3").text(t.about_privacy_hosts))
                .kid(wide_table_with_head(t.about_privacy_hosts, el("thead").kid(head), rows))
                .kid(el("p").text(t.about_hosts_mine))
                .kid(el("p").text(t.about_send)),
        )
        .kid(brief(t.about_keys_title, t.about_keys).kid(el("label.choice").kid(check_box).kid(el("span").text(t.about_keys_off))))
        .kid(brief(t.about_browsers_title, t.about_browsers))
        .kid(part(t.about_source_title).kid(el("p").text(t.about_source).text(" ").kid(source)))
        .inside()
}
