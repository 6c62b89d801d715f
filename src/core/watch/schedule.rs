//! When a watch asks again.
