//! What has to come out, worked out here by the specification: not by asking the program's own arithmetic.

use std::ops::RangeInclusive;

use io_app::emission::ID;
use io_economics::{Epoch, emission};
use io_emission::{
    events::{Granted, Settled},
    state::Settlement,
};
use io_tests::{
    Receipt, address,
    emission::{BEGAN, GPU_POOL, NEIGHBOURS, RIG},
    stake::rig,
};

/// What both rigs weigh together.
pub const BOTH: u64 = RIG + NEIGHBOURS;

/// What an epoch emits into a pool: 95% rounded down, or the rest of it.
pub fn share_of(pool: u8, epoch: u32) -> u64 {
    let emitted = emission(Epoch::saturating(epoch)).get();
    let first = (u128::from(emitted) * 9_500 / 10_000) as u64;
    if pool == GPU_POOL { first } else { emitted - first }
}

/// What some epochs emit into a pool.
pub fn shares_of(pool: u8, epochs: RangeInclusive<u32>) -> u64 {
    epochs.map(|epoch| share_of(pool, epoch)).sum()
}

/// What `weight` earns of the GPU pool in those epochs, in each of which `total` shares it, if it is settled in one go.
///
/// Compared with the exact quotient: it is that, or a base unit less.
pub fn earning(weight: u64, total: u64, epochs: RangeInclusive<u32>) -> u64 {
    let growth: u128 =
        epochs.clone().map(|epoch| (u128::from(share_of(GPU_POOL, epoch)) << 64) / u128::from(total)).sum();
    let amount = ((u128::from(weight) * growth) >> 64) as u64;
    let exact = u128::from(shares_of(GPU_POOL, epochs)) * u128::from(weight) / u128::from(total);
    assert!([0, 1].contains(&(exact - u128::from(amount))), "{amount} for exactly {exact}");
    amount
}

/// What the rig earns beside the neighbour's.
pub fn rigs(epochs: RangeInclusive<u32>) -> u64 {
    earning(RIG, BOTH, epochs)
}

/// What the neighbour's earns beside the rig.
pub fn neighbours_earning(epochs: RangeInclusive<u32>) -> u64 {
    earning(NEIGHBOURS, BOTH, epochs)
}

/// A settlement in which nothing was lost and no penalty paid.
pub fn settled(through: u32, earned: u64) -> Settlement {
    Settlement { through, earned, shared: 0, lost: 0, fined: 0 }
}

/// The settlement that a `settle` announced.
#[track_caller]
pub fn settlement(receipt: &Receipt) -> Settlement {
    receipt.event::<Settled>(&ID).settlement
}

/// The rig's lease as it is announced, without the hours it covers.
pub fn rigs_lease() -> Granted {
    Granted {
        device: rig(),
        owner: address("supplier"),
        registered_at: BEGAN,
        start: 0,
        end: 0,
        weight: 0,
        settlement: settled(0, 0),
    }
}
