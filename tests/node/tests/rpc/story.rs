//! The whole story, as `cargo xtask demo` tells it on the embedded ledger: over RPC it comes to the same, to the base unit.

use serde_json::Value;
use std::fs;

use crate::stage::{OPERATOR, Stage};

const IO: u64 = 100_000_000;

/// What the one device earns in the epochs 2 to 6, and in 7 and 8: 95% of each hour's emission.
const FIVE_HOURS: u64 = 2_168_859_413_053;
const TWO_HOURS_LESS_PENALTY: u64 = 867_501_599_420;

/// What it earned in epoch 9, the last completed one when it was found offline.
const PENALTY: u64 = 433_741_764_516;

/// Two weeks at 18.80 dollars an hour, and 2.25% of that in fees; a day, and its fees.
const TWO_WEEKS: u64 = 336 * 18_800_000;
const TWO_WEEKS_FEES: u64 = 142_128_000;
const DAY: u64 = 24 * 18_800_000;
const DAY_FEES: u64 = 10_152_000;

/// A day in IO at 2.49 dollars, the lower end of 2.50 ± 0.01, and 0.25% of that, both rounded up.
const DAY_IN_IO: u64 = 18_120_481_928;
const DAY_IN_IO_FEES: u64 = 45_301_205;

/// What the fees in USDC buy at the auction's ceiling: 1% above 2.49 dollars.
const BOUGHT: u64 = 6_055_111_575;

/// 5% of what the device earns in two hours of its second lease, which is its co-stakers', and the rest.
const SHARED: u64 = 43_084_519_245;
const OWNERS: u64 = 818_605_865_664;

struct Story {
    stage: Stage,
    rig: String,
}

#[test]
fn the_whole_story_over_rpc() {
    let story = Story::genesis();
    story.lease();
    story.revocation();
    story.rental();
    story.rental_in_io();
    story.treasury();
    story.slash_case();
    story.way_out();
    story.costake();
}

impl Story {
    fn genesis() -> Self {
        let stage = Stage::bare();
        let nothing = stage.refused(OPERATOR, "token supply");
        assert!(nothing.contains("io migrate"), "{nothing}");
        stage.migrates();
        assert_eq!(stage.number(OPERATOR, "token supply", "/supply"), 500_000_000 * IO);
        stage.ok(OPERATOR, "token release --all");
        assert_eq!(stage.held(OPERATOR), 36_000_000 * IO);

        stage.ok(OPERATOR, &format!("token transfer 20000 --to {}", stage.address("supplier")));
        let register = "device register --class H100 --processors 8 --id rack-7 --stake required";
        let rig = stage.json("supplier", register)["device"].as_str().expect("an address").to_owned();
        assert_eq!(stage.held("supplier"), 4_000 * IO);
        // Repeated because its answer got lost, it finds what it did.
        assert_eq!(stage.json("supplier", register)["device"], rig);
        assert_eq!(stage.held("supplier"), 4_000 * IO);
        Self { stage, rig }
    }

    fn lease(&self) {
        fs::write(self.stage.path("devices"), format!("{} rack-7\n", self.rig)).expect("a file");
        let run = "attest run --once --devices devices";
        let granted = self.stage.json("attestor", run);
        assert_eq!((&granted["devices"][0]["start"], &granted["devices"][0]["end"]), (&2.into(), &25.into()));
        assert_eq!(self.stage.number("attestor", run, "/leftAlone"), 1);

        self.stage.waits(6);
        assert_eq!(self.stage.number("supplier", "rewards show rack-7", "/claimable"), FIVE_HOURS);
        // Anyone may have it paid.
        assert_eq!(self.stage.number("renter", &format!("rewards claim {}", self.rig), "/amount"), FIVE_HOURS);
        assert_eq!(self.stage.held("supplier"), 4_000 * IO + FIVE_HOURS);
    }

    fn revocation(&self) {
        self.stage.waits(3);
        let revoke = format!("attest revoke {}", self.rig);
        let revoked = self.stage.json("attestor", &revoke);
        assert_eq!(revoked["devices"][0]["penalty"], PENALTY);
        let again = self.stage.refused("attestor", &revoke);
        assert!(again.contains("This lease is not running."), "{again}");
        assert_eq!(self.stage.json(OPERATOR, "emission burn")["pools"][0]["burned"], PENALTY);
        assert_eq!(self.stage.number("supplier", "rewards claim --all", "/amount"), TWO_HOURS_LESS_PENALTY);
        assert_eq!(self.stage.held("supplier"), 4_000 * IO + FIVE_HOURS + TWO_HOURS_LESS_PENALTY);
    }

    fn rental(&self) {
        let Self { stage, .. } = self;
        let renter = stage.cast.address("renter").expect("a keypair");
        stage.ok("supplier", "market offer rack-7 --price 18.80 --max-hours 720");
        stage.node().issue_usdc(renter, 10_000_000_000).expect("dollars");
        stage.ok(OPERATOR, &format!("token transfer 500 --to {renter}"));
        let quote = "market quote --class H100 --gpus 8 --hours 336";
        assert_eq!(stage.number("renter", quote, "/usdc/total"), TWO_WEEKS + TWO_WEEKS_FEES);

        let reserve = "market reserve --class H100 --gpus 8 --hours 336 --pay usdc --max 6500";
        stage.ok("renter", &format!("{reserve} --cluster training"));
        assert_eq!(stage.dollars("renter"), 10_000_000_000 - TWO_WEEKS - TWO_WEEKS_FEES);
        // Repeated because its answer got lost, it finds what it did.
        stage.ok("renter", &format!("{reserve} --cluster training"));
        let taken = stage.refused("renter", &format!("{reserve} --cluster another"));
        assert!(taken.contains("other devices are 1 busy"), "{taken}");
        stage.ok("supplier", "market start --all");

        // A tenth stays in the escrow: a failure would take it back.
        stage.waits(100);
        assert_eq!(stage.number("supplier", "market claim rack-7", "/received/usdc"), 90 * 18_800_000);
        let nothing = stage.refused("supplier", "market claim rack-7");
        assert!(nothing.contains("Nothing can be claimed now. (io-market: NothingToClaim, 6052)"), "{nothing}");

        stage.ok("renter", "market extend --cluster training --hours 24 --max 500");
        stage.waits(20);
        let terminated = stage.number("renter", "market terminate --cluster training", "/received/usdc");
        assert_eq!(terminated, TWO_WEEKS + DAY - 120 * 18_800_000);
        assert_eq!(stage.dollars("supplier"), 120 * 18_800_000);
        let spent = 120 * 18_800_000 + TWO_WEEKS_FEES + DAY_FEES;
        assert_eq!(stage.dollars("renter"), 10_000_000_000 - spent);
    }

    fn rental_in_io(&self) {
        let Self { stage, .. } = self;
        let reserve = "market reserve --class H100 --gpus 8 --hours 24 --pay io --max 200 --cluster inference";
        let unpriced = stage.refused("renter", reserve);
        assert!(unpriced.contains("there is no price of IO at"), "{unpriced}");
        stage.posts_price();
        let before = stage.held("supplier");
        stage.ok("renter", reserve);
        assert_eq!(stage.held("renter"), 500 * IO - DAY_IN_IO - DAY_IN_IO_FEES);
        stage.ok("supplier", "market start --all");
        stage.waits(24);
        stage.ok(OPERATOR, "market complete --all");
        assert_eq!(stage.held("supplier"), before + DAY_IN_IO);
    }

    fn treasury(&self) {
        let Self { stage, .. } = self;
        let before = stage.number(OPERATOR, "token supply", "/supply");
        assert_eq!(stage.number(OPERATOR, "treasury burn-fees", "/io"), DAY_IN_IO_FEES);
        let old = stage.refused(OPERATOR, "treasury sell max");
        assert!(old.contains("The price is too old: post a newer one."), "{old}");
        stage.posts_price();
        let sold = stage.json(OPERATOR, "treasury sell max");
        assert_eq!((&sold["io"], &sold["usdc"]), (&BOUGHT.into(), &(TWO_WEEKS_FEES + DAY_FEES).into()));
        assert_eq!(stage.dollars(OPERATOR), TWO_WEEKS_FEES + DAY_FEES);
        let none = stage.refused(OPERATOR, "treasury sell 5");
        assert!(
            none.contains("The treasury does not hold that much USDC. (io-treasury: ExceedsVault, 6022)"),
            "{none}"
        );
        let after = stage.number(OPERATOR, "token supply", "/supply");
        assert_eq!(before - after, DAY_IN_IO_FEES + BOUGHT);
        assert_eq!(self.burned(), [BOUGHT, 0, PENALTY, 0, DAY_IN_IO_FEES]);
    }

    fn slash_case(&self) {
        let Self { stage, rig } = self;
        stage.ok("supplier", "stake unstake rack-7 1000");
        stage.waits(2 * 24);
        let early = stage.refused("supplier", "stake withdraw rack-7");
        assert!(early.contains("(io-stake: NothingToWithdraw, 6025)"), "{early}");

        fs::write(stage.path("offline.log"), "03:00 to 09:00 UTC: no answer to 360 probes\n").expect("a file");
        let open = format!("slash open {rig} 15600 --reason 4 --evidence offline.log");
        let case = stage.json("slasher", &open)["case"].as_str().expect("an address").to_owned();
        let frozen = stage.json("supplier", "stake show rack-7");
        // Of 15,000 that are active and 1,000 that cool.
        assert_eq!(frozen["frozenOfActive"], 15_000 * IO);
        assert_eq!(frozen["frozenOfCooling"], 600 * IO);
        let early = stage.refused(OPERATOR, &format!("slash execute {case}"));
        assert!(early.contains("(io-stake: NotExecutable, 6039)"), "{early}");

        stage.ok("supplier", "slash appeal rack-7 --evidence offline.log");
        let biased = stage.refused("slasher", &format!("slash resolve {case} --uphold all"));
        assert!(biased.contains("Only the arbiter can rule on an appeal. (io-stake: NotArbiter, 6006)"), "{biased}");
        stage.ok("arbiter", &format!("slash resolve {case} --uphold 250"));
        assert_eq!(stage.number("renter", &format!("slash execute {case}"), "/burned"), 250 * IO);
        assert_eq!(self.burned(), [BOUGHT, 250 * IO, PENALTY, 0, DAY_IN_IO_FEES]);
    }

    fn way_out(&self) {
        let Self { stage, .. } = self;
        stage.waits(12 * 24);
        let before = stage.held("supplier");
        assert_eq!(stage.number("supplier", "stake withdraw rack-7", "/amount"), 1_000 * IO);
        // What was called back and what was burned is missing to the 16,000 that are required.
        assert_eq!(stage.number("supplier", "stake add rack-7 required", "/amount"), 1_250 * IO);
        assert_eq!(stage.held("supplier"), before + 1_000 * IO - 1_250 * IO);
        let supply = stage.json(OPERATOR, "token supply");
        let emitted = FIVE_HOURS + TWO_HOURS_LESS_PENALTY + PENALTY;
        // Two base units are the dust of the hours.
        assert_eq!(supply["emissionMinted"], emitted + 2);
        let burned = PENALTY + DAY_IN_IO_FEES + BOUGHT + 250 * IO;
        assert_eq!(supply["supply"], 500_000_000 * IO + emitted + 2 - burned);
    }

    fn costake(&self) {
        let Self { stage, rig } = self;
        assert_eq!(stage.number("attestor", "attest run --once --devices devices", "/done"), 1);
        stage.ok("supplier", "costake open rack-7 --limit 5000");
        stage.ok(OPERATOR, &format!("token transfer 2000 --to {}", stage.address("renter")));
        let before = stage.held("renter");
        stage.ok("renter", &format!("costake add {rig} 2000"));
        assert_eq!(stage.held("renter"), before - 2_000 * IO);

        stage.waits(3);
        let claimed = stage.json("renter", &format!("rewards claim {rig}"));
        assert_eq!((&claimed["amount"], &claimed["shared"]), (&OWNERS.into(), &SHARED.into()));
        // From the next full hour on it is released, for 24 hours. What a share has earned is rounded down.
        stage.waits(25);
        assert_eq!(stage.number("renter", "costake claim --all", "/io"), SHARED - 1);

        stage.ok("renter", &format!("costake unstake {rig} all"));
        let held = stage.refused("supplier", "costake close rack-7");
        assert!(held.contains("there is 1 position of co-stakers behind the device"), "{held}");
        stage.waits(14 * 24);
        stage.ok("renter", "costake withdraw --all");
        assert_eq!(stage.held("renter"), before + SHARED - 1);
        stage.ok("supplier", "costake close rack-7");
    }

    /// For buybacks, slashes, penalties, credits and fees.
    fn burned(&self) -> [u64; 5] {
        let burns = self.stage.json(OPERATOR, "token burns");
        let kinds = burns["kinds"].as_array().expect("kinds").iter();
        let burned: Vec<u64> = kinds.map(|kind| kind["burned"].as_u64().expect("a number")).collect();
        let total: Value = burned.iter().sum::<u64>().into();
        assert_eq!(burns["total"], total);
        burned.try_into().expect("five kinds")
    }
}
