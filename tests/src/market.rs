//! The life of the market: a supplier's device with the stake it requires, a renter with USDC and IO, three attestors, a
//! price, and one specimen of each instruction.

pub mod calls;
mod specimen;

use std::sync::OnceLock;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_app::{
    market::{self, Asset, InitializeArgs, ListArgs, Rental, Terms},
    stake, treasury, usdc,
};
use io_market::{
    error::IoMarketError,
    state::{Config, Listing, Reservation},
};
use io_stake::RegisterArgs;

use crate::{
    Receipt, World, address, keypair,
    stake::{GPU, TODAY, purse, text},
    treasury::{IO, TERMS as TREASURY_TERMS, io_of, usdc_of},
};

pub use specimen::specimens;

/// When the device is listed, and everything happens before whose time a test does not say. With this second the first
/// reservation's address is found at the first attempt, so that what is measured does not depend on luck.
pub const LISTED: i64 = TODAY + 7;

/// Length of an hour.
pub const HOUR: i64 = 3_600;

/// How long the supplier has to start.
pub const START_WINDOW: i64 = 1_200;

/// What the supplier asks for an hour, in micro-dollars. With ten hours, nothing comes out even.
pub const PRICE_PER_HOUR: u64 = 2_345_679;

/// The fewest and the most hours.
pub const MIN_HOURS: u16 = 2;
pub const MAX_HOURS: u16 = 48;

/// How many hours are reserved where a test does not say.
pub const HOURS: u16 = 10;

/// What they cost in micro-USDC, and the fees on that: 25 and 200 basis points, rounded up.
pub const USDC_COST: u64 = 23_456_790;
pub const USDC_FEES: u64 = 58_642 + 469_136;

/// What they cost in base units of IO at 2.49 dollars, rounded up, and the fee on that: 25 basis points, rounded up.
pub const IO_COST: u64 = 942_039_760;
pub const IO_FEES: u64 = 2_355_100;

/// The price of an IO, in hundred-millionths of a dollar: 2.50, give or take a cent.
pub const IO_PRICE: i64 = 250_000_000;
pub const CONFIDENCE: u64 = 1_000_000;

/// What the renter has of each.
pub const USDC_FUNDS: u64 = 1_000_000_007;
pub const IO_FUNDS: u64 = 1_000 * IO + 9;

/// The stake that the device requires: 200 IO × 10 × 8.
pub const REQUIRED: u64 = 16_000 * IO;

/// The terms of every market whose test says nothing else.
pub const TERMS: Terms = Terms::INITIAL;

/// Both assets.
pub const ASSETS: [Asset; 2] = [Asset::Usdc, Asset::Io];

/// The device. Its id is one with which the addresses of its vault and of its listing are found at the first attempt.
pub fn device() -> Pubkey {
    stake::device_address(address("supplier"), &device_id())
}

fn device_id() -> [u8; 32] {
    text("H100 17")
}

/// Its listing.
pub fn listing() -> Pubkey {
    market::listing_address(device())
}

/// Its first reservation.
pub fn reservation() -> Pubkey {
    market::reservation_address(device(), number(0))
}

/// The number of its reservation of that place, counted from 0.
pub fn number(place: u32) -> u32 {
    LISTED as u32 + place
}

/// Somebody's token account of an asset.
pub fn account_of(name: &str, asset: Asset) -> Pubkey {
    match asset {
        Asset::Usdc => usdc_of(name),
        Asset::Io => io_of(name),
    }
}

/// The escrow of an asset.
pub fn escrow(asset: Asset) -> Pubkey {
    market::escrow_address(market::mint_of(asset, usdc::MINT))
}

/// The treasury's vault of an asset.
pub fn fee_vault(asset: Asset) -> Pubkey {
    treasury::vault_address(market::mint_of(asset, usdc::MINT))
}

/// What [`HOURS`] cost, and the fees on that.
pub const fn bill(asset: Asset) -> (u64, u64) {
    match asset {
        Asset::Usdc => (USDC_COST, USDC_FEES),
        Asset::Io => (IO_COST, IO_FEES),
    }
}

/// The first reservation, as the instructions about it have to know it.
pub fn rental(asset: Asset) -> Rental {
    rental_at(asset, reservation())
}

/// A reservation of the device, as the instructions about it have to know it.
pub fn rental_at(asset: Asset, reservation: Pubkey) -> Rental {
    let rent_payer = address("rent payer");
    Rental { device: device(), reservation, rent_payer, escrow: escrow(asset), fee_vault: fee_vault(asset) }
}

/// Who has which role, and the terms.
pub fn initialize_args() -> InitializeArgs {
    let attestors = ["attestor 1", "attestor 2", "attestor 3"].map(address).to_vec();
    InitializeArgs { pauser: address("pauser"), attestors, quorum: 2, terms: TERMS }
}

/// The terms of the listing.
pub fn list_args() -> ListArgs {
    ListArgs { price_per_hour: PRICE_PER_HOUR, min_hours: MIN_HOURS, max_hours: MAX_HOURS, open: true }
}

/// Where the money of an asset is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tills {
    pub escrow: u64,
    pub fee_vault: u64,
    pub renter: u64,
    pub supplier: u64,
}

impl World {
    /// There is USDC, the treasury has its vaults, and the market is not initialised.
    pub fn before_market() -> Self {
        static BEFORE: OnceLock<World> = OnceLock::new();
        let prepare = || {
            let mut world = Self::staking();
            world.set_time(LISTED);
            world.found_usdc();
            world.open_treasury(TREASURY_TERMS);
            world.add_assets();
            for name in ["supplier", "renter", "heir", "thief"] {
                for asset in ASSETS {
                    let mint = market::mint_of(asset, usdc::MINT);
                    world.put_token_account(account_of(name, asset), mint, address(name));
                }
            }
            world.issue_usdc(usdc_of("renter"), USDC_FUNDS);
            world.give_io(io_of("renter"), IO_FUNDS);
            world.give_io(purse("supplier"), REQUIRED);
            for name in ["renter", "rent payer"] {
                world.fund(address(name), 1_000_000_000);
            }
            world
        };
        BEFORE.get_or_init(prepare).clone()
    }

    /// The market is open, the supplier's device has the stake that it requires, and a price was posted this second.
    pub fn market() -> Self {
        static MARKET: OnceLock<World> = OnceLock::new();
        let prepare = || {
            let mut world = Self::before_market();
            let initialize = market::initialize(address("admin"), address("payer"), usdc::MINT, initialize_args());
            world.accept(initialize, &[&keypair("admin"), &keypair("payer")]);
            let args = RegisterArgs {
                id: device_id(),
                class: GPU,
                processors: 8,
                label: text("the one in the cellar"),
                amount: REQUIRED,
            };
            world.by("supplier", stake::register(address("supplier"), Some(purse("supplier")), args));
            world.post_price(IO_PRICE, CONFIDENCE);
            world
        };
        MARKET.get_or_init(prepare).clone()
    }

    /// The device is listed.
    pub fn listed() -> Self {
        static OFFERED: OnceLock<World> = OnceLock::new();
        let list = || {
            let mut world = Self::market();
            world.by_both("supplier", calls::list(list_args()));
            world
        };
        OFFERED.get_or_init(list).clone()
    }

    /// The renter has reserved it for [`HOURS`], just now.
    pub fn reserved(asset: Asset) -> Self {
        let mut world = Self::listed();
        world.by_both("renter", calls::reserve(asset, HOURS));
        world
    }

    /// The supplier has started it, just now: it runs from [`LISTED`] on.
    pub fn renting(asset: Asset) -> Self {
        let mut world = Self::reserved(asset);
        world.by("supplier", calls::start(asset));
        world
    }

    /// It has run that long.
    pub fn rented_for(asset: Asset, seconds: i64) -> Self {
        let mut world = Self::renting(asset);
        world.set_time(LISTED + seconds);
        world
    }

    /// Somebody sends an instruction whose rent another one pays.
    #[track_caller]
    pub fn by_both(&mut self, name: &str, instruction: Instruction) -> Receipt {
        self.accept(instruction, &[&keypair(name), &keypair("rent payer")])
    }

    /// Somebody sends an instruction whose rent another one pays, and the market has to refuse it.
    #[track_caller]
    pub fn not_by_both(&mut self, name: &str, instruction: Instruction, error: IoMarketError) {
        self.refuse(instruction, &[&keypair(name), &keypair("rent payer")], error);
    }

    /// Somebody sends an instruction that the market has to refuse.
    #[track_caller]
    pub fn market_refuses(&mut self, name: &str, instruction: Instruction, error: IoMarketError) {
        self.refuse(instruction, &[&keypair(name)], error);
    }

    /// Sends an instruction that nobody has to sign, and that the market has to refuse.
    #[track_caller]
    pub fn market_refuses_anyone(&mut self, instruction: Instruction, error: IoMarketError) {
        self.refuse(instruction, &[], error);
    }

    /// The device fails, as two attestors say.
    #[track_caller]
    pub fn fails(&mut self, instruction: Instruction) -> Receipt {
        self.accept(instruction, &[&keypair("attestor 1"), &keypair("attestor 2")])
    }

    /// Changes some of the terms.
    #[track_caller]
    pub fn with_market_terms(&mut self, change: impl FnOnce(&mut Terms)) {
        let mut terms = self.market_config().terms();
        change(&mut terms);
        self.by("admin", market::set_terms(address("admin"), terms));
    }

    /// Changes the listing.
    #[track_caller]
    pub fn relist(&mut self, change: impl FnOnce(&mut ListArgs)) {
        let mut args = list_args();
        change(&mut args);
        self.by_both("supplier", calls::list(args));
    }

    /// Pauses the market as the pauser.
    #[track_caller]
    pub fn pause_market(&mut self) {
        self.by("pauser", market::set_paused(address("pauser"), true));
    }

    /// The device is sold to the heir.
    #[track_caller]
    pub fn sell_device(&mut self) {
        self.by("supplier", stake::propose_owner(address("supplier"), device(), address("heir")));
        self.by("heir", stake::accept_owner(address("heir"), device()));
    }

    /// A slash case suspends the device.
    #[track_caller]
    pub fn suspend_device(&mut self) {
        let args = stake::OpenCaseArgs { number: 0, amount: 1, reason: 7, evidence: text("evidence") };
        self.by("slasher", stake::open_case(address("slasher"), device(), args));
        self.by("slasher", stake::suspend(address("slasher"), device(), stake::case_address(device(), 0)));
    }

    /// The market's settings.
    pub fn market_config(&self) -> Config {
        self.read(market::CONFIG)
    }

    /// The device's listing.
    #[track_caller]
    pub fn listing(&self) -> Listing {
        self.read(listing())
    }

    /// The first reservation.
    #[track_caller]
    pub fn reservation(&self) -> Reservation {
        self.read(reservation())
    }

    /// Where the money of an asset is.
    #[track_caller]
    pub fn tills(&self, asset: Asset) -> Tills {
        Tills {
            escrow: self.balance(escrow(asset)),
            fee_vault: self.balance(fee_vault(asset)),
            renter: self.balance(account_of("renter", asset)),
            supplier: self.balance(account_of("supplier", asset)),
        }
    }
}
