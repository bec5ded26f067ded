//! Packages from the machine's own Debian mirror, unpacked into a private folder: nothing is installed, and no other
//! package source is named here than the one that the machine itself is set up with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::shell;

const SOURCES: &str = "/etc/apt";

/// A private view of the mirror: the suites named in it, and nothing else of the machine's apt.
pub struct Mirror {
    folder: PathBuf,
    address: String,
}

impl Mirror {
    /// The index of `suites`, fetched into `folder`.
    pub fn open(folder: PathBuf, suites: &[&str]) -> Result<Self> {
        let source = Source::of_this_machine()?;
        fs::create_dir_all(folder.join("lists/partial"))?;
        fs::create_dir_all(folder.join("cache/archives/partial"))?;
        let lines: String = suites.iter().map(|suite| source.line(suite)).collect();
        fs::write(folder.join("sources.list"), lines)?;
        let mirror = Self { folder, address: source.address };
        println!("    reading the package index");
        shell::output(mirror.apt("apt-get").arg("update"))?;
        Ok(mirror)
    }

    fn apt(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        let option = |name: &str, value: &Path| format!("{name}={}", value.display());
        command.current_dir(&self.folder).env("LC_ALL", "C").args([
            "-o",
            &option("Dir::State::lists", &self.folder.join("lists")),
            "-o",
            &option("Dir::Cache", &self.folder.join("cache")),
            "-o",
            &option("Dir::Etc::sourcelist", &self.folder.join("sources.list")),
            "-o",
            "Dir::Etc::sourceparts=/dev/null",
            "-o",
            "APT::Sandbox::User=root",
        ]);
        command
    }

    /// `package` and the libraries it needs, by name.
    pub fn closure(&self, package: &str) -> Result<Vec<String>> {
        let printed = shell::output(self.apt("apt-cache").args([
            "depends",
            "--recurse",
            "--no-recommends",
            "--no-suggests",
            "--no-conflicts",
            "--no-breaks",
            "--no-replaces",
            "--no-enhances",
            package,
        ]))?;
        let mut packages: Vec<String> = printed
            .lines()
            .filter(|line| line.starts_with(|first: char| first.is_ascii_alphanumeric()))
            .map(str::to_owned)
            .collect();
        packages.sort();
        packages.dedup();
        ensure!(packages.iter().any(|name| name == package), "the mirror has no package {package}");
        Ok(packages)
    }

    /// The first version of `package` in the index that is `wanted`, asked with the version and where it comes from.
    pub fn version(&self, package: &str, wanted: impl Fn(&str, &str) -> bool) -> Result<Option<String>> {
        let printed = shell::output(self.apt("apt-cache").args(["madison", package]))?;
        Ok(printed.lines().find_map(|line| {
            let mut columns = line.split('|').map(str::trim).skip(1);
            let (version, origin) = (columns.next()?, columns.next()?);
            wanted(version, origin).then(|| version.to_owned())
        }))
    }

    /// Downloads `packages` (each `name=version`) and unpacks them into `into`.
    pub fn unpack(&self, packages: &[String], into: &Path) -> Result<()> {
        let downloads = self.folder.join("downloads");
        recreate(&downloads)?;
        println!("    downloading {} packages", packages.len());
        shell::output(self.apt("apt-get").current_dir(&downloads).arg("download").args(packages))?;
        unpack_all(&downloads, into)
    }

    /// One file of the mirror's pool, for a package that the index no longer lists; its hash is checked.
    pub fn unpack_from_pool(&self, path: &str, sha256: &str, into: &Path) -> Result<()> {
        let downloads = self.folder.join("downloads");
        recreate(&downloads)?;
        let file = downloads.join("package.deb");
        println!("    downloading {path}");
        shell::output(
            Command::new("/usr/lib/apt/apt-helper")
                .arg("download-file")
                .arg(format!("{}/{path}", self.address))
                .arg(&file)
                .arg(format!("SHA256:{sha256}")),
        )?;
        unpack_all(&downloads, into)
    }
}

fn recreate(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(fs::create_dir_all(folder)?)
}

fn unpack_all(downloads: &Path, into: &Path) -> Result<()> {
    fs::create_dir_all(into)?;
    for entry in fs::read_dir(downloads)? {
        shell::output(Command::new("dpkg-deb").arg("-x").arg(entry?.path()).arg(into))?;
    }
    fs::remove_dir_all(downloads)?;
    Ok(())
}

/// The machine's own entry for its Debian release.
struct Source {
    address: String,
    keyring: Option<String>,
}

impl Source {
    fn of_this_machine() -> Result<Self> {
        let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
        let Some(codename) = release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME=")) else {
            bail!("/etc/os-release names no Debian release");
        };
        let mut files = vec![PathBuf::from(SOURCES).join("sources.list")];
        if let Ok(folder) = fs::read_dir(PathBuf::from(SOURCES).join("sources.list.d")) {
            files.extend(folder.filter_map(|entry| Some(entry.ok()?.path())));
        }
        files
            .iter()
            .filter_map(|file| fs::read_to_string(file).ok())
            .find_map(|text| Self::in_paragraphs(&text, codename).or_else(|| Self::in_lines(&text, codename)))
            .with_context(|| format!("no package source for {codename} in {SOURCES}"))
    }

    /// The newer format: paragraphs of `Name: value`.
    fn in_paragraphs(text: &str, codename: &str) -> Option<Self> {
        text.split("\n\n").find_map(|paragraph| {
            let value = |name: &str| {
                paragraph.lines().find_map(|line| line.strip_prefix(name)).map(|value| value.trim().to_owned())
            };
            value("Suites:")?.split_whitespace().find(|suite| *suite == codename)?;
            Some(Self { address: value("URIs:")?.split_whitespace().next()?.to_owned(), keyring: value("Signed-By:") })
        })
    }

    /// The older format: `deb [options] address suite component…`.
    fn in_lines(text: &str, codename: &str) -> Option<Self> {
        text.lines().find_map(|line| {
            let rest = line.trim().strip_prefix("deb ")?.trim();
            let (options, rest) = match rest.strip_prefix('[') {
                Some(rest) => rest.split_once(']')?,
                None => ("", rest),
            };
            let mut words = rest.split_whitespace();
            let address = words.next()?.to_owned();
            words.next().filter(|suite| *suite == codename)?;
            let keyring = options.split_whitespace().find_map(|option| option.strip_prefix("signed-by="));
            Some(Self { address, keyring: keyring.map(str::to_owned) })
        })
    }

    fn line(&self, suite: &str) -> String {
        let signed = self.keyring.as_ref().map(|keyring| format!("[signed-by={keyring}] ")).unwrap_or_default();
        format!("deb {signed}{} {suite} main\n", self.address)
    }
}

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn reads_both_formats_of_package_sources() {
        let paragraphs = "Types: deb\nURIs: http://mirror.invalid/debian\nSuites: bookworm bookworm-updates\n\
                          Components: main\nSigned-By: /k.gpg\n\nTypes: deb\nURIs: http://other.invalid\nSuites: nodistro";
        let source = Source::in_paragraphs(paragraphs, "bookworm").unwrap();
        assert_eq!(source.line("sid"), "deb [signed-by=/k.gpg] http://mirror.invalid/debian sid main\n");
        assert!(Source::in_paragraphs(paragraphs, "trixie").is_none());

        let lines = "# deb http://no.invalid bookworm main\ndeb [arch=amd64 signed-by=/k.gpg] http://mirror.invalid/debian bookworm main\n";
        let source = Source::in_lines(lines, "bookworm").unwrap();
        assert_eq!(source.line("sid"), "deb [signed-by=/k.gpg] http://mirror.invalid/debian sid main\n");
        assert_eq!(
            Source::in_lines("deb http://m.invalid/d trixie main", "trixie").unwrap().line("sid"),
            "deb http://m.invalid/d sid main\n"
        );
    }
}
