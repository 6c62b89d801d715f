//! Writes plain objects: as JSON, which the browser turns into objects in one step. No setter or getter of the page is met on the way.

use js_sys::JSON;
use wasm_bindgen::JsValue;

use crate::core::text;

/// A JSON text that grows. Commas are put where they belong.
#[derive(Default)]
pub struct Json(String);

impl Json {
    /// The text of what one function writes.
    pub fn of(write: impl FnOnce(&mut Json)) -> Json {
        let mut json = Json::default();
        write(&mut json);
        json
    }

    /// The value.
    pub fn parse(&self) -> Result<JsValue, JsValue> {
        JSON::parse(&self.0)
    }

    fn comma(&mut self) {
        if !matches!(self.0.as_bytes().last(), None | Some(b'{' | b'[' | b':')) {
            self.0.push(',');
        }
    }

    /// The name of the field that is written next.
    pub fn key(&mut self, name: &str) -> &mut Json {
        self.comma();
        self.0.push('"');
        self.0.push_str(name);
        self.0.push_str("\":");
        self
    }

    /// Everything from here to [`Json::close`] is in an object.
    pub fn open(&mut self) {
        self.comma();
        self.0.push('{');
    }

    /// Ends the object.
    pub fn close(&mut self) {
        self.0.push('}');
    }

    /// A list; the function writes one item.
    pub fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Json, T)) {
        self.comma();
        self.0.push('[');
        for item in items {
            write(self, item);
        }
        self.0.push(']');
    }

    /// A list of objects; the function writes the fields of one.
    pub fn objects<T>(&mut self, items: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut Json, T)) {
        self.list(items, |json, item| {
            json.open();
            write(json, item);
            json.close();
        });
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        self.comma();
        self.0.push('"');
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|b| b < b' ' || b == b'"' || b == b'\\') {
            let (plain, tail) = rest.split_at(at);
            let (mark, tail) = tail.split_at(1);
            rest = tail;
            self.0.push_str(plain);
            let b = mark.as_bytes()[0];
            if b < b' ' {
                self.0.push_str("\\u00");
                for digit in [b >> 4, b & 15] {
                    self.0.push(char::from_digit(digit.into(), 16).unwrap_or('0'));
                }
            } else {
                self.0.push('\\');
                self.0.push_str(mark);
            }
        }
        self.0.push_str(rest);
        self.0.push('"');
    }

    /// A whole number.
    pub fn number(&mut self, number: impl Into<u32>) {
        self.comma();
        self.0.push_str(&text::decimal(number.into()));
    }

    /// A share of 1, in parts of 10 to the power of `places`.
    pub fn share(&mut self, parts: u32, places: usize) {
        self.comma();
        let digits = text::decimal(parts);
        let (whole, rest) = digits.split_at(digits.len().saturating_sub(places));
        self.0.push_str(if whole.is_empty() { "0" } else { whole });
        self.0.push('.');
        for _ in rest.len()..places {
            self.0.push('0');
        }
        self.0.push_str(rest);
    }

    /// `true` or `false`.
    pub fn flag(&mut self, flag: bool) {
        self.comma();
        self.0.push_str(if flag { "true" } else { "false" });
    }

    /// `null`.
    pub fn null(&mut self) {
        self.comma();
        self.0.push_str("null");
    }

    /// A list of texts.
    pub fn texts<'a>(&mut self, items: impl IntoIterator<Item = &'a str>) {
        self.list(items, Json::text);
    }

    /// A field with a text.
    pub fn put(&mut self, name: &str, text: &str) {
        self.key(name).text(text);
    }

    /// A field with a whole number.
    pub fn put_number(&mut self, name: &str, number: impl Into<u32>) {
        self.key(name).number(number);
    }

    /// A value that is JSON already.
    pub fn raw(&mut self, value: &str) {
        self.comma();
        self.0.push_str(value);
    }

    /// A field with a switch.
    pub fn put_flag(&mut self, name: &str, flag: bool) {
        self.key(name).flag(flag);
    }
}
