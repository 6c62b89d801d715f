//! `/about/`: how it works, what it does with data, and every host that can ever be contacted, and when.

use yew::prelude::*;

use crate::{
    core::{config::Config, ui::ui},
    view::{nav::use_nav, part::right::repository},
    web,
};

/// The page.
#[component]
pub fn About() -> Html {
    let t = ui();
    let nav = use_nav();
    let config = use_state(Config::default);
    let slash = use_state(|| true);
    {
        let (config, slash, base) = (config.clone(), slash.clone(), nav.base.clone());
        use_effect_with((), move |()| {
            slash.set(web::storage::get(web::history::SLASH_KEY).as_deref() != Some("off"));
            web::spawn(async move { config.set(web::config::load(&base).await) });
        });
    }
    let toggle = {
        let slash = slash.clone();
        Callback::from(move |event: Event| {
            let on = web::dom::checked(&event);
            if on {
                web::storage::remove(web::history::SLASH_KEY);
            } else {
                web::storage::set(web::history::SLASH_KEY, "off");
            }
            slash.set(on);
        })
    };
    let hosts = |urls: &[String]| urls.iter().map(|url| Config::host(url)).collect::<Vec<_>>().join(", ");
    let row = |who: String, when: &'static str, learns: &'static str| html! {
        <tr key={when}><th scope="row">{ who }</th><td>{ when }</td><td>{ learns }</td></tr>
    };
    html! {
        <>
            <h1>{ t.about_title }</h1>
            <p class="lead">{ t.about_lead }</p>
            <section class="part"><h2>{ t.about_explain_title }</h2><p>{ t.about_explain }</p></section>
            <section class="part"><h2>{ t.about_check_title }</h2><p>{ t.about_check }</p></section>
            <section class="part"><h2>{ t.about_ask_title }</h2><p>{ t.about_ask }</p></section>
            <section class="part" id="privacy">
                <h2>{ t.about_privacy_title }</h2>
                <p>{ t.about_privacy_load }</p>
                <p>{ t.about_privacy_kept }</p>
                <h3>{ t.about_privacy_hosts }</h3>
                <div class="wide" tabindex="0" role="group" aria-label={t.about_privacy_hosts}>
                    <table>
                        <thead><tr><th scope="col">{ t.about_hosts_who }</th><th scope="col">{ t.about_hosts_when }</th><th scope="col">{ t.about_hosts_learns }</th></tr></thead>
                        <tbody>
                            { row(t.about_host_target.to_owned(), t.about_host_target_when, t.about_host_target_learns) }
                            { row(hosts(&config.controls), t.about_host_control_when, t.about_host_control_learns) }
                            { row(hosts(&config.resolvers), t.about_host_resolver_when, t.about_host_resolver_learns) }
                        </tbody>
                    </table>
                </div>
                <p>{ t.about_hosts_mine }</p>
                <p>{ t.about_send }</p>
            </section>
            <section class="part">
                <h2>{ t.about_keys_title }</h2>
                <p>{ t.about_keys }</p>
                <label class="choice"><input type="checkbox" id="slash" checked={*slash} onchange={toggle} /><span>{ t.about_keys_off }</span></label>
            </section>
            <section class="part"><h2>{ t.about_browsers_title }</h2><p>{ t.about_browsers }</p></section>
            <section class="part"><h2>{ t.about_source_title }</h2><p>{ t.about_source }{ " " }<a href={repository()} rel="noopener noreferrer">{ repository() }</a></p></section>
        </>
    }
}
