//! `io treasury`, to the second and to the base unit.

use crate::io::Io;
use serde_json::Value;

/// 10 hours at 1,000 dollars: reservation 25 and facilitation 200 basis points.
const USDC_FEES: i64 = 225_000_000;

fn status(io: &Io) -> Value {
    io.json("treasury status")
}

fn number(report: &Value, place: &str) -> i64 {
    report.pointer(place).and_then(Value::as_i64).unwrap_or_else(|| panic!("no number {place} in {report:#}"))
}

/// The fees of one rental in USDC have come in, and an IO costs 2.50 dollars, give or take a cent.
fn with_revenue() -> Io {
    let (io, rig) = Io::with_rig();
    io.ok("-k embedded:supplier market offer rig --price 1000 --max-hours 48");
    io.ok("ledger usdc 20000 --to embedded:renter");
    io.ok(&format!("-k embedded:renter market reserve {rig} --hours 10 --pay usdc --max 10225"));
    io.ok("-k embedded:supplier market start rig");
    io.ok("ledger price 2.50 --confidence 0.01");
    io
}

/// Lets time pass, and posts the price anew.
fn wait(io: &Io, seconds: i64) {
    io.wait(seconds);
    io.ok("ledger price 2.50 --confidence 0.01");
}

#[test]
fn nothing_is_there_before_the_migration() {
    let io = Io::new();
    for command in ["status", "sell 1", "burn-fees"] {
        let refusal = io.refused(&format!("treasury {command}"));
        assert!(refusal.contains("io migrate"), "{command}: {refusal}");
    }
}

#[test]
fn status_says_what_the_next_fill_can_be() {
    let io = with_revenue();
    // The auction started when the treasury was set up, on a clock that stands still.
    let now = status(&io);
    assert_eq!((number(&now, "/usdc"), number(&now, "/io")), (USDC_FEES, 0));
    assert_eq!(number(&now, "/auction/premiumPpm"), -20_000);
    assert_eq!((number(&now, "/oracleLow"), number(&now, "/auctionPrice")), (2_490_000, 2_440_200));
    assert_eq!((number(&now, "/nextFill/minUsdc"), number(&now, "/nextFill/maxUsdc")), (10_000_000, USDC_FEES));
    // 225 / 2.4402 IO, and what more of it is paid no more.
    assert_eq!(number(&now, "/nextFill/maxIo"), 9_220_555_733);

    wait(&io, 2_400);
    let later = status(&io);
    assert_eq!((number(&later, "/auction/premiumPpm"), number(&later, "/auctionPrice")), (0, 2_490_000));
    wait(&io, 10_000);
    assert_eq!(number(&status(&io), "/auction/premiumPpm"), 10_000);
    assert!(io.ok("treasury status").contains("+1.00% from the oracle"));
}

#[test]
fn status_says_why_there_is_no_price() {
    let io = with_revenue();
    io.wait(61);
    let stale = status(&io);
    assert!(stale["noPrice"].as_str().is_some_and(|reason| reason.contains("The price is too old")), "{stale:#}");
    assert!(io.refused("treasury sell 10").contains("The price is too old"));
}

#[test]
fn a_sale_is_paid_and_burned() {
    let io = with_revenue();
    let supply = io.number("token supply", "supply");
    let sold = io.json("treasury sell 50");
    assert_eq!((number(&sold, "/io"), number(&sold, "/usdc")), (5_000_000_000, 122_010_000));
    assert_eq!(supply - io.number("token supply", "supply"), 5_000_000_000);
    let after = status(&io);
    assert_eq!((number(&after, "/ioBought"), number(&after, "/usdcSpent")), (5_000_000_000, 122_010_000));
    assert_eq!(number(&after, "/spentToday"), 122_010_000);

    let rest = io.json("treasury sell max");
    assert_eq!(number(&rest, "/usdcLeft"), 0);
    assert!(io.ok("treasury status").contains("Next fill  none"));
}

#[test]
fn a_sale_that_would_be_paid_less_is_refused() {
    let io = with_revenue();
    let refusal = io.refused("treasury sell 50 --min 122.010001");
    assert!(refusal.contains("The auction pays less than you ask for"), "{refusal}");
    io.ok("treasury sell 50 --min 122.01");
    assert!(io.refused("treasury sell 1").contains("smaller than the treasury's smallest"));
}

#[test]
fn fees_in_io_are_burned_once() {
    let io = with_revenue();
    assert!(io.refused("treasury burn-fees").contains("There are no IO fees to burn."));
}

#[test]
fn a_swap_by_a_program_that_is_not_allowed_is_refused() {
    let io = with_revenue();
    let file = io.path("swap.json");
    let swap = r#"{"programId": "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA", "accounts": [], "data": ""}"#;
    std::fs::write(&file, swap).expect("a file");
    let refusal = io.refused(&format!("treasury swap 10 --instruction {}", file.display()));
    assert!(refusal.contains("This swap program is not allowed."), "{refusal}");
    assert!(io.refused("treasury swap 10 --instruction /nowhere").contains("/nowhere"));
}
