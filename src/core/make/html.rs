//! Text for HTML.

/// Escapes text for an element or a quoted attribute (WHATWG HTML, section 13.3: `&`, `<`, `>` and both quotes).
///
/// ```
/// assert_eq!(isitme::core::make::html::escape("A&B \"<i>\""), "A&amp;B &quot;&lt;i&gt;&quot;");
/// ```
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(c),
        }
    }
    out
}
