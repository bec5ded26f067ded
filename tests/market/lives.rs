//! Rentals that go every way they can, in any order: whatever happens, the escrow holds what the reservations say, and no
//! base unit comes or goes.

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use io_app::{
    market::{self, Asset, ReserveArgs},
    usdc,
};
use io_market::{
    error::IoMarketError,
    state::{Reservation, Stage},
};
use io_tests::{
    World, address, keypair,
    market::{ASSETS, CONFIDENCE, IO_PRICE, account_of, calls, device, escrow, list_args, rental_at},
};
use solana_instruction::error::InstructionError;

/// Numbers that are the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

/// A life of the market, with everything that was ever reserved.
struct Life {
    world: World,
    dice: Dice,
    made: Vec<(Pubkey, Asset)>,
    /// How often something went through, by name.
    done: std::collections::BTreeMap<&'static str, u32>,
}

impl Life {
    fn asset(&mut self) -> Asset {
        ASSETS[self.dice.roll(2) as usize]
    }

    fn step(&mut self) {
        let action = self.dice.roll(16);
        if action < 3 {
            let seconds = [1, 59, 1_199, 1_200, 3_600, 10_000, 18_000, 36_000][self.dice.roll(8) as usize];
            self.world.set_time(self.world.time() + seconds);
            self.world.post_price(IO_PRICE + self.dice.roll(1_000_000) as i64, CONFIDENCE);
            return;
        }
        if action == 3 {
            let mut args = list_args();
            args.price_per_hour = 1 + self.dice.roll(3_000_000);
            args.min_hours = 1;
            let call = calls::list(args);
            return self.attempt("list", call, &["supplier", "rent payer"]);
        }
        if action < 6 || self.made.is_empty() {
            return self.reserve();
        }
        let place =
            if self.dice.roll(3) == 0 { self.dice.roll(self.made.len() as u64) as usize } else { self.made.len() - 1 };
        let (reservation, asset) = self.made[place];
        let rental = rental_at(asset, reservation);
        let push = self.dice.roll(2) == 0;
        let (renters, suppliers) = (account_of("renter", asset), account_of("supplier", asset));
        match action {
            6..=8 => self.attempt("start", market::start(address("supplier"), &rental), &["supplier"]),
            9 => self.attempt("claim", market::claim(address("supplier"), &rental, suppliers), &["supplier"]),
            10 => self.attempt("refund", market::claim(address("renter"), &rental, renters), &["renter"]),
            11 => self.attempt("complete", market::complete(&rental, push.then_some(suppliers)), &[]),
            12 => self.attempt("expire", market::expire(&rental, push.then_some(renters)), &[]),
            13 => {
                let hours = self.dice.roll(4) as u16;
                let call = market::extend(address("renter"), &rental, calls::payment(asset), hours, u64::MAX);
                self.attempt("extend", call, &["renter"]);
            }
            14 => {
                let call = market::terminate(address("renter"), &rental, renters, push.then_some(suppliers));
                self.attempt("terminate", call, &["renter"]);
            }
            _ => {
                let (first, further) = (address("attestor 1"), [address("attestor 2")]);
                let call = market::report_failure(first, &further, &rental, push.then_some(renters), 1, [0; 32]);
                self.attempt("fail", call, &["attestor 1", "attestor 2"]);
            }
        }
    }

    fn reserve(&mut self) {
        let asset = self.asset();
        let number = self.world.listing().next;
        let hours = 1 + self.dice.roll(5) as u16;
        let args = ReserveArgs { number, hours, asset, max_total: u64::MAX, cluster: [0; 32] };
        let payment = calls::payment(asset);
        let call = market::reserve(address("renter"), address("rent payer"), device(), usdc::MINT, payment, args);
        let before = self.done.get("reserve").copied();
        self.attempt("reserve", call, &["renter", "rent payer"]);
        if self.done.get("reserve").copied() != before {
            self.made.push((market::reservation_address(device(), number), asset));
        }
    }

    /// What is refused changes nothing and has a reason; and the reason is never that the books do not balance.
    fn attempt(&mut self, name: &'static str, instruction: Instruction, signers: &[&str]) {
        let keys: Vec<_> = signers.iter().map(|name| keypair(name)).collect();
        match self.world.send(&[instruction], &keys.iter().collect::<Vec<_>>()) {
            Ok(_) => *self.done.entry(name).or_default() += 1,
            Err(refusal) => {
                let InstructionError::Custom(code) = refusal.reason() else {
                    panic!("{name}: {:?}\n{}", refusal.error, refusal.logs.join("\n"))
                };
                for never in [IoMarketError::InvariantViolated, IoMarketError::Overflow] {
                    assert_ne!(*code, u32::from(never), "{name}\n{}", refusal.logs.join("\n"));
                }
            }
        }
    }

    fn held(&self, asset: Asset) -> u64 {
        let of_asset = self.made.iter().filter(|made| made.1 == asset && !self.world.is_gone(made.0));
        of_asset.map(|made| self.world.read::<Reservation>(made.0).held()).sum()
    }

    fn all(&self, asset: Asset) -> u64 {
        let tills = self.world.tills(asset);
        tills.escrow + tills.fee_vault + tills.renter + tills.supplier
    }
}

#[test]
fn the_escrow_holds_what_the_reservations_say() {
    let mut done = std::collections::BTreeMap::<&str, u32>::new();
    for seed in 0..24 {
        let mut life = Life { world: World::listed(), dice: Dice(seed), made: vec![], done: Default::default() };
        let beginning = ASSETS.map(|asset| life.all(asset));
        for _ in 0..160 {
            life.step();
            for asset in ASSETS {
                assert_eq!(life.world.balance(escrow(asset)), life.held(asset), "life {seed}");
            }
            assert_eq!(ASSETS.map(|asset| life.all(asset)), beginning, "life {seed}");
        }
        // In the end everybody can be paid, and then nothing is left, neither in the escrows nor of the accounts.
        life.world.set_time(life.world.time() + 1_000_000);
        for (reservation, asset) in life.made.clone() {
            let rental = rental_at(asset, reservation);
            if life.world.is_gone(reservation) {
                continue;
            }
            if life.world.read::<Reservation>(reservation).stage() == Some(Stage::Reserved) {
                life.world.accept(market::expire(&rental, None), &[]);
            }
            for name in ["supplier", "renter"] {
                if !life.world.is_gone(reservation) {
                    let claim = market::claim(address(name), &rental, account_of(name, asset));
                    life.attempt("claim", claim, &[name]);
                }
            }
            assert!(life.world.is_gone(reservation), "life {seed}");
        }
        for asset in ASSETS {
            assert_eq!(life.world.balance(escrow(asset)), 0, "life {seed}");
        }
        for (name, times) in life.done {
            *done.entry(name).or_default() += times;
        }
    }
    println!("{done:?}");
    for name in ["list", "reserve", "start", "claim", "refund", "complete", "expire", "extend", "terminate", "fail"] {
        assert!(done.get(name).is_some_and(|times| *times > 10), "{name} hardly ever went through: {done:?}");
    }
}
