//! The program's page says everything that its IDL has.

use std::{fs, path::Path};

use io_app::stake::{AUTHORITY, CLASSES, CONFIG};
use io_stake::state::{Case, Classes, Config, Device, Position, Rewards};
use serde_json::Value;

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

fn said(page: &str, line: &str) {
    assert!(page.contains(line), "docs/io-stake.md lacks `{line}`");
}

#[test]
fn names_every_instruction_event_and_refusal() {
    let page = file("docs/io-stake.md");
    let (_, table) = page.split_once("## Instructions").expect("a section on the instructions");
    let (table, events) = table.split_once("\n## Events\n").expect("a section on the events");
    let idl: Value = serde_json::from_str(&file("app/idl/io_stake.json")).expect("an IDL");
    let list = |name: &str| idl[name].as_array().expect("a list").clone();

    said(&page, text(&idl["address"]));
    for instruction in list("instructions") {
        let row = format!("\n| `{}` |", text(&instruction["name"]));
        let row = table.split(&row).nth(1).and_then(|rest| rest.lines().next()).unwrap_or_default();
        for argument in instruction["args"].as_array().expect("a list") {
            let name = text(&argument["name"]);
            let named = row.split([' ', ',', '|']).any(|word| word == name);
            assert!(named || name == "args", "the row of {} lacks {name}", instruction["name"]);
        }
        for account in instruction["accounts"].as_array().expect("a list") {
            let name = text(&account["name"]);
            let marks = match (account["writable"] == true, account["signer"] == true) {
                (true, true) => " `ws`",
                (true, false) => " `w`",
                (false, true) => " `s`",
                (false, false) => "",
            };
            let optional = if account["optional"] == true { " (optional)" } else { "" };
            let common = ["event_authority", "program"].contains(&name);
            let marked = [",", " |"].iter().any(|end| row.contains(&format!(" {name}{marks}{optional}{end}")));
            assert!(common || marked, "the row of {} lacks {name}{marks}{optional}", instruction["name"]);
        }
    }
    for event in list("events") {
        let fields = list("types").into_iter().find(|described| described["name"] == event["name"]).expect("a type");
        let fields = fields["type"]["fields"].as_array().expect("a list").clone();
        let fields: Vec<&str> = fields.iter().map(|field| text(&field["name"])).collect();
        said(events, &format!("| `{}` | {} |", text(&event["name"]), fields.join(", ")));
    }
    for refusal in list("errors") {
        said(&page, &format!("| {} | `{}` | {} |", refusal["code"], text(&refusal["name"]), text(&refusal["msg"])));
    }
}

#[test]
fn names_every_account() {
    let page = file("docs/io-stake.md");
    for address in [CONFIG, CLASSES, AUTHORITY] {
        said(&page, &format!("| `{address}` |"));
    }
    for (name, bytes) in [
        ("config", Config::SIZE),
        ("classes", Classes::SIZE),
        ("device", Device::SIZE),
        ("case", Case::SIZE),
        ("rewards", Rewards::SIZE),
        ("position", Position::SIZE),
    ] {
        let row = page.lines().find(|line| line.starts_with(&format!("| {name} | `\"{name}\"`"))).unwrap_or_default();
        let bytes = if bytes < 1_000 { bytes.to_string() } else { format!("{},{:03}", bytes / 1_000, bytes % 1_000) };
        assert!(row.ends_with(&format!("| {bytes} |")), "the row of {name} lacks {bytes}");
    }
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
