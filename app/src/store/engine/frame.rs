//! ClickHouse's own compression: frames of a `CityHash128` (1.0.2), a method and a block.

use std::io::{self, Read, Write};

use bytes::Bytes;

/// Method byte of a block as it is.
const NONE: u8 = 0x02;
/// Method byte of an LZ4 block.
const LZ4: u8 = 0x82;
/// Bytes of the hash before each frame.
const HASH: usize = 16;
/// Bytes of method, compressed size (which counts these) and uncompressed size.
const HEADER: usize = 9;
/// Bytes a block may have, packed or unpacked; a server writes one mebibyte.
const MAX_BLOCK: usize = 64 << 20;

/// One LZ4 frame around the bytes.
pub(super) fn compress(bytes: &[u8]) -> Bytes {
    let packed = lz4_flex::block::compress(bytes);
    let mut frame = Vec::with_capacity(HASH + HEADER + packed.len());
    frame.resize(HASH, 0);
    frame.push(LZ4);
    frame.extend(((packed.len() + HEADER) as u32).to_le_bytes());
    frame.extend((bytes.len() as u32).to_le_bytes());
    frame.extend(packed);
    let hash = hash(&frame[HASH..]);
    frame[..HASH].copy_from_slice(&hash);
    frame.into()
}

/// Unpacks frames up to the end of `source`.
pub(super) fn decompress(source: &mut impl Read, sink: &mut impl Write) -> io::Result<()> {
    let mut head = [0_u8; HASH + HEADER];
    loop {
        let mut filled = 0;
        while filled < head.len() {
            match source.read(&mut head[filled..])? {
                0 if filled == 0 => return Ok(()),
                0 => return Err(broken("a compressed block is cut off")),
                read => filled += read,
            }
        }
        let word = |at: usize| {
            u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]) as usize
        };
        let (method, packed, unpacked) = (head[HASH], word(HASH + 1), word(HASH + 5));
        if !(HEADER..=MAX_BLOCK).contains(&packed) || unpacked > MAX_BLOCK {
            return Err(broken("a compressed block has an impossible size"));
        }
        let mut block = vec![0; packed];
        block[..HEADER].copy_from_slice(&head[HASH..]);
        source
            .read_exact(&mut block[HEADER..])
            .map_err(|_| broken("a compressed block is cut off"))?;
        if hash(&block) != head[..HASH] {
            return Err(broken("the checksum of a compressed block does not match"));
        }
        match method {
            NONE => sink.write_all(&block[HEADER..])?,
            LZ4 => {
                let bytes = lz4_flex::block::decompress(&block[HEADER..], unpacked)
                    .map_err(|error| broken(&error.to_string()))?;
                sink.write_all(&bytes)?;
            }
            other => {
                return Err(broken(&format!(
                    "compression method 0x{other:02x} is not supported; LZ4 and NONE are"
                )));
            }
        }
    }
}

fn hash(bytes: &[u8]) -> [u8; HASH] {
    // The halves are stored low half first, as the reference implementation's pair is.
    cityhash_rs::cityhash_102_128(bytes).rotate_left(64).to_le_bytes()
}

fn broken(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_and_damage_is_noticed() {
        let text = b"one two one two one two".repeat(50);
        let frames = [compress(&text), compress(b"x")].concat();
        let mut back = Vec::new();
        decompress(&mut frames.as_slice(), &mut back).unwrap();
        assert_eq!(back, [&text[..], b"x"].concat());
        for at in [0, HASH, HASH + 1, HASH + 5, HASH + HEADER + 3, frames.len() - 1] {
            let mut damaged = frames.clone();
            damaged[at] ^= 0x10;
            assert!(decompress(&mut damaged.as_slice(), &mut Vec::new()).is_err(), "{at}");
        }
        for cut in [1, HASH + 3, frames.len() - 1] {
            assert!(decompress(&mut &frames[..cut], &mut Vec::new()).is_err(), "{cut}");
        }
    }
}
