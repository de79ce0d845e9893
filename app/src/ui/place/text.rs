//! What a page looked like, as a short text.

use std::fmt;

/// How a reader left a page.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Place {
    /// Pixels it is scrolled down; `None` leaves that to the browser.
    pub top: Option<i32>,
    /// The row with the focus: its number and where it leads.
    pub row: Option<(u32, String)>,
    /// Names of what is unfolded.
    pub open: Vec<String>,
    /// What scrolls by itself and is not at its start.
    pub frames: Vec<Frame>,
}

/// A frame of a page that scrolls by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Frame {
    /// Its name.
    pub name: String,
    /// Pixels to the right.
    pub left: i32,
    /// Pixels down.
    pub top: i32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(top) = self.top {
            writeln!(f, "y {top}")?;
        }
        if let Some((number, href)) = &self.row {
            writeln!(f, "r {number} {href}")?;
        }
        for name in &self.open {
            writeln!(f, "o {name}")?;
        }
        for Frame { name, left, top } in &self.frames {
            writeln!(f, "f {left} {top} {name}")?;
        }
        Ok(())
    }
}

impl Place {
    /// Reads what was written; lines that cannot be read are left out.
    pub(super) fn read(text: &str) -> Self {
        let mut place = Self::default();
        for line in text.lines() {
            place.read_line(line);
        }
        place
    }

    fn read_line(&mut self, line: &str) -> Option<()> {
        let (kind, rest) = line.split_once(' ')?;
        match kind {
            "y" => self.top = Some(rest.parse().ok()?),
            "r" => {
                let (number, href) = rest.split_once(' ')?;
                self.row = Some((number.parse().ok()?, href.to_owned()));
            }
            "o" => self.open.push(rest.to_owned()),
            "f" => {
                let (left, rest) = rest.split_once(' ')?;
                let (top, name) = rest.split_once(' ')?;
                let (left, top) = (left.parse().ok()?, top.parse().ok()?);
                self.frames.push(Frame { name: name.to_owned(), left, top });
            }
            _ => {}
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nonsense_is_not() {
        let frame = Frame { name: "1 Detected sessions".to_owned(), left: 0, top: 612 };
        let place = Place {
            top: Some(340),
            row: Some((12, "/ip/2001:db8::7".to_owned())),
            open: vec!["0 Fingerprints & TCP".to_owned()],
            frames: vec![frame],
        };
        assert_eq!(Place::read(&place.to_string()), place);
        assert_eq!(Place::read("y high\nr 3\nf 1 2\n\nx y"), Place::default());
    }
}
