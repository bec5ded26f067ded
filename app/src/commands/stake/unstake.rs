//! `io stake unstake`.

use anyhow::Result;
use clap::Args;

use super::{Change, Moved};
use crate::batch::{Batch, Job, Outcome, Way, devices::Amounts};
use crate::commands::device::StakeReport;
use crate::designation::DeviceName;
use crate::money::Portion;
use crate::report::Output;
use crate::session::Session;
use crate::stake;
use crate::syncing::{run_with_sync, with_sync};

#[derive(Args)]
pub struct Unstake {
    /// How much of each, in IO, or `all` of what is active
    #[command(flatten)]
    amounts: Amounts,
    #[command(flatten)]
    way: Way,
}

impl Unstake {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let (devices, portion) = self.amounts.read::<Portion>()?;
        if let (Some(name), Some(portion)) = (devices.one(), portion) {
            return one(session, output, name, portion);
        }
        let owner = session.signer()?;
        let mut batch = Batch::open(session, &self.way, "stake unstake", &devices.words()?)?;
        let chosen = devices.find(session, |_, device| device.active > 0)?;
        let portions = self.amounts.of_each(&chosen, portion)?;
        let (mut outcomes, mut jobs) = (Vec::new(), Vec::new());
        for (chosen, portion) in chosen.iter().zip(portions) {
            let address = chosen.address;
            let (amount, otherwise) = match &chosen.device {
                None => (0, Some(chosen.missing())),
                Some(device) if portion == Portion::All && device.active == 0 => {
                    (0, Some(Outcome::Nothing("nothing of its stake is active".into())))
                }
                Some(device) => (portion.of(device.active), None),
            };
            let outcome = otherwise.map(|outcome| batch.unless_done(&address, outcome));
            if outcome.is_none() {
                let about = vec![stake::request_unstake(owner, address, amount)];
                let adds_up = matches!(portion, Portion::Exactly(_));
                jobs.push(Job { device: address, what: format!("unstake {portion}"), adds_up, about });
            }
            outcomes.push((amount, outcome));
        }
        let mut done = run_with_sync(&mut batch, session, jobs)?.into_iter();
        let mut sum = Moved { amount: 0 };
        let lines = chosen.iter().zip(outcomes).map(|(chosen, (amount, outcome))| {
            let outcome = outcome.or_else(|| done.next()).unwrap_or(Outcome::Untried);
            Moved::line(chosen, outcome, "unstaked", amount, &mut sum)
        });
        let lines = lines.collect();
        batch.finish(output, lines, sum)
    }
}

fn one(session: &mut Session, output: Output, name: &DeviceName, portion: Portion) -> Result<()> {
    let owner = session.signer()?;
    let (address, device) = name.find(session)?;
    let amount = portion.of(device.active);
    let unstake = vec![stake::request_unstake(owner, address, amount)];
    let instructions = with_sync(session, address, unstake)?;
    session.carry_out(&instructions, output, |session| {
        let stake = StakeReport::read_anew(session, address)?;
        // What was started now ends last.
        let ends_at = stake.timeline.cooldowns.last().map(|cooldown| cooldown.ends_at);
        Ok(Change { action: "unstaked", amount, ends_at, destination: None, stake })
    })
}
