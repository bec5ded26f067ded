//! Lamports that anybody sends to an address where an account is going to be, or was.

use crate::io::Io;
use anchor_lang::prelude::Pubkey;
use io_app::ledger::{Ledger, Place};
use io_app::{costake, emission, market, stake, token, treasury};
use serde_json::Value;

/// Too little for any account to live on.
const GIFT: u64 = 890_880;

fn given(io: &Io, addresses: &[Pubkey]) {
    let mut ledger = Ledger::open(Place::new(io.ledger()), || anyhow::bail!("no ledger")).expect("a ledger");
    for address in addresses {
        ledger.airdrop(address, GIFT).expect("lamports");
    }
    ledger.save().expect("to save");
}

fn address(report: &Value, field: &str) -> Pubkey {
    report[field].as_str().and_then(|text| text.parse().ok()).unwrap_or_else(|| panic!("no {field} in {report:#}"))
}

/// They are there before the programs are: everybody knows the addresses.
#[test]
fn a_gift_keeps_no_suite_from_being_set_up() {
    let io = Io::new();
    io.ok("ledger status");
    io.ok("token balance");
    given(&io, &[token::CONFIG, stake::CONFIG, stake::CLASSES, emission::CONFIG, market::CONFIG, treasury::CONFIG]);
    assert!(io.refused("token supply").contains("io-token is not set up here"));
    let plan = io.json("migrate --plan");
    assert_eq!(plan["missing"], 22);
    io.ok("migrate");
    assert_eq!(io.json("migrate")["missing"], 0);
}

#[test]
fn a_gift_is_no_device_and_no_offer() {
    let io = Io::with_supplier();
    let supplier = address(&io.json("token balance embedded:supplier"), "owner");
    let name = |name: &[u8]| {
        let mut id = [0; 32];
        id[..name.len()].copy_from_slice(name);
        id
    };
    let rig = stake::device_address(supplier, &name(b"rig"));
    given(&io, &[rig, market::listing_address(rig), costake::rewards_address(rig), emission::lease_address(rig)]);
    let mine = |line: &str| io.ok(&format!("-k embedded:supplier {line}"));
    let missing = io.refused(&format!("stake show {rig}"));
    assert!(missing.contains(&format!("there is no device at {rig}")), "{missing}");
    let device = io.json("-k embedded:supplier device register --class H100 --processors 1 --id rig --stake required");
    assert_eq!(address(&device, "device"), rig);
    mine("market offer rig --price 1");
    let closed = io.refused(&format!("costake rewards {rig}"));
    assert!(!closed.contains("is not a"), "{closed}");
    mine("costake open rig --limit 100");
    io.ok(&format!("attest grant {rig} --attestor embedded:attestor"));
}

#[test]
fn a_gift_to_a_device_that_is_gone_brings_nothing_back() {
    let io = Io::with_supplier();
    let device = io.json("-k embedded:supplier device register --class H100 --processors 1 --id rig");
    let rig = address(&device, "device");
    io.ok("ledger warp --by 1s");
    io.ok("-k embedded:supplier device close rig");
    let before = io.json("id statement --wallet embedded:supplier");
    given(&io, &[rig]);
    assert_eq!(io.json("id statement --wallet embedded:supplier"), before);
}
