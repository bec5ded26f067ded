use crate::{error::IoEmissionError, state::VERSION};
use anchor_lang::prelude::*;
use io_economics::{BasisPoints, Epoch, EpochClock, Multiplier, Phase, Timestamp};

/// How many attestors there can be.
pub const ATTESTORS: usize = 7;

/// How many pools there can be.
pub const POOLS: usize = 8;

/// How many epochs ahead a lease can ever run: a week. Half the cooldown, so that a lease never outlives the stake that
/// was behind it, and less than a pool remembers.
pub const MAX_LEASE: u16 = 168;

/// The greatest cap on the weight of a device: ten times what it requires.
pub const MAX_WEIGHT_CAP: Multiplier = Multiplier::new(100_000);

/// The largest share of a device's rewards that its co-stakers can ever get: a half.
pub const MAX_COSTAKE_BPS: u16 = 5_000;

/// Who may do what, and by which rules the emission is shared.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Config {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// 1 while paused, else 0.
    pub paused: u8,
    /// How many pools there are.
    pub pools: u8,
    /// How many attestors there are.
    pub attestor_count: u8,
    /// How many of them have to sign.
    pub quorum: u8,
    /// How many epochs ahead a lease may run.
    pub max_lease: u16,
    /// Up to what multiple of the required stake a device's stake counts, in basis points.
    pub weight_cap_bps: u32,
    /// The share of a device's rewards that its co-stakers get, in basis points.
    pub costake_bps: u16,
    /// Aligns what follows.
    pub padding: [u8; 2],
    /// When the first epoch begins, in seconds since 1970; 0 before genesis.
    pub genesis: i64,
    /// Each pool's share of the emission in basis points, by number; they sum up to 10,000.
    pub shares: [u16; POOLS],
    /// May change the settings and create pools.
    pub admin: Pubkey,
    /// Was offered the admin's role; the default address if nobody was.
    pub pending_admin: Pubkey,
    /// May pause and resume; the default address if only the admin may.
    pub pauser: Pubkey,
    /// Grant, renew and revoke leases; the first `attestor_count` of them count.
    pub attestors: [Pubkey; ATTESTORS],
    /// Room for later versions.
    pub reserved: [u8; 256],
}

impl Config {
    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// Whether the program is paused.
    pub const fn is_paused(&self) -> bool {
        self.paused != 0
    }

    /// Whether it is settled when the first epoch begins.
    pub const fn has_genesis(&self) -> bool {
        self.genesis != 0
    }

    /// The last epoch that is over at `now`; none is before genesis.
    pub const fn completed(&self, now: Timestamp) -> Epoch {
        if !self.has_genesis() {
            return Epoch::ZERO;
        }
        self.clock().completed(now)
    }

    /// The clock of the epochs.
    pub const fn clock(&self) -> EpochClock {
        EpochClock::new(Timestamp::new(self.genesis))
    }

    /// The epoch that is running at `now`; [`Epoch::ZERO`] while the first one has yet to begin.
    pub fn running(&self, now: Timestamp) -> Result<Epoch> {
        require!(self.has_genesis(), IoEmissionError::BeforeGenesis);
        match self.clock().phase(now) {
            Phase::Running(epoch) => Ok(epoch),
            Phase::Before => Ok(Epoch::ZERO),
            Phase::Ended => err!(IoEmissionError::EmissionEnded),
        }
    }

    /// The pools' shares.
    pub fn shares(&self) -> [BasisPoints; POOLS] {
        self.shares.map(|share| BasisPoints::new(share).unwrap_or_default())
    }

    /// Up to what multiple of the required stake a device's stake counts.
    pub const fn weight_cap(&self) -> Multiplier {
        Multiplier::new(self.weight_cap_bps)
    }

    /// The attestors.
    pub fn attestors(&self) -> &[Pubkey] {
        self.attestors.get(..usize::from(self.attestor_count)).unwrap_or_default()
    }

    /// Names the attestors, and how many of them have to sign.
    pub(crate) fn set_attestors(&mut self, attestors: &[Pubkey], quorum: u8) -> Result<()> {
        let places = self.attestors.get_mut(..attestors.len()).ok_or(IoEmissionError::TooManyAttestors)?;
        places.copy_from_slice(attestors);
        if let Some(rest) = self.attestors.get_mut(attestors.len()..) {
            rest.fill(Pubkey::default());
        }
        self.attestor_count = u8::try_from(attestors.len()).map_err(|_| IoEmissionError::TooManyAttestors)?;
        self.quorum = quorum;
        Ok(())
    }

    pub(crate) fn require_admin(&self, signer: &Signer) -> Result<()> {
        require_keys_eq!(*signer.key, self.admin, IoEmissionError::NotAdmin);
        Ok(())
    }

    pub(crate) fn require_unpaused(&self) -> Result<()> {
        require!(!self.is_paused(), IoEmissionError::Paused);
        Ok(())
    }

    /// The signers are attestors, each of them once, and enough of them.
    pub(crate) fn require_quorum(&self, signers: &[Pubkey]) -> Result<()> {
        let mut rest = signers;
        while let Some((signer, others)) = rest.split_first() {
            require!(self.attestors().contains(signer), IoEmissionError::NotAttestor);
            require!(!others.contains(signer), IoEmissionError::DuplicateAttestor);
            rest = others;
        }
        require!(signers.len() >= usize::from(self.quorum), IoEmissionError::QuorumShort);
        Ok(())
    }

    /// What holds after every instruction.
    pub fn invariant(&self) -> Result<()> {
        let attestors = self.attestors();
        require!(!attestors.is_empty(), IoEmissionError::NoAttestors);
        let distinct = attestors
            .iter()
            .enumerate()
            .all(|(place, key)| !attestors.iter().skip(place).skip(1).any(|other| other == key));
        require!(distinct && !attestors.contains(&Pubkey::default()), IoEmissionError::DuplicateAttestor);
        let enough = (1..=self.attestor_count).contains(&self.quorum);
        require!(enough, IoEmissionError::InvalidQuorum);
        require!((1..=MAX_LEASE).contains(&self.max_lease), IoEmissionError::InvalidMaxLease);
        let cap = Multiplier::ONE.get()..=MAX_WEIGHT_CAP.get();
        require!(cap.contains(&self.weight_cap_bps), IoEmissionError::InvalidWeightCap);
        require!(self.costake_bps <= MAX_COSTAKE_BPS, IoEmissionError::InvalidCostakeShare);
        let (shared, unshared) =
            self.shares.split_at_checked(usize::from(self.pools)).ok_or(IoEmissionError::InvariantViolated)?;
        let sum: u32 = shared.iter().map(|share| u32::from(*share)).fold(0, u32::saturating_add);
        // Before the first shares are set there are none at all.
        let whole = sum == u32::from(BasisPoints::WHOLE.get()) || (sum == 0 && !self.has_genesis());
        require!(whole && unshared.iter().all(|share| *share == 0), IoEmissionError::SharesMustSumUp);
        require!(
            self.version == VERSION && self.paused <= 1 && self.admin != Pubkey::default(),
            IoEmissionError::InvariantViolated
        );
        Ok(())
    }
}
