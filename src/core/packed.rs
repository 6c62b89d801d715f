//! Reads the packed tables that the build writes: text, one value a line, found by offset and read when somebody asks. A Rust table of the same
//! content holds eight bytes for every string beside its text, which don't compress: 16 entries were 69 KB that way, and are half of it packed.

/// A place in a packed table, and what follows it.
#[derive(Clone)]
pub struct Lines(&'static str);

impl Lines {
    /// The lines from an offset on; none where the table ends before it.
    pub fn at(table: &'static str, offset: u32) -> Lines {
        Lines(table.get(offset as usize..).unwrap_or(""))
    }

    /// The next line.
    #[inline(never)]
    pub fn text(&mut self) -> &'static str {
        let (line, rest) = self.0.split_once('\n').unwrap_or((self.0, ""));
        self.0 = rest;
        line
    }

    /// The next line as a number; 0 for what is none.
    #[inline(never)]
    pub fn number(&mut self) -> u32 {
        number(self.text())
    }

    /// A list: its length in a line, then its items.
    pub fn list<T>(&mut self, read: impl Fn(&mut Lines) -> T) -> Vec<T> {
        let count = self.number();
        let mut list = Vec::new();
        for _ in 0..count {
            list.push(read(self));
        }
        list
    }

    /// Lists of single lines, one after the other: what stands in a column is alike and packs better than what stands in a row.
    pub fn columns(&mut self, count: usize) -> Vec<Vec<&'static str>> {
        let mut columns = Vec::new();
        for _ in 0..count {
            columns.push(self.list(Lines::text));
        }
        columns
    }
}

/// Decimal digits as a number; 0 for what is none.
#[inline(never)]
pub fn number(digits: &str) -> u32 {
    digits.bytes().filter(u8::is_ascii_digit).fold(0, |sum, digit| sum.wrapping_mul(10).wrapping_add(u32::from(digit - b'0')))
}
