//! What the accounts of `io-token` say.

use anchor_lang::AccountDeserialize;
use anyhow::{Context, Result};
use io_economics::Timestamp;
use io_token::state::{Allocation, BurnKind, BurnLedger, Category, Config};

use crate::accounts::{decode, existing, find, of_type};
use crate::backend::Backend;
use crate::token::{self, BURNS, CONFIG, MINT, VAULT};

const NOT_SET_UP: &str =
    "io-token is not set up here: `io migrate` does it, with the wallet that is the program's upgrade authority";

/// The settings and books, and what the token program says of the mint and the vault.
pub struct Books {
    pub config: Config,
    pub burns: BurnLedger,
    /// Base units that exist.
    pub supply: u64,
    /// Base units in the vesting vault.
    pub locked: u64,
}

/// Everything about the token but its allocations.
pub fn read(backend: &dyn Backend) -> Result<Books> {
    let found: Vec<_> = backend.accounts(&[CONFIG, BURNS, MINT, VAULT])?.into_iter().map(existing).collect();
    let [config, burns, mint, vault] = found.as_slice() else {
        anyhow::bail!("four accounts were asked for, and {} came", found.len());
    };
    let config = config.as_ref().context(NOT_SET_UP)?;
    let missing = || "io-token is set up only in part: this cannot be the program that this client was made for";
    let mint = mint.as_ref().with_context(missing)?;
    let vault = vault.as_ref().with_context(missing)?;
    let mint = anchor_spl::token::Mint::try_deserialize(&mut mint.data.as_slice()).with_context(missing)?;
    let vault = anchor_spl::token::TokenAccount::try_deserialize(&mut vault.data.as_slice()).with_context(missing)?;
    Ok(Books {
        config: decode(&CONFIG, config)?,
        burns: decode(&BURNS, burns.as_ref().with_context(missing)?)?,
        supply: mint.supply,
        locked: vault.amount,
    })
}

/// The settings.
pub fn config(backend: &dyn Backend) -> Result<Config> {
    find_config(backend)?.context(NOT_SET_UP)
}

/// The settings, if the program has been initialised.
pub fn find_config(backend: &dyn Backend) -> Result<Option<Config>> {
    find(backend, &CONFIG)
}

/// Every allocation, in the order of their numbers.
pub fn allocations(backend: &dyn Backend) -> Result<Vec<Allocation>> {
    let found = backend.program_accounts(&token::ID, &of_type::<Allocation>())?;
    let decoded = found.iter().map(|(address, account)| decode(address, account));
    let mut allocations = decoded.collect::<Result<Vec<Allocation>>>()?;
    allocations.sort_unstable_by_key(|allocation| allocation.id);
    Ok(allocations)
}

/// The allocation of that number.
pub fn allocation(backend: &dyn Backend, id: u32) -> Result<Allocation> {
    let address = token::allocation_address(id);
    find(backend, &address)?.with_context(|| format!("there is no allocation {id}"))
}

/// When genesis was, if it has been.
pub fn genesis(config: &Config) -> Option<Timestamp> {
    config.is_after_genesis().then(|| Timestamp::new(config.genesis_time))
}

/// What a category is called, by people and in migrations.
pub fn category_name(category: Category) -> &'static str {
    match category {
        Category::Community => "community",
        Category::Research => "research",
        Category::Seed => "seed",
        Category::SeriesA => "series-a",
        Category::Core => "core",
    }
}

/// What a kind of burns is called.
pub const fn kind_name(kind: BurnKind) -> &'static str {
    match kind {
        BurnKind::Buyback => "buyback",
        BurnKind::Slash => "slash",
        BurnKind::Penalty => "penalty",
        BurnKind::Credits => "credits",
        BurnKind::Fee => "fee",
    }
}
