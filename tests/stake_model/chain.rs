//! What comes of a step on the real bytecode.

use std::collections::BTreeMap;

use anchor_lang::{AccountDeserialize, error::ErrorCode, prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token;
use anyhow::{Result, ensure};
use io_app::{stake, token};
use io_stake::{
    OpenCaseArgs, RegisterArgs,
    state::{Case, Device},
};
use io_tests::{World, keypair, stake::text};
use solana_account::Account;
use solana_instruction::error::InstructionError;
use solana_keypair::Keypair;

use crate::{
    cast::{CaseName, Person, Pot, Rig},
    model::{Model, Reason, Rents},
    picture::{CasePicture, DevicePicture, Picture},
    step::Step,
};

/// Lamports that everyone begins with.
const LAMPORTS: u64 = 1_000_000_000;

/// A world in which nothing is registered yet, with the addresses of all that may come.
#[derive(Clone)]
pub struct Chain {
    world: World,
    keys: BTreeMap<Person, [u8; 64]>,
    rigs: BTreeMap<Rig, RigAddresses>,
}

#[derive(Clone)]
struct RigAddresses {
    device: Pubkey,
    vault: Pubkey,
    /// As many as were ever tried, by number.
    cases: Vec<Pubkey>,
}

impl Chain {
    pub fn new() -> Self {
        let mut world = World::staking();
        for person in Person::ALL {
            let missing = LAMPORTS.saturating_sub(world.lamports(person.address()));
            if missing > 0 {
                world.fund(person.address(), missing);
            }
        }
        let keys = Person::ALL.into_iter().map(|person| (person, keypair(person.name()).to_bytes())).collect();
        let addresses = |rig: Rig| {
            let device = stake::device_address(rig.0.address(), &id_of(rig.1));
            RigAddresses { device, vault: stake::vault_address(device), cases: vec![] }
        };
        let rigs = Rig::all().map(|rig| (rig, addresses(rig))).collect();
        Self { world, keys, rigs }
    }

    /// The model of what there is so far.
    pub fn model(&self) -> Model {
        let rents = Rents {
            device: self.world.rent(Device::SIZE),
            vault: self.world.rent(165),
            case: self.world.rent(Case::SIZE),
        };
        Model::new(LAMPORTS, rents)
    }

    /// Does what the step says; the reason of the refusal otherwise.
    pub fn perform(&mut self, step: &Step) -> Result<(), InstructionError> {
        if let Step::Wait { until } = *step {
            self.world.set_time(until);
            return Ok(());
        }
        let (instruction, by) = self.instruction(step);
        let key = by.map(|by| Keypair::try_from(self.keys[&by].as_slice()).expect("a key of our own"));
        let signers: Vec<_> = key.iter().collect();
        match self.world.send(&[instruction], &signers) {
            Ok(_) => Ok(()),
            Err(refusal) => Err(refusal.reason().clone()),
        }
    }

    fn instruction(&mut self, step: &Step) -> (Instruction, Option<Person>) {
        match *step {
            Step::Wait { .. } => unreachable!("waiting is no transaction"),
            Step::Register { by, id, class, processors, source, amount } => {
                let args = RegisterArgs { id: id_of(id), class, processors, label: text("rig 2"), amount };
                (stake::register(by.address(), source.map(Person::purse), args), Some(by))
            }
            Step::Stake { by, rig, source, amount } => {
                (stake::stake(by.address(), self.device(rig), source.purse(), amount), Some(by))
            }
            Step::RequestUnstake { by, rig, amount } => {
                (stake::request_unstake(by.address(), self.device(rig), amount), Some(by))
            }
            Step::Withdraw { by, rig, to } => (stake::withdraw(by.address(), self.device(rig), self.pot(to)), Some(by)),
            Step::CloseDevice { by, rig, to } => {
                (stake::close_device(by.address(), self.device(rig), to.map(|pot| self.pot(pot))), Some(by))
            }
            Step::ProposeOwner { by, rig, heir } => (
                stake::propose_owner(by.address(), self.device(rig), heir.map(Person::address).unwrap_or_default()),
                Some(by),
            ),
            Step::AcceptOwner { by, rig } => (stake::accept_owner(by.address(), self.device(rig)), Some(by)),
            Step::OpenCase { by, rig, number, amount } => {
                self.case((rig, number));
                let args = OpenCaseArgs { number, amount, reason: 7, evidence: text("evidence") };
                (stake::open_case(by.address(), self.device(rig), args), Some(by))
            }
            Step::Suspend { by, rig, case } => {
                (stake::suspend(by.address(), self.device(rig), self.case(case)), Some(by))
            }
            Step::Appeal { by, rig, case } => {
                (stake::appeal(by.address(), self.device(rig), self.case(case), text("defence")), Some(by))
            }
            Step::Resolve { by, rig, case, opener, upheld } => {
                (stake::resolve(by.address(), self.device(rig), self.case(case), opener.address(), upheld), Some(by))
            }
            Step::Execute { rig, case, opener } => {
                (stake::execute(self.device(rig), self.case(case), opener.address(), false), None)
            }
            Step::Expire { rig, case, opener } => {
                (stake::expire(self.device(rig), self.case(case), opener.address()), None)
            }
            Step::SetPaused { by, paused } => (stake::set_paused(by.address(), paused), Some(by)),
            Step::SetRole { by, role, to } => (stake::set_role(by.address(), role, to.address()), Some(by)),
            Step::Donate { by, rig, amount } => {
                (gift(by.address(), by.purse(), self.rigs[&rig].vault, amount), Some(by))
            }
        }
    }

    fn device(&self, rig: Rig) -> Pubkey {
        self.rigs[&rig].device
    }

    fn case(&mut self, (rig, number): CaseName) -> Pubkey {
        let rig = self.rigs.get_mut(&rig).expect("every device has its addresses");
        for number in rig.cases.len() as u32..=number {
            rig.cases.push(stake::case_address(rig.device, number));
        }
        rig.cases[number as usize]
    }

    fn pot(&self, pot: Pot) -> Pubkey {
        match pot {
            Pot::Purse(person) => person.purse(),
            Pot::Vault(rig) => self.rigs[&rig].vault,
        }
    }

    /// Every account that anything happens to, as it is stored.
    pub fn accounts(&self) -> BTreeMap<Pubkey, Account> {
        let people = Person::ALL.into_iter().map(Person::address);
        let purses = Person::SUPPLIERS.into_iter().map(Person::purse);
        let rigs = self.rigs.values().flat_map(|rig| [rig.device, rig.vault].into_iter().chain(rig.cases.clone()));
        let others = [stake::CONFIG, stake::CLASSES, stake::AUTHORITY, token::CONFIG, token::MINT, token::BURNS];
        let all = people.chain(purses).chain(rigs).chain(others).chain([token::VAULT]);
        all.filter_map(|address| Some((address, self.world.account(address)?))).collect()
    }

    /// What there is to see, once it is sound in itself.
    pub fn picture(&self, model: &Model) -> Result<Picture> {
        let (config, ledger) = (self.world.staking_config(), self.world.burn_ledger());
        ensure!(config.invariant().is_ok(), "the settings are unsound");
        let mut devices = BTreeMap::new();
        for (rig, addresses) in &self.rigs {
            let donated = model.devices.get(rig).map_or(0, |device| device.donated);
            if let Some(device) = self.device_picture(addresses, donated)? {
                devices.insert(*rig, device);
            }
        }
        let balance = |person: Person| u128::from(self.world.balance(person.purse()));
        let purses: BTreeMap<_, _> = Person::SUPPLIERS.into_iter().map(|person| (person, balance(person))).collect();
        let supply = u128::from(self.world.supply());
        let held = purses.values().sum::<u128>() + devices.values().map(|device| device.vault).sum::<u128>();
        ensure!(held + u128::from(self.world.balance(token::VAULT)) == supply, "IO appeared or disappeared");
        let lamports = |person: Person| u128::from(self.world.lamports(person.address()));
        Ok(Picture {
            paused: config.is_paused(),
            slasher: config.slasher,
            arbiter: config.arbiter,
            purses,
            lamports: Person::ALL.into_iter().map(|person| (person, lamports(person))).collect(),
            supply,
            burned: ledger.burned.map(u128::from),
            burned_ever: ledger.total.into(),
            devices,
        })
    }

    fn device_picture(&self, addresses: &RigAddresses, donated: u128) -> Result<Option<DevicePicture>> {
        let mut cases = BTreeMap::new();
        for (number, address) in addresses.cases.iter().enumerate() {
            if let Some(case) = self.read::<Case>(*address)? {
                ensure!(case.invariant().is_ok(), "a case is unsound: {case:?}");
                ensure!(case.device == addresses.device && case.number as usize == number, "misfiled: {case:?}");
                cases.insert(case.number, case_picture(&case));
            }
        }
        let Some(device) = self.read::<Device>(addresses.device)? else {
            ensure!(self.world.lamports(addresses.vault) == 0, "a vault without a device");
            ensure!(cases.is_empty(), "cases without a device");
            return Ok(None);
        };
        ensure!(device.invariant().is_ok() && device.vault == addresses.vault, "a device is unsound: {device:?}");
        let running = device.cooling.cooldowns.iter().filter(|cooldown| cooldown.amount != 0);
        let mut cooling: Vec<_> = running.map(|cooldown| (cooldown.ends_at, u128::from(cooldown.amount))).collect();
        cooling.sort_unstable();
        let vault = u128::from(self.world.balance(addresses.vault));
        let stake = u128::from(device.active) + cooling.iter().map(|(_, amount)| amount).sum::<u128>();
        ensure!(vault == stake + donated, "the vault holds {vault}: {stake} of stake, {donated} of gifts");
        ensure!(u128::from(device.frozen) <= stake, "{} frozen of {stake}", device.frozen);
        Ok(Some(DevicePicture {
            owner: device.owner,
            offered_to: device.pending_owner,
            class: device.class,
            processors: device.processors,
            registered_at: device.registered_at,
            active: device.active.into(),
            frozen: device.frozen.into(),
            cooling,
            open_cases: device.open_cases.into(),
            suspensions: device.suspensions.into(),
            cases_ever: device.cases,
            falls: device.falls as usize,
            fell_at: device.fell_at,
            vault,
            cases,
        }))
    }

    /// What an account of the staking program says, if it is there.
    fn read<T: AccountDeserialize>(&self, address: Pubkey) -> Result<Option<T>> {
        let Some(account) = self.world.account(address).filter(|account| account.lamports > 0) else {
            return Ok(None);
        };
        ensure!(account.owner == stake::ID, "{address} belongs to {}", account.owner);
        Ok(Some(T::try_deserialize(&mut account.data.as_slice())?))
    }
}

fn case_picture(case: &Case) -> CasePicture {
    CasePicture {
        stage: case.stage,
        frozen: case.frozen.into(),
        opened_at: case.opened_at,
        appealed_at: case.appealed_at,
        opener: case.opener,
        suspends: case.is_suspending(),
    }
}

/// The id of a supplier's devices.
fn id_of(id: u8) -> [u8; 32] {
    text(["one rig", "another rig"][usize::from(id)])
}

/// A plain transfer, past the staking program.
fn gift(giver: Pubkey, purse: Pubkey, vault: Pubkey, amount: u64) -> Instruction {
    spl_token::instruction::transfer(&spl_token::ID, &purse, &vault, &giver, &[], amount).expect("the token program")
}

impl Reason {
    /// Whether the chain's words mean this.
    pub fn is_told_by(self, error: &InstructionError) -> bool {
        let code = |code: u32| *error == InstructionError::Custom(code);
        let token = |error: spl_token::error::TokenError| code(error as u32);
        match self {
            Self::Staking(error) => code(error.into()),
            Self::Absent => code(ErrorCode::AccountOwnedByWrongProgram.into()),
            // The system program's word: an account of that address exists.
            Self::Present => code(0),
            Self::PurseTooSmall => token(spl_token::error::TokenError::InsufficientFunds),
            Self::PurseOfAnother => token(spl_token::error::TokenError::OwnerMismatch),
            Self::VaultNotSwept => token(spl_token::error::TokenError::NonNativeHasBalance),
            Self::NoVault => {
                matches!(error, InstructionError::InvalidAccountData | InstructionError::IncorrectProgramId)
            }
        }
    }
}
