//! A reward pool and its leases as the program keeps them, without accounts, clocks or signatures.

use io_economics::{Amount, Epoch, Weight, distribute, earned};
use io_emission::state::MEMORY;

/// The weight that shares the running epoch, and where every base unit has gone.
pub struct Pool {
    completed: Epoch,
    weight: u64,
    earned: u128,
    history: Box<[u128; MEMORY]>,
    changes: Box<[i64; MEMORY]>,
    pub books: Books,
}

/// Base units of a pool.
#[derive(Clone, Copy, Debug, Default)]
pub struct Books {
    /// Minted.
    pub distributed: u64,
    /// Not minted, because no weight shared the epoch.
    pub forfeited: u64,
    pub owed: u64,
    pub paid: u64,
    /// What rounding has left, in 2⁻⁶⁴ths.
    pub dust: u128,
}

/// A device's lease.
pub struct Lease {
    weight: u64,
    end: Epoch,
    settled: Epoch,
    pub owed: u64,
}

impl Default for Pool {
    fn default() -> Self {
        Self {
            completed: Epoch::ZERO,
            weight: 0,
            earned: 0,
            history: Box::new([0; MEMORY]),
            changes: Box::new([0; MEMORY]),
            books: Books::default(),
        }
    }
}

impl Pool {
    /// Accounts for an epoch: the same work whoever is in the pool.
    pub fn complete(&mut self, epoch: Epoch, share: Amount) {
        match distribute(share, Weight::new(self.weight)) {
            Some(distribution) => {
                self.earned += distribution.per_weight;
                self.books.distributed += share.get();
                self.books.dust += u128::from(distribution.dust);
            }
            None => self.books.forfeited += share.get(),
        }
        self.completed = epoch;
        self.history[place(epoch)] = self.earned;
        if let Some(next) = epoch.next() {
            let change = std::mem::take(&mut self.changes[place(next)]);
            self.change_now(change);
        }
    }

    fn change_now(&mut self, change: i64) {
        self.weight = self.weight.checked_add_signed(change).expect("a pool never weighs less than its leases");
    }

    fn change_at(&mut self, epoch: Option<Epoch>, change: i64) {
        match epoch {
            // The weight is already that of the next epoch to be accounted for.
            Some(epoch) if Some(epoch) == self.completed.next() => self.change_now(change),
            Some(epoch) => self.changes[place(epoch)] += change,
            None => {}
        }
    }

    fn earned_by(&self, epoch: Epoch) -> u128 {
        let age = self.completed.since(epoch).expect("only what is over was earned");
        assert!((age as usize) < MEMORY, "the pool does not remember epoch {}", epoch.get());
        self.history[place(epoch)]
    }
}

impl Lease {
    /// Begins with the epoch after the running one. Before the first epoch none is running: that is epoch 0.
    pub fn begin(pool: &mut Pool, running: Epoch, until: Epoch, weight: Weight) -> Self {
        let weight = weight.get();
        pool.change_at(running.next(), signed(weight));
        pool.change_at(until.next(), -signed(weight));
        Self { weight, end: until, settled: running, owed: 0 }
    }

    /// Runs on through `until`.
    pub fn extend(&mut self, pool: &mut Pool, until: Epoch) {
        if until > self.end {
            pool.change_at(self.end.next(), signed(self.weight));
            pool.change_at(until.next(), -signed(self.weight));
            self.end = until;
        }
    }

    /// Ends before the running epoch.
    pub fn stop(&mut self, pool: &mut Pool, running: Epoch) {
        self.settle(pool);
        pool.change_at(self.end.next(), signed(self.weight));
        // One that begins with the next epoch never does.
        let from = if self.settled < running { Some(running) } else { running.next() };
        pool.change_at(from, -signed(self.weight));
        self.end = self.settled;
        self.weight = 0;
    }

    /// Accounts for every epoch that is over: the same work however many they are.
    pub fn settle(&mut self, pool: &mut Pool) {
        let through = self.end.min(pool.completed);
        if through > self.settled {
            let (before, after) = (pool.earned_by(self.settled), pool.earned_by(through));
            let earning = earned(Weight::new(self.weight), before, after).expect("a device earns less than all");
            self.owed += earning.amount.get();
            pool.books.owed += earning.amount.get();
            pool.books.dust += u128::from(earning.dust);
            self.settled = through;
        }
    }

    /// Settles, and pays all that is owed.
    pub fn claim(&mut self, pool: &mut Pool) -> u64 {
        self.settle(pool);
        let amount = std::mem::take(&mut self.owed);
        pool.books.owed -= amount;
        pool.books.paid += amount;
        amount
    }
}

fn place(epoch: Epoch) -> usize {
    epoch.get() as usize % MEMORY
}

fn signed(weight: u64) -> i64 {
    i64::try_from(weight).expect("less than all IO")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epoch(number: u32) -> Epoch {
        Epoch::new(number).expect("an epoch")
    }

    /// Every hour by hand: a lease counts from the next epoch through its end, in proportion to its weight.
    #[test]
    fn an_hour_counts_if_the_device_was_leased_for_all_of_it() {
        let mut pool = Pool::default();
        let mut one = Lease::begin(&mut pool, epoch(1), epoch(3), Weight::new(1));
        let mut three = Lease::begin(&mut pool, epoch(1), epoch(4), Weight::new(3));
        pool.complete(epoch(1), Amount::new(100));
        pool.complete(epoch(2), Amount::new(100));
        three.stop(&mut pool, epoch(3));
        one.settle(&mut pool);
        one.extend(&mut pool, epoch(5));
        for number in 3..=6 {
            pool.complete(epoch(number), Amount::new(100));
        }
        assert_eq!((one.claim(&mut pool), three.claim(&mut pool)), (25 + 300, 75));
        assert_eq!((pool.books.forfeited, pool.books.distributed, pool.books.paid), (200, 400, 400));
    }

    #[test]
    fn a_lease_that_ends_before_it_begins_weighs_nothing() {
        let mut pool = Pool::default();
        let mut lease = Lease::begin(&mut pool, epoch(1), epoch(24), Weight::new(7));
        lease.stop(&mut pool, epoch(1));
        for number in 1..=30 {
            pool.complete(epoch(number), Amount::new(100));
        }
        assert_eq!((lease.claim(&mut pool), pool.books.forfeited), (0, 3_000));
    }
}
