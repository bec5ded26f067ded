//! The inputs that are kept: one file a target, one input a line, in base64.
//!
//! A line that broke something once says what, after a `#`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// Of one target, in the order of their text.
pub struct Corpus {
    file: PathBuf,
    /// With what each broke, if it did.
    inputs: BTreeMap<String, Option<String>>,
}

impl Corpus {
    pub fn of(target: &str) -> Result<Self> {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        let mut inputs = BTreeMap::new();
        for (line, number) in text.lines().zip(1..) {
            let (input, broke) = match line.split_once('#') {
                Some((input, broke)) => (input.trim(), Some(broke.trim().to_owned())),
                None => (line.trim(), None),
            };
            if BASE64_STANDARD.decode(input).map(|input| input.is_empty()).unwrap_or(true) {
                bail!("{}:{number} is no input in base64", file.display());
            }
            inputs.insert(input.to_owned(), broke);
        }
        Ok(Self { file, inputs })
    }

    pub fn inputs(&self) -> Vec<Vec<u8>> {
        self.inputs.keys().filter_map(|input| BASE64_STANDARD.decode(input).ok()).collect()
    }

    /// Puts each input into a file of its own, as libFuzzer reads them.
    pub fn unpack(&self, folder: &Path) -> Result<()> {
        fs::create_dir_all(folder)?;
        for (input, number) in self.inputs().iter().zip(1..) {
            fs::write(folder.join(number.to_string()), input)?;
        }
        Ok(())
    }

    /// Takes in what libFuzzer left in a folder, and returns how many inputs are new.
    pub fn pack(&mut self, folder: &Path) -> Result<usize> {
        let before = self.inputs.len();
        for found in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
            let input = fs::read(found?.path())?;
            if !input.is_empty() {
                self.inputs.entry(BASE64_STANDARD.encode(input)).or_default();
            }
        }
        let line = |(input, broke): (&String, &Option<String>)| match broke {
            Some(broke) => format!("{input} # {broke}\n"),
            None => format!("{input}\n"),
        };
        fs::write(&self.file, self.inputs.iter().map(line).collect::<String>())?;
        Ok(self.inputs.len() - before)
    }
}
