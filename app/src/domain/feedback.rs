//! What analysts say of addresses: verdicts, their reasons, and the history they form.

pub mod author;
pub mod target;

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use self::target::Rejected;
use super::ip::Ip;
use super::threat::ThreatLevel;
use super::time::Timestamp;

/// Characters a note may have.
pub const COMMENT_MAX: usize = 4_096;
/// Rows of an action on several addresses that its report names.
pub const REPORT_ROWS: usize = 20;

/// What an address is held to be; the closed set of seed 001.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Automated, and not wanted.
    Bot,
    /// A person, or a machine that is welcome.
    Legitimate,
    /// Not decided, to be watched.
    Suspicious,
}

impl Verdict {
    /// All of them, in the order of the forms.
    pub const ALL: [Self; 3] = [Self::Bot, Self::Legitimate, Self::Suspicious];

    /// The word in the table, in the JSON answers and in forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bot => "bot",
            Self::Legitimate => "legitimate",
            Self::Suspicious => "suspicious",
        }
    }

    /// The verdict of a word, `None` for a word outside the set.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == word)
    }
}

/// Why an address was judged so: key in the table, and words.
///
/// The first group speaks against an address, the second for it, the last leaves it open.
pub const REASONS: [(&str, &str); 14] = [
    ("credential_stuffing", "credential stuffing"),
    ("scraping", "scraping"),
    ("scanning", "scanning"),
    ("form_spam", "form spam"),
    ("flooding", "flooding"),
    ("fake_crawler", "fake crawler"),
    ("fake_browser", "fake browser"),
    ("verified_crawler", "verified crawler"),
    ("monitoring", "monitoring"),
    ("own_system", "own system"),
    ("customer", "customer or partner"),
    ("shared_address", "shared address"),
    ("false_positive", "false positive"),
    ("unclear", "unclear"),
];

/// A reason of [`REASONS`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reason(&'static str);

impl Reason {
    /// The reason of a key, `None` for a key outside the list.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        REASONS.into_iter().find(|(known, _)| *known == key).map(|(known, _)| Self(known))
    }

    /// Its key in the table.
    #[must_use]
    pub fn key(self) -> &'static str {
        self.0
    }
}

/// The words of a stored reason; a key that is not ours stands for itself.
#[must_use]
pub fn reason_words(key: &str) -> &str {
    REASONS.into_iter().find(|(known, _)| *known == key).map_or(key, |(_, words)| words)
}

/// Names one verdict, or one action on several addresses; 16 hex digits in text formats.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct VerdictId(pub u64);

impl VerdictId {
    /// The id of the text, `None` when it is not 16 hex digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_hex = text.len() == 16 && text.bytes().all(|b| b.is_ascii_hexdigit());
        u64::from_str_radix(text, 16).ok().filter(|_| is_hex).map(Self)
    }
}

impl fmt::Display for VerdictId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl Serialize for VerdictId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_u64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for VerdictId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not 16 hex digits"))
        } else {
            u64::deserialize(deserializer).map(Self)
        }
    }
}

/// One row of `soc_feedback` with its place in the history of its address.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row, utoipa::ToSchema))]
pub struct FeedbackRow {
    /// When it was given.
    pub created_at: Timestamp,
    /// The address judged.
    pub src_ip: Ip,
    /// The address as the database writes it, `::ffff:a.b.c.d` for IPv4.
    pub src_ip_str: String,
    /// The verdict; empty when an undo left the address without one.
    pub classification: String,
    /// The analyst's note.
    pub comment: String,
    /// What the analyst calls themselves, `unknown` when they did not say; nobody checked it.
    pub author: String,
    /// The verdict it took the place of, `None` when there was none or the writer did not say.
    pub previous: Option<String>,
    /// Key of the reason, `None` when none was given.
    pub reason: Option<String>,
    /// Its name.
    pub id: VerdictId,
    /// The action on several addresses it was part of.
    pub batch: Option<VerdictId>,
    /// The verdict it took back.
    pub undoes: Option<VerdictId>,
    /// Whether it is the newest of its address, hence the one that counts.
    pub is_current: bool,
    /// Whether a later row took it back.
    pub is_undone: bool,
}

/// What is said of one or more addresses, checked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// The reason, when one was given.
    pub reason: Option<Reason>,
    /// The note, at most [`COMMENT_MAX`] characters.
    pub comment: String,
}

/// What a reader put into the fields of a form, as it came.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct VerdictInput {
    /// Addresses and networks.
    pub target: String,
    /// Word of the verdict.
    pub verdict: String,
    /// Key of the reason, empty for none.
    pub reason: String,
    /// Note.
    pub comment: String,
}

impl VerdictInput {
    /// The judgement in it.
    ///
    /// # Errors
    /// A sentence for each field that cannot be used.
    pub fn judgement(&self) -> Result<Judgement, Vec<String>> {
        let mut problems = Vec::new();
        let verdict = Verdict::from_word(&self.verdict);
        if verdict.is_none() {
            problems.push("Choose a verdict: bot, legitimate or suspicious.".to_owned());
        }
        let reason = Reason::from_key(&self.reason);
        if reason.is_none() && !self.reason.is_empty() {
            problems.push("Choose a reason of the list.".to_owned());
        }
        // A browser sends line ends as two characters, and counts them as one.
        let comment = self.comment.replace("\r\n", "\n").trim().to_owned();
        let length = comment.chars().count();
        if length > COMMENT_MAX {
            problems.push(format!("The note has {length} characters, at most {COMMENT_MAX} fit."));
        }
        match verdict {
            Some(verdict) if problems.is_empty() => Ok(Judgement { verdict, reason, comment }),
            _ => Err(problems),
        }
    }
}

/// A judgement that waits for a yes: of whom, and what is wrong with it, if anything.
#[derive(Clone, PartialEq, Debug)]
pub struct Proposal {
    /// The fields as they came.
    pub input: VerdictInput,
    /// What must be mended before anything is stored.
    pub problems: Vec<String>,
    /// Who would be judged.
    pub preview: Preview,
}

/// Who an action would judge.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Preview {
    /// The addresses, each once.
    pub addresses: Vec<Ip>,
    /// Verdicts that stand on some of them, and on how many, most first.
    pub standing: Vec<(String, u64)>,
    /// The worst of them, most severe first.
    pub worst: Vec<PreviewRow>,
    /// The others in the same order.
    pub others: Vec<Ip>,
    /// Entries that name nobody, the first of them.
    pub rejected: Vec<Rejected>,
    /// How many entries name nobody.
    pub rejected_total: u64,
}

/// One address an action would judge.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row))]
pub struct PreviewRow {
    /// The address.
    pub src_ip: Ip,
    /// Most severe level of its scored sessions of 30 days, `None` when there are none.
    pub threat_level: Option<ThreatLevel>,
    /// Its verdict, `None` when there is none.
    pub verdict: Option<String>,
}

/// What became of an action on several addresses.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BulkReport {
    /// The action.
    pub batch: VerdictId,
    /// Addresses whose verdict it changed.
    pub changed: u64,
    /// Addresses that had the same verdict before.
    pub unchanged: u64,
    /// Changed ones that were undone since.
    pub undone: u64,
    /// Changed ones that were judged again since; an undo leaves them as they are.
    pub judged_again: u64,
    /// Some of its rows.
    pub rows: Vec<FeedbackRow>,
}

impl BulkReport {
    /// The report over all rows of an action, keeping [`REPORT_ROWS`]; `None` when there are none.
    #[must_use]
    pub fn of(mut rows: Vec<FeedbackRow>) -> Option<Self> {
        let batch = rows.first()?.batch?;
        let (mut changed, mut unchanged, mut undone, mut judged_again) = (0, 0, 0, 0);
        for row in &rows {
            let is_changed = row.previous.as_deref().unwrap_or_default() != row.classification;
            match (is_changed, row.is_undone, row.is_current) {
                (false, _, _) => unchanged += 1,
                (true, true, _) => undone += 1,
                (true, false, false) => judged_again += 1,
                (true, false, true) => {}
            }
            changed += u64::from(is_changed);
        }
        rows.truncate(REPORT_ROWS);
        Some(Self { batch, changed, unchanged, undone, judged_again, rows })
    }

    /// Addresses an undo would change.
    #[must_use]
    pub fn undoable(&self) -> u64 {
        self.changed - self.undone - self.judged_again
    }
}

/// An address that was detected and has no verdict.
#[derive(Clone, PartialEq, Debug, Deserialize)]
#[cfg_attr(feature = "store", derive(clickhouse::Row))]
pub struct Suggestion {
    /// The address.
    pub src_ip: Ip,
    /// Most severe level of 24 hours.
    pub threat_level: ThreatLevel,
    /// Highest anomaly score, 0 to 1.
    pub score: f64,
    /// Reason of the worst detection.
    pub reason: String,
    /// Name of the bot, when a dictionary knows it.
    pub bot_name: String,
    /// Newest known organisation of its network.
    pub asn_org: String,
    /// Newest known country.
    pub country_code: String,
    /// Requests of its detected sessions.
    pub hits: u64,
}

#[cfg(test)]
mod tests;
