//! Who is asked next: politely, and as fast as that allows.
