//! Others' devices, cases, co-stakes, listings and reservations beside those that a transaction is about, so that there is
//! something of theirs to put in its place.

use anchor_lang::solana_program::instruction::Instruction;
use io_app::{
    costake,
    market::{self, Asset, Payment, Rental, ReserveArgs},
    stake, token, usdc,
};
use io_stake::{OpenCaseArgs, RegisterArgs};
use io_tests::{
    World, address,
    costake::HOLDER,
    emission::{calls as leasing, mac},
    keypair,
    market::{HOURS, REQUIRED, escrow, fee_vault, list_args},
    stake::{device_args, neighbours, purse, text},
    treasury::{io_of, usdc_of},
};

/// Has the neighbours do all that can be done in the world, whatever state of life it is in; what cannot be done is left.
pub fn settle(world: &mut World) {
    let admit = |world: &mut World, names: &[&str], instruction: Instruction| {
        let keys: Vec<_> = names.iter().map(|name| keypair(name)).collect();
        world.send(&[instruction], &keys.iter().collect::<Vec<_>>()).is_ok()
    };
    for name in ["neighbour", "heir", HOLDER] {
        world.fund(address(name), 1_000_000_000);
    }
    let case = OpenCaseArgs { number: 0, amount: 1, reason: 7, evidence: text("evidence") };
    admit(world, &["slasher"], stake::open_case(address("slasher"), neighbours(), case));
    admit(world, &["neighbour"], costake::open(address("neighbour"), neighbours(), 1_000));
    for (name, account) in [(HOLDER, io_of(HOLDER)), ("heir", purse("heir"))] {
        if world.account(account).is_some() {
            admit(world, &["emission minter"], token::mint_emission(address("emission minter"), account, REQUIRED));
        }
        admit(world, &[name], costake::add(address(name), neighbours(), account, 500));
    }
    admit(world, &["attestor 1", "attestor 2", "payer"], leasing::grant(mac(), 25));

    // The heir rents another device out, to the neighbour.
    let args = RegisterArgs { amount: REQUIRED, ..device_args("another", REQUIRED) };
    let device = stake::device_address(address("heir"), &args.id);
    admit(world, &["heir"], stake::register(address("heir"), Some(purse("heir")), args));
    admit(world, &["heir", "rent payer"], market::list(address("heir"), address("rent payer"), device, list_args()));
    if world.account(market::CONFIG).is_some() {
        world.put_token_account(usdc_of("neighbour"), usdc::MINT, address("neighbour"));
        world.issue_usdc(usdc_of("neighbour"), 1_000_000_000);
    }
    let number = u32::try_from(world.time()).expect("a time before 2106");
    let args = ReserveArgs { number, hours: HOURS, asset: Asset::Usdc, max_total: u64::MAX, cluster: text("theirs") };
    let payment = Payment { source: usdc_of("neighbour"), price: None };
    let (renter, rent_payer) = (address("neighbour"), address("rent payer"));
    admit(world, &["neighbour", "rent payer"], market::reserve(renter, rent_payer, device, usdc::MINT, payment, args));
    let (escrow, fee_vault) = (escrow(Asset::Usdc), fee_vault(Asset::Usdc));
    let reservation = market::reservation_address(device, number);
    let rental = Rental { device, reservation, rent_payer, escrow, fee_vault };
    admit(world, &["heir"], market::start(address("heir"), &rental));
}
