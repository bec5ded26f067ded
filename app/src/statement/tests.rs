//! Random histories of a wallet, in which every balance is known at every moment.

use super::*;
use crate::history::{Changes, Emission, Holding, LamportChange, Stake, TokenAccountChange};
use crate::market::Asset as Payment;
use crate::stake::AUTHORITY;
use io_emission::state::Settlement;
use proptest::prelude::*;
use solana_signature::Signature;
use std::collections::BTreeMap;

const IO: Pubkey = Pubkey::new_from_array([1; 32]);
const USDC: Pubkey = Pubkey::new_from_array([2; 32]);
const WALLET: Pubkey = Pubkey::new_from_array([3; 32]);
const OTHER: Pubkey = Pubkey::new_from_array([4; 32]);
const FEE: u64 = 5_000;

const fn address(kind: u8, number: u8) -> Pubkey {
    let mut bytes = [kind; 32];
    bytes[0] = number;
    Pubkey::new_from_array(bytes)
}

/// What everybody has. Accounts 0 to 3 hold IO and 4 to 7 USDC; the even ones are the wallet's at first.
#[derive(Clone)]
struct World {
    tokens: BTreeMap<Pubkey, Option<Holding>>,
    lamports: u64,
    devices: HashMap<Pubkey, Standing>,
    time: i64,
}

/// One thing to happen: which, to which account or device, with which other one, and how much.
type Step = (u8, u8, u8, u64);

impl World {
    fn new() -> Self {
        let account = |number: u8| {
            let (mint, owner) =
                (if number < 4 { IO } else { USDC }, if number.is_multiple_of(2) { WALLET } else { OTHER });
            (address(5, number), Some(Holding { mint, owner, amount: 1_000_000 }))
        };
        let device = |number: u8| {
            let owner = Some(if number == 0 { WALLET } else { OTHER });
            (address(7, number), Standing { owner, position: Position { staked: 5_000, cooling: 100, owed: 10 } })
        };
        let mut tokens: BTreeMap<Pubkey, Option<Holding>> = (0..8).map(account).collect();
        tokens.insert(address(6, 0), Some(Holding { mint: IO, owner: AUTHORITY, amount: 1 << 40 }));
        tokens.insert(address(6, 1), Some(Holding { mint: USDC, owner: crate::market::AUTHORITY, amount: 1 << 40 }));
        Self { tokens, lamports: 1 << 40, devices: (0..3).map(device).collect(), time: 1_000 }
    }

    fn balances(&self) -> Balances {
        let sum = |wanted| {
            let own = self.tokens.values().flatten().filter(|held| held.mint == wanted && held.owner == WALLET);
            own.map(|held| i128::from(held.amount)).sum()
        };
        let own = self.devices.values().filter(|standing| standing.owner == Some(WALLET));
        let position = own.fold(Position::NONE, |sum, standing| sum + standing.position);
        Balances { io: sum(IO), usdc: sum(USDC), sol: self.lamports.into(), position }
    }

    fn active(&self) -> HashMap<Pubkey, u64> {
        self.devices.iter().map(|(device, standing)| (*device, standing.position.staked as u64)).collect()
    }

    fn purse(&self) -> Purse {
        let mut purse = Purse { lamports: self.lamports, tokens: HashMap::new() };
        for (account, held) in &self.tokens {
            purse.insert(&WALLET, &MINTS, *account, *held);
        }
        purse
    }

    /// Moves as much as there is, and returns how much that was.
    fn pay(&mut self, from: Pubkey, to: Pubkey, amount: u64) -> u64 {
        let has = |held: Option<&Option<Holding>>| held.copied().flatten();
        let (Some(payer), Some(receiver)) = (has(self.tokens.get(&from)), has(self.tokens.get(&to))) else { return 0 };
        if from == to || payer.mint != receiver.mint {
            return 0;
        }
        let amount = amount.min(payer.amount);
        self.tokens.insert(from, Some(Holding { amount: payer.amount - amount, ..payer }));
        self.tokens.insert(to, Some(Holding { amount: receiver.amount + amount, ..receiver }));
        amount
    }

    /// What a step did, and what the programs told. None where it cannot be done.
    fn step(&mut self, (what, first, second, amount): Step) -> Option<Record> {
        let before = self.clone();
        let (one, other, device) = (address(5, first % 8), address(5, second % 8), address(7, first % 3));
        let (io, usdc) = (address(5, second % 4), address(5, 4 + second % 4));
        let (vault, escrow) = (address(6, 0), address(6, 1));
        let owner = self.devices.get(&device).and_then(|standing| standing.owner);
        let held = |world: &Self, account| world.tokens.get(&account).copied().flatten();
        let mut events = Vec::new();
        let mut failed = false;
        let mut signed = true;
        match what % 12 {
            0 => drop(self.pay(one, other, amount)),
            1 => {
                let amount = self.pay(io, vault, amount);
                let standing = self.devices.get_mut(&device)?;
                standing.position.staked += i128::from(amount);
                let active = standing.position.staked as u64;
                // Whoever's tokens they are: the owner of the device is the one who stakes.
                events.push(Event::Stake(Stake::Staked(io_stake::events::Staked {
                    device,
                    owner: owner?,
                    amount,
                    active,
                })));
            }
            2 => {
                let position = &mut self.devices.get_mut(&device)?.position;
                let amount = amount.min(position.staked as u64);
                position.staked -= i128::from(amount);
                position.cooling += i128::from(amount);
                let active = position.staked as u64;
                let event = io_stake::events::UnstakeRequested { device, owner: owner?, amount, ends_at: 0, active };
                events.push(Event::Stake(Stake::UnstakeRequested(event)));
            }
            3 => {
                held(self, io)?;
                let cooling = self.devices.get(&device)?.position.cooling as u64;
                let amount = self.pay(vault, io, amount.min(cooling));
                self.devices.get_mut(&device)?.position.cooling -= i128::from(amount);
                let event = io_stake::events::Withdrawn { device, owner: owner?, destination: io, amount };
                events.push(Event::Stake(Stake::Withdrawn(event)));
            }
            4 => {
                let position = &mut self.devices.get_mut(&device)?.position;
                let burned = i128::from(amount).min(position.staked + position.cooling);
                let of_active = burned.min(position.staked);
                position.staked -= of_active;
                position.cooling -= burned - of_active;
                let (burned, active) = (burned as u64, position.staked as u64);
                let event = io_stake::events::Executed { case: address(8, 0), device, burned, costake: 0, active };
                events.push(Event::Stake(Stake::Executed(event)));
            }
            5 => {
                let position = &mut self.devices.get_mut(&device)?.position;
                let fined = u64::from(second).min(position.owed as u64 + amount);
                position.owed += i128::from(amount) - i128::from(fined);
                let settlement = Settlement { earned: amount, fined, ..Settlement::default() };
                let event = io_emission::events::Settled { device, settlement };
                events.push(Event::Emission(Emission::Settled(event)));
            }
            6 => {
                let payee = held(self, io)?.owner;
                let amount = self.devices.get(&device)?.position.owed as u64;
                assert_eq!(self.pay(vault, io, amount), amount);
                self.devices.get_mut(&device)?.position.owed = 0;
                let settlement = Settlement::default();
                let event =
                    io_emission::events::Claimed { device, payee, destination: io, amount, shared: 0, settlement };
                events.push(Event::Emission(Emission::Claimed(event)));
            }
            7 => {
                let new_owner = if owner? == WALLET { OTHER } else { WALLET };
                self.devices.get_mut(&device)?.owner = Some(new_owner);
                let event = io_stake::events::OwnerChanged { device, old_owner: owner?, new_owner };
                events.push(Event::Stake(Stake::OwnerChanged(event)));
            }
            8 => {
                let account = held(self, one)?;
                let owner = if account.owner == WALLET { OTHER } else { WALLET };
                self.tokens.insert(one, Some(Holding { owner, ..account }));
            }
            9 => failed = true,
            10 => {
                signed = false;
                let account = held(self, one)?;
                self.tokens.insert(one, Some(Holding { amount: account.amount + amount, ..account }));
                self.lamports += amount;
            }
            _ => {
                let renter = held(self, usdc)?.owner;
                let cost = self.pay(usdc, escrow, amount);
                let fee = self.pay(usdc, escrow, u64::from(first));
                events.push(Event::Market(Market::Reserved(reserved(device, renter, cost, fee))));
            }
        }
        let (payer, fee) = match (signed, second % 2) {
            (false, _) => (Pubkey::default(), 0),
            (true, 0) => (WALLET, FEE),
            (true, _) => (OTHER, FEE),
        };
        if payer == WALLET {
            self.lamports -= fee;
        }
        self.time += i64::from(first % 5);
        Some(Record {
            signature: signed.then(|| Signature::from([first; 64])),
            slot: 0,
            place: 0,
            time: self.time,
            payer,
            fee,
            failed,
            events,
            changes: before.until(self),
        })
    }

    fn until(&self, after: &Self) -> Changes {
        let account = WALLET;
        let lamports = (self.lamports != after.lamports)
            .then_some(LamportChange { account, before: self.lamports, after: after.lamports })
            .into_iter()
            .collect();
        let tokens = self.tokens.iter().zip(&after.tokens).filter(|((_, before), (_, after))| before != after);
        let tokens = tokens
            .map(|((account, before), (_, after))| TokenAccountChange {
                account: *account,
                before: *before,
                after: *after,
            })
            .collect();
        Changes { lamports, tokens }
    }
}

const MINTS: Mints = Mints { io: IO, usdc: USDC };

fn reserved(device: Pubkey, renter: Pubkey, cost: u64, reservation_fee: u64) -> io_market::events::Reserved {
    io_market::events::Reserved {
        reservation: address(9, 0),
        device,
        number: 0,
        renter,
        cluster: [0; 32],
        asset: Payment::Usdc,
        hours: 1,
        price_per_hour: 1,
        cost,
        reservation_fee,
        facilitation_fee: 0,
        network_fee: 0,
        start_ends_at: 0,
    }
}

/// What has happened after these steps.
struct Told {
    past: Past,
    /// What was held before each record, and after the last.
    held: Vec<Balances>,
    /// The active stake of every device before each record, and after the last.
    active: Vec<HashMap<Pubkey, u64>>,
}

impl Told {
    fn of(steps: &[Step]) -> Self {
        let mut world = World::new();
        let (mut records, mut held, mut active) = (Vec::new(), vec![world.balances()], vec![world.active()]);
        for step in steps {
            let mut next = world.clone();
            if let Some(record) = next.step(*step) {
                records.push(record);
                held.push(next.balances());
                active.push(next.active());
                world = next;
            }
        }
        let active_before = active[0].clone();
        let (purse, devices) = (world.purse(), world.devices);
        let past = Past { wallet: WALLET, mints: MINTS, clock: None, purse, devices, active_before, records };
        Self { past, held, active }
    }

    /// As it looks to whoever knows only the records from that one on.
    fn from(&self, begin: usize) -> Past {
        let Past { wallet, mints, clock, ref purse, ref devices, ref records, .. } = self.past;
        Past {
            wallet,
            mints,
            clock,
            purse: purse.clone(),
            devices: devices.clone(),
            active_before: self.active[begin].clone(),
            records: records[begin..].to_vec(),
        }
    }
}

/// Whether a record changed what an account of the wallet's holds that an earlier one speaks of as well.
fn leaves_a_trace(records: &[Record], place: usize) -> bool {
    let own = |held: Option<Holding>| held.filter(|held| held.owner == WALLET).map_or(0, |held| held.amount);
    let (earlier, record) = (&records[..place], &records[place]);
    let lamports = |record: &Record| !record.changes.lamports.is_empty();
    let tokens = record.changes.tokens.iter().filter(|change| own(change.before) != own(change.after));
    let mut changed = tokens.map(|change| change.account);
    let names = |record: &Record, account| record.changes.tokens.iter().any(|change| change.account == account);
    changed.any(|account| earlier.iter().any(|record| names(record, account)))
        || lamports(record) && earlier.iter().any(lamports)
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>(), 0..20_000u64), 0..40)
}

proptest! {
    #[test]
    fn every_history_adds_up(steps in steps(), until in 990i64..1_100) {
        let told = Told::of(&steps);
        let period = Period { from: 0, until };
        let statement = Statement::of(&told.past, period);
        let within = told.past.records.partition_point(|record| record.time < until);
        prop_assert!(statement.is_reconciled(), "{:?} {:?}", statement.gaps, statement.difference());
        prop_assert_eq!((statement.opening, statement.closing), (told.held[0], told.held[within]));
        for asset in Asset::ALL {
            let last = statement.lines.iter().rfind(|line| line.asset == asset).map(|line| line.balance);
            prop_assert_eq!(last.unwrap_or_else(|| statement.opening.of(asset)), statement.closing.of(asset));
        }
        // Who asks for less is told the end of the same.
        for begin in [within / 2, within] {
            let later = Statement::of(&told.from(begin), period);
            prop_assert!(later.is_reconciled(), "{:?} {:?}", later.gaps, later.difference());
            prop_assert_eq!(later.opening, told.held[begin]);
            prop_assert!(statement.lines.ends_with(&later.lines));
        }
    }

    #[test]
    fn what_is_missing_shows(steps in steps(), missing in any::<prop::sample::Index>()) {
        let Told { mut past, .. } = Told::of(&steps);
        prop_assume!(!past.records.is_empty());
        let missing = missing.index(past.records.len());
        let traced = leaves_a_trace(&past.records, missing);
        past.records.remove(missing);
        let statement = Statement::of(&past, Period { from: 0, until: i64::MAX });
        prop_assert!(!traced || !statement.is_reconciled());
    }
}
