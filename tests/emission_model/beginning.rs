//! Worlds of the emission: shortly before its first epoch, and in its last days.

use std::mem::offset_of;

use anchor_spl::token::spl_token;
use io_app::{emission, stake, token};
use io_emission::state::Pool;
use io_stake::SetClassArgs;
use io_tests::{
    World, address,
    emission::{ATTESTORS, BEGAN, CAP, HOUR, MAX_LEASE, QUORUM, SHARES},
    stake::text,
};

use crate::{
    cast::{CLASSES, Person},
    chain::Chain,
    model::{Model, Settings, schedule::LAST},
};

/// How many epochs are left in the last days: less than two pages, with the border of two in between.
const LEFT: u32 = 250;

/// A world and its model.
#[derive(Clone)]
pub struct Beginning {
    pub chain: Chain,
    pub model: Model,
}

fn settings() -> Settings {
    Settings {
        paused: false,
        attestors: Person::ATTESTORS[..ATTESTORS.len()].to_vec(),
        quorum: QUORUM,
        max_lease: MAX_LEASE,
        cap_bps: CAP,
        shares: [SHARES[0], SHARES[1]],
    }
}

/// When the first epoch begins: a while after the world does.
const GENESIS: i64 = BEGAN + HOUR + 1_800;

/// It is settled when the emission begins.
pub fn first_hours() -> Beginning {
    let mut world = World::ready_to_emit();
    for (number, pool, multiplier_bps) in CLASSES {
        let class = SetClassArgs { number, name: text("class"), pool, multiplier_bps, open: true };
        world.by("admin", stake::set_class(address("admin"), class));
    }
    let state = spl_token::state::Account {
        mint: token::MINT,
        owner: Person::Wallet.address(),
        state: spl_token::state::AccountState::Initialized,
        ..Default::default()
    };
    world.put_packed(Person::Wallet.purse(), state);
    for person in Person::ALL {
        world.fund(person.address(), 1_000_000_000_000);
    }
    world.by("admin", emission::genesis(address("admin"), GENESIS));
    Beginning { chain: Chain::new(world), model: Model::new(GENESIS, BEGAN, 0, settings()) }
}

/// Nobody has had a lease for almost twenty years. That is written into the pools instead of lived through.
pub fn last_days() -> Beginning {
    let Beginning { mut chain, .. } = first_hours();
    let first = LAST - LEFT;
    let now = GENESIS + i64::from(first) * HOUR;
    let model = Model::new(GENESIS, now, first, settings());
    chain.world.set_time(now);
    for (number, books) in model.pools.iter().enumerate() {
        let address = emission::pool_address(number as u8);
        let mut account = chain.world.account(address).expect("the pool exists");
        let forfeited = u64::try_from(books.forfeited).expect("less than all the emission");
        let mut write = |offset: usize, bytes: &[u8]| account.data[8 + offset..][..bytes.len()].copy_from_slice(bytes);
        write(offset_of!(Pool, completed), &first.to_le_bytes());
        write(offset_of!(Pool, forfeited), &forfeited.to_le_bytes());
        chain.world.put(address, account);
    }
    Beginning { chain, model }
}
