//! Prices of the oracle, as Pyth's receiver program keeps them.

use anchor_lang::AccountSerialize;
use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use io_oracle::{IO_USD_FEED, RECEIVER};
use pyth_solana_receiver_sdk::price_update::{PriceFeedMessage, PriceUpdateV2, VerificationLevel};
use solana_account::Account;

/// What a price account says about IO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Posted {
    pub price: i64,
    pub confidence: u64,
    pub exponent: i32,
    /// When it was published, in seconds since 1970.
    pub published_at: i64,
}

impl Posted {
    /// The update, fully verified.
    pub fn update(&self, poster: Pubkey) -> PriceUpdateV2 {
        PriceUpdateV2 {
            write_authority: poster,
            verification_level: VerificationLevel::Full,
            price_message: PriceFeedMessage {
                feed_id: IO_USD_FEED,
                price: self.price,
                conf: self.confidence,
                exponent: self.exponent,
                publish_time: self.published_at,
                prev_publish_time: self.published_at.saturating_sub(1),
                ema_price: self.price,
                ema_conf: self.confidence,
            },
            posted_slot: 0,
        }
    }
}

/// The account that the receiver program would hold the update in.
pub fn account(update: &PriceUpdateV2, lamports: u64) -> Result<Account> {
    let mut data = vec![];
    update.try_serialize(&mut data)?;
    data.resize(PriceUpdateV2::LEN, 0);
    Ok(Account { lamports, data, owner: RECEIVER, ..Account::default() })
}
