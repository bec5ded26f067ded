//! `io rewards`, and what happens to leases when stake changes.

use crate::io::Io;
use serde_json::Value;

const IO: i64 = 100_000_000;
const HOUR: i64 = 3_600;
const COOLDOWN: i64 = 1_209_600;

/// What epochs 2 and 3 bring a device that is alone in the gpu pool, to a claim after both of them.
const TWO_HOURS: i64 = 867_561_836_696;

fn mine(io: &Io, line: &str) -> Value {
    io.json(&format!("-k embedded:supplier {line}"))
}

fn held(io: &Io) -> i64 {
    io.number("-k embedded:supplier token balance", "balance")
}

fn line(io: &Io, device: &str) -> Value {
    mine(io, &format!("rewards show {device}"))["devices"][0].clone()
}

fn amounts(line: &Value) -> [i64; 3] {
    ["earned", "claimable", "claimed"].map(|field| line[field].as_i64().expect(field))
}

#[test]
fn what_is_shown_is_what_is_paid() {
    let (io, rig) = Io::with_leased_rig();
    io.wait(3 * HOUR);
    assert_eq!(amounts(&line(&io, "rig")), [TWO_HOURS, TWO_HOURS, 0]);
    let before = held(&io);
    // Anyone can have it paid; it goes to the owner.
    let claim = io.json(&format!("rewards claim {rig}"));
    assert_eq!((claim["amount"].as_i64(), claim["devices"].as_array().map(Vec::len)), (Some(TWO_HOURS), Some(1)));
    assert_eq!(held(&io), before + TWO_HOURS);
    assert_eq!(amounts(&line(&io, "rig")), [TWO_HOURS, 0, TWO_HOURS]);
    let again = io.json(&format!("rewards claim {rig}"));
    assert_eq!((again["amount"].as_i64(), again["nothing"].as_i64()), (Some(0), Some(1)));
    assert_eq!(
        (&again["devices"][0]["device"], again["devices"][0]["outcome"].as_str()),
        (&Value::from(rig.as_str()), Some("nothing"))
    );
    assert!(io.ok(&format!("rewards claim {rig}")).contains("nothing to do: There is nothing to claim."));
    assert_eq!(held(&io), before + TWO_HOURS);
}

#[test]
fn equal_devices_share_alike_and_are_claimed_together() {
    let io = Io::with_supplier();
    let devices: Vec<String> = (0..12).map(|number| io.device("EPYC", &format!("cpu-{number}"))).collect();
    io.ok(&format!("attest grant {} --attestor embedded:attestor", devices.join(" ")));
    io.wait(2 * HOUR);
    let shown = mine(&io, "rewards show");
    // A twelfth of 5% of the 4,566.14663492 IO of epoch 2, rounded down.
    let each = (456_614_663_492i64 - 433_783_930_317) / 12;
    assert_eq!(each, 1_902_561_097);
    for device in shown["devices"].as_array().expect("devices") {
        assert_eq!(amounts(device), [each, each, 0]);
    }
    assert_eq!(shown["claimable"].as_i64(), Some(12 * each));
    assert_eq!(io.json("rewards show --all")["claimable"].as_i64(), Some(12 * each));
    assert_eq!(io.json("rewards show --owner embedded:supplier")["claimable"].as_i64(), Some(12 * each));
    assert!(io.ok("rewards show").contains("No devices"));

    let before = held(&io);
    let claim = io.json("rewards claim --owner embedded:supplier");
    assert_eq!((claim["amount"].as_i64(), claim["devices"].as_array().map(Vec::len)), (Some(12 * each), Some(12)));
    let mut signatures: Vec<&str> = claim["devices"]
        .as_array()
        .expect("claims")
        .iter()
        .map(|claim| claim["signature"].as_str().expect("a signature"))
        .collect();
    signatures.dedup();
    assert_eq!(signatures.len(), 2);
    assert_eq!(held(&io), before + 12 * each);
    assert_eq!(mine(&io, "rewards claim --all")["nothing"].as_i64(), Some(12));
}

#[test]
fn another_wallet_can_be_paid_which_needs_no_token_account_before() {
    let (io, rig) = Io::with_leased_rig();
    let payout = mine(&io, "rewards payout rig --to embedded:treasurer");
    let treasurer = io.json("token balance embedded:treasurer")["owner"].clone();
    assert_eq!(payout["done"].as_i64(), Some(1));
    assert!(
        io.refused(&format!("rewards payout {rig} --to operator"))
            .contains("Only the owner of this device can do this.")
    );
    io.wait(2 * HOUR);
    assert_eq!(line(&io, "rig")["payee"], treasurer);
    let before = held(&io);
    assert_eq!(mine(&io, "rewards claim rig")["devices"][0]["payee"], treasurer);
    assert_eq!(io.number("token balance embedded:treasurer", "balance"), 433_783_930_316);
    assert_eq!(held(&io), before);

    // Whoever takes the device over decides anew.
    mine(&io, "device transfer rig --to embedded:heir");
    io.ok(&format!("-k embedded:heir device accept {rig}"));
    io.wait(HOUR);
    io.ok(&format!("rewards claim {rig}"));
    assert_eq!(io.number("token balance embedded:heir", "balance"), 433_777_906_379);
    assert_eq!(io.json("rewards show --owner embedded:heir")["devices"].as_array().map(Vec::len), Some(1));
    assert_eq!(mine(&io, "rewards show")["devices"].as_array().map(Vec::len), Some(0));
    assert_eq!(io.run("rewards payout rig").status.code(), Some(2));
    let never = Io::with_rig().0.refused("-k embedded:supplier rewards payout rig --owner");
    assert!(never.contains("has never had a lease"), "{never}");
}

#[test]
fn nothing_is_lost_by_claiming_years_later() {
    let (io, rig) = Io::with_leased_rig();
    io.wait(26 * HOUR);
    let owed = line(&io, "rig")["claimable"].as_i64().expect("an amount");
    // Far beyond what a pool remembers, with no epoch accounted for; then with all of them.
    io.ok("ledger warp --by 3y");
    assert_eq!(amounts(&line(&io, "rig")), [owed, owed, 0]);
    io.ok("emission advance");
    assert_eq!(amounts(&line(&io, "rig")), [owed, owed, 0]);
    let before = held(&io);
    assert_eq!(io.json(&format!("rewards claim {rig}"))["amount"].as_i64(), Some(owed));
    assert_eq!(held(&io), before + owed);
    // And a lease that has to be settled with pages before it can begin anew.
    io.ok(&format!("attest grant {rig} --attestor embedded:attestor"));
    io.ok("ledger warp --by 1y");
    io.ok(&format!("attest grant {rig} --attestor embedded:attestor"));
    let now = line(&io, "rig");
    assert!(now["claimable"].as_i64() > Some(0));
    assert_eq!(now["lease"]["running"].as_bool(), Some(true));
}

/// The lease takes note in the transaction of the unstake: nothing is lost, and nothing more is earned.
#[test]
fn unstaking_and_staking_go_into_the_lease_at_once() {
    let (io, _) = Io::with_leased_rig();
    io.wait(3 * HOUR);
    mine(&io, "stake unstake rig 0.00000001");
    let now = line(&io, "rig");
    assert_eq!((now["lease"]["weight"].as_i64(), now["lease"]["needsSync"].as_bool()), (Some(0), Some(false)));
    assert_eq!((amounts(&now), now["lost"].as_i64()), ([TWO_HOURS, TWO_HOURS, 0], Some(0)));
    io.wait(2 * HOUR);
    assert_eq!(amounts(&line(&io, "rig")), [TWO_HOURS, TWO_HOURS, 0]);
    assert_eq!(io.json("emission status")["pools"][0]["lost"].as_i64(), Some(0));

    // The running hour counts again.
    mine(&io, "stake add rig required");
    assert_eq!(line(&io, "rig")["lease"]["weight"].as_i64(), Some(2_000 * IO));
    io.wait(HOUR);
    assert!(amounts(&line(&io, "rig"))[0] > TWO_HOURS + 433_000_000_000);
    // However many epochs have to be accounted for first.
    io.wait(16 * HOUR);
    mine(&io, "stake unstake rig all");
    assert_eq!(line(&io, "rig")["lease"]["weight"].as_i64(), Some(0));
}

#[test]
fn a_suspension_goes_into_the_lease_at_once_and_its_end_as_well() {
    let (io, rig) = Io::with_leased_rig();
    io.wait(2 * HOUR);
    io.ok(&format!("-k embedded:slasher slash open {rig} 1 --reason 1 --evidence {}", "5e".repeat(32)));
    assert_eq!(line(&io, "rig")["lease"]["weight"].as_i64(), Some(2_000 * IO));
    io.ok(&format!("-k embedded:slasher slash suspend {rig}"));
    let now = line(&io, "rig");
    assert_eq!((now["lease"]["weight"].as_i64(), now["lease"]["needsSync"].as_bool()), (Some(0), Some(false)));
    io.ok(&format!("-k embedded:supplier slash appeal {rig} --evidence {}", "a1".repeat(32)));
    io.ok(&format!("-k embedded:arbiter slash resolve {rig} --dismiss"));
    assert_eq!(line(&io, "rig")["lease"]["weight"].as_i64(), Some(2_000 * IO));
    assert_eq!(line(&io, "rig")["claimable"].as_i64(), Some(433_783_930_316));
}

/// What was not settled when a device is closed is lost for ever, so it is paid before.
#[test]
fn a_device_that_is_closed_is_paid_first() {
    let (io, rig) = Io::with_leased_rig();
    io.wait(3 * HOUR);
    mine(&io, "stake unstake rig all");
    io.wait(COOLDOWN);
    mine(&io, "stake withdraw rig");
    // Leased again, without weight: a lease that runs is no obstacle.
    io.ok(&format!("attest grant {rig} --attestor embedded:attestor"));
    assert_eq!(held(&io), 50_000 * IO);
    mine(&io, "device close rig");
    assert_eq!(held(&io), 50_000 * IO + TWO_HOURS);
    let gone = io.json(&format!("rewards show {rig}"))["devices"][0].clone();
    assert_eq!((&gone["lease"], amounts(&gone)), (&Value::Null, [0, 0, 0]));
    // The address is free for another one.
    assert_eq!(io.device("H100", "rig"), rig);
    io.ok(&format!("attest grant {rig} --attestor embedded:attestor"));
    assert_eq!(line(&io, "rig")["claimed"].as_i64(), Some(0));
}

#[test]
fn the_table_and_the_page_say_what_a_supplier_wants_to_know() {
    let (io, rig) = Io::with_leased_rig();
    io.device("EPYC", "idle");
    io.wait(3 * HOUR);
    let owner = mine(&io, "token balance")["owner"].as_str().expect("an address").to_owned();
    let genesis = io.json("emission status")["genesis"].as_i64().expect("a moment");
    let end = io_app::moment::show_local(genesis + 25 * HOUR);
    let page = io.ok("-k embedded:supplier rewards show rig").replace("+00:00", "").replace(&end, "END");
    let expected = format!(
        "\
rig
  {rig}
lease        from epoch 2 to the end of epoch 25, "
    );
    assert!(page.starts_with(&expected), "{page}");
    for line in [
        "weight                 2,000.00000000 IO",
        "this hour              4,337.71882526 IO, as things stand",
        "earned                 8,675.61836696 IO",
        "claimable              8,675.61836696 IO",
        "claimed                    0.00000000 IO",
        "penalty due                0.00000000 IO",
        "lost                       0.00000000 IO",
        &format!("paid to      {owner}"),
    ] {
        assert!(page.contains(line), "{line}: {page}");
    }
    let table = io.ok("-k embedded:supplier rewards show");
    assert_eq!(table.lines().count(), 5, "{table}");
    assert!(table.lines().any(|line| line.starts_with("idle") && line.contains("never")), "{table}");
    assert!(table.lines().any(|line| line.starts_with("total") && line.contains("8,675.61836696")), "{table}");
    assert!(io.ok("-k embedded:supplier rewards show idle").contains("none ever"), "{table}");
}
