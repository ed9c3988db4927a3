//! From a file to a picture as it is kept: decoded within bounds, scaled down, turned upright, and drawn again, so that
//! nothing but its pixels is left of the file.

use std::io::Cursor;

use domain::failure::Reason;
use domain::media::photo::{LONGEST_SIDE, PIXELS_AT_MOST, SIDE_AT_MOST, THUMBNAIL_SIDE};
use domain::media::upload::Picture;
use image::codecs::jpeg::{JpegDecoder, JpegEncoder};
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageResult, Limits, RgbImage};

use super::header::{Form, Header, NotRead, read};

/// How well a photo is drawn again, of 100: nobody sees the difference on a screen.
const QUALITY: u8 = 82;

/// What decoding a picture may take, in bytes. In the usual forms, 40 megapixels take up to 240 MB; in the deepest one of
/// PNG 320; in a progressive JPEG that saves nothing on colours, 360: of those, 36 megapixels are taken.
const MEMORY: u64 = 312 * 1024 * 1024;

impl From<NotRead> for Reason {
    fn from(why: NotRead) -> Self {
        match why {
            NotRead::Foreign => Self::NotAPhoto,
            NotRead::Heic => Self::PhotoIsHeic,
            NotRead::Broken => Self::PhotoBroken,
        }
    }
}

/// Looks at the header of a file alone.
pub(super) fn look(bytes: &[u8]) -> Result<Header, Reason> {
    let header = read(bytes)?;
    must_be_bearable(header.width, header.height)?;
    Ok(header)
}

/// Makes a picture of a file that [`look`] let pass. Takes about a second of a processor for the largest.
pub(super) fn picture(bytes: &[u8], header: Header) -> Result<Picture, Reason> {
    let file = || Cursor::new(bytes);
    let upright = match header.form {
        Form::Jpeg => upright(JpegDecoder::new(file()), header),
        Form::Png => upright(PngDecoder::with_limits(file(), limits()), header),
        Form::WebP => upright(WebPDecoder::new(file()), header),
    }?;
    let (width, height) = (upright.width(), upright.height());
    let small = scaled(&upright, THUMBNAIL_SIDE, |picture, width, height| {
        DynamicImage::ImageRgb8(image::imageops::resize(picture, width, height, FilterType::Triangle)).into_rgb8()
    });
    let thumbnail = drawn(small.as_ref().unwrap_or(&upright))?;
    Ok(Picture { width, height, full: drawn(&upright)?, thumbnail })
}

fn must_be_bearable(width: u32, height: u32) -> Result<(), Reason> {
    let many = u64::from(width) * u64::from(height) > PIXELS_AT_MOST || width.max(height) > SIDE_AT_MOST;
    if many { Err(Reason::PhotoTooManyPixels) } else { Ok(()) }
}

fn limits() -> Limits {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MEMORY);
    limits
}

/// Decodes, and scales down before it turns: turning takes the picture twice.
fn upright<D: ImageDecoder>(decoder: ImageResult<D>, header: Header) -> Result<RgbImage, Reason> {
    let broken = |_| Reason::PhotoBroken;
    let mut decoder = decoder.map_err(broken)?;
    decoder.set_limits(limits()).map_err(broken)?;
    // What decodes reads the header by itself, and could find another size in it.
    if decoder.dimensions() != (header.width, header.height) {
        return Err(Reason::PhotoBroken);
    }
    if decoder.total_bytes() + header.beside > MEMORY {
        return Err(Reason::PhotoTooManyPixels);
    }
    let orientation = decoder.orientation().map_err(broken)?;
    let whole = DynamicImage::from_decoder(decoder).map_err(broken)?;
    let small = match fitted(whole.width(), whole.height(), LONGEST_SIDE) {
        Some((width, height)) => {
            let small = whole.thumbnail_exact(width, height);
            drop(whole);
            small
        }
        None => whole,
    };
    let mut turned = DynamicImage::ImageRgb8(on_white(small));
    turned.apply_orientation(orientation);
    Ok(turned.into_rgb8())
}

/// The size in which a picture fits; `None` if it does.
fn fitted(width: u32, height: u32, side: u32) -> Option<(u32, u32)> {
    let longest = width.max(height);
    let fit = |it: u32| u32::try_from(u64::from(it) * u64::from(side) / u64::from(longest)).unwrap_or(side).max(1);
    (longest > side).then(|| (fit(width), fit(height)))
}

fn scaled(picture: &RgbImage, side: u32, scale: impl Fn(&RgbImage, u32, u32) -> RgbImage) -> Option<RgbImage> {
    fitted(picture.width(), picture.height(), side).map(|(width, height)| scale(picture, width, height))
}

/// What shines through is white: JPEG knows no transparency.
fn on_white(picture: DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let picture = picture.into_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0.map(u32::from);
        let over = |colour: u32| u8::try_from((colour * alpha + 255 * (255 - alpha) + 127) / 255).unwrap_or(u8::MAX);
        image::Rgb([over(red), over(green), over(blue)])
    })
}

fn drawn(picture: &RgbImage) -> Result<Vec<u8>, Reason> {
    let mut file = Vec::new();
    let done = JpegEncoder::new_with_quality(&mut file, QUALITY).encode_image(picture);
    done.map(|()| file).map_err(|_| Reason::PhotoBroken)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RED: [u8; 3] = [220, 30, 30];
    const GREEN: [u8; 3] = [30, 200, 30];
    const BLUE: [u8; 3] = [30, 30, 220];
    const GREY: [u8; 3] = [128, 128, 128];

    /// Red above on the left, green above on the right, blue below on the left, grey below on the right.
    fn quarters(width: u32, height: u32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            image::Rgb(match (x < width / 2, y < height / 2) {
                (true, true) => RED,
                (false, true) => GREEN,
                (true, false) => BLUE,
                (false, false) => GREY,
            })
        })
    }

    /// A JPEG with EXIF: an orientation, and a text that must not be kept.
    fn with_exif(picture: &RgbImage, orientation: u8) -> Vec<u8> {
        let plain = drawn(picture).expect("drawn");
        let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x02".to_vec();
        exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
        exif.extend([0x01, 0x0E, 0, 2, 0, 0, 0, 11, 0, 0, 0, 38]);
        exif.extend(b"\0\0\0\0N31.2E121.4\0");
        let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
        [&plain[..2], &[0xFF, 0xE1], &length, &exif, &plain[2..]].concat()
    }

    fn made(file: &[u8]) -> Picture {
        picture(file, look(file).expect("a header")).expect("a picture")
    }

    fn colours(file: &[u8]) -> [[u8; 3]; 4] {
        let picture = image::load_from_memory(file).expect("a picture").into_rgb8();
        let (width, height) = picture.dimensions();
        let at = |x, y| {
            let found = picture.get_pixel(x, y).0;
            let near = |colour: &[u8; 3]| colour.iter().zip(found).map(|(a, b)| a.abs_diff(b) as u32).sum::<u32>();
            [RED, GREEN, BLUE, GREY].into_iter().min_by_key(near).expect("a colour")
        };
        [
            at(width / 4, height / 4),
            at(width * 3 / 4, height / 4),
            at(width / 4, height * 3 / 4),
            at(width * 3 / 4, height * 3 / 4),
        ]
    }

    #[test]
    fn a_picture_is_turned_upright_whichever_way_it_was_held() {
        let file = quarters(96, 64);
        for (orientation, expected, turned) in [
            (1, [RED, GREEN, BLUE, GREY], false),
            (2, [GREEN, RED, GREY, BLUE], false),
            (3, [GREY, BLUE, GREEN, RED], false),
            (4, [BLUE, GREY, RED, GREEN], false),
            (5, [RED, BLUE, GREEN, GREY], true),
            (6, [BLUE, RED, GREY, GREEN], true),
            (7, [GREY, GREEN, BLUE, RED], true),
            (8, [GREEN, GREY, RED, BLUE], true),
        ] {
            let file = with_exif(&file, orientation);
            assert!(file.windows(6).any(|part| part == b"N31.2E"), "there is something to be taken out");
            let made = made(&file);
            assert_eq!((made.width, made.height), if turned { (64, 96) } else { (96, 64) }, "{orientation}");
            for file in [&made.full, &made.thumbnail] {
                assert_eq!(colours(file), expected, "{orientation}");
                assert!(!file.windows(4).any(|part| part == b"Exif" || part == b"N31."), "{orientation}");
            }
        }
    }

    #[test]
    fn a_large_picture_is_scaled_down_and_a_small_one_is_not() {
        for ((width, height), full, small) in [
            ((3000, 1500), (2048, 1024), (400, 200)),
            ((300, 200), (300, 200), (300, 200)),
            ((6000, 2), (2048, 1), (400, 1)),
        ] {
            let made = made(&drawn(&quarters(width, height)).expect("drawn"));
            assert_eq!((made.width, made.height), full);
            for (file, size) in [(&made.full, full), (&made.thumbnail, small)] {
                let picture = image::load_from_memory(file).expect("a picture");
                assert_eq!((picture.width(), picture.height()), size);
            }
        }
    }

    #[test]
    fn what_shines_through_is_white() {
        let glass = image::RgbaImage::from_pixel(8, 8, image::Rgba([0, 0, 0, 0]));
        for format in [image::ImageFormat::Png, image::ImageFormat::WebP] {
            let mut file = Cursor::new(Vec::new());
            glass.write_to(&mut file, format).expect("drawn");
            let made = made(&file.into_inner());
            let picture = image::load_from_memory(&made.full).expect("a picture").into_rgb8();
            assert!(picture.pixels().all(|pixel| pixel.0.iter().all(|part| *part > 250)), "{format:?}");
        }
    }

    #[test]
    fn what_is_too_large_is_known_by_its_header() {
        for (width, height, fits) in [
            (8_000, 5_000, true),
            (8_001, 5_000, false),
            (60_000, 60_000, false),
            (20_001, 1, false),
            (20_000, 1, true),
        ] {
            assert_eq!(must_be_bearable(width, height).is_ok(), fits, "{width} × {height}");
        }
    }
}
