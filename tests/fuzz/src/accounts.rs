//! Bytes as accounts: as a program loads them, and as the client reads what a node says they are.
//!
//! Whatever a program loads, it checks with its `invariant` after each change, so that has to bear anything. A program is
//! given its own accounts only, which are of their full size; a node may send the client anything.

use std::io;

use anchor_lang::prelude::{AccountInfo, AccountLoader, Pubkey, Result as Loaded};
use anchor_lang::{Discriminator, Owner};
use bytemuck::{Pod, Zeroable};
use io_app::accounts::decode;
use io_app::earnings::{self, Flow};
use io_app::offers::Offer;
use io_app::reckoning::Outlook;
use io_app::rental::{self, Standing};
use io_app::timeline::{self, Timeline};
use io_app::{registry, text};
use io_economics::{MicroUsd, Timestamp};
use io_emission::state as emission;
use io_market::state as market;
use io_stake::state as stake;
use io_token::state as token;
use io_treasury::state as treasury;
use solana_account::Account;

use crate::numbers::Numbers;

/// Loads an account of each type, and lets its `invariant` look at it.
macro_rules! every_type {
    ($($program:ident::$type:ident $(($($argument:expr),*))?),* $(,)?) => {
        const TYPES: &[fn(&mut Numbers)] =
            &[$(|numbers| load::<$program::$type>(numbers, |loaded| loaded.invariant($($($argument),*)?))),*];
    };
}

every_type! {
    token::Config, token::Allocation, token::BurnLedger,
    stake::Config, stake::Classes(3), stake::Device, stake::Case, stake::Position, stake::Rewards,
    emission::Config, emission::Pool, emission::Lease, emission::Page,
    market::Config, market::Listing, market::Reservation,
    treasury::Config,
}

/// What the client works out of accounts.
const READERS: &[fn(&mut Numbers)] = &[device, lease, co_stake, reservation, offer, treasury_of];

pub fn run(input: &[u8]) {
    let mut numbers = Numbers::of(input);
    let choice = usize::from(numbers.take::<u8>()) % (TYPES.len() + READERS.len());
    match TYPES.get(choice) {
        Some(load) => load(&mut numbers),
        None => READERS[choice - TYPES.len()](&mut numbers),
    }
}

/// An account whose bytes are the input's, and zeros where it ends: of its full size with its discriminator, or as it comes.
fn load<T: Pod + Zeroable + Discriminator + Owner + anchor_lang::ZeroCopy>(
    numbers: &mut Numbers,
    invariant: impl Fn(&T) -> Loaded<()>,
) {
    let address = Pubkey::new_from_array([1; 32]);
    let owner = if numbers.take() { Pubkey::new_from_array(numbers.take()) } else { T::owner() };
    let mut data = if numbers.take() {
        numbers.bytes(usize::MAX).to_vec()
    } else {
        let mut data = [T::DISCRIMINATOR, numbers.bytes(size_of::<T>())].concat();
        data.resize(T::DISCRIMINATOR.len() + size_of::<T>(), 0);
        data
    };
    let mut lamports = 1;
    let account = Account { lamports, data: data.clone(), owner, ..Account::default() };
    let decoded = decode::<T>(&address, &account);
    // The runtime puts accounts where eight divides the address, and so does an allocation of this size.
    let info = AccountInfo::new(&address, false, true, &mut lamports, &mut data, &owner, false);
    let is_whole = account.data.len() >= T::DISCRIMINATOR.len() + size_of::<T>();
    let Ok(loader) = AccountLoader::<T>::try_from(&info) else {
        assert!(decoded.is_err());
        return;
    };
    if !is_whole {
        assert!(decoded.is_err());
        return;
    }
    let loaded = loader.load().expect("an account of the program");
    assert_eq!(decoded.ok().as_ref().map(bytemuck::bytes_of), Some(bytemuck::bytes_of(&*loaded)));
    // It may hold or not: what it may not do is panic.
    let _ = invariant(&loaded);
}

/// An account of that type, whatever it says.
fn any<T: Pod>(numbers: &mut Numbers) -> T {
    let mut account = T::zeroed();
    let bytes = numbers.bytes(size_of::<T>());
    bytemuck::bytes_of_mut(&mut account)[..bytes.len()].copy_from_slice(bytes);
    account
}

fn device(numbers: &mut Numbers) {
    let now = Timestamp::new(numbers.seconds());
    let class = any(numbers);
    let cases: Vec<_> = (0..numbers.choice(4)).map(|number| (Pubkey::from([number; 32]), any(numbers))).collect();
    let device: stake::Device = any(numbers);
    let timeline = Timeline::of(&device, &class, &cases, Pubkey::from([2; 32]), now);
    let _ = (text::name_of(&device), timeline.verdict());
    shown(&timeline);
    for (address, case) in &cases {
        let _ = timeline::CaseLine::ended(*address, case).is_open();
    }
}

fn lease(numbers: &mut Numbers) {
    let now = Timestamp::new(numbers.seconds());
    let (lease, config): (emission::Lease, emission::Config) = (any(numbers), any(numbers));
    let pool: emission::Pool = any(numbers);
    let outlook = Outlook::of(&config, pool, now);
    let _ = (outlook.behind(), outlook.next_weight(), outlook.needs_pages(&lease), outlook.stretch(&lease));
    let _ = outlook.reckon(&lease, io_emission::standing::Standing::Upright, numbers.take());
    let _ = (lease.payee(), lease.is_in(&pool));
}

fn co_stake(numbers: &mut Numbers) {
    let now = Timestamp::new(numbers.seconds());
    let (asset, shares) = (numbers.take(), numbers.any());
    let position: stake::Position = any(numbers);
    let rewards: stake::Rewards = any(numbers);
    let _ = earnings::claimed(&position, asset);
    if let Ok(flow) = Flow::of(&rewards, asset, now) {
        let _ = (flow.claimable(&position), flow.to_come_for(shares));
    }
}

fn reservation(numbers: &mut Numbers) {
    let (now, due) = (Timestamp::new(numbers.seconds()), numbers.any());
    let reservation: market::Reservation = any(numbers);
    let device: stake::Device = any(numbers);
    let standing = Standing::of(&reservation, now);
    let _ = (standing.name(), standing.is_live(), rental::spent(&reservation, now));
    let _ = rental::due_to_costakers(&reservation, Some(&device), due);
}

fn offer(numbers: &mut Numbers) {
    let now = Timestamp::new(numbers.seconds());
    let (listing, device): (market::Listing, stake::Device) = (any(numbers), any(numbers));
    let classes: stake::Classes = any(numbers);
    let offer = Offer::of(Pubkey::default(), device, listing, &classes);
    let _ = offer.obstacle_for(numbers.take(), now);
    let _ = registry::class_named(&classes, "H100");
}

fn treasury_of(numbers: &mut Numbers) {
    let now = Timestamp::new(numbers.seconds());
    let config: treasury::Config = any(numbers);
    let treasury = io_app::buyback::Treasury { config, usdc: numbers.any(), io: numbers.any(), now };
    let _ = (treasury.auction(), treasury.factor(), treasury.left_today(), treasury.next_cap());
    if let Some(price) = io_economics::Price::new(numbers.any(), -i32::from(numbers.choice(13))) {
        let _ = treasury.most_io(price);
        let _ = price.io_for_usd_ceil(MicroUsd::new(treasury.usdc));
    }
}

fn shown(report: &impl io_app::report::Report) {
    report.display(&mut io::sink()).expect("nothing that can fail to be written");
}
