//! What is kept between visits: a few settings, in `localStorage`; in memory where a sandbox has none. Never anything that was
//! typed. Names have the base path in them: all projects of one GitHub Pages user share an origin, and what another project keeps is not ours to touch.

use std::cell::RefCell;

thread_local! {
    static MEMORY: RefCell<Vec<(&'static str, String)>> = const { RefCell::new(Vec::new()) };
}

fn local() -> Option<web_sys::Storage> {
    super::window()?.local_storage().ok().flatten()
}

/// The name under which a setting is stored.
fn name(key: &str) -> String {
    let mut name = String::from("isitme:");
    name.push_str(&super::dom::base().unwrap_or_default());
    name.push(':');
    name.push_str(key);
    name
}

/// A stored setting.
pub fn get(key: &'static str) -> Option<String> {
    // What could not be stored is the newer one.
    let held = MEMORY.with_borrow(|memory| memory.iter().find(|(own, _)| *own == key).map(|(_, value)| value.clone()));
    held.or_else(|| local()?.get_item(&name(key)).ok().flatten())
}

/// Stores a setting; where that is refused it lasts as long as the page.
pub fn set(key: &'static str, value: &str) {
    let stored = local().is_some_and(|storage| storage.set_item(&name(key), value).is_ok());
    forget(key);
    if !stored {
        MEMORY.with_borrow_mut(|memory| memory.push((key, value.to_owned())));
    }
}

/// Forgets a setting.
pub fn remove(key: &'static str) {
    if let Some(storage) = local() {
        let _ = storage.remove_item(&name(key));
    }
    forget(key);
}

fn forget(key: &str) {
    MEMORY.with_borrow_mut(|memory| memory.retain(|(own, _)| *own != key));
}
