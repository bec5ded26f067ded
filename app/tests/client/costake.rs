//! `io costake`, to the second and to the base unit.

use crate::io::Io;
use serde_json::Value;

const IO: i64 = 100_000_000;
const HOUR: i64 = 3_600;
const COOLDOWN: i64 = 1_209_600;
const WINDOW: i64 = 2_592_000;

/// What epochs 2 and 3 bring a device that is alone in the gpu pool, to a claim after both of them; 5% of that, rounded
/// down; and the rest.
const TWO_HOURS: i64 = 867_561_836_696;
const SHARED: i64 = 43_378_091_834;
const OWNERS: i64 = TWO_HOURS - SHARED;

fn by(io: &Io, who: &str, line: &str) -> Value {
    io.json(&format!("-k embedded:{who} {line}"))
}

fn refused(io: &Io, who: &str, line: &str) -> String {
    io.refused(&format!("-k embedded:{who} {line}"))
}

fn held(io: &Io, who: &str) -> i64 {
    io.number(&format!("-k embedded:{who} token balance"), "balance")
}

fn dollars(io: &Io, who: &str) -> i64 {
    io.number(&format!("ledger usdc 0 --to embedded:{who}"), "balance")
}

fn number(report: &Value, place: &str) -> i64 {
    report.pointer(place).and_then(Value::as_i64).unwrap_or_else(|| panic!("no number {place} in {report:#}"))
}

fn numbers<const COUNT: usize>(report: &Value, places: [&str; COUNT]) -> [i64; COUNT] {
    places.map(|place| number(report, place))
}

/// The one position of a wallet.
fn position(io: &Io, who: &str) -> Value {
    by(io, who, "costake rewards")["positions"][0].clone()
}

/// A device of one H100 called rig, leased, with 1,000 of the 2,000 IO that it requires, and two holders with 2,000 IO each.
/// It is midnight, and the first epoch has just begun, so that epochs are hours of the clock. Returns its address.
fn with_half_a_stake() -> (Io, String) {
    let io = Io::new();
    io.ok("ledger warp --to 2035-01-01T00:00:00Z");
    io.ok("migrate");
    io.ok("token release 1");
    for (who, amount) in [("supplier", 10_000), ("anna", 2_000), ("ben", 2_000)] {
        io.ok(&format!("token transfer {amount} --to embedded:{who}"));
    }
    let register = "device register --class H100 --processors 1 --id rig --stake 1000";
    let rig = by(&io, "supplier", register)["device"].as_str().expect("an address").to_owned();
    io.ok(&format!("attest grant {rig} --attestor embedded:attestor"));
    (io, rig)
}

/// Likewise, with 600 IO of anna's and 900 of ben's behind it, which is all that it takes.
fn with_costakers() -> (Io, String) {
    let (io, rig) = with_half_a_stake();
    by(&io, "supplier", "costake open rig --limit 1500");
    by(&io, "anna", &format!("costake add {rig} 600"));
    by(&io, "ben", &format!("costake add {rig} 900"));
    (io, rig)
}

/// The whole life of a co-stake: in, earning in both assets, slashed, and out again, until nothing is left of it.
#[test]
fn holders_without_hardware_come_earn_are_slashed_and_leave() {
    let (io, rig) = with_half_a_stake();
    let midnight = io.number("ledger status", "time");
    let opened = by(&io, "supplier", "costake open rig --limit 1500");
    assert_eq!(numbers(&opened, ["/costake/limit", "/costake/room"]), [1_500 * IO, 1_500 * IO]);

    // With anna's the device is still short; with ben's it earns, from the next epoch on, since both came with a sync.
    let added = by(&io, "anna", &format!("costake add {rig} 600"));
    assert_eq!(numbers(&added, ["/shares", "/allShares", "/worth"]), [600 * IO, 600 * IO, 600 * IO]);
    let stake = by(&io, "supplier", "stake show rig");
    assert_eq!(numbers(&stake, ["/active", "/counted", "/short"]), [1_000 * IO, 1_600 * IO, 400 * IO]);
    by(&io, "ben", &format!("costake add {rig} 900"));
    assert_eq!((held(&io, "anna"), held(&io, "ben")), (1_400 * IO, 1_100 * IO));
    let stake = by(&io, "supplier", "stake show rig");
    assert_eq!(numbers(&stake, ["/counted", "/short", "/costake/amount"]), [2_000 * IO, 0, 1_500 * IO]);
    assert_eq!(numbers(&stake, ["/costake/counted", "/costake/room"]), [1_000 * IO, 0]);
    assert!(refused(&io, "ben", &format!("costake add {rig} 1")).contains("takes less co-stake than that"));

    // 5% of two hours go to them with the owner's claim.
    io.wait(3 * HOUR);
    let shown = by(&io, "supplier", "rewards show rig")["devices"][0].clone();
    assert_eq!(numbers(&shown, ["/earned", "/claimable", "/shared"]), [TWO_HOURS, OWNERS, SHARED]);
    assert_eq!(number(&shown, "/lease/weight"), 2_000 * IO);
    io.ok(&format!("attest grant {rig} --attestor embedded:attestor"));
    let before = held(&io, "supplier");
    let claim = io.json(&format!("rewards claim {rig}"));
    assert_eq!(numbers(&claim, ["/amount", "/shared"]), [OWNERS, SHARED]);
    assert_eq!(held(&io, "supplier"), before + OWNERS);

    // Which is released from the next hour on: nothing yet, a half after twelve hours, all of it after twelve more.
    let earnings = |who| numbers(&position(&io, who), ["/io/claimable", "/io/toCome", "/io/toComeUntil"]);
    let until = midnight + 28 * HOUR;
    assert_eq!(earnings("anna"), [0, 17_351_236_733, until]);
    io.wait(13 * HOUR);
    assert_eq!(earnings("anna"), [8_675_618_366, 8_675_618_366, until]);
    assert_eq!(earnings("ben"), [13_013_427_550, 13_013_427_550, until]);
    assert_eq!(number(&by(&io, "anna", &format!("costake claim {rig}")), "/io"), 8_675_618_366);
    assert!(by(&io, "anna", "costake claim --all")["nothing"] == 1);
    io.wait(12 * HOUR);
    assert_eq!(number(&by(&io, "anna", "costake claim --all"), "/io"), 8_675_618_366);
    assert_eq!(number(&by(&io, "ben", "costake claim --all"), "/io"), 26_026_855_100);
    let left = [held(&io, "anna"), held(&io, "ben")];
    assert_eq!(left, [1_400 * IO + 2 * 8_675_618_366, 1_100 * IO + 26_026_855_100]);
    // A thousand IO were paid two thirds of it. Of 28 hours one was over before a lease could begin.
    let listed = io.json("costake list")["devices"][0].clone();
    assert_eq!(numbers(&listed, ["/hours", "/leasedHours", "/paidPerThousandIo"]), [27, 27, 28_918_727_889]);
    assert_eq!(numbers(&listed, ["/own", "/costake/active", "/openCases"]), [1_000 * IO, 1_500 * IO, 0]);

    // 1% of a rent of 48 dollars.
    by(&io, "supplier", "market offer rig --price 2 --max-hours 48");
    io.ok("ledger usdc 100 --to embedded:renter");
    by(&io, "renter", &format!("market reserve {rig} --hours 24 --pay usdc --max 50"));
    by(&io, "supplier", "market start rig");
    io.wait(24 * HOUR);
    let show = by(&io, "supplier", "market show");
    let due = ["/supplied/0/totals/usdc/dueToSupplier", "/supplied/0/totals/usdc/dueToCostakers"];
    assert_eq!(numbers(&show, due), [48_000_000, 480_000]);
    by(&io, "supplier", "market claim --all");
    assert_eq!(dollars(&io, "supplier"), 47_520_000);
    assert_eq!(number(&position(&io, "anna"), "/usdc/toCome"), 192_000);

    // Anna calls a part back: what is still being released goes to what stays.
    let unstaked = by(&io, "anna", &format!("costake unstake {rig} 100"));
    assert_eq!(numbers(&unstaked, ["/unstakedShares", "/amount", "/forgoneUsdc"]), [100 * IO, 100 * IO, 32_000]);
    assert_eq!(number(&unstaked, "/endsAt"), midnight + 52 * HOUR + COOLDOWN);

    // A case takes 250 of 2,500 IO: 100 of the owner's, and 150 of the co-stake. Nobody joins and nobody is paid out.
    let evidence = "5e".repeat(32);
    io.ok(&format!("-k embedded:slasher slash open {rig} 250 --reason 1 --evidence {evidence}"));
    let stake = by(&io, "supplier", "stake show rig");
    assert_eq!(numbers(&stake, ["/frozen", "/costake/frozen", "/cases/0/frozen"]), [100 * IO, 150 * IO, 250 * IO]);
    assert_eq!(numbers(&stake, ["/cases/0/costake", "/costake/room"]), [150 * IO, 0]);
    let open = "A slash case on this device is open.";
    by(&io, "supplier", "costake limit rig 3000");
    assert!(refused(&io, "ben", &format!("costake add {rig} 1")).contains(open));
    io.wait(COOLDOWN);
    let anna = position(&io, "anna");
    assert_eq!(numbers(&anna, ["/frozen", "/withdrawable", "/cooling"]), [60 * IO, 0, 100 * IO]);
    assert!(refused(&io, "anna", &format!("costake withdraw {rig}")).contains(open));
    assert!(refused(&io, "anna", "costake withdraw --all").contains(open));
    // What was earned is not held back: 5 of 14 shares of the dollars, which is paid into a new token account.
    assert_eq!(number(&by(&io, "anna", &format!("costake claim {rig}")), "/usdc"), 171_428);
    assert_eq!(dollars(&io, "anna"), 171_428);

    // Executed, it has reached every share alike, also the one on its way out.
    io.wait(WINDOW - COOLDOWN);
    let executed = io.json(&format!("slash execute {rig}"));
    assert_eq!(numbers(&executed, ["/burned", "/burnedCostake"]), [250 * IO, 150 * IO]);
    let withdrawn = by(&io, "anna", &format!("costake withdraw {rig}"));
    assert_eq!(numbers(&withdrawn, ["/amount", "/devices/0/shares"]), [90 * IO, 100 * IO]);
    assert_eq!(numbers(&position(&io, "anna"), ["/shares", "/worth"]), [500 * IO, 450 * IO]);
    // What was paid 30 days ago is counted by the co-stake of that day. What was paid before is not.
    let listed = io.json(&format!("costake list {rig}"))["devices"][0].clone();
    let paid = ["/hours", "/leasedHours", "/paidPerThousandIo", "/paidPerThousandUsdc"];
    assert_eq!(numbers(&listed, paid), [720, 0, 0, 320_000]);

    // The smallest amount takes two shares, which are worth it.
    let unstaked = by(&io, "anna", &format!("costake unstake {rig} 0.00000001"));
    assert_eq!(numbers(&unstaked, ["/unstakedShares", "/amount", "/shares"]), [2, 1, 500 * IO - 2]);
    let refusal = refused(&io, "anna", &format!("costake unstake {rig} 450"));
    assert!(refusal.contains("is worth 449.99999998 IO, and 450.00000000 are called back"), "{refusal}");
    by(&io, "anna", &format!("costake unstake {rig} all"));
    by(&io, "ben", &format!("costake unstake {rig} all"));
    by(&io, "supplier", "costake limit rig 0");
    by(&io, "supplier", "stake unstake rig all");
    io.wait(COOLDOWN);
    by(&io, "supplier", "stake withdraw rig");
    let refusal = refused(&io, "supplier", "device close rig");
    assert!(refusal.contains("there are 2 positions of co-stakers behind it, who have to leave first"), "{refusal}");

    // Anna has claimed before, so her position goes with the last withdrawal; ben's goes with his last claim.
    let withdrawn = by(&io, "anna", "costake withdraw --all");
    assert_eq!((number(&withdrawn, "/amount"), &withdrawn["devices"][0]["closed"]), (450 * IO, &Value::Bool(true)));
    assert_eq!(held(&io, "anna"), left[0] + 540 * IO);
    assert!(refused(&io, "anna", &format!("costake withdraw {rig}")).contains("has no co-stake behind the device"));
    let withdrawn = by(&io, "ben", "costake withdraw --all");
    assert_eq!((number(&withdrawn, "/amount"), &withdrawn["devices"][0]["closed"]), (810 * IO, &Value::Bool(false)));
    let refusal = refused(&io, "supplier", "costake close rig");
    assert!(refusal.contains("there is 1 position of co-stakers behind the device"), "{refusal}");
    assert_eq!(number(&by(&io, "ben", "costake claim --all"), "/usdc"), 308_571);
    assert_eq!((held(&io, "ben"), dollars(&io, "ben")), (left[1] + 810 * IO, 308_571));
    assert!(io.ok("-k embedded:ben costake rewards").contains("No co-stake"));

    // What rounding left of both assets is the owner's, and what the device earned since, of which nobody has a part any
    // more.
    let refusal = refused(&io, "supplier", "device close rig");
    assert!(refusal.contains(&format!("it is open for co-stake: `io costake close {rig}` comes first")), "{refusal}");
    let before = [held(&io, "supplier"), dollars(&io, "supplier")];
    by(&io, "supplier", "costake close rig");
    assert_eq!([held(&io, "supplier"), dollars(&io, "supplier")], [before[0] + 2, before[1] + 1]);
    let owed = by(&io, "supplier", "rewards show rig")["devices"][0].clone();
    let [earned, claimable, shared] = numbers(&owed, ["/earned", "/claimable", "/shared"]);
    assert_eq!((claimable, shared), (earned - TWO_HOURS, 0));
    by(&io, "supplier", "device close rig");
    assert_eq!(held(&io, "supplier"), before[0] + 2 + claimable);
    assert!(io.refused(&format!("device show {rig}")).contains("there is no device at"));
}

/// Both holders leave while something is still being released.
#[test]
fn what_nobody_shares_is_the_owners() {
    let (io, rig) = with_costakers();
    io.wait(3 * HOUR);
    io.ok(&format!("rewards claim {rig}"));
    // Both leave when a half has been released. The other half finds nobody, and is the owner's.
    io.wait(13 * HOUR);
    by(&io, "anna", &format!("costake unstake {rig} all"));
    let unstaked = by(&io, "ben", &format!("costake unstake {rig} all"));
    assert_eq!(number(&unstaked, "/forgoneIo"), SHARED / 2);
    io.wait(12 * HOUR);
    let owners = by(&io, "supplier", "costake rewards rig")["unshared"][0].clone();
    assert_eq!(numbers(&owners, ["/io", "/usdc"]), [SHARED / 2, 0]);
    let before = held(&io, "supplier");
    let claim = by(&io, "supplier", "costake claim --all");
    assert_eq!((number(&claim, "/io"), &claim["devices"][0]["unshared"]), (SHARED / 2, &Value::Bool(true)));
    assert_eq!(held(&io, "supplier"), before + SHARED / 2);
    // The emission leaves all to the owner now: what was earned while there were co-stakers too.
    let shown = by(&io, "supplier", "rewards show rig")["devices"][0].clone();
    let [earned, claimable, shared] = numbers(&shown, ["/earned", "/claimable", "/shared"]);
    assert_eq!((claimable, shared), (earned - TWO_HOURS, 0));
    let claim = io.json(&format!("rewards claim {rig}"));
    assert_eq!(numbers(&claim, ["/amount", "/shared"]), [claimable, 0]);
    assert_eq!(held(&io, "supplier"), before + SHARED / 2 + claimable);
    // Their halves are theirs.
    assert_eq!(number(&by(&io, "anna", "costake claim --all"), "/io"), 8_675_618_366);
    assert_eq!(number(&by(&io, "ben", "costake claim --all"), "/io"), 13_013_427_550);
}

#[test]
fn a_chooser_sees_what_is_behind_the_devices_and_how_they_have_done() {
    let (io, rig) = with_costakers();
    let idle = by(&io, "supplier", "device register --class RTX4090 --processors 1 --id idle --stake required");
    let idle = idle["device"].as_str().expect("an address").to_owned();
    assert!(io.ok("costake list --class RTX4090").contains("No such device is open for co-stake"));
    by(&io, "supplier", "costake open idle --limit 50");
    by(&io, "supplier", "costake limit rig 2000");
    io.wait(5 * HOUR);
    // Found offline in epoch 6, it was leased for epochs 2 to 5.
    io.ok(&format!("attest revoke {rig} --attestor embedded:attestor"));
    io.wait(3 * HOUR);
    let listed = io.json("costake list");
    let line = |place: usize| listed["devices"][place].clone();
    assert_eq!((line(0)["device"].as_str(), line(1)["device"].as_str()), (Some(&*rig), Some(&*idle)));
    assert_eq!(numbers(&line(0), ["/hours", "/leasedHours", "/costake/room"]), [7, 4, 500 * IO]);
    assert_eq!(numbers(&line(1), ["/hours", "/leasedHours", "/costake/room"]), [7, 0, 50 * IO]);
    let table = io.ok("costake list");
    assert!(table.lines().nth(1).is_some_and(|line| line.starts_with(&rig) && line.contains("57.14%")), "{table}");
    // A device with room comes before one without, and one without a case before one with.
    by(&io, "supplier", "costake limit rig 0");
    let first = || io.json("costake list")["devices"][0]["device"].as_str().expect("an address").to_owned();
    assert_eq!(first(), idle);
    by(&io, "supplier", "costake limit rig 2000");
    assert_eq!(first(), rig);
    let case = format!("-k embedded:slasher slash open {rig} 1 --reason 1 --evidence {}", "5e".repeat(32));
    io.ok(&case);
    assert_eq!(first(), idle);
    assert!(io.ok("costake list").contains("1 open case"));
    assert_eq!(io.json("costake list --class h100")["devices"].as_array().map(Vec::len), Some(1));
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let (io, rig) = with_half_a_stake();
    for (who, line, sentence) in [
        ("anna", format!("costake add {rig} 1"), "is not open for co-stake: `io costake list` shows those that are"),
        ("anna", format!("costake unstake {rig} 1"), "has no co-stake behind the device"),
        ("anna", format!("costake withdraw {rig}"), "has no co-stake behind the device"),
        ("anna", format!("costake rewards {rig}"), "has no co-stake behind the device"),
        ("supplier", "costake close rig".into(), "is not open for co-stake"),
        ("supplier", "costake limit rig 5".into(), "This device is not open for co-stake."),
        ("anna", format!("costake open {rig} --limit 5"), "Only the owner of this device can do this."),
    ] {
        let refusal = refused(&io, who, &line);
        assert!(refusal.contains(sentence), "{line}: {refusal}");
    }
    by(&io, "supplier", "costake open rig --limit 5000");
    for (who, line, sentence) in [
        ("supplier", "costake open rig --limit 5".into(), "This device is open for co-stake"),
        ("anna", format!("costake add {rig} 0"), "The amount must not be zero."),
        ("anna", format!("costake add {rig} 2000.00000001"), "and 2,000.00000001 are needed"),
        ("anna", format!("costake limit {rig} 0"), "Only the owner of this device can do this."),
    ] {
        let refusal = refused(&io, who, &line);
        assert!(refusal.contains(sentence), "{line}: {refusal}");
    }
    by(&io, "anna", &format!("costake add {rig} 10"));
    assert!(refused(&io, "anna", &format!("costake unstake {rig} 0")).contains("The amount must not be zero."));
    for _ in 0..8 {
        by(&io, "anna", &format!("costake unstake {rig} 1"));
        io.wait(1);
    }
    let refusal = refused(&io, "anna", &format!("costake unstake {rig} 1"));
    assert!(refusal.contains("Eight cooldowns are running already"), "{refusal}");
    for line in ["costake withdraw", "costake claim", "costake add rig", "costake open rig", "costake unstake rig -1"] {
        assert_eq!(io.run(line).status.code(), Some(2), "{line}");
    }
}

/// What co-stake would come to is said before anything is signed.
#[test]
fn a_dry_run_says_what_it_comes_to_and_what_is_signed_is_not_sent() {
    let (io, rig) = with_costakers();
    by(&io, "supplier", "costake limit rig 2000");
    let said = io.ok(&format!("-k embedded:anna costake add {rig} 500 --dry-run"));
    for words in [
        "buy 50000000000 shares, worth 500.00000000 IO",
        "with them you have 55.00% of the shares that earn",
        "of 2,000.00000000 IO of co-stake 1,000.00000000 count for the device: not more than its owner's own",
        "leaving takes 14 days",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!((held(&io, "anna"), number(&position(&io, "anna"), "/shares")), (1_400 * IO, 600 * IO));
    let signed = by(&io, "anna", &format!("costake unstake {rig} 1 --sign-only"));
    assert_eq!(signed["absent"].as_array().map(Vec::len), Some(0));
    assert_eq!(number(&position(&io, "anna"), "/shares"), 600 * IO);
}
