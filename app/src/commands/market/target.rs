//! Which reservations are meant, and doing something to all of them.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, anyhow, bail, ensure};
use clap::Args;
use io_market::state::Reservation;
use serde::Serialize;
use solana_instruction::Instruction;
use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::ops::Range;
use std::str::FromStr;

use super::counted;
use super::lines::{self, Line, View};
use crate::associated;
use crate::backend::Receipt;
use crate::designation::DeviceName;
use crate::market::{self, Asset};
use crate::refusal::Refusal;
use crate::registry;
use crate::rental::{self, Search, Standing};
use crate::report::{Output, Progress, Report, print};
use crate::session::{Outcome, Session};
use crate::shipment::Shipment;
use crate::text;
use crate::token::MINT;

/// What a renter calls a cluster: text of 1 to 32 bytes, or 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClusterName(pub [u8; 32]);

impl FromStr for ClusterName {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let id = text::id(text)?;
        ensure!(id != [0; 32], "zeros stand for no cluster");
        Ok(Self(id))
    }
}

/// Whose reservations are meant where no device is named.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Those that the wallet rents.
    Renter,
    /// Those of devices that the wallet owns.
    Owner,
    /// Those that the wallet rents or supplies.
    Party,
    /// Everybody's.
    Anyone,
}

#[derive(Args)]
#[group(required = true, multiple = false)]
pub struct Target {
    /// The device: its address, or the id that your wallet gave it
    device: Option<DeviceName>,
    /// Every device of a cluster
    #[arg(long, value_name = "ID")]
    cluster: Option<ClusterName>,
    /// Every device that this can be done to
    #[arg(long)]
    all: bool,
}

impl Target {
    /// The reservations that are meant and that `suits`. Of a device that is named the latest one is taken in any case: the
    /// program says what is wrong with it.
    pub fn find(
        &self,
        session: &mut Session,
        role: Role,
        what: &str,
        suits: impl Fn(&Reservation, Standing) -> bool,
    ) -> Result<Vec<(Pubkey, Reservation)>> {
        rental::config(&*session.backend)?;
        let device = match self.device {
            Some(DeviceName::Address(address)) => Some(address),
            Some(name) => Some(name.find(session)?.0),
            None => None,
        };
        let found = match device {
            Some(device) => {
                rental::reservations(&*session.backend, Search { device: Some(device), ..Search::default() })?
            }
            None => self.of_role(session, role)?,
        };
        let now = View::read(session, &[])?.now;
        let (mut suitable, rest): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|(_, one)| suits(one, Standing::of(one, now)));
        if suitable.is_empty()
            && let Some(device) = device
        {
            let latest = rest.last().with_context(|| format!("there is no reservation of the device {device}"))?;
            suitable.push(*latest);
        }
        ensure!(!suitable.is_empty(), "there is nothing to {what}");
        Ok(suitable)
    }

    fn of_role(&self, session: &mut Session, role: Role) -> Result<Vec<(Pubkey, Reservation)>> {
        let search = Search { cluster: self.cluster.map(|ClusterName(id)| id), ..Search::default() };
        if role == Role::Anyone {
            return rental::reservations(&*session.backend, search);
        }
        let wallet = Some(session.signer()?);
        let backend = &*session.backend;
        let renter = Search { renter: wallet, ..search };
        match role {
            Role::Renter => rental::reservations(backend, renter),
            Role::Owner => {
                let own = registry::Search { owner: wallet, ..registry::Search::default() };
                let own: HashSet<Pubkey> = registry::devices(backend, own)?.into_iter().map(|(one, _)| one).collect();
                let mut found = rental::reservations(backend, search)?;
                found.retain(|(_, reservation)| own.contains(&reservation.device));
                Ok(found)
            }
            Role::Party | Role::Anyone => {
                let mut found = rental::reservations(backend, renter)?;
                let supplied = rental::reservations(backend, Search { supplier: wallet, ..search })?;
                // Whoever rents its own device is both.
                found.extend(supplied.into_iter().filter(|(_, one)| Some(one.renter) != wallet));
                Ok(found)
            }
        }
    }
}

/// What was done to reservations. Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Done {
    action: &'static str,
    /// What came into the wallet's own token accounts.
    received: Received,
    reservations: Vec<Line>,
    transactions: Vec<Sent>,
    refused: usize,
}

#[derive(Clone, Copy, Default, Serialize)]
pub struct Received {
    usdc: u64,
    io: u64,
}

/// A transaction, and what it took.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sent {
    pub signature: String,
    pub compute_units: u64,
    pub devices: usize,
}

/// What came of many instructions.
#[derive(Default)]
pub struct Shipped {
    pub sent: Vec<Sent>,
    /// The instructions that went through.
    pub done: Vec<Range<usize>>,
    /// How many devices were refused, or not answered about.
    pub failed: usize,
    /// The first reason.
    pub reason: Option<anyhow::Error>,
    /// Whether a node left it open what has become of a transaction.
    pub in_doubt: bool,
}

/// Sends instructions of which each is about one device. What is refused does not stop the others.
pub fn ship(session: &mut Session, shipment: &Shipment, what: &str, all: usize) -> Result<Shipped> {
    let mut progress = Progress::new(what);
    let mut shipped = Shipped::default();
    let mut told = 0;
    shipment.send(session, &mut |batch, outcome| {
        told += batch.len();
        match outcome {
            Ok(Receipt { signature, units, .. }) => {
                let sent = Sent { signature: signature.to_string(), compute_units: units, devices: batch.len() };
                shipped.sent.push(sent);
                shipped.done.push(batch);
            }
            Err(error) => {
                shipped.failed += batch.len();
                shipped.in_doubt |= !error.is::<Refusal>();
                shipped.reason.get_or_insert(error);
            }
        }
        progress.show(told, all, "devices");
        Ok(())
    })?;
    Ok(shipped)
}

/// Does to each reservation what `instruction` says, and reports what came of it.
pub fn settle(
    session: &mut Session,
    output: Output,
    action: &'static str,
    targets: &[(Pubkey, Reservation)],
    mut instruction: impl FnMut(&mut Session, Pubkey, &Reservation) -> Result<Instruction>,
) -> Result<()> {
    let mut instructions = Vec::with_capacity(targets.len());
    for (address, reservation) in targets {
        instructions.push(instruction(session, *address, reservation)?);
    }
    if session.signs_only() {
        return sign(session, &instructions, output);
    }
    let before = holdings(session)?;
    let shipment = Shipment::pack(session, instructions, Vec::new())?;
    session.require_lamports(0)?;
    let Shipped { sent, failed, reason, .. } = ship(session, &shipment, action, targets.len())?;
    if sent.is_empty()
        && let Some(error) = reason
    {
        return Err(error);
    }
    let after = holdings(session)?;
    let received = Received { usdc: after.usdc.saturating_sub(before.usdc), io: after.io.saturating_sub(before.io) };
    let reservations = seen_again(session, targets)?;
    print(&Done { action, received, reservations, transactions: sent, refused: failed }, output)?;
    match reason {
        Some(error) => Err(error.context(format!("this could not be done to {}", counted(failed, "device")))),
        None => Ok(()),
    }
}

/// Signs what fits into one transaction, and prints it.
pub fn sign(session: &mut Session, instructions: &[Instruction], output: Output) -> Result<()> {
    let shipment = Shipment::pack(session, instructions.to_vec(), Vec::new())?;
    ensure!(shipment.transactions() == 1, "--sign-only signs one transaction: name one device");
    match session.execute(instructions)? {
        Outcome::Signed(signed) => print(&signed, output),
        Outcome::Confirmed(_) => bail!("the transaction was sent, and should only have been signed"),
    }
}

/// The reservations as they stand now. Those that owe nobody anything any more are closed.
fn seen_again(session: &Session, targets: &[(Pubkey, Reservation)]) -> Result<Vec<Line>> {
    let addresses: Vec<Pubkey> = targets.iter().map(|(address, _)| *address).collect();
    let view = View::read(session, targets)?;
    let found = session.backend.accounts(&addresses)?;
    targets
        .iter()
        .zip(found)
        .map(|((address, before), account)| {
            Ok(match account.filter(|account| account.owner == market::ID) {
                Some(account) => Line::of(&view, *address, &crate::accounts::decode(address, &account)?),
                None => Line::of(&view, *address, before).closed(),
            })
        })
        .collect()
}

/// The wallet's own token accounts for what reservations are paid in.
fn holdings(session: &mut Session) -> Result<Received> {
    let wallet = session.signer()?;
    let usdc = rental::config(&*session.backend)?.usdc.mint;
    let held = |mint| {
        Ok::<_, anyhow::Error>(
            associated::balance(&*session.backend, &associated::address(&wallet, mint))?.unwrap_or(0),
        )
    };
    Ok(Received { usdc: held(&usdc)?, io: held(&MINT)? })
}

/// Makes sure that the wallet has a token account for each asset that it may be paid in.
pub fn provide_accounts(session: &mut Session, targets: &[(Pubkey, Reservation)]) -> Result<()> {
    if session.signs_only() {
        return Ok(());
    }
    let wallet = session.signer()?;
    let usdc = rental::config(&*session.backend)?.usdc.mint;
    let mut missing = Vec::new();
    for asset in [Asset::Usdc, Asset::Io] {
        let mint = market::mint_of(asset, usdc);
        let concerned = targets.iter().any(|(_, reservation)| reservation.asset() == asset);
        if concerned && associated::balance(&*session.backend, &associated::address(&wallet, &mint))?.is_none() {
            missing.push(associated::create(&wallet, &wallet, &mint));
        }
    }
    if !missing.is_empty() {
        session.confirm(&missing).map_err(|error| anyhow!(error).context("your token account could not be created"))?;
    }
    Ok(())
}

/// Where parties are paid who do not sign.
pub struct Payees {
    usdc: Pubkey,
    known: HashMap<(Pubkey, Pubkey), Option<Pubkey>>,
}

impl Payees {
    pub fn new(session: &Session) -> Result<Self> {
        Ok(Self { usdc: rental::config(&*session.backend)?.usdc.mint, known: HashMap::new() })
    }

    /// The token account of a wallet for what a reservation is paid in, if it is there: without one, what is due stays
    /// claimable.
    pub fn account(&mut self, session: &Session, wallet: Pubkey, asset: Asset) -> Result<Option<Pubkey>> {
        let mint = self.mint(asset);
        if let Some(known) = self.known.get(&(wallet, mint)) {
            return Ok(*known);
        }
        let address = associated::address(&wallet, &mint);
        let account = associated::balance(&*session.backend, &address)?.map(|_| address);
        self.known.insert((wallet, mint), account);
        Ok(account)
    }

    /// The mint of an asset.
    pub fn mint(&self, asset: Asset) -> Pubkey {
        market::mint_of(asset, self.usdc)
    }

    /// The wallet's token account for an asset, wherever it is.
    pub fn address(&self, wallet: Pubkey, asset: Asset) -> Pubkey {
        associated::address(&wallet, &self.mint(asset))
    }
}

impl Report for Done {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { action, received, reservations, transactions, refused } = self;
        let done = counted(reservations.len().saturating_sub(*refused), "device");
        let mut sentence = format!("{action} {done} in {}", counted(transactions.len(), "transaction"));
        for (asset, amount) in [(Asset::Usdc, received.usdc), (Asset::Io, received.io)] {
            if amount > 0 {
                sentence += &format!(", received {}", rental::show(asset, amount));
            }
        }
        writeln!(out, "{sentence}")?;
        lines::display(reservations, out)?;
        if let [only] = transactions.as_slice() {
            writeln!(out, "  {}", only.signature)?;
        }
        Ok(())
    }
}
