//! Prices of the oracle, as Pyth's receiver program keeps them.

use anchor_lang::AccountSerialize;
use anchor_lang::prelude::{AccountInfo, Pubkey};
use anyhow::Result;
use io_economics::{Quote, Timestamp};
use io_oracle::{Fault, IO_USD_FEED, Limits, RECEIVER};
use pyth_solana_receiver_sdk::PYTH_PUSH_ORACLE_ID;
use pyth_solana_receiver_sdk::price_update::{PriceFeedMessage, PriceUpdateV2, VerificationLevel};
use solana_account::Account;

/// The shard whose accounts Pyth's sponsors keep up to date.
const SPONSORED_SHARD: u16 = 0;

/// Where the sponsored price of IO stands, as long as somebody sponsors it. The embedded ledger has its price there too.
pub fn sponsored_account() -> Pubkey {
    feed_account(&IO_USD_FEED)
}

fn feed_account(feed: &[u8; 32]) -> Pubkey {
    Pubkey::find_program_address(&[&SPONSORED_SHARD.to_le_bytes(), feed], &PYTH_PUSH_ORACLE_ID).0
}

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
    Ok(Account { lamports, data, owner: RECEIVER, rent_epoch: u64::MAX, ..Account::default() })
}

/// What IO costs at `now`, by the rules of the programs.
pub fn read(address: Pubkey, account: &Account, limits: Limits, now: Timestamp) -> Result<Quote, Fault> {
    let Account { mut lamports, mut data, owner, .. } = account.clone();
    let info = AccountInfo::new(&address, false, false, &mut lamports, &mut data, &owner, false);
    io_oracle::read(&info, limits, now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use anchor_lang::prelude::pubkey;

    /// The known account of another feed: SOL in dollars, on the mainnet.
    #[test]
    fn sponsored_accounts_are_where_pyth_has_them() -> Result<()> {
        let sol = crate::text::unhex("ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d");
        let known = pubkey!("7UVimffxr9ow1uXYxsr4LHAcV58mLzhmwaeKvJ1pjLiE");
        assert_eq!(sol.map(|feed| feed_account(&feed)), Some(known));
        Ok(())
    }
}
