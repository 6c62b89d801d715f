//! Elements by hand instead of by `html!`, which unrolls every attribute, child and handler in place. Here they are calls, of a few
//! constants each. Measured with the pages of November 2026 (opt-level z, wasm-opt -Oz, brotli 11): the pages' code went from 113 to 49 KB,
//! the module's from 431 to 337 KB, compressed from 144 to 123 KB; half a dozen components that became functions are in that.
//!
//! ```
//! # use isitme::view::el::el;
//! let list = el("ul.steps").list(["Reload", "Wait"].iter().enumerate().map(|(at, step)| el("li").key_at(at).text(*step)));
//! # let _ = list;
//! ```
//!
//! Children have their places: what is only sometimes there ([`El::maybe`]) leaves an empty slot, and a list ([`El::list`]) is one child,
//! so that what follows keeps its state. Everything in a list has a key.

use std::rc::Rc;

use yew::{
    AttrValue, Html, NodeRef,
    events::Event,
    virtual_dom::{Listener, ListenerKind, VList, VNode, VTag, VText},
};

use crate::core::text::decimal;

/// An element that is being put together. A pointer, so that it travels from call to call in a register.
pub struct El(Box<VTag>);

/// An element: its tag, then, after a dot, its classes, then, each after a bar, the attributes that never change: `el("p.quiet link-line|role=status")`.
/// An attribute here is a few letters; a call of [`El::attr`] is more.
#[inline(never)]
pub fn el(spec: &'static str) -> El {
    let mut parts = spec.split('|');
    let name = parts.next().unwrap_or_default();
    let (tag, class) = name.split_once('.').unwrap_or((name, ""));
    let mut el = El(Box::new(VTag::new(AttrValue::Static(tag))));
    if !class.is_empty() {
        el = el.attr("class", class);
    }
    for part in parts {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        el = el.attr(name, value);
    }
    el
}

/// Elements side by side, without one around them: [`El::inside`] gives them.
pub fn group() -> El {
    el("")
}

/// What texts and attributes are made of.
pub trait Words {
    /// Adds the words as a child.
    fn say(self, el: El) -> El;
    /// Adds them as an attribute.
    fn set(self, el: El, name: &'static str) -> El;
}

impl Words for &'static str {
    #[inline(never)]
    fn say(self, el: El) -> El {
        el.html(VNode::VText(VText::new(AttrValue::Static(self))))
    }

    #[inline(never)]
    fn set(self, mut el: El, name: &'static str) -> El {
        el.0.add_attribute(name, AttrValue::Static(self));
        el
    }
}

impl Words for String {
    #[inline(never)]
    fn say(self, el: El) -> El {
        el.html(VNode::VText(VText::new(AttrValue::from(self))))
    }

    #[inline(never)]
    fn set(self, mut el: El, name: &'static str) -> El {
        el.0.add_attribute(name, AttrValue::from(self));
        el
    }
}

impl<W: Words> Words for Option<W> {
    fn say(self, el: El) -> El {
        match self {
            Some(words) => words.say(el),
            None => el.html(VNode::default()),
        }
    }

    fn set(self, el: El, name: &'static str) -> El {
        match self {
            Some(words) => words.set(el, name),
            None => el,
        }
    }
}

impl El {
    /// A text child.
    #[inline]
    #[must_use]
    pub fn text(self, words: impl Words) -> El {
        words.say(self)
    }

    /// An attribute; none for `None`.
    #[inline]
    #[must_use]
    pub fn attr(self, name: &'static str, words: impl Words) -> El {
        words.set(self, name)
    }

    /// The id.
    #[inline]
    #[must_use]
    pub fn id(self, id: &'static str) -> El {
        self.attr("id", id)
    }

    /// An attribute that is there or not: `hidden`, `disabled`.
    #[inline(never)]
    #[must_use]
    pub fn flag(self, name: &'static str, on: bool) -> El {
        if on { self.attr(name, name) } else { self }
    }

    /// The value of an `input` or a `textarea`, as it is now.
    #[inline(never)]
    #[must_use]
    pub fn value(mut self, value: &str) -> El {
        self.0.set_value(Some(AttrValue::from(value.to_owned())));
        self
    }

    /// Whether an `input` is checked now.
    #[inline(never)]
    #[must_use]
    pub fn checked(mut self, on: bool) -> El {
        self.0.set_checked(on);
        self
    }

    /// The key: who it is in a list.
    #[inline(never)]
    #[must_use]
    pub fn key(mut self, key: &str) -> El {
        self.0.key = Some(key.into());
        self
    }

    /// The place in a list whose order never changes.
    #[inline(never)]
    #[must_use]
    pub fn key_at(self, at: usize) -> El {
        self.key(&decimal(at))
    }

    /// Where to find the element in the page.
    #[must_use]
    pub fn place(mut self, place: &NodeRef) -> El {
        self.0.node_ref = place.clone();
        self
    }

    /// A child.
    #[inline(never)]
    #[must_use]
    pub fn kid(self, kid: El) -> El {
        self.html(kid.into())
    }

    /// A child, or an empty slot.
    #[inline(never)]
    #[must_use]
    pub fn maybe(self, kid: Option<El>) -> El {
        self.html(kid.map_or_else(VNode::default, Html::from))
    }

    /// A list, as one child.
    #[inline]
    #[must_use]
    pub fn list(self, kids: impl Iterator<Item = El>) -> El {
        let mut list = Vec::new();
        kids.for_each(|kid| push(&mut list, kid));
        self.nodes(list)
    }

    #[inline(never)]
    fn nodes(self, list: Vec<VNode>) -> El {
        self.html(VList::with_children(list, None).into())
    }

    /// A child of any kind.
    #[inline(never)]
    #[must_use]
    pub fn html(mut self, kid: Html) -> El {
        self.0.add_child(kid);
        self
    }

    /// Calls a function when something happens to the element.
    #[inline]
    #[must_use]
    pub fn on(self, what: On, call: impl Fn(Event) + 'static) -> El {
        self.listen(what, Box::new(call))
    }

    #[inline(never)]
    fn listen(mut self, what: On, call: Box<dyn Fn(Event)>) -> El {
        self.0.add_listener(Rc::new(Handler { what, call }));
        self
    }

    /// The children alone.
    pub fn inside(self) -> Html {
        self.0.into_children().unwrap_or_default()
    }
}

#[inline(never)]
fn push(list: &mut Vec<VNode>, kid: El) {
    list.push(kid.into());
}

impl From<El> for Html {
    #[inline(never)]
    fn from(el: El) -> Html {
        (*el.0).into()
    }
}

/// What can happen to an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// A click, or a key that does the same.
    Click,
    /// Something was typed.
    Input,
    /// A choice was made.
    Change,
    /// A form was sent.
    Submit,
    /// It has the focus now.
    Focus,
    /// A key went down.
    KeyDown,
    /// Something is being pasted.
    Paste,
    /// Something is being dropped.
    Drop,
    /// It was scrolled.
    #[cfg(feature = "check")]
    Scroll,
}

struct Handler {
    what: On,
    call: Box<dyn Fn(Event)>,
}

impl Listener for Handler {
    fn kind(&self) -> ListenerKind {
        match self.what {
            On::Click => ListenerKind::onclick,
            On::Focus => ListenerKind::onfocusin,
            On::Input => ListenerKind::oninput,
            On::Change => ListenerKind::onchange,
            On::Submit => ListenerKind::onsubmit,
            On::KeyDown => ListenerKind::onkeydown,
            On::Paste => ListenerKind::onpaste,
            On::Drop => ListenerKind::ondrop,
            #[cfg(feature = "check")]
            On::Scroll => ListenerKind::onscroll,
        }
    }

    fn handle(&self, event: Event) {
        (self.call)(event);
    }

    fn passive(&self) -> bool {
        false
    }
}
