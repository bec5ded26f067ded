//! A cluster at which something goes wrong at a step. The embedded ledger stands for it: what it has executed stays, whatever
//! becomes of the command.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, bail};
use io_app::backend::{Backend, Departed, Embedded, Executed, Fate, Filter, Preview, Receipt, Shipment, Tell};
use io_app::history::{Period, Record};
use io_app::ledger::{Ledger, Place};
use solana_account::Account;
use solana_hash::Hash;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use std::cell::RefCell;
use std::rc::Rc;
use tempfile::TempDir;

use crate::io::Io;

/// What goes wrong at a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The command is killed.
    Kill,
    /// The node does not answer any more. What it was given it has executed, or lost.
    Silence,
}

/// What a node says that does not know what became of a transaction, and how often it says so before it knows.
#[derive(Clone, Copy)]
pub struct Ignorance {
    pub says: Fate,
    pub times: usize,
}

/// A cluster, and the step at which something goes wrong. A transaction that is one of many takes three steps: it is noted,
/// executed, and told of. One that is sent alone takes two.
pub struct Cluster {
    ledger: Embedded,
    _folder: TempDir,
    pub steps: usize,
    pub fatal: Option<(usize, Fault)>,
    pub ignorance: Option<Ignorance>,
}

#[derive(Clone)]
pub struct Node(pub Rc<RefCell<Cluster>>);

impl Node {
    /// Takes a step, unless that is the fatal one.
    fn step(&self) -> Result<()> {
        let mut cluster = self.0.borrow_mut();
        cluster.steps += 1;
        match cluster.fatal {
            Some((step, Fault::Kill)) if step == cluster.steps => panic!("killed at step {step}"),
            Some((step, Fault::Silence)) if step == cluster.steps => bail!("the node does not answer"),
            _ => Ok(()),
        }
    }
}

impl Backend for Node {
    fn account(&self, address: &Pubkey) -> Result<Option<Account>> {
        self.0.borrow().ledger.account(address)
    }

    fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>> {
        self.0.borrow().ledger.accounts(addresses)
    }

    fn program_accounts(&self, program: &Pubkey, filters: &[Filter]) -> Result<Vec<(Pubkey, Account)>> {
        self.0.borrow().ledger.program_accounts(program, filters)
    }

    fn genesis_hash(&self) -> Result<Option<Hash>> {
        self.0.borrow().ledger.genesis_hash()
    }

    fn latest_blockhash(&self) -> Result<Hash> {
        self.0.borrow().ledger.latest_blockhash()
    }

    fn preview(&self, transaction: &VersionedTransaction, watched: &[Pubkey]) -> Result<Preview> {
        self.0.borrow().ledger.preview(transaction, watched)
    }

    fn executed(&self, signature: &Signature) -> Result<Option<Executed>> {
        self.0.borrow().ledger.executed(signature)
    }

    fn history(&self, addresses: &[Pubkey], period: Period) -> Result<Vec<Record>> {
        self.0.borrow().ledger.history(addresses, period)
    }

    fn memory_begins(&self) -> Result<i64> {
        self.0.borrow().ledger.memory_begins()
    }

    fn send(&mut self, transaction: &VersionedTransaction) -> Result<Receipt> {
        self.step()?;
        let receipt = self.0.borrow_mut().ledger.send(transaction);
        self.step()?;
        receipt
    }

    fn send_all(&mut self, shipment: &dyn Shipment, _abreast: usize, tell: Tell) -> Result<()> {
        for place in 0..shipment.count() {
            let rehearsed = self.simulate(&shipment.make(place, Hash::default(), None)?)?;
            let outcome = match rehearsed.error {
                Some(error) => Err(io_app::refusal::Refusal { error, logs: rehearsed.logs }.into()),
                None => {
                    let transaction = shipment.make(place, self.latest_blockhash()?, Some(rehearsed.units))?;
                    shipment.departs(place, &transaction, 150)?;
                    self.step().and_then(|()| self.0.borrow_mut().ledger.send(&transaction)).and_then(|receipt| {
                        self.step()?;
                        Ok(receipt)
                    })
                }
            };
            tell(place, outcome)?;
            self.step()?;
        }
        Ok(())
    }

    fn fates(&self, departed: &[Departed]) -> Result<Vec<Fate>> {
        let mut cluster = self.0.borrow_mut();
        match &mut cluster.ignorance {
            Some(Ignorance { says, times: times @ 1.. }) if !departed.is_empty() => {
                *times -= 1;
                Ok(vec![*says; departed.len()])
            }
            _ => cluster.ledger.fates(departed),
        }
    }

    fn cluster(&self) -> Result<String> {
        Ok("a cluster".into())
    }

    fn rent_minimum(&self, length: usize) -> Result<u64> {
        self.0.borrow().ledger.rent_minimum(length)
    }

    fn airdrop(&mut self, address: &Pubkey, lamports: u64) -> Result<()> {
        self.0.borrow_mut().ledger.airdrop(address, lamports)
    }

    fn finish(&mut self) -> Result<()> {
        Ok(())
    }
}

/// The ledger of that home, in a copy of its own.
pub fn cluster(io: &Io, fatal: Option<(usize, Fault)>) -> Result<Node> {
    let folder = tempfile::tempdir()?;
    let copy = folder.path().join("ledger");
    std::fs::copy(io.ledger(), &copy)?;
    std::fs::copy(io.beside_ledger(".journal"), folder.path().join("ledger.journal"))?;
    let ledger = Embedded::new(Ledger::open(Place::new(copy), || bail!("no ledger"))?);
    Ok(Node(Rc::new(RefCell::new(Cluster { ledger, _folder: folder, steps: 0, fatal, ignorance: None }))))
}
