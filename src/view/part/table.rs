//! Tables that may be wider than the screen.

use crate::view::el::{El, el};

/// A table in a frame that scrolls sideways, also by keyboard; `body`: its rows.
pub fn wide_table(label: &'static str, body: El) -> El {
    frame(label, el("table").kid(body))
}

/// The same with a head.
pub fn wide_table_with_head(label: &'static str, head: El, body: El) -> El {
    frame(label, el("table").kid(head).kid(body))
}

fn frame(label: &'static str, table: El) -> El {
    el("div.wide|tabindex=0|role=group").attr("aria-label", label).kid(table)
}
