//! The query part of an address as names and values, and the links that change one of them.

/// Names and values in their order; a name may occur more than once.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Reads `a=1&b=x%20y`, with or without a question mark before it; bytes that are no UTF-8
    /// become replacement characters.
    #[must_use]
    pub fn parse(query: &str) -> Self {
        let query = query.strip_prefix('?').unwrap_or(query);
        let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        });
        Self(pairs.collect())
    }

    /// The value of a name, the last one when there are several; `None` when it is absent.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().rev().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The same, but an empty value counts as absent.
    #[must_use]
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// All values of a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// All names and values.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// With this value as the only one of its name.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        self.without(name).and(name, value)
    }

    /// With one more value.
    #[must_use]
    pub fn and(mut self, name: &str, value: &str) -> Self {
        self.0.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Without any value of this name.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        Self(self.0.iter().filter(|(n, _)| n != name).cloned().collect())
    }

    /// Without this value of this name.
    #[must_use]
    pub fn without_pair(&self, name: &str, value: &str) -> Self {
        Self(self.0.iter().filter(|(n, v)| n != name || v != value).cloned().collect())
    }

    /// The query as it stands in an address, without the question mark.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut query = String::new();
        for (name, value) in &self.0 {
            if !query.is_empty() {
                query.push('&');
            }
            encode_into(&mut query, name);
            query.push('=');
            encode_into(&mut query, value);
        }
        query
    }

    /// The address of `path` with this query.
    #[must_use]
    pub fn href(&self, path: &str) -> String {
        match self.encode() {
            query if query.is_empty() => path.to_owned(),
            query => format!("{path}?{query}"),
        }
    }
}

/// Text as one part of an address (RFC 3986 §2.3: all but unreserved characters are escaped).
#[must_use]
pub fn encoded(text: &str) -> String {
    let mut part = String::new();
    encode_into(&mut part, text);
    part
}

fn encode_into(out: &mut String, text: &str) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b':' => {
                out.push(char::from(byte));
            }
            _ => {
                out.push('%');
                out.push(char::from(HEX[usize::from(byte >> 4)]));
                out.push(char::from(HEX[usize::from(byte & 15)]));
            }
        }
    }
}

fn decoded(text: &str) -> String {
    let digit = |byte: Option<&u8>| byte.and_then(|b| char::from(*b).to_digit(16));
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                plain.push((high * 16 + low) as u8);
                at += 3;
                continue;
            }
            (b'+', _, _) => plain.push(b' '),
            (byte, _, _) => plain.push(byte),
        }
        at += 1;
    }
    String::from_utf8_lossy(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn links_change_one_value_and_keep_the_rest() {
        let params = Params::parse("?level=HIGH&page=3&host=a%20b&bare&x=1+2&x=%zz");
        assert_eq!(params.get("x"), Some("%zz"));
        assert_eq!(params.all("x").collect::<Vec<_>>(), ["1 2", "%zz"]);
        assert_eq!((params.get("bare"), params.filled("bare")), (Some(""), None));
        let next = params.without("x").without("bare").with("page", "4");
        assert_eq!(next.href("/detections"), "/detections?level=HIGH&host=a%20b&page=4");
        assert_eq!(Params::default().href("/ip"), "/ip");
        assert_eq!(params.without_pair("x", "1 2").all("x").count(), 1);
    }

    proptest! {
        #[test]
        fn what_is_encoded_is_what_is_read(pairs in prop::collection::vec((".{1,9}", ".{0,30}"), 0..9)) {
            let params = Params(pairs);
            prop_assert_eq!(Params::parse(&params.encode()), params);
        }

        #[test]
        fn any_text_can_be_read(query in ".{0,200}") {
            let _ = Params::parse(&query);
        }
    }
}
