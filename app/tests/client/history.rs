//! What the programs told about devices, as the embedded ledger remembers it.

use crate::io::Io;
use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use io_app::backend::{Backend, Embedded};
use io_app::history::{Event, Period, Told, told_about};
use io_app::ledger::{Ledger, Place};

const HOUR: i64 = 3_600;

/// `Staked`: what an event is called.
fn name(told: &Told) -> String {
    let shown = format!("{:?}", told.event);
    shown.split('(').nth(1).unwrap_or_default().to_owned()
}

#[test]
fn what_was_told_about_a_device_is_found_by_device_and_period() -> Result<()> {
    let io = Io::with_supplier();
    let [one, other]: [Pubkey; 2] = [io.device("EPYC", "one").parse()?, io.device("EPYC", "other").parse()?];
    // One event about both.
    io.ok(&format!("attest grant {one} {other} --attestor embedded:attestor"));
    io.wait(2 * HOUR);
    io.ok("-k embedded:supplier stake add one 5");
    io.ok(&format!("attest revoke {other} --attestor embedded:attestor"));
    let ledger = Embedded::new(Ledger::open(Place::new(io.ledger()), || anyhow::bail!("no ledger"))?);
    let now = ledger.clock()?.unix_timestamp;
    let names = |devices: &[Pubkey], period| {
        let told = told_about(&ledger, devices, period)?;
        assert!(told.iter().all(|told| told.signature.is_some() && !matches!(told.event, Event::Unknown(_))));
        anyhow::Ok(told.iter().map(name).collect::<Vec<_>>())
    };
    let all = Period::since(0);
    assert_eq!(names(&[one], all)?, ["Registered", "Leased", "Staked", "Synced"]);
    assert_eq!(names(&[other], all)?, ["Registered", "Leased", "Revoked"]);
    assert_eq!(names(&[one, other], all)?, ["Registered", "Registered", "Leased", "Staked", "Synced", "Revoked"]);
    assert_eq!(names(&[one], Period::since(now))?, ["Staked", "Synced"]);
    assert_eq!(names(&[one], Period { from: 0, until: now })?, ["Registered", "Leased"]);
    assert!(names(&[Pubkey::new_unique()], all)?.is_empty());
    Ok(())
}
