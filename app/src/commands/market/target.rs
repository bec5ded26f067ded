//! Which reservations are meant, and doing something to all of them.

use anchor_lang::prelude::Pubkey;
use anyhow::{Result, anyhow, ensure};
use clap::{ArgGroup, Args};
use io_market::state::Reservation;
use serde::Serialize;
use solana_instruction::Instruction;
use std::collections::{HashMap, HashSet};
use std::io::{self, Write};
use std::str::FromStr;

use super::lines::{Line, View};
use crate::accounts::find_each;
use crate::associated;
use crate::batch::{self, Batch, Group, Job, Outcome, Way, devices::Listed, seen};
use crate::market::{self, Asset};
use crate::registry;
use crate::rental::{self, Search, Standing};
use crate::report::{Output, Report};
use crate::session::Session;
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
#[command(group(ArgGroup::new("devices").required(true).args(["named", "csv", "cluster", "all"])))]
pub struct Target {
    #[command(flatten)]
    listed: Listed,
    /// Every device of a cluster
    #[arg(long, value_name = "ID")]
    cluster: Option<ClusterName>,
    /// Every device that this can be done to
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    way: Way,
}

impl Target {
    /// The reservations that are meant and that `suit`. Of a device that is listed the latest one is taken in any case: the
    /// program says what is wrong with it.
    pub fn find(
        &self,
        session: &mut Session,
        role: Role,
        suits: impl Fn(&Reservation, Standing) -> bool,
    ) -> Result<Targets> {
        let listed = if self.all || self.cluster.is_some() { Vec::new() } else { self.listed.find(session)? };
        let listed: Vec<Pubkey> = listed.into_iter().map(|chosen| chosen.address).collect();
        let found = match listed.as_slice() {
            [] => self.of_role(session, role)?,
            [one] => rental::reservations(&*session.backend, Search { device: Some(*one), ..Search::default() })?,
            several => {
                let meant: HashSet<&Pubkey> = several.iter().collect();
                let mut all = rental::reservations(&*session.backend, Search::default())?;
                all.retain(|(_, reservation)| meant.contains(&reservation.device));
                all
            }
        };
        let now = View::read(session, &[])?.now;
        let (mut suitable, rest): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|(_, one)| suits(one, Standing::of(one, now)));
        let suited: HashSet<Pubkey> = suitable.iter().map(|(_, one)| one.device).collect();
        let latest: HashMap<Pubkey, (Pubkey, Reservation)> =
            rest.into_iter().map(|(address, one)| (one.device, (address, one))).collect();
        let mut without = Vec::new();
        for device in listed.into_iter().filter(|device| !suited.contains(device)) {
            match latest.get(&device) {
                Some(latest) => suitable.push(*latest),
                None => without.push(device),
            }
        }
        Ok(Targets { reservations: suitable, without })
    }

    /// What tells the command from another one of its kind.
    fn words(&self) -> Result<String> {
        match self.cluster {
            Some(ClusterName(id)) => Ok(format!("cluster {}", text::hex(&id))),
            None if self.all => Ok("all".into()),
            None => self.listed.words(),
        }
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

/// The reservations that are meant.
pub struct Targets {
    pub reservations: Vec<(Pubkey, Reservation)>,
    /// Devices that were listed, and have none.
    without: Vec<Pubkey>,
}

/// What came into the wallet's own token accounts, in base units.
#[derive(Clone, Copy, Default, Serialize)]
pub struct Received {
    usdc: u64,
    io: u64,
}

#[derive(Serialize)]
struct Totals {
    received: Received,
}

/// What is done to reservations, one after the other.
pub struct Deed {
    /// Such as `market claim`.
    pub action: &'static str,
    /// How the journal tells it from others.
    pub what: String,
    pub adds_up: bool,
    /// What has been done, in the table.
    pub done: &'static str,
}

impl Deed {
    /// Something that is done once, and where there is nothing left to do then.
    pub fn once(action: &'static str, done: &'static str) -> Self {
        Self { action, what: action.into(), adds_up: false, done }
    }
}

/// What was begun about reservations.
pub struct Settling {
    batch: Batch,
    deed: Deed,
}

impl Settling {
    /// Before the reservations are looked for: what was cut off is looked up first.
    pub fn begin(session: &mut Session, target: &Target, deed: Deed) -> Result<Self> {
        rental::config(&*session.backend)?;
        let batch = Batch::open(session, &target.way, deed.action, &target.words()?)?;
        Ok(Self { batch, deed })
    }

    /// The job for a reservation.
    pub fn job<T>(&self, address: Pubkey, reservation: &Reservation, about: T) -> Job<T> {
        let what = format!("{} {address}", self.deed.what);
        Job { device: reservation.device, what, adds_up: self.deed.adds_up, about }
    }

    /// Whether a run before has done it, so that it is not done again.
    pub fn has_done(&self, address: Pubkey, reservation: &Reservation) -> bool {
        self.batch.has_done(&self.job(address, reservation, ()))
    }

    /// Does to each reservation what `instruction` says, and reports what came of it.
    pub fn finish(
        mut self,
        session: &mut Session,
        output: Output,
        targets: &Targets,
        mut instruction: impl FnMut(&mut Session, Pubkey, &Reservation) -> Result<Instruction>,
    ) -> Result<()> {
        let Targets { reservations, without } = targets;
        let mut jobs = Vec::with_capacity(reservations.len());
        for (address, reservation) in reservations {
            let instruction = instruction(session, *address, reservation)?;
            jobs.push(self.job(*address, reservation, instruction));
        }
        let before = holdings(session)?;
        let pack = |some: &[&Job<Instruction>]| some.iter().map(|job| job.about.clone()).collect();
        let outcomes = self.batch.run(session, &Group::new(&pack), &jobs);
        let after = seen(holdings(session));
        let received =
            Received { usdc: after.usdc.saturating_sub(before.usdc), io: after.io.saturating_sub(before.io) };
        let mut now = seen(seen_again(session, reservations)).into_iter();
        let mut lines = Vec::with_capacity(reservations.len());
        for ((_, reservation), outcome) in reservations.iter().zip(outcomes) {
            let (name, detail) = now.next().unzip();
            let words = detail.as_ref().map_or_else(String::new, |Rented { rental }| rental.summary());
            let words = format!("{}{words}", self.deed.done);
            lines.push(batch::Line::of(reservation.device, name.flatten(), outcome, detail, words));
        }
        for device in without {
            let outcome =
                self.batch.unless_done(device, Outcome::Unfit("There is no reservation of this device.".into()));
            lines.push(batch::Line::of(device, None, outcome, None, String::new()));
        }
        self.batch.finish(output, lines, Totals { received })
    }
}

/// What has become of a reservation.
#[derive(Serialize)]
struct Rented {
    rental: Line,
}

/// The reservations as they stand now, and what their devices are called. Those that owe nobody anything any more are
/// closed.
fn seen_again(session: &Session, targets: &[(Pubkey, Reservation)]) -> Result<Vec<(Option<String>, Rented)>> {
    let addresses: Vec<Pubkey> = targets.iter().map(|(address, _)| *address).collect();
    let view = View::read(session, targets)?;
    let found = targets.iter().zip(find_each::<Reservation>(&*session.backend, &addresses)?);
    let told = found.map(|((address, before), now)| {
        let rental = match now {
            Some(now) => Line::of(&view, *address, &now),
            None => Line::of(&view, *address, before).closed(),
        };
        (view.device(before).map(text::name_of), Rented { rental })
    });
    Ok(told.collect())
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
pub fn provide_accounts(session: &mut Session, targets: &Targets) -> Result<()> {
    if session.signs_only() {
        return Ok(());
    }
    let wallet = session.signer()?;
    let usdc = rental::config(&*session.backend)?.usdc.mint;
    let mut missing = Vec::new();
    for asset in [Asset::Usdc, Asset::Io] {
        let mint = market::mint_of(asset, usdc);
        let concerned = targets.reservations.iter().any(|(_, reservation)| reservation.asset() == asset);
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

impl Report for Totals {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Received { usdc, io } = self.received;
        for (asset, amount) in [(Asset::Usdc, usdc), (Asset::Io, io)] {
            if amount > 0 {
                writeln!(out, "received {}", rental::show(asset, amount))?;
            }
        }
        Ok(())
    }
}
