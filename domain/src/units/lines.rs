//! The lines of a roster file: what each must say, and what is wrong where it does not. Pure: rows in, faults out.

use std::collections::HashMap;
use std::ops::ControlFlow;

use crate::failure::Fault;
use crate::text::{Phone, RealName};

/// The most lines that a file may have.
pub const LINES: usize = 20_000;
/// The most faults that are listed; all are counted.
pub const LISTED: usize = 100;

/// What a cell of the file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text, or a number written out.
    Text(String),
    /// A formula: what it shows depends on who opens the file, so it is never taken.
    Formula,
    /// A text that begins with a quotation mark which is not closed where the text ends.
    Misquoted,
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// No column has this heading.
    ColumnMissing,
    /// Two columns have this heading.
    ColumnTwice,
    /// The cell holds a formula.
    Formula,
    /// The cell holds no name.
    NotAName,
    /// The cell holds no mobile number.
    NotAPhone,
    /// The number stands further up in the file already.
    PhoneTwice {
        /// In this row.
        first: u32,
    },
    /// A mobile number where none is looked for: its owner would be passed over.
    PhoneElsewhere,
    /// The quotation marks of the cell do not match: the rows below could be taken for its text.
    BrokenQuotes,
    /// The number stands on the roster with another name.
    OtherName,
    /// The file has more lines than it may.
    TooManyRows,
}

impl Wrong {
    /// What a person is told, in Chinese and English.
    pub fn text(self) -> Fault {
        match self {
            Self::ColumnMissing => Fault::new("缺少此列", "There is no column of this heading."),
            Self::ColumnTwice => Fault::new("此列重复", "There are two columns of this heading."),
            Self::Formula => Fault::new("不能使用公式", "Formulas are not taken; paste the value."),
            Self::NotAName => Fault::new("不是有效的姓名", "This is not a name."),
            Self::NotAPhone => Fault::new("不是有效的手机号", "This is not a mobile number of mainland China."),
            Self::PhoneTwice { first } => {
                Fault::new(format!("与第{first}行的手机号重复"), format!("The number stands in row {first} already."))
            }
            Self::PhoneElsewhere => Fault::new(
                "此手机号不在手机号列，其所属人员不会被读取",
                "This mobile number is not in the column of numbers, so its owner would not be read.",
            ),
            Self::BrokenQuotes => Fault::new(
                "引号不成对，请补上或删去此格中的英文引号",
                "The quotation marks of this cell do not match; close or remove them.",
            ),
            Self::OtherName => {
                Fault::new("名册中此手机号登记在另一姓名下", "The roster has this number with another name.")
            }
            Self::TooManyRows => {
                Fault::new(format!("一次最多导入{LINES}行"), format!("A file may have {LINES} lines; split it."))
            }
        }
    }
}

/// Something wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFault {
    /// The row as the spreadsheet shows it: the first is 1.
    pub row: u32,
    /// The heading of the column.
    pub column: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// All that is wrong with a file: counted in full, listed in part.
#[derive(Debug, Default)]
pub struct Faults {
    /// How many.
    pub count: u64,
    /// The first [`LISTED`] of them.
    pub listed: Vec<LineFault>,
}

impl Faults {
    /// Adds one.
    pub fn add(&mut self, row: u32, column: &str, wrong: Wrong) {
        self.count += 1;
        if self.listed.len() < LISTED {
            self.listed.push(LineFault { row, column: column.to_owned(), wrong });
        }
    }
}

/// A line that says who stands on the roster.
#[derive(Debug)]
pub struct RosterLine {
    /// The row as the spreadsheet shows it.
    pub row: u32,
    /// The name.
    pub name: RealName,
    /// The number.
    pub phone: Phone,
}

/// What was read of a file.
#[derive(Debug)]
pub struct RosterFile {
    /// How many lines say something of a person.
    pub rows: usize,
    /// Those without fault.
    pub lines: Vec<RosterLine>,
    /// What is wrong with the others, or with the file.
    pub faults: Faults,
    /// The heading of the column of numbers.
    pub phone_heading: String,
}

/// A column that is read: its place, and its heading as the file writes it.
#[derive(Debug)]
struct Column {
    at: usize,
    heading: String,
}

/// Reads a file row by row, from the top. Columns other than name and phone number are only looked at for what would
/// make somebody vanish without a word.
#[derive(Debug, Default)]
pub struct Reading {
    columns: Option<(Column, Column)>,
    headings: HashMap<usize, String>,
    rows: usize,
    lines: Vec<RosterLine>,
    phones: HashMap<String, u32>,
    faults: Faults,
}

impl Reading {
    /// Reads the next row: cells that hold something, each with its place. Says whether to go on.
    pub fn row(&mut self, row: u32, cells: &[(usize, Cell)]) -> ControlFlow<()> {
        let holds = |cell: &Cell| !matches!(cell, Cell::Text(text) if text.trim().is_empty());
        let Some((name, phone)) = &self.columns else {
            return match cells.iter().any(|(_, cell)| holds(cell)) {
                true => self.headings(row, cells),
                false => ControlFlow::Continue(()),
            };
        };
        let cell =
            |column: &Column| cells.iter().find(|(at, cell)| *at == column.at && holds(cell)).map(|(_, cell)| cell);
        let person = (cell(name), cell(phone));
        for (at, cell) in cells.iter().filter(|(at, _)| *at != name.at && *at != phone.at) {
            let heading = self.headings.get(at);
            let wrong = match cell {
                Cell::Misquoted => Wrong::BrokenQuotes,
                Cell::Text(text)
                    if (heading.is_none() || person == (None, None)) && Phone::parse("phone", text).is_ok() =>
                {
                    Wrong::PhoneElsewhere
                }
                Cell::Text(_) | Cell::Formula => continue,
            };
            self.faults.add(row, heading.unwrap_or(&letters(*at)), wrong);
        }
        if person == (None, None) {
            return ControlFlow::Continue(());
        }
        if self.rows == LINES {
            self.faults.add(row, &name.heading, Wrong::TooManyRows);
            return ControlFlow::Break(());
        }
        self.rows += 1;
        let parsed_name = read(person.0, Wrong::NotAName, |text| RealName::parse("name", text).ok());
        let parsed_phone = read(person.1, Wrong::NotAPhone, |text| Phone::parse("phone", text).ok());
        let parsed_phone = parsed_phone.and_then(|number| match self.phones.get(number.in_full()) {
            Some(first) => Err(Wrong::PhoneTwice { first: *first }),
            None => {
                self.phones.insert(number.in_full().to_owned(), row);
                Ok(number)
            }
        });
        match (parsed_name, parsed_phone) {
            (Ok(name), Ok(phone)) => self.lines.push(RosterLine { row, name, phone }),
            (wrong_name, wrong_phone) => {
                for (wrong, column) in [(wrong_name.err(), name), (wrong_phone.err(), phone)] {
                    if let Some(wrong) = wrong {
                        self.faults.add(row, &column.heading, wrong);
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// What the whole file says.
    pub fn end(mut self) -> RosterFile {
        let Some((_, phone)) = self.columns else {
            if self.faults.count == 0 {
                let _ = self.headings(1, &[]);
            }
            return RosterFile { rows: 0, lines: Vec::new(), faults: self.faults, phone_heading: String::new() };
        };
        RosterFile { rows: self.rows, lines: self.lines, faults: self.faults, phone_heading: phone.heading }
    }

    fn headings(&mut self, row: u32, cells: &[(usize, Cell)]) -> ControlFlow<()> {
        for (at, cell) in cells {
            match cell {
                Cell::Text(text) if text.trim().is_empty() => {}
                Cell::Text(text) => _ = self.headings.insert(*at, text.trim().to_owned()),
                Cell::Formula => {}
                Cell::Misquoted => self.faults.add(row, &letters(*at), Wrong::BrokenQuotes),
            }
        }
        if self.faults.count > 0 {
            return ControlFlow::Break(());
        }
        let name = self.column(row, cells, ["姓名", "name"]);
        let phone = self.column(row, cells, ["手机号", "phone"]);
        self.columns = name.zip(phone);
        if self.columns.is_some() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    }

    /// The one column that has one of these headings. Spaces are only for looks (姓　名).
    fn column(&mut self, row: u32, cells: &[(usize, Cell)], headings: [&str; 2]) -> Option<Column> {
        let mut found = cells.iter().filter_map(|(at, cell)| match cell {
            Cell::Text(text) => {
                let bare: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
                headings.contains(&bare.as_str()).then(|| Column { at: *at, heading: text.trim().to_owned() })
            }
            Cell::Formula | Cell::Misquoted => None,
        });
        match (found.next(), found.next()) {
            (Some(column), None) => Some(column),
            (Some(_), Some(twice)) => {
                self.faults.add(row, &twice.heading, Wrong::ColumnTwice);
                None
            }
            (None, _) => {
                self.faults.add(row, headings[0], Wrong::ColumnMissing);
                None
            }
        }
    }
}

fn read<T>(cell: Option<&Cell>, wrong: Wrong, parse: impl Fn(&str) -> Option<T>) -> Result<T, Wrong> {
    match cell {
        Some(Cell::Text(text)) => parse(text).ok_or(wrong),
        Some(Cell::Formula) => Err(Wrong::Formula),
        Some(Cell::Misquoted) => Err(Wrong::BrokenQuotes),
        None => Err(wrong),
    }
}

/// A column without a heading, as a spreadsheet program names it: A to Z, AA and so on.
fn letters(at: usize) -> String {
    let (mut letters, mut left) = (Vec::new(), at + 1);
    while left > 0 {
        left -= 1;
        letters.push(char::from(b'A' + u8::try_from(left % 26).unwrap_or_default()));
        left /= 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(row: &[&str]) -> Vec<(usize, Cell)> {
        let cell = |text: &str| if text == "=" { Cell::Formula } else { Cell::Text(text.to_owned()) };
        row.iter().enumerate().map(|(at, text)| (at, cell(text))).collect()
    }

    fn file(rows: &[&[&str]]) -> RosterFile {
        let mut reading = Reading::default();
        for (row, number) in rows.iter().zip(1..) {
            if reading.row(number, &cells(row)).is_break() {
                break;
            }
        }
        reading.end()
    }

    fn faults(file: &RosterFile) -> Vec<(u32, &str, Wrong)> {
        file.faults.listed.iter().map(|fault| (fault.row, fault.column.as_str(), fault.wrong)).collect()
    }

    #[test]
    fn columns_stand_in_any_order_and_others_are_not_looked_at() {
        let read = file(&[
            &["", ""],
            &["序号", "手机号", "备注", "姓　名"],
            &["1", "13800001001", "=", "赵卫国"],
            &["", " ", "", ""],
            &["2", "+8613800001002", "", " 钱红 "],
            &["合计", "", "", ""],
        ]);
        assert_eq!((read.rows, read.faults.count), (2, 0), "{read:?}");
        let lines: Vec<_> = read.lines.iter().map(|l| (l.row, l.name.in_full(), l.phone.in_full())).collect();
        assert_eq!(lines, [(3, "赵卫国", "13800001001"), (5, "钱红", "13800001002")]);
        assert_eq!(file(&[&["Phone", "NAME"], &["13800001001", "Zhao"]]).lines.len(), 1);
    }

    #[test]
    fn nobody_stands_beside_the_columns_without_a_word() {
        let read = file(&[
            &["姓名", "手机号", "备注"],
            &["赵卫国", "13800001001", "13800001009"],
            &["", "", "13800001002"],
            &["", "", "共两人"],
            &["钱红", "13800001003", "", "孙丽", "13800001004"],
            &["李强", "13800001005", "", "请核对"],
        ]);
        assert_eq!(faults(&read), [(3, "备注", Wrong::PhoneElsewhere), (5, "E", Wrong::PhoneElsewhere)]);
    }

    #[test]
    fn columns_are_named_as_spreadsheets_name_them() {
        for (at, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            assert_eq!(letters(at), name);
        }
    }

    #[test]
    fn each_fault_is_named_with_its_row_and_column() {
        let read = file(&[
            &["姓名", "手机号"],
            &["赵卫国", "13800001001"],
            &["王", "1380000"],
            &["", "13800001003"],
            &["钱红", ""],
            &["=", "="],
            &["孙丽", "13800001001"],
        ]);
        let expected = [
            (3, "姓名", Wrong::NotAName),
            (3, "手机号", Wrong::NotAPhone),
            (4, "姓名", Wrong::NotAName),
            (5, "手机号", Wrong::NotAPhone),
            (6, "姓名", Wrong::Formula),
            (6, "手机号", Wrong::Formula),
            (7, "手机号", Wrong::PhoneTwice { first: 2 }),
        ];
        assert_eq!(faults(&read), expected);
        assert_eq!(read.rows, 6);
    }

    #[test]
    fn missing_and_doubled_columns_are_named() {
        assert_eq!(faults(&file(&[])), [(1, "姓名", Wrong::ColumnMissing), (1, "手机号", Wrong::ColumnMissing)]);
        assert_eq!(faults(&file(&[&[], &["姓名", "电话"]])), [(2, "手机号", Wrong::ColumnMissing)]);
        assert_eq!(faults(&file(&[&["姓名", "手机号", "phone"]])), [(1, "phone", Wrong::ColumnTwice)]);
    }

    #[test]
    fn a_long_file_ends_where_it_must_and_all_faults_are_counted() {
        let mut reading = Reading::default();
        assert!(reading.row(1, &cells(&["name", "phone"])).is_continue());
        for row in 0..20_000_u32 {
            assert!(reading.row(row + 2, &cells(&["赵", &format!("138{row:08}")])).is_continue());
        }
        assert!(reading.row(20_002, &cells(&["赵", "13900000000"])).is_break());
        let read = reading.end();
        assert_eq!((read.rows, read.faults.count, read.faults.listed.len()), (20_000, 20_001, LISTED));
    }

    proptest! {
        #[test]
        fn no_row_is_lost(rows in prop::collection::vec(("[赵钱]{0,3}", "1380000100[0-9]|x|"), 0..30)) {
            let mut reading = Reading::default();
            let _ = reading.row(1, &cells(&["姓名", "手机号"]));
            for ((name, phone), number) in rows.iter().zip(2..) {
                prop_assert!(reading.row(number, &cells(&[name, phone])).is_continue());
            }
            let read = reading.end();
            let faulty: std::collections::HashSet<_> = read.faults.listed.iter().map(|fault| fault.row).collect();
            let said = rows.iter().filter(|(name, phone)| !(name.is_empty() && phone.is_empty())).count();
            prop_assert_eq!(read.rows, said);
            prop_assert_eq!(read.lines.len() + faulty.len(), said);
        }
    }
}
