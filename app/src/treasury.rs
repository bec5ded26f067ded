//! Instructions and addresses of the treasury.

use anchor_lang::{
    InstructionData, ToAccountMetas,
    prelude::{AccountMeta, Pubkey, system_program},
    solana_program::instruction::Instruction,
};
use anchor_spl::token;
use io_treasury::{accounts, instruction, seeds};

use crate::token as io_token;

pub use io_treasury::{
    BuybackViaSwapArgs, ID, Terms,
    seeds::{AUTHORITY, CONFIG, IO_PURSE, IO_VAULT, PROGRAM_DATA, TRADER},
};

/// Signs the program's events.
const EVENT_AUTHORITY: Pubkey = io_treasury::EVENT_AUTHORITY_AND_BUMP.0;

/// Address of the vault of a mint.
pub fn vault_address(mint: Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[seeds::VAULT_SEED, mint.as_ref()], &ID).0
}

/// Address of the purse of a mint.
pub fn purse_address(mint: Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[seeds::PURSE_SEED, mint.as_ref()], &ID).0
}

/// Creates the settings, the vaults and the purses. `admin` is the program's upgrade authority.
pub fn initialize(admin: Pubkey, payer: Pubkey, usdc_mint: Pubkey, pauser: Pubkey, terms: Terms) -> Instruction {
    instruction_of(
        accounts::Initialize {
            admin,
            payer,
            program_data: PROGRAM_DATA,
            config: CONFIG,
            usdc_mint,
            io_mint: io_token::MINT,
            usdc_vault: vault_address(usdc_mint),
            io_vault: IO_VAULT,
            usdc_purse: purse_address(usdc_mint),
            io_purse: IO_PURSE,
            token_program: token::ID,
            system_program: system_program::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Initialize { pauser, terms },
    )
}

/// Sets the terms on which the treasury buys.
pub fn set_terms(admin: Pubkey, terms: Terms) -> Instruction {
    instruction_of(
        accounts::SetTerms { admin, config: CONFIG, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::SetTerms { terms },
    )
}

/// Allows a swap program.
pub fn allow_swap(admin: Pubkey, swap_program: Pubkey) -> Instruction {
    instruction_of(
        accounts::AllowSwap { admin, config: CONFIG, swap_program, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::AllowSwap {},
    )
}

/// Allows a swap program no longer.
pub fn disallow_swap(admin: Pubkey, swap_program: Pubkey) -> Instruction {
    instruction_of(
        accounts::DisallowSwap { admin, config: CONFIG, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::DisallowSwap { swap_program },
    )
}

/// Names the pauser.
pub fn set_pauser(admin: Pubkey, pauser: Pubkey) -> Instruction {
    instruction_of(
        accounts::SetPauser { admin, config: CONFIG, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::SetPauser { pauser },
    )
}

/// Pauses or resumes buying.
pub fn set_paused(authority: Pubkey, paused: bool) -> Instruction {
    instruction_of(
        accounts::SetPaused { authority, config: CONFIG, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::SetPaused { paused },
    )
}

/// Offers the admin's role; the default address withdraws the offer.
pub fn propose_admin(admin: Pubkey, new_admin: Pubkey) -> Instruction {
    instruction_of(
        accounts::ProposeAdmin { admin, config: CONFIG, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::ProposeAdmin { new_admin },
    )
}

/// Takes over the admin's role.
pub fn accept_admin(new_admin: Pubkey) -> Instruction {
    instruction_of(
        accounts::AcceptAdmin { new_admin, config: CONFIG, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::AcceptAdmin {},
    )
}

/// Burns the fees that were paid in IO.
pub fn burn_fees() -> Instruction {
    instruction_of(
        accounts::BurnFees {
            config: CONFIG,
            io_vault: IO_VAULT,
            authority: AUTHORITY,
            io_mint: io_token::MINT,
            burn_ledger: io_token::BURNS,
            io_token: io_token::ID,
            io_token_event_authority: io_token::EVENT_AUTHORITY,
            token_program: token::ID,
        },
        instruction::BurnFees {},
    )
}

/// What a sale to the treasury is about.
#[derive(Clone, Copy, Debug)]
pub struct Sale {
    pub seller: Pubkey,
    /// The token account that the seller's IO comes from.
    pub source: Pubkey,
    /// The token account that receives the USDC.
    pub destination: Pubkey,
    pub usdc_mint: Pubkey,
    /// The account of the oracle's price.
    pub price: Pubkey,
    /// Base units of IO to sell.
    pub io: u64,
    /// The least micro-USDC to be paid.
    pub min_usdc: u64,
}

/// Sells IO to the treasury.
pub fn buyback_and_burn(sale: &Sale) -> Instruction {
    instruction_of(
        accounts::BuybackAndBurn {
            seller: sale.seller,
            config: CONFIG,
            price: sale.price,
            source: sale.source,
            destination: sale.destination,
            usdc_vault: vault_address(sale.usdc_mint),
            io_vault: IO_VAULT,
            authority: AUTHORITY,
            io_mint: io_token::MINT,
            burn_ledger: io_token::BURNS,
            io_token: io_token::ID,
            io_token_event_authority: io_token::EVENT_AUTHORITY,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::BuybackAndBurn { io_amount: sale.io, min_usdc: sale.min_usdc },
    )
}

/// Has the treasury swap USDC for IO by the `swap`, an instruction of an allowed program that the trader signs.
pub fn buyback_via_swap(usdc_mint: Pubkey, price: Pubkey, usdc: u64, min_io: u64, swap: Instruction) -> Instruction {
    let Instruction { program_id: swap_program, accounts: for_swap, data } = swap;
    let mut instruction = instruction_of(
        accounts::BuybackViaSwap {
            config: CONFIG,
            price,
            usdc_vault: vault_address(usdc_mint),
            io_vault: IO_VAULT,
            authority: AUTHORITY,
            usdc_purse: purse_address(usdc_mint),
            io_purse: IO_PURSE,
            trader: TRADER,
            swap_program,
            io_mint: io_token::MINT,
            burn_ledger: io_token::BURNS,
            io_token: io_token::ID,
            io_token_event_authority: io_token::EVENT_AUTHORITY,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::BuybackViaSwap { args: BuybackViaSwapArgs { usdc, min_io, data } },
    );
    // The trader signs inside, where the program signs for it; no other signature is passed on.
    let unsigned = |meta: AccountMeta| AccountMeta { is_signer: false, ..meta };
    instruction.accounts.extend(for_swap.into_iter().map(unsigned));
    instruction
}

fn instruction_of(accounts: impl ToAccountMetas, data: impl InstructionData) -> Instruction {
    Instruction { program_id: ID, accounts: accounts.to_account_metas(None), data: data.data() }
}
