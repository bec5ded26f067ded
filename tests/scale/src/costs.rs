//! What a network's year costs: compute units as measured, fees and rent at today's rates, bytes of state.

use anchor_lang::prelude::Rent;
use anchor_spl::token::TokenAccount;
use anyhow::{Context, Result};
use io_emission::state::{Lease, Page, Pool};
use io_stake::state::Device;

use crate::network::{BATCH, POOLS, Year};

/// Lamports for each signature, whatever the transaction does. No priority fee.
pub const SIGNATURE_FEE: u64 = 5_000;

/// Attestors that sign a batch; one of them pays.
pub const QUORUM: u64 = 2;

/// Compute units that the transactions which write to one account may use: 12 million a block, 9,000 blocks an hour.
pub const WRITE_LOCK: u64 = 12_000_000 * 9_000;

/// Addresses that a lookup table has room for, the bytes before them, and the bytes of one.
const TABLE: (u64, u64, u64) = (256, 56, 32);

/// Compute units of the transactions, from the page of measured costs.
#[derive(Debug)]
pub struct Units {
    pub advance: u64,
    /// A whole batch.
    pub renew: u64,
    /// One device; in a batch each costs less.
    pub grant: u64,
    pub claim: u64,
    /// `register`, with the first stake.
    pub join: u64,
    /// `request_unstake`, `sync` and `claim` together.
    pub leave: u64,
    /// `withdraw`, `close_device` and `close_lease` together, after the cooldown.
    pub close: u64,
}

impl Units {
    /// Reads the page.
    pub fn read(page: &str) -> Result<Self> {
        let emission = |instruction: &str| units(page, "io-emission", instruction);
        let stake = |instruction: &str| units(page, "io-stake", instruction);
        Ok(Self {
            advance: emission("advance")?,
            renew: emission("renew, batch of 20")?,
            grant: emission("grant")?,
            claim: emission("claim")?,
            join: stake("register")?,
            leave: stake("request_unstake")? + emission("sync")? + emission("claim")?,
            close: stake("withdraw")? + stake("close_device")? + emission("close_lease")?,
        })
    }
}

fn units(page: &str, program: &str, instruction: &str) -> Result<u64> {
    let section = page.split("\n## ").find(|section| section.starts_with(&format!("`{program}`\n")));
    let figure = section.and_then(|section| {
        section.lines().find_map(|line| match line.split('|').map(str::trim).collect::<Vec<_>>()[..] {
            ["", name, units, ..] if name.trim_matches('`') == instruction => Some(units.replace(',', "")),
            _ => None,
        })
    });
    figure
        .and_then(|figure| figure.parse().ok())
        .with_context(|| format!("docs/compute_units.md lacks {instruction} of {program}: run `cargo xtask bench`"))
}

/// How a figure goes with the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// It is the same for every network: only the epochs count.
    Constant,
    /// It is at most so much for each device.
    PerDevice,
    /// The sum of both.
    Both,
}

/// One line of the report: a figure for each network.
pub struct Figure {
    pub name: &'static str,
    pub growth: Growth,
    pub of: fn(&Year, &Units) -> f64,
}

impl Figure {
    /// Each network's figure.
    pub fn values(&self, years: &[Year], units: &Units) -> Vec<f64> {
        years.iter().map(|year| (self.of)(year, units)).collect()
    }

    /// It grows as declared, from one network to the next larger one.
    pub fn check(&self, years: &[Year], units: &Units) -> Result<()> {
        for pair in years.windows(2) {
            let [small, large] = [&pair[0], &pair[1]].map(|year| (self.of)(year, units));
            let more_devices = pair[1].devices as f64 / pair[0].devices as f64;
            // A hundredth more, for the hours at the end that not every batch had.
            let most = match self.growth {
                Growth::Constant => small,
                Growth::PerDevice | Growth::Both => small * more_devices * 1.01,
            };
            anyhow::ensure!(large <= most, "{} grew from {small} to {large}, faster than the network", self.name);
        }
        Ok(())
    }
}

/// A heading and its figures.
pub type Section = (&'static str, Vec<Figure>);

/// Everything that is reported.
pub fn sections() -> Vec<Section> {
    use Growth::{Both, Constant, PerDevice};
    let figure = |name, growth, of| Figure { name, growth, of };
    vec![
        (
            "transactions an hour",
            vec![
                figure("advance", Constant, |year, _| hourly(year, year.advances)),
                figure("renew", PerDevice, |year, _| hourly(year, year.renewals)),
                figure("claim", PerDevice, |year, _| hourly(year, year.claims)),
                figure("register", PerDevice, |year, _| hourly(year, year.joined)),
                figure("grant", PerDevice, |year, _| hourly(year, year.grants)),
                figure("leave", PerDevice, |year, _| hourly(year, year.left)),
                figure("close", PerDevice, |year, _| hourly(year, year.left)),
                figure("all", Both, |year, _| hourly(year, transactions(year))),
            ],
        ),
        (
            "million compute units an hour",
            vec![
                figure("advance", Constant, |year, units| millions(year, year.advances * units.advance)),
                figure("renew", PerDevice, |year, units| millions(year, renewing(year, units))),
                figure("claim", PerDevice, |year, units| millions(year, year.claims * units.claim)),
                figure("join and leave", PerDevice, |year, units| millions(year, turnover(year, units))),
                figure("% of what one account can take, GPU pool", Both, |year, units| {
                    // The pool is written to by all but registering and closing; its part is that of its devices.
                    let of_devices = renewing(year, units)
                        + year.claims * units.claim
                        + year.joined * units.grant
                        + year.left * units.leave;
                    let of_pool = of_devices * POOLS[0].1 / 10 + year.advances * units.advance / POOLS.len() as u64;
                    100.0 * hourly(year, of_pool) / WRITE_LOCK as f64
                }),
            ],
        ),
        (
            "SOL a year in fees",
            vec![
                figure("advance, by anyone", Constant, |year, _| sol(year.advances * SIGNATURE_FEE)),
                figure("renew and grant, by attestors", PerDevice, |year, _| {
                    sol((year.renewals + year.grants) * QUORUM * SIGNATURE_FEE)
                }),
                figure("claim, by owners", PerDevice, |year, _| sol(year.claims * SIGNATURE_FEE)),
                figure("join and leave, by owners", PerDevice, |year, _| sol(3 * year.left * SIGNATURE_FEE)),
            ],
        ),
        (
            "SOL locked in rent",
            vec![
                figure("pools", Constant, |_, _| POOLS.len() as f64 * rent(Pool::SIZE)),
                figure("pages, more every year", Constant, |year, _| year.pages as f64 * rent(Page::SIZE)),
                figure("leases, until closed", PerDevice, |year, _| year.devices as f64 * rent(Lease::SIZE)),
                figure("devices and vaults, until closed", PerDevice, |year, _| {
                    year.devices as f64 * (rent(Device::SIZE) + rent(TokenAccount::LEN))
                }),
                figure("lookup tables, until closed", PerDevice, |year, _| {
                    sol(Rent::default().minimum_balance(0)) * tables(year) as f64 + table_bytes(year) * per_byte()
                }),
            ],
        ),
        (
            "megabytes of state",
            vec![
                figure("pools", Constant, |_, _| megabytes(POOLS.len() * Pool::SIZE)),
                figure("pages, more every year", Constant, |year, _| megabytes(year.pages as usize * Page::SIZE)),
                figure("leases", PerDevice, |year, _| megabytes(year.devices as usize * Lease::SIZE)),
                figure("devices and vaults", PerDevice, |year, _| {
                    megabytes(year.devices as usize * (Device::SIZE + TokenAccount::LEN))
                }),
                figure("lookup tables", PerDevice, |year, _| table_bytes(year) / 1e6),
            ],
        ),
    ]
}

/// All that are sent in a year.
fn transactions(year: &Year) -> u64 {
    year.advances + year.renewals + year.claims + year.joined + year.grants + 2 * year.left
}

/// A batch that is not full costs less: by the device, so that a small network is not charged for empty places.
fn renewing(year: &Year, units: &Units) -> u64 {
    year.renewed * units.renew / BATCH as u64
}

fn turnover(year: &Year, units: &Units) -> u64 {
    year.joined * (units.join + units.grant) + year.left * (units.leave + units.close)
}

/// A lease and a device for each device, in tables of 256 addresses.
fn tables(year: &Year) -> u64 {
    (2 * year.devices).div_ceil(TABLE.0)
}

fn table_bytes(year: &Year) -> f64 {
    (tables(year) * TABLE.1 + 2 * year.devices * TABLE.2) as f64
}

fn hourly(year: &Year, number: u64) -> f64 {
    number as f64 / f64::from(year.epochs)
}

fn millions(year: &Year, units: u64) -> f64 {
    hourly(year, units) / 1e6
}

fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

fn sol(lamports: u64) -> f64 {
    lamports as f64 / 1e9
}

/// Of an account, in SOL.
fn rent(bytes: usize) -> f64 {
    sol(Rent::default().minimum_balance(bytes))
}

/// Of a byte more, in SOL.
pub fn per_byte() -> f64 {
    sol(Rent::default().minimum_balance(1) - Rent::default().minimum_balance(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::CLAIMED_EVERY;

    const PAGE: &str = "\
head

## `io-stake`

| instruction | units | goal |
| --- | ---: | ---: |
| `claim` | 7 |  |

## `io-emission`

| instruction | units | goal |
| --- | ---: | ---: |
| `claim` | 8,123 | 9,500 |
| `renew, batch of 20` | 99,000 | 120,000 |
";

    #[test]
    fn figures_are_read_from_the_page_of_their_program() {
        assert_eq!(units(PAGE, "io-emission", "claim").expect("a figure"), 8_123);
        assert_eq!(units(PAGE, "io-emission", "renew, batch of 20").expect("a figure"), 99_000);
        assert!(units(PAGE, "io-emission", "advance").is_err(), "what was not measured is not guessed");
    }

    #[test]
    fn nothing_grows_faster_than_declared() {
        let units = Units { advance: 10, renew: 100, grant: 100, claim: 10, join: 10, leave: 10, close: 10 };
        let years = [600, 6_000, 60_000].map(|devices| Year::of(devices, 10 * CLAIMED_EVERY));
        for figure in sections().into_iter().flat_map(|(_, figures)| figures) {
            figure.check(&years, &units).expect("as declared");
        }
    }
}
