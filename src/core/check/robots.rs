//! What a site's robots.txt permits (RFC 9309).
