//! A run as CSV, JSON and Markdown.
