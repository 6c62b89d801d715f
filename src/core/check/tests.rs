//! How pool, rows and export work together, and how long that takes.

use std::collections::{HashMap, VecDeque};

use super::{
    export::{How, Item, csv, json, markdown},
    pool::{Back, Caps, Next, Pool},
    rows::{By, Filter, Group, Row, Rows, Sort},
};
use crate::core::probe::{Attempt, AttemptResult, Engine, Observation, conclude};

const AT: i64 = 1_795_341_600_000;

/// The time that this thread has had a processor, in seconds: other work on a busy machine does not count. Elsewhere than on Linux, the clock's.
fn worked() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let on_processor = told.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    on_processor.map_or_else(
        || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64()),
        |nanoseconds| nanoseconds / 1e9,
    )
}

/// How long it takes, in seconds: the best of three means, since the system may count time in steps of some milliseconds.
fn time<S>(repeats: u32, prepare: impl Fn() -> S, run: impl Fn(S)) -> f64 {
    let means = (0..3).map(|_| {
        let starts: Vec<S> = (0..repeats).map(|_| prepare()).collect();
        let began = worked();
        starts.into_iter().for_each(&run);
        (worked() - began) / f64::from(repeats)
    });
    means.fold(f64::MAX, f64::min)
}

/// Enough for such steps to weigh little.
const REPEATS: u32 = if cfg!(debug_assertions) { 5 } else { 40 };

/// A pretended browser: one request takes 100 ms, some sites answer nothing, one is busy at first.
#[test]
fn a_run_from_the_list_to_the_files() {
    let addresses: Vec<String> = (0..300).map(|nth| format!("https://site{}.example/page/{nth}", nth % 7)).collect();
    let hosts: Vec<u32> = (0..300).map(|nth| nth % 7).collect();
    let mut pool = Pool::new(&hosts, Caps::default());
    let mut rows = Rows::new(addresses.iter().map(String::as_str));
    let mut stored = HashMap::new();
    let mut flying: VecDeque<(f64, u32)> = VecDeque::new();
    let mut now = 0.0;
    let mut left = Vec::new();
    loop {
        match pool.next(now) {
            Next::Ask(index) => flying.push_back((now + 100.0, index)),
            Next::Done => break,
            Next::Wait(ms) if flying.is_empty() => now += f64::from(ms),
            Next::Wait(_) | Next::Full => {
                let (at, index) = flying.pop_front().expect("something in flight");
                now = at;
                let busy = index % 7 == 3 && now < 9000.0;
                let mut attempt = Attempt::new(if busy { AttemptResult::Status(429) } else { AttemptResult::Status(200) }, 100);
                attempt.retry_after = busy.then_some(4);
                let mut seen = Observation::new(Engine::Unknown, attempt);
                if index % 7 == 5 {
                    seen.cors.result = AttemptResult::Failed;
                    seen.no_cors = Some(seen.cors.clone());
                }
                let outcome = conclude(&seen);
                let row = Row::from(&outcome, AT + now as i64);
                stored.insert(index, row.print());
                rows.set(index, row);
                pool.done(index, Back::of(&outcome, 0.5), now);
                left.extend(pool.progress(now).left_ms.map(|left| (now, left)));
            }
            Next::Paused => panic!("nobody paused it"),
        }
    }
    assert_eq!((rows.count(Group::NoAnswer), rows.count(Group::Success), rows.count(Group::NotYet)), (43, 257, 0));
    // Once nothing was busy any more, the estimate was within a half of what came, until the last second.
    for (at, left) in left.iter().filter(|(at, _)| *at > 9000.0 && *at < now - 1000.0) {
        let ratio = *left as f64 / (now - at);
        assert!((0.5..1.5).contains(&ratio), "at {at} of {now}: {left} left");
    }

    // The tab is closed halfway and opened again.
    let mut again = Rows::new(addresses.iter().map(String::as_str));
    for (index, line) in stored.iter().filter(|(index, _)| **index < 100) {
        again.set(*index, Row::parse(line));
        assert_eq!(again.get(*index), rows.get(*index));
    }
    let pool = Pool::going_on(&hosts, Caps::default(), |index| again.get(index).is_some());
    assert_eq!(pool.progress(0.0).done, 100);

    let order = rows.view(&Filter { group: Some(Group::NoAnswer), text: "SITE5" }, Sort { by: By::Address, down: false });
    let items: Vec<Item> =
        order.iter().map(|index| Item { address: rows.address(*index), row: rows.get(*index), ..Item::default() }).collect();
    let how = How { made: AT, whole: false, contacts: &[] };
    assert_eq!(csv(&items, how).lines().count(), 44);
    // A line for each, one that begins, one between the rows and the hosts, and one that ends.
    assert_eq!(json(&items, how).lines().count(), 46);
    assert!(markdown(&items, how).starts_with("43 addresses, 2026-11-22T10:00:00Z. No answer: 43.\n"));
}

fn large(count: u32) -> Rows {
    // Scattered, with long common beginnings.
    let mut rows = Rows::new((0..count).map(|index| {
        let nth = index.wrapping_mul(2_654_435_761) % 10_007;
        format!("https://www.shop{}.example.com/category/products/item-{nth}?page={}", nth % 40, nth % 7)
    }));
    for index in 0..count {
        let status = [200, 200, 404, 503, 301][index as usize % 5];
        let nth = index.wrapping_mul(2_246_822_519);
        let line =
            format!("1 {status} {} - {} https://www.shop{}.example.com/category/new/item-{nth}", nth % 3000, AT + i64::from(nth), nth % 40);
        rows.set(index, Row::parse(&line));
    }
    rows
}

/// A view of 10,000 rows takes less than 5 ms in a release build; in any, four times as many rows take about four times as long.
#[test]
fn views_are_quick() {
    let (small, large) = (large(2500), large(10_000));
    for by in [By::ListOrder, By::Address, By::Outcome, By::Time, By::When, By::Redirect] {
        for text in ["", "example.com zzz", "4xx item-1"].into_iter().filter(|text| by == By::ListOrder || text.is_empty()) {
            // Each time with ranks to be made anew.
            let view = |rows: &Rows| {
                time(
                    REPEATS,
                    || rows.clone_without_ranks(),
                    |rows| {
                        std::hint::black_box(rows.view(&Filter { group: None, text }, Sort { by, down: true }));
                    },
                )
            };
            let (short, long) = (view(&small), view(&large));
            println!("{by:?} {text:?}: {:.2} ms", long * 1e3);
            assert!(long < short.max(0.001) * 10.0, "{by:?} {text:?}: {short} s for 2,500 rows, {long} s for 10,000");
            assert!(cfg!(debug_assertions) || long < 0.005, "{by:?} {text:?}: {long} s");
        }
    }
}

/// Every step of a run and the files at its end, for a list on one host, on some, and each on its own.
#[test]
fn steps_are_quick() {
    let run = |count: u32, hosts: u32| {
        time(
            REPEATS,
            || Pool::new(&(0..count).map(|index| index % hosts).collect::<Vec<_>>(), Caps { per_host: 6, all: 16 }),
            |mut pool| {
                let mut now = 0.0;
                let mut flying = VecDeque::new();
                loop {
                    match pool.next(now) {
                        Next::Ask(index) => flying.push_back(index),
                        Next::Done => break,
                        Next::Wait(ms) if flying.is_empty() => now += f64::from(ms),
                        _ => {
                            now += 1.0;
                            let index = flying.pop_front().expect("something in flight");
                            let slow = Back::SlowDown { unavailable: false, retry_after: Some(1), jitter: 0.0 };
                            pool.done(index, if index % 10 == 0 { slow } else { Back::Stands }, now);
                        }
                    }
                }
            },
        )
    };
    for share in [1, 50, 2] {
        let of = |count: u32| run(count, if share == 1 { 1 } else { count / share });
        let (short, long) = (of(2500), of(10_000));
        println!("10,000 addresses, {share} a host: {:.2} ms", long * 1e3);
        assert!(long < short.max(0.001) * 12.0, "{share}: {short} s for 2,500 addresses, {long} s for 10,000");
    }
    let count: u32 = if cfg!(debug_assertions) { 2500 } else { 10_000 };
    let rows = large(count);
    let items: Vec<Item> = (0..count).map(|index| Item { address: rows.address(index), row: rows.get(index), ..Item::default() }).collect();
    for (name, write) in [("CSV", csv as fn(&[Item], How) -> String), ("JSON", json), ("Markdown", markdown)] {
        for whole in [true, false] {
            let long = time(1, || (), |()| assert!(write(&items, How { made: AT, whole, contacts: &[] }).len() > 100 * count as usize));
            println!("{name} of {count} rows, whole: {whole}: {:.1} ms", long * 1e3);
            assert!(long < 1.0, "{name}: {long} s");
        }
    }
}
