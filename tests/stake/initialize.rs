//! The upgrade authority creates the settings and the list of classes.

use anchor_lang::{
    error::ErrorCode,
    prelude::Pubkey,
    solana_program::{bpf_loader_upgradeable::UpgradeableLoaderState, instruction::Instruction},
};
use io_app::stake::{self, AUTHORITY, CLASSES, CONFIG, ID, PROGRAM_DATA};
use io_stake::{
    InitializeArgs,
    error::IoStakeError,
    events::Initialized,
    state::{Classes, Config},
};
use io_tests::{World, address, forgery::exchanged, keypair};
use solana_account::Account;

fn roles() -> InitializeArgs {
    InitializeArgs { pauser: address("pauser"), slasher: address("slasher"), arbiter: address("arbiter") }
}

fn initialize() -> Instruction {
    stake::initialize(address("admin"), address("payer"), roles())
}

#[test]
fn creates_the_settings_and_an_empty_list_of_classes() {
    let mut world = World::deployed();
    let purse = world.lamports(address("payer"));

    let receipt = world.accept(initialize(), &[&keypair("admin"), &keypair("payer")]);

    let config = world.staking_config();
    assert_eq!((config.version, config.paused), (1, 0));
    assert_eq!((config.admin, config.pending_admin), (address("admin"), Pubkey::default()));
    assert_eq!(config.pauser, address("pauser"));
    assert_eq!((config.slasher, config.arbiter), (address("slasher"), address("arbiter")));
    assert_eq!(config.reserved, [0; 128]);

    let classes = world.classes();
    assert_eq!(classes.version, 1);
    assert!((0..=u16::MAX).all(|number| classes.get(number).is_none()));

    let rent = world.rent(Config::SIZE) + world.rent(Classes::SIZE);
    assert_eq!(world.lamports(address("payer")), purse - rent, "the payer pays the rent and nothing else");

    let InitializeArgs { pauser, slasher, arbiter } = roles();
    let expected = Initialized { admin: address("admin"), pauser, slasher, arbiter };
    assert_eq!(receipt.event::<Initialized>(&ID), expected);
}

#[test]
fn the_constant_addresses_are_the_derived_ones() {
    let world = World::staking();
    let derived = |seed: &[u8]| Pubkey::find_program_address(&[seed], &ID);

    assert_eq!(derived(b"config"), (CONFIG, world.staking_config().bump));
    assert_eq!(derived(b"classes"), (CLASSES, world.classes().bump));
    assert_eq!(derived(b"authority"), (AUTHORITY, io_stake::seeds::AUTHORITY_BUMP));
    assert_eq!(derived(b"__event_authority"), io_stake::EVENT_AUTHORITY_AND_BUMP);
    let loader = anchor_lang::solana_program::bpf_loader_upgradeable::ID;
    assert_eq!(Pubkey::find_program_address(&[ID.as_ref()], &loader).0, PROGRAM_DATA);
}

#[test]
fn nobody_gets_in_before_the_upgrade_authority() {
    let mut world = World::deployed();
    let theft = stake::initialize(address("thief"), address("payer"), roles());
    world.refuse(theft, &[&keypair("thief"), &keypair("payer")], IoStakeError::NotUpgradeAuthority);
}

#[test]
fn nobody_initialises_a_final_program() {
    let mut world = World::deployed();
    let mut program_data = world.account(PROGRAM_DATA).expect("the program is deployed");
    // The authority is an option: its tag follows the loader's own tag (4 bytes) and the slot (8).
    let tag = UpgradeableLoaderState::size_of_programdata_metadata() - 33;
    assert_eq!(program_data.data[tag], 1);
    program_data.data[tag] = 0;
    world.put(PROGRAM_DATA, program_data);

    world.refuse(initialize(), &[&keypair("admin"), &keypair("payer")], IoStakeError::NotUpgradeAuthority);
}

#[test]
fn another_programs_authority_counts_for_nothing() {
    let mut world = World::deployed();
    let signers = [&keypair("admin"), &keypair("payer")];
    // Deployed by the same key, and yet another program.
    let token = exchanged(&initialize(), PROGRAM_DATA, io_app::token::PROGRAM_DATA);
    world.refuse(token, &signers, IoStakeError::NotTheProgramData);
    let doubled = world.doubled(PROGRAM_DATA);
    world.refuse(exchanged(&initialize(), PROGRAM_DATA, doubled), &signers, IoStakeError::NotTheProgramData);
    let forged = world.forged(PROGRAM_DATA);
    let forgery = exchanged(&initialize(), PROGRAM_DATA, forged);
    world.refuse_code(forgery, &signers, ErrorCode::AccountOwnedByWrongProgram);
    // The program's own account is the loader's too, but holds no authority.
    world.refuse_code(exchanged(&initialize(), PROGRAM_DATA, ID), &signers, ErrorCode::AccountNotProgramData);
}

#[test]
fn happens_once() {
    let mut world = World::staking();
    let already_in_use = 0u32;
    world.refuse_code(initialize(), &[&keypair("admin"), &keypair("payer")], already_in_use);
}

#[test]
fn the_slasher_and_the_arbiter_are_named_and_are_two() {
    let nobody = Pubkey::default();
    for (roles, error) in [
        (InitializeArgs { slasher: nobody, ..roles() }, IoStakeError::RoleMustBeNamed),
        (InitializeArgs { arbiter: nobody, ..roles() }, IoStakeError::RoleMustBeNamed),
        (InitializeArgs { slasher: nobody, arbiter: nobody, ..roles() }, IoStakeError::RoleMustBeNamed),
        (InitializeArgs { slasher: address("arbiter"), ..roles() }, IoStakeError::SlasherIsArbiter),
    ] {
        let attempt = stake::initialize(address("admin"), address("payer"), roles);
        World::deployed().refuse(attempt, &[&keypair("admin"), &keypair("payer")], error);
    }
}

#[test]
fn the_pauser_can_be_left_out() {
    let mut world = World::deployed();
    let without = InitializeArgs { pauser: Pubkey::default(), ..roles() };
    let initialize = stake::initialize(address("admin"), address("payer"), without);
    world.accept(initialize, &[&keypair("admin"), &keypair("payer")]);
    world.by("admin", stake::set_paused(address("admin"), true));
}

#[test]
fn lamports_sent_ahead_do_not_stand_in_the_way() {
    let mut world = World::deployed();
    for address in [CONFIG, CLASSES] {
        world.put(address, Account { lamports: 1, ..Account::default() });
    }
    world.accept(initialize(), &[&keypair("admin"), &keypair("payer")]);
    assert_eq!(world.staking_config().admin, address("admin"));
}
