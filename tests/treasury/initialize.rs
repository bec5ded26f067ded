//! The upgrade authority creates the settings, the vaults and the purses.

use anchor_lang::{
    error::ErrorCode,
    prelude::Pubkey,
    solana_program::{bpf_loader_upgradeable::UpgradeableLoaderState, instruction::Instruction},
};
use anchor_spl::token::spl_token;
use io_app::{
    token,
    treasury::{self, AUTHORITY, CONFIG, ID, IO_PURSE, IO_VAULT, PROGRAM_DATA, TRADER, Terms},
    usdc,
};
use io_tests::{
    World, address,
    forgery::exchanged,
    keypair,
    treasury::{OPENING, TERMS, usdc_purse, usdc_vault},
};
use io_treasury::{
    error::IoTreasuryError,
    events::Initialized,
    seeds,
    state::{Config, SWAPS},
};
use solana_account::Account;

fn initialize() -> Instruction {
    treasury::initialize(address("admin"), address("payer"), usdc::MINT, address("pauser"), TERMS)
}

/// A mint that is USDC but for what `change` says.
fn another_usdc(world: &mut World, change: impl FnOnce(&mut spl_token::state::Mint)) -> Pubkey {
    let mut mint: spl_token::state::Mint = world.packed(usdc::MINT);
    change(&mut mint);
    world.put_packed(address("another USDC"), mint);
    address("another USDC")
}

#[test]
fn creates_the_settings_the_vaults_and_the_purses() {
    let mut world = World::before_treasury();
    let purse = world.lamports(address("payer"));

    let receipt = world.accept(initialize(), &[&keypair("admin"), &keypair("payer")]);

    let config = world.treasury_config();
    assert_eq!((config.version, config.paused), (1, 0));
    assert_eq!(
        (config.admin, config.pending_admin, config.pauser),
        (address("admin"), Pubkey::default(), address("pauser"))
    );
    assert_eq!((config.usdc_mint, config.usdc_vault, config.usdc_purse), (usdc::MINT, usdc_vault(), usdc_purse()));
    assert_eq!(config.terms, TERMS);
    let books = config.books;
    assert_eq!((books.usdc_spent, books.io_bought, books.io_fees_burned), (0, 0, 0));
    assert_eq!((books.day, books.spent_today), (0, 0));
    assert_eq!(books.auction_started_at, OPENING, "the auction starts with the treasury");
    assert_eq!(config.swaps.programs, [Pubkey::default(); SWAPS], "no swap is allowed");
    assert_eq!(config.reserved, [0; 128]);

    for (account, mint, owner) in [
        (usdc_vault(), usdc::MINT, AUTHORITY),
        (IO_VAULT, token::MINT, AUTHORITY),
        (usdc_purse(), usdc::MINT, TRADER),
        (IO_PURSE, token::MINT, TRADER),
    ] {
        let state = spl_token::state::AccountState::Initialized;
        let expected = spl_token::state::Account { mint, owner, state, ..Default::default() };
        assert_eq!(world.packed::<spl_token::state::Account>(account), expected);
    }
    let rent = world.rent(Config::SIZE) + 4 * world.rent(165);
    assert_eq!(world.lamports(address("payer")), purse - rent, "the payer pays the rent and nothing else");

    let expected = Initialized {
        admin: address("admin"),
        pauser: address("pauser"),
        usdc_mint: usdc::MINT,
        usdc_vault: usdc_vault(),
        io_vault: IO_VAULT,
        terms: TERMS,
    };
    assert_eq!(receipt.event::<Initialized>(&ID), expected);
}

#[test]
fn the_constant_addresses_are_the_derived_ones() {
    let config = World::treasury().treasury_config();
    let derived = |seeds: &[&[u8]]| Pubkey::find_program_address(seeds, &ID);
    assert_eq!(derived(&[b"config"]), (CONFIG, config.bump));
    assert_eq!(derived(&[b"authority"]), (AUTHORITY, seeds::AUTHORITY_BUMP));
    assert_eq!(derived(&[b"trader"]), (TRADER, seeds::TRADER_BUMP));
    assert_eq!(derived(&[b"vault", token::MINT.as_ref()]), (IO_VAULT, seeds::IO_VAULT_BUMP));
    assert_eq!(derived(&[b"purse", token::MINT.as_ref()]), (IO_PURSE, seeds::IO_PURSE_BUMP));
    assert_eq!(derived(&[b"vault", usdc::MINT.as_ref()]), (config.usdc_vault, config.usdc_vault_bump));
    assert_eq!(derived(&[b"purse", usdc::MINT.as_ref()]), (config.usdc_purse, config.usdc_purse_bump));
    assert_eq!(derived(&[b"__event_authority"]), io_treasury::EVENT_AUTHORITY_AND_BUMP);
    let loader = anchor_lang::solana_program::bpf_loader_upgradeable::ID;
    assert_eq!(Pubkey::find_program_address(&[ID.as_ref()], &loader).0, PROGRAM_DATA);
}

#[test]
fn nobody_gets_in_before_the_upgrade_authority() {
    let mut world = World::before_treasury();
    let theft = treasury::initialize(address("thief"), address("payer"), usdc::MINT, address("thief"), TERMS);
    world.refuse(theft, &[&keypair("thief"), &keypair("payer")], IoTreasuryError::NotUpgradeAuthority);
}

#[test]
fn nobody_initialises_a_final_program() {
    let mut world = World::before_treasury();
    let mut program_data = world.account(PROGRAM_DATA).expect("the program is deployed");
    // The authority is an option: its tag follows the loader's own tag (4 bytes) and the slot (8).
    let tag = UpgradeableLoaderState::size_of_programdata_metadata() - 33;
    assert_eq!(program_data.data[tag], 1);
    program_data.data[tag] = 0;
    world.put(PROGRAM_DATA, program_data);
    world.refuse(initialize(), &[&keypair("admin"), &keypair("payer")], IoTreasuryError::NotUpgradeAuthority);
}

#[test]
fn another_programs_authority_counts_for_nothing() {
    let mut world = World::before_treasury();
    let signers = [&keypair("admin"), &keypair("payer")];
    let of_the_token = exchanged(&initialize(), PROGRAM_DATA, token::PROGRAM_DATA);
    world.refuse(of_the_token, &signers, IoTreasuryError::NotTheProgramData);
    let forged = world.forged(PROGRAM_DATA);
    let forgery = exchanged(&initialize(), PROGRAM_DATA, forged);
    world.refuse_code(forgery, &signers, ErrorCode::AccountOwnedByWrongProgram);
}

#[test]
fn happens_once() {
    let mut world = World::treasury();
    let already_in_use = 0u32;
    world.refuse_code(initialize(), &[&keypair("admin"), &keypair("payer")], already_in_use);
}

#[test]
fn dollars_are_a_mint_of_the_token_program_with_six_decimals() {
    let mut world = World::before_treasury();
    let signers = [&keypair("admin"), &keypair("payer")];
    let with = |mint| treasury::initialize(address("admin"), address("payer"), mint, address("pauser"), TERMS);
    for decimals in [0, 5, 7, 8] {
        let mint = another_usdc(&mut world, |mint| mint.decimals = decimals);
        world.refuse(with(mint), &signers, IoTreasuryError::NotAUsdcMint);
    }
    let forged = world.forged(usdc::MINT);
    for none in [token::MINT, token::CONFIG, address("nobody"), forged] {
        // The vaults of IO are at their constant addresses, so IO as dollars is also the same account twice.
        world.refuse(with(none), &signers, IoTreasuryError::NotAUsdcMint);
    }
    let account = world.token_account_of(usdc::MINT, address("thief"));
    world.refuse(with(account), &signers, IoTreasuryError::NotAUsdcMint);
    let mint = another_usdc(&mut world, |_| {});
    world.accept(with(mint), &signers);
    assert_eq!(world.treasury_config().usdc_mint, mint, "the admin names it, once");
}

#[test]
fn terms_out_of_bounds_are_refused() {
    let terms = Terms { ceiling_bps: 501, ..TERMS };
    let attempt = treasury::initialize(address("admin"), address("payer"), usdc::MINT, address("pauser"), terms);
    let signers = [&keypair("admin"), &keypair("payer")];
    World::before_treasury().refuse(attempt, &signers, IoTreasuryError::AuctionOutOfBounds);
}

#[test]
fn lamports_sent_ahead_do_not_stand_in_the_way() {
    let mut world = World::before_treasury();
    for address in [CONFIG, usdc_vault(), IO_VAULT, usdc_purse(), IO_PURSE] {
        world.put(address, Account { lamports: 1, ..Account::default() });
    }
    world.accept(initialize(), &[&keypair("admin"), &keypair("payer")]);
    assert_eq!(world.treasury_config().admin, address("admin"));
}
