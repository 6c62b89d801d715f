//! Small helpers for writing Rust source.

/// A string literal.
pub fn string(text: &str) -> String {
    format!("{text:?}")
}

/// A slice literal, `&[a, b]`.
pub fn slice<T>(items: impl IntoIterator<Item = T>, write: impl Fn(T) -> String) -> String {
    let items: Vec<String> = items.into_iter().map(write).collect();
    format!("&[{}]", items.join(", "))
}
