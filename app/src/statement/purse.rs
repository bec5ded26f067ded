//! What a wallet's own accounts hold, followed backward.

use anchor_lang::prelude::Pubkey;
use std::collections::HashMap;

use super::{Asset, Balances, Mints};
use crate::history::{Holding, Record};
use crate::moment;

/// The lamports of a wallet, and what its token accounts hold, at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purse {
    pub lamports: u64,
    /// Base units, by token account.
    pub tokens: HashMap<Pubkey, (Asset, u64)>,
}

impl Purse {
    /// Takes a token account in, if it belongs to the wallet and holds what is counted.
    pub fn insert(&mut self, wallet: &Pubkey, mints: &Mints, account: Pubkey, holding: Option<Holding>) {
        if let Some(own) = own(wallet, mints, holding) {
            self.tokens.insert(account, own);
        }
    }

    pub fn balances(&self) -> Balances {
        let sum = |wanted| {
            self.tokens.values().filter(|(asset, _)| *asset == wanted).map(|(_, held)| i128::from(*held)).sum()
        };
        Balances { io: sum(Asset::Io), usdc: sum(Asset::Usdc), sol: self.lamports.into(), ..Balances::default() }
    }

    /// Goes back to before a record. Where that says that an account held something else after it than it held before the
    /// next one, there is a gap in between.
    pub fn undo(&mut self, wallet: &Pubkey, mints: &Mints, record: &Record) -> Vec<String> {
        let mut gaps = Vec::new();
        for change in record.changes.lamports.iter().filter(|change| change.account == *wallet) {
            if change.after != self.lamports {
                gaps.push(gap(record, wallet, Asset::Sol, change.after.into(), self.lamports.into()));
            }
            self.lamports = change.before;
        }
        for change in &record.changes.tokens {
            let [before, after] = [change.before, change.after].map(|holding| own(wallet, mints, holding));
            let held = self.tokens.get(&change.account).copied();
            let asset = [before, after, held].into_iter().flatten().map(|(asset, _)| asset).next();
            let Some(asset) = asset else { continue };
            // An account that holds nothing is as good as none.
            let amount = |own: Option<(Asset, u64)>| i128::from(own.map_or(0, |(_, amount)| amount));
            if amount(after) != amount(held) {
                gaps.push(gap(record, &change.account, asset, amount(after), amount(held)));
            }
            match before {
                Some(before) => self.tokens.insert(change.account, before),
                None => self.tokens.remove(&change.account),
            };
        }
        gaps
    }
}

/// What of a holding is the wallet's, and is counted.
fn own(wallet: &Pubkey, mints: &Mints, holding: Option<Holding>) -> Option<(Asset, u64)> {
    let holding = holding.filter(|holding| holding.owner == *wallet)?;
    Some((mints.asset(&holding.mint)?, holding.amount))
}

fn gap(record: &Record, account: &Pubkey, asset: Asset, left: i128, found: i128) -> String {
    format!(
        "{account} held {} {} after {}, and {} before what is known to have changed it next",
        asset.show(left),
        asset.name(),
        moment::show(record.time),
        asset.show(found)
    )
}
