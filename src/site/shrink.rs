//! Shortens the names between a module and its JavaScript glue. wasm-bindgen calls every import `__wbg_appendChild_dbf7ad2f48413560`, in the
//! module and in the glue; with 200 of them that is 2.6 KB of the module and 1.9 KB of the glue, compressed, that say nothing to anybody.

use std::fmt;

/// What is wrong with a module or its glue.
#[derive(Debug)]
pub struct Broken(&'static str);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the module can't be shortened: {}", self.0)
    }
}

/// Reads a module from the front.
struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Result<u8, Broken> {
        let byte = *self.bytes.get(self.at).ok_or(Broken("it ends too early"))?;
        self.at += 1;
        Ok(byte)
    }

    /// An unsigned LEB128 number.
    fn number(&mut self) -> Result<usize, Broken> {
        let (mut number, mut shift) = (0_usize, 0);
        loop {
            let byte = self.byte()?;
            number |= usize::from(byte & 127) << shift;
            shift += 7;
            if byte < 128 {
                return Ok(number);
            }
            if shift > 28 {
                return Err(Broken("a number is too long"));
            }
        }
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8], Broken> {
        let part = self.bytes.get(self.at..self.at + count).ok_or(Broken("it ends too early"))?;
        self.at += count;
        Ok(part)
    }

    fn name(&mut self) -> Result<&'a str, Broken> {
        let length = self.number()?;
        std::str::from_utf8(self.take(length)?).map_err(|_| Broken("a name is not UTF-8"))
    }

    /// The limits of a table or a memory.
    fn limits(&mut self) -> Result<(), Broken> {
        let flags = self.byte()?;
        self.number()?;
        if flags & 1 == 1 {
            self.number()?;
        }
        Ok(())
    }
}

fn put_number(out: &mut Vec<u8>, mut number: usize) {
    loop {
        let byte = (number & 127) as u8;
        number >>= 7;
        if number == 0 {
            out.push(byte);
            return;
        }
        out.push(byte | 128);
    }
}

fn put_name(out: &mut Vec<u8>, name: &str) {
    put_number(out, name.len());
    out.extend_from_slice(name.as_bytes());
}

/// A short name that no glue uses otherwise: its names have no `$`.
fn short(mut nth: usize) -> String {
    let mut name = String::from("$");
    loop {
        name.push(char::from(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"[nth % 52]));
        nth /= 52;
        if nth == 0 {
            return name;
        }
    }
}

/// What the glue's list of imports is called.
const MODULE: &str = "$";

/// Where a name stands as a whole word.
fn places(text: &str, name: &str) -> Vec<usize> {
    let word = |c: Option<u8>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == b'_' || c == b'$');
    text.match_indices(name)
        .map(|(at, _)| at)
        .filter(|at| !word(at.checked_sub(1).map(|at| text.as_bytes()[at])) && !word(text.as_bytes().get(at + name.len()).copied()))
        .collect()
}

/// Glue without what is for people only: the comment before every function, the indentation. The types beside it keep the comments.
fn bare(glue: &str) -> String {
    let mut out = String::with_capacity(glue.len());
    let mut comment = false;
    for line in glue.lines().map(str::trim) {
        comment |= line.starts_with("/**");
        if !comment && !line.is_empty() {
            out.push_str(line);
            out.push('\n');
        }
        comment &= !line.ends_with("*/");
    }
    out
}

/// The module and its glue with short names, and the glue without its comments. An import whose name stands in the glue more than once keeps it.
pub fn shrink(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String), Broken> {
    const IMPORTS: u8 = 2;
    let mut reader = Reader { bytes: wasm, at: 8 };
    let (mut out, mut glue) = (wasm.get(..8).ok_or(Broken("it ends too early"))?.to_vec(), bare(glue));
    while reader.at < wasm.len() {
        let id = reader.byte()?;
        let size = reader.number()?;
        let mut section = reader.take(size)?.to_vec();
        if id == IMPORTS {
            section = imports(&section, &mut glue)?;
        }
        out.push(id);
        put_number(&mut out, section.len());
        out.extend_from_slice(&section);
    }
    Ok((out, glue))
}

fn imports(section: &[u8], glue: &mut String) -> Result<Vec<u8>, Broken> {
    let mut reader = Reader { bytes: section, at: 0 };
    let count = reader.number()?;
    let mut out = Vec::new();
    put_number(&mut out, count);
    let quoted = |module: &str| format!("\"{module}\"");
    let mut long = None;
    for nth in 0..count {
        let (module, name) = (reader.name()?, reader.name()?);
        if nth == 0 && glue.matches(&quoted(module)).count() == 1 {
            *glue = glue.replace(&quoted(module), &quoted(MODULE));
            long = Some(module);
        }
        let module = if long == Some(module) { MODULE } else { module };
        let kind_at = reader.at;
        match reader.byte()? {
            0 => drop(reader.number()?),
            1 => {
                reader.byte()?;
                reader.limits()?;
            }
            2 => reader.limits()?,
            3 => drop(reader.take(2)?),
            _ => return Err(Broken("an import is of no known kind")),
        }
        let new = short(nth);
        let renamed = match places(glue, name).as_slice() {
            [at] if name.len() > new.len() => {
                glue.replace_range(*at..at + name.len(), &new);
                new
            }
            _ => name.to_owned(),
        };
        put_name(&mut out, module);
        put_name(&mut out, &renamed);
        out.extend_from_slice(&section[kind_at..reader.at]);
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module with two imported functions of type 0.
    fn module(from: &str, names: [&str; 2]) -> Vec<u8> {
        let mut imports = vec![2];
        for name in names {
            put_name(&mut imports, from);
            put_name(&mut imports, name);
            imports.extend([0, 0]);
        }
        let mut out = b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0\x02".to_vec();
        put_number(&mut out, imports.len());
        out.extend(imports);
        out
    }

    #[test]
    fn names_are_the_same_on_both_sides() {
        let glue = "{\"./app_bg.js\":{__wbg_body_0123:e=>e.body,__wbg_bodyUsed_45:e=>e.bodyUsed}}";
        let (wasm, glue) = shrink(&module("./app_bg.js", ["__wbg_body_0123", "__wbg_bodyUsed_45"]), glue).unwrap();
        assert_eq!(glue, "{\"$\":{$a:e=>e.body,$b:e=>e.bodyUsed}}\n");
        assert_eq!(wasm, module("$", ["$a", "$b"]));
    }

    #[test]
    fn a_name_that_the_glue_uses_twice_stays() {
        let glue = "{__wbg_body_0123:e=>e.body,other:__wbg_body_0123,__wbg_bodyUsed_45:e=>e.bodyUsed}";
        let (wasm, glue) = shrink(&module("./x.js", ["__wbg_body_0123", "__wbg_bodyUsed_45"]), glue).unwrap();
        assert!(glue.contains("other:__wbg_body_0123"));
        assert_eq!(wasm, module("./x.js", ["__wbg_body_0123", "$b"]));
    }

    #[test]
    fn what_people_read_is_left_out() {
        let glue = "/**\n * What it does.\n * @returns {string}\n */\nexport function a() {\n    /** One line. */\n    return `/* kept */ b`;\n}\n\n";
        assert_eq!(bare(glue), "export function a() {\nreturn `/* kept */ b`;\n}\n");
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(shrink(b"", "").is_err());
        assert!(shrink(b"\0asm\x01\0\0\0\x02\x05\x01", "").is_err());
    }
}
