//! A unit's roster from a spreadsheet.

use std::io::{Cursor, Write};

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::harness::at_once::all;
use crate::harness::on_both_stores;
use crate::harness::sql::count;
use crate::harness::town::{Town, appoint, text};
use crate::harness::world::{Person, World, request_id};

on_both_stores!(
    a_liaison_imports_a_spreadsheet_and_the_same_again_adds_nothing,
    any_fault_and_nothing_is_written,
    broken_quotes_lose_nobody,
    the_same_upload_twenty_times_has_one_effect,
    uploads_that_race_add_each_line_once,
    only_those_who_answer_for_the_unit_upload,
    files_have_a_measure,
    who_waits_for_an_answer_is_confirmed_by_the_line,
);

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What is uploaded.
struct Upload<'u> {
    unit: &'u str,
    kind: &'u str,
    key: Option<String>,
    query: &'u str,
    bytes: Vec<u8>,
}

impl<'u> Upload<'u> {
    fn csv(unit: &'u str, text: &str) -> Self {
        Self { unit, kind: "text/csv", key: Some(request_id()), query: "", bytes: text.as_bytes().to_vec() }
    }

    fn xlsx(unit: &'u str, rows: &str) -> Self {
        Self { unit, kind: XLSX, key: Some(request_id()), query: "", bytes: workbook(rows) }
    }

    fn trial(self) -> Self {
        Self { key: None, query: "?dryRun=true", ..self }
    }

    async fn by(&self, world: &World, who: Option<&Person>) -> (u16, Value) {
        let mut request = world
            .http()
            .post(format!("{}/units/{}/roster{}", world.url, self.unit, self.query))
            .header("content-type", self.kind)
            .header("accept-language", "en")
            .body(self.bytes.clone());
        if let Some(person) = who {
            request = request.bearer_auth(&person.access);
        }
        if let Some(key) = &self.key {
            request = request.header("idempotency-key", key);
        }
        let answer = request.send().await.expect("an answer");
        let status = answer.status().as_u16();
        (status, answer.json().await.expect("JSON"))
    }
}

/// A workbook of one sheet with these rows.
fn workbook(rows: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let relation = |kind: &str, target: &str| {
        let relation = format!(r#"<Relationship Id="r1" Type="{relationships}/{kind}" Target="{target}"/>"#);
        format!(r#"<Relationships xmlns="{package}/relationships">{relation}</Relationships>"#)
    };
    let sheet = r#"<sheets><sheet name="名册" sheetId="1" r:id="r1"/></sheets>"#;
    archive(&[
        ("[Content_Types].xml", format!(r#"<Types xmlns="{package}/content-types"/>"#)),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", format!(r#"<workbook xmlns="{main}" xmlns:r="{relationships}">{sheet}</workbook>"#)),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", format!(r#"<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#)),
    ])
}

fn archive(files: &[(&str, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        zip.write_all(content.as_bytes()).expect("content");
    }
    zip.finish().expect("an archive").into_inner()
}

/// A cell with a text.
fn word(at: &str, text: &str) -> String {
    format!(r#"<c r="{at}" t="inlineStr"><is><t>{text}</t></is></c>"#)
}

/// A unit of the city, and its liaison, who lives in the second community.
async fn with_liaison(world: &World) -> (Town, String, Person) {
    let town = Town::build(world).await;
    let input = json!({ "areaId": town.city, "name": "供水公司" });
    let unit = text(&world.act(&town.city_admin, "createUnit", input, "... on Unit { id }").await["id"]);
    let liaison = town.resident(world, "liaison", 1, None).await;
    appoint(world, &town.city_admin, &liaison, "LIAISON", &unit).await;
    (town, unit, liaison)
}

async fn size(world: &World, who: &Person, unit: &str) -> i64 {
    let text = "query($id: ID!) { node(id: $id) { ... on Unit { rosterSize } } }";
    world.get(who, text, json!({ "id": unit })).await["node"]["rosterSize"].as_i64().expect("a number")
}

/// A member who says that they are a party member of the unit; gives what became of it.
async fn ask(world: &World, who: &Person, unit: &str, name: &str, phone: Option<&str>) -> String {
    world.act(who, "setRealName", json!({ "realName": name }), "").await;
    if let Some(phone) = phone {
        world.act(who, "bindPhone", json!({ "code": format!("phone-{phone}.{}", request_id()) }), "").await;
    }
    let fields = "... on Viewer { partyMembership { state } }";
    text(&world.act(who, "askPartyMembership", json!({ "unitId": unit }), fields).await["partyMembership"]["state"])
}

async fn state(world: &World, who: &Person) -> String {
    let viewer = world.get(who, "{ viewer { partyMembership { state } } }", json!({})).await;
    text(&viewer["viewer"]["partyMembership"]["state"])
}

fn done(rows: u64, added: u64, known: u64) -> Value {
    json!({ "rows": rows, "added": added, "known": known, "faultCount": 0, "faults": [] })
}

async fn a_liaison_imports_a_spreadsheet_and_the_same_again_adds_nothing(world: &World) {
    let (town, unit, liaison) = with_liaison(world).await;
    let rows = [
        format!(r#"<row r="2">{}{}{}</row>"#, word("A2", "序号"), word("B2", "手机号"), word("D2", "姓 名")),
        // A phone number as the number that spreadsheet programs make of it.
        format!(
            r#"<row r="4"><c r="A4"><f>1+1</f><v>2</v></c><c r="B4"><v>13800001001.0</v></c>{}</row>"#,
            word("D4", "赵卫国")
        ),
        format!(r#"<row r="5"><c r="B5"><v>1.3800001002E10</v></c>{}</row>"#, word("D5", "钱红")),
        format!(r#"<row r="7">{}</row>"#, word("A7", "合计")),
    ]
    .concat();
    let upload = Upload::xlsx(&unit, &rows);
    assert_eq!(upload.by(world, Some(&liaison)).await, (200, done(2, 2, 0)));
    assert_eq!(Upload::xlsx(&unit, &rows).by(world, Some(&liaison)).await, (200, done(2, 0, 2)));
    let more = "\u{feff}Phone,Name,备注\r\n13800001002,钱红,\r\n+8613800001003,\"孙丽\",新来\r\n";
    assert_eq!(Upload::csv(&unit, more).trial().by(world, Some(&liaison)).await, (200, done(2, 1, 1)));
    assert_eq!(size(world, &liaison, &unit).await, 2, "a trial writes nothing");
    assert_eq!(Upload::csv(&unit, more).by(world, Some(&town.city_admin)).await, (200, done(2, 1, 1)), "staff, too");
    assert_eq!(size(world, &liaison, &unit).await, 3);
    // The lines are worth what those that were typed are worth.
    let me = town.resident(world, "me", 0, None).await;
    assert_eq!(ask(world, &me, &unit, "赵卫国", Some("13800001001")).await, "CONFIRMED");
    assert_eq!(Upload::csv(&unit, "name,phone\n").by(world, Some(&liaison)).await, (200, done(0, 0, 0)));
}

async fn any_fault_and_nothing_is_written(world: &World) {
    let (_, unit, liaison) = with_liaison(world).await;
    Upload::csv(&unit, "name,phone\n赵卫国,13800001001\n").by(world, Some(&liaison)).await;
    let bad = "姓名,手机号\n钱红,13800001002\n李四,12\n王,13800001003\n孙丽,13800001002\n周红,=1+1\n";
    let fault = |row: u32, column: &str, code: &str, message: &str| json!({ "row": row, "column": column, "code": code, "message": message });
    let expected = json!({ "rows": 5, "added": 0, "known": 0, "faultCount": 4, "faults": [
        fault(3, "手机号", "NOT_A_PHONE", "This is not a mobile number of mainland China."),
        fault(4, "姓名", "NOT_A_NAME", "This is not a name."),
        fault(5, "手机号", "PHONE_TWICE", "The number stands in row 2 already."),
        fault(6, "手机号", "FORMULA", "Formulas are not taken; paste the value."),
    ] });
    assert_eq!(Upload::csv(&unit, bad).trial().by(world, Some(&liaison)).await, (200, expected.clone()));
    assert_eq!(Upload::csv(&unit, bad).by(world, Some(&liaison)).await, (422, expected));
    let other = "姓名,手机号\n钱红,13800001002\n李四,13800001001\n";
    for (upload, status) in [(Upload::csv(&unit, other).trial(), 200), (Upload::csv(&unit, other), 422)] {
        let (answered, answer) = upload.by(world, Some(&liaison)).await;
        assert_eq!((answered, &answer["faultCount"]), (status, &json!(1)));
        let name = fault(3, "手机号", "OTHER_NAME", "The roster has this number with another name.");
        assert_eq!(answer["faults"], json!([name]));
        assert!(!answer.to_string().contains("赵"), "whose number it is, is not told");
    }
    let formula = format!(
        r#"<row r="1">{}{}</row><row r="2">{}<c r="B2"><f t="shared" si="99999999999"/><v>13800001002</v></c></row>"#,
        word("A1", "name"),
        word("B1", "phone"),
        word("A2", "钱红")
    );
    let (status, answer) = Upload::xlsx(&unit, &formula).by(world, Some(&liaison)).await;
    assert_eq!((status, &answer["faults"][0]["code"]), (422, &json!("FORMULA")), "{answer}");
    let (status, answer) = Upload::csv(&unit, "名字,手机号\n钱红,13800001002\n").by(world, Some(&liaison)).await;
    assert_eq!(status, 422);
    assert_eq!(answer["faults"], json!([fault(1, "姓名", "COLUMN_MISSING", "There is no column of this heading.")]));
    let many: String = (0..150).map(|_| "王,1\n").collect();
    let (_, answer) = Upload::csv(&unit, &format!("name,phone\n{many}")).by(world, Some(&liaison)).await;
    assert_eq!((&answer["faultCount"], answer["faults"].as_array().map(Vec::len)), (&json!(300), Some(100)));
    let chinese = world
        .http()
        .post(format!("{}/units/{unit}/roster?dryRun=true", world.url))
        .bearer_auth(&liaison.access)
        .header("content-type", "text/csv; charset=utf-8")
        .body("姓名,手机号\n王,13800001003\n");
    let answer: Value = chinese.send().await.expect("an answer").json().await.expect("JSON");
    assert_eq!(answer["faults"][0]["message"], "不是有效的姓名", "{answer}");
    assert_eq!(size(world, &liaison, &unit).await, 1, "nothing was written");
}

async fn broken_quotes_lose_nobody(world: &World) {
    let (_, unit, liaison) = with_liaison(world).await;
    let unclosed = "姓名,手机号,备注\n赵一鸣,13900010001,\n钱多多,13900010002,\"五楼\n孙小满,13900010003,\n\
        李长庚,13900010004,\n周知秋,13900010005,\n";
    let closed_later = "姓名,手机号,备注\n赵一鸣,13900010021,\"五楼\n钱多多,13900010022,\n孙小满,13900010023,\"六楼\n\
        李长庚,13900010024,\n";
    let closed_by_the_rules = "姓名,手机号,备注\r\n赵一鸣,13900010031,\"五楼\r\n钱多多,13900010032,六楼\"\r\n\
        孙小满,13900010033,\r\n";
    let closed_around_odd_numbers = "姓名,手机号,备注,部门\n赵一鸣,13900010061,\"五楼,甲\n钱多多,139 0001 0062\n\
        孙小满,139-0001-0063\"\n李长庚,13900010064,,\n";
    let two_in_a_row = "姓名,手机号\n赵一鸣,13900010041,钱多多,13900010042\n";
    let quotes = "The quotation marks of this cell do not match; close or remove them.";
    let elsewhere = "This mobile number is not in the column of numbers, so its owner would not be read.";
    let number = "This is not a mobile number of mainland China.";
    for (text, rows, wrong) in [
        (unclosed, 5, vec![(3, "备注", "BROKEN_QUOTES", quotes)]),
        (closed_later, 4, vec![(2, "备注", "BROKEN_QUOTES", quotes), (4, "备注", "BROKEN_QUOTES", quotes)]),
        (closed_by_the_rules, 3, vec![(2, "备注", "BROKEN_QUOTES", quotes)]),
        (
            closed_around_odd_numbers,
            4,
            vec![
                (2, "备注", "BROKEN_QUOTES", quotes),
                (3, "手机号", "NOT_A_PHONE", number),
                (4, "手机号", "NOT_A_PHONE", number),
            ],
        ),
        (two_in_a_row, 1, vec![(2, "D", "PHONE_ELSEWHERE", elsewhere)]),
    ] {
        let faults: Vec<_> = wrong
            .iter()
            .map(|(row, column, code, message)| json!({ "row": row, "column": column, "code": code, "message": message }))
            .collect();
        let expected = json!({ "rows": rows, "added": 0, "known": 0, "faultCount": faults.len(), "faults": faults });
        assert_eq!(Upload::csv(&unit, text).trial().by(world, Some(&liaison)).await, (200, expected.clone()));
        assert_eq!(Upload::csv(&unit, text).by(world, Some(&liaison)).await, (422, expected));
    }
    assert_eq!(size(world, &liaison, &unit).await, 0, "nothing was written");
    // A remark may have lines, marks and commas of its own.
    let good = "姓名,手机号,备注\r\n赵一鸣,13900010051,\"五楼\r\n靠东, \"\"大\"\"门\"\r\n\"钱多多\",\"13900010052\",六\"楼\r\n";
    assert_eq!(Upload::csv(&unit, good).by(world, Some(&liaison)).await, (200, done(2, 2, 0)));
}

async fn the_same_upload_twenty_times_has_one_effect(world: &World) {
    let (_, unit, liaison) = with_liaison(world).await;
    let mut upload = Upload::csv(&unit, "name,phone\n赵卫国,13800001001\n钱红,13800001002\n");
    let answers = all((0..20).map(|_| async { upload.by(world, Some(&liaison)).await.1 })).await;
    assert!(answers.iter().all(|answer| *answer == done(2, 2, 0)), "{answers:#?}");
    assert_eq!(size(world, &liaison, &unit).await, 2);
    upload.bytes.push(b'\n');
    let (status, answer) = upload.by(world, Some(&liaison)).await;
    assert_eq!((status, &answer["code"]), (409, &json!("REQUEST_ID_REUSED")), "{answer}");
    // What found a fault had no effect, so its id is still free.
    let mut upload = Upload::csv(&unit, "name,phone\n王,13800001003\n");
    assert_eq!(upload.by(world, Some(&liaison)).await.0, 422);
    upload.bytes = "name,phone\n王五,13800001003\n".into();
    assert_eq!(upload.by(world, Some(&liaison)).await, (200, done(1, 1, 0)));
}

async fn uploads_that_race_add_each_line_once(world: &World) {
    let (town, unit, liaison) = with_liaison(world).await;
    // Each upload holds two thirds of all lines, in an order of its own.
    let lines: Vec<_> = (0..1_500).map(|n| format!("赵卫国,138{n:08}")).collect();
    let uploads: Vec<_> = (0..6)
        .map(|n| {
            let mut mine: Vec<_> = lines.iter().skip(n * 100).take(1_000).cloned().collect();
            if n % 2 == 1 {
                mine.reverse();
            }
            Upload::csv(&unit, &format!("name,phone\n{}\n", mine.join("\n")))
        })
        .collect();
    let answers = all(uploads.iter().enumerate().map(|(n, upload)| {
        let who = if n % 2 == 0 { &liaison } else { &town.city_admin };
        async move { json!(upload.by(world, Some(who)).await) }
    }))
    .await;
    assert!(answers.iter().all(|answer| answer[0] == 200), "{answers:#?}");
    let sum = |field: &str| answers.iter().filter_map(|answer| answer[1][field].as_u64()).sum::<u64>();
    assert_eq!((sum("added"), sum("known")), (1_500, 4_500), "{answers:#?}");
    assert_eq!(size(world, &liaison, &unit).await, 1_500);

    // One number under ten names: one is written, the others hear why they are not.
    let names = "赵钱孙李周吴郑王冯陈"
        .chars()
        .map(|letter| Upload::csv(&unit, &format!("name,phone\n{letter}明,13900000000\n")));
    let names: Vec<_> = names.collect();
    let answers = all(names.iter().map(|upload| async { json!(upload.by(world, Some(&liaison)).await) })).await;
    let won = answers.iter().filter(|answer| answer[0] == 200).count();
    let lost = answers.iter().filter(|answer| answer[1]["faults"][0]["code"] == "OTHER_NAME").count();
    assert_eq!((won, lost), (1, 9), "{answers:#?}");
    assert_eq!(size(world, &liaison, &unit).await, 1_501);
    let done = "SELECT COUNT(*) FROM audit_entries WHERE act = 'importRoster' AND ending = 'done'";
    assert!(count(world, done).await > 0, "so is who uploaded");
}

async fn only_those_who_answer_for_the_unit_upload(world: &World) {
    let (town, unit, liaison) = with_liaison(world).await;
    let resident = town.resident(world, "resident", 0, None).await;
    let file = "name,phone\n赵卫国,13800001001\n";
    for (who, status, code) in
        [(None, 401, "UNAUTHENTICATED"), (Some(&resident), 403, "FORBIDDEN"), (Some(&town.staff[0]), 403, "FORBIDDEN")]
    {
        let (answered, answer) = Upload::csv(&unit, file).by(world, who).await;
        assert_eq!((answered, &answer["code"]), (status, &json!(code)), "{answer}");
        assert_eq!(answer["requestId"].as_str().map(str::len), Some(36), "{answer}");
    }
    let refused = "SELECT COUNT(*) FROM audit_entries WHERE act = 'importRoster' AND ending = 'refused'";
    assert_eq!(count(world, refused).await, 2, "who was refused is written down");
    let unknown = "unit_01h455vb4pex5vsknk084sn02q";
    for (upload, status, code) in [
        (Upload::csv(unknown, file), 404, "NOT_FOUND"),
        (Upload::csv(&town.city, file), 400, "BAD_USER_INPUT"),
        (Upload { key: None, ..Upload::csv(&unit, file) }, 400, "BAD_USER_INPUT"),
        (Upload { key: Some("one".into()), ..Upload::csv(&unit, file) }, 400, "BAD_USER_INPUT"),
        (Upload { query: "?dryRun=perhaps", ..Upload::csv(&unit, file) }, 400, "BAD_USER_INPUT"),
        (Upload { kind: "text/plain", ..Upload::csv(&unit, file) }, 415, "BAD_USER_INPUT"),
        (Upload { kind: "text/csv; charset=gbk", ..Upload::csv(&unit, file) }, 415, "BAD_USER_INPUT"),
        (Upload { kind: XLSX, ..Upload::csv(&unit, file) }, 400, "BAD_USER_INPUT"),
        (Upload { bytes: b"\xd0\xd5\xc3\xfb,phone\n".to_vec(), ..Upload::csv(&unit, "") }, 400, "BAD_USER_INPUT"),
    ] {
        let (answered, answer) = upload.by(world, Some(&liaison)).await;
        assert_eq!((answered, &answer["code"]), (status, &json!(code)), "{answer}");
    }
    assert_eq!(size(world, &liaison, &unit).await, 0, "nothing was written");
}

async fn files_have_a_measure(world: &World) {
    let (_, unit, liaison) = with_liaison(world).await;
    let lines: Vec<_> = (0..20_000).map(|n| format!("赵卫国,138{n:08}")).collect();
    let file = format!("name,phone\n{}\n", lines.join("\n"));
    assert_eq!(Upload::csv(&unit, &file).by(world, Some(&liaison)).await, (200, done(20_000, 20_000, 0)));
    let (status, answer) = Upload::csv(&unit, &format!("{file}钱红,13900000000\n")).by(world, Some(&liaison)).await;
    assert_eq!((status, &answer["faults"][0]["code"]), (422, &json!("TOO_MANY_ROWS")), "{answer}");

    let padded = |size: usize| format!("name,phone\n{}", " ".repeat(size - 11));
    let most = 4 * 1024 * 1024;
    assert_eq!(Upload::csv(&unit, &padded(most)).by(world, Some(&liaison)).await.0, 200);
    let (status, answer) = Upload::csv(&unit, &padded(most + 1)).by(world, Some(&liaison)).await;
    assert_eq!((status, &answer["code"]), (413, &json!("BAD_USER_INPUT")), "{answer}");
    let sent = endless(world, &liaison, &unit).await;
    assert!((most..50_000_000).contains(&sent), "a body without end is not read for long: {sent}");

    let bomb =
        archive(&[("xl/worksheets/sheet1.xml", " ".repeat(40 << 20)), ("xl/sharedStrings.xml", " ".repeat(25 << 20))]);
    let styles = archive(&[("xl/styles.xml", " ".repeat(5 << 20))]);
    let crowd: Vec<_> = (0..1_001).map(|n| format!("{n}.xml")).collect();
    let crowd: Vec<_> = crowd.iter().map(|name| (name.as_str(), String::new())).collect();
    for bytes in [bomb, styles, archive(&crowd)] {
        let upload = Upload { bytes, ..Upload::xlsx(&unit, "") };
        let (status, answer) = upload.by(world, Some(&liaison)).await;
        assert_eq!((status, &answer["code"]), (413, &json!("BAD_USER_INPUT")), "{answer}");
    }
    assert_eq!(size(world, &liaison, &unit).await, 20_000);
}

/// Sends a body in chunks that never end; gives how much was taken before the server had enough.
async fn endless(world: &World, who: &Person, unit: &str) -> usize {
    let host = world.url.trim_start_matches("http://");
    let head = format!(
        "POST /units/{unit}/roster?dryRun=true HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {}\r\n\
         content-type: text/csv\r\ntransfer-encoding: chunked\r\n\r\n",
        who.access
    );
    let (mut answers, mut stream) = TcpStream::connect(host).await.expect("a connection").into_split();
    stream.write_all(head.as_bytes()).await.expect("a request");
    let answer = tokio::spawn(async move {
        let mut status = [0; 12];
        answers.read_exact(&mut status).await.map(|_| String::from_utf8_lossy(&status).into_owned())
    });
    let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
    let mut sent = 0;
    while sent < 60_000_000 && !answer.is_finished() && stream.write_all(chunk.as_bytes()).await.is_ok() {
        sent += chunk.len();
    }
    let answer = answer.await.expect("a task").expect("an answer");
    assert_eq!(answer, "HTTP/1.1 413");
    sent
}

async fn who_waits_for_an_answer_is_confirmed_by_the_line(world: &World) {
    let (town, unit, liaison) = with_liaison(world).await;
    let mut waiting = Vec::new();
    for (n, name) in ["赵卫国", "钱红", "孙丽", "李强"].into_iter().enumerate() {
        let person = town.resident(world, &format!("person{n}"), 0, None).await;
        assert_eq!(ask(world, &person, &unit, name, Some(&format!("1380000100{n}"))).await, "PENDING");
        waiting.push(person);
    }
    assert_eq!(ask(world, &liaison, &unit, "高文静", Some("13800001009")).await, "PENDING");
    let file = "姓名,手机号\n赵卫国,13800001000\n钱小红,13800001001\n高文静,13800001009\n";
    assert_eq!(Upload::csv(&unit, file).trial().by(world, Some(&liaison)).await.0, 200);
    assert_eq!(state(world, &waiting[0]).await, "PENDING", "a trial decides nothing");
    assert_eq!(Upload::csv(&unit, file).by(world, Some(&liaison)).await, (200, done(3, 3, 0)));
    assert_eq!(state(world, &waiting[0]).await, "CONFIRMED");
    assert_eq!(state(world, &waiting[1]).await, "PENDING", "another name: people decide");
    assert_eq!(state(world, &liaison).await, "PENDING", "nobody confirms themselves");
    let input = json!({ "unitId": unit, "realName": "孙丽", "phone": "13800001002" });
    world.act(&liaison, "addToRoster", input, "").await;
    assert_eq!(state(world, &waiting[2]).await, "CONFIRMED");
    // The power is there from the next request on.
    let abilities = world.get(&waiting[2], "{ viewer { abilities } }", json!({})).await;
    assert_eq!(abilities["viewer"]["abilities"], json!(["POST_WISHES", "CLAIM_WISHES", "REDEEM_GOODS"]));
    // And the other way round: the line is there, and the person corrects what they said.
    let line = Upload::csv(&unit, "姓名,手机号\n李强国,13800001003\n周红,13800001004\n");
    line.by(world, Some(&liaison)).await;
    assert_eq!(state(world, &waiting[3]).await, "PENDING");
    world.act(&waiting[3], "setRealName", json!({ "realName": "李强国" }), "").await;
    assert_eq!(state(world, &waiting[3]).await, "CONFIRMED");
    let late = town.resident(world, "late", 0, None).await;
    assert_eq!(ask(world, &late, &unit, "周红", None).await, "PENDING");
    world.act(&late, "bindPhone", json!({ "code": "phone-13800001004.late" }), "").await;
    assert_eq!(state(world, &late).await, "CONFIRMED");

    // Questions and lines that meet: nobody is left waiting.
    let mut people = Vec::new();
    for n in 0..10 {
        people.push(town.resident(world, &format!("racer{n}"), 0, None).await);
        world.act(&people[n], "setRealName", json!({ "realName": "吴明" }), "").await;
        world.act(&people[n], "bindPhone", json!({ "code": format!("phone-1390000100{n}.1") }), "").await;
    }
    let uploads: Vec<_> = (0..10).map(|n| Upload::csv(&unit, &format!("name,phone\n吴明,1390000100{n}\n"))).collect();
    let town = &town;
    let unit = &unit;
    all(people.iter().zip(&uploads).flat_map(|(person, upload)| {
        let asks = async move { world.act(person, "askPartyMembership", json!({ "unitId": unit }), "").await };
        let lays = async move { json!(upload.by(world, Some(&town.city_admin)).await) };
        [futures_util::future::Either::Left(asks), futures_util::future::Either::Right(lays)]
    }))
    .await;
    for person in &people {
        assert_eq!(state(world, person).await, "CONFIRMED");
    }
}
