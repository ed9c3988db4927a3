//! What a document is, by its content, and whether it is one that only can be read.

use std::io::{Cursor, Read, sink};

use domain::failure::Reason;
use domain::media::attachment::AttachmentKind;
use flate2::read::ZlibDecoder;
use zip::ZipArchive;

/// What a document may hold unpacked, in bytes.
const UNPACKED: u64 = 128 * 1024 * 1024;
/// How many parts a workbook may have.
const PARTS: usize = 5_000;
/// How long what stands before a stream is, or an action, in bytes. What is looked for is looked for no further, because a
/// file can have a million places to look from.
const DICTIONARY: usize = 2_000;
/// How many streams of objects a PDF may have.
const STREAMS: usize = 10_000;
/// How much of the end of a PDF is looked at for its last mark.
const TAIL: usize = 2_048;
/// What a PDF does by itself, hands out, or hides: the names that stand for it (ISO 32000-2, 12.6.4 and others). Whatever
/// else starts an action, one of these says what it does.
const ACTIVE: [&[u8]; 12] = [
    b"JavaScript",
    b"Launch",
    b"SubmitForm",
    b"ImportData",
    b"EmbeddedFile",
    b"EmbeddedFiles",
    b"RichMedia",
    b"Rendition",
    b"GoToE",
    b"GoToR",
    b"XFA",
    b"Encrypt",
];

/// Looks at a document. Takes time: not for a thread that answers requests.
pub(super) fn document(bytes: &[u8]) -> Result<AttachmentKind, Reason> {
    if bytes.starts_with(b"%PDF-") {
        return pdf(bytes).map(|()| AttachmentKind::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return xlsx(bytes).map(|()| AttachmentKind::Xlsx);
    }
    Err(Reason::NotADocument)
}

fn pdf(bytes: &[u8]) -> Result<(), Reason> {
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    if find(tail, b"%%EOF").is_none() {
        return Err(Reason::DocumentBroken);
    }
    let (mut left, mut streams) = (UNPACKED, 0);
    // All of the file, and not only what a reader would take for objects: a scan that skips can be led astray.
    for (at, name) in names(bytes) {
        must_be_still(&bytes[at..], &name)?;
        if name == b"ObjStm" {
            streams += 1;
            if streams > STREAMS {
                return Err(Reason::DocumentTooLarge);
            }
            let objects = objects(&bytes[at..], left)?;
            left -= objects.len() as u64;
            for (at, name) in names(&objects) {
                must_be_still(&objects[at..], &name)?;
            }
        }
    }
    Ok(())
}

/// Where names begin, and what they are, with what is written as `#4A` read.
fn names(bytes: &[u8]) -> impl Iterator<Item = (usize, Vec<u8>)> {
    bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| {
        let (mut name, mut rest) = (Vec::new(), &bytes[at + 1..]);
        while let (true, Some((byte, after))) = (name.len() < 20, rest.split_first()) {
            let escaped = || {
                let digits = std::str::from_utf8(after.get(..2)?).ok()?;
                u8::from_str_radix(digits, 16).ok()
            };
            match (byte, (*byte == b'#').then(escaped).flatten()) {
                (_, Some(read)) => {
                    name.push(read);
                    rest = &after[2..];
                }
                (b'#' | b'!'..=b'~', None) if !b"()<>[]{}/%".contains(byte) => {
                    name.push(*byte);
                    rest = after;
                }
                _ => break,
            }
        }
        (at, name)
    })
}

fn must_be_still(from: &[u8], name: &[u8]) -> Result<(), Reason> {
    if ACTIVE.contains(&name) {
        return Err(Reason::DocumentActive);
    }
    // Where a document opens is a place in it, or an action that goes to one. An action that stands elsewhere says there
    // what it does.
    if name == b"OpenAction" {
        let value = &from[1..from.len().min(DICTIONARY)];
        let end =
            value.iter().position(|byte| !byte.is_ascii_graphic() || b"<[(/".contains(byte)).unwrap_or(value.len());
        let value = value[end..].trim_ascii_start();
        let action = value.strip_prefix(b"<<").map(|rest| &rest[..find(rest, b">>").unwrap_or(rest.len())]);
        if action.is_some_and(|action| !names(action).any(|(_, name)| name == b"GoTo")) {
            return Err(Reason::DocumentActive);
        }
    }
    Ok(())
}

/// The objects that are packed together behind this place.
fn objects(from: &[u8], most: u64) -> Result<Vec<u8>, Reason> {
    let begin = find(&from[..from.len().min(DICTIONARY)], b"stream").ok_or(Reason::DocumentBroken)?;
    // What else than the usual way of packing was used cannot be looked into.
    if names(&from[..begin]).any(|(_, name)| name == b"Predictor" || name.starts_with(b"ASCII") || name == b"LZWDecode")
    {
        return Err(Reason::DocumentActive);
    }
    let packed = &from[begin + b"stream".len()..];
    let packed = packed.strip_prefix(b"\r\n").or(packed.strip_prefix(b"\n")).unwrap_or(packed);
    let mut objects = Vec::new();
    // A stream is followed by its end, so that less may be read than there is.
    let read = ZlibDecoder::new(packed).take(most + 1).read_to_end(&mut objects);
    match objects.len() as u64 {
        size if size > most => Err(Reason::DocumentTooLarge),
        0 => Err(Reason::DocumentActive),
        _ => read.map(|_| objects).map_err(|_| Reason::DocumentBroken),
    }
}

fn xlsx(bytes: &[u8]) -> Result<(), Reason> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Reason::DocumentBroken)?;
    if archive.len() > PARTS {
        return Err(Reason::DocumentTooLarge);
    }
    let (mut left, mut parts) = (UNPACKED, Vec::new());
    for part in 0..archive.len() {
        let part = archive.by_index(part).map_err(|_| Reason::DocumentBroken)?;
        let name = part.name().map_err(|_| Reason::DocumentBroken)?.to_ascii_lowercase();
        if ["vbaproject", "xl/activex/", "xl/embeddings/", "xl/macrosheets/"].iter().any(|it| name.contains(it)) {
            return Err(Reason::DocumentActive);
        }
        parts.push(name);
        let size = std::io::copy(&mut part.take(left + 1), &mut sink()).map_err(|_| Reason::DocumentBroken)?;
        left = left.checked_sub(size).ok_or(Reason::DocumentTooLarge)?;
    }
    let has = |name: &str| parts.iter().any(|part| part == name);
    if has("[content_types].xml") && has("xl/workbook.xml") { Ok(()) } else { Err(Reason::NotADocument) }
}

fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;
    use proptest::prelude::*;

    use super::*;

    fn pdf_of(body: &str) -> Vec<u8> {
        format!("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R {body} >>\nendobj\nxref\ntrailer\n%%EOF\n")
            .into_bytes()
    }

    fn packed(objects: &str) -> Vec<u8> {
        let mut zip = ZlibEncoder::new(Vec::new(), Compression::default());
        zip.write_all(objects.as_bytes()).expect("packed");
        let head = b"%PDF-1.7\n5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>\nstream\r\n";
        [head.as_slice(), &zip.finish().expect("packed"), b"\nendstream\nendobj\n%%EOF\n"].concat()
    }

    #[test]
    fn a_pdf_that_does_something_is_refused() {
        for still in ["", "/OpenAction [3 0 R /Fit]", "/OpenAction << /S /GoTo /D [3 0 R /Fit] >>", "/OpenAction 4 0 R"]
        {
            assert_eq!(document(&pdf_of(still)), Ok(AttachmentKind::Pdf), "{still}");
            assert_eq!(document(&packed(&format!("1 0 << {still} >>"))), Ok(AttachmentKind::Pdf), "{still}");
        }
        for active in [
            "/OpenAction << /S /JavaScript /JS (app.alert(1)) >>",
            "/OpenAction << /S /Named /N /Print >>",
            "/AA << /O << /S /Launch /F (calc.exe) >> >>",
            "/Names << /EmbeddedFiles 4 0 R >>",
            "/A << /S /J#61vaScript /JS 5 0 R >>",
            "/A << /S /#53ubmitForm >>",
            "/AcroForm << /XFA 6 0 R >>",
            "/Encrypt 7 0 R",
        ] {
            assert_eq!(document(&pdf_of(active)), Err(Reason::DocumentActive), "{active}");
            assert_eq!(document(&packed(&format!("1 0 << {active} >>"))), Err(Reason::DocumentActive), "{active}");
        }
    }

    #[test]
    fn a_pdf_full_of_places_to_look_from_is_told_in_time() {
        for (part, told) in [("/OpenAction ", Ok(AttachmentKind::Pdf)), ("/ObjStm ", Err(Reason::DocumentBroken))] {
            let began = std::time::Instant::now();
            assert_eq!(document(&pdf_of(&part.repeat(10 * 1024 * 1024 / part.len()))), told);
            assert!(began.elapsed().as_secs() < 20, "{part}: {:?}", began.elapsed());
        }
    }

    #[test]
    fn what_cannot_be_looked_into_is_refused() {
        let whole = pdf_of("");
        assert_eq!(document(&whole[..whole.len() - 8]), Err(Reason::DocumentBroken));
        let mut other = packed("1 0 << >>");
        let at = find(&other, b"FlateDecode").expect("a filter");
        other[at..at + 11].copy_from_slice(b"ASCII85Deco");
        assert_eq!(document(&other), Err(Reason::DocumentActive));
        assert_eq!(document(&packed(&" ".repeat(130 * 1024 * 1024))), Err(Reason::DocumentTooLarge));
        for none in [&b""[..], b"\xD0\xCF\x11\xE0", b"<html>", b"\xFF\xD8\xFF"] {
            assert_eq!(document(none), Err(Reason::NotADocument));
        }
    }

    proptest! {
        #[test]
        fn whatever_comes_is_told_apart(start in 0usize..3, rest in prop::collection::vec(any::<u8>(), 0..300)) {
            let start: &[u8] = [b"%PDF-1.7\n/ObjStm stream\n".as_slice(), b"PK\x03\x04", b""][start];
            let _ = document(&[start, &rest, b"%%EOF"].concat());
        }
    }
}
