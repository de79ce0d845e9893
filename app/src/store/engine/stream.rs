//! The answer of a running query, read from a pipe the engine writes to.
//!
//! A pipe, since the engine's own streaming calls repeat the frame of formats such as JSON in every
//! piece; the pipe also holds the engine back while nobody reads.

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::pin::Pin;

use bytes::{Bytes, BytesMut};
use tokio::io::AsyncReadExt;
use tokio::net::unix::pipe;

use crate::store::engine::exception::Exception;
use crate::store::engine::ffi::{Answer, Figures};
use crate::store::engine::pool::Pool;
use crate::store::engine::work::Work;

/// Bytes read at once.
const PIECE: usize = 256 << 10;

type Finish = Pin<Box<dyn Future<Output = Result<Answer, Exception>> + Send>>;

/// A running query and its answer; dropping it ends the query.
pub(super) struct Stream {
    reader: Option<pipe::Receiver>,
    finish: Option<Finish>,
    figures: Option<Figures>,
}

/// The beginning of an answer: all of it, or the first piece of more.
pub(super) enum Opening {
    /// The query has ended.
    Whole(Bytes, Figures),
    /// The query goes on.
    First(Bytes, Stream),
}

impl Stream {
    /// Starts the query of `work`, with its output directed at `output_at` of its text.
    pub(super) async fn start(
        pool: &Pool,
        mut work: Work,
        output_at: usize,
    ) -> Result<Self, Exception> {
        let (reader, writer) = io::pipe().map_err(|error| no_pipe(&error))?;
        let writer = File::from(OwnedFd::from(writer));
        let descriptor = writer.as_raw_fd();
        // On lines of its own, since the text before may end in a comment.
        let clause = format!("\nINTO OUTFILE '/proc/self/fd/{descriptor}' TRUNCATE\n");
        work.sql.splice(output_at..output_at, clause.bytes());
        work.files.push(writer);
        let reader =
            pipe::Receiver::from_owned_fd(reader.into()).map_err(|error| no_pipe(&error))?;
        let running = pool.start(work).await?;
        let finish: Finish = Box::pin(running.finish());
        Ok(Self { reader: Some(reader), finish: Some(finish), figures: None })
    }

    /// Reads until the query ends or a piece is full. An exception before that is an error, so
    /// that it can still have a status of its own.
    pub(super) async fn open(mut self) -> Result<Opening, Exception> {
        let mut first = BytesMut::new();
        while first.len() < PIECE {
            match self.next().await {
                Some(piece) => first.extend_from_slice(&piece?),
                None => {
                    let figures = self.figures.unwrap_or_default();
                    return Ok(Opening::Whole(first.freeze(), figures));
                }
            }
        }
        Ok(Opening::First(first.freeze(), self))
    }

    /// The next piece; `None` when the query has ended well.
    pub(super) async fn next(&mut self) -> Option<Result<Bytes, Exception>> {
        loop {
            let Some(reader) = &mut self.reader else {
                return match self.finish.take()?.await {
                    Ok(answer) => {
                        self.figures = Some(answer.figures());
                        None
                    }
                    Err(exception) => Some(Err(exception)),
                };
            };
            let mut piece = BytesMut::with_capacity(PIECE);
            match &mut self.finish {
                Some(finish) => tokio::select! {
                    biased;
                    read = reader.read_buf(&mut piece) => match read {
                        Ok(0) => self.reader = None,
                        Ok(_) => return Some(Ok(piece.freeze())),
                        Err(error) => return Some(Err(no_pipe(&error))),
                    },
                    outcome = finish => {
                        self.finish = None;
                        match outcome {
                            // What is left in the pipe is still to be read.
                            Ok(answer) => self.figures = Some(answer.figures()),
                            Err(exception) => {
                                self.reader = None;
                                return Some(Err(exception));
                            }
                        }
                    }
                },
                None => match reader.read_buf(&mut piece).await {
                    Ok(0) => self.reader = None,
                    Ok(_) => return Some(Ok(piece.freeze())),
                    Err(error) => return Some(Err(no_pipe(&error))),
                },
            }
        }
    }
}

fn no_pipe(error: &io::Error) -> Exception {
    Exception::new(75, "CANNOT_READ_FROM_FILE_DESCRIPTOR", &format!("the answer is lost: {error}"))
}
