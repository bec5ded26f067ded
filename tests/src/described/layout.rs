//! Where a field lies in bytes of which a description says what they are. Everything that an address depends on comes before
//! anything of a varying length, and the programs' state has no gaps that it does not name.

use anchor_lang_idl::types::{Idl, IdlArrayLen, IdlDefinedFields, IdlField, IdlType, IdlTypeDefTy};

/// The fields of a structure.
pub fn fields_of<'a>(idl: &'a Idl, name: &str) -> &'a [IdlField] {
    let defined = idl.types.iter().find(|defined| defined.name == name).expect("a type that is described");
    match &defined.ty {
        IdlTypeDefTy::Struct { fields: Some(IdlDefinedFields::Named(fields)) } => fields,
        other => panic!("{name} has no fields: {other:?}"),
    }
}

/// The bytes of a field, by the path to it.
pub fn field<'a>(idl: &Idl, fields: &[IdlField], path: &str, bytes: &'a [u8]) -> &'a [u8] {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let place =
        fields.iter().position(|field| field.name == name).unwrap_or_else(|| panic!("there is no field {name}"));
    let begin: usize = fields[..place].iter().map(|field| size(idl, &field.ty)).sum();
    let ty = &fields[place].ty;
    let bytes = &bytes[begin..][..size(idl, ty)];
    match (rest, ty) {
        (None, _) => bytes,
        (Some(rest), IdlType::Defined { name, .. }) => field(idl, fields_of(idl, name), rest, bytes),
        (Some(rest), other) => panic!("{rest} in {other:?}"),
    }
}

fn size(idl: &Idl, ty: &IdlType) -> usize {
    match ty {
        IdlType::Bool | IdlType::U8 | IdlType::I8 => 1,
        IdlType::U16 | IdlType::I16 => 2,
        IdlType::U32 | IdlType::I32 => 4,
        IdlType::U64 | IdlType::I64 => 8,
        IdlType::U128 | IdlType::I128 => 16,
        IdlType::Pubkey => 32,
        IdlType::Array(each, IdlArrayLen::Value(length)) => size(idl, each) * length,
        IdlType::Defined { name, .. } => match &idl.types.iter().find(|defined| defined.name == *name).map(|it| &it.ty)
        {
            Some(IdlTypeDefTy::Enum { .. }) => 1,
            _ => fields_of(idl, name).iter().map(|field| size(idl, &field.ty)).sum(),
        },
        other => panic!("{other:?} has no fixed size"),
    }
}
