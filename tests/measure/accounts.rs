//! What the accounts of the suite weigh, and the rent that they lock.

use anchor_spl::token::{Mint, TokenAccount};
use io_emission::state::{Lease, Page, Pool};
use io_market::state::{Listing, Reservation};
use io_stake::state::{Case, Classes, Device, Position, Rewards};
use io_tests::World;
use io_token::state::{Allocation, BurnLedger};

/// One account, or one of many.
pub struct Account {
    pub name: &'static str,
    pub many: &'static str,
    pub bytes: usize,
    pub rent: u64,
}

/// Every kind of account, and the lamports it locks at the rent of the SVM.
pub fn measure() -> Vec<Account> {
    let world = World::deployed();
    [
        ("`io-token` config", "one", io_token::state::Config::SIZE),
        ("`io-token` mint", "one", Mint::LEN),
        ("`io-token` vault", "one", TokenAccount::LEN),
        ("`io-token` burn ledger", "one", BurnLedger::SIZE),
        ("`io-token` allocation", "one per allocation", Allocation::SIZE),
        ("`io-stake` config", "one", io_stake::state::Config::SIZE),
        ("`io-stake` classes", "one", Classes::SIZE),
        ("`io-stake` device", "one per device", Device::SIZE),
        ("`io-stake` vault", "one per device", TokenAccount::LEN),
        ("`io-stake` case", "one per open case", Case::SIZE),
        ("`io-stake` reward vault", "one per asset", TokenAccount::LEN),
        ("`io-stake` rewards", "one per device open for co-stake", Rewards::SIZE),
        ("`io-stake` co-stake vault", "one per device open for co-stake", TokenAccount::LEN),
        ("`io-stake` position", "one per co-staker and device", Position::SIZE),
        ("`io-emission` config", "one", io_emission::state::Config::SIZE),
        ("`io-emission` vault", "one", TokenAccount::LEN),
        ("`io-emission` pool", "one per pool", Pool::SIZE),
        ("`io-emission` page", "one per pool and 512 epochs", Page::SIZE),
        ("`io-emission` lease", "one per device", Lease::SIZE),
        ("`io-market` config", "one", io_market::state::Config::SIZE),
        ("`io-market` escrow", "one per asset", TokenAccount::LEN),
        ("`io-market` listing", "one per device on offer", Listing::SIZE),
        ("`io-market` reservation", "one per reservation that owes somebody", Reservation::SIZE),
        ("`io-treasury` config", "one", io_treasury::state::Config::SIZE),
        ("`io-treasury` vault", "one per asset", TokenAccount::LEN),
        ("`io-treasury` purse", "one per asset", TokenAccount::LEN),
    ]
    .map(|(name, many, bytes)| Account { name, many, bytes, rent: world.rent(bytes) })
    .into()
}
