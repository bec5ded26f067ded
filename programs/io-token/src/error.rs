//! Every refusal of the program, each with a sentence that a wallet can show.

use anchor_lang::prelude::*;
use io_economics::TermsError;

/// Why the program refuses. New reasons are added at the end: the numbers are part of the interface.
#[error_code]
#[derive(PartialEq, Eq)]
pub enum IoTokenError {
    /// The signer is not the upgrade authority of the program.
    #[msg("Only the upgrade authority of the program can initialise it.")]
    NotUpgradeAuthority,
    /// The signer is not the admin.
    #[msg("Only the admin can do this.")]
    NotAdmin,
    /// The signer is not the admin that was proposed.
    #[msg("The admin's role was not offered to this signer.")]
    NotPendingAdmin,
    /// The signer is neither the pauser nor the admin.
    #[msg("Only the pauser or the admin can pause and resume.")]
    NotPauser,
    /// The signer is not the emission minter.
    #[msg("Only the emission program can mint IO.")]
    NotEmissionMinter,
    /// The signer is not the beneficiary of the allocation.
    #[msg("Only the beneficiary of this allocation can do this.")]
    NotBeneficiary,
    /// The signer is not the beneficiary that was proposed.
    #[msg("This allocation was not offered to this signer.")]
    NotPendingBeneficiary,
    /// The signer is not the burner of the kind.
    #[msg("Burns of this kind are reserved to its registered burner.")]
    NotBurner,
    /// The kind has no burner.
    #[msg("No burner is registered for this kind of burn.")]
    BurnerNotRegistered,
    /// Credits cannot have a burner.
    #[msg("Anyone may burn for credits: this kind takes no burner.")]
    CreditsTakeNoBurner,
    /// The program is paused.
    #[msg("The token program is paused: allocating, genesis and minting are stopped until it is resumed.")]
    Paused,
    /// It is too late for this.
    #[msg("Genesis has taken place: the allocations are final.")]
    AfterGenesis,
    /// It is too early for this.
    #[msg("Genesis has not taken place yet.")]
    BeforeGenesis,
    /// The allocations are not complete.
    #[msg("Genesis needs every category's budget to be allocated to the last base unit.")]
    BudgetNotAllocated,
    /// The category has less left than is to be allocated.
    #[msg("The allocation exceeds what is left of its category's budget.")]
    BudgetExceeded,
    /// More than the emission may ever mint.
    #[msg("The emission can never mint more than 300,000,000 IO, burned or not.")]
    EmissionExceeded,
    /// Nothing is due.
    #[msg("Nothing has vested since the last release of this allocation.")]
    NothingToRelease,
    /// The amount is zero.
    #[msg("The amount must not be zero.")]
    ZeroAmount,
    /// The category's terms differ from those given.
    #[msg("Seed, series A and core allocations vest on fixed terms, and these are others.")]
    TermsAreFixed,
    /// More would vest at genesis than is allocated.
    #[msg("More would vest at genesis than is allocated.")]
    AtGenesisExceedsTotal,
    /// Something is left after genesis, but no month is named for it.
    #[msg("Not all of it vests at genesis: name the months in which the rest does.")]
    RestWithoutTranches,
    /// Months are named, but nothing is left for them.
    #[msg("All of it vests at genesis: nothing is left for monthly tranches.")]
    TranchesWithoutRest,
    /// The first month is zero.
    #[msg("The first monthly tranche cannot vest before the end of month 1.")]
    FirstMonthZero,
    /// The first month comes after the last.
    #[msg("The first month of the tranches comes after the last.")]
    FirstMonthAfterLast,
    /// The last month is too far off.
    #[msg("The last tranche would vest more than 50 years after genesis.")]
    LastMonthTooLate,
    /// There are more tranches than base units.
    #[msg("There are more monthly tranches than base units to divide among them.")]
    TrancheBelowOneUnit,
    /// Nobody, or the vault's own authority, was named as the beneficiary.
    #[msg("The beneficiary must be an address that can receive: not the default address, not this program's own.")]
    InvalidBeneficiary,
    /// Nobody was named as the emission minter.
    #[msg("The emission minter must be named: it can never be changed.")]
    InvalidEmissionMinter,
    /// Another mint.
    #[msg("This is not the IO mint.")]
    NotTheMint,
    /// Another token account than the vault.
    #[msg("This is not the vesting vault.")]
    NotTheVault,
    /// Another account than the program's data.
    #[msg("This is not the account that holds this program's bytecode and upgrade authority.")]
    NotTheProgramData,
    /// The token account belongs to somebody else.
    #[msg("A release can only be paid to a token account that the beneficiary owns.")]
    DestinationNotTheBeneficiarys,
    /// The rent belongs to somebody else.
    #[msg("The rent of an allocation returns to whoever paid it, and to nobody else.")]
    NotTheRentPayer,
    /// A sum left the range of 64 bits.
    #[msg("The amounts add up to more than can be counted.")]
    Overflow,
    /// The books would no longer balance.
    #[msg("The books of the token program would no longer balance. Nothing was changed.")]
    InvariantViolated,
}

impl From<TermsError> for IoTokenError {
    fn from(fault: TermsError) -> Self {
        match fault {
            TermsError::NothingAllocated => Self::ZeroAmount,
            TermsError::AtGenesisExceedsTotal => Self::AtGenesisExceedsTotal,
            TermsError::RestWithoutTranches => Self::RestWithoutTranches,
            TermsError::TranchesWithoutRest => Self::TranchesWithoutRest,
            TermsError::FirstMonthZero => Self::FirstMonthZero,
            TermsError::FirstMonthAfterLast => Self::FirstMonthAfterLast,
            TermsError::LastMonthTooLate => Self::LastMonthTooLate,
            TermsError::TrancheBelowOneUnit => Self::TrancheBelowOneUnit,
        }
    }
}
