//! One thing that somebody does, and random attempts at it.

use proptest::prelude::*;

/// By number of the holder, and of the asset.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    Wait {
        seconds: i64,
    },
    Add {
        holder: usize,
        amount: u64,
    },
    Unstake {
        holder: usize,
        shares: u64,
    },
    Withdraw {
        holder: usize,
    },
    Claim {
        holder: usize,
        asset: u8,
    },
    ClosePosition {
        holder: usize,
    },
    Deposit {
        asset: u8,
        amount: u64,
    },
    ClaimUnshared {
        asset: u8,
    },
    OpenCase {
        amount: u64,
    },
    /// Appealed, ruled on and executed while that is possible, else executed whole. So many of 256 parts are upheld.
    Settle {
        parts: u8,
    },
    /// Appealed, and not ruled on in time.
    Lapse,
    OwnerUnstakes {
        amount: u64,
    },
    OwnerWithdraws,
}

impl Step {
    /// Every kind that is sent, as [`Self::kind`] calls it.
    pub const KINDS: [&str; 12] = [
        "add_costake",
        "unstake_costake",
        "withdraw_costake",
        "claim_costake",
        "close_position",
        "deposit_reward",
        "claim_unshared",
        "open_case",
        "settle",
        "expire",
        "request_unstake",
        "withdraw",
    ];

    pub const fn kind(self) -> &'static str {
        match self {
            Self::Wait { .. } => "wait",
            Self::Add { .. } => "add_costake",
            Self::Unstake { .. } => "unstake_costake",
            Self::Withdraw { .. } => "withdraw_costake",
            Self::Claim { .. } => "claim_costake",
            Self::ClosePosition { .. } => "close_position",
            Self::Deposit { .. } => "deposit_reward",
            Self::ClaimUnshared { .. } => "claim_unshared",
            Self::OpenCase { .. } => "open_case",
            Self::Settle { .. } => "settle",
            Self::Lapse => "expire",
            Self::OwnerUnstakes { .. } => "request_unstake",
            Self::OwnerWithdraws => "withdraw",
        }
    }
}

/// Amounts of every size, the smallest ones often.
fn amount() -> impl Strategy<Value = u64> {
    prop_oneof![3 => 1..4u64, 3 => 1..10_000u64, 2 => 1..1u64 << 40]
}

/// Seconds, hours, days, and once in a while a year.
fn pause() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => 0..100i64,
        4 => 0..7_200i64,
        4 => 0..172_800i64,
        2 => Just(3_600i64),
        2 => Just(86_400i64),
        2 => 1_209_600..1_300_000i64,
        1 => Just(2_592_000i64),
        1 => Just(31_536_000i64),
    ]
}

/// A step of one of so many holders.
fn step(holders: usize) -> impl Strategy<Value = Step> {
    let holder = 0..holders;
    let asset = 0..2u8;
    prop_oneof![
        6 => pause().prop_map(|seconds| Step::Wait { seconds }),
        6 => (holder.clone(), amount()).prop_map(|(holder, amount)| Step::Add { holder, amount }),
        4 => (holder.clone(), amount()).prop_map(|(holder, shares)| Step::Unstake { holder, shares }),
        1 => holder.clone().prop_map(|holder| Step::Unstake { holder, shares: u64::MAX }),
        3 => holder.clone().prop_map(|holder| Step::Withdraw { holder }),
        5 => (holder.clone(), asset.clone()).prop_map(|(holder, asset)| Step::Claim { holder, asset }),
        1 => holder.prop_map(|holder| Step::ClosePosition { holder }),
        6 => (asset.clone(), amount()).prop_map(|(asset, amount)| Step::Deposit { asset, amount }),
        1 => asset.prop_map(|asset| Step::ClaimUnshared { asset }),
        1 => amount().prop_map(|amount| Step::OpenCase { amount }),
        2 => any::<u8>().prop_map(|parts| Step::Settle { parts }),
        1 => Just(Step::Lapse),
        1 => amount().prop_map(|amount| Step::OwnerUnstakes { amount }),
        1 => Just(Step::OwnerWithdraws),
    ]
}

/// A number of holders, and what they do.
pub fn life(holders: usize, steps: usize) -> impl Strategy<Value = (usize, Vec<Step>)> {
    (1..=holders).prop_flat_map(move |holders| (Just(holders), prop::collection::vec(step(holders), 1..steps)))
}
