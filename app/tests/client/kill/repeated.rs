//! Commands without a journal: they look what is there, and do what is missing.

use anyhow::{Context, Result};
use io_app::backend::Backend;
use io_app::registry::{self, Search};
use io_app::{payroll, rental, usdc};
use solana_address_lookup_table_interface::program::ID as TABLE_PROGRAM;
use std::cell::OnceCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::cluster::{Fault, Node, cluster};
use super::{held, run, wallet, with_devices};
use crate::io::Io;

/// Runs a command to its end, and says how many steps that takes. Then kills it at each of them, and silences the node at
/// each. Each time the same command is repeated, twice, and `check` looks whether all is as it should be. What the command
/// remembers in files is in `{folder}`.
fn at_every_step(io: &Io, who: &str, line: &str, check: impl Fn(&Node) -> Result<()>) -> Result<usize> {
    let folder = tempfile::tempdir()?;
    let memory = folder.path().join("memory");
    let line = &line.replace("{folder}", &memory.display().to_string());
    let forget = || std::fs::remove_dir_all(&memory).or(Ok(())).and_then(|()| std::fs::create_dir(&memory));
    forget()?;
    let node = cluster(io, None)?;
    run(io, &node, who, line).context("without a fault")?;
    check(&node).context("without a fault")?;
    let steps = node.0.borrow().steps;
    for step in 1..=steps {
        for fault in [Fault::Kill, Fault::Silence] {
            forget()?;
            let node = cluster(io, Some((step, fault)))?;
            let ended = catch_unwind(AssertUnwindSafe(|| run(io, &node, who, line)));
            assert_eq!(ended.is_err(), fault == Fault::Kill, "{fault:?} at step {step}");
            node.0.borrow_mut().fatal = None;
            for _ in 0..2 {
                run(io, &node, who, line).with_context(|| format!("after {fault:?} at step {step}"))?;
                check(&node).with_context(|| format!("after {fault:?} at step {step}"))?;
            }
        }
    }
    Ok(steps)
}

/// A wallet of the embedded ledger gets its SOL when it first needs some; the cluster here gives none.
fn has_sol(io: &Io, who: &str) {
    io.ok(&format!("-k embedded:{who} nonce create"));
}

/// What a wallet has, in lamports.
fn sol(io: &Io, node: &Node, who: &str) -> Result<u64> {
    Ok(node.account(&wallet(io, who))?.map_or(0, |account| account.lamports))
}

/// A device that is reserved twice is paid twice, and one that is left out is missing.
#[test]
fn a_cluster_is_reserved_once() -> Result<()> {
    let io = with_devices(9, "required");
    io.ok("-k embedded:supplier market offer --all --price 1");
    io.ok("ledger usdc 100 --to embedded:renter");
    has_sol(&io, "renter");
    let reserve = "market reserve --class EPYC --gpus 9 --hours 2 --pay usdc --max 50 --cluster c";
    let steps = at_every_step(&io, "renter", reserve, |node| {
        let reservations = rental::reservations(node, Default::default())?;
        let mut devices: Vec<_> = reservations.iter().map(|(_, reservation)| reservation.device).collect();
        devices.sort_unstable();
        devices.dedup();
        assert_eq!((reservations.len(), devices.len()), (9, 9));
        // Two dollars each, with 5,000 and 40,000 micro-dollars of fees.
        assert_eq!(held(&io, node, "renter", &usdc::MINT)?, 100_000_000 - 9 * 2_045_000);
        Ok(())
    })?;
    assert!(steps >= 6, "at least two transactions: {steps} steps");
    Ok(())
}

/// However often a round is cut off, every device is leased for as long as the round was to lease it, and a table of addresses
/// that was paid for is used, and not made again.
#[test]
fn leases_are_granted_to_all() -> Result<()> {
    let io = with_devices(25, "required");
    let devices = registry::devices(&cluster(&io, None)?, Search::default())?;
    let lines: String = devices.iter().map(|(device, _)| format!("{device}\n")).collect();
    let file = io.path("devices");
    std::fs::write(&file, lines)?;
    has_sol(&io, "attestor");
    let attest = format!("attest run --once --devices {} --state {{folder}}/tables.json", file.display());
    let undisturbed = OnceCell::new();
    let steps = at_every_step(&io, "attestor", &attest, |node| {
        assert_eq!(node.program_accounts(&TABLE_PROGRAM, &[])?.len(), 1, "tables of addresses");
        let left = sol(&io, node, "attestor")?;
        assert_eq!(left, *undisturbed.get_or_init(|| left), "fees and rent");
        let config = payroll::config(node)?;
        let addresses: Vec<_> = devices.iter().map(|(device, _)| *device).collect();
        for entry in payroll::entries(node, &config, &addresses)? {
            let lease = entry.lease.context("a lease")?;
            assert_eq!((lease.start, lease.end, lease.weight > 0), (2, 1 + u32::from(config.max_lease), true));
        }
        Ok(())
    })?;
    assert!(steps >= 6, "at least two transactions: {steps} steps");
    Ok(())
}
