//! Empties functions of a module that only say why it panics. Release modules panic without a word (`lean` in `scripts/lib.sh`): what only makes the
//! words is never asked for, but a compiler can't know it, as it calls JavaScript. 1.2 KB of the application's code, compressed. Where nothing else
//! formats, what the library formats with goes with them, another 0.4 KB.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
};

use wasm_encoder::{
    CodeSection, Function, Instruction, Module,
    reencode::{Error, Reencode, utils},
};
use wasmparser::{FunctionBody, KnownCustom, Name, Operator, Parser, Payload};

use super::order::functions;

/// Ends of such functions' names, as wasm-bindgen writes them.
const WORDS: [&str; 3] = [
    // What kind of node stands where Yew expected an element, while it takes a served page over.
    "::dom_bundle::utils::feat_hydration::node_type_str",
    // No hook runs where a panic traps at once.
    "console_error_panic_hook::hook",
    "::panic::PanicHookInfo as core::fmt::Display>::fmt",
];

/// What the library formats with has this in its name.
const FORMATS: &str = "core::fmt::";

/// The two that every formatting goes through. Where one has no body of its own, it may stand in another function's, and nothing can be told from names.
const WAYS: [&str; 2] = ["core::fmt::write", "<core::fmt::Formatter>::pad"];

/// The module without what those functions do, and how many they were. Needs its section of names.
pub fn snip(wasm: &[u8]) -> Result<(Vec<u8>, usize), Error> {
    let (mut imported, mut names, mut bodies) = (0, BTreeMap::new(), Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(imports) => match functions(imports)? {
                Some(count) => imported = count,
                None => return Ok((wasm.to_vec(), 0)),
            },
            Payload::CodeSectionEntry(body) => bodies.push(body),
            Payload::CustomSection(section) => {
                let KnownCustom::Name(sections) = section.as_known() else { continue };
                for section in sections {
                    let Name::Function(functions) = section? else { continue };
                    for function in functions {
                        let function = function?;
                        names.insert(function.index, without_hashes(function.name));
                    }
                }
            }
            _ => {}
        }
    }
    let named = |is: &dyn Fn(&str) -> bool| names.iter().filter(|(_, name)| is(name)).map(|(at, _)| *at).collect::<BTreeSet<u32>>();
    let mut emptied = named(&|name| WORDS.iter().any(|end| name.ends_with(end)));
    let format = named(&|name| name.contains(FORMATS));
    // In tables of methods they stand for as long as something once needed them, there and nowhere else.
    let mut unasked = WAYS.iter().all(|way| names.values().any(|name| name == way));
    for (at, body) in (imported..).zip(&bodies) {
        if emptied.contains(&at) {
            continue;
        }
        if format.contains(&at) {
            // One that only gives a constant may stand for others with the same body.
            let constant =
                |own: &Operator| matches!(own, Operator::I32Const { .. } | Operator::I64Const { .. } | Operator::Return | Operator::End);
            let operators = body.get_operators_reader()?.into_iter().collect::<Result<Vec<Operator>, _>>()?;
            unasked &= !operators.iter().all(constant);
            continue;
        }
        for operator in body.get_operators_reader()? {
            if let Operator::Call { function_index } | Operator::ReturnCall { function_index } | Operator::RefFunc { function_index } =
                operator?
            {
                unasked &= !format.contains(&function_index) || emptied.contains(&function_index);
            }
        }
    }
    if unasked {
        emptied.extend(format);
    }
    let (mut module, count) = (Module::new(), emptied.len());
    Snipped { at: imported, emptied }.parse_core_module(&mut module, Parser::new(0), wasm)?;
    Ok((module.finish(), count))
}

/// `yew[6de29c9e]::renderer` without the crate's hash.
fn without_hashes(name: &str) -> String {
    let mut parts = name.split('[');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.split_once(']').map_or(part, |own| own.1))
}

/// What the encoder asks while it writes the module anew.
struct Snipped {
    /// The number of the next function that has a body.
    at: u32,
    emptied: BTreeSet<u32>,
}

impl Reencode for Snipped {
    type Error = Infallible;

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error> {
        self.at += 1;
        if self.emptied.contains(&(self.at - 1)) {
            let mut empty = Function::new([]);
            empty.instruction(&Instruction::Unreachable).instruction(&Instruction::End);
            code.function(&empty);
            return Ok(());
        }
        utils::parse_function_body(self, code, body)
    }
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{EntityType, ExportKind, ExportSection, FunctionSection, ImportSection, NameMap, NameSection, TypeSection};

    use super::*;

    /// A module that imports a function and has one of each name, which calls it or another one.
    fn module(named: &[(&str, u32)]) -> Vec<u8> {
        let (mut types, mut imports, mut functions, mut exports, mut code) =
            (TypeSection::new(), ImportSection::new(), FunctionSection::new(), ExportSection::new(), CodeSection::new());
        let (mut section, mut map) = (NameSection::new(), NameMap::new());
        types.ty().function([], []);
        imports.import("m", "f", EntityType::Function(0));
        map.append(0, "f");
        for (at, (name, calls)) in (1..).zip(named) {
            functions.function(0);
            exports.export(&at.to_string(), ExportKind::Func, at);
            let mut function = Function::new([]);
            function.instruction(&Instruction::Call(*calls)).instruction(&Instruction::End);
            code.function(&function);
            map.append(at, name);
        }
        section.functions(&map);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&exports).section(&code).section(&section);
        module.finish()
    }

    /// The first byte after the locals of every function: what it does first.
    fn first(wasm: &[u8]) -> Vec<u8> {
        let bodies = Parser::new(0).parse_all(wasm).filter_map(|payload| match payload.unwrap() {
            Payload::CodeSectionEntry(body) => Some(body.as_bytes()[1]),
            _ => None,
        });
        bodies.collect()
    }

    const CALL: u8 = 0x10;
    const UNREACHABLE: u8 = 0;

    #[test]
    fn words_of_panics_are_emptied_and_nothing_else() {
        let before = module(&[
            ("yew[6de29c9ea4f1ee1]::dom_bundle::utils::feat_hydration::node_type_str", 0),
            ("yew[6de29c9ea4f1ee1]::dom_bundle::utils::feat_hydration::node_type", 0),
            ("console_error_panic_hook[69a7677b5582f91e]::hook", 0),
            ("<std[535f]::panic::PanicHookInfo as core[75d5]::fmt::Display>::fmt", 0),
            ("hook", 0),
            ("<[u16]>::contains", 0),
        ]);
        assert_eq!(first(&before), [CALL; 6]);
        let (after, count) = snip(&before).unwrap();
        assert_eq!((first(&after), count), (vec![UNREACHABLE, CALL, UNREACHABLE, UNREACHABLE, CALL, CALL], 3));
        assert_eq!(snip(&after).unwrap().0, after);
    }

    /// What formats, what a panic's words need of it, and who else asks for what.
    fn formats(asks: u32) -> Vec<u8> {
        module(&[
            ("core[75d5]::fmt::write", 0),
            ("<core[75d5]::fmt::Formatter>::pad", 1),
            ("<u32 as core[75d5]::fmt::Display>::fmt", 2),
            ("console_error_panic_hook[69a7]::hook", 3),
            ("app[1]::start", asks),
        ])
    }

    #[test]
    fn what_formats_goes_where_only_panics_ask_for_it() {
        let emptied = |asks| snip(&formats(asks)).unwrap().1;
        assert_eq!((emptied(0), emptied(4)), (4, 4));
        for asked in 1..=3 {
            assert_eq!(emptied(asked), 1, "function {asked} is asked for");
        }
    }

    #[test]
    fn what_may_stand_for_others_stays() {
        let mut module = Module::new();
        let (mut types, mut functions, mut code) = (TypeSection::new(), FunctionSection::new(), CodeSection::new());
        let (mut section, mut map) = (NameSection::new(), NameMap::new());
        types.ty().function([], []);
        types.ty().function([], [wasm_encoder::ValType::I32]);
        for (at, name) in (0..).zip(["core[1]::fmt::write", "<core[1]::fmt::Formatter>::pad", "<() as core[1]::fmt::Debug>::fmt"]) {
            functions.function(u32::from(at == 2));
            let mut function = Function::new([]);
            function.instruction(&if at == 2 { Instruction::I32Const(0) } else { Instruction::Call(0) }).instruction(&Instruction::End);
            code.function(&function);
            map.append(at, name);
        }
        section.functions(&map);
        module.section(&types).section(&functions).section(&code).section(&section);
        assert_eq!(snip(&module.finish()).unwrap().1, 0);
    }

    #[test]
    fn what_formats_stays_where_a_part_of_it_has_no_body_of_its_own() {
        let without = [("<core[75d5]::fmt::Formatter>::pad", 0), ("<u32 as core[75d5]::fmt::Display>::fmt", 1), ("app[1]::start", 0)];
        assert_eq!(snip(&module(&without)).unwrap().1, 0);
    }

    #[test]
    fn what_is_no_module_is_refused() {
        assert!(snip(b"").is_err());
        assert!(snip(b"\0asm\x01\0\0\0\x02\x05\x01").is_err());
    }
}
