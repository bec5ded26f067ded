//! A text that is brought up to date: on a terminal in place, anywhere else one after the other.

use anyhow::Result;
use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode, size,
};
use crossterm::{execute, queue};
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

use crate::report::is_broken_pipe;

/// Shows what `look` says, again and again: until a key ends it on a terminal, or until nobody reads it any more. On a
/// terminal a look that fails is shown, and the next one made in its turn; the first has to succeed.
pub fn watch(every: Duration, in_place: bool, mut look: impl FnMut() -> Result<String>) -> Result<()> {
    let mut text = look()?;
    if in_place && io::stdout().is_terminal() {
        return Screen::open()?.watch(every, text, look);
    }
    loop {
        let written = writeln!(io::stdout().lock(), "{text}").and_then(|()| io::stdout().lock().flush());
        match written.map_err(anyhow::Error::from) {
            Err(error) if is_broken_pipe(&error) => return Ok(()),
            other => other?,
        }
        std::thread::sleep(every);
        text = look()?;
    }
}

/// The terminal while a text is shown in place. It becomes again what it was, however that ends.
struct Screen {
    /// How many lines of the text are above the screen.
    above: usize,
}

impl Screen {
    fn open() -> Result<Self> {
        enable_raw_mode()?;
        let screen = Self { above: 0 };
        execute!(io::stdout(), EnterAlternateScreen, Hide)?;
        Ok(screen)
    }

    fn watch(&mut self, every: Duration, mut text: String, mut look: impl FnMut() -> Result<String>) -> Result<()> {
        let mut fault = None;
        loop {
            let next = Instant::now() + every;
            loop {
                self.draw(&text, every, fault.as_deref())?;
                if !event::poll(next.saturating_duration_since(Instant::now()))? {
                    break;
                }
                match command(&event::read()?) {
                    Some(Command::End) => return Ok(()),
                    Some(Command::Look) => break,
                    Some(Command::Scroll(lines)) => self.above = self.above.saturating_add_signed(lines),
                    None => {}
                }
            }
            fault = match look() {
                Ok(new) => {
                    text = new;
                    None
                }
                Err(error) => Some(format!("the last look failed: {error:#}")),
            };
        }
    }

    fn draw(&mut self, text: &str, every: Duration, fault: Option<&str>) -> Result<()> {
        // A terminal that does not know its size is taken for an old one.
        let (columns, rows) = size().ok().filter(|(columns, rows)| *columns > 0 && *rows > 0).unwrap_or((80, 24));
        let (columns, rows) = (usize::from(columns), usize::from(rows.saturating_sub(1)));
        let lines: Vec<&str> = text.lines().collect();
        self.above = self.above.min(lines.len().saturating_sub(rows));
        let mut out = io::stdout().lock();
        queue!(out, MoveTo(0, 0), Clear(ClearType::All))?;
        for line in lines.iter().skip(self.above).take(rows) {
            write!(out, "{}\r\n", cut(line, columns))?;
        }
        let below = lines.len().saturating_sub(self.above.saturating_add(rows));
        let more = if below > 0 { format!(", ↓ {below} lines more") } else { String::new() };
        let status =
            fault.map_or_else(|| format!("every {} s, space looks now, q ends{more}", every.as_secs()), str::to_owned);
        queue!(out, MoveTo(0, u16::try_from(rows).unwrap_or(u16::MAX)))?;
        write!(out, "{}", cut(&status, columns))?;
        out.flush()?;
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        // Nothing more can be done about a terminal that is gone.
        let _ = execute!(io::stdout(), Show, LeaveAlternateScreen);
        let _ = disable_raw_mode();
    }
}

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Command {
    End,
    Look,
    Scroll(isize),
}

/// How far a key for a page scrolls.
const PAGE: isize = 20;

fn command(event: &Event) -> Option<Command> {
    let Event::Key(KeyEvent { code, modifiers, kind: KeyEventKind::Press, .. }) = event else { return None };
    Some(match code {
        KeyCode::Char('c') if modifiers.contains(KeyModifiers::CONTROL) => Command::End,
        KeyCode::Char('q') | KeyCode::Esc => Command::End,
        KeyCode::Char(' ') | KeyCode::Enter => Command::Look,
        KeyCode::Up => Command::Scroll(-1),
        KeyCode::Down => Command::Scroll(1),
        KeyCode::PageUp => Command::Scroll(-PAGE),
        KeyCode::PageDown => Command::Scroll(PAGE),
        KeyCode::Home => Command::Scroll(isize::MIN),
        KeyCode::End => Command::Scroll(isize::MAX),
        _ => return None,
    })
}

/// The first so many characters of a line.
fn cut(line: &str, columns: usize) -> &str {
    line.char_indices().nth(columns).map_or(line, |(end, _)| line.get(..end).unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_between_characters() {
        assert_eq!(cut("1 × H100", 3), "1 ×");
        assert_eq!(cut("1 × H100", 80), "1 × H100");
        assert_eq!(cut("", 0), "");
    }

    #[test]
    fn keys() {
        let press = |code, modifiers| command(&Event::Key(KeyEvent::new(code, modifiers)));
        assert_eq!(press(KeyCode::Char('q'), KeyModifiers::NONE), Some(Command::End));
        assert_eq!(press(KeyCode::Char('c'), KeyModifiers::CONTROL), Some(Command::End));
        assert_eq!(press(KeyCode::Char('c'), KeyModifiers::NONE), None);
        assert_eq!(press(KeyCode::Up, KeyModifiers::NONE), Some(Command::Scroll(-1)));
    }
}
