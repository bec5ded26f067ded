//! What comes of a step on the real bytecode.

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::{
    AccountDeserialize,
    error::ErrorCode,
    prelude::{AccountMeta, Pubkey},
    solana_program::instruction::Instruction,
};
use anchor_spl::token::spl_token;
use anyhow::{Result, ensure};
use io_app::{emission, stake, token};
use io_economics::Epoch;
use io_emission::state::{Lease, Pool};
use io_stake::{OpenCaseArgs, RegisterArgs, state::Device};
use io_tests::{World, stake::text};
use solana_account::Account;
use solana_instruction::error::InstructionError;
use solana_keypair::Keypair;

use crate::{
    cast::{POOLS, Person, Rig},
    model::{self, Reason},
    step::{StakeStep, Step},
};

/// Who pays rents: of leases and of pages.
const PAYER: Person = Person::Stranger;

/// A world in which the emission runs and nothing is registered yet, with the addresses of all that may come.
#[derive(Clone)]
pub struct Chain {
    pub world: World,
    keys: BTreeMap<Person, [u8; 64]>,
    rigs: BTreeMap<Rig, RigAddresses>,
    pools: [Pubkey; POOLS],
    pages: BTreeMap<(u8, u16), Pubkey>,
}

#[derive(Clone)]
struct RigAddresses {
    device: Pubkey,
    lease: Pubkey,
}

impl Chain {
    pub fn new(world: World) -> Self {
        let keys =
            Person::ALL.into_iter().map(|person| (person, io_tests::keypair(person.name()).to_bytes())).collect();
        let addresses = |rig: Rig| {
            let device = stake::device_address(rig.0.address(), &id_of(rig.1));
            RigAddresses { device, lease: emission::lease_address(device) }
        };
        let rigs = Rig::all().map(|rig| (rig, addresses(rig))).collect();
        Self { world, keys, rigs, pools: [0, 1].map(emission::pool_address), pages: BTreeMap::new() }
    }

    /// Every page that the step names, so that it is among the accounts before and after.
    pub fn foresee(&mut self, step: &Step) {
        match step {
            Step::Advance { pool, page: Some(page), .. } => _ = self.page(*pool, *page),
            Step::Settle { pages, .. } => pages.iter().for_each(|(pool, page)| _ = self.page(*pool, *page)),
            _ => {}
        }
    }

    /// Does what the step says; the reason of the refusal otherwise.
    pub fn perform(&mut self, step: &Step) -> Result<(), InstructionError> {
        if let Step::Wait { until } = *step {
            self.world.set_time(until);
            return Ok(());
        }
        let Some((instructions, signers)) = self.transaction(step) else {
            return Err(InstructionError::GenericError);
        };
        let signers: BTreeSet<_> = signers.into_iter().collect();
        let keys: Vec<_> = signers
            .iter()
            .map(|person| Keypair::try_from(self.keys[person].as_slice()).expect("a key of our own"))
            .collect();
        match self.world.send(&instructions, &keys.iter().collect::<Vec<_>>()) {
            Ok(_) => Ok(()),
            Err(refusal) => Err(refusal.reason().clone()),
        }
    }

    fn transaction(&mut self, step: &Step) -> Option<(Vec<Instruction>, Vec<Person>)> {
        let one = |instruction: Instruction, signers: Vec<Person>| Some((vec![instruction], signers));
        match step {
            Step::Wait { .. } => None,
            Step::Advance { pool, page, epochs } => {
                let completed = Epoch::saturating(self.pool((*pool).into()).completed);
                let mut instruction = emission::advance(PAYER.address(), *pool, completed, *epochs);
                if let Some(page) = page {
                    instruction.accounts[3].pubkey = self.page(*pool, *page);
                }
                one(instruction, vec![PAYER])
            }
            Step::Grant { signers, pool, rigs, until, verified_at } => {
                let (device, further) = self.devices(rigs)?;
                let attestors = addresses(signers);
                let grant = emission::grant(&attestors, PAYER.address(), *pool, device, &further, *until, *verified_at);
                one(grant, [signers.as_slice(), &[PAYER]].concat())
            }
            Step::Renew { signers, pool, rigs, until } => {
                let (device, further) = self.devices(rigs)?;
                one(emission::renew(&addresses(signers), *pool, device, &further, *until), signers.clone())
            }
            Step::Revoke { signers, pool, rigs } => {
                let (device, further) = self.devices(rigs)?;
                one(emission::revoke(&addresses(signers), *pool, device, &further), signers.clone())
            }
            Step::End { by, pool, rig } => one(emission::end(by.address(), *pool, self.device(*rig)), vec![*by]),
            Step::Sync { pool, rig } => one(emission::sync(*pool, self.device(*rig)), vec![]),
            Step::Settle { pool, rig, pages } => {
                let mut instruction =
                    emission::settle(*pool, self.device(*rig), Epoch::saturating(1), Epoch::saturating(1));
                for (meta, (pool, number)) in instruction.accounts[4..6].iter_mut().zip(pages) {
                    *meta = AccountMeta::new_readonly(self.page(*pool, *number), false);
                }
                one(instruction, vec![])
            }
            Step::Claim { pool, rig, to } => one(emission::claim(*pool, self.device(*rig), to.purse()), vec![]),
            Step::SetPayout { by, rig, payout } => {
                let payout = payout.map(Person::address).unwrap_or_default();
                one(emission::set_payout(by.address(), self.device(*rig), payout), vec![*by])
            }
            Step::BurnLosses { pool } => one(emission::burn_losses(*pool), vec![]),
            Step::CloseLease { rig, to } => one(emission::close_lease(self.device(*rig), to.address()), vec![]),
            Step::SetShares { by, shares, pools } => {
                let shares = [shares[0], shares[1], 0, 0, 0, 0, 0, 0];
                one(emission::set_shares(by.address(), *pools, shares), vec![*by])
            }
            Step::SetTerms { by, max_lease, cap_bps } => {
                one(emission::set_terms(by.address(), *max_lease, *cap_bps, 500), vec![*by])
            }
            Step::SetAttestors { by, attestors, quorum } => {
                one(emission::set_attestors(by.address(), addresses(attestors), *quorum), vec![*by])
            }
            Step::SetPaused { by, paused } => one(emission::set_paused(by.address(), *paused), vec![*by]),
            Step::Donate { by, amount } => one(transfer(by.address(), by.purse(), emission::VAULT, *amount), vec![*by]),
            Step::PauseMint { paused } => {
                one(token::set_paused(Person::Pauser.address(), *paused), vec![Person::Pauser])
            }
            Step::Stake(step) => self.stake_transaction(step),
        }
    }

    /// None where there is no device to do it with.
    fn stake_transaction(&self, step: &StakeStep) -> Option<(Vec<Instruction>, Vec<Person>)> {
        let case = |rig: Rig, number: u32| stake::case_address(self.device(rig), number);
        let slasher = Person::Slasher.address();
        let (instruction, signers) = match *step {
            StakeStep::Register { by, id, class, processors, amount } => {
                let args = RegisterArgs { id: id_of(id), class, processors, label: text("rig"), amount };
                (stake::register(by.address(), Some(by.purse()), args), vec![by])
            }
            StakeStep::Stake { by, rig, amount } => {
                (stake::stake(by.address(), self.device(rig), by.purse(), amount), vec![by])
            }
            StakeStep::RequestUnstake { by, rig, amount } => {
                (stake::request_unstake(by.address(), self.device(rig), amount), vec![by])
            }
            StakeStep::Withdraw { by, rig } => (stake::withdraw(by.address(), self.device(rig), by.purse()), vec![by]),
            StakeStep::OpenCase { rig, amount } => {
                let number = self.stake_device(rig)?.cases;
                let args = OpenCaseArgs { number, amount, reason: 7, evidence: text("evidence") };
                (stake::open_case(slasher, self.device(rig), args), vec![Person::Slasher])
            }
            StakeStep::Suspend { rig, number } => {
                (stake::suspend(slasher, self.device(rig), case(rig, number)), vec![Person::Slasher])
            }
            StakeStep::Dismiss { rig, number } => {
                let owner = self.owner(rig)?;
                let (device, case) = (self.device(rig), case(rig, number));
                let appeal = stake::appeal(owner.address(), device, case, text("defence"));
                let resolve = stake::resolve(Person::Arbiter.address(), device, case, slasher, 0);
                return Some((vec![appeal, resolve], vec![owner, Person::Arbiter]));
            }
            StakeStep::Execute { rig, number } => {
                (stake::execute(self.device(rig), case(rig, number), slasher, false), vec![])
            }
            StakeStep::CloseDevice { by, rig } => {
                (stake::close_device(by.address(), self.device(rig), Some(by.purse())), vec![by])
            }
            StakeStep::HandOver { by, rig, to } => {
                let propose = stake::propose_owner(by.address(), self.device(rig), to.address());
                let accept = stake::accept_owner(to.address(), self.device(rig));
                return Some((vec![propose, accept], vec![by, to]));
            }
            StakeStep::SetClass { class, pool, multiplier_bps } => {
                let args =
                    io_stake::SetClassArgs { number: class, name: text("class"), pool, multiplier_bps, open: true };
                (stake::set_class(Person::Admin.address(), args), vec![Person::Admin])
            }
        };
        Some((vec![instruction], signers))
    }

    fn device(&self, rig: Rig) -> Pubkey {
        self.rigs[&rig].device
    }

    fn devices(&self, rigs: &[Rig]) -> Option<(Pubkey, Vec<Pubkey>)> {
        let (first, further) = rigs.split_first()?;
        Some((self.device(*first), further.iter().map(|rig| self.device(*rig)).collect()))
    }

    fn page(&mut self, pool: u8, number: u16) -> Pubkey {
        *self.pages.entry((pool, number)).or_insert_with(|| emission::page_address(pool, number))
    }

    fn owner(&self, rig: Rig) -> Option<Person> {
        let owner = self.stake_device(rig)?.owner;
        Person::ALL.into_iter().find(|person| person.address() == owner)
    }

    /// A device as the staking program keeps it.
    pub fn stake_device(&self, rig: Rig) -> Option<Device> {
        self.read(self.device(rig), &stake::ID).expect("a device of the staking program")
    }

    /// A device as the model wants to know it.
    pub fn told(&self, rig: Rig, generation: u32) -> Option<model::Device> {
        let device = self.stake_device(rig)?;
        Some(model::Device {
            owner: self.owner(rig)?,
            active: device.active,
            processors: device.processors,
            class: device.class,
            suspended: device.is_suspended(),
            cases: device.cases,
            registered_at: device.registered_at,
            generation,
        })
    }

    pub fn pool(&self, pool: usize) -> Pool {
        self.world.read(self.pools[pool])
    }

    pub fn lease(&self, rig: Rig) -> Result<Option<Lease>> {
        self.read(self.rigs[&rig].lease, &emission::ID)
    }

    /// Every account that anything happens to, as it is stored.
    pub fn accounts(&self) -> BTreeMap<Pubkey, Account> {
        let purses = Person::PAID.into_iter().map(Person::purse);
        let rigs = self.rigs.values().flat_map(|rig| [rig.device, rig.lease]);
        let others = [emission::CONFIG, emission::VAULT, token::CONFIG, token::MINT, token::BURNS];
        let all = purses.chain(rigs).chain(others).chain(self.pools).chain(self.pages.values().copied());
        all.filter_map(|address| Some((address, self.world.account(address)?))).collect()
    }

    /// What an account says, if it is there.
    fn read<T: AccountDeserialize>(&self, address: Pubkey, owner: &Pubkey) -> Result<Option<T>> {
        let Some(account) = self.world.account(address).filter(|account| account.lamports > 0) else {
            return Ok(None);
        };
        // Lamports alone make no account of a program's.
        if account.data.is_empty() {
            return Ok(None);
        }
        ensure!(account.owner == *owner, "{address} belongs to {}", account.owner);
        Ok(Some(T::try_deserialize(&mut account.data.as_slice())?))
    }
}

fn addresses(people: &[Person]) -> Vec<Pubkey> {
    people.iter().map(|person| person.address()).collect()
}

/// The id of a supplier's devices.
fn id_of(id: u8) -> [u8; 32] {
    text(["one rig", "another rig", "a third rig"][usize::from(id)])
}

/// A plain transfer.
pub fn transfer(giver: Pubkey, from: Pubkey, to: Pubkey, amount: u64) -> Instruction {
    spl_token::instruction::transfer(&spl_token::ID, &from, &to, &giver, &[], amount).expect("the token program")
}

impl Reason {
    /// Whether the chain's words mean this.
    pub fn is_told_by(self, error: &InstructionError) -> bool {
        let code = |code: u32| *error == InstructionError::Custom(code);
        match self {
            Self::Emission(error) => code(error.into()),
            Self::Absent => code(ErrorCode::AccountOwnedByWrongProgram.into()),
        }
    }
}
