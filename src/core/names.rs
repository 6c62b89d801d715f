//! The names of the codes without the catalog, which is 80 KB that programs of one page do not need.

/// `404 Not Found`; the number alone where it has no name.
pub fn label(status: u16) -> String {
    let mut out = super::text::decimal(status);
    if let Ok(at) = NAMES.binary_search_by_key(&status, |(code, _)| *code) {
        out.push(' ');
        out.push_str(NAMES[at].1);
    }
    out
}

include!(concat!(env!("OUT_DIR"), "/code-names.rs"));

#[cfg(test)]
mod tests {
    use super::label;
    use crate::core::catalog;

    #[test]
    fn as_the_catalog_has_them() {
        for entry in catalog::codes() {
            assert_eq!(entry.code().map(label), Some(entry.label()));
        }
        assert_eq!(label(42), "42");
    }
}
