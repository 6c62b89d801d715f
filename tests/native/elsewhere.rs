//! The client of `core::elsewhere`, driven over TCP against a service that holds it to the contract (`tests/elsewhere`).

use std::{
    fmt::Write as _,
    io::{Read as _, Write as _},
    net::TcpStream,
    time::Duration,
};

use isitme::core::{
    address::Address,
    elsewhere::{
        Answer, Edge, Elsewhere, Ending, Group, GroupIs, Limit, Lookup, Measured, Note, Phase, Place, Plan, Reply, Run, Step, Trace,
        Trouble, Waiting, edge, edge_for_visitor, elsewhere,
    },
};
use serde_json::{Value, json};

use crate::service::{Asked, Canned, Met, Probe, Service, Setup, fails, redirect, status};

/// What the web glue does, natively: one request, with no header of our own but the type of a body.
fn send(method: &str, url: &str, body: Option<&str>) -> Answer {
    let Some(text) = exchange(method, url, body) else { return Answer::Failed };
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return Answer::Failed };
    let header = |name: &str| {
        head.lines().find_map(|line| {
            let (known, value) = line.split_once(':')?;
            known.eq_ignore_ascii_case(name).then(|| value.trim().parse().ok())?
        })
    };
    Answer::Reply(Reply {
        status: head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0),
        retry_after: header("retry-after"),
        remaining: header("x-ratelimit-remaining"),
        reset: header("x-ratelimit-reset"),
        body: body.to_owned(),
    })
}

fn exchange(method: &str, url: &str, body: Option<&str>) -> Option<String> {
    let rest = url.strip_prefix("http://")?;
    let (host, path) = rest.split_at(rest.find('/')?);
    let mut stream = TcpStream::connect(host).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n");
    if let Some(body) = body {
        let _ = write!(request, "Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
    }
    request.push_str("\r\n");
    request.push_str(body.unwrap_or_default());
    stream.write_all(request.as_bytes()).ok()?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).ok()?;
    (!bytes.is_empty()).then(|| String::from_utf8_lossy(&bytes).into_owned())
}

/// Takes one step; `false`: there is none.
fn step(run: &mut Run, service: &Service) -> bool {
    match run.next(service.now()) {
        Step::Post { url, body } => {
            let answer = send("POST", &url, Some(&body));
            run.answer(answer, service.now());
        }
        Step::Get { url } => {
            let answer = send("GET", &url, None);
            run.answer(answer, service.now());
        }
        Step::Wait { ms, .. } => service.wait(u64::from(ms)),
        Step::Done => return false,
    }
    true
}

/// Runs it to its end.
fn finish(run: &mut Run, service: &Service) -> Measured {
    for _ in 0..2_000 {
        if !step(run, service) {
            return run.measured();
        }
    }
    panic!("it does not end: {run:?}");
}

fn germany() -> Place {
    Place::new(Some(3320), Some("DE"))
}

fn run_at(service: &Service, address: &str) -> Run {
    Run::new(&Address::parse(address).unwrap(), germany(), &service.url, Plan::default())
}

/// The whole way with a visitor in AS3320 in Germany, and the client keeps to the contract.
#[track_caller]
fn ask(setup: Setup, address: &str) -> (Measured, Service) {
    let service = Service::start(setup);
    let seen = finish(&mut run_at(&service, address), &service);
    assert_eq!(service.breaches(), [""; 0]);
    (seen, service)
}

fn group(seen: &Measured, group: Group) -> &isitme::core::elsewhere::Summary {
    seen.groups.iter().find(|sum| sum.group == group).unwrap()
}

const SHOP: &str = "https://shop.example.com/cart";

fn near(probe: &Probe) -> bool {
    probe.country == "DE"
}

#[test]
fn a_site_that_works() {
    let (seen, service) = ask(Setup::new(|_, _| status(200)), SHOP);
    let outcome = elsewhere(&seen);
    assert_eq!(outcome.is, Elsewhere::WorksEverywhere, "{outcome:?}");
    // What answers the test servers says nothing of the visitor's own way.
    assert_eq!((edge(&seen).is, edge_for_visitor(&seen)), (Edge::NoEdge, None));
    assert_eq!((seen.trouble.clone(), seen.notes.as_slice()), (None, &[][..]));
    // One measurement, with HEAD, of as many tests as was said before.
    let posts = service.posts();
    assert_eq!(posts.len(), 1);
    assert_eq!(posts[0]["measurementOptions"], json!({"protocol": "HTTPS", "request": {"method": "HEAD", "path": "/cart"}}));
    let (first, most) = Plan::default().tests(&germany());
    assert!(seen.spent <= u32::from(first) && first <= most);
    assert_eq!(seen.limit, Some(Limit { remaining: 250 - seen.spent, reset_s: Some(1740) }));
    assert_eq!(service.tests(), 250 - seen.spent);
    // Groups are by what the probes say of themselves: the one of AS3320 abroad is not the visitor's network.
    assert_eq!(group(&seen, Group::Network).finished, 4);
    assert!(group(&seen, Group::Country).finished >= 3 && group(&seen, Group::World).finished >= 3);
    for row in &seen.rows {
        assert_eq!(row.group == Group::World, row.country != "DE");
        assert_eq!(row.group == Group::Network, row.country == "DE" && row.asn == 3320);
        assert_eq!((row.ending, row.ms, row.by_get), (Ending::Ok(200), Some(80), false));
    }
    assert_eq!(seen.rows[0].network, "Deutsche Telekom AG");
    let window = seen.window.unwrap();
    assert!(window.accepts(1_795_000_000_000) && !window.accepts(1_700_000_000_000));
    assert!(outcome.because[0].starts_with("In your own network (Deutsche Telekom AG): 4 of 4 got the page"), "{outcome:?}");
}

#[test]
fn the_own_network_abroad_is_the_world() {
    let mut setup = Setup::new(|_, _| status(200));
    setup.probes.retain(|probe| !["AF", "SA"].contains(&probe.continent));
    for probe in setup.probes.iter_mut().filter(|probe| probe.country == "AT") {
        probe.continent = "AN";
    }
    let (seen, service) = ask(setup, SHOP);
    let abroad = seen.rows.iter().find(|row| row.country == "AT").expect("one from every continent");
    assert_eq!((abroad.group, abroad.asn), (Group::World, 3320));
    // Without a country, the network is all that is known of the place.
    let place = Place::new(Some(3320), None);
    let seen = finish(&mut Run::new(&Address::parse(SHOP).unwrap(), place, &service.url, Plan::default()), &service);
    assert_eq!(seen.groups.iter().map(|sum| sum.group).collect::<Vec<_>>(), [Group::Network, Group::World]);
    assert!(seen.rows.iter().all(|row| (row.group == Group::Network) == (row.asn == 3320)));
}

#[test]
fn a_query_is_sent_only_if_the_caller_gives_it() {
    let address = Address::parse("https://shop.example.com:8443/reset?token=secret").unwrap();
    for (address, query, port) in [(Address::parse(&address.without_query()).unwrap(), None, 8443), (address, Some("token=secret"), 8443)] {
        let service = Service::start(Setup::new(|_, _| status(200)));
        finish(&mut Run::new(&address, Place::default(), &service.url, Plan::default()), &service);
        let posts = service.posts();
        assert_eq!(posts[0]["measurementOptions"]["request"].get("query").and_then(Value::as_str), query);
        assert_eq!(posts[0]["measurementOptions"]["port"], port);
        assert_eq!(service.breaches(), [""; 0]);
    }
}

#[test]
fn a_secret_in_the_path_goes_to_nobody() {
    for path in ["reset/eyJhbGciOiJIUzI1NiJ9.e30.abcdefghijklmnop", "unsubscribe/jane@example.com"] {
        let service = Service::start(Setup::new(|_, _| status(200)));
        let address = Address::parse(&format!("https://shop.example.com/{path}")).unwrap();
        let seen = finish(&mut Run::new(&address, Place::default(), &service.url, Plan::default()), &service);
        assert!(service.requests().is_empty(), "{path}: {:?}", service.requests());
        assert!(seen.trouble.is_some_and(|trouble| trouble.say().contains("secret")), "{path}");
    }
}

#[test]
fn a_site_that_is_down() {
    let (seen, service) = ask(Setup::new(|_, _| fails("connect ECONNREFUSED 93.184.216.34:443")), SHOP);
    assert_eq!(elsewhere(&seen).is, Elsewhere::FailsEverywhere);
    assert_eq!(edge(&seen).is, Edge::CantTell);
    assert!(seen.rows.iter().all(|row| row.ending == Ending::Silent(Phase::Connect)));
    assert_eq!(seen.rows[0].message.as_deref(), Some("connect ECONNREFUSED 93.184.216.34:443"));
    assert_eq!(seen.window, None);
    // A refused connection needs no second try.
    assert_eq!(service.posts().len(), 1);
}

#[test]
fn an_error_is_confirmed_as_a_browser_would_ask() {
    let (seen, service) = ask(Setup::new(|_, _| status(500)), SHOP);
    assert_eq!(elsewhere(&seen).is, Elsewhere::FailsEverywhere);
    let posts = service.posts();
    assert_eq!(posts.len(), 2);
    assert_eq!(posts[1]["measurementOptions"]["request"]["method"], "GET");
    assert_eq!(posts[1]["locations"], json!(seen.id.clone().unwrap()));
    assert!(seen.rows.iter().all(|row| row.by_get && row.ending == Ending::Error(500)));
    // A gateway's word about the machine behind it is not about the method.
    let (_, service) = ask(Setup::new(|_, _| status(502)), SHOP);
    assert_eq!(service.posts().len(), 1);
}

#[test]
fn a_server_that_takes_no_head() {
    for refusal in [405, 501, 404, 403] {
        let (seen, _) = ask(Setup::new(move |_, asked| status(if asked.method == "HEAD" { refusal } else { 200 })), SHOP);
        assert_eq!(elsewhere(&seen).is, Elsewhere::WorksEverywhere, "{refusal}");
        assert!(seen.rows.iter().all(|row| row.by_get && row.ending == Ending::Ok(200)));
    }
    // A server that hangs up on HEAD.
    let (seen, _) = ask(Setup::new(|_, asked| if asked.method == "HEAD" { fails("other side closed") } else { status(200) }), SHOP);
    assert_eq!(elsewhere(&seen).is, Elsewhere::WorksEverywhere);
    // If the second try comes to nothing, 405 says nothing about the page, and 404 does.
    for (refusal, expected, ending) in
        [(405, Elsewhere::CantTell, Ending::Answered(405)), (404, Elsewhere::FailsEverywhere, Ending::Error(404))]
    {
        let failing = Met::Failed(Some("internal"), "Probe is overloaded.".to_owned());
        let (seen, _) = ask(Setup::new(move |_, asked| if asked.method == "HEAD" { status(refusal) } else { failing.clone() }), SHOP);
        assert_eq!((elsewhere(&seen).is, seen.rows[0].ending), (expected, ending));
    }
}

#[test]
fn blocked_in_the_own_network_or_in_the_country() {
    let (seen, _) = ask(Setup::new(|probe, _| if near(probe) && probe.asn == 3320 { fails("read ECONNRESET") } else { status(200) }), SHOP);
    assert_eq!(elsewhere(&seen).is, Elsewhere::FailsSameIsp);
    assert_eq!(group(&seen, Group::Network).is, GroupIs::Fails);
    let (seen, _) = ask(Setup::new(|probe, _| if near(probe) { fails("queryA ENOTFOUND shop.example.com") } else { status(200) }), SHOP);
    assert_eq!(elsewhere(&seen).is, Elsewhere::FailsSameCountry);
    let (seen, _) = ask(Setup::new(|probe, _| if near(probe) { status(200) } else { status(451) }), SHOP);
    assert_eq!(elsewhere(&seen).is, Elsewhere::Mixed);
}

#[test]
fn probes_that_fail_themselves_do_not_count() {
    // What is left of every group is too little.
    let (seen, _) = ask(
        Setup::new(|probe, _| match probe.city.as_str() {
            "Berlin" | "Tokyo" => fails("connect ECONNREFUSED 93.184.216.34:443"),
            _ => Met::Failed(Some("internal"), "Probe is overloaded.".to_owned()),
        }),
        SHOP,
    );
    let outcome = elsewhere(&seen);
    assert_eq!(outcome.is, Elsewhere::CantTell, "{outcome:?}");
    assert!(seen.groups.iter().all(|sum| sum.is == GroupIs::NotEnough && sum.dropped > 0), "{:?}", seen.groups);
    // Partly: three that finished are enough.
    let (seen, _) = ask(
        Setup::new(|probe, _| match probe.city.as_str() {
            "Tokyo" => Met::Failed(Some("internal"), "The measurement timed out.".to_owned()),
            "Sydney" => Met::Raw(json!({"status": "offline", "rawOutput": ""})),
            _ => status(200),
        }),
        SHOP,
    );
    assert_eq!(elsewhere(&seen).is, Elsewhere::WorksEverywhere);
    assert_eq!(group(&seen, Group::World).dropped, 2);
}

#[test]
fn slow_ones_are_not_waited_for_forever() {
    let mut setup = Setup::new(|_, _| status(200));
    setup.site = Box::new(|probe, _| match probe.city.as_str() {
        "Tokyo" => (9_000, status(200)),
        "Sydney" | "Sao Paulo" => (100, Met::Never),
        _ => (100, status(200)),
    });
    let service = Service::start(setup);
    let mut run = run_at(&service, SHOP);
    let mut progress = Vec::new();
    let mut waits = 0;
    while step(&mut run, &service) {
        progress.extend(run.progress().map(|progress| (progress.done, progress.of)));
        waits += u32::from(matches!(run.next(service.now()), Step::Wait { why: Waiting::Results, .. }));
    }
    assert_eq!(service.breaches(), [""; 0]);
    assert!(waits > 5);
    // It is seen coming in: some, then all but two.
    let seen = run.measured();
    let all = seen.rows.len();
    assert!(progress.contains(&(all - 3, all)) && progress.contains(&(all - 2, all)), "{progress:?}");
    assert!(run.progress().is_none());
    assert_eq!(elsewhere(&seen).is, Elsewhere::WorksEverywhere);
    // The service itself ends a test five seconds after its time, as a failure of its own.
    assert_eq!(group(&seen, Group::World).dropped, 2);
    assert!(service.now() >= 20_000);

    // A service that never ends it: ten seconds after the test's time is enough, and what has finished counts.
    let service = Service::start(Setup::new(|probe, _| if probe.city == "Tokyo" { Met::Never } else { status(200) }));
    let mut run = run_at(&service, SHOP);
    let Step::Post { url, body } = run.next(0) else { panic!() };
    run.answer(send("POST", &url, Some(&body)), 0);
    service.wait(1_000);
    let Step::Get { url } = run.next(500) else { panic!() };
    let answer = send("GET", &url, None);
    let mut now = 500;
    let mut looks = 0;
    while let Step::Get { .. } = run.next(now) {
        looks += 1;
        run.answer(answer.clone(), now);
        now += 500;
    }
    assert_eq!(run.next(now), Step::Done);
    assert_eq!((looks, now), (50, 25_500), "a look every half second for 25 seconds");
    let seen = run.measured();
    assert_eq!((elsewhere(&seen).is, seen.notes.as_slice()), (Elsewhere::WorksEverywhere, &[Note::Slow][..]));
}

#[test]
fn the_hours_tests_are_used_up() {
    let mut setup = Setup::new(|_, _| status(200));
    setup.tests = 3;
    let (seen, service) = ask(setup, SHOP);
    assert_eq!(seen.trouble, Some(Trouble::Limit { reset_s: Some(1740), remaining: Some(3) }));
    assert_eq!((elsewhere(&seen).is, seen.spent, service.posts().len()), (Elsewhere::CantTell, 0, 1));
    assert_eq!(seen.limit, Some(Limit { remaining: 3, reset_s: Some(1740) }));

    // Enough for the first measurement only: what follows is left out instead of running into the limit.
    let mut setup = Setup::new(|_, _| status(500));
    setup.tests = 18;
    let (seen, service) = ask(setup, SHOP);
    assert_eq!((seen.trouble.clone(), seen.notes.as_slice()), (None, &[Note::LimitNear, Note::Budget][..]));
    assert_eq!((elsewhere(&seen).is, service.posts().len()), (Elsewhere::FailsEverywhere, 1));
}

#[test]
fn retry_after_is_kept_once() {
    let limited = |seconds: &str| Canned::Reply(429, vec![("Retry-After", seconds.to_owned())], "{}".to_owned());
    // Once, and it works.
    let service = Service::start(Setup::new(|_, _| status(200)));
    service.spoil_posts([limited("7")]);
    let mut run = run_at(&service, SHOP);
    assert!(step(&mut run, &service));
    assert!(matches!(run.next(service.now()), Step::Wait { ms: 7_000, why: Waiting::RateLimit }));
    let seen = finish(&mut run, &service);
    assert_eq!((elsewhere(&seen).is, service.breaches()), (Elsewhere::WorksEverywhere, vec![]));
    // Twice: that is for the visitor to decide.
    let service = Service::start(Setup::new(|_, _| status(200)));
    service.spoil_posts([limited("1"), limited("1")]);
    let seen = finish(&mut run_at(&service, SHOP), &service);
    assert_eq!(seen.trouble, Some(Trouble::Limit { reset_s: Some(1), remaining: None }));
    // Half an hour: not waited for at all.
    let service = Service::start(Setup::new(|_, _| status(200)));
    service.spoil_posts([limited("1800")]);
    let seen = finish(&mut run_at(&service, SHOP), &service);
    assert_eq!(seen.trouble, Some(Trouble::Limit { reset_s: Some(1800), remaining: None }));

    // The same for a look; without the header for the five seconds that are documented.
    for header in [Some("3"), None] {
        let service = Service::start(Setup::new(|_, _| status(200)));
        let headers = header.map(|seconds| ("Retry-After", seconds.to_owned())).into_iter().collect();
        service.spoil_looks([Canned::Reply(429, headers, "{}".to_owned())]);
        let mut run = run_at(&service, SHOP);
        while !matches!(run.next(service.now()), Step::Wait { why: Waiting::RateLimit, .. }) {
            assert!(step(&mut run, &service));
        }
        let seen = finish(&mut run, &service);
        assert_eq!((elsewhere(&seen).is, service.breaches()), (Elsewhere::WorksEverywhere, vec![]));
    }
    // And if it goes on, what had come until then counts.
    let mut setup = Setup::new(|_, _| status(200));
    setup.site = Box::new(|probe, _| (if probe.city == "Tokyo" { 20_000 } else { 50 }, status(200)));
    let service = Service::start(setup);
    let mut run = run_at(&service, SHOP);
    for _ in 0..3 {
        step(&mut run, &service);
    }
    assert!(run.progress().is_some_and(|progress| progress.done + 1 == progress.of), "{:?}", run.progress());
    service.spoil_looks([limited("1"), limited("1")]);
    let seen = finish(&mut run, &service);
    assert_eq!((elsewhere(&seen).is, seen.notes.contains(&Note::Interrupted)), (Elsewhere::WorksEverywhere, true));
}

#[test]
fn a_client_that_looks_too_often_is_stopped() {
    // The partner can fail a client: without the pause, the sixth look is refused and everything is noted.
    let service = Service::start(Setup::new(|_, _| Met::Never));
    let mut run = run_at(&service, SHOP);
    step(&mut run, &service);
    let Step::Wait { ms, .. } = run.next(service.now()) else { panic!() };
    service.wait(u64::from(ms));
    let Step::Get { url } = run.next(service.now() + 600) else { panic!() };
    let statuses: Vec<u16> = (0..6)
        .map(|_| match send("GET", &url, None) {
            Answer::Reply(reply) => reply.status,
            Answer::Failed => 0,
        })
        .collect();
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429]);
    assert_eq!(service.breaches().len(), 5);
}

#[test]
fn a_client_that_asks_wrongly_is_refused() {
    let service = Service::start(Setup::new(|_, _| status(200)));
    let right = json!({"type": "http", "target": "example.com", "locations": [{"country": "DE", "limit": 2}]});
    let post = |body: &Value| match send("POST", &format!("{}/v1/measurements", service.url), Some(&body.to_string())) {
        Answer::Reply(reply) => reply.status,
        Answer::Failed => 0,
    };
    assert_eq!(post(&right), 202);
    for (pointer, value) in [
        ("/type", json!("ping")),
        ("/target", json!("localhost")),
        ("/target", json!("192.168.0.1")),
        ("/target", json!("a..b")),
        ("/target", json!("example.com.")),
        ("/locations/0/country", json!("XX")),
        ("/locations/0/limit", json!(51)),
        ("/locations/0", json!({"limit": 1})),
        ("/locations/0", json!({"asn": "3320"})),
        ("/locations/0", json!({"place": "Berlin"})),
        ("/locations", json!(7)),
        ("", json!({"type": "http", "target": "example.com", "method": "GET"})),
        ("", json!({"type": "http", "target": "example.com", "timeout": 60})),
        ("", json!({"type": "http", "target": "example.com", "measurementOptions": {"method": "GET"}})),
        ("", json!({"type": "http", "target": "example.com", "measurementOptions": {"request": {"method": "POST"}}})),
        ("", json!({"type": "http", "target": "example.com", "limit": 1, "locations": [{"asn": 1, "limit": 1}]})),
    ] {
        let mut body = right.clone();
        *body.pointer_mut(pointer).unwrap() = value;
        assert_eq!(post(&body), 400, "{body}");
    }
}

#[test]
fn no_probe_fits() {
    let mut setup = Setup::new(|_, _| status(200));
    setup.probes.clear();
    let (seen, _) = ask(setup, SHOP);
    assert_eq!((seen.trouble.clone(), elsewhere(&seen).is), (Some(Trouble::NoProbes), Elsewhere::CantTell));
    assert!(seen.groups.iter().all(|sum| sum.is == GroupIs::NotEnough));

    // A country without probes: its groups are not enough, the others count.
    let service = Service::start(Setup::new(|_, _| status(503)));
    let place = Place::new(Some(2119), Some("NO"));
    let seen = finish(&mut Run::new(&Address::parse(SHOP).unwrap(), place, &service.url, Plan::default()), &service);
    assert_eq!(service.breaches(), [""; 0]);
    assert_eq!(group(&seen, Group::Network).is, GroupIs::NotEnough);
    assert_eq!(elsewhere(&seen).is, Elsewhere::FailsEverywhere);

    // All probes gone between two measurements: the first one counts.
    let mut setup = Setup::new(|_, _| status(500));
    setup.probes.iter_mut().for_each(|probe| probe.leaves = true);
    let (seen, service) = ask(setup, SHOP);
    assert_eq!((service.posts().len(), elsewhere(&seen).is), (2, Elsewhere::FailsEverywhere));
    assert!(seen.rows.iter().all(|row| !row.by_get));
    let service = Service::start(Setup::new(|_, _| status(500)));
    let mut run = run_at(&service, SHOP);
    while service.posts().is_empty() {
        step(&mut run, &service);
    }
    service.spoil_posts([Canned::Reply(422, vec![], "{}".to_owned())]);
    let seen = finish(&mut run, &service);
    assert_eq!((elsewhere(&seen).is, seen.notes.contains(&Note::Interrupted)), (Elsewhere::FailsEverywhere, true));
}

/// A chain of so many redirects from `/0`; after it the page.
fn chain(length: usize) -> impl Fn(&Probe, &Asked) -> Met {
    move |_, asked| {
        let at: usize = asked.url.rsplit('/').next().and_then(|at| at.parse().ok()).unwrap_or(0);
        if at < length { redirect(&format!("/{}", at + 1)) } else { status(200) }
    }
}

#[test]
fn redirects_are_followed_five_times() {
    for (length, measurements, expected, noted) in
        [(1, 2, Elsewhere::WorksEverywhere, false), (5, 6, Elsewhere::WorksEverywhere, false), (6, 6, Elsewhere::CantTell, true)]
    {
        let (seen, service) = ask(Setup::new(chain(length)), "https://shop.example.com/0");
        let posts = service.posts();
        assert_eq!((posts.len(), elsewhere(&seen).is), (measurements, expected), "{length}");
        assert_eq!(seen.notes.contains(&Note::ManyRedirects), noted);
        assert_eq!(elsewhere(&seen).because.iter().any(|line| line.contains("redirects more often")), noted);
        let row = &seen.rows[0];
        assert_eq!((row.hops.len(), row.hops[0].status), (length.min(5), 301));
        assert_eq!(row.hops.last().unwrap().to, format!("https://shop.example.com/{}", length.min(5)));
        // Always the same probes.
        assert!(posts[1..].iter().all(|post| post["locations"] == json!(seen.id.clone().unwrap())));
        assert!(seen.spent <= 120);
    }
}

#[test]
fn where_redirects_lead() {
    // To another host over http, with a query of the site's own; the error is there.
    let (seen, service) =
        ask(Setup::new(|_, asked| if asked.url == SHOP { redirect("http://www.example.com/in?from=shop#top") } else { status(502) }), SHOP);
    let posts = service.posts();
    assert_eq!(posts[1]["target"], "www.example.com");
    assert_eq!(
        posts[1]["measurementOptions"],
        json!({"protocol": "HTTP", "request": {"method": "HEAD", "path": "/in", "query": "from=shop"}})
    );
    assert_eq!(elsewhere(&seen).is, Elsewhere::FailsEverywhere);
    // In a circle, to places that are never asked, and to no address.
    for (to, note) in [
        ("/cart", Note::RedirectLoop),
        ("https://shop.example.com/cart#again", Note::RedirectLoop),
        ("https://192.168.0.1/", Note::RedirectRefused),
        ("https://user:secret@example.com/", Note::RedirectRefused),
        ("https://intranet/", Note::RedirectRefused),
        ("https://b\u{fc}cher.example.com/", Note::RedirectRefused),
        ("javascript:alert(1)", Note::RedirectRefused),
        ("https://[", Note::RedirectRefused),
    ] {
        let (seen, service) = ask(Setup::new(move |_, _| redirect(to)), SHOP);
        assert_eq!((service.posts().len(), seen.notes.as_slice()), (1, &[note][..]), "{to}");
        assert_eq!(elsewhere(&seen).is, Elsewhere::CantTell, "{to}");
        assert!(seen.rows.iter().all(|row| row.ending == Ending::Answered(301)));
    }
    // A page of its own for every country: the most frequent is followed, and where too few went is not.
    let (seen, service) = ask(
        Setup::new(|probe, asked| if asked.url == SHOP { redirect(&format!("/{}", probe.country.to_lowercase())) } else { status(200) }),
        SHOP,
    );
    assert_eq!(service.posts().len(), 2);
    assert_eq!(service.posts()[1]["measurementOptions"]["request"]["path"], "/de");
    assert_eq!((group(&seen, Group::Network).is, group(&seen, Group::World).is), (GroupIs::Works, GroupIs::Alive));
    assert_eq!(elsewhere(&seen).is, Elsewhere::WorksEverywhere);
    assert_eq!(seen.notes, [Note::Budget]);
    // Not followed at all, if the plan says so: a redirect is an answer.
    let service = Service::start(Setup::new(|_, _| redirect("/x")));
    let plan = Plan { redirects: 0, ..Plan::default() };
    let seen = finish(&mut Run::new(&Address::parse(SHOP).unwrap(), germany(), &service.url, plan), &service);
    assert_eq!((elsewhere(&seen).is, service.posts().len()), (Elsewhere::WorksEverywhere, 1));
    // No more tests than planned.
    let service = Service::start(Setup::new(chain(4)));
    let plan = Plan { most: 40, ..Plan::default() };
    let seen = finish(&mut Run::new(&Address::parse("https://shop.example.com/0").unwrap(), germany(), &service.url, plan), &service);
    assert!(seen.spent <= 40 && seen.notes == [Note::Budget], "{} {:?}", seen.spent, seen.notes);
}

#[test]
fn protection_is_not_an_outage() {
    let challenge = || status(403).through_cloudflare().with("cf-mitigated", "challenge");
    let (seen, service) = ask(Setup::new(move |_, _| challenge()), SHOP);
    let outcome = elsewhere(&seen);
    assert_eq!(outcome.is, Elsewhere::CantTell);
    assert!(outcome.why.contains("alive"));
    assert!(seen.rows.iter().all(|row| row.ending == Ending::Protected(403) && row.protection == Some("Cloudflare")));
    // It needs no second try, and shows that Cloudflare is there.
    assert_eq!((service.posts().len(), edge(&seen).is), (1, Edge::EdgeAnswers));
    // The page of a block says who wrote it only in its body, so it is seen with GET.
    let blocked = || status(403).through_cloudflare().saying("<title>Attention Required! | Cloudflare</title>");
    let (seen, _) = ask(Setup::new(move |_, _| blocked()), SHOP);
    assert!(seen.rows.iter().all(|row| row.ending == Ending::Protected(403) && row.by_get));
    // Without any mark.
    let (seen, _) = ask(Setup::new(|_, _| status(429)), SHOP);
    assert_eq!(elsewhere(&seen).is, Elsewhere::CantTell);
    // AWS challenges with a status that looks like success.
    let (seen, _) = ask(Setup::new(|_, _| status(202).with("x-amzn-waf-action", "challenge")), SHOP);
    assert_eq!((elsewhere(&seen).is, group(&seen, Group::World).ok), (Elsewhere::CantTell, 0));
    // Homes get the page, data centers are turned away.
    let (seen, _) = ask(Setup::new(move |probe, _| if probe.at_home { status(200) } else { status(403) }), SHOP);
    assert_eq!(elsewhere(&seen).is, Elsewhere::WorksEverywhere);
    assert!(elsewhere(&seen).cannot_tell.iter().any(|what| what.contains("403 or 429")));
    // A 503 without a mark is an outage, also through Cloudflare.
    let (seen, _) = ask(Setup::new(|_, _| status(503).through_cloudflare()), SHOP);
    assert_eq!(elsewhere(&seen).is, Elsewhere::FailsEverywhere);
}

#[test]
fn certificates_that_browsers_refuse() {
    let (seen, service) = ask(Setup::new(|_, _| status(200).under("CERT_HAS_EXPIRED")), SHOP);
    let outcome = elsewhere(&seen);
    assert_eq!(outcome.is, Elsewhere::FailsEverywhere);
    assert!(outcome.because.iter().any(|line| line.contains("has expired")), "{outcome:?}");
    assert_eq!((group(&seen, Group::World).ok, seen.window), (0, None));
    let certificate = seen.rows[0].certificate.as_ref().unwrap();
    assert_eq!((certificate.authorized, certificate.error.as_deref()), (false, Some("CERT_HAS_EXPIRED")));
    assert!(certificate.until_ms > certificate.from_ms);
    // Whatever stands behind it, a browser would not go there.
    let (_, behind) = ask(Setup::new(|_, _| redirect("/login").under("ERR_TLS_CERT_ALTNAME_INVALID")), SHOP);
    assert_eq!((service.posts().len(), behind.posts().len()), (1, 1));
    // Intercepted in one network only.
    let (seen, _) = ask(
        Setup::new(|probe, _| if near(probe) && probe.asn == 3320 { status(200).under("SELF_SIGNED_CERT_IN_CHAIN") } else { status(200) }),
        SHOP,
    );
    assert_eq!(elsewhere(&seen).is, Elsewhere::FailsSameIsp);
    // Browsers mend a chain with a hole.
    let (seen, _) = ask(Setup::new(|_, _| status(200).under("UNABLE_TO_VERIFY_LEAF_SIGNATURE")), SHOP);
    assert_eq!(elsewhere(&seen).is, Elsewhere::WorksEverywhere);
}

const TRACE: &str = "fl=123f45\nh=shop.example.com\nip=203.0.113.9\nts=1790000000.123\nvisit_scheme=https\nuag=globalping probe\ncolo=FRA\nsliver=none\n\
                     http=http/1.1\nloc=DE\ntls=TLSv1.3\nsni=plaintext\nwarp=off\ngateway=off\nrbi=off\nkex=X25519\n";

#[test]
fn edge_or_origin() {
    let behind = |broken: u16| {
        move |_: &Probe, asked: &Asked| {
            let met = if asked.url.ends_with("/cdn-cgi/trace") { status(200).saying(TRACE) } else { status(broken) };
            met.through_cloudflare()
        }
    };
    for broken in [502, 520, 522, 530] {
        let (seen, service) = ask(Setup::new(behind(broken)), "https://shop.example.com:8443/cart?x=1");
        let outcome = edge(&seen);
        assert_eq!((outcome.is, elsewhere(&seen).is), (Edge::EdgeAnswers, Elsewhere::FailsEverywhere), "{broken}");
        assert!(outcome.why.contains("behind them"), "{outcome:?}");
        assert_eq!(edge_for_visitor(&seen), Some(outcome));
        let post = service.posts().pop().unwrap();
        assert_eq!((&post["target"], &post["locations"]), (&json!("shop.example.com"), &json!(seen.id.clone().unwrap())));
        assert_eq!(
            post["measurementOptions"],
            json!({"protocol": "HTTPS", "port": 8443, "request": {"method": "GET", "path": "/cdn-cgi/trace"}})
        );
        assert!(seen.rows.iter().all(|row| row.trace == Some(Trace::Answers) && row.cloudflare));
    }
    // Not asked where the page is there, and not if the plan leaves it out.
    let (seen, service) = ask(Setup::new(behind(200)), SHOP);
    assert_eq!((service.posts().len(), edge(&seen).is), (1, Edge::EdgeAnswers));
    let service = Service::start(Setup::new(behind(522)));
    let plan = Plan { edge: false, ..Plan::default() };
    finish(&mut Run::new(&Address::parse(SHOP).unwrap(), germany(), &service.url, plan), &service);
    assert_eq!(service.posts().len(), 1);
    // Cloudflare is reached from a few places only: it is its own edge that is silent.
    let (seen, _) = ask(
        Setup::new(|probe, asked| {
            if ["New York", "Tokyo"].contains(&probe.city.as_str()) && !asked.url.ends_with("trace") {
                status(522).through_cloudflare()
            } else {
                fails("connect ETIMEDOUT 104.16.0.1:443")
            }
        }),
        SHOP,
    );
    assert_eq!(edge(&seen).is, Edge::EdgeSilent, "{:?}", edge(&seen));
    // Behind another network: nothing to ask.
    let (seen, service) = ask(Setup::new(|_, _| status(502).with("x-served-by", "cache-fra-eddf8230065-FRA")), SHOP);
    assert_eq!((service.posts().len(), edge(&seen).is), (1, Edge::CantTell));
    // The page is asked for where a redirect led.
    let (_, service) = ask(
        Setup::new(|_, asked| {
            if asked.url == SHOP {
                redirect("https://www.example.com/cart")
            } else {
                status(if asked.url.ends_with("trace") { 200 } else { 523 }).through_cloudflare()
            }
        }),
        SHOP,
    );
    assert_eq!(service.posts().last().unwrap()["target"], "www.example.com");
}

#[test]
fn a_service_that_is_broken() {
    let reply = |status: u16, body: &str| Canned::Reply(status, vec![], body.to_owned());
    for (canned, trouble) in [
        (Canned::Hang, Trouble::Unreachable),
        (reply(500, "{\"error\":{\"type\":\"api_error\",\"message\":\"Internal Server Error.\"}}"), Trouble::Service(500)),
        (reply(503, "<html>"), Trouble::Service(503)),
        (reply(202, "not json"), Trouble::Unreadable),
        (reply(202, "{\"id\":\"../../x\",\"probesCount\":1}"), Trouble::Unreadable),
        (
            reply(
                403,
                "{\"error\":{\"type\":\"access_forbidden\",\"message\":\"Access from 203.0.113.9 has been forbidden for security reasons.\"}}",
            ),
            Trouble::Forbidden(Some("Access from 203.0.113.9 has been forbidden for security reasons.".to_owned())),
        ),
    ] {
        let service = Service::start(Setup::new(|_, _| status(200)));
        service.spoil_posts([canned]);
        let seen = finish(&mut run_at(&service, SHOP), &service);
        assert_eq!((seen.trouble.as_ref(), elsewhere(&seen).is), (Some(&trouble), Elsewhere::CantTell));
        // A new measurement is never asked for twice.
        assert_eq!(service.requests().len(), 1);
    }
    // Looks are tried three times.
    let huge = format!("{{\"status\":\"finished\",\"results\":[],\"x\":\"{}\"}}", "x".repeat(5 << 20));
    for (canned, trouble) in [
        (Canned::Hang, Trouble::Unreachable),
        (reply(502, ""), Trouble::Service(502)),
        (reply(404, "{}"), Trouble::Service(404)),
        (reply(200, "{\"status\":"), Trouble::Unreadable),
        (reply(200, "{\"status\":\"finished\",\"results\":{}}"), Trouble::Unreadable),
        (reply(200, &huge), Trouble::Unreadable),
    ] {
        let service = Service::start(Setup::new(|_, _| status(200)));
        service.spoil_looks([canned.clone(), canned.clone(), canned.clone()]);
        let seen = finish(&mut run_at(&service, SHOP), &service);
        assert_eq!(seen.trouble, Some(trouble));
        assert_eq!(service.requests().len(), 4);
        // Two in a row are passed over.
        let service = Service::start(Setup::new(|_, _| status(200)));
        service.spoil_looks([canned.clone(), canned]);
        let seen = finish(&mut run_at(&service, SHOP), &service);
        assert_eq!((elsewhere(&seen).is, seen.notes.as_slice()), (Elsewhere::WorksEverywhere, &[][..]));
    }
    // The service goes away in the middle: what is known counts.
    let service = Service::start(Setup::new(|_, _| status(500)));
    let mut run = run_at(&service, SHOP);
    while service.posts().is_empty() {
        step(&mut run, &service);
    }
    service.spoil_posts([Canned::Hang]);
    let seen = finish(&mut run, &service);
    assert_eq!((elsewhere(&seen).is, seen.trouble), (Elsewhere::FailsEverywhere, Some(Trouble::Unreachable)));
}

#[test]
fn hostile_results() {
    let long = "<script>alert(1)</script>\u{202e}\n".repeat(500);
    let mut setup = Setup::new(|_, _| status(200));
    for probe in &mut setup.probes {
        probe.city.clone_from(&long);
        probe.network.clone_from(&long);
    }
    let said = long.clone();
    setup.site = Box::new(move |probe, _| {
        (
            10,
            match probe.asn {
                3320 => fails(&said),
                _ => status(200).with("location", &said).with("server", &said).under("\u{7}\u{202e}"),
            },
        )
    });
    let (seen, _) = ask(setup, SHOP);
    let outcome = elsewhere(&seen);
    let mut texts: Vec<&str> = outcome.because.iter().map(String::as_str).collect();
    for row in &seen.rows {
        texts.extend([row.city.as_str(), row.network.as_str()]);
        texts.extend(row.message.as_deref());
        texts.extend(row.certificate.as_ref().and_then(|certificate| certificate.error.as_deref()));
    }
    for text in texts {
        assert!(text.chars().count() < 400 && !text.contains(|c: char| c.is_control() || c == '\u{202e}'), "{text:?}");
    }
    // Results of the wrong form are nothing, and no panic.
    for odd in
        [json!(null), json!([]), json!("x"), json!({"status": "finished"}), json!({"status": "finished", "statusCode": -1, "headers": [1]})]
    {
        let (seen, _) = ask(Setup::new(move |_, _| Met::Raw(odd.clone())), SHOP);
        assert!(matches!(elsewhere(&seen).is, Elsewhere::CantTell | Elsewhere::FailsEverywhere));
    }
}

#[test]
fn what_is_never_sent() {
    for (address, word) in [
        ("https://192.168.0.1/", "inside a home"),
        ("https://localhost/", "your own device"),
        ("https://user:secret@example.com/", "password"),
        ("https://intranet/", "without a dot"),
        ("https://b\u{fc}cher.example.com/", "ASCII"),
    ] {
        let run = Run::new(&Address::parse(address).unwrap(), germany(), "http://127.0.0.1:1", Plan::default());
        assert_eq!(run.next(0), Step::Done, "{address}");
        let outcome = elsewhere(&run.measured());
        assert!(outcome.is == Elsewhere::CantTell && outcome.why.contains(word), "{outcome:?}");
    }
    // What the service refuses is said with its own words at hand.
    let (seen, _) = ask(Setup::new(|_, _| status(200)), "https://shop.example.x1/");
    assert!(matches!(&seen.trouble, Some(Trouble::Invalid(Some(said))) if said.contains("valid domain name")), "{:?}", seen.trouble);
    // On this machine, for tests against a service on this machine alone.
    let mut setup = Setup::new(|_, _| status(200));
    setup.loopback = true;
    let service = Service::start(setup);
    let plan = Plan { allow_loopback: true, ..Plan::default() };
    let seen = finish(&mut Run::new(&Address::parse("http://127.0.0.1:8080/x").unwrap(), germany(), &service.url, plan), &service);
    assert_eq!(elsewhere(&seen).is, Elsewhere::WorksEverywhere);
    assert_eq!(service.posts()[0]["target"], "127.0.0.1");
}

#[test]
fn stopping() {
    // Before anything.
    let service = Service::start(Setup::new(|_, _| status(200)));
    let mut run = run_at(&service, SHOP);
    run.stop();
    assert_eq!((run.next(0), run.measured().trouble), (Step::Done, Some(Trouble::Stopped)));
    // In the middle: what has come counts, and an answer that is still on its way changes nothing.
    let mut setup = Setup::new(|_, _| status(200));
    setup.site = Box::new(|probe, _| (if probe.city == "Tokyo" { 20_000 } else { 50 }, status(200)));
    let service = Service::start(setup);
    let mut run = run_at(&service, SHOP);
    for _ in 0..3 {
        step(&mut run, &service);
    }
    run.stop();
    let seen = run.measured();
    assert_eq!((seen.trouble.as_ref(), elsewhere(&seen).is), (Some(&Trouble::Stopped), Elsewhere::WorksEverywhere));
    run.answer(Answer::Failed, service.now());
    assert_eq!((run.next(service.now()), run.measured()), (Step::Done, seen));
    // After the end: nothing.
    let service = Service::start(Setup::new(|_, _| status(200)));
    let mut run = run_at(&service, SHOP);
    finish(&mut run, &service);
    run.stop();
    assert_eq!(run.measured().trouble, None);
}

#[test]
fn the_place_of_the_visitor() {
    let service = Service::start(Setup::new(|_, _| status(200)));
    for (country, calls) in [(None, 3), (Some("DE"), 2)] {
        let before = service.requests().len();
        let mut lookup = Lookup::new(&service.url, country);
        while let Step::Get { url } = lookup.next() {
            lookup.answer(send("GET", &url, None));
        }
        assert_eq!(lookup.place(), germany());
        assert_eq!(service.requests().len() - before, calls);
    }
    assert_eq!(service.breaches(), [""; 0]);
}

#[test]
fn asking_again_gives_the_same() {
    let service = Service::start(Setup::new(|_, _| status(200)));
    let mut run = run_at(&service, SHOP);
    assert_eq!(run.next(0), run.next(9));
    step(&mut run, &service);
    let now = service.now();
    assert_eq!(run.next(now), run.next(now));
    // A clock that stood still, or a laptop that slept.
    let Step::Get { url } = run.next(now + 3_600_000) else { panic!() };
    run.answer(send("GET", &url, None), now + 3_600_000);
    assert!(!run.measured().rows.is_empty());
}
