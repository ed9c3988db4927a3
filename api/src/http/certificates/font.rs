//! The letters of a certificate: a font of the operator's, and how wide a line of it is.

use std::path::Path;
use std::sync::Arc;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

/// Where Debian's `fonts-noto-cjk` puts the font that is taken unless the operator names another.
pub const USUAL: &str = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc";

/// A letter of each kind that every certificate needs.
const NEEDED: &str = "志愿服务证明时长查验AZaz09";

/// A font file as it lies on disk. It is read when a certificate is drawn and let go afterwards: some 20 MB, which a
/// process that draws none need not hold.
pub(super) struct FontFile {
    bytes: Arc<Vec<u8>>,
    face: u32,
}

impl FontFile {
    /// Reads it; or says why it cannot be drawn with. Of a collection the face of simplified Chinese is taken, since the
    /// same letters look otherwise in Japan and Korea.
    pub(super) fn read(path: &Path) -> Result<Self, String> {
        let fault = |why: &str| format!("{}: {why}", path.display());
        let bytes = std::fs::read(path).map_err(|error| fault(&error.to_string()))?;
        let face = face(&bytes).ok_or_else(|| fault("is no font"))?;
        let file = Self { bytes: Arc::new(bytes), face };
        let letters = file.letters().ok_or_else(|| fault("is no font"))?;
        if letters.missing(NEEDED).is_empty() { Ok(file) } else { Err(fault("has no Chinese letters")) }
    }

    /// What tells the letters apart.
    pub(super) fn letters(&self) -> Option<Letters<'_>> {
        let font = FontRef::from_index(&self.bytes, self.face).ok()?;
        let metrics = font.glyph_metrics(Size::new(1.0), LocationRef::default());
        Some(Letters { charmap: font.charmap(), metrics })
    }

    /// The font, to be drawn with.
    pub(super) fn font(&self) -> Option<Font> {
        Font::new(self.bytes.clone().into(), self.face)
    }
}

fn face(bytes: &[u8]) -> Option<u32> {
    let faces: Vec<_> = FontRef::fonts(bytes).collect::<Result<_, _>>().ok()?;
    faces.first()?;
    let simplified = faces.iter().position(|font| {
        let mut names = font.localized_strings(StringId::FAMILY_NAME);
        names.any(|name| name.chars().collect::<String>().split(' ').any(|word| word == "SC"))
    });
    u32::try_from(simplified.unwrap_or_default()).ok()
}

/// Which letters a font has, and how wide each is.
pub(super) struct Letters<'f> {
    charmap: Charmap<'f>,
    metrics: GlyphMetrics<'f>,
}

impl Letters<'_> {
    /// The letters of a text that the font does not have, each once. In their place stands its box for such letters.
    pub(super) fn missing(&self, text: &str) -> Vec<char> {
        let mut missing: Vec<_> = text.chars().filter(|letter| self.charmap.map(*letter).is_none()).collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// How wide a line is when its letters are one point high.
    pub(super) fn width(&self, text: &str) -> f32 {
        self.line(text).iter().map(|glyph| glyph.x_advance).sum()
    }

    /// The line, letter by letter. Chinese and Latin letters need no shaping.
    pub(super) fn line(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(at, letter): (usize, char)| {
            let id = self.charmap.map(letter).unwrap_or_default();
            KrillaGlyph {
                glyph_id: GlyphId::new(id.to_u32()),
                text_range: at..at + letter.len_utf8(),
                x_advance: self.metrics.advance_width(id).unwrap_or(1.0),
                x_offset: 0.0,
                y_offset: 0.0,
                y_advance: 0.0,
                location: None,
            }
        };
        text.char_indices().map(glyph).collect()
    }
}
