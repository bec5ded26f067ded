//! The life of the staking program: a supplier's device with stake behind it, a neighbour's beside it, slash cases, and
//! one specimen of each of its instructions.

pub mod calls;
mod specimen;

use std::sync::OnceLock;

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_spl::token::spl_token;
use io_app::{costake, stake, token, usdc};
use io_stake::{
    InitializeArgs, RegisterArgs, SetClassArgs,
    error::IoStakeError,
    state::{Case, Classes, Config, Device},
};
use io_token::BurnKind;

use crate::{Receipt, World, address, keypair, token::GENESIS};

pub use specimen::specimens;

/// When the devices are registered, and everything happens before whose time a test does not say.
pub const TODAY: i64 = GENESIS + 12_345;

/// Length of a cooldown: 14 days.
pub const COOLDOWN: i64 = 1_209_600;

/// How long one can appeal, and then how long the arbiter can rule: 30 days each.
pub const WINDOW: i64 = 2_592_000;

/// Base units behind the supplier's device.
pub const STAKE: u64 = 1_000_003;

/// Base units behind the neighbour's device.
pub const NEIGHBOURS_STAKE: u64 = 500_009;

/// Base units in everyone's purse before the first stake.
pub const FUNDS: u64 = 10_000_019;

/// Number of a class of the first pool.
pub const GPU: u16 = 0;

/// Number of a class of the second pool.
pub const CPU: u16 = 1;

/// Number of a class that takes no new devices.
pub const CLOSED: u16 = 2;

/// Who has IO and lamports.
pub const SUPPLIERS: [&str; 3] = ["supplier", "neighbour", "heir"];

/// The supplier's device. Its id is one with which the addresses of the device, its vault and its first case are each
/// found at the first attempt, so that what is measured does not depend on luck.
pub fn rig() -> Pubkey {
    stake::device_address(address("supplier"), &text("rig 2"))
}

/// The neighbour's device.
pub fn neighbours() -> Pubkey {
    stake::device_address(address("neighbour"), &text("rig 2"))
}

/// The case of that number about the supplier's device.
pub fn case(number: u32) -> Pubkey {
    stake::case_address(rig(), number)
}

/// The token account that somebody's IO is in.
pub fn purse(name: &str) -> Pubkey {
    address(&format!("purse of {name}"))
}

/// Text, filled up with zeros.
pub fn text<const LENGTH: usize>(text: &str) -> [u8; LENGTH] {
    let mut bytes = [0; LENGTH];
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    bytes
}

/// A device called `name`, with a first stake.
pub fn device_args(name: &str, amount: u64) -> RegisterArgs {
    RegisterArgs { id: text(name), class: GPU, processors: 8, label: text(&format!("{name} in the cellar")), amount }
}

/// A class that takes new devices.
pub fn class_args(number: u16, name: &str, pool: u8, multiplier_bps: u32) -> SetClassArgs {
    SetClassArgs { number, name: text(name), pool, multiplier_bps, open: true }
}

/// What belongs to the supplier, and how much IO there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Books {
    /// Stake that counts.
    pub active: u64,
    /// Stake on its way out.
    pub cooling: u64,
    /// What cases freeze of both.
    pub frozen: u64,
    /// What the device's vault holds.
    pub vault: u64,
    /// What the supplier's purse holds.
    pub purse: u64,
    /// IO that exists.
    pub supply: u64,
}

impl World {
    /// The staking program is initialised, has its classes and may burn what is slashed. Nothing is registered.
    pub fn staking() -> Self {
        static STAKING: OnceLock<World> = OnceLock::new();
        STAKING.get_or_init(Self::prepared).clone()
    }

    fn prepared() -> Self {
        let mut world = Self::after_genesis();
        world.set_up_staking();
        for name in SUPPLIERS {
            let minter = "emission minter";
            world.by(minter, token::mint_emission(address(minter), purse(name), FUNDS));
        }
        world
    }

    /// Initialises the staking program with its classes, and opens the purses, which are empty.
    pub fn set_up_staking(&mut self) {
        self.set_time(TODAY);
        let (admin, payer) = (keypair("admin"), keypair("payer"));
        let roles =
            InitializeArgs { pauser: address("pauser"), slasher: address("slasher"), arbiter: address("arbiter") };
        self.accept(stake::initialize(address("admin"), address("payer"), roles), &[&admin, &payer]);
        let closed = SetClassArgs { open: false, ..class_args(CLOSED, "GTX 1080", 0, 5_000) };
        for class in [class_args(GPU, "H100", 0, 100_000), class_args(CPU, "M3/M4", 1, 10_000), closed] {
            self.by("admin", stake::set_class(address("admin"), class));
        }
        self.by("admin", token::set_burner(address("admin"), BurnKind::Slash, stake::AUTHORITY));
        for name in SUPPLIERS {
            self.fund(address(name), 1_000_000_000);
            let state = spl_token::state::Account {
                mint: token::MINT,
                owner: address(name),
                state: spl_token::state::AccountState::Initialized,
                ..Default::default()
            };
            self.put_packed(purse(name), state);
        }
        for name in ["slasher", "slasher 2"] {
            self.fund(address(name), 1_000_000_000);
        }
    }

    /// Co-stakers can be paid in IO and in USDC.
    pub fn add_assets(&mut self) {
        for mint in [token::MINT, usdc::MINT] {
            let add = costake::add_asset(address("admin"), address("payer"), mint);
            self.accept(add, &[&keypair("admin"), &keypair("payer")]);
        }
    }

    /// The supplier and the neighbour have registered a device each, with stake.
    pub fn staked() -> Self {
        static STAKED: OnceLock<World> = OnceLock::new();
        let register = || {
            let mut world = Self::staking();
            for (name, amount) in [("supplier", STAKE), ("neighbour", NEIGHBOURS_STAKE)] {
                let args = device_args("rig 2", amount);
                world.by(name, stake::register(address(name), Some(purse(name)), args));
            }
            world
        };
        STAKED.get_or_init(register).clone()
    }

    /// The slasher has opened case 0 against the supplier's device, just now.
    pub fn accused(amount: u64) -> Self {
        let mut world = Self::staked();
        world.by("slasher", calls::open(0, amount));
        world
    }

    /// The supplier has appealed, just now.
    pub fn appealed(amount: u64) -> Self {
        let mut world = Self::accused(amount);
        world.by("supplier", calls::appeal(0));
        world
    }

    /// The arbiter has ruled, just now.
    pub fn ruled(amount: u64, upheld: u64) -> Self {
        let mut world = Self::appealed(amount);
        world.by("arbiter", calls::resolve(0, upheld));
        world
    }

    /// All of the supplier's stake has cooled down and can be withdrawn, unless it is frozen.
    #[track_caller]
    pub fn cool_down(&mut self) {
        let active = self.device(rig()).active;
        self.by("supplier", calls::unstake(active));
        self.set_time(self.time() + COOLDOWN);
    }

    /// Somebody sends an instruction that has to go through.
    #[track_caller]
    pub fn by(&mut self, name: &str, instruction: Instruction) -> Receipt {
        self.accept(instruction, &[&keypair(name)])
    }

    /// Somebody sends an instruction that the staking program has to refuse.
    #[track_caller]
    pub fn not_by(&mut self, name: &str, instruction: Instruction, error: IoStakeError) {
        self.refuse(instruction, &[&keypair(name)], error);
    }

    /// Pauses the staking program as the pauser.
    #[track_caller]
    pub fn pause_staking(&mut self) {
        self.by("pauser", stake::set_paused(address("pauser"), true));
    }

    /// Somebody sends IO to the supplier's vault without being asked.
    #[track_caller]
    pub fn donate(&mut self, amount: u64) {
        let minter = "emission minter";
        self.by(minter, token::mint_emission(address(minter), stake::vault_address(rig()), amount));
    }

    /// The staking program's settings.
    pub fn staking_config(&self) -> Config {
        self.read(stake::CONFIG)
    }

    /// The device classes.
    pub fn classes(&self) -> Classes {
        self.read(stake::CLASSES)
    }

    /// A device.
    #[track_caller]
    pub fn device(&self, device: Pubkey) -> Device {
        self.read(device)
    }

    /// The case of that number about the supplier's device.
    #[track_caller]
    pub fn case(&self, number: u32) -> Case {
        self.read(case(number))
    }

    /// Whether nothing is left at an address.
    pub fn is_gone(&self, address: Pubkey) -> bool {
        self.account(address).is_none_or(|account| account.lamports == 0)
    }

    /// The supplier's books.
    #[track_caller]
    pub fn books(&self) -> Books {
        let device = self.device(rig());
        Books {
            active: device.active,
            cooling: device.cooling.cooldowns.iter().map(|cooldown| cooldown.amount).sum(),
            frozen: device.frozen,
            vault: self.balance(device.vault),
            purse: self.balance(purse("supplier")),
            supply: self.supply(),
        }
    }

    /// The supplier's running and ended cooldowns: amount and end, by end.
    #[track_caller]
    pub fn cooldowns(&self) -> Vec<(u64, i64)> {
        let slots = self.device(rig()).cooling.cooldowns;
        let mut taken: Vec<_> =
            slots.iter().filter(|slot| slot.amount != 0).map(|slot| (slot.amount, slot.ends_at)).collect();
        taken.sort_by_key(|(_, ends_at)| *ends_at);
        taken
    }
}
