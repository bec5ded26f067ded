//! The life of the treasury: its vaults filled, a seller with IO, a price, two swap programs, and one specimen of each of
//! its instructions.

mod specimen;
pub mod swaps;

use std::sync::OnceLock;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token;
use io_app::{
    token,
    treasury::{self, Sale, Terms},
    usdc,
};
use io_token::BurnKind;
use io_treasury::{error::IoTreasuryError, state::Config};

use crate::{Receipt, World, address, dollars::price_account, keypair, token::GENESIS};

pub use specimen::specimens;

/// When the treasury is initialised: 10:00:00 UTC of some day.
pub const OPENING: i64 = (GENESIS / DAY + 2) * DAY + 36_000;

/// Seconds of a day.
pub const DAY: i64 = 86_400;

/// Seconds from the auction's start to its ceiling.
pub const RAMP: i64 = 3_600;

/// One dollar in micro-USDC.
pub const DOLLAR: u64 = 1_000_000;

/// One IO in base units.
pub const IO: u64 = 100_000_000;

/// Micro-USDC in the vault.
pub const REVENUE: u64 = 50_000 * DOLLAR + 7;

/// Base units of IO in the vault.
pub const FEES: u64 = 1_234 * IO + 5;

/// The price of an IO, in hundred-millionths of a dollar: 2.50.
pub const PRICE: i64 = 250_000_000;

/// Half the width of the price's interval: a cent. Its lower side is 2.49.
pub const CONFIDENCE: u64 = 1_000_000;

/// Base units of IO that the seller has.
pub const FUNDS: u64 = 1_000_000 * IO;

/// The terms of every treasury whose test says nothing else.
pub const TERMS: Terms = Terms {
    min_fill: 10 * DOLLAR,
    fill_cap: 1_000 * DOLLAR,
    day_cap: 2_500 * DOLLAR,
    ramp: RAMP as u32,
    max_age: 60,
    start_bps: -200,
    ceiling_bps: 100,
    swap_floor_bps: -100,
    max_confidence_bps: 100,
};

/// The vault of USDC.
pub fn usdc_vault() -> Pubkey {
    treasury::vault_address(usdc::MINT)
}

/// The purse of USDC.
pub fn usdc_purse() -> Pubkey {
    treasury::purse_address(usdc::MINT)
}

/// Somebody's token account of IO.
pub fn io_of(name: &str) -> Pubkey {
    address(&format!("IO of {name}"))
}

/// Somebody's token account of USDC.
pub fn usdc_of(name: &str) -> Pubkey {
    address(&format!("USDC of {name}"))
}

/// The seller sells IO, for whatever the auction pays.
pub fn sell(io: u64) -> Instruction {
    treasury::buyback_and_burn(&sale(io))
}

/// What the seller sells, for whatever the auction pays.
pub fn sale(io: u64) -> Sale {
    Sale {
        seller: address("seller"),
        source: io_of("seller"),
        destination: usdc_of("seller"),
        usdc_mint: usdc::MINT,
        price: price_account(),
        io,
        min_usdc: 0,
    }
}

/// Everything that the treasury and the seller hold, and how much IO there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Money {
    pub usdc_vault: u64,
    pub io_vault: u64,
    pub usdc_purse: u64,
    pub io_purse: u64,
    pub sellers_usdc: u64,
    pub sellers_io: u64,
    pub supply: u64,
}

impl World {
    /// The treasury is open, its vaults are filled, and a price was posted this second. Both swap programs are deployed and
    /// neither is allowed.
    pub fn treasury() -> Self {
        static TREASURY: OnceLock<World> = OnceLock::new();
        let prepare = || {
            let mut world = Self::before_treasury();
            world.open_treasury(TERMS);
            world.issue_usdc(usdc_vault(), REVENUE);
            world.give_io(treasury::IO_VAULT, FEES);
            world.post_price(PRICE, CONFIDENCE);
            swaps::deploy(&mut world);
            world.give_io(swaps::till_of_io(), FUNDS);
            world.issue_usdc(swaps::till_of_usdc(), 1_000 * DOLLAR);
            world
        };
        TREASURY.get_or_init(prepare).clone()
    }

    /// There is USDC, and a seller who has IO; the treasury is not initialised.
    pub fn before_treasury() -> Self {
        let mut world = Self::after_genesis();
        world.set_time(OPENING);
        world.found_usdc();
        for name in ["seller", "thief"] {
            world.put_token_account(io_of(name), token::MINT, address(name));
            world.put_token_account(usdc_of(name), usdc::MINT, address(name));
        }
        world.give_io(io_of("seller"), FUNDS);
        world
    }

    /// Initialises the treasury and registers it as the burner of buybacks and fees.
    #[track_caller]
    pub fn open_treasury(&mut self, terms: Terms) {
        let (admin, payer, pauser) = (address("admin"), address("payer"), address("pauser"));
        let initialize = treasury::initialize(admin, payer, usdc::MINT, pauser, terms);
        self.accept(initialize, &[&keypair("admin"), &keypair("payer")]);
        for kind in [BurnKind::Buyback, BurnKind::Fee] {
            self.by("admin", token::set_burner(admin, kind, treasury::AUTHORITY));
        }
    }

    /// Sets some of the terms.
    #[track_caller]
    pub fn with_terms(&mut self, change: impl FnOnce(&mut Terms)) {
        let mut terms = self.treasury_config().terms;
        change(&mut terms);
        self.by("admin", treasury::set_terms(address("admin"), terms));
    }

    /// Lets time pass, and posts the same price anew.
    pub fn wait(&mut self, seconds: i64) {
        self.set_time(self.time() + seconds);
        self.post_price(PRICE, CONFIDENCE);
    }

    /// Pauses the treasury as the pauser.
    #[track_caller]
    pub fn pause_treasury(&mut self) {
        self.by("pauser", treasury::set_paused(address("pauser"), true));
    }

    /// The seller sells.
    #[track_caller]
    pub fn sells(&mut self, io: u64) -> Receipt {
        self.by("seller", sell(io))
    }

    /// The seller wants to sell, and the treasury has to refuse.
    #[track_caller]
    pub fn sells_not(&mut self, io: u64, error: IoTreasuryError) {
        self.refuse(sell(io), &[&keypair("seller")], error);
    }

    /// The treasury's settings and books.
    pub fn treasury_config(&self) -> Config {
        self.read(treasury::CONFIG)
    }

    /// What the treasury and the seller hold.
    pub fn money(&self) -> Money {
        Money {
            usdc_vault: self.balance(usdc_vault()),
            io_vault: self.balance(treasury::IO_VAULT),
            usdc_purse: self.balance(usdc_purse()),
            io_purse: self.balance(treasury::IO_PURSE),
            sellers_usdc: self.balance(usdc_of("seller")),
            sellers_io: self.balance(io_of("seller")),
            supply: self.supply(),
        }
    }

    /// An empty token account at an address that the test chooses.
    pub fn put_token_account(&mut self, address: Pubkey, mint: Pubkey, owner: Pubkey) {
        let state = spl_token::state::AccountState::Initialized;
        self.put_packed(address, spl_token::state::Account { mint, owner, state, ..Default::default() });
    }

    /// Mints IO into a token account.
    #[track_caller]
    pub fn give_io(&mut self, account: Pubkey, amount: u64) {
        self.by("emission minter", token::mint_emission(address("emission minter"), account, amount));
    }

    /// Puts base units into a token account, wherever they come from.
    pub fn give_to(&mut self, account: Pubkey, amount: u64) {
        let state: spl_token::state::Account = self.packed(account);
        self.put_packed(account, spl_token::state::Account { amount, ..state });
    }
}
