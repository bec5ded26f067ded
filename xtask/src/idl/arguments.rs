//! What the arguments of an instruction mean.
//!
//! Rust allows no documentation on a function's parameters. So an instruction's documentation ends with a list of them, a line
//! each (``- `amount`: What it is.``), which becomes theirs; an argument of a type of its own says what the type says.

use anchor_lang_idl::types::{Idl, IdlField, IdlInstruction, IdlType, IdlTypeDef};
use anyhow::{Context, Result};

pub fn document(idl: &mut Idl) -> Result<()> {
    for instruction in &mut idl.instructions {
        take_list(instruction).with_context(|| format!("of the instruction `{}`", instruction.name))?;
        for argument in instruction.args.iter_mut().filter(|argument| argument.docs.is_empty()) {
            argument.docs = of_type(argument, &idl.types);
        }
    }
    Ok(())
}

/// Moves the list at the end of an instruction's documentation to its arguments.
fn take_list(instruction: &mut IdlInstruction) -> Result<()> {
    let Some(begin) = instruction.docs.iter().position(|line| entry(line).is_some()) else { return Ok(()) };
    let mut named = None;
    for line in instruction.docs.split_off(begin) {
        let text = match entry(&line) {
            Some((name, text)) => {
                let place = instruction.args.iter().position(|argument| argument.name == name);
                named = Some(place.with_context(|| format!("there is no argument `{name}`"))?);
                text
            }
            None => &line,
        };
        let argument = named.and_then(|place| instruction.args.get_mut(place)).context("a list without an argument")?;
        argument.docs.push(text.to_owned());
    }
    while instruction.docs.last().is_some_and(String::is_empty) {
        instruction.docs.pop();
    }
    Ok(())
}

/// The argument that a line of a list is about, and what it says.
fn entry(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("- `")?.split_once("`: ")
}

fn of_type(argument: &IdlField, types: &[IdlTypeDef]) -> Vec<String> {
    let IdlType::Defined { name, .. } = &argument.ty else { return vec![] };
    types.iter().find(|defined| defined.name == *name).map(|defined| defined.docs.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use anchor_lang_idl::types::{IdlField, IdlInstruction, IdlType};

    use super::take_list;

    fn instruction(docs: &[&str]) -> IdlInstruction {
        let argument = |name: &str| IdlField { name: name.to_owned(), docs: vec![], ty: IdlType::U64 };
        IdlInstruction {
            name: "extend".to_owned(),
            docs: docs.iter().map(|line| (*line).to_owned()).collect(),
            discriminator: vec![1],
            accounts: vec![],
            args: vec![argument("hours"), argument("max_total")],
            returns: None,
        }
    }

    #[test]
    fn a_list_at_the_end_becomes_the_arguments_documentation() {
        let mut extend =
            instruction(&["Adds hours.", "", "- `hours`: How many.", "- `max_total`: The most", "to pay."]);
        take_list(&mut extend).unwrap();
        assert_eq!(extend.docs, ["Adds hours."]);
        assert_eq!(extend.args[0].docs, ["How many."]);
        assert_eq!(extend.args[1].docs, ["The most", "to pay."]);
    }

    #[test]
    fn without_a_list_nothing_changes() {
        let mut extend = instruction(&["Adds hours.", "", "At the listing's price."]);
        take_list(&mut extend).unwrap();
        assert_eq!(extend, instruction(&["Adds hours.", "", "At the listing's price."]));
    }

    #[test]
    fn a_line_about_no_argument_is_refused() {
        let mut extend = instruction(&["Adds hours.", "", "- `days`: How many."]);
        assert_eq!(take_list(&mut extend).unwrap_err().to_string(), "there is no argument `days`");
    }
}
