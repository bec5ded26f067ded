//! The emission program's page says everything that its IDL has, and where its accounts are.

use std::{fs, mem::offset_of, path::Path};

use anchor_lang::prelude::Pubkey;
use io_emission::{
    seeds::{AUTHORITY, CONFIG, VAULT},
    state::{Config, Lease, Page, Pool},
};
use serde_json::Value;

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
    fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()))
}

fn page() -> String {
    file("docs/io-emission.md")
}

fn said(line: String) {
    assert!(page().contains(&line), "docs/io-emission.md lacks `{line}`");
}

#[test]
fn names_every_instruction_event_and_refusal() {
    let page = page();
    let (_, table) = page.split_once("## Instructions").expect("a section on the instructions");
    let idl: Value = serde_json::from_str(&file("app/idl/io_emission.json")).expect("an IDL");
    let list = |name: &str| idl[name].as_array().expect("a list").clone();
    let fields = |name: &Value| {
        let described = list("types").into_iter().find(|described| described["name"] == *name).expect("a type");
        let fields = described["type"]["fields"].as_array().expect("a list").clone();
        fields.iter().map(|field| text(&field["name"]).to_owned()).collect::<Vec<_>>()
    };

    said(text(&idl["address"]).to_owned());
    for instruction in list("instructions") {
        let row = format!("\n| `{}` |", text(&instruction["name"]));
        let row = table.split(&row).nth(1).and_then(|rest| rest.lines().next()).unwrap_or_default();
        let named = |name: &str| row.split([' ', ',', '|']).any(|word| word == name);
        for argument in instruction["args"].as_array().expect("a list") {
            let names = match argument["type"]["defined"]["name"] {
                Value::Null => vec![text(&argument["name"]).to_owned()],
                ref name => fields(name),
            };
            for name in names {
                assert!(named(&name), "the row of {} lacks {name}", instruction["name"]);
            }
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
        said(format!("| `{}` | {} |", text(&event["name"]), fields(&event["name"]).join(", ")));
    }
    for refusal in list("errors") {
        said(format!("| {} | `{}` | {} |", refusal["code"], text(&refusal["name"]), text(&refusal["msg"])));
    }
}

#[test]
fn names_every_account() {
    let address = |name: &str, address: Pubkey| said(format!("| {name} | `\"{name}\"` | `{address}` |"));
    address("config", CONFIG);
    address("authority", AUTHORITY);
    address("vault", VAULT);
    for (name, bytes) in [("config", Config::SIZE), ("pool", Pool::SIZE), ("page", Page::SIZE), ("lease", Lease::SIZE)]
    {
        let page = page();
        let row = page.lines().find(|line| line.starts_with(&format!("| {name} | `\"{name}\"`"))).unwrap_or_default();
        let bytes = format!("| {} |", grouped(bytes));
        assert!(row.ends_with(&bytes), "the row of {name} lacks `{bytes}`");
    }
}

/// Fields of an account, each with its place behind the discriminator.
macro_rules! fields {
    ($account:ty: $($field:ident),+) => { [$((stringify!($field), offset_of!($account, $field) + 8)),+] };
}

#[test]
fn names_every_field_and_its_place() {
    laid_out(
        "config",
        &fields!(Config: version, bump, paused, pools, attestor_count, quorum, max_lease, weight_cap_bps, costake_bps, genesis,
            shares, admin, pending_admin, pauser, attestors, reserved),
    );
    laid_out(
        "pool",
        &fields!(Pool: version, bump, number, completed, weight, distributed, unminted, forfeited, owed, paid, lost, burned,
            dust, earned, reserved, changes, history),
    );
    laid_out(
        "lease",
        &fields!(Lease: version, bump, pool, start, end, settled, rightful, costake_bps, weighed, falls, weight,
            previous_weight, owed, penalty, earned, paid, lost, fined, registered_at, device, owner, payout, payout_by,
            rent_payer, shared, company, reserved),
    );
    let places = fields!(Page: version, bump, pool, number, earned).map(|(_, place)| place);
    assert_eq!(places, [8, 9, 10, 12, 16], "as the line on the page says");
}

/// The account's table is these rows, and so is the IDL but for the padding.
fn laid_out(name: &str, fields: &[(&str, usize)]) {
    let page = page();
    let table = page.split(&format!("\n**{name}**\n")).nth(1).expect("a table of the account");
    let rows = table.trim_start().lines().take_while(|line| line.starts_with('|')).skip(2);
    let rows: Vec<(String, String)> = rows
        .map(|row| {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            (cells[2].to_owned(), cells[1].to_owned())
        })
        .collect();
    let places: Vec<(String, String)> =
        fields.iter().map(|(field, place)| ((*field).to_owned(), grouped(*place))).collect();
    assert_eq!(rows, places, "{name}");

    let idl: Value = serde_json::from_str(&file("app/idl/io_emission.json")).expect("an IDL");
    let mut described = idl["types"].as_array().expect("a list").iter();
    let described = described.find(|described| is_of_this_program(described, name)).expect("a type");
    let described = described["type"]["fields"].as_array().expect("a list").iter().map(|field| text(&field["name"]));
    let described: Vec<&str> = described.filter(|field| !field.starts_with("padding")).collect();
    assert_eq!(described, fields.iter().map(|(field, _)| *field).collect::<Vec<_>>(), "{name}");
}

fn grouped(number: usize) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", number / 1_000, number % 1_000) }
}

/// Without the path by which the IDL tells types of the same name apart.
fn is_of_this_program(described: &Value, name: &str) -> bool {
    let path = text(&described["name"]).to_lowercase();
    path == name || path.starts_with("io_emission") && path.ends_with(&format!("::{name}"))
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
