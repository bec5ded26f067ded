//! Batches: a journal notes what is about to be sent and what became of it.

use anyhow::{Context, Result, bail};
use io_app::backend::Fate;
use io_app::registry::{self, Search};
use io_app::token;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::cluster::{Fault, Ignorance, Node, cluster};
use super::{IO, held, run, with_devices};
use crate::io::Io;

/// Runs a command to its end, and says how many steps that takes. Then kills it at each of them, with the last line of its
/// journal as it is, without its end, cut in half, and gone, as far as that may be; and silences the node at each. Each
/// time the same command is repeated, and `check` looks whether all is as it should be.
fn at_every_step(io: &Io, who: &str, line: &str, check: impl Fn(&Node) -> Result<()>) -> Result<usize> {
    let folder = tempfile::tempdir()?;
    let journal = folder.path().join("journal");
    let line = format!("{line} --journal {}", journal.display());
    let node = cluster(io, None)?;
    run(io, &node, who, &line).context("without a fault")?;
    check(&node).context("without a fault")?;
    let steps = node.0.borrow().steps;
    for step in 1..=steps {
        for fault in [Fault::Kill, Fault::Silence] {
            for cut in cuts(step, fault) {
                let _ = std::fs::remove_file(&journal);
                let node = cluster(io, Some((step, fault)))?;
                let ended = catch_unwind(AssertUnwindSafe(|| run(io, &node, who, &line)));
                let context = || format!("{fault:?} at step {step}, the last line cut at {cut:?}");
                match (fault, ended) {
                    (Fault::Kill, Err(_)) => cut_last_line(&journal, cut).with_context(context)?,
                    // What was sent is looked up at once, or the rest is refused.
                    (Fault::Silence, Ok(_)) => {}
                    (_, ended) => bail!("{}: it ended with {:?}", context(), ended.is_ok()),
                }
                node.0.borrow_mut().fatal = None;
                run(io, &node, who, &line).with_context(context)?;
                check(&node).with_context(context)?;
                // And once more: the journal knows that all is done.
                run(io, &node, who, &line).with_context(context)?;
                check(&node).with_context(context)?;
            }
        }
    }
    // Killed, and the command that goes on with it killed as well.
    for (first, second) in (1..=steps).flat_map(|first| (1..=steps).map(move |second| (first, second))) {
        let _ = std::fs::remove_file(&journal);
        let node = cluster(io, None)?;
        for step in [first, second] {
            let mut cluster = node.0.borrow_mut();
            (cluster.steps, cluster.fatal) = (0, Some((step, Fault::Kill)));
            drop(cluster);
            // The second one has fewer steps to take, and may come to its end.
            let _ = catch_unwind(AssertUnwindSafe(|| run(io, &node, who, &line)));
        }
        node.0.borrow_mut().fatal = None;
        let context = || format!("killed at step {first}, then at step {second}");
        run(io, &node, who, &line).with_context(context)?;
        check(&node).with_context(context)?;
    }
    Ok(steps)
}

#[derive(Clone, Copy, Debug)]
enum Cut {
    Nothing,
    Newline,
    Half,
    Line,
}

/// The last line may be cut off where the kill may have come while it was written: before a transaction is executed, and
/// after that was told.
fn cuts(step: usize, fault: Fault) -> Vec<Cut> {
    let writing = step % 3 != 2;
    if fault == Fault::Kill && writing {
        vec![Cut::Nothing, Cut::Newline, Cut::Half, Cut::Line]
    } else {
        vec![Cut::Nothing]
    }
}

fn cut_last_line(journal: &Path, cut: Cut) -> Result<()> {
    let text = std::fs::read(journal)?;
    let before = text[..text.len() - 1].iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place + 1);
    let length = match cut {
        Cut::Nothing => text.len(),
        Cut::Newline => text.len() - 1,
        Cut::Half => before + (text.len() - before) / 2,
        Cut::Line => before,
    };
    Ok(std::fs::write(journal, &text[..length])?)
}

/// What is staked twice is gone from the wallet twice.
#[test]
fn stake_is_added_once() -> Result<()> {
    let io = with_devices(12, "");
    let lines: String = (0..12).map(|number| format!("rig-{number},{}\n", 10 + number)).collect();
    let file = io.path("stakes.csv");
    std::fs::write(&file, format!("id,amount\n{lines}"))?;
    let steps = at_every_step(&io, "supplier", &format!("stake add --csv {}", file.display()), |node| {
        let devices = registry::devices(node, Search::default())?;
        assert_eq!(devices.len(), 12);
        for (_, device) in devices {
            let id = io_app::text::shown_or_hex(&device.id);
            let number: u64 = id.strip_prefix("rig-").context("an id")?.parse()?;
            assert_eq!(device.active, (10 + number) * IO, "{id}");
        }
        assert_eq!(held(&io, node, "supplier", &token::MINT)?, 50_000 * IO - (12 * 10 + 66) * IO);
        Ok(())
    })?;
    assert_eq!(steps, 6, "two transactions, of three steps each");
    Ok(())
}

/// An account that is there already is not made again, and its stake is not paid again.
#[test]
fn devices_are_registered_once() -> Result<()> {
    let io = Io::with_supplier();
    io.ok("-k embedded:supplier token balance");
    io.ok("-k embedded:supplier device register --class EPYC --processors 1 --id first");
    let lines: String = (0..7).map(|number| format!("rig-{number},EPYC,1,required\n")).collect();
    let file = io.path("devices.csv");
    std::fs::write(&file, format!("id,class,processors,stake\n{lines}"))?;
    let steps = at_every_step(&io, "supplier", &format!("device register --csv {}", file.display()), |node| {
        let devices = registry::devices(node, Search::default())?;
        let staked: Vec<u64> = devices.iter().map(|(_, device)| device.active).filter(|active| *active > 0).collect();
        assert_eq!((devices.len(), staked), (8, vec![200 * IO; 7]));
        assert_eq!(held(&io, node, "supplier", &token::MINT)?, 50_000 * IO - 7 * 200 * IO);
        Ok(())
    })?;
    assert_eq!(steps, 6, "two transactions, of three steps each");
    Ok(())
}

/// Hours that are added twice are paid twice.
#[test]
fn reservations_are_extended_once() -> Result<()> {
    let io = with_devices(6, "required");
    io.ok("-k embedded:supplier market offer --all --price 1");
    io.ok("ledger usdc 100 --to embedded:renter");
    io.ok("-k embedded:renter market reserve --class EPYC --gpus 6 --hours 2 --pay usdc --max 50 --cluster c");
    io.ok("-k embedded:supplier market start --all");
    let before = io.number("ledger usdc 0 --to embedded:renter", "balance");
    let before = u64::try_from(before)?;
    at_every_step(&io, "renter", "market extend --cluster c --hours 3 --max 50", |node| {
        let reservations = io_app::rental::reservations(node, Default::default())?;
        let hours: Vec<u16> = reservations.iter().map(|(_, reservation)| reservation.hours).collect();
        assert_eq!(hours, [5; 6]);
        // Three dollars each, with 7,500 and 60,000 micro-dollars of fees.
        assert_eq!(held(&io, node, "renter", &io_app::usdc::MINT)?, before - 6 * 3_067_500);
        Ok(())
    })?;
    Ok(())
}

fn adds_stake(io: &Io) -> Result<String> {
    let file = io.path("stakes.csv");
    let lines: String = (0..12).map(|number| format!("rig-{number},10\n")).collect();
    std::fs::write(&file, format!("id,amount\n{lines}"))?;
    Ok(format!("stake add --csv {} --journal {}", file.display(), io.path("journal").display()))
}

/// Where nobody remembers what became of a transaction, what adds up is not done again.
#[test]
fn what_nobody_remembers_is_not_done_again() -> Result<()> {
    let io = with_devices(12, "");
    let (line, node) = (adds_stake(&io)?, cluster(&io, Some((2, Fault::Silence)))?);
    let forgets = Some(Ignorance { says: Fate::Forgotten, times: usize::MAX });
    node.0.borrow_mut().ignorance = forgets;
    let staked = || -> Result<Vec<u64>> {
        let devices = registry::devices(&node, Search::default())?;
        Ok(devices.iter().map(|(_, device)| device.active).filter(|active| *active > 0).collect())
    };
    for _ in 0..2 {
        let error = run(&io, &node, "supplier", &line).expect_err("some are in doubt");
        assert!(format!("{error:#}").contains("of 12 devices, 10 in doubt"), "{error:#}");
        assert_eq!(staked()?, [10 * IO; 12]);
    }
    node.0.borrow_mut().ignorance = None;
    run(&io, &node, "supplier", &line)?;
    assert_eq!(staked()?, [10 * IO; 12]);
    Ok(())
}

/// What may still arrive is waited for, and then it is known.
#[test]
fn what_may_still_arrive_is_waited_for() -> Result<()> {
    for executed in [false, true] {
        let io = with_devices(12, "");
        let step = 1 + usize::from(executed);
        let (line, node) = (adds_stake(&io)?, cluster(&io, Some((step, Fault::Silence)))?);
        node.0.borrow_mut().ignorance = Some(Ignorance { says: Fate::OnItsWay, times: 1 });
        run(&io, &node, "supplier", &line)?;
        let devices = registry::devices(&node, Search::default())?;
        assert!(devices.iter().all(|(_, device)| device.active == 10 * IO));
        assert_eq!(held(&io, &node, "supplier", &token::MINT)?, (50_000 - 120) * IO);
    }
    Ok(())
}
