//! One direction of a TCP connection put back in order, within a fixed amount of memory.

/// Most bytes that wait for a segment before them.
const MAX_WAITING_BYTES: usize = 128 << 10;
/// Most segments that wait for one before them.
const MAX_WAITING: usize = 128;
/// A segment further ahead than this belongs to another connection or to nobody.
const MAX_AHEAD: u32 = 16 << 20;

/// What a stream hands on, in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'a> {
    /// Bytes with the time of the segment that carried them, milliseconds since 1970.
    Data(&'a [u8], u64),
    /// Bytes that were sent but are not in the capture.
    Gap(u32),
}

/// The reassembly of one direction.
#[derive(Default)]
pub(super) struct Stream {
    /// Sequence number of the byte wanted next; none before the first segment.
    wanted: Option<u32>,
    /// Segments ahead of the wanted byte, in order of sequence.
    waiting: Vec<Held>,
    waiting_bytes: usize,
}

struct Held {
    sequence: u32,
    data: Box<[u8]>,
    missing: u32,
    time_ms: u64,
}

impl Stream {
    /// The stream of a direction whose SYN had this sequence number.
    pub(super) fn after_syn(sequence: u32) -> Self {
        Self { wanted: Some(sequence.wrapping_add(1)), ..Self::default() }
    }

    /// Bytes held back at present.
    pub(super) fn held(&self) -> usize {
        self.waiting_bytes + self.waiting.len() * size_of::<Held>()
    }

    /// Takes a segment's payload and hands on what is now in order.
    ///
    /// `missing` bytes at the end of the payload were on the wire but not captured.
    pub(super) fn push(
        &mut self,
        sequence: u32,
        data: &[u8],
        missing: u32,
        time_ms: u64,
        sink: &mut dyn FnMut(Piece<'_>),
    ) {
        let wanted = *self.wanted.get_or_insert(sequence);
        let ahead = sequence.wrapping_sub(wanted);
        if ahead == 0 || ahead > u32::MAX / 2 {
            self.deliver(sequence, data, missing, time_ms, sink);
            self.deliver_waiting(sink);
        } else if ahead < MAX_AHEAD {
            self.hold(sequence, data, missing, time_ms);
            while self.waiting.len() > MAX_WAITING || self.waiting_bytes > MAX_WAITING_BYTES {
                self.pass_gap(sink);
            }
        }
    }

    /// Learns that the receiver has every byte before `number`: what the capture lacks of
    /// them will not come any more.
    pub(super) fn acknowledged(&mut self, number: u32, sink: &mut dyn FnMut(Piece<'_>)) {
        while let Some(first) = self.waiting.first()
            && (1..=u32::MAX / 2).contains(&number.wrapping_sub(first.sequence))
        {
            self.pass_gap(sink);
        }
    }

    /// Hands on everything that still waits, with the gaps between.
    pub(super) fn finish(&mut self, sink: &mut dyn FnMut(Piece<'_>)) {
        while !self.waiting.is_empty() {
            self.pass_gap(sink);
        }
    }

    /// Forgets what waits.
    pub(super) fn clear(&mut self) {
        self.waiting = Vec::new();
        self.waiting_bytes = 0;
    }

    fn hold(&mut self, sequence: u32, data: &[u8], missing: u32, time_ms: u64) {
        let Some(wanted) = self.wanted else { return };
        let ahead = sequence.wrapping_sub(wanted);
        let place = self.waiting.partition_point(|held| held.sequence.wrapping_sub(wanted) < ahead);
        if let Some(held) = self.waiting.get(place)
            && held.sequence == sequence
            && held.data.len() >= data.len()
        {
            return;
        }
        self.waiting_bytes += data.len();
        self.waiting.insert(place, Held { sequence, data: data.into(), missing, time_ms });
    }

    /// Hands on what of a segment lies at or behind the wanted byte.
    fn deliver(
        &mut self,
        sequence: u32,
        data: &[u8],
        missing: u32,
        time_ms: u64,
        sink: &mut dyn FnMut(Piece<'_>),
    ) {
        let Some(wanted) = self.wanted else { return };
        let seen = wanted.wrapping_sub(sequence) as usize;
        let fresh = data.get(seen..).unwrap_or_default();
        if !fresh.is_empty() {
            sink(Piece::Data(fresh, time_ms));
        }
        let gap = missing
            .saturating_sub(u32::try_from(seen.saturating_sub(data.len())).unwrap_or(u32::MAX));
        if gap > 0 {
            sink(Piece::Gap(gap));
        }
        let advance = u32::try_from(fresh.len()).unwrap_or(0).wrapping_add(gap);
        self.wanted = Some(wanted.wrapping_add(advance));
    }

    fn deliver_waiting(&mut self, sink: &mut dyn FnMut(Piece<'_>)) {
        while let (Some(first), Some(wanted)) = (self.waiting.first(), self.wanted) {
            let ahead = first.sequence.wrapping_sub(wanted);
            if ahead != 0 && ahead <= u32::MAX / 2 {
                return;
            }
            let held = self.waiting.remove(0);
            self.waiting_bytes -= held.data.len();
            self.deliver(held.sequence, &held.data, held.missing, held.time_ms, sink);
        }
    }

    /// Gives up on the bytes before the first waiting segment.
    fn pass_gap(&mut self, sink: &mut dyn FnMut(Piece<'_>)) {
        if let (Some(first), Some(wanted)) = (self.waiting.first(), self.wanted) {
            sink(Piece::Gap(first.sequence.wrapping_sub(wanted)));
            self.wanted = Some(first.sequence);
        }
        self.deliver_waiting(sink);
    }
}
