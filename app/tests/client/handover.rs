//! Handing the suite over: what `io migrate` reports until somebody else has taken it.

use crate::io::{Io, SETTINGS};
use io_app::program::SUITE;
use serde_json::Value;
use solana_loader_v3_interface::instruction::set_upgrade_authority;

/// The settings of the embedded ledger, with everything in the hands of the council in the end.
fn settings(io: &Io) -> String {
    format!("migrate --settings {}", io.settings(&SETTINGS.replace("\"operator\"", "\"embedded:council\"")))
}

/// The titles of the handover's steps that are in that state.
fn handover(report: &Value, state: &str) -> Vec<String> {
    let section = report["sections"].as_array().expect("sections").last().expect("a section");
    let steps = section["steps"].as_array().expect("steps").iter().filter(|step| step["state"] == state);
    steps.map(|step| step["title"].as_str().expect("a title").to_owned()).collect()
}

#[test]
fn the_suite_is_handed_over_in_two_steps() {
    let io = Io::new();
    let migrate = settings(&io);
    let report = io.json(&migrate);
    let council = io.json("token balance embedded:council")["owner"].as_str().expect("an address").to_owned();
    let operator = io.json("token balance")["owner"].as_str().expect("an address").to_owned();
    assert_eq!(handover(&report, "done")[0], format!("offer the admin's role of io-token to {council}"));
    assert_eq!((handover(&report, "done").len(), handover(&report, "waiting").len()), (5, 5));

    let plan = io.json(&format!("{migrate} --plan"));
    let waiting = handover(&plan, "waiting");
    assert_eq!((waiting.len(), plan["waiting"].as_u64(), plan["missing"].as_u64()), (10, Some(10), Some(0)));
    assert_eq!(
        waiting[1],
        format!("{council} was offered the admin's role of io-stake: `io admin accept stake` takes it")
    );
    let token = io_app::token::ID;
    assert_eq!(
        waiting[5],
        format!(
            "{operator} can upgrade io-token, and hands that over: `solana program set-upgrade-authority {token} \
             --new-upgrade-authority {council} --skip-new-upgrade-authority-signer-check`"
        )
    );
    let page = io.ok(&format!("{migrate} --plan"));
    assert!(page.contains("Nothing is left to be done here: 10 steps of"), "{page}");

    // The operator stays in charge until the council has accepted.
    io.ok("admin terms market --network-bps 5");
    io.ok("admin terms market --network-bps 0");
    let accepted = io.json("-k embedded:council admin accept --all");
    assert_eq!(accepted["changes"].as_array().map(Vec::len), Some(10));
    assert!(io.refused("admin terms market --network-bps 5").contains("Only the admin can do this."));
    assert_eq!(handover(&io.json(&format!("{migrate} --plan")), "waiting").len(), 5);

    for program in SUITE {
        let successor = council.parse().expect("an address");
        io.executes("wallet", |operator| set_upgrade_authority(&program.address, &operator, Some(&successor)));
    }
    let finished = io.json(&format!("{migrate} --plan"));
    assert_eq!((finished["waiting"].as_u64(), finished["missing"].as_u64()), (Some(0), Some(0)));
    assert_eq!(handover(&finished, "already")[4], format!("{council} is the admin of io-treasury"));
}

#[test]
fn what_is_missing_later_is_the_new_admins_to_do() {
    let io = Io::new();
    let migrate = settings(&io);
    io.ok(&migrate);
    io.ok("-k embedded:council admin accept --all");
    let council = io.json("token balance embedded:council")["owner"].as_str().expect("an address").to_owned();
    let more = "{ number = 26, name = \"MI300X\", pool = \"gpu\", multiplier_bps = 90_000 },\n]";
    let text =
        SETTINGS.replace("\"operator\"", "\"embedded:council\"").replacen("},\n]", &format!("}},\n    {more}"), 1);
    let migrate = format!("migrate --settings {}", io.settings(&text));
    let refusal = io.refused(&migrate);
    assert!(refusal.contains(&format!("{council} has to sign: set the device classes T4")), "{refusal}");
    io.ok(&format!("-k embedded:council {migrate}"));
    assert_eq!(io.json("device classes")["classes"][26]["name"], "MI300X");
}

#[test]
fn an_offer_to_somebody_else_is_replaced_and_an_admin_who_is_somebody_else_has_to_sign() {
    let io = Io::new();
    let migrate = settings(&io);
    io.ok(&migrate);
    io.ok("admin propose stake --to embedded:somebody");
    let report = io.json(&migrate);
    assert_eq!(handover(&report, "done").len(), 1);
    io.ok("admin propose stake --to embedded:somebody");
    io.ok("-k embedded:somebody admin accept stake");
    let somebody = io.json("token balance embedded:somebody")["owner"].as_str().expect("an address").to_owned();
    let refusal = io.refused(&migrate);
    assert!(refusal.contains(&format!("{somebody} has to sign: offer the admin's role of io-stake to")), "{refusal}");
}
