//! Calls as the interface descriptions in `app/idl` describe them.

pub mod layout;

use anchor_lang::prelude::Pubkey;
use anchor_lang_idl::types::{
    Idl, IdlInstruction, IdlInstructionAccount, IdlInstructionAccountItem, IdlPda, IdlSeed, IdlSeedAccount,
};
use io_app::program::SUITE;

use crate::{Specimen, costake, emission, market, stake, token, treasury};
use layout::{field, fields_of};

/// The description of every program.
pub fn descriptions() -> Vec<Idl> {
    SUITE.iter().map(|program| serde_json::from_str(program.idl).expect("a description")).collect()
}

/// The description of every program, and calls of each of its instructions that go through.
pub fn programs() -> Vec<(Idl, Vec<Specimen>)> {
    let specimens = [
        token::specimens(),
        stake::specimens(),
        costake::specimens(),
        costake::paying(),
        emission::specimens(),
        market::specimens(),
        treasury::specimens(),
    ];
    let mut rest: Vec<Specimen> = specimens.into_iter().flatten().collect();
    let mut of_program = |address: &str| {
        let (calls, others) = rest.drain(..).partition(|call| call.instruction.program_id.to_string() == address);
        rest = others;
        calls
    };
    let with_calls = |idl: Idl| {
        let calls = of_program(&idl.address);
        (idl, calls)
    };
    descriptions().into_iter().map(with_calls).collect()
}

/// The accounts that an instruction names.
pub fn singles(instruction: &IdlInstruction) -> impl Iterator<Item = &IdlInstructionAccount> {
    instruction.accounts.iter().map(|item| match item {
        IdlInstructionAccountItem::Single(account) => account,
        IdlInstructionAccountItem::Composite(group) => panic!("a group of accounts, {}", group.name),
    })
}

/// A call, and the description of its instruction.
pub struct Call<'a> {
    pub idl: &'a Idl,
    pub instruction: &'a IdlInstruction,
    pub specimen: &'a Specimen,
}

impl<'a> Call<'a> {
    /// A call, described.
    #[track_caller]
    pub fn described(idl: &'a Idl, specimen: &'a Specimen) -> Self {
        let data = &specimen.instruction.data;
        let described = idl.instructions.iter().find(|instruction| data.starts_with(&instruction.discriminator));
        Self { idl, instruction: described.expect("an instruction that is described"), specimen }
    }

    /// The described accounts, each with the address that the call has in its place.
    pub fn accounts(&self) -> impl Iterator<Item = (&'a IdlInstructionAccount, Pubkey)> {
        singles(self.instruction).zip(self.specimen.instruction.accounts.iter().map(|meta| meta.pubkey))
    }

    /// The arguments as they are sent.
    pub fn arguments(&self) -> &'a [u8] {
        &self.specimen.instruction.data[self.instruction.discriminator.len()..]
    }

    /// Where a client finds the account, if it can.
    pub fn found(&self, account: &IdlInstructionAccount) -> Option<Pubkey> {
        let fixed = account.address.as_ref().map(|address| address.parse().expect("an address"));
        let derived = account.pda.as_ref().and_then(|pda| self.derived(pda));
        let named = account.relations.first().and_then(|by| {
            let address = self.state(by, &account.name)?.try_into().expect("an address");
            Some(Pubkey::new_from_array(address))
        });
        fixed.or(derived).or(named)
    }

    fn derived(&self, pda: &IdlPda) -> Option<Pubkey> {
        let seeds: Vec<Vec<u8>> = pda.seeds.iter().map(|seed| self.seed(seed)).collect::<Option<_>>()?;
        let seeds: Vec<&[u8]> = seeds.iter().map(Vec::as_slice).collect();
        let program = match &pda.program {
            Some(program) => Pubkey::try_from(self.seed(program)?).expect("an address"),
            None => self.specimen.instruction.program_id,
        };
        Some(Pubkey::find_program_address(&seeds, &program).0)
    }

    fn seed(&self, seed: &IdlSeed) -> Option<Vec<u8>> {
        match seed {
            IdlSeed::Const(seed) => Some(seed.value.clone()),
            IdlSeed::Arg(seed) => Some(field(self.idl, &self.instruction.args, &seed.path, self.arguments()).to_vec()),
            IdlSeed::Account(IdlSeedAccount { path, account: None }) => Some(self.address(path).to_bytes().to_vec()),
            IdlSeed::Account(IdlSeedAccount { path, account: Some(_) }) => {
                let (account, path) = path.split_once('.').expect("an account and a field of it");
                self.state(account, path)
            }
        }
    }

    fn address(&self, account: &str) -> Pubkey {
        let named = self.accounts().find(|(described, _)| described.name == account);
        named.unwrap_or_else(|| panic!("there is no account {account}")).1
    }

    /// What the state of one of the accounts says, if it is one of the program's.
    fn state(&self, account: &str, path: &str) -> Option<Vec<u8>> {
        let stored = self.specimen.world.account(self.address(account))?;
        let described = self.idl.accounts.iter().find(|described| stored.data.starts_with(&described.discriminator))?;
        let state = &stored.data[described.discriminator.len()..];
        let fields = fields_of(self.idl, &described.name);
        fields.iter().find(|field| path.split('.').next() == Some(&field.name))?;
        Some(field(self.idl, fields, path, state).to_vec())
    }
}
