//! Every mutant of every transaction of one program.

use std::collections::{BTreeMap, BTreeSet};

use anchor_lang::{prelude::Pubkey, solana_program::instruction::Instruction};
use anchor_lang_idl::types::Idl;
use io_tests::{
    Specimen, World, address,
    described::{Call, descriptions, singles},
};
use solana_account::{AccountSharedData, ReadableAccount};
use solana_keypair::Keypair;
use solana_message::Message;
use solana_signer::Signer;

use crate::{
    accounts,
    allowed::{Allowed, Case, EVERYWHERE},
    arguments,
    mutant::Mutant,
    names, neighbours, starts, verdict,
};

/// Who owns what the runtime itself writes.
const SYSVARS: Pubkey = anchor_lang::pubkey!("Sysvar1111111111111111111111111111111111111");

/// Tries every mutant of every transaction of a program, and says how many there were.
pub fn try_everything(program: &str, list: &'static [Allowed]) {
    let (idl, starts) = starts::of(program);
    let all_cases = |allowed: &'static Allowed| allowed.cases.iter().map(|case| (allowed.reason, case));
    let cases = EVERYWHERE.iter().chain(list).flat_map(all_cases).collect();
    let mut trial = Trial { suite: descriptions(), cases, used: BTreeSet::new(), faults: vec![] };
    trial.faults.extend(without_start(&idl, &starts));
    let (mut all, mut all_allowed) = (0, 0);
    for start in starts {
        let name = start.name;
        let (tried, allowed) = trial.of(&idl, start);
        println!("{program}: {name}: {tried} mutants, {allowed} allowed");
        all += tried;
        all_allowed += allowed;
    }
    println!("{program}: {all} mutants in all, {all_allowed} allowed");
    let faults = [trial.faults.clone(), trial.unused()].concat();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The instructions that no transaction starts from, and the accounts that may be left out and always are.
fn without_start(idl: &Idl, starts: &[Specimen]) -> Vec<String> {
    let calls: Vec<Call> = starts.iter().map(|start| Call::described(idl, start)).collect();
    let mut lacking = vec![];
    for instruction in &idl.instructions {
        let of_it: Vec<&Call> = calls.iter().filter(|call| call.instruction.name == instruction.name).collect();
        if of_it.is_empty() {
            lacking.push(format!("{}: no transaction to start from", instruction.name));
        }
        for optional in singles(instruction).filter(|account| account.optional) {
            let given = of_it.iter().any(|call| {
                let program = call.specimen.instruction.program_id;
                call.accounts().any(|(account, address)| account.name == optional.name && address != program)
            });
            if !given {
                lacking.push(format!("{}: no transaction that brings {}", instruction.name, optional.name));
            }
        }
    }
    lacking
}

struct Trial {
    suite: Vec<Idl>,
    /// What may succeed, and why.
    cases: Vec<(&'static str, &'static Case)>,
    /// By case, transaction and place.
    used: BTreeSet<(usize, String, String)>,
    faults: Vec<String>,
}

impl Trial {
    /// Tries every mutant of a transaction. Returns how many there were, and how many of them were allowed.
    fn of(&mut self, idl: &Idl, mut start: Specimen) -> (usize, usize) {
        neighbours::settle(&mut start.world);
        let others = start.world.clone();
        accounts::prepare(&mut start);
        start.world.clone().accept(start.instruction.clone(), &start.keys());
        let call = Call::described(idl, &start);
        let mut mutants = accounts::mutants(&call, &others);
        mutants.extend(arguments::mutants(&call, &others));
        let genuine = message(&start.instruction);
        mutants.retain(|mutant| mutant.beforehand.is_some() || message(&mutant.instruction) != genuine);
        let mut world = start.world.clone();
        let allowed = mutants.iter().filter(|mutant| self.is_allowed(&start, &mut world, mutant)).count();
        (mutants.len(), allowed)
    }

    /// Tries a mutant, and notes what is wrong with what comes of it. Returns whether it was one that may succeed.
    fn is_allowed(&mut self, start: &Specimen, world: &mut World, mutant: &Mutant) -> bool {
        let cover = |number: &usize| self.cases[*number].1.covers(start.name, mutant);
        let covering: Vec<usize> = (0..self.cases.len()).filter(cover).collect();
        self.used.extend(covering.iter().map(|number| (*number, start.name.to_owned(), mutant.place.clone())));
        let fault = match self.sent(start, world, mutant) {
            Ok(()) if covering.is_empty() => Some("succeeded"),
            Err(None) if !covering.is_empty() => Some("was refused, and is on the list"),
            Err(Some(disorder)) => {
                self.note(start, mutant, &disorder);
                None
            }
            _ => None,
        };
        if let Some(fault) = fault {
            self.note(start, mutant, fault);
        }
        !covering.is_empty()
    }

    /// Sends a mutant, and leaves the world as it was. Where it is refused and something is wrong with the refusal,
    /// what it is.
    fn sent(&self, start: &Specimen, world: &mut World, mutant: &Mutant) -> Result<(), Option<String>> {
        if let Some((address, account)) = &mutant.beforehand {
            world.put(*address, account.clone());
        }
        let before = all_but_the_runtimes(world);
        let sent = world.send(std::slice::from_ref(&mutant.instruction), &signers(start, &mutant.instruction));
        let result = match sent {
            Ok(_) => {
                *world = start.world.clone();
                return Ok(());
            }
            Err(refusal) => Err(verdict::disorder(&refusal, &self.suite, mutant)),
        };
        let unchanged = all_but_the_runtimes(world) == before;
        if mutant.beforehand.is_some() {
            *world = start.world.clone();
        }
        if unchanged { result } else { Err(Some("was refused, and changed an account".to_owned())) }
    }

    fn note(&mut self, start: &Specimen, mutant: &Mutant, fault: &str) {
        let Mutant { place, change, with, number, .. } = mutant;
        let number = number.map(|number| number.to_string()).unwrap_or_default();
        self.faults.push(format!("{} | {place} | {change:?} | {with}{number} | {fault}", start.name));
    }

    /// What the list allows without need.
    fn unused(&self) -> Vec<String> {
        let mut unused = vec![];
        for (number, (reason, case)) in self.cases.iter().enumerate() {
            let pairs = case.calls.iter().flat_map(|call| case.places.iter().map(move |place| (*call, *place)));
            for (call, place) in pairs {
                if !self.used.contains(&(number, call.to_owned(), place.to_owned())) {
                    unused.push(format!("{call} | {place} | allowed without need: {reason}"));
                }
            }
        }
        unused
    }
}

/// Every account but that of whoever pays the fee, who has no other part in a transaction, and those that the runtime
/// itself writes.
fn all_but_the_runtimes(world: &World) -> BTreeMap<Pubkey, AccountSharedData> {
    let payer = address("fee payer");
    let mut accounts = world.accounts();
    accounts.retain(|known, account| *known != payer && *account.owner() != SYSVARS);
    accounts
}

fn message(instruction: &Instruction) -> Message {
    Message::new(std::slice::from_ref(instruction), Some(&address("fee payer")))
}

/// The keys of those that an instruction says have signed.
fn signers<'a>(start: &'a Specimen, instruction: &Instruction) -> Vec<&'a Keypair> {
    let mut signed: Vec<Pubkey> = instruction.accounts.iter().filter(|it| it.is_signer).map(|it| it.pubkey).collect();
    signed.sort_unstable();
    signed.dedup();
    let key_of = |signer: &Pubkey| {
        let own = start.signers.iter().find(|key| key.pubkey() == *signer);
        own.or_else(|| names::key_of(*signer)).expect("the key of somebody")
    };
    signed.iter().map(key_of).collect()
}
