//! What pattern outcomes make over time, and what that means.
