//! What an orderly refusal is: an error that says what is wrong, of the program, of the framework it is written in, of a
//! program that it calls, or of the runtime, which keeps what is another's from being written.

use anchor_lang::prelude::{Pubkey, system_program};
use anchor_lang_idl::types::Idl;
use anchor_spl::token::spl_token;
use io_tests::Refusal;
use io_tests::treasury::swaps::{constant_product, hostile};
use solana_instruction::error::InstructionError;
use solana_transaction_error::TransactionError;

use crate::mutant::Mutant;

/// The codes that Anchor keeps for itself.
const ANCHORS: std::ops::Range<u32> = 100..6_000;

/// The codes of the token program.
const TOKENS: std::ops::Range<u32> = 0..20;

/// The codes of the system program.
const SYSTEMS: std::ops::Range<u32> = 0..9;

/// Why the refusal is none, if it is none.
pub fn disorder(refusal: &Refusal, suite: &[Idl], mutant: &Mutant) -> Option<String> {
    let failed = failed(refusal).unwrap_or_default();
    // What a swap program does is its own affair, as long as nothing comes of it.
    if [hostile(), constant_product()].iter().any(|swap| failed == swap.to_string()) {
        return None;
    }
    match &refusal.error {
        // Announced are more bytes for a swap than there is memory for: borsh asks for it before the program begins.
        TransactionError::InstructionError(_, InstructionError::ProgramFailedToComplete)
            if mutant.place == "args.data.length" =>
        {
            None
        }
        TransactionError::InstructionError(_, InstructionError::Custom(code)) => {
            let known = is_known(failed, *code, suite);
            (!known).then(|| format!("{failed} failed with code {code}, which says nothing"))
        }
        TransactionError::InstructionError(_, reason) if is_told(reason) => None,
        // Lamports that an account has to keep, by the rules of the runtime.
        TransactionError::InsufficientFundsForRent { .. } => None,
        other => Some(other.to_string()),
    }
}

/// Whether the error says what is wrong with the transaction, and not what went wrong inside the program.
fn is_told(reason: &InstructionError) -> bool {
    use InstructionError::*;
    matches!(
        reason,
        InvalidArgument
            | InvalidInstructionData
            | InvalidAccountData
            | InsufficientFunds
            | IncorrectProgramId
            | MissingRequiredSignature
            | AccountAlreadyInitialized
            | UninitializedAccount
            | MissingAccount
            | PrivilegeEscalation
            | UnsupportedProgramId
            | IllegalOwner
            | InvalidAccountOwner
            | IncorrectAuthority
            | Immutable
            | ExternalAccountDataModified
            | ExternalAccountLamportSpend
            | ReadonlyDataModified
            | AccountBorrowFailed
            | ReentrancyNotAllowed
    )
}

fn is_known(program: &str, code: u32, suite: &[Idl]) -> bool {
    let is = |known: Pubkey| program == known.to_string();
    match suite.iter().find(|idl| idl.address == program) {
        Some(idl) => ANCHORS.contains(&code) || idl.errors.iter().any(|error| error.code == code),
        None if is(spl_token::ID) => TOKENS.contains(&code),
        None if is(system_program::ID) => SYSTEMS.contains(&code),
        None => false,
    }
}

/// The program that refused: the innermost of those that failed.
fn failed(refusal: &Refusal) -> Option<&str> {
    let line = refusal.logs.iter().find(|line| line.starts_with("Program ") && line.contains(" failed: "))?;
    line.split(' ').nth(1)
}
