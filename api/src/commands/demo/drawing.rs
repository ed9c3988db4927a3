//! Photos of things that do not exist: drawn, so that no picture lies in the sources.

use domain::failure::{Failure, Outcome};
use domain::media::upload::Picture;
use image::codecs::jpeg::JpegEncoder;
use image::{ImageResult, Rgb, RgbImage};

/// A round thing of this colour on a table.
pub fn drawn(colour: [u8; 3]) -> Outcome<Picture> {
    let file = |width, height| jpeg(width, height, colour).map_err(|fault| Failure::Broken(fault.into()));
    Ok(Picture { width: 960, height: 720, full: file(960, 720)?, thumbnail: file(400, 300)? })
}

fn jpeg(width: u32, height: u32, colour: [u8; 3]) -> ImageResult<Vec<u8>> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        let (across, down) = (x.abs_diff(width / 2), y.abs_diff(height / 2));
        match across.pow(2) + down.pow(2) < (height / 3).pow(2) {
            true => Rgb(colour),
            // The wall above, the table below.
            false if y < height * 2 / 3 => Rgb([236, 232, 222]),
            false => Rgb([176, 140, 104]),
        }
    });
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 82).encode_image(&picture)?;
    Ok(file)
}
