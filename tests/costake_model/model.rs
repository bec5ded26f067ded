//! What everybody is due, in exact fractions, and what the program was seen to give.

use num_bigint::BigInt;
use num_rational::BigRational;

use crate::stream::Stream;

fn whole(number: impl Into<BigInt>) -> BigRational {
    BigRational::from_integer(number.into())
}

fn one() -> BigRational {
    whole(1)
}

/// What one holder is due in one asset.
#[derive(Clone, Debug)]
pub struct Earnings {
    /// Exactly, ever.
    pub due: BigRational,
    /// What a share had earned when it was last counted.
    since: BigRational,
    /// How often the program has rounded: each time it looked at the position.
    pub looks: u64,
    /// Base units paid.
    pub paid: u64,
}

impl Default for Earnings {
    fn default() -> Self {
        Self { due: whole(0), since: whole(0), looks: 0, paid: 0 }
    }
}

#[derive(Clone, Debug)]
pub struct Holder {
    pub exists: bool,
    /// Shares that earn.
    pub shares: u64,
    /// Shares on their way out, and when each part has come to its end.
    pub cooling: Vec<(i64, u64)>,
    /// The holder's exact part of the principal, in parts that slashes leave as they are.
    parts: BigRational,
    pub earnings: [Earnings; 2],
}

impl Default for Holder {
    fn default() -> Self {
        Self { exists: false, shares: 0, cooling: vec![], parts: whole(0), earnings: Default::default() }
    }
}

impl Holder {
    /// Shares, those on their way out included.
    pub fn all_shares(&self) -> u64 {
        self.shares + self.cooling.iter().map(|(_, shares)| shares).sum::<u64>()
    }

    pub fn ended(&self, now: i64) -> u64 {
        self.cooling.iter().filter(|(ends_at, _)| *ends_at <= now).map(|(_, shares)| shares).sum()
    }
}

#[derive(Clone, Debug)]
pub struct Model {
    pub holders: Vec<Holder>,
    pub streams: [Stream; 2],
    /// What a part of the principal is worth: 1, less what slashes took.
    worth: BigRational,
    /// Parts that everybody has together.
    parts: BigRational,
    /// Base units staked, less what was slashed and withdrawn.
    pub principal: u128,
    /// How often somebody has entered or left: each time a base unit at most is rounded away.
    pub moves: u64,
}

impl Model {
    pub fn new(holders: usize) -> Self {
        let holders = vec![Holder::default(); holders];
        Self { holders, streams: Default::default(), worth: one(), parts: whole(0), principal: 0, moves: 0 }
    }

    /// Shares that earn.
    pub fn shares(&self) -> u64 {
        self.holders.iter().map(|holder| holder.shares).sum()
    }

    /// All shares.
    pub fn all_shares(&self) -> u64 {
        self.holders.iter().map(Holder::all_shares).sum()
    }

    pub fn positions(&self) -> usize {
        self.holders.iter().filter(|holder| holder.exists).count()
    }

    /// Time has passed since shares changed last.
    pub fn flow(&mut self, now: i64) {
        let shares = self.shares();
        self.streams.iter_mut().for_each(|stream| stream.flow(now, shares));
    }

    /// The program counts what a holder has earned in an asset.
    pub fn look(&mut self, holder: usize, asset: usize) {
        let per_share = self.streams[asset].per_share.clone();
        let holder = &mut self.holders[holder];
        let shares = holder.shares;
        let earnings = &mut holder.earnings[asset];
        earnings.due += (per_share.clone() - std::mem::replace(&mut earnings.since, per_share)) * whole(shares);
        earnings.looks += 1;
    }

    /// A holder has entered, and the program gave it so many shares.
    pub fn enter(&mut self, holder: usize, amount: u64, shares: u64) {
        let parts = whole(amount) / self.worth.clone();
        self.parts += parts.clone();
        self.principal += u128::from(amount);
        self.moves += 1;
        let holder = &mut self.holders[holder];
        holder.exists = true;
        holder.parts += parts;
        holder.shares += shares;
    }

    /// Shares go on their way out.
    pub fn cool(&mut self, holder: usize, shares: u64, ends_at: i64) {
        let holder = &mut self.holders[holder];
        holder.shares -= shares;
        match holder.cooling.iter_mut().find(|(end, _)| *end == ends_at) {
            Some((_, cooling)) => *cooling += shares,
            None => holder.cooling.push((ends_at, shares)),
        }
    }

    /// A holder leaves with the shares whose cooldown has ended, and was paid so much. Returns what it was due.
    pub fn leave(&mut self, holder: usize, now: i64, paid: u64) -> BigRational {
        self.principal -= u128::from(paid);
        self.moves += 1;
        let holder = &mut self.holders[holder];
        let part = BigRational::new(holder.ended(now).into(), holder.all_shares().into());
        holder.cooling.retain(|(ends_at, _)| *ends_at > now);
        let parts = holder.parts.clone() * part;
        holder.parts -= parts.clone();
        self.parts -= parts.clone();
        parts * self.worth.clone()
    }

    /// A slash took so much: of everybody the same fraction.
    pub fn slash(&mut self, amount: u64) {
        self.principal -= u128::from(amount);
        if amount > 0 {
            let all = self.due_in_all();
            self.worth *= one() - (whole(amount) / all).min(one());
        }
        // Slashed to nothing, nobody has a part any more, and whoever comes begins anew.
        if self.worth == whole(0) {
            self.worth = one();
            self.parts = whole(0);
            self.holders.iter_mut().for_each(|holder| holder.parts = whole(0));
        }
    }

    /// What everybody's principal is worth together.
    pub fn due_in_all(&self) -> BigRational {
        self.parts.clone() * self.worth.clone()
    }
}
