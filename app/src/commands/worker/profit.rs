//! `io worker profit`.

use anyhow::{Context, Result};
use clap::Args;
use io_economics::{
    Amount, Epoch, LAST_EPOCH, MicroUsd, Multiplier, Price, Timestamp, Weight, distribute, earned, emission,
    pool_share, weight,
};
use io_emission::state::Config;
use serde::Serialize;
use std::io::{self, Write};

use crate::bill::Currency;
use crate::market::{self, Asset};
use crate::money::{self, show_units};
use crate::payroll;
use crate::reckoning::Outlook;
use crate::registry::{self, pool_name};
use crate::rental;
use crate::report::{Output, Report, print};
use crate::session::Session;
use crate::usdc;

/// Hours of a day and of a month, as they are counted here.
const DAY: u32 = 24;
const MONTH: u32 = 30 * DAY;

/// A whole in per cent.
const WHOLE: u64 = 100;

#[derive(Args)]
pub struct Profit {
    /// The device's class: see `io device classes`
    #[arg(long, value_name = "CLASS")]
    class: String,
    /// How many processors the device has
    #[arg(long, value_name = "COUNT", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
    processors: u16,
    /// What one processor draws, in watts, with its share of the machine and of the cooling
    #[arg(long, value_name = "WATTS")]
    power_watts: u32,
    /// What a kilowatt-hour costs, in dollars
    #[arg(long, value_name = "DOLLARS", value_parser = usdc::parse)]
    kwh: MicroUsd,
    /// The stake behind the device, in IO [default: what it requires]
    #[arg(long, value_name = "IO", value_parser = money::parse)]
    stake: Option<Amount>,
    /// What an IO is worth, in dollars [default: what the oracle says, if the market would take it]
    #[arg(long, value_name = "DOLLARS", value_parser = price)]
    io_price: Option<Price>,
    /// The share of the hours in which the device is leased, in per cent. Power is counted for all of them
    #[arg(long, value_name = "PERCENT", default_value_t = 100, value_parser = clap::value_parser!(u64).range(0..=100))]
    uptime: u64,
}

/// Dollars for an IO, exactly.
fn price(text: &str) -> Result<Price> {
    let digits = money::parse_units(text, 8, "dollars")?;
    Price::new(digits, -8).context("an IO that is worth nothing brings nothing")
}

/// What a device would bring. Amounts of IO in base units, of dollars in millionths.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Estimate {
    assumptions: Assumptions,
    day: Span,
    month: Span,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Assumptions {
    class: String,
    processors: u16,
    required: u64,
    stake: u64,
    /// What of the stake counts.
    weight: u64,
    pool: String,
    share_bps: u16,
    /// The pool's weight in the first epoch that is counted, without the device and with it.
    pool_weight: u64,
    pool_weight_with_device: u64,
    /// The first epoch that is counted.
    from: u32,
    uptime_percent: u64,
    /// Watts that the device draws.
    watts: u64,
    /// Micro-dollars for a kilowatt-hour.
    kwh: u64,
    /// Dollars for an IO, times 10⁸.
    io_price: Option<String>,
    price_source: &'static str,
    /// Why there is no price, where there is none.
    no_price: Option<String>,
}

/// What some hours bring and cost.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Span {
    hours: u32,
    /// Base units of IO.
    earned: u64,
    /// What it is worth, in micro-dollars.
    worth: Option<u64>,
    power: u64,
    net: Option<i64>,
    /// What an IO has to be worth for the power to be paid, in micro-dollars.
    break_even: Option<u64>,
}

/// What an IO is worth, and who says so.
struct Worth {
    price: Option<Price>,
    source: &'static str,
    fault: Option<String>,
}

impl Profit {
    pub fn run(&self, session: &mut Session, output: Output) -> Result<()> {
        let backend = &*session.backend;
        let config = payroll::config(backend)?;
        let now = payroll::now(backend)?;
        let classes = registry::classes(backend)?;
        let (_, class) = registry::class_named(&classes, &self.class)?;
        let required = registry::required_stake(class, self.processors);
        let stake = self.stake.unwrap_or(required);
        let weight = weight(stake, required, Multiplier::new(config.weight_cap_bps));
        let pool = payroll::pool(backend, class.pool)?;
        let others = Outlook::of(&config, pool, now).next_weight();
        let first = first_epoch(&config, now)?;
        let hours =
            Hours { config: &config, pool: class.pool, weight, total: others.saturating_add(weight.get()), first };
        let worth = self.worth(session);
        let watts = u64::from(self.power_watts).saturating_mul(self.processors.into());
        let span = |count| self.span(&hours, &worth, watts, count);
        let assumptions = Assumptions {
            class: class.name().unwrap_or_default().to_owned(),
            processors: self.processors,
            required: required.get(),
            stake: stake.get(),
            weight: weight.get(),
            pool: pool_name(class.pool),
            share_bps: config.shares.get(usize::from(class.pool)).copied().unwrap_or_default(),
            pool_weight: others,
            pool_weight_with_device: hours.total,
            from: first.get(),
            uptime_percent: self.uptime,
            watts,
            kwh: self.kwh.get(),
            io_price: worth.price.map(shown),
            price_source: worth.source,
            no_price: worth.fault.clone(),
        };
        print(&Estimate { assumptions, day: span(DAY)?, month: span(MONTH)? }, output)
    }

    fn worth(&self, session: &Session) -> Worth {
        if let Some(price) = self.io_price {
            return Worth { price: Some(price), source: "given", fault: None };
        }
        let oracle = rental::config(&*session.backend)
            .and_then(|config| Currency::read(session, market::Asset::Io, &config, None));
        match oracle {
            Ok(Currency::Io { quote, .. }) => Worth {
                price: Some(quote.low()),
                source: "the oracle's, at the lower end of its interval",
                fault: None,
            },
            Ok(Currency::Usdc) => Worth { price: None, source: "none", fault: None },
            Err(fault) => Worth { price: None, source: "none", fault: Some(format!("{fault:#}")) },
        }
    }

    fn span(&self, hours: &Hours, worth: &Worth, watts: u64, count: u32) -> Result<Span> {
        let full = hours.earned(count)?;
        let earned = u64::try_from(u128::from(full) * u128::from(self.uptime) / u128::from(WHOLE))?;
        let power = power(watts, self.kwh, count)?;
        let dollars =
            worth.price.map(|price| price.usd_for_io_floor(Amount::new(earned)).context("that is worth too much"));
        let dollars = dollars.transpose()?.map(MicroUsd::get);
        let net = dollars.map(|dollars| Ok::<_, anyhow::Error>(i64::try_from(dollars)? - i64::try_from(power)?));
        Ok(Span {
            hours: count,
            earned,
            worth: dollars,
            power,
            net: net.transpose()?,
            break_even: break_even(power, earned),
        })
    }
}

/// The epoch after the one that is running: a device that is leased now earns from there on.
fn first_epoch(config: &Config, now: Timestamp) -> Result<Epoch> {
    let running = payroll::running(config, now)?;
    running.next().context("the emission ends with the running epoch")
}

/// Hours in which a device would have its weight in a pool.
struct Hours<'a> {
    config: &'a Config,
    pool: u8,
    weight: Weight,
    /// The pool's weight, the device included.
    total: u64,
    first: Epoch,
}

impl Hours<'_> {
    /// What the device would earn in so many of them, by the program's own arithmetic.
    fn earned(&self, count: u32) -> Result<u64> {
        let shares = self.config.shares();
        let mut sum = 0u64;
        for number in self.first.get()..self.first.get().saturating_add(count) {
            // After the last epoch nothing is emitted.
            let Some(epoch) = Epoch::new(number).filter(|_| number <= LAST_EPOCH) else { break };
            let share = pool_share(emission(epoch), &shares, usize::from(self.pool));
            let Some(distribution) = distribute(share, Weight::new(self.total)) else { continue };
            let earned = earned(self.weight, 0, distribution.per_weight).context("that is too much")?;
            sum = sum.saturating_add(earned.amount.get());
        }
        Ok(sum)
    }
}

/// Micro-dollars for so many watts in so many hours, rounded up.
fn power(watts: u64, kwh: MicroUsd, hours: u32) -> Result<u64> {
    let milli = u128::from(watts) * u128::from(hours) * u128::from(kwh.get());
    Ok(u64::try_from(milli.div_ceil(1_000))?)
}

/// Micro-dollars that an IO has to be worth for so much IO to pay for the power, rounded up.
fn break_even(power: u64, earned: u64) -> Option<u64> {
    let one = u128::from(io_economics::BASE_UNITS_PER_IO);
    let price =
        (u128::from(power) * one).checked_add(u128::from(earned).checked_sub(1)?)?.checked_div(earned.into())?;
    u64::try_from(price).ok()
}

/// `2.49`, exactly.
fn shown(price: Price) -> String {
    let places = price.exponent().unsigned_abs() as usize;
    let digits = format!("{:0>width$}", price.mantissa(), width = places + 1);
    let (whole, fraction) = digits.split_at(digits.len() - places);
    match fraction.trim_end_matches('0') {
        "" => whole.to_owned(),
        fraction => format!("{whole}.{fraction}"),
    }
}

impl Report for Estimate {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        self.assumptions.display(out)?;
        writeln!(out, "\n{:<22} {:>24} {:>24}", "", "a day (24 h)", "30 days (720 h)")?;
        let dollars = |micro: i64| {
            let sign = if micro < 0 { "-" } else { "" };
            format!("{sign}{}", rental::show_bare(Asset::Usdc, micro.unsigned_abs()))
        };
        let known = |micro: Option<i64>| micro.map_or_else(|| "?".to_owned(), dollars);
        let unsigned = |micro: u64| i64::try_from(micro).unwrap_or(i64::MAX);
        let row = |out: &mut dyn Write, label: &str, of: &dyn Fn(&Span) -> String| {
            writeln!(out, "{label:<22} {:>24} {:>24}", of(&self.day), of(&self.month))
        };
        row(out, "earned (IO)", &|span| show_units(span.earned))?;
        row(out, "worth ($)", &|span| known(span.worth.map(unsigned)))?;
        row(out, "power ($)", &|span| dollars(-unsigned(span.power)))?;
        row(out, "net ($)", &|span| known(span.net))?;
        row(out, "pays for itself at", &|span| match span.break_even {
            Some(price) => format!("{} $ an IO", rental::show_bare(Asset::Usdc, price)),
            None => "no price".into(),
        })
    }
}

impl Assumptions {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        let Self { class, processors, required, stake, weight, pool, pool_weight, from, watts, .. } = self;
        let percent = f64::from(self.share_bps) / 100.0;
        writeln!(out, "device       {processors} × {class}, which requires {} IO", show_units(*required))?;
        let counted = match *weight {
            0 => ": too little, it earns nothing".to_owned(),
            weight if weight < *stake => format!(", of which {} count", show_units(weight)),
            _ => String::new(),
        };
        writeln!(out, "stake        {} IO{counted}", show_units(*stake))?;
        writeln!(
            out,
            "pool         {pool}, {percent}% of the emission, with a weight of {} IO without this device and {} with it",
            show_units(*pool_weight),
            show_units(self.pool_weight_with_device)
        )?;
        writeln!(out, "schedule     from epoch {from} on, the pool's weight and share staying as they are")?;
        writeln!(
            out,
            "uptime       {}% of the hours are leased; power is counted for all of them",
            self.uptime_percent
        )?;
        let kwh = usdc::show_units(self.kwh);
        writeln!(out, "power        {watts} W at {kwh} $ a kWh")?;
        match (&self.io_price, &self.no_price) {
            (Some(price), _) => writeln!(out, "price        {price} $ an IO: {}", self.price_source),
            (None, Some(fault)) => writeln!(out, "price        unknown: {fault} (--io-price names one)"),
            (None, None) => writeln!(out, "price        unknown (--io-price names one)"),
        }?;
        writeln!(out, "not counted  rent, penalties, the machine itself, and what the stake would bring elsewhere")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn power_is_rounded_up() -> Result<()> {
        // 700 W for 24 h at 0.12 $: 16.8 kWh, 2.016 $.
        assert_eq!(power(700, MicroUsd::new(120_000), 24)?, 2_016_000);
        assert_eq!(power(1, MicroUsd::new(1), 1)?, 1);
        assert_eq!(power(0, MicroUsd::new(120_000), 24)?, 0);
        Ok(())
    }

    #[test]
    fn the_price_at_which_power_is_paid() {
        assert_eq!(break_even(2_016_000, 100_000_000), Some(2_016_000));
        assert_eq!(break_even(1, 300_000_000), Some(1));
        assert_eq!(break_even(1, 0), None);
        assert_eq!(break_even(0, 5), Some(0));
    }

    #[test]
    fn prices_are_shown_exactly() -> Result<()> {
        assert_eq!(shown(price("2.50")?), "2.5");
        assert_eq!(shown(price("0.00000001")?), "0.00000001");
        assert_eq!(shown(price("10")?), "10");
        assert!(price("0").is_err() && price("-1").is_err());
        Ok(())
    }
}
