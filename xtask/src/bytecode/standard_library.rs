//! The source of Rust's standard library, of exactly the compiler's version, with what SBPF needs changed: it has no
//! writable statics, no threads and no entropy. A private copy; the user's toolchain is never modified.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::debian::Mirror;
use crate::shell;

const SUITE: &str = "trixie-backports";

/// Where the mirror keeps the source of 1.95.0 should its index have moved on.
const POOLED: &str = "pool/main/r/rustc/rust-src_1.95.0+dfsg1-2~bpo13+1_all.deb";
const POOLED_SHA256: &str = "7b76db5b880a77f9e52975d2baa6209d2f76d2c9c2789515c3088cb960e2c83b";
pub const POOLED_RELEASE: &str = "1.95.0";

/// A replacement in one file; `from` must be there.
struct Edit {
    file: &'static str,
    from: &'static str,
    to: &'static str,
}

const EDITS: [Edit; 8] = [
    Edit {
        file: "std/src/sys/random/mod.rs",
        from: "        target_os = \"vexos\",\n    ) => {",
        to: "        target_os = \"vexos\",\n        target_os = \"solana\",\n    ) => {",
    },
    Edit {
        file: "std/src/sys/random/mod.rs",
        from: "    target_os = \"vexos\",\n)))]",
        to: "    target_os = \"vexos\",\n    target_os = \"solana\",\n)))]",
    },
    Edit {
        file: "std/src/sys/thread_local/mod.rs",
        from: "target_os = \"vexos\",",
        to: "target_os = \"vexos\",\n        target_os = \"solana\",",
    },
    Edit {
        file: "std/src/sys/io/error/mod.rs",
        from: "target_os = \"vexos\",",
        to: "target_os = \"vexos\",\n        target_os = \"solana\",",
    },
    Edit {
        file: "std/src/sys/alloc/mod.rs",
        from: "    target_arch = \"wasm32\",\n",
        to: "    target_arch = \"wasm32\",\n    target_arch = \"bpf\",\n",
    },
    Edit {
        file: "std/src/sys/alloc/mod.rs",
        from: "    target_os = \"vexos\" => {\n        mod vexos;\n    }\n",
        to: "    target_os = \"vexos\" => {\n        mod vexos;\n    }\n    target_os = \"solana\" => {\n        mod solana;\n    }\n",
    },
    Edit {
        file: "std/src/hash/random.rs",
        from: "        thread_local!(static KEYS: Cell<(u64, u64)> = {\n            Cell::new(hashmap_random_keys())\n        });\n\n        KEYS.with(|keys| {\n            let (k0, k1) = keys.get();\n            keys.set((k0.wrapping_add(1), k1));\n            RandomState { k0, k1 }\n        })\n",
        to: "        RandomState { k0: 0, k1: 0 }\n",
    },
    Edit {
        file: "std/src/hash/random.rs",
        from: "use crate::cell::Cell;\nuse crate::fmt;\nuse crate::sys::random::hashmap_random_keys;\n",
        to: "use crate::fmt;\n",
    },
];

/// Programs bring their own allocator; the system's, which std needs to exist, has nothing to give.
const ALLOCATOR_FILE: &str = "std/src/sys/alloc/solana.rs";
const ALLOCATOR: &str = "\
use crate::alloc::{GlobalAlloc, Layout, System};

#[stable(feature = \"alloc_system_type\", since = \"1.28.0\")]
unsafe impl GlobalAlloc for System {
    unsafe fn alloc(&self, _layout: Layout) -> *mut u8 {
        crate::ptr::null_mut()
    }

    unsafe fn dealloc(&self, _pointer: *mut u8, _layout: Layout) {}
}
";

/// The edited `library` folder below `toolchain`; made when it is not there yet.
pub fn prepare(toolchain: &Path, compiler: &str) -> Result<PathBuf> {
    let library = toolchain.join(format!("library-{compiler}"));
    if library.exists() {
        return Ok(library);
    }
    let source = source(toolchain, compiler)?;
    // Renamed only when whole, so that an interrupted copy is never taken for the library.
    let copy = toolchain.join("library-unfinished");
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    shell::output(Command::new("cp").arg("-r").arg(&source).arg(&copy))?;
    edit(&copy)?;
    fs::rename(&copy, &library)?;
    Ok(library)
}

/// The unedited source: the toolchain's own component where it is installed, else Debian's package.
fn source(toolchain: &Path, compiler: &str) -> Result<PathBuf> {
    let installed = sysroot()?.join("lib/rustlib/src/rust/library");
    if installed.exists() {
        return Ok(installed);
    }
    shell::say(&format!("source of Rust {compiler}'s standard library"));
    let unpacked = toolchain.join("rust-src");
    let mirror = Mirror::open(toolchain.join("apt-rust"), &[SUITE])?;
    let prefix = format!("{compiler}+");
    match mirror.version("rust-src", |version, _| version.starts_with(&prefix))? {
        Some(version) => mirror.unpack(&[format!("rust-src={version}")], &unpacked)?,
        None => {
            ensure!(compiler == POOLED_RELEASE, "the mirror has no source of Rust {compiler}'s standard library");
            mirror.unpack_from_pool(POOLED, POOLED_SHA256, &unpacked)?;
        }
    }
    Ok(unpacked.join(format!("usr/src/rustc-{compiler}/library")))
}

pub fn sysroot() -> Result<PathBuf> {
    let printed = shell::output(Command::new("rustc").args(["--print", "sysroot"]))?;
    Ok(PathBuf::from(printed.trim()))
}

fn edit(library: &Path) -> Result<()> {
    for Edit { file, from, to } in EDITS {
        let path = library.join(file);
        let text = fs::read_to_string(&path).with_context(|| format!("no {file} in the standard library"))?;
        ensure!(text.contains(from), "{file} of this Rust differs from what the build knows how to change");
        fs::write(&path, text.replace(from, to))?;
    }
    Ok(fs::write(library.join(ALLOCATOR_FILE), ALLOCATOR)?)
}
