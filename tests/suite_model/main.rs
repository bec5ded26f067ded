//! All programs together: suppliers, co-stakers, renters, keepers and everybody with a role do this and that in any order, while
//! the clock jumps, and a thief who has no role tries what they did in its own name.
//!
//! | module | gives |
//! |---|---|
//! | [`dice`] | chances that a seed repeats |
//! | [`cast`] | a network at its beginning, and who takes part |
//! | [`deeds`] | one random deed: an instruction, signed by whom it names |
//! | [`deeds_of_roles`] | those of the admin and of everybody else with a role |
//! | [`audit`] | what has to hold after each of them |
//! | [`walk`] | so many deeds in a row, and what was reached by them |
//! | [`tests`] | the walks of the tests, and the long one of `cargo xtask soak` |
//!
//! What a single program has to answer to each call is what its own model says: see `stake_model`, `costake_model`,
//! `emission_model` and `market_model`. Here it is what all of them share: that money neither appears nor disappears, that
//! nobody's balance changes but by what the events say, that every book is covered, and that who has no role gets nothing.
//!
//! `IO_WALK_STEPS` says how long a walk is, and `IO_WALK_SEED` which one to repeat. Seeds that failed once are kept in
//! `tests.rs`.

mod audit;
mod cast;
mod deeds;
mod deeds_of_roles;
mod dice;
mod tests;
mod walk;
