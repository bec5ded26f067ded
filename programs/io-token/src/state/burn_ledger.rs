use crate::{error::IoTokenError, state::VERSION};
use anchor_lang::prelude::*;

/// Why IO is burned.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BurnKind {
    /// Bought with the treasury's revenue.
    Buyback,
    /// Taken from a stake by a slash case.
    Slash,
    /// Taken from a device's rewards for an hour offline.
    Penalty,
    /// Paid by anyone for credits.
    Credits,
    /// Fees that were paid in IO.
    Fee,
}

impl BurnKind {
    /// How many there are.
    pub const COUNT: usize = 5;

    /// Every kind, in the order of their numbers.
    pub const ALL: [Self; Self::COUNT] = [Self::Buyback, Self::Slash, Self::Penalty, Self::Credits, Self::Fee];

    /// The place of this kind in the lists of the burn ledger.
    pub const fn number(self) -> u8 {
        self as u8
    }
}

/// What the protocol has burned, and who may burn under which kind.
#[account(zero_copy)]
#[derive(Debug)]
pub struct BurnLedger {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// Aligns what follows.
    pub padding: [u8; 6],
    /// Base units ever burned, all kinds together.
    pub total: u64,
    /// Base units ever burned, per kind in the order of their numbers.
    pub burned: [u64; BurnKind::COUNT],
    /// Who alone may burn, per kind in the order of their numbers; the default address where nobody is registered.
    pub burners: [Pubkey; BurnKind::COUNT],
    /// Room for later versions.
    pub reserved: [u8; 64],
}

impl BurnLedger {
    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// Base units ever burned under a kind.
    pub fn burned_under(&self, kind: BurnKind) -> u64 {
        self.burned.get(usize::from(kind.number())).copied().unwrap_or_default()
    }

    /// Who alone may burn under a kind; the default address if nobody is registered.
    pub fn burner_of(&self, kind: BurnKind) -> Pubkey {
        self.burners.get(usize::from(kind.number())).copied().unwrap_or_default()
    }

    /// Books a burn, and returns the new totals of its kind and of all kinds.
    pub(crate) fn record(&mut self, kind: BurnKind, amount: u64) -> Result<(u64, u64)> {
        let kind_total = self.burned.get_mut(usize::from(kind.number())).ok_or(IoTokenError::InvariantViolated)?;
        *kind_total = kind_total.checked_add(amount).ok_or(IoTokenError::Overflow)?;
        self.total = self.total.checked_add(amount).ok_or(IoTokenError::Overflow)?;
        Ok((*kind_total, self.total))
    }

    pub(crate) fn register(&mut self, kind: BurnKind, burner: Pubkey) -> Result<()> {
        *self.burners.get_mut(usize::from(kind.number())).ok_or(IoTokenError::InvariantViolated)? = burner;
        Ok(())
    }

    /// What holds after every instruction: the kinds add up to the total, and credits are open to anyone.
    pub fn invariant(&self) -> Result<()> {
        let sum = self.burned.iter().try_fold(0u64, |sum, burned| sum.checked_add(*burned));
        let sound = self.version == VERSION
            && sum == Some(self.total)
            && self.burner_of(BurnKind::Credits) == Pubkey::default();
        require!(sound, IoTokenError::InvariantViolated);
        Ok(())
    }
}
