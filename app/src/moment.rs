//! Moments and durations as people write them.

use anyhow::{Context, Result, bail};
use chrono::{Local, TimeZone};
use io_economics::MONTH;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The last second of the year 9999, which is as far as RFC 3339 goes.
const LAST: i64 = 253_402_300_799;

/// `1798761600`, `2027-01-01T00:00:00Z`, `2027-01-01 00:00:00` or `2027-01-01`, in seconds since 1970.
pub fn parse(text: &str) -> Result<i64> {
    let seconds = match text.parse::<i64>() {
        Ok(seconds) => seconds,
        Err(_) => {
            let midnight = format!("{text}T00:00:00Z");
            let moment = humantime::parse_rfc3339_weak(text).or_else(|_| humantime::parse_rfc3339(&midnight));
            let Ok(moment) = moment else {
                bail!("\"{text}\" is not a moment: write seconds since 1970, or 2027-01-31T12:00:00Z");
            };
            i64::try_from(moment.duration_since(UNIX_EPOCH).context("the moment lies before 1970")?.as_secs())?
        }
    };
    if !(0..=LAST).contains(&seconds) {
        bail!("\"{text}\" lies outside the years 1970 to 9999");
    }
    Ok(seconds)
}

/// [`parse`] for where a period ends: a day ends with its last second.
pub fn parse_end(text: &str) -> Result<i64> {
    let moment = parse(text)?;
    let is_day = text.len() == "2027-01-31".len() && text.contains('-');
    if is_day { after(moment, 86_400) } else { Ok(moment) }
}

/// The moment so many seconds after another.
pub fn after(moment: i64, seconds: i64) -> Result<i64> {
    match moment.checked_add(seconds) {
        Some(later) if later <= LAST => Ok(later),
        _ => bail!("that would be after the year 9999"),
    }
}

/// `90s`, `20min`, `2h`, `30d`, `2w`, `1month`, `2y`, in seconds. A month is that of the vesting tables, and a year
/// twelve of them.
pub fn parse_duration(text: &str) -> Result<i64> {
    let unit_starts = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (count, unit) = text.split_at(unit_starts);
    let seconds = match unit.trim() {
        "s" | "sec" | "second" | "seconds" => 1,
        "min" | "minute" | "minutes" => 60,
        "h" | "hour" | "hours" => 3_600,
        "d" | "day" | "days" => 86_400,
        "w" | "week" | "weeks" => 604_800,
        "month" | "months" => MONTH.get(),
        "y" | "year" | "years" => MONTH.get() * 12,
        _ => bail!("\"{text}\" is not a duration: write 90s, 20min, 2h, 30d, 2w, 1month or 2y"),
    };
    let count: i64 = count.parse().with_context(|| format!("\"{text}\" does not say how many: write 30d"))?;
    count.checked_mul(seconds).with_context(|| format!("{text} is too long"))
}

/// `2027-01-31T12:00:00Z`.
pub fn show(seconds: i64) -> String {
    match u64::try_from(seconds) {
        Ok(since) if seconds <= LAST => {
            humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_secs(since)).to_string()
        }
        _ => format!("{seconds} s after 1970"),
    }
}

/// `2027-01-31 13:00:00 +01:00`, in the time zone of this machine.
pub fn show_local(seconds: i64) -> String {
    match Local.timestamp_opt(seconds, 0).single() {
        Some(local) if seconds <= LAST => local.format("%Y-%m-%d %H:%M:%S %:z").to_string(),
        _ => show(seconds),
    }
}

/// How long a number of seconds is, in its two largest units: `13 d 4 h`, `2 h 5 min`, `59 s`.
pub fn show_duration(seconds: i64) -> String {
    const UNITS: [(&str, i64); 4] = [("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)];
    let mut left = seconds.max(0);
    let mut parts = Vec::new();
    for (unit, length) in UNITS {
        let count = left / length;
        left %= length;
        if count > 0 || !parts.is_empty() {
            parts.push((count, unit));
        }
    }
    let told: Vec<String> =
        parts.iter().take(2).filter(|(count, _)| *count > 0).map(|(count, unit)| format!("{count} {unit}")).collect();
    if told.is_empty() { "0 s".into() } else { told.join(" ") }
}

/// What this machine's clock shows.
pub fn now() -> Result<i64> {
    let since =
        SystemTime::now().duration_since(UNIX_EPOCH).context("this machine's clock shows a time before 1970")?;
    Ok(i64::try_from(since.as_secs())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() -> Result<()> {
        for text in ["1798761600", "2027-01-01T00:00:00Z", "2027-01-01 00:00:00", "2027-01-01"] {
            assert_eq!(parse(text)?, 1_798_761_600, "{text}");
        }
        assert_eq!(show(1_798_761_600), "2027-01-01T00:00:00Z");
        assert_eq!(parse_end("2026-12-31")?, 1_798_761_600);
        for text in ["1798761600", "2027-01-01T00:00:00Z"] {
            assert_eq!(parse_end(text)?, 1_798_761_600, "{text}");
        }
        for text in ["", "tomorrow", "-1", "2027-13-01", "1969-12-31T23:59:59Z", "253402300800", "99999999999999999999"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
        Ok(())
    }

    #[test]
    fn durations() -> Result<()> {
        for (text, seconds) in [
            ("90s", 90),
            ("20min", 1_200),
            ("2h", 7_200),
            ("30d", 2_592_000),
            ("1month", 2_629_800),
            ("2 weeks", 1_209_600),
            ("1y", 31_557_600),
        ] {
            assert_eq!(parse_duration(text)?, seconds, "{text}");
        }
        for text in ["", "30", "d", "-1d", "1.5h", "1m", "99999999999999999999s", "9223372036854775807y"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
        Ok(())
    }

    #[test]
    fn countdowns() {
        for (seconds, text) in [
            (1_209_600, "14 d"),
            (1_209_599, "13 d 23 h"),
            (86_460, "1 d"),
            (7_500, "2 h 5 min"),
            (61, "1 min 1 s"),
            (59, "59 s"),
            (0, "0 s"),
            (-5, "0 s"),
        ] {
            assert_eq!(show_duration(seconds), text, "{seconds}");
        }
    }
}
