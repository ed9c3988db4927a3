//! What is no photo: each has its code, and nothing of it is kept.

use std::io::{Cursor, Write};

use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder, ImageFormat};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::harness::media::{form, picture, send, try_upload};
use crate::harness::on_both_stores;
use crate::harness::servers::{Folder, shared_redis};
use crate::harness::service::{Service, settings};
use crate::harness::sql::count;
use crate::harness::town::Town;
use crate::harness::world::{Person, World, request_id};

on_both_stores!(
    each_bad_file_has_its_code_and_nothing_is_kept,
    a_file_of_50_mb_is_refused_before_it_has_come,
    half_an_upload_leaves_nothing,
    forms_that_are_none_are_told_so,
);

/// A zip archive of one file.
fn archive(name: &str, content: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default()).expect("an entry");
    zip.write_all(content).expect("content");
    zip.finish().expect("an archive").into_inner()
}

/// A PNG that says how large it is, and holds next to nothing.
fn png_of(width: u32, height: u32) -> Vec<u8> {
    let mut file = picture(8, 8, ImageFormat::Png);
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    let sum = crc(&file[12..29]);
    file[29..33].copy_from_slice(&sum.to_be_bytes());
    file
}

/// The check sum of PNG.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| if sum & 1 == 1 { 0xEDB8_8320 ^ (sum >> 1) } else { sum >> 1 })
    })
}

/// A JPEG that says how large it is.
fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
    let mut file = picture(8, 8, ImageFormat::Jpeg);
    let at = file.windows(2).position(|two| two == [0xFF, 0xC0]).expect("a frame");
    file[at + 5..at + 7].copy_from_slice(&height.to_be_bytes());
    file[at + 7..at + 9].copy_from_slice(&width.to_be_bytes());
    file
}

/// A JPEG that draws its picture again and again.
fn jpeg_without_end() -> Vec<u8> {
    let file = jpeg_of(6_000, 6_000);
    let (whole, end) = file.split_at(file.len() - 2);
    [whole, &[0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0].repeat(20_000), end].concat()
}

/// A WebP that says how large it is.
fn webp_of(width: u32, height: u32) -> Vec<u8> {
    let mut file = picture(8, 8, ImageFormat::WebP);
    let size = (width - 1) | (height - 1) << 14;
    file[21..25].copy_from_slice(&size.to_le_bytes());
    file
}

/// A WebP in several parts, as large as can be said.
fn webp_canvas() -> Vec<u8> {
    let mut file = b"RIFF\0\0\0\0WEBPVP8X\x0A\0\0\0\x02\0\0\0\xFF\xFF\xFF\xFF\xFF\xFF".to_vec();
    file.extend([0; 64]);
    file
}

/// A PNG whose pixels, of one colour, are more than 40 million.
fn flat_png(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    let pixels = vec![0; (width * height) as usize];
    PngEncoder::new(&mut file).write_image(&pixels, width, height, ExtendedColorType::L8).expect("drawn");
    file
}

/// A PNG that is small, with a text in it that unpacks to a hundred times its size, and a colour profile likewise.
fn png_with_chunk(kind: &[u8; 4]) -> Vec<u8> {
    let file = picture(8, 8, ImageFormat::Png);
    // What zip packs, PNG unpacks.
    let zipped = archive("x", &vec![b'x'; 64 * 1024 * 1024]);
    let packed = &zipped[31..zipped.len().min(80_000)];
    let content = [b"a\0\0\x78\x9C".as_slice(), packed].concat();
    let chunk = [kind.as_slice(), &content].concat();
    let length = u32::try_from(content.len()).expect("short").to_be_bytes();
    [&file[..33], &length, &chunk, &crc(&chunk).to_be_bytes(), &file[33..]].concat()
}

/// The decompression bombs, with the codes that they may be answered with: what unpacks nothing is a photo.
fn bombs() -> Vec<(&'static str, Vec<u8>, &'static [&'static str])> {
    vec![
        ("PNG of 60,000 × 60,000", png_of(60_000, 60_000), &["PHOTO_TOO_MANY_PIXELS"]),
        ("PNG with a row of 4,000,000,000", png_of(4_000_000_000, 1), &["PHOTO_TOO_MANY_PIXELS"]),
        ("PNG of 45 megapixels in one colour", flat_png(9_000, 5_000), &["PHOTO_TOO_MANY_PIXELS"]),
        ("PNG of 36 megapixels with pixels for 64", png_of(6_000, 6_000), &["PHOTO_BROKEN"]),
        ("PNG with a text that unpacks", png_with_chunk(b"zTXt"), &["", "PHOTO_BROKEN"]),
        ("PNG with a profile that unpacks", png_with_chunk(b"iCCP"), &["", "PHOTO_BROKEN"]),
        ("JPEG of 65,500 × 65,500", jpeg_of(65_500, 65_500), &["PHOTO_TOO_MANY_PIXELS"]),
        ("JPEG drawn 20,000 times", jpeg_without_end(), &["PHOTO_BROKEN"]),
        ("WebP of 16,384 × 16,384", webp_of(16_384, 16_384), &["PHOTO_TOO_MANY_PIXELS"]),
        ("WebP with a canvas of 2⁴⁸", webp_canvas(), &["PHOTO_TOO_MANY_PIXELS"]),
    ]
}

async fn each_bad_file_has_its_code_and_nothing_is_kept(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let heic = [b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".as_slice(), &[0; 200]].concat();
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".to_vec();
    let photo = picture(300, 200, ImageFormat::Jpeg);
    for (what, file, status, code) in [
        ("SVG with a script", svg, 415, "NOT_A_PHOTO"),
        ("a ZIP", archive("photo.jpg", &photo), 415, "NOT_A_PHOTO"),
        ("GIF", b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\0\0\0;".to_vec(), 415, "NOT_A_PHOTO"),
        ("PDF", b"%PDF-1.7\n1 0 obj <</OpenAction 2 0 R>> endobj".to_vec(), 415, "NOT_A_PHOTO"),
        ("HTML", b"<!doctype html><script>alert(1)</script>".to_vec(), 415, "NOT_A_PHOTO"),
        ("HEIC", heic, 415, "PHOTO_IS_HEIC"),
        ("half a JPEG", photo[..photo.len() / 2].to_vec(), 422, "PHOTO_BROKEN"),
        ("half a PNG", picture(300, 200, ImageFormat::Png)[..400].to_vec(), 422, "PHOTO_BROKEN"),
        ("half a WebP", picture(300, 200, ImageFormat::WebP)[..100].to_vec(), 422, "PHOTO_BROKEN"),
        ("nothing", Vec::new(), 400, "BAD_USER_INPUT"),
        ("10 MiB and a byte", vec![0xFF; 10 * 1024 * 1024 + 1], 413, "FILE_TOO_LARGE"),
        ("15 MB", vec![0xFF; 15_000_000], 413, "FILE_TOO_LARGE"),
    ] {
        let (came, fault) = try_upload(world, Some(&me), &request_id(), &file).await;
        assert_eq!((came, &fault["code"], &fault["field"]), (status, &json!(code), &json!("file")), "{what}: {fault}");
        assert!(fault["message"].as_str().is_some_and(|text| !text.is_empty()), "{fault}");
    }
    let mut taken = 0;
    for (what, file, codes) in bombs() {
        assert!(file.len() < 1024 * 1024, "{what} is small: {}", file.len());
        let began = std::time::Instant::now();
        let (status, fault) = try_upload(world, Some(&me), &request_id(), &file).await;
        let code = fault["code"].as_str().unwrap_or_default();
        assert!(codes.contains(&code) && status != 500, "{what}: {status} {fault}");
        assert!(began.elapsed().as_secs() < 10, "{what} took {:?}", began.elapsed());
        taken += i64::from(status == 200);
    }
    assert_eq!(count(world, "SELECT COUNT(*) FROM photos").await, taken);
    assert_eq!(count(world, "SELECT COUNT(*) FROM audit_entries WHERE act = 'uploadPhoto'").await, taken);
}

async fn a_file_of_50_mb_is_refused_before_it_has_come(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let mut line = begin(world, &me, 50_000_000).await;
    let mut answer = [0; 12];
    line.read_exact(&mut answer).await.expect("an answer");
    assert_eq!(&answer, b"HTTP/1.1 413");
}

/// A line on which a photo of so many bytes is announced.
async fn begin(world: &World, who: &Person, length: usize) -> TcpStream {
    let address = world.url.strip_prefix("http://").expect("an address");
    let mut line = TcpStream::connect(address).await.expect("a line");
    let head = format!(
        "POST /media HTTP/1.1\r\nHost: linli\r\nAuthorization: Bearer {}\r\nContent-Length: {length}\r\n\
         Content-Type: multipart/form-data; boundary=wx--1700000000000\r\n\r\n",
        who.access
    );
    line.write_all(head.as_bytes()).await.expect("sent");
    line
}

async fn half_an_upload_leaves_nothing(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let body = form(&[("requestId", &request_id())], "file", &picture(300, 200, ImageFormat::Jpeg));
    let mut line = begin(world, &me, body.len()).await;
    line.write_all(&body[..body.len() / 2]).await.expect("sent");
    line.shutdown().await.expect("shut");
    let mut answer = String::new();
    // What is answered to somebody who is gone does not matter.
    let _ = line.read_to_string(&mut answer).await;
    assert!(!answer.contains(" 200 "), "{answer}");

    // Whole, by its length; and still not the whole form.
    let (status, fault) = {
        let answer = send(world, Some(&me), body[..body.len() - 30].to_vec()).await;
        (answer.status().as_u16(), answer.json::<Value>().await.expect("JSON"))
    };
    assert_eq!((status, &fault["code"]), (400, &json!("BAD_USER_INPUT")), "{fault}");
    assert_eq!(count(world, "SELECT COUNT(*) FROM photos").await, 0);
    assert_eq!(std::fs::read_dir(&world.files).expect("a folder").count(), 0, "no file was written");
}

async fn forms_that_are_none_are_told_so(world: &World) {
    let town = Town::build(world).await;
    let me = town.resident(world, "me", 0, None).await;
    let file = picture(8, 8, ImageFormat::Png);
    let id = request_id();
    for (what, body, field) in [
        ("no request id", form(&[], "file", &file), "requestId"),
        ("a request id that is none", form(&[("requestId", "1")], "file", &file), "requestId"),
        ("a long request id", form(&[("requestId", &"1".repeat(1_000))], "file", &file), "requestId"),
        ("another field", form(&[("requestId", &id)], "photo", &file), "file"),
    ] {
        let answer = send(world, Some(&me), body).await;
        let status = answer.status().as_u16();
        let fault: Value = answer.json().await.expect("JSON");
        assert_eq!((status, &fault["field"]), (400, &json!(field)), "{what}: {fault}");
    }
    let request = world.http().post(format!("{}/media", world.url)).bearer_auth(&me.access);
    let answer = request.header("content-type", "image/png").body(file).send().await.expect("an answer");
    assert_eq!(answer.status(), 415);
    assert_eq!(count(world, "SELECT COUNT(*) FROM photos").await, 0);
}

/// 40 megapixels take their place in memory once, and reading goes on meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_photo_takes_one_place_in_memory_and_holds_up_nobody() {
    let world = World::postgres().await;
    let town = Town::build(&world).await;
    let me = town.resident(&world, "me", 0, None).await;
    let folder = Folder::new();
    let mut settings = settings(&world.database, Some(shared_redis()), &world.stand_in);
    settings.push(("LINLI_MEDIA", folder.path.to_string_lossy().into_owned()));
    let service = Service::start(&settings).await;
    let there = world.at(&service.linli.url);
    let (mut file, pixels) = (Vec::new(), vec![0; 8_000 * 5_000 * 4]);
    let quick = PngEncoder::new_with_quality(&mut file, CompressionType::Fast, FilterType::NoFilter);
    quick.write_image(&pixels, 8_000, 5_000, ExtendedColorType::Rgba8).expect("drawn");
    drop(pixels);
    let (small, big) = (picture(8, 8, ImageFormat::Png), request_id());
    let upload = try_upload(&there, Some(&me), &big, &file);
    let read = async {
        let began = std::time::Instant::now();
        for _ in 0..5 {
            assert_eq!(service.status("/healthz").await, 200);
        }
        began.elapsed()
    };
    let ((status, photo), reading) = tokio::join!(upload, read);
    assert_eq!((status, &photo["width"], &photo["height"]), (200, &json!(2048), &json!(1280)), "{photo}");
    assert!(reading.as_secs() < 2, "{reading:?}");
    assert_eq!(try_upload(&there, Some(&me), &request_id(), &small).await.0, 200);
    #[cfg(target_os = "linux")]
    assert!(service.linli.peak_memory() < 400, "{} MiB", service.linli.peak_memory());
}
