//! The two hooks that the pages use. Yew's own are compiled anew for every type and every closure, about 1.2 KB of module each time;
//! behind these stands one of each.

use std::{any::Any, marker::PhantomData, ops::Deref, rc::Rc};

use yew::prelude::*;

type Erased = Rc<dyn Any>;

/// A value that a component keeps, as it was in this rendering.
pub struct Kept<T> {
    handle: UseStateHandle<Erased>,
    value: Erased,
    kind: PhantomData<T>,
}

impl<T: 'static> Kept<T> {
    /// Sets it, and renders again.
    pub fn set(&self, value: T) {
        self.handle.set(Rc::new(value));
    }
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        Kept { handle: self.handle.clone(), value: self.value.clone(), kind: PhantomData }
    }
}

impl<T: 'static> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.value.downcast_ref().expect("a hook keeps its type")
    }
}

/// Keeps a value from rendering to rendering.
#[hook]
pub fn use_kept<T: 'static>(first: T) -> Kept<T> {
    let handle = use_erased(Rc::new(first));
    let value = (*handle).clone();
    Kept { handle, value, kind: PhantomData }
}

#[hook]
fn use_erased(first: Erased) -> UseStateHandle<Erased> {
    use_state(move || first)
}

/// What undoes an effect.
pub type Undo = Option<Box<dyn FnOnce()>>;

/// In the browser, after the first rendering and after every one in which `of` has changed.
#[hook]
pub fn use_change(of: Option<String>, call: Box<dyn FnOnce() -> Undo>) {
    use_effect_with(of, move |_| {
        let undo = call();
        move || {
            if let Some(undo) = undo {
                undo();
            }
        }
    });
}
