//! What the accounts of `io-market` say.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use io_economics::Timestamp;
use io_market::state::{Config, Listing, Reservation, Stage};
use io_stake::state::Device;
use std::mem::offset_of;

use crate::accounts::{decode, field, find, of_type};
use crate::backend::Backend;
use crate::market::{self, Asset, CONFIG};
use crate::money;
use crate::usdc;

const NOT_SET_UP: &str =
    "io-market is not set up here: `io migrate` does it, with the wallet that is the program's upgrade authority";

/// Which reservations are meant. All of them, where nothing is said.
#[derive(Clone, Copy, Debug, Default)]
pub struct Search {
    pub device: Option<Pubkey>,
    pub renter: Option<Pubkey>,
    pub supplier: Option<Pubkey>,
    pub cluster: Option<[u8; 32]>,
    pub stage: Option<Stage>,
}

/// The settings.
pub fn config(backend: &dyn Backend) -> Result<Config> {
    find_config(backend)?.context(NOT_SET_UP)
}

/// The settings, if the program has been initialised.
pub fn find_config(backend: &dyn Backend) -> Result<Option<Config>> {
    find(backend, &CONFIG)
}

/// The listing of a device, if there is one.
pub fn find_listing(backend: &dyn Backend, device: Pubkey) -> Result<Option<Listing>> {
    find(backend, &market::listing_address(device))
}

/// The listing of a device.
pub fn listing(backend: &dyn Backend, device: Pubkey) -> Result<Listing> {
    find_listing(backend, device)?
        .with_context(|| format!("the device {device} is not on the market: `io market offer` puts it there"))
}

/// Every listing.
pub fn listings(backend: &dyn Backend) -> Result<Vec<Listing>> {
    let found = backend.program_accounts(&market::ID, &of_type::<Listing>())?;
    found.iter().map(|(address, account)| decode(address, account)).collect()
}

/// The reservations that are meant, oldest first, and by their devices where they are of the same second.
pub fn reservations(backend: &dyn Backend, search: Search) -> Result<Vec<(Pubkey, Reservation)>> {
    let mut filters = of_type::<Reservation>();
    let mut require = |offset: usize, bytes: Option<&[u8]>| {
        filters.extend(bytes.map(|bytes| field::<Reservation>(offset, bytes)));
    };
    require(offset_of!(Reservation, device), search.device.as_ref().map(AsRef::as_ref));
    require(offset_of!(Reservation, renter), search.renter.as_ref().map(AsRef::as_ref));
    require(offset_of!(Reservation, supplier), search.supplier.as_ref().map(AsRef::as_ref));
    require(offset_of!(Reservation, cluster), search.cluster.as_ref().map(|cluster| cluster.as_slice()));
    require(
        offset_of!(Reservation, stage),
        search.stage.map(|stage| [stage as u8]).as_ref().map(|stage| stage.as_slice()),
    );
    let found = backend.program_accounts(&market::ID, &filters)?.into_iter();
    let mut reservations = found
        .map(|(address, account)| Ok((address, decode::<Reservation>(&address, &account)?)))
        .collect::<Result<Vec<_>>>()?;
    reservations.sort_by_key(|(_, reservation)| (reservation.reserved_at, reservation.device, reservation.number));
    Ok(reservations)
}

/// What has become of a reservation. A stage of the program says what was done; this says what the clock has made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The supplier may still start it.
    Reserved,
    /// It was not started in time: anyone may expire it.
    Late,
    /// It is earning.
    Running,
    /// It has run its time: the supplier may claim all, and anyone may complete it.
    Over,
    Completed,
    Terminated,
    Failed,
    Expired,
}

impl Standing {
    pub fn of(reservation: &Reservation, now: Timestamp) -> Self {
        match reservation.stage() {
            Some(Stage::Reserved) | None => match reservation.start_ends_at().is_some_and(|end| now >= end) {
                true => Self::Late,
                false => Self::Reserved,
            },
            Some(Stage::Running) if reservation.is_over(now) => Self::Over,
            Some(Stage::Running) => Self::Running,
            Some(Stage::Completed) => Self::Completed,
            Some(Stage::Terminated) => Self::Terminated,
            Some(Stage::Failed) => Self::Failed,
            Some(Stage::Expired) => Self::Expired,
        }
    }

    /// Whether the device is the renter's, or may still become so.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Reserved | Self::Running)
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Reserved => "reserved",
            Self::Late => "late",
            Self::Running => "running",
            Self::Over => "over",
            Self::Completed => "completed",
            Self::Terminated => "terminated",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }
}

/// What the renter may claim, or would get back by an `expire`.
pub fn due_to_renter(reservation: &Reservation, now: Timestamp) -> u64 {
    match Standing::of(reservation, now) {
        Standing::Late => reservation.held(),
        _ => reservation.renter_due,
    }
}

/// How much of what a supplier would be paid is its device's co-stakers', if it still has any.
pub fn due_to_costakers(reservation: &Reservation, device: Option<&Device>, due: u64) -> u64 {
    device.map_or(0, |device| reservation.costakers_part(due, device))
}

/// What a reservation takes from its renter in the end, as far as is known: what comes back does not count.
pub fn spent(reservation: &Reservation, now: Timestamp) -> u64 {
    let paid = reservation.cost.saturating_add(reservation.fees);
    paid.saturating_sub(due_to_renter(reservation, now))
}

/// What an asset is called.
pub const fn asset_name(asset: Asset) -> &'static str {
    match asset {
        Asset::Usdc => "USDC",
        Asset::Io => "IO",
    }
}

/// `1,234.500000 USDC`, or `1,234.50000000 IO`.
pub fn show(asset: Asset, base_units: u64) -> String {
    format!("{} {}", show_bare(asset, base_units), asset_name(asset))
}

/// [`show`] without the name of the asset.
pub fn show_bare(asset: Asset, base_units: u64) -> String {
    match asset {
        Asset::Usdc => usdc::show_units(base_units),
        Asset::Io => money::show_units(base_units),
    }
}
