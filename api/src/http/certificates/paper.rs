//! A certificate on paper: one page A4, drawn anew each time from what is kept of it.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Timelike};
use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::text::Font;
use qrcodegen::{QrCode, QrCodeEcc};

use super::font::{FontFile, Letters};

const WIDTH: f32 = 595.28;
const HEIGHT: f32 = 841.89;
const MIDDLE: f32 = WIDTH / 2.0;
/// Where text begins and ends.
const LEFT: f32 = 84.0;
const RIGHT: f32 = WIDTH - LEFT;

const RED: (u8, u8, u8) = (0xa6, 0x2b, 0x2b);
const INK: (u8, u8, u8) = (0x22, 0x22, 0x22);
const GREY: (u8, u8, u8) = (0x6b, 0x6b, 0x6b);

/// How wide and high the code is, without the white around it.
const CODE: f32 = 104.0;

/// What stands on the paper.
pub(super) struct Facts<'c> {
    /// The number, in its groups.
    pub(super) number: String,
    /// The name as it stood, in full: the paper is its owner's.
    pub(super) name: &'c str,
    /// The community that issues it.
    pub(super) community: &'c str,
    /// The first and the last day.
    pub(super) days: (NaiveDate, NaiveDate),
    /// How many minutes.
    pub(super) minutes: i64,
    /// Of how many shifts.
    pub(super) shifts: i64,
    /// When it was issued, where the communities are.
    pub(super) issued: DateTime<FixedOffset>,
    /// Where anybody can verify it: in the code.
    pub(super) verify_at: String,
}

/// Draws it, as a PDF.
pub(super) fn draw(facts: &Facts<'_>, file: &FontFile) -> Result<Vec<u8>, String> {
    let (letters, font) = file.letters().zip(file.font()).ok_or("the font cannot be read")?;
    let mut document = Document::new();
    document.set_metadata(metadata(facts));
    let settings = PageSettings::from_wh(WIDTH, HEIGHT).ok_or("no such page")?;
    let mut page = document.start_page_with(settings);
    let mut pen = Pen { surface: page.surface(), letters, font };
    frame(&mut pen);
    heading(&mut pen);
    body(&mut pen, facts);
    foot(&mut pen, facts)?;
    // What was drawn goes to the page, and the page to the document.
    drop(pen);
    drop(page);
    document.finish().map_err(|fault| format!("{fault:?}"))
}

/// The same each time, so that the same certificate is the same file.
fn metadata(facts: &Facts<'_>) -> Metadata {
    let at = facts.issued;
    let part = |value: u32| u8::try_from(value).unwrap_or_default();
    let issued = krilla::metadata::DateTime::new(u16::try_from(at.year()).unwrap_or_default())
        .month(part(at.month()))
        .day(part(at.day()))
        .hour(part(at.hour()))
        .minute(part(at.minute()))
        .second(part(at.second()))
        .utc_offset_hour(8)
        .utc_offset_minute(0);
    Metadata::new()
        .title(format!("志愿服务证明 {}", facts.number))
        .authors(vec![facts.community.to_owned()])
        .creator("Linli".into())
        .language("zh-CN".into())
        .creation_date(issued)
}

fn frame(pen: &mut Pen<'_, '_>) {
    pen.outline((30.0, 30.0, WIDTH - 60.0, HEIGHT - 60.0), 2.4);
    pen.outline((36.0, 36.0, WIDTH - 72.0, HEIGHT - 72.0), 0.6);
}

fn heading(pen: &mut Pen<'_, '_>) {
    pen.spaced("志愿服务证明", 38.0, 150.0, 10.0, RED);
    pen.spaced("CERTIFICATE OF VOLUNTEER SERVICE", 11.0, 178.0, 1.6, GREY);
    pen.bar((MIDDLE - 36.0, 198.0, 72.0, 1.6), RED);
}

fn body(pen: &mut Pen<'_, '_>, facts: &Facts<'_>) {
    pen.centred("兹证明", 15.0, 250.0, INK);
    pen.centred("This is to certify that", 9.5, 266.0, GREY);
    let drawn = pen.centred(facts.name, 30.0, 316.0, INK);
    pen.bar((MIDDLE - drawn.max(180.0) / 2.0 - 14.0, 328.0, drawn.max(180.0) + 28.0, 0.7), GREY);
    let missing: Vec<_> =
        pen.letters.missing(facts.name).iter().map(|letter| format!("U+{:04X}", u32::from(*letter))).collect();
    if !missing.is_empty() {
        // A box says that there is a letter, and this which.
        let note = format!("字体缺字（以方框代替）/ Letters that the font lacks: {}", missing.join(" "));
        pen.centred(&note, 8.0, 342.0, RED);
    }
    let (from, to) = facts.days;
    pen.centred(&format!("于 {} 至 {} 期间", chinese(from), chinese(to)), 15.0, 372.0, INK);
    pen.centred(&format!("参加社区志愿服务 {} 个班次，经记录的服务时长共计", facts.shifts), 15.0, 398.0, INK);
    let shifts = if facts.shifts == 1 { "1 shift".to_owned() } else { format!("{} shifts", facts.shifts) };
    pen.centred(
        &format!("served as a volunteer at {shifts} from {from} to {to}, for a recorded total of"),
        9.5,
        416.0,
        GREY,
    );
    let (zh, en) = time_served(facts.minutes);
    pen.centred(&zh, 32.0, 472.0, RED);
    pen.centred(&en, 11.0, 492.0, GREY);
    pen.centred("特此证明。", 15.0, 536.0, INK);
    pen.centred(
        "姓名由本人填写，未经核实。The name is as given by the holder, and was not verified.",
        7.5,
        560.0,
        GREY,
    );
}

fn foot(pen: &mut Pen<'_, '_>, facts: &Facts<'_>) -> Result<(), String> {
    const TOP: f32 = 612.0;
    pen.bar((LEFT, TOP - 28.0, RIGHT - LEFT, 0.5), GREY);
    let issued = facts.issued.date_naive();
    let lines = [
        ("签发 Issued by", facts.community, 13.0),
        ("签发日期 Date", &chinese(issued), 13.0),
        ("证书编号 Number", &facts.number, 13.0),
    ];
    let room = RIGHT - CODE - 24.0 - LEFT;
    for (n, (label, value, size)) in lines.into_iter().enumerate() {
        let y = TOP + 8.0 + 42.0 * n as f32;
        pen.at(label, 8.5, (LEFT, y), room, GREY);
        pen.at(value, size, (LEFT, y + 18.0), room, INK);
    }
    pen.code(&facts.verify_at, (RIGHT - CODE, TOP))?;
    pen.at("扫码查验  Scan to verify", 8.0, (RIGHT - CODE, TOP + CODE + 14.0), CODE, GREY);
    let how = "查验：扫描二维码，或在下列网址输入证书编号。已撤销的证明，查验页会注明。";
    pen.centred(how, 8.5, 766.0, GREY);
    pen.centred(
        "Scan the code, or enter the number at the address below. The page tells if it was revoked.",
        7.5,
        778.0,
        GREY,
    );
    let page = facts.verify_at.rsplit_once('/').map_or(&*facts.verify_at, |(page, _)| page);
    pen.centred(page, 8.5, 792.0, INK);
    Ok(())
}

/// A time in hours and minutes, in Chinese and in English: the same on the paper and on the page that verifies it.
pub(super) fn time_served(minutes: i64) -> (String, String) {
    match (minutes / 60, minutes % 60) {
        (hours, 0) => (format!("{hours} 小时"), format!("{hours} h")),
        (0, minutes) => (format!("{minutes} 分钟"), format!("{minutes} min")),
        (hours, minutes) => (format!("{hours} 小时 {minutes} 分钟"), format!("{hours} h {minutes} min")),
    }
}

fn chinese(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// Draws on the page. Sizes and places are in points, from the upper left.
struct Pen<'s, 'f> {
    surface: Surface<'s>,
    letters: Letters<'f>,
    font: Font,
}

impl Pen<'_, '_> {
    /// A line in the middle, smaller where it would be too long. Gives how wide it is.
    fn centred(&mut self, text: &str, size: f32, y: f32, ink: (u8, u8, u8)) -> f32 {
        let one = self.letters.width(text);
        let width = (one * size).min(RIGHT - LEFT);
        self.at(text, size, (MIDDLE - width / 2.0, y), width, ink);
        width
    }

    /// A line from a place on, smaller where it would be wider than its room.
    fn at(&mut self, text: &str, size: f32, (x, y): (f32, f32), room: f32, ink: (u8, u8, u8)) {
        let one = self.letters.width(text);
        let size = if one * size > room { room / one } else { size };
        self.surface.set_fill(Some(filled(ink)));
        let glyphs = self.letters.line(text);
        self.surface.draw_glyphs(Point::from_xy(x, y), &glyphs, self.font.clone(), text, size, false);
    }

    /// A line in the middle with more room between its letters.
    fn spaced(&mut self, text: &str, size: f32, y: f32, more: f32, ink: (u8, u8, u8)) {
        let mut glyphs = self.letters.line(text);
        glyphs.iter_mut().for_each(|glyph| glyph.x_advance += more / size);
        let width: f32 = glyphs.iter().map(|glyph| glyph.x_advance * size).sum::<f32>() - more;
        self.surface.set_fill(Some(filled(ink)));
        let start = Point::from_xy(MIDDLE - width / 2.0, y);
        self.surface.draw_glyphs(start, &glyphs, self.font.clone(), text, size, false);
    }

    fn bar(&mut self, (x, y, width, height): (f32, f32, f32, f32), ink: (u8, u8, u8)) {
        let mut path = PathBuilder::new();
        rectangle(&mut path, x, y, width, height);
        if let Some(path) = path.finish() {
            self.surface.set_fill(Some(filled(ink)));
            self.surface.draw_path(&path);
        }
    }

    fn outline(&mut self, (x, y, width, height): (f32, f32, f32, f32), thick: f32) {
        let mut path = PathBuilder::new();
        rectangle(&mut path, x, y, width, height);
        if let Some(path) = path.finish() {
            let (r, g, b) = RED;
            self.surface.set_fill(None);
            self.surface.set_stroke(Some(Stroke {
                paint: rgb::Color::new(r, g, b).into(),
                width: thick,
                ..Stroke::default()
            }));
            self.surface.draw_path(&path);
            self.surface.set_stroke(None);
        }
    }

    /// A code that a phone reads: dark squares, as one path.
    fn code(&mut self, text: &str, (x, y): (f32, f32)) -> Result<(), String> {
        let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|fault| fault.to_string())?;
        let size = code.size();
        let side = CODE / size as f32;
        let mut path = PathBuilder::new();
        for (row, column) in (0..size).flat_map(|row| (0..size).map(move |column| (row, column))) {
            if code.get_module(column, row) {
                rectangle(&mut path, x + column as f32 * side, y + row as f32 * side, side, side);
            }
        }
        let path = path.finish().ok_or("an empty code")?;
        self.surface.set_fill(Some(filled(INK)));
        self.surface.draw_path(&path);
        Ok(())
    }
}

fn rectangle(path: &mut PathBuilder, x: f32, y: f32, width: f32, height: f32) {
    if let Some(rect) = Rect::from_xywh(x, y, width, height) {
        path.push_rect(rect);
    }
}

fn filled((r, g, b): (u8, u8, u8)) -> Fill {
    Fill { paint: rgb::Color::new(r, g, b).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}
