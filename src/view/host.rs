//! The one Yew component, and the two hooks that its views use.
//!
//! Yew compiles a component's life cycle anew for every component, about 5 KB of module each time, and a hook for every type and closure. Here
//! everything that keeps state is a [`View`], a plain function behind the same [`Host`]; behind the hooks stands one of each.

use std::{any::Any, cell::RefCell, marker::PhantomData, ops::Deref, ptr, rc::Rc};

use yew::{
    functional::{Hook, HookContext},
    prelude::*,
    virtual_dom::VNode,
};

use super::nav::Nav;

/// What a stateful part of the page shows. It must call its hooks in the same order every time.
pub type View = fn(&mut Hooks, &Nav) -> Html;

/// Which view, and where we are.
#[derive(Clone, Properties)]
pub struct HostProps {
    /// The view; it stays the same as long as the component lives.
    pub view: View,
    /// Where we are.
    pub nav: Nav,
}

impl PartialEq for HostProps {
    fn eq(&self, other: &Self) -> bool {
        ptr::fn_addr_eq(self.view, other.view) && self.nav == other.nav
    }
}

/// The component.
#[component]
pub fn Host(props: &HostProps) -> Html {
    use_view(props.view, &props.nav)
}

/// A view as a part of the page. Give it a key of its own where another may take its place.
#[inline(never)]
pub fn host(view: View, nav: &Nav, key: Option<&str>) -> VNode {
    html! { <Host key={key.unwrap_or("host").to_owned()} {view} nav={nav.clone()} /> }
}

struct UseView<'a>(View, &'a Nav);

fn use_view(view: View, nav: &Nav) -> UseView<'_> {
    UseView(view, nav)
}

impl Hook for UseView<'_> {
    type Output = Html;

    fn run(self, context: &mut HookContext) -> Html {
        (self.0)(&mut Hooks(context), self.1)
    }
}

/// What a view may keep and do.
pub struct Hooks<'a>(&'a mut HookContext);

impl Hooks<'_> {
    /// Keeps a value from rendering to rendering.
    pub fn kept<T: 'static>(&mut self, first: T) -> Kept<T> {
        let (handle, value) = erased(self.0, Rc::new(first));
        Kept { handle, value, kind: PhantomData }
    }

    /// Keeps a value that changes from wherever and whenever: a handler finds the latest, also one of an older rendering.
    pub fn store<T: 'static>(&mut self, first: impl FnOnce() -> T) -> Store<T> {
        let latest = Latest(self.kept(RefCell::default()));
        if latest.0.borrow().is_none() {
            latest.0.replace(Some(Rc::new(first())));
        }
        Store { latest, kind: PhantomData }
    }

    /// In the browser, after the first rendering and after every one in which `of` has changed.
    pub fn change(&mut self, of: Option<String>, call: Box<dyn FnOnce() -> Undo>) {
        changed(self.0, of, call);
    }
}

type Erased = Rc<dyn Any>;

#[inline(never)]
fn erased(context: &mut HookContext, first: Erased) -> (UseStateHandle<Erased>, Erased) {
    let handle = use_state(move || first).run(context);
    let value = (*handle).clone();
    (handle, value)
}

#[inline(never)]
fn changed(context: &mut HookContext, of: Option<String>, call: Box<dyn FnOnce() -> Undo>) {
    use_effect_with(of, move |_| {
        let undo = call();
        move || {
            if let Some(undo) = undo {
                undo();
            }
        }
    })
    .run(context);
}

/// What undoes an effect.
pub type Undo = Option<Box<dyn FnOnce()>>;

/// A value that a view keeps, as it was in this rendering.
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

/// A state that acts change.
pub trait Reduce: 'static {
    /// What can happen.
    type Act;

    /// The state after it.
    #[must_use]
    fn reduce(&self, act: Self::Act) -> Self;
}

/// What is behind each [`Store`], whatever its type: so it is compiled once.
#[derive(Clone)]
struct Latest(Kept<RefCell<Option<Erased>>>);

impl Latest {
    #[inline(never)]
    fn now(&self) -> Erased {
        self.0.borrow().clone().expect("filled when the store was made")
    }

    #[inline(never)]
    fn put(&self, value: Erased) {
        self.0.replace(Some(value));
        // The same cell: setting it renders.
        self.0.handle.set(self.0.value.clone());
    }
}

/// A kept value: always the latest, also in a handler that is older. Yew may draw a change some milliseconds later, and a key may come before.
pub struct Store<T> {
    latest: Latest,
    kind: PhantomData<T>,
}

impl<T> Clone for Store<T> {
    fn clone(&self) -> Self {
        Store { latest: self.latest.clone(), kind: PhantomData }
    }
}

impl<T: 'static> Store<T> {
    /// The value now.
    ///
    /// # Panics
    /// Never: the cell is filled when the store is made, with a value of its type.
    pub fn now(&self) -> Rc<T> {
        self.latest.now().downcast().expect("a hook keeps its type")
    }

    /// Sets it, and renders again.
    pub fn put(&self, value: T) {
        self.latest.put(Rc::new(value));
    }
}

impl<T: Reduce> Store<T> {
    /// Something happened.
    pub fn dispatch(&self, act: T::Act) {
        self.put(self.now().reduce(act));
    }
}
