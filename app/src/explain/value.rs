//! Borsh-encoded values, read by the types of an interface description.

use anchor_lang::prelude::Pubkey;
use anchor_lang_idl_spec::{IdlArrayLen, IdlDefinedFields, IdlField, IdlType, IdlTypeDef, IdlTypeDefTy};
use serde_json::{Map, Value, json};

use crate::text;

/// How deep types may be nested. None of the suite's comes near.
const DEPTH: u8 = 16;

/// Reads values out of data, one after the other.
pub struct Reader<'a> {
    pub data: &'a [u8],
    pub types: &'a [IdlTypeDef],
}

impl Reader<'_> {
    /// The next value. None where the data ends before, or has what the type does not allow.
    pub fn value(&mut self, kind: &IdlType) -> Option<Value> {
        self.nested(kind, DEPTH)
    }

    fn nested(&mut self, kind: &IdlType, depth: u8) -> Option<Value> {
        let depth = depth.checked_sub(1)?;
        Some(match kind {
            IdlType::Bool => match self.bytes()? {
                [0] => json!(false),
                [1] => json!(true),
                _ => return None,
            },
            IdlType::U8 => json!(u8::from_le_bytes(self.bytes()?)),
            IdlType::I8 => json!(i8::from_le_bytes(self.bytes()?)),
            IdlType::U16 => json!(u16::from_le_bytes(self.bytes()?)),
            IdlType::I16 => json!(i16::from_le_bytes(self.bytes()?)),
            IdlType::U32 => json!(u32::from_le_bytes(self.bytes()?)),
            IdlType::I32 => json!(i32::from_le_bytes(self.bytes()?)),
            IdlType::U64 => json!(u64::from_le_bytes(self.bytes()?)),
            IdlType::I64 => json!(i64::from_le_bytes(self.bytes()?)),
            IdlType::U128 => json!(u128::from_le_bytes(self.bytes()?).to_string()),
            IdlType::I128 => json!(i128::from_le_bytes(self.bytes()?).to_string()),
            IdlType::Pubkey => json!(Pubkey::new_from_array(self.bytes()?).to_string()),
            IdlType::Bytes => {
                let length = self.length()?;
                json!(text::hex(self.take(length)?))
            }
            IdlType::String => {
                let length = self.length()?;
                json!(std::str::from_utf8(self.take(length)?).ok()?.escape_debug().to_string())
            }
            IdlType::Option(inner) => match self.bytes()? {
                [0] => Value::Null,
                [1] => self.nested(inner, depth)?,
                _ => return None,
            },
            IdlType::Vec(inner) => {
                let length = self.length()?;
                self.several(inner, length, depth)?
            }
            IdlType::Array(inner, IdlArrayLen::Value(length)) => match **inner {
                // Bytes of a fixed number are text that is filled up with zeros, or a hash.
                IdlType::U8 => json!(text::shown_or_hex(self.take(*length)?)),
                _ => self.several(inner, *length, depth)?,
            },
            IdlType::Defined { name, .. } => self.defined(name, depth)?,
            _ => return None,
        })
    }

    fn several(&mut self, kind: &IdlType, count: usize, depth: u8) -> Option<Value> {
        // Each takes a byte at least, so that a length that is a lie ends soon.
        (0..count).map(|_| self.nested(kind, depth)).collect::<Option<Vec<_>>>().map(Value::Array)
    }

    fn defined(&mut self, name: &str, depth: u8) -> Option<Value> {
        let definition = self.types.iter().find(|definition| definition.name == name)?;
        match &definition.ty {
            IdlTypeDefTy::Struct { fields } => self.fields(fields.as_ref(), depth),
            IdlTypeDefTy::Enum { variants } => {
                let [number] = self.bytes()?;
                let variant = variants.get(usize::from(number))?;
                if variant.fields.is_none() {
                    return Some(json!(variant.name));
                }
                let content = self.fields(variant.fields.as_ref(), depth)?;
                Some(Value::Object(Map::from_iter([(variant.name.clone(), content)])))
            }
            IdlTypeDefTy::Type { alias } => self.nested(alias, depth),
        }
    }

    fn fields(&mut self, fields: Option<&IdlDefinedFields>, depth: u8) -> Option<Value> {
        match fields {
            None => Some(json!({})),
            Some(IdlDefinedFields::Named(fields)) => {
                let mut object = Map::new();
                for IdlField { name, ty, .. } in fields {
                    object.insert(name.clone(), self.nested(ty, depth)?);
                }
                Some(Value::Object(object))
            }
            Some(IdlDefinedFields::Tuple(types)) => {
                types.iter().map(|kind| self.nested(kind, depth)).collect::<Option<Vec<_>>>().map(Value::Array)
            }
        }
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.bytes()?)).ok()
    }

    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let (taken, rest) = self.data.split_at_checked(count)?;
        self.data = rest;
        Some(taken)
    }
}
