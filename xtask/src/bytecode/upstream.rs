//! Bytecode from stock Rust: a target description, the standard library built for it, LLVM 23 behind `sbpf-linker`,
//! and the 128-bit intrinsics that LLVM calls, linked into every program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{linker, standard_library};
use crate::checkout;
use crate::shell;

const TARGET: &str = "sbpf-solana-solana";

/// What the compiler is told for every crate, on the way to a program.
const COMPILER_FLAGS: [&str; 6] =
    ["-Cpanic=immediate-abort", "-Zunstable-options", "-Ctarget-cpu=v2", "-Cpasses=lower-atomic", "-Clink-arg=--arch=v0", "-Clink-arg=--llvm-args=--bpf-stack-size=4096"];

/// Instructions that LLVM would emit and the runtime does not know.
const WITHOUT: [&str; 2] = ["-Clink-arg=--llvm-args=--disable-movsx", "-Clink-arg=--llvm-args=--disable-ldsx"];

pub struct Upstream {
    library: PathBuf,
    flags: Vec<String>,
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

/// Everything that has to be there before a program can be built; each step is skipped where it has been done.
pub fn prepare() -> Result<Upstream> {
    let toolchain = checkout::target().join("toolchain");
    fs::create_dir_all(&toolchain)?;
    let library = standard_library::prepare(&toolchain, &compiler()?)?;
    let link = linker::prepare(&toolchain)?;
    let mut flags: Vec<String> = COMPILER_FLAGS.iter().chain(&WITHOUT).map(|flag| (*flag).to_owned()).collect();
    flags.push(format!("-Clinker={}", link.display()));
    let mut upstream = Upstream { library, flags };
    for rlib in upstream.intrinsics()? {
        upstream.flags.push(format!("-Clink-arg={}", rlib.display()));
    }
    Ok(upstream)
}

impl Upstream {
    /// Builds `program` and puts its bytecode `into`.
    pub fn build(&self, program: &str, into: &Path) -> Result<()> {
        let folder = folder_of(program);
        shell::run(self.cargo(&folder).arg("-Zbuild-std=std,panic_abort").args(["--package", program]))?;
        let built = output_folder(&folder).join(format!("lib{}", checkout::bytecode(program)));
        let shipped = into.join(checkout::bytecode(program));
        if fs::read(&built)? != fs::read(&shipped).unwrap_or_default() {
            fs::copy(&built, &shipped)?;
        }
        Ok(())
    }

    /// The libraries to link into every program, ours first.
    fn intrinsics(&self) -> Result<Vec<PathBuf>> {
        let folder = checkout::root().join("xtask/sbpf/intrinsics");
        shell::run(self.cargo("sbpf-intrinsics").arg("-Zbuild-std=core").current_dir(folder))?;
        let built = output_folder("sbpf-intrinsics");
        let ours = built.join("libsbpf_intrinsics.rlib");
        let prefix = "libsolana_compiler_builtins-";
        let mut theirs = vec![];
        for entry in fs::read_dir(built.join("deps"))? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.starts_with(prefix) && name.ends_with(".rlib") {
                theirs.push(path);
            }
        }
        match theirs.as_slice() {
            [theirs] => Ok(vec![ours, theirs.clone()]),
            _ => bail!("expected one {prefix}*.rlib in {}, found {}", built.display(), theirs.len()),
        }
    }

    fn cargo(&self, folder: &str) -> Command {
        let mut command = shell::cargo();
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

fn output_folder(folder: &str) -> PathBuf {
    checkout::target().join(folder).join(TARGET).join("release")
}
