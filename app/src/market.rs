//! Instructions and addresses of the market.

use anchor_lang::{
    InstructionData, ToAccountMetas,
    prelude::{AccountMeta, Pubkey, system_program},
    solana_program::instruction::Instruction,
};
use anchor_spl::token;
use io_market::{
    accounts, instruction, seeds,
    state::{Listing, Reservation},
};

use crate::{
    costake::Sharing,
    stake::{self, CLASSES},
    token as io_token,
};

pub use io_market::{
    Asset, ID, InitializeArgs, ListArgs, ReserveArgs, Terms,
    seeds::{AUTHORITY, CONFIG, IO_ESCROW, IO_FEE_VAULT, PROGRAM_DATA},
};

/// Signs the program's events.
const EVENT_AUTHORITY: Pubkey = io_market::EVENT_AUTHORITY_AND_BUMP.0;

/// Address of a device's listing.
pub fn listing_address(device: Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[seeds::LISTING_SEED, device.as_ref()], &ID).0
}

/// Address of the reservation of a device of that number.
pub fn reservation_address(device: Pubkey, number: u32) -> Pubkey {
    Pubkey::find_program_address(&[seeds::RESERVATION_SEED, device.as_ref(), &number.to_le_bytes()], &ID).0
}

/// Address of the escrow of a mint.
pub fn escrow_address(mint: Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[seeds::ESCROW_SEED, mint.as_ref()], &ID).0
}

/// The mint of an asset. Which one is that of USDC stands in the settings.
pub fn mint_of(asset: Asset, usdc_mint: Pubkey) -> Pubkey {
    match asset {
        Asset::Usdc => usdc_mint,
        Asset::Io => io_token::MINT,
    }
}

/// A reservation, as far as the instructions about it have to know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rental {
    pub device: Pubkey,
    pub reservation: Pubkey,
    pub rent_payer: Pubkey,
    pub escrow: Pubkey,
    pub fee_vault: Pubkey,
}

impl Rental {
    /// The reservation at an address, as its account says.
    pub fn of(address: Pubkey, reservation: &Reservation) -> Self {
        let Reservation { device, rent_payer, escrow, fee_vault, .. } = *reservation;
        Self { device, reservation: address, rent_payer, escrow, fee_vault }
    }
}

/// What a renter pays with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The token account that it comes from.
    pub source: Pubkey,
    /// The account of a price update; none where USDC is paid.
    pub price: Option<Pubkey>,
}

/// Creates the settings and the escrows. `admin` is the program's upgrade authority.
pub fn initialize(admin: Pubkey, payer: Pubkey, usdc_mint: Pubkey, args: InitializeArgs) -> Instruction {
    instruction_of(
        accounts::Initialize {
            admin,
            payer,
            program_data: PROGRAM_DATA,
            config: CONFIG,
            usdc_mint,
            usdc_escrow: escrow_address(usdc_mint),
            io_mint: io_token::MINT,
            io_escrow: IO_ESCROW,
            stake_config: stake::CONFIG,
            token_program: token::ID,
            system_program: system_program::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Initialize { args },
    )
}

/// Changes the terms.
pub fn set_terms(admin: Pubkey, terms: Terms) -> Instruction {
    instruction_of(
        accounts::SetTerms { admin, config: CONFIG, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::SetTerms { terms },
    )
}

/// Names the attestors, and how many of them have to sign.
pub fn set_attestors(admin: Pubkey, attestors: Vec<Pubkey>, quorum: u8) -> Instruction {
    instruction_of(
        accounts::SetAttestors { admin, config: CONFIG, event_authority: EVENT_AUTHORITY, program: ID },
        instruction::SetAttestors { attestors, quorum },
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

/// Lists a device, or changes the terms of its listing.
pub fn list(owner: Pubkey, rent_payer: Pubkey, device: Pubkey, args: ListArgs) -> Instruction {
    instruction_of(
        accounts::List {
            owner,
            rent_payer,
            config: CONFIG,
            device,
            listing: listing_address(device),
            system_program: system_program::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::List { args },
    )
}

/// Takes a device off the market; whoever paid the rent of its listing gets it back.
pub fn delist(owner: Pubkey, device: Pubkey, rent_payer: Pubkey) -> Instruction {
    instruction_of(
        accounts::Delist {
            owner,
            device,
            listing: listing_address(device),
            rent_payer,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Delist {},
    )
}

/// The arguments of a reservation under the listing's next number.
pub fn reserve_args(listing: &Listing, hours: u16, asset: Asset, max_total: u64, cluster: [u8; 32]) -> ReserveArgs {
    ReserveArgs { number: listing.next, hours, asset, max_total, cluster }
}

/// Reserves a device.
pub fn reserve(
    renter: Pubkey,
    rent_payer: Pubkey,
    device: Pubkey,
    usdc_mint: Pubkey,
    payment: Payment,
    args: ReserveArgs,
) -> Instruction {
    instruction_of(
        accounts::Reserve {
            renter,
            rent_payer,
            config: CONFIG,
            classes: CLASSES,
            device,
            listing: listing_address(device),
            reservation: reservation_address(device, args.number),
            source: payment.source,
            escrow: escrow_address(mint_of(args.asset, usdc_mint)),
            price: payment.price,
            token_program: token::ID,
            system_program: system_program::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Reserve { args },
    )
}

/// Starts what was reserved.
pub fn start(supplier: Pubkey, rental: &Rental) -> Instruction {
    instruction_of(
        accounts::Start {
            supplier,
            device: rental.device,
            listing: listing_address(rental.device),
            reservation: rental.reservation,
            escrow: rental.escrow,
            fee_vault: rental.fee_vault,
            authority: AUTHORITY,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Start {},
    )
}

/// Adds hours.
pub fn extend(renter: Pubkey, rental: &Rental, payment: Payment, hours: u16, max_total: u64) -> Instruction {
    instruction_of(
        accounts::Extend {
            renter,
            config: CONFIG,
            device: rental.device,
            listing: listing_address(rental.device),
            reservation: rental.reservation,
            source: payment.source,
            escrow: rental.escrow,
            fee_vault: rental.fee_vault,
            price: payment.price,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Extend { hours, max_total },
    )
}

/// Pays the claimant what it is due.
pub fn claim(claimant: Pubkey, rental: &Rental, destination: Pubkey) -> Instruction {
    claim_sharing(claimant, rental, destination, None)
}

/// [`claim`] by the supplier of a device that was open for co-stake when it was reserved.
pub fn claim_sharing(claimant: Pubkey, rental: &Rental, destination: Pubkey, sharing: Option<Sharing>) -> Instruction {
    instruction_of(
        accounts::Claim {
            claimant,
            reservation: rental.reservation,
            rent_payer: rental.rent_payer,
            escrow: rental.escrow,
            destination,
            authority: AUTHORITY,
            device: sharing.map(|_| rental.device),
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

/// Ends what has run its time; the supplier is paid if an account of its own is given.
pub fn complete(rental: &Rental, suppliers_account: Option<Pubkey>) -> Instruction {
    instruction_of(
        accounts::Complete {
            reservation: rental.reservation,
            rent_payer: rental.rent_payer,
            escrow: rental.escrow,
            suppliers_account,
            authority: AUTHORITY,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Complete {},
    )
}

/// Ends what was not started in time; the renter is paid if an account of its own is given.
pub fn expire(rental: &Rental, renters_account: Option<Pubkey>) -> Instruction {
    instruction_of(
        accounts::Expire {
            reservation: rental.reservation,
            rent_payer: rental.rent_payer,
            escrow: rental.escrow,
            renters_account,
            authority: AUTHORITY,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Expire {},
    )
}

/// Ends a running reservation early; the rest goes to `destination`, and the supplier is paid if an account of its own is
/// given.
pub fn terminate(
    renter: Pubkey,
    rental: &Rental,
    destination: Pubkey,
    suppliers_account: Option<Pubkey>,
) -> Instruction {
    instruction_of(
        accounts::Terminate {
            renter,
            listing: listing_address(rental.device),
            reservation: rental.reservation,
            rent_payer: rental.rent_payer,
            escrow: rental.escrow,
            destination,
            suppliers_account,
            authority: AUTHORITY,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::Terminate {},
    )
}

/// Reports that a device failed, in the name of all those attestors; the renter is paid if an account of its own is given.
pub fn report_failure(
    attestor: Pubkey,
    further: &[Pubkey],
    rental: &Rental,
    renters_account: Option<Pubkey>,
    reason: u16,
    evidence: [u8; 32],
) -> Instruction {
    let mut instruction = instruction_of(
        accounts::ReportFailure {
            attestor,
            config: CONFIG,
            listing: listing_address(rental.device),
            reservation: rental.reservation,
            rent_payer: rental.rent_payer,
            escrow: rental.escrow,
            renters_account,
            authority: AUTHORITY,
            token_program: token::ID,
            event_authority: EVENT_AUTHORITY,
            program: ID,
        },
        instruction::ReportFailure { reason, evidence },
    );
    instruction.accounts.extend(further.iter().map(|attestor| AccountMeta::new_readonly(*attestor, true)));
    instruction
}

fn instruction_of(accounts: impl ToAccountMetas, data: impl InstructionData) -> Instruction {
    Instruction { program_id: ID, accounts: accounts.to_account_metas(None), data: data.data() }
}
