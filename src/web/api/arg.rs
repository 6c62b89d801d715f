//! Reads arguments. Whatever is passed, it becomes a value of ours or an error that names the field, what is there and what was expected.
//!
//! No method of a value is called, and nothing is converted. What remains is that reading a field may run the caller's code (a getter, a
//! Proxy), which may throw, or call us again: every read is caught, and the core is only asked when all is read.

use std::cell::Cell;

use js_sys::{JsString, RangeError, Reflect, TypeError};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use crate::core::text::decimal;

#[wasm_bindgen]
extern "C" {
    /// Throws for a revoked Proxy, which `js_sys` does not expect.
    #[wasm_bindgen(catch, js_namespace = Array, js_name = isArray)]
    fn is_array(value: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(catch, js_name = String)]
    fn number_text(number: f64) -> Result<JsString, JsValue>;
}

/// The longest text that is read, in UTF-16 units.
pub const MAX_TEXT: u32 = 64 * 1024;

/// A value is shown up to this many UTF-16 units.
const SHOWN: u32 = 60;

/// So many reads may be under way within each other: a getter that calls us again and again would use the stack up. That is the engine's own, whose
/// end may come anywhere, also where the memory is being put in order, which nothing would repair afterwards.
const DEEPEST: u32 = 8;

thread_local! {
    static READING: Cell<u32> = const { Cell::new(0) };
}

/// An argument or a field of one, and where it was found.
pub struct Value {
    /// `judge: kase.evidence[3]`
    place: String,
    value: JsValue,
}

impl Value {
    /// An argument; `place` is `judge: kase`.
    pub fn new(place: &str, value: JsValue) -> Value {
        Value { place: place.to_owned(), value }
    }

    /// The value itself.
    pub fn raw(&self) -> &JsValue {
        &self.value
    }

    /// The value, unless it is `undefined` or `null`.
    pub fn given(self) -> Option<Value> {
        (!self.value.is_undefined() && !self.value.is_null()).then_some(self)
    }

    /// The error of a wrong value.
    pub fn wrong(&self, expected: &str) -> JsValue {
        let mut message = self.place.clone();
        message.push_str(" is ");
        message.push_str(&show(&self.value));
        message.push_str("; expected ");
        message.push_str(expected);
        message.push('.');
        TypeError::new(&message).into()
    }

    /// The error of too much.
    fn too_large(&self, size: u32, unit: &str, most: u32) -> JsValue {
        let mut message = self.place.clone();
        message.push_str(" has ");
        message.push_str(&decimal(size));
        message.push_str(unit);
        message.push_str("; expected at most ");
        message.push_str(&decimal(most));
        message.push('.');
        RangeError::new(&message).into()
    }

    /// The same value, if it is an object and no list.
    pub fn object(self, expected: &str) -> Result<Value, JsValue> {
        if self.value.is_object() && !is_array(&self.value).unwrap_or(true) { Ok(self) } else { Err(self.wrong(expected)) }
    }

    /// A field of an object; `None` if it is missing, `undefined` or `null`.
    pub fn get(&self, name: &str) -> Result<Option<Value>, JsValue> {
        Ok(self.field(name)?.given())
    }

    /// A field of an object, whatever it is.
    pub fn field(&self, name: &str) -> Result<Value, JsValue> {
        let mut place = self.place.clone();
        place.push('.');
        place.push_str(name);
        self.read(place, &name.into())
    }

    fn read(&self, place: String, key: &JsValue) -> Result<Value, JsValue> {
        let deep = READING.get() >= DEEPEST;
        if !deep {
            READING.set(READING.get() + 1);
            // What it throws is caught, so this always comes back.
            let read = Reflect::get(&self.value, key);
            READING.set(READING.get() - 1);
            if let Ok(value) = read {
                return Ok(Value { place, value });
            }
        }
        let mut message = place;
        message.push_str(if deep {
            " can't be read: reading it calls the function again, too often."
        } else {
            " can't be read: reading it throws."
        });
        Err(TypeError::new(&message).into())
    }

    /// The items of an array.
    pub fn items(&self, most: u32, expected: &str) -> Result<Vec<Value>, JsValue> {
        if !is_array(&self.value).unwrap_or(false) {
            return Err(self.wrong(expected));
        }
        let length = self.field("length")?.whole(0.0, f64::from(u32::MAX), expected)?;
        if length > most {
            return Err(self.too_large(length, " items", most));
        }
        let mut items = Vec::with_capacity(length as usize);
        for at in 0..length {
            let mut place = self.place.clone();
            place.push('[');
            place.push_str(&decimal(at));
            place.push(']');
            items.push(self.read(place, &at.into())?);
        }
        Ok(items)
    }

    /// A text. Lone surrogates are replaced.
    pub fn text(&self, expected: &str) -> Result<String, JsValue> {
        self.text_up_to(expected, MAX_TEXT)
    }

    #[inline(never)]
    fn text_up_to(&self, expected: &str, most: u32) -> Result<String, JsValue> {
        let Some(text) = self.value.dyn_ref::<JsString>() else { return Err(self.wrong(expected)) };
        // Never fewer bytes than characters: what is far too long is not copied first.
        let length = text.length();
        if length > most { Err(self.too_large(length, " characters", most)) } else { Ok(text.into()) }
    }

    /// A text that may be longer, up to a number of bytes.
    pub fn long_text(&self, expected: &str, most: u32) -> Result<String, JsValue> {
        let text = self.text_up_to(expected, most)?;
        if text.len() > most as usize { Err(self.too_large(text.len() as u32, " bytes", most)) } else { Ok(text) }
    }

    /// A text that stands for something.
    pub fn known<T>(&self, find: impl FnOnce(&str) -> Option<T>, expected: &str) -> Result<T, JsValue> {
        find(&self.text(expected)?).ok_or_else(|| self.wrong(expected))
    }

    /// A text of a closed list, as its place there.
    #[inline(never)]
    pub fn one_of(&self, ids: &[&str]) -> Result<usize, JsValue> {
        let text = if self.value.is_string() { Some(self.text("")?) } else { None };
        ids.iter().position(|id| text.as_deref() == Some(*id)).ok_or_else(|| {
            let mut expected = String::from("one of ");
            for (at, id) in ids.iter().enumerate() {
                expected.push_str(if at > 0 { ", " } else { "" });
                expected.push_str(id);
            }
            self.wrong(&expected)
        })
    }

    /// A number that is neither NaN nor infinite.
    pub fn number(&self, expected: &str) -> Result<f64, JsValue> {
        self.value.as_f64().filter(|number| number.is_finite()).ok_or_else(|| self.wrong(expected))
    }

    /// A whole number within bounds, which are within those of `u32`.
    pub fn whole(&self, least: f64, most: f64, expected: &str) -> Result<u32, JsValue> {
        match self.value.as_f64() {
            Some(number) if number >= least && number <= most && number.fract() == 0.0 => Ok(number as u32),
            _ => Err(self.wrong(expected)),
        }
    }

    /// `true` or `false`.
    pub fn flag(&self) -> Result<bool, JsValue> {
        self.value.as_bool().ok_or_else(|| self.wrong("true or false"))
    }
}

/// A value as an error names it: short, and without running any code of the caller.
fn show(value: &JsValue) -> String {
    if let Some(text) = value.dyn_ref::<JsString>() {
        let mut shown = String::from("\"");
        shown.push_str(&String::from(&text.slice(0, SHOWN)));
        shown.push_str(if text.length() > SHOWN { "…\"" } else { "\"" });
        return shown;
    }
    if let Some(number) = value.as_f64() {
        return number_text(number).map_or_else(|_| "a number".to_owned(), |text| String::from(&text));
    }
    let kind = match value.as_bool() {
        Some(true) => "true",
        Some(false) => "false",
        None if value.is_undefined() => "undefined",
        None if value.is_null() => "null",
        None if value.is_symbol() => "a symbol",
        None if value.is_bigint() => "a bigint",
        None if value.is_function() => "a function",
        None if is_array(value).unwrap_or(false) => "an array",
        None => "an object",
    };
    kind.to_owned()
}
