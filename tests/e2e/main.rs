//! The built site in three real browsers, against real servers that fail. One function is one story; each story runs once for each engine that it is about, with
//! servers of its own (so with storage and caches of its own, since its site has an address of its own), side by side with others. A browser
//! plays many stories, one after the other; one in which a story failed is closed.
//!
//! `make test` builds what this needs. By hand: `cargo test --test e2e`, `cargo test --test e2e firefox::links` (one filter at a time). A failed story leaves a picture
//! and the page in `target/tmp/e2e/`. `ISITME_DIST` is the built site (`dist`), `ISITME_DIST_SUB` one that was built for a path below its
//! host; `ISITME_TEST_ALL=1` looks at every page instead of at a sample, and plays every story in every engine that it is about (what is the same everywhere not with every page).
//! Without it, the main job plays in all three and the rest in Chromium, but for what takes long (`in_the_long_run`);
//! `RUST_TEST_THREADS` says how many stories play at once. How long each took: `target/tmp/e2e/times.txt`.

mod browser;
#[path = "../lab/mod.rs"]
#[allow(dead_code)]
mod lab;
mod process;
#[path = "../elsewhere/mod.rs"]
#[allow(dead_code)]
mod service;
mod site;
mod stories;
mod wire;

use std::{
    cell::RefCell,
    fs,
    io::Write as _,
    panic::{self, AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::{Duration, Instant},
};

use libtest_mimic::{Arguments, Failed, Trial};

use browser::{Browser, Engine, Wish};
use lab::desk::Desk;
use site::Site;

/// What a story plays in.
pub struct World {
    /// The browser.
    pub browser: Browser,
    /// The site, with a configuration that points to the desk.
    pub site: Site,
    /// The control hosts and resolvers.
    pub desk: Desk,
}

impl std::ops::Deref for World {
    type Target = Browser;

    fn deref(&self) -> &Browser {
        &self.browser
    }
}

impl World {
    /// Opens a page and waits until the application runs.
    #[track_caller]
    pub fn visit(&self, path: &str) {
        self.ready(&self.site.url(path));
    }
}

/// Everything instead of a sample.
pub fn everything() -> bool {
    std::env::var_os("ISITME_TEST_ALL").is_some_and(|value| !value.is_empty())
}

/// Where pictures, pages and times are kept.
pub fn kept() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("e2e");
    fs::create_dir_all(&folder).ok();
    folder
}

/// One story in one engine.
struct Play {
    engine: Engine,
    name: &'static str,
    wish: Wish,
    story: fn(&World),
}

/// Browsers that are open and have nothing to do.
#[derive(Default)]
struct Idle(Mutex<Vec<Browser>>);

impl Idle {
    /// One of that engine, new where there is none. Those of the other engines close: the stories of one engine come one after the other.
    fn take(&self, engine: Engine) -> Browser {
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut own, others): (Vec<_>, Vec<_>) = idle.drain(..).partition(|browser| browser.engine == engine);
        let found = own.pop();
        *idle = own;
        drop(idle);
        drop(others);
        match found {
            Some(browser) => browser,
            None => Browser::start(engine, Wish::default()),
        }
    }

    /// Takes one back, as it was when it was new.
    fn give(&self, browser: Browser) {
        if browser.cleaned() {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(browser);
        }
    }
}

thread_local! {
    /// What the last panic of this thread said, and where.
    static SAID: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Runs something that may panic; gives what the panic said.
fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| SAID.take())
}

impl Play {
    /// Plays it; once more in a new browser if that fails, because a browser on a busy machine may stumble. A second try is said, and noted in
    /// `times.txt`: what needs one every time has a fault that is to be found.
    fn run(&self, idle: &Idle) -> Result<(), Failed> {
        self.once(idle).or_else(|failed| {
            eprintln!("second try: {:?}::{}: {}", self.engine, self.name, failed.message().unwrap_or_default());
            self.once(idle)
        })
    }

    fn once(&self, idle: &Idle) -> Result<(), Failed> {
        let began = Instant::now();
        let own = self.wish != Wish::default();
        let world = guarded(|| {
            let desk = Desk::start(Duration::ZERO);
            let site = Site::start(&site::main_dist(), &desk.config());
            let browser = if own { Browser::start(self.engine, self.wish) } else { idle.take(self.engine) };
            World { browser, site, desk }
        })?;
        let played = guarded(|| (self.story)(&world));
        let line = format!(
            "{:7.1} s  {:?} {}{}\n",
            began.elapsed().as_secs_f32(),
            self.engine,
            self.name,
            if played.is_ok() { "" } else { " FAILED" }
        );
        let file = fs::OpenOptions::new().create(true).append(true).open(kept().join("times.txt"));
        file.and_then(|mut file| file.write_all(line.as_bytes())).ok();
        match played {
            Ok(()) => {
                if !own {
                    guarded(|| idle.give(world.browser))?;
                }
                Ok(())
            }
            Err(said) => Err(format!("{said}\n{}", world.keep(&format!("{:?}-{}", self.engine, self.name).to_lowercase())).into()),
        }
    }
}

fn main() -> ExitCode {
    panic::set_hook(Box::new(|info| {
        let said = info.payload_as_str().unwrap_or("something that is no text");
        let place = info.location().map(|place| format!("{}:{}: ", place.file(), place.line())).unwrap_or_default();
        // A thread that is no test's has nobody else to tell.
        if thread::current().name().is_some_and(|name| name == "lab") {
            eprintln!("{place}{said}");
        }
        SAID.set(format!("{place}{said}"));
    }));
    let mut arguments = Arguments::from_args();
    // Two more than there are cores: many stories mostly wait.
    let cores = thread::available_parallelism().map_or(2, std::num::NonZero::get);
    arguments.test_threads =
        arguments.test_threads.or_else(|| std::env::var("RUST_TEST_THREADS").ok()?.parse().ok()).or(Some((cores + 2).min(6)));
    fs::remove_file(kept().join("times.txt")).ok();
    let idle = Arc::new(Idle::default());
    let tests = all().into_iter().map(|play| {
        let idle = idle.clone();
        Trial::test(format!("{:?}::{}", play.engine, play.name).to_lowercase(), move || play.run(&idle))
    });
    let conclusion = libtest_mimic::run(&arguments, tests.collect());
    // The open browsers end here, before the process does.
    drop(idle.0.lock().map(|mut idle| idle.drain(..).count()));
    conclusion.exit_code()
}

/// A list of stories, each with its name.
macro_rules! stories {
    ($($file:ident::$story:ident),* $(,)?) => {
        [$((stringify!($story), stories::$file::$story as fn(&World))),*]
    };
}

/// A story and its name.
type Story = (&'static str, fn(&World));

/// The main job, and where engines differ most: pages come up and read a text, each outcome of a server ends in its verdict, one address is checked,
/// all of it by keyboard, offline, embedded, and without the module. In every engine, always.
fn main_job() -> Vec<Story> {
    stories![
        pages::every_page,
        field::says,
        field::before_the_start,
        field::sleeps,
        read::reads,
        diagnose::upstream_down,
        diagnose::upstream_garbage,
        diagnose::upstream_slow,
        diagnose::upstream_slow_closed,
        diagnose::healthy_again,
        diagnose::refused,
        diagnose::copying,
        diagnose::own_site_and_internet_down,
        check::one,
        keyboard::whole_way,
        offline::works,
        embed::element,
        without::module_blocked,
    ]
    .to_vec()
}

/// More about what engines do differently: what they may ask and learn, what they keep, frames, focus and keys, policies, broken modules. In one engine, unless
/// everything is to be tried.
fn of_engines() -> Vec<Story> {
    stories![
        pages::every_page_has_the_policy,
        pages::sandboxed_frame,
        navigation::links,
        navigation::places,
        navigation::theme,
        field::picture,
        field::shortcuts,
        field::extensions,
        field::translated,
        read::carries,
        read::files,
        diagnose::under_our_worker,
        diagnose::refused_on_the_device,
        check::list,
        check::one_run,
        check::files,
        error_page::returns,
        config::config_theme,
        keyboard::tab,
        keyboard::skip,
        offline::updates,
        offline::half_a_download,
        offline::wrong_answers,
        offline::newer_while_saving,
        offline::shared,
        offline::removed_by_the_owner,
        embed::strict_host,
        embed::follows,
        embed::copies,
        embed::as_documented,
        embed::hostile,
        hostile::hostile_hosts,
        embed::alone,
        embed::closed_host,
        without::panics_at_start,
    ]
    .to_vec()
}

/// Stories about what is the same everywhere, because it happens in the module: in one engine, unless everything is to be tried.
fn of_the_module() -> Vec<Story> {
    stories![
        accessible::accessible,
        accessible::accessible_in_use,
        pages::queries_are_kept_as_text,
        pages::below_a_path,
        navigation::unknown_path,
        navigation::drawn_stays,
        field::results,
        diagnose::healthy_but_stored_state,
        diagnose::never_sent,
        diagnose::loopback_is_never_sent,
        diagnose::secrets,
        diagnose::sharing,
        check::starts_nothing,
        check::watch,
        pages::hostile_queries,
        without::traps_later,
        without::module_cut,
        error_page::policies,
        error_page::backoff,
        error_page::form,
        pages::fits_narrow_screens,
        navigation::long_part_missing_or_changed,
        navigation::filter,
        navigation::catalog,
        field::leads,
        read::lines,
        read::har_secrets,
        read::reader_missing,
        diagnose::vpn_in_the_way,
        diagnose::missing,
        diagnose::changing_answers,
        diagnose::typed_so_far,
        diagnose::owner,
        diagnose::without_an_address,
        diagnose::platforms,
        diagnose::beside_the_question,
        diagnose::what_holds_and_what_ends,
        diagnose::clock_wrong,
        diagnose::report_forms,
        diagnose::words_of_a_page,
        diagnose::elsewhere,
        check::list_is_polite,
        check::crowd,
        check::obeys,
        check::site,
        check::sitemap,
        check::elsewhere,
        check::two_tabs,
        check::cancelled,
        check::offline_for_a_moment,
        check::list_secrets,
        check::sitemap_query,
        check::ledger_is_whole,
        check::ledger_of_many,
        check::long_text,
        check::site_rests,
        check::names_that_lead_inside,
        check::keeps_nothing,
        make::makes_a_page,
        make::says_what_is_wrong,
        make::builds_a_snippet,
        error_page::returns_haproxy,
        error_page::usable,
        config::config_unreadable,
        config::config_wrong_fields,
        config::config_hosts,
        config::config_own_links,
        config::config_hides,
        config::config_embedded,
        hostile::hostile_answers,
        without::script_missing,
        without::panics_after_start,
    ]
    .to_vec()
}

/// What takes long for what it tells at every push: only where everything is to be tried.
fn in_the_long_run() -> Vec<Story> {
    stories![
        offline::everything_and_nothing,
        error_page::form_unknown,
        field::five_megabytes,
        error_page::patience,
        without::module_missing,
        without::module_corrupt,
        check::survives,
    ]
    .to_vec()
}

/// Every story in every engine that it plays in.
fn all() -> Vec<Play> {
    let mut plays = Vec::new();
    for engine in [Engine::Chromium, Engine::Firefox, Engine::WebKit] {
        let mut add = |(name, story), wish| plays.push(Play { engine, name, wish, story });
        let whole = everything() || engine == Engine::Chromium;
        // The longest first; every page, if everything is to be tried, is the longest of all in the last engine.
        for own in if whole { stories![hostile::hostile_loads, hostile::hostile_texts].to_vec() } else { Vec::new() } {
            add(own, Wish { requests: engine == Engine::Chromium, ..Wish::default() });
        }
        let mut more = if whole { [of_engines(), of_the_module()].concat() } else { Vec::new() };
        more.extend(if everything() { in_the_long_run() } else { Vec::new() });
        for own in main_job().into_iter().chain(more) {
            add(own, Wish::default());
        }
        match engine {
            Engine::Chromium => {
                // Its storage must be its own: what it fills is the browser's.
                for own in stories![offline::full_disk, pages::every_page_as_built, without::too_old] {
                    add(own, Wish { requests: true, ..Wish::default() });
                }
                for own in stories![
                    diagnose::name_gone,
                    error_page::servers,
                    accessible::forced_colors_and_spacing,
                    accessible::spoken,
                    accessible::less_motion,
                    pages::prints,
                    pages::user_agents,
                    pages::large_text_and_screens,
                    navigation::old_addresses,
                    pages::manifest,
                    hosting::recipe_of_nginx,
                    hosting::recipe_of_apache,
                    hosting::recipe_of_caddy,
                ] {
                    add(own, Wish::default());
                }
            }
            Engine::Firefox | Engine::WebKit => {}
        }
        // The driver of WebKit works by JavaScript alone.
        if whole && engine != Engine::WebKit {
            let [own] = stories![without::no_script];
            add(own, Wish { no_script: true, ..Wish::default() });
        }
    }
    plays
}
