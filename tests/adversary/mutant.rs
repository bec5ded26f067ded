//! A transaction with one thing about it changed.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use solana_account::Account;

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Another account of the same kind: of another owner, device, pool or mint.
    Another,
    /// Another account, with every address that the description derives from it.
    AnotherWithItsOwn,
    /// The account of another place of the same instruction.
    Twice,
    /// The same data at another address, of the same program. Only where that is none of the suite: what those create is at one
    /// address alone.
    Doubled,
    /// The same data at another address, written by another program.
    Forged,
    /// The same data at the same address, and yet of another program.
    TakenOver,
    /// An account of the system program.
    System,
    /// An address at which there never was anything.
    Nothing,
    /// The account itself, closed: no lamports, no data.
    Closed,
    /// The account that may be left out, brought along.
    BroughtAlong,
    /// The account without its signature.
    Unsigned,
    /// The account locked for reading only.
    ReadOnly,
    /// Another number.
    Number,
    /// Another address as an argument.
    Address,
    /// Other bytes as an argument.
    Bytes,
    /// The arguments without their last byte.
    Cut,
}

/// A transaction with one thing about it changed.
pub struct Mutant {
    /// The account or the argument.
    pub place: String,
    /// What is changed about it.
    pub change: Change,
    /// Whose or what stands there instead.
    pub with: String,
    /// The number that stands there instead.
    pub number: Option<i128>,
    /// The instruction.
    pub instruction: Instruction,
    /// What an account is before that it never could be.
    pub beforehand: Option<(Pubkey, Account)>,
}
