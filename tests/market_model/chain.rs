//! What comes of a step on the real bytecode.

use std::collections::BTreeMap;

use anchor_lang::{AccountDeserialize, error::ErrorCode, prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token::{self, error::TokenError};
use anyhow::{Context, Result, ensure};
use io_app::{
    market::{self, Asset, ListArgs, Payment, ReserveArgs},
    oracle, stake, treasury, usdc,
};
use io_economics::Timestamp;
use io_market::state::{Listing, Reservation};
use io_oracle::RECEIVER;
use io_stake::{OpenCaseArgs, RegisterArgs, SetClassArgs};
use io_tests::{Receipt, World, address, dollars::price_account, keypair, market::ASSETS, stake::purse, stake::text};
use pyth_solana_receiver_sdk::price_update::{PriceUpdateV2, VerificationLevel};
use solana_instruction::error::InstructionError;
use solana_keypair::Keypair;

use crate::{
    cast::{Account, Name, Person, Rig, Till},
    ledger::{Balances, Ledger},
    model::{Model, Reason, Rents},
    picture::{ListingPicture, Picture, RentalPicture, RunningPicture},
    step::{Rental, Step, Trust},
};

/// Lamports that everyone begins with.
const LAMPORTS: u64 = 2_000_000_000;

/// Base units in each account of each holder: 20,000 dollars, 200 IO.
const FUNDS: u64 = 20_000_000_000;

/// A world in which the devices are registered and nothing is listed yet, with the addresses of all that may come.
#[derive(Clone)]
pub struct Chain {
    world: World,
    keys: BTreeMap<Person, [u8; 64]>,
    rigs: BTreeMap<Rig, RigAddresses>,
    /// Those that were ever tried.
    reservations: BTreeMap<Name, Pubkey>,
    pub ledger: Ledger,
}

#[derive(Clone, Copy)]
struct RigAddresses {
    device: Pubkey,
    listing: Pubkey,
}

impl Chain {
    pub fn new() -> Self {
        let mut world = World::market();
        for account in Account::all() {
            let mint = market::mint_of(account.asset(), usdc::MINT);
            world.put_token_account(account.address(), mint, account.owner.address());
            world.give_to(account.address(), FUNDS);
        }
        // The market's own world has the first of them.
        for rig in Rig::all().skip(1) {
            let make = rig.make();
            let (owner, from) = (make.registrant.address(), purse(make.registrant.name()));
            world.give_io(from, make.stake);
            let args = RegisterArgs {
                id: rig.id(),
                class: make.class,
                processors: make.processors,
                label: text("in the cellar"),
                amount: make.stake,
            };
            world.by(make.registrant.name(), stake::register(owner, Some(from), args));
        }
        for person in Person::ALL {
            let missing = LAMPORTS.saturating_sub(world.lamports(person.address()));
            if missing > 0 {
                world.fund(person.address(), missing);
            }
        }
        let keys = Person::ALL.into_iter().map(|person| (person, keypair(person.name()).to_bytes())).collect();
        let addresses = |rig: Rig| {
            let device = stake::device_address(rig.make().registrant.address(), &rig.id());
            RigAddresses { device, listing: market::listing_address(device) }
        };
        let rigs = Rig::all().map(|rig| (rig, addresses(rig))).collect();
        Self { world, keys, rigs, reservations: BTreeMap::new(), ledger: Ledger::default() }
    }

    /// The model of what there is so far.
    pub fn model(&self) -> Model {
        let rents = Rents { listing: self.world.rent(Listing::SIZE), reservation: self.world.rent(Reservation::SIZE) };
        Model::new(FUNDS, LAMPORTS, rents)
    }

    /// Does what the step says; the reason of the refusal otherwise. Nothing comes of what is no transaction.
    pub fn perform(&mut self, step: &Step) -> Result<Option<Receipt>, InstructionError> {
        match step {
            Step::Wait { until } => {
                self.world.set_time(*until);
                return Ok(None);
            }
            Step::Post { posted, trust } => {
                self.post(posted.update(address("price poster")), *trust);
                return Ok(None);
            }
            _ => {}
        }
        let (instructions, mut people, others) = self.instructions(step);
        people.sort();
        people.dedup();
        let mut keys: Vec<_> = people
            .iter()
            .map(|person| Keypair::try_from(self.keys[person].as_slice()).expect("a key of our own"))
            .collect();
        keys.extend(others.iter().map(|name| keypair(name)));
        let signers: Vec<_> = keys.iter().collect();
        match self.world.send(&instructions, &signers) {
            Ok(receipt) => Ok(Some(receipt)),
            Err(refusal) => Err(refusal.reason().clone()),
        }
    }

    fn post(&mut self, mut update: PriceUpdateV2, trust: Trust) {
        match trust {
            Trust::FewGuardians => update.verification_level = VerificationLevel::Partial { num_signatures: 12 },
            Trust::AnotherFeed => update.price_message.feed_id[0] ^= 1,
            Trust::Full | Trust::Forged => {}
        }
        let mut account = oracle::account(&update, self.world.rent(PriceUpdateV2::LEN)).expect("its own format");
        account.owner = if trust == Trust::Forged { market::ID } else { RECEIVER };
        self.world.put(price_account(), account);
    }

    /// What is sent, who of the cast signs, and who else.
    fn instructions(&mut self, step: &Step) -> (Vec<Instruction>, Vec<Person>, Vec<&'static str>) {
        let one = |instruction, by: &[Person]| (vec![instruction], by.to_vec(), vec![]);
        match step.clone() {
            Step::Wait { .. } | Step::Post { .. } => unreachable!("this is no transaction"),
            Step::List { by, rig, rent_payer, price, min, max, open } => {
                let args = ListArgs { price_per_hour: price, min_hours: min, max_hours: max, open };
                let list = market::list(by.address(), rent_payer.address(), self.device(rig), args);
                one(list, &[by, rent_payer])
            }
            Step::Delist { by, rig, rent_payer } => {
                one(market::delist(by.address(), self.device(rig), rent_payer.address()), &[by])
            }
            Step::Reserve { by, rig, number, hours, asset, max_total, cluster, rent_payer, source, price } => {
                self.reservation((rig, number));
                let args = ReserveArgs { number, hours, asset, max_total, cluster: [cluster; 32] };
                let (renter, payer) = (by.address(), rent_payer.address());
                let reserve = market::reserve(renter, payer, self.device(rig), usdc::MINT, paid(source, price), args);
                one(reserve, &[by, rent_payer])
            }
            Step::Start { by, rental } => one(market::start(by.address(), &self.rental(rental)), &[by]),
            Step::Extend { by, rental, hours, max_total, source, price } => {
                let rental = self.rental(rental);
                one(market::extend(by.address(), &rental, paid(source, price), hours, max_total), &[by])
            }
            Step::Claim { by, rental, to } => one(market::claim(by.address(), &self.rental(rental), till(to)), &[by]),
            Step::Complete { rental, push } => {
                one(market::complete(&self.rental(rental), push.map(Account::address)), &[])
            }
            Step::Expire { rental, push } => one(market::expire(&self.rental(rental), push.map(Account::address)), &[]),
            Step::Terminate { by, rental, to, push } => {
                let (rental, push) = (self.rental(rental), push.map(Account::address));
                one(market::terminate(by.address(), &rental, till(to), push), &[by])
            }
            Step::ReportFailure { by, rental, push } => {
                let (rental, push) = (self.rental(rental), push.map(Account::address));
                let attestors: Vec<_> = by.iter().map(|attestor| attestor.address()).collect();
                let evidence = text("evidence");
                one(market::report_failure(attestors[0], &attestors[1..], &rental, push, 3, evidence), &by)
            }
            Step::SetTerms { by, terms } => one(market::set_terms(by.address(), terms), &[by]),
            Step::SetAttestors { by, attestors, quorum } => {
                let attestors = attestors.into_iter().map(Person::address).collect();
                one(market::set_attestors(by.address(), attestors, quorum), &[by])
            }
            Step::SetPaused { by, paused } => one(market::set_paused(by.address(), paused), &[by]),
            Step::Freeze { account, thaw } => {
                let change = match thaw {
                    true => spl_token::instruction::thaw_account,
                    false => spl_token::instruction::freeze_account,
                };
                let (account, issuer) = (account.address(), "usdc issuer");
                let change = change(&spl_token::ID, &account, &usdc::MINT, &address(issuer), &[]);
                (vec![change.expect("an instruction")], vec![], vec![issuer])
            }
            Step::Sell { rig, owner, to } => {
                let device = self.device(rig);
                let propose = stake::propose_owner(owner.address(), device, to.address());
                (vec![propose, stake::accept_owner(to.address(), device)], vec![owner, to], vec![])
            }
            Step::Suspend { rig, owner, case } => {
                let (device, slasher) = (self.device(rig), address("slasher"));
                let args = OpenCaseArgs { number: case, amount: 1, reason: 7, evidence: text("evidence") };
                let case = stake::case_address(device, case);
                let suspend = vec![
                    stake::open_case(slasher, device, args),
                    stake::suspend(slasher, device, case),
                    stake::appeal(owner.address(), device, case, text("defence")),
                ];
                (suspend, vec![owner], vec!["slasher"])
            }
            Step::Acquit { rig, case, silent } => {
                let (device, slasher) = (self.device(rig), address("slasher"));
                let case = stake::case_address(device, case);
                match silent {
                    true => one(stake::expire(device, case, slasher), &[]),
                    false => {
                        let resolve = stake::resolve(address("arbiter"), device, case, slasher, 0);
                        (vec![resolve], vec![], vec!["arbiter"])
                    }
                }
            }
            Step::SetClass { class, multiplier_bps } => {
                let pool = class as u8;
                let args = SetClassArgs { number: class, name: text("a class"), pool, multiplier_bps, open: true };
                one(stake::set_class(Person::Admin.address(), args), &[Person::Admin])
            }
            Step::Give { by, asset, amount } => {
                let (from, to) = (Account::of(by, asset, false).address(), till(Till::Escrow(asset)));
                let give = spl_token::instruction::transfer(&spl_token::ID, &from, &to, &by.address(), &[], amount);
                one(give.expect("an instruction"), &[by])
            }
        }
    }

    fn device(&self, rig: Rig) -> Pubkey {
        self.rigs[&rig].device
    }

    fn reservation(&mut self, name: Name) -> Pubkey {
        let device = self.rigs[&name.0].device;
        *self.reservations.entry(name).or_insert_with(|| market::reservation_address(device, name.1))
    }

    fn rental(&mut self, rental: Rental) -> market::Rental {
        market::Rental {
            device: self.device(rental.rig),
            reservation: self.reservation(rental.name),
            rent_payer: rental.rent_payer.address(),
            escrow: till(Till::Escrow(rental.escrow)),
            fee_vault: fee_vault(rental.fee_vault),
        }
    }

    /// Every account that anything happens to, as it is stored.
    pub fn accounts(&self) -> BTreeMap<Pubkey, solana_account::Account> {
        let people = Person::ALL.into_iter().map(Person::address);
        let holdings = Account::all().map(Account::address);
        let rigs = self.rigs.values().flat_map(|rig| [rig.device, rig.listing]);
        let tills = ASSETS.into_iter().flat_map(|asset| [till(Till::Escrow(asset)), fee_vault(asset)]);
        let all = people.chain(holdings).chain(rigs).chain(tills).chain(self.reservations.values().copied());
        all.chain([market::CONFIG]).filter_map(|address| Some((address, self.world.account(address)?))).collect()
    }

    /// What is in people's accounts.
    pub fn balances(&self) -> Balances {
        Account::all().map(|account| (account, self.world.balance(account.address()).into())).collect()
    }

    /// What there is to see, once it is sound in itself.
    pub fn picture(&self, model: &Model) -> Result<Picture> {
        let config = self.world.market_config();
        ensure!(config.invariant().is_ok(), "the settings are unsound");
        let mut listings = BTreeMap::new();
        for (rig, addresses) in &self.rigs {
            if let Some(listing) = self.read::<Listing>(addresses.listing)? {
                listings.insert(*rig, self.listing_picture(*rig, &listing)?);
            }
        }
        let (mut rentals, mut held) = (BTreeMap::new(), [0; 2]);
        for (name, address) in &self.reservations {
            if let Some(reservation) = self.read::<Reservation>(*address)? {
                held[reservation.asset() as usize] += u128::from(reservation.held());
                rentals.insert(*name, self.rental_picture(*name, &reservation)?);
            } else {
                ensure!(self.ledger.told(*address).is_none(), "{name:?} is gone, and no event said so");
            }
        }
        let escrows = ASSETS.map(|asset| u128::from(self.world.balance(till(Till::Escrow(asset)))));
        let fee_vaults = ASSETS.map(|asset| u128::from(self.world.balance(fee_vault(asset))));
        for asset in ASSETS.map(|asset| asset as usize) {
            let owed = held[asset] + model.given[asset];
            ensure!(escrows[asset] == owed, "the escrow of {:?} holds {}, owes {owed}", ASSETS[asset], escrows[asset]);
        }
        self.ledger.check(escrows, fee_vaults)?;
        let device = |addresses: &RigAddresses| {
            let device = self.world.device(addresses.device);
            (device.owner, device.is_suspended())
        };
        let lamports = |person: Person| u128::from(self.world.lamports(person.address()));
        Ok(Picture {
            paused: config.is_paused(),
            terms: config.terms(),
            attestors: config.attestors().to_vec(),
            quorum: config.quorum.into(),
            accounts: self.balances(),
            escrows,
            fee_vaults,
            lamports: Person::ALL.into_iter().map(|person| (person, lamports(person))).collect(),
            devices: self.rigs.iter().map(|(rig, addresses)| (*rig, device(addresses))).collect(),
            listings,
            rentals,
        })
    }

    fn listing_picture(&self, rig: Rig, listing: &Listing) -> Result<ListingPicture> {
        ensure!(listing.invariant().is_ok() && listing.device == self.device(rig), "unsound: {listing:?}");
        let latest = self.reservations.iter().find(|(_, address)| **address == listing.reservation);
        ensure!(latest.is_some() || listing.reservation == Pubkey::default(), "an unknown latest: {listing:?}");
        Ok(ListingPicture {
            owner: listing.owner,
            rent_payer: listing.rent_payer,
            price: listing.price_per_hour,
            hours: (listing.min_hours, listing.max_hours),
            open: listing.is_open(),
            next: listing.next,
            listed_at: listing.listed_at,
            busy_until: listing.busy_until,
            latest: latest.map(|((_, number), _)| *number),
        })
    }

    fn rental_picture(&self, (rig, number): Name, reservation: &Reservation) -> Result<RentalPicture> {
        let asset = reservation.asset();
        let now = Timestamp::new(self.world.time());
        let tills = (till(Till::Escrow(asset)), fee_vault(asset));
        let filed = reservation.device == self.device(rig) && reservation.number == number;
        ensure!(reservation.invariant().is_ok() && filed, "unsound: {reservation:?}");
        ensure!((reservation.escrow, reservation.fee_vault) == tills, "other tills: {reservation:?}");
        let runs = reservation.stage == 1 && !reservation.is_over(now);
        let told = self.ledger.told(self.reservations[&(rig, number)]);
        Ok(RentalPicture {
            stage: reservation.stage,
            asset,
            hours: reservation.hours.into(),
            rates: [
                reservation.reservation_bps,
                reservation.facilitation_bps,
                reservation.network_bps,
                reservation.failure_bps,
            ],
            reserved_at: reservation.reserved_at,
            started_at: reservation.started_at,
            ends_at: reservation.ends_at().map(Timestamp::get),
            cost: reservation.cost.into(),
            fees: reservation.fees.into(),
            claimed: reservation.claimed.into(),
            supplier_due: reservation.supplier_due.into(),
            renter_due: reservation.renter_due.into(),
            renter: reservation.renter,
            supplier: reservation.supplier,
            rent_payer: reservation.rent_payer,
            cluster: reservation.cluster[0],
            held: reservation.held().into(),
            told: told.context("there is a reservation of which no event told")?,
            due_to_supplier: reservation.due_to_supplier(now).into(),
            running: runs.then(|| RunningPicture {
                earned: reservation.earned(now).into(),
                kept_at_failure: reservation.kept_at_failure(now).into(),
                owed_at_termination: reservation.owed_at_termination(now).into(),
            }),
        })
    }

    /// What an account of the market says, if it is there.
    fn read<T: AccountDeserialize>(&self, address: Pubkey) -> Result<Option<T>> {
        let Some(account) = self.world.account(address).filter(|account| account.lamports > 0) else {
            return Ok(None);
        };
        ensure!(account.owner == market::ID, "{address} belongs to {}", account.owner);
        Ok(Some(T::try_deserialize(&mut account.data.as_slice())?))
    }
}

const fn paid_price(price: bool, account: Pubkey) -> Option<Pubkey> {
    if price { Some(account) } else { None }
}

fn paid(source: Account, price: bool) -> Payment {
    Payment { source: source.address(), price: paid_price(price, price_account()) }
}

fn till(till: Till) -> Pubkey {
    match till {
        Till::Account(account) => account.address(),
        Till::Escrow(Asset::Io) => market::IO_ESCROW,
        Till::Escrow(Asset::Usdc) => {
            static ESCROW: std::sync::LazyLock<Pubkey> =
                std::sync::LazyLock::new(|| market::escrow_address(usdc::MINT));
            *ESCROW
        }
    }
}

fn fee_vault(asset: Asset) -> Pubkey {
    static VAULTS: std::sync::LazyLock<[Pubkey; 2]> =
        std::sync::LazyLock::new(|| ASSETS.map(|asset| treasury::vault_address(market::mint_of(asset, usdc::MINT))));
    VAULTS[asset as usize]
}

impl Reason {
    /// Whether the chain's words mean this.
    pub fn is_told_by(self, error: &InstructionError) -> bool {
        let code = |code: u32| *error == InstructionError::Custom(code);
        let token = |error: TokenError| code(error as u32);
        match self {
            Self::Market(error) => code(error.into()),
            Self::Absent => code(ErrorCode::AccountOwnedByWrongProgram.into()),
            // The system program's word: an account of that address exists.
            Self::Present => code(0),
            Self::TooLittle => token(TokenError::InsufficientFunds),
            Self::AccountOfAnother => token(TokenError::OwnerMismatch),
            Self::OtherAsset => token(TokenError::MintMismatch),
            Self::Frozen => token(TokenError::AccountFrozen),
        }
    }
}
