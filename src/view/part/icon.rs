//! The few icons, drawn as strokes on a 16 px grid, and the runner marks: an icon and a word each, the same everywhere.

pub use super::outline::Shape;
use crate::{
    core::{path::Runner, ui::ui},
    view::el::{El, el},
};

/// An icon; never the only sign of anything.
pub fn icon(shape: Shape) -> El {
    el("svg.icon|viewBox=0 0 16 16|width=16|height=16|aria-hidden=true").kid(el("path").attr("d", shape.outline()))
}

/// Who runs a check: icon, word and colour.
pub fn runner_mark(runner: Runner) -> El {
    let t = ui();
    let (spec, shape, word) = match runner {
        Runner::Page => ("span.runner page", Shape::Page, t.runner_page),
        Runner::Visitor => ("span.runner you", Shape::You, t.runner_visitor),
        Runner::Owner => ("span.runner owner", Shape::Owner, t.runner_owner),
    };
    el(spec).kid(icon(shape)).kid(el("span").text(word))
}
