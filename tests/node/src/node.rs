//! Starting a node, stopping it, and starting it anew.

use agave_feature_set::virtual_address_space_adjustments;
use anyhow::{Context, Result, anyhow, bail, ensure};
use std::net::TcpListener;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use surfpool_core::runloops::start_local_surfnet_runloop;
use surfpool_core::surfnet::GeyserEvent;
use surfpool_core::surfnet::locker::SurfnetSvmLocker;
use surfpool_core::surfnet::svm::{SurfnetSvm, SurfnetSvmConfig};
use surfpool_types::channel::{Receiver, Sender, unbounded};
use surfpool_types::{
    BlockProductionMode, RpcConfig, SimnetCommand, SimnetConfig, SimnetEvent, SurfpoolConfig, SvmFeatureConfig,
};

const HOST: &str = "127.0.0.1";

/// How long the servers may take to end.
const ENDING: Duration = Duration::from_secs(10);

/// How often two free ports side by side are looked for.
const PORT_ATTEMPTS: u32 = 100;

/// How often a node is started on ports that were free a moment ago.
const STARTS: u32 = 5;

/// How far apart the blocks of a cluster are, in milliseconds.
const BLOCK: u64 = 400;

/// How blocks follow each other, and whether time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    /// A block when there is a transaction, and some thirty more until it is final. The clock stands still.
    Still,
    /// A block every 400 ms, and a clock that runs with them.
    Running,
}

/// Where a node listens, on the loopback interface only: the WebSocket is on the next port, as clients expect it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ports {
    http: u16,
}

impl Ports {
    /// This port and the next one.
    pub fn from(http: u16) -> Result<Self> {
        ensure!(http < u16::MAX, "there is no port after {http} for the WebSocket");
        Ok(Self { http })
    }

    /// Two that nobody has at the moment.
    pub fn free() -> Result<Self> {
        for _ in 0..PORT_ATTEMPTS {
            let port = TcpListener::bind((HOST, 0))?.local_addr()?.port();
            if let Ok(ports) = Self::from(port)
                && ports.are_free()
            {
                return Ok(ports);
            }
        }
        bail!("this machine has no two free ports side by side")
    }

    pub fn are_free(self) -> bool {
        [self.http, self.websocket()].into_iter().all(|port| TcpListener::bind((HOST, port)).is_ok())
    }

    fn websocket(self) -> u16 {
        self.http + 1
    }
}

/// A node. Its state is in memory, and ends with it. Its clock stands still until it is moved, so that the same commands
/// give the same state; or until it is told to [run](Node::run).
pub struct Node {
    pub(crate) svm: SurfnetSvmLocker,
    ports: Ports,
    pace: Pace,
    events: Receiver<SimnetEvent>,
    geyser: Receiver<GeyserEvent>,
    service: Option<Service>,
}

/// What runs while the node can be reached.
struct Service {
    commands: Sender<SimnetCommand>,
    thread: JoinHandle<Result<()>>,
}

impl Pace {
    fn blocks(self) -> BlockProductionMode {
        match self {
            Self::Still => BlockProductionMode::Transaction,
            Self::Running => BlockProductionMode::Clock,
        }
    }
}

impl Service {
    fn command(&self, command: SimnetCommand) -> Result<()> {
        self.commands.send(command).map_err(|_| anyhow!("the node has ended by itself"))
    }
}

impl Node {
    /// A node with nothing on it.
    pub fn start(ports: Ports) -> Result<Self> {
        let config = SurfnetSvmConfig {
            // The suite's bytecode passes arguments through the neighbouring stack frame.
            feature_config: SvmFeatureConfig::default().enable(virtual_address_space_adjustments::id()),
            slot_time: 0,
            instruction_profiling_enabled: false,
            log_bytes_limit: None,
            ..SurfnetSvmConfig::default()
        };
        let (svm, events, geyser) = SurfnetSvm::new(config).map_err(|fault| anyhow!("{fault}"))?;
        let svm = SurfnetSvmLocker::new(svm);
        let mut node = Self { svm, ports, pace: Pace::Still, events, geyser, service: None };
        node.resume()?;
        Ok(node)
    }

    /// [`Node::start`], on two ports that nobody else takes in that moment.
    pub fn start_anywhere() -> Result<Self> {
        let mut started = Self::start(Ports::free()?);
        for _ in 1..STARTS {
            if started.is_ok() {
                break;
            }
            started = Self::start(Ports::free()?);
        }
        started
    }

    /// From now on time passes, and blocks follow each other, as on a cluster.
    pub fn run(&mut self) -> Result<()> {
        self.pace = Pace::Running;
        self.svm.with_svm_writer(|svm| svm.slot_time = BLOCK);
        match &self.service {
            Some(service) => service.command(SimnetCommand::UpdateBlockProductionMode(self.pace.blocks())),
            None => Ok(()),
        }
    }

    /// Where it is asked by HTTP.
    pub fn url(&self) -> String {
        format!("http://{HOST}:{}", self.ports.http)
    }

    /// Where it tells what happens.
    pub fn websocket(&self) -> String {
        format!("ws://{HOST}:{}", self.ports.websocket())
    }

    /// Goes away: nobody answers any more. What was executed is kept, as a validator keeps its ledger.
    pub fn stop(&mut self) -> Result<()> {
        let Some(service) = self.service.take() else { return Ok(()) };
        service.command(SimnetCommand::Terminate(None))?;
        let deadline = Instant::now() + ENDING;
        // One for each of its two servers.
        for _ in 0..2 {
            self.hear(deadline, |event| matches!(event, SimnetEvent::Shutdown).then_some(Ok(())))?;
        }
        service.thread.join().map_err(|_| anyhow!("the node has panicked"))?
    }

    /// Comes back where it was, with what was executed before.
    pub fn resume(&mut self) -> Result<()> {
        let (commands, received) = unbounded();
        let (svm, geyser, config, tell) = (self.svm.clone(), self.geyser.clone(), self.config(), commands.clone());
        let thread = std::thread::Builder::new().name("node".into()).spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
            let runs = start_local_surfnet_runloop(svm, config, tell, received, geyser);
            runtime.block_on(runs).map_err(|fault| anyhow!("the node has stopped: {fault}"))
        })?;
        self.service = Some(Service { commands, thread });
        self.hear(Instant::now() + ENDING, |event| match event {
            SimnetEvent::CoreStarted(_) => Some(Ok(())),
            SimnetEvent::Aborted(reason) => Some(Err(anyhow!("the node does not start: {reason}"))),
            _ => None,
        })
    }

    fn config(&self) -> SurfpoolConfig {
        SurfpoolConfig {
            simnets: vec![SimnetConfig {
                offline_mode: true,
                remote_rpc_url: None,
                slot_time: BLOCK,
                block_production_mode: self.pace.blocks(),
                instruction_profiling_enabled: false,
                ..SimnetConfig::default()
            }],
            rpc: RpcConfig {
                bind_host: HOST.into(),
                bind_port: self.ports.http,
                ws_port: self.ports.websocket(),
                ..RpcConfig::default()
            },
            ..SurfpoolConfig::default()
        }
    }

    /// Waits for an event that means something.
    fn hear(&self, deadline: Instant, meaning: impl Fn(SimnetEvent) -> Option<Result<()>>) -> Result<()> {
        loop {
            let event = self.events.recv_deadline(deadline).context("the node is silent")?;
            if let Some(meaning) = meaning(event) {
                return meaning;
            }
        }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(service) = self.service.take() {
            let _ = service.commands.send(SimnetCommand::Terminate(None));
        }
    }
}
