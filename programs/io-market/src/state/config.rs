use crate::{error::IoMarketError, state::VERSION};
use anchor_lang::prelude::*;
use io_economics::{
    BasisPoints, Seconds,
    rent::{FeeRates, HIGHEST_COSTAKE_SHARE, HIGHEST_FAILURE_SHARE, HIGHEST_FEE},
};
use io_oracle::Limits;

/// How many attestors there can be.
pub const ATTESTORS: usize = 7;

/// How old a price can ever be allowed to be: 5 minutes.
pub const HIGHEST_MAX_AGE: Seconds = Seconds::new(300);

/// How uncertain a price can ever be allowed to be, in basis points: 5%.
pub const HIGHEST_MAX_CONFIDENCE: u16 = 500;

/// What a reservation is paid in.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asset {
    /// USDC. One counts as one dollar.
    Usdc,
    /// IO, at the oracle's price.
    Io,
}

impl Asset {
    /// The number under which the staking program knows it.
    pub const fn costakers_number(self) -> u8 {
        match self {
            Self::Io => 0,
            Self::Usdc => 1,
        }
    }
}

/// Where an asset is kept.
#[zero_copy]
#[derive(Debug, PartialEq, Eq)]
pub struct Purse {
    /// The asset's mint.
    pub mint: Pubkey,
    /// The token account that holds what all reservations in this asset are owed.
    pub escrow: Pubkey,
    /// The treasury's token account that receives the fees.
    pub fee_vault: Pubkey,
}

/// What the admin may change, within the bounds that are written into the program.
#[derive(AnchorSerialize, AnchorDeserialize, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The fee for reserving, in basis points of the cost.
    pub reservation_bps: u16,
    /// The fee for bringing supplier and renter together where USDC is paid, in basis points of the cost.
    pub facilitation_usdc_bps: u16,
    /// The same where IO is paid.
    pub facilitation_io_bps: u16,
    /// The fee for the network, in basis points of the cost.
    pub network_bps: u16,
    /// The share of what was earned that goes back to the renter when a device fails, in basis points.
    pub failure_bps: u16,
    /// The share of a device's rent that its co-stakers get, in basis points.
    pub costake_bps: u16,
    /// How uncertain a price may be, in basis points of it.
    pub max_confidence_bps: u16,
    /// How old a price may be, in seconds.
    pub max_age: u32,
}

impl Terms {
    /// The terms at the start: 0.25%, 2% and 0%, no network fee; a tenth at a failure; 1% for co-stakers; prices of a minute,
    /// within 1%.
    pub const INITIAL: Self = Self {
        reservation_bps: 25,
        facilitation_usdc_bps: 200,
        facilitation_io_bps: 0,
        network_bps: 0,
        failure_bps: 1_000,
        costake_bps: 100,
        max_confidence_bps: 100,
        max_age: 60,
    };
}

/// Who may do what, and on which terms.
#[account(zero_copy)]
#[derive(Debug)]
pub struct Config {
    /// Layout version.
    pub version: u8,
    /// Bump of this account's address.
    pub bump: u8,
    /// 1 while paused, else 0.
    pub paused: u8,
    /// How many attestors there are.
    pub attestor_count: u8,
    /// How many of them have to sign.
    pub quorum: u8,
    /// Bump of the address of the USDC escrow.
    pub usdc_escrow_bump: u8,
    /// Bump of the address of the IO escrow.
    pub io_escrow_bump: u8,
    /// Aligns what follows.
    pub padding: u8,
    /// The fee for reserving, in basis points of the cost.
    pub reservation_bps: u16,
    /// The fee for bringing supplier and renter together where USDC is paid, in basis points of the cost.
    pub facilitation_usdc_bps: u16,
    /// The same where IO is paid.
    pub facilitation_io_bps: u16,
    /// The fee for the network, in basis points of the cost.
    pub network_bps: u16,
    /// The share of what was earned that goes back to the renter when a device fails, in basis points.
    pub failure_bps: u16,
    /// How uncertain a price may be, in basis points of it.
    pub max_confidence_bps: u16,
    /// How old a price may be, in seconds.
    pub max_age: u32,
    /// Where USDC is kept.
    pub usdc: Purse,
    /// Where IO is kept.
    pub io: Purse,
    /// May change the settings.
    pub admin: Pubkey,
    /// Was offered the admin's role; the default address if nobody was.
    pub pending_admin: Pubkey,
    /// May pause and resume; the default address if only the admin may.
    pub pauser: Pubkey,
    /// Report failures; the first `attestor_count` of them count.
    pub attestors: [Pubkey; ATTESTORS],
    /// The share of a device's rent that its co-stakers get, in basis points.
    pub costake_bps: u16,
    /// Room for later versions.
    pub reserved: [u8; 254],
}

impl Config {
    /// Size of the account, discriminator included.
    pub const SIZE: usize = Self::DISCRIMINATOR.len() + size_of::<Self>();

    /// Whether the program is paused.
    pub const fn is_paused(&self) -> bool {
        self.paused != 0
    }

    /// Where an asset is kept.
    pub const fn purse(&self, asset: Asset) -> &Purse {
        match asset {
            Asset::Usdc => &self.usdc,
            Asset::Io => &self.io,
        }
    }

    /// The rates of the fees where that asset is paid.
    pub fn fee_rates(&self, asset: Asset) -> FeeRates {
        let facilitation = match asset {
            Asset::Usdc => self.facilitation_usdc_bps,
            Asset::Io => self.facilitation_io_bps,
        };
        FeeRates {
            reservation: share(self.reservation_bps),
            facilitation: share(facilitation),
            network: share(self.network_bps),
        }
    }

    /// What is demanded of a price.
    pub fn oracle_limits(&self) -> Limits {
        Limits { max_age: Seconds::new(self.max_age.into()), max_confidence: share(self.max_confidence_bps) }
    }

    /// The terms.
    pub const fn terms(&self) -> Terms {
        Terms {
            reservation_bps: self.reservation_bps,
            facilitation_usdc_bps: self.facilitation_usdc_bps,
            facilitation_io_bps: self.facilitation_io_bps,
            network_bps: self.network_bps,
            failure_bps: self.failure_bps,
            costake_bps: self.costake_bps,
            max_confidence_bps: self.max_confidence_bps,
            max_age: self.max_age,
        }
    }

    pub(crate) const fn set_terms(&mut self, terms: Terms) {
        self.reservation_bps = terms.reservation_bps;
        self.facilitation_usdc_bps = terms.facilitation_usdc_bps;
        self.facilitation_io_bps = terms.facilitation_io_bps;
        self.network_bps = terms.network_bps;
        self.failure_bps = terms.failure_bps;
        self.costake_bps = terms.costake_bps;
        self.max_confidence_bps = terms.max_confidence_bps;
        self.max_age = terms.max_age;
    }

    /// The attestors.
    pub fn attestors(&self) -> &[Pubkey] {
        self.attestors.get(..usize::from(self.attestor_count)).unwrap_or_default()
    }

    /// Names the attestors, and how many of them have to sign.
    pub(crate) fn set_attestors(&mut self, attestors: &[Pubkey], quorum: u8) -> Result<()> {
        let (named, rest) =
            self.attestors.split_at_mut_checked(attestors.len()).ok_or(IoMarketError::TooManyAttestors)?;
        named.copy_from_slice(attestors);
        rest.fill(Pubkey::default());
        self.attestor_count = u8::try_from(attestors.len()).map_err(|_| IoMarketError::TooManyAttestors)?;
        self.quorum = quorum;
        Ok(())
    }

    pub(crate) fn require_admin(&self, signer: &Signer) -> Result<()> {
        require_keys_eq!(*signer.key, self.admin, IoMarketError::NotAdmin);
        Ok(())
    }

    pub(crate) fn require_unpaused(&self) -> Result<()> {
        require!(!self.is_paused(), IoMarketError::Paused);
        Ok(())
    }

    /// The first attestor and all further ones sign, each is one of the attestors, each stands there once, and they are
    /// enough.
    pub(crate) fn require_quorum(&self, first: &Pubkey, further: &[AccountInfo]) -> Result<()> {
        require!(self.attestors().contains(first), IoMarketError::NotAttestor);
        let mut signed: usize = 1;
        let mut rest = further;
        while let Some((signer, others)) = rest.split_first() {
            require!(signer.is_signer, IoMarketError::AttestorMustSign);
            require!(self.attestors().contains(signer.key), IoMarketError::NotAttestor);
            let again = signer.key == first || others.iter().any(|other| other.key == signer.key);
            require!(!again, IoMarketError::DuplicateAttestor);
            signed = signed.checked_add(1).ok_or(IoMarketError::Overflow)?;
            rest = others;
        }
        require!(signed >= usize::from(self.quorum), IoMarketError::QuorumShort);
        Ok(())
    }

    /// What holds after every instruction: the terms are within their bounds, and a failure takes somebody to report it.
    pub fn invariant(&self) -> Result<()> {
        let Terms { reservation_bps, facilitation_usdc_bps, facilitation_io_bps, network_bps, .. } = self.terms();
        let fees = [reservation_bps, facilitation_usdc_bps, facilitation_io_bps, network_bps];
        require!(fees.iter().all(|fee| *fee <= HIGHEST_FEE.get()), IoMarketError::FeeTooHigh);
        require!(self.failure_bps <= HIGHEST_FAILURE_SHARE.get(), IoMarketError::FailureShareTooHigh);
        require!(self.costake_bps <= HIGHEST_COSTAKE_SHARE.get(), IoMarketError::CostakeShareTooHigh);
        let believable = i64::from(self.max_age) <= HIGHEST_MAX_AGE.get()
            && self.max_age > 0
            && self.max_confidence_bps <= HIGHEST_MAX_CONFIDENCE
            && self.max_confidence_bps > 0;
        require!(believable, IoMarketError::OracleLimitsOutOfRange);

        let attestors = self.attestors();
        require!(!attestors.is_empty(), IoMarketError::NoAttestors);
        let mut rest = attestors;
        while let Some((attestor, others)) = rest.split_first() {
            let distinct = *attestor != Pubkey::default() && !others.contains(attestor);
            require!(distinct, IoMarketError::DuplicateAttestor);
            rest = others;
        }
        require!((1..=self.attestor_count).contains(&self.quorum), IoMarketError::InvalidQuorum);

        require!(
            self.version == VERSION && self.paused <= 1 && self.admin != Pubkey::default(),
            IoMarketError::InvariantViolated
        );
        Ok(())
    }
}

/// A rate out of the settings, which are bounded far below the whole.
pub(crate) fn share(basis_points: u16) -> BasisPoints {
    BasisPoints::new(basis_points).unwrap_or(BasisPoints::WHOLE)
}
