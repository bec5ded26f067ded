//! The types of a description: the program's own, under plain names.
//!
//! Anchor also describes the state of other programs' accounts that an instruction reads, and puts a path before a name that
//! two of them share. Other programs have descriptions of their own, and a path is no name in most languages.

use anchor_lang_idl::types::{Idl, IdlDefinedFields, IdlGenericArg, IdlType, IdlTypeDef, IdlTypeDefTy};
use anyhow::{Result, ensure};

/// Leaves out what neither the program's accounts nor its events nor its arguments are made of.
pub fn of_its_own(mut idl: Idl) -> Result<Idl> {
    let mut used: Vec<String> = vec![];
    let accounts = idl.accounts.iter().map(|account| &account.name);
    let events = idl.events.iter().map(|event| &event.name);
    for name in accounts.chain(events) {
        visit(name, &idl.types, &mut used);
    }
    for instruction in &idl.instructions {
        for ty in instruction.args.iter().map(|argument| &argument.ty).chain(&instruction.returns) {
            visit_all(ty, &idl.types, &mut used);
        }
    }
    idl.types.retain(|defined| used.contains(&defined.name));
    with_plain_names(idl)
}

fn visit(name: &str, types: &[IdlTypeDef], used: &mut Vec<String>) {
    if used.iter().any(|known| known == name) {
        return;
    }
    used.push(name.to_owned());
    let Some(defined) = types.iter().find(|defined| defined.name == name) else { return };
    match &defined.ty {
        IdlTypeDefTy::Struct { fields } => visit_fields(fields.as_ref(), types, used),
        IdlTypeDefTy::Enum { variants } => {
            variants.iter().for_each(|variant| visit_fields(variant.fields.as_ref(), types, used));
        }
        IdlTypeDefTy::Type { alias } => visit_all(alias, types, used),
    }
}

fn visit_fields(fields: Option<&IdlDefinedFields>, types: &[IdlTypeDef], used: &mut Vec<String>) {
    match fields {
        Some(IdlDefinedFields::Named(fields)) => fields.iter().for_each(|field| visit_all(&field.ty, types, used)),
        Some(IdlDefinedFields::Tuple(fields)) => fields.iter().for_each(|ty| visit_all(ty, types, used)),
        None => {}
    }
}

fn visit_all(ty: &IdlType, types: &[IdlTypeDef], used: &mut Vec<String>) {
    match ty {
        IdlType::Option(inner) | IdlType::Vec(inner) | IdlType::Array(inner, _) => visit_all(inner, types, used),
        IdlType::Defined { name, generics } => {
            visit(name, types, used);
            for generic in generics {
                if let IdlGenericArg::Type { ty } = generic {
                    visit_all(ty, types, used);
                }
            }
        }
        _ => {}
    }
}

/// Takes the paths off the names that have one.
fn with_plain_names(idl: Idl) -> Result<Idl> {
    let mut text = serde_json::to_string(&idl)?;
    for defined in &idl.types {
        let Some((_, plain)) = defined.name.rsplit_once("::") else { continue };
        let namesakes = idl.types.iter().filter(|other| other.name.rsplit("::").next() == Some(plain)).count();
        ensure!(namesakes == 1, "{} and another type would both be called {plain}", defined.name);
        text = text.replace(&format!("\"{}\"", defined.name), &format!("\"{plain}\""));
    }
    Ok(serde_json::from_str(&text)?)
}
