//! SPL Token Swap as it is published, behind an entrypoint.

use solana_program::{account_info::AccountInfo, entrypoint::ProgramResult, pubkey::Pubkey};
use spl_token_swap::processor::Processor;

solana_program::entrypoint!(swap);

fn swap(program: &Pubkey, accounts: &[AccountInfo], data: &[u8]) -> ProgramResult {
    Processor::process(program, accounts, data)
}
