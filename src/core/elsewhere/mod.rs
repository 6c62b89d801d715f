//! The same address from elsewhere: a client of Globalping, without the network (`research/browser.md` B.3).
