//! Transactions: how they are made, and how they pass from one signer to the next.
//!
//! A transaction travels in base64, with the signatures that it has so far. Several copies of one that were signed in
//! different places are put together again here, and none of it counts before it is checked against the message.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, anyhow, bail, ensure};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;
use solana_hash::Hash;
use solana_instruction::Instruction;
use solana_message::{AddressLookupTableAccount, Message, VersionedMessage, v0};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;
use std::io::{self, Write};
use std::str::FromStr;

use crate::report::Report;

/// The most bytes that a transaction may have on the wire, and the most accounts that it may name.
const MOST_BYTES: usize = 1_232;
const MOST_ACCOUNTS: usize = 64;

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
    Ok(with_message(message))
}

fn with_message(message: VersionedMessage) -> VersionedTransaction {
    let signatures = vec![Signature::default(); usize::from(message.header().num_required_signatures)];
    VersionedTransaction { signatures, message }
}

/// A transaction as it travels.
pub fn wire(transaction: &VersionedTransaction) -> Result<Vec<u8>> {
    wincode::serialize(transaction).context("the transaction cannot be encoded")
}

/// Whether a node would take a transaction of this size.
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

/// Who has to sign, in the order of the signatures.
pub fn signers(message: &VersionedMessage) -> &[Pubkey] {
    let count = usize::from(message.header().num_required_signatures);
    message.static_account_keys().get(..count).unwrap_or_default()
}

/// Whose signatures a transaction lacks.
pub fn absent(transaction: &VersionedTransaction) -> Vec<Pubkey> {
    let pairs = signers(&transaction.message).iter().zip(&transaction.signatures);
    pairs.filter(|(_, signature)| **signature == Signature::default()).map(|(signer, _)| *signer).collect()
}

/// Puts a signature in its place, if it is one, and of this very message.
pub fn place(transaction: &mut VersionedTransaction, signer: Pubkey, signature: Signature) -> Result<()> {
    let wanted = signers(&transaction.message);
    let Some(place) = wanted.iter().position(|key| *key == signer) else {
        let wanted = wanted.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        bail!("the transaction does not ask for a signature of {signer}: it asks for {wanted}");
    };
    ensure!(
        signature.verify(signer.as_ref(), &transaction.message.serialize()),
        "the signature of {signer} is not one of this transaction: one of the two was changed, or it was given for another"
    );
    *transaction.signatures.get_mut(place).context("there is a place for each signer")? = signature;
    Ok(())
}

/// A transaction, or the message of one that nobody has signed yet, from base64. A signature in it that is not one of its
/// message is refused.
pub fn read(text: &str) -> Result<VersionedTransaction> {
    let text: String = text.split_whitespace().collect();
    let bytes = BASE64_STANDARD.decode(&text).context("a transaction is given in base64")?;
    let mut transaction = match wincode::deserialize_exact::<VersionedTransaction>(&bytes) {
        Ok(transaction) => transaction,
        Err(_) => with_message(
            wincode::deserialize_exact(&bytes)
                .map_err(|_| anyhow!("this is neither a transaction nor the message of one"))?,
        ),
    };
    transaction.sanitize().map_err(|fault| anyhow!("this is no sound transaction: {fault}"))?;
    let pairs: Vec<_> = signers(&transaction.message).iter().copied().zip(transaction.signatures.clone()).collect();
    for (signer, signature) in pairs {
        if signature != Signature::default() {
            place(&mut transaction, signer, signature)?;
        }
    }
    Ok(transaction)
}

/// One transaction out of copies that were signed in different places.
pub fn combine(copies: Vec<VersionedTransaction>) -> Result<VersionedTransaction> {
    let mut copies = copies.into_iter();
    let mut whole = copies.next().context("there is no transaction")?;
    for copy in copies {
        ensure!(
            copy.message == whole.message,
            "these are different transactions, and not one that was signed in several places"
        );
        let known = copy.signatures.iter().zip(&mut whole.signatures);
        known.filter(|(signature, _)| **signature != Signature::default()).for_each(|(new, place)| *place = *new);
    }
    Ok(whole)
}

/// A signature that was made elsewhere, as the Solana CLI writes it: `ADDRESS=SIGNATURE`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenSignature {
    pub signer: Pubkey,
    pub signature: Signature,
}

impl FromStr for GivenSignature {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let (signer, signature) =
            text.split_once('=').with_context(|| format!("\"{text}\" is not ADDRESS=SIGNATURE"))?;
        Ok(Self {
            signer: signer.parse().map_err(|_| anyhow!("\"{signer}\" is not an address"))?,
            signature: signature.parse().map_err(|_| anyhow!("\"{signature}\" is not a signature"))?,
        })
    }
}

/// A transaction that was signed, and not sent.
#[derive(Clone, Debug, Serialize)]
pub struct SignedTransaction {
    pub blockhash: String,
    /// What is signed, in base64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// `address=signature`, as `--signer` takes them.
    pub signers: Vec<String>,
    /// Who has yet to sign.
    pub absent: Vec<String>,
    /// The transaction in the wire format, in base64.
    pub transaction: String,
}

impl SignedTransaction {
    pub fn of(transaction: &VersionedTransaction, with_message: bool) -> Result<Self> {
        let pairs = signers(&transaction.message).iter().zip(&transaction.signatures);
        let given = pairs.filter(|(_, signature)| **signature != Signature::default());
        Ok(Self {
            blockhash: transaction.message.recent_blockhash().to_string(),
            message: with_message.then(|| BASE64_STANDARD.encode(transaction.message.serialize())),
            signers: given.map(|(signer, signature)| format!("{signer}={signature}")).collect(),
            absent: absent(transaction).iter().map(ToString::to_string).collect(),
            transaction: BASE64_STANDARD.encode(wire(transaction)?),
        })
    }
}

impl Report for SignedTransaction {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "Blockhash: {}", self.blockhash)?;
        if let Some(message) = &self.message {
            writeln!(out, "Transaction message (base64):\n{message}")?;
        }
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

/// Those accounts of a message that it may write to, with those that it takes out of tables.
pub fn writable(message: &VersionedMessage, tables: &[AddressLookupTableAccount]) -> Vec<Pubkey> {
    let accounts = message.static_account_keys().iter().enumerate();
    let mut written: Vec<Pubkey> =
        accounts.filter(|(place, _)| is_writable(message, *place)).map(|(_, key)| *key).collect();
    for lookup in message.address_table_lookups().into_iter().flatten() {
        let table = tables.iter().find(|table| table.key == lookup.account_key);
        let places = lookup.writable_indexes.iter();
        written.extend(places.filter_map(|place| table?.addresses.get(usize::from(*place)).copied()));
    }
    written
}

/// Whether a message may write to the account at this place of its own list.
pub fn is_writable(message: &VersionedMessage, place: usize) -> bool {
    let header = message.header();
    let (signers, all) = (usize::from(header.num_required_signatures), message.static_account_keys().len());
    if place < signers {
        place < signers.saturating_sub(usize::from(header.num_readonly_signed_accounts))
    } else {
        place < all.saturating_sub(usize::from(header.num_readonly_unsigned_accounts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use solana_keypair::Keypair;
    use solana_signer::Signer;
    use solana_system_interface::instruction::transfer;

    fn of_two() -> Result<(VersionedTransaction, Keypair, Keypair)> {
        let (payer, owner) = (Keypair::new_from_array([1; 32]), Keypair::new_from_array([2; 32]));
        let instruction = transfer(&owner.pubkey(), &Pubkey::new_from_array([3; 32]), 5);
        let transaction = unsigned(&payer.pubkey(), &[instruction], &[], Hash::new_from_array([4; 32]))?;
        Ok((transaction, payer, owner))
    }

    fn signed_by(transaction: &VersionedTransaction, signer: &Keypair) -> Result<VersionedTransaction> {
        let mut signed = transaction.clone();
        place(&mut signed, signer.pubkey(), signer.sign_message(&transaction.message.serialize()))?;
        Ok(signed)
    }

    fn base64(transaction: &VersionedTransaction) -> Result<String> {
        Ok(BASE64_STANDARD.encode(wire(transaction)?))
    }

    #[test]
    fn what_was_signed_in_two_places_is_put_together() -> Result<()> {
        let (transaction, payer, owner) = of_two()?;
        let (one, other) = (signed_by(&transaction, &payer)?, signed_by(&transaction, &owner)?);
        assert_eq!((absent(&one), absent(&other)), (vec![owner.pubkey()], vec![payer.pubkey()]));
        let whole = combine(vec![read(&base64(&one)?)?, read(&base64(&other)?)?])?;
        assert_eq!(absent(&whole), []);
        assert_eq!(whole.signatures, [one.signatures[0], other.signatures[1]]);
        assert_eq!(read(&BASE64_STANDARD.encode(transaction.message.serialize()))?, transaction);
        Ok(())
    }

    #[test]
    fn a_changed_message_and_a_foreign_signature_are_refused() -> Result<()> {
        let (transaction, payer, _) = of_two()?;
        let mut changed = signed_by(&transaction, &payer)?;
        changed.message.set_recent_blockhash(Hash::new_from_array([5; 32]));
        let refusal = read(&base64(&changed)?).expect_err("another message").to_string();
        assert!(refusal.contains("is not one of this transaction: one of the two was changed"), "{refusal}");
        let stranger = Keypair::new_from_array([9; 32]);
        let refusal = signed_by(&transaction, &stranger).expect_err("a stranger").to_string();
        assert!(refusal.contains("does not ask for a signature of"), "{refusal}");
        changed.signatures[0] = Signature::default();
        assert!(combine(vec![transaction, changed]).is_err());
        Ok(())
    }

    #[test]
    fn what_is_no_transaction_is_refused() -> Result<()> {
        let (transaction, ..) = of_two()?;
        let mut bytes = wire(&transaction)?;
        bytes.push(0);
        for text in ["", "?", "AAAA", &BASE64_STANDARD.encode(&bytes), &base64(&transaction)?[..80]] {
            assert!(read(text).is_err(), "{text}");
        }
        Ok(())
    }
}
