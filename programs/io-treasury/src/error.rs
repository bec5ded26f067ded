//! Every refusal of the program, each with a sentence that a wallet can show.

use anchor_lang::prelude::*;

/// Why the program refuses. New reasons are added at the end: the numbers are part of the interface.
#[error_code]
#[derive(PartialEq, Eq)]
pub enum IoTreasuryError {
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
    #[msg("The treasury is paused: it buys nothing for now. Burning fees is not stopped.")]
    Paused,
    /// The mint of dollars is none.
    #[msg("The USDC mint must be a mint of the SPL token program with six decimals.")]
    NotAUsdcMint,
    /// Another mint than that of IO.
    #[msg("This is not the IO mint.")]
    NotTheMint,
    /// Another authority than that of the vaults.
    #[msg("This is not the authority that owns the treasury's vaults.")]
    NotTheAuthority,
    /// Another account than one of the vaults.
    #[msg("This is not the treasury's vault.")]
    NotTheVault,
    /// Another account than one of the purses.
    #[msg("This is not the purse that the treasury swaps with.")]
    NotThePurse,
    /// Another account than the trader.
    #[msg("This is not the trader that owns the treasury's purses.")]
    NotTheTrader,
    /// An account without a balance.
    #[msg("This is no token account or mint.")]
    NotATokenAccount,
    /// The auction's terms leave their bounds.
    #[msg(
        "The auction must start at -2,000 to 0 basis points, end no lower than it starts and at most at 500, and rise for 60 seconds to 7 days."
    )]
    AuctionOutOfBounds,
    /// The swap's floor leaves its bounds.
    #[msg("The floor of swaps must lie at -500 to 0 basis points.")]
    FloorOutOfBounds,
    /// The oracle's limits leave their bounds.
    #[msg("A price may be 1 to 300 seconds old, and its confidence 1 to 500 basis points wide.")]
    OracleLimitsOutOfBounds,
    /// The caps do not follow each other.
    #[msg(
        "The smallest fill must be at least 1 USDC, the cap of a fill no less than that, and the day's cap no less than both."
    )]
    CapsOutOfOrder,
    /// The amount is zero.
    #[msg("The amount must not be zero.")]
    ZeroAmount,
    /// The auction pays less than the seller wants.
    #[msg("The auction pays less than you ask for at this moment: wait for its price to rise, or ask for less.")]
    PaysLess,
    /// The fill is too small.
    #[msg("This fill is smaller than the treasury's smallest: each one starts the auction again.")]
    FillTooSmall,
    /// The fill or the swap is too large.
    #[msg("This spends more USDC than the treasury spends at a time: offer less.")]
    ExceedsFillCap,
    /// The day's cap is reached.
    #[msg("This spends more USDC than the treasury has left for today: offer less, or come back after midnight UTC.")]
    ExceedsDayCap,
    /// The vault holds too little.
    #[msg("The treasury does not hold that much USDC.")]
    ExceedsVault,
    /// There are no fees to burn.
    #[msg("There are no IO fees to burn.")]
    NothingToBurn,
    /// The program cannot be a swap.
    #[msg(
        "This program is no swap: the suite's own programs, the token programs and the system's can never be allowed."
    )]
    NotASwap,
    /// The address is that of no program.
    #[msg("There is no program at this address.")]
    NotAProgram,
    /// The program is allowed already.
    #[msg("This swap program is allowed already.")]
    SwapAlreadyAllowed,
    /// The program is not allowed.
    #[msg("This swap program is not allowed.")]
    SwapNotAllowed,
    /// Every place of the list is taken.
    #[msg("Eight swap programs are allowed already: disallow one first.")]
    TooManySwaps,
    /// A swap was given an account that it may not see.
    #[msg("A swap is never given the treasury's settings, its vaults or their authority.")]
    ForbiddenAccount,
    /// A purse is no longer the trader's alone.
    #[msg("The swap tried to keep a hand on the treasury's purses. Nothing was changed.")]
    PurseTouched,
    /// The swap took nothing, or brought nothing.
    #[msg("The swap spent no USDC or brought no IO.")]
    NothingBought,
    /// The swap took more than it was lent.
    #[msg("The swap spent more USDC than it was given.")]
    SpendsMore,
    /// The swap brought less than the floor.
    #[msg("The swap brought less IO than the oracle's price allows.")]
    BelowFloor,
    /// The swap brought less than the caller wants.
    #[msg("The swap brought less IO than you asked for.")]
    BringsLess,
    /// The vaults hold something else than they must.
    #[msg("The treasury's accounts would not balance. Nothing was changed.")]
    Unbalanced,
    /// The price account is none of Pyth's.
    #[msg("This is not a price account of the Pyth receiver program.")]
    NotAPrice,
    /// The price is that of something else.
    #[msg("This is the price of something else than IO in US dollars.")]
    WrongFeed,
    /// The price was not signed by enough guardians.
    #[msg("Not enough guardians have signed this price.")]
    PriceNotVerified,
    /// The price is too old.
    #[msg("The price is too old: post a newer one.")]
    PriceTooOld,
    /// The price lies in the future.
    #[msg("The price was published further ahead of the clock of the chain than a price may be old.")]
    PriceFromTheFuture,
    /// The price is not positive.
    #[msg("The price is not positive.")]
    PriceNotPositive,
    /// The price is too uncertain.
    #[msg("The price is too uncertain for now: its confidence interval is too wide.")]
    PriceTooUncertain,
    /// The price is written in a way that no price is.
    #[msg("The exponent of the price is out of range.")]
    PriceExponentOutOfRange,
    /// A number left its range.
    #[msg("The amounts are larger than can be computed with.")]
    Overflow,
    /// The state would be none that can be.
    #[msg("The treasury's books would no longer balance. Nothing was changed.")]
    InvariantViolated,
}
