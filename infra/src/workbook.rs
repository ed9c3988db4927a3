//! Spreadsheets as files in Office Open XML.

use async_trait::async_trait;
use chrono::{Datelike, NaiveDate, NaiveDateTime, Timelike};
use domain::failure::{Failure, Outcome};
use domain::spreadsheets::write::{Cell, Head, Workbook, Workbooks};
use domain::wishes::wish::Fen;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, XlsxError};

/// Writes them with temporary files, which no other user of the machine can read and which end with the process.
pub struct XlsxWorkbooks;

struct Xlsx {
    book: rust_xlsxwriter::Workbook,
    /// The row that comes next, and that of the heads.
    next: u32,
    heads: u32,
    columns: u16,
    forms: Forms,
}

/// How cells look.
struct Forms {
    text: Format,
    money: Format,
    day: Format,
    moment: Format,
}

fn broken(fault: XlsxError) -> Failure {
    Failure::Broken(fault.into())
}

impl Workbooks for XlsxWorkbooks {
    fn begin(&self, head: Head) -> Outcome<Box<dyn Workbook>> {
        begin(head).map(|book| Box::new(book) as Box<dyn Workbook>).map_err(broken)
    }
}

fn begin(head: Head) -> Result<Xlsx, XlsxError> {
    let mut book = rust_xlsxwriter::Workbook::new();
    // Nothing of the machine: neither who runs it nor its clock, whose zone it would not say.
    book.set_properties(
        &DocProperties::new().set_title(&head.title).set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?),
    );
    let forms = Forms {
        // Text, also for those who edit the cell: what they type there stays as they typed it.
        text: Format::new().set_num_format("@"),
        money: Format::new().set_num_format("0.00"),
        day: Format::new().set_num_format("yyyy-mm-dd"),
        moment: Format::new().set_num_format("yyyy-mm-dd hh:mm"),
    };
    let columns = u16::try_from(head.columns.len()).unwrap_or(u16::MAX);
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(&head.sheet)?;
    for (place, column) in (0..).zip(&head.columns) {
        sheet.set_column_width(place, column.width)?;
    }
    sheet.write_string_with_format(0, 0, &head.title, &Format::new().set_bold().set_font_size(14))?;
    let mut next = 1;
    for line in &head.lines {
        sheet.write_string_with_format(next, 0, line, &forms.text)?;
        next += 1;
    }
    let heads = next + 1;
    sheet.set_freeze_panes(heads + 1, 0)?;
    let bold = Format::new().set_bold();
    for (place, column) in (0..).zip(&head.columns) {
        sheet.write_string_with_format(heads, place, &column.head, &bold)?;
    }
    Ok(Xlsx { book, next: heads + 1, heads, columns, forms })
}

impl Xlsx {
    fn write(&mut self, rows: Vec<Vec<Cell>>) -> Result<(), XlsxError> {
        let sheet = self.book.worksheet_from_index(0)?;
        for row in rows {
            for (place, cell) in (0..).zip(row) {
                let (row, forms) = (self.next, &self.forms);
                match cell {
                    Cell::Nothing => continue,
                    Cell::Text(text) => sheet.write_string_with_format(row, place, text, &forms.text)?,
                    // Exact up to 2^53, which is more than there will ever be of anything here.
                    Cell::Number(number) => sheet.write_number(row, place, number as f64)?,
                    Cell::Money(Fen(fen)) => {
                        sheet.write_number_with_format(row, place, fen as f64 / 100.0, &forms.money)?
                    }
                    Cell::Day(day) => sheet.write_datetime_with_format(row, place, date(day)?, &forms.day)?,
                    Cell::At(at) => sheet.write_datetime_with_format(row, place, moment(at)?, &forms.moment)?,
                };
            }
            self.next += 1;
        }
        Ok(())
    }

    fn end(mut self) -> Result<Vec<u8>, XlsxError> {
        let (last_row, last_column) = (self.next.saturating_sub(1), self.columns.saturating_sub(1));
        self.book.worksheet_from_index(0)?.autofilter(self.heads, 0, last_row, last_column)?;
        self.book.save_to_buffer()
    }
}

fn date(day: NaiveDate) -> Result<ExcelDateTime, XlsxError> {
    let year = u16::try_from(day.year()).unwrap_or_default();
    ExcelDateTime::from_ymd(year, day.month() as u8, day.day() as u8)
}

/// To the minute: what the form shows is then what a filter finds.
fn moment(at: NaiveDateTime) -> Result<ExcelDateTime, XlsxError> {
    date(at.date())?.and_hms(at.hour() as u16, at.minute() as u8, 0)
}

#[async_trait]
impl Workbook for Xlsx {
    async fn add(&mut self, rows: Vec<Vec<Cell>>) -> Outcome<()> {
        // A page of rows is written in a few milliseconds.
        self.write(rows).map_err(broken)
    }

    async fn end(self: Box<Self>) -> Outcome<Vec<u8>> {
        // Packing takes as long as there are rows: not on a thread that answers requests.
        let packed = tokio::task::spawn_blocking(move || (*self).end()).await;
        packed.map_err(|panic| Failure::Broken(panic.into()))?.map_err(broken)
    }
}
