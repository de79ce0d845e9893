//! A TLS `ClientHello` as a passive observer reads it (RFC 8446 §4.1.2, RFC 5246 §7.4.1.2).

use super::bytes::Cursor;

/// Extension number of `server_name` (RFC 6066).
pub(super) const SERVER_NAME: u16 = 0x0000;
/// Extension number of `application_layer_protocol_negotiation` (RFC 7301).
pub(super) const ALPN: u16 = 0x0010;
const SUPPORTED_GROUPS: u16 = 0x000a;
const EC_POINT_FORMATS: u16 = 0x000b;
const SIGNATURE_ALGORITHMS: u16 = 0x000d;
const SUPPORTED_VERSIONS: u16 = 0x002b;

/// What fingerprints need of a `ClientHello`; lists keep their order and their GREASE values.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct ClientHello {
    /// `client_version` of the message itself.
    pub(super) legacy_version: u16,
    /// Cipher suites offered.
    pub(super) ciphers: Vec<u16>,
    /// Extension numbers in the order sent.
    pub(super) extensions: Vec<u16>,
    /// Versions of the `supported_versions` extension.
    pub(super) supported_versions: Vec<u16>,
    /// Schemes of the `signature_algorithms` extension.
    pub(super) signature_algorithms: Vec<u16>,
    /// Groups ("elliptic curves") offered.
    pub(super) groups: Vec<u16>,
    /// Elliptic curve point formats offered.
    pub(super) point_formats: Vec<u8>,
    /// First host name of `server_name`.
    pub(super) server_name: Option<String>,
    /// First protocol of ALPN, which need not be text.
    pub(super) alpn: Option<Vec<u8>>,
}

impl ClientHello {
    /// Reads the handshake body (after type and length); `None` when it ends before its ciphers do.
    ///
    /// Everything behind the ciphers is optional: an extension list that breaks
    /// off gives the extensions before the break.
    pub(super) fn parse(body: &[u8]) -> Option<Self> {
        let mut body = Cursor::new(body);
        let legacy_version = body.u16()?;
        body.take(32)?;
        body.prefixed_u8()?;
        let mut hello =
            Self { legacy_version, ciphers: body.prefixed_u16()?.u16_list(), ..Self::default() };
        if body.prefixed_u8().is_some()
            && let Some(block) = body.u16().map(|length| body.up_to(length.into()))
        {
            hello.read_extensions(Cursor::new(block));
        }
        Some(hello)
    }

    fn read_extensions(&mut self, mut block: Cursor<'_>) {
        while let (Some(number), Some(content)) = (block.u16(), block.prefixed_u16()) {
            if !self.extensions.contains(&number) {
                self.read_extension(number, content);
            }
            self.extensions.push(number);
        }
    }

    fn read_extension(&mut self, number: u16, mut content: Cursor<'_>) {
        match number {
            SERVER_NAME => self.server_name = first_host_name(content),
            ALPN => self.alpn = first_protocol(content),
            SUPPORTED_GROUPS => self.groups = list_u16(content.prefixed_u16()),
            SIGNATURE_ALGORITHMS => self.signature_algorithms = list_u16(content.prefixed_u16()),
            SUPPORTED_VERSIONS => self.supported_versions = list_u16(content.prefixed_u8()),
            EC_POINT_FORMATS => {
                self.point_formats =
                    content.prefixed_u8().map(|list| list.rest().to_vec()).unwrap_or_default();
            }
            _ => {}
        }
    }
}

/// Whether a number is one of the sixteen reserved by RFC 8701 (GREASE).
pub(super) fn is_grease(value: u16) -> bool {
    value & 0x0f0f == 0x0a0a && value >> 8 == value & 0xff
}

fn list_u16(list: Option<Cursor<'_>>) -> Vec<u16> {
    list.map(Cursor::u16_list).unwrap_or_default()
}

fn first_host_name(mut content: Cursor<'_>) -> Option<String> {
    const HOST_NAME: u8 = 0;
    let mut names = content.prefixed_u16()?;
    while let (Some(kind), Some(name)) = (names.u8(), names.prefixed_u16()) {
        if kind == HOST_NAME {
            return Some(String::from_utf8_lossy(name.rest()).into_owned());
        }
    }
    None
}

fn first_protocol(mut content: Cursor<'_>) -> Option<Vec<u8>> {
    let name = content.prefixed_u16()?.prefixed_u8()?;
    (!name.rest().is_empty()).then(|| name.rest().to_vec())
}
