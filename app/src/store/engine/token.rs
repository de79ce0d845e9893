//! ClickHouse SQL cut into tokens: just enough to tell keywords from names, text and comments.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword or a bare name.
    Word,
    /// A name in backticks or double quotes.
    Quoted,
    /// A text literal.
    Text,
    /// A number.
    Number,
    /// Any other single byte.
    Sign(u8),
    /// A text, name or comment whose end is not there (yet).
    Open,
}

/// A token and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) end: usize,
    /// How many brackets are open around it.
    pub(super) depth: u32,
}

/// The tokens of a statement, from a given place on.
pub(super) struct Tokens<'a> {
    sql: &'a [u8],
    at: usize,
    depth: u32,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(sql: &'a [u8]) -> Self {
        Self { sql, at: 0, depth: 0 }
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.sql.get(self.at + ahead).copied()
    }

    /// Skips blanks and comments; `false` when a comment does not end.
    fn skip_blanks(&mut self) -> bool {
        loop {
            match (self.byte(0), self.byte(1)) {
                (Some(byte), _) if byte.is_ascii_whitespace() || byte == 0x0B => self.at += 1,
                (Some(b'-'), Some(b'-')) => self.skip_line(),
                (Some(b'#'), Some(b' ' | b'!')) => self.skip_line(),
                (Some(b'/'), Some(b'*')) => match find(&self.sql[self.at + 2..], b"*/") {
                    Some(length) => self.at += length + 4,
                    None => return false,
                },
                _ => return true,
            }
        }
    }

    fn skip_line(&mut self) {
        let rest = &self.sql[self.at..];
        self.at += rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
    }

    /// Length of what is quoted from here on, both quotes included.
    fn quoted(&self, quote: u8) -> Option<usize> {
        let rest = &self.sql[self.at..];
        let mut index = 1;
        while index < rest.len() {
            match rest[index] {
                b'\\' => index += 2,
                byte if byte == quote && rest.get(index + 1) == Some(&quote) => index += 2,
                byte if byte == quote => return Some(index + 1),
                _ => index += 1,
            }
        }
        None
    }

    /// Length of a `$tag$ … $tag$` text, when one begins here.
    fn heredoc(&self) -> Option<Option<usize>> {
        let rest = &self.sql[self.at..];
        let tag = 1 + rest[1..].iter().position(|&byte| !is_word(byte) || byte == b'$')?;
        if rest[tag] != b'$' {
            return None;
        }
        let mark = &rest[..=tag];
        Some(find(&rest[mark.len()..], mark).map(|length| length + 2 * mark.len()))
    }
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        let whole = self.skip_blanks();
        let start = self.at;
        let first = self.byte(0)?;
        let (kind, length) = if whole {
            match first {
                b'\'' => (Kind::Text, self.quoted(first)),
                b'`' | b'"' => (Kind::Quoted, self.quoted(first)),
                b'$' => match self.heredoc() {
                    Some(length) => (Kind::Text, length),
                    None => (Kind::Sign(first), Some(1)),
                },
                b'0'..=b'9' => (Kind::Number, Some(self.word_length())),
                byte if is_word(byte) => (Kind::Word, Some(self.word_length())),
                byte => (Kind::Sign(byte), Some(1)),
            }
        } else {
            (Kind::Open, None)
        };
        let (kind, length) = match length {
            Some(length) => (kind, length),
            None => (Kind::Open, self.sql.len() - start),
        };
        self.at += length;
        if matches!(kind, Kind::Sign(b')' | b']' | b'}')) {
            self.depth = self.depth.saturating_sub(1);
        }
        let token = Token { kind, start, end: self.at, depth: self.depth };
        if matches!(kind, Kind::Sign(b'(' | b'[' | b'{')) {
            self.depth += 1;
        }
        Some(token)
    }
}

impl Tokens<'_> {
    fn word_length(&self) -> usize {
        let rest = &self.sql[self.at..];
        rest.iter().position(|&byte| !is_word(byte)).unwrap_or(rest.len())
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_texts_and_names_are_told_apart() {
        let sql =
            "SELECT 'a;''b\\'', `x;y`, \"z\" -- ;\n /* ; */ , $q$ ; $q$, 1e3; # x\nt.é".as_bytes();
        let words: Vec<_> = Tokens::new(sql)
            .map(|token| (token.kind, String::from_utf8_lossy(&sql[token.start..token.end])))
            .collect();
        let texts: Vec<_> = words.iter().map(|(_, text)| text.as_ref()).collect();
        assert_eq!(
            texts,
            [
                "SELECT",
                "'a;''b\\''",
                ",",
                "`x;y`",
                ",",
                "\"z\"",
                ",",
                "$q$ ; $q$",
                ",",
                "1e3",
                ";",
                "t",
                ".",
                "é"
            ]
        );
        assert_eq!(words[1].0, Kind::Text);
        assert_eq!(words[3].0, Kind::Quoted);
        assert_eq!(words[7].0, Kind::Text);
    }

    #[test]
    fn an_unfinished_text_is_open() {
        for sql in ["SELECT 'a", "SELECT `a", "SELECT /* a", "SELECT $x$ a"] {
            let last = Tokens::new(sql.as_bytes()).last();
            assert_eq!(last.map(|token| token.kind), Some(Kind::Open), "{sql}");
        }
    }

    #[test]
    fn any_bytes_end() {
        const ALPHABET: &[u8] = b"'`\"$\\-#/*(){}[];a1 \n\xc3";
        for seed in 0..2_000_u32 {
            let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
            let bytes: Vec<u8> = (0..64)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    ALPHABET[(state >> 24) as usize % ALPHABET.len()]
                })
                .collect();
            assert!(Tokens::new(&bytes).count() <= bytes.len());
        }
    }
}
