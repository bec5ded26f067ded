//! `io market`, to the second and to the base unit.

use crate::io::Io;
use serde_json::Value;

const IO: i64 = 100_000_000;

/// 24 hours at 2.350001 dollars: 56,400,024 micro-dollars, on which neither fee comes out even.
const COST: i64 = 56_400_024;
const RESERVATION_FEE: i64 = 141_001;
const FACILITATION_FEE: i64 = 1_128_001;
const FEES: i64 = RESERVATION_FEE + FACILITATION_FEE;

/// The same in IO at 2.49 dollars, the lower end of 2.50 ± 0.01, and the one fee that is paid on it.
const COST_IN_IO: i64 = 2_265_061_205;
const FEES_IN_IO: i64 = 5_662_654;

fn supplier(io: &Io, command: &str) -> Value {
    io.json(&format!("-k embedded:supplier market {command}"))
}

fn renter(io: &Io, command: &str) -> Value {
    io.json(&format!("-k embedded:renter market {command}"))
}

fn refused(io: &Io, who: &str, command: &str) -> String {
    io.refused(&format!("-k embedded:{who} market {command}"))
}

fn number(report: &Value, place: &str) -> i64 {
    report.pointer(place).and_then(Value::as_i64).unwrap_or_else(|| panic!("no number {place} in {report:#}"))
}

fn text<'a>(report: &'a Value, place: &str) -> &'a str {
    report.pointer(place).and_then(Value::as_str).unwrap_or_else(|| panic!("no text {place} in {report:#}"))
}

/// Gives so many micro-dollars, or none, and says how many there are now.
fn dollars(io: &Io, who: &str) -> i64 {
    io.number(&format!("ledger usdc 0 --to embedded:{who}"), "balance")
}

fn held(io: &Io, who: &str) -> i64 {
    io.number(&format!("-k embedded:{who} token balance"), "balance")
}

/// With the supplier's rig of eight H100 on offer, and a renter who has 100 dollars and 100 IO.
fn with_offer() -> (Io, String) {
    let (io, rig) = Io::with_rig();
    supplier(&io, "offer rig --price 2.350001 --max-hours 48");
    io.ok("ledger usdc 100 --to embedded:renter");
    io.ok("token transfer 100 --to embedded:renter");
    (io, rig)
}

#[test]
fn nothing_is_there_before_the_migration() {
    let io = Io::new();
    for command in ["list", "quote --class H100 --gpus 8 --hours 24", "show", "start --all", "claim --all"] {
        let refusal = io.refused(&format!("market {command}"));
        assert!(refusal.contains("io migrate"), "{command}: {refusal}");
    }
}

#[test]
fn a_quote_says_every_fee_in_both_currencies() {
    let (io, rig) = with_offer();
    let without = io.json(&format!("market quote {rig} --hours 24"));
    assert!(without["io"].is_null());
    assert!(text(&without, "/noPrice").contains("io ledger price"), "{without:#}");

    io.ok("ledger price 2.50 --confidence 0.01");
    for what in [rig.as_str(), "--class h100 --gpus 8"] {
        let quote = io.json(&format!("market quote {what} --hours 24"));
        let fees = |asset: &str| {
            let row = |fee: &str| number(&quote, &format!("/{asset}/{fee}"));
            (row("cost"), row("reservationFee"), row("facilitationFee"), row("networkFee"), row("total"))
        };
        assert_eq!(fees("usdc"), (COST, RESERVATION_FEE, FACILITATION_FEE, 0, COST + FEES));
        assert_eq!(fees("io"), (COST_IN_IO, FEES_IN_IO, 0, 0, COST_IN_IO + FEES_IN_IO));
        assert_eq!((number(&quote, "/price/low"), number(&quote, "/price/high")), (249_000_000, 251_000_000));
    }
    io.wait(61);
    let stale = io.json(&format!("market quote {rig} --hours 24"));
    assert!(text(&stale, "/noPrice").contains("This price is too old: bring a newer update."), "{stale:#}");
    io.ok("ledger price 2.50 --confidence 0.03");
    let uncertain = io.json(&format!("market quote {rig} --hours 24"));
    assert!(text(&uncertain, "/noPrice").contains("too uncertain"), "{uncertain:#}");
    assert_eq!(text(&io.json(&format!("market quote {rig} --hours 49")), "/obstacle"), "for fewer hours only");
}

/// Reserved, started, claimed an hour and a half later, terminated, refunded.
#[test]
fn a_device_is_rented_in_usdc_and_every_micro_dollar_is_somebodys() {
    let (io, rig) = with_offer();
    let reserve = "reserve --class H100 --gpus 8 --hours 24 --pay usdc";
    let plan = &renter(&io, &format!("{reserve} --dry-run"))["plan"];
    assert_eq!((number(plan, "/bill/total"), text(plan, "/cluster")), (COST + FEES, "8xH100-24h-usdc"));
    let refusal = refused(&io, "renter", &format!("{reserve} --max 57.669025"));
    assert!(
        refusal.contains("the cluster comes to 57.669026 USDC, which is more than --max, 57.669025 USDC"),
        "{refusal}"
    );
    assert_eq!(dollars(&io, "renter"), 100_000_000);

    let reserved = renter(&io, &format!("{reserve} --max 57.669026"));
    assert_eq!((text(&reserved, "/action"), number(&reserved, "/spent")), ("reserved", COST + FEES));
    assert_eq!(dollars(&io, "renter"), 100_000_000 - COST - FEES);
    let again = renter(&io, &format!("{reserve} --max 57.669026"));
    assert_eq!((text(&again, "/action"), number(&again, "/processors")), ("already", 8));
    assert_eq!(dollars(&io, "renter"), 100_000_000 - COST - FEES);
    assert!(
        refused(&io, "supplier", "reserve rig --hours 1 --pay usdc --max 9").contains("and 2.402878 USDC are needed")
    );
    io.ok("ledger usdc 9 --to embedded:supplier");
    let busy = refused(&io, "supplier", "reserve rig --hours 1 --pay usdc --max 9");
    assert!(busy.contains("This device is reserved or running."), "{busy}");

    assert!(refused(&io, "renter", &format!("start {rig}")).contains("Only the owner of this device can do this."));
    let waiting = supplier(&io, "show");
    assert_eq!(text(&waiting, "/supplied/0/reservations/0/standing"), "reserved");
    io.wait(1_199);
    let started = supplier(&io, "start rig");
    assert_eq!(text(&started, "/devices/0/rental/standing"), "running");
    assert_eq!(io.number("ledger status", "time") + 86_400, number(&started, "/devices/0/rental/endsAt"));

    io.wait(5_400);
    let show = renter(&io, "show --cluster 8xH100-24h-usdc");
    let row = |field: &str| number(&show, &format!("/rented/0/totals/usdc/{field}"));
    assert_eq!((row("cost"), row("fees"), row("earned"), row("claimed")), (COST, FEES, 3_525_001, 0));
    // A tenth, rounded up, is held back as long as the device may still fail.
    assert_eq!(row("dueToSupplier"), 3_525_001 - 352_501);
    assert_eq!(number(&supplier(&io, "claim rig"), "/received/usdc"), 3_172_500);
    assert_eq!(dollars(&io, "supplier"), 9_000_000 + 3_172_500);
    assert!(refused(&io, "supplier", "claim rig").contains("Nothing can be claimed now."));

    let stranger = refused(&io, "supplier", "terminate rig");
    assert!(stranger.contains("Only the renter can do this."), "{stranger}");
    let terminated = renter(&io, &format!("terminate {rig}"));
    assert_eq!(number(&terminated, "/received/usdc"), COST - 3_525_002);
    assert_eq!(text(&terminated, "/devices/0/rental/standing"), "closed");
    assert_eq!(dollars(&io, "renter"), 100_000_000 - FEES - 3_525_002);
    assert_eq!(dollars(&io, "supplier"), 9_000_000 + 3_525_002);
    assert_eq!(renter(&io, "show")["rented"].as_array().map(Vec::len), Some(0));
    assert!(text(&supplier(&io, "list --free"), "/offers/0/device") == rig);
    supplier(&io, "withdraw-offer rig");
    assert!(io.ok("market list").contains("No such devices are on offer"));
}

#[test]
fn a_device_is_rented_in_io_at_the_price_of_that_moment() {
    let (io, rig) = with_offer();
    let reserve = format!("reserve {rig} --hours 24 --pay io --cluster fine-tuning");
    let refusal = refused(&io, "renter", &format!("{reserve} --max 23"));
    assert!(refusal.contains("nothing says what an IO costs here: `io ledger price 2.50` does"), "{refusal}");
    io.ok("ledger price 2.50 --confidence 0.01");
    renter(&io, &format!("{reserve} --max 23"));
    assert_eq!(held(&io, "renter"), 100 * IO - COST_IN_IO - FEES_IN_IO);
    let before = held(&io, "supplier");
    supplier(&io, "start --cluster fine-tuning");
    io.wait(3_600);
    // An hour of it, rounded down: 94,377,550.2; a tenth of which, rounded up, is held back.
    let earned = COST_IN_IO / 24;
    assert_eq!(number(&supplier(&io, "claim --all"), "/received/io"), earned - (earned + 9) / 10);
    // The first hour, rounded up.
    let terminated = renter(&io, "terminate --cluster fine-tuning");
    assert_eq!(number(&terminated, "/received/io"), COST_IN_IO - earned - 1);
    assert_eq!(held(&io, "renter"), 100 * IO - FEES_IN_IO - earned - 1);
    assert_eq!(held(&io, "supplier"), before + earned + 1);
}

#[test]
fn what_is_not_started_in_time_comes_back_with_the_fees() {
    let (io, rig) = with_offer();
    renter(&io, "reserve --class H100 --gpus 8 --hours 24 --pay usdc --max 60");
    io.wait(1_199);
    assert!(io.refused(&format!("market expire {rig}")).contains("The supplier still has time to start"));
    assert_eq!(io.ok("market expire --all"), "market expire: nothing to do\n");
    io.wait(1);
    let late = refused(&io, "supplier", "start rig");
    assert!(late.contains("The 20 minutes for starting this reservation are over."), "{late}");
    let show = renter(&io, "show");
    assert_eq!(number(&show, "/rented/0/totals/usdc/dueToRenter"), COST + FEES);
    assert_eq!(text(&io.json("market expire --all"), "/devices/0/rental/standing"), "closed");
    assert_eq!(dollars(&io, "renter"), 100_000_000);
}

#[test]
fn a_reservation_is_extended_at_the_current_price_and_runs_to_its_end() {
    let (io, rig) = with_offer();
    renter(&io, &format!("reserve {rig} --hours 2 --pay usdc --max 60 --cluster c"));
    // 4,700,002, and 11,750.005 and 94,000.04 rounded up.
    let first = 4_700_002 + 11_751 + 94_001;
    assert_eq!(dollars(&io, "renter"), 100_000_000 - first);
    supplier(&io, "start --all");
    supplier(&io, "offer rig --price 3 --max-hours 4");
    io.wait(7_199);
    let refusal = refused(&io, "renter", "extend --cluster c --hours 1 --max 3.067499");
    assert!(refusal.contains("that comes to 3.067500 USDC, which is more than --max"), "{refusal}");
    let too_long = refused(&io, "renter", &format!("extend {rig} --hours 3 --max 50"));
    assert!(too_long.contains("That is more hours than this device can be reserved for."), "{too_long}");
    let extended = renter(&io, "extend --cluster c --hours 1 --max 3.0675");
    assert_eq!(number(&extended, "/devices/0/rental/cost"), 7_700_002);
    assert_eq!(dollars(&io, "renter"), 100_000_000 - first - 3_067_500);
    io.wait(1);
    assert_eq!(number(&renter(&io, "show"), "/rented/0/totals/usdc/earned"), 4_700_002);
    assert!(io.refused(&format!("market complete {rig}")).contains("The time of this reservation is not over."));
    io.wait(3_600);
    assert!(refused(&io, "renter", &format!("terminate {rig}")).contains("The time of this reservation is over."));
    // Nobody has an account of the supplier's to pay into yet.
    assert_eq!(text(&io.json("market complete --all"), "/devices/0/rental/standing"), "completed");
    assert_eq!(number(&supplier(&io, "claim --all"), "/received/usdc"), 7_700_002);
    assert_eq!(dollars(&io, "supplier"), 7_700_002);
    assert_eq!(renter(&io, "show")["rented"].as_array().map(Vec::len), Some(0));
}

/// Offers a further device of the supplier's.
fn offer(io: &Io, id: &str, processors: u16, price: &str) -> String {
    let register = format!("-k embedded:supplier device register --class H100 --processors {processors} --id {id}");
    let address = text(&io.json(&format!("{register} --stake required")), "/device").to_owned();
    supplier(io, &format!("offer {id} --price {price}"));
    address
}

#[test]
fn a_cluster_is_put_together_by_stake_then_price_and_can_be_resumed() {
    let (io, rig) = with_offer();
    let cheap = offer(&io, "cheap", 8, "2");
    let small = offer(&io, "small", 4, "1");
    let devices = |report: &Value, list: &str| -> Vec<String> {
        report[list].as_array().expect("a list").iter().map(|one| text(one, "/device").to_owned()).collect()
    };
    let listed = io.json("market list --free --hours 2 --min-processors 4");
    assert_eq!(devices(&listed, "offers"), [&*cheap, &*rig, &*small]);
    assert_eq!(devices(&io.json("market list --sort price --max-price 2"), "offers"), [&*small, &*cheap]);
    assert_eq!(devices(&io.json("market list --class RTX4090"), "offers"), Vec::<String>::new());

    let reserve = |gpus: u32, rest: &str| {
        format!("reserve --class H100 --gpus {gpus} --hours 2 --pay usdc --cluster train {rest}")
    };
    let plan = &renter(&io, &reserve(12, "--dry-run"))["plan"];
    assert_eq!(devices(plan, "devices"), [&*cheap, &*small]);
    let plan = &renter(&io, &reserve(11, "--dry-run"))["plan"];
    assert_eq!((devices(plan, "devices"), number(plan, "/processors")), (vec![cheap.clone(), small.clone()], 12));
    assert!(refused(&io, "renter", &reserve(11, "--max 50 --exact")).contains("12 processors where 11 are asked for"));
    let refusal = refused(&io, "renter", &reserve(24, "--max 50"));
    assert!(
        refusal.contains("24 processors are asked for, and the devices that can be reserved for 2 hours now have 20")
    );

    // 4 dollars, and 10,000 and 80,000 micro-dollars of fees.
    let first = renter(&io, &reserve(8, "--max 50"));
    assert_eq!((devices(&first, "reservations"), number(&first, "/spent")), (vec![cheap.clone()], 4_090_000));
    // What the cluster has counts, and --max is for all of it.
    let all = 4_090_000 + (2_000_000 + 5_000 + 40_000) + (4_700_002 + 11_751 + 94_001);
    let refusal = refused(&io, "renter", &reserve(20, "--max 10.940753"));
    assert!(refusal.contains("the cluster comes to 10.940754 USDC, which is more than --max"), "{refusal}");
    let whole = renter(&io, &reserve(20, "--max 10.940754"));
    assert_eq!((number(&whole, "/spent"), number(&whole, "/processors")), (all, 20));
    assert_eq!(whole["transactions"].as_array().map(Vec::len), Some(1));
    assert_eq!(dollars(&io, "renter"), 100_000_000 - all);
    assert_eq!(text(&renter(&io, &reserve(20, "--max 11")), "/action"), "already");
    assert!(refused(&io, "renter", &reserve(20, "--max 11").replace("usdc", "io")).contains("is paid in USDC"));

    // One of them is not started in time: it does not count, and neither does what it took.
    supplier(&io, "start cheap");
    supplier(&io, "start small");
    io.wait(1_200);
    let resumed = renter(&io, &reserve(20, "--max 10.940754"));
    assert_eq!((text(&resumed, "/action"), number(&resumed, "/spent")), ("reserved", all));
    assert_eq!(number(&io.json("market expire --cluster train"), "/refused"), 0);
    assert_eq!(dollars(&io, "renter"), 100_000_000 - all);
    supplier(&io, "start --cluster train");
    let show = renter(&io, "show --cluster train");
    assert_eq!((number(&show, "/rented/0/totals/running"), number(&show, "/rented/0/totals/processors")), (3, 20));

    // The first hour of each, and of two of them a third of it is over.
    let ended = renter(&io, "terminate --cluster train");
    assert_eq!(number(&ended, "/received/usdc"), 2_000_000 + 1_000_000 + 2_350_001);
    assert_eq!(supplier(&io, "claim --all")["devices"].as_array().map(Vec::len), Some(3));
    assert_eq!(dollars(&io, "supplier"), 2_000_000 + 1_000_000 + 2_350_001);
}

#[test]
fn what_cannot_be_reserved_is_named() {
    let (io, rig) = with_offer();
    let reserve = "reserve --class H100 --gpus 8 --hours 24 --pay usdc --max 60";
    let refusal = refused(&io, "stranger", reserve);
    assert!(refusal.contains("holds 0.000000 USDC, and 57.669026 USDC are needed"), "{refusal}");
    supplier(&io, "offer rig --closed");
    assert!(refused(&io, "renter", reserve).contains("other devices are 1 closed by its owner"));
    let closed = refused(&io, "renter", &format!("reserve {rig} --hours 24 --pay usdc --max 60"));
    assert!(closed.contains("This device is not open for reservations."), "{closed}");
    supplier(&io, "offer rig");
    io.ok("-k embedded:supplier stake unstake rig 0.00000001");
    assert!(refused(&io, "renter", reserve).contains("1 short of stake"));
    let short = refused(&io, "renter", &format!("reserve {rig} --hours 24 --pay usdc --max 60"));
    assert!(short.contains("There is less active stake behind this device than it requires."), "{short}");
    assert!(io.refused("-k embedded:renter market offer rig --price 1").contains("has no device"));
    assert!(
        io.refused(&format!("market offer {rig} --price 1")).contains("Only the owner of this device can do this.")
    );
    assert!(supplier(&io, "offer rig --price 0.000001")["listing"]["open"] == true);
    assert!(refused(&io, "supplier", "offer rig --price 0").contains("The price of an hour must not be zero."));
    assert!(refused(&io, "supplier", "offer rig --min-hours 721").contains("The fewest hours are at least one"));
    assert!(refused(&io, "renter", "reserve --class H100 --gpus 8 --hours 24 --pay usdc").contains("say with --max"));
    for command in [
        "reserve --hours 24 --pay usdc --max 60",
        "reserve --class H100 --hours 24 --pay usdc --max 60",
        "reserve --class H100 --gpus 0 --hours 24 --pay usdc --max 60",
        "claim",
        "start rig --all",
    ] {
        assert_eq!(io.run(&format!("market {command}")).status.code(), Some(2), "{command}");
    }
}

#[test]
fn a_reservation_that_was_only_signed_is_not_made() {
    let (io, rig) = with_offer();
    let signed = renter(&io, &format!("reserve {rig} --hours 24 --pay usdc --max 60 --sign-only"));
    assert_eq!(signed["absent"].as_array().map(Vec::len), Some(0));
    assert_eq!(dollars(&io, "renter"), 100_000_000);
    assert!(text(&renter(&io, "list --free"), "/offers/0/device") == rig);
}

/// Its owner may call the stake back, have it two weeks later and close the device, while a long reservation still runs.
#[test]
fn a_cluster_whose_device_is_gone_is_filled_up() {
    let (io, rig) = with_offer();
    supplier(&io, "offer rig --price 0.01 --max-hours 720");
    let reserve = "reserve --class H100 --gpus 8 --hours 400 --pay usdc --max 60 --cluster training";
    assert_eq!(number(&renter(&io, reserve), "/processors"), 8);
    supplier(&io, "start --all");
    for line in ["stake unstake rig all", "ledger warp --by 14d", "stake withdraw rig", "device close rig"] {
        io.ok(&format!("-k embedded:supplier {line}"));
    }
    let other = offer(&io, "other", 8, "0.01");
    let filled = renter(&io, reserve);
    assert_eq!(number(&filled, "/processors"), 8);
    let reservations = filled["reservations"].as_array().expect("reservations").iter();
    let devices: Vec<&str> = reservations.map(|one| text(one, "/device")).collect();
    assert_eq!(devices, [&*rig, &*other]);
}
