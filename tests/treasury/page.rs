//! The program's page says everything that its IDL has.

use std::{fs, path::Path};

use io_app::treasury::{AUTHORITY, CONFIG, IO_PURSE, IO_VAULT, TRADER};
use io_tests::treasury::{usdc_purse, usdc_vault};
use serde_json::Value;

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

#[test]
fn names_every_instruction_event_refusal_and_address() {
    let page = file("docs/io-treasury.md");
    let (_, table) = page.split_once("## Instructions").expect("a section on the instructions");
    let idl: Value = serde_json::from_str(&file("app/idl/io_treasury.json")).expect("an IDL");
    let list = |name: &str| idl[name].as_array().expect("a list").clone();
    let said = |line: String| assert!(page.contains(&line), "docs/io-treasury.md lacks `{line}`");

    said(idl["address"].as_str().expect("an address").to_owned());
    for address in [CONFIG, AUTHORITY, TRADER, IO_VAULT, IO_PURSE, usdc_vault(), usdc_purse()] {
        said(format!("| `{address}` |"));
    }
    for instruction in list("instructions") {
        let arguments = instruction["args"].as_array().expect("a list").clone();
        let accounts = instruction["accounts"].as_array().expect("a list").clone();
        let row = format!("\n| `{}` |", text(&instruction["name"]));
        let row = table.split(&row).nth(1).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let named = |name: &str| row.split([' ', ',', '|']).any(|word| word == name);
        for argument in arguments.iter().filter(|argument| text(&argument["name"]) != "args") {
            assert!(named(text(&argument["name"])), "the row of {} lacks {argument}", instruction["name"]);
        }
        for account in accounts.iter().map(|account| text(&account["name"])) {
            let common = ["event_authority", "program"].contains(&account);
            assert!(common || named(account), "the row of {} lacks {account}", instruction["name"]);
        }
    }
    for event in list("events") {
        let fields = list("types").into_iter().find(|described| described["name"] == event["name"]).expect("a type");
        let fields = fields["type"]["fields"].as_array().expect("a list").clone();
        let fields: Vec<&str> = fields.iter().map(|field| text(&field["name"])).collect();
        said(format!("| `{}` | {} |", text(&event["name"]), fields.join(", ")));
    }
    for refusal in list("errors") {
        said(format!("| {} | `{}` | {} |", refusal["code"], text(&refusal["name"]), text(&refusal["msg"])));
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
