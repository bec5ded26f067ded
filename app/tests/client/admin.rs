//! `io admin`: what admins and pausers decide, and what a settings file has to say about it afterwards.

use crate::io::Io;
use serde_json::{Value, json};

fn migrated() -> Io {
    let io = Io::new();
    io.ok("migrate");
    io
}

fn key(io: &Io, name: &str) -> String {
    io.json(&format!("token balance {name}"))["owner"].as_str().expect("an address").to_owned()
}

/// `program: setting before > after` of every setting that a command changed.
fn changes(io: &Io, line: &str) -> Vec<String> {
    let report = io.json(line);
    let text = |change: &Value, field: &str| change[field].as_str().expect("a text").to_owned();
    let changes = report["changes"].as_array().unwrap_or_else(|| panic!("io {line}: {report}"));
    let line = |change| {
        let [program, setting, before, after] =
            ["program", "setting", "before", "after"].map(|field| text(change, field));
        format!("{program}: {setting} {before} > {after}")
    };
    changes.iter().map(line).collect()
}

const PROGRAMS: [&str; 5] = ["io-token", "io-stake", "io-emission", "io-market", "io-treasury"];

#[test]
fn everything_that_an_admin_can_change_is_shown() {
    let io = migrated();
    let report = io.json("admin show");
    let operator = key(&io, "operator");
    let programs = report["programs"].as_array().expect("programs");
    assert_eq!(programs.iter().map(|one| one["program"].as_str().expect("a name")).collect::<Vec<_>>(), PROGRAMS);
    for program in programs {
        let first: Vec<&Value> = program["settings"].as_array().expect("settings").iter().take(5).collect();
        let expected = [
            json!({"setting": "upgrade authority", "value": operator}),
            json!({"setting": "admin", "value": operator}),
            json!({"setting": "admin that was offered the role", "value": "nobody"}),
            json!({"setting": "pauser", "value": operator}),
            json!({"setting": "state", "value": "running"}),
        ];
        assert_eq!(first, expected.iter().collect::<Vec<_>>());
    }
    let counts: Vec<usize> = programs.iter().map(|one| one["settings"].as_array().expect("settings").len()).collect();
    assert_eq!(counts, [9, 7, 12, 16, 16]);
    let page = io.ok("admin show emission market");
    assert_eq!(page.matches("io-").count(), 2, "{page}");
    assert!(page.contains("cap on weights in basis points               10000\n"), "{page}");
    let refusal = Io::new().refused("admin show");
    assert!(refusal.contains("io-token is not set up here: `io migrate` does it"), "{refusal}");
}

#[test]
fn a_pauser_pauses_every_program_at_once_and_the_admin_may_resume_some() {
    let io = migrated();
    let to_guard = changes(&io, "admin pauser --all --to embedded:guard");
    assert_eq!(to_guard.len(), 5);
    assert_eq!(to_guard[1], format!("io-stake: pauser {} > {}", key(&io, "operator"), key(&io, "embedded:guard")));

    assert!(io.refused("-k embedded:stranger admin pause --all").contains("Only the pauser or the admin can"));
    let before = io.number("ledger status", "transactions");
    let paused = changes(&io, "-k embedded:guard admin pause --all");
    assert_eq!(paused, PROGRAMS.map(|program| format!("{program}: state running > paused")));
    assert_eq!(io.number("ledger status", "transactions"), before + 1);
    assert!(io.ok("-k embedded:guard admin pause --all").contains("Nothing changed: it was so before"));
    assert!(io.refused("device register --class H100 --processors 1").contains("paused"));

    let resumed = changes(&io, "admin resume market stake market");
    assert_eq!(resumed, ["io-stake: state paused > running", "io-market: state paused > running"]);
    io.ok("-k embedded:guard admin resume --all");
    assert_eq!(changes(&io, "admin pauser treasury --nobody").len(), 1);
    assert!(io.refused("-k embedded:guard admin pause treasury").contains("Only the pauser or the admin can"));
    assert_eq!(io.run("admin pause").status.code(), Some(2));
    assert_eq!(io.run("admin pause token --all").status.code(), Some(2));
}

#[test]
fn an_admins_role_is_offered_taken_back_and_accepted() {
    let io = migrated();
    let (operator, council) = (key(&io, "operator"), key(&io, "embedded:council"));
    let offered = changes(&io, "admin propose --all --to embedded:council");
    assert_eq!(offered, PROGRAMS.map(|one| format!("{one}: admin that was offered the role nobody > {council}")));
    assert_eq!(changes(&io, "admin propose stake --withdraw").len(), 1);
    assert!(io.refused("-k embedded:stranger admin accept --all").contains("no program's admin has offered the role"));
    assert!(io.refused("-k embedded:council admin accept stake").contains("NotPendingAdmin"));
    let accepted = changes(&io, "-k embedded:council admin accept --all");
    assert_eq!(accepted.len(), 8);
    assert_eq!(accepted[0], format!("io-token: admin {operator} > {council}"));
    assert_eq!(accepted[1], format!("io-token: admin that was offered the role {council} > nobody"));
    assert!(accepted.iter().all(|change| !change.starts_with("io-stake")), "{accepted:?}");
    assert!(io.refused("admin propose token --to operator").contains("Only the admin can do this."));
}

#[test]
fn roles_and_classes_of_staking() {
    let io = migrated();
    let (arbiter, judge) = (key(&io, "embedded:arbiter"), key(&io, "embedded:judge"));
    assert_eq!(
        changes(&io, "admin role arbiter --to embedded:judge"),
        [format!("io-stake: arbiter {arbiter} > {judge}")]
    );
    let refusal = io.refused("admin role slasher --to embedded:judge");
    assert!(refusal.contains("The slasher and the arbiter can never be the same key."), "{refusal}");

    assert_eq!(
        changes(&io, "admin class 26 --name MI300X --pool gpu --multiplier-bps 90000"),
        [
            "io-stake: name of device class 26 not set > MI300X",
            "io-stake: pool of device class 26 not set > gpu",
            "io-stake: multiplier in basis points of device class 26 not set > 90000",
            "io-stake: state of device class 26 not set > open",
        ]
    );
    assert_eq!(
        changes(&io, "admin class mi300x --closed --multiplier-bps 95000"),
        [
            "io-stake: multiplier in basis points of device class 26 90000 > 95000",
            "io-stake: state of device class 26 open > closed to new devices",
        ]
    );
    assert_eq!(changes(&io, "admin class 26 --name MI300 --pool cpu").len(), 2);
    assert_eq!(
        changes(&io, "admin class MI300 --open"),
        ["io-stake: state of device class 26 closed to new devices > open"]
    );
    assert_eq!(io.json("device classes")["classes"][26]["multiplierBps"], 95_000);
    assert!(io.refused("admin class 27 --name X").contains("a new class needs --name, --pool and --multiplier-bps"));
    assert!(io.refused("admin class MI300X --open").contains("give a new one a number that is free"));
    assert!(
        io.refused("admin class 128 --name X --pool gpu --multiplier-bps 1")
            .contains("There is no device class of this number.")
    );
}

#[test]
fn attestors_terms_and_shares_of_the_emission() {
    let io = migrated();
    let [attestor, one, two] = ["attestor", "one", "two"].map(|name| key(&io, &format!("embedded:{name}")));
    assert_eq!(
        changes(&io, "admin attestors emission embedded:one embedded:two --quorum 2"),
        [
            format!("io-emission: list of attestors {attestor} > {one}, {two}"),
            "io-emission: quorum of attestors 1 > 2".into(),
        ]
    );
    assert!(io.refused("admin attestors emission embedded:one --quorum 2").contains("InvalidQuorum"));
    assert!(io.refused("admin attestors token embedded:one --quorum 1").contains("io-token has no attestors"));
    assert_eq!(changes(&io, "admin terms emission --max-lease 168"), ["io-emission: longest lease in epochs 24 > 168"]);
    assert_eq!(
        changes(&io, "admin terms emission --weight-cap-bps 20000"),
        ["io-emission: cap on weights in basis points 10000 > 20000"]
    );
    assert_eq!(io.run("admin terms emission").status.code(), Some(2));

    // The hours that are over by then are shared as they were.
    io.wait(2 * 3_600);
    assert_eq!(
        changes(&io, "admin shares cpu=1000 gpu=9000"),
        [
            "io-emission: share of gpu in basis points 9500 > 9000",
            "io-emission: share of cpu in basis points 500 > 1000",
        ]
    );
    assert!(io.refused("admin shares gpu=8000").contains("have to sum up to exactly 100%"));
    for wrong in ["tpu=1", "gpu", "gpu=x"] {
        assert_eq!(io.run(&format!("admin shares {wrong}")).status.code(), Some(2), "{wrong}");
    }
}

#[test]
fn terms_and_attestors_of_the_market_and_the_treasury() {
    let io = migrated();
    assert_eq!(
        changes(&io, "admin terms market --network-bps 500 --max-age 30"),
        ["io-market: network fee in basis points 0 > 500", "io-market: greatest age of prices in seconds 60 > 30",]
    );
    assert!(io.refused("admin terms market --network-bps 501").contains("A fee is at most 500 basis points."));
    assert_eq!(changes(&io, "admin attestors market embedded:attestor-1 --quorum 1").len(), 2);

    assert_eq!(
        changes(&io, "admin terms treasury --start-bps -300 --ceiling-bps -50 --day-cap 20_000.5"),
        [
            "io-treasury: auction's start in basis points -200 > -300",
            "io-treasury: auction's ceiling in basis points 100 > -50",
            "io-treasury: cap of a day in USDC 10,000.000000 > 20,000.500000",
        ]
    );
    assert!(io.refused("admin terms treasury --fill-cap 30000").contains("the day's cap no less than both"));

    let program = io_app::program::SUITE[0].address;
    assert!(io.refused(&format!("admin swap allow {program}")).contains("NotASwap"));
    let swap = solana_sdk_ids::address_lookup_table::ID;
    let list = "io-treasury: list of swap programs that are allowed";
    assert_eq!(changes(&io, &format!("admin swap allow {swap}")), [format!("{list}  > {swap}")]);
    assert_eq!(changes(&io, &format!("admin swap disallow {swap}")), [format!("{list} {swap} > ")]);
    assert!(io.refused(&format!("admin swap disallow {swap}")).contains("This swap program is not allowed."));
}

#[test]
fn burners_and_allocations_of_the_token() {
    let io = migrated();
    let burner = key(&io, "embedded:burner");
    let stake = io_app::stake::AUTHORITY;
    assert_eq!(
        changes(&io, "admin burner slash --to embedded:burner"),
        [format!("io-token: burner of kind slash {stake} > {burner}")]
    );
    assert_eq!(
        changes(&io, "admin burner slash --nobody"),
        [format!("io-token: burner of kind slash {burner} > nobody")]
    );
    assert!(io.refused("admin deallocate 3").contains("Genesis has taken place: the allocations are final."));
    assert!(io.refused("admin deallocate 9").contains("there is no allocation 9"));
}

/// A mistake in the file that went to the cluster, and was found before genesis.
#[test]
fn an_allocation_that_was_wrong_is_taken_back_before_genesis() {
    let io = Io::new();
    // Stopped before genesis by a beneficiary that only the program refuses.
    let wrong = format!("category = \"core\"\nbeneficiary = \"{}\"", io_app::token::CONFIG);
    let settings = io.settings_with(&[
        ("beneficiary = \"operator\"", "beneficiary = \"embedded:mistake\""),
        ("category = \"core\"\nbeneficiary = \"operator\"", &wrong),
    ]);
    io.partly(&format!("migrate --settings {settings}"));
    let (mistake, operator) = (key(&io, "embedded:mistake"), key(&io, "operator"));
    let refusal = io.refused("migrate");
    let expected =
        format!("io-token: the beneficiary of allocation 1 is {mistake} on the cluster, and {operator} in the file");
    assert!(refusal.contains(&expected), "{refusal}");
    let taken = io.json("admin deallocate 1");
    assert_eq!(
        (taken["amount"].as_u64(), taken["beneficiary"].as_str()),
        (Some(10_000_000_000_000_000), Some(mistake.as_str()))
    );
    assert_eq!(io.json("migrate")["missing"], 0);
    assert_eq!(io.json("token allocations")["allocations"][0]["beneficiary"].as_str(), Some(operator.as_str()));
}

/// The file and the cluster are changed together.
#[test]
fn a_change_that_the_file_does_not_know_is_a_disagreement() {
    let io = migrated();
    io.ok("admin terms market --network-bps 5");
    let refusal = io.refused("migrate --plan");
    let expected = "io-market: the network fee in basis points is 5 on the cluster, and 0 in the file";
    assert!(refusal.contains(expected), "{refusal}");
    let settings = io.settings_with(&[("network_bps = 0", "network_bps = 5")]);
    assert!(io.ok(&format!("migrate --plan --settings {settings}")).contains("Nothing is left to be done"));
}

#[test]
fn an_owner_ends_its_lease_after_the_running_hour() {
    let (io, rig) = Io::with_leased_rig();
    io.wait(3 * 3_600);
    let ended = io.json("-k embedded:supplier rewards end rig");
    assert_eq!(
        (ended["device"].as_str(), ended["end"].as_u64(), ended["pool"].as_str()),
        (Some(rig.as_str()), Some(4), Some("gpu"))
    );
    io.wait(10 * 3_600);
    // 95% of the epochs 2 to 4, less the dust of two roundings.
    assert_eq!(io.json(&format!("rewards claim {rig}"))["amount"].as_i64(), Some(1_301_333_719_222));
    assert!(io.refused("-k embedded:supplier rewards end rig").contains("LeaseNotRunning"));
    assert!(io.refused(&format!("rewards end {rig}")).contains("Only the owner of this device can do this."));
}

#[test]
fn attestors_report_a_failure_and_the_renter_gets_more_than_what_did_not_run() {
    let (io, rig) = Io::with_rig();
    io.ok("-k embedded:supplier market offer rig --price 1000 --max-hours 48");
    io.ok("ledger usdc 20000 --to embedded:renter");
    io.ok(&format!("-k embedded:renter market reserve {rig} --hours 10 --pay usdc --max 10225"));
    io.ok("-k embedded:supplier market start rig");
    io.wait(5 * 3_600);
    io.ok("-k embedded:supplier market claim rig");
    let report = format!("market report-failure {rig} --reason 3 --evidence {}", "ab".repeat(32));
    for (signers, sentence) in [
        ("", "is not an attestor: name those who sign with --attestor"),
        ("--attestor embedded:attestor-1", "Not enough attestors have signed. It takes 2 of"),
        ("--attestor embedded:attestor-1 --attestor embedded:attestor-1", "Each attestor counts once"),
        ("--attestor embedded:attestor-1 --attestor embedded:attestor", "is not an attestor: they are"),
    ] {
        let refusal = io.refused(&format!("{report} {signers}"));
        assert!(refusal.contains(sentence), "{signers}: {refusal}");
    }
    let failed = io.json(&format!("{report} --attestor embedded:attestor-3 --attestor embedded:attestor-1"));
    // 5,000 dollars were earned, of which a tenth goes back, besides the 5,000 that were not.
    let number = |field: &str| failed[field].as_u64();
    assert_eq!((number("kept"), number("refund")), (Some(4_500_000_000), Some(5_500_000_000)));
    assert_eq!((failed["asset"].as_str(), failed["paid"].as_bool()), (Some("USDC"), Some(true)));
    assert_eq!(
        io.number("ledger usdc 0 --to embedded:renter", "balance"),
        20_000_000_000 - 10_225_000_000 + 5_500_000_000
    );
    // The supplier had claimed all that it keeps, so the reservation is closed, and the device is free.
    let again = io.refused(&format!("{report} --attestor embedded:attestor-2 --attestor embedded:attestor-1"));
    assert!(again.contains(&format!("there is no reservation of the device {rig}")), "{again}");
    io.ok(&format!("-k embedded:renter market reserve {rig} --hours 1 --pay usdc --max 1022.5"));
}
