//! Which devices a command is about: those that are named, those of a file, or all that it can be done to.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail, ensure};
use clap::{ArgGroup, Args, error::ErrorKind};
use io_stake::state::Device;
use std::collections::HashMap;
use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

use super::Outcome;
use super::sheet::{Row, Sheet, every};
use crate::designation::{DeviceName, find_each};
use crate::registry;
use crate::session::Session;
use crate::text;

/// Devices that somebody lists.
#[derive(Args, Clone)]
#[group(skip)]
pub struct Listed {
    /// The devices: their addresses, or the ids that your wallet gave them
    #[arg(value_name = "DEVICE")]
    pub named: Vec<DeviceName>,
    /// CSV file with a line for each device. Its first line names the columns: `device` for the address or the id, or `id`
    #[arg(long, value_name = "FILE")]
    pub csv: Option<PathBuf>,
}

/// Devices that somebody lists, or all of a wallet's.
#[derive(Args, Clone)]
#[command(group(ArgGroup::new("devices").required(true).args(["named", "csv", "all"])))]
pub struct Devices {
    #[command(flatten)]
    pub listed: Listed,
    /// Every device of yours that this can be done to
    #[arg(long)]
    pub all: bool,
}

/// A device that is meant.
pub struct Chosen {
    pub address: Pubkey,
    /// None where there is no device at that address.
    pub device: Option<Device>,
    /// What the file says about it, where it stands in one.
    pub row: Option<Row>,
}

impl Listed {
    /// The one device that is meant, if it is named and alone.
    pub fn one(&self) -> Option<&DeviceName> {
        match (self.named.as_slice(), &self.csv) {
            ([one], None) => Some(one),
            _ => None,
        }
    }

    /// The names, and the lines of the file that they stand in.
    pub fn names(&self) -> Result<Vec<(DeviceName, Option<Row>)>> {
        match &self.csv {
            None => Ok(self.named.iter().map(|name| (*name, None)).collect()),
            Some(path) => Sheet::read(path)?.each(|row| Ok((name(row)?, Some(row.clone())))),
        }
    }

    /// The devices, each once.
    pub fn find(&self, session: &mut Session) -> Result<Vec<Chosen>> {
        let (names, rows): (Vec<DeviceName>, Vec<Option<Row>>) = self.names()?.into_iter().unzip();
        let found = find_each(session, &names)?;
        let mut chosen: Vec<Chosen> = Vec::with_capacity(found.len());
        let mut seen: HashMap<Pubkey, u64> = HashMap::new();
        for ((address, device), row) in found.into_iter().zip(rows) {
            let line = row.as_ref().map_or(0, |row| row.line);
            match (seen.insert(address, line), &row) {
                (None, _) => chosen.push(Chosen { address, device, row }),
                // Once is enough where it is only named.
                (Some(_), None) => {}
                (Some(first), Some(row)) => {
                    bail!("{}", row.whereabouts(format_args!("this device stands in line {first} already: {address}")))
                }
            }
        }
        Ok(chosen)
    }

    /// What tells a command from another one of its kind.
    pub fn words(&self) -> Result<String> {
        match &self.csv {
            Some(path) => {
                let path = std::fs::canonicalize(path).with_context(|| format!("cannot read {}", path.display()))?;
                Ok(format!("csv {}", path.display()))
            }
            None => Ok(self.named.iter().map(|name| format!("{name:?}")).collect::<Vec<_>>().join(" ")),
        }
    }
}

impl Devices {
    /// The one device that is meant, if it is named and alone: what is done to it is told in detail.
    pub fn one(&self) -> Option<&DeviceName> {
        self.listed.one()
    }

    /// The devices that are meant: of all of the wallet's those that `suit`.
    pub fn find(&self, session: &mut Session, suits: impl Fn(&Pubkey, &Device) -> bool) -> Result<Vec<Chosen>> {
        if !self.all {
            return self.listed.find(session);
        }
        let search = registry::Search { owner: Some(session.signer()?), ..registry::Search::default() };
        let own = registry::devices(&*session.backend, search)?;
        let suitable = own.into_iter().filter(|(address, device)| suits(address, device));
        Ok(suitable.map(|(address, device)| Chosen::found(address, device)).collect())
    }

    pub fn words(&self) -> Result<String> {
        if self.all { Ok("all".into()) } else { self.listed.words() }
    }
}

/// Devices, and an amount for each.
#[derive(Args, Clone)]
#[command(group(ArgGroup::new("devices").required(true).multiple(true).args(["words", "csv", "all"])))]
pub struct Amounts {
    /// The devices, by their addresses or by the ids that your wallet gave them, and at last the amount for each of them.
    /// With --csv and --all the amount alone
    #[arg(value_name = "DEVICE AND AMOUNT")]
    words: Vec<String>,
    /// CSV file with a line for each device. Its first line names the columns: `device` for the address or the id, or `id`;
    /// and `amount`, where it is not the same for all
    #[arg(long, value_name = "FILE", conflicts_with = "all")]
    csv: Option<PathBuf>,
    /// Every device of yours that this can be done to
    #[arg(long)]
    all: bool,
}

impl Amounts {
    /// The devices, and the amount for those whose line in the file has none.
    pub fn read<A: FromStr<Err = anyhow::Error>>(&self) -> Result<(Devices, Option<A>)> {
        let (amount, names) = match self.words.split_last() {
            None => (None, [].as_slice()),
            Some((amount, names)) => (Some(amount.parse().map_err(senseless)?), names),
        };
        let listed = !names.is_empty();
        if listed && (self.all || self.csv.is_some()) {
            return Err(senseless("with --csv or --all, no device can be named besides: only the amount"));
        }
        if !listed && !self.all && self.csv.is_none() {
            return Err(senseless("both the devices and the amount have to be said, as in `rig-1 rig-2 100`"));
        }
        if self.all && amount.is_none() {
            return Err(senseless("the amount has to be said, as in `--all 100`"));
        }
        let named = names.iter().map(|name| name.parse().map_err(senseless)).collect::<Result<_>>()?;
        Ok((Devices { listed: Listed { named, csv: self.csv.clone() }, all: self.all }, amount))
    }

    /// The amount for each of the devices.
    pub fn of_each<A: FromStr<Err = anyhow::Error> + Copy>(
        &self,
        devices: &[Chosen],
        otherwise: Option<A>,
    ) -> Result<Vec<A>> {
        let of = |chosen: &Chosen| {
            let said = chosen.row.as_ref().map(|row| row.find("amount", A::from_str)).transpose()?.flatten();
            let missing = || match &chosen.row {
                Some(row) => row.whereabouts("column amount: there is nothing, and no amount is given for all"),
                None => "the amount is missing".to_owned(),
            };
            said.or(otherwise).with_context(missing)
        };
        every(devices.iter().map(of))
    }
}

/// A command line that makes no sense, for a reason that only shows when all of it is known.
fn senseless(reason: impl Display) -> anyhow::Error {
    clap::Error::raw(ErrorKind::ValueValidation, format!("{reason}\n")).into()
}

impl Chosen {
    pub const fn found(address: Pubkey, device: Device) -> Self {
        Self { address, device: Some(device), row: None }
    }

    /// Why nothing can be done to what is not there.
    pub fn missing(&self) -> Outcome {
        Outcome::Unfit(match &self.row {
            Some(row) => row.whereabouts(format_args!("there is no device at {}", self.address)),
            None => format!("There is no device at {}.", self.address),
        })
    }

    /// What the owner calls the device.
    pub fn name(&self) -> Option<String> {
        self.device.as_ref().map(text::name_of)
    }
}

/// The device that a line is about.
fn name(row: &Row) -> Result<DeviceName> {
    if let Some(device) = row.find("device", str::parse)? {
        return Ok(device);
    }
    // The label stands for the id where there is none, as it does when a device is registered.
    let id = row.find("id", text::id)?.map_or_else(|| row.find("label", text::id), |id| Ok(Some(id)))?;
    ensure!(
        id.is_some(),
        "{}",
        row.whereabouts("it names no device: there is nothing in the columns device, id and label")
    );
    Ok(DeviceName::Id(id.unwrap_or_default()))
}
