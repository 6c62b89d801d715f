//! The fault lab: real faults, real browsers, a scripted visitor, and how often isitme's verdict is right. `make faults` runs everything and writes
//! `docs/FAULT-LAB.md`; `scripts/faults chromium ONLY=origin-down` tries one fault in one engine. It needs root, for network namespaces.
//!
//! - `net`, `names`, `world`: the networks, the resolvers, the servers; `afar`: test servers elsewhere; `breaks`: how each fault is made.
//! - `device`: what a person has at hand; `visitor`: what they do. Neither knows what is broken.
//! - `judge`: reads the truth when everything is over.
//!
//! The process starts itself again in mount and process namespaces of its own: when it ends, however it ends, the system takes everything with it
//! that it has started, mounted or made.

mod afar;
mod blind;
mod breaks;
#[path = "../e2e/browser.rs"]
#[allow(dead_code)]
mod browser;
mod device;
#[path = "../elsewhere/mod.rs"]
#[allow(dead_code)]
mod elsewhere;
mod judge;
#[path = "../lab/mod.rs"]
#[allow(dead_code)]
mod lab;
mod names;
mod net;
#[path = "../e2e/process.rs"]
mod process;
#[path = "../e2e/site.rs"]
#[allow(dead_code)]
mod site;
mod visitor;
#[path = "../e2e/wire.rs"]
#[allow(dead_code)]
mod wire;
mod world;

use std::{
    collections::{BTreeMap, VecDeque},
    env, fs,
    os::unix::process::CommandExt as _,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    sync::{Arc, Mutex},
    thread,
    time::Instant,
};

use serde_json::{Value, json};

use breaks::{Dice, FRONT, Lane, extension, live_through};
use browser::{Engine, Own};
use device::{Device, Has, Kit, Sight};
use names::lock;
use process::Scratch;
use visitor::{Plan, Story};
use world::{Certificates, ISITME, SITE};

/// What the modules that this shares with the end-to-end tests ask for.
pub fn everything() -> bool {
    false
}

/// Where pictures are kept.
pub fn kept() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("faults");
    fs::create_dir_all(&folder).ok();
    folder
}

const INSIDE: &str = "ISITME_FAULTS_INSIDE";

/// Starts this program again in namespaces of its own. The shell between waits for orphans and buries them.
fn again() -> ! {
    let own = env::current_exe().expect("its own path");
    let error = Command::new("unshare")
        .args([
            "--mount",
            "--propagation",
            "private",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "sh",
            "-c",
            "\"$0\" \"$@\"; exit $?",
        ])
        .arg(own)
        .args(env::args_os().skip(1))
        .env(INSIDE, std::process::id().to_string())
        .exec();
    panic!("unshare: {error}");
}

/// Files that every program here finds as a device's own.
fn mounts() {
    net::tool("mount -t tmpfs tmpfs /tmp");
    fs::create_dir_all("/run/netns").expect("a folder");
    net::tool("mount -t tmpfs tmpfs /run/netns");
    fs::write("/tmp/resolv.conf", format!("nameserver {}\noptions timeout:6 attempts:1\n", names::STUB)).expect("a file");
    net::tool("mount --bind /tmp/resolv.conf /etc/resolv.conf");
}

/// From now on a file is empty for this program and all that it starts.
fn hide(file: &Path) {
    fs::write("/tmp/nothing", "").expect("a file");
    net::tool(&format!("mount --bind /tmp/nothing {}", file.display()));
    assert!(fs::read_to_string(file).is_ok_and(|text| text.is_empty()), "{} can be read", file.display());
}

/// The library of `clock.c`.
const CLOCK: &str = "/tmp/clock.so";
const TWO_YEARS_BEHIND: &str = "-63072000";

fn clock() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/clock.c");
    net::tool(&format!("cc -shared -fPIC -O1 -o {CLOCK} {}", source.display()));
}

/// The lab's authority among those of the system.
fn trust(certificates: &Certificates) {
    let list = "/etc/ssl/certs/ca-certificates.crt";
    if let Ok(mut all) = fs::read_to_string(list) {
        all += &fs::read_to_string(certificates.file("ca.pem")).expect("the authority");
        fs::write("/tmp/authorities", all).expect("a file");
        net::tool(&format!("mount --bind /tmp/authorities {list}"));
    }
}

/// What the lab turned out not to be able to make, beside what the truth says.
const CANNOT: [(&str, &str, &str); 1] =
    [("stale-redirect", "webkit", "Its automation has no profile on disk, and forgets redirects with the page that followed them.")];

/// One case.
#[derive(Debug, Clone)]
struct Job {
    fault: String,
    engine: Engine,
    seed: u32,
    list: bool,
}

fn engine_id(engine: Engine) -> &'static str {
    match engine {
        Engine::Chromium => "chromium",
        Engine::Firefox => "firefox",
        Engine::WebKit => "webkit",
    }
}

/// Sets everything up, and lets the visitor meet the error; then something is done.
fn played<T>(
    lane: &mut Lane,
    job: &Job,
    authority: &str,
    run: impl FnOnce(&mut Device, &Plan, &Sight) -> Result<T, String>,
) -> Result<(T, Has), String> {
    let mut dice = Dice::new(&format!("{} {} {}", job.fault, engine_id(job.engine), job.seed));
    let mut has = Has { device: dice.chance(80), network: dice.chance(85), browser: dice.chance(80), vpn: false };
    let pastes = dice.chance(60);
    let scene = lane.before(&job.fault, &mut dice);
    has.vpn = scene.vpn;
    let folder = Scratch::new("case");
    let mut own = Own { authority: authority.to_owned(), ..Own::default() };
    let clock = scene.clock.then(|| {
        let file = folder.path().join("clock");
        fs::write(&file, "0").expect("a file");
        own.environment = vec![("LD_PRELOAD".to_owned(), CLOCK.to_owned()), ("ISITME_CLOCK".to_owned(), file.display().to_string())];
        file
    });
    let plan = Plan {
        address: scene.address.clone(),
        wanted: scene.wanted.to_owned(),
        host: SITE.to_owned(),
        front: format!("https://{SITE}/"),
        front_words: FRONT.to_owned(),
        isitme: format!("https://{ISITME}/"),
        pastes,
        tries: scene.tries,
    };
    let extension = scene.extension.then(|| extension(&folder));
    let kit = Kit { own, extension, clock: clock.clone(), account: scene.account.clone() };
    let mut device = Device::new(lane.net.clone(), lane.stub.clone(), has, job.engine, kit);
    // People keep it open; where nothing loads any more that is what they have.
    device.isitme().ready(&format!("{}diagnose/", plan.isitme));
    device.isitme().until("its configuration", || device.browser().text("#check-internet").contains("north-net").then_some(()));
    live_through(&mut device, &scene.past, job.engine);
    if !scene.past.is_empty() {
        let _ = device.site().try_open("about:blank");
    }
    lane.begin(&job.fault, &scene);
    if let Some(file) = &clock {
        fs::write(file, TWO_YEARS_BEHIND).expect("the clock");
    }
    let first = visitor::meet(&mut device, &plan)?;
    let made = run(&mut device, &plan, &first)?;
    drop(device);
    Ok((made, has))
}

fn step(own: &visitor::Step) -> Value {
    json!({"check": own.check, "undo": own.undo, "answer": own.answer, "saw": own.saw})
}

/// One case from the beginning to the verdict, and the list beside it.
fn case(lane: &mut Lane, job: &Job, authority: &str) -> Result<Value, String> {
    let (story, has): (Story, Has) = played(lane, job, authority, visitor::ask)?;
    let verdict = judge::weigh(&story.case).ok_or_else(|| format!("no case: {:?}", story.case))?;
    for (page, own) in [("top", "top"), ("action", "action"), ("now", "now")] {
        if story.verdict[page] != verdict[own] {
            return Err(format!("the page says {page} {}, its case says {}: {}", story.verdict[page], verdict[own], story.case));
        }
    }
    let list = if job.list {
        let ((steps, seconds), _) = played(lane, job, authority, |device, plan, first| Ok(visitor::follow_list(device, plan, first)))?;
        json!({"steps": steps.iter().map(step).collect::<Vec<_>>(), "seconds": seconds})
    } else {
        Value::Null
    };
    Ok(json!({
        "fault": job.fault, "seed": job.seed, "first": story.first, "how": story.how, "told": story.told,
        "has": {"device": has.device, "network": has.network, "browser": has.browser, "vpn": has.vpn},
        "page": story.page, "steps": story.steps.iter().map(step).collect::<Vec<_>>(), "verdict": verdict,
        "course": judge::course(&story.case), "case": story.case, "seconds": story.seconds, "list": list,
    }))
}

/// Runs something that may panic; gives what the panic said.
fn guarded<T>(run: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned().or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(text.unwrap_or_else(|| "a panic without words".to_owned()))
    })
}

fn attempt(lane: &mut Lane, job: &Job, authority: &str) -> Value {
    let once = |lane: &mut Lane| guarded(|| case(lane, job, authority));
    let done = once(lane).or_else(|why| {
        eprintln!("second try: {} {} {}: {why}", engine_id(job.engine), job.fault, job.seed);
        once(lane)
    });
    done.unwrap_or_else(|broke| json!({"fault": job.fault, "seed": job.seed, "broke": broke}))
}

fn main() -> ExitCode {
    if env::args().any(|word| word == "--list") {
        return ExitCode::SUCCESS;
    }
    if env::var_os(INSIDE).is_none() {
        again();
    }
    blind::visitor_is_blind();
    mounts();
    let words: Vec<String> = env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let engines: Vec<Engine> = [Engine::Chromium, Engine::Firefox, Engine::WebKit]
        .into_iter()
        .filter(|engine| !words.iter().any(|word| !word.contains('=')) || words.iter().any(|word| word == engine_id(*engine)))
        .collect();
    let value = |name: &str| words.iter().find_map(|word| word.strip_prefix(name)?.strip_prefix('=').map(str::to_owned));
    let only = value("ONLY");
    let seeds: u32 = value("SEEDS").and_then(|text| text.parse().ok()).unwrap_or(judge::SEEDS as u32);
    let list_seeds: u32 = value("LIST").and_then(|text| text.parse().ok()).unwrap_or(1);
    let lanes: usize = value("LANES").and_then(|text| text.parse().ok()).unwrap_or(3);
    let lists = value("LISTS").unwrap_or_else(|| "chromium,firefox,webkit".to_owned());
    let minutes: f32 = value("MINUTES").and_then(|text| text.parse().ok()).unwrap_or(600.0);
    let wanted = |id: &str| only.as_ref().is_none_or(|only| only.split(',').any(|own| own == id));
    // Which situations there are, and which engine makes them; what is true of them is read afterwards.
    let situations: Vec<(String, BTreeMap<String, String>)> = judge::truth().into_iter().map(|own| (own.id, own.without)).collect();
    hide(&judge::file());
    let mut jobs: VecDeque<Job> = VecDeque::new();
    for seed in 1..=seeds {
        for engine in &engines {
            for (fault, without) in &situations {
                let cannot =
                    without.contains_key(engine_id(*engine)) || CANNOT.iter().any(|own| own.0 == fault && own.1 == engine_id(*engine));
                if wanted(fault) && !cannot {
                    jobs.push_back(Job {
                        fault: fault.clone(),
                        engine: *engine,
                        seed,
                        list: seed <= list_seeds && lists.contains(engine_id(*engine)),
                    });
                }
            }
        }
    }
    let total = jobs.len();
    println!("\nrunning {total} tests");
    let certificates = Arc::new(Certificates::make());
    trust(&certificates);
    clock();
    let authority = certificates.file("ca.pem");
    let jobs = Arc::new(Mutex::new(jobs));
    let done: Arc<Mutex<Vec<(Engine, Value)>>> = Arc::default();
    let start = Instant::now();
    let workers: Vec<_> = (0..lanes.min(total).max(1))
        .map(|nth| {
            let (jobs, done, certificates, authority) = (jobs.clone(), done.clone(), certificates.clone(), authority.clone());
            let work = move || {
                let mut lane = Lane::new(nth, certificates, site::main_dist());
                lane.net.visitor.enter();
                loop {
                    if start.elapsed().as_secs_f32() > minutes * 60.0 {
                        break;
                    }
                    let Some(job) = lock(&jobs).pop_front() else { break };
                    let began = Instant::now();
                    let record = attempt(&mut lane, &job, &authority);
                    let mut all = lock(&done);
                    let said = record["broke"].as_str().map_or_else(
                        || {
                            let steps: Vec<String> = record["steps"]
                                .as_array()
                                .into_iter()
                                .flatten()
                                .map(|step| {
                                    format!(
                                        "{}{}={}",
                                        step["check"].as_str().unwrap_or(""),
                                        if step["undo"] == true { "~" } else { "" },
                                        step["answer"].as_str().unwrap_or("")
                                    )
                                })
                                .collect();
                            let verdict = &record["verdict"];
                            format!(
                                "{} {} {} {} [{}]",
                                verdict["top"].as_str().unwrap_or(""),
                                verdict["party"].as_str().unwrap_or(""),
                                verdict["action"].as_str().unwrap_or(""),
                                verdict["now"].as_str().unwrap_or(""),
                                steps.join(" ")
                            )
                        },
                        |broke| format!("BROKE: {}", broke.chars().take(600).collect::<String>()),
                    );
                    all.push((job.engine, record));
                    println!(
                        "{:3}/{total} {:5.1} s {}::{} {}: {said}",
                        all.len(),
                        began.elapsed().as_secs_f32(),
                        engine_id(job.engine),
                        job.fault,
                        job.seed
                    );
                }
                lane.calm();
            };
            thread::Builder::new().name(format!("lane {nth}")).spawn(work).expect("a thread")
        })
        .collect();
    let mut failed = 0;
    for worker in workers {
        if worker.join().is_err() {
            failed += 1;
        }
    }
    net::tool(&format!("umount {}", judge::file().display()));
    let whole = if value("MERGE").is_some() {
        Keep::Merged
    } else if only.is_none() && seeds as usize >= judge::SEEDS {
        Keep::All
    } else {
        Keep::Aside
    };
    conclude(&lock(&done), &engines, whole, total, failed, start.elapsed().as_secs_f32())
}

/// What becomes of the recordings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    /// They take the place of all that were there.
    All,
    /// They take the place of the same cases.
    Merged,
    /// They are for a look only.
    Aside,
}

/// An engine's recordings, as they are kept.
fn recorded(folder: &Path, engine: &str) -> Vec<Value> {
    let text = fs::read_to_string(folder.join(format!("{engine}.json"))).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// Writes what is to be kept and says what came of it.
fn conclude(done: &[(Engine, Value)], engines: &[Engine], keep: Keep, total: usize, lanes_failed: usize, seconds: f32) -> ExitCode {
    let truth = judge::truth();
    assert!(truth.iter().all(judge::known), "the truth names a hop that is none");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/recorded");
    let mut all: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let commit = Command::new("git")
        .args(["describe", "--always", "--dirty"])
        .output()
        .map_or_else(|_| String::new(), |out| String::from_utf8_lossy(&out.stdout).trim().to_owned());
    for engine in engines {
        let mut own: Vec<Value> = done.iter().filter(|(by, _)| by == engine).map(|(_, record)| record.clone()).collect();
        // Recordings of several states may stand side by side: each says which one it is of.
        for record in &mut own {
            record["commit"] = json!(commit);
        }
        if keep == Keep::Merged {
            let same = |a: &Value, b: &Value| a["fault"] == b["fault"] && a["seed"] == b["seed"];
            let before = recorded(&folder, engine_id(*engine));
            // What the list led to does not depend on isitme: where it was not followed again, what it led to before stands, with its commit.
            for record in own.iter_mut().filter(|record| record["list"].is_null()) {
                if let Some(old) = before.iter().find(|old| same(old, record) && old["list"].is_object()) {
                    record["list"] = old["list"].clone();
                    if record["list"]["commit"].is_null() {
                        record["list"]["commit"] = old["commit"].clone();
                    }
                }
            }
            own.extend(before.into_iter().filter(|old| !done.iter().any(|(by, new)| by == engine && same(old, new))));
        }
        let place = |record: &Value| (truth.iter().position(|truth| record["fault"] == truth.id.as_str()), record["seed"].as_u64());
        own.sort_by_key(place);
        all.insert(engine_id(*engine).to_owned(), own);
    }
    let whole = keep != Keep::Aside;
    let folder = if whole { folder } else { kept().join("recorded") };
    fs::create_dir_all(&folder).expect("a folder");
    for (engine, records) in &all {
        let lines: Vec<String> = records.iter().map(Value::to_string).collect();
        fs::write(folder.join(format!("{engine}.json")), format!("[\n{}\n]\n", lines.join(",\n"))).expect("a recording");
    }
    let records: Vec<Value> = all.values().flatten().cloned().collect();
    let (ours, _) = judge::sums(&records, &truth);
    let broke = records.iter().filter(|own| own["broke"].is_string()).count() + total.saturating_sub(done.len());
    if whole {
        for engine in ["chromium", "firefox", "webkit"] {
            all.entry(engine.to_owned()).or_insert_with(|| recorded(&folder, engine));
        }
    }
    let report = judge::report(&all, &truth, &CANNOT);
    let to = if whole { Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/FAULT-LAB.md") } else { kept().join("FAULT-LAB.md") };
    fs::write(&to, report).expect("the report");
    println!();
    for (engine, records) in &all {
        for own in records {
            if let Some(line) = truth.iter().find(|truth| own["fault"] == truth.id.as_str()).and_then(|truth| judge::wrong(own, truth)) {
                println!("wrong: {engine} {line}");
            }
        }
    }
    let missed = ours.targets().iter().filter(|(_, holds)| !holds).count();
    for (text, holds) in ours.targets() {
        println!("{}: {text}", if holds { "holds" } else { "MISSED" });
    }
    println!("the report: {}", to.display());
    let failed = broke + lanes_failed;
    let ok = failed == 0 && (missed == 0 || keep != Keep::All);
    println!(
        "\ntest result: {}. {} passed; {failed} failed; 0 ignored; 0 measured; {} targets missed; finished in {seconds:.2}s\n",
        if ok { "ok" } else { "FAILED" },
        records.len() - records.iter().filter(|own| own["broke"].is_string()).count(),
        missed
    );
    if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
