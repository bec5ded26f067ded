//! Instructions and addresses of the staking program.

use anchor_lang::{
    InstructionData, ToAccountMetas,
    prelude::{Pubkey, system_program},
    solana_program::instruction::Instruction,
};
use anchor_spl::token;
use io_stake::{accounts, instruction, seeds};

use crate::{costake, token as io_token};

pub use io_stake::{
    ID, InitializeArgs, OpenCaseArgs, RegisterArgs, Role, SetClassArgs,
    seeds::{AUTHORITY, CLASSES, CONFIG, PROGRAM_DATA},
};

/// Signs the program's events.
pub const EVENT_AUTHORITY: Pubkey = io_stake::EVENT_AUTHORITY_AND_BUMP.0;

/// Address of the device that `registrant` registered under `id`.
pub fn device_address(registrant: Pubkey, id: &[u8; 32]) -> Pubkey {
    Pubkey::find_program_address(&[seeds::DEVICE_SEED, registrant.as_ref(), id], &ID).0
}

/// Address of a device's vault.
pub fn vault_address(device: Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[seeds::VAULT_SEED, device.as_ref()], &ID).0
}

/// Address of a device's slash case of that number.
pub fn case_address(device: Pubkey, number: u32) -> Pubkey {
    Pubkey::find_program_address(&[seeds::CASE_SEED, device.as_ref(), &number.to_le_bytes()], &ID).0
}

/// Creates the settings and the list of classes. `admin` is the program's upgrade authority.
pub fn initialize(admin: Pubkey, payer: Pubkey, args: InitializeArgs) -> Instruction {
    instruction_of(
        accounts::Initialize {
            admin,
            payer,
            program_data: PROGRAM_DATA,
            config: CONFIG,
            classes: CLASSES,
            system_program: system_program::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Initialize { args },
    )
}

/// Gives a role to a key.
pub fn set_role(admin: Pubkey, role: Role, key: Pubkey) -> Instruction {
    instruction_of(
        accounts::SetRole { admin, config: CONFIG, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::SetRole { role, key },
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

/// Pauses or resumes.
pub fn set_paused(authority: Pubkey, paused: bool) -> Instruction {
    instruction_of(
        accounts::SetPaused { authority, config: CONFIG, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::SetPaused { paused },
    )
}

/// Adds a device class or changes one.
pub fn set_class(admin: Pubkey, args: SetClassArgs) -> Instruction {
    instruction_of(
        accounts::SetClass { admin, config: CONFIG, classes: CLASSES, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::SetClass { args },
    )
}

/// Registers a device, with a first stake from `source` if there is one.
pub fn register(owner: Pubkey, source: Option<Pubkey>, args: RegisterArgs) -> Instruction {
    let device = device_address(owner, &args.id);
    instruction_of(
        accounts::Register {
            owner,
            config: CONFIG,
            classes: CLASSES,
            device,
            vault: vault_address(device),
            mint: io_token::MINT,
            source,
            token_program: token::ID,
            system_program: system_program::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Register { args },
    )
}

/// Changes the owner's name for a device.
pub fn update_device(owner: Pubkey, device: Pubkey, label: [u8; 32]) -> Instruction {
    instruction_of(
        accounts::UpdateDevice { owner, device, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::UpdateDevice { label },
    )
}

/// Adds stake from `source`.
pub fn stake(owner: Pubkey, device: Pubkey, source: Pubkey, amount: u64) -> Instruction {
    instruction_of(
        accounts::Stake {
            owner,
            config: CONFIG,
            device,
            vault: vault_address(device),
            source,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Stake { amount },
    )
}

/// Starts a cooldown.
pub fn request_unstake(owner: Pubkey, device: Pubkey, amount: u64) -> Instruction {
    instruction_of(
        accounts::RequestUnstake { owner, device, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::RequestUnstake { amount },
    )
}

/// Pays out to `destination` what can be withdrawn.
pub fn withdraw(owner: Pubkey, device: Pubkey, destination: Pubkey) -> Instruction {
    instruction_of(
        accounts::Withdraw {
            owner,
            device,
            vault: vault_address(device),
            destination,
            authority: AUTHORITY,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Withdraw {},
    )
}

/// Closes a device; `destination` receives what others have sent to its vault, if anybody did.
pub fn close_device(owner: Pubkey, device: Pubkey, destination: Option<Pubkey>) -> Instruction {
    instruction_of(
        accounts::CloseDevice {
            owner,
            device,
            vault: vault_address(device),
            destination,
            authority: AUTHORITY,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::CloseDevice {},
    )
}

/// Offers a device to a new owner; the default address withdraws the offer.
pub fn propose_owner(owner: Pubkey, device: Pubkey, new_owner: Pubkey) -> Instruction {
    instruction_of(
        accounts::ProposeOwner { owner, device, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::ProposeOwner { new_owner },
    )
}

/// Takes over a device.
pub fn accept_owner(new_owner: Pubkey, device: Pubkey) -> Instruction {
    instruction_of(
        accounts::AcceptOwner { new_owner, device, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::AcceptOwner {},
    )
}

/// Opens a slash case.
pub fn open_case(slasher: Pubkey, device: Pubkey, args: OpenCaseArgs) -> Instruction {
    instruction_of(
        accounts::OpenCase {
            slasher,
            config: CONFIG,
            device,
            case: case_address(device, args.number),
            system_program: system_program::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::OpenCase { args },
    )
}

/// Suspends a device while a case is open.
pub fn suspend(slasher: Pubkey, device: Pubkey, case: Pubkey) -> Instruction {
    instruction_of(
        accounts::Suspend { slasher, config: CONFIG, device, case, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::Suspend {},
    )
}

/// Appeals a case.
pub fn appeal(owner: Pubkey, device: Pubkey, case: Pubkey, defence: [u8; 32]) -> Instruction {
    instruction_of(
        accounts::Appeal { owner, device, case, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::Appeal { defence },
    )
}

/// Rules on an appealed case; `opener` gets the rent back if it is dismissed.
pub fn resolve(arbiter: Pubkey, device: Pubkey, case: Pubkey, opener: Pubkey, upheld: u64) -> Instruction {
    instruction_of(
        accounts::Resolve {
            arbiter,
            config: CONFIG,
            device,
            case,
            rent_payer: opener,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Resolve { upheld },
    )
}

/// Executes a case; `opener` gets its rent back. One that freezes co-stake takes the accounts of that too.
pub fn execute(device: Pubkey, case: Pubkey, opener: Pubkey, freezes_costake: bool) -> Instruction {
    instruction_of(
        accounts::Execute {
            config: CONFIG,
            device,
            case,
            rent_payer: opener,
            vault: vault_address(device),
            rewards: freezes_costake.then(|| costake::rewards_address(device)),
            costake_vault: freezes_costake.then(|| costake::vault_address(device)),
            authority: AUTHORITY,
            mint: io_token::MINT,
            burn_ledger: io_token::BURNS,
            io_token: io_token::ID,
            io_token_event_authority: io_token::EVENT_AUTHORITY,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Execute {},
    )
}

/// Dismisses an appealed case that the arbiter left undecided; `opener` gets its rent back.
pub fn expire(device: Pubkey, case: Pubkey, opener: Pubkey) -> Instruction {
    instruction_of(
        accounts::Expire { device, case, rent_payer: opener, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::Expire {},
    )
}

pub(crate) fn instruction_of(accounts: impl ToAccountMetas, data: impl InstructionData) -> Instruction {
    Instruction { program_id: ID, accounts: accounts.to_account_metas(None), data: data.data() }
}
