//! What every program has alike: an admin, who offers the role to a successor; a pauser; and a pause.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result};
use clap::ValueEnum;
use io_token::BurnKind;
use solana_instruction::Instruction;

use crate::backend::Backend;
use crate::books;
use crate::buyback;
use crate::emission;
use crate::market;
use crate::payroll;
use crate::program::{IO_EMISSION, IO_MARKET, IO_STAKE, IO_TOKEN, IO_TREASURY, Program};
use crate::registry;
use crate::rental;
use crate::setting::{self, Setting, role};
use crate::stake::{self, Role};
use crate::token;
use crate::treasury;

/// A program of the suite, as it is named on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Governed {
    Token,
    Stake,
    Emission,
    Market,
    Treasury,
}

/// Who governs a program. The default address is nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorities {
    pub admin: Pubkey,
    /// Was offered the admin's role.
    pub pending_admin: Pubkey,
    pub pauser: Pubkey,
    pub paused: bool,
}

impl Governed {
    /// Every program, in the order in which they depend on each other.
    pub const ALL: [Self; 5] = [Self::Token, Self::Stake, Self::Emission, Self::Market, Self::Treasury];

    pub const fn program(self) -> Program {
        match self {
            Self::Token => IO_TOKEN,
            Self::Stake => IO_STAKE,
            Self::Emission => IO_EMISSION,
            Self::Market => IO_MARKET,
            Self::Treasury => IO_TREASURY,
        }
    }

    /// As the command line names it.
    pub fn short_name(self) -> &'static str {
        let name = self.program().name;
        name.strip_prefix("io-").unwrap_or(name)
    }

    /// Who governs it.
    pub fn authorities(self, backend: &dyn Backend) -> Result<Authorities> {
        self.find_authorities(backend)?.with_context(|| {
            let name = self.program().name;
            format!("{name} is not set up here: `io migrate` does it, with the wallet that is the program's upgrade authority")
        })
    }

    /// Who governs it, if it has been initialised.
    pub fn find_authorities(self, backend: &dyn Backend) -> Result<Option<Authorities>> {
        macro_rules! of {
            ($config:expr) => {
                $config.map(|config| Authorities {
                    admin: config.admin,
                    pending_admin: config.pending_admin,
                    pauser: config.pauser,
                    paused: config.is_paused(),
                })
            };
        }
        Ok(match self {
            Self::Token => of!(books::find_config(backend)?),
            Self::Stake => of!(registry::find_config(backend)?),
            Self::Emission => of!(payroll::find_config(backend)?),
            Self::Market => of!(rental::find_config(backend)?),
            Self::Treasury => of!(buyback::find_config(backend)?),
        })
    }

    /// Everything that its admin can change, except device classes, and its mints.
    pub fn settings(self, backend: &dyn Backend) -> Result<Vec<Setting>> {
        let Authorities { admin, pending_admin, pauser, paused } = self.authorities(backend)?;
        let mut settings = vec![
            role("admin", admin),
            role("admin that was offered the role", pending_admin),
            role("pauser", pauser),
            Setting::new("state", if paused { "paused" } else { "running" }),
        ];
        match self {
            Self::Token => {
                let burns = books::read(backend)?.burns;
                // Credits are burned by everyone.
                let kinds = BurnKind::ALL.into_iter().filter(|kind| *kind != BurnKind::Credits);
                let burner = |kind| role(&format!("burner of kind {}", books::kind_name(kind)), *burns.burner_of(kind));
                settings.extend(kinds.map(burner));
            }
            Self::Stake => {
                let config = registry::config(backend)?;
                settings.extend([role("slasher", config.slasher), role("arbiter", config.arbiter)]);
            }
            Self::Emission => {
                let config = payroll::config(backend)?;
                settings.extend(setting::attestors(config.attestors(), config.quorum));
                settings.extend(setting::lease_terms(config.max_lease, config.weight_cap_bps, config.costake_bps));
                settings.extend(setting::shares(&config.shares));
            }
            Self::Market => {
                let config = rental::config(backend)?;
                settings.extend(setting::attestors(config.attestors(), config.quorum));
                settings.extend(setting::market_terms(&config.terms()));
                settings.push(Setting::new("mint of USDC", config.usdc.mint));
            }
            Self::Treasury => {
                let config = buyback::config(backend)?;
                settings.extend(setting::treasury_terms(&config.terms));
                let swaps: Vec<Pubkey> =
                    config.swaps.programs.into_iter().filter(|program| *program != Pubkey::default()).collect();
                settings.push(Setting::new("list of swap programs that are allowed", setting::listed(&swaps)));
                settings.push(Setting::new("mint of USDC", config.usdc_mint));
            }
        }
        Ok(settings)
    }

    /// Pauses or resumes. `authority` is the pauser or the admin.
    pub fn set_paused(self, authority: Pubkey, paused: bool) -> Instruction {
        match self {
            Self::Token => token::set_paused(authority, paused),
            Self::Stake => stake::set_paused(authority, paused),
            Self::Emission => emission::set_paused(authority, paused),
            Self::Market => market::set_paused(authority, paused),
            Self::Treasury => treasury::set_paused(authority, paused),
        }
    }

    /// Names the pauser; the default address leaves pausing to the admin.
    pub fn set_pauser(self, admin: Pubkey, pauser: Pubkey) -> Instruction {
        match self {
            Self::Token => token::set_pauser(admin, pauser),
            Self::Stake => stake::set_role(admin, Role::Pauser, pauser),
            Self::Emission => emission::set_pauser(admin, pauser),
            Self::Market => market::set_pauser(admin, pauser),
            Self::Treasury => treasury::set_pauser(admin, pauser),
        }
    }

    /// Offers the admin's role; the default address withdraws the offer.
    pub fn propose_admin(self, admin: Pubkey, new_admin: Pubkey) -> Instruction {
        match self {
            Self::Token => token::propose_admin(admin, new_admin),
            Self::Stake => stake::propose_admin(admin, new_admin),
            Self::Emission => emission::propose_admin(admin, new_admin),
            Self::Market => market::propose_admin(admin, new_admin),
            Self::Treasury => treasury::propose_admin(admin, new_admin),
        }
    }

    /// Takes over the admin's role.
    pub fn accept_admin(self, new_admin: Pubkey) -> Instruction {
        match self {
            Self::Token => token::accept_admin(new_admin),
            Self::Stake => stake::accept_admin(new_admin),
            Self::Emission => emission::accept_admin(new_admin),
            Self::Market => market::accept_admin(new_admin),
            Self::Treasury => treasury::accept_admin(new_admin),
        }
    }
}
