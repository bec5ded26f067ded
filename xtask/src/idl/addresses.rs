//! Addresses that follow from those of other accounts.
//!
//! Anchor describes what it checks. The programs compare most addresses with what an account's own data says, since deriving
//! them anew would cost compute units, and some are checked by the program that is called; so it is said here how a client
//! finds them. The tests compare all of it with what the programs accept.

use std::collections::BTreeMap;

use anchor_lang_idl::types::{
    Idl, IdlInstruction, IdlInstructionAccount, IdlInstructionAccountItem, IdlPda, IdlSeed, IdlSeedAccount, IdlSeedArg,
    IdlSeedConst,
};

use anyhow::{Context, Result};

use Seed::{Account, Argument, Field, Fixed, Text};

/// A part of an address.
#[derive(Clone, Copy)]
enum Seed {
    Text(&'static str),
    /// The address of another account of the instruction.
    Account(&'static str),
    /// What an argument of the instruction says.
    Argument(&'static str),
    /// The address that an account of that name has for ever, also where it is no account of the instruction.
    Fixed(&'static str),
    /// What the state of another account says: the path to it, and the type of the state.
    Field(&'static str, &'static str),
}

/// An account at a derived address.
struct Derived {
    account: &'static str,
    seeds: &'static [Seed],
    /// The program that is described; none for all of them.
    within: Option<&'static str>,
    /// The account that is the program it belongs to; none for the program that is described.
    program: Option<&'static str>,
    /// The instructions to which the rule applies; none for all of them.
    only: &'static [&'static str],
    /// Instructions to which the rule does not apply.
    except: &'static [&'static str],
}

impl Derived {
    /// In every program.
    const fn everywhere(account: &'static str, seeds: &'static [Seed]) -> Self {
        Self { account, seeds, within: None, program: None, only: &[], except: &[] }
    }

    /// In one program.
    const fn within(program: &'static str, account: &'static str, seeds: &'static [Seed]) -> Self {
        Self::everywhere(account, seeds).in_program(program)
    }

    /// Of another program, whose account is of that name, in every program that calls it.
    const fn by(program: &'static str, account: &'static str, seeds: &'static [Seed]) -> Self {
        Self { program: Some(program), ..Self::everywhere(account, seeds) }
    }

    const fn in_program(self, program: &'static str) -> Self {
        Self { within: Some(program), ..self }
    }

    const fn only(self, instructions: &'static [&'static str]) -> Self {
        Self { only: instructions, ..self }
    }

    const fn except(self, instructions: &'static [&'static str]) -> Self {
        Self { except: instructions, ..self }
    }
}

/// The first rule that applies holds.
const DERIVED: &[Derived] = &[
    Derived::everywhere("event_authority", &[Text("__event_authority")]),
    Derived::by("io_token", "io_token_event_authority", &[Text("__event_authority")]),
    Derived::by("io_token", "mint", &[Text("mint")]),
    Derived::by("io_token", "io_mint", &[Text("mint")]),
    Derived::by("io_token", "burn_ledger", &[Text("burns")]),
    Derived::by("io_stake", "rewards", &[Text("rewards"), Account("device")]),
    // The emission pays in IO alone; the market in what the reservation was paid in.
    Derived::by("io_stake", "costakers_vault", &[Text("reward_vault"), Fixed("mint")]).in_program("io_emission"),
    Derived::within("io_stake", "rewards", &[Text("rewards"), Argument("device")]).only(&["deposit_reward"]),
    // Whoever executes a case says whether it freezes co-stake: without, there may be no rewards to read.
    Derived::within("io_stake", "rewards", &[Text("rewards"), Account("device")]).except(&["execute"]),
    Derived::within("io_stake", "position", &[Text("position"), Account("device"), Account("holder")]),
    Derived::within("io_stake", "vault", &[Text("costake_vault"), Account("device")]).only(&[
        "add_costake",
        "withdraw_costake",
        "close_costake",
    ]),
    // In the others that pay co-stakers it is the vault of an asset.
    Derived::within("io_stake", "vault", &[Text("vault"), Account("device")]).only(&[
        "stake",
        "withdraw",
        "execute",
        "close_device",
    ]),
    Derived::within("io_emission", "lease", &[Text("lease"), Account("device")]),
    // What is granted or renewed is put into the pool of the device's class, and may come from another.
    Derived::within("io_emission", "pool", &[Text("pool"), Field("lease.pool", "Lease")]).except(&["grant", "renew"]),
    Derived::within("io_market", "listing", &[Text("listing"), Account("device")]),
    Derived::within("io_market", "listing", &[Text("listing"), Field("reservation.device", "Reservation")]),
];

/// Accounts whose address stands, under their own name, in the state of another one: the program, the account, and the other.
const NAMED: &[(&str, &str, &str)] = &[
    ("io_token", "rent_payer", "allocation"),
    ("io_stake", "device", "case"),
    ("io_emission", "rent_payer", "lease"),
    ("io_market", "device", "reservation"),
    ("io_market", "rent_payer", "reservation"),
    ("io_market", "escrow", "reservation"),
    ("io_market", "fee_vault", "reservation"),
    ("io_market", "rent_payer", "listing"),
    ("io_treasury", "usdc_vault", "config"),
    ("io_treasury", "usdc_purse", "config"),
];

/// Says of every account how its address is found, where it follows from others.
pub fn complete(idl: &mut Idl) -> Result<()> {
    let program = idl.metadata.name.clone();
    let fixed = fixed_addresses(idl);
    for instruction in &mut idl.instructions {
        let found = Found::in_instruction(instruction);
        for item in &mut instruction.accounts {
            let IdlInstructionAccountItem::Single(account) = item else { continue };
            // Where it may be left out the program says itself what it is for.
            if account.name == "event_authority" && !account.optional {
                account.docs = vec!["Signs the events, which the program sends to itself.".to_owned()];
            }
            if account.name == "program" {
                account.docs = vec!["The program itself, which receives its events.".to_owned()];
                account.address = Some(idl.address.clone());
            }
            if !account.signer && account.address.is_none() && account.pda.is_none() {
                found.complete(&program, account, &fixed)?;
            }
        }
    }
    Ok(())
}

/// Accounts with an address that never changes, and that address.
fn fixed_addresses(idl: &Idl) -> BTreeMap<String, String> {
    let singles = idl.instructions.iter().flat_map(singles);
    singles.filter_map(|account| Some((account.name.clone(), account.address.clone()?))).collect()
}

fn singles(instruction: &IdlInstruction) -> impl Iterator<Item = &IdlInstructionAccount> {
    instruction.accounts.iter().filter_map(|item| match item {
        IdlInstructionAccountItem::Single(account) => Some(account),
        IdlInstructionAccountItem::Composite(_) => None,
    })
}

/// What is known of an instruction's accounts before anything is added.
struct Found {
    instruction: String,
    accounts: Vec<String>,
    /// Those at an address that Anchor knows how to derive: they are created, and say nothing yet.
    created: Vec<String>,
}

impl Found {
    fn in_instruction(instruction: &IdlInstruction) -> Self {
        let name = |account: &IdlInstructionAccount| account.name.clone();
        Self {
            instruction: instruction.name.clone(),
            accounts: singles(instruction).map(name).collect(),
            created: singles(instruction).filter(|account| account.pda.is_some()).map(name).collect(),
        }
    }

    fn complete(
        &self,
        program: &str,
        account: &mut IdlInstructionAccount,
        fixed: &BTreeMap<String, String>,
    ) -> Result<()> {
        let named =
            NAMED.iter().find(|(within, name, by)| *within == program && *name == account.name && self.has_state(by));
        if let Some((_, _, by)) = named {
            account.relations = vec![(*by).to_owned()];
            return Ok(());
        }
        account.pda = DERIVED
            .iter()
            .filter(|rule| rule.within.is_none_or(|within| within == program) && rule.account == account.name)
            .find(|rule| self.can_apply(rule))
            .map(|rule| rule.pda(fixed))
            .transpose()?;
        Ok(())
    }

    fn has(&self, account: &str) -> bool {
        self.accounts.iter().any(|name| name == account)
    }

    fn has_state(&self, account: &str) -> bool {
        self.has(account) && !self.created.iter().any(|name| name == account)
    }

    fn can_apply(&self, rule: &Derived) -> bool {
        let instruction = self.instruction.as_str();
        (rule.only.is_empty() || rule.only.contains(&instruction))
            && !rule.except.contains(&instruction)
            && rule.program.is_none_or(|program| self.has(program))
            && rule.seeds.iter().all(|seed| match seed {
                Text(_) | Fixed(_) | Argument(_) => true,
                Account(account) => self.has(account),
                Field(path, _) => path.split('.').next().is_some_and(|account| self.has_state(account)),
            })
    }
}

impl Derived {
    fn pda(&self, fixed: &BTreeMap<String, String>) -> Result<IdlPda> {
        Ok(IdlPda {
            seeds: self.seeds.iter().map(|seed| seed.described(fixed)).collect::<Result<_>>()?,
            program: self.program.map(|program| Account(program).described(fixed)).transpose()?,
        })
    }
}

impl Seed {
    fn described(&self, fixed: &BTreeMap<String, String>) -> Result<IdlSeed> {
        Ok(match *self {
            Text(text) => IdlSeed::Const(IdlSeedConst { value: text.into() }),
            Argument(argument) => IdlSeed::Arg(IdlSeedArg { path: argument.to_owned() }),
            Account(account) => IdlSeed::Account(IdlSeedAccount { path: account.to_owned(), account: None }),
            Fixed(account) => {
                let address = fixed.get(account).with_context(|| format!("{account} has no fixed address"))?;
                IdlSeed::Const(IdlSeedConst { value: bs58::decode(address).into_vec()? })
            }
            Field(path, state) => {
                IdlSeed::Account(IdlSeedAccount { path: path.to_owned(), account: Some(state.to_owned()) })
            }
        })
    }
}
