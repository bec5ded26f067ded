//! Instructions of the suite, read by the interface descriptions that its programs are published with.

use anchor_lang::prelude::Pubkey;
use anchor_lang_idl_spec::{
    Idl, IdlDefinedFields, IdlField, IdlInstruction, IdlInstructionAccountItem, IdlType, IdlTypeDefTy,
};
use serde_json::Value;
use std::sync::LazyLock;

use super::value::Reader;
use super::{Argument, Reading};
use crate::moment;
use crate::money;
use crate::program::{Program, SUITE};
use crate::usdc;

/// Every interface that can be read: all of them, as a test makes sure.
static INTERFACES: LazyLock<Vec<(Program, Idl)>> = LazyLock::new(|| {
    let read = |program: &Program| Some((*program, serde_json::from_str(program.idl).ok()?));
    SUITE.iter().filter_map(read).collect()
});

/// What a number counts.
#[derive(Clone, Copy)]
enum Unit {
    Io,
    Usdc,
    Moment,
}

/// The arguments that are more than a number, by program and name.
const UNITS: &[(&str, &str, Unit)] = &[
    ("io-token", "amount", Unit::Io),
    ("io-token", "at_genesis", Unit::Io),
    ("io-token", "total", Unit::Io),
    ("io-stake", "amount", Unit::Io),
    ("io-stake", "upheld", Unit::Io),
    ("io-emission", "verified_at", Unit::Moment),
    ("io-emission", "begins_at", Unit::Moment),
    ("io-market", "price_per_hour", Unit::Usdc),
    ("io-treasury", "io_amount", Unit::Io),
    ("io-treasury", "min_usdc", Unit::Usdc),
    ("io-treasury", "min_io", Unit::Io),
    ("io-treasury", "usdc", Unit::Usdc),
    ("io-treasury", "min_fill", Unit::Usdc),
    ("io-treasury", "fill_cap", Unit::Usdc),
    ("io-treasury", "day_cap", Unit::Usdc),
];

/// Whether the program is one of the suite.
pub fn knows(program: Option<Pubkey>) -> bool {
    program.is_some_and(|program| SUITE.iter().any(|known| known.address == program))
}

/// The addresses that the interfaces fix, and what each is called there.
pub fn fixed_addresses() -> impl Iterator<Item = (Pubkey, String)> {
    INTERFACES.iter().flat_map(|(program, idl)| {
        let accounts = idl.instructions.iter().flat_map(|instruction| &instruction.accounts);
        accounts.filter_map(|account| {
            let IdlInstructionAccountItem::Single(account) = account else { return None };
            let address = account.address.as_ref()?.parse().ok()?;
            Some((address, format!("{} of {}", account.name.replace('_', " "), program.name)))
        })
    })
}

pub fn read(program: &Pubkey, data: &[u8]) -> Option<Reading> {
    let (known, idl) = INTERFACES.iter().find(|(known, _)| known.address == *program)?;
    let is_it = |instruction: &&IdlInstruction| data.starts_with(&instruction.discriminator);
    let instruction = idl.instructions.iter().find(is_it)?;
    let mut reader = Reader { data: data.get(instruction.discriminator.len()..)?, types: &idl.types };
    let mut arguments = Vec::new();
    // Where all arguments are the fields of one structure, they are what matters, and not that they are in one.
    let fields = match instruction.args.as_slice() {
        [IdlField { ty: IdlType::Defined { name, .. }, .. }] => fields_of(idl, name),
        _ => None,
    };
    for IdlField { name, ty, .. } in fields.unwrap_or(&instruction.args) {
        arguments.push(argument(known, name, reader.value(ty)?));
    }
    in_their_asset(&mut arguments);
    Some(Reading {
        instruction: Some(instruction.name.clone()),
        meaning: (!instruction.docs.is_empty()).then(|| instruction.docs.join(" ")),
        arguments,
        roles: roles(&instruction.accounts),
        rest: reader.data.to_vec(),
    })
}

fn fields_of<'a>(idl: &'a Idl, name: &str) -> Option<&'a Vec<IdlField>> {
    match &idl.types.iter().find(|known| known.name == name)?.ty {
        IdlTypeDefTy::Struct { fields: Some(IdlDefinedFields::Named(fields)) } => Some(fields),
        _ => None,
    }
}

/// What a renter spends at most, in what it pays with.
fn in_their_asset(arguments: &mut [Argument]) {
    let asset = arguments.iter().find(|argument| argument.name == "asset").and_then(|argument| argument.value.as_str());
    let asset = asset.map(str::to_owned);
    for Argument { name, value, shown } in arguments {
        let Some(units) = value.as_u64().filter(|_| name == "max_total") else { continue };
        *shown = match asset.as_deref() {
            Some("Usdc") => Some(format!("{} USDC", usdc::show_units(units))),
            Some("Io") => Some(format!("{} IO", money::show_units(units))),
            _ => None,
        };
    }
}

fn argument(program: &Program, name: &str, value: Value) -> Argument {
    let unit = UNITS.iter().find(|(of, field, _)| (*of, *field) == (program.name, name));
    let shown = unit.and_then(|(_, _, unit)| {
        Some(match unit {
            Unit::Io => format!("{} IO", money::show_units(value.as_u64()?)),
            Unit::Usdc => format!("{} USDC", usdc::show_units(value.as_u64()?)),
            Unit::Moment => moment::show(value.as_i64()?),
        })
    });
    Argument { name: name.to_owned(), value, shown }
}

fn roles(accounts: &[IdlInstructionAccountItem]) -> Vec<String> {
    let role = |account: &IdlInstructionAccountItem| match account {
        IdlInstructionAccountItem::Single(account) => vec![account.name.clone()],
        IdlInstructionAccountItem::Composite(group) => roles(&group.accounts),
    };
    accounts.iter().flat_map(role).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_interface_can_be_read() {
        assert_eq!(INTERFACES.len(), SUITE.len());
        for (program, idl) in INTERFACES.iter() {
            assert_eq!(idl.address, program.address.to_string());
        }
    }

    #[test]
    fn every_unit_is_one_of_an_argument() {
        for (program, field, _) in UNITS {
            let (_, idl) = INTERFACES.iter().find(|(known, _)| known.name == *program).expect("a program");
            let text = serde_json::to_string(idl).expect("JSON");
            assert!(text.contains(&format!("\"name\":\"{field}\"")), "{program} has no {field}");
        }
    }
}
