//! Every refusal of the program, each with a sentence that a wallet can show.

use anchor_lang::prelude::*;

/// Why the program refuses. New reasons are added at the end: the numbers are part of the interface.
#[error_code]
#[derive(PartialEq, Eq)]
pub enum IoStakeError {
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
    /// The signer is not the slasher.
    #[msg("Only the slasher can do this.")]
    NotSlasher,
    /// The signer is not the arbiter.
    #[msg("Only the arbiter can rule on an appeal.")]
    NotArbiter,
    /// The signer is not the owner of the device.
    #[msg("Only the owner of this device can do this.")]
    NotOwner,
    /// The signer is not the owner that was proposed.
    #[msg("This device was not offered to this signer.")]
    NotPendingOwner,
    /// One key would prosecute and judge.
    #[msg("The slasher and the arbiter can never be the same key.")]
    SlasherIsArbiter,
    /// The arbiter opened the case when it was the slasher.
    #[msg("The arbiter opened this case as the slasher, so another arbiter has to rule on it.")]
    ArbiterOpenedCase,
    /// Nobody was named for a role that cannot be empty.
    #[msg("The slasher and the arbiter must be named.")]
    RoleMustBeNamed,
    /// The program is paused.
    #[msg(
        "The staking program is paused: registering, staking and executing cases are stopped. Leaving, appeals and dismissals are not."
    )]
    Paused,
    /// No such class.
    #[msg("There is no device class of this number.")]
    NoSuchClass,
    /// The class takes no new devices.
    #[msg("This device class takes no new devices.")]
    ClassClosed,
    /// The class has no usable name.
    #[msg("The name of a class is 1 to 24 bytes of text, filled up with zeros.")]
    InvalidClassName,
    /// The multiplier is zero.
    #[msg("The multiplier of a class must not be zero.")]
    InvalidMultiplier,
    /// A device without processors.
    #[msg("A device has at least one processor.")]
    NoProcessors,
    /// A device of that id exists and is not what is being registered.
    #[msg("This wallet has already registered a device of this id, with another owner, class or number of processors.")]
    AlreadyRegistered,
    /// No token account to stake from.
    #[msg("Name the token account that the first stake comes from.")]
    SourceMissing,
    /// Another token account than the device's vault.
    #[msg("This is not the vault of this device.")]
    NotTheVault,
    /// Another mint.
    #[msg("This is not the IO mint.")]
    NotTheMint,
    /// The amount is zero.
    #[msg("The amount must not be zero.")]
    ZeroAmount,
    /// More than is active.
    #[msg("The device has less active stake than that.")]
    ExceedsActive,
    /// All slots for cooldowns are taken.
    #[msg("Eight cooldowns are running already: withdraw one that has ended, or wait for the next to end.")]
    TooManyCooldowns,
    /// Nothing can be paid out.
    #[msg("Nothing can be withdrawn: no cooldown has ended, or an open slash case freezes the rest.")]
    NothingToWithdraw,
    /// The device still holds stake.
    #[msg("The device still holds stake: unstake and withdraw it first.")]
    NotEmpty,
    /// The device has an open case.
    #[msg("A slash case on this device is open.")]
    CaseIsOpen,
    /// The vault holds more than the stake, and nobody was named to receive it.
    #[msg("Somebody has sent IO to the vault: name the token account that receives it.")]
    SurplusWithoutDestination,
    /// There is nothing left to freeze.
    #[msg("Nothing is left to freeze: the device has no stake, or other cases freeze all of it.")]
    NothingToFreeze,
    /// The number is not the next.
    #[msg("The cases of a device are numbered without gaps: this is not its next number.")]
    NotTheNextCase,
    /// The case belongs to another device.
    #[msg("This case is about another device.")]
    CaseOfAnotherDevice,
    /// The device is suspended by this case.
    #[msg("This case suspends the device already.")]
    AlreadySuspended,
    /// The case has been appealed.
    #[msg("This case has been appealed already.")]
    AlreadyAppealed,
    /// The month for an appeal is over.
    #[msg("The 30 days for an appeal are over.")]
    AppealTooLate,
    /// Nobody appealed.
    #[msg("This case has not been appealed.")]
    NotAppealed,
    /// The arbiter's month is over.
    #[msg("The arbiter had 30 days to rule and did not: the case can only be dismissed.")]
    RulingTooLate,
    /// The arbiter's month is not over.
    #[msg("The arbiter still has time to rule.")]
    RulingStillPossible,
    /// The ruling exceeds the case.
    #[msg("The ruling cannot uphold more than the case froze.")]
    ExceedsCase,
    /// It is too early to execute.
    #[msg("This case cannot be executed: the time for an appeal is not over, or the appeal has not been ruled on.")]
    NotExecutable,
    /// The rent belongs to somebody else.
    #[msg("The rent of a case returns to whoever opened it, and to nobody else.")]
    NotTheRentPayer,
    /// Another account than the authority of the vaults.
    #[msg("This is not the authority that owns the vaults.")]
    NotTheAuthority,
    /// A sum left the range of 64 bits.
    #[msg("The amounts add up to more than can be counted.")]
    Overflow,
    /// The books would no longer balance.
    #[msg("The books of this device would no longer balance. Nothing was changed.")]
    InvariantViolated,
    /// IO is asset number 0.
    #[msg("IO is the first asset that co-stakers are paid in, and is added once.")]
    IoComesFirst,
    /// Every number has an asset.
    #[msg("Co-stakers are paid in two assets at most, and both have been added.")]
    TooManyAssets,
    /// No asset has this number.
    #[msg("There is no asset of this number.")]
    NoSuchAsset,
    /// The assets have not been added.
    #[msg("Nobody can stake behind a device before the assets that co-stakers are paid in have been added.")]
    AssetsMissing,
    /// The device has co-stake, or accounts for it.
    #[msg("This device is open for co-stake: close that first, once everybody has left.")]
    CostakeIsOpen,
    /// The device takes no co-stake.
    #[msg("This device is not open for co-stake.")]
    CostakeIsClosed,
    /// The owner takes no more.
    #[msg("The owner of this device takes less co-stake than that.")]
    CostakeFull,
    /// A share stands for too little.
    #[msg(
        "The co-stake of this device was slashed to less than a 64th, and takes nobody any more until all have left."
    )]
    SlashedTooFar,
    /// The holder has fewer shares.
    #[msg("The position has fewer shares than that, besides those that cool down already.")]
    ExceedsShares,
    /// Somebody else holds the position.
    #[msg("Only the holder of this position can do this.")]
    NotHolder,
    /// The position is behind another device.
    #[msg("This position is behind another device.")]
    PositionOfAnotherDevice,
    /// The rewards are another device's.
    #[msg("These are the rewards of the co-stakers of another device.")]
    RewardsOfAnotherDevice,
    /// Nobody holds a share that counts.
    #[msg("Nobody has co-stake behind this device that counts: there is nobody to share with.")]
    NobodyShares,
    /// Nothing is owed in this asset.
    #[msg("Nothing can be claimed now.")]
    NothingToClaim,
    /// Something is left in the position.
    #[msg("This position still has shares, a cooldown or rewards: unstake, withdraw and claim first.")]
    PositionNotEmpty,
    /// Somebody has a position.
    #[msg("Somebody still has a position behind this device.")]
    CostakersRemain,
    /// Rewards are left that are the owner's.
    #[msg("Rewards are left that nobody shares: claim them first.")]
    RewardsRemain,
    /// The case freezes co-stake, and its accounts are missing.
    #[msg("This case freezes co-stake: name the rewards of the co-stakers and the vault of the co-stake.")]
    CostakeMissing,
    /// Closed in the second in which it was registered.
    #[msg("This device was registered in this very second. It can be closed from the next one on.")]
    JustRegistered,
}
