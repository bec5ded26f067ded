//! What is minted, owed, paid, lost and burned.

use io_emission::error::IoEmissionError;
use num_bigint::BigInt;

use super::{
    Model,
    rules::{Outcome, present, unless},
};
use crate::cast::{Person, Rig};

impl Model {
    pub(super) fn advance(&mut self, pool: usize, page: Option<u16>, epochs: u32) -> Outcome {
        let over = self.over();
        let next = self.pools[pool].completed + 1;
        unless([(epochs == 0, IoEmissionError::NothingAsked.into())])?;
        if next > over {
            self.mint(pool);
            return Ok(());
        }
        let number = Self::page_of(next);
        unless([(page.is_some_and(|page| page != number), IoEmissionError::NotThePage.into())])?;
        let through = over.min(next.saturating_add(epochs - 1)).min((u32::from(number) + 1) * super::PAGE);
        let one = u128::from(u64::MAX) + 1;
        let books = &mut self.pools[pool];
        for epoch in next..=through {
            let shared = books.epoch(epoch).expect("it is over");
            if shared.weight == 0 {
                books.forfeited += u128::from(shared.share);
                continue;
            }
            books.distributed += u128::from(shared.share);
            books.unminted += u128::from(shared.share);
            books.growth.add(shared.share, 1, shared.weight);
            books.sharings += 1;
            books.dust += u128::from(shared.share) * one % u128::from(shared.weight);
        }
        books.completed = through;
        self.mint(pool);
        self.note("an advance over more than 256 epochs", through - next >= 256);
        Ok(())
    }

    /// All that is distributed is minted, unless the token program mints nothing now: then a later call makes up for it.
    fn mint(&mut self, pool: usize) {
        let late = !self.mint_is_paused && self.pools[pool].unminted > 0;
        if !self.mint_is_paused {
            self.pools[pool].unminted = 0;
        }
        self.note("something was minted", late);
    }

    /// Settles all that is over and accounted for.
    pub(super) fn settle_one(&mut self, rig: Rig) {
        let device = self.devices.get(&rig).cloned();
        let lease = self.leases.get_mut(&rig).expect("there is a lease to settle");
        let pool = &mut self.pools[lease.pool];
        let settlement = lease.settle(pool.completed, device.as_ref());
        pool.dust += settlement.dust;
        self.book(rig, settlement.earned, settlement.lost);
        self.note("a settlement that lost something", settlement.lost > 0);
        self.note("a settlement that earned and lost something", settlement.lost > 0 && settlement.earned > 0);
    }

    /// Books what a lease earned and lost, and pays its penalty off from all that is owed then.
    pub(super) fn book(&mut self, rig: Rig, earned: u128, lost: u128) {
        let lease = self.leases.get_mut(&rig).expect("there is a lease to book on");
        let pool = &mut self.pools[lease.pool];
        lease.earned += earned;
        lease.lost += lost;
        lease.owed += earned;
        let fined = lease.penalty.min(lease.owed);
        lease.penalty -= fined;
        lease.owed -= fined;
        lease.fined += fined;
        lease.fined_since += fined;
        pool.owed = pool.owed + earned - fined;
        pool.lost += lost + fined;
    }

    pub(super) fn claim(&mut self, pool: usize, rig: Rig, to: Person) -> Outcome {
        let lease = present(self.leases.get(&rig))?;
        let payee = lease.payee(self.devices.get(&rig));
        unless([
            (lease.pool != pool, IoEmissionError::NotThePool.into()),
            (to != payee, IoEmissionError::NotThePayee.into()),
        ])?;
        self.remembered(rig, |_| false)?;
        self.settle_one(rig);
        let amount = self.leases[&rig].owed;
        let short = amount > self.vault();
        unless([(amount == 0, IoEmissionError::NothingToClaim.into()), (short, IoEmissionError::NotYetMinted.into())])?;
        let device = self.devices.get(&rig);
        let lease = present(self.leases.get_mut(&rig))?;
        lease.owner = lease.owner(device);
        // The promise: what was earned, exactly, rounded down, less one base unit at most for each settlement.
        let exact = lease.unclaimed.floor() - lease.fined_since;
        let least = exact.saturating_sub(lease.settlements.into());
        assert!((least..=exact).contains(&amount), "{amount} claimed of exactly {}", lease.unclaimed.value());
        lease.owed = 0;
        lease.paid += amount;
        lease.unclaimed = Default::default();
        lease.settlements = 0;
        lease.fined_since = 0;
        self.pools[pool].owed -= amount;
        self.pools[pool].paid += amount;
        self.last_paid = Some((to, amount));
        let gone = self.leases[&rig].leased(self.devices.get(&rig)).is_none();
        self.note("a claim for a device that is gone", gone);
        self.note("a claim into a payout wallet", to == Person::Wallet);
        Ok(())
    }

    pub(super) fn burn_losses(&mut self, pool: usize) -> Outcome {
        let short = self.pools[pool].lost > self.vault();
        let books = &mut self.pools[pool];
        unless([
            (books.lost == 0, IoEmissionError::NothingToBurn.into()),
            (short, IoEmissionError::NotYetMinted.into()),
        ])?;
        books.burned += books.lost;
        books.lost = 0;
        Ok(())
    }

    pub(super) fn close_lease(&mut self, rig: Rig, to: Person) -> Outcome {
        let lease = present(self.leases.get(&rig))?;
        unless([
            (self.devices.contains_key(&rig), IoEmissionError::DeviceStillThere.into()),
            (!lease.is_settled(), IoEmissionError::LeaseStillRunning.into()),
            (lease.owed > 0 || lease.penalty > 0, IoEmissionError::LeaseNotEmpty.into()),
            (to != lease.payer, IoEmissionError::NotTheRentPayer.into()),
        ])?;
        self.leases.remove(&rig);
        Ok(())
    }

    /// What is distributed to a pool's leases and not settled, in 2^-64ths of a base unit.
    pub fn pending(&self, pool: usize) -> u128 {
        let completed = self.pools[pool].completed;
        self.leases.values().filter(|lease| lease.pool == pool).map(|lease| lease.pending(completed)).sum()
    }

    /// Bounds of what one unit of a pool's weight has earned, in 2^-64ths of a base unit: each epoch rounds down once.
    pub fn growth(&self, pool: usize) -> (u128, u128) {
        let books = &self.pools[pool];
        let exact = (books.growth.value() * BigInt::from(1u128 << 64)).floor().to_integer();
        let most = u128::try_from(exact).expect("128 bits");
        (most.saturating_sub(books.sharings.into()), most)
    }
}
