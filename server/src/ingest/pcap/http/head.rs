//! The head of an HTTP/1 message: start line and header lines, collected and taken apart.

/// Longest head that is kept, bytes; servers refuse far shorter ones.
const MAX_HEAD: usize = 64 << 10;

/// A head that arrives in pieces.
#[derive(Default)]
pub(super) struct HeadReader {
    bytes: Vec<u8>,
}

/// Whether the head is whole.
pub(super) enum HeadEnd {
    More,
    /// The head ends after this many of the bytes given last.
    At(usize),
    /// The head passed 64 KiB; what was collected is cut there.
    TooLong,
}

impl HeadReader {
    pub(super) fn held(&self) -> usize {
        self.bytes.capacity()
    }

    pub(super) fn push(&mut self, bytes: &[u8]) -> HeadEnd {
        let before = self.bytes.len();
        self.bytes.extend_from_slice(&bytes[..bytes.len().min(MAX_HEAD - before)]);
        // The empty line may have begun in the bytes already here.
        let mut from = before.saturating_sub(2);
        while let Some(newline) = self.bytes[from..].iter().position(|b| *b == b'\n') {
            let end = from + newline + 1;
            let blank = match self.bytes[end..] {
                [b'\n', ..] => 1,
                [b'\r', b'\n', ..] => 2,
                _ => 0,
            };
            if blank > 0 {
                self.bytes.truncate(end);
                return HeadEnd::At((end + blank).saturating_sub(before));
            }
            from = end;
        }
        if self.bytes.len() < MAX_HEAD { HeadEnd::More } else { HeadEnd::TooLong }
    }

    /// The lines collected so far.
    pub(super) fn take(&mut self) -> Head {
        Head { bytes: std::mem::take(&mut self.bytes) }
    }
}

/// A collected head, whole or not.
pub(super) struct Head {
    bytes: Vec<u8>,
}

impl Head {
    /// The first line without its end; `None` when the line is not whole.
    pub(super) fn start_line(&self) -> Option<String> {
        let end = self.bytes.iter().position(|b| *b == b'\n')?;
        Some(String::from_utf8_lossy(&self.bytes[..end]).trim_end().to_owned())
    }

    /// Name and value of each header line, in order; wrapped lines are joined.
    ///
    /// Lines without a colon are left out. A last line without an end counts
    /// only for a head that was cut (its value may be short).
    pub(super) fn fields(&self) -> Vec<(String, String)> {
        let mut fields: Vec<(String, String)> = Vec::new();
        for line in self.bytes.split(|b| *b == b'\n').skip(1) {
            if let [b' ' | b'\t', ..] = line {
                if let Some((_, value)) = fields.last_mut() {
                    let more = text(line);
                    if !more.is_empty() && !value.is_empty() {
                        value.push(' ');
                    }
                    value.push_str(&more);
                }
            } else if let Some(colon) = line.iter().position(|b| *b == b':') {
                let name = text(&line[..colon]);
                if !name.is_empty() {
                    fields.push((name, text(&line[colon + 1..])));
                }
            }
        }
        fields
    }
}

/// The value of the first field of that name, compared without case.
pub(super) fn field<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}
