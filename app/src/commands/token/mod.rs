//! `io token`: what the books of `io-token` say, the release of what has vested, and what wallets hold.

mod purse;

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use io_economics::{EMISSION_SUPPLY, MAX_SUPPLY, Timestamp, next_tranche};
use io_token::state::{Allocation, BurnKind};
use serde::Serialize;
use std::io::{self, Write};

use crate::associated;
use crate::books::{self, Books, category_name, kind_name};
use crate::moment;
use crate::money::show_units;
use crate::party::Party;
use crate::report::{Output, Report, print, say};
use crate::session::{Outcome, Session};
use crate::token::{self, MINT, VAULT};

#[derive(Subcommand)]
pub enum Token {
    /// How much IO there is, how much is locked, burned, and still to be minted
    Supply,
    /// Every genesis allocation: what has vested, what was paid, what comes next
    Allocations,
    /// Pay what has vested to its beneficiaries. Anyone may do it
    Release(Release),
    /// How much was burned, for what, and who may burn for it
    Burns,
    /// How much IO a wallet holds
    Balance {
        /// The wallet
        #[arg(default_value = "operator")]
        owner: Party,
    },
    /// Send IO to another wallet
    Transfer(purse::Transfer),
}

#[derive(Args)]
pub struct Release {
    /// Numbers of the allocations
    #[arg(required_unless_present = "all")]
    ids: Vec<u32>,
    /// Release every allocation that has something due
    #[arg(long, conflicts_with = "ids")]
    all: bool,
}

impl Token {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        match self {
            Self::Supply => print(&Supply::of(&books::read(&*session.backend)?), output),
            Self::Allocations => print(&Allocations::read(session)?, output),
            Self::Burns => print(&Burns::of(&books::read(&*session.backend)?), output),
            Self::Release(release) => release.run(session, output),
            Self::Balance { owner } => purse::balance(owner, session, output),
            Self::Transfer(transfer) => transfer.run(session, output),
        }
    }
}

/// Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Supply {
    mint: String,
    vault: String,
    genesis_time: Option<i64>,
    paused: bool,
    admin: String,
    pauser: String,
    emission_minter: String,
    /// All that may ever be minted.
    cap: u64,
    minted: u64,
    emission_minted: u64,
    emission_left: u64,
    burned: u64,
    /// Minted, and not burned.
    supply: u64,
    /// In the vesting vault.
    locked: u64,
    circulating: u64,
}

impl Supply {
    fn of(books: &Books) -> Self {
        let config = &books.config;
        Self {
            mint: MINT.to_string(),
            vault: VAULT.to_string(),
            genesis_time: books::genesis(config).map(Timestamp::get),
            paused: config.is_paused(),
            admin: config.admin.to_string(),
            pauser: config.pauser.to_string(),
            emission_minter: config.emission_minter.to_string(),
            cap: MAX_SUPPLY.get(),
            minted: config.minted,
            emission_minted: config.emission_minted,
            emission_left: EMISSION_SUPPLY.get().saturating_sub(config.emission_minted),
            // The token program lets owners burn past the ledger: this counts both.
            burned: config.minted.saturating_sub(books.supply),
            supply: books.supply,
            locked: books.locked,
            circulating: books.supply.saturating_sub(books.locked),
        }
    }
}

impl Report for Supply {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "mint             {}", self.mint)?;
        match self.genesis_time {
            Some(time) => writeln!(out, "genesis          {}", moment::show(time))?,
            None => writeln!(out, "genesis          has not taken place")?,
        }
        for (label, amount) in [
            ("cap", self.cap),
            ("minted", self.minted),
            ("  by emission", self.emission_minted),
            ("  to be emitted", self.emission_left),
            ("burned", self.burned),
            ("supply", self.supply),
            ("  locked", self.locked),
            ("  circulating", self.circulating),
        ] {
            writeln!(out, "{label:<16} {:>24} IO", show_units(amount))?;
        }
        writeln!(out, "admin            {}", self.admin)?;
        writeln!(out, "pauser           {}", self.pauser)?;
        writeln!(out, "emission minter  {}", self.emission_minter)?;
        if self.paused {
            writeln!(out, "PAUSED: allocating, genesis and minting are stopped")?;
        }
        Ok(())
    }
}

/// Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Allocations {
    genesis_time: Option<i64>,
    time: i64,
    allocations: Vec<AllocationLine>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AllocationLine {
    id: u32,
    category: &'static str,
    beneficiary: String,
    pending_beneficiary: Option<String>,
    total: u64,
    at_genesis: u64,
    first_month: u16,
    last_month: u16,
    vested: u64,
    released: u64,
    due: u64,
    next_tranche: Option<i64>,
}

impl Allocations {
    fn read(session: &Session) -> Result<Self> {
        let config = books::config(&*session.backend)?;
        let time = session.backend.clock()?.unix_timestamp;
        let genesis = books::genesis(&config);
        let allocations = books::allocations(&*session.backend)?;
        Ok(Self {
            genesis_time: genesis.map(Timestamp::get),
            time,
            allocations: allocations.iter().map(|one| AllocationLine::of(one, genesis, time)).collect(),
        })
    }
}

impl AllocationLine {
    fn of(allocation: &Allocation, genesis: Option<Timestamp>, time: i64) -> Self {
        let now = Timestamp::new(time);
        let pending = allocation.pending_beneficiary;
        let next = genesis.and_then(|genesis| {
            let tranche = next_tranche(allocation.terms(), now.saturating_since(genesis))?;
            Some(genesis.checked_add(tranche.due)?.get())
        });
        Self {
            id: allocation.id,
            category: allocation.category().map_or("unknown", category_name),
            beneficiary: allocation.beneficiary.to_string(),
            pending_beneficiary: (pending != Pubkey::default()).then(|| pending.to_string()),
            total: allocation.total,
            at_genesis: allocation.at_genesis,
            first_month: allocation.first_month,
            last_month: allocation.last_month,
            vested: genesis.map_or(0, |genesis| allocation.vested(genesis, now)),
            released: allocation.released,
            due: genesis.map_or(0, |genesis| allocation.releasable(genesis, now)),
            next_tranche: next,
        }
    }
}

impl Report for Allocations {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(
            out,
            "{:>4}  {:<10} {:>20} {:>20} {:>20} {:>20}  {:<20}  beneficiary",
            "id", "category", "total (IO)", "vested", "released", "due", "next tranche"
        )?;
        for line in &self.allocations {
            let next = line.next_tranche.map_or_else(|| "–".into(), moment::show);
            let [total, vested, released, due] = [line.total, line.vested, line.released, line.due].map(show_units);
            writeln!(
                out,
                "{:>4}  {:<10} {total:>20} {vested:>20} {released:>20} {due:>20}  {next:<20}  {}",
                line.id, line.category, line.beneficiary
            )?;
            if let Some(pending) = &line.pending_beneficiary {
                writeln!(out, "      offered to {pending}")?;
            }
        }
        match self.genesis_time {
            Some(genesis) => writeln!(out, "genesis {}, now {}", moment::show(genesis), moment::show(self.time)),
            None => writeln!(out, "genesis has not taken place: nothing vests yet"),
        }
    }
}

/// Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Burns {
    total: u64,
    kinds: Vec<Kind>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Kind {
    kind: &'static str,
    burned: u64,
    /// Who alone may burn under this kind. `null` where nobody is registered.
    burner: Option<String>,
}

impl Burns {
    fn of(books: &Books) -> Self {
        let kinds = BurnKind::ALL.map(|kind| {
            let burner = *books.burns.burner_of(kind);
            Kind {
                kind: kind_name(kind),
                burned: books.burns.burned_under(kind),
                burner: (burner != Pubkey::default()).then(|| burner.to_string()),
            }
        });
        Self { total: books.burns.total, kinds: kinds.into() }
    }
}

impl Report for Burns {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "{:<8} {:>24}  by", "for", "burned (IO)")?;
        for kind in &self.kinds {
            let by = match &kind.burner {
                Some(burner) => burner,
                None if kind.kind == kind_name(BurnKind::Credits) => "anyone",
                None => "nobody is registered",
            };
            writeln!(out, "{:<8} {:>24}  {by}", kind.kind, show_units(kind.burned))?;
        }
        writeln!(out, "{:<8} {:>24}", "total", show_units(self.total))
    }
}

/// Amounts in base units.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Released {
    releases: Vec<ReleaseLine>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReleaseLine {
    id: u32,
    amount: u64,
    beneficiary: String,
    destination: String,
    signature: String,
    compute_units: u64,
}

impl Release {
    fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let chosen = self.chosen(session)?;
        if session.signs_only() && chosen.len() != 1 {
            bail!("--sign-only signs one transaction: name one allocation");
        }
        if chosen.is_empty() && output == Output::Display {
            say("Nothing is due")?;
        }
        let mut releases = Vec::new();
        let worked = chosen.iter().try_for_each(|allocation| release(session, allocation, &mut releases, output));
        // What was paid is reported even if a later release failed.
        if output == Output::Json && !session.signs_only() {
            print(&Released { releases }, output)?;
        }
        worked
    }

    fn chosen(&self, session: &Session) -> Result<Vec<Allocation>> {
        let backend = &*session.backend;
        let config = books::config(&*session.backend)?;
        if !self.all {
            return self.ids.iter().map(|id| books::allocation(backend, *id)).collect();
        }
        let Some(genesis) = books::genesis(&config) else {
            bail!("genesis has not taken place: nothing vests yet");
        };
        let now = Timestamp::new(backend.clock()?.unix_timestamp);
        let mut allocations = books::allocations(backend)?;
        allocations.retain(|allocation| allocation.releasable(genesis, now) > 0);
        Ok(allocations)
    }
}

fn release(
    session: &mut Session,
    allocation: &Allocation,
    releases: &mut Vec<ReleaseLine>,
    output: Output,
) -> Result<()> {
    let id = allocation.id;
    let payer = session.signer()?;
    let destination = associated::address(&allocation.beneficiary, &MINT);
    let instructions =
        [associated::create(&payer, &allocation.beneficiary, &MINT), token::release(allocation.id, destination)];
    let outcome = session.execute(&instructions).with_context(|| format!("allocation {id} was not released"))?;
    let receipt = match outcome {
        Outcome::Signed(signed) => return print(&signed, output),
        Outcome::Confirmed(receipt) => receipt,
    };
    let after = books::allocation(&*session.backend, id)?;
    let line = ReleaseLine {
        id,
        amount: after.released.saturating_sub(allocation.released),
        beneficiary: allocation.beneficiary.to_string(),
        destination: destination.to_string(),
        signature: receipt.signature.to_string(),
        compute_units: receipt.units,
    };
    if output == Output::Display {
        print(&line, output)?;
    }
    releases.push(line);
    Ok(())
}

impl Report for ReleaseLine {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { id, amount, beneficiary, signature, .. } = self;
        writeln!(out, "allocation {id}: {} IO to {beneficiary}", show_units(*amount))?;
        writeln!(out, "  {signature}")
    }
}

impl Report for Released {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        self.releases.iter().try_for_each(|line| line.display(out))
    }
}
