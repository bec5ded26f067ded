//! `io token balance` and `io token transfer`: what wallets hold.

use anchor_lang::prelude::Pubkey;
use anchor_spl::token::ID as TOKEN_PROGRAM;
use anchor_spl::token::spl_token::instruction::transfer_checked;
use anyhow::{Result, ensure};
use clap::Args;
use io_economics::{Amount, DECIMALS};
use serde::Serialize;
use std::io::{self, Write};

use crate::associated;
use crate::money::{self, show_units};
use crate::party::Party;
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::token::MINT;

#[derive(Args)]
pub struct Transfer {
    /// How much, in IO
    #[arg(value_parser = money::parse)]
    amount: Amount,
    /// The wallet that receives it
    #[arg(long, value_name = "WALLET")]
    to: Party,
}

/// Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Balance {
    owner: String,
    token_account: String,
    balance: u64,
}

pub fn balance(owner: &Party, session: &mut Session, output: Output) -> Result<()> {
    let owner = owner.address(session)?;
    let account = associated::address(&owner, &MINT);
    let balance = associated::balance(&*session.backend, &account)?.unwrap_or(0);
    print(&Balance { owner: owner.to_string(), token_account: account.to_string(), balance }, output)
}

impl Report for Balance {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{} holds {} IO", self.owner, show_units(self.balance))?;
        writeln!(out, "  in the token account {}", self.token_account)
    }
}

/// Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Transferred {
    amount: u64,
    owner: String,
    destination: String,
    balance: u64,
}

impl Transfer {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let from = session.signer()?;
        let to = self.to.address(session)?;
        let [source, destination] = [from, to].map(|owner| associated::address(&owner, &MINT));
        let amount = self.amount.get();
        if !session.asks_nobody() {
            self.check(session, from, to)?;
        }
        let transfer = transfer_checked(&TOKEN_PROGRAM, &source, &MINT, &destination, &from, &[], amount, DECIMALS)?;
        session.carry_out(&[associated::create(&from, &to, &MINT), transfer], output, |session| {
            let balance = associated::balance(&*session.backend, &destination)?.unwrap_or(0);
            Ok(Transferred { amount, owner: to.to_string(), destination: destination.to_string(), balance })
        })
    }
}

impl Transfer {
    fn check(&self, session: &Session, from: Pubkey, to: Pubkey) -> Result<()> {
        let recipient = session.backend.account(&to)?;
        // Its associated account would belong to a token account, which can never spend it.
        ensure!(
            recipient.is_none_or(|account| account.owner != TOKEN_PROGRAM),
            "{to} is an account of the token program: name the wallet that owns it"
        );
        let (held, amount) =
            (associated::balance(&*session.backend, &associated::address(&from, &MINT))?, self.amount.get());
        let held = held.unwrap_or(0);
        ensure!(
            held >= amount,
            "the wallet {from} holds {} IO, and {} are needed",
            show_units(held),
            show_units(amount)
        );
        Ok(())
    }
}

impl Report for Transferred {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { amount, owner, balance, .. } = self;
        writeln!(out, "{} IO to {owner}, who holds {} now", show_units(*amount), show_units(*balance))
    }
}
