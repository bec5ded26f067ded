//! Each step as the specification tells it: why it is refused, and what it does otherwise. Here the rules of time and
//! of the settings; devices are in `registry`, cases in `cases`.

use io_stake::{Role, error::IoStakeError};

use super::{Clock, Model};
use crate::{
    cast::{Person, Rig},
    step::Step,
};

/// Why a step is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The staking program says so.
    Staking(IoStakeError),
    /// There is no such device or case.
    Absent,
    /// The case is there already.
    Present,
    /// Less is in the purse than that.
    PurseTooSmall,
    /// The purse belongs to somebody else.
    PurseOfAnother,
    /// A vault that was swept into itself cannot be closed.
    VaultNotSwept,
    /// There is no vault to send anything to.
    NoVault,
}

impl From<IoStakeError> for Reason {
    fn from(error: IoStakeError) -> Self {
        Self::Staking(error)
    }
}

/// Nothing, or every reason to refuse; in which order the program looks at them is not specified.
pub type Outcome = Result<(), Vec<Reason>>;

/// Goes on only where none of these holds.
pub fn unless<const COUNT: usize>(reasons: [(bool, Reason); COUNT]) -> Outcome {
    let reasons: Vec<_> = reasons.into_iter().filter_map(|(holds, reason)| holds.then_some(reason)).collect();
    if reasons.is_empty() { Ok(()) } else { Err(reasons) }
}

pub fn present<T>(found: Option<T>) -> Result<T, Vec<Reason>> {
    found.ok_or_else(|| vec![Reason::Absent])
}

impl Model {
    /// Does what the step says, or says why not.
    pub fn perform(&mut self, step: &Step) -> Outcome {
        match *step {
            Step::Wait { until } => self.wait(until),
            Step::Register { by, id, class, processors, source, amount } => {
                self.register(by, Rig(by, id), class, processors, source, amount.into())
            }
            Step::Stake { by, rig, source, amount } => self.stake(by, rig, source, amount.into()),
            Step::RequestUnstake { by, rig, amount } => self.request_unstake(by, rig, amount.into()),
            Step::Withdraw { by, rig, to } => self.withdraw(by, rig, to),
            Step::CloseDevice { by, rig, to } => self.close_device(by, rig, to),
            Step::ProposeOwner { by, rig, heir } => self.propose_owner(by, rig, heir),
            Step::AcceptOwner { by, rig } => self.accept_owner(by, rig),
            Step::OpenCase { by, rig, number, amount } => self.open_case(by, rig, number, amount.into()),
            Step::Suspend { by, rig, case } => self.suspend(by, rig, case),
            Step::Appeal { by, rig, case } => self.appeal(by, rig, case),
            Step::Resolve { by, rig, case, opener, upheld } => self.resolve(by, rig, case, opener, upheld.into()),
            Step::Execute { rig, case, opener } => self.execute(rig, case, opener),
            Step::Expire { rig, case, opener } => self.expire(rig, case, opener),
            Step::SetPaused { by, paused } => self.set_paused(by, paused),
            Step::SetRole { by, role, to } => self.set_role(by, role, to),
            Step::Donate { by, rig, amount } => self.donate(by, rig, amount.into()),
        }
    }

    fn wait(&mut self, until: i64) -> Outcome {
        for (end, clock) in self.clocks() {
            let [before, at, after] = match clock {
                Clock::Cooldown(_) => {
                    ["1 s before a cooldown ends", "as a cooldown ends", "1 s after a cooldown ended"]
                }
                Clock::Appeal(_) => {
                    ["1 s before the end to appeal", "at the end to appeal", "1 s after the end to appeal"]
                }
                Clock::Ruling(_) => ["1 s before the end to rule", "at the end to rule", "1 s after the end to rule"],
            };
            self.note(before, until == end - 1);
            self.note(at, until == end);
            self.note(after, until == end + 1);
        }
        self.now = until;
        Ok(())
    }

    fn set_paused(&mut self, by: Person, paused: bool) -> Outcome {
        unless([(by != Person::Pauser && by != Person::Admin, IoStakeError::NotPauser.into())])?;
        self.paused = paused;
        Ok(())
    }

    fn set_role(&mut self, by: Person, role: Role, to: Person) -> Outcome {
        let (slasher, arbiter) = match role {
            Role::Slasher => (to, self.arbiter),
            Role::Arbiter => (self.slasher, to),
            Role::Pauser => (self.slasher, self.arbiter),
        };
        unless([
            (by != Person::Admin, IoStakeError::NotAdmin.into()),
            (slasher == arbiter, IoStakeError::SlasherIsArbiter.into()),
        ])?;
        (self.slasher, self.arbiter) = (slasher, arbiter);
        Ok(())
    }
}
