//! Reads a list of addresses: text, CSV, Markdown, HTML, sitemaps.
