//! A wallet registers a device, with a vault and a first stake.

use anchor_lang::{
    error::ErrorCode,
    prelude::{Pubkey, system_program},
    solana_program::instruction::Instruction,
};
use anchor_spl::token::spl_token::{self, error::TokenError};
use io_app::{
    stake::{self, AUTHORITY, ID, device_address, vault_address},
    token::MINT,
};
use io_stake::{
    RegisterArgs,
    error::IoStakeError,
    events::Registered,
    state::{Cooling, Costake, Device},
};
use io_tests::{
    World, address,
    forgery::exchanged,
    stake::{
        CLOSED, CPU, FUNDS, GPU, NEIGHBOURS_STAKE, STAKE, TODAY, class_args, device_args, neighbours, purse, rig, text,
    },
};
use solana_account::Account;
use solana_program_pack::Pack;

/// By the supplier, from its purse.
fn register(args: RegisterArgs) -> Instruction {
    stake::register(address("supplier"), Some(purse("supplier")), args)
}

fn rig_args(amount: u64) -> RegisterArgs {
    device_args("rig 2", amount)
}

#[track_caller]
fn refused(args: RegisterArgs, error: IoStakeError) {
    let mut world = World::staking();
    world.not_by("supplier", register(args), error);
    assert!(world.is_gone(rig()) && world.is_gone(vault_address(rig())));
}

fn rent(world: &World) -> u64 {
    world.rent(Device::SIZE) + world.rent(spl_token::state::Account::LEN)
}

#[test]
fn creates_the_device_and_its_vault_and_stakes() {
    let mut world = World::staking();
    let (lamports, supply) = (world.lamports(address("supplier")), world.supply());

    let receipt = world.by("supplier", register(RegisterArgs { class: CPU, processors: 65_535, ..rig_args(STAKE) }));

    let device = world.device(rig());
    let derived = Pubkey::find_program_address(&[b"device", address("supplier").as_ref(), &text::<32>("rig 2")], &ID);
    assert_eq!((rig(), device.bump), derived);
    assert_eq!(Pubkey::find_program_address(&[b"vault", rig().as_ref()], &ID), (device.vault, device.vault_bump));
    assert_eq!((device.version, device.class, device.processors), (1, CPU, 65_535));
    assert_eq!((device.owner, device.registrant), (address("supplier"), address("supplier")));
    assert_eq!(device.pending_owner, Pubkey::default());
    assert_eq!((device.id, device.label), (text("rig 2"), text("rig 2 in the cellar")));
    assert_eq!(device.registered_at, TODAY);
    assert_eq!((device.active, device.frozen, device.cooling), (STAKE, 0, Cooling::default()));
    assert_eq!((device.cases, device.open_cases, device.suspensions), (0, 0, 0));
    assert_eq!((device.falls, device.fell_at), (0, [0; 8]));
    assert_eq!((device.costake, device.reserved), (Costake::default(), [0; 200]));

    let vault: spl_token::state::Account = world.packed(device.vault);
    assert_eq!((vault.mint, vault.owner, vault.amount), (MINT, AUTHORITY, STAKE));
    assert_eq!((vault.delegate, vault.close_authority), (None.into(), None.into()));
    assert_eq!((world.balance(purse("supplier")), world.supply()), (FUNDS - STAKE, supply));
    assert_eq!(world.lamports(address("supplier")), lamports - rent(&world), "the rent and nothing else");

    let expected = Registered {
        device: rig(),
        owner: address("supplier"),
        id: text("rig 2"),
        class: CPU,
        processors: 65_535,
        active: STAKE,
    };
    assert_eq!(receipt.event::<Registered>(&ID), expected);
}

#[test]
fn a_first_stake_is_not_needed_and_neither_is_a_source() {
    for source in [None, Some(purse("supplier"))] {
        let mut world = World::staking();
        let receipt = world.by("supplier", stake::register(address("supplier"), source, rig_args(0)));
        assert_eq!(receipt.event::<Registered>(&ID).active, 0);
        let books = world.books();
        assert_eq!((books.active, books.vault, books.purse), (0, 0, FUNDS));
    }
}

#[test]
fn a_first_stake_needs_a_source() {
    let mut world = World::staking();
    let without = stake::register(address("supplier"), None, rig_args(1));
    world.not_by("supplier", without, IoStakeError::SourceMissing);
}

#[test]
fn the_class_has_to_exist_and_to_be_open() {
    for number in [3, 127, 128, u16::MAX] {
        refused(RegisterArgs { class: number, ..rig_args(STAKE) }, IoStakeError::NoSuchClass);
    }
    refused(RegisterArgs { class: CLOSED, ..rig_args(STAKE) }, IoStakeError::ClassClosed);
}

#[test]
fn a_device_has_processors() {
    refused(RegisterArgs { processors: 0, ..rig_args(STAKE) }, IoStakeError::NoProcessors);
}

#[test]
fn a_pause_stops_it() {
    let mut world = World::staking();
    world.pause_staking();
    world.not_by("supplier", register(rig_args(STAKE)), IoStakeError::Paused);
}

#[test]
fn a_retry_does_nothing() {
    let mut world = World::staked();
    let (lamports, books) = (world.lamports(address("supplier")), world.books());
    let stored = world.account(rig());
    world.set_time(TODAY + 60);

    let receipt = world.by("supplier", register(rig_args(STAKE)));

    assert!(receipt.events::<Registered>(&ID).is_empty());
    assert_eq!((world.lamports(address("supplier")), world.books()), (lamports, books));
    assert_eq!(world.account(rig()), stored);
    // What may change since, or is no part of the device, does not matter.
    for args in [rig_args(0), rig_args(STAKE + 1), RegisterArgs { label: [7; 32], ..rig_args(STAKE) }] {
        world.by("supplier", register(args));
    }
    world.by("supplier", stake::register(address("supplier"), None, rig_args(0)));
    assert_eq!(world.account(rig()), stored);
}

#[test]
fn a_retry_after_unstaking_does_not_stake_again() {
    let mut world = World::staked();
    world.cool_down();
    world.by("supplier", io_tests::stake::calls::withdraw());
    world.by("supplier", register(rig_args(STAKE)));
    let books = world.books();
    assert_eq!((books.active, books.vault, books.purse), (0, 0, FUNDS));
}

#[test]
fn another_device_of_the_same_id_is_refused() {
    let mut world = World::staked();
    let books = world.books();
    for args in [
        RegisterArgs { class: CPU, ..rig_args(STAKE) },
        RegisterArgs { processors: 7, ..rig_args(STAKE) },
        RegisterArgs { class: CPU, processors: 9, ..rig_args(0) },
    ] {
        world.not_by("supplier", register(args), IoStakeError::AlreadyRegistered);
    }
    assert_eq!(world.books(), books);
}

#[test]
fn a_device_that_was_handed_over_is_not_registered_again() {
    let mut world = World::staked();
    world.by("supplier", stake::propose_owner(address("supplier"), rig(), address("heir")));
    world.by("heir", stake::accept_owner(address("heir"), rig()));
    world.not_by("supplier", register(rig_args(STAKE)), IoStakeError::AlreadyRegistered);
    // To the heir the id means a device of its own.
    world.by("heir", stake::register(address("heir"), Some(purse("heir")), rig_args(9)));
    assert_eq!(world.device(device_address(address("heir"), &text("rig 2"))).active, 9);
    assert_eq!(world.device(rig()).active, STAKE);
}

#[test]
fn a_retry_goes_through_where_a_first_attempt_would_not() {
    let mut world = World::staked();
    let closed = io_stake::SetClassArgs { open: false, ..class_args(GPU, "H100", 0, 100_000) };
    world.by("admin", stake::set_class(address("admin"), closed));
    world.pause_staking();
    let (before, purse_before) = (world.account(rig()), world.balance(purse("supplier")));
    world.by("supplier", register(rig_args(STAKE)));
    assert_eq!(world.account(rig()), before);
    assert_eq!(world.balance(purse("supplier")), purse_before);
}

#[test]
fn an_id_belongs_to_the_wallet_that_chose_it() {
    let world = World::staked();
    assert_ne!(rig(), neighbours());
    assert_eq!(world.device(rig()).id, world.device(neighbours()).id);
    assert_eq!(world.device(neighbours()).active, NEIGHBOURS_STAKE);
    assert_ne!(world.device(rig()).vault, world.device(neighbours()).vault);
}

#[test]
fn nobody_registers_in_anothers_name() {
    let mut world = World::staking();
    let mut theirs = stake::register(address("thief"), None, rig_args(0));
    world.fund(address("thief"), 1_000_000_000);
    // The thief signs, for the address that the supplier's id gives.
    for meta in &mut theirs.accounts {
        meta.pubkey = match meta.pubkey {
            device if device == device_address(address("thief"), &text("rig 2")) => rig(),
            vault if vault == vault_address(device_address(address("thief"), &text("rig 2"))) => vault_address(rig()),
            other => other,
        };
    }
    world.refuse_code(theirs, &[&io_tests::keypair("thief")], ErrorCode::ConstraintSeeds);
}

#[test]
fn the_vault_is_the_devices_own() {
    let mut world = World::staked();
    let args = device_args("second rig", STAKE);
    let genuine = vault_address(device_address(address("supplier"), &args.id));
    let of_the_authority = world.token_account(AUTHORITY);
    for another in [vault_address(rig()), vault_address(neighbours()), of_the_authority, address("nobody")] {
        let forgery = exchanged(&register(args.clone()), genuine, another);
        world.refuse_code(forgery, &[&io_tests::keypair("supplier")], ErrorCode::ConstraintSeeds);
    }
}

#[test]
fn the_stake_is_io_of_the_owners() {
    let mut world = World::staking();
    let supplier = io_tests::keypair("supplier");
    let from = |source| stake::register(address("supplier"), Some(source), rig_args(STAKE));
    world.refuse_code(from(purse("neighbour")), &[&supplier], TokenError::OwnerMismatch as u32);
    let mint = world.foreign_mint(address("supplier"));
    let worthless = world.token_account_of(mint, address("supplier"));
    world.put_packed(worthless, spl_token::state::Account { amount: STAKE, ..world.packed(worthless) });
    world.refuse_code(from(worthless), &[&supplier], TokenError::MintMismatch as u32);
    world.not_by("supplier", exchanged(&from(worthless), MINT, mint), IoStakeError::NotTheMint);
    world.refuse_code(register(rig_args(FUNDS + 1)), &[&supplier], TokenError::InsufficientFunds as u32);
    world.refuse_code(register(rig_args(u64::MAX)), &[&supplier], TokenError::InsufficientFunds as u32);
    assert!(world.is_gone(rig()), "what is refused leaves nothing behind");
    world.by("supplier", register(rig_args(FUNDS)));
    assert_eq!(world.balance(purse("supplier")), 0);
}

#[test]
fn lamports_sent_ahead_do_not_stand_in_the_way() {
    let device_rent = World::staking().rent(Device::SIZE);
    let vault_rent = World::staking().rent(spl_token::state::Account::LEN);
    for (to_device, to_vault) in [
        (1, 0),
        (0, 1),
        (1, 1),
        (device_rent - 1, vault_rent - 1),
        (device_rent, vault_rent),
        (device_rent + 12_345, vault_rent + 67_890),
    ] {
        let mut world = World::staking();
        for (account, lamports) in [(rig(), to_device), (vault_address(rig()), to_vault)] {
            if lamports > 0 {
                let gift = Account { lamports, owner: system_program::ID, ..Account::default() };
                world.put(account, gift);
            }
        }
        let purse = world.lamports(address("supplier"));

        world.by("supplier", register(rig_args(STAKE)));

        let missing = device_rent.saturating_sub(to_device) + vault_rent.saturating_sub(to_vault);
        assert_eq!(world.lamports(address("supplier")), purse - missing, "the gift lowers what the owner pays");
        assert_eq!(world.lamports(rig()), device_rent.max(to_device));
        assert_eq!(world.books().vault, STAKE);
        assert_eq!(world.device(rig()).active, STAKE);
    }
}

#[test]
fn a_wallet_that_cannot_pay_the_rent_registers_nothing() {
    let mut world = World::staking();
    let enough = rent(&world);
    world.fund(address("pauper"), enough - 1);
    let attempt = stake::register(address("pauper"), None, rig_args(0));
    let insufficient_lamports = 1u32;
    world.refuse_code(attempt, &[&io_tests::keypair("pauper")], insufficient_lamports);
}
