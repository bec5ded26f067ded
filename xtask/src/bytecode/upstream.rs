//! Bytecode from stock Rust: a target description, the standard library built for it, LLVM 23 behind `sbpf-linker`,
//! and the 128-bit intrinsics that LLVM calls, linked into every program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::{linker, standard_library};
use crate::checkout;
use crate::shell;

const TARGET: &str = "sbpf-solana-solana";

/// The variable in which cargo looks for the target's linker.
const LINKER: &str = "CARGO_TARGET_SBPF_SOLANA_SOLANA_LINKER";

/// What the compiler is told for every crate, on the way to a program.
const COMPILER_FLAGS: [&str; 6] = [
    "-Cpanic=immediate-abort",
    "-Zunstable-options",
    "-Ctarget-cpu=v2",
    "-Cpasses=lower-atomic",
    "-Clink-arg=--arch=v0",
    "-Clink-arg=--llvm-args=--bpf-stack-size=4096",
];

/// Inlining less than LLVM would: a quarter smaller, for half a percent more compute units.
const INLINING: &str = "-Clink-arg=--llvm-args=--inline-threshold=100";

/// Instructions that LLVM would emit and the runtime does not know; and the linker's habit of copying all that it links
/// into `target/deploy`, be it a program or the variant without an entrypoint that another program links.
const WITHOUT: [&str; 3] =
    ["-Clink-arg=--llvm-args=--disable-movsx", "-Clink-arg=--llvm-args=--disable-ldsx", "-Clink-arg=--deploy=false"];

pub struct Upstream {
    library: PathBuf,
    flags: Vec<String>,
    /// What links; none while the libraries that it adds are built.
    link: Option<PathBuf>,
}

/// What this machine lacks for the upstream way.
pub fn missing() -> Vec<String> {
    let mut missing = vec![];
    for command in ["apt-get", "apt-cache", "dpkg-deb"] {
        if !shell::on_path(command) && !checkout::target().join("toolchain/link").exists() {
            missing.push(format!("the command {command}"));
        }
    }
    match compiler() {
        Ok(release) if release == standard_library::POOLED_RELEASE => {}
        Ok(release) => missing.push(format!("Rust {} (this is {release})", standard_library::POOLED_RELEASE)),
        Err(_) => missing.push("the command rustc".to_owned()),
    }
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        missing.push("Linux on x86-64".to_owned());
    }
    missing
}

fn compiler() -> Result<String> {
    let printed = shell::output(Command::new("rustc").args(["--version", "--verbose"]))?;
    let release = printed.lines().find_map(|line| line.strip_prefix("release: "));
    Ok(release.context("rustc names no release")?.to_owned())
}

fn cargo_home() -> PathBuf {
    let default = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cargo");
    std::env::var_os("CARGO_HOME").map_or_else(default, PathBuf::from)
}

/// Everything that has to be there before a program can be built; each step is skipped where it has been done.
pub fn prepare() -> Result<Upstream> {
    let toolchain = checkout::target().join("toolchain");
    fs::create_dir_all(&toolchain)?;
    let library = standard_library::prepare(&toolchain, &compiler()?)?;
    let mut flags: Vec<String> =
        COMPILER_FLAGS.iter().chain(&WITHOUT).chain([&INLINING]).map(|flag| (*flag).to_owned()).collect();
    // The same bytes on every machine: no path of this one gets into a program.
    for (path, name) in [(cargo_home(), "cargo"), (library.clone(), "library"), (checkout::root(), "io")] {
        flags.push(format!("--remap-path-prefix={}=/{name}", path.display()));
    }
    let mut upstream = Upstream { library, flags, link: None };
    let intrinsics = upstream.intrinsics()?;
    upstream.link = Some(linker::prepare(&toolchain, &intrinsics)?);
    Ok(upstream)
}

impl Upstream {
    /// Builds the `program` of that crate and puts its bytecode `into`.
    pub fn build(&self, program: &str, in_crate: &Path, into: &Path) -> Result<()> {
        self.build_in(&folder_of(program), program, in_crate, into)
    }

    /// [`Self::build`], with a folder below `target` of its own for what is built on the way.
    pub fn build_in(&self, folder: &str, program: &str, in_crate: &Path, into: &Path) -> Result<()> {
        seed(&checkout::target().join(folder))?;
        shell::run(
            self.cargo(folder)
                .arg("-Zbuild-std=std,panic_abort")
                .args(["--package", program])
                // Not every crate that is built here belongs to the workspace.
                .current_dir(in_crate),
        )?;
        let built = output_folder(folder).join(format!("lib{}", checkout::bytecode(program)));
        let shipped = into.join(checkout::bytecode(program));
        if fs::read(&built)? != fs::read(&shipped).unwrap_or_default() {
            // Under another name first: whoever reads it meanwhile gets the old bytecode or the new.
            let unfinished = shipped.with_extension("unfinished");
            fs::copy(&built, &unfinished)?;
            fs::rename(&unfinished, &shipped)?;
        }
        Ok(())
    }

    /// The libraries to link into every program, ours first.
    fn intrinsics(&self) -> Result<Vec<PathBuf>> {
        let folder = checkout::root().join("xtask/sbpf/intrinsics");
        let messages = shell::output(
            self.cargo("sbpf-intrinsics")
                .args(["-Zbuild-std=core", "--quiet", "--message-format=json"])
                .current_dir(folder),
        )?;
        let library = |name: &str| {
            let artifacts = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
            let mut files = artifacts
                .filter(|message| message["target"]["name"] == name)
                .filter_map(|message| message["filenames"].as_array().cloned())
                .flatten()
                .filter_map(|file| file.as_str().map(PathBuf::from));
            files
                .find(|file| file.extension().is_some_and(|ending| ending == "rlib"))
                .with_context(|| format!("no library {name}"))
        };
        Ok(vec![library("sbpf_intrinsics")?, library("solana_compiler_builtins")?])
    }

    fn cargo(&self, folder: &str) -> Command {
        let mut command = shell::cargo();
        if let Some(link) = &self.link {
            command.env(LINKER, link);
        }
        command
            .env("RUSTC_BOOTSTRAP", "1")
            .env("RUSTC_BOOTSTRAP_SYNTHETIC_TARGET", "1")
            .env("__CARGO_TESTS_ONLY_SRC_ROOT", &self.library)
            .env("CARGO_ENCODED_RUSTFLAGS", self.flags.join("\u{1f}"))
            .args(["build", "--release", "--locked", "-Zjson-target-spec", "--target"])
            .arg(checkout::root().join("xtask/sbpf").join(TARGET).with_extension("json"))
            .arg("--target-dir")
            .arg(checkout::target().join(folder));
        command
    }
}

/// A folder for each program: built in one, a program that another calls would be overwritten by the variant without an
/// entrypoint that the other links, and cargo would take it for up to date.
fn folder_of(program: &str) -> String {
    format!("sbpf/{program}")
}

/// Begins a program's folder as a copy of the first program's: most of what they compile, the standard library above all,
/// is the same, and takes longer to compile than to copy.
fn seed(folder: &Path) -> Result<()> {
    let first = checkout::target().join(folder_of(checkout::PROGRAMS[0]));
    if folder.exists() || !first.exists() {
        return Ok(());
    }
    // Under another name first: a copy that was interrupted must not be taken for a whole one.
    let unfinished = folder.with_extension("unfinished");
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished)?;
    }
    shell::run(Command::new("cp").arg("-a").arg(&first).arg(&unfinished))?;
    Ok(fs::rename(&unfinished, folder)?)
}

fn output_folder(folder: &str) -> PathBuf {
    checkout::target().join(folder).join(TARGET).join("release")
}
