//! What is on a node: written into its accounts, as on the embedded ledger.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token::state;
use anyhow::{Context, Result, anyhow};
use io_app::oracle::{self, Posted};
use io_app::{associated, program, svm, usdc};
use pyth_solana_receiver_sdk::price_update::PriceUpdateV2;
use solana_account::Account;
use solana_clock::Clock;
use solana_program_pack::Pack;
use std::path::Path;
use surfpool_core::surfnet::svm::SurfnetSvm;

use crate::node::Node;

/// The decimals with which Pyth publishes such prices.
const DECIMALS: i32 = 8;

impl Node {
    /// Deploys the suite, with the one key that its programs accept for their initialisation, and a mint of USDC where the
    /// mainnet has it.
    pub fn deploy(&self, bytecode: &Path, upgrade_authority: Pubkey) -> Result<()> {
        let programs = program::bytecode(bytecode)?;
        self.write(move |svm| {
            for (address, elf) in &programs {
                svm::deploy(&mut svm.inner.svm, *address, elf, upgrade_authority)?;
            }
            let rent = svm.inner.minimum_balance_for_rent_exemption(state::Mint::LEN);
            put(svm, usdc::MINT, usdc::mint(0, rent))
        })
    }

    /// Gives a wallet lamports from nowhere.
    pub fn fund(&self, address: Pubkey, lamports: u64) -> Result<()> {
        self.write(move |svm| {
            let mut account = svm.inner.svm.get_account(&address).unwrap_or_default();
            account.lamports = account.lamports.checked_add(lamports).context("nobody can own that many lamports")?;
            account.rent_epoch = u64::MAX;
            put(svm, address, account)
        })
    }

    /// Gives a wallet dollars from nowhere, in millionths.
    pub fn issue_usdc(&self, owner: Pubkey, amount: u64) -> Result<()> {
        self.write(move |svm| {
            let mint = svm.inner.svm.get_account(&usdc::MINT).context("the suite is not deployed yet")?;
            let address = associated::address(&owner, &usdc::MINT);
            let rent = svm.inner.minimum_balance_for_rent_exemption(state::Account::LEN);
            let (account, _) = usdc::credited(svm.inner.svm.get_account(&address), owner, amount, rent)?;
            put(svm, usdc::MINT, usdc::raised(&mint, amount)?)?;
            put(svm, address, account)
        })
    }

    /// Posts what an IO costs, in hundred-millionths of a dollar, as of now.
    pub fn post_price(&self, price: u64, confidence: u64) -> Result<()> {
        let price = i64::try_from(price).context("no price is that high")?;
        self.write(move |svm| {
            let published_at = svm.inner.get_sysvar::<Clock>().unix_timestamp;
            let address = oracle::sponsored_account();
            let posted = Posted { price, confidence, exponent: -DECIMALS, published_at };
            let rent = svm.inner.minimum_balance_for_rent_exemption(PriceUpdateV2::LEN);
            put(svm, address, oracle::account(&posted.update(address), rent)?)
        })
    }

    /// The time that the programs see, in seconds since 1970.
    pub fn time(&self) -> i64 {
        self.svm.with_svm_reader(|svm| svm.inner.get_sysvar::<Clock>().unix_timestamp)
    }

    /// Moves the clock forward.
    pub fn warp(&self, seconds: u64) {
        self.svm.with_svm_writer(move |svm| {
            svm.updated_at = svm.updated_at.saturating_add(seconds.saturating_mul(1_000));
            let clock: Clock = svm.inner.get_sysvar();
            let unix_timestamp = i64::try_from(svm.updated_at / 1_000).unwrap_or(i64::MAX);
            svm.inner.set_sysvar(&Clock { unix_timestamp, ..clock });
        });
    }

    /// Lets so many blocks pass with nothing in them.
    pub fn pass_blocks(&self, count: u32) -> Result<()> {
        self.write(move |svm| {
            (0..count).try_for_each(|_| svm.confirm_current_block().map_err(|fault| anyhow!("{fault}")))
        })
    }

    /// An account as it is now.
    pub fn account(&self, address: Pubkey) -> Option<Account> {
        self.svm.with_svm_reader(|svm| svm.inner.svm.get_account(&address))
    }

    fn write(&self, writes: impl FnOnce(&mut SurfnetSvm) -> Result<()> + Send + Sync) -> Result<()> {
        self.svm.with_svm_writer(writes)
    }
}

/// Writes an account, and has the node's own indexes know of it.
fn put(svm: &mut SurfnetSvm, address: Pubkey, account: Account) -> Result<()> {
    svm.set_account(&address, account).map_err(|fault| anyhow!("the account {address} cannot be written: {fault}"))
}
