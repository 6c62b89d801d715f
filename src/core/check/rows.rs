//! What came out of a run: sorted, filtered, searched, summed up.
