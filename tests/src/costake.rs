//! The life of co-stake: holders without hardware who stake behind the supplier's device, rewards in both assets, and one
//! specimen of each instruction.

pub mod calls;
mod specimen;

use std::sync::OnceLock;

use anchor_lang::prelude::Pubkey;
use io_app::{
    costake::{self, IO, USDC},
    emission, market,
    market::Asset,
    token, usdc,
};
use io_stake::state::{Costake, Position, Rewards, Stream};

use crate::{
    World, address,
    emission::RIG,
    market::{REQUIRED, device as rented},
    stake::{TODAY, rig},
    treasury::{io_of, usdc_of},
};

pub use specimen::{paying, specimens};

/// Those who stake behind the supplier's device. The names are ones with which the first two positions' addresses are
/// found at the first attempt, so that what is measured does not depend on luck.
pub const HOLDERS: [&str; 3] = ["holder 1", "holder 3", "holder 9"];

/// The first of them.
pub const HOLDER: &str = HOLDERS[0];

/// The second of them.
pub const SECOND: &str = HOLDERS[1];

/// The third of them, who comes late.
pub const LATE: &str = HOLDERS[2];

/// Up to how much the supplier takes.
pub const LIMIT: u64 = 2_000_003;

/// What the first holder stakes.
pub const COSTAKE: u64 = 300_007;

/// What the second one stakes.
pub const SECONDS_COSTAKE: u64 = 100_003;

/// Base units of either asset in everyone's token account.
pub const FUNDS: u64 = 10_000_019;

/// What is paid in where a test does not say.
pub const REWARD: u64 = 1_000_003;

/// Both assets.
pub const ASSETS: [u8; 2] = [IO, USDC];

/// Seconds over which a payment is released.
pub const DAY: i64 = 86_400;

/// The first second in which what was paid at [`TODAY`] is being released: the hour is over.
pub const RELEASES: i64 = (TODAY / 3_600 + 1) * 3_600;

/// The mint of an asset.
pub fn mint_of(asset: u8) -> Pubkey {
    if asset == IO { token::MINT } else { usdc::MINT }
}

/// Somebody's token account of an asset.
pub fn account_of(name: &str, asset: u8) -> Pubkey {
    if asset == IO { io_of(name) } else { usdc_of(name) }
}

/// The vault of what is paid to co-stakers in an asset.
pub fn reward_vault(asset: u8) -> Pubkey {
    costake::reward_vault_address(mint_of(asset))
}

/// What a holder has staked behind the supplier's device.
pub fn position_of(name: &str) -> Pubkey {
    costake::position_address(rig(), address(name))
}

/// What is released, in whole base units, of `amount` that was paid in the hour before `begins`.
pub fn released(amount: u64, begins: i64, now: i64) -> u64 {
    let seconds = (now - begins).clamp(0, DAY);
    (u128::from(amount) * seconds.unsigned_abs() as u128 / DAY as u128) as u64
}

/// What `shares` of `all` earn of base units that are released at once: the exact part, or a base unit less.
pub fn part(released: u64, shares: u64, all: u64) -> u64 {
    let per_share = (u128::from(released) << 64) / u128::from(all);
    ((per_share * u128::from(shares)) >> 64) as u64
}

/// The co-stake of the supplier's device and what is in its vault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shared {
    pub amount: u64,
    pub shares: u64,
    pub cooling: u64,
    pub frozen: u64,
    pub dust: u64,
    pub vault: u64,
}

impl World {
    /// Both devices are staked, co-stakers can be paid in both assets, and the holders have some of each. Nobody has opened
    /// a device.
    pub fn before_costake() -> Self {
        static BEFORE: OnceLock<World> = OnceLock::new();
        let prepare = || {
            let mut world = Self::staked();
            world.found_usdc();
            world.add_assets();
            world.found_holders();
            for name in HOLDERS.into_iter().chain(["depositor"]) {
                world.give_io(io_of(name), FUNDS);
                world.issue_usdc(usdc_of(name), FUNDS);
            }
            world
        };
        BEFORE.get_or_init(prepare).clone()
    }

    /// The holders, the depositor, the supplier and the heir have token accounts of both assets, and lamports.
    fn found_holders(&mut self) {
        for name in HOLDERS.into_iter().chain(["depositor", "supplier", "heir", "thief"]) {
            for asset in ASSETS {
                if self.account(account_of(name, asset)).is_none() {
                    self.put_token_account(account_of(name, asset), mint_of(asset), address(name));
                }
            }
            self.fund(address(name), 1_000_000_000);
        }
    }

    /// The supplier has opened its device up to [`LIMIT`].
    pub fn open_to_costake() -> Self {
        static OPEN: OnceLock<World> = OnceLock::new();
        let open = || {
            let mut world = Self::before_costake();
            world.by("supplier", calls::open(LIMIT));
            world
        };
        OPEN.get_or_init(open).clone()
    }

    /// The first two holders have staked behind it.
    pub fn costaked() -> Self {
        static COSTAKED: OnceLock<World> = OnceLock::new();
        let add = || {
            let mut world = Self::open_to_costake();
            world.by(HOLDER, calls::add(HOLDER, COSTAKE));
            world.by(SECOND, calls::add(SECOND, SECONDS_COSTAKE));
            world
        };
        COSTAKED.get_or_init(add).clone()
    }

    /// [`REWARD`] has been paid in, in both assets, at [`TODAY`].
    pub fn rewarded() -> Self {
        static REWARDED: OnceLock<World> = OnceLock::new();
        let deposit = || {
            let mut world = Self::costaked();
            for asset in ASSETS {
                world.by("depositor", calls::deposit(asset, REWARD));
            }
            world
        };
        REWARDED.get_or_init(deposit).clone()
    }

    /// [`World::emitting`], with both assets added and the supplier's rig opened; the first holder has staked as much as
    /// half of what it requires, and the rigs are leased since from epoch 2 through 25.
    pub fn emitting_to_costakers() -> Self {
        static EMITTING: OnceLock<World> = OnceLock::new();
        let prepare = || {
            let mut world = Self::emitting_beside_costake();
            world.by(HOLDER, calls::add(HOLDER, RIG / 2));
            world.grant(rig(), 25);
            world.grant(crate::stake::neighbours(), 25);
            world
        };
        EMITTING.get_or_init(prepare).clone()
    }

    /// [`World::emitting`], with both assets added and the supplier's rig opened. Nobody stakes behind it; the holders have
    /// IO.
    pub fn emitting_beside_costake() -> Self {
        static EMITTING: OnceLock<World> = OnceLock::new();
        let prepare = || {
            let mut world = Self::emitting();
            world.found_usdc();
            world.add_assets();
            world.found_holders();
            world.by("supplier", calls::open(u64::MAX));
            for name in HOLDERS {
                world.give_to(io_of(name), RIG);
            }
            world
        };
        EMITTING.get_or_init(prepare).clone()
    }

    /// The device that is listed on the market is open, and the first holder has staked a tenth of what it requires.
    pub fn listed_with_costakers() -> Self {
        static LISTED: OnceLock<World> = OnceLock::new();
        let prepare = || {
            let mut world = Self::listed();
            world.found_holders();
            world.give_io(io_of(HOLDER), REQUIRED);
            world.by("supplier", costake::open(address("supplier"), rented(), u64::MAX));
            world.by(HOLDER, costake::add(address(HOLDER), rented(), io_of(HOLDER), REQUIRED / 10));
            world
        };
        LISTED.get_or_init(prepare).clone()
    }

    /// The co-stake of the supplier's device.
    #[track_caller]
    pub fn costake(&self) -> Costake {
        self.device(rig()).costake
    }

    /// The co-stake of the supplier's device and what is in its vault.
    #[track_caller]
    pub fn shared(&self) -> Shared {
        let Costake { amount, shares, cooling, frozen, dust, .. } = self.costake();
        Shared { amount, shares, cooling, frozen, dust, vault: self.balance(costake::vault_address(rig())) }
    }

    /// What the co-stakers of the supplier's device are paid.
    #[track_caller]
    pub fn rewards(&self) -> Rewards {
        self.read(costake::rewards_address(rig()))
    }

    /// What they are paid in an asset.
    #[track_caller]
    pub fn stream(&self, asset: u8) -> Stream {
        *self.rewards().stream(asset).expect("an asset")
    }

    /// What a holder has staked behind the supplier's device.
    #[track_caller]
    pub fn position(&self, name: &str) -> Position {
        self.read(position_of(name))
    }

    /// A holder claims in an asset; returns what it is paid.
    #[track_caller]
    pub fn claims(&mut self, name: &str, asset: u8) -> u64 {
        let before = self.balance(account_of(name, asset));
        self.by(name, calls::claim(name, asset));
        self.balance(account_of(name, asset)) - before
    }

    /// Somebody sends IO to the vault of the co-stake without being asked.
    #[track_caller]
    pub fn donate_costake(&mut self, amount: u64) {
        self.give_io(costake::vault_address(rig()), amount);
    }
}

/// The market's asset of that number.
pub fn market_asset(asset: u8) -> Asset {
    if asset == IO { Asset::Io } else { Asset::Usdc }
}

/// The supplier's claim for the rig with the accounts of its co-stakers.
pub fn emission_claim() -> anchor_lang::solana_program::instruction::Instruction {
    let sharing = costake::Sharing::of(rig(), token::MINT);
    emission::claim_sharing(crate::emission::GPU_POOL, rig(), crate::stake::purse("supplier"), Some(sharing))
}

/// The supplier's claim for its rental with the accounts of the co-stakers.
pub fn market_claim(asset: Asset) -> anchor_lang::solana_program::instruction::Instruction {
    let sharing = costake::Sharing::of(rented(), market::mint_of(asset, usdc::MINT));
    let suppliers = crate::market::account_of("supplier", asset);
    market::claim_sharing(address("supplier"), &crate::market::rental(asset), suppliers, Some(sharing))
}
