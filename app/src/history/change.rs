//! What a transaction did to balances.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::{self, spl_token::state};
use borsh::{BorshDeserialize, BorshSerialize};
use solana_account::ReadableAccount;
use solana_program_pack::Pack;

/// Every balance that a transaction changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Changes {
    pub lamports: Vec<LamportChange>,
    pub tokens: Vec<TokenAccountChange>,
}

/// The lamports of an account before and after.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct LamportChange {
    pub account: Pubkey,
    pub before: u64,
    pub after: u64,
}

/// What a token account said before and after. None where there was none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct TokenAccountChange {
    pub account: Pubkey,
    pub before: Option<Holding>,
    pub after: Option<Holding>,
}

/// What a token account says. Its owner may change, and so may its mint if it is closed and created anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, BorshSerialize, BorshDeserialize)]
pub struct Holding {
    pub mint: Pubkey,
    pub owner: Pubkey,
    /// Base units.
    pub amount: u64,
}

impl Holding {
    /// Base units, if they are of this mint and belong to this owner.
    pub fn of(holding: Option<Self>, mint: &Pubkey, owner: &Pubkey) -> u64 {
        holding.filter(|holding| holding.mint == *mint && holding.owner == *owner).map_or(0, |holding| holding.amount)
    }
}

/// What an account says, if it is a token account.
pub fn holding(account: &impl ReadableAccount) -> Option<Holding> {
    if *account.owner() != token::ID {
        return None;
    }
    let state::Account { mint, owner, amount, .. } = state::Account::unpack(account.data()).ok()?;
    Some(Holding { mint, owner, amount })
}

/// The balances of some accounts, to be compared with what they are later.
pub struct Balances(Vec<(Pubkey, u64, Option<Holding>)>);

impl Balances {
    /// As they are now. `read` says what stands at an address.
    pub fn of<A: ReadableAccount>(addresses: &[Pubkey], read: impl Fn(&Pubkey) -> Option<A>) -> Self {
        let balance = |address: &Pubkey| match read(address) {
            Some(account) => (*address, account.lamports(), holding(&account)),
            None => (*address, 0, None),
        };
        Self(addresses.iter().map(balance).collect())
    }

    /// What changed until `after`, which is of the same accounts.
    pub fn until(&self, after: &Self) -> Changes {
        let mut changes = Changes::default();
        for ((account, lamports, held), (_, lamports_after, held_after)) in self.0.iter().zip(&after.0) {
            if lamports != lamports_after {
                changes.lamports.push(LamportChange { account: *account, before: *lamports, after: *lamports_after });
            }
            if held != held_after {
                changes.tokens.push(TokenAccountChange { account: *account, before: *held, after: *held_after });
            }
        }
        changes
    }
}
