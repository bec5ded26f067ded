//! `io migrate`: what it does, and what it refuses before its first transaction.

use crate::io::Io;
use serde_json::Value;
use std::fs;
use std::process::Stdio;

/// The steps that set the programs up, in the order of the sections: token, stake, emission, treasury, market.
const STEPS: usize = 7 + 5 + 5 + 3 + 2;

/// What is looked at before and after them: five programs; who governs them, and who can upgrade them.
const BEFORE: usize = 5;
const AFTER: usize = 10;

/// The states of every section's steps.
fn states(report: &Value) -> Vec<&str> {
    let sections = report["sections"].as_array().expect("sections");
    let steps = sections.iter().flat_map(|section| section["steps"].as_array().expect("steps"));
    steps.map(|step| step["state"].as_str().expect("a state")).collect()
}

/// The states of a run or a plan of which only the steps that set up were not so before.
fn all(state: &str) -> Vec<&str> {
    [["already"; BEFORE].as_slice(), [state; STEPS].as_slice(), ["already"; AFTER].as_slice()].concat()
}

fn run_with(io: &Io, changes: &[(&str, &str)]) -> String {
    format!("migrate --settings {}", io.settings_with(changes))
}

fn ledger(io: &Io) -> Vec<u8> {
    fs::read(io.ledger()).expect("a ledger")
}

#[test]
fn the_first_run_does_everything_and_the_second_nothing() {
    let io = Io::new();
    let plan = io.json("migrate --plan");
    assert_eq!(states(&plan), all("missing"));
    assert_eq!((plan["missing"].as_u64(), plan["waiting"].as_u64()), (Some(22), Some(0)));
    assert_eq!(
        (plan["settings"].as_str(), plan["cluster"].as_str()),
        (Some("embedded.toml"), Some("the embedded ledger"))
    );
    assert_eq!(states(&io.json("migrate")), all("done"));
    let before = ledger(&io);
    assert_eq!(states(&io.json("migrate")), all("already"));
    assert_eq!(states(&io.json("migrate --plan")), all("already"));
    assert!(
        io.ok("migrate --plan")
            .ends_with("\nNothing is left to be done: the embedded ledger is as embedded.toml says\n")
    );
    assert_eq!(ledger(&io), before, "the second run changed the ledger");
}

#[test]
fn a_plan_changes_nothing_and_says_what_is_final() {
    let io = Io::new();
    io.ok("ledger reset");
    let before = ledger(&io);
    let plan = io.json("migrate --plan");
    assert_eq!(ledger(&io), before);
    let sections = plan["sections"].as_array().expect("sections");
    let names: Vec<&str> = sections.iter().map(|section| section["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["programs", "token", "stake", "emission", "treasury", "market", "handover"]);
    let steps = sections.iter().flat_map(|section| section["steps"].as_array().expect("steps"));
    let decisions: Vec<&str> = steps.filter_map(|step| step["final"].as_str()).collect();
    let minter = io_app::emission::AUTHORITY;
    assert_eq!(
        decisions,
        [
            &format!("that io-emission's authority {minter} alone can mint from then on"),
            "the allocations above, with their terms and beneficiaries; vesting begins in that second",
            "that moment: the 175,319 hours are counted from it",
            "that EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v is the mint of USDC",
            "that EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v is the mint of USDC",
        ]
    );
    assert!(io.ok("migrate --plan").ends_with("\n22 steps of embedded.toml to be done on the embedded ledger\n"));
    assert_eq!(io.run("migrate --plan --yes").status.code(), Some(2));
}

#[test]
fn a_category_can_have_many_allocations() {
    let io = Io::new();
    let more = "amount = \"90_399_000.5\"\n\n[[token.allocations]]\nid = 77\ncategory = \"core\"\n\
                beneficiary = \"B1aLzaNMeFVAyQ6f3XbbUyKcH2YPHu2fqiEagmiF23VR\"\namount = \"999.5\"";
    io.ok(&run_with(&io, &[("amount = \"90_400_000\"", more)]));
    let allocations = io.json("token allocations");
    let last = &allocations["allocations"][5];
    assert_eq!((last["id"].as_u64(), last["total"].as_u64()), (Some(77), Some(99_950_000_000)));
    assert_eq!(last["beneficiary"], "B1aLzaNMeFVAyQ6f3XbbUyKcH2YPHu2fqiEagmiF23VR");
}

/// Of every program at once, with both values, and before anything is done: also before the class that is missing is set.
#[test]
fn every_disagreement_is_named_and_nothing_is_done() {
    let io = Io::new();
    io.ok("migrate");
    let before = ledger(&io);
    let moment = io_app::moment::show(io.number("ledger status", "time"));
    let council = io.json("token balance embedded:council")["owner"].as_str().expect("an address").to_owned();
    let signer = io.json("token balance")["owner"].as_str().expect("an address").to_owned();
    let attestor = io.json("token balance embedded:attestor")["owner"].as_str().expect("an address").to_owned();
    let refusal = io.refused(&run_with(
        &io,
        &[
            ("[token]\npauser = \"operator\"", "[token]\npauser = \"embedded:council\""),
            ("at_genesis = \"28_000_000\"", "at_genesis = \"1\""),
            ("id = 5", "id = 6"),
            ("arbiter = \"embedded:arbiter\"", "arbiter = \"embedded:council\""),
            ("pool = \"gpu\", multiplier_bps = 120_000", "pool = \"cpu\", multiplier_bps = 120_001, open = false"),
            ("number = 25, name = \"EPYC\"", "number = 26, name = \"EPYC\""),
            ("[\"embedded:attestor\"]", "[\"embedded:attestor\", \"embedded:council\"]"),
            ("quorum = 1", "quorum = 2"),
            ("max_lease = 24", "max_lease = 48"),
            ("weight_cap_bps = 10_000", "weight_cap_bps = 20_000"),
            ("{ gpu = 9_500, cpu = 500 }", "{ gpu = 9_000, cpu = 1_000 }"),
            ("begins = \"now\"", "begins = \"2027-01-31T12:00:00Z\""),
            ("start_bps = -200", "start_bps = -300"),
            ("day_cap = \"10_000\"", "day_cap = \"20_000\""),
            ("network_bps = 0", "network_bps = 5"),
        ],
    ));
    let arbiter = io.json("token balance embedded:arbiter")["owner"].as_str().expect("an address").to_owned();
    let expected = [
        format!("io-token: the pauser is {signer} on the cluster, and {council} in the file"),
        "io-token: the amount at genesis of allocation 1 is 28,000,000.00000000 on the cluster, and 1.00000000 in the file".into(),
        "io-token: allocation 5 exists on the cluster, and not in the file".into(),
        "io-token: allocation 6 does not exist on the cluster, and genesis is over".into(),
        format!("io-stake: the arbiter is {arbiter} on the cluster, and {council} in the file"),
        "io-stake: the pool of device class 1 is gpu on the cluster, and cpu in the file".into(),
        "io-stake: the multiplier in basis points of device class 1 is 120000 on the cluster, and 120001 in the file".into(),
        "io-stake: the state of device class 1 is open on the cluster, and closed to new devices in the file".into(),
        "io-stake: device class 25 exists on the cluster, and not in the file".into(),
        format!("io-emission: the list of attestors is {attestor} on the cluster, and {attestor}, {council} in the file"),
        "io-emission: the quorum of attestors is 1 on the cluster, and 2 in the file".into(),
        "io-emission: the longest lease in epochs is 24 on the cluster, and 48 in the file".into(),
        "io-emission: the cap on weights in basis points is 10000 on the cluster, and 20000 in the file".into(),
        format!("io-emission: the beginning of the first epoch is {moment} on the cluster, and 2027-01-31T12:00:00Z in the file"),
        "io-emission: the share of gpu in basis points is 9500 on the cluster, and 9000 in the file".into(),
        "io-emission: the share of cpu in basis points is 500 on the cluster, and 1000 in the file".into(),
        "io-treasury: the auction's start in basis points is -200 on the cluster, and -300 in the file".into(),
        "io-treasury: the cap of a day in USDC is 10,000.000000 on the cluster, and 20,000.000000 in the file".into(),
        "io-market: the network fee in basis points is 0 on the cluster, and 5 in the file".into(),
    ];
    let named: Vec<&str> = refusal.lines().filter_map(|line| line.strip_prefix("  ")).collect();
    assert_eq!(named, expected);
    assert_eq!(ledger(&io), before);
}

#[test]
fn a_file_that_cannot_work_is_refused_before_anything_is_done() {
    let io = Io::new();
    io.ok("ledger reset");
    let before = ledger(&io);
    let refusal = io.refused(&run_with(&io, &[("\"81_600_000\"", "\"81_599_999.99999999\"")]));
    assert!(refusal.contains("series-a add up to 81,599,999.99999999 IO"), "{refusal}");
    let begins = io.number("ledger status", "time");
    for moment in [begins - 1, begins + 30 * 86_400 + 1] {
        let refusal = io.refused(&run_with(&io, &[("begins = \"now\"", &format!("begins = \"{moment}\""))]));
        assert!(refusal.contains("The emission begins now or within the next 30 days."), "{refusal}");
    }
    // No mint, an account that is none, and one with other decimals would be noticed only after genesis.
    let usdc = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v";
    let nowhere = "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU";
    let refusal = io.refused(&run_with(&io, &[(usdc, nowhere)]));
    assert!(refusal.contains(&format!("there is no mint of USDC at {nowhere}")), "{refusal}");
    let program = io_app::token::ID.to_string();
    assert!(io.refused(&run_with(&io, &[(usdc, &program)])).contains("is not the mint of USDC"));
    assert!(io.refused("migrate --settings /nowhere").contains("/nowhere"));
    assert_eq!(ledger(&io), before);
}

#[test]
fn a_file_for_another_cluster_is_refused() {
    let io = Io::new();
    io.ok("ledger reset");
    let before = ledger(&io);
    let clusters = [
        ("mainnet-beta", "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"),
        ("devnet", "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG"),
    ];
    for (cluster, hash) in clusters {
        let header = format!("cluster = \"{cluster}\"\ngenesis_hash = \"{hash}\"");
        let refusal = io.refused(&run_with(&io, &[("cluster = \"the embedded ledger\"", &header)]));
        let expected =
            format!("is for {cluster}, the cluster whose genesis has the hash {hash}, and this is the embedded ledger");
        assert!(refusal.contains(&expected), "{refusal}");
    }
    assert_eq!(ledger(&io), before);
}

#[test]
fn only_the_upgrade_authority_can_migrate() {
    let io = Io::new();
    io.ok("ledger reset");
    let before = ledger(&io);
    let deployer = io.json("token balance")["owner"].as_str().expect("an address").to_owned();
    let refusal = io.refused("migrate --keypair embedded:stranger");
    let expected =
        format!("{deployer} has to sign: initialise io-token with the mint {}, and 21 more", io_app::token::MINT);
    assert!(refusal.contains(&expected), "{refusal}");
    assert_eq!(ledger(&io), before);
    // Whoever looks sees what is missing, and later that nothing is.
    assert_eq!(states(&io.json("migrate --plan --keypair embedded:stranger")), all("missing"));
    io.ok("migrate");
    assert_eq!(states(&io.json("migrate --plan --keypair embedded:stranger")), all("already"));
    assert_eq!(states(&io.json("migrate --keypair embedded:stranger")), all("already"));
}

/// What is set up is what was reviewed and built. What is set up already may be older than the last build.
#[test]
fn programs_that_are_not_what_was_built_are_not_set_up() {
    let io = Io::new();
    io.ok("ledger reset");
    let before = ledger(&io);
    let builds = io.path("builds");
    fs::create_dir(&builds).expect("a folder");
    let deployed = io.ok("migrate --plan");
    assert_eq!(deployed.matches("as built last (hash ").count(), 5, "{deployed}");
    let without = io.ok(&format!("migrate --plan --programs {}", builds.display()));
    assert_eq!(without.matches("without a build to compare it with (hash ").count(), 5, "{without}");

    fs::write(builds.join("io_stake.so"), "something else").expect("a file");
    let with_builds = format!("migrate --programs {}", builds.display());
    let refusal = io.refused(&with_builds);
    let built = "f41f3fa625ff120ddca7ef456bf66371ecea23c129f4e4c32367101edb516cf8";
    let disagreement = refusal.lines().find(|line| line.contains("io-stake")).expect("a disagreement");
    assert!(disagreement.starts_with("  io-stake: the hash of the bytecode is "), "{refusal}");
    assert!(disagreement.ends_with(&format!(" on the cluster, and {built} of what was built last")), "{refusal}");
    assert_eq!(ledger(&io), before);
    io.ok("migrate");
    let later = io.ok(&with_builds);
    assert_eq!(later.matches("NOT AS BUILT LAST (hash ").count(), 1, "{later}");
}

#[test]
fn a_refused_step_keeps_those_before_it_and_can_be_taken_up() {
    let io = Io::new();
    // The one fault that only the program finds: the vault's own authority as a beneficiary.
    let wrong = format!("category = \"seed\"\nbeneficiary = \"{}\"", io_app::token::CONFIG);
    let line = run_with(&io, &[("category = \"seed\"\nbeneficiary = \"operator\"", &wrong)]);
    let (report, complaint) = io.partly(&line);
    assert_eq!(states(&report), [["already"; BEFORE].as_slice(), ["done"; 3].as_slice()].concat());
    assert!(complaint.contains("InvalidBeneficiary"), "{complaint}");
    let repaired = io.json("migrate");
    let (done, rest) = (["already"; BEFORE + 3].as_slice(), ["done"; STEPS - 3].as_slice());
    assert_eq!(states(&repaired), [done, rest, ["already"; AFTER].as_slice()].concat());
}

/// A command goes on with its work where nobody reads what it says.
#[test]
fn a_migration_does_not_stop_with_its_reader() {
    let io = Io::new();
    let mut child = io.command("migrate").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("`io` starts");
    drop((child.stdout.take(), child.stderr.take()));
    assert_eq!(child.wait().expect("an end").code(), Some(0));
    assert_eq!(io.number("token supply", "minted"), 50_000_000_000_000_000);
}

#[test]
fn every_device_class_is_set_as_the_file_says() {
    let io = Io::new();
    io.ok("migrate");
    let report = io.json("device classes");
    let classes = report["classes"].as_array().expect("classes");
    assert_eq!(classes.len(), 26);
    let line = |number: usize| {
        let class = &classes[number];
        (class["name"].as_str(), class["pool"].as_str(), class["multiplierBps"].as_u64(), class["open"].as_bool())
    };
    assert_eq!(line(0), (Some("B200"), Some("gpu"), Some(300_000), Some(true)));
    assert_eq!(line(6), (Some("RTX 6000 Ada"), Some("gpu"), Some(45_000), Some(true)));
    assert_eq!(line(21), (Some("L4"), Some("gpu"), Some(2_500), Some(true)));
    assert_eq!(line(25), (Some("EPYC"), Some("cpu"), Some(10_000), Some(true)));
    // Never less than 200 IO, however small the multiplier.
    let required = |number: usize| classes[number]["requiredPerProcessor"].as_u64();
    assert_eq!((required(0), required(21)), (Some(600_000_000_000), Some(20_000_000_000)));
}

#[test]
fn classes_that_are_missing_are_added_and_no_others() {
    let io = Io::new();
    let epyc = "    { number = 25, name = \"EPYC\", pool = \"cpu\", multiplier_bps = 10_000 },\n";
    io.ok(&run_with(&io, &[(epyc, "")]));
    let mut expected = all("already");
    // The last ten classes, of which one is missing.
    expected[BEFORE + 7 + 3] = "missing";
    assert_eq!(states(&io.json("migrate --plan")), expected);
    expected[BEFORE + 7 + 3] = "done";
    assert_eq!(states(&io.json("migrate")), expected);
    assert_eq!(io.json("device classes")["classes"][25]["name"], "EPYC");
}

#[test]
fn the_burners_are_the_programs_authorities() {
    let io = Io::new();
    io.ok("migrate");
    let burns = io.json("token burns");
    let treasury = io_app::treasury::AUTHORITY.to_string();
    for (kind, burner) in [
        (0, Some(&treasury)),
        (1, Some(&io_app::stake::AUTHORITY.to_string())),
        (2, Some(&io_app::emission::AUTHORITY.to_string())),
        (3, None),
        (4, Some(&treasury)),
    ] {
        assert_eq!(burns["kinds"][kind]["burner"].as_str(), burner.map(String::as_str), "{kind}");
    }
}

#[test]
fn the_slasher_and_the_arbiter_cannot_be_one_key_under_two_names() {
    let io = Io::new();
    let same = [("\"embedded:arbiter\"", "\"operator\""), ("\"embedded:slasher\"", "\"embedded:wallet\"")];
    let refusal = io.refused(&run_with(&io, &same));
    assert!(refusal.contains("The slasher and the arbiter can never be the same key."), "{refusal}");
}

#[test]
fn the_emission_can_begin_later_and_finds_devices_then() {
    let io = Io::new();
    io.ok("ledger reset");
    let begins = io.number("ledger status", "time") + 86_400;
    let line = run_with(&io, &[("begins = \"now\"", &format!("begins = \"{begins}\""))]);
    assert_eq!(states(&io.json(&line)), all("done"));
    assert_eq!(states(&io.json(&line)), all("already"));
    io.ok("token release 1");
    io.ok("token transfer 50000 --to embedded:supplier");
    assert!(io.ok("emission status").contains("none yet: the first one begins"));
    let rig = io.device("H100", "rig");
    io.ok(&format!("attest grant {rig} --attestor embedded:attestor"));
    io.wait(86_400 + 3_600);
    // 95% of the 4,566.21004566 IO of the first epoch.
    assert_eq!(io.json(&format!("rewards claim {rig}"))["amount"].as_i64(), Some(433_789_954_336));
}
