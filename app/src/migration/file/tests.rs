//! Which cluster a settings file is for, and what in one cannot work.

use super::*;
use std::collections::BTreeSet;

const OPERATOR_KEY: Pubkey = Pubkey::new_from_array([7; 32]);

fn built_in(name: &str) -> &'static str {
    let (_, text) = BUILT_IN.iter().find(|(known, _)| *known == name).expect("a built-in file");
    text
}

/// The key of that name, in a world where every name has one.
fn key(name: &KeyName) -> Result<Pubkey> {
    let mut bytes = [1; 32];
    bytes.iter_mut().zip(name.to_string().bytes()).for_each(|(byte, letter)| *byte = letter);
    Ok(Pubkey::new_from_array(bytes))
}

fn settings(text: &str) -> Result<Settings> {
    SettingsFile::parse("it", text)?.settings(&Names { operator: Some(OPERATOR_KEY), embedded: &key })
}

/// What is found where a file has `to` in place of `from`.
fn fault(file: &str, from: &str, to: &str) -> String {
    let text = file.replacen(from, to, 1);
    assert_ne!(text, file, "{from}");
    format!("{:#}", settings(&text).expect_err(to))
}

/// A file with something in place of every blank.
fn filled_in(text: &str) -> String {
    let mut filled = text.replacen("\"<when the first hour begins, such as 2027-01-31T12:00:00Z>\"", "\"now\"", 1);
    for number in 10.. {
        let Some((start, rest)) = filled.split_once("\"<") else { break };
        let (_, end) = rest.split_once(">\"").expect("the end of a blank");
        filled = format!("{start}\"{}\"{end}", Pubkey::new_from_array([number; 32]));
    }
    filled
}

#[test]
fn the_files_of_the_repository_are_built_in() -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations");
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            files.insert(path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned());
        }
    }
    assert_eq!(files, BUILT_IN.iter().map(|(name, _)| name.to_string()).collect());
    Ok(())
}

#[test]
fn every_built_in_file_makes_sense_once_it_is_filled_in() -> Result<()> {
    for (name, text) in BUILT_IN {
        let file = SettingsFile::parse(name, &filled_in(text))?;
        file.require_filled_in()?;
        file.settings(&Names { operator: Some(OPERATOR_KEY), embedded: &key })?;
    }
    Ok(())
}

/// A rehearsal is worth something only if it sets what the mainnet will have.
#[test]
fn every_cluster_has_the_same_numbers() -> Result<()> {
    let numbers = |name: &str| -> Result<Vec<String>> {
        let mut file = SettingsFile::parse(name, built_in(name))?;
        ADDRESSEE.iter().for_each(|key| drop(file.table.remove(*key)));
        let mut numbers = Vec::new();
        // Attestors are few where nothing is at stake.
        let own = ["quorum", "begins"];
        list(&Value::Table(file.table), "", &mut |place, value| {
            let is_key = value.as_str().is_some_and(|text| {
                is_blank(text) || text == OPERATOR || text.starts_with("embedded:") || text.parse::<Pubkey>().is_ok()
            });
            if !is_key && !own.iter().any(|own| place.ends_with(own)) {
                numbers.push(format!("{place} = {value}"));
            }
        });
        Ok(numbers)
    };
    let mainnet = numbers("mainnet-beta.toml")?;
    assert_eq!(mainnet.len(), 21 + 26 * 4 + 5 + 9 + 8, "{mainnet:#?}");
    for other in ["devnet.toml", "localnet.toml", "embedded.toml"] {
        assert_eq!(numbers(other)?, mainnet, "{other}");
    }
    Ok(())
}

fn list(value: &Value, place: &str, tell: &mut dyn FnMut(&str, &Value)) {
    match value {
        Value::Table(table) => table.iter().for_each(|(key, value)| list(value, &format!("{place}.{key}"), tell)),
        Value::Array(values) => {
            (1..).zip(values).for_each(|(number, value)| list(value, &format!("{place} {number}"), tell));
        }
        value => tell(place, value),
    }
}

#[test]
fn a_file_is_for_one_cluster() -> Result<()> {
    let [devnet, mainnet] = ["devnet.toml", "mainnet-beta.toml"].map(|name| SettingsFile::parse(name, built_in(name)));
    let (devnet, mainnet) = (devnet?, mainnet?);
    let embedded = SettingsFile::parse("embedded.toml", built_in("embedded.toml"))?;
    devnet.require_cluster(devnet.genesis_hash)?;
    embedded.require_cluster(None)?;
    let refusal = |file: &SettingsFile, genesis| file.require_cluster(genesis).expect_err("a refusal").to_string();
    assert_eq!(
        refusal(&mainnet, devnet.genesis_hash),
        "mainnet-beta.toml is for mainnet-beta, the cluster whose genesis has the hash \
         5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d, and this is devnet, the cluster whose genesis has the hash \
         EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG: nothing was done"
    );
    assert!(refusal(&devnet, mainnet.genesis_hash).contains("and this is mainnet-beta"));
    assert!(
        refusal(&embedded, mainnet.genesis_hash).starts_with("embedded.toml is for the embedded ledger, and this is")
    );
    assert!(refusal(&devnet, None).ends_with("and this is the embedded ledger: nothing was done"));
    let unknown = refusal(&devnet, Some(Hash::new_from_array([3; 32])));
    assert!(
        unknown
            .contains("and this is the cluster whose genesis has the hash CktRuQ2mttgRGkXJtyksdKHjUdc2C4TgDzyB98oEzy8")
    );
    Ok(())
}

#[test]
fn the_built_in_file_of_a_cluster_is_found() -> Result<()> {
    for (name, text) in BUILT_IN {
        let genesis = SettingsFile::parse(name, text)?.genesis_hash;
        if *name != "localnet.toml" {
            assert_eq!(SettingsFile::built_in(genesis)?.name, *name);
        }
    }
    let refusal = SettingsFile::built_in(Some(Hash::default())).err().expect("a refusal").to_string();
    assert!(refusal.contains("fill in a copy of migrations/localnet.toml"), "{refusal}");
    Ok(())
}

#[test]
fn blanks_are_refused_and_all_of_them_are_named() -> Result<()> {
    for (name, blanks) in [("embedded.toml", 0), ("localnet.toml", 6), ("devnet.toml", 20), ("mainnet-beta.toml", 21)] {
        let file = SettingsFile::parse(name, built_in(name))?;
        match file.require_filled_in() {
            Ok(()) => assert_eq!(blanks, 0, "{name}"),
            Err(refusal) => {
                let refusal = refusal.to_string();
                assert_eq!(refusal.lines().count(), 1 + blanks, "{refusal}");
                assert!(refusal.contains("stake.slasher: <slasher>"), "{refusal}");
            }
        }
    }
    Ok(())
}

/// A key that hands over and stays the pauser besides is forgotten, and found again by whoever steals it.
#[test]
fn an_operator_who_hands_the_suite_over_has_no_other_role() {
    let embedded = built_in("embedded.toml");
    for key in SUCCESSORS {
        let (from, to) = (format!("{key} = \"operator\""), format!("{key} = \"embedded:council\""));
        let found = fault(embedded, &from, &to);
        assert!(found.contains("is the operator, who hands the suite over to somebody else"), "{found}");
    }
    assert!(settings(&embedded.replace("\"operator\"", "\"embedded:council\"")).is_ok());
}

#[test]
fn without_an_upgrade_authority_there_is_no_operator() -> Result<()> {
    let file = SettingsFile::parse("it", built_in("embedded.toml"))?;
    let found = file.settings(&Names { operator: None, embedded: &key }).expect_err("a refusal");
    assert!(format!("{found:#}").contains("so there is no operator"), "{found:#}");
    Ok(())
}

#[test]
fn faults_are_found_before_anything_is_sent() {
    let mut other = Vec::new();
    for (from, to, expected) in [
        ("cluster = ", "clusters = ", "which `cluster` it is for"),
        (
            "slasher = \"embedded:slasher\"",
            "slasher = \"me\"",
            "\"me\" is neither an address in base58, nor `operator`, nor like",
        ),
        ("[token]", "[tokens]", "`token`"),
        ("[treasury]", "", "pauser"),
        // The token.
        ("id = 2", "id = 1", "[token]: there are two allocations 1"),
        ("\"90_400_000\"", "\"90_400_000.00000001\"", "core add up to 90,400,000.00000001 IO"),
        ("\"28_000_000\"", "\"100_000_001\"", "allocation 1: More would vest at genesis"),
        ("first_month = 1\nlast_month = 48", "first_month = 1", "allocation 2: The first month"),
        ("category = \"seed\"", "category = \"seed\"\nfirst_month = 1", "allocation 3: Seed, series A and core"),
        ("category = \"seed\"", "category = \"angels\"", "\"angels\" is not a category"),
        ("pauser = ", "pauzer = ", "pauzer"),
        // Staking.
        (
            "\"embedded:slasher\"",
            "\"embedded:arbiter\"",
            "[stake]: The slasher and the arbiter can never be the same key.",
        ),
        (
            "\"embedded:arbiter\"",
            "\"embedded:\"",
            "stake.arbiter: \"embedded:\": such a name has 1 to 32 small letters",
        ),
        ("number = 1,", "number = 0,", "there are two device classes 0"),
        ("name = \"H200\"", "name = \"B200\"", "there are two device classes called B200"),
        ("number = 1,", "number = 128,", "device class 128: There is no device class of this number."),
        ("number = 1,", "number = -1,", "-1"),
        ("\"H200\"", "\"\"", "device class 1: The name of a class is 1 to 24 bytes"),
        ("\"H200\"", "\"H200, the long-named one \"", "device class 1: The name of a class is 1 to 24 bytes"),
        ("multiplier_bps = 120_000", "multiplier_bps = 0", "device class 1: The multiplier of a class"),
        ("pool = \"gpu\"", "pool = \"tpu\"", "\"tpu\" is not a pool: they are gpu and cpu"),
        // The emission.
        ("[\"embedded:attestor\"]", "[]", "[emission]: There has to be at least one attestor."),
        ("[\"embedded:attestor\"]", "[\"operator\", \"operator\"]", "Each attestor counts once"),
        ("quorum = 1", "quorum = 0", "The quorum has to be at least one"),
        ("quorum = 1", "quorum = 2", "at most the number of attestors"),
        ("max_lease = 24", "max_lease = 169", "A lease may run 1 to 168 epochs ahead."),
        ("weight_cap_bps = 10_000", "weight_cap_bps = 9_999", "lies between 1 and 10 times"),
        ("weight_cap_bps = 10_000", "weight_cap_bps = 100_001", "lies between 1 and 10 times"),
        ("costake_bps = 500", "costake_bps = 5_001", "get half of its rewards at most"),
        ("costake_bps = 100", "costake_bps = 5_001", "get half of its rent at most"),
        ("begins = \"now\"", "begins = \"soon\"", "\"soon\" is not a moment"),
        ("cpu = 500", "tpu = 500", "tpu"),
        ("cpu = 500", "cpu = 501", "have to sum up to exactly 100%"),
        // The treasury.
        ("start_bps = -200", "start_bps = 1", "[treasury]: The auction must start at -2,000 to 0 basis points"),
        ("ceiling_bps = 100", "ceiling_bps = 501", "The auction must start at -2,000 to 0 basis points"),
        ("ramp = 3_600", "ramp = 59", "rise for 60 seconds to 7 days"),
        ("min_fill = \"10\"", "min_fill = \"0.999999\"", "The smallest fill must be at least 1 USDC"),
        ("day_cap = \"10_000\"", "day_cap = \"999\"", "the day's cap no less than both"),
        ("swap_floor_bps = -100", "swap_floor_bps = 1", "The floor of swaps must lie at -500 to 0"),
        ("max_age = 60", "max_age = 301", "A price may be 1 to 300 seconds old"),
        ("min_fill = \"10\"", "min_fill = 10", "invalid type: integer"),
        // The market.
        ("facilitation_usdc_bps = 200", "facilitation_usdc_bps = 501", "[market]: A fee is at most 500 basis points."),
        ("failure_bps = 1_000", "failure_bps = 5_001", "A failure takes back at most 5,000 basis points"),
        ("\n\n[market]", "0\n\n[market]", "A price may be 1 to 300 seconds old"),
        ("quorum = 2", "quorum = 4", "The quorum is at least one and at most the number of attestors."),
        ("quorum = 2", "quorum = 0", "The quorum is at least one"),
        ("embedded:attestor-2", "embedded:attestor-1", "An attestor is named twice"),
        ("network_bps = 0", "network_fee = 0", "network_fee"),
    ] {
        let found = fault(built_in("embedded.toml"), from, to);
        if !found.contains(expected) {
            other.push(format!("{to}: {found}"));
        }
    }
    assert!(other.is_empty(), "{}", other.join("\n"));
}

#[test]
fn a_category_can_be_divided() -> Result<()> {
    let one = "amount = \"90_400_000\"";
    let two = "amount = \"90_399_999.99999959\"\n\n[[token.allocations]]\nid = 6\ncategory = \"core\"\n\
               beneficiary = \"B1aLzaNMeFVAyQ6f3XbbUyKcH2YPHu2fqiEagmiF23VR\"\namount = \"0.00000041\"";
    settings(&built_in("embedded.toml").replacen(one, two, 1)).map(drop)
}
