//! The links of an HTML page.
