//! The corpus of a target as the files that libFuzzer reads, and back. `cargo xtask fuzz` starts it.

use std::path::Path;

use anyhow::{Result, bail};
use io_fuzz::corpus::Corpus;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["unpack", target, folder] => Corpus::of(target)?.unpack(Path::new(folder)),
        ["pack", target, folder] => {
            println!("    {target}: {} inputs more", Corpus::of(target)?.pack(Path::new(folder))?);
            Ok(())
        }
        _ => bail!("fuzz-corpus unpack|pack TARGET FOLDER"),
    }
}
