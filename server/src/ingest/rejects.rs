//! Lines that are no records, kept for a person to look at: one JSON object per line.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use app::domain::time::Timestamp;
use serde::Serialize;

use super::batch::Reject;
use super::parse::text::lossless;

/// How much of a line is kept, in bytes.
const SHOWN: usize = 4_096;
/// How large one file of rejects may grow, in bytes.
const MAX_FILE: u64 = 64 << 20;

/// The files of rejects of one source, one per day.
#[derive(Debug)]
pub struct Rejects {
    folder: PathBuf,
    source: String,
    max_bytes: u64,
}

#[derive(Serialize)]
struct Entry<'a> {
    file: &'a str,
    line: u64,
    reason: &'a str,
    text: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut: bool,
}

#[derive(Serialize)]
struct Note<'a> {
    file: &'a str,
    note: &'a str,
}

impl Rejects {
    /// Rejects of `source`, to be written below `data_dir`.
    #[must_use]
    pub fn new(data_dir: &Path, source: &Path) -> Self {
        Self {
            folder: data_dir.join("rejects"),
            source: source.display().to_string(),
            max_bytes: MAX_FILE,
        }
    }

    /// Appends rejects to the file of the day of `now` and names it.
    ///
    /// A file that is full ends in a note, and what would follow is only counted.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn append(&self, rejects: &[Reject], now: Timestamp) -> io::Result<PathBuf> {
        fs::create_dir_all(&self.folder)?;
        let path = self.path(now);
        let file = OpenOptions::new().create(true).append(true).open(&path)?;
        let mut n_bytes = file.metadata()?.len();
        if n_bytes >= self.max_bytes {
            return Ok(path);
        }
        let mut writer = BufWriter::new(file);
        for reject in rejects {
            n_bytes += self.write(&mut writer, reject)?;
            if n_bytes >= self.max_bytes {
                let note = "this file is full: further rejects of the day are counted, not kept";
                write_line(&mut writer, &Note { file: &self.source, note })?;
                break;
            }
        }
        writer.flush()?;
        Ok(path)
    }

    fn write(&self, writer: &mut BufWriter<File>, reject: &Reject) -> io::Result<u64> {
        let shown = &reject.text[..reject.text.len().min(SHOWN)];
        let text = lossless(shown);
        let cut = shown.len() < reject.text.len();
        let (file, line, reason) = (&*self.source, reject.line, &*reject.reason);
        write_line(writer, &Entry { file, line, reason, text, cut })
    }

    fn path(&self, now: Timestamp) -> PathBuf {
        let name = Path::new(&self.source).file_name().unwrap_or_default().to_string_lossy();
        let name = match &*name {
            "" | "-" => "stdin",
            name => name,
        };
        let date = now.civil();
        self.folder
            .join(format!("{name}-{:04}-{:02}-{:02}.ndjson", date.year, date.month, date.day))
    }
}

fn write_line(writer: &mut BufWriter<File>, entry: &impl Serialize) -> io::Result<u64> {
    let mut line = serde_json::to_vec(entry)?;
    line.push(b'\n');
    writer.write_all(&line)?;
    Ok(line.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_775_663_167);

    fn reject(line: u64, text: &[u8]) -> Reject {
        Reject { line, reason: "src_ip: missing".to_owned(), text: text.to_vec() }
    }

    #[test]
    fn each_reject_names_file_line_reason_and_text() {
        let dir = tempfile::tempdir().unwrap();
        let rejects = Rejects::new(dir.path(), Path::new("/var/log/access.log"));
        rejects.append(&[reject(7, b"a \"b\" \xFF\n")], NOW).unwrap();
        let path = rejects.append(&[reject(9, &[b'x'; 5_000])], NOW).unwrap();
        assert_eq!(path, dir.path().join("rejects/access.log-2026-04-08.ndjson"));
        let text = fs::read_to_string(path).unwrap();
        let lines: Vec<serde_json::Value> =
            text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0]["file"], "/var/log/access.log");
        assert_eq!(
            (&lines[0]["line"], &lines[0]["reason"]),
            (&7.into(), &"src_ip: missing".into())
        );
        assert_eq!(lines[0]["text"], "a \"b\" \\xFF\n");
        assert_eq!(lines[1]["text"].as_str().map(str::len), Some(4_096));
        assert_eq!(lines[1]["cut"], true);
    }

    #[test]
    fn a_full_file_ends_in_a_note() {
        let dir = tempfile::tempdir().unwrap();
        let mut rejects = Rejects::new(dir.path(), Path::new("-"));
        rejects.max_bytes = 1_000;
        for round in 0..50 {
            rejects.append(&[reject(round, b"nope")], NOW).unwrap();
        }
        let path = dir.path().join("rejects/stdin-2026-04-08.ndjson");
        let text = fs::read_to_string(path).unwrap();
        assert!(text.len() < 1_300, "{}", text.len());
        assert!(text.lines().last().unwrap().contains("full"));
        assert_eq!(text.matches("note").count(), 1);
    }
}
