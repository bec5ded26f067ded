//! The life of the token program: planned, after genesis, and one specimen of each of its instructions.

mod plan;
mod specimen;

use anchor_lang::prelude::Pubkey;
use io_app::token;
use io_token::{
    BurnArgs, BurnKind,
    state::{Allocation, BurnLedger, Config},
};
use solana_signer::Signer;

use crate::{World, address, keypair, world::BEGINNING};

pub use plan::{beneficiary, plan, schedule};
pub use specimen::specimens;

/// When genesis takes place in the worlds that are past it.
pub const GENESIS: i64 = BEGINNING + 86_400;

/// Length of a vesting month in seconds: 30.4375 days.
pub const MONTH: i64 = 2_629_800;

impl World {
    /// The token program is initialised; nothing is allocated.
    pub fn initialized() -> Self {
        Self::minted_by(address("emission minter"))
    }

    /// The token program is initialised, and mints the emission for `minter`; nothing is allocated.
    pub fn minted_by(minter: Pubkey) -> Self {
        let mut world = Self::deployed();
        let (admin, payer) = (keypair("admin"), keypair("payer"));
        let initialize = token::initialize(admin.pubkey(), payer.pubkey(), minter, address("pauser"));
        world.accept(initialize, &[&admin, &payer]);
        world
    }

    /// Every budget is allocated, as [`plan`] says.
    pub fn planned() -> Self {
        let mut world = Self::initialized();
        world.allocate_all();
        world
    }

    /// Genesis has taken place, at [`GENESIS`].
    pub fn after_genesis() -> Self {
        let mut world = Self::planned();
        world.begin_token();
        world
    }

    /// Allocates every budget, as [`plan`] says.
    pub fn allocate_all(&mut self) {
        let (admin, payer) = (keypair("admin"), keypair("payer"));
        for args in plan() {
            self.accept(token::allocate(admin.pubkey(), payer.pubkey(), args), &[&admin, &payer]);
        }
    }

    /// Has the genesis of the token take place, at [`GENESIS`].
    pub fn begin_token(&mut self) {
        self.set_time(GENESIS);
        self.accept(token::genesis(address("admin")), &[&keypair("admin")]);
    }

    /// Pauses as the pauser.
    #[track_caller]
    pub fn pause(&mut self) {
        self.accept(token::set_paused(address("pauser"), true), &[&keypair("pauser")]);
    }

    /// Mints for the emission into a new token account of `owner`, and returns it.
    #[track_caller]
    pub fn mint_to_new(&mut self, owner: Pubkey, amount: u64) -> Pubkey {
        let destination = self.token_account(owner);
        let mint = token::mint_emission(address("emission minter"), destination, amount);
        self.accept(mint, &[&keypair("emission minter")]);
        destination
    }

    /// The settings and books.
    pub fn config(&self) -> Config {
        self.read(token::CONFIG)
    }

    /// The burn ledger.
    pub fn burn_ledger(&self) -> BurnLedger {
        self.read(token::BURNS)
    }

    /// The allocation of that number.
    #[track_caller]
    pub fn allocation(&self, id: u32) -> Allocation {
        self.read(token::allocation_address(id))
    }
}

/// A burn under a kind, for the sake of somebody's slash case.
pub fn burn_args(kind: BurnKind, amount: u64) -> BurnArgs {
    BurnArgs { amount, kind, reference: address("reference") }
}
