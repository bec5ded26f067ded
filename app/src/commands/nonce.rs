//! `io nonce`: nonce accounts.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, ensure};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::io::{self, Write};
use std::str::FromStr;

use crate::nonce::{self, Nonce, SIZE};
use crate::party::Party;
use crate::report::{Output, Report, print};
use crate::session::{Session, show_sol};

#[derive(Subcommand)]
pub enum NonceCommand {
    /// Create a nonce account. Repeating it changes nothing, so that it can be retried
    Create(Create),
    /// Its value, and who may use it
    Show {
        /// The account: its address, or the name that your wallet gave it
        #[arg(default_value = "nonce")]
        account: Name,
    },
    /// Use up its value: what was signed for it and not sent can never be executed any more
    Advance {
        /// The account: its address, or the name that your wallet gave it
        #[arg(default_value = "nonce")]
        account: Name,
    },
    /// Close it, and take all SOL that it holds
    Withdraw(Withdraw),
}

#[derive(Args)]
pub struct Create {
    /// Tells it apart from your other nonce accounts: up to 32 bytes
    #[arg(default_value = "nonce")]
    name: String,
    /// Who may use it [default: your wallet]
    #[arg(long, value_name = "WALLET")]
    authority: Option<Party>,
}

#[derive(Args)]
pub struct Withdraw {
    /// The account: its address, or the name that your wallet gave it
    #[arg(default_value = "nonce")]
    account: Name,
    /// Who receives the SOL [default: your wallet]
    #[arg(long, value_name = "WALLET")]
    to: Option<Party>,
}

/// A nonce account as people name it.
#[derive(Clone, Debug)]
pub enum Name {
    Address(Pubkey),
    Own(String),
}

impl FromStr for Name {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.parse().map_or_else(|_| Self::Own(text.to_owned()), Self::Address))
    }
}

impl Name {
    fn address(&self, session: &mut Session) -> Result<Pubkey> {
        match self {
            Self::Address(address) => Ok(*address),
            Self::Own(name) => nonce::address(&session.signer()?, name),
        }
    }
}

/// A nonce account, and what was done to it. Amounts in lamports.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Account {
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<&'static str>,
    account: String,
    /// None of an account that is closed.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    authority: String,
    lamports: u64,
}

impl Account {
    fn of(address: Pubkey, nonce: &Nonce, action: Option<&'static str>) -> Self {
        Self {
            action,
            account: address.to_string(),
            value: Some(nonce.value.to_string()),
            authority: nonce.authority.to_string(),
            lamports: nonce.lamports,
        }
    }

    fn read(session: &Session, address: Pubkey, action: Option<&'static str>) -> Result<Self> {
        Ok(Self::of(address, &nonce::read(&*session.backend, &address)?, action))
    }
}

impl NonceCommand {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        match self {
            Self::Create(create) => create.run(session, output),
            Self::Show { account } => {
                let address = account.address(session)?;
                print(&Account::read(session, address, None)?, output)
            }
            Self::Advance { account } => {
                let (address, authority) = (account.address(session)?, session.signer()?);
                if !session.asks_nobody() {
                    nonce::usable(&*session.backend, &address, &authority)?;
                }
                let advance = nonce::advance(&address, &authority);
                session.carry_out(&[advance], output, |session| Account::read(session, address, Some("advanced")))
            }
            Self::Withdraw(withdraw) => withdraw.run(session, output),
        }
    }
}

impl Create {
    fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let wallet = session.signer()?;
        let authority = self.authority.as_ref().unwrap_or(&Party::Operator).address(session)?;
        let address = nonce::address(&wallet, &self.name)?;
        if let Some(there) = nonce::find(&*session.backend, &address)? {
            ensure!(
                there.authority == authority,
                "the nonce account {address} is there already, and {} may use it: another one needs another name",
                there.authority
            );
            return print(&Account::of(address, &there, Some("already")), output);
        }
        let rent = session.backend.rent_minimum(SIZE)?;
        let create = nonce::create(&wallet, &address, &wallet, &self.name, &authority, rent);
        session.carry_out(&create, output, |session| Account::read(session, address, Some("created")))
    }
}

impl Withdraw {
    fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let address = self.account.address(session)?;
        let authority = session.signer()?;
        let to = self.to.as_ref().unwrap_or(&Party::Operator).address(session)?;
        let Nonce { lamports, .. } = nonce::usable(&*session.backend, &address, &authority)?;
        let withdraw = nonce::withdraw(&address, &authority, &to, lamports);
        session.carry_out(&[withdraw], output, |session| {
            let gone = nonce::find(&*session.backend, &address)?.is_none();
            gone.then_some(()).context("the nonce account is still there")?;
            let (account, authority) = (address.to_string(), authority.to_string());
            Ok(Account { action: Some("withdrawn"), account, value: None, authority, lamports })
        })
    }
}

impl Report for Account {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { action, account, value, authority, lamports } = self;
        let done = match action {
            Some("already") => " was there already, so nothing was done. Another one needs another name",
            Some("created") => " is created",
            Some("advanced") => " has moved on",
            Some("withdrawn") => " is closed",
            _ => "",
        };
        writeln!(out, "The nonce account {account}{done}")?;
        if let Some(value) = value {
            writeln!(out, "  value      {value}")?;
        }
        writeln!(out, "  authority  {authority}")?;
        writeln!(out, "  {}  {} SOL", if value.is_some() { "holds    " } else { "held     " }, show_sol(*lamports))
    }
}
