//! The node in the foreground, with the suite deployed and migrated: what `cargo xtask localnet` runs.

use anyhow::{Context, Result};
use clap::Parser;
use io_app::backend::Rpc;
use io_app::migration::{Migration, StepState};
use io_app::program::{self, SUITE};
use io_app::session::{Session, Signing};
use io_app::wallet::Wallet;
use io_app::{money, oracle, token, usdc};
use io_node::{Cast, Node, Ports, cast::OPERATOR};
use solana_commitment_config::CommitmentConfig;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::process::ExitCode;
use std::time::Duration;
use tokio::time::timeout;

/// The port of Solana's own local validator, which `io --url localhost` and every wallet know.
const USUAL_PORT: u16 = 8899;

/// What everybody has to begin with: 1,000 SOL, and, whoever pays in them, a million dollars.
const LAMPORTS: u64 = 1_000_000_000_000;
const DOLLARS: u64 = 1_000_000_000_000;
const WITH_DOLLARS: [&str; 2] = [OPERATOR, "renter"];

/// How often the price of IO is posted anew. The programs take one for a minute.
const PRICE_EVERY: Duration = Duration::from_secs(1);

/// A local node with the IO program suite, until Ctrl-C. Nothing is kept but the keypairs
#[derive(Parser)]
#[command(name = "io-node", version)]
struct Options {
    /// Port of the RPC interface; the WebSocket has the next one [default: 8899, or a free one]
    #[arg(long)]
    port: Option<u16>,
    /// What an IO costs, in dollars
    #[arg(long, value_parser = dollars, default_value = "2.50")]
    price: u64,
    /// Folder of the keypairs [default: target/localnet]
    #[arg(long, value_name = "FOLDER")]
    keys: Option<PathBuf>,
    /// Folder of the programs' bytecode [default: target/deploy]
    #[arg(long, value_name = "FOLDER")]
    programs: Option<PathBuf>,
}

fn dollars(text: &str) -> Result<u64> {
    money::parse_units(text, 8, "dollars")
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> Result<()> {
    let cast = Cast::gather(&options.keys()?)?;
    let mut node = options.start()?;
    let builds = program::folder(options.programs.as_deref())?;
    node.deploy(&builds, cast.address(OPERATOR)?)?;
    cast.fund(&node, LAMPORTS)?;
    for name in WITH_DOLLARS {
        node.issue_usdc(cast.address(name)?, DOLLARS)?;
    }
    node.post_price(options.price, 0)?;
    migrate(&node, &cast, &builds)?;
    node.run()?;
    introduce(&node, &cast, options.price)?;

    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut interrupted = pin!(tokio::signal::ctrl_c());
    // The node must not be written to from inside of a runtime like this one.
    while runtime.block_on(async { timeout(PRICE_EVERY, &mut interrupted).await }).is_err() {
        node.post_price(options.price, 0)?;
    }
    // Whoever has ended it may have closed the terminal, too.
    let _ = writeln!(io::stdout(), "\nThe node ends. The keypairs stay.");
    node.stop()
}

impl Options {
    /// As `target/debug/io-node` and `target/localnet`, wherever the target folder is.
    fn keys(&self) -> Result<PathBuf> {
        if let Some(given) = &self.keys {
            return Ok(given.clone());
        }
        let this = std::env::current_exe().context("this executable is nowhere")?;
        let target = this.parent().and_then(Path::parent).context("this executable has no folder above its own")?;
        Ok(target.join("localnet"))
    }

    fn start(&self) -> Result<Node> {
        match self.port {
            Some(port) => Node::start(Ports::from(port)?),
            None => match Ports::from(USUAL_PORT)? {
                usual if usual.are_free() => Node::start(usual),
                _ => Node::start_anywhere(),
            },
        }
    }
}

/// What `io migrate` does.
fn migrate(node: &Node, cast: &Cast, builds: &Path) -> Result<()> {
    let operator = cast.file(OPERATOR);
    let find = move || Wallet::find(operator.to_str(), None, None);
    let backend = Rpc::new(node.url(), Some(node.websocket()), CommitmentConfig::confirmed(), Rpc::TIMEOUT);
    let mut session = Session::new(Box::new(backend), None, find, Signing::default());
    let mut done = 0;
    Migration::open(Some(&cast.settle(node)?), builds, &session)?.run(&mut session, &mut |_, step| {
        done += u32::from(step.state == StepState::Done);
        Ok(())
    })?;
    println!("The suite is deployed, and set up in {done} steps.\n");
    Ok(())
}

fn introduce(node: &Node, cast: &Cast, price: u64) -> Result<()> {
    println!("RPC         {}", node.url());
    println!("WebSocket   {}\n", node.websocket());
    for program in SUITE {
        println!("{:<11} {}", program.name, program.address);
    }
    println!("{:<11} {}", "IO mint", token::MINT);
    println!("{:<11} {}", "USDC mint", usdc::MINT);
    println!("{:<11} {}, kept at {} dollars\n", "IO price", oracle::sponsored_account(), money::show_units(price));
    println!("Everybody has 1,000 SOL; {} have a million USDC as well.", WITH_DOLLARS.join(" and "));
    for name in cast.names() {
        println!("{name:<11} {}  {}", cast.address(name)?, cast.file(name).display());
    }
    let operator = cast.file(OPERATOR);
    println!("\n  io --url {} --keypair {} token supply", node.url(), operator.display());
    println!("\nCtrl-C ends it.");
    Ok(())
}
