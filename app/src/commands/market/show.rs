//! `io market show`.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use clap::Args;
use io_market::state::{Reservation, Stage};
use serde::Serialize;
use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use super::lines::{self, Line, Totals, View};
use super::target::ClusterName;
use crate::designation::DeviceName;
use crate::moment;
use crate::party::Party;
use crate::registry;
use crate::rental::{self, Search};
use crate::report::{Output, Report, print};
use crate::session::Session;

#[derive(Args)]
pub struct Show {
    /// Only what a device is, or was, reserved for: its address, or the id that your wallet gave it
    device: Option<DeviceName>,
    /// Only the devices of a cluster
    #[arg(long, value_name = "ID", conflicts_with = "device")]
    cluster: Option<ClusterName>,
    /// Another wallet's, instead of yours
    #[arg(long, value_name = "WALLET", conflicts_with = "device")]
    wallet: Option<Party>,
}

/// Reservations of which one part is to be looked at as a whole.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    #[serde(skip)]
    title: String,
    cluster: Option<String>,
    totals: Totals,
    reservations: Vec<Line>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Overview {
    time: i64,
    rented: Vec<Group>,
    supplied: Vec<Group>,
}

impl Show {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        rental::config(&*session.backend)?;
        if let Some(name) = self.device {
            let (device, _) = name.find(session)?;
            let found = rental::reservations(&*session.backend, Search { device: Some(device), ..Search::default() })?;
            let view = View::read(session, &found)?;
            let all = found.iter().map(|(address, one)| Line::of(&view, *address, one)).collect();
            let group = Group::of(format!("device {device}"), None, all);
            return print(&Overview { time: view.now.get(), rented: vec![group], supplied: Vec::new() }, output);
        }
        let wallet = match &self.wallet {
            Some(wallet) => wallet.address(session)?,
            None => session.signer()?,
        };
        print(&Overview::read(session, wallet, self.cluster)?, output)
    }
}

impl Overview {
    fn read(session: &Session, wallet: Pubkey, cluster: Option<ClusterName>) -> Result<Self> {
        let backend = &*session.backend;
        let search = Search { cluster: cluster.map(|ClusterName(id)| id), ..Search::default() };
        let rented = rental::reservations(backend, Search { renter: Some(wallet), ..search })?;
        let supplied = supplied(session, wallet, search)?;
        let all: Vec<_> = rented.iter().chain(&supplied).copied().collect();
        let view = View::read(session, &all)?;
        let groups = |found: &[_], verb: &str| {
            let mut by_cluster: BTreeMap<Option<String>, Vec<Line>> = BTreeMap::new();
            for (address, reservation) in found {
                let line = Line::of(&view, *address, reservation);
                by_cluster.entry(line.cluster.clone()).or_default().push(line);
            }
            let group = |(cluster, lines): (Option<String>, _)| {
                let title = match &cluster {
                    Some(name) => format!("cluster {name}, {verb}"),
                    None => format!("{verb}, of no cluster"),
                };
                Group::of(title, cluster, lines)
            };
            by_cluster.into_iter().map(group).collect()
        };
        Ok(Self { time: view.now.get(), rented: groups(&rented, "rented"), supplied: groups(&supplied, "supplied") })
    }
}

/// What a wallet supplies: what it has started, and what is reserved of its devices.
pub fn supplied(session: &Session, wallet: Pubkey, search: Search) -> Result<Vec<(Pubkey, Reservation)>> {
    let mut supplied = rental::reservations(&*session.backend, Search { supplier: Some(wallet), ..search })?;
    supplied.extend(waiting(session, wallet, search)?);
    Ok(supplied)
}

/// What is reserved of a wallet's devices and was not started: only the start makes it the supplier.
fn waiting(session: &Session, wallet: Pubkey, search: Search) -> Result<Vec<(Pubkey, Reservation)>> {
    let backend = &*session.backend;
    let own = registry::Search { owner: Some(wallet), ..registry::Search::default() };
    let own: HashSet<Pubkey> = registry::devices(backend, own)?.into_iter().map(|(device, _)| device).collect();
    let mut reserved = rental::reservations(backend, Search { stage: Some(Stage::Reserved), ..search })?;
    reserved.retain(|(_, reservation)| own.contains(&reservation.device));
    Ok(reserved)
}

impl Group {
    fn of(title: String, cluster: Option<String>, reservations: Vec<Line>) -> Self {
        Self { title, cluster, totals: Totals::of(&reservations), reservations }
    }
}

impl Report for Overview {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let groups = || self.rented.iter().chain(&self.supplied);
        if groups().all(|group| group.reservations.is_empty()) {
            return writeln!(out, "No reservations: those that owe nobody anything are closed");
        }
        for (place, group) in groups().enumerate() {
            if place > 0 {
                writeln!(out)?;
            }
            writeln!(out, "{}, as of {}", group.title, moment::show_local(self.time))?;
            lines::display(&group.reservations, out)?;
            group.totals.display(out)?;
        }
        Ok(())
    }
}
