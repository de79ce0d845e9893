//! Cuts a file of SQL into statements, aware of quotes and comments.

/// The statements of a file, without the semicolons; what holds only comments is left out.
pub(super) fn statements(sql: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut rest = sql;
    while let Some((token, length)) = token(rest) {
        let at = sql.len() - rest.len();
        if token == Token::End {
            found.push(&sql[start..at]);
            start = at + length;
        }
        rest = &rest[length..];
    }
    found.push(&sql[start..]);
    found.retain(|statement| !without_comments(statement).is_empty());
    found.into_iter().map(str::trim).collect()
}

/// The statement without comments and surrounding blanks.
pub(super) fn without_comments(statement: &str) -> String {
    let mut code = String::with_capacity(statement.len());
    let mut rest = statement;
    while let Some((token, length)) = token(rest) {
        if token != Token::Comment {
            code.push_str(&rest[..length]);
        }
        rest = &rest[length..];
    }
    code.trim().to_owned()
}

#[derive(PartialEq, Eq, Clone, Copy)]
enum Token {
    End,
    Comment,
    Other,
}

/// The first token and its length in bytes; `None` at the end.
fn token(text: &str) -> Option<(Token, usize)> {
    let first = text.chars().next()?;
    if text.starts_with("--") {
        return Some((Token::Comment, text.find('\n').unwrap_or(text.len())));
    }
    if text.starts_with("/*") {
        return Some((Token::Comment, text.find("*/").map_or(text.len(), |at| at + 2)));
    }
    match first {
        ';' => Some((Token::End, 1)),
        '\'' | '"' | '`' => Some((Token::Other, quoted(text, first))),
        _ => Some((Token::Other, first.len_utf8())),
    }
}

/// Length of the quoted text at the start, both quotes included; a backslash protects the next
/// character. A doubled quote reads as two texts side by side, which cuts nowhere either.
fn quoted(text: &str, quote: char) -> usize {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, character)) = chars.next() {
        if character == '\\' {
            chars.next();
        } else if character == quote {
            return at + character.len_utf8();
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(sql: &str, expect: &[&str]) {
        assert_eq!(statements(sql), expect, "{sql}");
    }

    #[test]
    fn semicolons_end_statements() {
        check("a;\nb;\n", &["a", "b"]);
        check("a;b", &["a", "b"]);
        check(" ; ;\n", &[]);
    }

    #[test]
    fn quotes_and_comments_keep_their_semicolons() {
        check("SELECT ';', \"a;b\", `c;d`; x", &["SELECT ';', \"a;b\", `c;d`", "x"]);
        check(r"SELECT 'it\'s;', 'it''s;'; x", &[r"SELECT 'it\'s;', 'it''s;'", "x"]);
        check("a -- b; c\n, d; /* e; */ f", &["a -- b; c\n, d", "/* e; */ f"]);
        check("-- only; a comment\n", &[]);
        check("'é;' ; 'open;", &["'é;'", "'open;"]);
    }

    #[test]
    fn comments_can_be_taken_out() {
        assert_eq!(without_comments("-- a\nSELECT '--b' /* c */ , 1"), "SELECT '--b'  , 1");
    }
}
