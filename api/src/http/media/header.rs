//! What a file is and how large its picture, by its first bytes: read before anything is decoded, because what decodes
//! believes what it is told and takes the memory for it.

/// A form of picture that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Jpeg,
    Png,
    WebP,
}

/// What the first bytes tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) form: Form,
    pub(super) width: u32,
    pub(super) height: u32,
    /// What decoding takes beside the pixels, in bytes: a progressive JPEG is put together before any pixel is known.
    pub(super) beside: u64,
}

/// Why a file is no picture that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NotRead {
    /// It is none of those forms.
    Foreign,
    /// It is HEIC.
    Heic,
    /// It begins like one, and breaks off or contradicts itself.
    Broken,
}

/// A JPEG is sent in parts, each over the whole picture, and each takes as long as all of it: cameras and programs make
/// about ten. A small file can have thousands.
const SCANS: usize = 40;

/// The brands of HEIC and its kin (ISO 23008-12); AVIF is another form.
const HEIC: [&[u8; 4]; 10] = [b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"];

/// Reads it.
pub(super) fn read(bytes: &[u8]) -> Result<Header, NotRead> {
    let still = |size: Option<(u32, u32)>| size.map(|size| (size, 0));
    let (form, size) = match bytes {
        [0xFF, 0xD8, 0xFF, ..] => (Form::Jpeg, jpeg(bytes)),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => (Form::Png, still(png(bytes))),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => (Form::WebP, still(webp(bytes))),
        [_, _, _, _, b'f', b't', b'y', b'p', brand @ ..] if HEIC.iter().any(|heic| brand.starts_with(*heic)) => {
            return Err(NotRead::Heic);
        }
        _ => return Err(NotRead::Foreign),
    };
    let ((width, height), beside) = size.ok_or(NotRead::Broken)?;
    if width == 0 || height == 0 {
        return Err(NotRead::Broken);
    }
    Ok(Header { form, width, height, beside })
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..at + 2).map(|two| u32::from(two[0]) << 8 | u32::from(two[1]))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(be16(bytes, at)? << 16 | be16(bytes, at + 2)?)
}

fn le(bytes: &[u8], at: usize, count: usize) -> Option<u32> {
    bytes.get(at..at + count).map(|some| some.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte)))
}

fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    (bytes.get(12..16)? == b"IHDR").then_some((be32(bytes, 16)?, be32(bytes, 20)?))
}

/// Walks all segments: the size stands in one of them, and only the whole walk tells that the file has an end and how
/// often the picture is drawn.
fn jpeg(bytes: &[u8]) -> Option<((u32, u32), u64)> {
    let (mut at, mut size, mut scans) = (2, None, 0);
    loop {
        // Between segments lies what was drawn; in it, 0xFF is followed by 0, or by a mark to restart from.
        at += bytes.get(at..)?.windows(2).position(|two| two[0] == 0xFF && !matches!(two[1], 0 | 0xFF))?;
        let (mark, length) = (bytes[at + 1], be16(bytes, at + 2));
        match mark {
            0xD9 => return size,
            0x01 | 0xD0..=0xD8 => {
                at += 2;
                continue;
            }
            0xC0..=0xCF if !matches!(mark, 0xC4 | 0xC8 | 0xCC) => {
                let found = (be16(bytes, at + 7)?, be16(bytes, at + 5)?);
                let progressive = matches!(mark, 0xC2 | 0xC6 | 0xCA | 0xCE);
                let beside = if progressive { coefficients(bytes.get(at + 9..)?, found)? } else { 0 };
                if size.replace((found, beside)).is_some() {
                    return None;
                }
            }
            0xDA => {
                scans += 1;
                if scans > SCANS {
                    return None;
                }
            }
            _ => {}
        }
        at += 2 + usize::try_from(length?).ok()?;
    }
}

/// Two bytes for each sample of each colour, of which some are sampled less finely than others.
fn coefficients(colours: &[u8], (width, height): (u32, u32)) -> Option<u64> {
    let count = usize::from(*colours.first()?);
    let factors = (0..count).map(|n| colours.get(2 + 3 * n).map(|both| (u64::from(both >> 4), u64::from(both & 15))));
    let factors = factors.collect::<Option<Vec<_>>>()?;
    let (across, down) = (factors.iter().map(|it| it.0).max()?, factors.iter().map(|it| it.1).max()?);
    let finest = (across * down).max(1);
    let samples: u64 = factors.iter().map(|(across, down)| across * down).sum();
    Some(2 * u64::from(width) * u64::from(height) * samples / finest)
}

fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    match bytes.get(12..16)? {
        b"VP8 " if bytes.get(23..26)? == [0x9D, 0x01, 0x2A] => {
            Some((le(bytes, 26, 2)? & 0x3FFF, le(bytes, 28, 2)? & 0x3FFF))
        }
        b"VP8L" if *bytes.get(20)? == 0x2F => {
            let both = le(bytes, 21, 4)?;
            Some(((both & 0x3FFF) + 1, (both >> 14 & 0x3FFF) + 1))
        }
        b"VP8X" => Some((le(bytes, 24, 3)? + 1, le(bytes, 27, 3)? + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use image::{DynamicImage, ImageFormat};
    use proptest::prelude::*;

    use super::*;

    fn drawn(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        DynamicImage::new_rgb8(width, height).write_to(&mut file, format).expect("drawn");
        file.into_inner()
    }

    const FORMS: [(ImageFormat, Form); 3] =
        [(ImageFormat::Jpeg, Form::Jpeg), (ImageFormat::Png, Form::Png), (ImageFormat::WebP, Form::WebP)];

    proptest! {
        #[test]
        fn the_size_of_a_picture_is_read(width in 1u32..300, height in 1u32..300, form in 0usize..3) {
            let (format, form) = FORMS[form];
            let file = drawn(width, height, format);
            prop_assert_eq!(read(&file), Ok(Header { form, width, height, beside: 0 }));
        }

        #[test]
        fn whatever_comes_is_read_or_not(start in 0usize..5, rest in prop::collection::vec(any::<u8>(), 0..200)) {
            let starts: [&[u8]; 5] =
                [b"", b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", b"RIFF\0\0\0\0WEBPVP8 ", b"RIFF\0\0\0\0WEBPVP8X"];
            let _ = read(&[starts[start], &rest].concat());
        }

        #[test]
        fn half_a_picture_is_never_a_larger_one(part in 0usize..1_000, form in 0usize..3) {
            let (format, _) = FORMS[form];
            let file = drawn(64, 48, format);
            let part = part.min(file.len());
            if let Ok(header) = read(&file[..part]) {
                prop_assert_eq!((header.width, header.height), (64, 48));
            }
        }
    }

    #[test]
    fn files_are_told_by_their_bytes() {
        let heic = [b"\0\0\0\x18ftyp".as_slice(), b"heic", b"\0\0\0\0mif1heic"].concat();
        for (file, why) in [
            (heic.as_slice(), NotRead::Heic),
            (b"\0\0\0\x18ftypmif1\0\0\0\0", NotRead::Heic),
            (b"\0\0\0\x18ftypavif\0\0\0\0", NotRead::Foreign),
            (b"", NotRead::Foreign),
            (b"GIF89a\x01\0\x01\0", NotRead::Foreign),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NotRead::Foreign),
            (b"PK\x03\x04", NotRead::Foreign),
            (b"%PDF-1.7", NotRead::Foreign),
            (b"\xFF\xD8\xFF", NotRead::Broken),
            (b"\x89PNG\r\n\x1A\n", NotRead::Broken),
            (b"RIFF\0\0\0\0WEBP", NotRead::Broken),
        ] {
            assert_eq!(read(file), Err(why), "{file:?}");
        }
        let photo = drawn(64, 48, ImageFormat::Jpeg);
        assert_eq!(read(&photo[..photo.len() - 2]), Err(NotRead::Broken), "it has no end");
    }

    #[test]
    fn what_is_put_together_before_it_is_drawn_takes_more() {
        let mut photo = drawn(64, 48, ImageFormat::Jpeg);
        let at = photo.windows(2).position(|two| two == [0xFF, 0xC0]).expect("a frame");
        assert_eq!(read(&photo).expect("a header").beside, 0);
        photo[at + 1] = 0xC2;
        for (factors, samples) in [([0x11, 0x11, 0x11], 3.0), ([0x22, 0x11, 0x11], 1.5), ([0x21, 0x11, 0x11], 2.0)] {
            for (n, both) in factors.into_iter().enumerate() {
                photo[at + 11 + 3 * n] = both;
            }
            assert_eq!(read(&photo).expect("a header").beside, (64.0 * 48.0 * 2.0 * samples) as u64);
        }
    }

    #[test]
    fn a_picture_that_is_drawn_without_end_is_none() {
        let photo = drawn(8, 8, ImageFormat::Jpeg);
        let (whole, end) = photo.split_at(photo.len() - 2);
        let scan = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0];
        for (more, fits) in [(SCANS - 1, true), (SCANS, false)] {
            let file = [whole, &scan.repeat(more), end].concat();
            assert_eq!(read(&file).is_ok(), fits, "{more}");
        }
    }
}
