//! Instructions and addresses of the token program.

use anchor_lang::{
    InstructionData, ToAccountMetas,
    prelude::{Pubkey, system_program},
    solana_program::instruction::Instruction,
};
use anchor_spl::token;
use io_token::{accounts, instruction, seeds};

pub use io_token::{
    AllocateArgs, BurnArgs, BurnKind, Category, ID,
    seeds::{BURNS, CONFIG, MINT, PROGRAM_DATA, VAULT},
};

/// Signs the program's events.
pub const EVENT_AUTHORITY: Pubkey = io_token::EVENT_AUTHORITY_AND_BUMP.0;

/// Address of the allocation of that number.
pub fn allocation_address(id: u32) -> Pubkey {
    Pubkey::find_program_address(&[seeds::ALLOCATION_SEED, &id.to_le_bytes()], &ID).0
}

/// Creates the mint, the vault and the books. `admin` is the program's upgrade authority.
pub fn initialize(admin: Pubkey, payer: Pubkey, emission_minter: Pubkey, pauser: Pubkey) -> Instruction {
    instruction_of(
        accounts::Initialize {
            admin,
            payer,
            program_data: PROGRAM_DATA,
            config: CONFIG,
            mint: MINT,
            vault: VAULT,
            burn_ledger: BURNS,
            token_program: token::ID,
            system_program: system_program::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Initialize { emission_minter, pauser },
    )
}

/// Plans a genesis allocation.
pub fn allocate(admin: Pubkey, payer: Pubkey, args: AllocateArgs) -> Instruction {
    instruction_of(
        accounts::Allocate {
            admin,
            payer,
            config: CONFIG,
            allocation: allocation_address(args.id),
            system_program: system_program::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Allocate { args },
    )
}

/// Takes back a planned allocation; its rent returns to `rent_payer`.
pub fn deallocate(admin: Pubkey, id: u32, rent_payer: Pubkey) -> Instruction {
    instruction_of(
        accounts::Deallocate {
            admin,
            config: CONFIG,
            allocation: allocation_address(id),
            rent_payer,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Deallocate {},
    )
}

/// Mints the genesis supply and starts the vesting clock.
pub fn genesis(admin: Pubkey) -> Instruction {
    instruction_of(
        accounts::Genesis {
            admin,
            config: CONFIG,
            mint: MINT,
            vault: VAULT,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Genesis {},
    )
}

/// Pays what has vested to `destination`, a token account that the beneficiary owns.
pub fn release(id: u32, destination: Pubkey) -> Instruction {
    instruction_of(
        accounts::Release {
            config: CONFIG,
            allocation: allocation_address(id),
            vault: VAULT,
            destination,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Release {},
    )
}

/// Offers an allocation to a new beneficiary; the default address withdraws the offer.
pub fn propose_beneficiary(beneficiary: Pubkey, id: u32, new_beneficiary: Pubkey) -> Instruction {
    instruction_of(
        accounts::ProposeBeneficiary {
            beneficiary,
            allocation: allocation_address(id),
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::ProposeBeneficiary { new_beneficiary },
    )
}

/// Takes over an allocation.
pub fn accept_beneficiary(new_beneficiary: Pubkey, id: u32) -> Instruction {
    instruction_of(
        accounts::AcceptBeneficiary {
            new_beneficiary,
            allocation: allocation_address(id),
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::AcceptBeneficiary {},
    )
}

/// Mints for the emission.
pub fn mint_emission(emission_minter: Pubkey, destination: Pubkey, amount: u64) -> Instruction {
    instruction_of(
        accounts::MintEmission {
            emission_minter,
            config: CONFIG,
            mint: MINT,
            destination,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::MintEmission { amount },
    )
}

/// Burns IO from `source` and books it.
pub fn burn(authority: Pubkey, source: Pubkey, args: BurnArgs) -> Instruction {
    instruction_of(
        accounts::Burn {
            authority,
            source,
            mint: MINT,
            burn_ledger: BURNS,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Burn { args },
    )
}

/// Registers who alone may burn under a kind.
pub fn set_burner(admin: Pubkey, kind: BurnKind, burner: Pubkey) -> Instruction {
    instruction_of(
        accounts::SetBurner {
            admin,
            config: CONFIG,
            burn_ledger: BURNS,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::SetBurner { kind, burner },
    )
}

/// Names the pauser.
pub fn set_pauser(admin: Pubkey, pauser: Pubkey) -> Instruction {
    instruction_of(
        accounts::SetPauser { admin, config: CONFIG, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::SetPauser { pauser },
    )
}

/// Pauses or resumes. `authority` is the pauser or the admin.
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

fn instruction_of(accounts: impl ToAccountMetas, data: impl InstructionData) -> Instruction {
    Instruction { program_id: ID, accounts: accounts.to_account_metas(None), data: data.data() }
}
