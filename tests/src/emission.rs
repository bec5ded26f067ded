//! The life of the emission program: three attestors, two pools, three devices with the stake they require, epochs that
//! go by, books that are audited, and one specimen of each of its instructions.

mod audit;
pub mod calls;
mod specimen;

use std::sync::OnceLock;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token;
use io_app::{emission, stake, token};
use io_economics::{BASE_UNITS_PER_IO, Epoch};
use io_emission::{
    InitializeArgs,
    error::IoEmissionError,
    events::{Advanced, Claimed},
    state::{Config, Lease, POOLS, Page, Pool},
};
use io_stake::RegisterArgs;
use io_token::BurnKind;
use solana_keypair::Keypair;
use solana_signer::Signer;

use crate::{
    Receipt, World, address, keypair,
    stake::{CPU, GPU, SUPPLIERS, device_args, neighbours, purse, rig, text},
    token::beneficiary,
};

pub use specimen::{many, new_page, specimens, week_of_epochs};

/// When the first epoch begins.
pub const BEGAN: i64 = crate::stake::TODAY + 100_003;

/// Length of an epoch in seconds.
pub const HOUR: i64 = 3_600;

/// The attestors.
pub const ATTESTORS: [&str; 3] = ["attestor 1", "attestor 2", "attestor 3"];

/// How many of them have to sign.
pub const QUORUM: u8 = 2;

/// How many epochs ahead a lease may run.
pub const MAX_LEASE: u16 = 24;

/// Up to what multiple of the required stake a device's stake counts, in basis points.
pub const CAP: u32 = 10_000;

/// The share of a device's rewards that its co-stakers get.
pub const COSTAKE_BPS: u16 = 500;

/// Number of the pool of the GPU class.
pub const GPU_POOL: u8 = 0;

/// Number of the pool of the CPU class.
pub const CPU_POOL: u8 = 1;

/// The pools' shares in basis points.
pub const SHARES: [u16; POOLS] = [9_500, 500, 0, 0, 0, 0, 0, 0];

/// What the supplier's rig requires and weighs: 8 processors of a class of multiplier 10.
pub const RIG: u64 = 16_000 * BASE_UNITS_PER_IO;

/// What the rig's stake exceeds the required one by.
pub const SPARE: u64 = 1_000;

/// What the neighbour's rig requires, weighs and has as its stake: 7 processors of the same class.
pub const NEIGHBOURS: u64 = 14_000 * BASE_UNITS_PER_IO;

/// What the supplier's Mac requires, weighs and has as its stake: 3 processors of a class of multiplier 1.
pub const MAC: u64 = 600 * BASE_UNITS_PER_IO;

/// When the attestors verified the three devices: after they were registered.
pub const VERIFIED: i64 = BEGAN;

/// Base units in everyone's purse before the first stake.
pub const FUNDS: u64 = 100_000 * BASE_UNITS_PER_IO + 19;

/// Compute units that transactions ask for here: what many epochs or many devices take.
const UNITS: u32 = 1_400_000;

/// The supplier's device of the CPU class. As with the rig, all its addresses are found at the first attempt.
pub fn mac() -> Pubkey {
    stake::device_address(address("supplier"), &text("mac 3"))
}

/// Who owns one of the three devices at the start.
pub fn owner_of(device: Pubkey) -> &'static str {
    if device == neighbours() { "neighbour" } else { "supplier" }
}

/// The pool that a device's class belongs to at the start.
pub fn pool_of(device: Pubkey) -> u8 {
    if device == mac() { CPU_POOL } else { GPU_POOL }
}

/// The settings at the start.
pub fn settings() -> InitializeArgs {
    InitializeArgs {
        pauser: address("pauser"),
        attestors: ATTESTORS.map(address).into(),
        quorum: QUORUM,
        max_lease: MAX_LEASE,
        weight_cap_bps: CAP,
        costake_bps: COSTAKE_BPS,
    }
}

/// The first second of an epoch.
pub fn start_of(epoch: u32) -> i64 {
    BEGAN + (i64::from(epoch) - 1) * HOUR
}

impl World {
    /// IO mints the emission for the emission program, which is not initialised. The purses hold IO of an allocation that
    /// was released. The staking program has its classes.
    pub fn before_emission() -> Self {
        static PREPARED: OnceLock<World> = OnceLock::new();
        PREPARED.get_or_init(Self::financed).clone()
    }

    fn financed() -> Self {
        let mut world = Self::minted_by(emission::AUTHORITY);
        world.allocate_all();
        world.begin_token();
        world.set_up_staking();
        world.set_unit_limit(UNITS);
        let investor = beneficiary(1);
        let pot = world.token_account(investor.pubkey());
        world.accept(token::release(1, pot), &[]);
        for name in SUPPLIERS {
            let transfer =
                spl_token::instruction::transfer(&spl_token::ID, &pot, &purse(name), &investor.pubkey(), &[], FUNDS);
            world.accept(transfer.expect("a transfer"), &[&investor]);
        }
        world.by("admin", token::set_burner(address("admin"), BurnKind::Penalty, emission::AUTHORITY));
        world
    }

    /// The emission program is initialised and has no pools.
    pub fn without_pools() -> Self {
        let mut world = Self::before_emission();
        world.all_by(&["admin", "payer"], emission::initialize(address("admin"), address("payer"), settings()));
        world
    }

    /// The emission program has its pools with their shares, and is to begin at [`BEGAN`], now.
    pub fn ready_to_emit() -> Self {
        let mut world = Self::without_pools();
        for number in [GPU_POOL, CPU_POOL] {
            world.all_by(&["admin", "payer"], emission::create_pool(address("admin"), address("payer"), number));
        }
        world.by("admin", emission::set_shares(address("admin"), 2, SHARES));
        world.set_time(BEGAN);
        world
    }

    /// The first second of epoch 1. The supplier has the rig and the Mac, the neighbour has a rig, each with the stake that
    /// it requires; none is leased.
    pub fn emitting() -> Self {
        static EMITTING: OnceLock<World> = OnceLock::new();
        EMITTING.get_or_init(|| Self::about_to_emit(0)).clone()
    }

    /// As [`World::emitting`], except that epoch 1 begins so many seconds later.
    pub fn about_to_emit(seconds: i64) -> Self {
        static REGISTERED: OnceLock<World> = OnceLock::new();
        let register = || {
            let mut world = Self::ready_to_emit();
            for (name, device, class, processors, amount) in [
                ("supplier", "rig 2", GPU, 8, RIG + SPARE),
                ("neighbour", "rig 2", GPU, 7, NEIGHBOURS),
                ("supplier", "mac 3", CPU, 3, MAC),
            ] {
                let args = RegisterArgs { class, processors, ..device_args(device, amount) };
                world.by(name, stake::register(address(name), Some(purse(name)), args));
            }
            world
        };
        let mut world = REGISTERED.get_or_init(register).clone();
        world.by("admin", emission::genesis(address("admin"), BEGAN + seconds));
        world
    }

    /// Still epoch 1. Both rigs are leased from epoch 2 through 25; the Mac is not.
    pub fn leased() -> Self {
        static LEASED: OnceLock<World> = OnceLock::new();
        let lease = || {
            let mut world = Self::emitting();
            world.grant(rig(), 25);
            world.grant(neighbours(), 25);
            world
        };
        LEASED.get_or_init(lease).clone()
    }

    /// Some people send an instruction that has to go through.
    #[track_caller]
    pub fn all_by(&mut self, names: &[&str], instruction: Instruction) -> Receipt {
        let keys = keys_of(names);
        self.accept(instruction, &keys.iter().collect::<Vec<_>>())
    }

    /// Some people send an instruction that the emission program has to refuse.
    #[track_caller]
    pub fn refused(&mut self, names: &[&str], instruction: Instruction, error: IoEmissionError) {
        let keys = keys_of(names);
        self.refuse(instruction, &keys.iter().collect::<Vec<_>>(), error);
    }

    /// Sets the time to the first second of an epoch. Nobody advances anything.
    pub fn enter(&mut self, epoch: u32) {
        self.set_time(start_of(epoch));
    }

    /// Sets the time to the first second of an epoch, and has every pool advanced.
    #[track_caller]
    pub fn reach(&mut self, epoch: u32) {
        self.enter(epoch);
        for pool in 0..self.emission_config().pools {
            self.catch_up(pool);
        }
    }

    /// The instruction that advances a pool by so many epochs.
    pub fn advance_of(&self, pool: u8, epochs: u32) -> Instruction {
        emission::advance(address("payer"), pool, Epoch::saturating(self.pool(pool).completed), epochs)
    }

    /// Somebody advances a pool by so many epochs at most, in one call.
    #[track_caller]
    pub fn advance(&mut self, pool: u8, epochs: u32) -> Receipt {
        self.all_by(&["payer"], self.advance_of(pool, epochs))
    }

    /// Advances a pool as far as it goes, and returns what was announced.
    #[track_caller]
    pub fn catch_up(&mut self, pool: u8) -> Vec<Advanced> {
        let mut all = vec![];
        loop {
            let receipt = self.advance(pool, 512);
            match receipt.events::<Advanced>(&emission::ID).pop() {
                Some(advanced) => all.push(advanced),
                None => return all,
            }
        }
    }

    /// The first two attestors lease a device through `until`.
    #[track_caller]
    pub fn grant(&mut self, device: Pubkey, until: u32) -> Receipt {
        self.all_by(&["attestor 1", "attestor 2", "payer"], calls::grant(device, until))
    }

    /// The first two attestors renew a device's lease through `until`.
    #[track_caller]
    pub fn renew(&mut self, device: Pubkey, until: u32) -> Receipt {
        self.all_by(&["attestor 1", "attestor 2"], calls::renew(device, until))
    }

    /// The first two attestors revoke a device's lease.
    #[track_caller]
    pub fn revoke(&mut self, device: Pubkey) -> Receipt {
        self.all_by(&["attestor 1", "attestor 2"], calls::revoke(device))
    }

    /// The owner ends a device's lease.
    #[track_caller]
    pub fn end_lease(&mut self, device: Pubkey) -> Receipt {
        self.all_by(&[owner_of(device)], calls::end(device))
    }

    /// Somebody syncs a device's lease.
    #[track_caller]
    pub fn sync(&mut self, device: Pubkey) -> Receipt {
        self.all_by(&[], calls::sync(device))
    }

    /// Somebody claims for a device, into its owner's purse. Returns what was announced.
    #[track_caller]
    pub fn claim(&mut self, device: Pubkey) -> Claimed {
        self.all_by(&[], calls::claim(device)).event(&emission::ID)
    }

    /// Somebody settles a device's lease with its pages.
    #[track_caller]
    pub fn settle(&mut self, device: Pubkey) -> Receipt {
        self.all_by(&[], self.settlement_of(device))
    }

    /// The instruction that settles a device's lease with the pages that its place in time takes.
    pub fn settlement_of(&self, device: Pubkey) -> Instruction {
        let lease = self.lease(device);
        let through = lease.end().min(Epoch::saturating(self.pool(lease.pool).completed)).max(lease.settled());
        emission::settle(lease.pool, device, lease.settled(), through)
    }

    /// Somebody burns what devices of a pool have lost.
    #[track_caller]
    pub fn burn_losses(&mut self, pool: u8) -> Receipt {
        self.all_by(&[], emission::burn_losses(pool))
    }

    /// Pauses granting and renewing as the pauser.
    #[track_caller]
    pub fn pause_leasing(&mut self) {
        self.by("pauser", emission::set_paused(address("pauser"), true));
    }

    /// The emission program's settings.
    pub fn emission_config(&self) -> Config {
        self.read(emission::CONFIG)
    }

    /// A pool.
    #[track_caller]
    pub fn pool(&self, number: u8) -> Pool {
        self.read(emission::pool_address(number))
    }

    /// A page of a pool's history.
    #[track_caller]
    pub fn page(&self, pool: u8, number: u16) -> Page {
        self.read(emission::page_address(pool, number))
    }

    /// A device's lease.
    #[track_caller]
    pub fn lease(&self, device: Pubkey) -> Lease {
        self.read(emission::lease_address(device))
    }

    /// Base units in the reward vault.
    pub fn reward_vault(&self) -> u64 {
        self.balance(emission::VAULT)
    }
}

fn keys_of(names: &[&str]) -> Vec<Keypair> {
    names.iter().map(|name| keypair(name)).collect()
}
