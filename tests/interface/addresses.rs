//! Where the accounts are: what the descriptions say of it, against calls that go through.

use std::{collections::BTreeSet, fs, path::Path};

use anchor_lang::prelude::Pubkey;
use anchor_lang_idl::types::{
    Idl, IdlInstruction, IdlInstructionAccount, IdlInstructionAccountItem, IdlPda, IdlSeed, IdlSeedAccount,
};
use io_tests::Specimen;

use crate::{
    descriptions,
    layout::{field, fields_of},
    programs,
};

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
            let described = account.address.is_some() || account.pda.is_some() || !account.relations.is_empty();
            if !account.signer && !described {
                given.insert(account.name.clone());
            }
        }
    }
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/integrating.md");
    let page = fs::read_to_string(page).expect("the page for integrators");
    let listed = page.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |")).map(|(name, _)| name);
    assert_eq!(listed.map(str::to_owned).collect::<BTreeSet<_>>(), given);
}

fn singles(instruction: &IdlInstruction) -> impl Iterator<Item = &IdlInstructionAccount> {
    instruction.accounts.iter().map(|item| match item {
        IdlInstructionAccountItem::Single(account) => account,
        IdlInstructionAccountItem::Composite(group) => panic!("a group of accounts, {}", group.name),
    })
}

/// A call, and the description of its instruction.
struct Call<'a> {
    idl: &'a Idl,
    instruction: &'a IdlInstruction,
    specimen: &'a Specimen,
}

impl<'a> Call<'a> {
    fn described(idl: &'a Idl, specimen: &'a Specimen) -> Self {
        let data = &specimen.instruction.data;
        let described = idl.instructions.iter().find(|instruction| data.starts_with(&instruction.discriminator));
        Self { idl, instruction: described.expect("an instruction that is described"), specimen }
    }

    /// The described accounts, each with the address that the call has in its place.
    fn accounts(&self) -> impl Iterator<Item = (&'a IdlInstructionAccount, Pubkey)> {
        singles(self.instruction).zip(self.specimen.instruction.accounts.iter().map(|meta| meta.pubkey))
    }

    fn address(&self, account: &str) -> Pubkey {
        let named = self.accounts().find(|(described, _)| described.name == account);
        named.unwrap_or_else(|| panic!("there is no account {account}")).1
    }

    /// Where a client finds the account, if it can.
    fn found(&self, account: &IdlInstructionAccount) -> Option<Pubkey> {
        let fixed = account.address.as_ref().map(|address| address.parse().expect("an address"));
        let derived = account.pda.as_ref().map(|pda| self.derived(pda));
        let named = account.relations.first().map(|by| {
            let address = self.state(by, &account.name).try_into().expect("an address");
            Pubkey::new_from_array(address)
        });
        fixed.or(derived).or(named)
    }

    fn derived(&self, pda: &IdlPda) -> Pubkey {
        let seeds: Vec<Vec<u8>> = pda.seeds.iter().map(|seed| self.seed(seed)).collect();
        let seeds: Vec<&[u8]> = seeds.iter().map(Vec::as_slice).collect();
        let program = match &pda.program {
            Some(program) => Pubkey::try_from(self.seed(program)).expect("an address"),
            None => self.specimen.instruction.program_id,
        };
        Pubkey::find_program_address(&seeds, &program).0
    }

    fn seed(&self, seed: &IdlSeed) -> Vec<u8> {
        match seed {
            IdlSeed::Const(seed) => seed.value.clone(),
            IdlSeed::Arg(seed) => {
                let data = &self.specimen.instruction.data[self.instruction.discriminator.len()..];
                field(self.idl, &self.instruction.args, &seed.path, data).to_vec()
            }
            IdlSeed::Account(IdlSeedAccount { path, account: None }) => self.address(path).to_bytes().to_vec(),
            IdlSeed::Account(IdlSeedAccount { path, account: Some(_) }) => {
                let (account, path) = path.split_once('.').expect("an account and a field of it");
                self.state(account, path)
            }
        }
    }

    /// What the state of one of the accounts says.
    fn state(&self, account: &str, path: &str) -> Vec<u8> {
        let stored = self.specimen.world.account(self.address(account)).expect("an account that says something");
        let described = self.idl.accounts.iter().find(|described| stored.data.starts_with(&described.discriminator));
        let described = described.expect("an account of the program's");
        let state = &stored.data[described.discriminator.len()..];
        field(self.idl, fields_of(self.idl, &described.name), path, state).to_vec()
    }
}
