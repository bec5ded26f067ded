//! What a command has in hand: the backend, the wallet, and how transactions are to be made.

use anchor_lang::prelude::Pubkey;
use anchor_lang::system_program;
use anyhow::{Context, Result, bail, ensure};
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_message::AddressLookupTableAccount;
use solana_transaction::versioned::VersionedTransaction;
use std::cell::OnceCell;

use crate::backend::{Backend, Expired, Receipt};
use crate::ledger::Place;
use crate::nonce;
use crate::paper::Paper;
use crate::proposal::Proposal;
use crate::refusal::Refusal;
use crate::rehearsal::{Rehearsal, Rehearsals, Unsent};
use crate::report::note;
use crate::signatories::Signatories;
use crate::transaction::{self, GivenSignature, SignedTransaction, unsigned};
use crate::wallet::{KeyName, Wallet};

/// How often a transaction is signed that no block takes while its blockhash is good.
const SIGNINGS: u32 = 3;

/// The most compute units that a transaction may ask for.
pub const MOST_UNITS: u32 = 1_400_000;

/// What a transaction asks for whose simulation took so many compute units: a tenth more.
pub fn with_reserve(taken: u64) -> u32 {
    u32::try_from(taken.saturating_add(taken / 10)).unwrap_or(MOST_UNITS).min(MOST_UNITS)
}

/// Below this a wallet is given lamports on the embedded ledger, and so many of them.
const FEW_LAMPORTS: u64 = 1_000_000_000;
const GIFT: u64 = 10_000_000_000;

/// How transactions are made.
#[derive(Clone, Debug, Default)]
pub struct Signing {
    pub purpose: Purpose,
    /// Paid on top of the fee, in micro-lamports per compute unit.
    pub priority_fee: Option<u64>,
    /// To be asked for instead of what the simulation takes.
    pub unit_limit: Option<u32>,
    /// To be used instead of the latest blockhash.
    pub blockhash: Option<Hash>,
    /// Keypair or address of whoever pays the fee, where that is not the wallet.
    pub fee_payer: Option<String>,
    /// Nonce account whose value stands for the blockhash.
    pub nonce: Option<Pubkey>,
    /// Keypair or address of whoever may use it, where that is not the wallet.
    pub nonce_authority: Option<String>,
    /// What others have signed elsewhere.
    pub given: Vec<GivenSignature>,
    /// Show the logs of what was executed.
    pub verbose: bool,
}

/// What becomes of the transactions of a command.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    #[default]
    Send,
    /// Sign, print, and do not send.
    Sign { with_message: bool },
    /// Print what a multisig has to propose, whose vault the wallet is.
    Propose,
    /// Show what it would do, and sign nothing.
    Rehearse,
}

impl Purpose {
    /// Whether a transaction is written down, and not sent.
    const fn is_on_paper(self) -> bool {
        matches!(self, Self::Sign { .. } | Self::Propose)
    }
}

impl Signing {
    /// Whether nobody is to be asked: as with the Solana CLI, whoever says which blockhash to sign may be offline.
    pub const fn asks_nobody(&self) -> bool {
        self.purpose.is_on_paper() && self.blockhash.is_some()
    }
}

/// What a transaction has besides its instructions.
#[derive(Clone, Copy, Default)]
pub struct Envelope<'a> {
    /// Sign it besides the wallet.
    pub cosigners: &'a [Wallet],
    /// Tables of addresses that the cluster keeps. What stands in one of them takes a byte instead of 32.
    pub tables: &'a [AddressLookupTableAccount],
}

/// What became of a transaction.
pub enum Outcome {
    Confirmed(Receipt),
    /// It was not sent, but written down for whoever signs or executes it.
    Signed(Paper),
}

/// A transaction that nobody has signed yet.
struct Draft {
    transaction: VersionedTransaction,
    /// What its simulation took. None where there was none.
    units: Option<u64>,
}

pub struct Session {
    pub backend: Box<dyn Backend>,
    /// Where the embedded ledger is, if that is the backend: lamports cost nothing there.
    embedded: Option<Place>,
    find_wallet: Box<dyn Fn() -> Result<Wallet>>,
    signatories: OnceCell<Signatories>,
    signing: Signing,
    /// What a dry run has shown.
    pub rehearsals: Rehearsals,
}

impl Session {
    pub fn new(
        backend: Box<dyn Backend>,
        embedded: Option<Place>,
        find_wallet: impl Fn() -> Result<Wallet> + 'static,
        signing: Signing,
    ) -> Self {
        let (find_wallet, signatories) = (Box::new(find_wallet), OnceCell::new());
        Self { backend, embedded, find_wallet, signatories, signing, rehearsals: Rehearsals::default() }
    }

    /// Who signs. Looked for only when it is needed: reading takes nobody.
    pub fn signatories(&self) -> Result<&Signatories> {
        if self.signatories.get().is_none() {
            let other = |given: &Option<String>| given.as_deref().map(|given| self.keypair(given)).transpose();
            let found = Signatories {
                wallet: (self.find_wallet)()?,
                fee_payer: other(&self.signing.fee_payer).context("--fee-payer")?,
                nonce_authority: other(&self.signing.nonce_authority).context("--nonce-authority")?,
                given: self.signing.given.clone(),
            };
            let _ = self.signatories.set(found);
        }
        self.signatories.get().context("the wallet was found")
    }

    /// Address of the wallet: whose signature commands are about.
    pub fn signer(&mut self) -> Result<Pubkey> {
        Ok(self.signatories()?.wallet.address)
    }

    /// Address of a keypair that lies beside the embedded ledger, and is created there if need be.
    pub fn embedded_key(&self, name: &KeyName) -> Result<Pubkey> {
        Ok(Wallet::named(name, self.embedded.as_ref())?.address)
    }

    /// The keypair that `--keypair` or its like names.
    pub fn keypair(&self, given: &str) -> Result<Wallet> {
        Wallet::find(Some(given), None, self.embedded.as_ref())
    }

    /// Whether the backend is the embedded ledger, whose clock stands still while a command runs.
    pub fn is_embedded(&self) -> bool {
        self.embedded.is_some()
    }

    /// Where the embedded ledger is, if that is the backend.
    pub fn place(&self) -> Option<&Place> {
        self.embedded.as_ref()
    }

    /// What others have signed elsewhere.
    pub fn given_signatures(&self) -> &[GivenSignature] {
        &self.signing.given
    }

    /// Whether the one transaction that a command makes is written down, and not sent.
    pub fn signs_only(&self) -> bool {
        self.signing.purpose.is_on_paper()
    }

    /// Whether nothing is sent, but all that would be is shown.
    pub fn rehearses(&self) -> bool {
        self.signing.purpose == Purpose::Rehearse
    }

    /// Whether nobody is to be asked.
    pub fn asks_nobody(&self) -> bool {
        self.signing.asks_nobody()
    }

    /// What it takes to make many transactions: where they go, who signs, and how they are made.
    pub fn hands(&mut self) -> Result<(&mut dyn Backend, &Signatories, &Signing)> {
        self.signatories()?;
        let signatories = self.signatories.get().context("the wallet was found")?;
        Ok((&mut *self.backend, signatories, &self.signing))
    }

    /// Makes sure that the wallet has so many lamports for rent, before it has spent the first of them.
    pub fn require_lamports(&mut self, needed: u64) -> Result<()> {
        let payer = self.signatories()?.payer();
        let has = self.backend.account(&payer)?.map_or(0, |account| account.lamports);
        let missing = needed.saturating_add(FEW_LAMPORTS).saturating_sub(has);
        if self.embedded.is_some() && missing > 0 {
            self.backend.airdrop(&payer, missing)?;
            note(format_args!("The embedded ledger gave {payer} {} SOL for fees and rent", show_sol(missing)));
        } else {
            ensure!(has >= needed, "the wallet has {} SOL, and this takes {}", show_sol(has), show_sol(needed));
        }
        Ok(())
    }

    fn provide(&mut self, address: &Pubkey) -> Result<()> {
        let has = self.backend.account(address)?.map_or(0, |account| account.lamports);
        if has < FEW_LAMPORTS {
            self.backend.airdrop(address, GIFT)?;
            note(format_args!("The embedded ledger gave {address} 10 SOL for fees and rent"));
        }
        Ok(())
    }

    /// Simulates the instructions, asks for the compute units they took and a tenth more, and sends them; or does with them
    /// what the command line asks for instead.
    pub fn execute(&mut self, instructions: &[Instruction]) -> Result<Outcome> {
        self.execute_in(Envelope::default(), instructions)
    }

    /// [`Session::execute`] in a certain envelope.
    pub fn execute_in(&mut self, envelope: Envelope, instructions: &[Instruction]) -> Result<Outcome> {
        for _ in 1..SIGNINGS {
            match self.execute_once(envelope, instructions) {
                Err(error) if error.is::<Expired>() => note(format_args!("Signing anew: {error}")),
                other => return other,
            }
        }
        self.execute_once(envelope, instructions)
    }

    fn execute_once(&mut self, envelope: Envelope, instructions: &[Instruction]) -> Result<Outcome> {
        let Draft { mut transaction, units } = self.draft(envelope, instructions)?;
        match self.signing.purpose {
            Purpose::Propose => {
                let vault = self.signer()?;
                Ok(Outcome::Signed(Paper::Proposed(Proposal::of(vault, &transaction)?)))
            }
            Purpose::Sign { with_message } => {
                self.signatories()?.sign(&mut transaction, envelope.cosigners)?;
                Ok(Outcome::Signed(Paper::Signed(SignedTransaction::of(&transaction, with_message)?)))
            }
            Purpose::Rehearse => Ok(Outcome::Confirmed(self.rehearse(&transaction, envelope.tables)?)),
            Purpose::Send => {
                self.signatories()?.sign_completely(&mut transaction, envelope.cosigners)?;
                let mut receipt = self.backend.send(&transaction)?;
                if receipt.units == 0 {
                    receipt.units = units.unwrap_or_default();
                }
                if self.signing.verbose {
                    receipt.logs.iter().for_each(|line| note(format_args!("  {line}")));
                }
                Ok(Outcome::Confirmed(receipt))
            }
        }
    }

    /// Shows what a transaction would do. On the embedded ledger it then does it, to a copy that nobody keeps, so that what
    /// the command does next can be shown as well; on a cluster this is the end.
    pub fn rehearse(
        &mut self,
        transaction: &VersionedTransaction,
        tables: &[AddressLookupTableAccount],
    ) -> Result<Receipt> {
        let you = self.signer().ok();
        let rehearsal = Rehearsal::of(&*self.backend, transaction, tables, you)?;
        let refusal = rehearsal.refusal.clone();
        self.rehearsals.add(rehearsal)?;
        match refusal {
            Some(refusal) => Err(refusal.into()),
            None if self.is_embedded() => self.backend.send(transaction),
            None => Err(Unsent.into()),
        }
    }

    /// Makes the transaction of these instructions, and simulates it unless nobody is to be asked.
    fn draft(&mut self, envelope: Envelope, instructions: &[Instruction]) -> Result<Draft> {
        let blockhash = match (self.signing.blockhash, self.signing.nonce) {
            (Some(given), _) => given,
            (None, Some(account)) => self.nonce_value(&account)?,
            (None, None) => self.backend.latest_blockhash()?,
        };
        if self.asks_nobody() {
            let transaction = self.transaction(instructions, self.signing.unit_limit, blockhash, envelope)?;
            return Ok(Draft { transaction, units: None });
        }
        if self.signing.purpose == Purpose::Propose {
            self.require_vault()?;
        }
        if self.is_embedded() {
            let payer = self.signatories()?.payer();
            self.provide(&payer)?;
        }
        let most = self.signing.unit_limit.unwrap_or(MOST_UNITS);
        let simulation =
            self.backend.simulate(&self.transaction(instructions, Some(most), Hash::default(), envelope)?)?;
        let limit = match (self.signing.unit_limit, simulation.error) {
            (_, Some(error)) if !self.rehearses() => return Err(Refusal { error, logs: simulation.logs }.into()),
            // What is refused is shown all the same, and for its own reason.
            (_, Some(_)) => most,
            (Some(given), None) => given,
            (None, None) => with_reserve(simulation.units),
        };
        let transaction = self.transaction(instructions, Some(limit), blockhash, envelope)?;
        Ok(Draft { transaction, units: Some(simulation.units) })
    }

    /// A vault is an account of the system program. The multisig itself is one of Squads' program, and can never sign.
    fn require_vault(&mut self) -> Result<()> {
        let vault = self.signer()?;
        let owner = self.backend.account(&vault)?.map(|account| account.owner);
        ensure!(
            owner.is_none_or(|owner| owner == system_program::ID),
            "{vault} is an account of a program, and not a vault: is it the multisig itself?"
        );
        Ok(())
    }

    fn nonce_value(&self, account: &Pubkey) -> Result<Hash> {
        let authority = self.signatories()?.nonce_authority();
        let nonce =
            nonce::usable(&*self.backend, account, &authority).context("--nonce-authority names whoever may use it")?;
        Ok(nonce.value)
    }

    /// [`Session::execute`] where a signature alone is of no use.
    pub fn confirm(&mut self, instructions: &[Instruction]) -> Result<Receipt> {
        self.confirm_in(Envelope::default(), instructions)
    }

    /// [`Session::confirm`] in a certain envelope.
    pub fn confirm_in(&mut self, envelope: Envelope, instructions: &[Instruction]) -> Result<Receipt> {
        match self.execute_in(envelope, instructions) {
            Ok(Outcome::Confirmed(receipt)) => Ok(receipt),
            Ok(Outcome::Signed(_)) => {
                bail!("this takes several transactions that build on each other: leave out --sign-only")
            }
            Err(error) => {
                self.rehearsals.incomplete |= error.is::<Unsent>();
                Err(error)
            }
        }
    }

    /// Whether the instructions fit into one transaction.
    pub fn fits(&mut self, envelope: Envelope, instructions: &[Instruction]) -> Result<bool> {
        transaction::fits(&self.transaction(instructions, Some(MOST_UNITS), Hash::default(), envelope)?)
    }

    fn transaction(
        &self,
        what: &[Instruction],
        limit: Option<u32>,
        blockhash: Hash,
        envelope: Envelope,
    ) -> Result<VersionedTransaction> {
        let signatories = self.signatories()?;
        // The runtime looks for it in the first place.
        let advance = self.signing.nonce.map(|account| nonce::advance(&account, &signatories.nonce_authority()));
        let mut instructions: Vec<Instruction> = advance.into_iter().collect();
        // A multisig executes what it was asked for inside of its own transaction, which has limits of its own.
        if self.signing.purpose != Purpose::Propose {
            instructions.extend(limit.map(ComputeBudgetInstruction::set_compute_unit_limit));
            instructions.extend(self.signing.priority_fee.map(ComputeBudgetInstruction::set_compute_unit_price));
        }
        instructions.extend_from_slice(what);
        unsigned(&signatories.payer(), &instructions, envelope.tables, blockhash)
    }
}

/// `1.250000000`.
pub fn show_sol(lamports: u64) -> String {
    format!("{}.{:09}", lamports / 1_000_000_000, lamports % 1_000_000_000)
}
