//! What a command has in hand: the backend, the wallet, and how transactions are to be made.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use solana_compute_budget_interface::ComputeBudgetInstruction;
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_keypair::Keypair;
use solana_message::{AddressLookupTableAccount, Message, VersionedMessage, v0};
use solana_signature::Signature;
use solana_signer::Signer;
use solana_transaction::versioned::VersionedTransaction;
use std::io::{self, Write};

use crate::backend::{Backend, Receipt};
use crate::ledger::Place;
use crate::refusal::Refusal;
use crate::report::{Report, note};
use crate::wallet::{KeyName, Wallet};

/// The most compute units that a transaction may ask for.
pub const MOST_UNITS: u32 = 1_400_000;

/// The most bytes that a transaction may have on the wire, and the most accounts that it may name.
const MOST_BYTES: usize = 1_232;
const MOST_ACCOUNTS: usize = 64;

/// Below this a wallet is given lamports on the embedded ledger, and so many of them.
const FEW_LAMPORTS: u64 = 1_000_000_000;
const GIFT: u64 = 10_000_000_000;

/// How transactions are made.
#[derive(Clone, Debug, Default)]
pub struct Signing {
    /// Paid on top of the fee, in micro-lamports per compute unit.
    pub priority_fee: Option<u64>,
    /// Sign, print, and do not send.
    pub sign_only: bool,
    /// To be used instead of the latest blockhash.
    pub blockhash: Option<Hash>,
    /// Show the logs of what was executed.
    pub verbose: bool,
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
    Signed(SignedTransaction),
}

/// A transaction that was signed, and not sent.
#[derive(Clone, Debug, Serialize)]
pub struct SignedTransaction {
    pub blockhash: String,
    /// `address=signature`, as the Solana CLI's `--signer` takes them.
    pub signers: Vec<String>,
    /// Who has yet to sign.
    pub absent: Vec<String>,
    /// The transaction in the wire format, in base64.
    pub transaction: String,
}

pub struct Session {
    pub backend: Box<dyn Backend>,
    /// Where the embedded ledger is, if that is the backend: lamports cost nothing there.
    embedded: Option<Place>,
    find_wallet: Box<dyn Fn() -> Result<Wallet>>,
    wallet: Option<Wallet>,
    signing: Signing,
}

impl Session {
    pub fn new(
        backend: Box<dyn Backend>,
        embedded: Option<Place>,
        find_wallet: impl Fn() -> Result<Wallet> + 'static,
        signing: Signing,
    ) -> Self {
        Self { backend, embedded, find_wallet: Box::new(find_wallet), wallet: None, signing }
    }

    /// The wallet. Looked for only when it is needed: reading takes none.
    pub fn wallet(&mut self) -> Result<&Wallet> {
        if self.wallet.is_none() {
            self.wallet = Some((self.find_wallet)()?);
        }
        self.wallet.as_ref().context("the wallet was found")
    }

    /// Whose signature the wallet gives.
    pub fn signer(&mut self) -> Result<Pubkey> {
        Ok(self.wallet()?.keypair.pubkey())
    }

    /// Address of a keypair that lies beside the embedded ledger, and is created there if need be.
    pub fn embedded_key(&self, name: &KeyName) -> Result<Pubkey> {
        Ok(Wallet::named(name, self.embedded.as_ref())?.keypair.pubkey())
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

    pub fn signs_only(&self) -> bool {
        self.signing.sign_only
    }

    /// What it takes to make many transactions: where they go, who signs, and how they are made.
    pub fn hands(&mut self) -> Result<(&mut dyn Backend, &Keypair, &Signing)> {
        self.wallet()?;
        let wallet = self.wallet.as_ref().context("the wallet was found")?;
        Ok((&mut *self.backend, &wallet.keypair, &self.signing))
    }

    /// Makes sure that the wallet has so many lamports for rent, before it has spent the first of them.
    pub fn require_lamports(&mut self, needed: u64) -> Result<()> {
        let payer = self.signer()?;
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

    /// Simulates the instructions, asks for the compute units they took and a tenth more, and sends them; or only
    /// signs them.
    pub fn execute(&mut self, instructions: &[Instruction]) -> Result<Outcome> {
        self.execute_in(Envelope::default(), instructions)
    }

    /// [`Session::execute`] in a certain envelope.
    pub fn execute_in(&mut self, envelope: Envelope, instructions: &[Instruction]) -> Result<Outcome> {
        let payer = self.signer()?;
        if self.embedded.is_some() {
            self.provide(&payer)?;
        }
        let rehearsal = self.transaction(&payer, instructions, MOST_UNITS, Hash::default(), envelope)?;
        let simulation = self.backend.simulate(&rehearsal)?;
        if let Some(error) = simulation.error {
            return Err(Refusal { error, logs: simulation.logs }.into());
        }
        let limit = u32::try_from(simulation.units + simulation.units / 10).unwrap_or(MOST_UNITS).min(MOST_UNITS);
        let blockhash = match self.signing.blockhash {
            Some(given) => given,
            None => self.backend.latest_blockhash()?,
        };
        let mut transaction = self.transaction(&payer, instructions, limit, blockhash, envelope)?;
        self.sign(&mut transaction, envelope.cosigners)?;
        if self.signing.sign_only {
            return Ok(Outcome::Signed(SignedTransaction::of(&transaction)?));
        }
        let mut receipt = self.backend.send(&transaction)?;
        if receipt.units == 0 {
            receipt.units = simulation.units;
        }
        if self.signing.verbose {
            receipt.logs.iter().for_each(|line| note(format_args!("  {line}")));
        }
        Ok(Outcome::Confirmed(receipt))
    }

    /// [`Session::execute`] where a signature alone is of no use.
    pub fn confirm(&mut self, instructions: &[Instruction]) -> Result<Receipt> {
        self.confirm_in(Envelope::default(), instructions)
    }

    /// [`Session::confirm`] in a certain envelope.
    pub fn confirm_in(&mut self, envelope: Envelope, instructions: &[Instruction]) -> Result<Receipt> {
        match self.execute_in(envelope, instructions)? {
            Outcome::Confirmed(receipt) => Ok(receipt),
            Outcome::Signed(_) => {
                bail!("this takes several transactions that build on each other: leave out --sign-only")
            }
        }
    }

    /// Whether the instructions fit into one transaction.
    pub fn fits(&mut self, envelope: Envelope, instructions: &[Instruction]) -> Result<bool> {
        let payer = self.signer()?;
        let transaction = self.transaction(&payer, instructions, MOST_UNITS, Hash::default(), envelope)?;
        fits(&transaction)
    }

    fn transaction(
        &self,
        payer: &Pubkey,
        what: &[Instruction],
        limit: u32,
        blockhash: Hash,
        envelope: Envelope,
    ) -> Result<VersionedTransaction> {
        let mut instructions = vec![ComputeBudgetInstruction::set_compute_unit_limit(limit)];
        instructions.extend(self.signing.priority_fee.map(ComputeBudgetInstruction::set_compute_unit_price));
        instructions.extend_from_slice(what);
        unsigned(payer, &instructions, envelope.tables, blockhash)
    }

    /// Puts the signatures of the wallet and of the cosigners in their places. The others' are theirs to give.
    fn sign(&mut self, transaction: &mut VersionedTransaction, cosigners: &[Wallet]) -> Result<()> {
        let message = transaction.message.serialize();
        let wallet = self.wallet()?;
        let signer = wallet.keypair.pubkey();
        for Wallet { keypair, .. } in cosigners.iter().chain([wallet]) {
            let address = keypair.pubkey();
            let place = transaction.message.static_account_keys().iter().position(|key| *key == address);
            if let Some(place) = place.and_then(|place| transaction.signatures.get_mut(place)) {
                *place = keypair.sign_message(&message);
            }
        }
        let all = transaction.signatures.iter().all(|signature| *signature != Signature::default());
        if !all && !self.signing.sign_only {
            bail!("the transaction needs signatures that the wallet {signer} cannot give");
        }
        Ok(())
    }
}

/// Whether a transaction is small enough to travel.
pub fn fits(transaction: &VersionedTransaction) -> Result<bool> {
    let message = &transaction.message;
    let looked_up: usize = message
        .address_table_lookups()
        .into_iter()
        .flatten()
        .map(|table| table.writable_indexes.len() + table.readonly_indexes.len())
        .sum();
    let accounts = message.static_account_keys().len() + looked_up;
    Ok(accounts <= MOST_ACCOUNTS && wire(transaction)?.len() <= MOST_BYTES)
}

/// A transaction as it travels.
fn wire(transaction: &VersionedTransaction) -> Result<Vec<u8>> {
    wincode::serialize(transaction).context("the transaction cannot be encoded")
}

impl SignedTransaction {
    fn of(transaction: &VersionedTransaction) -> Result<Self> {
        let keys = transaction.message.static_account_keys();
        let (mut signers, mut absent) = (Vec::new(), Vec::new());
        for (key, signature) in keys.iter().zip(&transaction.signatures) {
            match *signature == Signature::default() {
                true => absent.push(key.to_string()),
                false => signers.push(format!("{key}={signature}")),
            }
        }
        Ok(Self {
            blockhash: transaction.message.recent_blockhash().to_string(),
            signers,
            absent,
            transaction: BASE64_STANDARD.encode(wire(transaction)?),
        })
    }
}

impl Report for SignedTransaction {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "Blockhash: {}", self.blockhash)?;
        writeln!(out, "Signers (address=signature):")?;
        for signer in &self.signers {
            writeln!(out, "  {signer}")?;
        }
        if !self.absent.is_empty() {
            writeln!(out, "Absent signers (address):")?;
        }
        for absent in &self.absent {
            writeln!(out, "  {absent}")?;
        }
        writeln!(out, "Transaction (base64):\n{}", self.transaction)
    }
}

/// `1.250000000`.
pub fn show_sol(lamports: u64) -> String {
    format!("{}.{:09}", lamports / 1_000_000_000, lamports % 1_000_000_000)
}

/// A transaction without its signatures; in the newer format, if tables of addresses are used.
pub fn unsigned(
    payer: &Pubkey,
    instructions: &[Instruction],
    tables: &[AddressLookupTableAccount],
    blockhash: Hash,
) -> Result<VersionedTransaction> {
    let message = match tables {
        [] => VersionedMessage::Legacy(Message::new_with_blockhash(instructions, Some(payer), &blockhash)),
        tables => VersionedMessage::V0(
            v0::Message::try_compile(payer, instructions, tables, blockhash)
                .context("the transaction has too many accounts")?,
        ),
    };
    let signatures = vec![Signature::default(); usize::from(message.header().num_required_signatures)];
    Ok(VersionedTransaction { signatures, message })
}
