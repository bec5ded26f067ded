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

    /// What a list of the burn ledger holds for this kind. Without an index there is none to be out of bounds.
    const fn of<T>(self, list: &[T; Self::COUNT]) -> &T {
        let [buyback, slash, penalty, credits, fee] = list;
        match self {
            Self::Buyback => buyback,
            Self::Slash => slash,
            Self::Penalty => penalty,
            Self::Credits => credits,
            Self::Fee => fee,
        }
    }

    const fn of_mut<T>(self, list: &mut [T; Self::COUNT]) -> &mut T {
        let [buyback, slash, penalty, credits, fee] = list;
        match self {
            Self::Buyback => buyback,
            Self::Slash => slash,
            Self::Penalty => penalty,
            Self::Credits => credits,
            Self::Fee => fee,
        }
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
    pub const fn burned_under(&self, kind: BurnKind) -> u64 {
        *kind.of(&self.burned)
    }

    /// Who alone may burn under a kind; the default address if nobody is registered.
    pub const fn burner_of(&self, kind: BurnKind) -> &Pubkey {
        kind.of(&self.burners)
    }

    /// Books a burn, and returns the new totals of its kind and of all kinds.
    pub(crate) fn record(&mut self, kind: BurnKind, amount: u64) -> Result<(u64, u64)> {
        let kind_total = kind.of_mut(&mut self.burned);
        *kind_total = kind_total.checked_add(amount).ok_or(IoTokenError::Overflow)?;
        self.total = self.total.checked_add(amount).ok_or(IoTokenError::Overflow)?;
        Ok((*kind_total, self.total))
    }

    pub(crate) const fn register(&mut self, kind: BurnKind, burner: Pubkey) {
        *kind.of_mut(&mut self.burners) = burner;
    }

    /// What holds after every instruction: the kinds add up to the total, and credits are open to anyone.
    pub fn invariant(&self) -> Result<()> {
        let sum = self.burned.iter().try_fold(0u64, |sum, burned| sum.checked_add(*burned));
        let sound = self.version == VERSION
            && sum == Some(self.total)
            && *self.burner_of(BurnKind::Credits) == Pubkey::default();
        require!(sound, IoTokenError::InvariantViolated);
        Ok(())
    }
}
