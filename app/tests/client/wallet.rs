//! Whose keypair signs.

use crate::io::Io;
use solana_signer::Signer;
use std::fs;

fn admin(io: &Io) -> String {
    io.json("token supply")["admin"].as_str().expect("an address").to_owned()
}

#[test]
fn a_machine_without_a_keypair_gets_one_that_nobody_else_can_read() {
    let io = Io::new();
    io.ok("migrate");
    let wallet = io.beside_ledger(".wallet.json");
    let keypair = solana_keypair::read_keypair_file(&wallet).expect("a keypair");
    assert_eq!(admin(&io), keypair.pubkey().to_string());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(wallet).expect("a file").permissions().mode() & 0o777, 0o600);
    }
}

#[test]
fn the_solana_clis_default_keypair_is_used() {
    let io = Io::new();
    let address = io.keypair(".config/solana/id.json");
    io.ok("migrate");
    assert_eq!(admin(&io), address);
    assert!(!io.beside_ledger(".wallet.json").exists());
}

#[test]
fn the_solana_clis_configuration_comes_before_its_default() {
    let io = Io::new();
    io.keypair(".config/solana/id.json");
    let address = io.keypair("configured.json");
    let config = format!(
        "json_rpc_url: http://127.0.0.1:1\nwebsocket_url: ''\nkeypair_path: {}\ncommitment: finalized\n",
        io.path("configured.json").display()
    );
    fs::create_dir_all(io.path(".config/solana/cli")).expect("a folder");
    fs::write(io.path(".config/solana/cli/config.yml"), &config).expect("a file");
    io.ok("migrate");
    assert_eq!(admin(&io), address);

    let given = io.keypair("given.json");
    io.ok(&format!("ledger reset --keypair {}", io.path("given.json").display()));
    io.ok(&format!("migrate --keypair {}", io.path("given.json").display()));
    assert_eq!(admin(&io), given);
}

#[test]
fn a_keypair_that_is_not_there_is_named() {
    let io = Io::new();
    assert!(io.refused("migrate --keypair /nowhere.json").contains("there is no keypair at /nowhere.json"));
    assert!(io.refused("migrate --config /nowhere.yml").contains("/nowhere.yml"));
    assert!(io.refused("migrate --keypair usb://ledger").contains("--sign-only"));
    fs::write(io.path("broken.json"), "[1,2,3]").expect("a file");
    let refusal = io.refused(&format!("migrate --keypair {}", io.path("broken.json").display()));
    assert!(refusal.contains("holds no keypair"), "{refusal}");
    assert!(!io.ledger().exists());
}

#[test]
fn a_cluster_that_does_not_answer_is_named() {
    let io = Io::new();
    let refusal = io.refused("--url http://127.0.0.1:1 token supply");
    assert!(refusal.contains("http://127.0.0.1:1 cannot be reached"), "{refusal}");
    assert!(io.refused("--url nonsense token supply").contains("neither a URL nor one of"));
    assert!(!io.ledger().exists());
}

#[test]
fn the_embedded_ledger_keeps_a_keypair_for_every_role() {
    let io = Io::new();
    io.ok("migrate");
    let arbiter = io.beside_ledger(".arbiter.json");
    let address = solana_keypair::read_keypair_file(&arbiter).expect("a keypair").pubkey().to_string();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&arbiter).expect("a file").permissions().mode() & 0o777, 0o600);
    }
    for line in ["token balance embedded:arbiter", "-k embedded:arbiter token balance"] {
        assert_eq!(io.json(line)["owner"], address, "{line}");
    }
    io.ok("ledger reset");
    assert_eq!(io.json("token balance embedded:arbiter")["owner"], address, "the keypair did not survive the reset");
    assert!(io.refused("-k embedded:../x migrate").contains("small letters, digits and dashes"));
    assert_eq!(io.run("token balance embedded:").status.code(), Some(2));
    let refusal = io.refused("--url http://127.0.0.1:1 token balance embedded:arbiter");
    assert!(refusal.contains("only the embedded ledger has"), "{refusal}");
}
