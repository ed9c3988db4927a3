//! Photos of things that do not exist: drawn, so that no picture lies in the sources.

use domain::failure::{Failure, Outcome};
use domain::media::upload::Picture;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageResult, Rgb, RgbImage};

/// A thing on a table.
#[derive(Debug, Clone, Copy)]
pub enum Thing {
    Tap,
    Lamp,
    Rice,
    Soap,
    Oil,
    Umbrella,
    Broom,
    Book,
    Stick,
}

type Colour = [u8; 3];

/// What a thing is put together from, over a square of a hundred by a hundred.
enum Part {
    /// Left, top, right, bottom.
    Box(i32, i32, i32, i32, Colour),
    /// The middle, and how far it reaches across and down.
    Round(i32, i32, i32, i32, Colour),
}

/// The picture of a thing.
pub fn drawn(thing: Thing) -> Outcome<Picture> {
    let file = |width, height| jpeg(width, height, &parts(thing)).map_err(|fault| Failure::Broken(fault.into()));
    Ok(Picture { width: 960, height: 720, full: file(960, 720)?, thumbnail: file(400, 300)? })
}

const WALL: Colour = [238, 234, 226];
const TABLE: Colour = [190, 158, 124];
const SHADE: Colour = [168, 136, 104];
const STEEL: Colour = [150, 160, 168];
const RED: Colour = [178, 58, 52];
const WOOD: Colour = [150, 108, 70];

fn parts(thing: Thing) -> Vec<Part> {
    use Part::{Box, Round};
    let shade = |reach| Round(50, 84, reach, 4, SHADE);
    match thing {
        Thing::Tap => vec![
            shade(18),
            Box(30, 40, 70, 50, STEEL),
            Box(62, 40, 70, 62, STEEL),
            Box(40, 50, 50, 84, STEEL),
            Box(43, 30, 47, 40, STEEL),
            Box(34, 26, 56, 31, RED),
            Round(66, 70, 2, 4, [120, 170, 210]),
        ],
        Thing::Lamp => vec![
            shade(22),
            Box(34, 78, 66, 83, [70, 90, 110]),
            Box(48, 40, 52, 80, [70, 90, 110]),
            Round(50, 42, 24, 18, [240, 200, 90]),
            Box(22, 42, 78, 61, WALL),
            Round(50, 45, 6, 5, [255, 244, 200]),
        ],
        Thing::Rice => vec![
            shade(28),
            Round(50, 60, 25, 24, [246, 242, 230]),
            Box(30, 34, 70, 80, [246, 242, 230]),
            Box(36, 26, 64, 34, [246, 242, 230]),
            Box(34, 33, 66, 36, RED),
            Round(50, 58, 12, 12, RED),
            Round(50, 58, 9, 9, [246, 242, 230]),
        ],
        Thing::Soap => vec![
            shade(28),
            Round(50, 76, 28, 10, [150, 190, 175]),
            Box(28, 64, 72, 76, [190, 222, 205]),
            Round(50, 66, 22, 7, [206, 232, 218]),
            Round(68, 50, 4, 5, [250, 250, 250]),
            Round(60, 42, 3, 4, [250, 250, 250]),
        ],
        Thing::Oil => vec![
            shade(18),
            Box(36, 44, 64, 83, [228, 184, 60]),
            Round(50, 44, 14, 10, [228, 184, 60]),
            Box(45, 26, 55, 38, [228, 184, 60]),
            Box(44, 20, 56, 27, RED),
            Box(38, 54, 62, 72, [250, 246, 232]),
        ],
        Thing::Umbrella => vec![
            Round(50, 46, 32, 30, [60, 110, 150]),
            Round(34, 46, 6, 26, [84, 136, 176]),
            Round(66, 46, 6, 26, [84, 136, 176]),
            Box(14, 46, 86, 61, WALL),
            Box(14, 61, 86, 78, TABLE),
            Box(49, 14, 51, 82, WOOD),
            Box(51, 79, 57, 82, WOOD),
        ],
        Thing::Broom => vec![
            shade(22),
            Box(48, 14, 52, 58, WOOD),
            Box(42, 56, 58, 62, RED),
            Box(36, 62, 64, 83, [214, 184, 110]),
            Box(43, 64, 44, 83, WOOD),
            Box(50, 64, 51, 83, WOOD),
            Box(57, 64, 58, 83, WOOD),
        ],
        Thing::Book => vec![
            shade(28),
            Box(28, 34, 72, 82, RED),
            Box(31, 78, 72, 81, [250, 246, 238]),
            Box(34, 34, 36, 78, [140, 40, 38]),
            Box(44, 46, 64, 50, [244, 214, 140]),
            Box(48, 54, 60, 57, [244, 214, 140]),
        ],
        Thing::Stick => vec![
            shade(10),
            Box(49, 26, 53, 83, WOOD),
            Round(44, 26, 9, 7, WOOD),
            Round(44, 28, 6, 5, WALL),
            Box(34, 28, 49, 36, WALL),
            Box(48, 80, 54, 84, [60, 60, 60]),
        ],
    }
}

fn jpeg(width: u32, height: u32, parts: &[Part]) -> ImageResult<Vec<u8>> {
    let (across, down) = (width as i32, height as i32);
    let picture = RgbImage::from_fn(width, height, |x, y| {
        // In hundredths of the height, from the middle.
        let at = |pixel: i32| pixel * 1000 / down;
        let (x, y) = (at(x as i32 - (across - down) / 2), at(y as i32));
        let covers = |part: &&Part| match **part {
            Part::Box(left, top, right, bottom, _) => {
                (left * 10..right * 10).contains(&x) && (top * 10..bottom * 10).contains(&y)
            }
            Part::Round(middle, centre, wide, high, _) => {
                let (x, y) = ((x - middle * 10) * 100 / wide, (y - centre * 10) * 100 / high);
                x * x + y * y < 1_000_000
            }
        };
        match parts.iter().rev().find(covers) {
            Some(Part::Box(.., colour) | Part::Round(.., colour)) => Rgb(*colour),
            // The wall above, the table below.
            None if y < 610 => Rgb(WALL),
            None => Rgb(TABLE),
        }
    });
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 82).encode_image(&picture)?;
    Ok(file)
}
