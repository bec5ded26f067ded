//! Dollars and the price of IO in them: a USDC mint at the mainnet's address, and an account in which the oracle's receiver
//! program has verified a price.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::spl_token;
use io_app::{
    oracle::{self, Posted},
    usdc,
};
use pyth_solana_receiver_sdk::price_update::PriceUpdateV2;

use crate::{World, address};

/// The exponent of every price that the tests post, unless they say otherwise.
pub const EXPONENT: i32 = -8;

/// The account of the price.
pub fn price_account() -> Pubkey {
    address("price")
}

impl World {
    /// Puts the USDC mint where the mainnet has it.
    pub fn found_usdc(&mut self) {
        let state = spl_token::state::Mint {
            mint_authority: Some(address("usdc issuer")).into(),
            decimals: usdc::DECIMALS,
            is_initialized: true,
            freeze_authority: Some(address("usdc issuer")).into(),
            ..Default::default()
        };
        self.put_packed(usdc::MINT, state);
    }

    /// Issues micro-USDC into a token account.
    #[track_caller]
    pub fn issue_usdc(&mut self, account: Pubkey, amount: u64) {
        let issuer = address("usdc issuer");
        let mint = spl_token::instruction::mint_to(&spl_token::ID, &usdc::MINT, &account, &issuer, &[], amount);
        self.by("usdc issuer", mint.expect("an instruction"));
    }

    /// Posts a price of this second: `price ± confidence`, in hundred-millionths of a dollar for one IO.
    pub fn post_price(&mut self, price: i64, confidence: u64) {
        let published_at = self.time();
        self.post(Posted { price, confidence, exponent: EXPONENT, published_at });
    }

    /// Posts a price.
    pub fn post(&mut self, posted: Posted) {
        self.post_update(&posted.update(address("price poster")));
    }

    /// Posts an update as it is, whatever is wrong with it.
    pub fn post_update(&mut self, update: &PriceUpdateV2) {
        let account = oracle::account(update, self.rent(PriceUpdateV2::LEN)).expect("an update has its own format");
        self.put(price_account(), account);
    }
}
