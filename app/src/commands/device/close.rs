//! `io device close`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use clap::Args;
use io_economics::Timestamp;
use io_stake::state::Device;
use solana_instruction::Instruction;

use super::Change;
use crate::advancing::catch_up;
use crate::associated;
use crate::commands::rewards::{View, preparation};
use crate::designation::DeviceName;
use crate::emission;
use crate::payroll;
use crate::report::Output;
use crate::session::{Envelope, Session};
use crate::stake;
use crate::token::MINT;

#[derive(Args)]
pub struct Close {
    /// The device: its address, or the id that your wallet gave it
    device: DeviceName,
    /// Token account that receives what others have sent to the vault [default: your own]
    #[arg(long, value_name = "TOKEN_ACCOUNT")]
    to: Option<Pubkey>,
}

/// What becomes of the lease of a device that is closed.
#[derive(Default)]
struct Farewell {
    /// What pays out what it has earned, which would be lost afterwards.
    before: Vec<Instruction>,
    /// What ends it, and returns its rent.
    after: Vec<Instruction>,
}

impl Close {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let (address, device) = self.device.find(session)?;
        let close = self.close(session, address, &device)?;
        let Farewell { before, after } = farewell(session, address, &device)?;
        let last: Vec<Instruction> = close.into_iter().chain(after).collect();
        let mut all = [before.as_slice(), last.as_slice()].concat();
        if !session.fits(Envelope::default(), &all)? {
            session.confirm(&before).context("the device's lease could not be settled")?;
            all = last;
        }
        let change = Change::new("closed", address, "is closed, and its rent returned");
        session.carry_out(&all, output, |_| Ok(change))
    }

    fn close(&self, session: &mut Session, address: Pubkey, device: &Device) -> Result<Vec<Instruction>> {
        let owner = session.signer()?;
        let mut instructions = Vec::new();
        // Only what others have sent to the vault, if anybody did, has to go somewhere.
        let surplus = associated::balance(&*session.backend, &device.vault)?.unwrap_or(0) > device.total();
        let destination = match (self.to, surplus) {
            (None, true) => {
                instructions.push(associated::create(&owner, &owner, &MINT));
                Some(associated::address(&owner, &MINT))
            }
            (given, _) => given,
        };
        instructions.push(stake::close_device(owner, address, destination));
        Ok(instructions)
    }
}

fn farewell(session: &mut Session, address: Pubkey, device: &Device) -> Result<Farewell> {
    let (owner, backend) = (session.signer()?, &*session.backend);
    // What cannot be closed is not parted from its lease first: the program says why it refuses.
    let closable = device.owner == owner && device.total() == 0 && device.open_cases == 0;
    let Some(config) = payroll::find_config(backend)?.filter(|config| config.has_genesis() && closable) else {
        return Ok(Farewell::default());
    };
    let entry = payroll::entry(backend, &config, address)?;
    let Some(lease) = entry.lease else { return Ok(Farewell::default()) };
    let now: Timestamp = payroll::now(backend)?;
    let view = View::of(session, config, vec![entry])?;
    let [entry] = view.entries.as_slice() else { return Ok(Farewell::default()) };
    let outlook = view.outlook(entry).context("a lease has a pool")?;

    let (settled, through) = outlook.stretch(&lease);
    let mut before = Vec::new();
    if let Some(claim) = preparation(entry, outlook)? {
        let payee = entry.payee().context("a lease has a payee")?;
        before.push(associated::create(&owner, &payee, &MINT));
        before.extend(claim);
    } else if settled < through {
        before.push(emission::settle(lease.pool, address, settled, through));
    }
    let mut after = Vec::new();
    let running = payroll::running(&view.config, now).is_ok_and(|running| lease.is_running(running));
    if running {
        // Ends the lease of a device that is gone.
        after.push(emission::sync(lease.pool, address));
    }
    if outlook.reckon(&lease, entry.standing)?.penalty == 0 {
        after.push(emission::close_lease(address, lease.rent_payer));
    }
    if !before.is_empty() || running {
        before.splice(0..0, catch_up(session, &view.config, lease.pool)?);
    }
    Ok(Farewell { before, after })
}
