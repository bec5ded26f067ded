//! What can be typed.

use anyhow::{Context, Result, bail};
use clap::{Args, Parser, Subcommand};
use serde_json::json;
use solana_hash::Hash;
use solana_signer::Signer;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::backend::{Backend, Embedded, Rpc};
use crate::cluster::{self, Cluster};
use crate::commands::{
    admin::Admin, attest::Attest, device::DeviceCommand, emission::Emission, ledger::LedgerCommand, market::Market,
    migrate::Migrate, rewards::Rewards, slash::Slash, stake::Stake, token::Token, treasury::Treasury,
};
use crate::ledger::{Founding, Ledger, Place};
use crate::moment;
use crate::program;
use crate::refusal::Refusal;
use crate::report::{Output, is_broken_pipe, note};
use crate::session::{Session, Signing};
use crate::wallet::Wallet;

/// The client of the IO program suite
///
/// Without --url every command works on the embedded ledger: the real Solana virtual machine in this process, with
/// the suite's programs, its state in a file, and a clock that stands still until `io ledger warp` moves it.
#[derive(Parser)]
#[command(name = "io", version)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// The embedded ledger: status, reset, clock
    #[command(subcommand)]
    Ledger(LedgerCommand),
    /// Set up a freshly deployed suite. Does what is missing, and can be repeated
    Migrate(Migrate),
    /// The IO token: supply, allocations, vesting, burns
    #[command(subcommand)]
    Token(Token),
    /// Devices: their classes, registering them, handing them over
    #[command(subcommand)]
    Device(DeviceCommand),
    /// The stake behind devices: adding to it, the 14-day cooldown, withdrawing
    #[command(subcommand)]
    Stake(Stake),
    /// Slash cases: opening, appealing, ruling, executing
    #[command(subcommand)]
    Slash(Slash),
    /// The market: offering devices, renting them, clusters of them
    #[command(subcommand)]
    Market(Market),
    /// The treasury: fees, the IO that is bought with them and burned
    #[command(subcommand)]
    Treasury(Treasury),
    /// The emission: its schedule, how far it has come, bringing the pools up to date
    #[command(subcommand)]
    Emission(Emission),
    /// Leases, as an attestor: granting, renewing and revoking them
    #[command(subcommand)]
    Attest(Attest),
    /// What devices have earned, and paying it out
    #[command(subcommand)]
    Rewards(Rewards),
    /// What the admins and the pausers of the programs decide: roles, terms, pauses
    #[command(subcommand)]
    Admin(Admin),
}

/// What every command understands.
#[derive(Args)]
pub struct Global {
    /// URL of a node, or its moniker: embedded, localhost, devnet, testnet, mainnet-beta (or their first letters), or
    /// config for the URL that the Solana CLI is configured with
    #[arg(short, long, global = true, env = "IO_URL", default_value = "embedded", value_name = "URL_OR_MONIKER")]
    pub url: String,
    /// Keypair that signs and pays: a file, or embedded:NAME for one that the embedded ledger keeps. Default: that of
    /// the embedded ledger, or of the Solana CLI
    #[arg(short, long, global = true, value_name = "FILE")]
    pub keypair: Option<String>,
    /// Configuration of the Solana CLI [default: ~/.config/solana/cli/config.yml]
    #[arg(short = 'C', long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// How to write the output
    #[arg(long, global = true, value_enum, default_value_t)]
    pub output: Output,
    /// How safe a transaction must be: processed, confirmed or finalized
    #[arg(long, global = true, value_name = "LEVEL")]
    pub commitment: Option<String>,
    /// Priority fee, in micro-lamports per compute unit
    #[arg(long, global = true, value_name = "PRICE")]
    pub with_compute_unit_price: Option<u64>,
    /// Sign the transaction and print it, and do not send it
    #[arg(long, global = true)]
    pub sign_only: bool,
    /// Blockhash to sign, instead of the latest one
    #[arg(long, global = true, value_name = "HASH")]
    pub blockhash: Option<Hash>,
    /// File of the embedded ledger [default: ~/.local/share/io/ledger]
    #[arg(long, global = true, env = "IO_LEDGER", value_name = "FILE")]
    pub ledger: Option<PathBuf>,
    /// Folder of the programs' bytecode, for a new embedded ledger [default: target/deploy]
    #[arg(long, global = true, env = "IO_PROGRAMS", value_name = "FOLDER")]
    pub programs: Option<PathBuf>,
    /// Show the programs' logs
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// Runs what was typed.
pub fn main() -> ExitCode {
    let Cli { global, command } = Cli::parse();
    let outcome = match &command {
        Command::Ledger(command) => command.run(&global),
        Command::Migrate(command) => global.with_session(|session| command.run(session, &global)),
        Command::Token(command) => global.with_session(|session| command.run(session, global.output)),
        Command::Device(command) => global.with_session(|session| command.run(session, global.output)),
        Command::Stake(command) => global.with_session(|session| command.run(session, global.output)),
        Command::Slash(command) => global.with_session(|session| command.run(session, global.output)),
        Command::Emission(Emission::Schedule(schedule)) => schedule.run(global.output),
        Command::Emission(Emission::Running(command)) => {
            global.with_session(|session| command.run(session, global.output))
        }
        Command::Attest(command) => global.with_session(|session| command.run(session, global.output)),
        Command::Rewards(command) => global.with_session(|session| command.run(session, global.output)),
        Command::Admin(command) => global.with_session(|session| command.run(session, global.output)),
        Command::Market(command) => global.with_session(|session| command.run(session, global.output)),
        Command::Treasury(command) => global.with_session(|session| command.run(session, global.output)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            global.report(&error);
            ExitCode::FAILURE
        }
    }
}

impl Global {
    /// Opens the backend, does the work, and writes down what was done: even if the work failed half-way, as on a
    /// cluster.
    fn with_session(&self, work: impl FnOnce(&mut Session) -> Result<()>) -> Result<()> {
        let mut session = self.session()?;
        let worked = work(&mut session);
        let written = session.backend.finish();
        written.and(worked)
    }

    fn session(&self) -> Result<Session> {
        let config = cluster::config(self.config.as_deref())?;
        let keypair = self.keypair.clone();
        let signing = Signing {
            priority_fee: self.with_compute_unit_price,
            sign_only: self.sign_only,
            blockhash: self.blockhash,
            verbose: self.verbose,
        };
        let (backend, place): (Box<dyn Backend>, _) = match Cluster::parse(&self.url, config.as_ref())? {
            Cluster::Embedded => (Box::new(Embedded::new(self.ledger()?)), Some(self.place()?)),
            Cluster::Url(url) => {
                (Box::new(Rpc::new(url, cluster::commitment(self.commitment.as_deref(), config.as_ref())?)), None)
            }
        };
        let embedded = place.clone();
        let find = move || Wallet::find(keypair.as_deref(), config.as_ref(), place.as_ref());
        Ok(Session::new(backend, embedded, find, signing))
    }

    /// Where the embedded ledger is.
    pub fn place(&self) -> Result<Place> {
        self.ledger.clone().map_or_else(Place::of_user, |path| Ok(Place::new(path)))
    }

    /// The embedded ledger, created where there is none.
    pub fn ledger(&self) -> Result<Ledger> {
        Ledger::open(self.place()?, || self.founding())
    }

    /// What a new embedded ledger starts with: the programs as built last, the wallet as their upgrade authority,
    /// and the time of this machine.
    pub fn founding(&self) -> Result<Founding> {
        let programs = program::bytecode(&program::folder(self.programs.as_deref())?)?;
        let config = cluster::config(self.config.as_deref())?;
        let wallet = Wallet::find(self.keypair.as_deref(), config.as_ref(), Some(&self.place()?))?;
        Ok(Founding { programs, upgrade_authority: wallet.keypair.pubkey(), time: moment::now()? })
    }

    /// For commands that mean nothing on a cluster.
    pub fn require_embedded(&self) -> Result<()> {
        let config = cluster::config(self.config.as_deref())?;
        match Cluster::parse(&self.url, config.as_ref()).context("--url")? {
            Cluster::Embedded => Ok(()),
            Cluster::Url(url) => bail!("`io ledger` is about the embedded ledger, not about {url}"),
        }
    }

    /// Says why a command failed.
    fn report(&self, error: &anyhow::Error) {
        let refusal = error.chain().find_map(|cause| cause.downcast_ref::<Refusal>());
        let logs = refusal.map(|refusal| refusal.logs.as_slice()).unwrap_or_default();
        // Some errors repeat what caused them word for word.
        let mut causes: Vec<String> = error.chain().map(ToString::to_string).collect();
        causes.dedup();
        causes.remove(0);
        match self.output {
            Output::Json => {
                let refusal = refusal.map(Refusal::explain);
                let report = json!({ "error": error.to_string(), "causes": causes, "refusal": refusal, "logs": logs });
                note(format_args!("{report:#}"));
            }
            Output::Display => {
                note(format_args!("error: {error}"));
                for cause in causes {
                    note(format_args!("because: {cause}"));
                }
                if self.verbose {
                    logs.iter().for_each(|line| note(format_args!("  {line}")));
                } else if !logs.is_empty() {
                    note("(the programs' logs: --verbose)");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Cli;
    use clap::CommandFactory;

    #[test]
    fn the_commands_are_well_formed() {
        Cli::command().debug_assert();
    }
}
