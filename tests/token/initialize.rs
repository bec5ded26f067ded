//! The upgrade authority creates the mint, the vault and the books.

use anchor_lang::{error::ErrorCode, prelude::Pubkey, solana_program::bpf_loader_upgradeable::UpgradeableLoaderState};
use anchor_spl::token::spl_token;
use io_app::token::{self, BURNS, CONFIG, ID, MINT, PROGRAM_DATA, VAULT};
use io_tests::{World, address, forgery::exchanged, keypair};
use io_token::{
    error::IoTokenError,
    events::Initialized,
    state::{BurnLedger, Config},
};
use solana_account::Account;
use solana_program_pack::Pack;
use solana_signer::Signer;

fn initialize() -> anchor_lang::solana_program::instruction::Instruction {
    token::initialize(address("admin"), address("payer"), address("emission minter"), address("pauser"))
}

#[test]
fn creates_the_mint_the_vault_and_the_books() {
    let mut world = World::deployed();
    let purse = world.lamports(address("payer"));

    let receipt = world.accept(initialize(), &[&keypair("admin"), &keypair("payer")]);

    let mint: spl_token::state::Mint = world.packed(MINT);
    assert_eq!(mint.decimals, 8);
    assert_eq!(mint.supply, 0);
    assert_eq!(mint.mint_authority, Some(CONFIG).into());
    assert_eq!(mint.freeze_authority, None.into(), "nobody can ever freeze IO");

    let vault: spl_token::state::Account = world.packed(VAULT);
    assert_eq!((vault.mint, vault.owner, vault.amount), (MINT, CONFIG, 0));
    assert_eq!((vault.delegate, vault.close_authority), (None.into(), None.into()));

    let config = world.config();
    assert_eq!(config.version, 1);
    assert_eq!(config.admin, address("admin"));
    assert_eq!(config.pauser, address("pauser"));
    assert_eq!(config.emission_minter, address("emission minter"));
    assert_eq!(config.pending_admin, Pubkey::default());
    assert_eq!((config.paused, config.genesis_time, config.allocations), (0, 0, 0));
    assert_eq!((config.allocated, config.minted, config.emission_minted, config.released), ([0; 5], 0, 0, 0));

    let ledger = world.burn_ledger();
    assert_eq!((ledger.version, ledger.total, ledger.burned), (1, 0, [0; 5]));
    assert_eq!(ledger.burners, [Pubkey::default(); 5]);

    let rents = [Config::SIZE, BurnLedger::SIZE, spl_token::state::Mint::LEN, spl_token::state::Account::LEN];
    let rent: u64 = rents.into_iter().map(|size| world.rent(size)).sum();
    assert_eq!(world.lamports(address("payer")), purse - rent, "the payer pays the rent and nothing else");

    let event: Initialized = receipt.event(&ID);
    let expected = Initialized {
        mint: MINT,
        vault: VAULT,
        admin: address("admin"),
        pauser: address("pauser"),
        emission_minter: address("emission minter"),
    };
    assert_eq!(event, expected);
}

#[test]
fn the_constant_addresses_are_the_derived_ones() {
    let world = World::initialized();
    let config = world.config();
    let derived = |seed: &[u8]| Pubkey::find_program_address(&[seed], &ID);

    assert_eq!(derived(b"config"), (CONFIG, config.bump));
    assert_eq!(derived(b"mint"), (MINT, config.mint_bump));
    assert_eq!(derived(b"vault"), (VAULT, config.vault_bump));
    assert_eq!(derived(b"burns"), (BURNS, world.burn_ledger().bump));
    assert_eq!(derived(b"__event_authority").0, io_token::EVENT_AUTHORITY_AND_BUMP.0);
    let loader = anchor_lang::solana_program::bpf_loader_upgradeable::ID;
    assert_eq!(Pubkey::find_program_address(&[ID.as_ref()], &loader).0, PROGRAM_DATA);
}

#[test]
fn nobody_gets_in_before_the_upgrade_authority() {
    let mut world = World::deployed();
    let thief = keypair("thief");
    let theft = token::initialize(thief.pubkey(), address("payer"), thief.pubkey(), thief.pubkey());
    world.refuse(theft, &[&thief, &keypair("payer")], IoTokenError::NotUpgradeAuthority);
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

    world.refuse(initialize(), &[&keypair("admin"), &keypair("payer")], IoTokenError::NotUpgradeAuthority);
}

#[test]
fn another_programs_authority_counts_for_nothing() {
    let mut world = World::deployed();
    let signers = [&keypair("admin"), &keypair("payer")];
    let doubled = world.doubled(PROGRAM_DATA);
    world.refuse(exchanged(&initialize(), PROGRAM_DATA, doubled), &signers, IoTokenError::NotTheProgramData);
    let forged = world.forged(PROGRAM_DATA);
    let forgery = exchanged(&initialize(), PROGRAM_DATA, forged);
    world.refuse_code(forgery, &signers, ErrorCode::AccountOwnedByWrongProgram);
    // The program's own account is the loader's too, but holds no authority.
    world.refuse_code(exchanged_for_program(), &signers, ErrorCode::AccountNotProgramData);
}

/// The program's account in the place of its data. It stands in the instruction once more, for the events.
fn exchanged_for_program() -> anchor_lang::solana_program::instruction::Instruction {
    exchanged(&initialize(), PROGRAM_DATA, ID)
}

#[test]
fn happens_once() {
    let mut world = World::initialized();
    let already_in_use = 0u32;
    world.refuse_code(initialize(), &[&keypair("admin"), &keypair("payer")], already_in_use);
}

#[test]
fn needs_an_emission_minter() {
    let mut world = World::deployed();
    let nobody = token::initialize(address("admin"), address("payer"), Pubkey::default(), address("pauser"));
    world.refuse(nobody, &[&keypair("admin"), &keypair("payer")], IoTokenError::InvalidEmissionMinter);
}

#[test]
fn lamports_sent_ahead_do_not_stand_in_the_way() {
    let mut world = World::deployed();
    for address in [CONFIG, MINT, VAULT, BURNS] {
        world.put(address, Account { lamports: 1, ..Account::default() });
    }
    world.accept(initialize(), &[&keypair("admin"), &keypair("payer")]);
    assert_eq!(world.config().admin, address("admin"));
}
