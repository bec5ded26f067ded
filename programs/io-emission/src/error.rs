//! Every refusal of the program, each with a sentence that a wallet can show.

use anchor_lang::prelude::*;

/// Why the program refuses. New reasons are added at the end: the numbers are part of the interface.
#[error_code]
#[derive(PartialEq, Eq)]
pub enum IoEmissionError {
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
    /// The signer is not the owner of the device.
    #[msg("Only the owner of this device can do this.")]
    NotOwner,
    /// A signer is not an attestor.
    #[msg("A signer is not an attestor.")]
    NotAttestor,
    /// An attestor is there twice, or is the default address.
    #[msg("Each attestor counts once, and has to be a real address.")]
    DuplicateAttestor,
    /// Fewer attestors than the quorum sign.
    #[msg("Not enough attestors have signed.")]
    QuorumShort,
    /// There would be no attestor.
    #[msg("There has to be at least one attestor.")]
    NoAttestors,
    /// More attestors than there are places.
    #[msg("There can be seven attestors at most.")]
    TooManyAttestors,
    /// A quorum of none, or of more than there are.
    #[msg("The quorum has to be at least one, and at most the number of attestors.")]
    InvalidQuorum,
    /// A lease length outside its bounds.
    #[msg("A lease may run 1 to 168 epochs ahead.")]
    InvalidMaxLease,
    /// A cap on the weight outside its bounds.
    #[msg("The cap on a device's weight lies between 1 and 10 times its required stake.")]
    InvalidWeightCap,
    /// The pools' shares are not the whole.
    #[msg("The shares of the pools have to sum up to exactly 100%, and only pools that exist can have one.")]
    SharesMustSumUp,
    /// There are as many pools as there can be.
    #[msg("There can be eight pools at most.")]
    TooManyPools,
    /// The pool's number is not the next one.
    #[msg("Pools are numbered one after the other: this is not the next number.")]
    NotTheNextPool,
    /// Not every pool was named, in order.
    #[msg("Every pool has to be named, in the order of their numbers.")]
    PoolsMissing,
    /// The shares have not been set.
    #[msg("The pools' shares have to be set before the emission can begin.")]
    NoShares,
    /// The emission has begun already.
    #[msg("The emission has begun already.")]
    AlreadyBegun,
    /// IO has not had its genesis.
    #[msg("The emission cannot begin before the genesis of IO.")]
    TokenNotBegun,
    /// The token program has named another minter.
    #[msg("The token program mints for another program than this one.")]
    NotTheMinter,
    /// The emission has not begun.
    #[msg("The emission has not begun yet.")]
    BeforeGenesis,
    /// The last epoch is over.
    #[msg("The last epoch of the emission is over.")]
    EmissionEnded,
    /// Granting is paused.
    #[msg("Granting and renewing leases is paused.")]
    Paused,
    /// A maximum of no epochs.
    #[msg("The number of epochs to advance by has to be at least one.")]
    NothingAsked,
    /// The pool has epochs to account for.
    #[msg("This pool has epochs to account for: advance it first, in the same transaction.")]
    PoolBehind,
    /// Another page than the one that is needed.
    #[msg("This is not the page of the pool's history that is needed here.")]
    NotThePage,
    /// Another pool than the lease's or the class's.
    #[msg("This is not the pool that the lease or the device's class belongs to.")]
    NotThePool,
    /// Another device than the lease's.
    #[msg("This lease is about another device.")]
    NotTheDevice,
    /// Not the lease's address.
    #[msg("This is not the address of the device's lease.")]
    NotTheLease,
    /// There is no such device.
    #[msg("There is no device at this address: it was never registered, or was closed.")]
    NoDevice,
    /// The device's class does not exist.
    #[msg("The device's class does not exist.")]
    NoSuchClass,
    /// Devices and leases do not pair up.
    #[msg("After the signers, every device has to be followed by its lease.")]
    PairIncomplete,
    /// The lease would end before it begins.
    #[msg("The lease would end before it begins: a new lease begins with the next epoch.")]
    LeaseTooShort,
    /// The lease would run too far ahead.
    #[msg("The lease would run further ahead than allowed, or beyond the last epoch.")]
    LeaseTooLong,
    /// The lease is not running.
    #[msg("This lease is not running.")]
    LeaseNotRunning,
    /// The lease is still running.
    #[msg("This lease is still running.")]
    LeaseStillRunning,
    /// The old lease was in another pool, which still counts it.
    #[msg("The device's class has moved to another pool: settle and claim what the old pool owes first.")]
    LeaseOfAnotherPool,
    /// The hours lie further back than the pool remembers.
    #[msg("These hours lie further back than the pool remembers: settle the lease with its pages first.")]
    TooLongAgo,
    /// Nothing is owed.
    #[msg("There is nothing to claim.")]
    NothingToClaim,
    /// The token account is not the payee's.
    #[msg(
        "Rewards are paid only into a token account of the device's owner, or of the payout wallet that the owner named."
    )]
    NotThePayee,
    /// Another account than the reward vault.
    #[msg("This is not the reward vault.")]
    NotTheVault,
    /// Another account than the program's authority.
    #[msg("This is not the authority of the emission.")]
    NotTheAuthority,
    /// Another account than the IO mint.
    #[msg("This is not the IO mint.")]
    NotTheMint,
    /// Nothing was lost since the last burn.
    #[msg("There is nothing to burn.")]
    NothingToBurn,
    /// The device still exists.
    #[msg("The lease can be closed only once its device is gone.")]
    DeviceStillThere,
    /// Something is owed or to be paid.
    #[msg("Something is still owed to this lease, or it has a penalty to pay.")]
    LeaseNotEmpty,
    /// Another account than the one that paid the rent.
    #[msg("The rent goes back to the account that paid it.")]
    NotTheRentPayer,
    /// A genesis in the past, or too far ahead.
    #[msg("The emission begins now or within the next 30 days.")]
    InvalidGenesis,
    /// The device was registered after it was verified.
    #[msg("This device was registered after the attestors verified what was there before.")]
    RegisteredSince,
    /// The device was registered anew by another owner while something is owed to the former one.
    #[msg("Something is still owed to the former owner of this device: claim it for them first.")]
    OwedToFormerOwner,
    /// The vault holds less than is due, until a pause of the token is over.
    #[msg("This has yet to be minted: the token is paused, or a pool has to be advanced.")]
    NotYetMinted,
    /// A number became too large.
    #[msg("A number became too large.")]
    Overflow,
    /// The books would not balance.
    #[msg("This would leave the books unbalanced; nothing was changed.")]
    InvariantViolated,
    /// A share of the co-stakers outside its bounds.
    #[msg("The co-stakers of a device get half of its rewards at most.")]
    InvalidCostakeShare,
    /// The device has co-stakers, and the accounts through which they are paid are missing.
    #[msg("The co-stakers of this device are paid too: name the accounts that takes.")]
    CostakersMissing,
    /// Attestors who say that they have verified in the future.
    #[msg("The devices cannot have been verified later than now.")]
    VerifiedAhead,
}
