//! What somebody would try who has the interface descriptions and no scruples. For every instruction of every program there
//! are transactions that succeed; each is tried again with one thing about one of its accounts or arguments changed, for
//! every account and every argument that the descriptions know of. Such a mutant has to be refused, by an error that is told,
//! and change no account. What may succeed all the same is listed, exactly and with the reason, in [`allowed`].
//!
//! | module | |
//! |---|---|
//! | [`starts`] | the transactions that succeed |
//! | [`neighbours`] | others' devices, cases, co-stakes, listings and reservations in the same worlds |
//! | [`names`] | who is who among the addresses |
//! | [`accounts`] | what is changed about an account |
//! | [`arguments`] | what is changed about an argument |
//! | [`allowed`] | what may succeed |
//! | [`verdict`] | what an orderly refusal is |
//! | [`matrix`] | all of it, for one program |
//!
//! An instruction that is new fails the test until it has a transaction that succeeds. With `--nocapture` the number of
//! mutants of each transaction is shown.

mod accounts;
mod allowed;
mod arguments;
mod matrix;
mod mutant;
mod names;
mod neighbours;
mod starts;
mod verdict;

#[test]
fn io_token() {
    matrix::try_everything("io_token", allowed::token::LIST);
}

#[test]
fn io_stake() {
    matrix::try_everything("io_stake", allowed::stake::LIST);
}

#[test]
fn io_emission() {
    matrix::try_everything("io_emission", allowed::emission::LIST);
}

#[test]
fn io_market() {
    matrix::try_everything("io_market", allowed::market::LIST);
}

#[test]
fn io_treasury() {
    matrix::try_everything("io_treasury", allowed::treasury::LIST);
}
