//! What can be typed.

use anchor_lang::prelude::Pubkey;
use anyhow::{Context, Result, bail, ensure};
use clap::{Args, Parser, Subcommand};
use serde_json::json;
use solana_hash::Hash;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use crate::backend::{Backend, Embedded, Nowhere, Rpc};
use crate::cluster::{self, Cluster};
use crate::commands::{
    admin::Admin, attest::Attest, costake::Costake, device::DeviceCommand, emission::Emission, id::Id,
    ledger::LedgerCommand, market::Market, migrate::Migrate, nonce::NonceCommand, rewards::Rewards, slash::Slash,
    stake::Stake, token::Token, treasury::Treasury, tx::Tx, worker::Worker,
};
use crate::ledger::{Founding, Ledger, Place};
use crate::moment;
use crate::program;
use crate::refusal::Refusal;
use crate::rehearsal::{Rehearsals, Unsent};
use crate::report::{Output, note};
use crate::session::{Purpose, Session, Signing};
use crate::transaction::GivenSignature;
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
    /// Co-stake: stake behind devices of somebody else's, what it earns, and the way out
    #[command(subcommand)]
    Costake(Costake),
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
    /// Who may change the programs' settings: handing the role over, pausing
    #[command(subcommand)]
    Admin(Admin),
    /// Transactions that pass from hand to hand: what they say, signing them, sending them
    #[command(subcommand)]
    Tx(Tx),
    /// Nonce accounts, for transactions that do not expire before everybody has signed
    #[command(subcommand)]
    Nonce(NonceCommand),
    /// A wallet, and what has happened to it
    #[command(subcommand)]
    Id(Id),
    /// A supplier's desk: how its devices stand, what to do next, what a device brings
    #[command(subcommand)]
    Worker(Worker),
}

/// What every command understands.
#[derive(Args)]
pub struct Global {
    /// URL of a node, or its moniker: embedded, localhost, devnet, testnet, mainnet-beta (or their first letters), or
    /// config for the URL that the Solana CLI is configured with
    #[arg(short, long, global = true, env = "IO_URL", default_value = "embedded", value_name = "URL_OR_MONIKER")]
    pub url: String,
    /// URL of the node's WebSocket [default: beside the node, on the next port if it has one]
    #[arg(long, global = true, value_name = "URL")]
    pub ws: Option<String>,
    /// How long the node may take for an answer
    #[arg(
        long,
        global = true,
        value_name = "SECONDS",
        default_value_t = Rpc::TIMEOUT.as_secs(),
        value_parser = clap::value_parser!(u64).range(1..)
    )]
    pub rpc_timeout: u64,
    /// Keypair that signs and pays: a file, or embedded:NAME for one that the embedded ledger keeps; or the address of
    /// somebody who signs elsewhere. Default: that of the embedded ledger, or of the Solana CLI
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
    /// Compute units that a transaction asks for, instead of what its simulation takes and a tenth more
    #[arg(long, global = true, value_name = "UNITS")]
    pub with_compute_unit_limit: Option<u32>,
    /// Show what each transaction says and would do: balances before and after, fee, compute units. Nothing is signed or
    /// sent
    #[arg(long, global = true, conflicts_with_all = ["sign_only", "squads_vault"])]
    pub dry_run: bool,
    /// Sign the transaction and print it, and do not send it
    #[arg(long, global = true)]
    pub sign_only: bool,
    /// Print the message that is signed as well, in base64
    #[arg(long, global = true, requires = "sign_only")]
    pub dump_transaction_message: bool,
    /// Blockhash to sign, instead of the latest one. With --sign-only nobody is asked for anything then, as far as the
    /// command can do without
    #[arg(long, global = true, value_name = "HASH")]
    pub blockhash: Option<Hash>,
    /// A signature that was made elsewhere. Once for each of them
    #[arg(long, global = true, value_name = "ADDRESS=SIGNATURE")]
    pub signer: Vec<GivenSignature>,
    /// Keypair or address of whoever pays the fee, where that is not the wallet
    #[arg(long, global = true, value_name = "KEYPAIR")]
    pub fee_payer: Option<String>,
    /// Nonce account for whose value the transaction is made, so that it does not expire
    #[arg(long, global = true, value_name = "ACCOUNT")]
    pub nonce: Option<Pubkey>,
    /// Keypair or address of whoever may use the nonce account, where that is not the wallet
    #[arg(long, global = true, value_name = "KEYPAIR", requires = "nonce")]
    pub nonce_authority: Option<String>,
    /// Make the transaction for this vault of a Squads multisig, in place of the wallet, and print it as the multisig
    /// takes proposals
    #[arg(long, global = true, value_name = "ADDRESS", conflicts_with_all = ["sign_only", "keypair", "fee_payer", "nonce"])]
    pub squads_vault: Option<Pubkey>,
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

/// Whether a command can do without the embedded ledger, where there is none.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needed {
    Yes,
    No,
}

/// Runs what was typed.
pub fn main() -> ExitCode {
    let Cli { global, command } = Cli::parse();
    let outcome = match &command {
        Command::Ledger(command) => global.require_sending().and_then(|()| command.run(&global)),
        Command::Migrate(command) => global.with_session(|session| command.run(session, &global)),
        Command::Token(command) => global.with_session(|session| command.run(session, global.told())),
        Command::Device(command) => global.with_session(|session| command.run(session, global.told())),
        Command::Stake(command) => global.with_session(|session| command.run(session, global.told())),
        Command::Costake(command) => global.with_session(|session| command.run(session, global.told())),
        Command::Slash(command) => global.with_session(|session| command.run(session, global.told())),
        Command::Emission(Emission::Schedule(schedule)) => schedule.run(global.output),
        Command::Emission(Emission::Running(command)) => {
            global.with_session(|session| command.run(session, global.told()))
        }
        Command::Attest(command) => global.with_session(|session| command.run(session, global.told())),
        Command::Rewards(command) => global.with_session(|session| command.run(session, global.told())),
        Command::Market(command) => global.with_session(|session| command.run(session, global.told())),
        Command::Treasury(command) => global.with_session(|session| command.run(session, global.told())),
        Command::Admin(command) => global.with_session(|session| command.run(session, global.told())),
        Command::Nonce(command) => global.with_session(|session| command.run(session, global.told())),
        Command::Tx(command) => command.run(&global),
        Command::Id(command) => global.with_session(|session| command.run(session, global.told())),
        Command::Worker(command) => command.run(&global),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<clap::Error>() => {
            note(error.to_string().trim_end());
            ExitCode::from(2)
        }
        Err(error) => {
            global.report(&error);
            ExitCode::FAILURE
        }
    }
}

impl Global {
    /// Opens the backend, does the work, and writes down what was done: even if the work failed half-way, as on a
    /// cluster. A dry run writes nothing down, and tells in the end what it has shown.
    pub fn with_session(&self, work: impl FnOnce(&mut Session) -> Result<()>) -> Result<()> {
        Self::conclude(self.session(Needed::Yes)?, work)
    }

    /// [`Global::with_session`] for work that can do without a ledger, as on a machine that is never online.
    pub fn with_session_offline(&self, work: impl FnOnce(&mut Session) -> Result<()>) -> Result<()> {
        Self::conclude(self.session(Needed::No)?, work)
    }

    fn conclude(mut session: Session, work: impl FnOnce(&mut Session) -> Result<()>) -> Result<()> {
        let worked = match work(&mut session) {
            Err(error) if error.is::<Unsent>() => Ok(()),
            other => other,
        };
        let told = if session.rehearses() { session.rehearsals.close() } else { Ok(()) };
        let written = session.backend.finish();
        written.and(told).and(worked)
    }

    fn session(&self, ledger: Needed) -> Result<Session> {
        let config = cluster::config(self.config.as_deref())?;
        let signing = self.signing();
        let (backend, place): (Box<dyn Backend>, _) = match Cluster::parse(&self.url, config.as_ref())? {
            Cluster::Embedded => (self.embedded(&signing, ledger)?, Some(self.place()?)),
            Cluster::Url(url) => {
                let websocket = cluster::websocket(self.ws.as_deref(), &url, config.as_ref());
                let commitment = cluster::commitment(self.commitment.as_deref(), config.as_ref())?;
                let timeout = Duration::from_secs(self.rpc_timeout);
                (Box::new(Rpc::new(url, websocket, commitment, timeout)), None)
            }
        };
        let (embedded, keypair, vault) = (place.clone(), self.keypair.clone(), self.squads_vault);
        let find = move || match vault {
            Some(vault) if vault.is_on_curve() => bail!(
                "{vault} is the address of a keypair, and not of a vault: with --keypair {vault} --sign-only whoever has it signs"
            ),
            Some(vault) => Ok(Wallet::elsewhere(vault)),
            None => Wallet::find(keypair.as_deref(), config.as_ref(), place.as_ref()),
        };
        let mut session = Session::new(backend, embedded, find, signing);
        session.rehearsals = Rehearsals::new(self.output);
        Ok(session)
    }

    /// The embedded ledger, as far as it is needed: whoever signs without asking needs none, and nothing that is not sent
    /// is kept.
    fn embedded(&self, signing: &Signing, ledger: Needed) -> Result<Box<dyn Backend>> {
        if (ledger == Needed::No || signing.asks_nobody()) && !self.place()?.state().exists() {
            return Ok(Box::new(Nowhere));
        }
        let ledger = self.ledger()?;
        Ok(match signing.purpose {
            Purpose::Rehearse | Purpose::Propose => Box::new(Embedded::rehearsing(ledger)),
            Purpose::Send | Purpose::Sign { .. } => Box::new(Embedded::new(ledger)),
        })
    }

    /// How transactions are made.
    fn signing(&self) -> Signing {
        let purpose = match self {
            Self { dry_run: true, .. } => Purpose::Rehearse,
            Self { squads_vault: Some(_), .. } => Purpose::Propose,
            Self { sign_only: true, dump_transaction_message, .. } => {
                Purpose::Sign { with_message: *dump_transaction_message }
            }
            _ => Purpose::Send,
        };
        Signing {
            purpose,
            priority_fee: self.with_compute_unit_price,
            unit_limit: self.with_compute_unit_limit,
            blockhash: self.blockhash,
            fee_payer: self.fee_payer.clone(),
            nonce: self.nonce,
            nonce_authority: self.nonce_authority.clone(),
            given: self.signer.clone(),
            verbose: self.verbose,
        }
    }

    /// How commands tell what they have done. A dry run has done nothing, and tells itself what would be.
    pub fn told(&self) -> Output {
        if self.dry_run { Output::Silent } else { self.output }
    }

    /// For commands that make no transactions.
    fn require_sending(&self) -> Result<()> {
        ensure!(
            self.signing().purpose == Purpose::Send,
            "`io ledger` makes no transactions that could be shown or signed"
        );
        Ok(())
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
        Ok(Founding { programs, upgrade_authority: wallet.address, time: moment::now()? })
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
            Output::Display | Output::Silent => {
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
