//! Where the accounts are: what the descriptions say of it, against calls that go through.

use std::{collections::BTreeSet, fs, path::Path};

use anchor_lang_idl::types::IdlInstructionAccount;
use io_tests::described::{Call, descriptions, programs, singles};

#[test]
fn every_address_that_is_described_is_the_one_that_is_accepted() {
    for (idl, specimens) in programs() {
        for specimen in &specimens {
            let call = Call::described(&idl, specimen);
            let program = specimen.instruction.program_id;
            // An optional account that is left out has the program's own address in its place.
            let given = call.accounts().filter(|(account, address)| !(account.optional && *address == program));
            for (account, address) in given {
                let found = call.found(account);
                println!("{} {}: {} {found:?}", idl.metadata.name, specimen.name, account.name);
                assert_eq!(found.is_some(), is_described(account));
                assert!(found.is_none_or(|found| found == address), "it is {address}");
            }
        }
    }
}

#[test]
fn every_instruction_is_held_against_a_call() {
    for (idl, specimens) in programs() {
        let called: BTreeSet<&str> =
            specimens.iter().map(|specimen| Call::described(&idl, specimen).instruction.name.as_str()).collect();
        let described: BTreeSet<&str> = idl.instructions.iter().map(|instruction| instruction.name.as_str()).collect();
        assert_eq!(called, described, "{}", idl.metadata.name);
    }
}

/// The page for integrators lists every account that a client cannot find from the description, and no other.
#[test]
fn what_is_not_described_is_listed_for_integrators() {
    let mut given = BTreeSet::new();
    for idl in &descriptions() {
        for account in idl.instructions.iter().flat_map(singles) {
            if !account.signer && !is_described(account) {
                given.insert(account.name.clone());
            }
        }
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/integrating.md");
    let page = fs::read_to_string(page).expect("the page for integrators");
    let listed = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |")).map(|(name, _)| name);
    assert_eq!(listed.map(str::to_owned).collect::<BTreeSet<_>>(), given);
}

/// Whether the description says where the account is.
fn is_described(account: &IdlInstructionAccount) -> bool {
    account.address.is_some() || account.pda.is_some() || !account.relations.is_empty()
}
