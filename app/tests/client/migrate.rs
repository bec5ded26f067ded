//! `io migrate`.

use crate::io::Io;
use serde_json::Value;
use std::fs;
use std::process::Stdio;

const DEFAULT: &str = include_str!("../../../migrations/0001-token.toml");

/// The states of a migration's steps.
fn states(report: &Value) -> Vec<&str> {
    let steps = report["migrations"][0]["steps"].as_array().expect("steps");
    steps.iter().map(|step| step["state"].as_str().expect("a state")).collect()
}

/// A folder of migrations that holds this one file.
fn folder(io: &Io, text: &str) -> String {
    let folder = io.path("migrations");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("0001-token.toml"), text).expect("a file");
    folder.display().to_string()
}

#[test]
fn the_first_run_does_everything_and_the_second_nothing() {
    let io = Io::new();
    assert_eq!(states(&io.json("migrate --plan")), ["missing"; 7]);
    assert_eq!(states(&io.json("migrate")), ["done"; 7]);
    let ledger = fs::read(io.ledger()).expect("a ledger");
    assert_eq!(states(&io.json("migrate")), ["already"; 7]);
    assert_eq!(states(&io.json("migrate --plan")), ["already"; 7]);
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
    assert_eq!(states(&io.json(&format!("migrate --plan --keypair {}", stranger.display()))), ["already"; 7]);
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
    let repaired = states(&io.json("migrate")).join(" ");
    assert_eq!(repaired, "already already already done done done done");
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
