//! Spreadsheets: the rows of an `.xlsx` or `.csv` file, read one after the other and never held as a whole.

use std::io::{Cursor, Read, sink};
use std::ops::ControlFlow;

use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xlsx};
use domain::failure::Fault;
use domain::units::lines::{Cell, Reading, RosterFile};
use zip::ZipArchive;

/// What an archive may hold unpacked, in bytes.
const UNPACKED: u64 = 64 * 1024 * 1024;
/// What an entry of it may that holds no cells: of a file full of styles, each byte takes thirty in memory.
const BESIDE: u64 = 4 * 1024 * 1024;
/// How many entries an archive may have.
const ENTRIES: usize = 1_000;
/// How many columns are looked at: as many as a spreadsheet program has.
const COLUMNS: usize = 16_384;
/// How much of a cell is looked at, in characters: no name, number or heading is that long.
const CELL: usize = 100;

/// The forms in which a spreadsheet comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Office Open XML.
    Xlsx,
    /// Comma-separated values in UTF-8.
    Csv,
}

/// Why a file cannot be read at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not of the form that it is said to be.
    Broken,
    /// It is larger unpacked than any roster.
    TooLarge,
    /// A text that is not UTF-8.
    NotUtf8,
}

impl Unreadable {
    /// What a person is told, in Chinese and English.
    pub fn text(self) -> Fault {
        match self {
            Self::Broken => Fault::new("无法读取该文件", "The file cannot be read."),
            Self::TooLarge => Fault::new("文件解压后过大", "The file is too large when unpacked."),
            Self::NotUtf8 => Fault::new(
                "文件不是UTF-8编码，请另存为“CSV UTF-8”或xlsx",
                "The file is not in UTF-8; save it as \"CSV UTF-8\" or xlsx.",
            ),
        }
    }
}

/// Reads a file. Takes time: not for a thread that answers requests.
pub fn read(form: Form, bytes: &[u8]) -> Result<RosterFile, Unreadable> {
    match form {
        Form::Xlsx => xlsx(bytes),
        Form::Csv => csv(bytes),
    }
}

fn xlsx(bytes: &[u8]) -> Result<RosterFile, Unreadable> {
    must_be_small(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::Broken)?;
    let shown = |sheet: &&calamine::Sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
    let sheet = book.sheets_metadata().iter().find(shown).ok_or(Unreadable::Broken)?.name.clone();
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(|_| Unreadable::Broken)?;
    let mut reading = Reading::default();
    let (mut at, mut row) = (0_u32, Vec::new());
    // Not the call that writes shared formulas out: their numbers are the file's word, and it makes room for all of them.
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|_| Unreadable::Broken)? {
        if cell.pos.0 != at {
            if reading.row(at.saturating_add(1), &row).is_break() {
                return Ok(reading.end());
            }
            row.clear();
            at = cell.pos.0;
        }
        let column = usize::try_from(cell.pos.1).unwrap_or(usize::MAX);
        if column < COLUMNS && row.len() < COLUMNS {
            let holds = if cell.formula.is_some() { Some(Cell::Formula) } else { text(cell.value) };
            row.extend(holds.map(|cell| (column, cell)));
        }
    }
    let _ = reading.row(at.saturating_add(1), &row);
    Ok(reading.end())
}

/// Counts what an archive unpacks to before anything of it is believed, and stops where it is too much.
fn must_be_small(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Broken)?;
    if archive.len() > ENTRIES {
        return Err(Unreadable::TooLarge);
    }
    let mut left = UNPACKED;
    for entry in 0..archive.len() {
        let entry = archive.by_index(entry).map_err(|_| Unreadable::Broken)?;
        let name = entry.name().map_err(|_| Unreadable::Broken)?.to_ascii_lowercase();
        let name = name.rsplit('/').next().unwrap_or_default();
        let holds_cells = name == "sharedstrings.xml" || name.starts_with("sheet");
        let most = if holds_cells { left } else { left.min(BESIDE) };
        let size = std::io::copy(&mut entry.take(most + 1), &mut sink()).map_err(|_| Unreadable::Broken)?;
        if size > most {
            return Err(Unreadable::TooLarge);
        }
        left -= size;
    }
    Ok(())
}

/// What a cell says: numbers written out, because spreadsheet programs take phone numbers for such.
fn text(value: DataRef<'_>) -> Option<Cell> {
    let number = |number: f64| {
        if number.fract() == 0.0 && number.abs() < 1e15 { format!("{number:.0}") } else { number.to_string() }
    };
    Some(Cell::Text(match value {
        DataRef::Empty => return None,
        DataRef::Float(float) => number(float),
        DataRef::DateTime(moment) => number(moment.as_f64()),
        DataRef::String(text) => cut(&text),
        DataRef::SharedString(text) => cut(text),
        other => cut(&Data::from(other).to_string()),
    }))
}

fn cut(text: &str) -> String {
    text.trim().chars().take(CELL).collect()
}

fn csv(bytes: &[u8]) -> Result<RosterFile, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::NotUtf8)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut reading = Reading::default();
    let mut record = ::csv::StringRecord::new();
    // The reader counts lines, a spreadsheet program rows: a line break within a cell begins no row, and the reader
    // passes over blank lines, which are rows.
    let (mut row, mut from, mut within) = (1_u32, 0, 0);
    while reader.read_record(&mut record).map_err(|_| Unreadable::Broken)? {
        let begin = record.position().and_then(|at| usize::try_from(at.byte()).ok()).unwrap_or(from);
        let begin = begin + text[begin..].len() - text[begin..].trim_start_matches(['\r', '\n']).len();
        row = row.saturating_add(breaks(&text[from..begin]).saturating_sub(within));
        (from, within) = (begin, record.iter().map(breaks).sum());
        let cells: Vec<_> = record.iter().take(COLUMNS).map(of_csv).enumerate().collect();
        if reading.row(row, &cells) == ControlFlow::Break(()) {
            break;
        }
    }
    Ok(reading.end())
}

/// A cell of a CSV file. A spreadsheet program takes what begins so for a formula.
fn of_csv(text: &str) -> Cell {
    if text.trim_start().starts_with('=') { Cell::Formula } else { Cell::Text(cut(text)) }
}

fn breaks(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::units::lines::Wrong;

    fn lines(file: &RosterFile) -> Vec<(u32, &str, &str)> {
        file.lines.iter().map(|line| (line.row, line.name.in_full(), line.phone.in_full())).collect()
    }

    #[test]
    fn rows_of_csv_are_counted_as_a_spreadsheet_shows_them() {
        for end in ["\n", "\r\n"] {
            let text = [
                "",
                "姓名,备注,手机号",
                "赵卫国,\"两\n行\",13800001001",
                "",
                "",
                "钱红,,13800001002",
                ",,",
                "孙丽,\"a\nb\nc\",1",
                "李强,,\"=\"\"13800001004\"\"\"",
                "",
            ];
            for bom in ["", "\u{feff}"] {
                let file = read(Form::Csv, format!("{bom}{}", text.join(end)).as_bytes()).expect("readable");
                assert_eq!(
                    lines(&file),
                    [(3, "赵卫国", "13800001001"), (6, "钱红", "13800001002")],
                    "{end:?} {file:?}"
                );
                let faults: Vec<_> = file.faults.listed.iter().map(|fault| (fault.row, fault.wrong)).collect();
                assert_eq!(faults, [(8, Wrong::NotAPhone), (9, Wrong::Formula)], "{end:?}");
            }
        }
        assert_eq!(read(Form::Csv, b"\xd0\xd5\xc3\xfb,phone").expect_err("GBK"), Unreadable::NotUtf8);
        assert_eq!(read(Form::Csv, b"").expect("readable").faults.count, 2);
    }

    #[test]
    fn what_is_no_spreadsheet_is_broken() {
        for bytes in [&b""[..], b"PK\x03\x04", b"not a zip at all"] {
            assert_eq!(read(Form::Xlsx, bytes).expect_err("broken"), Unreadable::Broken);
        }
    }
}
