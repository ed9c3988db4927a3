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
/// A mobile number with `0086` in front, in digits.
const LONGEST: usize = 15;
/// What ends a row of a CSV file, together or alone.
const BREAKS: [char; 2] = ['\r', '\n'];

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
    /// It is not in the form that it claims to be.
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
    // Not the call that writes shared formulas out: their numbers are the file's word, and it makes room for all of
    // them.
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

/// Counts what an archive unpacks to before anything in it is trusted, and stops where it is too much.
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

/// What a cell says: numbers written out, because spreadsheet programs take phone numbers for numbers.
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

/// Comma-separated values as RFC 4180 has them, with any line ends. A quotation mark within a text that does not begin
/// with one is a letter like others, as for spreadsheet programs.
fn csv(bytes: &[u8]) -> Result<RosterFile, Unreadable> {
    let text = std::str::from_utf8(bytes).map_err(|_| Unreadable::NotUtf8)?;
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reading = Reading::default();
    let (mut row, mut width) = (0_u32, 0);
    while !rest.is_empty() {
        row = row.saturating_add(1);
        let (mut cells, mut at) = (Vec::new(), 0);
        loop {
            let (cell, after) = cell(rest, width);
            if at < COLUMNS && cell != Cell::Text(String::new()) {
                cells.push((at, cell));
            }
            (at, rest) = (at + 1, after);
            match rest.strip_prefix(',') {
                Some(next) => rest = next,
                None => break,
            }
        }
        rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix(BREAKS)).unwrap_or(rest);
        if width == 0 && !cells.is_empty() {
            width = at;
        }
        if reading.row(row, &cells) == ControlFlow::Break(()) {
            break;
        }
    }
    Ok(reading.end())
}

/// The first cell, and what follows it: nothing, a comma or a line break. `width` is the number of headings.
///
/// What begins with a quotation mark goes on over commas and lines until the next one. If that does not end a cell, or
/// if whole rows were taken for text, the mark is taken to be there by mistake, and the cell to end as if without it.
/// No file makes this slow: a search that was in vain ends at the latest with the marks that begin a later cell, so no
/// text is searched more than twice.
fn cell(text: &str, width: usize) -> (Cell, &str) {
    if let Some(within) = text.strip_prefix('"')
        && let Some((said, after)) = quoted(within)
        && !said.split(BREAKS).skip(1).any(|line| is_like_a_row(line, width))
    {
        return (of_csv(&said), after);
    }
    let end = text.find([',', '\r', '\n']).unwrap_or(text.len());
    let cell = if text.starts_with('"') { Cell::Misquoted } else { of_csv(&text[..end]) };
    (cell, &text[end..])
}

/// The text up to the quotation mark that ends the cell, and what follows it. Two such marks stand for one in the text.
fn quoted(text: &str) -> Option<(String, &str)> {
    let (mut said, mut rest) = (String::new(), text);
    loop {
        let (before, after) = rest.split_once('"')?;
        said.push_str(before);
        match after.strip_prefix('"') {
            Some(more) => {
                said.push('"');
                rest = more;
            }
            None => {
                let after = after.trim_start_matches([' ', '\t']);
                return (after.is_empty() || after.starts_with([',', '\r', '\n'])).then_some((said, after));
            }
        }
    }
}

/// Whether a line within a cell says as much as a row does: as many cells as there are headings, or a mobile number. So
/// a mark that is closed rows later, and by the rules, is found out, too.
fn is_like_a_row(line: &str, width: usize) -> bool {
    let cells = line.split(',').count();
    (cells > 1 && cells >= width) || holds_a_number(line)
}

/// Whether a text holds what is meant for a mobile number, however it is written: with signs between groups of digits,
/// in wide digits, with the country code. Looser than what is taken for one, because a number in the wrong form has an
/// owner, too.
fn holds_a_number(text: &str) -> bool {
    let narrow = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
        _ => c,
    };
    let text: String = text.chars().map(narrow).collect();
    let ends_a_number = |c: char| (c.is_alphanumeric() && !c.is_ascii_digit()) || ",;:，；：、".contains(c);
    text.split(ends_a_number).any(|part| {
        let groups: Vec<_> = part.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).collect();
        (0..groups.len()).any(|first| begins_with_a_number(&groups[first..]))
    })
}

/// Whether the first groups of digits make up a mobile number. None of them has a single digit: that is how dates are
/// written (1998.7-2003.12).
fn begins_with_a_number(groups: &[&str]) -> bool {
    let mut number = String::new();
    for group in groups.iter().take_while(|group| (2..=LONGEST).contains(&group.len())) {
        number.push_str(group);
        let bare = number.strip_prefix("0086").or_else(|| number.strip_prefix("86")).unwrap_or(&number);
        if bare.len() == 11 && bare.starts_with('1') {
            return true;
        }
        if number.len() >= LONGEST {
            break;
        }
    }
    false
}

/// A cell of a CSV file. A spreadsheet program takes what begins so for a formula.
fn of_csv(text: &str) -> Cell {
    if text.trim_start().starts_with('=') { Cell::Formula } else { Cell::Text(cut(text)) }
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
        for end in ["\n", "\r\n", "\r"] {
            let text = [
                "",
                "姓名,备注,手机号",
                "赵卫国,\"两\n行\",13800001001",
                "",
                "",
                "钱红,,13800001002",
                ",,",
                "孙丽,\"a\nb\r\nc\" ,1",
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

    fn faults(text: &str) -> (usize, Vec<(u32, String, Wrong)>) {
        let file = read(Form::Csv, text.as_bytes()).expect("readable");
        (file.rows, file.faults.listed.into_iter().map(|fault| (fault.row, fault.column, fault.wrong)).collect())
    }

    #[test]
    fn broken_quotes_are_named_and_swallow_nobody() {
        let (zhao, qian, sun) = ("赵卫国,13800001001,", "钱红,13800001002,", "孙丽,13800001003,");
        let remark = |row| (row, "备注".to_owned(), Wrong::BrokenQuotes);
        for (remarks, wrong) in [
            (["\"五楼", "", ""], vec![2]),
            (["\"五楼", "\"六楼", "七楼"], vec![2, 3]),
            (["\"五楼", "\"六楼\"", "七楼"], vec![2]),
            (["\"五楼", "", "\""], vec![2, 4]),
            (["\"五楼", "", "七楼\""], vec![2]),
            (["\"五楼\"\"", "", "\"\""], vec![2]),
            (["\"五楼\"靠东", "", ""], vec![2]),
            (["\"五楼, 靠东", "", "\"七楼, 靠西\""], vec![2]),
            (["", "\"\"\"六楼\"\"", ""], vec![3]),
            (["", "", "\""], vec![4]),
            (["五\"楼", "六楼\"", " \"七楼"], vec![]),
            (["\"五楼\r\n靠东, 有电梯\"", "\"六\"\"楼\"", "\"\""], vec![]),
        ] {
            for end in ["\n", "\r\n", "\r"] {
                let rows =
                    [zhao, qian, sun].into_iter().zip(remarks).map(|(person, remark)| format!("{person}{remark}{end}"));
                let text = format!("姓名,手机号,备注{end}{}", rows.collect::<String>());
                assert_eq!(faults(&text), (3, wrong.iter().copied().map(remark).collect()), "{text:?}");
            }
        }
        let wrong = |row, column: &str, wrong| (row, column.to_owned(), wrong);
        // In the columns that are read, in the headings, and beyond them.
        assert_eq!(
            faults(&format!("姓名,手机号\n\"{zhao}\n钱红,\"13800001002\n孙丽,13800001003,\"七楼\n")),
            (
                3,
                vec![
                    wrong(2, "姓名", Wrong::BrokenQuotes),
                    wrong(3, "手机号", Wrong::BrokenQuotes),
                    wrong(4, "C", Wrong::BrokenQuotes)
                ]
            )
        );
        let headings = faults(&format!("姓名,手机号,\"备注\n{zhao}\n{qian}\"\n"));
        assert_eq!(headings, (0, vec![wrong(1, "C", Wrong::BrokenQuotes)]));
        // Rows that are not whole themselves are missed as well.
        let halves = "姓名,手机号,备注\n赵卫国,13800001001,\"五楼\n钱红,,\n孙丽,13800001003\n李强,13800001004,\"\n";
        assert_eq!(faults(halves).0, 4, "{:?}", faults(halves));
    }

    #[test]
    fn a_file_full_of_broken_quotes_is_read_to_its_end_in_no_time() {
        let rows: String =
            (0..10_000).map(|n| format!("赵卫国,138{n:08},\"\"\"\"\"{}\n", "\"\"".repeat(150))).collect();
        let began = std::time::Instant::now();
        let file = read(Form::Csv, format!("姓名,手机号,备注\n{rows}").as_bytes()).expect("readable");
        assert_eq!((file.rows, file.faults.count), (10_000, 10_000));
        assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
    }

    #[test]
    fn a_closed_mark_swallows_nobody_however_their_number_is_written() {
        let wrong = |row, column: &str, wrong| (row, column.to_owned(), wrong);
        for swallowed in [
            "钱红,139 0000 0002",
            "钱红,139-0000-0002",
            "钱红,1390000-0002",
            "钱红,139–0000—0002",
            "钱红,139.0000.0002",
            "钱红,139·0000·0002",
            "钱红,(139)0000_0002",
            "钱红,139\u{a0}0000\u{3000}0002",
            "钱红,\u{202d}139\u{200b}00000002\u{202c}",
            "钱红,１３９０００００００２",
            "钱红,＋８６ １３９－００００－０００２",
            "钱红,8613900000002",
            "钱红,86 139 0000 0002",
            "钱红,86139 0000 0002",
            "钱红,+86-13900000002",
            "钱红,008613900000002",
            "钱红,0086 139 0000 0002",
            "钱红,12900000002",
            "钱红,手机13900000002转3",
            "钱红\t13900000002",
            "钱红；13900000002",
            "钱红，139 0000 0002",
            "钱红 13900000002 301",
            "22\t139 0000 0002\t301",
            "13900000002",
        ] {
            for end in ["\n", "\r\n", "\r"] {
                let text = format!(
                    "姓名,手机号,备注,部门{end}赵卫一,13900000001,\"五楼,甲{end}{swallowed}{end}靠东\"{end}李强,13900000004,,{end}"
                );
                let (_, faults) = faults(&text);
                assert_eq!(faults.first(), Some(&wrong(2, "备注", Wrong::BrokenQuotes)), "{text:?}");
            }
        }
        for remark in [
            "靠东, 有电梯",
            "010-62345678, 0571-88881234",
            "1998.7-2003.12 科员",
            "1998.10-2003.7, 2004.1.15 13:00",
            "1. 1998.7-2003.6",
            "13:00-14:30，301室",
            "110101199003071234",
            "110101 19900307 1234",
            "6222 0213 9000 0000",
            "139 0000 002, 139 0000",
        ] {
            // The line on which the mark stands is that of the person to whom the remark belongs.
            let text = format!("姓名,手机号,备注,部门\n赵卫一,13900000001,\"家人 13900000009\n{remark}\n\",\n");
            assert_eq!(faults(&text), (1, vec![]), "{text:?}");
        }
    }

    #[test]
    fn lines_of_any_length_are_read_to_their_end() {
        for (cell, cells, broken) in [(",", 3_000_000, false), (",\"a\"", 1_000_000, false), (",\"a", 1_000_000, true)]
        {
            let text = format!("姓名,手机号\n赵卫国,13800001001{}\n钱红,13800001002\n", cell.repeat(cells));
            let file = read(Form::Csv, text.as_bytes()).expect("readable");
            assert_eq!(lines(&file), [(2, "赵卫国", "13800001001"), (3, "钱红", "13800001002")], "{cell}");
            assert_eq!(file.faults.count > 0, broken, "{cell}");
        }
        // Lines within a text are looked through, too.
        for within in ["13 ", "1390000000 ", "1,", "139", "\n"] {
            let text = format!("姓名,手机号\n赵卫国,13800001001,\"\n{}\"\n", within.repeat(300_000));
            assert!(read(Form::Csv, text.as_bytes()).expect("readable").rows > 0, "{within:?}");
        }
    }

    #[test]
    fn rows_longer_or_shorter_than_the_headings_and_odd_letters_pass_nobody_over() {
        let wrong = |row, column: &str, wrong| (row, column.to_owned(), wrong);
        let text = "姓名,手机号\n赵卫国,13800001001,钱红,13800001002\n孙丽\n,,李强,13800001004\n周\0红,13800001005\n吴明,1380000\x001006\n";
        assert_eq!(
            faults(text),
            (
                4,
                vec![
                    wrong(2, "D", Wrong::PhoneElsewhere),
                    wrong(3, "手机号", Wrong::NotAPhone),
                    wrong(4, "D", Wrong::PhoneElsewhere),
                    wrong(5, "姓名", Wrong::NotAName),
                    wrong(6, "手机号", Wrong::NotAPhone)
                ]
            )
        );
    }

    #[test]
    fn what_is_no_spreadsheet_is_broken() {
        for bytes in [&b""[..], b"PK\x03\x04", b"not a zip at all"] {
            assert_eq!(read(Form::Xlsx, bytes).expect_err("broken"), Unreadable::Broken);
        }
    }
}
