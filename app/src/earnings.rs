//! What co-stakers have earned by now, whether or not anybody has released it yet.
//!
//! The same arithmetic as the program's, on copies of its accounts: what `io costake rewards` promises is what `io costake
//! claim` pays.

use anyhow::{Context, Result};
use io_economics::release::{HOURS, Paid};
use io_economics::rounding::mul_div_floor;
use io_economics::{Amount, Release, Timestamp, Weight, distribute, earned};
use io_stake::state::{Position, Rewards};

const HOUR: i64 = 3_600;

/// What the co-stakers of a device are paid in one asset, as of a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flow {
    asset: u8,
    /// What one share has earned in all, in 2⁻⁶⁴ths of a base unit.
    per_share: u128,
    /// Shares that earn.
    shares: u64,
    /// Base units that the owner may claim: released while nobody held a share that earns, or held for nobody.
    pub unshared: u64,
    /// Base units that have yet to be released.
    pub to_come: u64,
    /// When the last of them is.
    pub ends_at: Option<i64>,
}

impl Flow {
    /// In the asset of that number.
    pub fn of(rewards: &Rewards, asset: u8, now: Timestamp) -> Result<Self> {
        let stream = rewards.stream(asset)?;
        let shares = rewards.shares;
        let (mut release, mut paid) = (stream.schedule(), stream.paid_in);
        let released = stream.undivided.saturating_add(release.advance(&mut paid, now));
        let (mut per_share, mut unshared) = (stream.per_share.get(), stream.unshared);
        match distribute(Amount::new(released), Weight::new(shares)) {
            Some(distribution) => per_share = per_share.saturating_add(distribution.per_weight),
            None => unshared = unshared.saturating_add(released),
        }
        if rewards.positions == 0 {
            unshared = stream.held;
        }
        let ends_at = end(&release, &paid);
        let to_come = ends_at.map_or(0, |end| release.advance(&mut paid, Timestamp::new(end)));
        Ok(Self { asset, per_share, shares, unshared, to_come, ends_at })
    }

    /// Base units that a claim would pay.
    pub fn claimable(&self, position: &Position) -> Result<u64> {
        let known = position.earned.get(usize::from(self.asset)).context("there is no asset of this number")?;
        let since = earned(Weight::new(position.shares), known.per_share.get(), self.per_share);
        let since = since.context("the position knows more than the rewards of its device")?;
        Ok(known.owed.saturating_add(since.amount.get()))
    }

    /// Base units of what has yet to be released that so many shares will earn, if nobody comes or goes.
    pub fn to_come_for(&self, shares: u64) -> u64 {
        mul_div_floor(self.to_come, shares, self.shares).unwrap_or_default()
    }
}

/// Base units that a position was ever paid in the asset of that number.
pub fn claimed(position: &Position, asset: u8) -> u64 {
    position.earned.get(usize::from(asset)).map_or(0, |earned| earned.claimed)
}

/// When the last of what was paid has been released: 24 hours after the end of the hour in which it was paid.
fn end(release: &Release, paid: &Paid) -> Option<i64> {
    let hour = release.through.get().div_euclid(HOUR);
    let remembered = (0..HOURS as i64).map(|age| hour.saturating_sub(age));
    let paid_in = |hour: i64| {
        let place = usize::try_from(hour.rem_euclid(HOURS as i64)).ok()?;
        paid.get(place).copied()
    };
    let last = remembered.into_iter().find(|hour| paid_in(*hour).is_some_and(|paid| paid > 0))?;
    Some(last.saturating_add(HOURS as i64).saturating_mul(HOUR))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytemuck::Zeroable;

    const NOON: i64 = 1_800_000_000;

    /// Rewards of which the second asset was paid 86,400 base units at noon, 1,024 shares that earn, and half of them in
    /// a position that has looked at nothing yet.
    fn paid_at_noon() -> (Rewards, Position) {
        let (mut rewards, mut position) = (Rewards::zeroed(), Position::zeroed());
        (rewards.positions, rewards.shares) = (2, 1_024);
        let stream = &mut rewards.streams[1];
        stream.through = NOON;
        stream.held = 86_400;
        stream.paid_in[(NOON / HOUR % 25) as usize] = 86_400;
        position.shares = 512;
        (rewards, position)
    }

    #[test]
    fn a_payment_is_released_from_the_next_hour_on_for_a_day() -> Result<()> {
        let (rewards, position) = paid_at_noon();
        assert_eq!(NOON % HOUR, 0);
        for (seconds, claimable, to_come, of_it) in [
            (0, 0, 86_400, 43_200),
            (HOUR, 0, 86_400, 43_200),
            (HOUR + 2, 1, 86_398, 43_199),
            (HOUR + 43_200, 21_600, 43_200, 21_600),
            (HOUR + 86_399, 43_199, 1, 0),
        ] {
            let flow = Flow::of(&rewards, 1, Timestamp::new(NOON + seconds))?;
            assert_eq!((flow.claimable(&position)?, flow.to_come), (claimable, to_come), "{seconds}");
            assert_eq!((flow.to_come_for(512), flow.ends_at), (of_it, Some(NOON + HOUR + 86_400)), "{seconds}");
            assert_eq!(flow.unshared, 0);
        }
        let over = Flow::of(&rewards, 1, Timestamp::new(NOON + HOUR + 86_400))?;
        assert_eq!((over.claimable(&position)?, over.to_come, over.ends_at), (43_200, 0, None));
        let other = Flow::of(&rewards, 0, Timestamp::new(NOON + HOUR + 86_400))?;
        assert_eq!((other.claimable(&position)?, other.to_come, other.ends_at), (0, 0, None));
        Ok(())
    }

    #[test]
    fn what_a_payment_released_is_divided_by_whoever_looks() -> Result<()> {
        let (mut rewards, position) = paid_at_noon();
        rewards.streams[1].undivided = 10;
        let flow = Flow::of(&rewards, 1, Timestamp::new(NOON + HOUR + 2))?;
        assert_eq!((flow.claimable(&position)?, flow.unshared), (6, 0));
        Ok(())
    }

    #[test]
    fn what_nobody_shares_is_the_owners() -> Result<()> {
        let (mut rewards, position) = paid_at_noon();
        rewards.shares = 0;
        let half = Timestamp::new(NOON + HOUR + 43_200);
        let flow = Flow::of(&rewards, 1, half)?;
        assert_eq!((flow.claimable(&position)?, flow.unshared, flow.to_come_for(512)), (0, 43_200, 0));
        // Once nobody has a position any more, so is what would yet be released.
        rewards.positions = 0;
        assert_eq!(Flow::of(&rewards, 1, half)?.unshared, 86_400);
        Ok(())
    }
}
