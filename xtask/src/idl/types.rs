//! The types of a description: the program's own, under plain names.
//!
//! Anchor also describes the state of other programs' accounts that an instruction reads, and puts a path before a name that
//! two of them share. Other programs have descriptions of their own, and a path is no name in most languages.

use anchor_lang_idl::types::{
    Idl, IdlDefinedFields, IdlGenericArg, IdlSerialization, IdlType, IdlTypeDef, IdlTypeDefTy,
};
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
    store(&mut idl.types);
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

/// Gives a type that is an argument and a part of the state a twin for the state: read where it lies, it is another type to
/// most clients, if of the same bytes.
fn store(types: &mut Vec<IdlTypeDef>) {
    let arguments: Vec<IdlTypeDef> =
        types.iter().filter(|defined| defined.serialization == IdlSerialization::Borsh).cloned().collect();
    let mut stored: Vec<IdlTypeDef> = vec![];
    for defined in types.iter_mut().filter(|defined| defined.serialization == IdlSerialization::Bytemuck) {
        let IdlTypeDefTy::Struct { fields: Some(IdlDefinedFields::Named(fields)) } = &mut defined.ty else { continue };
        for field in fields {
            let IdlType::Defined { name, .. } = &mut field.ty else { continue };
            let Some(argument) = arguments.iter().find(|argument| argument.name == *name) else { continue };
            *name = format!("Stored{name}");
            let twin = IdlTypeDef { name: name.clone(), serialization: IdlSerialization::Bytemuck, ..argument.clone() };
            if !stored.contains(&twin) {
                stored.push(twin);
            }
        }
    }
    types.extend(stored);
    types.sort_by(|one, other| one.name.cmp(&other.name));
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
