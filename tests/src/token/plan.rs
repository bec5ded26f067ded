//! A plan that uses each budget up, with amounts that nothing divides.

use io_token::{AllocateArgs, Category};
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::keypair;

/// The beneficiary of an allocation.
pub fn beneficiary(id: u32) -> Keypair {
    keypair(&format!("beneficiary {id}"))
}

/// Every allocation.
pub fn plan() -> Vec<AllocateArgs> {
    use Category::*;
    let mut plan = vec![
        // Part at genesis, the rest in 12 tranches that leave a remainder.
        allocation(0, Community, 3_333_333_333_333_333, 333_333_333_333_337, 1, 12),
        // All at genesis.
        allocation(1, Community, 1_234_567_890_123_457, 1_234_567_890_123_457, 0, 0),
        // One base unit a month.
        allocation(2, Community, 7, 0, 2, 8),
        // What the budget has left, from one base unit at genesis on.
        allocation(3, Community, 5_432_098_776_543_203, 1, 3, 60),
        // A tranche for every month of four years.
        allocation(10, Research, 4_000_000_000_000_001, 0, 1, 48),
        // Half at genesis, half in a single tranche.
        allocation(11, Research, 999_999_999_999_999, 499_999_999_999_999, 6, 6),
        // To the last month that terms can name.
        allocation(12, Research, 7_800_000_000_000_000, 3, 12, 600),
        // One base unit a month, and once all but one of them in the last.
        allocation(21, Seed, 24, 0, 13, 36),
        allocation(22, Seed, 47, 0, 13, 36),
        allocation(23, Seed, 3_333_333_333_333_331, 0, 13, 36),
        allocation(24, Seed, 6_666_666_666_666_598, 0, 13, 36),
        allocation(30, SeriesA, 2_718_281_828_459_045, 0, 13, 36),
        allocation(31, SeriesA, 5_441_718_171_540_955, 0, 13, 36),
        // One base unit a month, and half of it in the last.
        allocation(40, Core, 71, 0, 13, 48),
        allocation(41, Core, 3_141_592_653_589_793, 0, 13, 48),
        allocation(42, Core, 5_898_407_346_410_136, 0, 13, 48),
    ];
    plan.sort_by_key(|args| args.id);
    plan
}

fn allocation(
    id: u32,
    category: Category,
    total: u64,
    at_genesis: u64,
    first_month: u16,
    last_month: u16,
) -> AllocateArgs {
    let beneficiary = beneficiary(id).pubkey();
    AllocateArgs { id, category, beneficiary, total, at_genesis, first_month, last_month }
}

/// What vests when: months after genesis, and base units. Written out tranche by tranche, unlike the program does it.
pub fn schedule(args: &AllocateArgs) -> Vec<(i64, u64)> {
    let mut schedule = vec![(0, args.at_genesis)];
    let mut left = args.total - args.at_genesis;
    if args.last_month != 0 {
        let tranche = left / (u64::from(args.last_month - args.first_month) + 1);
        for month in args.first_month..args.last_month {
            schedule.push((i64::from(month), tranche));
            left -= tranche;
        }
        schedule.push((i64::from(args.last_month), left));
    }
    schedule
}
