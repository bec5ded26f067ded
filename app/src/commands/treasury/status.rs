//! `io treasury status`.

use anchor_lang::prelude::Pubkey;
use anyhow::Result;
use io_economics::{MicroUsd, Price, Quote};
use serde::Serialize;
use std::io::{self, Write};

use crate::buyback::Treasury;
use crate::moment;
use crate::money::show_units;
use crate::report::Report;
use crate::session::Session;
use crate::treasury::TRADER;
use crate::usdc;

/// Everything in base units: IO in hundred-millionths, USDC in millionths.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    time: i64,
    usdc: u64,
    io: u64,
    paused: bool,
    auction: AuctionReport,
    #[serde(flatten)]
    price: PriceReport,
    next_fill: NextFill,
    spent_today: u64,
    day_cap: u64,
    usdc_spent: u64,
    io_bought: u64,
    io_fees_burned: u64,
    swap_programs: Vec<String>,
    swap_floor_bps: i16,
    trader: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AuctionReport {
    started_at: i64,
    start_bps: i16,
    ceiling_bps: i16,
    /// Seconds from the start to the ceiling.
    ramp: u32,
    /// How far the price is from the oracle's now, in hundredths of a basis point, rounded down.
    premium_ppm: i64,
}

/// Micro-dollars for one IO, rounded down; or why there is no price.
#[derive(Serialize)]
#[serde(untagged, rename_all_fields = "camelCase")]
enum PriceReport {
    Known { price_account: String, oracle_low: u64, oracle_high: u64, auction_price: u64 },
    Unknown { no_price: String },
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct NextFill {
    min_usdc: u64,
    max_usdc: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_io: Option<u64>,
}

/// Micro-dollars for one whole IO, rounded down.
fn of_one(price: Price) -> u64 {
    price.usd_for_io_floor(ONE).map(MicroUsd::get).unwrap_or_default()
}

const ONE: io_economics::Amount = io_economics::Amount::new(io_economics::BASE_UNITS_PER_IO);

impl Status {
    pub fn read(session: &Session, price_account: Option<Pubkey>) -> Result<Self> {
        let treasury = Treasury::read(&*session.backend)?;
        let quote = treasury.quote(session, price_account);
        let (price, max_io) = match quote {
            Ok((account, quote)) => {
                (PriceReport::known(&treasury, account, quote)?, Some(treasury.most_io(quote.low())?.get()))
            }
            Err(reason) => (PriceReport::Unknown { no_price: format!("{reason:#}") }, None),
        };
        let Treasury { config, usdc, io, now } = &treasury;
        let (terms, books) = (&config.terms, &config.books);
        let programs = config.swaps.programs.iter().filter(|program| config.swaps.is_allowed(program));
        Ok(Self {
            time: now.get(),
            usdc: *usdc,
            io: *io,
            paused: config.is_paused(),
            auction: AuctionReport {
                started_at: books.auction_started_at,
                start_bps: terms.start_bps,
                ceiling_bps: terms.ceiling_bps,
                ramp: terms.ramp,
                premium_ppm: premium(&treasury)?,
            },
            price,
            next_fill: NextFill { min_usdc: terms.min_fill, max_usdc: treasury.next_cap(), max_io },
            spent_today: books.spent_on_day_of(*now),
            day_cap: terms.day_cap,
            usdc_spent: books.usdc_spent,
            io_bought: books.io_bought,
            io_fees_burned: books.io_fees_burned,
            swap_programs: programs.map(ToString::to_string).collect(),
            swap_floor_bps: terms.swap_floor_bps,
            trader: TRADER.to_string(),
        })
    }
}

/// How far the auction's price is from the oracle's, in millionths of it, rounded down.
fn premium(treasury: &Treasury) -> Result<i64> {
    let factor = treasury.factor()?;
    let (above, below) = (i128::from(factor.numerator()), i128::from(factor.denominator()));
    Ok(i64::try_from((above * 1_000_000).div_euclid(below) - 1_000_000)?)
}

impl PriceReport {
    fn known(treasury: &Treasury, account: Pubkey, quote: Quote) -> Result<Self> {
        Ok(Self::Known {
            price_account: account.to_string(),
            oracle_low: of_one(quote.low()),
            oracle_high: of_one(quote.high()),
            auction_price: treasury.pays(ONE, quote.low())?.get(),
        })
    }
}

/// `-2.00%`, `+0.53%`.
fn percent(ppm: i64) -> String {
    let hundredths = ppm.div_euclid(100);
    let (sign, size) = if hundredths < 0 { ('-', hundredths.unsigned_abs()) } else { ('+', hundredths.unsigned_abs()) };
    format!("{sign}{}.{:02}%", size / 100, size % 100)
}

fn percent_of_bps(bps: i16) -> String {
    percent(i64::from(bps) * 100)
}

impl Report for Status {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { auction, next_fill, .. } = self;
        writeln!(out, "Vaults     {} USDC", usdc::show_units(self.usdc))?;
        writeln!(out, "           {} IO in fees, to be burned: `io treasury burn-fees`", show_units(self.io))?;
        let age = self.time.saturating_sub(auction.started_at).max(0);
        let whole = moment::show_duration(i64::from(auction.ramp));
        writeln!(
            out,
            "Auction    {} from the oracle, {} after the last fill; from {} to {} in {whole}",
            percent(auction.premium_ppm),
            moment::show_duration(age),
            percent_of_bps(auction.start_bps),
            percent_of_bps(auction.ceiling_bps),
        )?;
        match &self.price {
            PriceReport::Known { oracle_low, oracle_high, auction_price, .. } => {
                writeln!(out, "           pays {} USDC for an IO now", usdc::show_units(*auction_price))?;
                let [low, high] = [oracle_low, oracle_high].map(|side| usdc::show_units(*side));
                writeln!(out, "Oracle     {low} to {high} USDC for an IO; the lower side counts")?;
            }
            PriceReport::Unknown { no_price } => writeln!(out, "Oracle     {no_price}")?,
        }
        let [least, most] = [next_fill.min_usdc, next_fill.max_usdc].map(usdc::show_units);
        match next_fill.max_io {
            _ if self.paused => writeln!(out, "Next fill  none: the treasury is paused")?,
            _ if next_fill.max_usdc < next_fill.min_usdc => {
                writeln!(out, "Next fill  none: {most} USDC are left, and the smallest is {least}")?
            }
            Some(io) => writeln!(out, "Next fill  {least} to {most} USDC, for at most {} IO", show_units(io))?,
            None => writeln!(out, "Next fill  {least} to {most} USDC")?,
        }
        let [today, cap] = [self.spent_today, self.day_cap].map(usdc::show_units);
        writeln!(out, "Today      {today} of {cap} USDC spent")?;
        writeln!(
            out,
            "So far     {} IO bought for {} USDC and burned, {} IO in fees burned",
            show_units(self.io_bought),
            usdc::show_units(self.usdc_spent),
            show_units(self.io_fees_burned)
        )?;
        match self.swap_programs.as_slice() {
            [] => writeln!(out, "Swaps      no program is allowed"),
            programs => {
                let floor = percent_of_bps(self.swap_floor_bps);
                writeln!(out, "Swaps      at {floor} of the oracle's IO or better, by the trader {}:", self.trader)?;
                programs.iter().try_for_each(|program| writeln!(out, "           {program}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn premiums_are_rounded_down_and_signed() {
        for (ppm, text) in [(-20_000, "-2.00%"), (0, "+0.00%"), (10_000, "+1.00%"), (99, "+0.00%"), (-1, "-0.01%")] {
            assert_eq!(percent(ppm), text, "{ppm}");
        }
    }
}
