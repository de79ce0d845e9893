//! A cursor over untrusted bytes: every read says whether the bytes were there.

/// A position in a byte slice; reads move it forward and never past the end.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The bytes not read yet.
    pub(super) fn rest(self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// The next `count` bytes, or fewer when the slice ends before.
    pub(super) fn up_to(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at(count.min(self.rest.len()));
        self.rest = rest;
        taken
    }

    pub(super) fn u8(&mut self) -> Option<u8> {
        self.take(1).map(|b| b[0])
    }

    /// The next two bytes in network order.
    pub(super) fn u16(&mut self) -> Option<u16> {
        self.take(2).map(|b| u16::from_be_bytes([b[0], b[1]]))
    }

    /// A block behind its one-byte length.
    pub(super) fn prefixed_u8(&mut self) -> Option<Self> {
        let length = self.u8()?;
        self.take(length.into()).map(Self::new)
    }

    /// A block behind its two-byte length.
    pub(super) fn prefixed_u16(&mut self) -> Option<Self> {
        let length = self.u16()?;
        self.take(length.into()).map(Self::new)
    }

    /// The rest as 16-bit numbers in network order; an odd last byte is left out.
    pub(super) fn u16_list(self) -> Vec<u16> {
        self.rest.chunks_exact(2).map(|b| u16::from_be_bytes([b[0], b[1]])).collect()
    }
}
