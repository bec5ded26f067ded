//! `io stake withdraw`.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use clap::Args;
use io_stake::error::IoStakeError;
use solana_instruction::Instruction;
use std::collections::HashMap;

use super::{Change, Moved};
use crate::associated;
use crate::batch::{Batch, Devices, Group, Job, Outcome, Way, seen};
use crate::commands::device::StakeReport;
use crate::designation::DeviceName;
use crate::payroll;
use crate::registry;
use crate::report::Output;
use crate::session::Session;
use crate::stake;
use crate::token::MINT;

#[derive(Args)]
pub struct Withdraw {
    #[command(flatten)]
    devices: Devices,
    /// Token account that receives it [default: your own]
    #[arg(long, value_name = "TOKEN_ACCOUNT")]
    to: Option<Pubkey>,
    #[command(flatten)]
    way: Way,
}

impl Withdraw {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        if let Some(name) = self.devices.one() {
            return self.one(session, output, name);
        }
        let owner = session.signer()?;
        let mut batch = Batch::open(session, &self.way, "stake withdraw", &self.devices.words()?)?;
        let now = payroll::now(&*session.backend)?;
        let chosen = self.devices.find(session, |_, device| device.withdrawable(now) > 0)?;
        let destination = self.to.unwrap_or_else(|| associated::address(&owner, &MINT));
        let (mut outcomes, mut jobs) = (Vec::new(), Vec::new());
        for chosen in &chosen {
            let address = chosen.address;
            let otherwise = match &chosen.device {
                None => Some(chosen.missing()),
                Some(device) if device.withdrawable(now) == 0 => {
                    Some(Outcome::Nothing(IoStakeError::NothingToWithdraw.to_string()))
                }
                Some(_) => None,
            };
            let outcome = otherwise.map(|outcome| batch.unless_done(&address, outcome));
            if outcome.is_none() {
                let about = stake::withdraw(owner, address, destination);
                jobs.push(Job { device: address, what: "withdraw".into(), adds_up: false, about });
            }
            outcomes.push(outcome);
        }
        let creates = self.to.is_none() && associated::balance(&*session.backend, &destination)?.is_none();
        let pack = |some: &[&Job<Instruction>]| -> Vec<Instruction> {
            let account = creates.then(|| associated::create(&owner, &owner, &MINT));
            account.into_iter().chain(some.iter().map(|job| job.about.clone())).collect()
        };
        let mut done = batch.run(session, &Group::new(&pack), &jobs).into_iter();
        let addresses: Vec<Pubkey> = chosen.iter().map(|chosen| chosen.address).collect();
        let after: HashMap<Pubkey, u64> = seen(registry::devices_at(&*session.backend, &addresses))
            .into_iter()
            .map(|(address, device)| (address, device.total()))
            .collect();
        let mut sum = Moved { amount: 0 };
        let lines = chosen.iter().zip(outcomes).map(|(chosen, outcome)| {
            let outcome = outcome.or_else(|| done.next()).unwrap_or(Outcome::Untried);
            let before = chosen.device.map_or(0, |device| device.total());
            let left = after.get(&chosen.address).copied().unwrap_or(before);
            Moved::line(chosen, outcome, "withdrew", before.saturating_sub(left), &mut sum)
        });
        let lines = lines.collect();
        batch.finish(output, lines, sum)
    }

    fn one(&self, session: &mut Session, output: Output, name: &DeviceName) -> Result<()> {
        let owner = session.signer()?;
        let (address, before) = name.find(session)?;
        let own = associated::address(&owner, &MINT);
        let mut instructions = Vec::new();
        if self.to.is_none() {
            instructions.push(associated::create(&owner, &owner, &MINT));
        }
        let destination = self.to.unwrap_or(own);
        instructions.push(stake::withdraw(owner, address, destination));
        session.carry_out(&instructions, output, |session| {
            let stake = StakeReport::read_anew(session, address)?;
            let left = stake.timeline.active.saturating_add(stake.timeline.cooling);
            let amount = before.total().saturating_sub(left);
            let destination = Some(destination.to_string());
            Ok(Change { action: "withdrew", amount, ends_at: None, destination, stake })
        })
    }
}
