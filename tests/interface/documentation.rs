//! Everything in a description says what it is.

use anchor_lang_idl::types::{Idl, IdlDefinedFields, IdlInstructionAccountItem, IdlTypeDef, IdlTypeDefTy};
use io_tests::described::descriptions;

#[test]
fn nothing_is_without_documentation() {
    let silent: Vec<String> = descriptions().iter().flat_map(silent_in).collect();
    assert!(silent.is_empty(), "without documentation:\n  {}", silent.join("\n  "));
}

/// What a description leaves unsaid, by name.
fn silent_in(idl: &Idl) -> Vec<String> {
    let mut silent = vec![];
    let mut check = |what: String, docs: &[String]| {
        if docs.iter().all(|line| line.trim().is_empty()) {
            silent.push(format!("{}: {what}", idl.metadata.name));
        }
    };
    for instruction in &idl.instructions {
        let name = &instruction.name;
        check(format!("the instruction {name}"), &instruction.docs);
        for argument in &instruction.args {
            check(format!("the argument {} of {name}", argument.name), &argument.docs);
        }
        for account in &instruction.accounts {
            match account {
                IdlInstructionAccountItem::Single(account) => {
                    check(format!("the account {} of {name}", account.name), &account.docs);
                }
                IdlInstructionAccountItem::Composite(group) => panic!("{name}: a group of accounts, {}", group.name),
            }
        }
    }
    for defined in &idl.types {
        check(format!("the type {}", defined.name), &defined.docs);
        for (field, docs) in fields(defined) {
            check(format!("the field {field} of {}", defined.name), docs);
        }
    }
    for error in &idl.errors {
        let sentence = error.msg.iter().filter(|sentence| sentence.ends_with('.')).cloned().collect::<Vec<_>>();
        check(format!("the error {}, in a whole sentence", error.name), &sentence);
    }
    silent
}

/// The fields of a structure. Variants have none, and the format has no place for documentation on them.
fn fields(defined: &IdlTypeDef) -> Vec<(&str, &[String])> {
    let name = &defined.name;
    match &defined.ty {
        IdlTypeDefTy::Struct { fields: Some(IdlDefinedFields::Named(fields)) } => {
            fields.iter().map(|field| (field.name.as_str(), field.docs.as_slice())).collect()
        }
        IdlTypeDefTy::Enum { variants } if variants.iter().all(|variant| variant.fields.is_none()) => vec![],
        other => panic!("{name}: {other:?}"),
    }
}
