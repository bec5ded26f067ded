//! The settings of the programs, one by one, as people read them: to show them, to compare them with a file, and to say what
//! a command changed.

use anchor_lang::prelude::Pubkey;
use io_market::state::Terms as MarketTerms;
use io_treasury::state::Terms as TreasuryTerms;
use serde::Serialize;
use std::fmt::Display;

use crate::registry::{POOLS, pool_name};
use crate::text;
use crate::usdc;

/// What a setting is about, and what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    pub setting: String,
    pub value: String,
}

impl Setting {
    pub fn new(setting: impl Into<String>, value: impl Display) -> Self {
        Self { setting: setting.into(), value: value.to_string() }
    }
}

/// Who has a role. The default address is nobody.
pub fn role(role: &str, key: Pubkey) -> Setting {
    match key == Pubkey::default() {
        true => Setting::new(role, "nobody"),
        false => Setting::new(role, key),
    }
}

/// Who attests, and how many of them have to sign.
pub fn attestors(attestors: &[Pubkey], quorum: u8) -> Vec<Setting> {
    vec![Setting::new("list of attestors", listed(attestors)), Setting::new("quorum of attestors", quorum)]
}

/// `A, B, C`.
pub fn listed(keys: &[Pubkey]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The terms of leases.
pub fn lease_terms(max_lease: u16, weight_cap_bps: u32, costake_bps: u16) -> Vec<Setting> {
    vec![
        Setting::new("longest lease in epochs", max_lease),
        Setting::new("cap on weights in basis points", weight_cap_bps),
        Setting::new("co-stakers' share in basis points", costake_bps),
    ]
}

/// What each pool gets of every hour.
pub fn shares(shares: &[u16]) -> Vec<Setting> {
    let named = (0..).zip(shares).take(POOLS.len());
    named.map(|(pool, share)| Setting::new(format!("share of {} in basis points", pool_name(pool)), share)).collect()
}

/// A device class.
pub fn class(number: u16, name: &[u8], pool: u8, multiplier_bps: u32, open: bool) -> Vec<Setting> {
    let of = |what: &str| format!("{what} of device class {number}");
    vec![
        Setting::new(of("name"), text::shown_or_hex(name)),
        Setting::new(of("pool"), pool_name(pool)),
        Setting::new(of("multiplier in basis points"), multiplier_bps),
        Setting::new(of("state"), if open { "open" } else { "closed to new devices" }),
    ]
}

/// The terms of the market.
pub fn market_terms(terms: &MarketTerms) -> Vec<Setting> {
    vec![
        Setting::new("reservation fee in basis points", terms.reservation_bps),
        Setting::new("facilitation fee in USDC in basis points", terms.facilitation_usdc_bps),
        Setting::new("facilitation fee in IO in basis points", terms.facilitation_io_bps),
        Setting::new("network fee in basis points", terms.network_bps),
        Setting::new("failure share in basis points", terms.failure_bps),
        Setting::new("co-stakers' share in basis points", terms.costake_bps),
        Setting::new("widest uncertainty of prices in basis points", terms.max_confidence_bps),
        Setting::new("greatest age of prices in seconds", terms.max_age),
    ]
}

/// The terms on which the treasury buys.
pub fn treasury_terms(terms: &TreasuryTerms) -> Vec<Setting> {
    vec![
        Setting::new("auction's start in basis points", terms.start_bps),
        Setting::new("auction's ceiling in basis points", terms.ceiling_bps),
        Setting::new("auction's ramp in seconds", terms.ramp),
        Setting::new("smallest fill in USDC", usdc::show_units(terms.min_fill)),
        Setting::new("cap of a fill in USDC", usdc::show_units(terms.fill_cap)),
        Setting::new("cap of a day in USDC", usdc::show_units(terms.day_cap)),
        Setting::new("floor of swaps in basis points", terms.swap_floor_bps),
        Setting::new("widest uncertainty of prices in basis points", terms.max_confidence_bps),
        Setting::new("greatest age of prices in seconds", terms.max_age),
    ]
}
