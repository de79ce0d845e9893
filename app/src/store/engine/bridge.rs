//! ClickHouse's HTTP interface in front of the pool, one request at a time.

use std::os::fd::AsRawFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::{Method, Request, Response, StatusCode};

use crate::store::engine::auth::Access;
use crate::store::engine::body::{self, Limits};
use crate::store::engine::exception::Exception;
use crate::store::engine::intake::{Command, Insert};
use crate::store::engine::pool::Pool;
use crate::store::engine::request::Asked;
use crate::store::engine::response::{self, Body, Label};
use crate::store::engine::statement::Statement;
use crate::store::engine::stream::{Opening, Stream};
use crate::store::engine::work::Work;

/// The format of an answer for which nobody names one.
const DEFAULT_FORMAT: &str = "TabSeparated";

/// Answers requests from the pool.
pub(super) struct Bridge {
    pub(super) pool: Pool,
    pub(super) limits: Limits,
    /// The engine's time zone and version, as every answer states them.
    pub(super) timezone: String,
    pub(super) version: String,
}

impl Bridge {
    /// Answers one request of somebody with the given access.
    pub(super) async fn answer(
        &self,
        request: Request<Incoming>,
        access: &Access,
    ) -> Response<Body> {
        let path = request.uri().path();
        match path {
            "/ping" | "/replicas_status" => return response::text(StatusCode::OK, "Ok.\n"),
            "/" if request.method() == Method::GET && request.uri().query().is_none() => {
                return response::text(StatusCode::OK, "Ok.\n");
            }
            "/" => {}
            other => {
                let message = format!(
                    "There is no handle {other}. Use / or /ping for health checks, and POST queries to /\n"
                );
                return response::text(StatusCode::NOT_FOUND, &message);
            }
        }
        let mut label = Label {
            query_id: new_query_id(),
            timezone: self.timezone.clone(),
            version: self.version.clone(),
            compress: false,
        };
        match self.perform(request, access, &mut label).await {
            Ok(response) => response,
            Err(exception) => response::exception(&exception, &label),
        }
    }

    async fn perform(
        &self,
        request: Request<Incoming>,
        access: &Access,
        label: &mut Label,
    ) -> Result<Response<Body>, Exception> {
        if !matches!(*request.method(), Method::GET | Method::POST) {
            return Err(Exception::unsupported("only GET and POST are understood"));
        }
        let mut asked = Asked::read(request.method(), request.uri(), request.headers())?;
        access.check(request.headers(), &asked)?;
        if let Some(id) = &asked.query_id {
            label.query_id.clone_from(id);
        }
        label.compress = asked.compress;
        let command = body::read(request, &mut asked, &self.limits).await?;
        label.compress = asked.compress;
        match command {
            Command::Text { text, statement } => self.ask(text, statement, asked, label).await,
            Command::Insert(insert) => self.insert(insert, asked, label).await,
        }
    }

    async fn ask(
        &self,
        text: Vec<u8>,
        statement: Statement,
        asked: Asked,
        label: &Label,
    ) -> Result<Response<Body>, Exception> {
        match &statement {
            Statement::Other { known: false, .. } if asked.read_only.is_some() => {
                return Err(Exception::new(62, "SYNTAX_ERROR", "Syntax error: no such statement"));
            }
            statement if !statement.is_read_only() => refuse_if_read_only(&asked)?,
            _ => {}
        }
        let wait = asked.wait;
        let mut work = work(text, asked);
        match statement {
            Statement::Select { output_at, format } => {
                let format = format.unwrap_or_else(|| work.format.clone());
                if wait {
                    return self.whole(work, Some(&format), label).await;
                }
                match Stream::start(&self.pool, work, output_at).await?.open().await? {
                    Opening::Whole(bytes, figures) => {
                        Ok(response::whole(bytes, Some(&format), figures, label))
                    }
                    Opening::First(bytes, rest) => {
                        Ok(response::streamed(bytes, rest, &format, label))
                    }
                }
            }
            Statement::Show { format } | Statement::Other { format, .. } => {
                let format = format.unwrap_or_else(|| work.format.clone());
                self.whole(work, Some(&format), label).await
            }
            Statement::Session => {
                work.leaves_marks = true;
                self.whole(work, None, label).await
            }
            Statement::InsertData { .. } => Err(Exception::body("the insert has no data")),
        }
    }

    async fn whole(
        &self,
        work: Work,
        format: Option<&str>,
        label: &Label,
    ) -> Result<Response<Body>, Exception> {
        let answer = self.pool.run(work).await?;
        let figures = answer.figures();
        Ok(response::whole(Bytes::from_owner(answer), format, figures, label))
    }

    async fn insert(
        &self,
        insert: Insert,
        asked: Asked,
        label: &Label,
    ) -> Result<Response<Body>, Exception> {
        refuse_if_read_only(&asked)?;
        let mut work = work(insert.sql(insert.data.as_raw_fd()), asked);
        tracing::trace!(bytes = insert.length, "insert");
        work.files.push(insert.data);
        let figures = self.pool.run(work).await?.figures();
        Ok(response::whole(Bytes::new(), None, figures, label))
    }
}

fn work(sql: Vec<u8>, asked: Asked) -> Work {
    Work {
        sql,
        format: asked.format.unwrap_or_else(|| DEFAULT_FORMAT.to_owned()),
        params: asked.params,
        database: asked.database,
        settings: asked.settings,
        ..Work::default()
    }
}

fn refuse_if_read_only(asked: &Asked) -> Result<(), Exception> {
    match asked.read_only {
        None => Ok(()),
        Some(why) => {
            let message = format!(
                "Cannot execute query in readonly mode ({why}). For queries over HTTP, method GET \
                 implies readonly; use POST for queries that change data"
            );
            Err(Exception::new(164, "READONLY", &message))
        }
    }
}

/// An id in the shape of a UUID, unique in this process and unlikely to meet another's.
fn new_query_id() -> String {
    static SERIAL: AtomicU64 = AtomicU64::new(0);
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_nanos());
    let mixed = (now ^ (u128::from(std::process::id()) << 96))
        .wrapping_mul(0x9E37_79B9_7F4A_7C15_F39C_C060_5CED_C835)
        .wrapping_add(u128::from(serial));
    let hex = format!("{mixed:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}
