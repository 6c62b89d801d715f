//! Puts a module's functions into the order in which they compress best: like beside like. The numbers of functions have no meaning outside of a
//! module, so nothing else changes. Of the application this takes 2 KB (brotli), of the JavaScript API 0.4.

use std::{collections::HashMap, convert::Infallible};

use wasm_encoder::{
    CodeSection, FunctionSection, Module,
    reencode::{Error, Reencode},
};
use wasmparser::{CodeSectionReader, FunctionBody, FunctionSectionReader, ImportSectionReader, Imports, Parser, Payload, TypeRef};

/// Functions are alike by the runs of this many bytes that they share: longer ones find fewer that are, shorter ones more that are not.
const RUN: usize = 4;

/// Runs that more functions than this have tell nothing.
const COMMON: usize = 300;

/// What stands before the last function counts this much of it, what stands before that this much of that.
const FADE: f64 = 0.7;

/// Short functions share little with anything: so many runs more count as theirs.
const SHORT: f64 = 60.0;

/// The module with its functions in another order.
pub fn order(wasm: &[u8]) -> Result<Vec<u8>, Error> {
    let (mut imported, mut bodies) = (0, Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => match functions(imports)? {
                Some(count) => imported = count,
                None => return Ok(wasm.to_vec()),
            },
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
            _ => {}
        }
    }
    let from = alike(&bodies);
    let mut to = vec![0; from.len()];
    for (new, old) in (0..).zip(&from) {
        to[*old] = new;
    }
    let mut module = Module::new();
    Reordered { imported, from, to }.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok(module.finish())
}

/// How many functions a module imports: their numbers come before those of its own. `None`: the imports are written in a way that nothing which builds
/// modules uses yet, and their count would have to be read.
pub(super) fn functions(imports: ImportSectionReader<'_>) -> wasmparser::Result<Option<u32>> {
    let mut count = 0;
    for group in imports {
        match group? {
            Imports::Single(_, import) => count += u32::from(matches!(import.ty, TypeRef::Func(_))),
            _ => return Ok(None),
        }
    }
    Ok(Some(count))
}

/// What the encoder asks while it writes the module anew.
struct Reordered {
    /// Imported functions come first and keep their numbers.
    imported: u32,
    /// For every place, the function that goes there; and for every function, its place.
    from: Vec<usize>,
    to: Vec<u32>,
}

impl Reencode for Reordered {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        let own = function.checked_sub(self.imported).and_then(|own| self.to.get(own as usize));
        Ok(own.map_or(function, |place| self.imported + place))
    }

    fn parse_function_section(&mut self, functions: &mut FunctionSection, section: FunctionSectionReader<'_>) -> Result<(), Error> {
        let types = section.into_iter().collect::<Result<Vec<u32>, _>>()?;
        for at in self.from.clone() {
            functions.function(self.type_index(types[at])?);
        }
        Ok(())
    }

    fn parse_code_section(&mut self, code: &mut CodeSection, section: CodeSectionReader<'_>) -> Result<(), Error> {
        let bodies = section.into_iter().collect::<Result<Vec<FunctionBody<'_>>, _>>()?;
        for at in self.from.clone() {
            self.parse_function_body(code, bodies[at].clone())?;
        }
        Ok(())
    }
}

/// An order in which each is like those before it: the longest first, then always the one that shares most with the last ones for its size.
fn alike(bodies: &[&[u8]]) -> Vec<usize> {
    let runs: Vec<Vec<u32>> = bodies
        .iter()
        .map(|body| {
            let mut runs: Vec<u32> = body.windows(RUN).map(|run| run.iter().fold(0, |all, byte| all << 8 | u32::from(*byte))).collect();
            runs.sort_unstable();
            runs.dedup();
            runs
        })
        .collect();
    let mut owners: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, run) in runs.iter().enumerate().flat_map(|(at, runs)| runs.iter().map(move |run| (at, run))) {
        owners.entry(*run).or_default().push(at);
    }
    let longest = |left: &[bool]| (0..bodies.len()).rev().filter(|at| left[*at]).max_by_key(|at| bodies[*at].len());
    let (mut left, mut shares, mut order) = (vec![true; bodies.len()], vec![0.0_f64; bodies.len()], Vec::new());
    let mut next = longest(&left);
    while let Some(at) = next {
        left[at] = false;
        order.push(at);
        for share in &mut shares {
            *share *= FADE;
        }
        for own in runs[at].iter().filter_map(|run| owners.get(run)).filter(|own| (2..=COMMON).contains(&own.len())) {
            let share = 1.0 / (own.len() as f64).sqrt();
            for other in own {
                shares[*other] += share;
            }
        }
        let mut best = 0.0;
        next = None;
        for other in (0..bodies.len()).filter(|other| left[*other]) {
            let share = shares[other] / (SHORT + runs[other].len() as f64).sqrt();
            if share > best {
                (best, next) = (share, Some(other));
            }
        }
        next = next.or_else(|| longest(&left));
    }
    order
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection, Instruction, TypeSection, ValType,
    };

    use super::*;

    /// A module that imports a function and has one for each number of repetitions, which adds 1 that often and calls the one before it.
    fn module(lengths: &[usize]) -> Vec<u8> {
        let (mut types, mut imports, mut functions, mut exports, mut code) =
            (TypeSection::new(), ImportSection::new(), FunctionSection::new(), ExportSection::new(), CodeSection::new());
        types.ty().function([ValType::I32], [ValType::I32]);
        imports.import("m", "f", EntityType::Function(0));
        for (at, length) in (1..).zip(lengths) {
            functions.function(0);
            exports.export(&format!("of {length}"), ExportKind::Func, at);
            let mut function = Function::new([]);
            function.instruction(&Instruction::LocalGet(0));
            for _ in 0..*length {
                function.instruction(&Instruction::I32Const(1)).instruction(&Instruction::I32Add);
            }
            function.instruction(&Instruction::Call(at - 1)).instruction(&Instruction::End);
            code.function(&function);
        }
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&exports).section(&code);
        module.finish()
    }

    /// Every export with its function's size and the size of the function that this calls; the imported one has none.
    fn seen(wasm: &[u8]) -> Vec<(String, usize, Option<usize>)> {
        let (mut exports, mut bodies) = (Vec::new(), Vec::new());
        for payload in Parser::new(0).parse_all(wasm) {
            match payload.unwrap() {
                Payload::ExportSection(section) => {
                    exports.extend(section.into_iter().map(|own| own.map(|own| (own.name.to_owned(), own.index as usize)).unwrap()));
                }
                Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes()),
                _ => {}
            }
        }
        let size = |index: usize| index.checked_sub(1).map(|own| bodies[own].len());
        let called = |index: usize| usize::from(bodies[index - 1][bodies[index - 1].len() - 2]);
        exports.into_iter().map(|(name, index)| (name, size(index).unwrap(), size(called(index)))).collect()
    }

    #[test]
    fn the_same_functions_in_another_order() {
        let before = module(&[3, 9, 1, 40, 5]);
        let after = order(&before).unwrap();
        assert_eq!(after.len(), before.len());
        assert_ne!(after, before);
        assert_eq!(seen(&after), seen(&before));
    }

    #[test]
    fn like_stands_by_like() {
        let (a, b, c, d) = ([1; 40], [7; 60], *b"abcdefghijklmnopqrstuvwxyz", *b"ABCDEFGabcdefghijklmnop");
        assert_eq!(alike(&[&c, &a, &d, &b]), [3, 1, 0, 2]);
        assert_eq!(alike(&[&a[..], b"xyz", &c, b"xyabcdefxy"]), [0, 2, 3, 1]);
        assert!(alike(&[]).is_empty());
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(order(b"").is_err());
        assert!(order(b"\0asm\x01\0\0\0\x02\x05\x01").is_err());
    }
}
