//! Instructions and addresses of the emission program.

use anchor_lang::{
    InstructionData, ToAccountMetas,
    prelude::{Pubkey, system_program},
    solana_program::instruction::{AccountMeta, Instruction},
};
use anchor_spl::token;
use io_economics::Epoch;
use io_emission::{accounts, instruction, seeds, state::Page};

use crate::{costake::Sharing, stake, token as io_token};

pub use io_emission::{
    ID, InitializeArgs,
    seeds::{AUTHORITY, CONFIG, PROGRAM_DATA, VAULT},
    state::{EPOCHS_PER_PAGE, POOLS},
};

/// Signs the program's events.
const EVENT_AUTHORITY: Pubkey = io_emission::EVENT_AUTHORITY_AND_BUMP.0;

/// Who signs for devices: a quorum of attestors.
pub type Attestors<'a> = &'a [Pubkey];

/// Address of the pool of that number.
pub fn pool_address(number: u8) -> Pubkey {
    Pubkey::find_program_address(&[seeds::POOL_SEED, &[number]], &ID).0
}

/// Address of a page of a pool's history.
pub fn page_address(pool: u8, number: u16) -> Pubkey {
    Pubkey::find_program_address(&[seeds::PAGE_SEED, &[pool], &number.to_le_bytes()], &ID).0
}

/// Address of the page that records an epoch of a pool. Before the first epoch there is none: then the first page.
pub fn page_of(pool: u8, epoch: Epoch) -> Pubkey {
    page_address(pool, Page::number_of(epoch).unwrap_or_default())
}

/// Address of a device's lease.
pub fn lease_address(device: Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[seeds::LEASE_SEED, device.as_ref()], &ID).0
}

/// Creates the settings and the reward vault. `admin` is the program's upgrade authority.
pub fn initialize(admin: Pubkey, payer: Pubkey, args: InitializeArgs) -> Instruction {
    instruction_of(
        accounts::Initialize {
            admin,
            payer,
            program_data: PROGRAM_DATA,
            config: CONFIG,
            vault: VAULT,
            mint: io_token::MINT,
            token_program: token::ID,
            system_program: system_program::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Initialize { args },
    )
}

/// Creates the next pool.
pub fn create_pool(admin: Pubkey, payer: Pubkey, number: u8) -> Instruction {
    instruction_of(
        accounts::CreatePool {
            admin,
            payer,
            config: CONFIG,
            pool: pool_address(number),
            system_program: system_program::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::CreatePool { number },
    )
}

/// Sets the shares of all pools, of which there are `pools`.
pub fn set_shares(admin: Pubkey, pools: u8, shares: [u16; POOLS]) -> Instruction {
    let accounts = accounts::SetShares { admin, config: CONFIG, event_authority: EVENT_AUTHORITY, program: ID };
    let mut instruction = instruction_of(accounts, instruction::SetShares { shares });
    instruction.accounts.extend((0..pools).map(|number| AccountMeta::new_readonly(pool_address(number), false)));
    instruction
}

/// Settles when the first epoch begins, in seconds since 1970.
pub fn genesis(admin: Pubkey, begins_at: i64) -> Instruction {
    instruction_of(
        accounts::Genesis {
            admin,
            config: CONFIG,
            token_config: io_token::CONFIG,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Genesis { begins_at },
    )
}

/// Names the attestors.
pub fn set_attestors(admin: Pubkey, attestors: Vec<Pubkey>, quorum: u8) -> Instruction {
    instruction_of(
        accounts::SetAttestors { admin, config: CONFIG, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::SetAttestors { attestors, quorum },
    )
}

/// Sets the terms of leases.
pub fn set_terms(admin: Pubkey, max_lease: u16, weight_cap_bps: u32, costake_bps: u16) -> Instruction {
    instruction_of(
        accounts::SetTerms { admin, config: CONFIG, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::SetTerms { max_lease, weight_cap_bps, costake_bps },
    )
}

/// Names the pauser.
pub fn set_pauser(admin: Pubkey, pauser: Pubkey) -> Instruction {
    instruction_of(
        accounts::SetPauser { admin, config: CONFIG, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::SetPauser { pauser },
    )
}

/// Pauses or resumes.
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

/// Accounts for at most `epochs` epochs of a pool whose last one was `completed`.
pub fn advance(payer: Pubkey, pool: u8, completed: Epoch, epochs: u32) -> Instruction {
    instruction_of(
        accounts::Advance {
            payer,
            config: CONFIG,
            pool: pool_address(pool),
            page: page_of(pool, completed.saturating_add(1)),
            vault: VAULT,
            authority: AUTHORITY,
            token_config: io_token::CONFIG,
            mint: io_token::MINT,
            io_token: io_token::ID,
            io_token_event_authority: io_token::EVENT_AUTHORITY,
            token_program: token::ID,
            system_program: system_program::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Advance { epochs },
    )
}

/// Leases `device`, and the `further` ones of the same pool, through epoch `until`; creates the leases that do not exist.
/// What was registered after `verified_at`, in seconds since 1970, is refused.
pub fn grant(
    attestors: Attestors,
    payer: Pubkey,
    pool: u8,
    device: Pubkey,
    further: &[Pubkey],
    until: u32,
    verified_at: i64,
) -> Instruction {
    let (attestor, others) = attestors.split_first().expect("somebody attests");
    let accounts = accounts::Grant {
        attestor: *attestor,
        payer,
        config: CONFIG,
        classes: stake::CLASSES,
        pool: pool_address(pool),
        device,
        lease: lease_address(device),
        system_program: system_program::ID,
        event_authority: EVENT_AUTHORITY,
        program: ID,
    };
    batch(instruction_of(accounts, instruction::Grant { until, verified_at }), others, further)
}

/// Renews the leases of `device`, and of the `further` ones of the same pool, through epoch `until`.
pub fn renew(attestors: Attestors, pool: u8, device: Pubkey, further: &[Pubkey], until: u32) -> Instruction {
    let (attestor, others) = attestors.split_first().expect("somebody attests");
    let accounts = accounts::Renew {
        attestor: *attestor,
        config: CONFIG,
        classes: stake::CLASSES,
        pool: pool_address(pool),
        device,
        lease: lease_address(device),
        event_authority: EVENT_AUTHORITY,
        program: ID,
    };
    batch(instruction_of(accounts, instruction::Renew { until }), others, further)
}

/// Revokes the leases of `device`, and of the `further` ones of the same pool.
pub fn revoke(attestors: Attestors, pool: u8, device: Pubkey, further: &[Pubkey]) -> Instruction {
    let (attestor, others) = attestors.split_first().expect("somebody attests");
    let accounts = accounts::Revoke {
        attestor: *attestor,
        config: CONFIG,
        pool: pool_address(pool),
        device,
        lease: lease_address(device),
        event_authority: EVENT_AUTHORITY,
        program: ID,
    };
    batch(instruction_of(accounts, instruction::Revoke {}), others, further)
}

/// Ends the lease of an owner's device.
pub fn end(owner: Pubkey, pool: u8, device: Pubkey) -> Instruction {
    instruction_of(
        accounts::End {
            owner,
            config: CONFIG,
            pool: pool_address(pool),
            device,
            lease: lease_address(device),
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::End {},
    )
}

/// Takes note of a device's stake.
pub fn sync(pool: u8, device: Pubkey) -> Instruction {
    instruction_of(
        accounts::Sync {
            config: CONFIG,
            classes: stake::CLASSES,
            pool: pool_address(pool),
            device,
            lease: lease_address(device),
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Sync {},
    )
}

/// Settles a lease that was settled up to `settled`, through epoch `through`, with the pages that record both.
pub fn settle(pool: u8, device: Pubkey, settled: Epoch, through: Epoch) -> Instruction {
    instruction_of(
        accounts::Settle {
            config: CONFIG,
            pool: pool_address(pool),
            device,
            lease: lease_address(device),
            settled_page: page_of(pool, settled),
            through_page: page_of(pool, through),
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Settle {},
    )
}

/// Pays what a device without co-stakers has earned into `destination`, a token account of its payee.
pub fn claim(pool: u8, device: Pubkey, destination: Pubkey) -> Instruction {
    claim_sharing(pool, device, destination, None)
}

/// Pays what a device has earned into `destination`, a token account of its payee, and to its co-stakers.
pub fn claim_sharing(pool: u8, device: Pubkey, destination: Pubkey, sharing: Option<Sharing>) -> Instruction {
    instruction_of(
        accounts::Claim {
            config: CONFIG,
            pool: pool_address(pool),
            device,
            lease: lease_address(device),
            destination,
            vault: VAULT,
            authority: AUTHORITY,
            rewards: sharing.map(|sharing| sharing.rewards),
            costakers_vault: sharing.map(|sharing| sharing.vault),
            io_stake: sharing.map(|_| stake::ID),
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Claim {},
    )
}

/// Names the wallet that is paid instead of the owner; the default address leaves it to the owner.
pub fn set_payout(owner: Pubkey, device: Pubkey, payout: Pubkey) -> Instruction {
    instruction_of(
        accounts::SetPayout {
            owner,
            device,
            lease: lease_address(device),
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::SetPayout { payout },
    )
}

/// Burns what devices of a pool have lost.
pub fn burn_losses(pool: u8) -> Instruction {
    instruction_of(
        accounts::BurnLosses {
            pool: pool_address(pool),
            vault: VAULT,
            authority: AUTHORITY,
            mint: io_token::MINT,
            burn_ledger: io_token::BURNS,
            io_token: io_token::ID,
            io_token_event_authority: io_token::EVENT_AUTHORITY,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::BurnLosses {},
    )
}

/// Closes the lease of a device that is gone; `rent_payer` paid its rent.
pub fn close_lease(device: Pubkey, rent_payer: Pubkey) -> Instruction {
    instruction_of(
        accounts::CloseLease {
            config: CONFIG,
            device,
            lease: lease_address(device),
            rent_payer,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::CloseLease {},
    )
}

/// Adds the further attestors, and the further devices with their leases.
fn batch(mut instruction: Instruction, attestors: &[Pubkey], devices: &[Pubkey]) -> Instruction {
    let signers = attestors.iter().map(|attestor| AccountMeta::new_readonly(*attestor, true));
    let pairs = devices.iter().flat_map(|device| {
        [AccountMeta::new_readonly(*device, false), AccountMeta::new(lease_address(*device), false)]
    });
    instruction.accounts.extend(signers.chain(pairs));
    instruction
}

fn instruction_of(accounts: impl ToAccountMetas, data: impl InstructionData) -> Instruction {
    Instruction { program_id: ID, accounts: accounts.to_account_metas(None), data: data.data() }
}
