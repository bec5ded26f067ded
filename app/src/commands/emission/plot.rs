//! `io emission schedule --plot`: a drawing of the emission over its 20 years.

use anyhow::{Context, Result};
use io_economics::{Amount, BASE_UNITS_PER_IO, EMISSION_SUPPLY, Epoch, GENESIS_SUPPLY, LAST_EPOCH, MAX_SUPPLY};
use io_economics::{cumulative, emission};
use serde::Serialize;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::report::{Output, Report, print};

/// Hours in a year of the schedule: 20 of them are an hour more than all epochs.
const HOURS_PER_YEAR: u32 = 8_766;
const YEARS: u32 = 20;

/// How many epochs lie between two points of a curve: twelve points a year.
const STRIDE: usize = 730;

/// The sheet, and where the axes stand on it.
const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 760.0;
const LEFT: f64 = 96.0;
const RIGHT: f64 = 920.0;

const STYLE: &str = "text { font-family: Helvetica, Arial, sans-serif; font-size: 14px; fill: #3c4257 } \
     .title { font-size: 22px; font-weight: bold; fill: #16192b } .head { font-size: 16px; fill: #16192b } \
     .end { text-anchor: end } .middle { text-anchor: middle } .grid { stroke: #e3e6ee } .axis { stroke: #3c4257 } \
     .cap { stroke: #b4483c; stroke-dasharray: 6 4 } .capped { fill: #b4483c } \
     .curve { fill: none; stroke: #3451d1; stroke-width: 2.5 } .emitted { fill: #3451d1; fill-opacity: 0.25 } \
     .genesis { fill: #8a93ab; fill-opacity: 0.35 }";

/// One diagram of the sheet: years to the right, and upwards something from zero to `top`.
struct Panel {
    upper: f64,
    lower: f64,
    top: f64,
}

#[derive(Serialize)]
struct Plot {
    file: String,
    bytes: usize,
}

pub fn write(file: &Path, output: Output) -> Result<()> {
    let drawing = draw()?;
    fs::write(file, &drawing).with_context(|| format!("cannot write {}", file.display()))?;
    print(&Plot { file: file.display().to_string(), bytes: drawing.len() }, output)
}

impl Report for Plot {
    fn display(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "The emission over {YEARS} years is drawn in {}", self.file)
    }
}

fn draw() -> Result<String> {
    let mut svg = String::new();
    writeln!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">"#
    )?;
    writeln!(svg, "<title>The emission of IO</title>\n<style>{STYLE}</style>")?;
    writeln!(svg, r##"<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>"##)?;
    writeln!(svg, r#"<text class="title" x="{LEFT}" y="40">The emission of IO over {YEARS} years</text>"#)?;
    hourly(&mut svg)?;
    supply(&mut svg)?;
    writeln!(svg, "</svg>")?;
    Ok(svg)
}

/// What each hour emits.
fn hourly(svg: &mut String) -> Result<()> {
    let panel = Panel { upper: 96.0, lower: 346.0, top: 5_000.0 };
    panel.frame(svg, "Hourly emission, IO", 1_000.0, |value| grouped(value as u64))?;
    let points: Vec<(f64, f64)> = epochs().map(|epoch| (years(epoch), io(emission(epoch)))).collect();
    panel.line(svg, &points)?;
    for (point, class, right) in [(points.first(), "start", 14.0), (points.last(), "end", 0.0)] {
        let Some((year, rate)) = point else { continue };
        let (x, y) = (panel.x(*year) + right, panel.y(*rate) - 8.0 + right / 2.0);
        let (whole, cents) = (grouped(*rate as u64), rate.fract() * 100.0);
        writeln!(svg, r#"<text class="{class}" x="{x:.1}" y="{y:.1}">{whole}.{cents:02.0}</text>"#)?;
    }
    Ok(())
}

/// What has been minted by the end of each hour, if nothing is forfeited.
fn supply(svg: &mut String) -> Result<()> {
    let panel = Panel { upper: 446.0, lower: 696.0, top: 900.0 };
    panel.frame(svg, "Supply without burns, millions of IO", 100.0, |value| grouped(value as u64))?;
    let genesis = io(GENESIS_SUPPLY) / 1e6;
    let points: Vec<(f64, f64)> = epochs().map(|epoch| (years(epoch), genesis + io(cumulative(epoch)) / 1e6)).collect();
    let floor = [(f64::from(YEARS), genesis), (0.0, genesis)];
    panel.area(svg, "genesis", &[floor[1], floor[0], (f64::from(YEARS), 0.0), (0.0, 0.0)])?;
    panel.area(svg, "emitted", &points.iter().copied().chain(floor).collect::<Vec<_>>())?;
    panel.line(svg, &points)?;
    let cap = panel.y(io(MAX_SUPPLY) / 1e6);
    writeln!(svg, r#"<line class="cap" x1="{LEFT}" x2="{RIGHT}" y1="{cap:.1}" y2="{cap:.1}"/>"#)?;
    let at = panel.x(0.2);
    writeln!(svg, r#"<text class="capped" x="{at:.1}" y="{:.1}">cap: 800 million, ever minted</text>"#, cap - 8.0)?;
    let middle = panel.x(f64::from(YEARS) / 2.0);
    let emitted = grouped(EMISSION_SUPPLY.get() / BASE_UNITS_PER_IO / 1_000_000);
    for (text, value) in [(format!("emission: {emitted} million"), 590.0), ("genesis: 500 million".into(), 240.0)] {
        writeln!(svg, r#"<text class="middle" x="{middle:.1}" y="{:.1}">{text}</text>"#, panel.y(value))?;
    }
    Ok(())
}

impl Panel {
    fn x(&self, year: f64) -> f64 {
        LEFT + year / f64::from(YEARS) * (RIGHT - LEFT)
    }

    fn y(&self, value: f64) -> f64 {
        self.lower - value / self.top * (self.lower - self.upper)
    }

    /// The grid, the axes and their labels.
    fn frame(&self, svg: &mut String, head: &str, step: f64, label: impl Fn(f64) -> String) -> Result<()> {
        let Self { upper, lower, top } = self;
        writeln!(svg, r#"<text class="head" x="{LEFT}" y="{:.1}">{head}</text>"#, upper - 18.0)?;
        for tick in 0..=(top / step).round() as u32 {
            let value = f64::from(tick) * step;
            let y = self.y(value);
            writeln!(svg, r#"<line class="grid" x1="{LEFT}" x2="{RIGHT}" y1="{y:.1}" y2="{y:.1}"/>"#)?;
            let (x, y) = (LEFT - 10.0, y + 5.0);
            writeln!(svg, r#"<text class="end" x="{x:.1}" y="{y:.1}">{}</text>"#, label(value))?;
        }
        for year in (0..=YEARS).step_by(2) {
            let x = self.x(f64::from(year));
            writeln!(svg, r#"<line class="grid" x1="{x:.1}" x2="{x:.1}" y1="{upper}" y2="{lower}"/>"#)?;
            writeln!(svg, r#"<text class="middle" x="{x:.1}" y="{:.1}">{year}</text>"#, lower + 20.0)?;
        }
        let middle = (LEFT + RIGHT) / 2.0;
        writeln!(svg, r#"<text class="middle" x="{middle:.1}" y="{:.1}">years since genesis</text>"#, lower + 40.0)?;
        writeln!(svg, r#"<line class="axis" x1="{LEFT}" x2="{RIGHT}" y1="{lower}" y2="{lower}"/>"#)?;
        writeln!(svg, r#"<line class="axis" x1="{LEFT}" x2="{LEFT}" y1="{upper}" y2="{lower}"/>"#)?;
        Ok(())
    }

    fn line(&self, svg: &mut String, points: &[(f64, f64)]) -> Result<()> {
        writeln!(svg, r#"<polyline class="curve" points="{}"/>"#, self.places(points))?;
        Ok(())
    }

    fn area(&self, svg: &mut String, class: &str, points: &[(f64, f64)]) -> Result<()> {
        writeln!(svg, r#"<polygon class="{class}" points="{}"/>"#, self.places(points))?;
        Ok(())
    }

    fn places(&self, points: &[(f64, f64)]) -> String {
        let places = points.iter().map(|(year, value)| format!("{:.1},{:.1}", self.x(*year), self.y(*value)));
        places.collect::<Vec<_>>().join(" ")
    }
}

/// The epochs that are drawn: the first, the last, and some between.
fn epochs() -> impl Iterator<Item = Epoch> {
    (1..LAST_EPOCH).step_by(STRIDE).chain([LAST_EPOCH]).map(Epoch::saturating)
}

/// How many years after genesis an epoch ends.
fn years(epoch: Epoch) -> f64 {
    f64::from(epoch.get()) / f64::from(HOURS_PER_YEAR)
}

/// An amount as a drawing has it, which is not exact.
fn io(amount: Amount) -> f64 {
    amount.get() as f64 / BASE_UNITS_PER_IO as f64
}

fn grouped(number: u64) -> String {
    if number < 1_000 { number.to_string() } else { format!("{},{:03}", number / 1_000, number % 1_000) }
}
