//! Devices and cases, as people name them on the command line.

use anchor_lang::Discriminator;
use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use io_stake::state::{Case, Device};
use std::str::FromStr;

use crate::accounts::{self, decode};
use crate::registry::{self, Search};
use crate::session::Session;
use crate::stake;
use crate::text;

/// A device by its address, or by the id that the wallet gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeviceName {
    Address(Pubkey),
    Id([u8; 32]),
}

/// An open case.
#[derive(Args)]
pub struct CaseName {
    /// The case, by its address; or its device, by address or by the id that your wallet gave it
    #[arg(value_name = "CASE_OR_DEVICE")]
    about: DeviceName,
    /// Number of the case. Only needed where several are open about the device
    #[arg(long = "case", value_name = "NUMBER")]
    number: Option<u32>,
}

/// An open case, and the device it is about.
pub struct OpenCase {
    pub address: Pubkey,
    pub case: Case,
    pub device: Device,
}

impl FromStr for DeviceName {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.parse() {
            Ok(address) => Ok(Self::Address(address)),
            Err(_) => text::id(text).map(Self::Id),
        }
    }
}

impl DeviceName {
    /// The device and its address.
    pub fn find(&self, session: &mut Session) -> Result<(Pubkey, Device)> {
        let id = match self {
            Self::Address(address) => return Ok((*address, registry::device(&*session.backend, address)?)),
            Self::Id(id) => *id,
        };
        let wallet = session.signer()?;
        let registered = stake::device_address(wallet, &id);
        if let Some(device) = registry::find_device(&*session.backend, &registered)? {
            return Ok((registered, device));
        }
        // The address of a device that was taken over comes from the wallet that registered it.
        let search = Search { owner: Some(wallet), id: Some(id), ..Search::default() };
        let taken_over = registry::devices(&*session.backend, search)?;
        match taken_over.as_slice() {
            [one] => Ok(*one),
            [] => bail!(
                "the wallet {wallet} has no device \"{}\": `io device list` shows those it has, and a device of somebody \
                 else is named by its address",
                text::shown_or_hex(&id)
            ),
            _ => bail!("{}", several(&wallet)),
        }
    }
}

/// Many devices and their addresses, in the order of their names. A device that is not there still has an address, if that
/// is what names it or what it is made of.
pub fn find_each(session: &mut Session, names: &[DeviceName]) -> Result<Vec<(Pubkey, Option<Device>)>> {
    let needs_wallet = names.iter().any(|name| matches!(name, DeviceName::Id(_)));
    let wallet = if needs_wallet { session.signer()? } else { Pubkey::default() };
    let addresses: Vec<Pubkey> = names
        .iter()
        .map(|name| match name {
            DeviceName::Address(address) => *address,
            DeviceName::Id(id) => stake::device_address(wallet, id),
        })
        .collect();
    let backend = &*session.backend;
    let devices = accounts::find_each(backend, &addresses)?;
    let mut found: Vec<(Pubkey, Option<Device>)> = addresses.into_iter().zip(devices).collect();
    let missing = |(name, (_, device)): (&DeviceName, &(Pubkey, Option<Device>))| {
        matches!(name, DeviceName::Id(_)) && device.is_none()
    };
    if names.iter().zip(&found).any(missing) {
        let own = registry::devices(backend, Search { owner: Some(wallet), ..Search::default() })?;
        for (name, place) in names.iter().zip(&mut found).filter(|(_, (_, device))| device.is_none()) {
            let DeviceName::Id(id) = name else { continue };
            let mut taken_over = own.iter().filter(|(_, device)| device.id == *id);
            if let Some((address, device)) = taken_over.next() {
                ensure!(taken_over.next().is_none(), "{}", several(&wallet));
                *place = (*address, Some(*device));
            }
        }
    }
    Ok(found)
}

/// Devices that were registered by different wallets may have the same id.
fn several(wallet: &Pubkey) -> String {
    format!("the wallet {wallet} has taken over several devices of that id: name one by its address")
}

impl CaseName {
    pub const fn new(about: DeviceName, number: Option<u32>) -> Self {
        Self { about, number }
    }

    pub fn find(&self, session: &mut Session) -> Result<OpenCase> {
        if let DeviceName::Address(address) = &self.about {
            let account = accounts::existing(session.backend.account(address)?).with_context(|| {
                format!("there is neither a device nor an open case at {address}: a case that has ended is closed")
            })?;
            if account.owner == stake::ID && account.data.starts_with(Case::DISCRIMINATOR) {
                return OpenCase::of(session, *address, decode(address, &account)?);
            }
        }
        let (device, _) = self.about.find(session)?;
        let (address, case) = match self.number {
            Some(number) => {
                let address = stake::case_address(device, number);
                let case = accounts::find(&*session.backend, &address)?.with_context(|| {
                    format!("case {number} about the device {device} is not open: it has ended, or never was opened")
                })?;
                (address, case)
            }
            None => only(device, &registry::cases(&*session.backend, Some(device))?)?,
        };
        OpenCase::of(session, address, case)
    }
}

fn only(device: Pubkey, cases: &[(Pubkey, Case)]) -> Result<(Pubkey, Case)> {
    match cases {
        [one] => Ok(*one),
        [] => bail!("no slash case about the device {device} is open"),
        several => {
            let numbers: Vec<String> = several.iter().map(|(_, case)| case.number.to_string()).collect();
            bail!("the cases {} about the device {device} are open: say which one with --case", numbers.join(", "))
        }
    }
}

impl OpenCase {
    fn of(session: &Session, address: Pubkey, case: Case) -> Result<Self> {
        let device = registry::device(&*session.backend, &case.device)?;
        Ok(Self { address, case, device })
    }
}
