//! Reads the body of a request into a command, whatever it is packed in.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use http_body_util::BodyExt;
use hyper::Request;
use hyper::body::Incoming;

use crate::store::engine::exception::Exception;
use crate::store::engine::frame;
use crate::store::engine::intake::{Command, Intake};
use crate::store::engine::request::{Asked, Packing, form_boundary, packing};
use crate::store::engine::spool::Spool;

/// Bytes a form may have: the query's text and its parameters.
const MAX_FORM: u64 = 32 << 20;

/// Where bodies go and how large they may be.
#[derive(Clone, Debug)]
pub(super) struct Limits {
    /// Folder for data that does not fit in memory.
    pub(super) folder: PathBuf,
    /// Bytes a body may have once unpacked.
    pub(super) body: u64,
}

/// Reads the whole request; a form adds to what was `asked`.
pub(super) async fn read(
    request: Request<Incoming>,
    asked: &mut Asked,
    limits: &Limits,
) -> Result<Command, Exception> {
    let packing = packing(request.headers(), asked.frames)?;
    if let Some(boundary) = form_boundary(request.headers()) {
        if packing != Packing::Plain {
            return Err(Exception::unsupported("a form cannot be compressed"));
        }
        read_form(request.into_body(), boundary, asked).await?;
        return Intake::new(&asked.query, limits.folder.clone(), limits.body)?.finish();
    }
    let mut body = request.into_body();
    if packing == Packing::Plain {
        let mut intake = Intake::new(&asked.query, limits.folder.clone(), limits.body)?;
        while let Some(piece) = next(&mut body).await? {
            intake.push(&piece)?;
        }
        return intake.finish();
    }
    let mut packed = Spool::new(&limits.folder).map_err(Exception::body)?;
    while let Some(piece) = next(&mut body).await? {
        if packed.len() + piece.len() as u64 > limits.body {
            return Err(Exception::too_large(limits.body));
        }
        packed.write_all(&piece).map_err(Exception::body)?;
    }
    let (query, limits) = (asked.query.clone(), limits.clone());
    let unpacking = tokio::task::spawn_blocking(move || unpack(packing, packed, &query, &limits));
    unpacking.await.map_err(Exception::body)?
}

/// The next piece of the body; one that ends early is an error, so that no half insert is stored.
async fn next(body: &mut Incoming) -> Result<Option<bytes::Bytes>, Exception> {
    loop {
        match body.frame().await {
            None => return Ok(None),
            Some(Err(error)) => return Err(Exception::body(error)),
            Some(Ok(frame)) => {
                if let Ok(data) = frame.into_data() {
                    return Ok(Some(data));
                }
            }
        }
    }
}

async fn read_form(body: Incoming, boundary: String, asked: &mut Asked) -> Result<(), Exception> {
    let malformed =
        |error: multer::Error| Exception::bad_request(&format!("the form cannot be read: {error}"));
    let limit = multer::SizeLimit::new().whole_stream(MAX_FORM).per_field(MAX_FORM);
    let constraints = multer::Constraints::new().size_limit(limit);
    let mut form =
        multer::Multipart::with_constraints(body.into_data_stream(), boundary, constraints);
    while let Some(field) = form.next_field().await.map_err(malformed)? {
        if field.file_name().is_some() {
            return Err(Exception::unsupported(
                "External tables (files in a form) are not supported",
            ));
        }
        let name = field.name().unwrap_or_default().to_owned();
        // As bytes: reading it as text would drop a byte order mark that belongs to the value.
        let value = field.bytes().await.map_err(malformed)?;
        asked.set(&name, &String::from_utf8_lossy(&value))?;
    }
    Ok(())
}

fn unpack(
    packing: Packing,
    packed: Spool,
    query: &str,
    limits: &Limits,
) -> Result<Command, Exception> {
    let mut file = io::BufReader::new(packed.into_file().map_err(Exception::body)?);
    let mut sink = Sink { intake: intake(query, limits)?, refusal: None };
    let outcome = match packing {
        Packing::Frames => frame::decompress(&mut file, &mut sink),
        Packing::Gzip => pour(flate2::read::MultiGzDecoder::new(file), &mut sink),
        Packing::Deflate => pour(flate2::read::ZlibDecoder::new(file), &mut sink),
        Packing::Zstd => zstd::Decoder::with_buffer(file).and_then(|from| pour(from, &mut sink)),
        Packing::Lz4 => pour(lz4_flex::frame::FrameDecoder::new(file), &mut sink),
        Packing::Plain => pour(file, &mut sink),
    };
    match (outcome, sink.refusal) {
        (_, Some(refusal)) => Err(refusal),
        (Err(error), None) => Err(Exception::body(error)),
        (Ok(()), None) => sink.intake.finish(),
    }
}

fn intake(query: &str, limits: &Limits) -> Result<Intake, Exception> {
    Intake::new(query, Path::to_owned(&limits.folder), limits.body)
}

/// An intake as a writer, which keeps the reason it refused a piece.
struct Sink {
    intake: Intake,
    refusal: Option<Exception>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.intake.push(bytes) {
            Ok(()) => Ok(bytes.len()),
            Err(refusal) => {
                self.refusal = Some(refusal);
                Err(io::Error::other("the body was refused"))
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn pour(mut from: impl Read, sink: &mut Sink) -> io::Result<()> {
    let mut buffer = vec![0; 256 << 10];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(()),
            read => sink.write_all(&buffer[..read])?,
        }
    }
}
