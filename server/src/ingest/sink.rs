//! Where rows go, and the patience with it.

use std::future::Future;
use std::time::Duration;

use app::domain::log_record::LogRecord;
use app::store::error::ErrorKind;
use tokio_util::sync::CancellationToken;

/// Stores batches of rows, each under a token by which a batch sent twice is stored once.
pub trait Sink: Sync {
    /// Why a batch could not be stored.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Stores a batch and returns its number of rows.
    fn insert(
        &self,
        records: &[LogRecord],
        token: &str,
    ) -> impl Future<Output = Result<u64, Self::Error>> + Send;

    /// Whether trying again cannot help.
    fn is_lasting(_error: &Self::Error) -> bool {
        false
    }
}

impl Sink for app::store::Db {
    type Error = app::store::Error;

    async fn insert(&self, records: &[LogRecord], token: &str) -> Result<u64, Self::Error> {
        app::store::logs::insert(self, records, token).await
    }

    fn is_lasting(error: &Self::Error) -> bool {
        matches!(
            error.kind,
            ErrorKind::MissingTable(_) | ErrorKind::MissingColumn(_) | ErrorKind::Invalid
        )
    }
}

/// How often and after which pauses a failed insert is tried again.
#[derive(Clone, Copy, Debug)]
pub struct Retry {
    /// First pause; each further one is twice as long.
    pub first: Duration,
    /// Longest pause.
    pub longest: Duration,
    /// Attempts in all.
    pub attempts: u32,
}

impl Default for Retry {
    /// 1, 2, 4, 8, 16, 30, 30 seconds, two minutes in all.
    fn default() -> Self {
        Self { first: Duration::from_secs(1), longest: Duration::from_secs(30), attempts: 8 }
    }
}

impl Retry {
    /// Inserts a batch, again and again if need be, always under the same token.
    ///
    /// # Errors
    /// When the last attempt failed, or when `stop` came while waiting for the next.
    pub async fn insert<S: Sink>(
        self,
        sink: &S,
        records: &[LogRecord],
        token: &str,
        stop: &CancellationToken,
    ) -> anyhow::Result<u64> {
        let mut pause = self.first;
        for attempt in 1.. {
            let error = match sink.insert(records, token).await {
                Ok(n_rows) => return Ok(n_rows),
                Err(error) => error,
            };
            if attempt >= self.attempts || S::is_lasting(&error) {
                return Err(given_up(error, &format!("attempt {attempt}")));
            }
            tracing::warn!(attempt, pause_ms = pause.as_millis(), error = %error, "insert failed");
            tokio::select! {
                () = stop.cancelled() => return Err(given_up(error, "the stop signal")),
                () = tokio::time::sleep(pause) => {}
            }
            pause = (pause * 2).min(self.longest);
        }
        Ok(0)
    }
}

fn given_up<E>(error: E, after: &str) -> anyhow::Error
where
    E: std::error::Error + Send + Sync + 'static,
{
    anyhow::Error::new(error).context(format!(
        "the database did not take a batch; given up after {after}. Run the same command again: \
         it goes on where it stopped"
    ))
}
