//! A network at its beginning, and who takes part.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use anchor_lang::prelude::Pubkey;
use io_app::market::{self, Asset};
use io_app::{stake, token, usdc};
use io_stake::state::Device;
use io_tests::emission::FUNDS;
use io_tests::stake::{CPU, GPU, SUPPLIERS, purse, text};
use io_tests::token::plan;
use io_tests::treasury::{TERMS, io_of, swaps, usdc_of};
use io_tests::{World, address};
use io_token::AllocateArgs;

/// Everybody who signs, besides those who have a role.
pub const PEOPLE: [&str; 9] =
    ["supplier", "neighbour", "heir", "holder 1", "holder 3", "renter", "seller", "depositor", "thief"];

/// Those who own devices, or may come to.
pub const OWNERS: [&str; 3] = SUPPLIERS;

/// Those who stake behind others' devices.
pub const HOLDERS: [&str; 2] = ["holder 1", "holder 3"];

/// Those who pay rents, and have no part in anything else.
pub const PAYERS: [&str; 2] = ["payer", "rent payer"];

/// Those between whom the role of the admin goes to and fro.
pub const ADMINS: [&str; 2] = ["admin", "admin 2"];

/// Other roles.
pub const ROLES: [&str; 6] = ["pauser", "slasher", "arbiter", "attestor 1", "attestor 2", "attestor 3"];

/// A device that there is, or may come to be.
#[derive(Clone, Copy, Debug)]
pub struct Rig {
    pub registrant: &'static str,
    pub id: &'static str,
    pub class: u16,
    pub processors: u16,
    pub pool: u8,
    pub address: Pubkey,
}

/// All of them.
pub fn rigs() -> &'static [Rig] {
    static RIGS: OnceLock<[Rig; 5]> = OnceLock::new();
    let of = |registrant, id, class, processors| Rig {
        registrant,
        id,
        class,
        processors,
        pool: if class == CPU { 1 } else { 0 },
        address: stake::device_address(address(registrant), &text(id)),
    };
    RIGS.get_or_init(|| {
        [
            of("supplier", "rig 2", GPU, 8),
            of("neighbour", "rig 2", GPU, 7),
            of("supplier", "mac 3", CPU, 3),
            of("heir", "spare", GPU, 1),
            of("neighbour", "spare", CPU, 2),
        ]
    })
}

/// Somebody's token account of IO.
pub fn io(name: &str) -> Pubkey {
    if OWNERS.contains(&name) { purse(name) } else { io_of(name) }
}

/// Somebody's token account of an asset.
pub fn account(name: &str, asset: Asset) -> Pubkey {
    match asset {
        Asset::Io => io(name),
        Asset::Usdc => usdc_of(name),
    }
}

/// Those who have an allocation at the beginning, and may come to have another one's.
pub fn beneficiaries() -> &'static [&'static str] {
    static BENEFICIARIES: OnceLock<Vec<&str>> = OnceLock::new();
    let named = |args: AllocateArgs| {
        let name = &*format!("beneficiary {}", args.id).leak();
        assert_eq!(address(name), args.beneficiary);
        name
    };
    BENEFICIARIES.get_or_init(|| plan().into_iter().map(named).collect())
}

/// Everybody's name, by address.
pub fn names() -> &'static BTreeMap<Pubkey, &'static str> {
    static NAMES: OnceLock<BTreeMap<Pubkey, &str>> = OnceLock::new();
    let all = || PEOPLE.iter().chain(&PAYERS).chain(&ADMINS).chain(&ROLES).chain(beneficiaries()).copied();
    NAMES.get_or_init(|| all().map(|name| (address(name), name)).collect())
}

/// A network in the first second of its first epoch: all programs are set up, three devices have their stake, and everybody
/// has IO and dollars.
pub fn network() -> World {
    let mut world = World::emitting();
    world.found_usdc();
    world.open_treasury(TERMS);
    world.add_assets();
    let initialize =
        market::initialize(address("admin"), address("payer"), usdc::MINT, io_tests::market::initialize_args());
    world.all_by(&["admin", "payer"], initialize);
    world.post_price(250_000_000, 1_000_000);
    for name in PEOPLE {
        if !OWNERS.contains(&name) {
            world.put_token_account(io(name), token::MINT, address(name));
            world.by("heir", swaps::transfer(purse("heir"), io(name), address("heir"), FUNDS / 20));
        }
        world.put_token_account(usdc_of(name), usdc::MINT, address(name));
        world.issue_usdc(usdc_of(name), 1_000_000_000_000);
    }
    for name in beneficiaries() {
        world.put_token_account(io(name), token::MINT, address(name));
    }
    swaps::deploy(&mut world);
    world.by("heir", swaps::transfer(purse("heir"), swaps::till_of_io(), address("heir"), FUNDS / 20));
    for name in names().values() {
        world.fund(address(name), 1_000_000_000_000);
    }
    world
}

/// The device, if it is registered.
pub fn device(world: &World, rig: &Rig) -> Option<Device> {
    (!world.is_gone(rig.address)).then(|| world.device(rig.address))
}
