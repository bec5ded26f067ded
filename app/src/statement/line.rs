//! A line of a statement, and the lines about what no event explains.

use anchor_lang::prelude::Pubkey;
use serde::Serialize;
use solana_signature::Signature;
use std::collections::BTreeMap;

use super::{Asset, Past, Position};
use crate::history::Record;
use crate::{emission, market, stake, token, treasury};

/// What a line is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Rewards of a device were paid.
    RewardClaimed,
    /// Rewards of a device were settled; they can be claimed.
    RewardSettled,
    /// A penalty was paid off from what a device had earned.
    Penalty,
    /// A supplier was paid for hours that ran.
    RentEarned,
    /// A renter paid for hours.
    RentPaid,
    ReservationFee,
    FacilitationFee,
    NetworkFee,
    /// A renter had back what did not run, or what had failed.
    Refund,
    Stake,
    UnstakeRequest,
    Withdrawal,
    Slash,
    /// A device came or went, with its stake and with what it had earned.
    Ownership,
    /// What others had sent to a device's vaults, and what rounding had left in them.
    Surplus,
    /// A holder staked behind a device of somebody else's.
    Costake,
    CostakeWithdrawal,
    /// A holder was paid for that.
    CostakeReward,
    /// The co-stakers' part of what a device brought.
    CostakeShare,
    /// An owner had back what was for co-stakers while there were none.
    UnsharedReward,
    /// IO was sold to the treasury.
    BuybackSale,
    VestingRelease,
    Burn,
    /// What no event explains.
    Transfer,
    /// Something that the embedded ledger gave.
    Gift,
    /// What a transaction took, whether or not it failed.
    TransactionFee,
}

impl Kind {
    pub const fn name(self) -> &'static str {
        match self {
            Self::RewardClaimed => "reward-claimed",
            Self::RewardSettled => "reward-settled",
            Self::Penalty => "penalty",
            Self::RentEarned => "rent-earned",
            Self::RentPaid => "rent-paid",
            Self::ReservationFee => "reservation-fee",
            Self::FacilitationFee => "facilitation-fee",
            Self::NetworkFee => "network-fee",
            Self::Refund => "refund",
            Self::Stake => "stake",
            Self::UnstakeRequest => "unstake-request",
            Self::Withdrawal => "withdrawal",
            Self::Slash => "slash",
            Self::Ownership => "ownership",
            Self::Surplus => "surplus",
            Self::Costake => "costake",
            Self::CostakeWithdrawal => "costake-withdrawal",
            Self::CostakeReward => "costake-reward",
            Self::CostakeShare => "costake-share",
            Self::UnsharedReward => "unshared-reward",
            Self::BuybackSale => "buyback-sale",
            Self::VestingRelease => "vesting-release",
            Self::Burn => "burn",
            Self::Transfer => "transfer",
            Self::Gift => "gift",
            Self::TransactionFee => "transaction-fee",
        }
    }
}

/// One thing that happened to a wallet. Amounts in base units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// In seconds since 1970.
    pub time: i64,
    /// The epoch that ran then.
    pub epoch: Option<u32>,
    pub device: Option<Pubkey>,
    pub reservation: Option<Pubkey>,
    pub kind: Kind,
    pub asset: Asset,
    /// What the wallet had more of afterwards, or less; 0 where only a device changed.
    pub amount: i128,
    /// What the wallet had of the asset afterwards.
    pub balance: i128,
    pub counterparty: Option<Pubkey>,
    /// None for a gift.
    pub signature: Option<Signature>,
    /// What the wallet had more of in its devices afterwards, or less.
    pub position: Position,
}

impl Line {
    pub const fn of(record: &Record, kind: Kind, asset: Asset) -> Self {
        Self {
            time: record.time,
            epoch: None,
            device: None,
            reservation: None,
            kind,
            asset,
            amount: 0,
            balance: 0,
            counterparty: None,
            signature: record.signature,
            position: Position::NONE,
        }
    }
}

/// The lines about what a record did to the wallet and its other lines do not say.
pub fn unexplained(past: &Past, record: &Record, explained: &[Line]) -> Vec<Line> {
    let kind = if record.signature.is_some() { Kind::Transfer } else { Kind::Gift };
    let mut lines = Vec::new();
    for asset in [Asset::Io, Asset::Usdc] {
        let mut changes = token_changes(past, record, asset);
        let moved = changes.remove(&past.wallet).unwrap_or_default();
        let told: i128 = explained.iter().filter(|line| line.asset == asset).map(|line| line.amount).sum();
        for (counterparty, amount) in shared(moved - told, &changes) {
            lines.push(Line { amount, counterparty, ..Line::of(record, kind, asset) });
        }
    }
    let fee = if record.payer == past.wallet { i128::from(record.fee) } else { 0 };
    if fee > 0 {
        lines.push(Line { amount: -fee, ..Line::of(record, Kind::TransactionFee, Asset::Sol) });
    }
    let mut changes = lamport_changes(record);
    let rest = changes.remove(&past.wallet).unwrap_or_default() + fee;
    if rest != 0 {
        // A transaction that creates accounts pays the rent of several: they are one line.
        let counterparty = opposite(rest, &changes).first().map(|(account, _)| *account);
        lines.push(Line { amount: rest, counterparty, ..Line::of(record, kind, Asset::Sol) });
    }
    lines
}

/// What each owner had more of an asset after a record, or less.
fn token_changes(past: &Past, record: &Record, asset: Asset) -> BTreeMap<Pubkey, i128> {
    let mut changes = BTreeMap::new();
    for change in &record.changes.tokens {
        for (holding, sign) in [(change.before, -1), (change.after, 1)] {
            let counted = holding.filter(|holding| past.mints.asset(&holding.mint) == Some(asset));
            if let Some(holding) = counted {
                *changes.entry(holding.owner).or_default() += sign * i128::from(holding.amount);
            }
        }
    }
    changes
}

fn lamport_changes(record: &Record) -> BTreeMap<Pubkey, i128> {
    let change =
        |change: &crate::history::LamportChange| (change.account, i128::from(change.after) - i128::from(change.before));
    record.changes.lamports.iter().map(change).collect()
}

/// Who it came from, or went to, and how much of it. None where nobody's balance answers to it.
fn shared(mut rest: i128, changes: &BTreeMap<Pubkey, i128>) -> Vec<(Option<Pubkey>, i128)> {
    let mut shares = Vec::new();
    for (owner, change) in opposite(rest, changes) {
        if rest == 0 {
            break;
        }
        let share = if rest > 0 { rest.min(-change) } else { rest.max(-change) };
        rest -= share;
        shares.push((Some(owner), share));
    }
    if rest != 0 {
        shares.push((None, rest));
    }
    shares
}

/// Whose balances changed the other way: first those by exactly so much, then those that are no program's, then those by
/// more.
fn opposite(rest: i128, changes: &BTreeMap<Pubkey, i128>) -> Vec<(Pubkey, i128)> {
    let mut opposite: Vec<(Pubkey, i128)> = changes
        .iter()
        .filter(|(_, change)| change.signum() == -rest.signum())
        .map(|(owner, change)| (*owner, *change))
        .collect();
    opposite.sort_by_key(|(owner, change)| (*change != -rest, is_a_programs(owner), -change.abs()));
    opposite
}

/// Whether it is an address with which a program of the suite holds tokens.
fn is_a_programs(owner: &Pubkey) -> bool {
    [token::CONFIG, stake::AUTHORITY, emission::AUTHORITY, market::AUTHORITY, treasury::AUTHORITY].contains(owner)
}
