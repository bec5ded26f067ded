//! Every refusal of the program, each with a sentence that a wallet can show.

use anchor_lang::prelude::*;
use io_oracle::Fault;

/// Why the program refuses. New reasons are added at the end: the numbers are part of the interface.
#[error_code]
#[derive(PartialEq, Eq)]
pub enum IoMarketError {
    /// The signer is not the upgrade authority of the program.
    #[msg("Only the upgrade authority of the program can initialise it.")]
    NotUpgradeAuthority,
    /// Another account than the program's data.
    #[msg("This is not the account that holds this program's bytecode and upgrade authority.")]
    NotTheProgramData,
    /// The signer is not the admin.
    #[msg("Only the admin can do this.")]
    NotAdmin,
    /// The signer is not the admin that was proposed.
    #[msg("The admin's role was not offered to this signer.")]
    NotPendingAdmin,
    /// The signer is neither the pauser nor the admin.
    #[msg("Only the pauser or the admin can pause and resume.")]
    NotPauser,
    /// The program is paused.
    #[msg(
        "The market is paused: listing, reserving and extending are stopped. What is reserved can be started, ended, paid and refunded."
    )]
    Paused,
    /// The mint is not one of a dollar with six decimals.
    #[msg("This mint cannot be that of USDC: it has not six decimals.")]
    NotUsdc,
    /// Another mint.
    #[msg("This is not the IO mint.")]
    NotTheMint,
    /// A fee beyond its bound.
    #[msg("A fee is at most 500 basis points.")]
    FeeTooHigh,
    /// A failure share beyond its bound.
    #[msg("A failure takes back at most 5,000 basis points of what was earned.")]
    FailureShareTooHigh,
    /// Limits of the oracle that would let anything through, or nothing.
    #[msg("A price may be 1 to 300 seconds old, and uncertain by 1 to 500 basis points.")]
    OracleLimitsOutOfRange,
    /// Nobody could report a failure.
    #[msg("There has to be an attestor.")]
    NoAttestors,
    /// More attestors than there is room for.
    #[msg("There are at most seven attestors.")]
    TooManyAttestors,
    /// An attestor stands there twice, or is nobody.
    #[msg("An attestor is named twice, or is the default address.")]
    DuplicateAttestor,
    /// A quorum that cannot be met, or needs nobody.
    #[msg("The quorum is at least one and at most the number of attestors.")]
    InvalidQuorum,
    /// A signer that is no attestor.
    #[msg("Only the market's attestors can report a failure, and this account is none of them.")]
    NotAttestor,
    /// An attestor that did not sign.
    #[msg("Each attestor that is named has to sign.")]
    AttestorMustSign,
    /// Too few attestors.
    #[msg("Not enough attestors have signed.")]
    QuorumShort,
    /// The signer is not the owner of the device.
    #[msg("Only the owner of this device can do this.")]
    NotOwner,
    /// Another listing.
    #[msg("This is not the listing of this device.")]
    NotTheListing,
    /// Another account than the listed device.
    #[msg("This listing is of another device.")]
    ListingOfAnotherDevice,
    /// The price is zero.
    #[msg("The price of an hour must not be zero.")]
    ZeroPrice,
    /// Hours that cannot be met.
    #[msg("The fewest hours are at least one and at most the most hours.")]
    InvalidHours,
    /// The listing takes no reservations.
    #[msg("This device is not open for reservations.")]
    ListingClosed,
    /// The device changed hands after it was listed.
    #[msg("This device has changed hands: its new owner has to list it first.")]
    ListedByAnother,
    /// The device is suspended.
    #[msg("This device is suspended while a slash case against it is open.")]
    DeviceSuspended,
    /// The device has no class.
    #[msg("The class of this device does not exist.")]
    NoSuchClass,
    /// Less stake than required.
    #[msg("There is less active stake behind this device than it requires.")]
    StakeTooLow,
    /// The device is reserved or running.
    #[msg("This device is reserved or running.")]
    Occupied,
    /// The number is not the next.
    #[msg("The reservations of a listing are numbered without gaps: this is not its next number.")]
    NotTheNextReservation,
    /// Fewer hours than the listing's minimum.
    #[msg("That is fewer hours than this device can be reserved for.")]
    TooFewHours,
    /// More hours than the listing's maximum.
    #[msg("That is more hours than this device can be reserved for.")]
    TooManyHours,
    /// Dearer than the renter signed for.
    #[msg("The cost and the fees come to more than you are willing to pay.")]
    ExceedsMaxTotal,
    /// No price account.
    #[msg("Paying in IO takes the account of a price update.")]
    PriceMissing,
    /// Not a price.
    #[msg("This account holds no price that Pyth has verified.")]
    PriceNotOfPyth,
    /// Not fully verified.
    #[msg("Not enough guardians have signed this price update.")]
    PriceNotFullyVerified,
    /// Another feed.
    #[msg("This is the price of something other than IO.")]
    PriceOfAnotherFeed,
    /// Too old.
    #[msg("This price is too old: bring a newer update.")]
    PriceStale,
    /// From the future.
    #[msg("This price is from further in the future than a price may be old.")]
    PriceFromTheFuture,
    /// Zero or negative.
    #[msg("This price is not positive.")]
    PriceNotPositive,
    /// Too uncertain.
    #[msg("This price is too uncertain: its confidence interval is too wide.")]
    PriceTooUncertain,
    /// An odd exponent.
    #[msg("This price has an exponent that no price has.")]
    PriceExponentOutOfRange,
    /// Another reservation.
    #[msg("This reservation is of another device.")]
    ReservationOfAnotherDevice,
    /// It was started already, or has ended.
    #[msg("This reservation has been started already, or has ended.")]
    NotReserved,
    /// The 20 minutes are over.
    #[msg("The 20 minutes for starting this reservation are over.")]
    StartTooLate,
    /// The 20 minutes are not over.
    #[msg("The supplier still has time to start this reservation.")]
    StartStillPossible,
    /// The device was registered anew since.
    #[msg("The device that was reserved is gone: another was registered in its place.")]
    DeviceIsGone,
    /// It is not running.
    #[msg("This reservation is not running.")]
    NotRunning,
    /// Its time is over.
    #[msg("The time of this reservation is over.")]
    AlreadyOver,
    /// Its time is not over.
    #[msg("The time of this reservation is not over.")]
    NotOverYet,
    /// The signer is not the renter.
    #[msg("Only the renter can do this.")]
    NotRenter,
    /// The signer is no party.
    #[msg("Only the supplier and the renter of this reservation are paid by it.")]
    NotAParty,
    /// Nothing is due.
    #[msg("Nothing can be claimed now.")]
    NothingToClaim,
    /// The listing does not belong to the supplier.
    #[msg("This device is no longer offered by the supplier of this reservation.")]
    AnotherSupplier,
    /// All segments are taken.
    #[msg("Eight prices are agreed on for the time that is left: extend again when the first of them has ended.")]
    TooManyExtensions,
    /// No hours.
    #[msg("An extension has at least one hour.")]
    ZeroHours,
    /// Another account than the escrow.
    #[msg("This is not the escrow of this asset.")]
    NotTheEscrow,
    /// Another account than the treasury's vault.
    #[msg("This is not the treasury's vault for the fees in this asset.")]
    NotTheFeeVault,
    /// Another account than the authority of the escrows.
    #[msg("This is not the authority that owns the escrows.")]
    NotTheAuthority,
    /// The rent belongs to somebody else.
    #[msg("The rent returns to whoever paid it, and to nobody else.")]
    NotTheRentPayer,
    /// An account of somebody else.
    #[msg("This is not a token account of the renter.")]
    NotTheRentersAccount,
    /// An account of somebody else.
    #[msg("This is not a token account of the supplier.")]
    NotTheSuppliersAccount,
    /// The escrow would pay itself.
    #[msg("The escrow cannot be paid out to itself.")]
    EscrowPaysItself,
    /// A sum left the range of 64 bits.
    #[msg("The amounts add up to more than can be counted.")]
    Overflow,
    /// The books would no longer balance.
    #[msg("The books of this reservation would no longer balance. Nothing was changed.")]
    InvariantViolated,
    /// More was reserved than seconds have passed since the device was listed.
    #[msg(
        "So much has been reserved in so short a time that the numbers are ahead of the clock: try again in some seconds."
    )]
    NumbersAhead,
    /// A share of the co-stakers outside its bounds.
    #[msg("The co-stakers of a device get half of its rent at most.")]
    CostakeShareTooHigh,
    /// The device may have co-stakers, and the accounts through which they are paid are missing.
    #[msg("The co-stakers of this device are paid too: name the device and the accounts that takes.")]
    CostakersMissing,
    /// Co-stakers could not be paid in this mint.
    #[msg("The staking program pays co-stakers in another mint of USDC, or in none yet.")]
    NotTheCostakersUsdc,
}

impl From<Fault> for IoMarketError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::NotAPrice => Self::PriceNotOfPyth,
            Fault::NotFullyVerified => Self::PriceNotFullyVerified,
            Fault::AnotherFeed => Self::PriceOfAnotherFeed,
            Fault::Stale => Self::PriceStale,
            Fault::FromTheFuture => Self::PriceFromTheFuture,
            Fault::NotPositive => Self::PriceNotPositive,
            Fault::TooUncertain => Self::PriceTooUncertain,
            Fault::ExponentOutOfRange => Self::PriceExponentOutOfRange,
        }
    }
}
