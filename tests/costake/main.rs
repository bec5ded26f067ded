//! Co-stake on the bytecode: one story per instruction, then slashes, then what the emission and the market pay, then what
//! has to hold across all of them.

mod add_asset;
mod add_costake;
mod claim_costake;
mod claim_unshared;
mod close_costake;
mod close_position;
mod deposit_reward;
mod limit_costake;
mod open_costake;
mod unstake_costake;
mod withdraw_costake;

mod emission;
mod market;
mod slashes;

mod accounts;
mod escapes;
mod extremes;
mod gifts;
mod impossible;
mod pause;
mod timing;
mod weight;
