//! What `declare_program!` makes of the descriptions, found through the link `idls`: for programs that call the suite, and for
//! clients in Rust that do without its crates.

use anchor_lang::{
    self, AccountDeserialize, Discriminator, InstructionData, ToAccountMetas, declare_program, prelude::Pubkey,
    solana_program::instruction::Instruction,
};
use anchor_spl::token;
use io_app::{market::ListArgs, program::SUITE, stake::RegisterArgs};
use io_tests::{World, address, described::programs, stake::text};

declare_program!(io_token);
declare_program!(io_stake);
declare_program!(io_emission);
declare_program!(io_market);
declare_program!(io_treasury);

const SYSTEM: Pubkey = anchor_lang::prelude::system_program::ID;

fn instruction_of(program: Pubkey, accounts: impl ToAccountMetas, args: impl InstructionData) -> Instruction {
    Instruction { program_id: program, accounts: accounts.to_account_metas(None), data: args.data() }
}

fn event_authority(program: Pubkey) -> Pubkey {
    Pubkey::find_program_address(&[b"__event_authority"], &program).0
}

#[test]
fn the_programs_are_those_of_the_suite() {
    let declared = [io_token::ID, io_stake::ID, io_emission::ID, io_market::ID, io_treasury::ID];
    assert_eq!(declared.to_vec(), SUITE.iter().map(|program| program.address).collect::<Vec<_>>());
}

#[test]
fn a_release_is_the_one_of_our_client() {
    let destination = address("destination");
    let accounts = io_token::client::accounts::Release {
        config: io_app::token::CONFIG,
        allocation: io_app::token::allocation_address(7),
        vault: io_app::token::VAULT,
        destination,
        token_program: token::ID,
        event_authority: event_authority(io_token::ID),
        program: io_token::ID,
    };
    let release = instruction_of(io_token::ID, accounts, io_token::client::args::Release);
    assert_eq!(release, io_app::token::release(7, destination));
}

#[test]
fn a_registration_is_the_one_of_our_client() {
    let (owner, source) = (address("supplier"), address("purse"));
    let (id, label) = (text("rig"), text("Rig 1"));
    let device = io_app::stake::device_address(owner, &id);
    for source in [Some(source), None] {
        let accounts = io_stake::client::accounts::Register {
            owner,
            config: io_app::stake::CONFIG,
            classes: io_app::stake::CLASSES,
            device,
            vault: io_app::stake::vault_address(device),
            mint: io_app::token::MINT,
            source,
            token_program: token::ID,
            system_program: SYSTEM,
            event_authority: event_authority(io_stake::ID),
            program: io_stake::ID,
        };
        let args = io_stake::types::RegisterArgs { id, class: 3, processors: 8, label, amount: 5 };
        let register = instruction_of(io_stake::ID, accounts, io_stake::client::args::Register { args });
        let args = RegisterArgs { id, class: 3, processors: 8, label, amount: 5 };
        assert_eq!(register, io_app::stake::register(owner, source, args));
    }
}

#[test]
fn an_end_of_a_lease_is_the_one_of_our_client() {
    let (owner, device) = (address("supplier"), address("device"));
    let accounts = io_emission::client::accounts::End {
        owner,
        config: io_app::emission::CONFIG,
        pool: io_app::emission::pool_address(1),
        device,
        lease: io_app::emission::lease_address(device),
        event_authority: event_authority(io_emission::ID),
        program: io_emission::ID,
    };
    let end = instruction_of(io_emission::ID, accounts, io_emission::client::args::End);
    assert_eq!(end, io_app::emission::end(owner, 1, device));
}

#[test]
fn an_offer_is_the_one_of_our_client() {
    let (owner, rent_payer, device) = (address("supplier"), address("payer"), address("device"));
    let accounts = io_market::client::accounts::List {
        owner,
        rent_payer,
        config: io_app::market::CONFIG,
        device,
        listing: io_app::market::listing_address(device),
        system_program: SYSTEM,
        event_authority: event_authority(io_market::ID),
        program: io_market::ID,
    };
    let args = io_market::types::ListArgs { price_per_hour: 9, min_hours: 1, max_hours: 48, open: true };
    let list = instruction_of(io_market::ID, accounts, io_market::client::args::List { args });
    let args = ListArgs { price_per_hour: 9, min_hours: 1, max_hours: 48, open: true };
    assert_eq!(list, io_app::market::list(owner, rent_payer, device, args));
}

#[test]
fn a_burning_of_fees_is_the_one_of_our_client() {
    let accounts = io_treasury::client::accounts::BurnFees {
        config: io_app::treasury::CONFIG,
        io_vault: io_app::treasury::IO_VAULT,
        authority: io_app::treasury::AUTHORITY,
        io_mint: io_app::token::MINT,
        burn_ledger: io_app::token::BURNS,
        io_token: io_token::ID,
        io_token_event_authority: event_authority(io_token::ID),
        token_program: token::ID,
    };
    let burn_fees = instruction_of(io_treasury::ID, accounts, io_treasury::client::args::BurnFees);
    assert_eq!(burn_fees, io_app::treasury::burn_fees());
}

/// Signers, writable accounts and arguments are those that the description names.
#[test]
fn every_call_of_our_client_is_understood() {
    for (idl, specimens) in programs() {
        for specimen in specimens {
            let call = &specimen.instruction;
            let understood = match call.program_id {
                io_token::ID_CONST => io_token::parsers::Instruction::parse(call).is_ok(),
                io_stake::ID_CONST => io_stake::parsers::Instruction::parse(call).is_ok(),
                io_emission::ID_CONST => io_emission::parsers::Instruction::parse(call).is_ok(),
                io_market::ID_CONST => io_market::parsers::Instruction::parse(call).is_ok(),
                io_treasury::ID_CONST => io_treasury::parsers::Instruction::parse(call).is_ok(),
                other => panic!("{other} is no program of the suite"),
            };
            assert!(understood, "{}: {}", idl.metadata.name, specimen.name);
        }
    }
}

/// The state of a device says the same to the declared type and to the program's own.
#[test]
fn state_is_read_without_a_copy_of_the_program() {
    let world = World::staked();
    let account = world.account(io_tests::stake::rig()).expect("the device");
    let declared = io_stake::accounts::Device::try_deserialize(&mut account.data.as_slice()).expect("a device");
    let own = ::io_stake::state::Device::in_account(&account.data).expect("a device");
    assert_eq!(format!("{declared:?}"), format!("{own:?}"));
}

/// As many bytes, and the same mark, for the state of every program.
#[test]
fn all_state_has_the_size_of_the_programs_own() {
    macro_rules! same {
        ($($program:ident: $($state:ident)*;)*) => {$($({
            type Declared = $program::accounts::$state;
            type Own = ::$program::state::$state;
            assert_eq!(size_of::<Declared>(), size_of::<Own>(), stringify!($state));
            assert_eq!(align_of::<Declared>(), align_of::<Own>(), stringify!($state));
            assert_eq!(Declared::DISCRIMINATOR, Own::DISCRIMINATOR, stringify!($state));
        })*)*};
    }
    same! {
        io_token: Allocation BurnLedger Config;
        io_stake: Case Classes Config Device Position Rewards;
        io_emission: Config Lease Page Pool;
        io_market: Config Listing Reservation;
        io_treasury: Config;
    }
}
