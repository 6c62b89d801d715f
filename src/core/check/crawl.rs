//! A site's own links, followed to a depth and a count.
