//! What is kept between visits: a few settings, in `localStorage`; in memory where a sandbox has none. Never anything that was
//! typed.

use std::cell::RefCell;

thread_local! {
    static MEMORY: RefCell<Vec<(&'static str, String)>> = const { RefCell::new(Vec::new()) };
}

fn local() -> Option<web_sys::Storage> {
    super::window()?.local_storage().ok().flatten()
}

/// A stored setting.
pub fn get(key: &'static str) -> Option<String> {
    match local() {
        Some(storage) => storage.get_item(key).ok().flatten(),
        None => MEMORY.with_borrow(|memory| memory.iter().find(|(own, _)| *own == key).map(|(_, value)| value.clone())),
    }
}

/// Stores a setting; where that is refused it lasts as long as the page.
pub fn set(key: &'static str, value: &str) {
    let stored = local().is_some_and(|storage| storage.set_item(key, value).is_ok());
    if !stored {
        forget(key);
        MEMORY.with_borrow_mut(|memory| memory.push((key, value.to_owned())));
    }
}

/// Forgets a setting.
pub fn remove(key: &'static str) {
    if let Some(storage) = local() {
        let _ = storage.remove_item(key);
    }
    forget(key);
}

fn forget(key: &str) {
    MEMORY.with_borrow_mut(|memory| memory.retain(|(own, _)| *own != key));
}
