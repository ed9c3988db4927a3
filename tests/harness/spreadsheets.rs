//! Spreadsheets, as staff ask for them, fetch them and open them.

use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use calamine::{Data, Reader, Xlsx};
use domain::Ports;
use domain::failure::Outcome;
use domain::spreadsheets::write::{Cell, Head, Workbook, Workbooks};
use infra::workbook::XlsxWorkbooks;
use serde_json::{Value, json};
use tokio::sync::{Notify, Semaphore};

use super::jobs::do_jobs;
use super::media::fetch;
use super::town::text;
use super::world::{Person, World};

/// What is asked of a spreadsheet.
pub(crate) const SPREADSHEET: &str =
    "... on Spreadsheet { id kind title state failure rowsDone askedAt madeAt expiresAt bytes url }";

/// Asks for one, and gives its id.
pub(crate) async fn ask(world: &World, who: &Person, kind: &str, input: Value) -> String {
    // What happens at once has no order of its own.
    world.pass(chrono::Duration::milliseconds(1));
    let asked = world.act(who, &format!("make{kind}Spreadsheet"), input, SPREADSHEET).await;
    assert_eq!(asked["state"], "WAITING", "{asked}");
    assert_eq!([&asked["url"], &asked["madeAt"], &asked["expiresAt"]], [&Value::Null; 3], "{asked}");
    text(&asked["id"])
}

/// A spreadsheet as somebody sees it.
pub(crate) async fn shown(world: &World, who: &Person, id: &str) -> Value {
    let query = format!("query($id: ID!) {{ node(id: $id) {{ {SPREADSHEET} }} }}");
    world.get(who, &query, json!({ "id": id })).await["node"].take()
}

/// Asks for one, has it made, fetches it and opens it.
pub(crate) async fn made(world: &World, who: &Person, kind: &str, input: Value) -> Opened {
    let id = ask(world, who, kind, input).await;
    assert_eq!(do_jobs(&world.ports).await.len(), 0);
    let spreadsheet = shown(world, who, &id).await;
    assert_eq!(spreadsheet["state"], "MADE", "{spreadsheet}");
    let answer = fetch(world, &text(&spreadsheet["url"])).await;
    assert_eq!(answer.status(), 200);
    let bytes = answer.bytes().await.expect("a file");
    assert_eq!(spreadsheet["bytes"], json!(bytes.len()), "{spreadsheet}");
    let opened = Opened::of(&bytes);
    assert_eq!(spreadsheet["rowsDone"], json!(opened.rows.len()), "{spreadsheet}");
    opened
}

/// What a file says.
#[derive(Debug)]
pub(crate) struct Opened {
    /// The name of its sheet.
    pub(crate) sheet: String,
    /// What stands above the heads.
    pub(crate) above: Vec<String>,
    /// The heads.
    pub(crate) heads: Vec<String>,
    /// The rows.
    pub(crate) rows: Vec<Vec<Data>>,
}

impl Opened {
    /// Opens a file. None of its cells may be a formula.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
        let sheet = book.sheet_names().remove(0);
        let formulas = book.worksheet_formula(&sheet).expect("a sheet");
        assert_eq!(formulas.used_cells().count(), 0, "a formula");
        let cells = book.worksheet_range(&sheet).expect("a sheet");
        let mut rows = cells.rows().map(<[Data]>::to_vec);
        let above = rows.by_ref().take_while(|row| row[0] != Data::Empty).map(|row| said(&row[0])).collect();
        let heads = rows.next().expect("heads").iter().map(said).collect();
        Self { sheet, above, heads, rows: rows.collect() }
    }

    /// The rows as people read them.
    pub(crate) fn said(&self) -> Vec<Vec<String>> {
        self.rows.iter().map(|row| row.iter().map(said).collect()).collect()
    }
}

/// A cell as people read it.
pub(crate) fn said(cell: &Data) -> String {
    match cell {
        Data::DateTime(at) => {
            let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
            let day = format!("{year}-{month:02}-{day:02}");
            if at.as_f64().fract() == 0.0 { day } else { format!("{day} {hour:02}:{minute:02}") }
        }
        cell => cell.to_string(),
    }
}

/// Writes workbooks, and halts before it writes this page of rows, until it may go on.
pub(crate) struct Halting {
    before: usize,
    pages: AtomicUsize,
    reached: Notify,
    go_on: Semaphore,
}

impl Halting {
    /// Halts before this page, counted from 0.
    pub(crate) fn before(page: usize) -> Arc<Self> {
        Arc::new(Self { before: page, pages: AtomicUsize::new(0), reached: Notify::new(), go_on: Semaphore::new(0) })
    }

    /// These ports with it.
    pub(crate) fn ports(self: &Arc<Self>, ports: &Ports) -> Ports {
        Ports { workbooks: Arc::new(Of(self.clone())), ..ports.clone() }
    }

    /// Waits until it halts.
    pub(crate) async fn reached(&self) {
        self.reached.notified().await;
    }

    /// Lets it go on.
    pub(crate) fn go_on(&self) {
        self.go_on.add_permits(1);
    }

    /// How many pages it was given.
    pub(crate) fn pages(&self) -> usize {
        self.pages.load(Ordering::Relaxed)
    }
}

struct Of(Arc<Halting>);

struct Book(Arc<Halting>, Box<dyn Workbook>);

impl Workbooks for Of {
    fn begin(&self, head: Head) -> Outcome<Box<dyn Workbook>> {
        Ok(Box::new(Book(self.0.clone(), XlsxWorkbooks.begin(head)?)))
    }
}

#[async_trait]
impl Workbook for Book {
    async fn add(&mut self, rows: Vec<Vec<Cell>>) -> Outcome<()> {
        assert!(rows.len() <= 500, "{} rows of one statement", rows.len());
        if self.0.pages.fetch_add(1, Ordering::Relaxed) == self.0.before {
            self.0.reached.notify_one();
            self.0.go_on.acquire().await.expect("open").forget();
        }
        self.1.add(rows).await
    }

    async fn end(self: Box<Self>) -> Outcome<Vec<u8>> {
        self.1.end().await
    }
}
