//! `io stake add`.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use clap::Args;
use solana_instruction::Instruction;

use super::{Change, Moved, Sum, source};
use crate::batch::{Batch, Job, Outcome, Way, devices::Amounts};
use crate::commands::device::StakeReport;
use crate::designation::DeviceName;
use crate::registry;
use crate::report::Output;
use crate::session::Session;
use crate::stake;
use crate::syncing::{run_with_sync, with_sync};

#[derive(Args)]
pub struct Add {
    /// How much goes behind each device, in IO, or `required` for what it lacks to earn
    #[command(flatten)]
    amounts: Amounts,
    /// Token account that it comes from [default: your own]
    #[arg(long, value_name = "TOKEN_ACCOUNT")]
    from: Option<Pubkey>,
    #[command(flatten)]
    way: Way,
}

impl Add {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let (devices, amount) = self.amounts.read::<Sum>()?;
        if let (Some(name), Some(amount)) = (devices.one(), amount) {
            return self.one(session, output, name, amount);
        }
        let owner = session.signer()?;
        let mut batch = Batch::open(session, &self.way, "stake add", &devices.words()?)?;
        let chosen = devices.find(session, |_, _| true)?;
        let sums = self.amounts.of_each(&chosen, amount)?;
        let classes = registry::classes(&*session.backend)?;
        let token_account = super::source_address(session, self.from)?;
        let (mut outcomes, mut jobs) = (Vec::new(), Vec::new());
        for (chosen, sum) in chosen.iter().zip(sums) {
            let Some(device) = &chosen.device else {
                outcomes.push((0, Some(batch.unless_done(&chosen.address, chosen.missing()))));
                continue;
            };
            let class = classes.get(device.class).context("the device's class does not exist")?;
            let required = registry::required_stake(class, device.processors).get();
            match sum.missing(device.counted(), required) {
                Ok(amount) => {
                    let about = vec![stake::stake(owner, chosen.address, token_account, amount)];
                    let adds_up = matches!(sum, Sum::Exactly(_));
                    jobs.push(Job { device: chosen.address, what: format!("stake {sum}"), adds_up, about });
                    outcomes.push((amount, None));
                }
                Err(enough) => {
                    let nothing = Outcome::Nothing(enough.to_string());
                    outcomes.push((0, Some(batch.unless_done(&chosen.address, nothing))));
                }
            }
        }
        let amounts = outcomes.iter().filter(|(_, outcome)| outcome.is_none()).map(|(amount, _)| *amount);
        let left = jobs.iter().zip(amounts).filter(|(job, _)| !batch.has_done(job)).map(|(_, amount)| amount);
        source(session, self.from, left.fold(0, u64::saturating_add))?;
        let mut done = run_with_sync(&mut batch, session, jobs)?.into_iter();
        let mut sum = Moved { amount: 0 };
        let lines = chosen.iter().zip(outcomes).map(|(chosen, (amount, outcome))| {
            let outcome = outcome.or_else(|| done.next()).unwrap_or(Outcome::Untried);
            Moved::line(chosen, outcome, "staked", amount, &mut sum)
        });
        let lines = lines.collect();
        batch.finish(output, lines, sum)
    }

    fn one(&self, session: &mut Session, output: Output, name: &DeviceName, amount: Sum) -> Result<()> {
        let owner = session.signer()?;
        let (address, device) = name.find(session)?;
        let classes = registry::classes(&*session.backend)?;
        let class = classes.get(device.class).context("the device's class does not exist")?;
        let amount = amount.missing(device.counted(), registry::required_stake(class, device.processors).get())?;
        let source = source(session, self.from, amount)?;
        let stake: Vec<Instruction> = vec![stake::stake(owner, address, source, amount)];
        let instructions = with_sync(session, address, stake)?;
        session.carry_out(&instructions, output, |session| {
            let stake = StakeReport::read_anew(session, address)?;
            Ok(Change { action: "staked", amount, ends_at: None, destination: None, stake })
        })
    }
}
