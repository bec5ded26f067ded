//! Who signs the transactions of a command: the wallet, whoever pays the fee in its place, whoever may use the nonce, and
//! those who have signed elsewhere.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, bail};
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

use crate::transaction::{self, GivenSignature};
use crate::wallet::Wallet;

pub struct Signatories {
    pub wallet: Wallet,
    /// Pays the fee, where that is not the wallet.
    pub fee_payer: Option<Wallet>,
    /// May use the nonce, where that is not the wallet.
    pub nonce_authority: Option<Wallet>,
    /// What others have signed elsewhere.
    pub given: Vec<GivenSignature>,
}

impl Signatories {
    /// Who pays the fee.
    pub fn payer(&self) -> Pubkey {
        self.fee_payer.as_ref().unwrap_or(&self.wallet).address
    }

    /// Who may use the nonce.
    pub fn nonce_authority(&self) -> Pubkey {
        self.nonce_authority.as_ref().unwrap_or(&self.wallet).address
    }

    /// Puts every signature that can be given here in its place. The others' are theirs to give.
    pub fn sign(&self, transaction: &mut VersionedTransaction, cosigners: &[Wallet]) -> Result<()> {
        let message = transaction.message.serialize();
        let all = cosigners.iter().chain([&self.wallet]).chain(&self.fee_payer).chain(&self.nonce_authority);
        for wallet in all {
            let wanted = transaction::signers(&transaction.message).iter().position(|key| *key == wallet.address);
            if let Some(place) = wanted.and_then(|place| transaction.signatures.get_mut(place))
                && *place == Signature::default()
                && let Some(signature) = wallet.sign(&message)
            {
                *place = signature;
            }
        }
        self.given.iter().try_for_each(|given| transaction::place(transaction, given.signer, given.signature))
    }

    /// [`Signatories::sign`] where it takes all signatures.
    pub fn sign_completely(&self, transaction: &mut VersionedTransaction, cosigners: &[Wallet]) -> Result<()> {
        self.sign(transaction, cosigners)?;
        let absent = transaction::absent(transaction);
        if !absent.is_empty() {
            let absent = absent.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            bail!(
                "the keypair of {absent} is not here: --sign-only signs for the others and prints the transaction, which \
                 `io tx sign` completes where the keypair is"
            );
        }
        Ok(())
    }
}
