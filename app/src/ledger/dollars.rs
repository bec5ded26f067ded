//! The dollars of the embedded ledger, and the price of IO in them: written into their accounts, as airdrops are.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token::state;
use anyhow::{Context, Result};
use litesvm::LiteSVM;
use pyth_solana_receiver_sdk::price_update::PriceUpdateV2;
use solana_program_pack::Pack;

use super::Ledger;
use crate::associated;
use crate::oracle::{self, Posted};
use crate::usdc;

/// Puts the mint of USDC where the mainnet has it.
pub fn found(svm: &mut LiteSVM) -> Result<()> {
    let rent = svm.minimum_balance_for_rent_exemption(state::Mint::LEN);
    Ok(svm.set_account(usdc::MINT, usdc::mint(0, rent))?)
}

impl Ledger {
    /// Gives a wallet dollars from nowhere, and returns its token account and what that holds now.
    pub fn issue_usdc(&mut self, owner: Pubkey, amount: u64) -> Result<(Pubkey, u64)> {
        let mint =
            self.svm.get_account(&usdc::MINT).context("this ledger has no USDC: `io ledger reset` starts anew")?;
        let address = associated::address(&owner, &usdc::MINT);
        let rent = self.svm.minimum_balance_for_rent_exemption(state::Account::LEN);
        let (account, held) = usdc::credited(self.svm.get_account(&address), owner, amount, rent)?;
        self.give([(usdc::MINT, usdc::raised(&mint, amount)?), (address, account)])?;
        Ok((address, held))
    }

    /// Posts a price where the sponsored one stands on a cluster.
    pub fn post_price(&mut self, posted: Posted) -> Result<Pubkey> {
        let address = oracle::sponsored_account();
        let rent = self.svm.minimum_balance_for_rent_exemption(PriceUpdateV2::LEN);
        self.svm.set_account(address, oracle::account(&posted.update(address), rent)?)?;
        self.changed = true;
        Ok(address)
    }
}
