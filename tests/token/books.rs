//! Whatever anyone does, in whatever order: the books balance, and no IO appears or disappears.

use std::collections::BTreeMap;

use anchor_lang::prelude::Pubkey;
use io_app::token::{self, VAULT};
use io_tests::{
    World, address, keypair,
    token::{MONTH, beneficiary, burn_args, plan},
};
use io_token::BurnKind;
use proptest::prelude::*;
use solana_keypair::Keypair;
use solana_signer::Signer;

const GENESIS_SUPPLY: u64 = 500_000_000 * 100_000_000;
const EMISSION_SUPPLY: u64 = 300_000_000 * 100_000_000;

/// Something that somebody tries. Much of it is refused, which is part of the test.
#[derive(Clone, Debug)]
enum Attempt {
    Wait(i64),
    Release(usize),
    HandOver(usize, u8),
    Mint(u64),
    Burn { kind: usize, amount: u64 },
    Pause(bool),
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let allocation = 0..plan().len();
    prop_oneof![
        3 => (0..30 * MONTH).prop_map(Attempt::Wait),
        6 => allocation.clone().prop_map(Attempt::Release),
        1 => (allocation, 0..3u8).prop_map(|(allocation, heir)| Attempt::HandOver(allocation, heir)),
        3 => prop_oneof![0..1_000_000u64, 0..EMISSION_SUPPLY, Just(EMISSION_SUPPLY)].prop_map(Attempt::Mint),
        3 => (0..5usize, prop_oneof![0..1_000u64, 0..EMISSION_SUPPLY])
            .prop_map(|(kind, amount)| Attempt::Burn { kind, amount }),
        1 => any::<bool>().prop_map(Attempt::Pause),
    ]
}

/// The chain, and everything that the tests know about it without asking the program.
struct Observed {
    world: World,
    owners: BTreeMap<u32, Keypair>,
    destinations: Vec<Pubkey>,
    burned: [u64; 5],
    minted: u64,
}

impl Observed {
    fn new() -> Self {
        let mut world = World::after_genesis();
        for kind in BurnKind::ALL.into_iter().filter(|kind| *kind != BurnKind::Credits) {
            world.accept(token::set_burner(address("admin"), kind, address("burner")), &[&keypair("admin")]);
        }
        let source = world.token_account(address("burner"));
        let owners = plan().into_iter().map(|args| (args.id, beneficiary(args.id))).collect();
        Self { world, owners, destinations: vec![source], burned: [0; 5], minted: 0 }
    }

    fn perform(&mut self, attempt: &Attempt) {
        match *attempt {
            Attempt::Wait(seconds) => self.world.set_time(self.world.time() + seconds),
            Attempt::Release(number) => {
                let id = plan()[number].id;
                let destination = self.world.token_account(self.owners[&id].pubkey());
                self.destinations.push(destination);
                let due = self.world.send(&[token::release(id, destination)], &[]).is_ok();
                assert_eq!(due, self.world.balance(destination) > 0);
            }
            Attempt::HandOver(number, heir) => {
                let id = plan()[number].id;
                let heir = keypair(&format!("heir {heir}"));
                let owner = self.owners.remove(&id).expect("every allocation has an owner");
                let offer = token::propose_beneficiary(owner.pubkey(), id, heir.pubkey());
                self.world.accept(offer, &[&owner]);
                self.world.accept(token::accept_beneficiary(heir.pubkey(), id), &[&heir]);
                self.owners.insert(id, heir);
            }
            Attempt::Mint(amount) => {
                let paused = self.world.config().is_paused();
                let mint = token::mint_emission(address("emission minter"), self.destinations[0], amount);
                let minted = self.world.send(&[mint], &[&keypair("emission minter")]).is_ok();
                assert_eq!(minted, !paused && amount > 0 && self.minted + amount <= EMISSION_SUPPLY);
                self.minted += if minted { amount } else { 0 };
            }
            Attempt::Burn { kind, amount } => {
                let affordable = amount <= self.world.balance(self.destinations[0]);
                let args = burn_args(BurnKind::ALL[kind], amount);
                let burn = token::burn(address("burner"), self.destinations[0], args);
                let burned = self.world.send(&[burn], &[&keypair("burner")]).is_ok();
                assert_eq!(burned, affordable && amount > 0);
                self.burned[kind] += if burned { amount } else { 0 };
            }
            Attempt::Pause(paused) => {
                self.world.accept(token::set_paused(address("pauser"), paused), &[&keypair("pauser")]);
            }
        }
    }

    fn balance(&self) {
        let (config, ledger) = (self.world.config(), self.world.burn_ledger());
        assert!(config.invariant().is_ok() && config.plan_invariant().is_ok() && ledger.invariant().is_ok());
        let burned: u64 = self.burned.iter().sum();
        assert_eq!((ledger.burned, ledger.total), (self.burned, burned));
        assert_eq!((config.emission_minted, config.minted), (self.minted, GENESIS_SUPPLY + self.minted));
        assert_eq!(self.world.supply(), config.minted - burned);

        let released: u64 = plan().iter().map(|args| self.world.allocation(args.id).released).sum();
        assert_eq!((config.released, self.world.balance(VAULT)), (released, GENESIS_SUPPLY - released));
        let held: u64 = self.destinations.iter().map(|destination| self.world.balance(*destination)).sum();
        assert_eq!(held + self.world.balance(VAULT), self.world.supply());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn balance_after_any_attempts(attempts in prop::collection::vec(attempt(), 1..60)) {
        let mut observed = Observed::new();
        for attempt in &attempts {
            observed.perform(attempt);
            observed.balance();
        }
    }
}
