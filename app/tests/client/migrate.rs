//! `io migrate`.

use crate::io::Io;
use serde_json::Value;
use std::fs;
use std::process::Stdio;

const DEFAULT: &str = include_str!("../../../migrations/0001-token.toml");
const STAKE: &str = include_str!("../../../migrations/0002-stake.toml");

const EMISSION: &str = include_str!("../../../migrations/0003-emission.toml");

/// Steps of the default migrations up to that of the emission.
const STEPS_TO_EMISSION: usize = 7 + 5 + 5;

/// Steps of the default migrations.
const STEPS: usize = STEPS_TO_EMISSION + 3 + 1;

/// The states of every migration's steps.
fn states(report: &Value) -> Vec<&str> {
    let migrations = report["migrations"].as_array().expect("migrations");
    let steps = migrations.iter().flat_map(|migration| migration["steps"].as_array().expect("steps"));
    steps.map(|step| step["state"].as_str().expect("a state")).collect()
}

/// A folder of migrations that holds this one file.
fn folder(io: &Io, text: &str) -> String {
    folder_of(io, &[("0001-token.toml", text)])
}

fn folder_of(io: &Io, files: &[(&str, &str)]) -> String {
    let folder = io.path("migrations");
    fs::create_dir_all(&folder).expect("a folder");
    for (name, text) in files {
        fs::write(folder.join(name), text).expect("a file");
    }
    folder.display().to_string()
}

#[test]
fn the_first_run_does_everything_and_the_second_nothing() {
    let io = Io::new();
    assert_eq!(states(&io.json("migrate --plan")), ["missing"; STEPS]);
    assert_eq!(states(&io.json("migrate")), ["done"; STEPS]);
    let ledger = fs::read(io.ledger()).expect("a ledger");
    assert_eq!(states(&io.json("migrate")), ["already"; STEPS]);
    assert_eq!(states(&io.json("migrate --plan")), ["already"; STEPS]);
    assert_eq!(fs::read(io.ledger()).expect("a ledger"), ledger, "the second run changed the ledger");
}

#[test]
fn a_plan_changes_nothing() {
    let io = Io::new();
    io.ok("ledger reset");
    let ledger = fs::read(io.ledger()).expect("a ledger");
    io.ok("migrate --plan");
    assert_eq!(fs::read(io.ledger()).expect("a ledger"), ledger);
}

#[test]
fn a_category_can_have_many_allocations() {
    let io = Io::new();
    let text = DEFAULT.replacen(
        "amount = \"90_400_000\"",
        "amount = \"90_399_000.5\"\n\n[[allocation]]\nid = 77\ncategory = \"core\"\n\
         beneficiary = \"B1aLzaNMeFVAyQ6f3XbbUyKcH2YPHu2fqiEagmiF23VR\"\namount = \"999.5\"",
        1,
    );
    let folder = folder(&io, &text);
    assert_eq!(states(&io.json(&format!("migrate --dir {folder}"))), ["done"; 8]);
    let allocations = io.json("token allocations");
    let last = &allocations["allocations"][5];
    assert_eq!((last["id"].as_u64(), last["total"].as_u64()), (Some(77), Some(99_950_000_000)));
    assert_eq!(last["beneficiary"], "B1aLzaNMeFVAyQ6f3XbbUyKcH2YPHu2fqiEagmiF23VR");
}

#[test]
fn disagreements_are_named_and_nothing_is_done() {
    let io = Io::new();
    io.ok("migrate");
    let ledger = fs::read(io.ledger()).expect("a ledger");
    let text = DEFAULT
        .replacen(
            "amount = \"100_000_000\"\nat_genesis = \"28_000_000\"",
            "amount = \"100_000_000\"\nat_genesis = \"1\"",
            1,
        )
        .replacen("id = 5", "id = 6", 1);
    let refusal = io.refused(&format!("migrate --dir {}", folder(&io, &text)));
    for line in [
        "what vests at genesis of allocation 1 is 28000000.00000000 on the cluster, and 1.00000000 in the migration",
        "allocation 5 exists on the cluster, and not in the migration",
        "allocation 6 does not exist on the cluster, and genesis is over",
    ] {
        assert!(refusal.contains(line), "{refusal}");
    }
    assert_eq!(fs::read(io.ledger()).expect("a ledger"), ledger);
}

#[test]
fn a_file_that_cannot_work_is_refused_before_anything_is_done() {
    let io = Io::new();
    io.ok("ledger reset");
    let ledger = fs::read(io.ledger()).expect("a ledger");
    let short = DEFAULT.replacen("\"81_600_000\"", "\"81_599_999.99999999\"", 1);
    let refusal = io.refused(&format!("migrate --dir {}", folder(&io, &short)));
    assert!(refusal.contains("series-a add up to 81,599,999.99999999 IO"), "{refusal}");
    assert!(io.refused("migrate --dir /nowhere").contains("/nowhere"));
    assert_eq!(fs::read(io.ledger()).expect("a ledger"), ledger);
}

#[test]
fn only_the_upgrade_authority_can_migrate() {
    let io = Io::new();
    io.ok("ledger reset");
    let stranger = io.path("stranger.json");
    solana_keypair::write_keypair_file(&solana_keypair::Keypair::new(), &stranger).expect("a keypair");
    let refusal = io.refused(&format!("migrate --keypair {}", stranger.display()));
    assert!(refusal.contains("Only the upgrade authority of the program can initialise it."), "{refusal}");
    assert!(refusal.contains("NotUpgradeAuthority, 6000"), "{refusal}");
    io.ok("migrate");
    // Genesis is over, and whoever looks may find everything in order.
    assert_eq!(states(&io.json(&format!("migrate --plan --keypair {}", stranger.display()))), ["already"; STEPS]);
}

#[test]
fn a_refused_step_keeps_those_before_it_and_can_be_taken_up() {
    let io = Io::new();
    // The one fault that only the program finds: the vault's own authority as a beneficiary.
    let wrong = format!("id = 3\ncategory = \"seed\"\nbeneficiary = \"{}\"", io_app::token::CONFIG);
    let text = DEFAULT.replacen("id = 3\ncategory = \"seed\"\nbeneficiary = \"operator\"", &wrong, 1);
    let output = io.run(&format!("migrate --dir {} --output json", folder(&io, &text)));
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(states(&serde_json::from_slice(&output.stdout).expect("JSON")), ["done"; 3]);
    let report = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(report.contains("InvalidBeneficiary"), "{report}");
    let repaired = io.json("migrate");
    assert_eq!(states(&repaired), ["already"; 3].into_iter().chain(["done"; STEPS - 3]).collect::<Vec<_>>());
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
    let burns = io.json("token burns");
    assert_eq!(burns["kinds"][1]["burner"], io_app::stake::AUTHORITY.to_string());
}

#[test]
fn classes_that_are_missing_are_added_and_no_others() {
    let io = Io::new();
    let (before, last) = STAKE.rsplit_once("[[class]]").expect("classes");
    assert!(last.contains("EPYC"));
    io.ok(&format!("migrate --dir {}", folder_of(&io, &[("0001-token.toml", DEFAULT), ("0002-stake.toml", before)])));
    let states_of = |report: &Value| states(report)[7..STEPS_TO_EMISSION].join(" ");
    assert_eq!(
        states_of(&io.json("migrate --plan")),
        "already already already missing already missing missing missing missing missing"
    );
    assert_eq!(states_of(&io.json("migrate")), "already already already done already done done done done done");
    assert_eq!(io.json("device classes")["classes"][25]["name"], "EPYC");
}

#[test]
fn classes_that_differ_are_named_and_roles_that_were_handed_over_are_not() {
    let io = Io::new();
    io.ok("migrate");
    let text = STAKE
        .replacen("multiplier_bps = 120_000", "multiplier_bps = 120_001\nopen = false", 1)
        .replacen("pauser = \"operator\"", "pauser = \"embedded:pauser\"", 1)
        .replacen("number = 25", "number = 26", 1);
    let folder = folder_of(&io, &[("0001-token.toml", DEFAULT), ("0002-stake.toml", &text)]);
    let ledger = fs::read(io.ledger()).expect("a ledger");
    let refusal = io.refused(&format!("migrate --dir {folder}"));
    for line in [
        "the multiplier in basis points of device class 1 is 120000 on the cluster, and 120001 in the migration",
        "whether new devices are taken of device class 1 is yes on the cluster, and no in the migration",
        "device class 25 exists on the cluster, and not in the migration",
    ] {
        assert!(refusal.contains(line), "{refusal}");
    }
    assert!(!refusal.contains("the pauser is"), "{refusal}");
    assert_eq!(fs::read(io.ledger()).expect("a ledger"), ledger);
}

#[test]
fn the_slasher_and_the_arbiter_cannot_be_one_key_under_two_names() {
    let io = Io::new();
    let same = STAKE.replacen("\"embedded:arbiter\"", "\"operator\"", 1).replacen(
        "\"embedded:slasher\"",
        "\"embedded:wallet\"",
        1,
    );
    let folder = folder_of(&io, &[("0001-token.toml", DEFAULT), ("0002-stake.toml", &same)]);
    let refusal = io.refused(&format!("migrate --dir {folder}"));
    assert!(refusal.contains("The slasher and the arbiter can never be the same key."), "{refusal}");
}

/// Before the first transaction, and so before genesis.
#[test]
fn keypairs_of_the_embedded_ledger_do_not_get_into_a_cluster() {
    let io = Io::new();
    io.ok("ledger reset");
    let wallet = io.beside_ledger(".wallet.json");
    let refusal = io.refused(&format!("--url http://127.0.0.1:1 -k {} migrate", wallet.display()));
    assert!(refusal.contains("0002-stake.toml cannot be run here"), "{refusal}");
    assert!(refusal.contains("embedded:slasher is a keypair that only the embedded ledger has"), "{refusal}");
}

#[test]
fn the_emission_is_set_up_as_the_file_says() {
    let io = Io::new();
    io.ok("migrate");
    let status = io.json("emission status");
    assert_eq!((status["maxLease"].as_i64(), status["weightCapBps"].as_i64()), (Some(24), Some(10_000)));
    assert_eq!((status["quorum"].as_i64(), status["attestors"].as_array().map(Vec::len)), (Some(1), Some(1)));
    assert_eq!(status["pools"][0]["shareBps"].as_i64(), Some(9_500));
    assert_eq!(status["pools"][1]["shareBps"].as_i64(), Some(500));
    let burns = io.json("token burns");
    assert_eq!(burns["kinds"][2]["burner"], io_app::emission::AUTHORITY.to_string());
}

#[test]
fn settings_of_the_emission_that_differ_are_named_and_attestors_that_changed_are_not() {
    let io = Io::new();
    io.ok("migrate");
    let text = EMISSION
        .replacen("max_lease = 24", "max_lease = 48", 1)
        .replacen("weight_cap_bps = 10_000", "weight_cap_bps = 20_000", 1)
        .replacen("share_bps = 9_500", "share_bps = 9_000", 1)
        .replacen("share_bps = 500", "share_bps = 1_000", 1)
        .replacen("embedded:attestor", "embedded:somebody", 1);
    let files = [("0001-token.toml", DEFAULT), ("0002-stake.toml", STAKE), ("0003-emission.toml", text.as_str())];
    let ledger = fs::read(io.ledger()).expect("a ledger");
    let refusal = io.refused(&format!("migrate --dir {}", folder_of(&io, &files)));
    for line in [
        "the longest lease is 24 on the cluster, and 48 in the migration",
        "the cap on weights in basis points is 10000 on the cluster, and 20000 in the migration",
        "the share of gpu in basis points is 9500 on the cluster, and 9000 in the migration",
        "the share of cpu in basis points is 500 on the cluster, and 1000 in the migration",
    ] {
        assert!(refusal.contains(line), "{refusal}");
    }
    assert!(!refusal.contains("attestors is"), "{refusal}");
    assert_eq!(fs::read(io.ledger()).expect("a ledger"), ledger);
}

#[test]
fn the_emission_can_begin_later_and_finds_devices_then() {
    let io = Io::new();
    io.ok("ledger reset");
    let begins = io.number("ledger status", "time") + 86_400;
    let text = EMISSION.replacen("begins = \"now\"", &format!("begins = \"{begins}\""), 1);
    let files = [("0001-token.toml", DEFAULT), ("0002-stake.toml", STAKE), ("0003-emission.toml", text.as_str())];
    let folder = folder_of(&io, &files);
    assert_eq!(states(&io.json(&format!("migrate --dir {folder}"))), ["done"; STEPS_TO_EMISSION]);
    assert_eq!(states(&io.json(&format!("migrate --dir {folder}"))), ["already"; STEPS_TO_EMISSION]);
    io.ok("token release 1");
    io.ok("token transfer 50000 --to embedded:supplier");
    assert!(io.ok("emission status").contains("none yet: the first one begins"));
    let rig = io.device("H100", "rig");
    io.ok(&format!("attest grant {rig} --attestor embedded:attestor"));
    io.wait(86_400 + 3_600);
    // 95% of the 4,566.21004566 IO of the first epoch.
    assert_eq!(io.json(&format!("rewards claim {rig}"))["amount"].as_i64(), Some(433_789_954_336));
}
