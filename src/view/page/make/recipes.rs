//! Where the snippet is pasted on platforms that people write help pages with.

use crate::{
    core::ui::make_ui,
    view::{
        el::{El, el},
        part::table::wide_table_with_head,
    },
};

/// Which form works.
#[derive(Clone, Copy)]
enum Form {
    /// Script or frame.
    Both,
    /// The frame.
    Frame,
    /// A link, where frames are not kept.
    Link,
}

/// A platform.
struct Recipe {
    name: &'static str,
    form: Form,
    what: &'static str,
    /// Its documentation was read and says so.
    verified: bool,
}

fn recipes() -> [Recipe; 13] {
    let t = make_ui();
    let recipe = |name, form, what, verified| Recipe { name, form, what, verified };
    [
        recipe("HTML", Form::Both, t.recipe_html, true),
        recipe("WordPress", Form::Both, t.recipe_wordpress, true),
        recipe("Docusaurus (MDX)", Form::Both, t.recipe_docusaurus, true),
        recipe("Hugo", Form::Both, t.recipe_hugo, true),
        recipe("Jekyll", Form::Both, t.recipe_jekyll, false),
        recipe("MkDocs", Form::Both, t.recipe_mkdocs, true),
        recipe("Zendesk Guide", Form::Frame, t.recipe_zendesk, false),
        recipe("Intercom Articles", Form::Link, t.recipe_intercom, false),
        recipe("Freshdesk", Form::Frame, t.recipe_freshdesk, false),
        recipe("Help Scout Docs", Form::Frame, t.recipe_help_scout, false),
        recipe("Document360", Form::Frame, t.recipe_document360, false),
        recipe("Notion", Form::Frame, t.recipe_notion, false),
        recipe("Confluence", Form::Frame, t.recipe_confluence, false),
    ]
}

/// The table.
pub(super) fn view() -> El {
    let t = make_ui();
    let rows = recipes().into_iter().enumerate().map(|(at, own)| {
        let form = match own.form {
            Form::Both => t.build_form_both,
            Form::Frame => t.build_form_frame,
            Form::Link => t.build_form_link,
        };
        let mark = (!own.verified).then(|| el("span.unverified").text(t.build_unverified));
        el("tr").key_at(at).kid(el("th|scope=row").text(own.name)).kid(el("td").text(form)).kid(el("td").text(own.what).maybe(mark))
    });
    let head = [t.build_platform, t.build_form, t.build_where];
    let head =
        el("thead").kid(el("tr").list(head.into_iter().enumerate().map(|(at, word)| el("th").key_at(at).attr("scope", "col").text(word))));
    el("section.part|aria-labelledby=recipes-h")
        .kid(el("h2|id=recipes-h").text(t.build_recipes))
        .kid(el("p").text(t.build_recipes_lead))
        .kid(wide_table_with_head(t.build_recipes, head, el("tbody").list(rows)))
}
