//! What is changed about an argument of a transaction: every number, address and string of bytes in it, however deep the
//! description has it.

use anchor_lang::prelude::Pubkey;
use anchor_lang_idl::types::{Idl, IdlArrayLen, IdlDefinedFields, IdlType, IdlTypeDefTy};
use anchor_spl::token::spl_token;
use io_tests::{World, address, described::Call};
use solana_program_pack::Pack;

use crate::mutant::{Change, Mutant};

/// Above it, eight bytes of state are a part of an address and no amount.
const LARGEST_AMOUNT: u64 = 1 << 56;

/// One value among the arguments: where it is, and what.
struct Leaf {
    path: String,
    at: usize,
    length: usize,
    is: Is,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Is {
    Unsigned,
    Signed,
    Address,
    Bytes,
}

/// Every mutant of every argument.
pub fn mutants(call: &Call, others: &World) -> Vec<Mutant> {
    let mut walk = Walk { idl: call.idl, data: call.arguments(), at: 0, leaves: vec![] };
    for argument in &call.instruction.args {
        walk.walk(&argument.ty, argument.name.clone());
    }
    let (leaves, end) = (walk.leaves, walk.at);
    assert_eq!(end, call.arguments().len(), "{}: the arguments as they are described", call.specimen.name);
    let amounts = amounts(call, others);
    let mut mutants: Vec<Mutant> = leaves.iter().flat_map(|leaf| of_leaf(call, leaf, &amounts)).collect();
    if end != 0 {
        let mut cut = call.specimen.instruction.clone();
        cut.data.pop();
        mutants.push(Mutant {
            place: "arguments".to_owned(),
            change: Change::Cut,
            with: String::new(),
            number: None,
            instruction: cut,
            beforehand: None,
        });
    }
    mutants
}

fn of_leaf(call: &Call, leaf: &Leaf, amounts: &[u64]) -> Vec<Mutant> {
    let begin = call.instruction.discriminator.len() + leaf.at;
    let place = begin..begin + leaf.length;
    let mutant = |change, with: &str, number, bytes: &[u8]| {
        let mut instruction = call.specimen.instruction.clone();
        instruction.data[place.clone()].copy_from_slice(bytes);
        let (place, with) = (leaf.path.clone(), with.to_owned());
        Mutant { place, change, with, number, instruction, beforehand: None }
    };
    let mutants = match leaf.is {
        Is::Address => [("nobody", Pubkey::default()), ("thief", address("thief"))]
            .map(|(name, address)| mutant(Change::Address, name, None, address.as_ref()))
            .into(),
        Is::Bytes => [("zeros", 0), ("ones", u8::MAX)]
            .map(|(name, byte)| mutant(Change::Bytes, name, None, &vec![byte; leaf.length]))
            .into(),
        Is::Unsigned | Is::Signed => numbers(leaf, amounts)
            .into_iter()
            .map(|number| mutant(Change::Number, "", Some(number), &number.to_le_bytes()[..leaf.length]))
            .collect::<Vec<_>>(),
    };
    let genuine = &call.specimen.instruction;
    mutants.into_iter().filter(|mutant| mutant.instruction != *genuine).collect()
}

/// The ends of the type, and whatever amounts there are, and one more.
fn numbers(leaf: &Leaf, amounts: &[u64]) -> Vec<i128> {
    let bits = u32::try_from(leaf.length * 8).expect("few bits");
    let (least, largest) = match leaf.is {
        Is::Signed => (-(1_i128 << (bits - 1)), (1_i128 << (bits - 1)) - 1),
        _ => (0, (1_i128 << bits) - 1),
    };
    let mut numbers = vec![least, 0, 1, largest - 1, largest];
    if leaf.is == Is::Signed {
        numbers.push(-1);
    }
    if leaf.length == 8 && leaf.is == Is::Unsigned {
        numbers.extend(amounts.iter().flat_map(|amount| [i128::from(*amount), i128::from(*amount) + 1]));
    }
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// What the accounts of the transaction hold, and every amount in their state.
fn amounts(call: &Call, others: &World) -> Vec<u64> {
    let mut amounts = vec![];
    for meta in &call.specimen.instruction.accounts {
        let Some(account) = others.account(meta.pubkey).filter(|account| !account.executable) else { continue };
        if account.owner == spl_token::ID {
            let held = spl_token::state::Account::unpack(&account.data).map(|held| held.amount);
            let supply = spl_token::state::Mint::unpack(&account.data).map(|mint| mint.supply);
            amounts.extend(held.or(supply));
        } else if call.idl.accounts.iter().any(|described| account.data.starts_with(&described.discriminator)) {
            let (words, _) = account.data.as_chunks::<8>();
            amounts.extend(words.iter().skip(1).map(|word| u64::from_le_bytes(*word)));
        }
    }
    amounts.retain(|amount| *amount < LARGEST_AMOUNT);
    amounts.sort_unstable();
    amounts.dedup();
    amounts
}

/// A walk along the types of the arguments, and along their bytes.
struct Walk<'a> {
    idl: &'a Idl,
    data: &'a [u8],
    at: usize,
    leaves: Vec<Leaf>,
}

impl Walk<'_> {
    fn walk(&mut self, ty: &IdlType, path: String) {
        match ty {
            IdlType::Bool | IdlType::U8 => self.leaf(path, 1, Is::Unsigned),
            IdlType::U16 => self.leaf(path, 2, Is::Unsigned),
            IdlType::U32 => self.leaf(path, 4, Is::Unsigned),
            IdlType::U64 => self.leaf(path, 8, Is::Unsigned),
            IdlType::I8 => self.leaf(path, 1, Is::Signed),
            IdlType::I16 => self.leaf(path, 2, Is::Signed),
            IdlType::I32 => self.leaf(path, 4, Is::Signed),
            IdlType::I64 => self.leaf(path, 8, Is::Signed),
            IdlType::Pubkey => self.leaf(path, 32, Is::Address),
            IdlType::Array(each, IdlArrayLen::Value(length)) if **each == IdlType::U8 => {
                self.leaf(path, *length, Is::Bytes);
            }
            IdlType::Array(each, IdlArrayLen::Value(length)) => self.each(each, *length, &path),
            IdlType::Bytes | IdlType::String => {
                let length = self.count(&path);
                self.leaf(path, length, Is::Bytes);
            }
            IdlType::Vec(each) => {
                let length = self.count(&path);
                self.each(each, length, &path);
            }
            IdlType::Option(inner) => {
                let given = self.data[self.at];
                self.leaf(format!("{path}.given"), 1, Is::Unsigned);
                if given == 1 {
                    self.walk(inner, path);
                }
            }
            IdlType::Defined { name, .. } => self.defined(name, path),
            other => panic!("{path}: nobody walks into {other:?} yet"),
        }
    }

    fn defined(&mut self, name: &str, path: String) {
        let defined = self.idl.types.iter().find(|defined| defined.name == name).expect("a type that is described");
        match &defined.ty {
            IdlTypeDefTy::Struct { fields } => self.fields(fields.as_ref(), &path),
            IdlTypeDefTy::Enum { variants } => {
                let variant = &variants[usize::from(self.data[self.at])];
                self.leaf(path.clone(), 1, Is::Unsigned);
                self.fields(variant.fields.as_ref(), &path);
            }
            IdlTypeDefTy::Type { alias } => self.walk(alias, path),
        }
    }

    fn fields(&mut self, fields: Option<&IdlDefinedFields>, path: &str) {
        match fields {
            None => {}
            Some(IdlDefinedFields::Named(fields)) => {
                fields.iter().for_each(|field| self.walk(&field.ty, format!("{path}.{}", field.name)));
            }
            Some(IdlDefinedFields::Tuple(types)) => {
                types.iter().enumerate().for_each(|(number, ty)| self.walk(ty, format!("{path}.{number}")));
            }
        }
    }

    fn each(&mut self, ty: &IdlType, length: usize, path: &str) {
        (0..length).for_each(|number| self.walk(ty, format!("{path}[{number}]")));
    }

    /// The length of what has none of its own.
    fn count(&mut self, path: &str) -> usize {
        let (length, _) = self.data[self.at..].split_first_chunk().expect("a length");
        self.leaf(format!("{path}.length"), 4, Is::Unsigned);
        usize::try_from(u32::from_le_bytes(*length)).expect("a length")
    }

    fn leaf(&mut self, path: String, length: usize, is: Is) {
        self.leaves.push(Leaf { path, at: self.at, length, is });
        self.at += length;
    }
}
