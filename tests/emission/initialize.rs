//! The upgrade authority starts the program.

use anchor_lang::{error::ErrorCode, prelude::Pubkey};
use anchor_spl::token::spl_token;
use io_app::emission::{self, AUTHORITY, CONFIG, ID, InitializeArgs, PROGRAM_DATA, VAULT};
use io_emission::{error::IoEmissionError, events::Initialized};
use io_tests::{
    World, address,
    emission::{ATTESTORS, settings},
    forgery::exchanged,
};
use solana_account::Account;

const SIGNERS: [&str; 2] = ["admin", "payer"];

fn initialize(args: InitializeArgs) -> anchor_lang::solana_program::instruction::Instruction {
    emission::initialize(address("admin"), address("payer"), args)
}

#[test]
fn the_upgrade_authority_becomes_the_admin() {
    let mut world = World::before_emission();

    let receipt = world.all_by(&SIGNERS, initialize(settings()));

    let config = world.emission_config();
    assert_eq!((config.version, config.paused, config.pools), (1, 0, 0));
    assert_eq!(
        (config.admin, config.pending_admin, config.pauser),
        (address("admin"), Pubkey::default(), address("pauser"))
    );
    assert_eq!((config.attestors(), config.quorum), (ATTESTORS.map(address).as_slice(), 2));
    assert_eq!(config.attestors[3..], [Pubkey::default(); 4]);
    assert_eq!((config.max_lease, config.weight_cap_bps, config.costake_bps), (24, 10_000, 500));
    assert_eq!((config.genesis, config.shares), (0, [0; 8]));
    let vault: spl_token::state::Account = world.packed(VAULT);
    assert_eq!((vault.mint, vault.owner, vault.amount), (io_app::token::MINT, AUTHORITY, 0));
    assert!(vault.delegate.is_none() && vault.close_authority.is_none());
    let InitializeArgs { pauser, attestors, quorum, max_lease, weight_cap_bps, costake_bps } = settings();
    let expected =
        Initialized { admin: address("admin"), pauser, attestors, quorum, max_lease, weight_cap_bps, costake_bps };
    assert_eq!(receipt.event::<Initialized>(&ID), expected);
}

#[test]
fn the_constant_addresses_are_the_derived_ones() {
    let world = World::without_pools();
    let derived = |seed: &[u8]| Pubkey::find_program_address(&[seed], &ID);
    assert_eq!(derived(b"config"), (CONFIG, world.emission_config().bump));
    assert_eq!(derived(b"authority"), (AUTHORITY, io_emission::seeds::AUTHORITY_BUMP));
    assert_eq!(derived(b"vault"), (VAULT, io_emission::seeds::VAULT_BUMP));
    assert_eq!(derived(b"__event_authority"), io_emission::EVENT_AUTHORITY_AND_BUMP);
    let loader = anchor_lang::solana_program::bpf_loader_upgradeable::ID;
    assert_eq!(Pubkey::find_program_address(&[ID.as_ref()], &loader).0, PROGRAM_DATA);
}

#[test]
fn nobody_gets_in_before_the_upgrade_authority() {
    let mut world = World::before_emission();
    let theft = emission::initialize(address("thief"), address("payer"), settings());
    world.refused(&["thief", "payer"], theft, IoEmissionError::NotUpgradeAuthority);
}

#[test]
fn another_programs_authority_counts_for_nothing() {
    let mut world = World::before_emission();
    let initialize = initialize(settings());
    // Deployed by the same key, and yet another program.
    let tokens = exchanged(&initialize, PROGRAM_DATA, io_app::token::PROGRAM_DATA);
    world.refused(&SIGNERS, tokens, IoEmissionError::NotTheProgramData);
    let doubled = world.doubled(PROGRAM_DATA);
    world.refused(&SIGNERS, exchanged(&initialize, PROGRAM_DATA, doubled), IoEmissionError::NotTheProgramData);
}

#[test]
fn happens_once() {
    let mut world = World::without_pools();
    let keys = SIGNERS.map(io_tests::keypair);
    let already_in_use = 0u32;
    world.refuse_code(initialize(settings()), &keys.iter().collect::<Vec<_>>(), already_in_use);
}

#[test]
fn settings_outside_their_bounds_are_refused() {
    let nobody = Pubkey::default();
    let many = |count: usize| (0..count).map(|number| address(&format!("attestor {number}"))).collect::<Vec<_>>();
    let twice = [ATTESTORS[0], ATTESTORS[1], ATTESTORS[0]].map(address).to_vec();
    for (args, error) in [
        (InitializeArgs { attestors: vec![], ..settings() }, IoEmissionError::NoAttestors),
        (InitializeArgs { attestors: many(8), ..settings() }, IoEmissionError::TooManyAttestors),
        (InitializeArgs { attestors: twice, ..settings() }, IoEmissionError::DuplicateAttestor),
        (InitializeArgs { attestors: vec![nobody], quorum: 1, ..settings() }, IoEmissionError::DuplicateAttestor),
        (InitializeArgs { quorum: 0, ..settings() }, IoEmissionError::InvalidQuorum),
        (InitializeArgs { quorum: 4, ..settings() }, IoEmissionError::InvalidQuorum),
        (InitializeArgs { max_lease: 0, ..settings() }, IoEmissionError::InvalidMaxLease),
        (InitializeArgs { max_lease: 169, ..settings() }, IoEmissionError::InvalidMaxLease),
        (InitializeArgs { weight_cap_bps: 9_999, ..settings() }, IoEmissionError::InvalidWeightCap),
        (InitializeArgs { weight_cap_bps: 100_001, ..settings() }, IoEmissionError::InvalidWeightCap),
    ] {
        World::before_emission().refused(&SIGNERS, initialize(args), error);
    }
}

#[test]
fn settings_at_their_bounds_are_accepted() {
    let many = (0..7).map(|number| address(&format!("attestor {number}"))).collect::<Vec<_>>();
    let one = vec![address("attestor 1")];
    let nobody = Pubkey::default();
    for args in [
        InitializeArgs { attestors: many, quorum: 7, max_lease: 168, weight_cap_bps: 100_000, ..settings() },
        InitializeArgs { attestors: one, quorum: 1, max_lease: 1, pauser: nobody, ..settings() },
    ] {
        World::before_emission().all_by(&SIGNERS, initialize(args));
    }
}

#[test]
fn lamports_sent_ahead_do_not_stand_in_the_way() {
    let mut world = World::before_emission();
    for address in [CONFIG, VAULT] {
        world.put(address, Account { lamports: 1, ..Account::default() });
    }
    world.all_by(&SIGNERS, initialize(settings()));
    assert_eq!(world.emission_config().admin, address("admin"));
    assert_eq!(world.reward_vault(), 0);
}

#[test]
fn there_is_nothing_to_initialise_before_io_exists() {
    let mut world = World::deployed();
    let keys = SIGNERS.map(io_tests::keypair);
    // The SPL token program finds no mint there.
    let keys = keys.iter().collect::<Vec<_>>();
    assert!(world.send(&[initialize(settings())], &keys).is_err());
}

#[test]
fn another_vault_is_refused() {
    let mut world = World::before_emission();
    let forgery = exchanged(&initialize(settings()), VAULT, address("vault"));
    world.refused(&SIGNERS, forgery, IoEmissionError::NotTheVault);
    let forgery = exchanged(&initialize(settings()), CONFIG, address("settings"));
    let keys = SIGNERS.map(io_tests::keypair);
    world.refuse_code(forgery, &keys.iter().collect::<Vec<_>>(), ErrorCode::ConstraintAddress);
}
