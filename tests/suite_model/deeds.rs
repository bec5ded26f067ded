//! One random deed: an instruction, signed by whom it names. Most of them make sense in the light of what is going on; whether they
//! do is for the programs to say.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use anchor_lang::solana_program::instruction::Instruction;
use anchor_lang::{AccountDeserialize, Discriminator};
use io_app::market::{self, Asset, ListArgs, Payment, Rental};
use io_app::{costake, emission, stake, token, treasury, usdc};
use io_market::state::{Listing, Reservation, Stage};
use io_stake::RegisterArgs;
use io_stake::state::{Device, Position};
use io_tests::dollars::price_account;
use io_tests::market::START_WINDOW;
use io_tests::stake::text;
use io_tests::treasury::{DOLLAR, swaps};
use io_tests::{World, address};
use io_token::{BurnArgs, BurnKind};
use solana_account::{AccountSharedData, ReadableAccount};

use crate::cast::{HOLDERS, OWNERS, Rig, account, device, io, names, rigs};
use crate::deeds_of_roles;
use crate::dice::Dice;

const IO: u64 = 100_000_000;

/// Who somebody is; the thief, if it is nobody that is known.
pub fn name_of(address: Pubkey) -> &'static str {
    names().get(&address).copied().unwrap_or("thief")
}

/// Every account of a world, as it is stored.
pub type Accounts = BTreeMap<Pubkey, AccountSharedData>;

/// Those of one of the suite's types, with their addresses.
pub fn all<T: AccountDeserialize + Discriminator>(accounts: &Accounts, program: Pubkey) -> Vec<(Pubkey, T)> {
    let of_it = accounts.iter().filter(|(_, account)| {
        *account.owner() == program && account.data().starts_with(T::DISCRIMINATOR) && account.lamports() > 0
    });
    let read =
        |account: &AccountSharedData| T::try_deserialize(&mut account.data()).expect("an account of its own type");
    of_it.map(|(address, account)| (*address, read(account))).collect()
}

/// What somebody does next; none where there is nothing to do it to.
pub fn deed(world: &World, dice: &mut Dice) -> Option<Instruction> {
    match dice.below(24) {
        0..4 => of_owner(world, dice),
        4..8 => of_costake(world, dice),
        8..14 => of_lease(world, dice),
        14..20 => of_market(world, dice),
        20 | 21 => of_money(world, dice),
        _ => deeds_of_roles::deed(world, dice),
    }
}

fn of_owner(world: &World, dice: &mut Dice) -> Option<Instruction> {
    let rig = dice.one(rigs());
    let Some(device) = device(world, &rig) else { return register(world, dice, &rig) };
    let owner = name_of(device.owner);
    let (by, at, purse) = (device.owner, rig.address, io(owner));
    if device.total() == 0 && dice.once_in(2) {
        return Some(stake::close_device(by, at, Some(purse)));
    }
    let instruction = match dice.below(12) {
        0..4 => {
            let required = u64::from(device.processors) * 2_000 * IO;
            stake::stake(by, at, purse, dice.part(required).min(world.balance(purse).max(1)))
        }
        // The large devices mostly stay, the spare ones come and go.
        4 if rig.id == "spare" => stake::request_unstake(by, at, device.active),
        4 if dice.once_in(8) => stake::request_unstake(by, at, dice.part(device.active)),
        4 => stake::request_unstake(by, at, dice.part(device.active / 64)),
        5 | 6 => stake::withdraw(by, at, purse),
        7 => stake::update_device(by, at, text("called anew")),
        8 => stake::close_device(by, at, Some(purse)),
        9 => stake::propose_owner(by, at, address(dice.one(&OWNERS))),
        10 => return Some(stake::accept_owner(device.pending_owner, at)),
        _ => emission::set_payout(by, at, address(dice.one(&OWNERS))),
    };
    Some(instruction)
}

fn register(world: &World, dice: &mut Dice, rig: &Rig) -> Option<Instruction> {
    let by = address(rig.registrant);
    let amount = dice.part(world.balance(io(rig.registrant)).min(3_000 * IO));
    let args = RegisterArgs {
        id: text(rig.id),
        class: rig.class,
        processors: rig.processors,
        label: text("in the cellar"),
        amount,
    };
    Some(stake::register(by, Some(io(rig.registrant)), args))
}

fn of_costake(world: &World, dice: &mut Dice) -> Option<Instruction> {
    let rig = dice.one(rigs());
    let Device { owner, .. } = device(world, &rig)?;
    let (holder, asset, at) = (dice.one(&HOLDERS), dice.one(&[Asset::Io, Asset::Usdc]), rig.address);
    let (number, mint) = (asset.costakers_number(), market::mint_of(asset, usdc::MINT));
    let by = address(holder);
    let owners = name_of(owner);
    match dice.below(14) {
        0 => Some(costake::open(owner, at, dice.part(10_000 * IO))),
        1 => Some(costake::limit(owner, at, dice.part(10_000 * IO))),
        2 => Some(costake::close(owner, at, Some(io(owners)))),
        3 => Some(costake::claim_unshared(owner, at, account(owners, asset), mint, number)),
        4..7 => Some(costake::add(by, at, io(holder), dice.part(1_000 * IO))),
        7 => {
            let position = costake::position_address(at, by);
            let shares = (!world.is_gone(position)).then(|| world.read::<Position>(position).shares)?;
            Some(costake::unstake(by, at, if dice.once_in(2) { shares } else { dice.part(shares) }))
        }
        8 => Some(costake::withdraw(by, at, io(holder))),
        9 => Some(costake::close_position(by, at)),
        10 => {
            let (from, source) = ("depositor", account("depositor", asset));
            Some(costake::deposit(address(from), at, source, mint, number, dice.part(1_000_000)))
        }
        _ => Some(costake::claim(by, at, account(holder, asset), mint, number)),
    }
}

fn of_lease(world: &World, dice: &mut Dice) -> Option<Instruction> {
    let rig = dice.one(rigs());
    let (at, quorum) = (rig.address, [address("attestor 1"), address("attestor 2")]);
    let pool = dice.below(2) as u8;
    let completed = world.pool(rig.pool).completed;
    // From the epoch after the running one, for a day at most.
    let until = completed.saturating_add(2 + dice.below(25) as u32);
    let owner = device(world, &rig).map_or_else(|| address(rig.registrant), |device| device.owner);
    match dice.below(20) {
        0..8 => Some(world.advance_of(pool, dice.one(&[1, 24, 512]))),
        8..11 => {
            let grant = emission::grant(&quorum, address("payer"), rig.pool, at, &[], until, world.time());
            Some(grant)
        }
        11 | 12 => Some(emission::renew(&quorum, rig.pool, at, &[], until)),
        13 => Some(emission::revoke(&quorum, rig.pool, at, &[])),
        14 => Some(emission::end(owner, rig.pool, at)),
        15 => Some(emission::sync(rig.pool, at)),
        16 => (!world.is_gone(emission::lease_address(at))).then(|| world.settlement_of(at)),
        17 => Some(emission::burn_losses(pool)),
        18 => Some(emission::close_lease(at, address("payer"))),
        _ => {
            let lease = (!world.is_gone(emission::lease_address(at))).then(|| world.lease(at))?;
            let payee = io(name_of(lease.payee()));
            let sharing = costake::Sharing::of(at, token::MINT);
            let open = device(world, &rig).is_some_and(|device| device.costake.is_open());
            Some(emission::claim_sharing(rig.pool, at, payee, open.then_some(sharing)))
        }
    }
}

fn of_market(world: &World, dice: &mut Dice) -> Option<Instruction> {
    let rig = dice.one(rigs());
    let asset = dice.one(&[Asset::Io, Asset::Usdc]);
    let payment = Payment { source: account("renter", asset), price: (asset == Asset::Io).then(price_account) };
    if dice.once_in(3) {
        let owner = device(world, &rig).map_or_else(|| address(rig.registrant), |device| device.owner);
        let rent_payer = address("rent payer");
        if dice.once_in(8) {
            return Some(market::delist(owner, rig.address, rent_payer));
        }
        let args =
            ListArgs { price_per_hour: dice.part(60_000_000), min_hours: 1, max_hours: 72, open: !dice.once_in(6) };
        return Some(market::list(owner, rent_payer, rig.address, args));
    }
    let reservations: Vec<(Pubkey, Reservation)> = all(&world.accounts(), market::ID);
    if reservations.is_empty() || dice.once_in(3) {
        let listing: Listing = (!world.is_gone(market::listing_address(rig.address)))
            .then(|| world.read(market::listing_address(rig.address)))?;
        let hours = 1 + dice.below(72) as u16;
        let args = market::reserve_args(&listing, hours, asset, u64::MAX, text("cluster"));
        let (renter, payer) = (address("renter"), address("rent payer"));
        let reserve = market::reserve(renter, payer, rig.address, usdc::MINT, payment, args);
        return Some(reserve);
    }
    // What can still be started or is running is more interesting than what is over.
    let alive = |(_, reservation): &&(Pubkey, Reservation)| match reservation.stage() {
        Some(Stage::Reserved) => world.time() < reservation.reserved_at + START_WINDOW,
        stage => stage == Some(Stage::Running),
    };
    let living: Vec<_> = reservations.iter().filter(alive).copied().collect();
    let those = if living.is_empty() || dice.once_in(3) { &reservations } else { &living };
    let (address_of_it, reservation) = dice.one(those);
    of_reservation(world, dice, &Rental::of(address_of_it, &reservation), &reservation)
}

fn of_reservation(world: &World, dice: &mut Dice, rental: &Rental, reservation: &Reservation) -> Option<Instruction> {
    let asset = reservation.asset();
    let renter = address("renter");
    let renters = account("renter", asset);
    let owner = (!world.is_gone(rental.device)).then(|| world.device(rental.device).owner)?;
    let supplier = match reservation.supplier {
        nobody if nobody == Pubkey::default() => owner,
        supplier => supplier,
    };
    let (suppliers, mint) = (account(name_of(supplier), asset), market::mint_of(asset, usdc::MINT));
    // What was reserved is mostly started.
    let in_time = world.time() < reservation.reserved_at + START_WINDOW;
    if reservation.stage() == Some(Stage::Reserved) && in_time && dice.once_in(2) {
        return Some(market::start(owner, rental));
    }
    match dice.below(12) {
        0 => Some(market::start(owner, rental)),
        1..4 => {
            let price = (asset == Asset::Io).then(price_account);
            let payment = Payment { source: renters, price };
            Some(market::extend(renter, rental, payment, 1 + dice.below(48) as u16, u64::MAX))
        }
        4 | 5 => {
            let sharing = costake::Sharing::of(rental.device, mint);
            let open = world.device(rental.device).costake.is_open();
            Some(market::claim_sharing(supplier, rental, suppliers, open.then_some(sharing)))
        }
        6 => Some(market::claim(renter, rental, renters)),
        7 => Some(market::complete(rental, Some(suppliers))),
        8 => Some(market::expire(rental, Some(renters))),
        9 => Some(market::terminate(renter, rental, renters, Some(suppliers))),
        10 => Some(market::complete(rental, None)),
        _ => {
            let (first, further) = (address("attestor 1"), [address("attestor 2")]);
            let report = market::report_failure(first, &further, rental, Some(renters), 3, text("evidence"));
            Some(report)
        }
    }
}

fn of_money(world: &World, dice: &mut Dice) -> Option<Instruction> {
    match dice.below(5) {
        0 => Some(treasury::burn_fees()),
        2 => {
            // A swap program keeps what it is given, and brings what it likes: 2.30 to 2.70 dollars are asked for an IO.
            let usdc = dice.part(100 * DOLLAR);
            let io = usdc * 10_000 / (230 + dice.below(41));
            Some(swaps::swap(usdc, 0, &[swaps::take(usdc), swaps::bring(io)]))
        }
        1 => {
            let (by, source) = ("renter", io("renter"));
            let amount = dice.part(IO).min(world.balance(source));
            let args = BurnArgs { kind: BurnKind::Credits, amount, reference: address("an invoice") };
            Some(token::burn(address(by), source, args))
        }
        _ => {
            let sale = treasury::Sale {
                seller: address("seller"),
                source: io("seller"),
                destination: account("seller", Asset::Usdc),
                usdc_mint: usdc::MINT,
                price: price_account(),
                io: dice.part(100 * IO),
                min_usdc: 0,
            };
            Some(treasury::buyback_and_burn(&sale))
        }
    }
}
