//! The upgrade authority creates the settings and the escrows.

use anchor_lang::{error::ErrorCode, prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token;
use io_app::{
    market::{self, AUTHORITY, Asset, CONFIG, ID, IO_ESCROW, IO_FEE_VAULT, InitializeArgs, PROGRAM_DATA, Terms},
    token, treasury, usdc,
};
use io_market::{error::IoMarketError, events::Initialized, state::Config};
use io_tests::{
    World, address,
    forgery::exchanged,
    keypair,
    market::{ASSETS, TERMS, escrow, fee_vault, initialize_args},
};
use solana_account::Account;

fn with(args: InitializeArgs) -> Instruction {
    market::initialize(address("admin"), address("payer"), usdc::MINT, args)
}

fn refused(args: InitializeArgs, error: IoMarketError) {
    World::before_market().refuse(with(args), &[&keypair("admin"), &keypair("payer")], error);
}

#[test]
fn creates_the_settings_and_an_escrow_for_each_asset() {
    let mut world = World::before_market();
    let purse = world.lamports(address("payer"));

    let receipt = world.accept(with(initialize_args()), &[&keypair("admin"), &keypair("payer")]);

    let InitializeArgs { pauser, attestors, quorum, terms } = initialize_args();
    let config = world.market_config();
    assert_eq!((config.version, config.paused, config.quorum), (1, 0, quorum));
    assert_eq!((config.admin, config.pending_admin, config.pauser), (address("admin"), Pubkey::default(), pauser));
    assert_eq!((config.attestors(), config.terms()), (attestors.as_slice(), TERMS));
    for asset in ASSETS {
        let purse = config.purse(asset);
        let mint = market::mint_of(asset, usdc::MINT);
        assert_eq!((purse.mint, purse.escrow, purse.fee_vault), (mint, escrow(asset), fee_vault(asset)));
        let held: spl_token::state::Account = world.packed(purse.escrow);
        assert_eq!((held.mint, held.owner, held.amount), (mint, AUTHORITY, 0));
        assert_eq!((held.delegate, held.close_authority), (None.into(), None.into()));
    }
    let rent = world.rent(Config::SIZE) + 2 * world.rent(165);
    assert_eq!(world.lamports(address("payer")), purse - rent);
    let expected = Initialized {
        admin: address("admin"),
        pauser,
        usdc_mint: usdc::MINT,
        usdc_escrow: escrow(Asset::Usdc),
        usdc_fee_vault: fee_vault(Asset::Usdc),
        attestors,
        quorum,
        terms,
    };
    assert_eq!(receipt.event::<Initialized>(&ID), expected);
}

#[test]
fn the_terms_at_the_start_are_as_published() {
    let published = Terms {
        reservation_bps: 25,
        facilitation_usdc_bps: 200,
        facilitation_io_bps: 0,
        network_bps: 0,
        failure_bps: 1_000,
        costake_bps: 100,
        max_confidence_bps: 100,
        max_age: 60,
    };
    assert_eq!(Terms::INITIAL, published);
}

#[test]
fn the_constant_addresses_are_the_derived_ones() {
    let world = World::market();
    let config = world.market_config();
    let derived = |seeds: &[&[u8]]| Pubkey::find_program_address(seeds, &ID);
    assert_eq!(derived(&[b"config"]), (CONFIG, config.bump));
    assert_eq!(derived(&[b"authority"]), (AUTHORITY, io_market::seeds::AUTHORITY_BUMP));
    assert_eq!(derived(&[b"escrow", token::MINT.as_ref()]), (IO_ESCROW, config.io_escrow_bump));
    assert_eq!(derived(&[b"escrow", usdc::MINT.as_ref()]), (escrow(Asset::Usdc), config.usdc_escrow_bump));
    assert_eq!(derived(&[b"__event_authority"]), io_market::EVENT_AUTHORITY_AND_BUMP);
    let loader = anchor_lang::solana_program::bpf_loader_upgradeable::ID;
    assert_eq!(Pubkey::find_program_address(&[ID.as_ref()], &loader).0, PROGRAM_DATA);
    // The treasury's are those of the treasury itself.
    assert_eq!(io_market::seeds::TREASURY, treasury::ID);
    assert_eq!(IO_FEE_VAULT, treasury::IO_VAULT);
    assert_eq!(config.usdc.fee_vault, treasury::vault_address(usdc::MINT));
}

#[test]
fn nobody_gets_in_before_the_upgrade_authority() {
    let mut world = World::before_market();
    let theft = market::initialize(address("thief"), address("payer"), usdc::MINT, initialize_args());
    world.refuse(theft, &[&keypair("thief"), &keypair("payer")], IoMarketError::NotUpgradeAuthority);
    let other = exchanged(&with(initialize_args()), PROGRAM_DATA, token::PROGRAM_DATA);
    world.refuse(other, &[&keypair("admin"), &keypair("payer")], IoMarketError::NotTheProgramData);
}

#[test]
fn happens_once() {
    let already_in_use = 0u32;
    let mut world = World::market();
    world.refuse_code(with(initialize_args()), &[&keypair("admin"), &keypair("payer")], already_in_use);
}

#[test]
fn lamports_sent_ahead_do_not_stand_in_the_way() {
    let mut world = World::before_market();
    for address in [CONFIG, escrow(Asset::Usdc), IO_ESCROW] {
        world.put(address, Account { lamports: 1, ..Account::default() });
    }
    world.accept(with(initialize_args()), &[&keypair("admin"), &keypair("payer")]);
}

#[test]
fn a_dollar_has_six_decimals() {
    let mut world = World::before_market();
    let mint = world.foreign_mint(address("thief"));
    let attempt = market::initialize(address("admin"), address("payer"), mint, initialize_args());
    world.refuse(attempt, &[&keypair("admin"), &keypair("payer")], IoMarketError::NotUsdc);
    let attempt = market::initialize(address("admin"), address("payer"), address("nobody"), initialize_args());
    world.refuse_code(attempt, &[&keypair("admin"), &keypair("payer")], ErrorCode::AccountNotInitialized);
}

#[test]
fn what_is_set_at_the_start_has_the_same_bounds_as_later() {
    let args = initialize_args;
    refused(InitializeArgs { attestors: vec![], ..args() }, IoMarketError::NoAttestors);
    refused(InitializeArgs { quorum: 4, ..args() }, IoMarketError::InvalidQuorum);
    refused(InitializeArgs { terms: Terms { network_bps: 501, ..TERMS }, ..args() }, IoMarketError::FeeTooHigh);
}
