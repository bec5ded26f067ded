//! What the accounts of `io-treasury` say, and what its auction pays, by the program's own arithmetic.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, anyhow};
use io_economics::{
    Amount, MAX_SUPPLY, MicroUsd, Price, Quote, Seconds, Timestamp,
    auction::{self, Auction, Factor},
};
use io_treasury::error::IoTreasuryError;
use io_treasury::state::Config;

use crate::accounts::find;
use crate::associated;
use crate::backend::Backend;
use crate::oracle;
use crate::session::Session;
use crate::treasury::{CONFIG, IO_VAULT};

const NOT_SET_UP: &str =
    "io-treasury is not set up here: `io migrate` does it, with the wallet that is the program's upgrade authority";

/// The settings and books.
pub fn config(backend: &dyn Backend) -> Result<Config> {
    find_config(backend)?.context(NOT_SET_UP)
}

/// The settings and books, if the program has been initialised.
pub fn find_config(backend: &dyn Backend) -> Result<Option<Config>> {
    find(backend, &CONFIG)
}

/// The treasury at one moment.
pub struct Treasury {
    pub config: Config,
    /// Micro-USDC in the vault.
    pub usdc: u64,
    /// Base units of IO in the vault: fees that are yet to be burned.
    pub io: u64,
    pub now: Timestamp,
}

impl Treasury {
    pub fn read(backend: &dyn Backend) -> Result<Self> {
        let config = config(backend)?;
        let held = |vault: &Pubkey| associated::balance(backend, vault)?.context("a vault of the treasury is missing");
        let now = Timestamp::new(backend.clock()?.unix_timestamp);
        Ok(Self { config, usdc: held(&config.usdc_vault)?, io: held(&IO_VAULT)?, now })
    }

    pub fn auction(&self) -> Result<Auction> {
        self.config.terms.auction().map_err(|_| anyhow!("the treasury's terms are out of their bounds"))
    }

    /// Seconds since the auction started.
    pub const fn auction_age(&self) -> Seconds {
        self.config.books.auction_age(self.now)
    }

    /// The auction's share of the oracle's price.
    pub fn factor(&self) -> Result<Factor> {
        Ok(self.auction()?.factor(self.auction_age()))
    }

    /// The quote in that account, or in the sponsored one, if the treasury believes it.
    pub fn quote(&self, session: &Session, given: Option<Pubkey>) -> Result<(Pubkey, Quote)> {
        let address = given.unwrap_or_else(oracle::sponsored_account);
        let account = session.backend.account(&address)?;
        let account = account.with_context(|| match session.is_embedded() {
            true => "nothing says what an IO costs here: `io ledger price 2.50` does".to_owned(),
            false => {
                format!("there is no price of IO at {address}: name the account of another one with --price-account")
            }
        })?;
        let limits = self.config.terms.oracle_limits().map_err(|_| anyhow!("the limits are out of their bounds"))?;
        let quote = oracle::read(address, &account, limits, self.now).map_err(|fault| {
            let refusal = anyhow!("{}", IoTreasuryError::from(fault));
            match session.is_embedded() {
                true => refusal.context("the price of IO cannot be used: `io ledger price` posts a new one"),
                false => refusal.context(format!("the price of IO in {address} cannot be used")),
            }
        })?;
        Ok((address, quote))
    }

    /// Micro-USDC that the auction pays now.
    pub fn pays(&self, io: Amount, price: Price) -> Result<MicroUsd> {
        auction::payment(io, price, self.factor()?).context("that is more IO than can be computed with")
    }

    /// Micro-USDC that may still be spent today.
    pub const fn left_today(&self) -> u64 {
        self.config.terms.day_cap.saturating_sub(self.config.books.spent_on_day_of(self.now))
    }

    /// The most micro-USDC that the next fill can be paid: what the caps and the vault leave.
    pub fn next_cap(&self) -> u64 {
        self.config.terms.fill_cap.min(self.left_today()).min(self.usdc)
    }

    /// The most IO that the next fill can be of: one base unit more would be paid more than the cap.
    pub fn most_io(&self, price: Price) -> Result<Amount> {
        let (factor, cap) = (self.factor()?, self.next_cap());
        let fits = |io: u64| auction::payment(Amount::new(io), price, factor).is_some_and(|paid| paid.get() <= cap);
        // The payment never falls where the amount rises.
        let (mut low, mut high) = (0, MAX_SUPPLY.get() + 1);
        while low + 1 < high {
            let middle = low + (high - low) / 2;
            if fits(middle) { low = middle } else { high = middle }
        }
        Ok(Amount::new(low))
    }
}
